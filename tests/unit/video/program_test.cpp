// compile_frame: culling, passthrough, transitions, nesting, missing media; and golden dumps of whole programs.
#include "engine/video/geometry.h"

#include "engine/video/resolve.h"
#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;

// Two films after one another on V1, with handles.
struct Cut : BuildProject {
    MediaId a = film("a.mov", seconds(20)), b = film("b.mov", seconds(20));
    ClipId first = clip(v1(), a, seconds(0), seconds(2), seconds(4));
    ClipId second = clip(v1(), b, seconds(4), seconds(3), seconds(4));
};

static bool uses(const FrameProgram& p, OpCode code) {
    for (const Op& op : p.ops)
        if (op.code == code) return true;
    return false;
}

TEST_CASE("a plain cut list passes its sources through") {
    Cut c;
    for (int n : {0, 1, 50, 99, 100, 150, 199}) {
        FrameProgram p = compiled(c, FrameRate{25, 1}.time_of(n));
        CAPTURE(n);
        CHECK(p.passthrough_source() == 0);
        CHECK(p.sources[0].media == (n < 100 ? c.a : c.b));
        CHECK(FrameRate{25, 1}.frame_at(p.sources[0].time) == (n < 100 ? n + 50 : n - 100 + 75));
    }
    check_golden_program("cut", compiled(c, seconds(1)));
    check_golden_program("black", compiled(c, seconds(9)));
    CHECK(compiled(c, seconds(9)).ops.empty());
}

TEST_CASE("matches_target: same curve under another name passes, another matrix or siting does not") {
    Picture p;
    p.format = PixelFormat::yuv420p, p.width = 64, p.height = 32;
    FrameTarget t{.format = PixelFormat::yuv420p, .width = 64, .height = 32, .colour = kRec709};
    CHECK(matches_target(p, kRec709, t));
    ColourTags c = kRec709;
    c.transfer = Transfer::smpte170m;
    CHECK(matches_target(p, c, t));
    c.matrix = Matrix::smpte170m;
    CHECK_FALSE(matches_target(p, c, t));
    c = kRec709;
    c.siting = ChromaSiting::topleft;
    CHECK_FALSE(matches_target(p, c, t));
    p.format = t.format = PixelFormat::yuv444p;
    CHECK(matches_target(p, c, t));
    p.width = 62;
    CHECK_FALSE(matches_target(p, c, t));
}

TEST_CASE("what an opaque layer hides is not looked at") {
    Cut c;
    TrackId v2 = c.add_track(TrackKind::picture, "V2");
    ClipId over = c.clip(v2, c.b, seconds(0), seconds(0), seconds(4));
    MediaId gone = c.add_media({.name = "gone.mov", .path = "/nowhere/gone.mov"});
    c.edit_clip(c.first, [&](Clip& clip) { clip.content = MediaContent{gone}; });
    FrameProgram p = compiled(c, seconds(1)); // OnMissing::fail, and no failure
    CHECK(p.sources.size() == 1);
    CHECK(p.passthrough_source() == 0);
    // Half transparent it hides nothing any more.
    c.effect(over, EffectKind::composite, [](Effect& e) { set(e, slot::opacity, 0.5); });
    c.edit_clip(c.first, [&](Clip& clip) { clip.content = MediaContent{c.a}; });
    FrameProgram q = compiled(c, seconds(1));
    CHECK(q.sources.size() == 2);
    CHECK(q.passthrough_source() == -1);
    CHECK(q.ops.back().code == OpCode::blend);
    CHECK(q.ops.back().opaque);
    CHECK(q.sources[static_cast<size_t>(q.ops[0].source)].media == c.a); // painted first
    check_golden_program("half_opacity", q);
    // Neither disabled clips nor disabled tracks are shown.
    c.edit_clip(over, [](Clip& clip) { clip.enabled = false; });
    CHECK(compiled(c, seconds(1)).passthrough_source() == 0);
    Track t = c.track(c.v1());
    t.enabled = false;
    c.set_track(t);
    CHECK(compiled(c, seconds(1)).ops.empty());
}

TEST_CASE("effects that do nothing give no op") {
    Cut c;
    for (EffectKind kind :
         {EffectKind::transform, EffectKind::crop, EffectKind::composite, EffectKind::exposure, EffectKind::contrast,
          EffectKind::saturation, EffectKind::white_balance, EffectKind::lift_gamma_gain, EffectKind::lut3d,
          EffectKind::curves, EffectKind::hue_curves, EffectKind::log_wheels, EffectKind::channel_mixer,
          EffectKind::blur, EffectKind::sharpen, EffectKind::glow})
        c.effect(c.first, kind, [](Effect&) {});
    CHECK(compiled(c, seconds(1)).passthrough_source() == 0);
}

