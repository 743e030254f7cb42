// Plugin: what an insert of kind `lv2` runs, kept whatever is installed here. Immutable value; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/param.h"

namespace tandem {

// A value by the symbol of the plug-in's control port, in the port's own unit. Curves are in sequence time.
struct PluginParam {
    std::string symbol;
    Param param;
    friend bool operator==(const PluginParam&, const PluginParam&) = default;
};

// Where it runs: in its own process it cannot take anything else down.
enum class PluginProcess : uint8_t {
    automatic, // its own where a test run went wrong, else the program's
    shared,
    own
};

struct Plugin {
    std::string uri;                 // its identity
    std::string name;                // as it was called when it was added, for messages where it is missing
    std::vector<PluginParam> params; // by rising symbol; those not here are at their port's default
    // What its state interface saved besides, one property a line (engine/audio/lv2/state.h); empty = none.
    std::string state;
    PluginProcess process = PluginProcess::automatic;
    Extra extra;

    // Null where it is at its default.
    const Param* find(std::string_view symbol) const;
    void set(std::string_view symbol, Param param);
};

} // namespace tandem
