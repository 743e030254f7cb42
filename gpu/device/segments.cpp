// Segment splitting: one pass for liveness and cuts, one to collect.
#include "gpu/device/segments.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace tandem {

static void add_once(std::vector<int16_t>& list, int16_t value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// Collects the ops of the segment that ends in `op`; stops at cuts, which become inputs.
static void collect(const FrameProgram& p, int16_t op, const std::vector<char>& cut, Segment& s, bool root) {
    if (!root && cut[static_cast<size_t>(op)]) return add_once(s.inputs, op);
    if (std::find(s.ops.begin(), s.ops.end(), op) != s.ops.end()) return;
    const Op& o = p.ops[static_cast<size_t>(op)];
    for (int16_t in : {o.a, o.b})
        if (in != kNoValue) collect(p, in, cut, s, false);
    if (o.source >= 0) add_once(s.sources, o.source);
    s.ops.push_back(op);
}

std::vector<Segment> split_segments(const FrameProgram& p) {
    std::vector<Segment> out;
    if (p.ops.empty()) return out;
    size_t n = p.ops.size();
    std::vector<char> live(n), cut(n);
    live[n - 1] = cut[n - 1] = 1;
    for (size_t i = n; i-- > 0;) {
        if (!live[i]) continue;
        for (int16_t in : {p.ops[i].a, p.ops[i].b})
            if (in != kNoValue) live[static_cast<size_t>(in)] = 1;
        if (reads_neighbours(p.ops[i].code)) cut[static_cast<size_t>(p.ops[i].a)] = 1;
    }
    for (size_t i = 0; i < n; ++i) {
        if (!live[i]) continue;
        Segment s;
        collect(p, static_cast<int16_t>(i), cut, s, true);
        if (!cut[i] && s.sources.size() + s.inputs.size() > kMaxSegmentSources) {
            // The heavier input becomes a picture of its own, and this value starts anew from it.
            const Op& o = p.ops[i];
            Segment a, b;
            if (o.a != kNoValue) collect(p, o.a, cut, a, false);
            if (o.b != kNoValue) collect(p, o.b, cut, b, false);
            auto weight = [](const Segment& x) { return x.sources.size() + x.inputs.size(); };
            int16_t heavy = weight(a) >= weight(b) ? o.a : o.b;
            cut[static_cast<size_t>(heavy)] = 1;
        }
    }
    for (size_t i = 0; i < n; ++i) {
        if (!live[i] || !cut[i]) continue;
        Segment s;
        collect(p, static_cast<int16_t>(i), cut, s, true);
        std::sort(s.ops.begin(), s.ops.end());
        out.push_back(std::move(s));
    }
    return out;
}

uint64_t structure_key(const FrameProgram& p, const Segment& s) {
    Hasher h;
    auto local = [&](int16_t value) -> uint64_t {
        if (value == kNoValue) return 0;
        auto op = std::find(s.ops.begin(), s.ops.end(), value);
        if (op != s.ops.end()) return 1 + static_cast<uint64_t>(op - s.ops.begin());
        auto in = std::find(s.inputs.begin(), s.inputs.end(), value);
        return 1000 + static_cast<uint64_t>(in - s.inputs.begin());
    };
    for (int16_t i : s.ops) {
        const Op& o = p.ops[static_cast<size_t>(i)];
        h.word(static_cast<uint64_t>(o.code)).word(o.variant).word(static_cast<uint64_t>(o.filter));
        h.word(local(o.a)).word(local(o.b));
        if (o.source < 0) continue;
        auto at = std::find(s.sources.begin(), s.sources.end(), o.source);
        h.word(static_cast<uint64_t>(at - s.sources.begin()));
    }
    h.word(static_cast<uint64_t>(p.space));
    bool last = !s.ops.empty() && static_cast<size_t>(s.ops.back()) + 1 == p.ops.size();
    if (last) h.word(static_cast<uint64_t>(p.target.format));
    return h.value();
}

} // namespace tandem