TEST_CASE("blurs: transparent edges grow, large ones work on a halved picture, a half-size target blurs half as far") {
    Cut c;
    c.effect(c.first, EffectKind::transform, [](Effect& e) { set(e, slot::scale_x, 0.5), set(e, slot::scale_y, 0.5); });
    c.effect(c.first, EffectKind::blur,
             [](Effect& e) { set(e, slot::sigma_x, 2.0 / 1080), set(e, slot::sigma_y, 3.0 / 1080); });
    FrameProgram p = compiled(c, seconds(1));
    REQUIRE(p.ops.size() == 3);
    IntRect in = p.ops[0].bounds;
    CHECK(p.ops[2].bounds == IntRect{in.x0 - 6, in.y0 - 9, in.x1 + 6, in.y1 + 9});
    CHECK_FALSE(p.ops[2].opaque);
    c.effect(c.first, EffectKind::blur, [](Effect& e) {
        set(e, slot::sigma_x, 300.0 / 1080), set(e, slot::sigma_y, 20.0 / 1080), set(e, slot::edge, 1);
    });
    p = compiled(c, seconds(1));
    check_golden_program("blur", p);
    CHECK(uses(p, OpCode::resample));
    // However far it blurs, a pass has few taps.
    for (const Op& o : p.ops)
        if (o.code == OpCode::blur) CHECK(p.args[static_cast<size_t>(o.args)][2] <= 18);

    auto project = c.done();
    auto spec = spec_for(*project->sequences[0]);
    spec.target.width /= 2, spec.target.height /= 2;
    FakeAssets assets;
    FrameProgram small = compile_frame(*project, *project->sequences[0], seconds(1), spec, assets).value();
    CHECK(small.args[0][0] == p.args[0][0] / 2);
}

TEST_CASE("sharpen and glow") {
    Cut c;
    c.effect(c.first, EffectKind::sharpen, [](Effect& e) { set(e, slot::sharpen_amount, 0.5); });
    c.effect(c.first, EffectKind::glow, [](Effect& e) { set(e, slot::glow_intensity, 0.4); });
    FrameProgram p = compiled(c, seconds(1));
    check_golden_program("sharpen_and_glow", p);
    CHECK(p.ops.back().opaque);
}

namespace {
FrameProgram keyed(const std::function<void(Effect&)>& change) {
    Cut c;
    c.effect(c.first, EffectKind::chroma_key, change);
    return compiled(c, seconds(1));
}
} // namespace

TEST_CASE("a chroma key makes a matte and applies it; its edge is moved by a blur and levels; a grey key is left out") {
    FrameProgram p = keyed([](Effect&) {});
    REQUIRE(p.ops.size() == 3);
    CHECK(p.ops[1].code == OpCode::key);
    CHECK(p.ops[2].code == OpCode::matte);
    CHECK(p.ops[2].a == 0);
    CHECK(p.ops[2].b == 1);
    CHECK_FALSE(p.ops[2].opaque);
    p = keyed([](Effect& e) {
        set(e, slot::key_shrink, 2.0 / 1080), set(e, slot::key_blur, 2.0 / 1080), set(e, slot::key_white, 0.5);
    });
    check_golden_program("chroma_key", p);
    // Shrunk by a sigma: the edge is where a blurred one has 0.8413.
    const auto levels = p.args[static_cast<size_t>(p.ops.back().args)];
    CHECK(levels[0] == doctest::Approx(0.6827).epsilon(0.0001));
    CHECK(levels[0] + 1 / levels[1] == doctest::Approx(0.8413).epsilon(0.0001));
    CHECK(keyed([](Effect& e) { set(e, slot::key_show_matte, 1); }).ops.back().opaque);
    p = keyed([](Effect& e) { set(e, slot::key_red, 0.5), set(e, slot::key_green, 0.5), set(e, slot::key_blue, 0.5); });
    CHECK(p.passthrough_source() == 0);
}

