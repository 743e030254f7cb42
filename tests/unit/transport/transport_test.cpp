// The transport with a simulated clock: states, what is audible, generations; and its primitives under two threads.
#include "engine/transport/transport.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <random>
#include <thread>

#include "engine/transport/delay_locked_loop.h"
#include "engine/transport/sync_meter.h"

using namespace tandem;

namespace {

constexpr int kRate = 48000, kBlock = 480; // 10 ms
constexpr double kNs = 1e9 / kRate;
constexpr Time kMs{kTicksPerSecond / 1000};

// Device and wall clock by hand.
struct Simulation {
    Transport transport{kRate};
    int64_t now_ns = 1'000'000'000;
    int64_t latency = 0;
    TransportBlock block() {
        auto b = transport.process(kBlock, now_ns, latency, kNs);
        now_ns += 10'000'000;
        return b;
    }
    Time audible() const { return audible_at(transport.point(), now_ns); }
};

bool near(Time a, Time b) { return std::abs((a - b).ticks) <= kMs.ticks / 1000; }

} // namespace

TEST_CASE("play, stop, and the audible instant between blocks") {
    Simulation s;
    CHECK(s.block().state == TransportState::stopped);
    CHECK(s.audible() == Time{});
    s.transport.play();
    auto b = s.block();
    CHECK(b.state == TransportState::rolling);
    CHECK(b.position == Time{});
    // The block began 10 ms ago.
    CHECK(near(s.audible(), Time{kMs.ticks * 10}));
    s.now_ns += 3'000'000;
    CHECK(near(s.audible(), Time{kMs.ticks * 13}));
    s.now_ns -= 3'000'000;
    for (int i = 0; i < 99; ++i) b = s.block();
    CHECK(b.position == Time::from_samples(99 * kBlock, kRate));
    CHECK(near(s.audible(), Time::from_seconds(1)));
    s.transport.stop();
    b = s.block();
    CHECK(b.state == TransportState::stopped);
    CHECK(b.position == Time::from_seconds(1));
    s.block();
    CHECK(s.audible() == Time::from_seconds(1));
    s.transport.play();
    CHECK(s.block().position == Time::from_seconds(1));
    // A device that hangs does not carry the picture away.
    s.now_ns += 60'000'000'000;
    CHECK(s.audible() <= Time::from_seconds(2));
}

TEST_CASE("what is heard lags by the latency and never runs before the start") {
    Simulation s;
    s.latency = 4800; // 100 ms
    s.transport.play();
    for (int i = 0; i < 5; ++i) {
        s.block();
        CHECK(s.audible() == Time{});
    }
    for (int i = 0; i < 10; ++i) s.block();
    CHECK(near(s.audible(), Time{kMs.ticks * 50}));
    CHECK(std::abs(audible_ns(s.transport.point(), Time{kMs.ticks * 70}) - s.now_ns - 20'000'000) < 1000);
}

TEST_CASE("a locate waits until picture and sound are filled, and goes on as before") {
    Simulation s;
    s.transport.play();
    for (int i = 0; i < 10; ++i) s.block();
    const uint64_t first = s.transport.locate(Time::from_seconds(60));
    const uint64_t second = s.transport.locate(Time::from_seconds(30));
    CHECK(second == first + 1);
    auto b = s.block();
    CHECK(b.state == TransportState::locating);
    CHECK(b.generation == second);
    s.transport.filled(first); // of the place that nobody wants any more
    for (int i = 0; i < 5; ++i) CHECK(s.block().state == TransportState::locating);
    CHECK(s.audible() == Time::from_seconds(30));
    s.transport.filled(second);
    b = s.block();
    CHECK(b.state == TransportState::rolling);
    CHECK(b.position == Time::from_seconds(30));
    CHECK(near(s.audible(), Time::from_seconds(30) + Time{kMs.ticks * 10}));
    s.transport.stop();
    s.block();
    const uint64_t third = s.transport.locate({});
    CHECK(s.block().state == TransportState::locating);
    s.transport.filled(third);
    CHECK(s.block().state == TransportState::stopped);
}

TEST_CASE("speeds keep the place, forwards and backwards") {
    Simulation s;
    s.transport.play();
    for (int i = 0; i < 100; ++i) s.block(); // 1 s
    CHECK(s.transport.set_speed({4, 1}) == 1);
    for (int i = 0; i < 100; ++i) s.block();
    CHECK(near(s.audible(), Time::from_seconds(5)));
    s.transport.set_speed({-2, 1});
    for (int i = 0; i < 50; ++i) s.block();
    CHECK(near(s.audible(), Time::from_seconds(4)));
    const ClockPoint p = s.transport.point();
    CHECK(p.generation == 2);
    CHECK(std::abs(audible_ns(p, Time::from_seconds(3)) - s.now_ns - 500'000'000) < 1000);
    CHECK(audible_ns(p, Time::from_seconds(100)) == INT64_MAX);
    s.transport.set_speed({0, 1});
    s.block();
    const Time stands = s.audible();
    s.now_ns += 300'000'000;
    CHECK(s.audible() == stands);
    CHECK(audible_ns(s.transport.point(), Time::from_seconds(3)) == INT64_MAX);
}

TEST_CASE("six hours end on the sample") {
    Transport t(kRate);
    t.play();
    std::mt19937 random(3);
    int64_t frames = 0, now = 0;
    Time at;
    while (frames < int64_t{kRate} * 6 * 3600) {
        const int block = 64 + static_cast<int>(random() % 8000);
        at = t.process(block, now, 0, kNs).position;
        REQUIRE(at == Time::from_samples(frames, kRate));
        frames += block;
    }
}

