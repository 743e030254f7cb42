// Loudness of exports: gain and limiter by themselves, and films that measure what was asked for.
#include <doctest/doctest.h>

#include "engine/export/normalise.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr double kPi = 3.14159265358979;

// A tone with a click every half second; sample n is a function of n alone.
class Clicks : public AudioRenderer {
  public:
    explicit Clicks(double tone, double click) : tone_(tone), click_(click) {}
    void locate(int64_t sample) override { at_ = sample; }
    Result<void> render(int frames, float* const* out) override {
        for (int i = 0; i < frames; ++i, ++at_) {
            const double t = static_cast<double>(at_) / 48000;
            double v = tone_ * std::sin(2 * kPi * 440 * t);
            if (at_ % 24000 < 96) v += click_ * std::sin(2 * kPi * 3000 * t);
            out[0][i] = out[1][i] = static_cast<float>(v);
        }
        return {};
    }
    int64_t position() const override { return at_; }

  private:
    double tone_, click_;
    int64_t at_ = 0;
};

std::vector<float> samples_of(AudioRenderer& r, int64_t first, int count, int block) {
    std::vector<float> left(static_cast<size_t>(count)), right(left.size());
    r.locate(first);
    for (int done = 0; done < count; done += block) {
        float* out[] = {left.data() + done, right.data() + done};
        REQUIRE(r.render(std::min(block, count - done), out));
    }
    return left;
}

SoundMeasure measure(AudioRenderer& r, int64_t first, int64_t count) {
    auto meter = Loudness::make(2, 48000);
    std::vector<float> left(4800), right(4800);
    float* out[] = {left.data(), right.data()};
    r.locate(first);
    for (int64_t done = 0; done < count; done += 4800) {
        REQUIRE(r.render(4800, out));
        meter->add(4800, out);
    }
    return meter->measure();
}

LevelSpec spec_of(std::optional<double> lufs, std::optional<double> tp, LoudnessMode mode = LoudnessMode::normalise) {
    LevelSpec spec;
    spec.settings.codec = "pcm_f32";
    spec.settings.loudness = {lufs, tp, mode};
    spec.first = 1000, spec.samples = 48000 * 4;
    return spec;
}

} // namespace

TEST_CASE("a levelled sound stays where it was, whatever the size of blocks") {
    Clicks plain(0.05, 0.9);
    LevelledRenderer gained(std::make_unique<Clicks>(0.05, 0.9), 48000, 2);
    gained.set(6, {});
    const auto a = samples_of(plain, 500, 20000, 777), b = samples_of(gained, 500, 20000, 4096);
    for (size_t i = 0; i < a.size(); ++i) REQUIRE(b[i] == doctest::Approx(a[i] * std::pow(10, 0.3)).epsilon(1e-5));
    // A ceiling that nothing reaches: the limiter's delay is taken out.
    LevelledRenderer quiet(std::make_unique<Clicks>(0.05, 0.2), 48000, 2);
    Clicks same(0.05, 0.2);
    quiet.set(0, -3.0);
    const auto c = samples_of(same, 500, 20000, 20000), d = samples_of(quiet, 500, 20000, 777);
    for (size_t i = 0; i < c.size(); ++i) REQUIRE(d[i] == doctest::Approx(c[i]).epsilon(1e-4).scale(1));
    LevelledRenderer limited(std::make_unique<Clicks>(0.05, 0.9), 48000, 2);
    limited.set(6, -3.0);
    CHECK(samples_of(limited, 500, 20000, 64) == samples_of(limited, 500, 20000, 4097));
    CHECK(measure(limited, 0, 96000).true_peak_dbtp.value_or(0) <= -3.0);
}

TEST_CASE("the loudness asked for is reached, with the limiter only where the ceiling demands it") {
    std::unique_ptr<AudioRenderer> r = std::make_unique<Clicks>(0.05, 0.0);
    auto t = level_sound(r, spec_of(-20, -1));
    REQUIRE(t);
    CHECK_FALSE(t->ceiling_dbtp);
    CHECK(measure(*r, 1000, 192000).lufs.value_or(0) == doctest::Approx(-20).epsilon(0.003));

    r = std::make_unique<Clicks>(0.05, 0.9);
    t = level_sound(r, spec_of(-16, -1));
    REQUIRE(t);
    CHECK(t->ceiling_dbtp);
    const SoundMeasure m = measure(*r, 1000, 192000);
    CHECK(m.lufs.value_or(0) == doctest::Approx(-16).epsilon(0.006));
    CHECK(m.true_peak_dbtp.value_or(0) <= -1.0);

    // Down only.
    r = std::make_unique<Clicks>(0.05, 0.0);
    t = level_sound(r, spec_of(-20, -1, LoudnessMode::limit));
    REQUIRE(t);
    CHECK(t->gain_db == 0);
    t = level_sound(r, spec_of(-40, -1, LoudnessMode::limit));
    REQUIRE(t);
    CHECK(measure(*r, 1000, 192000).lufs.value_or(0) == doctest::Approx(-40).epsilon(0.003));

    // A ceiling alone changes no gain.
    r = std::make_unique<Clicks>(0.05, 0.9);
    t = level_sound(r, spec_of({}, -6));
    REQUIRE(t);
    CHECK(t->gain_db == 0);
    CHECK(measure(*r, 1000, 192000).true_peak_dbtp.value_or(0) <= -6.0);
}

