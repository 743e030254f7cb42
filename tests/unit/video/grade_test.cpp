// Grades by curves, wheels and matrix: the effect's parameters give the ops and tables that the formulas say.
#include <algorithm>
#include <cmath>

#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// A film of one clip with one effect.
struct Graded : BuildProject {
    ClipId only = clip(v1(), film("a.mov", seconds(20)), seconds(0), seconds(2), seconds(4));
    FrameProgram with(EffectKind kind, std::function<void(Effect&)> change) {
        effect(only, kind, std::move(change));
        return compiled(*this, seconds(1));
    }
};

std::array<float, 4> args_of(const FrameProgram& p, int i) {
    return p.args[static_cast<size_t>(p.ops.back().args + i)];
}
double entry(const ColourTable& t, int i, int channel) {
    return static_cast<double>(t.rgb[static_cast<size_t>(3 * i + channel)]);
}

} // namespace

TEST_CASE("points of curves as text") {
    const CurveSlot& tone = *curve_slot(EffectKind::curves, 0);
    CHECK(parse_curve("", tone).value().empty());
    CHECK(parse_curve(" 0,0  0.25,0.2\t1,1\n", tone).value() == std::vector<CurvePoint>{{0, 0}, {0.25, 0.2}, {1, 1}});
    for (const char* bad :
         {"0", "0,", "0;1", "0,0 0,1", "0.5,0 0.2,1", "0,1.1", "-0.1,0", "0,nan", "inf,0", "0,0x", "a,b"})
        CHECK_FALSE(parse_curve(bad, tone).has_value());
    std::string many;
    for (int i = 0; i <= 64; ++i) many += std::to_string(i / 64.0) + ",0 ";
    CHECK_FALSE(parse_curve(many, tone).has_value());
    CHECK(parse_curve("0.1,-0.5 0.9,0.5", *curve_slot(EffectKind::hue_curves, slot::hue_hue)).has_value());
    // Hue 1 is hue 0.
    CHECK_FALSE(parse_curve("0,1 1,1", *curve_slot(EffectKind::hue_curves, slot::hue_sat)).has_value());
    CHECK(curve_slot(EffectKind::title, 0) == nullptr);
}

TEST_CASE("monotone curves go through their points, never beyond them, and close on a circle") {
    std::vector<CurvePoint> points{{0, 0}, {0.2, 0.1}, {0.3, 0.8}, {0.6, 0.8}, {1, 0.3}};
    MonotoneCurve curve(points, CurveAxis::line);
    for (const CurvePoint& p : points) CHECK(curve.at(p.x) == doctest::Approx(p.y));
    for (size_t i = 0; i + 1 < points.size(); ++i) {
        double last = points[i].y, sign = points[i + 1].y >= points[i].y ? 1 : -1;
        for (int k = 1; k <= 100; ++k) {
            double v = curve.at(points[i].x + (points[i + 1].x - points[i].x) * k / 100);
            CHECK((v - last) * sign >= -1e-12);
            last = v;
        }
    }
    CHECK(curve.at(-1) == 0);
    CHECK(curve.at(2) == 0.3);
    // Two points are a straight line; three on a line too.
    CHECK(MonotoneCurve({{0, 0.2}, {1, 0.6}}, CurveAxis::line).at(0.25) == doctest::Approx(0.3));
    CHECK(MonotoneCurve({{0, 0}, {0.3, 0.3}, {1, 1}}, CurveAxis::line).at(0.7) == doctest::Approx(0.7));
    // Fritsch-Carlson by hand: secants 1 and 3, slope 2 in the middle point, Hermite's form between.
    CHECK(MonotoneCurve({{0, 0}, {0.25, 0.25}, {0.5, 1}}, CurveAxis::line).at(0.125) ==
          doctest::Approx(0.125 * 0.25 * 1 + 0.5 * 0.25 - 0.125 * 0.25 * 2));
    for (std::vector<CurvePoint> circle :
         {std::vector<CurvePoint>{{0.4, 2}}, {{0.1, 0}, {0.6, 2}}, {{0.1, 0.5}, {0.4, 1.5}, {0.7, 1}}}) {
        MonotoneCurve closed(circle, CurveAxis::circle);
        CHECK(closed.at(0) == doctest::Approx(closed.at(1)));
        double before = closed.at(1) - closed.at(1 - 1e-6), after = closed.at(1e-6) - closed.at(0);
        CHECK(std::abs(before - after) < 1e-9);
        for (const CurvePoint& p : circle) CHECK(closed.at(p.x) == doctest::Approx(p.y));
    }
}

