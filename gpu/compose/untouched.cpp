// Which source is seen alone and whole in a rectangle: the ops are followed from the result; whatever mixes, grades or
// lets black through ends the search.
#include <algorithm>

#include "gpu/compose/frame_plan.h"
#include "gpu/compose/sample_use.h"

namespace tandem::compose {

namespace {

class Search {
  public:
    Search(const FrameProgram& p, std::span<const PictureRef> sources, IntRect rect)
        : p_(p), sources_(sources), rect_(rect), seen_(p.ops.size()) {
        for (const Op& op : p.ops) seen_[static_cast<size_t>(&op - p.ops.data())] = resolve(op);
    }
    Untouched result() const {
        if (seen_.empty() || !seen_.back().opaque || seen_.back().nothing || seen_.back().op < 0) return {};
        int index = seen_.back().op;
        const SampleUse use = use_of(p_.ops[static_cast<size_t>(index)]);
        return {index, use.shift_x, use.shift_y};
    }

  private:
    struct Seen {
        bool nothing = false, opaque = false;
        int op = -1; // the direct sample that it is in the whole rectangle
    };
    SampleUse use_of(const Op& op) const {
        const Picture& picture = *sources_[static_cast<size_t>(op.source)];
        return plan_use(p_, op, picture.width, picture.height, rect_);
    }
    Seen input(int16_t i) const { return i == kNoValue ? Seen{true, false, -1} : seen_[static_cast<size_t>(i)]; }

    Seen resolve(const Op& op) const {
        IntRect both = intersect(op.bounds, rect_);
        if (both.empty()) return {true, false, -1};
        bool whole = both == rect_;
        Seen a = input(op.a), b = input(op.b), other{false, op.opaque && whole, -1};
        float amount = op.arg_count > 0 ? p_.args[static_cast<size_t>(op.args)][0] : 0;
        // A value passed on is still cut by this op's bounds.
        auto same_as = [&](const Seen& s) { return s.nothing || whole ? s : Seen{}; };
        switch (op.code) {
        case OpCode::sample: {
            SampleUse use = use_of(op);
            if (use.mode == SampleMode::nothing) return {true, false, -1};
            bool direct = use.mode == SampleMode::direct && use.bounds == rect_;
            bool alpha = info(sources_[static_cast<size_t>(op.source)]->format).has_alpha;
            if (!direct) return {};
            return {false, !alpha || op.opaque, static_cast<int>(&op - p_.ops.data())};
        }
        case OpCode::opacity:
            if (a.nothing || amount <= 0) return {true, false, -1};
            return amount == 1 ? same_as(a) : Seen{};
        case OpCode::blend:
            if (b.nothing) return same_as(a);
            if (a.nothing || (op.variant == 0 && b.opaque)) return same_as(b);
            return {false, whole && (a.opaque || b.opaque), -1};
        case OpCode::mask:
            if (b.nothing) return same_as(a);
            return {false, whole && a.opaque && b.opaque, -1};
        case OpCode::bright:
        case OpCode::key:
            return a.nothing ? Seen{true, false, -1} : Seen{};
        case OpCode::add_light:
            if (b.nothing) return same_as(a);
            return {false, whole && a.opaque, -1};
        case OpCode::matte:
            return a.nothing || b.nothing ? Seen{true, false, -1} : Seen{};
        case OpCode::dissolve:
        case OpCode::wipe:
            if (amount <= 0) return same_as(a);
            if (amount >= 1) return same_as(b);
            if (a.nothing && b.nothing) return {true, false, -1};
            return {false, whole && a.opaque && b.opaque, -1};
        case OpCode::solid:
        case OpCode::gradient:
        case OpCode::resample:
        case OpCode::blur:
            return other;
        case OpCode::gamut:
            // The codes of an ICtCp picture are what its light becomes again.
            if (op.variant == 1) return same_as(a);
            [[fallthrough]];
        default:
            if (a.nothing) return {true, false, -1};
            return {false, whole && a.opaque, -1};
        }
    }

    const FrameProgram& p_;
    std::span<const PictureRef> sources_;
    IntRect rect_;
    std::vector<Seen> seen_;
};

} // namespace

Untouched untouched_in(const FrameProgram& p, std::span<const PictureRef> sources, IntRect rect) {
    return Search(p, sources, rect).result();
}

} // namespace tandem::compose
