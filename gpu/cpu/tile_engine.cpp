// Tiles: small enough that their values stay in the first-level cache; rows in pairs for 4:2:0.
#include "gpu/cpu/tile_engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "gpu/device/copy_planes.h"

namespace tandem {

struct TileEngine::Tile {
    IntRect area; // computed: the stored rect and its margin, inside the frame
    int stride = 0;
    int rows() const { return area.y1 - area.y0; }
    int width() const { return area.x1 - area.x0; }
    int count() const { return stride * rows(); }
};

struct TileEngine::Scratch {
    std::vector<std::unique_ptr<ValueStorage>> values;
    ValueStorage upper, lower; // rows before they are halved
    RowScratch rows;
    strip::Value value(int i) { return values[static_cast<size_t>(i)]->value(); }
};

TileEngine::TileEngine(const strip::Functions& f) : f_(f) {}
TileEngine::~TileEngine() = default;

std::unique_ptr<TileEngine::Scratch> TileEngine::borrow() {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Scratch>();
    auto s = std::move(idle_.back());
    idle_.pop_back();
    return s;
}
void TileEngine::give(std::unique_ptr<Scratch> s) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(s));
}

bool same_samples(const Picture& p, const ColourTags& colour, const FrameTarget& target) {
    const auto& f = info(p.format);
    ColourTags a = colour, b = target.colour;
    if (f.chroma_shift_x == 0 && f.chroma_shift_y == 0) a.siting = b.siting;
    return p.format == target.format && a == b;
}

static strip::Value at(strip::Value v, int offset) {
    return {{v.c[0] + offset, v.c[1] + offset, v.c[2] + offset, v.c[3] + offset}};
}

static void clear_span(strip::Value v, int from, int to) {
    if (from >= to) return;
    for (auto* p : v.c) std::fill(p + from, p + to, 0.0f);
}

// What lies outside an op's bounds.
static void clear_outside(strip::Value v, IntRect area, int stride, IntRect bounds) {
    const int x0 = std::clamp(bounds.x0 - area.x0, 0, stride), x1 = std::clamp(bounds.x1 - area.x0, x0, stride);
    for (int y = area.y0; y < area.y1; ++y) {
        const int row = (y - area.y0) * stride;
        const bool inside = y >= bounds.y0 && y < bounds.y1;
        clear_span(v, row, row + (inside ? x0 : stride));
        if (inside) clear_span(v, row + x1, row + stride);
    }
}

void TileEngine::load(FramePlan& plan, const Step& step, const Tile& t, Scratch& s) {
    const auto op = static_cast<size_t>(step.op);
    const SampleUse& u = plan.uses[op];
    const SourceView& view = plan.views[static_cast<size_t>(plan.program.ops[op].source)];
    strip::Value v = s.value(step.dst);
    IntRect r{std::max(u.present.x0, t.area.x0), std::max(u.present.y0, t.area.y0), std::min(u.present.x1, t.area.x1),
              std::min(u.present.y1, t.area.y1)};
    for (int y = t.area.y0; y < t.area.y1; ++y) {
        int row = (y - t.area.y0) * t.stride;
        if (y < r.y0 || y >= r.y1 || r.empty()) {
            clear_span(v, row, row + t.stride);
            continue;
        }
        load_pixels(f_, view, r.x0 + u.shift_x, y + u.shift_y, r.x1 - r.x0, v, row + r.x0 - t.area.x0,
                    step.number == 1 ? SourceLight::linear : SourceLight::coded, s.rows);
        clear_span(v, row, row + r.x0 - t.area.x0);
        clear_span(v, row + r.x1 - t.area.x0, row + t.stride);
    }
}