TEST_CASE("a drop shadow lies below the clip, moved, and grows it") {
    for (double opacity : {0.5, 0.0}) {
        Cut c;
        c.effect(c.first, EffectKind::transform,
                 [](Effect& e) { set(e, slot::scale_x, 0.5), set(e, slot::scale_y, 0.5); });
        c.effect(c.first, EffectKind::drop_shadow, [&](Effect& e) {
            set(e, slot::shadow_opacity, opacity), set(e, slot::shadow_distance, 30.0 / 1080);
            set(e, slot::shadow_angle, 90), set(e, slot::shadow_blur, 2.0 / 1080), set(e, slot::shadow_spread, 0.5);
        });
        FrameProgram p = compiled(c, seconds(1));
        if (opacity == 0) {
            CHECK(p.ops.size() == 1);
            continue;
        }
        check_golden_program("drop_shadow", p);
        const IntRect in = p.ops[0].bounds;
        CHECK(p.ops.back().bounds == IntRect{in.x0 - 6, in.y0, in.x1 + 6, in.y1 + 30 + 6});
        CHECK(p.ops.back().b == 0);
    }
}

TEST_CASE("a crop's feather softens the sides that are cropped, inwards") {
    for (double feather : {0.1, 0.0}) {
        Cut c;
        c.effect(c.first, EffectKind::crop,
                 [&](Effect& e) { set(e, slot::left, 0.25), set(e, slot::feather, feather); });
        FrameProgram p = compiled(c, seconds(1));
        const Op& mask = p.ops.back();
        if (feather == 0) {
            CHECK(p.ops.size() == 1);
            continue;
        }
        REQUIRE(mask.code == OpCode::mask);
        auto arg = [&](int i) { return p.args[static_cast<size_t>(mask.args + i)]; };
        // Half the slope of 108 inside the crop at 480; the other sides far out.
        const double centre = -static_cast<double>(arg(0)[2]), half = static_cast<double>(arg(2)[0]);
        CHECK(centre - half == doctest::Approx(480 + 54));
        CHECK(centre + half > 1920 + 54);
        CHECK(arg(2)[2] == doctest::Approx(1 / 108.0));
    }
}

TEST_CASE("grades in stack order, over picture in picture") {
    Cut c;
    c.effect(c.first, EffectKind::saturation, [](Effect& e) { set(e, slot::saturation, 1.5); });
    c.effect(c.first, EffectKind::lut3d, [](Effect& e) { e.texts[0] = "look.cube"; });
    c.effect(c.first, EffectKind::exposure, [](Effect& e) { set(e, slot::stops, 1); });
    c.effect(c.first, EffectKind::white_balance, [](Effect& e) { set(e, slot::temperature, 0.5); });
    c.effect(c.first, EffectKind::lift_gamma_gain, [](Effect& e) { set(e, slot::gain_r, 1.2); });
    c.effect(c.first, EffectKind::contrast, [](Effect& e) { set(e, slot::amount, 1.1); });
    TrackId v2 = c.add_track(TrackKind::picture, "V2");
    ClipId pip = c.clip(v2, c.b, seconds(0), seconds(0), seconds(4));
    c.effect(pip, EffectKind::transform, [](Effect& e) {
        set(e, slot::scale_x, 0.35), set(e, slot::scale_y, 0.35), set(e, slot::rotation, 5);
        set(e, slot::tx, 500), set(e, slot::ty, -250);
    });
    c.effect(pip, EffectKind::composite, [](Effect& e) { set(e, slot::opacity, 0.9), set(e, slot::blend, 4); });
    FrameProgram p = compiled(c, seconds(1));
    check_golden_program("grades_and_pip", p);
    CHECK(p.ops[1].code == OpCode::saturation);
    CHECK(p.ops[2].code == OpCode::lut3d);
    CHECK(p.luts.size() == 1);
}

TEST_CASE("keys run on the clip's own time: key_origin") {
    Cut c;
    c.effect(c.first, EffectKind::composite, [](Effect& e) {
        Curve curve{{{.time = seconds(0), .value = 0}, {.time = seconds(10), .value = 1}}};
        e.params[slot::opacity].curve = std::make_shared<const Curve>(curve);
    });
    c.edit_clip(c.first, [](Clip& clip) { clip.key_origin = seconds(4); });
    FrameProgram p = compiled(c, seconds(1));
    REQUIRE(p.ops.back().code == OpCode::opacity);
    CHECK(p.args[static_cast<size_t>(p.ops.back().args)][0] == doctest::Approx(0.5));
}

