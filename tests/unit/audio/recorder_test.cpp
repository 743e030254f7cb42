// Where what comes in is put: latencies, block sizes, punches, jumps, losses; driven by hand, so exact.
#include <doctest/doctest.h>

#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;
using audio::TakeFormat;

static Time samples(int64_t n) { return Time::from_samples(n, 48000); }

TEST_CASE("a take lies where it was played, to the sample, whatever the blocks and the latency") {
    for (int block : {37, 64, 441, 1024, 4096})
        for (int64_t latency : {0, 96, 5000}) {
            CAPTURE(block);
            CAPTURE(latency);
            const Folder folder;
            HandDevice d;
            d.inputs = 2, d.latency = latency, d.input_latency = latency / 2;
            auto r = recorder(record_spec(folder.path, 2));
            d.run(r.get(), 500, block);
            d.start(samples(1001));
            d.run(r.get(), 30000, block);
            d.transport.stop();
            d.run(r.get(), 12000, block); // what was heard last still comes in
            r->finish();
            const auto takes = r->take_finished();
            REQUIRE(takes.size() == 1);
            CHECK(takes[0].track == 7);
            CHECK(takes[0].path == (folder.path / "Song A3 take 1.wav").string());
            CHECK(takes[0].start == samples(1001));
            check_in_place(takes[0], 1001, 30000);
            CHECK(r->report().lost_frames == 0);
        }
}

TEST_CASE("24 bits keep what a 24-bit converter gives") {
    const Folder folder;
    HandDevice d;
    auto spec = record_spec(folder.path);
    spec.format = TakeFormat::pcm24;
    auto r = recorder(spec);
    d.start({});
    d.run(r.get(), 20001, 256);
    d.transport.stop();
    d.run(r.get(), 1000, 256);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    CHECK(WavFile::read(takes[0].path).bits == 24);
    check_in_place(takes[0], 0, 20001);
    CHECK(fs::file_size(takes[0].path) % 2 == 0);
}

TEST_CASE("a latency that is told with noise moves nothing") {
    const Folder folder;
    HandDevice d;
    uint64_t seed = 1;
    d.jitter = [&]() -> int64_t { // one in eight a frame off, one in 64 far off
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        return (seed >> 33) % 64 == 0 ? 300 : (seed >> 33) % 8 == 0 ? -1 : 0;
    };
    auto r = recorder(record_spec(folder.path));
    d.run(r.get(), 64 * 40, 64);
    for (int take = 0; take < 3; ++take) {
        d.start(samples(777));
        d.run(r.get(), 20000, 64);
        d.transport.stop();
        d.run(r.get(), 2000, 64);
    }
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 3);
    for (const auto& take : takes) check_in_place(take, 777, 20000);
    CHECK(takes[2].path == (folder.path / "Song A3 take 3.wav").string());
}

TEST_CASE("a measured offset moves takes earlier") {
    const Folder folder;
    HandDevice d;
    auto spec = record_spec(folder.path);
    spec.extra_latency_frames = 40;
    auto r = recorder(spec);
    d.heard = [&](int c, int64_t f) { // a cable of 40 frames that the device knows nothing of
        return f - 40 < 0 ? 0.0f : HandDevice::value(c, d.timeline[static_cast<size_t>(f - 40)]);
    };
    d.start({});
    d.run(r.get(), 9000, 128);
    d.transport.stop();
    d.run(r.get(), 1000, 128);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    check_in_place(takes[0], 0, 9000);
}

TEST_CASE("punch in and out, with a pre-roll") {
    const Folder folder;
    HandDevice d;
    auto spec = record_spec(folder.path);
    spec.in = samples(48000 + 5), spec.out = samples(60000 - 7);
    auto r = recorder(spec);
    d.start(samples(24000)); // half a second before
    d.run(r.get(), 60000, 333);
    d.transport.stop();
    d.run(r.get(), 999, 333);
    d.start(samples(70000)); // never in the range
    d.run(r.get(), 9000, 333);
    d.start(samples(50000)); // in its middle
    d.run(r.get(), 3000, 100);
    d.transport.stop();
    d.run(r.get(), 1000, 100);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 2);
    check_in_place(takes[0], 48005, 60000 - 7 - 48005);
    check_in_place(takes[1], 50000, 3000);
}

