// Loops of the transport with a simulated clock: positions of blocks and the audible instant across the wrap.
#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "engine/transport/transport.h"

using namespace tandem;

namespace {

constexpr int kRate = 48000;
constexpr double kNs = 1e9 / kRate;
Time at(int64_t sample) { return Time::from_samples(sample, kRate); }
TimeRange range(int64_t in, int64_t out) { return TimeRange::between(at(in), at(out)); }

struct Simulation {
    Transport transport{kRate};
    int64_t frames = 0, latency = 0;
    int64_t now_ns() const { return 1'000'000'000 + std::llround(static_cast<double>(frames) * kNs); }
    TransportBlock block(int n) {
        auto b = transport.process(n, now_ns(), latency, kNs);
        frames += n;
        return b;
    }
};

} // namespace

TEST_CASE("blocks of a loop stand on the sample, for any lengths") {
    std::mt19937 random(5);
    for (auto [in, out] : {std::pair<int64_t, int64_t>{0, 480}, {1000, 1601}, {7777, 100003}}) {
        CAPTURE(out);
        Simulation s;
        s.transport.set_loop(range(in, out));
        s.transport.play();
        int64_t want = 0;
        for (int i = 0; i < 3000; ++i) {
            const int n = 1 + static_cast<int>(random() % 5000);
            const TransportBlock b = s.block(n);
            REQUIRE(b.position == at(want));
            REQUIRE(b.loop == range(in, out));
            want += n;
            if (want >= out) want = in + (want - out) % (out - in);
        }
        CHECK(s.transport.point().generation == 0);
    }
}

TEST_CASE("what is audible goes on through wraps, behind by the latency, and never jumps elsewhere") {
    for (const int64_t latency : {0, 100, 5000}) {
        CAPTURE(latency);
        Simulation s;
        s.latency = latency;
        s.transport.set_loop(range(9600, 19200));
        s.transport.play();
        for (int i = 0; i < 300; ++i) {
            s.block(333);
            const ClockPoint p = s.transport.point();
            for (int64_t ns = 0; ns < 6'900'000; ns += 1'300'000) {
                const int64_t now = s.now_ns() - 6'937'500 + ns; // within the block
                const double line =
                    std::max(0.0, static_cast<double>(s.frames - 333 - latency) + static_cast<double>(ns) / kNs);
                const double want = line < 19200 ? line : 9600 + std::fmod(line - 19200, 9600);
                const Time heard = audible_at(p, now);
                REQUIRE(std::abs(heard.seconds() * kRate - want) < 0.1);
                // When it said that it would be.
                if (line > 0 && want > 9600) REQUIRE(std::abs(audible_ns(p, heard) - now) < 3000);
            }
        }
        const ClockPoint p = s.transport.point();
        // Of the next pass, not of the one that is over.
        const Time start = at(9600 + 5);
        const int64_t due = audible_ns(p, start);
        CHECK(due >= p.time_ns - 1000);
        CHECK(due <= p.time_ns + 200'200'000);
        CHECK(audible_at(p, due + 1000) >= start);
        CHECK(audible_ns(p, at(19200)) == INT64_MAX);
        CHECK(audible_ns(p, at(30000)) == INT64_MAX);
    }
}

TEST_CASE("a loop holds from before its end only; changes keep the place") {
    Simulation s;
    s.transport.play();
    s.block(10000);
    s.transport.set_loop(range(0, 5000)); // lies behind
    CHECK(s.block(1000).loop.empty());
    CHECK(s.block(1000).position == at(11000));
    s.transport.set_loop(range(2000, 13000));
    CHECK(s.block(500).position == at(12000));
    CHECK(s.block(1000).position == at(12500));
    CHECK(s.block(1000).position == at(2500)); // wrapped
    s.transport.set_loop(range(3000, 4000));   // shorter, still ahead
    CHECK(s.block(400).position == at(3500));
    CHECK(s.block(400).position == at(3900));
    CHECK(s.block(400).position == at(3300));
    s.transport.set_loop({});
    CHECK(s.block(1000).position == at(3700));
    CHECK(s.block(1000).position == at(4700));
    // A new place comes under the loop again.
    s.transport.set_loop(range(3000, 4000));
    CHECK(s.block(100).loop.empty());
    s.transport.filled(s.transport.locate(at(3500)));
    CHECK(s.block(600).loop == range(3000, 4000));
    CHECK(s.block(600).position == at(3100));
    // Backwards it plays through; forwards at other speeds it wraps.
    s.transport.set_speed({-2, 1});
    CHECK(s.block(100).position == at(3700));
    CHECK(s.block(600).position == at(3500));
    CHECK(s.block(100).position == at(2300));
    s.transport.set_speed({4, 1});
    CHECK(s.block(400).position == at(2100));
    CHECK(s.block(100).position == at(3700));
    CHECK(s.block(100).position == at(3100));
    // Too short: none.
    s.transport.set_loop(range(3400, 3500));
    CHECK(s.block(100).loop.empty());
}

TEST_CASE("a loop's ends go up to whole samples") {
    Simulation s;
    s.transport.set_loop(TimeRange::between(at(1000) + Time{1}, at(3000) - Time{1}));
    s.transport.play();
    CHECK(s.block(10).loop == range(1001, 3000));
}

TEST_CASE("a change just after a wrap keeps what is audible behind it from running ahead by more than the latency") {
    Simulation s;
    s.latency = 2000;
    s.transport.set_loop(range(0, 10000));
    s.transport.play();
    for (int i = 0; i < 21; ++i) s.block(500); // 500 after the wrap
    s.transport.set_loop({});
    Time last;
    for (int i = 0; i < 20; ++i) {
        s.block(500);
        const Time heard = audible_at(s.transport.point(), s.now_ns());
        CHECK(heard >= last);
        CHECK(heard <= at(10500 - 10000 + (i + 1) * 500));
        last = heard;
    }
    CHECK(std::abs((last - at(500 + 10000 - 2000)).ticks) < kTicksPerSecond / 10000);
}

TEST_CASE("a scrub is told to the sound while it stands there, until it has rolled") {
    Simulation s;
    s.transport.filled(s.transport.scrub(at(5000)));
    TransportBlock b = s.block(100);
    CHECK(b.scrub);
    CHECK(b.generation == 1);
    CHECK(b.state == TransportState::stopped);
    CHECK(b.position == at(5000));
    CHECK(s.block(100).scrub);
    s.transport.play();
    CHECK_FALSE(s.block(100).scrub);
    s.transport.stop();
    CHECK_FALSE(s.block(100).scrub);
    s.transport.play();
    s.block(100);
    s.transport.filled(s.transport.scrub(at(9000))); // rolling, it is a locate
    CHECK_FALSE(s.block(100).scrub);
    s.transport.filled(s.transport.locate(at(1)));
    s.transport.stop();
    CHECK_FALSE(s.block(100).scrub);
}