TEST_CASE("a seqlock's reader never sees half a value, a queue keeps order") {
    struct Value {
        std::array<int64_t, 7> same{};
    };
    Seqlock<Value> lock;
    SpscQueue<int, 8> queue;
    constexpr int kCount = 20000;
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (int i = 1; i <= kCount; ++i) {
            Value v;
            v.same.fill(i);
            lock.store(v);
            while (!queue.push(i)) std::this_thread::yield();
        }
        done = true;
    });
    int64_t last = 0, torn = 0, back = 0;
    int expected = 1, wrong = 0;
    while (!done || expected <= kCount) {
        const Value v = lock.load();
        for (int64_t part : v.same) torn += part != v.same[0];
        back += v.same[0] < last;
        last = v.same[0];
        while (auto got = queue.pop()) wrong += *got != expected++;
    }
    writer.join();
    CHECK(torn == 0);
    CHECK(back == 0);
    CHECK(wrong == 0);
    CHECK(lock.load().same[3] == kCount);
    CHECK_FALSE(queue.pop());
    for (int i = 0; i < 8; ++i) CHECK(queue.push(i));
    CHECK_FALSE(queue.push(8));
}

// A device whose clock is off, that jitters and is held up: the loop gives its true rate and steady times.
TEST_CASE("the delay-locked loop finds a device's clock") {
    for (double ppm : {0.0, 300.0, -1000.0})
        for (int frames : {64, 512, 4096}) {
            CAPTURE(ppm);
            CAPTURE(frames);
            DelayLockedLoop loop(kRate);
            std::mt19937 random(7);
            std::exponential_distribution<double> jitter(1 / 200e3); // 0.2 ms on average, late only
            const double true_ns = kNs / (1 + ppm * 1e-6);
            double worst = 0, sum = 0, count = 0;
            int64_t last = 0;
            const int blocks = 60 * kRate / frames;
            for (int i = 0; i < blocks; ++i) {
                const double due = 5e9 + static_cast<double>(i) * frames * true_ns;
                double late = jitter(random);
                if (i % 1000 == 999) late += 20e6; // another program had the processor
                const int64_t at = loop.update(static_cast<int64_t>(due + late), frames);
                if (i > 0) CHECK(at > last);
                last = at;
                if (i < blocks / 2) continue;
                worst = std::max(worst, std::abs(static_cast<double>(at) - due)), ++count;
                sum += (loop.ns_per_frame() / true_ns - 1) * 1e6;
            }
            CHECK(worst < 4e6);
            CHECK(std::abs(sum / count) < 60);
        }
}

// What a presenter of 60 Hz reads of the clock against what is heard, through an hour.
TEST_CASE("an hour of playback on clocks that are off, jitter and are held up: picture stays with sound") {
    for (double ppm : {300.0, -300.0, 1000.0, -1000.0})
        for (int frames : {256, 1024}) {
            CAPTURE(ppm);
            CAPTURE(frames);
            Transport transport(kRate);
            DelayLockedLoop loop(kRate);
            SyncMeter meter;
            std::mt19937 random(11);
            std::exponential_distribution<double> jitter(1 / 200e3); // 0.2 ms on average, late only
            const double true_ns = kNs / (1 + ppm * 1e-6), begun = 7e9, refresh = 1e9 / 60;
            const int64_t latency = 2 * frames, blocks = int64_t{3600} * kRate / frames;
            double presented = begun + 1e9, first = 0, last = 0, worst = 0;
            transport.play();
            for (int64_t i = 0; i < blocks; ++i) {
                const double due = begun + static_cast<double>(i * frames) * true_ns;
                double late = jitter(random);
                if (i % 20000 == 19999) late += 15e6; // another program had the processor
                const int64_t at = loop.update(static_cast<int64_t>(due + late), frames);
                transport.process(frames, at, latency, loop.ns_per_frame());
                for (; presented < due + frames * true_ns; presented += refresh) {
                    if (presented < due + late) continue; // the block is not handed out yet
                    const double heard = ((presented - begun) / true_ns - static_cast<double>(latency)) / kRate;
                    const double shown = audible_at(transport.point(), static_cast<int64_t>(presented)).seconds();
                    const double error_ms = (shown - heard) * 1e3;
                    meter.add(error_ms);
                    worst = std::max(worst, std::abs(error_ms));
                    (i < blocks / 2 ? first : last) += error_ms;
                }
            }
            const SyncReport r = meter.report();
            const double half = static_cast<double>(r.frames) / 2;
            CHECK(std::abs(r.mean_ms) < 1);
            CHECK(std::abs(r.p99_ms) < 8);
            CHECK(worst < 20);
            CHECK(std::abs(last / half - first / half) < 1); // no drift
        }
}

TEST_CASE("the sync meter's ranks") {
    SyncMeter meter;
    CHECK(meter.report().frames == 0);
    for (int i = 1; i <= 100; ++i) meter.add(i == 50 ? -200.0 : i);
    const SyncReport r = meter.report();
    CHECK(r.frames == 100);
    CHECK(r.mean_ms == doctest::Approx((5050 - 50 - 200) / 100.0));
    CHECK(r.p50_ms == 51);
    CHECK(r.p99_ms == 100);
    CHECK(r.worst_ms == -200);
}