TEST_CASE("each pass of the transport's loop is a take of its own, exact where it wraps inside a block") {
    for (int block : {37, 64, 441, 4096})
        for (int64_t latency : {0, 300, 5000}) {
            CAPTURE(block);
            CAPTURE(latency);
            const Folder folder;
            HandDevice d;
            d.latency = latency;
            auto r = recorder(record_spec(folder.path));
            d.transport.set_loop(TimeRange::between(samples(4801), samples(4801 + 1013)));
            d.start(samples(3000)); // before it, so the first take leads up to it
            const int64_t frames = 2814 + 6 * 1013 + 500;
            d.run(r.get(), frames, block);
            d.transport.stop();
            d.run(r.get(), 9000, block);
            r->finish();
            const auto takes = r->take_finished();
            REQUIRE(takes.size() == 8);
            check_in_place(takes[0], 3000, 2814);
            for (size_t i = 1; i <= 6; ++i) check_in_place(takes[i], 4801, 1013);
            check_in_place(takes[7], 4801, 500);
        }
}

TEST_CASE("a punch inside a loop gives a take of each pass") {
    const Folder folder;
    HandDevice d;
    auto spec = record_spec(folder.path);
    spec.in = samples(10000), spec.out = samples(12000);
    auto r = recorder(spec);
    d.transport.set_loop(TimeRange::between(samples(9000), samples(13000)));
    d.start(samples(9000));
    d.run(r.get(), 3 * 4000, 100);
    d.transport.stop();
    d.run(r.get(), 1000, 100);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 3);
    for (const auto& take : takes) check_in_place(take, 10000, 2000);
}

TEST_CASE("every jump begins a take of its own") {
    const Folder folder;
    HandDevice d;
    d.latency = 1500, d.input_latency = 700; // longer than a pass
    auto r = recorder(record_spec(folder.path));
    d.start(samples(9600));
    for (int pass = 0; pass < 5; ++pass) {
        d.run(r.get(), 1920, 64);
        d.transport.filled(d.transport.locate(samples(9600)));
    }
    d.run(r.get(), 1920, 64);
    d.transport.stop();
    d.run(r.get(), 6400, 64);
    r->finish();
    auto takes = r->take_finished();
    REQUIRE(takes.size() == 6);
    for (size_t i = 0; i < takes.size(); ++i) {
        CHECK(takes[i].number == static_cast<int>(i) + 1);
        check_in_place(takes[i], 9600, 1920);
    }
}

TEST_CASE("nothing is recorded while it stands, is being located or plays at another speed") {
    const Folder folder;
    HandDevice d;
    auto r = recorder(record_spec(folder.path));
    d.run(r.get(), 9600, 64);
    d.transport.set_speed({2, 1});
    d.start({});
    d.run(r.get(), 9600, 64);
    r->finish();
    CHECK(r->take_finished().empty());
    CHECK(fs::is_empty(folder.path));
}

