// From the result back to the sources: which rectangle of which value and which texels are needed; then forward: where
// each lies and which kernel makes it.
#include "gpu/compose/frame_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "gpu/compose/sample_use.h"
#include "gpu/compose/source_params.h"
#include "gpu/device/blur_taps.h"
#include "gpu/device/colour_matrices.h"

namespace tandem::compose {

namespace {

int small(uint64_t v) { return static_cast<int>(std::min<uint64_t>(v, std::numeric_limits<int>::max())); }
int width_of(IntRect r) { return r.x1 - r.x0; }
int height_of(IntRect r) { return r.y1 - r.y0; }
uint64_t area(IntRect r) {
    return r.empty() ? 0 : static_cast<uint64_t>(width_of(r)) * static_cast<uint64_t>(height_of(r));
}

// 32.32 fixed point as {whole, fraction bits}; far out of every picture it stops.
std::array<int, 2> fixed(double v) {
    double whole = std::floor(std::clamp(v, -1e8, 1e8));
    double part = std::clamp(v, -1e8, 1e8) - whole;
    auto bits = static_cast<uint32_t>(std::min(std::floor(part * 4294967296.0), 4294967295.0));
    return {static_cast<int>(whole), static_cast<int>(bits)};
}

struct Placed { // a value or a texture in its buffer
    int first = 0;
    IntRect region;
};

class Planner {
  public:
    Planner(const FrameProgram& p, std::span<const PictureRef> sources, const FrameRequest& request)
        : p_(p), pictures_(sources), request_(request), space_(working_space(p)), demand_(p.ops.size()),
          values_(p.ops.size()), decoded_(p.ops.size()), textures_(p.ops.size()), uses_(p.ops.size()),
          needed_(sources.size()), placed_(sources.size()) {}

    FramePlan run() {
        split();
        look_back();
        for (size_t i = 0; i < pictures_.size(); ++i)
            if (!needed_[i].empty()) placed_[i] = upload_source(out_, *pictures_[i], needed_[i]);
        for (const Segment& s : segments_) decode_sources(s);
        for (const Segment& s : segments_) run_segment(s);
        store();
        return std::move(out_);
    }

  private:
    void slot(Slot s) { out_.params.push_back(s); }
    int slots(int count) {
        out_.params.resize(out_.params.size() + static_cast<size_t>(count));
        return static_cast<int>(out_.params.size()) - count;
    }
    Slot& at(int index) { return out_.params[static_cast<size_t>(index)]; }

    void split() {
        if (request_.kernels == KernelSplit::fused) {
            segments_ = split_segments(p_);
        } else {
            for (size_t i = 0; i < p_.ops.size(); ++i) {
                const Op& op = p_.ops[i];
                Segment s;
                s.ops.push_back(static_cast<int16_t>(i));
                for (int16_t in : {op.a, op.b})
                    if (in != kNoValue) s.inputs.push_back(in);
                if (s.inputs.size() == 2 && s.inputs[0] == s.inputs[1]) s.inputs.pop_back();
                if (op.source >= 0) s.sources.push_back(op.source);
                segments_.push_back(std::move(s));
            }
            // The way to the target is a kernel of its own, so that an op has one text wherever it stands.
            if (!p_.ops.empty()) segments_.push_back({.inputs = {static_cast<int16_t>(p_.ops.size() - 1)}});
        }
        if (segments_.empty()) segments_.push_back({}); // black
    }

    // Chroma that is co-sited reads a pixel to each side.
    IntRect with_margin(IntRect r) const {
        const auto& f = info(request_.target.format);
        if (f.chroma_shift_x) r.x0 -= 1, r.x1 += 1;
        if (f.chroma_shift_y) r.y0 -= 1, r.y1 += 1;
        return intersect(r, {0, 0, request_.target.width, request_.target.height});
    }