void TileEngine::load_halved(FramePlan& plan, const Step& step, const Tile& t, Scratch& s) {
    const auto op = static_cast<size_t>(step.op);
    const SampleUse& u = plan.uses[op];
    const SourceView& view = plan.views[static_cast<size_t>(plan.program.ops[op].source)];
    SourceLight light = plan.space.linear ? SourceLight::linear : SourceLight::coded;
    constexpr int kMost = strip::kTilePixels / 2;
    strip::Value v = s.value(step.dst);
    int x0 = std::max(u.present.x0, t.area.x0), x1 = std::min(u.present.x1, t.area.x1);
    for (int y = t.area.y0; y < t.area.y1; ++y) {
        int row = (y - t.area.y0) * t.stride;
        if (y < u.present.y0 || y >= u.present.y1 || x0 >= x1) {
            clear_span(v, row, row + t.stride);
            continue;
        }
        int from_y = 2 * (y + u.shift_y);
        for (int x = x0; x < x1; x += kMost) {
            int n = std::min(kMost, x1 - x), from_x = 2 * (x + u.shift_x);
            load_pixels(f_, view, from_x, from_y, 2 * n, s.upper.value(), 0, light, s.rows);
            load_pixels(f_, view, from_x, from_y + 1, 2 * n, s.lower.value(), 0, light, s.rows);
            f_.halve_planes(s.upper.value(), s.lower.value(), n, at(v, row + x - t.area.x0));
        }
        clear_span(v, row, row + x0 - t.area.x0);
        clear_span(v, row + x1 - t.area.x0, row + t.stride);
    }
}

static strip::LightOp light_op(OpCode code) {
    return code == OpCode::rendering    ? strip::LightOp::rendering
           : code == OpCode::luma_power ? strip::LightOp::luma_power
           : code == OpCode::tone_map   ? strip::LightOp::tone_map
                                        : strip::LightOp::gamut;
}

