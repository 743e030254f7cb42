// Random programs over every op, for comparing devices: `structure` decides what is compiled, `numbers` what is not, so
// that several programs may share their kernels. Test threads only.
#pragma once

#include <string>

#include "tests/unit/gpu/programs.h"

namespace tandem::test {

class RandomProgram {
  public:
    RandomProgram(uint32_t structure, uint32_t numbers)
        : shape_(structure), values_(numbers * 7919 + 1),
          rgb_(pick(3) == 0), b_{24 + amount(90), 14 + amount(34), target_format(), rgb_ ? kSrgbFull : kRec709} {
        b_.program.space = pick(2) ? BlendSpace::linear : BlendSpace::display;
        add_table();
        push(producer());
        for (int step = 3 + pick(5); step > 0; --step) add_op();
        while (unused_.size() > 1) add_pair();
    }
    BuildProgram take() { return std::move(b_); }

  private:
    // Blend modes that pass on no more than their inputs' errors, and those that magnify or add them up.
    static constexpr int kModes[] = {0, 0, 0, 0, 3, 4, 6, 7, 13},
                         kSteepModes[] = {1, 2, 5, 8, 9, 10, 11, 12, 14, 15, 16, 17};

    int pick(uint32_t n) { return static_cast<int>(shape_() % n); }    // structure
    int amount(uint32_t n) { return static_cast<int>(values_() % n); } // numbers
    float unit() { return static_cast<float>(values_() % 10001) / 10000.0f; }
    float between(float lo, float hi) { return lo + (hi - lo) * unit(); }
    // A factor. All of a program magnify by 1.5 at most, or the half floats of textures would exceed the tolerance.
    float factor(float lo, float hi) {
        float v = between(lo, std::min(hi, 1.5f / gain_));
        gain_ *= std::max(1.0f, v);
        return v;
    }

    // Formats of one group compile to the same kernels.
    PixelFormat target_format() {
        using enum PixelFormat;
        bool alpha = pick(4) == 0;
        auto one_of = [&](std::initializer_list<PixelFormat> list) {
            return list.begin()[amount(static_cast<uint32_t>(list.size()))];
        };
        if (rgb_) return alpha ? one_of({rgba, gbrap10le}) : one_of({bgr0, gbrp, gbrp10le});
        return alpha ? one_of({yuva420p, yuva444p10le})
                     : one_of({yuv420p, yuv422p10le, nv12, yuv420p10le, yuv444p, p010le});
    }

    void push(int16_t value) { unused_.push_back(value); }
    // A value that nothing reads yet.
    int16_t unused() {
        auto at = unused_.begin() + pick(static_cast<uint32_t>(unused_.size()));
        int16_t value = *at;
        unused_.erase(at);
        return value;
    }
    // Such a one, or any one again.
    int16_t input() {
        if (pick(4) > 0) return unused();
        return static_cast<int16_t>(pick(static_cast<uint32_t>(b_.program.ops.size())));
    }