    void look_back() {
        if (!p_.ops.empty()) demand_.back() = with_margin(request_.rect);
        for (size_t i = segments_.size(); i-- > 0;) {
            const Segment& s = segments_[i];
            if (s.ops.empty()) continue;
            IntRect wanted = demand_[static_cast<size_t>(s.ops.back())];
            if (wanted.empty()) continue;
            for (int16_t index : s.ops) look_back(static_cast<size_t>(index), wanted, s);
        }
    }
    void look_back(size_t index, IntRect wanted, const Segment& s) {
        const Op& op = p_.ops[index];
        bool frame = op.code == OpCode::resample;
        if (op.code == OpCode::sample || frame) {
            SampleUse& u = uses_[index];
            int width = frame ? p_.target.width : pictures_[static_cast<size_t>(op.source)]->width;
            int height = frame ? p_.target.height : pictures_[static_cast<size_t>(op.source)]->height;
            // An op that several segments compute serves them all.
            u = plan_use(p_, op, width, height, join(u.bounds, wanted));
            if (u.mode == SampleMode::nothing) return;
            IntRect r = u.mode == SampleMode::filtered ? u.regions.front()
                                                       : IntRect{u.bounds.x0 + u.shift_x, u.bounds.y0 + u.shift_y,
                                                                 u.bounds.x1 + u.shift_x, u.bounds.y1 + u.shift_y};
            IntRect& to = frame ? demand_[static_cast<size_t>(op.a)] : needed_[static_cast<size_t>(op.source)];
            to = join(to, r);
            return;
        }
        if (op.code == OpCode::blur) {
            const auto input = static_cast<size_t>(op.a);
            IntRect r = blur_taps(p_, op).needed(intersect(wanted, op.bounds), p_.ops[input].bounds);
            demand_[input] = join(demand_[input], r);
            return;
        }
        for (int16_t in : {op.a, op.b})
            if (in != kNoValue && std::find(s.inputs.begin(), s.inputs.end(), in) != s.inputs.end())
                demand_[static_cast<size_t>(in)] = join(demand_[static_cast<size_t>(in)], wanted);
    }

    Placed new_texture(IntRect region) {
        Placed t{small(out_.takes.textures / 8), region};
        out_.takes.textures += area(region) * 8;
        return t;
    }
    Placed new_value(IntRect region) {
        Placed v{small(out_.takes.values / 16), region};
        out_.takes.values += area(region) * 16;
        return v;
    }
    void dispatch(std::string text, std::string what, int base, int width, int height, bool after) {
        out_.dispatches.push_back({std::move(text), std::move(what), base, width, height, after});
    }
    void halve(const Placed& to, int level, bool from_value, const Placed& from) {
        int base = slots(0);
        slot(of(to.region));
        slot(of(to.first, width_of(to.region), level, from_value ? 1 : 0));
        slot(of(from.region));
        slot(of(from.first, width_of(from.region), 0, 0));
        dispatch(halve_text(), "halve", base, width_of(to.region), height_of(to.region), true);
    }

    std::array<Slot, kSourceBlock> describe(size_t source) const {
        return source_slots(placed_[source], *pictures_[source], p_.sources[source].colour, space_.primaries);
    }

    IntRect region_of(const Segment& s) const {
        return s.ops.empty() ? with_margin(request_.rect) : demand_[static_cast<size_t>(s.ops.back())];
    }

    // Before all segments: so no dispatch writes what one before it reads, and these need not wait for each other.
    void decode_sources(const Segment& s) {
        if (region_of(s).empty()) return;
        for (int16_t i : s.ops) {
            const auto index = static_cast<size_t>(i);
            const SampleUse& u = uses_[index];
            if (p_.ops[index].code != OpCode::sample || u.mode != SampleMode::filtered) continue;
            if (!decoded_[index].region.empty()) continue;
            const int level = u.plan.level > 0 ? 1 : 0;
            const Placed t = decoded_[index] = new_texture(u.regions[static_cast<size_t>(level)]);
            const auto source = static_cast<size_t>(p_.ops[index].source);
            int base = slots(0);
            slot(of(t.region));
            slot(of(t.first, width_of(t.region), level, 0));
            slot(of(u.exists));
            for (const Slot& d : describe(source)) slot(d);
            dispatch(decode_text(p_.sources[source].colour, space_), "decode", base, width_of(t.region),
                     height_of(t.region), false);
        }
    }

