// The installed plug-ins, as lilv finds them in LV2_PATH when first asked; each is read when it is first asked for, and
// nothing of it is run. Any thread.
#pragma once

#include <memory>

#include "engine/audio/lv2/plugin_info.h"

struct LilvWorldImpl;
struct LilvPluginImpl;

namespace tandem::lv2 {

// By name.
std::vector<std::shared_ptr<const PluginInfo>> installed();
// Null where it is not installed.
std::shared_ptr<const PluginInfo> find(const std::string& uri);

// For what instantiates: one caller at a time, as plug-ins of one bundle need not be ready for more.
class WorldLock {
  public:
    WorldLock();
    ~WorldLock();
    WorldLock(const WorldLock&) = delete;
    WorldLock& operator=(const WorldLock&) = delete;
    LilvWorldImpl* world() const;
    const LilvPluginImpl* plugin(const std::string& uri) const; // null where it is not installed
};

} // namespace tandem::lv2
