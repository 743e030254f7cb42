// Masks of effects: where the window stands in the frame, what it leaves untouched, paths and qualifiers as arguments.
#include "engine/model/mask_path.h"

#include <cmath>

#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Masked : BuildProject {
    ClipId only = clip(v1(), film("a.mov", seconds(20)), seconds(0), seconds(2), seconds(4));
    FrameProgram with(const std::function<void(Effect&)>& change, double stops = 1) {
        effect(only, EffectKind::exposure, [&](Effect& e) {
            set(e, slot::stops, stops);
            Effect m = make_effect(EffectKind::mask, {});
            change(m);
            e.mask = std::make_shared<const Effect>(std::move(m));
        });
        return compiled(*this, seconds(1));
    }
};

std::array<float, 4> arg(const FrameProgram& p, int i) { return p.args[static_cast<size_t>(p.ops.back().args + i)]; }
// Frame position to the shape's space.
std::array<double, 2> local(const FrameProgram& p, double x, double y) {
    auto row = [&](int i) {
        auto r = arg(p, i);
        return static_cast<double>(r[0]) * x + static_cast<double>(r[1]) * y + static_cast<double>(r[2]);
    };
    return {row(0), row(1)};
}
void shape_is(Effect& m, MaskShape shape) { set(m, slot::mask_shape, static_cast<double>(shape)); }

} // namespace

TEST_CASE("a rectangle works inside its box only") {
    Masked c;
    FrameProgram p = c.with([](Effect& m) {
        shape_is(m, MaskShape::rectangle);
        set(m, slot::mask_x, 0.25), set(m, slot::mask_y, 0.5);
        set(m, slot::mask_width, 0.1), set(m, slot::mask_height, 0.2), set(m, slot::mask_feather, 0.01);
    });
    REQUIRE(p.ops.size() == 3);
    const Op& mask = p.ops.back();
    CHECK(mask.code == OpCode::mask);
    CHECK(mask.variant == static_cast<int>(MaskShape::rectangle));
    CHECK(mask.a == 0);
    CHECK(mask.b == 1);
    CHECK(mask.opaque);
    CHECK(mask.bounds == IntRect{0, 0, 1920, 1080});
    // 192 x 216 about (480, 540), and a feather of 10.8.
    CHECK(p.ops[1].bounds == IntRect{373, 421, 587, 659});
    auto at = local(p, 480 + 96, 540 + 108);
    CHECK(at[0] == doctest::Approx(96));
    CHECK(at[1] == doctest::Approx(108));
    CHECK(arg(p, 2)[0] == doctest::Approx(96));
    CHECK(arg(p, 2)[2] == doctest::Approx(1 / 21.6));
    check_golden_program("mask_rectangle", p);
}

TEST_CASE("the window moves with the picture: scale, place, turn") {
    Masked c;
    c.effect(c.only, EffectKind::transform, [](Effect& e) {
        set(e, slot::scale_x, 0.5), set(e, slot::scale_y, 0.5), set(e, slot::tx, 300), set(e, slot::rotation, 90);
    });
    FrameProgram p = c.with([](Effect& m) {
        shape_is(m, MaskShape::ellipse);
        set(m, slot::mask_x, 0.75), set(m, slot::mask_y, 0.5), set(m, slot::mask_width, 0.1);
        set(m, slot::mask_height, 0.1), set(m, slot::mask_rotation, 30);
    });
    // A quarter of the picture right of its centre; turned by 90 degrees that is below, at half the size.
    auto centre = local(p, 960 + 300, 540 + 240);
    CHECK(std::abs(centre[0]) < 1e-3);
    CHECK(std::abs(centre[1]) < 1e-3);
    // 10 frame pixels are 20 of the picture, whichever way.
    auto near = local(p, 960 + 310, 540 + 240);
    CHECK(std::hypot(near[0], near[1]) == doctest::Approx(20));
    // Frame right is the picture's up; turning the shape by 30 degrees clockwise turns what it sees back.
    CHECK(near[0] == doctest::Approx(-20 * std::sin(30 * 3.14159265 / 180)).epsilon(1e-4));
    CHECK(near[1] == doctest::Approx(-20 * std::cos(30 * 3.14159265 / 180)).epsilon(1e-4));
    CHECK(arg(p, 2)[2] == doctest::Approx(0.5)); // half a pixel of the frame to each side: one of the picture
}

