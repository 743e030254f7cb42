// Peaks against brute force over the samples, and PeakStore's life: cache, damage, loss, being destroyed at work.
#include "engine/media/peaks.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <random>
#include <thread>

#include "engine/media/peak_builder.h"
#include "engine/media/peak_store.h"
#include "engine/media/probe.h"
#include "tests/support/self_media.h"
#include "tests/support/wav.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Samples = std::vector<std::vector<float>>;

Media probed(const std::string& path) {
    auto m = probe_media(path);
    if (!m) FAIL(m.error().text());
    m->id = MediaId{7};
    return std::move(m).value();
}

template<class Condition>
bool wait_for(Condition condition) {
    for (int i = 0; i < 6000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

// Asks until they are whole or there is an error.
std::shared_ptr<const Peaks> finished(PeakStore& store, const Media& media, int stream = -1) {
    REQUIRE(wait_for([&] {
        auto p = store.peaks(media, stream);
        return (p && p->complete()) || store.error(media, stream);
    }));
    return store.peaks(media, stream);
}

Samples noise(int channels, int frames) {
    Samples out(static_cast<size_t>(channels), std::vector<float>(static_cast<size_t>(frames)));
    std::mt19937 random(5);
    float level = 0;
    for (int i = 0; i < frames; ++i) {
        if (i % 5000 == 0) level = static_cast<float>(random() % 1000) / 1000;
        for (auto& c : out) c[static_cast<size_t>(i)] = level * (static_cast<float>(random() % 20001) / 10000 - 1);
    }
    return out;
}

PeakValue brute(const std::vector<float>& x, int64_t from, int64_t to) {
    PeakValue v{.min = 9, .max = -9};
    double squares = 0;
    for (int64_t i = from; i < to; ++i) {
        float s = x[static_cast<size_t>(i)];
        v.min = std::min(v.min, s), v.max = std::max(v.max, s),
        squares += static_cast<double>(s) * static_cast<double>(s);
    }
    v.rms = static_cast<float>(std::sqrt(squares / static_cast<double>(to - from)));
    return v;
}

// Every answer lies between that of the range itself and that of the range with what may count beside it.
void check_against(const Peaks& peaks, const std::vector<float>& x, int channel) {
    const auto frames = static_cast<int64_t>(x.size());
    REQUIRE(peaks.frames() == frames);
    std::mt19937 random(11);
    for (int i = 0; i < 300; ++i) {
        int64_t length = std::min<int64_t>(frames, int64_t{1} << random() % 20);
        int64_t from = static_cast<int64_t>(random()) % (frames - length + 1), to = from + length;
        int64_t beside = std::max<int64_t>(255, length / 4);
        const PeakValue got = peaks.over(channel, from, to), inside = brute(x, from, to),
                        around = brute(x, std::max<int64_t>(0, from - beside), std::min(frames, to + beside));
        CAPTURE(from);
        CAPTURE(to);
        CHECK(got.min <= inside.min);
        CHECK(got.max >= inside.max);
        CHECK(got.min >= around.min - kPeakStep);
        CHECK(got.max <= around.max + kPeakStep);
    }
    // On block borders it is exact.
    for (int64_t size = 256; size <= frames; size *= 4)
        for (int64_t n = 0; (n + 4) * size <= frames; n += 5) {
            const PeakValue got = peaks.over(channel, n * size, (n + 4) * size),
                            want = brute(x, n * size, (n + 4) * size);
            CHECK(std::abs(got.min - want.min) <= kPeakStep);
            CHECK(std::abs(got.max - want.max) <= kPeakStep);
            CHECK(std::abs(got.rms - want.rms) <= 2 * kPeakStep);
        }
    const PeakValue got = peaks.over(channel, 0, frames), want = brute(x, 0, frames);
    CHECK(std::abs(got.rms - want.rms) <= 2 * kPeakStep);
}

std::vector<const float*> pointers(const Samples& s, size_t at = 0) {
    std::vector<const float*> out;
    for (const auto& c : s) out.push_back(c.data() + at);
    return out;
}

std::string cache_file_in(const std::filesystem::path& folder) {
    std::string found;
    for (const auto& f : std::filesystem::directory_iterator(folder)) {
        CHECK(found.empty());
        found = f.path().string();
    }
    return found;
}

} // namespace

TEST_CASE("peaks agree with brute force at every level, whole and while they grow") {
    const Samples x = noise(2, 256 * 1024 * 5 + 77);
    PeakBuilder builder(48000, 2, 3);
    size_t at = 0;
    for (size_t blocks : {1, 3, 1020, 5, 2222}) {
        builder.add(pointers(x, at).data(), static_cast<int>(blocks * 256));
        at += blocks * 256;
        auto part = builder.snapshot(PeakState::partial);
        CHECK_FALSE(part->complete());
        std::vector<float> so_far(x[1].begin(), x[1].begin() + static_cast<ptrdiff_t>(at));
        check_against(*part, so_far, 1);
    }
    builder.add(pointers(x, at).data(), static_cast<int>(x[0].size() - at));
    auto whole = builder.snapshot(PeakState::complete);
    CHECK(whole->complete());
    for (int c = 0; c < 2; ++c) check_against(*whole, x[static_cast<size_t>(c)], c);
    CHECK(whole->over(0, -100, 0).max == 0);
    CHECK(whole->over(0, whole->frames(), whole->frames() + 5).max == 0);
    CHECK(whole->over(2, 0, 1000).max == 0);

    std::string bytes = PeakBuilder::to_bytes(*whole);
    auto again = PeakBuilder::from_bytes(bytes);
    REQUIRE(again);
    for (int64_t size = 100; size < whole->frames(); size *= 3) {
        const PeakValue a = whole->over(0, size / 2, size * 2), b = again->over(0, size / 2, size * 2);
        CHECK((a.min == b.min && a.max == b.max && a.rms == b.rms));
    }
    CHECK_FALSE(PeakBuilder::from_bytes(bytes.substr(0, bytes.size() - 1)));
    CHECK_FALSE(PeakBuilder::from_bytes(bytes.substr(0, bytes.size() - 12)));
    CHECK_FALSE(PeakBuilder::from_bytes(""));
}

TEST_CASE("more than two channels are shown on the side where they stand") {
    Samples x(6, std::vector<float>(512));
    x[0][10] = 0.5f, x[1][20] = -0.25f, x[2][30] = 0.75f, x[4][40] = -0.5f, x[5][300] = 0.9f;
    PeakBuilder surround(48000, 6, 0x3f); // front left, right, centre, low, back left, right
    surround.add(pointers(x).data(), 512);
    auto p = surround.snapshot(PeakState::complete);
    CHECK(p->channels() == 2);
    CHECK(p->over(0, 0, 256).max == 0.75f);
    CHECK(p->over(0, 0, 256).min == -0.5f);
    CHECK(p->over(1, 0, 256).max == 0.75f);
    CHECK(p->over(1, 0, 256).min == -0.25f);
    CHECK(p->over(0, 256, 512).max == 0);
    CHECK(p->over(1, 256, 512).max == doctest::Approx(0.9f).epsilon(1e-4));
}

TEST_CASE("a tone of known level, then silence, in WAV and FLAC") {
    TempFolder folder;
    Samples x(1, std::vector<float>(44100 * 25));
    for (size_t i = 0; i < 44100 * 20; ++i)
        x[0][i] = static_cast<float>(0.5 * std::sin(2 * M_PI * 440 * static_cast<double>(i) / 44100));
    std::string wav = folder.file("tone.wav"), flac = folder.file("tone.flac");
    write_wav(wav, x, 44100, WavFormat::pcm24);
    REQUIRE(run_quietly("ffmpeg -y -i '" + wav + "' '" + flac + "'"));
    std::atomic<int> changes = 0;
    PeakStore store({.folder = ""});
    store.on_change = [&](MediaId id) {
        if (id == MediaId{7}) ++changes;
    };
    for (const auto& path : {wav, flac}) {
        const Media media = probed(path);
        CHECK(store.progress(media, -1) == 0);
        CHECK_FALSE(store.peaks(media, -1));
        auto p = finished(store, media);
        REQUIRE(p);
        CHECK(p->rate() == 44100);
        CHECK(p->channels() == 1);
        CHECK(p->frames() == 44100 * 25);
        CHECK(store.progress(media, -1) == 1);
        CHECK_FALSE(store.error(media, -1));
        for (int64_t size : {441, 4410, 44100, 441000}) {
            const PeakValue v = p->over(0, 44100, 44100 + size);
            CHECK(v.max == doctest::Approx(0.5).epsilon(0.001));
            CHECK(v.min == doctest::Approx(-0.5).epsilon(0.001));
            CHECK(v.rms == doctest::Approx(0.5 / std::sqrt(2)).epsilon(0.01));
        }
        const PeakValue silence = p->over(0, 44100 * 21, 44100 * 24);
        CHECK((silence.min == 0 && silence.max == 0 && silence.rms == 0));
    }
    CHECK(wait_for([&] { return changes >= 2; }));
}

TEST_CASE("peaks stand where playback has the sound: at the medium's time zero") {
    TempFolder folder;
    std::string wav = folder.file("click.wav"), film = folder.file("late.mkv");
    Samples x(1, std::vector<float>(48000));
    x[0][24000] = 0.8f;
    write_wav(wav, x, 48000);
    REQUIRE(run_quietly("ffmpeg -y -f lavfi -i testsrc=duration=3:rate=25:size=64x48 -itsoffset 1 -i '" + wav +
                        "' -c:v mpeg4 -c:a pcm_f32le '" + film + "'"));
    PeakStore store({.folder = ""});
    auto p = finished(store, probed(film));
    REQUIRE(p);
    CHECK(p->frames() == doctest::Approx(96000).epsilon(0.002));
    CHECK(p->over(0, 0, 60000).max == 0);
    CHECK(p->over(0, 71700, 72300).max == doctest::Approx(0.8f).epsilon(1e-4));
}

TEST_CASE("kept peaks are there after a restart, even without the medium; a damaged file is made anew") {
    TempFolder folder;
    const std::string cache = folder.file("cache"), path = folder.file("noise.wav");
    write_wav(path, noise(2, 300'000), 48000);
    const Media media = probed(path);
    std::shared_ptr<const Peaks> first;
    {
        PeakStore store({.folder = cache});
        first = finished(store, media);
        REQUIRE(first);
    }
    const std::string file = cache_file_in(cache);
    auto read = [&] {
        std::ifstream in(file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string good = read();
    REQUIRE(good.size() > 1000);
    for (int damage = 0; damage < 4; ++damage) {
        std::string bad = good;
        if (damage == 0) bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
        if (damage == 1) bad.resize(bad.size() / 2);
        if (damage == 2) bad[3] = 'x';
        if (damage == 3) bad.clear();
        std::ofstream(file, std::ios::binary) << bad;
        PeakStore store({.folder = cache});
        auto p = finished(store, media);
        REQUIRE(p);
        CHECK(p->frames() == first->frames());
        CHECK(read() == good);
    }
    std::filesystem::remove(path);
    {
        PeakStore store({.folder = cache});
        auto p = finished(store, media);
        REQUIRE(wait_for([&] { return store.error(media, -1).has_value(); }));
        CHECK(store.error(media, -1)->code == ErrorCode::no_input);
        REQUIRE(p);
        CHECK(p->complete());
        CHECK(p->over(1, 1000, 99'000).rms == first->over(1, 1000, 99'000).rms);
    }
    PeakStore nothing_kept({.folder = ""});
    CHECK_FALSE(finished(nothing_kept, media));
    CHECK(nothing_kept.error(media, -1)->code == ErrorCode::no_input);
}

TEST_CASE("what does not fit into memory is let go of and read again") {
    TempFolder folder;
    PeakStore store({.folder = folder.file("cache"), .memory_bytes = 1});
    std::vector<Media> media;
    for (const char* name : {"a.wav", "b.wav", "c.wav"}) {
        write_wav(folder.file(name), noise(1, 3000 + static_cast<int>(media.size())), 48000);
        media.push_back(probed(folder.file(name)));
    }
    for (int round = 0; round < 3; ++round)
        for (size_t i = 0; i < media.size(); ++i) {
            auto p = finished(store, media[i]);
            REQUIRE(p);
            CHECK(p->frames() == 3000 + static_cast<int64_t>(i));
        }
}

TEST_CASE("a file cut short gives an error and the peaks of what is left; one without sound an error") {
    TempFolder folder;
    std::string path = folder.file("cut.wav");
    write_wav(path, noise(1, 48000 * 20), 48000);
    Media media = probed(path);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    PeakStore store({.folder = folder.file("cache")});
    auto p = finished(store, media);
    REQUIRE(wait_for([&] { return store.error(media, -1).has_value(); }));
    CHECK(store.error(media, -1)->code == ErrorCode::bad_data);
    REQUIRE(p);
    CHECK(p->frames() > 48000 * 9);
    CHECK(p->frames() < 48000 * 11);

    std::string film = folder.file("mute.mp4");
    REQUIRE(make_self_clip(film, {.frames = 5, .sound = ""}));
    CHECK_FALSE(finished(store, probed(film)));
    CHECK(store.error(probed(film), -1)->code == ErrorCode::bad_data);
}

TEST_CASE("a store is destroyed while it works and while others ask") {
    TempFolder folder;
    std::string path = folder.file("long.wav");
    REQUIRE(run_quietly("ffmpeg -y -f lavfi -i sine=duration=1200 '" + path + "'"));
    const Media media = probed(path);
    for (int ms : {0, 3, 30}) {
        PeakStore store({.folder = folder.file("cache")});
        std::vector<std::thread> askers;
        for (int i = 0; i < 3; ++i)
            askers.emplace_back([&, i] {
                Media mine = media;
                mine.id = MediaId{static_cast<uint64_t>(i)};
                int64_t last = 0;
                for (int n = 0; n < 200; ++n)
                    if (auto p = store.peaks(mine, -1)) {
                        CHECK(p->frames() >= last);
                        last = p->frames();
                        p->over(0, 0, last);
                        store.progress(mine, -1);
                    }
            });
        for (auto& t : askers) t.join();
        std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    }
}