    Placed make_texture(size_t index) {
        const Op& op = p_.ops[index];
        const SampleUse& u = uses_[index];
        int level = u.plan.level > 0 ? 1 : 0;
        Placed t = decoded_[index];
        if (op.code == OpCode::resample) {
            t = new_texture(u.regions[static_cast<size_t>(level)]);
            halve(t, level, true, values_[static_cast<size_t>(op.a)]);
        }
        for (size_t l = static_cast<size_t>(level) + 1; l < u.regions.size(); ++l) {
            Placed next = new_texture(u.regions[l]);
            halve(next, 1, false, t);
            t = next;
        }
        return t;
    }

    void fill_sampling(int p, size_t index) {
        const SampleUse& u = uses_[index];
        at(p) = of(u.bounds);
        at(p + 1) = of(static_cast<int>(u.mode), 0, 0, 0);
        if (u.mode == SampleMode::direct) {
            at(p + 9) = of(u.shift_x, u.shift_y, 0, 0);
            auto source = describe(static_cast<size_t>(p_.ops[index].source));
            std::copy(source.begin(), source.end(), &at(p + kSamplingBlock));
        }
        if (u.mode != SampleMode::filtered) return;
        const Placed& t = textures_[index];
        const SamplingPlan& s = u.plan;
        const Affine& m = s.to_level;
        at(p + 1) = of(static_cast<int>(u.mode), t.first, width_of(t.region), s.taps);
        at(p + 2) = of(t.region);
        auto two = [](double a, double b) {
            auto x = fixed(a), y = fixed(b);
            return of(x[0], x[1], y[0], y[1]);
        };
        at(p + 3) = two(m.a, m.b), at(p + 4) = two(m.d, m.e);
        at(p + 5) = two(m.c + (m.a + m.b) / 2, m.f + (m.d + m.e) / 2); // pixel centres
        std::array<double, 4> whole{};
        for (size_t i = 0; i < 4; ++i) whole[i] = std::floor(s.outline[i]);
        at(p + 6) = of(static_cast<int>(whole[0]), static_cast<int>(whole[1]), static_cast<int>(whole[2]),
                       static_cast<int>(whole[3]));
        at(p + 7) = of_floats(s.outline[0] - whole[0], s.outline[1] - whole[1], s.outline[2] - whole[2],
                              s.outline[3] - whole[3]);
        at(p + 8) = of_floats(s.widen_x, s.widen_y, s.footprint_x, s.footprint_y);
    }

    // A mask works where its effect does; the edges of its path stand behind the segment's blocks.
    void fill_mask(int p, int base, const Op& op) {
        at(p) = of(op.b == kNoValue ? IntRect{} : intersect(op.bounds, p_.ops[static_cast<size_t>(op.b)].bounds));
        int first = slots(op.point_count);
        at(p + 1 + op.arg_count) = of(first - base, op.point_count, 0, 0);
        for (int i = 0; i < op.point_count; ++i) at(first + i) = of_floats(p_.args[static_cast<size_t>(op.points + i)]);
    }

    void fill_blur(int p, const Op& op) {
        BlurTaps t = blur_taps(p_, op);
        const Placed& in = values_[static_cast<size_t>(op.a)];
        at(p) = of(op.bounds);
        at(p + 1) = of(in.first, width_of(in.region), t.down ? 1 : 0, static_cast<int>(t.edge));
        at(p + 2) = of(in.region);
        at(p + 3) = of(t.step, t.radius, t.first, t.end);
        at(p + 4) = of_floats(t.exponent, t.scale, t.first_factor, t.last_factor);
    }

