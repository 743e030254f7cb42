// The sound engine driven by hand, for tests of what is heard.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "engine/audio/sound_engine.h"
#include "tests/unit/audio/mix.h"

namespace tandem::test {

// A device whose clock waits for the workers, so that nothing is starved.
struct Live {
    Transport transport{48000};
    audio::SoundEngine engine;
    int64_t now_ns = 1'000'000'000;
    Planes heard{2};

    explicit Live(const Mix& mix, int workers = 1, int block_frames = 128)
        : engine({.block_frames = block_frames, .workers = workers, .sources = mix.factory()}) {
        engine.set_plan(mix.plan());
        wait([&] { return engine.plan_taken(); });
    }
    // Runs empty blocks until `done`.
    template<class F>
    void wait(F done) {
        while (!done()) block(1), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    void block(int frames) {
        Planes out(2, std::vector<float>(static_cast<size_t>(frames), 9.0f));
        float* planes[2] = {out[0].data(), out[1].data()};
        const TransportBlock b = transport.process(frames, now_ns, 0, 1e9 / 48000);
        now_ns += frames * 20833;
        engine.process(b, frames, planes);
        for (size_t c = 0; c < 2; ++c) heard[c].insert(heard[c].end(), out[c].begin(), out[c].end());
    }
    void roll(int64_t frames, int block_frames) {
        for (int64_t done = 0; done < frames; done += block_frames) {
            while (!engine.can_go_on()) std::this_thread::yield();
            block(static_cast<int>(std::min<int64_t>(block_frames, frames - done)));
        }
    }
    // The same where the sound breaks off first: whatever is made anew gets its time after each block.
    void roll_anew(int64_t frames, int block_frames) {
        for (int64_t done = 0; done < frames; done += block_frames) {
            block(static_cast<int>(std::min<int64_t>(block_frames, frames - done)));
            while (!engine.can_go_on()) std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
    }
    // Plays on, about as fast as time, until the edited mix is taken.
    void edit(const Mix& mix) {
        engine.set_plan(mix.plan());
        while (!engine.plan_taken()) roll(64, 64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    void start(Time at) {
        const uint64_t place = transport.locate(at);
        transport.play();
        block(1);
        while (!engine.filled(place)) std::this_thread::yield();
        transport.filled(place);
        for (auto& plane : heard) plane.clear();
    }
};

inline constexpr size_t kFade = audio::SoundEngine::kFadeFrames, kRise = audio::SoundEngine::kRiseFrames;

inline bool same(const Planes& a, size_t at, const Planes& b, size_t from, size_t frames) {
    for (size_t c = 0; c < 2; ++c)
        if (!std::equal(a[c].begin() + static_cast<long>(at), a[c].begin() + static_cast<long>(at + frames),
                        b[c].begin() + static_cast<long>(from)))
            return false;
    return true;
}

// Played from the start in any blocks with any workers, the mix is heard as it is rendered.
inline void check_live_is_render(const Mix& mix, int frames,
                                 std::initializer_list<std::pair<int, int>> workers_and_blocks) {
    const Planes want = mix.render(0, frames);
    for (auto [workers, block] : workers_and_blocks) {
        CAPTURE(workers);
        CAPTURE(block);
        Live live(mix, workers, block);
        live.start(Time{});
        live.roll(frames, block);
        CHECK(same(live.heard, 0, want, 0, static_cast<size_t>(frames)));
        CHECK(live.engine.report().starved == 0);
        CHECK(live.engine.report().errors.empty());
    }
}

} // namespace tandem::test