TEST_CASE("masks that select nothing or everything give no op") {
    auto ops = [](const std::function<void(Effect&)>& change) {
        Masked c;
        return c.with(change).ops.size();
    };
    CHECK(ops([](Effect& m) { set(m, slot::mask_opacity, 0); }) == 1);
    CHECK(ops([](Effect& m) { shape_is(m, MaskShape::rectangle), set(m, slot::mask_width, 0); }) == 1);
    CHECK(ops([](Effect& m) { shape_is(m, MaskShape::path); }) == 1); // without points
    CHECK(ops([](Effect& m) { shape_is(m, MaskShape::ellipse), set(m, slot::mask_x, 5); }) == 1);
    CHECK(ops([](Effect& m) {
              shape_is(m, MaskShape::ellipse), set(m, slot::mask_x, 5), set(m, slot::mask_invert, 1);
          }) == 3);
    Masked nothing_to_mask;
    CHECK(nothing_to_mask.with([](Effect& m) { shape_is(m, MaskShape::rectangle); }, 0).passthrough_source() == 0);
}

TEST_CASE("inverted masks work everywhere") {
    Masked c;
    FrameProgram p = c.with([](Effect& m) { shape_is(m, MaskShape::rectangle), set(m, slot::mask_invert, 1); });
    CHECK(p.ops[1].bounds == IntRect{0, 0, 1920, 1080});
    CHECK(arg(p, 3)[1] == 1);
}

TEST_CASE("paths: syntax, flattening, keys of the box") {
    CHECK(parse_path("").value().empty());
    CHECK(parse_path("0,0 1,0 0.5,1").value().size() == 3);
    CHECK(parse_path("0,0,0.1,0.2,-0.1,-0.2 1,0\n0.5,1").value()[0] == PathPoint{0, 0, 0.1, 0.2, -0.1, -0.2});
    CHECK(format_path(parse_path("0,0,0.1,0.2,-0.1,-0.2 1,0\n0.5,1").value()) == "0,0,0.1,0.2,-0.1,-0.2 1,0 0.5,1");
    CHECK(format_path({{1.0 / 3, -1e-9}, {1e-4, 2}}) == "0.3333,0 0.0001,2");
    for (const char* bad :
         {"0,0 1,0", "0,0,1 1,0 1,1", "0,0,1,1,1 1,0 1,1", "0,0; 1,0 1,1", "a,b 0,0 1,1", "0,0 1,0 1,1e9"})
        CHECK_FALSE(parse_path(bad).has_value());

    Masked c;
    FrameProgram p = c.with([](Effect& m) {
        shape_is(m, MaskShape::path);
        m.texts[0] = "0,0 1,0 1,1,0,-0.5,-0.25,0.25 0,1";
        set(m, slot::mask_width, 0.5), set(m, slot::mask_height, 1);
        Curve curve{{{.time = seconds(0), .value = 0.25}, {.time = seconds(2), .value = 0.75}}};
        m.params[slot::mask_x].curve = std::make_shared<const Curve>(curve);
    });
    const Op& mask = p.ops.back();
    // Two sides are straight, the two at the point with handles are curves of 16 edges.
    REQUIRE(mask.point_count == 2 + 32);
    auto edge = [&](int i) { return p.args[static_cast<size_t>(mask.points + i)]; };
    CHECK(edge(0) == std::array<float, 4>{-480, -540, 480, -540});
    // The Bezier from (1, 0) to (1, 1) with handles (0, 0) and (0, -0.5) at t = 1/2: y = 3/8 * 0.5 + 1/8.
    CHECK(edge(8)[2] == doctest::Approx(480));
    CHECK(edge(8)[3] == doctest::Approx((3.0 / 8 * 0.5 + 1.0 / 8 - 0.5) * 1080));
    CHECK(edge(33)[2] == edge(0)[0]);
    CHECK(std::abs(local(p, 960, 540)[0]) < 1e-3); // at one second the box is in the middle
    check_golden_program("mask_path", p);
}

TEST_CASE("a qualifier selects by hue, chroma and luma, without a shape everywhere") {
    Masked c;
    FrameProgram p = c.with([](Effect& m) {
        set(m, slot::mask_qualify, 1), set(m, slot::mask_hue, 180), set(m, slot::mask_hue_width, 90);
        set(m, slot::mask_hue_softness, 36), set(m, slot::mask_saturation_low, 0.2);
        set(m, slot::mask_saturation_softness, 0.1), set(m, slot::mask_luma_high, 0.5);
    });
    CHECK(p.ops.back().variant == kMaskQualifies);
    CHECK(arg(p, 4)[0] == doctest::Approx(0.5));
    CHECK(arg(p, 4)[1] == doctest::Approx(0.125 + 0.1));
    CHECK(arg(p, 4)[2] == doctest::Approx(10));
    CHECK(arg(p, 4)[3] == 0);
    CHECK(arg(p, 5)[0] == doctest::Approx(0.1));
    CHECK(arg(p, 5)[1] == doctest::Approx(10));
    CHECK(arg(p, 5)[2] > 1e5f); // no upper end
    CHECK(arg(p, 6)[0] < -1e5f);
    CHECK(arg(p, 6)[2] == doctest::Approx(0.5).epsilon(1e-3));
}