    void fill_op(int p, int base, const Op& op) {
        at(p) = of(op.bounds);
        for (int i = 0; i < op.arg_count && op.code != OpCode::lut3d; ++i) {
            auto a = p_.args[static_cast<size_t>(op.args + i)];
            if (op.code == OpCode::contrast) a[2] = std::pow(a[1], 1 - a[0]);
            at(p + 1 + i) = of_floats(a);
        }
        if (op.code == OpCode::curves || op.code == OpCode::hue_curves)
            at(p + 1 + op.arg_count) = of(request_.lut_first[static_cast<size_t>(op.lut)], 0, 0, 0);
        if (op.code == OpCode::mask) fill_mask(p, base, op);
        if (op.code != OpCode::lut3d) return;
        const ColourTable& t = *p_.luts[static_cast<size_t>(op.lut)];
        at(p + 1) = of_floats(p_.args[static_cast<size_t>(op.args)]);
        at(p + 2) = of(request_.lut_first[static_cast<size_t>(op.lut)], t.size, 0, 0);
        at(p + 3) = of_floats({t.domain_min[0], t.domain_min[1], t.domain_min[2], 0});
        auto scale = [&](size_t k) { return 1.0f / (t.domain_max[k] - t.domain_min[k]); };
        at(p + 4) = of_floats({scale(0), scale(1), scale(2), 0});
    }

    // Names of a segment's ops, a dozen at most.
    std::string words_of(const Segment& s) const {
        constexpr size_t kMost = 12;
        if (s.ops.empty()) return "encode";
        std::string words;
        for (size_t i = 0; i < s.ops.size() && i < kMost; ++i)
            words += std::string(i ? " " : "") + op_name(p_.ops[static_cast<size_t>(s.ops[i])].code);
        return s.ops.size() <= kMost ? words : words + " and " + std::to_string(s.ops.size() - kMost) + " more";
    }

