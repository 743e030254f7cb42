// Whether the settings of a preset fit together: codecs and containers, rates and sizes. Pure, any thread.
#include <algorithm>

#include "engine/export/preset_keys.h"

namespace tandem {
namespace {

// Words with a space on both sides.
struct Mux {
    const char* name;
    const char* video;
    const char* audio;
};
constexpr Mux kMuxes[] = {
    {"mp4", " h264 hevc av1 vp9 ", " aac opus flac mp3 "},
    {"mov", " h264 hevc prores dnxhr mjpeg ", " aac pcm_s16 pcm_s24 pcm_f32 "},
    {"mkv", " h264 hevc av1 vp9 prores dnxhr ffv1 mjpeg ", " aac opus flac mp3 pcm_s16 pcm_s24 pcm_f32 "},
    {"webm", " av1 vp9 ", " opus "},
    {"gif", " gif ", ""},
    {"webp", " webp-anim ", ""},
    {"wav", "", " pcm_s16 pcm_s24 pcm_f32 "},
    {"m4a", "", " aac "},
    {"mp3", "", " mp3 "},
    {"flac", "", " flac "},
    {"ogg", "", " opus flac "},
    {"images", " png jpeg tiff exr dpx webp ", ""},
};

bool takes(const char* list, const std::string& word) {
    return std::string_view(list).find(" " + word + " ") != std::string_view::npos;
}

} // namespace

std::vector<std::string> preset_misfits(const Preset& preset) {
    std::vector<std::string> problems;
    auto problem = [&](std::string text) { problems.push_back(std::move(text)); };
    const VideoSettings& v = preset.video;
    auto mux = std::find_if(std::begin(kMuxes), std::end(kMuxes),
                            [&](const Mux& m) { return preset.container.mux == m.name; });
    if (mux == std::end(kMuxes)) {
        problem("\"container.mux\" must be mp4, mov, mkv, webm, gif, webp, wav, m4a, mp3, flac, ogg or images");
        return problems;
    }
    if (v.enabled && !takes(mux->video, v.codec))
        problem("\"video.codec\" " + v.codec + " does not go into " + mux->name +
                "; it takes:" + (*mux->video ? mux->video : " no picture"));
    size_t sounds = 0;
    for (size_t i = 0; i < preset.audio.size(); ++i) {
        const AudioSettings& a = preset.audio[i];
        const std::string key = "\"audio." + std::to_string(i) + ".";
        if (a.codec == "none") continue;
        ++sounds;
        if (!takes(mux->audio, a.codec))
            problem(key + "codec\" " + a.codec + " does not go into " + mux->name +
                    "; it takes:" + (*mux->audio ? mux->audio : " no sound"));
        if (a.loudness.mode == LoudnessMode::limit && !a.loudness.lufs && !a.loudness.tp)
            problem(key + "loudness.lufs\" or \"loudness.tp\" must be set with the mode limit");
    }
    if (sounds > 1 && !*mux->video) problem("\"audio\": " + std::string(mux->name) + " takes one sound track");
    if (!v.enabled && sounds == 0) problem("\"video.enabled\", \"audio\": the preset has neither picture nor sound");
    if (v.enabled && v.mode == RateMode::abr && v.kbps <= 0)
        problem("\"video.rate.kbps\" must be set with the mode abr");
    if (v.enabled && v.mode == RateMode::size) {
        if (preset.limits.max_bytes <= 0) problem("\"limits.bytes\" must be set with \"video.rate.mode\" size");
        if (v.codec != "h264" && v.codec != "hevc" && v.codec != "av1" && v.codec != "vp9")
            problem("\"video.rate.mode\" size goes with h264, hevc, av1 and vp9");
    }
    if (preset.canvas.fit != FitMode::native && (preset.canvas.width < 1 || preset.canvas.height < 1))
        problem("\"canvas.size\" or \"canvas.max\" must be set with this fit");
    return problems;
}

} // namespace tandem
