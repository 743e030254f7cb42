// The reference: every value a whole frame of float pixels, one op after the other, one pixel after the other, by the
// scalar build of the kernel files. Tests measure the other devices against it, so nothing here is clever: no tiles,
// no threads, no skipped work (but for a source that passes through).
#include <math.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "gpu/cpu/cpu_renderer.h"
#include "gpu/device/blur_taps.h"
#include "gpu/device/colour_matrices.h"
#include "gpu/device/sampling.h"

namespace tandem {
namespace reference {

#define TANDEM_LANES 1
// Later files use earlier ones.
// clang-format off
#include "gpu/kernels/portable.h"
#include "gpu/kernels/ops_math.h"
#include "gpu/kernels/ops_transfer.h"
#include "gpu/kernels/ops_light.h"
#include "gpu/kernels/ops_grade.h"
#include "gpu/kernels/ops_filter.h"
#include "gpu/kernels/ops_key.h"
#include "gpu/kernels/ops_blend.h"
#include "gpu/kernels/ops_shape.h"
#include "gpu/kernels/ops_lut.h"
#include "gpu/kernels/ops_curves.h"
#include "gpu/kernels/ops_mask.h"
#include "gpu/kernels/ops_convert.h"
// clang-format on

struct Image {
    int width = 0, height = 0;
    std::vector<vec4> px;
    Image(int w, int h)
        : width(w), height(h), px(static_cast<size_t>(w) * static_cast<size_t>(h), vec4(0.0f, 0.0f, 0.0f, 0.0f)) {}
    vec4& at(int x, int y) { return px[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)]; }
    vec4 clamped(int x, int y, IntRect r) { return at(std::clamp(x, r.x0, r.x1 - 1), std::clamp(y, r.y0, r.y1 - 1)); }
};

static vec4 times(const Matrix34& m, vec4 c) {
    auto row = [&](size_t i) { return static_cast<float>(m[i][0] * c.x + m[i][1] * c.y + m[i][2] * c.z + m[i][3]); };
    return vec4(row(0), row(1), row(2), c.w);
}
static vec4 times(const Matrix33& m, vec4 c) {
    Matrix34 wide{};
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j) wide[i][j] = m[i][j];
    return times(wide, c);
}

static double chroma_position(ChromaSiting s, bool vertical, int shift) {
    double block = (1 << shift) - 1;
    if (!vertical) {
        bool centre = s == ChromaSiting::center || s == ChromaSiting::top || s == ChromaSiting::bottom;
        return centre ? block / 2 : 0;
    }
    if (s == ChromaSiting::top || s == ChromaSiting::topleft) return 0;
    if (s == ChromaSiting::bottom || s == ChromaSiting::bottomleft) return block;
    return block / 2;
}

static double code_at(const Picture& p, size_t component, int x, int y) {
    const auto& c = info(p.format).comp[component];
    const uint8_t* at = p.data[c.plane] + y * p.stride[c.plane] + x * c.step + c.offset;
    if (c.depth == 32) {
        float f;
        std::memcpy(&f, at, 4);
        return f;
    }
    unsigned word = at[0];
    if (c.depth + c.shift > 8) word |= static_cast<unsigned>(at[1]) << 8;
    return (word >> c.shift) & ((1u << c.depth) - 1);
}

static double chroma_at(const Picture& p, size_t component, int x, int y, ChromaSiting siting) {
    const auto& f = info(p.format);
    int sx = f.chroma_shift_x, sy = f.chroma_shift_y;
    int w = (p.width + (1 << sx) - 1) >> sx, h = (p.height + (1 << sy) - 1) >> sy;
    double u = (x - chroma_position(siting, false, sx)) / (1 << sx),
           v = (y - chroma_position(siting, true, sy)) / (1 << sy);
    int u0 = static_cast<int>(std::floor(u)), v0 = static_cast<int>(std::floor(v));
    auto c = [&](int i, int j) { return code_at(p, component, std::clamp(i, 0, w - 1), std::clamp(j, 0, h - 1)); };
    double top = std::lerp(c(u0, v0), c(u0 + 1, v0), u - u0),
           bottom = std::lerp(c(u0, v0 + 1), c(u0 + 1, v0 + 1), u - u0);
    return std::lerp(top, bottom, v - v0);
}