    void run_segment(const Segment& s) {
        const bool last = &s == &segments_.back();
        const IntRect region = region_of(s);
        if (region.empty()) return;
        for (int16_t i : s.ops) {
            const auto index = static_cast<size_t>(i);
            bool made = !textures_[index].region.empty();
            if (uses_[index].mode == SampleMode::filtered && !made) textures_[index] = make_texture(index);
        }
        SegmentText text = segment_text(p_, s, last ? request_.finish : Finish::working);
        Placed v = new_value(region);
        int base = slots(text.slots);
        at(base) = of(region), at(base + 1) = of(v.first, width_of(region), 0, 0);
        for (size_t i = 0; i < s.ops.size(); ++i) {
            const auto index = static_cast<size_t>(s.ops[i]);
            const Op& op = p_.ops[index];
            if (op.code == OpCode::sample || op.code == OpCode::resample)
                fill_sampling(base + text.op_block[i], index);
            else if (op.code == OpCode::blur)
                fill_blur(base + text.op_block[i], op);
            else
                fill_op(base + text.op_block[i], base, op);
        }
        for (size_t i = 0; i < s.inputs.size(); ++i) {
            if (text.input_block[i] < 0) continue;
            const Placed& in = values_[static_cast<size_t>(s.inputs[i])];
            at(base + text.input_block[i]) = of(in.region);
            at(base + text.input_block[i] + 1) = of(in.first, width_of(in.region), 0, 0);
        }
        if (text.finish_block >= 0) {
            Matrix34 encode = encode_matrix(request_.target.format, request_.target.colour);
            for (size_t r = 0; r < 3; ++r)
                at(base + text.finish_block + static_cast<int>(r)) =
                    of_floats(encode[r][0], encode[r][1], encode[r][2], encode[r][3]);
        }
        dispatch(std::move(text.text), words_of(s), base, width_of(region), height_of(region), true);
        if (!s.ops.empty()) values_[static_cast<size_t>(s.ops.back())] = v;
        if (last) result_ = v;
    }
    void store() {
        const FrameTarget& t = request_.target;
        const auto& f = info(t.format);
        IntRect r = request_.rect;
        for (int plane = 0; plane < f.planes; ++plane) {
            bool chroma = f.model == ColourModel::yuv && f.planes > 1 && (plane == 1 || plane == 2);
            int sy = chroma ? f.chroma_shift_y : 0;
            uint64_t from = plane_row_bytes(t.format, plane, r.x0), to = plane_row_bytes(t.format, plane, r.x1);
            int row0 = r.y0 >> sy, rows = ((r.y1 + (1 << sy) - 1) >> sy) - row0;
            uint64_t words = (to - from + 3) / 4;
            uint64_t first = out_.takes.output;
            out_.takes.output += words * 4 * static_cast<uint64_t>(rows);
            out_.downloads.push_back({plane, row0, rows, first, words * 4, from, to - from});
            int base = slots(0), header = base + 1;
            slot(of(small(first / 4), small(words), small(words), rows)), slot(Slot{});
            slot(of(result_.region));
            int count = 0;
            for (size_t k = 0; k < f.components; ++k) {
                if (f.comp[k].plane != plane) continue;
                ++count;
                store_component(k, r.x0);
            }
            at(header) = of(result_.first, width_of(result_.region), row0, count);
            dispatch(store_text(), "store", base, small(words), rows, plane == 0);
        }
    }
    void store_component(size_t k, int x0) {
        const FrameTarget& t = request_.target;
        const auto& f = info(t.format);
        const PixelComponent& c = f.comp[k];
        bool alpha = f.has_alpha && k + 1u == f.components, chroma = f.model == ColourModel::yuv && (k == 1 || k == 2);
        int sx = chroma ? f.chroma_shift_x : 0, sy = chroma ? f.chroma_shift_y : 0;
        // Mean of the block where the sample sits in its middle, else a [1 2 1] tent about it.
        auto taps = [](int shift, double position, int& first) -> std::array<float, 4> {
            first = 0;
            if (shift == 0) return {1, 0, 0, 0};
            if (shift == 2) return {0.25f, 0.25f, 0.25f, 0.25f};
            if (position == 0.5) return {0.5f, 0.5f, 0, 0};
            first = static_cast<int>(position) - 1;
            return {0.25f, 0.5f, 0.25f, 0};
        };
        int first_x = 0, first_y = 0;
        auto wx = taps(sx, chroma_position(t.colour.siting, Axis::across, sx), first_x);
        auto wy = taps(sy, chroma_position(t.colour.siting, Axis::down, sy), first_y);
        auto last = static_cast<float>(f.is_float ? 0.0 : std::ldexp(1.0, c.depth) - 1);
        bool dither = t.dithers();
        slot(of(c.offset, c.step, c.shift, alpha ? 3 : static_cast<int>(k)));
        auto count = [](const std::array<float, 4>& w) {
            return 4 - static_cast<int>(std::count(w.begin(), w.end(), 0.0f));
        };
        slot(of(static_cast<int>(last), sx | sy << 4 | count(wx) << 8 | count(wy) << 12, first_x + x0, first_y));
        slot(of_floats(wx)), slot(of_floats(wy));
        slot(of_floats({alpha && !f.is_float ? last : 1.0f, last, dither ? 1.0f : 0.0f, 0}));
    }

    const FrameProgram& p_;
    std::span<const PictureRef> pictures_;
    const FrameRequest& request_;
    WorkingSpace space_;
    std::vector<Segment> segments_;
    std::vector<IntRect> demand_;  // per op: what later segments need of it
    std::vector<Placed> values_;   // per op that ends a segment
    std::vector<Placed> decoded_;  // per op that filters a source: its texture, at half size where it is drawn smaller
    std::vector<Placed> textures_; // per op that filters
    std::vector<SampleUse> uses_;
    std::vector<IntRect> needed_; // per source
    std::vector<PlacedSource> placed_;
    Placed result_;
    FramePlan out_;
};

} // namespace

void aim(FramePlan& plan, MutablePicture& out) {
    for (Download& d : plan.downloads) {
        d.into = out.row(d.plane, d.first_row) + d.to;
        d.into_stride = out.header().stride[static_cast<size_t>(d.plane)];
    }
}

FramePlan plan_frame(const FrameProgram& p, std::span<const PictureRef> sources, const FrameRequest& request) {
    return Planner(p, sources, request).run();
}

} // namespace tandem::compose