TEST_CASE("a speed ramp asks for the frames of its integral, cut or not") {
    BuildProject b;
    const ClipId id = b.clip(b.v1(), b.film("a.mp4", seconds(100)), {}, seconds(2), seconds(4));
    b.edit_clip(id, [](Clip& clip) {
        Curve ramp{{{.time = seconds(0), .value = 0}, {.time = seconds(2), .value = 4}}};
        clip.speed_ramp = std::make_shared<const Curve>(ramp);
    });
    const FrameRate rate{25, 1};
    std::vector<Time> asked;
    for (int64_t n = 0; n < 100; ++n) {
        const FrameProgram p = compiled(b, rate.time_of(n));
        REQUIRE(p.sources.size() == 1);
        asked.push_back(p.sources[0].time);
        // t * t of source after t seconds, 4 a second from 2 s on.
        const int64_t want = n < 50 ? n * n / 25 : 100 + (n - 50) * 4;
        CHECK(rate.frame_at(asked.back()) == 50 + want);
    }
    BuildProject cut = b;
    const Time at = rate.time_of(33);
    Clip right = *b.track(b.v1()).items[0].clip;
    right.id = {}, right.in = right.source_at(at), right.key_origin = at, right.length = right.length - at;
    cut.edit_clip(id, [&](Clip& clip) { clip.length = at; });
    cut.add_clip(cut.v1(), at, right);
    for (int64_t n = 0; n < 100; ++n)
        CHECK(compiled(cut, rate.time_of(n)).sources[0].time == asked[static_cast<size_t>(n)]);
}

TEST_CASE("fades by shape; nothing at the first instant") {
    Cut c;
    auto opacity_at = [&](FadeShape shape) {
        c.edit_clip(c.first, [&](Clip& clip) { clip.fade_in = {seconds(2), shape}; });
        FrameProgram p = compiled(c, seconds(1));
        return p.args[static_cast<size_t>(p.ops.back().args)][0];
    };
    CHECK(opacity_at(FadeShape::linear) == doctest::Approx(0.5));
    CHECK(opacity_at(FadeShape::equal_power) == doctest::Approx(0.70710678));
    CHECK(opacity_at(FadeShape::smooth) == doctest::Approx(0.5));
    CHECK(compiled(c, seconds(0)).ops.empty());
    CHECK(compiled(c, seconds(2)).passthrough_source() == 0);
}

TEST_CASE("transitions: both sides from their handles, each kind its op") {
    Cut c;
    c.transition(c.second, TransitionKind::dissolve, seconds(1), seconds(1));
    FrameProgram p = compiled(c, millis(4500));
    check_golden_program("dissolve", p);
    REQUIRE(p.ops.back().code == OpCode::dissolve);
    CHECK(p.ops.back().opaque);
    CHECK(p.args[static_cast<size_t>(p.ops.back().args)][0] == doctest::Approx(0.75));
    CHECK(p.sources[0].time > seconds(6)); // plays on behind its out point
    CHECK(compiled(c, millis(2960)).passthrough_source() == 0);
    CHECK(compiled(c, seconds(3)).passthrough_source() == 0); // progress 0 is the outgoing picture
    CHECK(compiled(c, seconds(5)).passthrough_source() == 0);

    c.transition(c.second, TransitionKind::wipe_iris, seconds(1), seconds(1));
    CHECK(compiled(c, millis(4500)).ops.back().code == OpCode::wipe);
    check_golden_program("wipe_iris", compiled(c, millis(4500)));

    c.transition(c.second, TransitionKind::slide_left, seconds(1), seconds(1));
    FrameProgram slide = compiled(c, millis(4500));
    check_golden_program("slide_left", slide);
    REQUIRE(slide.ops.size() == 3);
    CHECK(slide.ops[0].bounds == IntRect{0, 0, 480, 1080});
    CHECK(slide.ops[1].bounds == IntRect{480, 0, 1920, 1080});
    CHECK(slide.ops[2].opaque);
    CHECK(slide.geometry[0].to_source.c == 1440);
    CHECK(slide.geometry[1].to_source.c == -480);

    c.transition(c.second, TransitionKind::dip, seconds(1), seconds(1));
    check_golden_program("dip", compiled(c, millis(3500)));
    CHECK(compiled(c, millis(3500)).sources[0].media == c.a);
    CHECK(compiled(c, millis(4500)).sources[0].media == c.b);
    CHECK(compiled(c, seconds(4)).ops.back().code == OpCode::solid);
}