TEST_CASE("curves become one table: channel after master; the same texts the same contents") {
    Graded g;
    FrameProgram p = g.with(EffectKind::curves, [](Effect& e) {
        e.texts[slot::curve_master] = "0,0 1,0.5";
        e.texts[slot::curve_red] = "0,1 1,0";
        e.texts[slot::curve_blue] = "0.5,0.25";
    });
    REQUIRE(p.ops.size() == 2);
    CHECK(p.ops[1].code == OpCode::curves);
    CHECK(p.ops[1].opaque);
    const ColourTable& t = *p.luts[static_cast<size_t>(p.ops[1].lut)];
    CHECK(t.shape == TableShape::curves);
    REQUIRE(t.rgb.size() == 3 * kCurveEntries);
    for (int i : {0, 100, 512, 1024}) {
        CHECK(entry(t, i, 0) == doctest::Approx(1 - 0.5 * i / 1024));
        CHECK(entry(t, i, 1) == doctest::Approx(0.5 * i / 1024));
        CHECK(entry(t, i, 2) == doctest::Approx(0.25));
    }
    FrameProgram again = compiled(g, seconds(2));
    CHECK(again.luts[0]->identity == t.identity);
    CHECK(content_key(again) != content_key(p)); // another frame of the film
}

TEST_CASE("hue curves: periodic by hue, then by luma and chroma") {
    Graded g;
    FrameProgram p = g.with(EffectKind::hue_curves, [](Effect& e) {
        e.texts[slot::hue_hue] = "0,0.25 0.5,-0.25";
        e.texts[slot::luma_sat] = "0,0 1,2";
    });
    CHECK(p.ops.back().code == OpCode::hue_curves);
    const ColourTable& t = *p.luts[0];
    REQUIRE(t.rgb.size() == 6 * kCurveEntries);
    CHECK(entry(t, 0, 0) == doctest::Approx(0.25));
    CHECK(entry(t, 1024, 0) == doctest::Approx(0.25));
    CHECK(entry(t, 256, 0) == doctest::Approx(0));
    CHECK(entry(t, 700, 1) == 1);
    CHECK(entry(t, 700, 2) == 1);
    CHECK(entry(t, 1025 + 512, 0) == doctest::Approx(1));
    CHECK(entry(t, 1025 + 1024, 0) == doctest::Approx(2));
    CHECK(entry(t, 1025 + 300, 1) == 1);
    auto w = args_of(p, 0);
    CHECK(w[0] == doctest::Approx(0.2126).epsilon(0.001));
    CHECK(w[0] + w[1] + w[2] == doctest::Approx(1));
}

TEST_CASE("a curve that cannot be read is an error, or left out with a note") {
    Graded g;
    g.effect(g.only, EffectKind::curves, [](Effect& e) { e.texts[slot::curve_red] = "0,0 oops"; });
    std::vector<FrameNote> notes;
    FrameProgram p = compiled(g, seconds(1), OnMissing::slate, &notes);
    CHECK(p.passthrough_source() == 0);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].what.find("red") != std::string::npos);
}

