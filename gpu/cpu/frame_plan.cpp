// Preparation of a frame and the per-tile choice of steps.
#include "gpu/cpu/frame_plan.h"

#include <algorithm>
#include <cmath>

namespace tandem {

static IntRect intersect(IntRect a, IntRect b) {
    return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

// Arguments as the kernels want them: contrast's pivot^(1 - amount), saturation's weights.
static std::vector<strip::Vec> ready_args(const FrameProgram& p, const Op& op) {
    std::vector<strip::Vec> out;
    for (int i = 0; i < op.arg_count; ++i) {
        const auto& a = p.args[static_cast<size_t>(op.args + i)];
        out.push_back({a[0], a[1], a[2], a[3]});
    }
    if (out.empty()) out.push_back({0, 0, 0, 0});
    if (op.code == OpCode::contrast) out[0].z = std::pow(out[0].y, 1 - out[0].x);
    for (int i = 0; i < op.point_count; ++i) {
        const auto& a = p.args[static_cast<size_t>(op.points + i)];
        out.push_back({a[0], a[1], a[2], a[3]});
    }
    while (out.size() < 5) out.push_back({0, 0, 0, 0});
    return out;
}

FramePlan::FramePlan(const FrameProgram& p, std::span<const PictureRef> sources) : program(p) {
    space = {p.value_primaries(), canonical(p.value_transfer()), p.space == BlendSpace::linear};
    for (size_t i = 0; i < sources.size(); ++i) views.emplace_back(sources[i], p.sources[i].colour, space);
    uses.resize(p.ops.size()), filtered.resize(p.ops.size());
    for (const Op& op : p.ops) args.push_back(ready_args(p, op));
}

bool FramePlan::plan_use(size_t i, int width, int height) {
    const Op& op = program.ops[i];
    SampleUse& u = uses[i];
    static const Geometry kIdentity{};
    Geometry g = op.geometry >= 0 ? program.geometry[static_cast<size_t>(op.geometry)] : kIdentity;
    if (op.geometry < 0) g.crop = {0, 0, static_cast<double>(width), static_cast<double>(height)};
    u.plan = plan_sampling(g, op.filter, width, height);
    const auto& o = u.plan.outline;
    if (o[0] >= o[2] || o[1] >= o[3] || op.bounds.empty()) return u.empty = true, false;
    auto whole = [](double v) { return v == std::floor(v); };
    if (op.code == OpCode::sample && u.plan.level < 2 && u.plan.to_level.integer_translation() && whole(o[0]) &&
        whole(o[1]) && whole(o[2]) && whole(o[3])) {
        const SourceView& view = views[static_cast<size_t>(op.source)];
        // Halved pixels are means of working colour.
        u.halved = u.plan.level == 1;
        u.direct = !u.halved || (!view.has_alpha() && (space.linear || view.is_display));
    }
    if (u.direct) {
        u.shift_x = static_cast<int>(u.plan.to_level.c), u.shift_y = static_cast<int>(u.plan.to_level.f);
        u.present = intersect(op.bounds, {static_cast<int>(o[0]) - u.shift_x, static_cast<int>(o[1]) - u.shift_y,
                                          static_cast<int>(o[2]) - u.shift_x, static_cast<int>(o[3]) - u.shift_y});
        u.empty = u.present.empty();
        return false;
    }
    u.empty = needed_texels(i).empty();
    return !u.empty;
}

IntRect FramePlan::needed_texels(size_t i) const { return tandem::needed_texels(uses[i].plan, program.ops[i].bounds); }

static void fill_table(float* table, SampleFilter filter, int taps, double widen) {
    for (int p = 0; p <= strip::kPhases; ++p) {
        float* row = table + p * strip::kTableRow;
        double fraction = static_cast<double>(p) / strip::kPhases, sum = 0, w[strip::kMaxTaps];
        for (int k = 0; k < taps; ++k) sum += w[k] = kernel_weight(filter, k - (taps / 2 - 1) - fraction, widen);
        for (int k = 0; k < strip::kTableRow; ++k) row[k] = k < taps ? static_cast<float>(w[k] / sum) : 0.0f;
    }
}

void FramePlan::set_texture(size_t i, TextureRef texture) {
    SampleUse& u = uses[i];
    const SamplingPlan& p = u.plan;
    strip::Sampling& s = u.sampling;
    u.texture = std::move(texture);
    s.texture = u.texture->view();
    const Affine& m = p.to_level;
    s.a = m.a, s.b = m.b, s.c = m.c, s.d = m.d, s.e = m.e, s.f = m.f;
    s.u0 = static_cast<float>(s.texture.x0 + strip::kBorder - 2),
    s.v0 = static_cast<float>(s.texture.y0 + strip::kBorder - 2);
    s.u1 = static_cast<float>(s.texture.x1 - strip::kBorder + 1),
    s.v1 = static_cast<float>(s.texture.y1 - strip::kBorder + 1);
    s.footprint_x = static_cast<float>(p.footprint_x), s.footprint_y = static_cast<float>(p.footprint_y);
    s.left = static_cast<float>(p.outline[0]), s.top = static_cast<float>(p.outline[1]);
    s.right = static_cast<float>(p.outline[2]), s.bottom = static_cast<float>(p.outline[3]);
    s.taps = p.taps;
    s.linear = p.filter == SampleFilter::bilinear;
    // One row more than phases + 1: a fraction rounded up to 1 interpolates from the last row, with weight 0 beyond it.
    size_t size = (strip::kPhases + 2) * strip::kTableRow;
    u.tables.assign(2 * size, 0.0f);
    if (p.taps > 1) {
        fill_table(u.tables.data(), p.filter, p.taps, p.widen_x);
        fill_table(u.tables.data() + size, p.filter, p.taps, p.widen_y);
    }
    s.table_x = u.tables.data(), s.table_y = u.tables.data() + size;
}

int FramePlan::coverage(size_t i, IntRect r) const {
    const SamplingPlan& s = uses[i].plan;
    const auto& o = s.outline;
    auto [u0, v0, u1, v1] = level_box(s, r);
    double hx = s.footprint_x / 2, hy = s.footprint_y / 2, slack = 1e-4;
    if (u1 + hx <= o[0] || u0 - hx >= o[2] || v1 + hy <= o[1] || v0 - hy >= o[3]) return 0;
    if (u0 - hx >= o[0] - slack && u1 + hx <= o[2] + slack && v0 - hy >= o[1] - slack && v1 + hy <= o[3] + slack)
        return 1;
    return -1;
}

static char relation_of(IntRect bounds, IntRect rect) {
    IntRect both = intersect(bounds, rect);
    return both.empty() ? 0 : both == rect ? 2 : 1;
}

const TileProgram& FramePlan::steps_for(IntRect rect, int result, Finish finish) {
    std::string relation(program.ops.size() + 2, 0);
    for (size_t i = 0; i < program.ops.size(); ++i) {
        const Op& op = program.ops[i];
        char r = relation_of(op.bounds, rect);
        if (r && (op.code == OpCode::sample || op.code == OpCode::resample)) {
            const SampleUse& u = uses[i];
            if (u.empty)
                r = 0;
            else if (u.direct)
                r = relation_of(u.present, rect);
            else if (int c = coverage(i, rect); c == 0)
                r = 0;
            else if (c < 0 && r == 2)
                r = 3; // inside the bounds, but the outline may cut it
        }
        relation[i] = r;
    }
    relation[program.ops.size()] = static_cast<char>(result);
    relation[program.ops.size() + 1] = static_cast<char>(static_cast<int>(finish) + 2 * (result >> 7));
    std::lock_guard lock(mutex_);
    auto& slot = programs_[relation];
    if (!slot)
        slot = std::make_unique<TileProgram>(
            lower_tile(*this, std::string_view(relation).substr(0, program.ops.size()), result, finish));
    return *slot;
}

} // namespace tandem