TEST_CASE("tracks record their own inputs, and taken names are left alone") {
    const Folder folder;
    std::ofstream(folder.path / "Song A1 take 1.wav") << "somebody's";
    HandDevice d;
    d.inputs = 4;
    auto spec = record_spec(folder.path, 4);
    spec.inputs = {
        {.track = 1, .path_stem = (folder.path / "Song A1").string(), .first_channel = 3},
        {.track = 2, .path_stem = (folder.path / "new" / "Song A2").string(), .first_channel = 1, .channels = 2}};
    auto r = recorder(spec);
    d.start({});
    d.run(r.get(), 5000, 128);
    d.transport.stop();
    d.run(r.get(), 1000, 128);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 2);
    CHECK(takes[0].path == (folder.path / "Song A1 take 2.wav").string());
    CHECK(takes[1].path == (folder.path / "new" / "Song A2 take 1.wav").string());
    const WavFile one = WavFile::read(takes[0].path), two = WavFile::read(takes[1].path);
    REQUIRE(one.frames == 5000);
    REQUIRE(two.frames == 5000);
    int64_t wrong = 0;
    for (size_t i = 0; i < 5000; ++i) {
        const auto at = static_cast<int64_t>(i);
        wrong += one.samples[i] != HandDevice::value(3, at);
        wrong += two.samples[2 * i] != HandDevice::value(1, at) || two.samples[2 * i + 1] != HandDevice::value(2, at);
    }
    CHECK(wrong == 0);
    spec.inputs[0].first_channel = 4;
    const auto none = audio::Recorder::start(spec);
    REQUIRE_FALSE(none);
    CHECK(none.error().text().find("inputs 5 to 5; the device gives 4") != std::string::npos);
}

TEST_CASE("what the ring has no room for is counted, named and silent in its place") {
    const Folder folder;
    HandDevice d;
    auto spec = record_spec(folder.path);
    spec.ring_seconds = 0.05;
    auto r = recorder(spec);
    d.start({});
    // Faster than the writer looks, in bursts.
    for (int burst = 0; burst < 3; ++burst) {
        d.run(r.get(), 10000, 100);
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }
    d.transport.stop();
    d.run(r.get(), 400, 100);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    const audio::Take& t = takes[0];
    CHECK(t.frames == 30000);
    CHECK(t.lost_frames > 0);
    CHECK(r->report().lost_frames == t.lost_frames);
    REQUIRE(!t.faults.empty());
    int64_t named = 0;
    std::vector<bool> silent(30000);
    for (const audio::TakeFault& f : t.faults) {
        named += f.frames;
        for (int64_t i = 0; i < f.frames; ++i) silent[static_cast<size_t>(f.frame + i)] = true;
    }
    CHECK(named == t.lost_frames);
    const WavFile w = WavFile::read(t.path);
    REQUIRE(w.frames == 30000);
    int64_t wrong = 0;
    for (size_t i = 0; i < 30000; ++i)
        wrong += w.samples[i] != (silent[i] ? 0.0f : HandDevice::value(0, static_cast<int64_t>(i)));
    CHECK(wrong == 0);
}

TEST_CASE("a loss of the device is marked, and the round trip found anew") {
    const Folder folder;
    HandDevice d;
    auto r = recorder(record_spec(folder.path));
    d.start({});
    d.run(r.get(), 6400, 64);
    d.input_latency += 128; // the stream started again, and stands otherwise now
    d.block(r.get(), 64, true);
    d.run(r.get(), 6400, 64);
    d.transport.stop();
    d.run(r.get(), 1000, 64);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    CHECK(r->report().device_losses == 1);
    REQUIRE(takes[0].faults.size() == 1);
    CHECK(takes[0].faults[0].frame == 6400 - 256);
    CHECK(takes[0].faults[0].frames == 0);
    check_in_place(takes[0], 0, 6400 + 64 + 6400);
}

TEST_CASE("a device that goes away ends the take, and its return begins another") {
    const Folder folder;
    HandDevice d;
    auto r = recorder(record_spec(folder.path));
    d.start({});
    d.run(r.get(), 6400, 64);
    d.lost = true;
    d.run(r.get(), 3200, 64);
    d.lost = false;
    d.run(r.get(), 6400, 64);
    d.transport.stop();
    d.run(r.get(), 1000, 64);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 2);
    check_in_place(takes[0], 0, 6400 - 256);
    check_in_place(takes[1], 9600 - 256, 6400 + 256);
}
