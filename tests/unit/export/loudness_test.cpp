// Loudness of exports: gain and limiter by themselves, and films that measure what was asked for.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

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

// A tone that is not the same each time it is played, as of a plugin with a life of its own: from the pass `from` on
// each is louder than the first, the others too where `rising`.
class Unsteady : public AudioRenderer {
  public:
    struct Course {
        int from = 1000;
        bool rising = false;
        int passes = 0;
    };
    explicit Unsteady(Course& course) : course_(course) {}
    void locate(int64_t sample) override { at_ = sample, fresh_ = true; }
    Result<void> render(int frames, float* const* out) override {
        if (std::exchange(fresh_, false)) ++course_.passes;
        const int late = course_.passes - course_.from;
        const double gain = late < 1 ? 1 : std::pow(1.4, course_.rising ? late : 1);
        for (int i = 0; i < frames; ++i, ++at_)
            out[0][i] = out[1][i] =
                static_cast<float>(0.05 * gain * std::sin(2 * kPi * 440 * static_cast<double>(at_) / 48000));
        return {};
    }
    int64_t position() const override { return at_; }

  private:
    Course& course_;
    int64_t at_ = 0;
    bool fresh_ = true;
};

ExportJob unsteady_job(Film& film, const std::string& preset, const std::string& name, Unsteady::Course& course) {
    ExportJob job = film.job(preset, name);
    REQUIRE(set_preset_key(job.preset, "audio.0.loudness.lufs", "-20"));
    REQUIRE(set_preset_key(job.preset, "audio.0.layout", "stereo"));
    job.sound_from = [&course](const SoundWish&) -> Result<std::unique_ptr<AudioRenderer>> {
        return std::unique_ptr<AudioRenderer>(std::make_unique<Unsteady>(course));
    };
    job.sound_memory = 0; // as of a film too long for it
    return job;
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
    spec.cancelled = [&] { return cancel.load(); };
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
        // The tone of 8000/32768; one channel with both mixed in is as loud as the two.
        CHECK(t.before.lufs.value_or(0) == doctest::Approx(-12.9).epsilon(0.02));
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

TEST_CASE("a finished film that misses its loudness gets its sound made again, never its pictures") {
    const std::vector<std::pair<const char*, const char*>> kinds{
        {"h264", "a.mp4"},        {"web.youtube-360p", "b.mp4"},
        {"hevc", "c.mp4"},        {"prores-422", "d.mov"},
        {"vp9", "e.webm"},        {"ffv1", "f.mkv"},
        {"av1", "g.mp4"},         {"audio.m4a", "h.m4a"},
        {"audio.opus", "i.opus"}, {"audio.mp3-podcast", "j.mp3"},
        {"audio.flac", "k.flac"}};
    for (const auto& [preset, name] : kinds) {
        CAPTURE(preset);
        Film film(50);
        Unsteady::Course course;
        // How often it is played where all goes well; the last time is the film.
        ExportJob job = unsteady_job(film, preset, name, course);
        const auto well = run_export(job);
        REQUIRE_MESSAGE(well, why(well));
        CHECK(well->sound_remakes == 0);
        const int rendered = film.renderer.calls;
        course = {.from = course.passes - 1};
        film.renderer.calls = 0;
        job.overwrite = Overwrite::yes;
        const auto report = run_export(job);
        REQUIRE_MESSAGE(report, why(report));
        CHECK(report->sound_remakes == 1);
        CHECK(std::fabs(report->loudness[0].after.lufs.value_or(0) + 20) < 0.15);
        CHECK(report->loudness[0].gain_db == doctest::Approx(well->loudness[0].gain_db - 2.92).epsilon(0.05).scale(1));
        CHECK(film.renderer.calls == rendered);
        CHECK(report->frames == well->frames);
        CHECK(report->warnings.at(0).find("made again") != std::string::npos);
        VerifyExpect want;
        if (job.preset.video.enabled) want.frames = 50;
        const auto again = verify_file(job.output, want);
        REQUIRE(again);
        CHECK_MESSAGE(again->problems.empty(), why(again));
        CHECK(film.folder.count() == 2); // the tone and the film
    }
}

TEST_CASE("a film whose loudness cannot be had is kept, but not under its name") {
    Film film(50);
    Unsteady::Course course;
    ExportJob job = unsteady_job(film, "h264", "film.mp4", course);
    REQUIRE(run_export(job));
    fs::remove(job.output);
    course = {.from = course.passes - 1, .rising = true};
    film.renderer.calls = 0;
    std::vector<std::string> said;
    job.warn = [&](const std::string& text) { said.push_back(text); };
    auto report = run_export(job);
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::bad_data);
    const std::string kept = film.folder.file("film.unverified.mp4");
    CHECK(report.error().what.find("-17.1 LUFS instead of -20.0") != std::string::npos);
    CHECK(report.error().what.find(kept) != std::string::npos);
    CHECK(said.size() == 2);
    CHECK(film.renderer.calls == 50);
    VerifyExpect want;
    want.frames = 50, want.audio_samples = 96000;
    CHECK_MESSAGE(verify_file(kept, want)->problems.empty(), why(verify_file(kept, want)));
    CHECK(film.folder.count() == 2);

    // Where no gain and limiter can reach it, it is said before the film is finished and not tried again.
    said.clear();
    job.sound_from = [](const SoundWish&) -> Result<std::unique_ptr<AudioRenderer>> {
        return std::unique_ptr<AudioRenderer>(std::make_unique<Clicks>(0.002, 0.9));
    };
    REQUIRE(set_preset_key(job.preset, "audio.0.loudness.lufs", "-5"));
    REQUIRE(set_preset_key(job.preset, "audio.0.loudness.tp", "-15"));
    bool begun = false;
    job.progress = [&](const ExportProgress& p) { begun = begun || p.phase == "verify"; };
    job.warn = [&](const std::string& text) {
        CHECK_FALSE(begun);
        said.push_back(text);
    };
    report = run_export(job);
    REQUIRE_FALSE(report);
    REQUIRE(said.size() == 1);
    CHECK(said[0].find("the film will miss its loudness") != std::string::npos);
    CHECK(said[0].find("LUFS instead of -5.0") != std::string::npos);
    CHECK(fs::exists(kept));
    CHECK_FALSE(fs::exists(job.output));
    CHECK(film.folder.count() == 2);
}