void TileEngine::run_steps(FramePlan& plan, const TileProgram& program, const Tile& t, Scratch& s) {
    while (s.values.size() < static_cast<size_t>(program.values)) {
        s.values.push_back(std::make_unique<ValueStorage>());
        std::memset(s.values.back()->planes, 0, sizeof s.values.back()->planes);
    }
    int n = t.count();
    for (const Step& step : program.steps) {
        strip::Value v = s.value(step.dst);
        const auto op = static_cast<size_t>(std::max<int16_t>(step.op, 0));
        const strip::Vec* args = plan.args[op].data();
        switch (step.kind) {
        case StepKind::zero:
            for (auto* p : v.c) f_.fill(p, n, 0.0f);
            break;
        case StepKind::load:
            load(plan, step, t, s);
            break;
        case StepKind::load_halved:
            load_halved(plan, step, t, s);
            break;
        case StepKind::sample:
        case StepKind::texels:
        case StepKind::gradient:
        case StepKind::solid: {
            IntRect b = plan.program.ops[op].bounds;
            int x0 = std::max(b.x0, t.area.x0), x1 = std::min(b.x1, t.area.x1);
            for (int y = t.area.y0; y < t.area.y1; ++y) {
                int row = (y - t.area.y0) * t.stride;
                if (y < b.y0 || y >= b.y1 || x0 >= x1) {
                    clear_span(v, row, row + t.stride);
                    continue;
                }
                strip::Value to = at(v, row + x0 - t.area.x0);
                if (step.kind == StepKind::sample) {
                    f_.sample(&plan.uses[op].sampling, x0 + 0.5, y + 0.5, x1 - x0, step.number, to);
                } else if (step.kind == StepKind::texels) {
                    f_.texels_to_planes(plan.filtered[op]->at(x0, y), x1 - x0, to);
                } else if (step.kind == StepKind::gradient) {
                    f_.gradient(to, x1 - x0, args, static_cast<float>(x0) + 0.5f, static_cast<float>(y) + 0.5f);
                } else {
                    const float c[4] = {args[0].x, args[0].y, args[0].z, args[0].w};
                    for (int k = 0; k < 4; ++k) f_.fill(to.c[k], x1 - x0, c[k]);
                }
                clear_span(v, row, row + x0 - t.area.x0);
                clear_span(v, row + x1 - t.area.x0, row + t.stride);
            }
            break;
        }
        case StepKind::linear:
            f_.to_linear(v, n, step.number);
            break;
        case StepKind::coded:
            f_.to_coded(v, n, step.number);
            break;
        case StepKind::premultiply:
            f_.premultiply(v, n);
            break;
        case StepKind::unpremultiply:
            f_.unpremultiply(v, n);
            break;
        case StepKind::lift_gamma_gain:
            f_.lift_gamma_gain(v, n, args);
            break;
        case StepKind::tone:
            f_.tone(v, n, &program.tones[static_cast<size_t>(step.number)]);
            break;
        case StepKind::light:
            f_.light(v, n, light_op(plan.program.ops[op].code), step.number, args);
            break;
        case StepKind::lut: {
            const auto& lut = plan.luts[static_cast<size_t>(plan.program.ops[op].lut)];
            f_.lut3d(v, n, &lut->lut, args[0].x);
            break;
        }
        case StepKind::curves:
            f_.curves(v, n, &plan.luts[static_cast<size_t>(plan.program.ops[op].lut)]->lut);
            break;
        case StepKind::hue_curves:
            f_.hue_curves(v, n, &plan.luts[static_cast<size_t>(plan.program.ops[op].lut)]->lut, args);
            break;
        case StepKind::log_wheels:
            f_.log_wheels(v, n, args);
            break;
        case StepKind::qualify:
            f_.qualify(v, n, args);
            break;
        case StepKind::mask: {
            const Op& o = plan.program.ops[op];
            strip::Mask mask{o.variant % kMaskQualifies, args, args + o.arg_count, o.point_count};
            const float* selection = step.number < 0 ? nullptr : s.value(step.number).c[0];
            for (int y = t.area.y0; y < t.area.y1; ++y) {
                int row = (y - t.area.y0) * t.stride;
                f_.mask(at(v, row), at(s.value(step.src), row), selection ? selection + row : nullptr, t.stride, &mask,
                        static_cast<float>(t.area.x0) + 0.5f, static_cast<float>(y) + 0.5f);
            }
            break;
        }
        case StepKind::opacity:
            f_.opacity(v, n, args[0].x);
            break;
        case StepKind::unsharp:
            f_.unsharp(v, s.value(step.src), n, args);
            break;
        case StepKind::bright:
            f_.bright(v, n, args);
            break;
        case StepKind::add_light:
            f_.add_light(v, s.value(step.src), n, args[0].x);
            break;
        case StepKind::key:
            f_.key(v, n, args);
            if (step.number == 0)
                clear_outside(v, t.area, t.stride, plan.program.ops[op].bounds); // also what was transparent is white
            break;
        case StepKind::matte:
            f_.matte(v, s.value(step.src).c[3], n, args);
            break;
        case StepKind::despill:
            f_.despill(v, n, args);
            break;
        case StepKind::blend:
            f_.blend(v, s.value(step.src), n, step.number);
            break;
        case StepKind::mix:
            f_.mix(v, s.value(step.src), n, args[0].x);
            break;
        case StepKind::wipe:
            for (int y = t.area.y0; y < t.area.y1; ++y) {
                int row = (y - t.area.y0) * t.stride;
                f_.wipe(at(v, row), at(s.value(step.src), row), t.stride, step.number, args,
                        static_cast<float>(t.area.x0) + 0.5f, static_cast<float>(y) + 0.5f);
            }
            break;
        case StepKind::copy:
            for (int k = 0; k < 4; ++k)
                std::memcpy(v.c[k], s.value(step.src).c[k], static_cast<size_t>(n) * sizeof(float));
            break;
        }
    }
}

bool TileEngine::may_copy(const FramePlan& plan, int op, const Layout& target) const {
    const SampleUse& u = plan.uses[static_cast<size_t>(op)];
    const SourceView& view = plan.views[static_cast<size_t>(plan.program.ops[static_cast<size_t>(op)].source)];
    int mask_x = (1 << target.format->chroma_shift_x) - 1, mask_y = (1 << target.format->chroma_shift_y) - 1;
    return same_samples(*view.picture, view.colour, plan.program.target) && !(u.shift_x & mask_x) &&
           !(u.shift_y & mask_y);
}

