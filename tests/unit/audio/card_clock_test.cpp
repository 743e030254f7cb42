// A real stream over its length, on a card with a cable from its outputs to its inputs or with a clock that is off: the
// round trip, recording while playing with a loss in it, drift. TANDEM_PLAY_SECONDS: how long, 10 by itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/unit/audio/player.h"
#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;

namespace {

double play_seconds() {
    const char* asked = std::getenv("TANDEM_PLAY_SECONDS");
    return asked ? std::max(4.0, std::atof(asked)) : 10;
}

// A busy machine may hold the device's thread up; then it is tried again, in larger blocks in the end.
constexpr int kBlocks[] = {64, 64, 128, 256, 512, 512, 512, 1024, 1024, 1024};

// Plays its own frame count and finds it again in what comes in.
struct Counter final : audio::AudioProcess {
    static constexpr int kBits = 22; // of a count, exact in a float
    int64_t frames = 0;
    std::vector<int64_t> found, told; // by block: the round trip as it is, as the device tells it
    std::atomic<int64_t> blocks = 0, losses = 0, torn = 0;
    Counter() { found.reserve(1 << 20), told.reserve(1 << 20); }

    void process(const audio::DeviceBlock& b) override {
        for (int c = 0; c < b.channels; ++c)
            for (int i = 0; i < b.frames; ++i) b.out[c][i] = value(frames + i);
        losses += b.underflow || b.overflow;
        if (b.in && b.in[0][0] != 0 && found.size() < found.capacity()) {
            const auto count = static_cast<int64_t>(b.in[0][0] * static_cast<float>(1 << kBits));
            found.push_back((frames + 1 - count) & ((1 << kBits) - 1));
            told.push_back(b.latency_frames + b.input_latency_frames);
            for (int i = 0; i < b.frames; ++i) torn += b.in[0][i] != value(count - 1 + i);
        }
        frames += b.frames;
        ++blocks;
    }
    static float value(int64_t frame) {
        return static_cast<float>((frame + 1) & ((1 << kBits) - 1)) / static_cast<float>(1 << kBits);
    }
};

} // namespace

TEST_CASE("the round trip that a card tells is the one that its cable has, through the whole stream") {
    const Card card(2);
    bool measured = false;
    for (const int block : kBlocks) {
        Counter counter;
        {
            auto device =
                audio::open_audio_device({.name = "clocked", .block_frames = block, .input_channels = 2}, counter);
            REQUIRE_MESSAGE(device, device.error().text());
            const auto wanted = static_cast<int64_t>(play_seconds() / 4 * 48000) / block;
            REQUIRE(within(std::chrono::seconds(600), [&] { return counter.blocks >= wanted; }));
        }
        if (counter.losses > 0 || counter.found.empty()) continue;
        CAPTURE(block);
        CHECK(counter.torn == 0); // no frame is lost, twice there or of another value
        const int64_t trip = counter.found[0];
        CHECK(std::all_of(counter.found.begin(), counter.found.end(), [&](int64_t f) { return f == trip; }));
        // What the recorder goes by: the upper quartile of what is told, see there.
        std::nth_element(counter.told.begin(), counter.told.begin() + static_cast<long>(counter.told.size() * 3 / 4),
                         counter.told.end());
        CHECK(counter.told[counter.told.size() * 3 / 4] == trip);
        measured = true;
        break;
    }
    CHECK_MESSAGE(measured, "the device ran dry in all attempts");
}

