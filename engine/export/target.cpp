// Decisions of an export: canvas, sample format, colour, frames.
#include "engine/export/target.h"

#include <algorithm>
#include <cmath>

#include "engine/export/video_encoder.h"

namespace tandem {
namespace {

// Layout of the first picture on the lowest track: what a plain cut list is made of, so that it can pass untouched.
PixelFormat source_format(const Project& project, const Sequence& sequence) {
    for (const auto& track : sequence.tracks) {
        if (track->kind != TrackKind::picture || !track->enabled) continue;
        for (size_t i = 0; i < track->items.size(); ++i) {
            const auto* content = std::get_if<MediaContent>(&track->items[i].clip->content);
            const Media* media = content ? project.find_media(content->media) : nullptr;
            if (!media) continue;
            for (const auto& p : media->pictures)
                if (content->stream < 0 || content->stream == p.index)
                    return pixel_format_by_name(p.format).value_or(PixelFormat::yuv420p);
        }
    }
    return PixelFormat::yuv420p;
}

// How much worse `to` keeps what `from` has; smaller is better, unused precision costs a little.
int distance(PixelFormat from, PixelFormat to) {
    if (from == to) return -1;
    const auto &f = info(from), &t = info(to);
    int cost = 0;
    bool from_rgb = f.model == ColourModel::rgb, to_rgb = t.model == ColourModel::rgb;
    if (from_rgb != to_rgb) cost += 400;
    int lost_depth = std::min(f.depth(), 16) - std::min(t.depth(), 16);
    cost += lost_depth > 0 ? 100 * lost_depth : -5 * lost_depth;
    int fx = from_rgb ? 0 : f.chroma_shift_x, fy = from_rgb ? 0 : f.chroma_shift_y;
    if (f.model != ColourModel::gray)
        for (int lost : {t.chroma_shift_x - fx, t.chroma_shift_y - fy}) cost += lost > 0 ? 150 * lost : -10 * lost;
    else
        cost += 10 * (2 - t.chroma_shift_x - t.chroma_shift_y);
    return cost;
}

Result<PixelFormat> pick_format(const Project& project, const Sequence& sequence, const Preset& preset) {
    const std::vector<PixelFormat> takes = formats_of(preset.video);
    if (!preset.video.pixfmt.empty()) {
        auto wish = pixel_format_by_name(preset.video.pixfmt);
        if (wish && std::find(takes.begin(), takes.end(), *wish) != takes.end()) return *wish;
        std::string names;
        for (auto f : takes) names += std::string(names.empty() ? "" : ", ") + info(f).name;
        return fail(ErrorCode::config,
                    "video.pixfmt " + preset.video.pixfmt + " does not go with " + preset.video.codec +
                        (preset.video.profile.empty() ? "" : " " + preset.video.profile) + "; it takes " + names,
                    preset.id);
    }
    PixelFormat from = source_format(project, sequence);
    return *std::min_element(takes.begin(), takes.end(),
                             [&](auto a, auto b) { return distance(from, a) < distance(from, b); });
}

// ICtCp is a reading of PQ and HLG with BT.2020 primaries, and these codecs can name it.
bool takes_ictcp(const ColourTags& c, const std::string& codec) {
    return (c.transfer == Transfer::pq || c.transfer == Transfer::hlg) && c.primaries == Primaries::bt2020 &&
           (codec == "h264" || codec == "hevc" || codec == "av1" || codec == "ffv1");
}

ColourTags pick_colour(const Sequence& sequence, const Preset& preset, PixelFormat format, int width, int height) {
    ColourTags c = sequence.format.colour;
    const ColourTags& wish = preset.video.colour;
    if (wish.primaries != Primaries::unspecified) c.primaries = wish.primaries;
    if (wish.transfer != Transfer::unspecified) c.transfer = wish.transfer;
    if (wish.matrix != Matrix::unspecified) c.matrix = wish.matrix;
    if (wish.range != ColourRange::unspecified) c.range = wish.range;
    if (wish.siting != ChromaSiting::unspecified) c.siting = wish.siting;
    const std::string& codec = preset.video.codec;
    if (c.matrix == Matrix::ictcp && !takes_ictcp(c, codec)) c.matrix = Matrix::unspecified;
    if (info(format).model == ColourModel::rgb) {
        c.matrix = Matrix::rgb, c.range = ColourRange::full, c.siting = ChromaSiting::unspecified;
        if (codec == "exr") c.transfer = Transfer::linear;
        return with_defaults(c, width, height, true);
    }
    if (c.matrix == Matrix::rgb) c.matrix = Matrix::unspecified, c.range = ColourRange::limited;
    // JPEG (JFIF) has one fixed reading and WebP another; neither can say anything else.
    if (codec == "mjpeg" || codec == "jpeg") c.matrix = Matrix::bt470bg, c.range = ColourRange::full;
    if (codec == "jpeg") c.siting = ChromaSiting::center;
    if (codec == "webp") c.matrix = Matrix::smpte170m, c.range = ColourRange::limited, c.siting = ChromaSiting::center;
    // These have no place for a range: they are limited by definition.
    if (codec == "prores" || codec == "dnxhr") c.range = ColourRange::limited;
    return with_defaults(c, width, height, false);
}

int even(double v) { return std::max(2, static_cast<int>(std::lround(v / 2)) * 2); }

} // namespace

bool same_frame(const FrameTarget& a, const FrameTarget& b) {
    return a.format == b.format && a.width == b.width && a.height == b.height && a.colour == b.colour &&
           a.dither == b.dither && a.hlg_peak_nits == b.hlg_peak_nits;
}

RenderSpec render_spec(const ExportJob& job, const FrameTarget& frame) {
    return {.target = frame,
            .on_missing = job.on_missing,
            .burn_subtitles = job.burn_captions,
            .subtitle_track = job.burn_captions ? job.captions_track : "",
            .locale = job.locale};
}

std::optional<FrameView> view_at(std::span<const ReframePoint> points, Time t) {
    if (points.empty()) return std::nullopt;
    auto next = std::find_if(points.begin(), points.end(), [&](const ReframePoint& p) { return p.at > t; });
    if (next == points.begin()) return points.front().view;
    if (next == points.end()) return points.back().view;
    const FrameView &a = std::prev(next)->view, &b = next->view;
    const Time from = std::prev(next)->at;
    const double k = (t - from).seconds() / (next->at - from).seconds();
    return FrameView{a.x + (b.x - a.x) * k, a.y + (b.y - a.y) * k, a.zoom + (b.zoom - a.zoom) * k};
}

int64_t segment_frames(const VideoSettings& v, const ExportTarget& target) {
    constexpr int kLeastSegments = 4;
    const bool by_quality = v.mode == RateMode::crf || v.mode == RateMode::cqp || v.mode == RateMode::lossless;
    const double hz = target.rate.hz();
    if ((v.codec != "h264" && v.codec != "hevc") || v.encoder != EncoderChoice::software || !by_quality ||
        v.smart != SmartMode::off || !v.options.empty() || v.segment_seconds <= 0 ||
        v.cap_kbps(target.frame.height, hz) > 0)
        return 0;
    const int64_t gop = std::max<int64_t>(1, std::llround(v.gop_seconds * hz));
    const auto least = std::max<int64_t>(1, std::llround(v.segment_seconds * hz));
    const int64_t length = (least + gop - 1) / gop * gop;
    return target.frames >= kLeastSegments * length ? length : 0;
}

Result<ExportTarget> decide_target(const Project& project, const Sequence& sequence, const Preset& preset,
                                   TimeRange range) {
    const Format& f = sequence.format;
    ExportTarget t;
    t.rate = f.rate;
    if (preset.canvas.fps != "native") t.rate = TRY(FrameRate::parse(preset.canvas.fps));

    Time end = sequence.duration();
    bool whole = range.empty();
    if (range.empty()) range = TimeRange::between(Time{}, end);
    t.start = std::max(Time{}, f.rate.snap(range.start));
    Time stop = f.rate.snap(range.end());
    // The last frame of a sequence that ends between two frames belongs to it.
    if (range.end() >= end) stop = f.rate.time_of(f.rate.frames_covering(std::min(range.end(), end)));
    if (stop <= t.start)
        return fail(end.ticks <= 0 ? ErrorCode::bad_data : ErrorCode::usage,
                    end.ticks <= 0 ? "the sequence is empty: there is nothing to export"
                                   : "the range holds no frame of the sequence",
                    sequence.name);
    t.length = stop - t.start;
    if (!preset.video.enabled) {
        if (whole) t.length = end; // sound ends where it ends
        return t;
    }
    t.frames = t.rate.frames_covering(t.length);
    t.length = t.rate.time_of(t.frames);

    int w = f.width, h = f.height;
    if (preset.canvas.fit == FitMode::exact) {
        w = preset.canvas.width, h = preset.canvas.height;
    } else if (preset.canvas.fit == FitMode::long_edge) {
        // The limit is turned with the picture: 1920x1080 holds a portrait as 1080x1920.
        double mw = preset.canvas.width, mh = preset.canvas.height;
        if ((w < h) != (mw < mh)) std::swap(mw, mh);
        double scale = std::min({1.0, mw / w, mh / h});
        if (scale < 1) w = even(w * scale), h = even(h * scale);
    }
    t.frame.format = TRY(pick_format(project, sequence, preset));
    const auto& layout = info(t.frame.format);
    if (layout.chroma_shift_x) w = even(w);
    if (layout.chroma_shift_y) h = even(h);
    t.frame.width = w, t.frame.height = h;
    t.frame.colour = pick_colour(sequence, preset, t.frame.format, w, h);
    if (preset.video.colour.matrix == Matrix::ictcp && t.frame.colour.matrix != Matrix::ictcp)
        return fail(ErrorCode::config,
                    "video.colour.matrix ictcp goes with primaries bt2020, transfer pq or hlg, a YUV pixfmt and the "
                    "codecs h264, hevc, av1 and ffv1",
                    preset.id);
    t.frame.dither = preset.video.dither;
    if (t.frame.colour.transfer == Transfer::hlg && preset.video.mastering.peak_nits > 0)
        t.frame.hlg_peak_nits = preset.video.mastering.peak_nits;
    const std::string& codec = preset.video.codec;
    t.tagged = codec == "h264" || codec == "hevc" || codec == "av1" || codec == "vp9" || codec == "prores" ||
               (codec == "ffv1" && layout.model == ColourModel::yuv);
    return t;
}

} // namespace tandem