class Run {
  public:
    Run(const FrameProgram& p, std::span<const PictureRef> sources) : p_(p), sources_(sources) {
        width_ = p.target.width, height_ = p.target.height;
        linear_ = p.space == BlendSpace::linear;
        transfer_ = static_cast<int>(canonical(p.value_transfer()));
    }

    Image result() {
        std::vector<Image> values;
        for (const Op& op : p_.ops) values.push_back(value(op, values));
        return values.empty() ? Image(width_, height_) : values.back();
    }

    // Straight display colour with alpha, over black where the target has no alpha.
    Image display(Image image) {
        bool alpha = info(p_.target.format).has_alpha;
        const int target = static_cast<int>(canonical(p_.target.colour.transfer));
        for (vec4& c : image.px) {
            if (alpha) c = op_unpremultiply(c);
            if (linear_ || target != transfer_) c = op_coded(linear_ ? c : op_linear(c, transfer_), target);
        }
        return image;
    }

  private:
    using Arguments = std::array<arg4, kMaskArgs>;
    vec4 from_linear(vec4 c) const { return linear_ ? c : op_coded(c, transfer_); }
    vec4 from_display(vec4 c) const { return linear_ ? op_linear(c, transfer_) : c; }

    Image decoded(int index) {
        const Picture& p = *sources_[static_cast<size_t>(index)];
        const ColourTags& tags = p_.sources[static_cast<size_t>(index)].colour;
        const auto& f = info(p.format);
        Matrix34 decode = decode_matrix(p.format, tags);
        Matrix33 primaries = primaries_matrix(tags.primaries, p_.value_primaries());
        if (tags.matrix == Matrix::ictcp && f.model == ColourModel::yuv)
            primaries = multiply(primaries_matrix(Primaries::bt2020, p_.value_primaries()), lms_to_bt2020());
        Image out(p.width, p.height);
        for (int y = 0; y < p.height; ++y)
            for (int x = 0; x < p.width; ++x) {
                double c[4] = {code_at(p, 0, x, y), 0, 0, 1};
                for (size_t k = 1; k < 3; ++k)
                    c[k] = f.model == ColourModel::gray  ? c[0]
                           : f.model == ColourModel::yuv ? chroma_at(p, k, x, y, tags.siting)
                                                         : code_at(p, k, x, y);
                if (f.has_alpha) {
                    size_t a = f.components - 1u;
                    c[3] = code_at(p, a, x, y) / (f.is_float ? 1 : std::ldexp(1.0, f.comp[a].depth) - 1);
                }
                vec4 v = times(decode, vec4(static_cast<float>(c[0]), static_cast<float>(c[1]),
                                            static_cast<float>(c[2]), static_cast<float>(c[3])));
                v = times(primaries, op_linear(v, static_cast<int>(canonical(tags.transfer))));
                out.at(x, y) = op_premultiply(from_linear(v));
            }
        return out;
    }

    Image sampled(const Op& op, Image source) {
        Geometry g;
        if (op.geometry >= 0) g = p_.geometry[static_cast<size_t>(op.geometry)];
        if (op.geometry < 0) g.crop = {0, 0, static_cast<double>(source.width), static_cast<double>(source.height)};
        SamplingPlan s = plan_sampling(g, op.filter, source.width, source.height);
        Image out(width_, height_);
        if (s.outline[0] >= s.outline[2] || s.outline[1] >= s.outline[3]) return out;
        IntRect exists{static_cast<int>(std::floor(g.crop[0])), static_cast<int>(std::floor(g.crop[1])),
                       static_cast<int>(std::ceil(g.crop[2])), static_cast<int>(std::ceil(g.crop[3]))};
        exists = {std::max(exists.x0, 0), std::max(exists.y0, 0), std::min(exists.x1, source.width),
                  std::min(exists.y1, source.height)};
        for (int l = 0; l < s.level; ++l) {
            IntRect to{exists.x0 >> 1, exists.y0 >> 1, (exists.x1 + 1) >> 1, (exists.y1 + 1) >> 1};
            Image half(to.x1, to.y1);
            for (int y = to.y0; y < to.y1; ++y)
                for (int x = to.x0; x < to.x1; ++x) {
                    vec4 sum = source.clamped(2 * x, 2 * y, exists) + source.clamped(2 * x + 1, 2 * y, exists) +
                               source.clamped(2 * x, 2 * y + 1, exists) + source.clamped(2 * x + 1, 2 * y + 1, exists);
                    half.at(x, y) = sum * 0.25f;
                }
            source = half;
            exists = to;
        }
        IntRect b = op.bounds;
        for (int y = std::max(0, b.y0); y < std::min(height_, b.y1); ++y)
            for (int x = std::max(0, b.x0); x < std::min(width_, b.x1); ++x)
                out.at(x, y) = filtered(s, source, x + 0.5, y + 0.5);
        return out;
    }