TEST_CASE("nested sequences are drawn into place; turned ones become one picture") {
    Cut c;
    auto inner = std::make_shared<Sequence>(c.sequence());
    inner->id = c.ids().make<SequenceId>(), inner->name = "Inner", inner->format.rate = {50, 1};
    c.project().sequences.push_back(inner);
    BuildProject& outer = c;
    Track t = c.track(c.v1());
    t.items = {};
    outer.set_track(t);
    ClipId nest = outer.add_clip(
        outer.v1(), seconds(0),
        {.name = "nest", .content = SequenceContent{inner->id}, .in = seconds(1), .length = seconds(20)});
    FrameProgram p = compiled(c, seconds(1));
    CHECK(p.passthrough_source() == 0);
    CHECK(FrameRate{25, 1}.frame_at(p.sources[0].time) == 100); // 1 s + 1 s in + 2 s in
    // Behind the inner end its last frame holds.
    CHECK(compiled(c, seconds(15)).sources[0].media == c.b);
    c.effect(nest, EffectKind::transform, [](Effect& e) { set(e, slot::scale_x, 0.5), set(e, slot::scale_y, 0.5); });
    FrameProgram half = compiled(c, seconds(1));
    CHECK_FALSE(uses(half, OpCode::resample));
    CHECK(half.ops.back().bounds == IntRect{480, 270, 1440, 810});
    c.effect(nest, EffectKind::transform, [](Effect& e) { set(e, slot::rotation, 10); });
    FrameProgram turned = compiled(c, seconds(1));
    CHECK(uses(turned, OpCode::resample));
    check_golden_program("nested_turned", turned);
    // A sequence inside itself ends in an error, not in a crash.
    outer.edit_clip(nest, [&](Clip& clip) { clip.content = SequenceContent{c.sequence().id}; });
    FakeAssets assets;
    auto root = c.done();
    auto r = compile_frame(*root, *root->sequences[0], seconds(1), spec_for(*root->sequences[0]), assets);
    REQUIRE_FALSE(r.has_value());
    CHECK(r.error().what.find("nested deeper") != std::string::npos);
}

TEST_CASE("missing media: an error with clip and timecode, or a slate with a note") {
    Cut c;
    MediaId gone = c.add_media({.name = "gone.mov", .path = "/nowhere/gone.mov"});
    c.edit_clip(c.first, [&](Clip& clip) { clip.name = "Interview", clip.content = MediaContent{gone}; });
    FakeAssets assets;
    auto root = c.done();
    auto r = compile_frame(*root, *root->sequences[0], seconds(1), spec_for(*root->sequences[0]), assets);
    REQUIRE_FALSE(r.has_value());
    CHECK(r.error().code == ErrorCode::no_input);
    for (const char* part : {"/nowhere/gone.mov", "Interview", "00:00:01:00", "Main"})
        CHECK(r.error().text().find(part) != std::string::npos);
    std::vector<FrameNote> notes;
    FrameProgram p = compiled(c, seconds(1), OnMissing::slate, &notes);
    check_golden_program("slate", p);
    REQUIRE(p.sources.size() == 1);
    CHECK(p.sources[0].kind == SourceKind::slate);
    CHECK(p.sources[0].name == "gone.mov");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].clip == c.first);
}

TEST_CASE("generators, titles and subtitles") {
    Cut c;
    TrackId v2 = c.add_track(TrackKind::picture, "V2"), v3 = c.add_track(TrackKind::picture, "V3");
    TrackId sub = c.add_track(TrackKind::subtitle, "S1");
    c.generator(v3, EffectKind::title, seconds(0), seconds(4));
    ClipId gradient = c.generator(v2, EffectKind::gradient, seconds(0), seconds(4));
    c.effect(gradient, EffectKind::composite, [](Effect& e) { set(e, slot::opacity, 0.25); });
    c.cue(sub, seconds(0), seconds(4), "Hello");
    check_golden_program("generators", compiled(c, seconds(1)));
    ClipId solid = c.generator(v2, EffectKind::solid, seconds(4), seconds(4));
    c.effect(solid, EffectKind::crop, [](Effect& e) { set(e, slot::left, 0.5); });
    FrameProgram p = compiled(c, seconds(5));
    CHECK_FALSE(uses(p, OpCode::resample));
    CHECK(p.ops[1].code == OpCode::solid);
    CHECK(p.ops[1].bounds == IntRect{960, 0, 1920, 1080});
    c.effect(solid, EffectKind::transform, [](Effect& e) { set(e, slot::rotation, 30); });
    CHECK(uses(compiled(c, seconds(5)), OpCode::resample));
}

