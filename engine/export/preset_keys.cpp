// The table of preset keys. One row a key; captureless lambdas keep each row next to its name.
#include "engine/export/preset_keys.h"

#include <algorithm>
#include <cmath>

#include "engine/base/colour_words.h"
#include "engine/base/time.h"

namespace tandem {
namespace {

template<class E>
struct Word {
    const char* text;
    E value;
};

constexpr Word<FitMode> kFits[] = {
    {"native", FitMode::native}, {"long-edge", FitMode::long_edge}, {"exact", FitMode::exact}};
constexpr Word<RateMode> kModes[] = {{"crf", RateMode::crf},
                                     {"abr", RateMode::abr},
                                     {"cqp", RateMode::cqp},
                                     {"lossless", RateMode::lossless},
                                     {"size", RateMode::size}};
constexpr Word<EncoderChoice> kEncoders[] = {
    {"software", EncoderChoice::software}, {"auto", EncoderChoice::automatic}, {"hardware", EncoderChoice::hardware}};
constexpr Word<LoudnessMode> kLoudnessModes[] = {
    {"normalise", LoudnessMode::normalise}, {"limit", LoudnessMode::limit}, {"off", LoudnessMode::off}};
constexpr Word<SmartMode> kSmarts[] = {
    {"off", SmartMode::off}, {"auto", SmartMode::automatic}, {"require", SmartMode::require}};
template<class E>
bool read_colour_word(const Json& j, E& out) {
    auto value = j.is_string() ? colour_by_word<E>(j.get_ref<const std::string&>()) : std::nullopt;
    if (value) out = *value;
    return value.has_value();
}
template<class E, size_t N>
bool read_word(const Word<E> (&words)[N], const Json& j, E& out) {
    if (!j.is_string()) return false;
    const auto& text = j.get_ref<const std::string&>();
    for (const auto& w : words)
        if (text == w.text) return out = w.value, true;
    return false;
}
template<class E, size_t N>
Json word_of(const Word<E> (&words)[N], E value) {
    for (const auto& w : words)
        if (w.value == value) return w.text;
    return words[0].text;
}

constexpr size_t kMaxText = 4096;

// A number is taken as its text, so that --set video.speed=6 works.
bool read_text(const Json& j, std::string& out) {
    if (j.is_string()) {
        const auto& s = j.get_ref<const std::string&>();
        if (s.size() > kMaxText) return false;
        return out = s, true;
    }
    if (j.is_number()) return out = j.dump(), true;
    return false;
}
bool read_bool(const Json& j, bool& out) {
    if (!j.is_boolean()) return false;
    return out = j.get<bool>(), true;
}
bool read_number(const Json& j, double low, double high, double& out) {
    if (!j.is_number()) return false;
    double v = j.get<double>();
    if (!(v >= low && v <= high)) return false;
    return out = v, true;
}
bool read_int(const Json& j, int low, int high, int& out) {
    double v = 0;
    if (!read_number(j, low, high, v) || v != std::floor(v)) return false;
    return out = static_cast<int>(v), true;
}

// [1920, 1080] or "1920x1080".
bool read_size(const Json& j, CanvasSettings& out) {
    int w = 0, h = 0;
    if (j.is_array() && j.size() == 2) {
        if (!read_int(j[0], 1, 32768, w) || !read_int(j[1], 1, 32768, h)) return false;
    } else if (j.is_string()) {
        int end = 0;
        const auto& s = j.get_ref<const std::string&>();
        if (s.size() > 20 || std::sscanf(s.c_str(), "%5dx%5d%n", &w, &h, &end) != 2 ||
            static_cast<size_t>(end) != s.size() || w < 1 || h < 1 || w > 32768 || h > 32768)
            return false;
    } else {
        return false;
    }
    out.width = w, out.height = h;
    return true;
}

bool read_optional(const Json& j, double low, double high, std::optional<double>& out) {
    double v = 0;
    if (!read_number(j, low, high, v)) return false;
    return out = v, true;
}
Json optional_json(const std::optional<double>& v) { return v ? Json(*v) : Json(); }

using Pairs = std::vector<std::pair<std::string, std::string>>;
// Members are merged into what a base preset has.
bool read_pairs(const Json& j, Pairs& out) {
    if (!j.is_object() || j.size() > 100) return false;
    for (const auto& [key, value] : j.items()) {
        std::string text;
        if (value.is_boolean())
            text.assign(1, value.get<bool>() ? '1' : '0');
        else if (!read_text(value, text))
            return false;
        bool found = false;
        for (auto& p : out)
            if (p.first == key) p.second = text, found = true;
        if (!found) out.emplace_back(key, text);
    }
    return true;
}
Json pairs_json(const Pairs& pairs) {
    Json j = Json::object();
    for (const auto& [key, value] : pairs) j[key] = value;
    return j;
}

bool read_cap(const Json& j, VideoSettings& v) {
    if (j.is_number()) {
        if (!read_int(j, 0, 2'000'000, v.max_kbps)) return false;
        v.caps.clear();
        return true;
    }
    if (!j.is_object() || j.size() != 1 || !j.contains("table") || !j["table"].is_array() || j["table"].size() > 100)
        return false;
    std::vector<RateCap> rows;
    for (const auto& row : j["table"]) {
        RateCap cap;
        if (!row.is_object()) return false;
        for (const auto& [key, value] : row.items()) {
            if (key == "kbps") {
                if (!read_int(value, 1, 2'000'000, cap.kbps)) return false;
            } else if (key == "maxHeight") {
                if (!read_int(value, 1, 32768, cap.max_height)) return false;
            } else if (key == "fps") {
                if (!value.is_array() || value.size() != 2 || !read_number(value[0], 0, 1000, cap.fps_from) ||
                    !read_number(value[1], 0, 1000, cap.fps_to))
                    return false;
            } else {
                return false;
            }
        }
        if (cap.kbps == 0) return false;
        rows.push_back(cap);
    }
    v.caps = std::move(rows), v.max_kbps = 0;
    return true;
}
Json cap_json(const VideoSettings& v) {
    if (v.caps.empty()) return v.max_kbps;
    Json rows = Json::array();
    for (const auto& c : v.caps) {
        Json row = {{"fps", {c.fps_from, c.fps_to}}, {"kbps", c.kbps}};
        if (c.max_height) row["maxHeight"] = c.max_height;
        rows.push_back(row);
    }
    return {{"table", rows}};
}

// [least, most] seconds; 0 = no bound.
bool read_duration(const Json& j, LimitSettings& out) {
    double from = 0, to = 0;
    if (!j.is_array() || j.size() != 2 || !read_number(j[0], 0, 1e6, from) || !read_number(j[1], 0, 1e6, to))
        return false;
    if (to > 0 && from > to) return false;
    out.min_seconds = from, out.max_seconds = to;
    return true;
}

bool read_group(const Json& j, std::string& out) {
    const auto& groups = preset_groups();
    if (!j.is_string() || (j != "" && std::find(groups.begin(), groups.end(), j.get<std::string>()) == groups.end()))
        return false;
    return out = j.get<std::string>(), true;
}

constexpr const char* kText = R"({"type":["string","number"],"maxLength":4096})";
constexpr const char* kTexts =
    R"({"type":"object","additionalProperties":{"type":["string","number","boolean"]},"maxProperties":100})";
constexpr const char* kSize =
    R"({"anyOf":[{"type":"array","items":{"type":"integer","minimum":1,"maximum":32768},"minItems":2,"maxItems":2},)"
    R"({"type":"string","pattern":"^[0-9]{1,5}x[0-9]{1,5}$"}]})";
constexpr const char* kCap =
    R"({"anyOf":[{"type":"integer","minimum":0,"maximum":2000000},{"type":"object","required":["table"],)"
    R"("additionalProperties":false,"properties":{"table":{"type":"array","maxItems":100,"items":{"type":"object",)"
    R"("required":["kbps"],"additionalProperties":false,"properties":{"kbps":{"type":"integer","minimum":1,)"
    R"("maximum":2000000},"maxHeight":{"type":"integer","minimum":1,"maximum":32768},"fps":{"type":"array",)"
    R"("items":{"type":"number","minimum":0,"maximum":1000},"minItems":2,"maxItems":2}}}}}}]})";

using P = Preset;
using J = const Json&;

constexpr PresetKey<Preset> kPresetKeys[] = {
    {"tandemPreset", "the number 1", R"({"const":1})", [](P&, J j) { return j.is_number_integer() && j == 1; },
     [](const P&) -> Json { return 1; }},
    {"id", "a text", kText, [](P& p, J j) { return read_text(j, p.id); }, [](const P& p) -> Json { return p.id; }},
    {"title", "a text", kText, [](P& p, J j) { return read_text(j, p.title); },
     [](const P& p) -> Json { return p.title; }},
    {"description", "a text", kText, [](P& p, J j) { return read_text(j, p.description); },
     [](const P& p) -> Json { return p.description; }},
    {"extends", "the id of a preset", kText, [](P& p, J j) { return read_text(j, p.extends); },
     [](const P&) -> Json { return nullptr; }},
    {"group", "web, social, podcast, broadcast, masters, images, audio or \"\"",
     R"({"enum":["web","social","podcast","broadcast","masters","images","audio",""]})",
     [](P& p, J j) { return read_group(j, p.group); }, [](const P& p) -> Json { return p.group; }},
    {"source.url", "a text", kText, [](P& p, J j) { return read_text(j, p.source.url); },
     [](const P& p) -> Json { return p.source.url; }},
    {"source.checked", "a text", kText, [](P& p, J j) { return read_text(j, p.source.checked); },
     [](const P& p) -> Json { return p.source.checked; }},
    {"canvas.fit", "native, long-edge or exact", R"({"enum":["native","long-edge","exact"]})",
     [](P& p, J j) { return read_word(kFits, j, p.canvas.fit); },
     [](const P& p) -> Json { return word_of(kFits, p.canvas.fit); }},
    {"canvas.max", "[width, height], 1 to 32768 each", kSize,
     [](P& p, J j) { return p.canvas.fit = FitMode::long_edge, read_size(j, p.canvas); },
     [](const P& p) -> Json {
         return p.canvas.fit == FitMode::long_edge ? Json{p.canvas.width, p.canvas.height} : Json{};
     }},
    {"canvas.size", "[width, height], 1 to 32768 each", kSize,
     [](P& p, J j) { return p.canvas.fit = FitMode::exact, read_size(j, p.canvas); },
     [](const P& p) -> Json {
         return p.canvas.fit == FitMode::exact ? Json{p.canvas.width, p.canvas.height} : Json{};
     }},
    {"canvas.fps", "native or a rate (25, 29.97, 30000/1001)", kText,
     [](P& p, J j) {
         std::string text;
         if (!read_text(j, text) || (text != "native" && !FrameRate::parse(text))) return false;
         return p.canvas.fps = text, true;
     },
     [](const P& p) -> Json { return p.canvas.fps; }},
    {"video.enabled", "true or false", R"({"type":"boolean"})", [](P& p, J j) { return read_bool(j, p.video.enabled); },
     [](const P& p) -> Json { return p.video.enabled; }},
    {"video.codec",
     "h264, hevc, av1, vp9, prores, dnxhr, ffv1, mjpeg, gif, webp-anim, png, jpeg, tiff, exr, dpx or webp",
     R"({"enum":["h264","hevc","av1","vp9","prores","dnxhr","ffv1","mjpeg","gif","webp-anim","png","jpeg","tiff","exr","dpx","webp"]})",
     [](P& p, J j) { return read_text(j, p.video.codec); }, [](const P& p) -> Json { return p.video.codec; }},
    {"video.encoder", "software, auto or hardware", R"({"enum":["software","auto","hardware"]})",
     [](P& p, J j) { return read_word(kEncoders, j, p.video.encoder); },
     [](const P& p) -> Json { return word_of(kEncoders, p.video.encoder); }},
    {"video.profile", "a text", kText, [](P& p, J j) { return read_text(j, p.video.profile); },
     [](const P& p) -> Json { return p.video.profile; }},
    {"video.speed", "a text or a number", kText, [](P& p, J j) { return read_text(j, p.video.speed); },
     [](const P& p) -> Json { return p.video.speed; }},
    {"video.pixfmt", "an FFmpeg pixel format name or \"\"", kText,
     [](P& p, J j) {
         std::string text;
         if (!read_text(j, text) || (!text.empty() && !pixel_format_by_name(text))) return false;
         return p.video.pixfmt = text, true;
     },
     [](const P& p) -> Json { return p.video.pixfmt; }},
    {"video.bframes", "a whole number from -1 to 16", R"({"type":"integer","minimum":-1,"maximum":16})",
     [](P& p, J j) { return read_int(j, -1, 16, p.video.bframes); },
     [](const P& p) -> Json { return p.video.bframes; }},
    {"video.gop.seconds", "a number from 0 to 600", R"({"type":"number","minimum":0,"maximum":600})",
     [](P& p, J j) { return read_number(j, 0, 600, p.video.gop_seconds); },
     [](const P& p) -> Json { return p.video.gop_seconds; }},
    {"video.dither", "true or false", R"({"type":"boolean"})", [](P& p, J j) { return read_bool(j, p.video.dither); },
     [](const P& p) -> Json { return p.video.dither; }},
    {"video.gop.closed", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.video.gop_closed); }, [](const P& p) -> Json { return p.video.gop_closed; }},
    {"video.gop.fixed", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.video.gop_fixed); }, [](const P& p) -> Json { return p.video.gop_fixed; }},
    {"video.gop.segment", "a number from 0 to 600", R"({"type":"number","minimum":0,"maximum":600})",
     [](P& p, J j) { return read_number(j, 0, 600, p.video.segment_seconds); },
     [](const P& p) -> Json { return p.video.segment_seconds; }},
    {"video.rate.mode", "crf, abr, cqp, lossless or size", R"({"enum":["crf","abr","cqp","lossless","size"]})",
     [](P& p, J j) { return read_word(kModes, j, p.video.mode); },
     [](const P& p) -> Json { return word_of(kModes, p.video.mode); }},
    {"video.rate.crf", "a number from 0 to 63", R"({"type":"number","minimum":0,"maximum":63})",
     [](P& p, J j) { return read_number(j, 0, 63, p.video.crf); }, [](const P& p) -> Json { return p.video.crf; }},
    {"video.rate.kbps", "a whole number from 0 to 2000000", R"({"type":"integer","minimum":0,"maximum":2000000})",
     [](P& p, J j) { return read_int(j, 0, 2'000'000, p.video.kbps); },
     [](const P& p) -> Json { return p.video.kbps; }},
    {"video.rate.cap", "a number of kb/s or {\"table\": [{\"fps\": [from, to], \"maxHeight\": N, \"kbps\": N}]}", kCap,
     [](P& p, J j) { return read_cap(j, p.video); }, [](const P& p) -> Json { return cap_json(p.video); }},
    {"video.colour.primaries", "native, bt709, bt2020, smpte170m, bt470bg, display-p3 or dci-p3",
     R"({"enum":["native","bt709","bt2020","smpte170m","bt470bg","display-p3","dci-p3"]})",
     [](P& p, J j) { return read_colour_word(j, p.video.colour.primaries); },
     [](const P& p) -> Json { return std::string(colour_word(p.video.colour.primaries)); }},
    {"video.colour.transfer", "native, bt709, srgb, pq, hlg, linear, smpte170m, bt2020-10 or bt2020-12",
     R"({"enum":["native","bt709","srgb","pq","hlg","linear","smpte170m","bt2020-10","bt2020-12"]})",
     [](P& p, J j) { return read_colour_word(j, p.video.colour.transfer); },
     [](const P& p) -> Json { return std::string(colour_word(p.video.colour.transfer)); }},
    {"video.colour.matrix", "native, bt709, bt2020nc, ictcp, smpte170m, bt470bg or rgb",
     R"({"enum":["native","bt709","bt2020nc","ictcp","smpte170m","bt470bg","rgb"]})",
     [](P& p, J j) { return read_colour_word(j, p.video.colour.matrix); },
     [](const P& p) -> Json { return std::string(colour_word(p.video.colour.matrix)); }},
    {"video.colour.range", "native, tv or pc", R"({"enum":["native","tv","pc"]})",
     [](P& p, J j) { return read_colour_word(j, p.video.colour.range); },
     [](const P& p) -> Json { return std::string(colour_word(p.video.colour.range)); }},
    {"video.colour.siting", "native, left, center, topleft, top, bottomleft or bottom",
     R"({"enum":["native","left","center","topleft","top","bottomleft","bottom"]})",
     [](P& p, J j) { return read_colour_word(j, p.video.colour.siting); },
     [](const P& p) -> Json { return std::string(colour_word(p.video.colour.siting)); }},
    {"video.mastering.primaries", "bt709, bt2020 or display-p3", R"({"enum":["bt709","bt2020","display-p3"]})",
     [](P& p, J j) { return read_colour_word(j, p.video.mastering.primaries); },
     [](const P& p) -> Json { return std::string(colour_word(p.video.mastering.primaries)); }},
    {"video.mastering.peak",
     "cd/m2 from 0 to 10000; 0 = the source's or none; HLG: of the display it is made for, 0 = 1000",
     R"({"type":"number","minimum":0,"maximum":10000})",
     [](P& p, J j) { return read_number(j, 0, 10000, p.video.mastering.peak_nits); },
     [](const P& p) -> Json { return p.video.mastering.peak_nits; }},
    {"video.mastering.black", "cd/m2 from 0 to 1", R"({"type":"number","minimum":0,"maximum":1})",
     [](P& p, J j) { return read_number(j, 0, 1, p.video.mastering.black_nits); },
     [](const P& p) -> Json { return p.video.mastering.black_nits; }},
    {"video.smart", "off, auto or require", R"({"enum":["off","auto","require"]})",
     [](P& p, J j) { return read_word(kSmarts, j, p.video.smart); },
     [](const P& p) -> Json { return word_of(kSmarts, p.video.smart); }},
    {"video.asSource", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.video.as_source); }, [](const P& p) -> Json { return p.video.as_source; }},
    {"video.options", "an object of texts", kTexts, [](P& p, J j) { return read_pairs(j, p.video.options); },
     [](const P& p) -> Json { return pairs_json(p.video.options); }},
    {"container.mux", "mp4, mov, mkv, webm, gif, webp, wav, m4a, mp3, flac, ogg or images",
     R"({"enum":["mp4","mov","mkv","webm","gif","webp","wav","m4a","mp3","flac","ogg","images"]})",
     [](P& p, J j) { return read_text(j, p.container.mux); }, [](const P& p) -> Json { return p.container.mux; }},
    {"container.faststart", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.container.faststart); },
     [](const P& p) -> Json { return p.container.faststart; }},
    {"container.editLists", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.container.edit_lists); },
     [](const P& p) -> Json { return p.container.edit_lists; }},
    {"container.chapters", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.container.chapters); },
     [](const P& p) -> Json { return p.container.chapters; }},
    {"container.silence", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.container.silence); },
     [](const P& p) -> Json { return p.container.silence; }},
    {"container.plays", "a whole number from 0 to 65535", R"({"type":"integer","minimum":0,"maximum":65535})",
     [](P& p, J j) { return read_int(j, 0, 65535, p.container.plays); },
     [](const P& p) -> Json { return p.container.plays; }},
    {"limits.duration", "[from, to] in seconds, 0 for no bound",
     R"({"type":"array","items":{"type":"number","minimum":0,"maximum":1000000},"minItems":2,"maxItems":2})",
     [](P& p, J j) { return read_duration(j, p.limits); },
     [](const P& p) -> Json {
         return {p.limits.min_seconds, p.limits.max_seconds};
     }},
    {"limits.bytes", "a whole number, 0 for no bound", R"({"type":"integer","minimum":0,"maximum":9000000000000000})",
     [](P& p, J j) {
         double v = 0;
         if (!read_number(j, 0, 9e15, v) || v != std::floor(v)) return false;
         return p.limits.max_bytes = static_cast<int64_t>(v), true;
     },
     [](const P& p) -> Json { return p.limits.max_bytes; }},
    // Every export is checked to the frame; the word may be said.
    {"verify.frames", "the word exact", R"({"const":"exact"})", [](P&, J j) { return j == "exact"; },
     [](const P&) -> Json { return nullptr; }},
    {"verify.depth", "quick or full", R"({"enum":["quick","full"]})",
     [](P& p, J j) {
         if (j != "quick" && j != "full") return false;
         return p.verify.everything = j == "full", true;
     },
     [](const P& p) -> Json { return p.verify.everything ? "full" : "quick"; }},
    {"verify.noElst", "true or false", R"({"type":"boolean"})",
     [](P& p, J j) { return read_bool(j, p.verify.no_edit_lists); },
     [](const P& p) -> Json { return p.verify.no_edit_lists; }},
    {"verify.loudness", "a number from 0.05 to 10", R"({"type":"number","minimum":0.05,"maximum":10})",
     [](P& p, J j) { return read_number(j, 0.05, 10, p.verify.loudness_lu); },
     [](const P& p) -> Json { return p.verify.loudness_lu; }},
    {"verify.tp", "a number from 0.05 to 10", R"({"type":"number","minimum":0.05,"maximum":10})",
     [](P& p, J j) { return read_number(j, 0.05, 10, p.verify.true_peak_db); },
     [](const P& p) -> Json { return p.verify.true_peak_db; }},
    {"name", "a file name pattern without folders", R"({"type":"string","minLength":1,"pattern":"^[^/]+$"})",
     [](P& p, J j) {
         std::string text;
         if (!read_text(j, text) || text.empty() || text.find('/') != std::string::npos) return false;
         return p.name = text, true;
     },
     [](const P& p) -> Json { return p.name; }},
    {"metadata", "an object of texts", kTexts, [](P& p, J j) { return read_pairs(j, p.metadata); },
     [](const P& p) -> Json { return pairs_json(p.metadata); }},
};