    static vec4 filtered(const SamplingPlan& s, Image& level, double x, double y) {
        double u = s.to_level.a * x + s.to_level.b * y + s.to_level.c,
               v = s.to_level.d * x + s.to_level.e * y + s.to_level.f;
        auto share = [](double at, double size, double lo, double hi) {
            return std::clamp((std::min(at + size / 2, hi) - std::max(at - size / 2, lo)) / size, 0.0, 1.0);
        };
        double cover =
            share(u, s.footprint_x, s.outline[0], s.outline[2]) * share(v, s.footprint_y, s.outline[1], s.outline[3]);
        if (cover <= 0) return vec4(0.0f, 0.0f, 0.0f, 0.0f);
        vec4 sum(0.0f, 0.0f, 0.0f, 0.0f);
        if (s.taps == 1) {
            sum = level.clamped(static_cast<int>(std::floor(u)), static_cast<int>(std::floor(v)), s.texels);
            return sum * static_cast<float>(cover);
        }
        int u0 = static_cast<int>(std::floor(u - 0.5)) - (s.taps / 2 - 1),
            v0 = static_cast<int>(std::floor(v - 0.5)) - (s.taps / 2 - 1);
        double total = 0;
        for (int j = 0; j < s.taps; ++j)
            for (int i = 0; i < s.taps; ++i) {
                double w = kernel_weight(s.filter, u0 + i + 0.5 - u, s.widen_x) *
                           kernel_weight(s.filter, v0 + j + 0.5 - v, s.widen_y);
                total += w;
                sum = sum + level.clamped(u0 + i, v0 + j, s.texels) * static_cast<float>(w);
            }
        return op_bound_alpha(sum * static_cast<float>(1 / total)) * static_cast<float>(cover);
    }

    Image blurred(const Op& op, Image& in) const {
        BlurTaps t = blur_taps(p_, op);
        Image out(width_, height_);
        for (int y = std::max(0, op.bounds.y0); y < std::min(height_, op.bounds.y1); ++y)
            for (int x = std::max(0, op.bounds.x0); x < std::min(width_, op.bounds.x1); ++x)
                for (int k = -t.radius; k <= t.radius; ++k) {
                    int p = t.pixel((t.down ? y : x) + k * t.step), limit = t.down ? height_ : width_;
                    if (p < std::max(0, t.first) || p >= limit) continue;
                    vec4 c = t.down ? in.at(x, p) : in.at(p, y);
                    out.at(x, y) = out.at(x, y) + c * static_cast<float>(t.weight(k) * t.factor(p));
                }
        return out;
    }

    vec4 table(const ColourTable& t, vec4 c) const {
        int n = t.size;
        float last = static_cast<float>(n - 1);
        const float in[3] = {c.x, c.y, c.z};
        float f[3];
        int cell[3];
        for (size_t k = 0; k < 3; ++k) {
            float at = lut_coordinate(in[k], t.domain_min[k], 1.0f / (t.domain_max[k] - t.domain_min[k]), last);
            cell[k] = std::min(static_cast<int>(at), n - 2);
            f[k] = at - static_cast<float>(cell[k]);
        }
        vec4 fraction(f[0], f[1], f[2], 0.0f), w = lut_weights(fraction);
        float sy = static_cast<float>(n), sz = sy * sy;
        int base = cell[0] + n * (cell[1] + n * cell[2]);
        int at[4] = {base, base + static_cast<int>(lut_first_step(fraction, 1.0f, sy, sz)),
                     base + static_cast<int>(lut_second_step(fraction, 1.0f, sy, sz)), base + 1 + n + n * n};
        const float weight[4] = {w.x, w.y, w.z, w.w};
        float out[3] = {0, 0, 0};
        for (size_t v = 0; v < 4; ++v)
            for (size_t k = 0; k < 3; ++k) out[k] += weight[v] * t.rgb[static_cast<size_t>(at[v]) * 3 + k];
        return vec4(out[0], out[1], out[2], c.w);
    }