    int16_t producer() {
        IntRect part{amount(12), amount(6), b_.program.target.width - amount(11), b_.program.target.height - amount(7)};
        int kind = pick(8);
        return kind == 0 ? solid(part) : kind == 1 ? gradient() : sample(part);
    }
    int16_t solid(IntRect part) {
        float a = unit();
        return b_.op({.code = OpCode::solid, .bounds = part}, {{a * unit(), a * unit(), a * unit(), a}});
    }
    int16_t gradient(float least_alpha = 0) {
        return b_.op({.code = OpCode::gradient}, {{unit(), unit(), unit(), between(least_alpha, 1)},
                                                  {unit(), unit(), unit(), between(least_alpha, 1)},
                                                  {between(0, 40), between(0, 20), 0.02f * unit(), 0.02f * unit()},
                                                  {static_cast<float>(amount(2)), 0, 0, 0}});
    }
    // A value without the half floats of textures, for ops that magnify them beyond the tolerance (each has its own
    // test on pictures).
    int16_t exact() {
        const FrameTarget& t = b_.program.target;
        return pick(3) == 0 ? solid({3, 1, t.width - 2, t.height - 1}) : gradient();
    }
    int16_t sample(IntRect part) {
        using enum PixelFormat;
        static const PixelFormat kYuv[] = {yuv420p, yuv422p10le, nv12, yuva420p,    yuv444p,
                                           p010le,  yuv444p12le, gray, yuva444p10le};
        static const PixelFormat kRgb[] = {rgba, gbrp10le, bgr0, gbrp, rgba64le, gbrap10le};
        bool rgb = pick(2) == 0;
        PixelFormat in = rgb ? kRgb[amount(std::size(kRgb))] : kYuv[amount(std::size(kYuv))];
        const ColourTags& tags = rgb ? kSrgbFull : kRec709;
        int sw = 20 + amount(100), sh = 16 + amount(50);
        int16_t s = b_.source(make_picture(in, sw, sh, tags, static_cast<uint32_t>(values_())), tags);
        auto filter = static_cast<SampleFilter>(1 + pick(3));
        const double w = b_.program.target.width, h = b_.program.target.height;
        Affine m{1, 0, static_cast<double>(amount(40) - 20), 0, 1, static_cast<double>(amount(20) - 10)};
        if (amount(2)) {
            double r = amount(2) ? 0 : amount(360) * 0.0174532925, k = 1 / (0.3 + 1.7 * static_cast<double>(unit()));
            double c = std::cos(r) * k, d = std::sin(r) * k;
            m = {c, d, sw / 2.0 - (c * w + d * h) / 2, -d, c, sh / 2.0 - (c * h - d * w) / 2};
        }
        return b_.sample(s, m, filter, part);
    }