TEST_CASE("log wheels: ranges as the kernel takes them") {
    Graded g;
    FrameProgram p = g.with(EffectKind::log_wheels, [](Effect& e) {
        set(e, slot::wheel_shadow + 1, 0.1), set(e, slot::wheel_midtone, -0.2);
        set(e, slot::wheel_highlight + 2, 0.3), set(e, slot::wheel_offset, 0.05);
        set(e, slot::wheel_low, 0.25), set(e, slot::wheel_high, 0.75);
    });
    CHECK(p.ops.back().code == OpCode::log_wheels);
    CHECK(args_of(p, 0)[1] == doctest::Approx(0.1));
    CHECK(args_of(p, 1)[0] == doctest::Approx(-0.2));
    CHECK(args_of(p, 2)[2] == doctest::Approx(0.3));
    CHECK(args_of(p, 3)[0] == doctest::Approx(0.05));
    CHECK(args_of(p, 4)[0] == doctest::Approx(2));
    CHECK(args_of(p, 4)[1] == doctest::Approx(0.5));
    CHECK(args_of(p, 4)[2] == doctest::Approx(2));
}

TEST_CASE("channel mixer: preserve luminance keeps the luma of every colour, monochrome is grey") {
    const double w[3] = {0.2126, 0.7152, 0.0722};
    auto mixed = [](const FrameProgram& p, const double(&c)[3]) {
        std::array<double, 3> out{};
        for (int i = 0; i < 3; ++i) {
            auto row = args_of(p, i);
            out[static_cast<size_t>(i)] = static_cast<double>(row[0]) * c[0] + static_cast<double>(row[1]) * c[1] +
                                          static_cast<double>(row[2]) * c[2] + static_cast<double>(row[3]);
        }
        return out;
    };
    auto change = [](Effect& e) {
        set(e, slot::mixer_red, 0.5), set(e, slot::mixer_red + 1, 0.8), set(e, slot::mixer_red + 3, 0.1);
        set(e, slot::mixer_blue + 2, 1.4);
    };
    const double colours[][3] = {{1, 1, 1}, {0.2, 0.5, 0.9}, {0, 0, 0}, {0.9, 0.1, 0.3}};
    Graded plain, kept, grey;
    FrameProgram p = plain.with(EffectKind::channel_mixer, change);
    CHECK(p.ops.back().code == OpCode::channel_mixer);
    CHECK(mixed(p, colours[1])[0] == doctest::Approx(0.5 * 0.2 + 0.8 * 0.5 + 0.1));
    CHECK(mixed(p, colours[1])[1] == doctest::Approx(0.5));
    CHECK(mixed(p, colours[1])[2] == doctest::Approx(1.4 * 0.9));
    FrameProgram q = kept.with(EffectKind::channel_mixer, [&](Effect& e) {
        change(e);
        set(e, slot::mixer_preserve, 1);
    });
    for (const auto& c : colours) {
        auto out = mixed(q, c), free = mixed(p, c);
        CHECK(w[0] * out[0] + w[1] * out[1] + w[2] * out[2] ==
              doctest::Approx(w[0] * c[0] + w[1] * c[1] + w[2] * c[2]).epsilon(1e-3));
        CHECK(out[0] - out[1] == doctest::Approx(free[0] - free[1])); // what was added is grey
    }
    FrameProgram m = grey.with(EffectKind::channel_mixer, [&](Effect& e) {
        change(e);
        set(e, slot::mixer_preserve, 1), set(e, slot::mixer_monochrome, 1), set(e, slot::mixer_red + 3, 0);
    });
    for (const auto& c : colours) {
        auto out = mixed(m, c);
        CHECK(out[0] == doctest::Approx((0.5 * c[0] + 0.8 * c[1]) / 1.3));
        CHECK(out[1] == out[0]);
        CHECK(out[2] == out[0]);
    }
}

TEST_CASE("grades in a golden dump") {
    Graded g;
    g.effect(g.only, EffectKind::curves, [](Effect& e) { e.texts[slot::curve_master] = "0,0 0.25,0.2 0.75,0.85 1,1"; });
    g.effect(g.only, EffectKind::hue_curves, [](Effect& e) { e.texts[slot::hue_sat] = "0,1 0.6,1.4"; });
    g.effect(g.only, EffectKind::log_wheels, [](Effect& e) { set(e, slot::wheel_shadow + 2, 0.05); });
    g.effect(g.only, EffectKind::channel_mixer, [](Effect& e) { set(e, slot::mixer_red + 1, 0.1); });
    check_golden_program("grades_by_curves", compiled(g, seconds(1)));
}