namespace {
// Bayer 8x8, by position; 1/2 is plain rounding. Rows repeat, so that a row may start at any phase.
struct DitherTable {
    float bayer[8][32], half[32], none[32]{};
    DitherTable() {
        for (unsigned y = 0; y < 8; ++y)
            for (unsigned x = 0; x < 32; ++x) {
                unsigned b = y, c = (x & 7u) ^ b;
                unsigned index =
                    (c & 1u) << 5 | (b & 1u) << 4 | (c & 2u) << 2 | (b & 2u) << 1 | (c & 4u) >> 1 | (b & 4u) >> 2;
                bayer[y][x] = (static_cast<float>(index) + 0.5f) / 64.0f;
            }
        std::fill(std::begin(half), std::end(half), 0.5f);
    }
};
} // namespace

static const float* dither_row(const FrameTarget& target, const PixelFormatInfo& f, int x, int y) {
    static const DitherTable table;
    if (f.is_float) return table.none;
    if (!target.dithers()) return table.half;
    return table.bayer[y & 7] + (x & 7);
}

void TileEngine::store_chroma(FramePlan& plan, const Tile& t, IntRect r, const Layout& target, strip::Value v,
                              MutablePicture& out, Scratch& s) {
    const auto& f = *target.format;
    int sx = f.chroma_shift_x, sy = f.chroma_shift_y;
    float last = static_cast<float>(target.channel[1].mask);
    int cx0 = r.x0 >> sx, cx1 = (r.x1 + (1 << sx) - 1) >> sx, cy0 = r.y0 >> sy, cy1 = (r.y1 + (1 << sy) - 1) >> sy;
    int width = r.x1 - r.x0;
    float* sum = s.rows.c + 16; // one row of chroma at luma width, readable from -1
    for (int cy = cy0; cy < cy1; ++cy)
        for (size_t k = 1; k < 3; ++k) {
            auto row = [&](int y) {
                return v.c[k] + (std::clamp(y, t.area.y0, t.area.y1 - 1) - t.area.y0) * t.stride - t.area.x0;
            };
            // Rows by siting: mean of the block, or a [1 2 1] tent about the row the sample sits on.
            int y0 = cy << sy, lo = std::max(r.x0 - 1, t.area.x0), n = r.x1 - lo;
            float* to = sum + (lo - r.x0);
            if (sy == 0) {
                f_.mix_rows(row(y0) + lo, row(y0) + lo, 0.0f, to, n);
            } else if (sy == 1 && target.chroma_y != 0.5) {
                int centre = y0 + static_cast<int>(target.chroma_y);
                f_.mix_rows(row(centre - 1) + lo, row(centre + 1) + lo, 0.5f, to, n);
                f_.mix_rows(to, row(centre) + lo, 0.5f, to, n);
            } else {
                f_.mix_rows(row(y0) + lo, row(y0 + 1) + lo, 0.5f, to, n);
                if (sy == 2) {
                    f_.mix_rows(row(y0 + 2) + lo, row(y0 + 3) + lo, 0.5f, s.rows.d, n);
                    f_.mix_rows(to, s.rows.d, 0.5f, to, n);
                }
            }
            if (lo == r.x0) sum[-1] = sum[0];
            for (int i = 0; i < 4; ++i) sum[width + i] = sum[width - 1];
            float* narrow = s.rows.d;
            int count = cx1 - cx0;
            if (sx == 0) {
                narrow = sum;
            } else if (sx == 1) {
                bool centre = target.chroma_x != 0;
                const float w[3] = {centre ? 0.0f : 0.25f, 0.5f, centre ? 0.5f : 0.25f};
                f_.narrow_row(sum, w, narrow, count);
            } else {
                for (int i = 0; i < count; ++i)
                    narrow[i] = (sum[4 * i] + sum[4 * i + 1] + sum[4 * i + 2] + sum[4 * i + 3]) * 0.25f;
            }
            const float* dither = dither_row(plan.program.target, f, cx0, cy);
            const strip::Channel& ch = target.channel[k];
            f_.store(narrow, count, out.row(f.comp[k].plane, cy) + target.offset[k] + cx0 * ch.step, ch, dither, last);
        }
}