TEST_CASE("a short film's codec is measured as the film frames it") {
    for (const char* preset : {"h264", "web.youtube-360p", "vp9", "audio.m4a", "audio.mp3-podcast", "audio.opus"})
        for (const int frames : {11, 13, 17, 30}) {
            CAPTURE(preset);
            CAPTURE(frames);
            Film film(frames);
            ExportJob job = film.job(preset, "out");
            REQUIRE(set_preset_key(job.preset, "audio.0.loudness.lufs", "-16"));
            // Loud at its start and softer from there: each block of 0.4 s measures something else.
            job.sound_from = [](const SoundWish&) -> Result<std::unique_ptr<AudioRenderer>> {
                return std::unique_ptr<AudioRenderer>(std::make_unique<Clicks>(0.01, 0.8));
            };
            auto report = run_export(job);
            REQUIRE_MESSAGE(report, why(report));
            const TrackLoudness& t = report->loudness.at(0);
            CHECK(t.after.lufs.value_or(0) == doctest::Approx(t.expected.lufs.value_or(1)).epsilon(0.005));
            CHECK(std::fabs(t.after.true_peak_dbtp.value_or(9) - t.expected.true_peak_dbtp.value_or(-9)) < 0.1);
        }
}

namespace {

struct CountedRenderer final : TestRenderer {
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) override {
        ++pictures;
        return TestRenderer::render(program, sources);
    }
    std::atomic<int> pictures = 0;
};

// Clicks whose first pass, the one that measures, waits until pictures were rendered; or fails there.
class Patient final : public Clicks {
  public:
    Patient(const std::atomic<int>& pictures, bool breaks) : Clicks(0.1, 0.0), pictures_(pictures), breaks_(breaks) {}
    Result<void> render(int frames, float* const* out) override {
        for (int i = 0; pictures_ < 20 && i < 10000; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (breaks_) return fail(ErrorCode::bad_data, "the sound is broken", "tone");
        return Clicks::render(frames, out);
    }

  private:
    const std::atomic<int>& pictures_;
    const bool breaks_;
};

} // namespace

TEST_CASE("pictures are made while the sound is still measured") {
    Film film(50);
    ExportJob job = film.job("h264", "film.mp4");
    REQUIRE(set_preset_key(job.preset, "audio.0.loudness.lufs", "-20"));
    CountedRenderer renderer;
    job.renderers = {&renderer};
    bool breaks = false;
    job.sound_from = [&](const SoundWish&) -> Result<std::unique_ptr<AudioRenderer>> {
        return std::unique_ptr<AudioRenderer>(std::make_unique<Patient>(renderer.pictures, breaks));
    };
    const auto report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    CHECK(renderer.pictures.load() == 50);
    CHECK(std::fabs(report->loudness.at(0).after.lufs.value_or(0) + 20) < 0.15);

    // A sound that fails while it is measured ends the film, and nothing of it is left.
    breaks = true, renderer.pictures = 0;
    job.output = film.folder.file("broken.mp4");
    const auto broken = run_export(job);
    REQUIRE_FALSE(broken);
    CHECK(broken.error().what.find("the sound is broken") != std::string::npos);
    CHECK(film.folder.count() == 2); // the tone and the first film
}
