// Transport, engine and a real stream on the card of tests/support/clocked_device.c, or on the null device.
#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "engine/audio/audio_output.h"
#include "tests/unit/audio/card.h"
#include "tests/unit/audio/mix.h"

namespace tandem::test {

struct PlayerSetup {
    audio::Recorder* recorder = nullptr;
    int inputs = 0;
    Time at;
    std::vector<TrackId> armed = {};
    double monitor_db = 0;
};
struct Player {
    Transport transport{48000};
    audio::SoundEngine engine;
    std::unique_ptr<audio::AudioOutput> output;
    Player(const Mix& mix, const std::string& device, int block_frames, PlayerSetup setup = {})
        : engine({.workers = 1, .sources = mix.factory()}) {
        const auto p = mix.build.done();
        engine.set_plan(mix.plan(), {}, *audio::compile_monitor_plan(*p, *p->active_sequence(), {}, setup.armed));
        auto opened = audio::AudioOutput::open(
            {.name = device, .block_frames = block_frames, .input_channels = setup.inputs}, transport, engine);
        REQUIRE_MESSAGE(opened, opened.error().text());
        output = std::move(*opened);
        output->set_recorder(setup.recorder);
        output->set_monitor_db(setup.monitor_db);
        const uint64_t place = transport.locate(setup.at);
        transport.play();
        REQUIRE(within(std::chrono::seconds(20), [&] {
            return engine.filled(place) && !output->finds_round_trip(); // as Playback does
        }));
        transport.filled(place);
    }
    double at_seconds() const { return audible_at(transport.point(), monotonic_ns()).seconds(); }
    // Frames that the card lost, or that were not made in time.
    bool disturbed() { return output->report().underflows + engine.report().starved > 0; }
};

inline Mix noise_mix(Time length = seconds(60)) {
    Mix m;
    m.build.clip(m.build.a1(), m.add("noise", noise_signal(5), length), Time{}, Time{}, length);
    return m;
}

} // namespace tandem::test