TEST_CASE("another target size scales everything; another aspect is letterboxed") {
    Cut c;
    FakeAssets assets;
    auto root = c.done();
    RenderSpec spec = spec_for(*root->sequences[0]);
    spec.target.width = 1080, spec.target.height = 1080;
    auto p = compile_frame(*root, *root->sequences[0], seconds(1), spec, assets);
    REQUIRE(p.has_value());
    check_golden_program("square", *p);
    CHECK(p->ops[0].bounds == IntRect{0, 236, 1080, 844});
    CHECK(p->passthrough_source() == -1);
}

static std::array<float, 4> wipe_frame(const FrameProgram& p) {
    REQUIRE(p.ops.back().code == OpCode::wipe);
    return p.args[static_cast<size_t>(p.ops.back().args + 1)];
}

TEST_CASE("a wipe runs over the frame of its own sequence, letterboxed or nested") {
    using Frame = std::array<float, 4>;
    Cut c;
    c.transition(c.second, TransitionKind::wipe_left, seconds(1), seconds(1));
    CHECK(wipe_frame(compiled(c, millis(4500))) == Frame{0, 0, 1920, 1080});
    FakeAssets assets;
    auto root = c.done();
    RenderSpec spec = spec_for(*root->sequences[0]);
    spec.target.width = 960, spec.target.height = 960;
    auto boxed = compile_frame(*root, *root->sequences[0], millis(4500), spec, assets);
    REQUIRE(boxed.has_value());
    CHECK(wipe_frame(*boxed) == Frame{0, 210, 960, 540});

    auto inner = std::make_shared<Sequence>(c.sequence());
    inner->id = c.ids().make<SequenceId>(), inner->name = "Inner";
    c.project().sequences.push_back(inner);
    Track t = c.track(c.v1());
    t.items = {};
    c.set_track(t);
    ClipId nest =
        c.add_clip(c.v1(), seconds(0), {.name = "nest", .content = SequenceContent{inner->id}, .length = seconds(8)});
    c.effect(nest, EffectKind::transform, [](Effect& e) { set(e, slot::scale_x, 0.5), set(e, slot::scale_y, 0.5); });
    CHECK(wipe_frame(compiled(c, millis(4500))) == Frame{480, 270, 960, 540});
}

TEST_CASE("transforms beyond what one clip can have are noted, not dropped in silence") {
    Cut c;
    std::vector<FrameNote> notes;
    for (int i = 0; i < 4; ++i) c.effect(c.first, EffectKind::transform, [](Effect& e) { set(e, slot::rotation, 5); });
    compiled(c, seconds(1), OnMissing::fail, &notes);
    CHECK(notes.empty());
    c.effect(c.first, EffectKind::transform, [](Effect& e) { set(e, slot::rotation, 5); });
    compiled(c, seconds(1), OnMissing::fail, &notes);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].clip == c.first);
    CHECK(notes[0].what.find("transforms left out") != std::string::npos);
}

TEST_CASE("keys: numbers leave the structure alone, everything changes the content") {
    Cut c;
    EffectId id = c.effect(c.first, EffectKind::exposure, [](Effect& e) { set(e, slot::stops, 1); });
    REQUIRE(id);
    FrameProgram a = compiled(c, seconds(1)), b = compiled(c, seconds(1)), other_frame = compiled(c, seconds(2));
    CHECK(content_key(a) == content_key(b));
    CHECK(structure_key(a) == structure_key(other_frame));
    CHECK(content_key(a) != content_key(other_frame));
    b.args[0][0] *= 2;
    CHECK(structure_key(a) == structure_key(b));
    CHECK(content_key(a) != content_key(b));
    b.target.colour.transfer = Transfer::pq;
    CHECK(structure_key(a) != structure_key(b));
}

TEST_CASE("refit: a picture of another size fills the same place, unknown alpha ends opacity") {
    Cut c;
    FrameProgram p = compiled(c, seconds(1));
    auto half = MutablePicture::make(PixelFormat::yuva420p, 960, 540, kRec709);
    REQUIRE(half.has_value());
    PictureRef picture = std::move(*half).publish();
    refit(p, 0, *picture);
    CHECK(p.passthrough_source() == -1);
    CHECK_FALSE(p.ops[0].opaque);
    Point corner = apply(p.geometry[0].to_source, {1920, 1080});
    CHECK(corner.x == doctest::Approx(960));
    CHECK(corner.y == doctest::Approx(540));
    CHECK(p.geometry[0].crop[2] == doctest::Approx(960));
    PictureRef retagged = with_colour(picture, kSrgbFull);
    CHECK(retagged->colour == kSrgbFull);
    CHECK(retagged->data[0] == picture->data[0]);
}