TEST_CASE("silence and moments have no loudness and stay as they are") {
    std::unique_ptr<AudioRenderer> r = std::make_unique<Clicks>(0.0, 0.0);
    auto t = level_sound(r, spec_of(-20, -1));
    REQUIRE(t);
    CHECK_FALSE(t->measurable);
    CHECK(t->gain_db == 0);
    CHECK_FALSE(t->before.lufs);
    r = std::make_unique<Clicks>(0.1, 0.0);
    LevelSpec brief = spec_of(-20, -1);
    brief.samples = 4800;
    t = level_sound(r, brief);
    REQUIRE(t);
    CHECK_FALSE(t->measurable);
    CHECK(r->position() == 1000);
}

TEST_CASE("measuring can be stopped") {
    std::unique_ptr<AudioRenderer> r = std::make_unique<Clicks>(0.1, 0.0);
    std::atomic<bool> cancel = true;
    LevelSpec spec = spec_of(-20, -1);
    spec.cancel = &cancel;
    auto t = level_sound(r, spec);
    REQUIRE_FALSE(t);
    CHECK(t.error().code == ErrorCode::cancelled);
}

TEST_CASE("films measure what their preset asks for, and say what was before") {
    for (const char* preset :
         {"broadcast.ebu-r128", "podcast.apple-aac-mono", "audio.mp3-podcast", "web.youtube-360p"}) {
        CAPTURE(preset);
        Film film(50);
        ExportJob job = film.job(preset, "out");
        auto report = run_export(job);
        REQUIRE_MESSAGE(report, why(report));
        REQUIRE(report->loudness.size() == 1);
        const TrackLoudness& t = report->loudness[0];
        REQUIRE(t.after.lufs);
        // The tone of 8000/32768, 3 dB more where both channels are mixed to one.
        const double mono = job.preset.audio[0].layout == "mono" ? 3 : 0;
        CHECK(t.before.lufs.value_or(0) == doctest::Approx(-12.9 + mono).epsilon(0.02));
        CHECK(std::fabs(*t.after.lufs - job.preset.audio[0].loudness.lufs.value_or(0)) < 0.15);
    }
    // Two tracks, each its own.
    Film film(50);
    ExportJob job = film.job("prores-422", "two.mov");
    for (const auto& [key, value] : {std::pair{"audio.0.loudness.lufs", "-23"},
                                     {"audio.1.codec", "pcm_s24"},
                                     {"audio.1.loudness.lufs", "-14"},
                                     {"audio.1.loudness.tp", "-2"}})
        REQUIRE(set_preset_key(job.preset, key, value));
    auto report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    REQUIRE(report->loudness.size() == 2);
    CHECK(report->loudness[0].after.lufs.value_or(0) == doctest::Approx(-23).epsilon(0.005));
    CHECK(report->loudness[1].after.lufs.value_or(0) == doctest::Approx(-14).epsilon(0.005));
}

TEST_CASE("verification names a loudness that was not met") {
    Film film(50);
    ExportJob job = film.job("audio.wav", "plain.wav");
    REQUIRE(run_export(job));
    VerifyExpect want;
    want.loudness = {{0, {-23, -1, LoudnessMode::normalise}, 0.5, 0.3}};
    auto r = verify_file(job.output, want, nullptr, VerifyDepth::quick);
    REQUIRE(r);
    REQUIRE(r->problems.size() == 1);
    CHECK(r->problems[0].find("LUFS instead of -23.0 within 0.5 LU") != std::string::npos);
    want.loudness = {{0, {{}, -20, LoudnessMode::normalise}, 0.5, 0.3}};
    r = verify_file(job.output, want, nullptr, VerifyDepth::quick);
    REQUIRE(r);
    REQUIRE(r->problems.size() == 1);
    CHECK(r->problems[0].find("above the ceiling of -20.0") != std::string::npos);
    want.loudness = {{3, {-23, -1, LoudnessMode::normalise}, 0.5, 0.3}};
    CHECK(verify_file(job.output, want)->problems.at(0).find("track 4 is not there") != std::string::npos);
}
