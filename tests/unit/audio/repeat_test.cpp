// The same session again and again on a machine whose processors are kept busy: start, loop, locates, a stop, and a
// punch that records what is heard through a cable. Each time it is the render's sound in its place, and the same bits.
// TANDEM_REPEATS: how often, 10 by itself.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>

#include "engine/base/thread.h"
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"
#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kBlock = 256;
constexpr int64_t kStart = 1001, kPunchIn = 26'003, kPunchOut = 29'000, kLoopIn = 30'000, kLoopOut = 41'003,
                  kJump = 150'001;

// State everywhere: a reverb, a compressor, a limiter that looks ahead, automation, another rate, a bus.
struct StatefulMix : Mix {
    StatefulMix() {
        const BusId room = bus("room", Strip{.gain_db = {-3}, .inserts = {insert(EffectKind::reverb)}});
        for (int i = 0; i < 3; ++i) {
            const MediaId sound = add("noise" + std::to_string(i),
                                      noise_signal(static_cast<uint64_t>(i) + 1, i == 1 ? 44100 : 48000), seconds(9));
            const TrackId track = i == 0 ? build.a1() : build.add_track(TrackKind::sound, "A" + std::to_string(i + 1));
            build.clip(track, sound, samples(333 * i), Time{}, seconds(2));
            build.clip(track, sound, seconds(2) + samples(700 * i), seconds(4), seconds(4));
            strip(track, [&](Strip& s) {
                s.gain_db = {-9.0 - i};
                if (i == 0) s.pan = curve({{Time{}, -1}, {seconds(4), 1}});
                if (i == 1) s.inserts = {insert(EffectKind::compressor, {{slot::comp_threshold, -30}})};
                if (i == 2) s.inserts = {insert(EffectKind::limiter)}, s.output = room;
            });
        }
    }
};

// Every processor has more to do than it can.
class Stress {
  public:
    Stress() {
        for (int i = 0; i < 2 * available_cores(); ++i)
            threads_.emplace_back([this] {
                uint64_t x = 1;
                while (!stop_) x = x * 6364136223846793005ull + 1442695040888963407ull;
                sink_ += x;
            });
    }
    ~Stress() {
        stop_ = true;
        for (auto& t : threads_) t.join();
    }

  private:
    std::atomic<bool> stop_{false};
    std::atomic<uint64_t> sink_{0};
    std::vector<std::thread> threads_;
};

// A device that waits for the workers, whose outputs come in again after its round trip.
struct Cabled : Live {
    static constexpr int64_t kLatency = 512, kInputLatency = 300;
    audio::Recorder* recorder = nullptr;
    Planes played{2};

    using Live::Live;
    void block(int frames) {
        const auto begin = static_cast<int64_t>(played[0].size());
        Planes out(2, std::vector<float>(static_cast<size_t>(frames))), in = out;
        float* to[2] = {out[0].data(), out[1].data()};
        const TransportBlock b = transport.process(frames, now_ns, kLatency, 1e9 / 48000);
        now_ns += frames * 20833;
        engine.process(b, frames, to);
        for (size_t c = 0; c < 2; ++c) {
            played[c].insert(played[c].end(), out[c].begin(), out[c].end());
            for (int i = 0; i < frames; ++i) {
                const int64_t from = begin + i - kLatency - kInputLatency;
                if (from >= 0) in[c][static_cast<size_t>(i)] = played[c][static_cast<size_t>(from)];
            }
        }
        const float* from[2] = {in[0].data(), in[1].data()};
        recorder->process(b, {.frames = frames,
                              .now_ns = now_ns,
                              .latency_frames = kLatency,
                              .in = from,
                              .input_channels = 2,
                              .input_latency_frames = kInputLatency});
    }
    void blocks(int64_t frames) {
        for (int64_t done = 0; done < frames; done += kBlock) {
            while (!engine.can_go_on()) std::this_thread::yield();
            block(static_cast<int>(std::min<int64_t>(kBlock, frames - done)));
        }
    }
    // The frames that were played since `from`, kept: what lies between depends on how long places took to fill.
    void keep(size_t from) {
        for (size_t c = 0; c < 2; ++c)
            heard[c].insert(heard[c].end(), played[c].begin() + static_cast<long>(from), played[c].end());
    }
    void fill(uint64_t place) {
        while (!engine.filled(place)) block(kBlock), std::this_thread::yield();
        transport.filled(place);
    }
};

