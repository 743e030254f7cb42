// Export presets: declarative JSON (*.tandempreset.json) with inheritance. Unknown key = error, "x-" prefix free. Any
// thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/picture.h"
#include "engine/base/result.h"
#include "engine/base/value.h"

namespace tandem {

enum class FitMode : uint8_t { native, long_edge, exact };
// size: the bit rate follows from limits.bytes and the film's length (size_target.h).
enum class RateMode : uint8_t { crf, abr, cqp, lossless, size };
// Which kind of encoder makes the picture. automatic: the machine's own where one works, software otherwise. hardware:
// the same, but a fallback to software is a warning.
enum class EncoderChoice : uint8_t { software, automatic, hardware };
// normalise: turned up or down to the loudness. limit: turned down only. off: left as it is.
enum class LoudnessMode : uint8_t { normalise, limit, off };
// Whether packets of the sources are copied where nothing changes them (engine/export/smart_video.h). require: an error
// where nothing can be copied.
enum class SmartMode : uint8_t { off, automatic, require };

// One row of a rate ceiling that depends on the result: the first row whose limits hold rules.
struct RateCap {
    int max_height = 0;                 // 0 = any
    double fps_from = 0, fps_to = 1000; // half-open
    int kbps = 0;
    friend bool operator==(const RateCap&, const RateCap&) = default;
};

// The display that PQ results name where their source names none; a peak of 0 = none. For HLG results the peak is that
// of FrameTarget::hlg_peak_nits; 0 = 1000.
struct MasteringSettings {
    Primaries primaries = Primaries::display_p3;
    double peak_nits = 0, black_nits = 0.0001;
    friend bool operator==(const MasteringSettings&, const MasteringSettings&) = default;
};

struct VideoSettings {
    bool enabled = true;
    std::string codec = "h264"; // h264 hevc av1 vp9 prores dnxhr ffv1 mjpeg gif webp-anim png jpeg tiff exr dpx webp
    EncoderChoice encoder = EncoderChoice::software;
    std::string profile;    // "high", "main10", "hq", "4444"
    std::string speed;      // encoder preset word: "veryfast"; av1, vp9: a number
    std::string pixfmt;     // "" = the source's where the codec takes it
    bool dither = true;     // FrameTarget::dither
    int bframes = -1;       // -1 = the encoder's default
    double gop_seconds = 0; // 0 = the encoder's default
    bool gop_closed = true, gop_fixed = false;
    double segment_seconds = 30; // least length of segments, see segment_frames (engine/export/target.h); 0 = none
    RateMode mode = RateMode::crf;
    double crf = 20;
    int kbps = 0, max_kbps = 0;
    std::vector<RateCap> caps; // looked at where max_kbps is 0
    ColourTags colour;         // unspecified = the sequence's
    MasteringSettings mastering;
    SmartMode smart = SmartMode::off;
    bool as_source = false; // codec, profile and sample format of the first clip (engine/export/smart_match.h)
    std::vector<std::pair<std::string, std::string>> options; // private encoder options, passed as they are
    // The ceiling for a result of this size and rate; 0 = none.
    int cap_kbps(int height, double fps) const;
    friend bool operator==(const VideoSettings&, const VideoSettings&) = default;
};

// What a sound track shall measure in the finished file (EBU R128, ITU-R BS.1770-4); see normalise.h.
struct LoudnessSettings {
    std::optional<double> lufs; // integrated
    std::optional<double> tp;   // ceiling of the true peak, dBTP
    LoudnessMode mode = LoudnessMode::normalise;
    bool active() const { return mode != LoudnessMode::off && (lufs || tp); }
    // A loudness without a ceiling has one of -1 dBTP, so that no gain clips.
    std::optional<double> ceiling() const { return tp ? tp : lufs ? std::optional(-1.0) : std::nullopt; }
    friend bool operator==(const LoudnessSettings&, const LoudnessSettings&) = default;
};

struct AudioSettings {
    std::string codec = "aac"; // aac opus flac mp3 pcm_s16 pcm_s24 pcm_f32 none
    int kbps = 0;              // 0 = 192 for stereo, by channels
    int rate = 0;              // 0 = the sequence's where the codec takes it, else 48000
    std::string layout;        // "" = the sequence's
    std::string bus;           // "" = master
    bool dither = true; // 16-bit samples get triangular noise before rounding; those that are whole already do not
    LoudnessSettings loudness;
    friend bool operator==(const AudioSettings&, const AudioSettings&) = default;
};

struct CanvasSettings {
    FitMode fit = FitMode::native;
    int width = 0, height = 0;  // of exact or the limit of long_edge
    std::string fps = "native"; // or a rate
    friend bool operator==(const CanvasSettings&, const CanvasSettings&) = default;
};

struct ContainerSettings {
    std::string mux = "mp4"; // mp4 mov mkv webm gif webp wav m4a mp3 flac ogg images
    bool faststart = true;
    bool edit_lists = true;
    bool chapters = true;
    bool silence = false; // a film without any sound clip gets silent sound tracks instead of none
    int plays = 0;        // of an animation (gif, webp); 0 = for ever
    friend bool operator==(const ContainerSettings&, const ContainerSettings&) = default;
};

// What the place of delivery takes. An export outside these bounds is an error.
struct LimitSettings {
    double min_seconds = 0, max_seconds = 0; // 0 = none
    int64_t max_bytes = 0;                   // of the file; 0 = none
    friend bool operator==(const LimitSettings&, const LimitSettings&) = default;
};

// What the check of the finished file asks beyond what every export is checked for.
struct VerifySettings {
    bool everything = false;    // all frames are decoded and loudness is measured
    bool no_edit_lists = false; // MP4 and QuickTime
    double loudness_lu = 0.5;   // tolerance of a loudness asked for
    double true_peak_db = 0.3;  // by which a true peak may pass the ceiling asked for
    friend bool operator==(const VerifySettings&, const VerifySettings&) = default;
};

// Where the numbers of a preset come from; for people only.
struct PresetSource {
    std::string url, checked; // checked: "2026-11"
    friend bool operator==(const PresetSource&, const PresetSource&) = default;
};

struct Preset {
    std::string id, title, extends, description;
    std::string group; // web social podcast broadcast masters images audio, or ""
    PresetSource source;
    CanvasSettings canvas;
    VideoSettings video;
    std::vector<AudioSettings> audio;
    ContainerSettings container;
    LimitSettings limits;
    VerifySettings verify;
    std::string name = "{project}_{preset}.{ext}";
    std::vector<std::pair<std::string, std::string>> metadata;
    std::string extension() const; // without the dot
    friend bool operator==(const Preset&, const Preset&) = default;
};

// Where presets are: built-in ones (compiled in from resources/presets) and the user's folder,
// $XDG_CONFIG_HOME/tandem/presets or ~/.config/tandem/presets.
struct PresetInfo {
    std::string id, title, description, group;
    PresetSource source;
    bool built_in = true;
};
// Without those whose id begins with "base.": they are there to be inherited from.
std::vector<PresetInfo> list_presets();
// The words that `group` takes, in the order in which lists show them.
const std::vector<std::string>& preset_groups();
// By id or by path of a file; `extends` resolved (depth <= 8, cycles refused). Errors: no_input, config (file, every
// wrong key, what is allowed).
Result<Preset> load_preset(const std::string& id_or_path);
Result<Preset> parse_preset(std::string_view json, const std::string& where);
// Everything that is wrong with a preset or preset file, each line with its key; empty = nothing. Error: no_input.
Result<std::vector<std::string>> preset_problems(const std::string& id_or_path);
// --set key=value: "video.crf=18", "audio.0.loudness.lufs=-14".
Result<void> set_preset_key(Preset& preset, const std::string& key, const std::string& value);
// Whether the settings fit together: codecs the container takes, a rate where one is needed. Error: config.
Result<void> check_preset(const Preset& preset);
// The resolved preset as JSON text; parse_preset of it gives an equal preset, but for `extends`.
std::string preset_text(const Preset& preset);
// The JSON Schema (2020-12) of preset files, made from the table of keys; resources/presets/schema.json is this text.
std::string preset_schema();

} // namespace tandem
