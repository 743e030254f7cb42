// Golden texts of one project file and one .otio of it.
#include <doctest/doctest.h>

#include <cstdlib>

#include "engine/io/interchange.h"
#include "engine/io/project_file.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

static void check_golden(const std::string& name, const std::string& text) {
    std::string path = std::string(TANDEM_SOURCE_DIR) + "/tests/golden/" + name;
    if (const char* update = std::getenv("TANDEM_UPDATE"); update && std::string(update) == "1")
        REQUIRE(write_file_atomic(path, text));
    auto golden = read_file_limited(path, 1 << 20);
    REQUIRE_MESSAGE(golden, golden.error().text());
    CHECK(*golden == text);
}

static Ref<Project> example() {
    BuildProject b(Format{.rate = {30000, 1001}, .drop_frame = DropFrame::yes});
    MediaId m = b.film("interview.mov", seconds(60), {30000, 1001});
    auto [picture, sound] = b.linked(b.v1(), b.a1(), m, Time{}, seconds(5), FrameRate{30000, 1001}.time_of(90));
    ClipId next = b.clip(b.v1(), m, FrameRate{30000, 1001}.time_of(90), seconds(20), seconds(2));
    b.transition(next, TransitionKind::wipe_left, FrameRate{30000, 1001}.time_of(10),
                 FrameRate{30000, 1001}.time_of(12));
    b.effect(picture, EffectKind::transform, [](Effect& e) {
        e.params[slot::scale_x].value = 0.35;
        Curve c;
        c.keys = {{.time = {}, .value = 0},
                  {.time = seconds(1), .value = 45, .interpolation = Interpolation::bezier, .out_time = {1000}}};
        e.params[slot::rotation].curve = std::make_shared<const Curve>(c);
        e.params[slot::filter].value = 3;
    });
    b.edit_clip(sound, [](Clip& c) { c.fade_in = {millis(100), FadeShape::smooth}; });
    b.generator(b.add_track(TrackKind::picture, "V2"), EffectKind::title, seconds(1), seconds(1));
    b.cue(b.add_track(TrackKind::subtitle, "Korean"), seconds(1), seconds(1), "\xEC\x95\x88\xEB\x85\x95");
    return b.done();
}

TEST_CASE("golden project file") { check_golden("example.tandem", project_text(*example(), "/nowhere")); }

TEST_CASE("golden OpenTimelineIO") {
    Ref<Project> p = example();
    check_golden("example.otio", write_otio(*p, p->active, OtioDialect::spec, "/nowhere", nullptr));
}