using A = AudioSettings;
constexpr PresetKey<AudioSettings> kAudioKeys[] = {
    {"codec", "aac, opus, flac, mp3, pcm_s16, pcm_s24, pcm_f32 or none",
     R"({"enum":["aac","opus","flac","mp3","pcm_s16","pcm_s24","pcm_f32","none"]})",
     [](A& a, J j) { return read_text(j, a.codec); }, [](const A& a) -> Json { return a.codec; }},
    {"kbps", "a whole number from 0 to 10000", R"({"type":"integer","minimum":0,"maximum":10000})",
     [](A& a, J j) { return read_int(j, 0, 10'000, a.kbps); }, [](const A& a) -> Json { return a.kbps; }},
    {"rate", "a whole number from 8000 to 192000, or 0 for the sequence's",
     R"({"anyOf":[{"const":0},{"type":"integer","minimum":8000,"maximum":192000}]})",
     [](A& a, J j) { return (j.is_number() && j == 0) ? (a.rate = 0, true) : read_int(j, 8000, 192'000, a.rate); },
     [](const A& a) -> Json { return a.rate; }},
    {"layout", "mono, stereo, 5.1, 7.1 or \"\"", R"({"enum":["mono","stereo","5.1","7.1",""]})",
     [](A& a, J j) {
         std::string text;
         if (!read_text(j, text) ||
             (text != "" && text != "mono" && text != "stereo" && text != "5.1" && text != "7.1"))
             return false;
         return a.layout = text, true;
     },
     [](const A& a) -> Json { return a.layout; }},
    {"bus", "the name of a bus, or master", kText, [](A& a, J j) { return read_text(j, a.bus); },
     [](const A& a) -> Json { return a.bus.empty() ? "master" : a.bus; }},
    {"dither", "true or false", R"({"type":"boolean"})", [](A& a, J j) { return read_bool(j, a.dither); },
     [](const A& a) -> Json { return a.dither; }},
    {"loudness.lufs", "a number from -70 to 0", R"({"type":"number","minimum":-70,"maximum":0})",
     [](A& a, J j) { return read_optional(j, -70, 0, a.loudness.lufs); },
     [](const A& a) { return optional_json(a.loudness.lufs); }},
    {"loudness.tp", "a number from -20 to 0", R"({"type":"number","minimum":-20,"maximum":0})",
     [](A& a, J j) { return read_optional(j, -20, 0, a.loudness.tp); },
     [](const A& a) { return optional_json(a.loudness.tp); }},
    {"loudness.mode", "normalise, limit or off", R"({"enum":["normalise","limit","off"]})",
     [](A& a, J j) { return read_word(kLoudnessModes, j, a.loudness.mode); },
     [](const A& a) -> Json { return word_of(kLoudnessModes, a.loudness.mode); }},
};

} // namespace

std::span<const PresetUpgrade> preset_upgrades() { return {}; }

std::optional<std::string> upgrade_preset(Json& preset, std::span<const PresetUpgrade> steps) {
    const auto newest = static_cast<int64_t>(steps.size()) + 1;
    const auto version = preset.find("tandemPreset");
    const std::string number = "\"tandemPreset\" must be a whole number from 1 to " + std::to_string(newest);
    if (version == preset.end()) return "\"tandemPreset\" is missing; it must be the number " + std::to_string(newest);
    if (!version->is_number_integer() || *version < 1) return number;
    if (*version > newest)
        return number + "; this preset is of version " + version->dump() +
               ", made for a newer Tandem: update Tandem, or ask for the preset in the older form";
    for (auto at = static_cast<size_t>(version->get<int64_t>()) - 1; at < steps.size(); ++at) {
        steps[at](preset);
        preset["tandemPreset"] = at + 2;
    }
    return {};
}

std::span<const PresetKey<Preset>> preset_keys() { return kPresetKeys; }
std::span<const PresetKey<AudioSettings>> audio_keys() { return kAudioKeys; }

} // namespace tandem
