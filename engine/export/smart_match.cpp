// First clip by time on the lowest picture track that has one.
#include "engine/export/smart_match.h"

#include "engine/export/smart_plan.h"

namespace tandem {

Result<Preset> match_source(const Project& project, const Sequence& sequence, const Preset& preset) {
    if (!preset.video.enabled || !preset.video.as_source) return preset;
    const Media* media = nullptr;
    int stream = -1;
    for (const auto& track : sequence.tracks) {
        if (track->kind != TrackKind::picture || !track->enabled) continue;
        for (size_t i = 0; i < track->items.size() && !media; ++i) {
            const auto* content = std::get_if<MediaContent>(&track->items[i].clip->content);
            media = content ? project.find_media(content->media) : nullptr;
            if (media && (media->pictures.empty() || media->image_sequence)) media = nullptr;
            if (media) stream = content->stream;
        }
        if (media) break;
    }
    if (!media) return preset;
    auto source = TRY(CodedStream::open(*media, stream));
    const CodedFacts& facts = source->facts();
    Preset out = preset;
    std::string word;
    for (const char* w : {"h264", "hevc", "prores", "dnxhr", "ffv1", "mjpeg"})
        if (copied_codec(w) == facts.codec) word = w;
    const bool words = word == "prores" || word == "dnxhr";
    if (word.empty() || (words && profile_word(facts).empty()))
        return fail(ErrorCode::config,
                    "video.asSource: " + facts.codec + (facts.profile.empty() ? "" : " " + facts.profile) +
                        " cannot be written; choose a preset",
                    media->path);
    out.video.codec = word, out.video.profile = profile_word(facts);
    out.video.pixfmt = facts.format.starts_with("yuvj") ? "yuv" + facts.format.substr(4) : facts.format;
    // An encoder's quality words differ: crf 1 .. 31 is MJPEG's own scale.
    if (word == "mjpeg") out.video.crf = 2;
    for (const char* mux : {preset.container.mux.c_str(), "mp4", "mov", "mkv"}) {
        out.container.mux = mux;
        if (check_preset(out)) return out;
    }
    return check_preset(out).error();
}

} // namespace tandem