    // Channel k of the table's entries from `first` on, at v.
    static float curve(const ColourTable& t, size_t k, size_t first, float v) {
        float cell = curve_cell(v);
        size_t i = (first + static_cast<size_t>(cell)) * 3 + k;
        return curve_value(t.rgb[i], t.rgb[i + 3], v, cell);
    }

    Image value(const Op& op, std::vector<Image>& values) {
        Arguments a{};
        for (int i = 0; i < std::min<int>(op.arg_count, static_cast<int>(a.size())); ++i) {
            const auto& v = p_.args[static_cast<size_t>(op.args + i)];
            a[static_cast<size_t>(i)] = {v[0], v[1], v[2], v[3]};
        }
        Image none(width_, height_);
        auto input = [&](int16_t i) -> Image& { return i < 0 ? none : values[static_cast<size_t>(i)]; };
        if (op.code == OpCode::sample) return sampled(op, decoded(op.source));
        if (op.code == OpCode::resample) return sampled(op, input(op.a));
        if (op.code == OpCode::blur) return blurred(op, input(op.a));
        Image out(width_, height_);
        for (int y = std::max(0, op.bounds.y0); y < std::min(height_, op.bounds.y1); ++y)
            for (int x = std::max(0, op.bounds.x0); x < std::min(width_, op.bounds.x1); ++x)
                out.at(x, y) = pixel(op, a, input(op.a).at(x, y), input(op.b).at(x, y), static_cast<float>(x) + 0.5f,
                                     static_cast<float>(y) + 0.5f);
        return out;
    }

    float matte(const Op& op, const Arguments& a, vec4 in, float px, float py) const {
        float x = mask_axis(px, py, a[0]), y = mask_axis(px, py, a[1]), m = 1;
        auto shape = static_cast<MaskShape>(op.variant % kMaskQualifies);
        if (shape == MaskShape::rectangle) m = mask_cover(rectangle_distance(x, y, a[2]), a[2]);
        if (shape == MaskShape::ellipse) m = mask_cover(ellipse_distance(x, y, a[2]), a[2]);
        if (shape == MaskShape::path) {
            float distance2 = 1e30f, crossings = 0;
            for (int i = 0; i < op.point_count; ++i) {
                const auto& v = p_.args[static_cast<size_t>(op.points + i)];
                arg4 edge{v[0], v[1], v[2], v[3]};
                distance2 = std::min(distance2, edge_distance2(x, y, edge));
                crossings += edge_crossing(x, y, edge);
            }
            m = mask_cover(path_distance_of(distance2, crossings), a[2]);
        }
        if (op.variant & kMaskQualifies) {
            vec4 c = op_unpremultiply(in);
            m *= op_qualify(linear_ ? op_coded(c, transfer_) : c, a[4], a[5], a[6], a[7]);
        }
        return mask_amount(m, a[3]);
    }