void TileEngine::store(FramePlan& plan, const Tile& t, IntRect r, const Layout& target, strip::Value v,
                       MutablePicture& out, Scratch& s) {
    const auto& f = *target.format;
    // Samples that share words are merged into zeroes.
    for (int plane = 0; plane < f.planes; ++plane) {
        bool shared = false, chroma = f.model == ColourModel::yuv && f.planes > 1 && plane > 0 && plane < 3;
        for (size_t k = 0; k < f.components; ++k)
            shared |= f.comp[k].plane == plane && (target.channel[k].words == strip::Words::w32 ||
                                                   (target.channel[k].words == strip::Words::w16 && f.depth() == 8));
        if (!shared) continue;
        int sy = chroma ? f.chroma_shift_y : 0;
        size_t from = plane_row_bytes(out.header().format, plane, r.x0),
               to = plane_row_bytes(out.header().format, plane, r.x1);
        for (int y = r.y0 >> sy; y < (r.y1 + (1 << sy) - 1) >> sy; ++y)
            std::memset(out.row(plane, y) + from, 0, to - from);
    }
    for (size_t k = 0; k < f.components; ++k) {
        bool alpha = f.has_alpha && k + 1u == f.components;
        if (f.model == ColourModel::yuv && (k == 1 || k == 2)) continue;
        const strip::Channel& ch = target.channel[k];
        float last = static_cast<float>(ch.mask);
        size_t from = alpha ? 3 : k;
        for (int y = r.y0; y < r.y1; ++y) {
            float* row = v.c[from] + (y - t.area.y0) * t.stride + (r.x0 - t.area.x0);
            if (alpha && !f.is_float)
                for (int i = 0; i < r.x1 - r.x0; ++i) row[i] *= last;
            const float* dither = dither_row(plan.program.target, f, r.x0, y);
            f_.store(row, r.x1 - r.x0, out.row(f.comp[k].plane, y) + target.offset[k] + r.x0 * ch.step, ch, dither,
                     last);
        }
    }
    if (f.model == ColourModel::yuv) store_chroma(plan, t, r, target, v, out, s);
}

// Columns where the picture changes kind, so that a small layer costs its own area; multiples of `unit`.
static std::vector<int> columns(const FramePlan& plan, int y0, int y1, int width, int tile_width, int unit) {
    std::vector<int> cuts{0, width};
    for (const Op& op : plan.program.ops) {
        if (op.bounds.y1 <= y0 || op.bounds.y0 >= y1) continue;
        for (int x : {op.bounds.x0 / unit * unit, (op.bounds.x1 + unit - 1) / unit * unit})
            if (x > 0 && x < width) cuts.push_back(x);
    }
    std::sort(cuts.begin(), cuts.end());
    std::vector<int> out{0};
    for (int x : cuts) {
        if (x <= out.back()) continue;
        if (x < width && x - out.back() < 16) continue; // slivers cost more than they save
        while (x - out.back() > tile_width) out.push_back(out.back() + tile_width);
        out.push_back(x);
    }
    return out;
}

