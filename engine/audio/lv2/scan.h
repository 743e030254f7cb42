// Which plug-ins went wrong in a test run: each is run once in a process of its own, with a time limit; what came out
// is kept in the user's cache folder until the plug-in's files change. Blocks; any thread.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "engine/audio/lv2/plugin_info.h"

namespace tandem::lv2 {

struct Verdict {
    bool fine = false;
    std::string what; // what went wrong
};
// Fine where there is no tandem-plugin-host to test it with; nothing is kept then.
Verdict test_run(const PluginInfo& info);
// Ends soon after `stop` is set: none then, and where there is nothing to test it with.
std::optional<Verdict> test_run(const PluginInfo& info, const std::atomic<bool>& stop);
// What the last test run of these files said; none where there was none. Waits for one that goes on.
std::optional<Verdict> last_verdict(const PluginInfo& info);

} // namespace tandem::lv2