    vec4 pixel(const Op& op, Arguments& a, vec4 in, vec4 in_b, float x, float y) {
        // Straight colour in the light that the grade wants, and back.
        auto in_linear = [&](auto f) {
            vec4 c = op_unpremultiply(in);
            c = f(linear_ ? c : op_linear(c, transfer_));
            return op_premultiply(from_linear(c));
        };
        auto in_display = [&](auto f) {
            vec4 c = op_unpremultiply(in);
            c = f(linear_ ? op_coded(c, transfer_) : c);
            return op_premultiply(from_display(c));
        };
        switch (op.code) {
        case OpCode::solid:
            return vec4(a[0]);
        case OpCode::gradient:
            return op_premultiply(from_display(op_gradient(x, y, a[0], a[1], a[2], a[3])));
        case OpCode::exposure:
            return in_linear([&](vec4 c) { return op_exposure(c, a[0]); });
        case OpCode::contrast:
            a[0].z = std::pow(a[0].y, 1 - a[0].x);
            return in_linear([&](vec4 c) { return op_contrast(c, a[0]); });
        case OpCode::saturation:
            return in_linear([&](vec4 c) { return op_saturation(c, a[0]); });
        case OpCode::white_balance:
            return in_linear([&](vec4 c) { return op_white_balance(c, a[0]); });
        case OpCode::lift_gamma_gain:
            return in_display([&](vec4 c) { return op_lift_gamma_gain(c, a[0], a[1], a[2]); });
        case OpCode::rendering:
            return in_linear([&](vec4 c) { return op_rendering(c, op.variant); });
        case OpCode::luma_power:
            return in_linear([&](vec4 c) { return op_luma_power(c, a[0], a[1]); });
        case OpCode::tone_map:
            return in_linear([&](vec4 c) { return op_tone_map(c, a[0], a[1], op.variant); });
        case OpCode::gamut:
            return in_linear([&](vec4 c) { return op_gamut(c, a[0], a[1], a[2], a[3]); });
        case OpCode::lut3d: {
            auto look = [&](vec4 c) { return op_mix(c, table(*p_.luts[static_cast<size_t>(op.lut)], c), a[0].x); };
            return a[0].y > 0.5f ? in_linear(look) : in_display(look);
        }
        case OpCode::curves:
            return in_display([&](vec4 c) {
                const ColourTable& t = *p_.luts[static_cast<size_t>(op.lut)];
                return vec4(curve(t, 0, 0, c.x), curve(t, 1, 0, c.y), curve(t, 2, 0, c.z), c.w);
            });
        case OpCode::hue_curves:
            return in_display([&](vec4 c) {
                const ColourTable& t = *p_.luts[static_cast<size_t>(op.lut)];
                float hue = hue_of(c), luma = kclamp(kdot3(c, a[0]), 0.0f, 1.0f);
                float chroma = kclamp(chroma_of(c), 0.0f, 1.0f);
                vec4 by_hue(curve(t, 0, 0, hue), curve(t, 1, 0, hue), curve(t, 2, 0, hue), 0.0f);
                float factor = curve(t, 0, kCurveEntries, luma) * curve(t, 1, kCurveEntries, chroma);
                return op_hue_curves(c, a[0], by_hue, factor);
            });
        case OpCode::log_wheels:
            return in_display([&](vec4 c) { return op_log_wheels(c, a[0], a[1], a[2], a[3], a[4]); });
        case OpCode::channel_mixer:
            return in_display([&](vec4 c) { return op_matrix(c, a[0], a[1], a[2]); });
        case OpCode::unsharp: {
            vec4 soft = op_unpremultiply(in_b);
            if (linear_) soft = op_coded(soft, transfer_);
            return in_display([&](vec4 c) { return op_unsharp(c, soft, a[0], a[1]); });
        }
        case OpCode::bright:
            return in_linear([&](vec4 c) { return op_bright(c, a[0]); });
        case OpCode::add_light: {
            auto light = [&](vec4 c) {
                return linear_ ? c : op_premultiply(op_linear(op_unpremultiply(c), transfer_));
            };
            vec4 sum = op_add_light(light(in), light(in_b), a[0].x);
            return linear_ ? sum : op_premultiply(op_coded(op_unpremultiply(sum), transfer_));
        }
        case OpCode::key:
            return in_display([&](vec4 c) { return op_key(c, a[0], a[1], a[2]); });
        case OpCode::matte: {
            vec4 c = in;
            if (op.variant == 1) c = in_display([&](vec4 d) { return op_despill(d, a[0].z, a[1], a[2]); });
            return op_matte(c, in_b, a[0]);
        }
        case OpCode::opacity:
            return op_opacity(in, a[0].x);
        case OpCode::blend:
            return op_blend(in, in_b, op.variant);
        case OpCode::dissolve:
            return op_mix(in, in_b, a[0].x);
        case OpCode::mask:
            return op_mix(in, in_b, matte(op, a, in, x, y));
        case OpCode::wipe:
            return op_mix(in, in_b, wipe_mask(op.variant, x, y, a[0], a[1]));
        default:
            return in;
        }
    }

    const FrameProgram& p_;
    std::span<const PictureRef> sources_;
    int width_ = 0, height_ = 0, transfer_ = 1;
    bool linear_ = true;
};

// Chroma of the target by its siting: the mean of a block where the sample sits in its middle, else a [1 2 1] tent.
static double chroma_mean(Image& codes, size_t k, int cx, int cy, const FrameTarget& t) {
    const auto& f = info(t.format);
    auto code = [&](int x, int y) {
        vec4 c = codes.clamped(x, y, {0, 0, codes.width, codes.height});
        return k == 1 ? c.y : c.z;
    };
    auto taps = [&](int shift, double position, int at) {
        std::vector<std::pair<int, double>> out;
        int first = at << shift;
        if (shift == 1 && position != 0.5) {
            int centre = first + static_cast<int>(position);
            out = {{centre - 1, 0.25}, {centre, 0.5}, {centre + 1, 0.25}};
        } else {
            for (int i = 0; i < 1 << shift; ++i) out.push_back({first + i, std::ldexp(1.0, -shift)});
        }
        return out;
    };
    double sum = 0;
    for (auto [x, wx] : taps(f.chroma_shift_x, chroma_position(t.colour.siting, false, f.chroma_shift_x), cx))
        for (auto [y, wy] : taps(f.chroma_shift_y, chroma_position(t.colour.siting, true, f.chroma_shift_y), cy))
            sum += wx * wy * code(x, y);
    return sum;
}

