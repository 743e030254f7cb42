// The mixer on real files through engine/media, and plans as golden text (TANDEM_UPDATE_GOLDEN=1 rewrites them).
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/support/wav.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;
namespace fs = std::filesystem;

namespace {
struct Folder {
    fs::path path = fs::temp_directory_path() / ("tandem_audio_" + std::to_string(std::random_device{}()));
    Folder() { fs::create_directories(path); }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};
} // namespace

static Media wav_media(const fs::path& path, Time duration, int rate, int channels) {
    Media m;
    m.name = path.filename(), m.path = path, m.duration = duration;
    m.sounds.push_back({.rate = rate, .channels = channels, .duration = duration});
    return m;
}

TEST_CASE("T4: float and 24-bit files come through the mixer bit for bit") {
    Folder folder;
    for (WavFormat format : {WavFormat::float32, WavFormat::pcm24, WavFormat::pcm16}) {
        Planes planes(2, std::vector<float>(30000));
        for (size_t c = 0; c < 2; ++c)
            for (size_t i = 0; i < 30000; ++i) {
                float v = noise(c + 7, static_cast<int64_t>(i));
                planes[c][i] = format == WavFormat::pcm16 ? std::nearbyint(v * 32000) / 32768 : v * 0.5f;
                if (format == WavFormat::pcm24) planes[c][i] = std::nearbyint(planes[c][i] * 8388608) / 8388608;
            }
        fs::path path = folder.path / ("take" + std::to_string(static_cast<int>(format)) + ".wav");
        write_wav(path, planes, 48000, format);
        BuildProject b;
        auto media = b.add_media(wav_media(path, samples(30000), 48000, 2));
        b.clip(b.a1(), media, samples(500), {}, samples(30000));
        auto p = b.done();
        auto r = AudioRenderer::make(p, p->active_sequence(), {.threads = 2});
        REQUIRE(r);
        Planes out(2, std::vector<float>(31000));
        float* at[] = {out[0].data(), out[1].data()};
        REQUIRE((*r)->render(31000, at));
        CHECK((*r)->position() == 31000);
        bool same = true;
        for (size_t c = 0; c < 2; ++c)
            for (size_t n = 0; n < 31000; ++n) same &= out[c][n] == (n >= 500 && n < 30500 ? planes[c][n - 500] : 0.0f);
        CHECK(same);
    }
}

TEST_CASE("a file that is not there or is no sound fails when the renderer is made") {
    Folder folder;
    fs::path text = folder.path / "notes.wav";
    std::ofstream(text) << "this is no sound at all";
    for (const fs::path& path : {folder.path / "absent.wav", text}) {
        BuildProject b;
        auto media = b.add_media(wav_media(path, seconds(1), 48000, 2));
        b.clip(b.a1(), media, {}, {}, seconds(1));
        auto p = b.done();
        auto r = AudioRenderer::make(p, p->active_sequence(), {});
        REQUIRE_FALSE(r);
        CHECK(r.error().text().find(path.string()) != std::string::npos);
        CHECK(r.error().text().find("00:00:00:00") != std::string::npos);
        CHECK(AudioRenderer::make(p, p->active_sequence(), {}, true));
    }
}

static void check_golden(const std::string& name, const Mix& m, AudioSpec spec = {}) {
    auto plan = m.plan(spec);
    REQUIRE(plan);
    std::string text = audio::dump(*plan);
    fs::path path = fs::path(TANDEM_SOURCE_DIR) / "tests/golden/plan" / (name + ".txt");
    if (std::getenv("TANDEM_UPDATE_GOLDEN")) std::ofstream(path) << text;
    std::ifstream file(path);
    std::stringstream want;
    want << file.rdbuf();
    CHECK(text == want.str());
}

TEST_CASE("golden plans") {
    Mix cuts{.build = BuildProject({.rate = {30000, 1001}})};
    auto take = cuts.add("take", noise_signal(1), seconds(60)),
         voice = cuts.add("voice", noise_signal(2, 44100, 1), seconds(60));
    FrameRate rate{30000, 1001};
    auto frames = [&](int64_t n) { return rate.time_of(n); };
    cuts.build.clip(cuts.build.a1(), take, {}, frames(10), frames(50));
    cuts.build.clip(cuts.build.a1(), take, frames(50), frames(60), frames(50)); // through edit
    auto third = cuts.build.clip(cuts.build.a1(), voice, frames(100), frames(33), frames(77));
    cuts.build.transition(third, TransitionKind::crossfade_equal_power, frames(5), frames(6));
    auto fast = cuts.build.clip(cuts.build.a1(), voice, frames(200), frames(33), frames(77));
    cuts.build.edit_clip(fast, [](Clip& c) {
        c.speed = {-3, 2}, c.fade_in = {samples(1000), FadeShape::linear}, c.fade_out = {samples(2000)};
    });
    cuts.build.effect(fast, EffectKind::gain, [](Effect& e) {
        e.params[0] = curve({{.time = {}, .value = -12}, {.time = seconds(1), .value = 0}});
    });
    check_golden("cuts", cuts);

    Mix mixer;
    auto a = mixer.add("one", noise_signal(1), seconds(60));
    mixer.build.clip(mixer.build.a1(), a, {}, {}, seconds(10));
    BusId music = mixer.bus("Music"), room = mixer.bus("Room", {}, 1);
    for (int t = 2; t <= 4; ++t) {
        auto track = mixer.build.add_track(TrackKind::sound, "A" + std::to_string(t));
        mixer.build.clip(track, a, seconds(t), seconds(1), seconds(3));
        mixer.strip(track, [&](Strip& s) {
            s.output = music, s.gain_db.value = -t, s.invert = t == 3, s.mute = t == 4;
            s.sends = {{.bus = room,
                        .gain_db = {-10, nullptr},
                        .point = t == 2 ? SendPoint::pre_fader : SendPoint::post_fader}};
        });
    }
    check_golden("mixer", mixer);
    check_golden("stem", mixer, {.channels = 1, .bus = music});
}

TEST_CASE("every sound of the corpus plays half a second or is refused by name") {
    NEED_CORPUS(corpus);
    int played = 0, refused = 0;
    for (const auto& entry : fs::recursive_directory_iterator(corpus / "audio")) {
        if (!entry.is_regular_file()) continue;
        auto media = probe_media(entry.path().string());
        if (!media || media->sounds.empty()) continue;
        CAPTURE(entry.path().string());
        BuildProject b;
        auto id = b.add_media(*media);
        b.clip(b.a1(), id, {}, {}, seconds(2));
        auto p = b.done();
        auto r = AudioRenderer::make(p, p->active_sequence(), {});
        if (!r) {
            ++refused;
            CHECK(r.error().text().find(entry.path().filename().string()) != std::string::npos);
            continue;
        }
        Planes out(2, std::vector<float>(24000));
        float* at[] = {out[0].data(), out[1].data()};
        auto done = (*r)->render(24000, at);
        if (!done) MESSAGE(done.error().text());
        CHECK(done);
        ++played;
    }
    CHECK(played > 0);
    CHECK(played > 4 * refused);
}