TEST_CASE("recorded through the cable while it plays, with a loss of the card: no bit is wrong but there, and it is "
          "marked there") {
    const Card card(2);
    const Mix m = noise_mix(Time::from_double(play_seconds() + 5));
    int attempts = 0;
    constexpr int64_t kAt = 1000;
    bool recorded = false;
    for (const int block : kBlocks) {
        CAPTURE(block);
        const double length = attempts++ < 5 ? play_seconds() : 4; // a shorter piece in the end
        const Folder folder;
        auto r = recorder(record_spec(folder.path, 2));
        int64_t underflows = 0, starved = 0;
        double stalled_at = 0;
        std::vector<audio::Take> takes;
        {
            Player p(m, "clocked", block, {.recorder = r.get(), .inputs = 2, .at = samples(kAt)});
            REQUIRE(within(std::chrono::seconds(20), [&] { return p.at_seconds() > length / 2; }));
            if (p.disturbed()) continue;
            card.stall();
            REQUIRE(within(std::chrono::seconds(5), [&] { return !card.stalls(); }));
            stalled_at = p.at_seconds();
            REQUIRE(within(std::chrono::milliseconds(static_cast<int>(length * 2000) + 20000),
                           [&] { return p.at_seconds() > length; }));
            p.transport.stop();
            REQUIRE(within(std::chrono::seconds(5), [&] { return !(takes = r->take_finished()).empty(); }));
            underflows = p.output->report().underflows, starved = p.engine.report().starved;
        }
        REQUIRE(takes.size() == 1);
        if (starved > 0 || takes[0].faults.size() > 1) continue; // the machine's own losses
        recorded = true;
        CHECK(underflows >= 1);
        const audio::Take& t = takes[0];
        CHECK(t.start_sample == kAt);
        CHECK(t.lost_frames == 0);
        REQUIRE(t.faults.size() == 1);
        const WavFile w = WavFile::read(t.path);
        REQUIRE(w.frames == t.frames);
        REQUIRE(w.frames > static_cast<int64_t>((length - 0.2) * 48000));
        const Planes want = m.render(kAt, static_cast<int>(w.frames));
        int64_t first = -1, last = -1;
        for (int64_t i = audio::SoundEngine::kRiseFrames; i < w.frames; ++i)
            for (size_t c = 0; c < 2; ++c)
                if (w.samples[static_cast<size_t>(2 * i) + c] != want[c][static_cast<size_t>(i)])
                    first = first < 0 ? i : first, last = i;
        MESSAGE("block " << block << ": fault at " << t.faults[0].frame << ", wrong " << first << " to " << last
                         << " of " << w.frames << "; stalled at " << stalled_at * 48000 - kAt);
        // Nothing but what was in the card's buffers and what came in before the round trip was found anew.
        const int64_t buffers = (audio::RoundTrip::kWindow + 9) * block;
        CHECK(t.faults[0].frame >= 0);
        CHECK(first >= t.faults[0].frame);
        CHECK(last < t.faults[0].frame + buffers);
        break;
    }
    CHECK_MESSAGE(recorded, "the device ran dry in all attempts");
}

TEST_CASE(
    "a card whose clock is off by 1000 ppm: every frame is heard once, and the clock for pictures goes with the card") {
    const Card card;
    const double length = play_seconds();
    const Mix m = noise_mix(Time::from_double(length + 5));
    for (const double ppm : {1000.0, -1000.0}) {
        CAPTURE(ppm);
        card.off_by(ppm);
        bool played = false;
        for (int attempt = 0; attempt < 10 && !played; ++attempt) {
            fs::remove(card.out());
            ClockPoint last{};
            {
                Player p(m, "clocked", 512);
                REQUIRE(within(std::chrono::seconds(20), [&] { return p.at_seconds() > 2; })); // the loop has locked
                const int64_t begun = monotonic_ns();
                std::vector<double> places;
                while (p.at_seconds() < length) {
                    const ClockPoint point = p.transport.point();
                    const int64_t now = monotonic_ns();
                    const double true_s = static_cast<double>(now - begun) * 1e-9 * (1 + ppm * 1e-6);
                    places.push_back((audible_at(point, now).seconds() - true_s) * 1000);
                    // All frames that the card took since the start belong to the timeline: none is bent or skipped.
                    CHECK(audible_at({.state = point.state,
                                      .frames = point.frames,
                                      .reference_frames = point.reference_frames,
                                      .reference = point.reference,
                                      .rate = point.rate,
                                      .speed = point.speed},
                                     0) == samples(point.frames - point.reference_frames));
                    last = point;
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                }
                if (p.disturbed()) continue;
                const size_t half = places.size() / 2;
                std::nth_element(places.begin(), places.begin() + static_cast<long>(half / 2),
                                 places.begin() + static_cast<long>(half));
                std::nth_element(places.begin() + static_cast<long>(half),
                                 places.begin() + static_cast<long>(half + half / 2), places.end());
                // Medians of both halves: a machine that is busy for a moment moves neither.
                CHECK(std::abs(places[half + half / 2] - places[half / 2]) < 1);
                CHECK(std::abs(1e9 / 48000 / last.ns_per_frame - (1 + ppm * 1e-6)) < 100e-6);
            }
            played = true;
            const std::vector<float> heard = card.heard();
            size_t at = 0;
            while (at + 1 < heard.size() && heard[at] == 0 && heard[at + 1] == 0) at += 2;
            const auto frames = static_cast<size_t>((length - 0.2) * 48000);
            REQUIRE(heard.size() >= at + 2 * frames);
            const Planes want = m.render(0, static_cast<int>(frames));
            size_t wrong = 0;
            for (size_t i = 0; i < 2 * frames; ++i) wrong += heard[at + i] != want[i % 2][i / 2];
            CHECK(wrong == 0);
        }
        CHECK_MESSAGE(played, "the device ran dry in all attempts");
    }
    card.off_by(0);
}