    void add_op() {
        switch (pick(26)) {
        case 0:
        case 1:
        case 2:
            return push(producer());
        case 3:
            return push(b_.unary(OpCode::exposure, input(), {{factor(0.5f, 1.4f), 0, 0, 0}}));
        case 4:
            return push(b_.unary(OpCode::contrast, input(), {{factor(0.8f, 1.3f), 0.18f, 0, 0}}));
        case 5:
            return push(b_.unary(OpCode::saturation, input(), {{factor(0, 1.3f), 0.2126f, 0.7152f, 0.0722f}}));
        case 6:
            return push(b_.unary(OpCode::white_balance, input(),
                                 {{factor(0.8f, 1.2f), between(0.8f, 1), between(0.8f, 1), 0}}));
        case 7:
            return push(b_.unary(OpCode::lift_gamma_gain, input(),
                                 {{between(-0.02f, 0.02f), 0, between(-0.02f, 0.02f), 0},
                                  {between(0.9f, 1.1f), between(0.9f, 1.1f), 1, 0},
                                  {between(0.9f, 1.1f), 1, between(0.9f, 1.1f), 0}}));
        case 8:
            push(b_.unary(OpCode::lut3d, input(), {{unit(), static_cast<float>(amount(2)), 0, 0}}));
            b_.program.ops.back().lut = 0;
            return;
        case 9:
            return push(b_.unary(OpCode::opacity, input(), {{unit(), 0, 0, 0}}));
        case 10:
            return resample();
        case 11:
            return push(b_.unary(OpCode::channel_mixer, input(),
                                 {{between(0.7f, 0.9f), between(0, 0.1f), 0, 0.02f * unit()},
                                  {0, between(0.7f, 0.9f), between(0, 0.1f), 0},
                                  {between(0, 0.1f), 0, between(0.7f, 0.9f), 0}}));
        case 12:
            return push(b_.unary(OpCode::log_wheels, input(),
                                 {{between(-0.03f, 0.03f), 0, 0, 0},
                                  {0, between(-0.03f, 0.03f), 0, 0},
                                  {0, 0, between(-0.03f, 0.03f), 0},
                                  {0.02f * unit(), 0, 0, 0},
                                  {1 / 0.6f, 0.1f, 1 / 0.9f, 0}}));
        case 13: {
            const float r = between(0.02f, 0.1f), g = between(0.02f, 0.1f);
            return push(
                b_.unary(OpCode::gamut, input(),
                         {{1 - r, r, 0, 0}, {g, 1 - g, 0, 0}, {0, r, 1 - r, 0}, {0.2126f, 0.7152f, 0.0722f, 1}}));
        }
        case 14:
            return masked();
        case 15:
            return push(blur(input()));
        case 16: {
            const int16_t in = input(), soft = blur(in);
            Op o{.code = OpCode::unsharp, .a = in, .b = soft, .bounds = op(in).bounds, .opaque = op(in).opaque};
            return push(b_.op(o, {{factor(1.05f, 1.3f) - 1, 0.02f * unit(), 0, 0}, {0.2126f, 0.7152f, 0.0722f, 0}}));
        }
        case 17: {
            const int16_t in = exact();
            int16_t light = b_.unary(OpCode::bright, in, {{between(0.2f, 0.8f), 0, 0, 0}});
            b_.program.ops.back().opaque = false;
            light = blur(light);
            Op o{.code = OpCode::add_light, .a = in, .b = light, .bounds = op(in).bounds, .opaque = op(in).opaque};
            return push(b_.op(o, {{unit(), 0, 0, 0}}));
        }
        case 18:
            return keyed();
        case 19:
        case 20:
            return tables();
        case 21:
            return light();
        case 22:
            return push(b_.binary(OpCode::blend, kSteepModes[pick(std::size(kSteepModes))], exact(), exact()));
        default:
            return add_pair();
        }
    }
    const Op& op(int16_t value) const { return b_.program.ops[static_cast<size_t>(value)]; }
    // One axis, inside the value's bounds.
    int16_t blur(int16_t in) {
        const bool down = pick(2);
        const int edge = pick(3), step = 1 + amount(3);
        const float sigma = between(0.6f, 6) * static_cast<float>(step);
        const IntRect r = op(in).bounds;
        Op o{.code = OpCode::blur, .variant = static_cast<uint8_t>((down ? 1 : 0) + 2 * edge), .a = in, .bounds = r};
        o.opaque = op(in).opaque && edge != static_cast<int>(EdgeMode::transparent);
        const auto radius = static_cast<float>(std::ceil(3 * sigma / static_cast<float>(step)));
        return b_.op(o, {{sigma, static_cast<float>(step), radius, 0},
                         {static_cast<float>(down ? r.y0 : r.x0), static_cast<float>(down ? r.y1 : r.x1), 0, 0}});
    }
    void keyed() {
        const std::array<float, 4> axis{-0.45f, -0.89f, 1.6f, 1.9f}, weights{0.2126f, 0.7152f, 0.0722f, 1 / 0.7152f};
        const int16_t in = exact();
        int16_t key = b_.unary(OpCode::key, in, {axis, {between(0.3f, 0.8f), between(1, 4), 0, 0}, weights});
        b_.program.ops.back().opaque = false;
        if (pick(2)) key = blur(key);
        Op o{.code = OpCode::matte, .variant = static_cast<uint8_t>(pick(2)), .a = in, .b = key};
        o.bounds = op(in).bounds;
        const int16_t cut_out = b_.op(o, {{0.2f * unit(), between(1, 1.3f), unit(), 0}, axis, weights});
        // Over a background, as keys are used. A filter with negative lobes may otherwise find an alpha about 0 all
        // over, on either side of which there is colour or nothing.
        push(b_.binary(OpCode::blend, 0, gradient(1), cut_out));
    }
    void tables() {
        const bool hue = pick(2);
        b_.program.luts.push_back(hue ? make_hue_curves() : make_curves());
        push(hue ? b_.unary(OpCode::hue_curves, exact(), {{0.2126f, 0.7152f, 0.0722f, 0}})
                 : b_.unary(OpCode::curves, exact(), {}));
        b_.program.ops.back().lut = static_cast<int16_t>(b_.program.luts.size() - 1);
    }
    void light() {
        const int kind = pick(4);
        if (kind < 2) {
            push(b_.unary(OpCode::rendering, exact(), {}));
            b_.program.ops.back().variant = static_cast<uint8_t>(kind);
        } else if (kind == 2) {
            push(
                b_.unary(OpCode::luma_power, exact(), {{0.2627f, 0.678f, 0.0593f, 0.2f}, {between(0.8f, 1), 0, 0, 0}}));
        } else {
            push(b_.unary(OpCode::tone_map, exact(),
                          {{0.751827f, 0.6585714f, 0.7723810f, 2}, {2.9288f, 0.3414286f, 1, 0}}));
        }
    }
    // A grade under a shape that is turned a little, or on a selection of colours.
    void masked() {
        const bool selects = pick(4) == 0;
        const int16_t in = selects ? exact() : input();
        const int16_t graded = b_.unary(OpCode::exposure, in, {{between(0.6f, 1.2f), 0, 0, 0}});
        const auto w = static_cast<float>(b_.program.target.width), h = static_cast<float>(b_.program.target.height);
        const float cx = unit() * w, cy = unit() * h, c = std::cos(0.2f), s = std::sin(0.2f);
        const int shape = 1 + pick(3);
        const Op& input = b_.program.ops[static_cast<size_t>(in)];
        Op o{.code = OpCode::mask, .variant = static_cast<uint8_t>(shape + (selects ? kMaskQualifies : 0))};
        o.a = in, o.b = graded, o.bounds = input.bounds, o.opaque = input.opaque;
        push(b_.op(o, {{c, s, -c * cx - s * cy, 0},
                       {-s, c, s * cx - c * cy, 0},
                       {between(2, 0.5f * w), between(2, 0.5f * h), 1 / between(2, 12), 0},
                       {unit(), static_cast<float>(amount(2)), 0, 0},
                       {unit(), 0.4f, 4, 0},
                       {-0.1f, 5, 1.1f, 5},
                       {-0.1f, 5, 0.8f, 5},
                       {0.2126f, 0.7152f, 0.0722f, static_cast<float>(amount(2))}}));
        if (shape != static_cast<int>(MaskShape::path)) return;
        // A polygon about the centre.
        auto& args = b_.program.args;
        Op& mask = b_.program.ops.back();
        mask.points = static_cast<int32_t>(args.size()), mask.point_count = static_cast<int16_t>(3 + amount(4));
        std::array<float, 2> first{}, last{};
        for (int i = 0; i <= mask.point_count; ++i) {
            const float turn = 6.2831853f * static_cast<float>(i) / static_cast<float>(mask.point_count);
            const float r = between(4, 0.5f * w);
            const std::array<float, 2> at =
                i == mask.point_count ? first : std::array<float, 2>{r * std::cos(turn), r * std::sin(turn)};
            if (i == 0)
                first = at;
            else
                args.push_back({last[0], last[1], at[0], at[1]});
            last = at;
        }
    }
    // Values of nested sequences are turned and scaled a little.
    void resample() {
        if (resampled_) return;
        resampled_ = true;
        const double w = b_.program.target.width, h = b_.program.target.height, k = 0.7 + 0.6 * double(unit());
        int16_t g = b_.geometry({k, 0.05, w / 2 * (1 - k), -0.05, k, h / 2 * (1 - k)}, {0, 0, w, h});
        auto filter = static_cast<SampleFilter>(1 + pick(3));
        int16_t in = input();
        push(b_.op({.code = OpCode::resample, .filter = filter, .a = in, .geometry = g}));
    }
    void add_pair() {
        int16_t a = unused(), c = unused_.empty() ? producer() : unused();
        const auto w = static_cast<float>(b_.program.target.width), h = static_cast<float>(b_.program.target.height);
        int kind = pick(6);
        if (kind == 0) return push(b_.binary(OpCode::dissolve, 0, a, c, {{unit(), 0, 0, 0}}));
        if (kind == 1)
            return push(b_.binary(OpCode::wipe, 1 + pick(7), a, c, {{unit(), between(0.2f, 1), 0, 0}, {0, 0, w, h}}));
        push(b_.binary(OpCode::blend, kModes[pick(std::size(kModes))], a, c));
    }
    void add_table() {
        auto t = std::make_shared<ColourTable>();
        const int size = t->size = 9 + amount(9);
        for (int i = 0; i < size * size * size; ++i) {
            auto at = [&](int n) { return static_cast<float>(n % size) / static_cast<float>(size - 1); };
            float r = at(i), g = at(i / size), bl = at(i / size / size);
            for (float v : {r * r * 0.8f + 0.1f * g, g * (1.3f - 0.3f * g), bl * 0.7f + 0.2f * r * g})
                t->rgb.push_back(v);
        }
        b_.program.luts.push_back(t);
    }

    std::mt19937 shape_, values_;
    bool rgb_;
    BuildProgram b_;
    std::vector<int16_t> unused_; // values that no op reads yet
    bool resampled_ = false;
    float gain_ = 1;
};

inline BuildProgram random_program(uint32_t structure, uint32_t numbers) {
    return RandomProgram(structure, numbers).take();
}

} // namespace tandem::test