struct Outcome {
    Planes heard;
    std::vector<float> take;
    int64_t take_at = 0, starved = 0;
};

// Where each part of Outcome::heard begins.
struct Parts {
    static constexpr size_t kLine = kLoopOut - kStart, kPasses = 3 * (kLoopOut - kLoopIn) + 555, kAfterJump = 20'000,
                            kFades = 4 * kBlock, kAfterStop = 9'000;
    static constexpr size_t looped = kLine, fades = looped + kPasses, jumped = fades + kFades,
                            stopped = jumped + kAfterJump, again = stopped + kFades, end = again + kAfterStop;
};

Outcome play_once(const Mix& mix, int workers) {
    const Folder folder;
    auto spec = record_spec(folder.path, 2);
    spec.in = samples(kPunchIn), spec.out = samples(kPunchOut);
    auto r = recorder(spec);
    Cabled desk(mix, workers, kBlock);
    for (auto& plane : desk.heard) plane.clear();
    desk.recorder = r.get();
    desk.transport.set_loop(TimeRange::between(samples(kLoopIn), samples(kLoopOut)));
    const uint64_t start = desk.transport.locate(samples(kStart));
    desk.transport.play();
    desk.fill(start);
    size_t from = desk.played[0].size();
    desk.blocks(Parts::kLine + Parts::kPasses);
    const uint64_t jump = desk.transport.locate(samples(kJump));
    desk.block(kBlock), desk.block(kBlock), desk.block(kBlock), desk.block(kBlock);
    desk.keep(from);
    desk.fill(jump);
    from = desk.played[0].size();
    desk.blocks(Parts::kAfterJump);
    desk.transport.stop();
    desk.block(kBlock), desk.block(kBlock), desk.block(kBlock), desk.block(kBlock);
    desk.keep(from);
    // From where it stands, at rest again.
    const uint64_t again = desk.transport.locate(samples(kJump + Parts::kAfterJump));
    desk.transport.play();
    desk.fill(again);
    from = desk.played[0].size();
    desk.blocks(Parts::kAfterStop);
    desk.keep(from);
    r->finish();
    Outcome o{.heard = desk.heard, .starved = desk.engine.report().starved};
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    CHECK(takes[0].faults.empty());
    o.take_at = takes[0].start_sample;
    o.take = WavFile::read(takes[0].path).samples;
    return o;
}

// The timeline's samples from `sample` on are heard at `at`; after the rise of a start.
void check_is_render(const Mix& mix, const Outcome& o, size_t at, int64_t sample, size_t frames) {
    const Planes want = mix.render(sample, static_cast<int>(frames));
    CAPTURE(sample);
    CHECK(same(o.heard, at + kRise, want, kRise, frames - kRise));
}

} // namespace

TEST_CASE("run after run on a busy machine a session is the same, bit for bit and sample for sample") {
    const char* asked = std::getenv("TANDEM_REPEATS");
    const int repeats = std::max(2, asked ? std::atoi(asked) : 10);
    const StatefulMix mix;
    const Stress stress;
    std::optional<Outcome> first;
    for (int i = 0; i < repeats; ++i) {
        CAPTURE(i);
        const Outcome o = play_once(mix, 1 + i % 3);
        CHECK(o.starved == 0);
        REQUIRE(o.heard[0].size() == Parts::end);
        REQUIRE(o.take.size() == 2 * static_cast<size_t>(kPunchOut - kPunchIn));
        CHECK(o.take_at == kPunchIn);
        if (!first) {
            check_is_render(mix, o, 0, kStart, Parts::kLine);
            for (size_t pass = 0; pass < 3; ++pass)
                check_is_render(mix, o, Parts::looped + pass * (kLoopOut - kLoopIn), kLoopIn, kLoopOut - kLoopIn);
            check_is_render(mix, o, Parts::jumped, kJump, Parts::kAfterJump);
            check_is_render(mix, o, Parts::again, kJump + static_cast<int64_t>(Parts::kAfterJump), Parts::kAfterStop);
            size_t wrong = 0; // the take against what was heard in its place
            for (size_t n = 0; n < o.take.size(); ++n)
                wrong += o.take[n] != o.heard[n % 2][n / 2 + static_cast<size_t>(kPunchIn - kStart)];
            CHECK(wrong == 0);
            first = o;
            continue;
        }
        for (size_t c = 0; c < 2; ++c) CHECK(o.heard[c] == first->heard[c]);
        CHECK(o.take == first->take);
    }
}