static float dither_at(const FrameTarget& t, int x, int y) {
    if (!t.dithers()) return 0.5f;
    unsigned index = 0;
    for (unsigned bit = 0; bit < 3; ++bit) {
        unsigned a = static_cast<unsigned>(x) >> bit & 1u, b = static_cast<unsigned>(y) >> bit & 1u;
        index |= (a ^ b) << (5 - 2 * bit) | b << (4 - 2 * bit);
    }
    return dither_of(static_cast<float>(index));
}

static void put_code(MutablePicture& out, size_t component, int x, int y, double value, float dither) {
    const auto& c = info(out.header().format).comp[component];
    uint8_t* at = out.row(c.plane, y) + x * c.step + c.offset;
    if (c.depth == 32) {
        auto f = static_cast<float>(value);
        std::memcpy(at, &f, 4);
        return;
    }
    auto last = static_cast<float>((1u << c.depth) - 1);
    auto code = static_cast<unsigned>(op_quantise(static_cast<float>(value), dither, last)) << c.shift;
    at[0] = static_cast<uint8_t>(code);
    if (c.depth + c.shift > 8) at[1] = static_cast<uint8_t>(code >> 8);
}

static Result<PictureRef> stored(Image image, const FrameTarget& t) {
    auto out = TRY(MutablePicture::make(t.format, t.width, t.height, t.colour));
    const auto& f = info(t.format);
    for (int plane = 0; plane < f.planes; ++plane)
        for (int y = 0; y < plane_rows(t.format, plane, t.height); ++y)
            std::memset(out.row(plane, y), 0, plane_row_bytes(t.format, plane, t.width));
    Matrix34 encode = encode_matrix(t.format, t.colour);
    for (vec4& c : image.px) c = times(encode, c);
    for (size_t k = 0; k < f.components; ++k) {
        bool alpha = f.has_alpha && k + 1u == f.components;
        if (f.model == ColourModel::yuv && (k == 1 || k == 2)) {
            for (int y = 0; y < (t.height + (1 << f.chroma_shift_y) - 1) >> f.chroma_shift_y; ++y)
                for (int x = 0; x < (t.width + (1 << f.chroma_shift_x) - 1) >> f.chroma_shift_x; ++x)
                    put_code(out, k, x, y, chroma_mean(image, k, x, y, t), dither_at(t, x, y));
            continue;
        }
        double scale = alpha && !f.is_float ? std::ldexp(1.0, f.comp[k].depth) - 1 : 1;
        for (int y = 0; y < t.height; ++y)
            for (int x = 0; x < t.width; ++x) {
                vec4 c = image.at(x, y);
                put_code(out, k, x, y, (alpha ? c.w : k == 0 ? c.x : k == 1 ? c.y : c.z) * scale, dither_at(t, x, y));
            }
    }
    return std::move(out).publish();
}

class ReferenceRenderer : public FrameRenderer {
  public:
    std::string name() const override { return "reference"; }
    Result<PictureRef> render(const FrameProgram& p, std::span<const PictureRef> sources) override {
        Run run(p, sources);
        return stored(run.display(run.result()), p.target);
    }
    Result<PictureRef> render_float(const FrameProgram& p, std::span<const PictureRef> sources) override {
        FrameTarget t = p.target;
        t.format = PixelFormat::gbrapf32le;
        if (p.space == BlendSpace::linear) t.colour.transfer = Transfer::linear;
        t.colour.matrix = Matrix::rgb, t.colour.range = ColourRange::full, t.colour.siting = ChromaSiting::unspecified;
        return stored(Run(p, sources).result(), t);
    }
};

} // namespace reference

std::unique_ptr<FrameRenderer> make_reference_renderer() { return std::make_unique<reference::ReferenceRenderer>(); }

} // namespace tandem
