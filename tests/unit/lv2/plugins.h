// Mixes with the plug-ins of tests/plugins.
#pragma once

#include <doctest/doctest.h>

#include "engine/audio/lv2/instance.h"
#include "engine/audio/lv2/world.h"
#include "tests/unit/audio/live.h"

namespace tandem::test {

using Values = std::vector<std::pair<std::string, Param>>;

inline Ref<Effect> plugin_insert(Mix& mix, const std::string& name, const Values& values = {},
                                 PluginProcess process = PluginProcess::shared, std::optional<StripRef> key = {},
                                 const std::string& state = {}) {
    Plugin p;
    p.uri = "urn:tandem:test:" + name, p.name = "Test " + name, p.process = process, p.state = state;
    for (const auto& [symbol, value] : values) p.set(symbol, value);
    Effect e = make_effect(EffectKind::lv2, mix.build.ids().make<EffectId>());
    e.plugin = std::make_shared<const Plugin>(std::move(p)), e.key = key;
    return std::make_shared<const Effect>(std::move(e));
}
inline Param value(double v) { return {v, nullptr}; }

// Tracks of one noise each.
struct PluginMix : Mix {
    TrackId track(const std::string& name, uint64_t seed) {
        const TrackId id = tracks_++ ? build.add_track(TrackKind::sound, name) : build.a1();
        build.clip(id, add(name, noise_signal(seed), seconds(100)), Time{}, seconds(1), seconds(9));
        return id;
    }

  private:
    int tracks_ = 0;
};

struct Rendered {
    Planes sound;
    std::vector<std::string> warnings;
};
inline Rendered render_all(const Mix& mix, int frames, AudioSpec spec = {}) {
    auto made = mix.renderer(spec);
    REQUIRE(made);
    Rendered out{.sound = Planes(2, std::vector<float>(static_cast<size_t>(frames))), .warnings = {}};
    float* planes[2] = {out.sound[0].data(), out.sound[1].data()};
    REQUIRE((*made)->render(frames, planes));
    out.warnings = (*made)->warnings();
    return out;
}
inline bool said(const std::vector<std::string>& warnings, const std::string& word) {
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const std::string& w) { return w.find(word) != std::string::npos; });
}

} // namespace tandem::test
