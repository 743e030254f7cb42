// Runs of source frames, cut to what can be decoded by itself.
#include "engine/export/smart_plan.h"

#include <algorithm>

namespace tandem {
namespace {

struct ProfileRow {
    const char* codec;
    const char* name; // FFmpeg's
    const char* word; // the preset's
};
constexpr ProfileRow kProfiles[] = {
    {"h264", "Baseline", "baseline"},
    {"h264", "Constrained Baseline", "baseline"},
    {"h264", "Main", "main"},
    {"h264", "High", "high"},
    {"h264", "High 10", "high10"},
    {"h264", "High 4:2:2", "high422"},
    {"h264", "High 4:4:4 Predictive", "high444"},
    {"hevc", "Main", "main"},
    {"hevc", "Main 10", "main10"},
    {"prores", "Proxy", "proxy"},
    {"prores", "LT", "lt"},
    {"prores", "Standard", "standard"},
    {"prores", "HQ", "hq"},
    {"prores", "4444", "4444"},
    {"prores", "XQ", "4444xq"},
    {"dnxhd", "DNXHR LB", "lb"},
    {"dnxhd", "DNXHR SQ", "sq"},
    {"dnxhd", "DNXHR HQ", "hq"},
    {"dnxhd", "DNXHR HQX", "hqx"},
    {"dnxhd", "DNXHR 444", "444"},
};

void encode(SmartPlan& plan, int64_t first, int64_t count, const std::string& reason) {
    if (count <= 0) return;
    plan.encoded += count;
    if (!plan.spans.empty() && plan.spans.back().source < 0) {
        SmartSpan& last = plan.spans.back();
        last.count += count;
        if (("; " + last.reason + "; ").find("; " + reason + "; ") == std::string::npos && last.reason.size() < 300)
            last.reason += "; " + reason;
        return;
    }
    plan.spans.push_back({.first = first, .count = count, .reason = reason});
}

// The longest stretch from `entry` on in which the packets make exactly the frames from `from` on, none behind `end`.
struct Stretch {
    int64_t frames = 0, delay = 0;
};
Stretch stretch(const CodedFacts& facts, int64_t entry, int64_t from, int64_t end) {
    Stretch out;
    int64_t highest = from - 1, delay = 0;
    for (int64_t n = 0; entry + n < static_cast<int64_t>(facts.frame_of.size()); ++n) {
        const int64_t frame = facts.frame_of[static_cast<size_t>(entry + n)];
        if (frame < from) break; // a picture that is shown earlier or not at all
        highest = std::max(highest, frame);
        delay = std::max(delay, n - (frame - from));
        if (highest - from == n && highest < end) out = {n + 1, delay};
        if (frame - from > n + 64) break; // no codec reorders so far
    }
    return out;
}

// Whether pictures behind the entry in decoding order are shown before it.
bool has_leading(const CodedFacts& facts, int64_t entry, int64_t frame) {
    const auto end = std::min<int64_t>(static_cast<int64_t>(facts.frame_of.size()), entry + 64);
    for (int64_t p = entry + 1; p < end; ++p)
        if (int64_t shown = facts.frame_of[static_cast<size_t>(p)]; shown >= 0 && shown < frame) return true;
    return false;
}

void plan_run(SmartPlan& plan, const SmartSource& source, int index, int64_t first, int64_t from, int64_t count) {
    if (!source.refusal.empty()) return encode(plan, first, count, source.refusal);
    const CodedFacts& f = *source.facts;
    const int64_t end = from + count;
    bool open_group = false;
    for (int64_t frame = from; frame < end && frame < static_cast<int64_t>(f.packet_of.size()); ++frame) {
        const int64_t entry = f.packet_of[static_cast<size_t>(frame)];
        if (!source.clean_entry(entry)) continue;
        if (has_leading(f, entry, frame)) {
            open_group = true;
            continue;
        }
        const Stretch s = stretch(f, entry, frame, end);
        if (s.frames == 0) continue;
        const int64_t head = frame - from, tail = count - head - s.frames;
        encode(plan, first, head,
               open_group ? "the part begins in an open group of pictures"
                          : "the part does not begin with a key frame");
        plan.spans.push_back({.first = first + head,
                              .count = s.frames,
                              .source = index,
                              .packet = entry,
                              .source_frame = frame,
                              .reason = {}});
        plan.copied += s.frames, plan.delay = std::max(plan.delay, s.delay);
        return encode(plan, first + head + s.frames, tail, "the last frames of the part depend on later ones");
    }
    encode(plan, first, count,
           open_group ? "the part holds only open groups of pictures" : "the part holds no key frame to begin with");
}

const char* op_word(OpCode code) {
    switch (code) {
    case OpCode::opacity:
        return "opacity or a fade";
    case OpCode::dissolve:
    case OpCode::wipe:
        return "a transition";
    case OpCode::blend:
        return "several layers";
    case OpCode::solid:
    case OpCode::gradient:
        return "a generated picture";
    case OpCode::resample:
        return "a nested sequence that is moved or scaled";
    case OpCode::rendering:
    case OpCode::luma_power:
    case OpCode::tone_map:
    case OpCode::gamut:
        return "a conversion of colour";
    case OpCode::mask:
        return "a masked effect";
    case OpCode::sample:
        return nullptr;
    default:
        return "an effect";
    }
}

} // namespace

SmartPlan plan_smart(const std::vector<SmartFrame>& frames, const std::vector<SmartSource>& sources) {
    SmartPlan plan;
    const auto total = static_cast<int64_t>(frames.size());
    for (int64_t at = 0; at < total;) {
        const SmartFrame& f = frames[static_cast<size_t>(at)];
        int64_t count = 1;
        auto next = [&]() -> const SmartFrame& { return frames[static_cast<size_t>(at + count)]; };
        if (f.source < 0) {
            encode(plan, at, 1, f.reason);
        } else {
            while (at + count < total && next().source == f.source && next().frame == f.frame + count) ++count;
            plan_run(plan, sources[static_cast<size_t>(f.source)], f.source, at, f.frame, count);
        }
        at += count;
    }
    return plan;
}

std::string why_rendered(const FrameProgram& program) {
    if (program.ops.empty()) return "nothing is shown (black)";
    for (const FrameSource& s : program.sources) {
        if (s.kind == SourceKind::slate) return "a medium is missing";
        if (s.kind == SourceKind::raster) return "a title or subtitle is shown";
    }
    for (auto op = program.ops.rbegin(); op != program.ops.rend(); ++op)
        if (const char* word = op_word(op->code)) return std::string(word) + " changes the frame";
    return "the picture is moved, scaled, cropped or turned";
}

std::string why_not_copied(const CodedFacts& f, const PictureStream& stream, const ExportTarget& target,
                           const VideoSettings& video) {
    const std::string codec = copied_codec(video.codec);
    if (codec.empty()) return "packets of " + video.codec + " are not copied";
    if (f.codec != codec) return "the source is " + f.codec + ", the result " + codec;
    std::string profile = video.profile;
    if (profile.empty() && (video.codec == "prores" || video.codec == "dnxhr")) profile = "hq"; // the encoder's default
    if (const std::string have = profile_word(f);
        !profile.empty() && codec != "mjpeg" && codec != "ffv1" && have != profile)
        return "the source has the profile " + (have.empty() ? f.profile : have) + ", the result " + profile;
    if (f.width != target.frame.width || f.height != target.frame.height)
        return "the source is " + std::to_string(f.width) + "x" + std::to_string(f.height) + ", the result " +
               std::to_string(target.frame.width) + "x" + std::to_string(target.frame.height);
    // "yuvj420p" is FFmpeg's old name for yuv420p of full range; the range is a tag of its own.
    if (pixel_format_by_name(f.format.starts_with("yuvj") ? "yuv" + f.format.substr(4) : f.format) !=
        target.frame.format)
        return "the source's pixel format is " + f.format + ", the result's " + info(target.frame.format).name;
    if (f.sar_num != f.sar_den) return "the source's pixels are not square";
    if (stream.interlaced) return "the source is interlaced";
    if (target.frame.colour.transfer == Transfer::pq) return "the light of results in PQ is measured frame by frame";
    const ColourTags &have = f.colour, &want = target.frame.colour;
    auto differs = [](auto h, auto w) { return h != decltype(h)::unspecified && h != w; };
    if (differs(have.primaries, want.primaries) || differs(have.transfer, want.transfer) ||
        differs(have.matrix, want.matrix) || differs(have.range, want.range))
        return "the source's colour tags differ from the result's";
    // Other codecs say it in the container alone where their packets say nothing.
    if (codec == "prores" && (have.primaries == Primaries::unspecified || have.transfer == Transfer::unspecified ||
                              have.matrix == Matrix::unspecified))
        return "the source's frames carry no colour tags";
    if (codec == "h264" || codec == "hevc") {
        if (f.packet_of.size() > 1 && parameter_sets(f).empty())
            return "the source keeps no parameter sets in its header";
    }
    return {};
}

std::string copied_codec(const std::string& word) {
    if (word == "dnxhr") return "dnxhd";
    for (const char* same : {"h264", "hevc", "prores", "ffv1", "mjpeg"})
        if (word == same) return word;
    return {};
}

std::string profile_word(const CodedFacts& f) {
    for (const auto& row : kProfiles)
        if (f.codec == row.codec && f.profile == row.name) return row.word;
    return {};
}

} // namespace tandem