void TileEngine::render_strip(FramePlan& plan, MutablePicture& out, int y0, int y1) {
    auto s = borrow();
    const FrameTarget& target = plan.program.target;
    Layout layout(target.format, target.colour.siting);
    const auto& f = *layout.format;
    int width = target.width, height = target.height, result = static_cast<int>(plan.program.ops.size()) - 1;
    bool left = f.chroma_shift_x == 1 && layout.chroma_x == 0;
    bool above = f.chroma_shift_y == 1 && layout.chroma_y == 0, below = f.chroma_shift_y == 1 && layout.chroma_y == 1;
    int rows = above || below ? 8 : f.chroma_shift_y > 1 ? 4 : 2;
    int tile_width = above || below ? 64 : rows == 4 ? 160 : 256;
    int unit = std::max(4, 1 << f.chroma_shift_x);
    strip::Matrix encode = to_strip(encode_matrix(target.format, target.colour));
    auto cuts = columns(plan, y0, y1, width, tile_width, unit);
    for (int y = y0; y < y1; y += rows)
        for (size_t i = 0; i + 1 < cuts.size(); ++i) {
            IntRect r{cuts[i], y, cuts[i + 1], std::min(y + rows, y1)};
            IntRect area{left ? std::max(0, r.x0 - 2) : r.x0, above ? std::max(0, r.y0 - 1) : r.y0, r.x1,
                         below ? std::min(height, r.y1 + 1) : r.y1};
            static const TileProgram kBlack;
            const TileProgram* program = result < 0 ? &kBlack : &plan.steps_for(r, result, Finish::target);
            if (program->copy_op >= 0 && may_copy(plan, program->copy_op, layout)) {
                const SampleUse& u = plan.uses[static_cast<size_t>(program->copy_op)];
                const Op& op = plan.program.ops[static_cast<size_t>(program->copy_op)];
                copy_planes(*plan.views[static_cast<size_t>(op.source)].picture, r, u.shift_x, u.shift_y, out);
                continue;
            }
            if (result >= 0 && !(area == r)) program = &plan.steps_for(area, result, Finish::target);
            Tile t{area, (area.x1 - area.x0 + 15) / 16 * 16};
            while (s->values.empty()) s->values.push_back(std::make_unique<ValueStorage>());
            run_steps(plan, *program, t, *s);
            int value = program->result;
            strip::Value v = s->value(std::max(value, 0));
            if (value < 0) {
                for (int k = 0; k < 4; ++k) f_.fill(v.c[k], t.count(), 0.0f);
            }
            f_.coded_matrix(v, t.count(), program->finish, &encode);
            store(plan, t, r, layout, v, out, *s);
        }
    give(std::move(s));
}

void TileEngine::render_float_strip(FramePlan& plan, MutablePicture& out, int y0, int y1) {
    auto s = borrow();
    int width = plan.program.target.width, result = static_cast<int>(plan.program.ops.size()) - 1;
    for (int y = y0; y < y1; y += 2)
        for (int x = 0; x < width; x += 256) {
            IntRect r{x, y, std::min(x + 256, width), std::min(y + 2, y1)};
            Tile t{r, (r.x1 - r.x0 + 15) / 16 * 16};
            const TileProgram* program = result < 0 ? nullptr : &plan.steps_for(r, result, Finish::working);
            if (program) run_steps(plan, *program, t, *s);
            for (int row = r.y0; row < r.y1; ++row)
                for (size_t k = 0; k < 4; ++k) {
                    uint8_t* to =
                        out.row(info(PixelFormat::gbrapf32le).comp[k].plane, row) + static_cast<size_t>(x) * 4;
                    size_t bytes = static_cast<size_t>(r.x1 - r.x0) * 4;
                    if (!program || program->result < 0)
                        std::memset(to, 0, bytes);
                    else
                        std::memcpy(to, s->value(program->result).c[k] + (row - r.y0) * t.stride, bytes);
                }
        }
    give(std::move(s));
}

void TileEngine::render_texels(FramePlan& plan, int op, TextureImage& out, int y0, int y1) {
    auto s = borrow();
    IntRect region = out.region;
    for (int y = y0; y < y1; ++y)
        for (int x = region.x0; x < region.x1; x += 512) {
            IntRect r{x, y, std::min(x + 512, region.x1), y + 1};
            Tile t{r, (r.x1 - r.x0 + 15) / 16 * 16};
            const TileProgram& program = plan.steps_for(r, op, Finish::working);
            run_steps(plan, program, t, *s);
            if (program.result < 0)
                std::memset(out.at(x, y), 0, static_cast<size_t>(r.x1 - r.x0) * 8);
            else
                f_.to_half(s->value(program.result), r.x1 - r.x0, out.at(x, y));
        }
    give(std::move(s));
}

} // namespace tandem
