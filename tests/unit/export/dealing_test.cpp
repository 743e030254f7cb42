// Several renderers in one export: frames come out in order whoever made them, the film is the same for any number, the
// first frame's error wins, and warnings of devices are told once.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include <doctest/doctest.h>

#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// Draws what the program's solid says, so that the picture depends on the frame alone; some devices are slower.
class SolidRenderer : public FrameRenderer {
  public:
    explicit SolidRenderer(int delay_ms) : delay_ms_(delay_ms) {}
    std::string name() const override { return "solid"; }
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef>) override {
        std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms_ * (calls % 3)));
        const int level = 30 + static_cast<int>(std::lround(std::sqrt(program.args.at(0)[0]) * 200));
        if (calls++ == fail_at) return fail(ErrorCode::temporary, "lost at level " + std::to_string(level));
        levels.push_back(level);
        const auto& t = program.target;
        auto m = TRY(MutablePicture::make(t.format, t.width, t.height, t.colour));
        for (int p = 0; p < info(t.format).planes; ++p)
            for (int y = 0; y < plane_rows(t.format, p, t.height); ++y)
                std::memset(m.row(p, y), level, plane_row_bytes(t.format, p, t.width));
        return std::move(m).publish();
    }
    Result<PictureRef> render_float(const FrameProgram&, std::span<const PictureRef>) override {
        return fail(ErrorCode::internal, "not here");
    }
    std::vector<std::string> take_warnings() override {
        return calls == 2 ? std::vector<std::string>{"the device was lost and is back"} : std::vector<std::string>{};
    }
    int calls = 0, fail_at = -1;
    std::vector<int> levels;

  private:
    int delay_ms_;
};

// A film of solids, each a frame long and brighter than the one before.
void brighten(Film& film, int64_t frames) {
    BuildProject b({.width = 64, .height = 48});
    const FrameRate rate = b.sequence().format.rate;
    for (int64_t i = 0; i < frames; ++i) {
        ClipId clip = b.generator(b.v1(), EffectKind::solid, rate.time_of(i), rate.time_of(i + 1) - rate.time_of(i));
        b.edit_clip(clip, [&](Clip& c) {
            Effect e = *std::get<GeneratorContent>(c.content).generator;
            for (size_t k = 0; k < 3; ++k) e.params[k].value = static_cast<double>(i) / static_cast<double>(frames);
            c.content = GeneratorContent{std::make_shared<const Effect>(std::move(e))};
        });
    }
    film.project = b.done();
}

} // namespace

TEST_CASE("a film is the same by one renderer and by three of different speed") {
    Film film(60, Tone::no);
    brighten(film, 60);
    SolidRenderer alone(0), slow(6), fast(0), other(1);
    auto job = film.job("ffv1", "one.mkv");
    job.deterministic = true;
    job.renderers = {&alone};
    auto one = run_export(job);
    REQUIRE_MESSAGE(one, why(one));
    job.output = film.folder.file("three.mkv");
    job.renderers = {&slow, &fast, &other};
    std::vector<std::string> said;
    job.warn = [&](const std::string& text) { said.push_back(text); };
    auto three = run_export(job);
    REQUIRE_MESSAGE(three, why(three));
    CHECK(bytes_of(one->output) == bytes_of(three->output));
    CHECK(std::is_sorted(alone.levels.begin(), alone.levels.end()));
    CHECK(slow.calls + fast.calls + other.calls == 60);
    for (const SolidRenderer* r : {&slow, &fast, &other}) CHECK(r->calls > 1);
    // Each of the three said it; it is the same text, so it is told once.
    CHECK(three->warnings == std::vector<std::string>{"the device was lost and is back"});
    CHECK(said == three->warnings);
}

TEST_CASE("of the errors of several renderers the first frame's is reported") {
    Film film(60, Tone::no);
    brighten(film, 60);
    SolidRenderer alone(0);
    auto job = film.job("ffv1", "out.mkv");
    job.renderers = {&alone};
    REQUIRE(run_export(job));
    for (int turn = 0; turn < 5; ++turn) {
        SolidRenderer slow(20), fast(0);
        slow.fail_at = 1, fast.fail_at = 4;
        job.output = film.folder.file("failed" + std::to_string(turn) + ".mkv");
        job.renderers = {&slow, &fast};
        auto r = run_export(job);
        REQUIRE_FALSE(r);
        // No frame up to the failed one was rendered by nobody: the levels below it are all there.
        const int level = std::stoi(r.error().what.substr(r.error().what.rfind(' ') + 1));
        std::vector<int> done = slow.levels;
        done.insert(done.end(), fast.levels.begin(), fast.levels.end());
        const auto below = [&](const std::vector<int>& v) {
            return std::count_if(v.begin(), v.end(), [&](int l) { return l < level; });
        };
        CHECK(below(done) == below(alone.levels));
    }
    CHECK(film.folder.count() == 1);
}
