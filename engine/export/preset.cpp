// Reading presets: files, inheritance, single keys. The keys themselves are in preset_keys.cpp.
#include "engine/export/preset.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/export/built_in_presets.h"
#include "engine/export/preset_keys.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = size_t{1} << 20;
constexpr int kMaxDepth = 16;  // of JSON
constexpr int kMaxExtends = 8; // of inheritance
constexpr const char* kSuffix = ".tandempreset.json";

Error wrong(const std::string& where, std::string what) { return fail(ErrorCode::config, std::move(what), where); }

// Depth is counted before parsing, so that no nesting reaches the parser or a destructor.
bool too_deep(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMaxDepth) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

Result<Json> parse_json(std::string_view text, const std::string& where) {
    if (text.size() > kMaxBytes) return wrong(where, "the preset is larger than 1 MiB");
    if (too_deep(text)) return wrong(where, "the preset is nested deeper than 16 levels");
    try {
        Json json = Json::parse(text.begin(), text.end());
        if (!json.is_object()) return wrong(where, "a preset is a JSON object");
        return json;
    } catch (const std::exception& e) {
        return wrong(where, std::string("not valid JSON: ") + e.what());
    }
}

bool free_key(const std::string& key) { return key.starts_with("x-"); }

// Names allowed at `prefix` ("video."), for messages.
template<class T>
std::string allowed_at(std::span<const PresetKey<T>> keys, const std::string& prefix) {
    std::vector<std::string> names;
    for (const auto& row : keys) {
        std::string path = row.path;
        if (!path.starts_with(prefix)) continue;
        std::string name = path.substr(prefix.size(), path.find('.', prefix.size()) - prefix.size());
        if (names.empty() || names.back() != name) names.push_back(name);
    }
    if (prefix.empty() && std::is_same_v<T, Preset>) names.push_back("audio");
    std::string text;
    for (const auto& n : names) text += (text.empty() ? "" : ", ") + n;
    return text + " and names that begin with x-";
}

// Keys of the format that this version does not obey: to ignore them would break a promise.
const char* later(const std::string& path) {
    if (path == "sidecars") return "writes no files beside the film";
    if (path == "loudness") return "does not change loudness; verify.depth full measures it";
    if (path == "verify.loudness" || path == "verify.tp")
        return "does not judge loudness; verify.depth full measures it";
    return nullptr;
}

Result<void> apply_audio(Preset& preset, const Json& list, const std::string& where);

// `prefix` is "" or ends with a dot; `shown` is put before paths in messages.
template<class T>
Result<void> apply_object(std::span<const PresetKey<T>> keys, T& target, const Json& object, const std::string& prefix,
                          const std::string& shown, const std::string& where) {
    for (const auto& [key, value] : object.items()) {
        if (free_key(key)) continue;
        std::string path = prefix + key;
        if constexpr (std::is_same_v<T, Preset>) {
            if (path == "audio") {
                TRY_VOID(apply_audio(target, value, where));
                continue;
            }
        }
        if (const char* why = later(path))
            return wrong(where, "\"" + shown + path + "\" is not yet obeyed: this version " + why + "; remove the key");
        auto row = std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return path == k.path; });
        if (row != keys.end()) {
            if (!row->set(target, value)) return wrong(where, "\"" + shown + path + "\" must be " + row->expects);
            continue;
        }
        bool group = std::any_of(keys.begin(), keys.end(),
                                 [&](const auto& k) { return std::string_view(k.path).starts_with(path + "."); });
        if (!group)
            return wrong(where, "unknown key \"" + shown + path + "\"; allowed here: " + allowed_at(keys, prefix));
        if (!value.is_object()) return wrong(where, "\"" + shown + path + "\" must be an object");
        TRY_VOID(apply_object(keys, target, value, path + ".", shown, where));
    }
    return {};
}

Result<void> apply_audio(Preset& preset, const Json& list, const std::string& where) {
    if (!list.is_array() || list.size() > 16) return wrong(where, "\"audio\" must be a list of at most 16 objects");
    std::vector<AudioSettings> audio;
    for (size_t i = 0; i < list.size(); ++i) {
        std::string shown = "audio." + std::to_string(i) + ".";
        if (!list[i].is_object()) return wrong(where, "\"audio." + std::to_string(i) + "\" must be an object");
        AudioSettings a;
        TRY_VOID(apply_object(audio_keys(), a, list[i], "", shown, where));
        if (a.bus == "master") a.bus.clear();
        audio.push_back(a);
    }
    preset.audio = std::move(audio);
    return {};
}

Result<Preset> load_at(const std::string& id_or_path, const std::string& asked_by, int depth);

Result<Preset> resolve(std::string_view text, const std::string& where, int depth) {
    Json json = TRY(parse_json(text, where));
    auto version = json.find("tandemPreset");
    if (version == json.end()) return wrong(where, "\"tandemPreset\" is missing; it must be the number 1");
    Preset preset;
    if (auto base = json.find("extends"); base != json.end()) {
        if (!base->is_string()) return wrong(where, "\"extends\" must be the id of a preset");
        if (depth >= kMaxExtends)
            return wrong(where,
                         "\"extends\" is more than 8 deep or runs in a circle at \"" + base->get<std::string>() + "\"");
        preset = TRY(load_at(base->get<std::string>(), where, depth + 1));
        preset.id.clear(), preset.title.clear(), preset.description.clear();
    }
    TRY_VOID(apply_object(preset_keys(), preset, json, "", "", where));
    if (preset.id.empty()) return wrong(where, "\"id\" is missing");
    if (preset.title.empty()) preset.title = preset.id;
    return preset;
}

std::string user_folder() {
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config)
        return std::string(config) + "/tandem/presets";
    if (const char* home = std::getenv("HOME"); home && *home) return std::string(home) + "/.config/tandem/presets";
    return {};
}

Result<std::string> read_preset_file(const std::string& path) {
    std::error_code ec;
    if (!fs::is_regular_file(path, ec)) return fail(ErrorCode::no_input, "there is no such preset file", path);
    if (fs::file_size(path, ec) > kMaxBytes || ec) return wrong(path, "the preset is larger than 1 MiB");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return fail(ErrorCode::no_input, "the preset cannot be read", path);
    return text.str();
}

Result<Preset> load_at(const std::string& name, const std::string& asked_by, int depth) {
    for (const auto& row : built_in_presets())
        if (row.file == name + kSuffix) return resolve(row.json, name, depth);
    if (name.find('/') == std::string::npos && !name.ends_with(".json")) {
        if (std::string folder = user_folder(); !folder.empty()) {
            std::string path = folder + "/" + name + kSuffix;
            std::error_code ec;
            if (fs::exists(path, ec)) return resolve(TRY(read_preset_file(path)), path, depth);
        }
        return fail(asked_by.empty() ? ErrorCode::no_input : ErrorCode::config,
                    "there is no preset \"" + name + "\"; `tandem presets list` names them", asked_by);
    }
    // A file named by another file's "extends" is meant relative to that file.
    std::string path = name;
    if (depth > 0 && !name.starts_with("/") && asked_by.find('/') != std::string::npos)
        path = (fs::path(asked_by).parent_path() / name).string();
    return resolve(TRY(read_preset_file(path)), path, depth);
}

// Short forms that people type.
std::string full_key(const std::string& key) {
    static const std::map<std::string, std::string> kShort = {
        {"video.crf", "video.rate.crf"}, {"video.kbps", "video.rate.kbps"}, {"video.mode", "video.rate.mode"},
        {"video.cap", "video.rate.cap"}, {"video.preset", "video.speed"},   {"fps", "canvas.fps"},
        {"size", "canvas.size"},         {"mux", "container.mux"},
    };
    auto it = kShort.find(key);
    return it == kShort.end() ? key : it->second;
}

// The nested object that sets one key: a.b.c = v -> {"a": {"b": {"c": v}}}.
Json nested(const std::string& path, Json value) {
    size_t dot = path.rfind('.');
    if (dot == std::string::npos) return Json{{path, value}};
    return nested(path.substr(0, dot), Json{{path.substr(dot + 1), value}});
}

} // namespace

std::string Preset::extension() const {
    if (container.mux == "images") return video.codec == "jpeg" ? "jpg" : video.codec == "tiff" ? "tif" : video.codec;
    if (container.mux == "ogg") return "opus";
    return container.mux;
}

int VideoSettings::cap_kbps(int height, double fps) const {
    if (max_kbps > 0) return max_kbps;
    for (const auto& row : caps)
        if ((row.max_height == 0 || height <= row.max_height) && fps >= row.fps_from && fps < row.fps_to)
            return row.kbps;
    return 0;
}

std::vector<PresetInfo> list_presets() {
    std::vector<PresetInfo> list;
    for (const auto& row : built_in_presets())
        if (auto p = resolve(row.json, std::string(row.file), 0); p && !p->id.starts_with("base."))
            list.push_back({p->id, p->title, p->description, true});
    std::string folder = user_folder();
    std::error_code ec;
    std::vector<std::string> files;
    if (!folder.empty())
        for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
            if (it->path().string().ends_with(kSuffix)) files.push_back(it->path().string());
    std::sort(files.begin(), files.end());
    for (const auto& path : files)
        if (auto p = load_preset(path)) list.push_back({p->id, p->title, p->description, false});
    return list;
}

Result<Preset> load_preset(const std::string& id_or_path) {
    Preset preset = TRY(load_at(id_or_path, "", 0));
    TRY_VOID(check_preset(preset));
    return preset;
}

Result<Preset> parse_preset(std::string_view json, const std::string& where) {
    Preset preset = TRY(resolve(json, where, 0));
    TRY_VOID(check_preset(preset));
    return preset;
}

Result<void> set_preset_key(Preset& preset, const std::string& key_text, const std::string& value_text) {
    std::string key = full_key(key_text);
    const std::string where = "--set " + key_text + "=" + value_text;
    if (key.empty() || key.size() > 200) return wrong(where, "the key is empty or too long");
    if (too_deep(value_text)) return wrong(where, "the value is nested too deep");
    Json value = Json::parse(value_text, nullptr, false);
    if (value.is_discarded() || value.is_null()) value = value_text;

    Preset changed = preset;
    if (key == "audio" && value_text == "none") value = Json::array();
    if (key.starts_with("audio.")) {
        size_t dot = key.find('.', 6);
        std::string index = key.substr(6, dot == std::string::npos ? dot : dot - 6);
        if (dot == std::string::npos || index.empty() || index.size() > 2 ||
            index.find_first_not_of("0123456789") != std::string::npos)
            return wrong(where, "write audio.0.kbps: the number of the sound track, then its key");
        auto n = static_cast<size_t>(std::atoi(index.c_str()));
        if (n > changed.audio.size() || n >= 16)
            return wrong(where, "the preset has " + std::to_string(changed.audio.size()) + " sound tracks");
        if (n == changed.audio.size()) changed.audio.emplace_back();
        AudioSettings& a = changed.audio[n];
        TRY_VOID(apply_object(audio_keys(), a, Json{{key.substr(dot + 1), value}}, "", key.substr(0, dot + 1), where));
        if (a.bus == "master") a.bus.clear();
    } else if (key.starts_with("metadata.") || key.starts_with("video.options.")) {
        // The rest of the key is the name itself, dots included.
        bool meta = key.starts_with("metadata.");
        std::string group = meta ? "metadata" : "video.options";
        TRY_VOID(apply_object(preset_keys(), changed, nested(group, Json{{key.substr(group.size() + 1), value}}), "",
                              "", where));
    } else if (key == "extends" || key == "tandemPreset") {
        return wrong(where, "this key cannot be set");
    } else {
        TRY_VOID(apply_object(preset_keys(), changed, nested(key, value), "", "", where));
    }
    preset = std::move(changed);
    return {};
}

std::string preset_text(const Preset& preset) {
    Json root = Json::object();
    auto put = [&](const char* path, const Json& value) {
        if (value.is_null()) return;
        Json* at = &root;
        std::string rest = path;
        for (size_t dot; (dot = rest.find('.')) != std::string::npos; rest.erase(0, dot + 1))
            at = &(*at)[rest.substr(0, dot)];
        (*at)[rest] = value;
    };
    for (const auto& row : preset_keys()) put(row.path, row.get(preset));
    root["audio"] = Json::array();
    for (const auto& a : preset.audio) {
        Json one = Json::object();
        for (const auto& row : audio_keys()) one[row.path] = row.get(a);
        root["audio"].push_back(one);
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<void> check_preset(const Preset& preset) {
    struct Mux {
        const char* name;
        const char* video;
        const char* audio;
    };
    static constexpr Mux kMuxes[] = {
        {"mp4", " h264 hevc av1 vp9 ", " aac opus flac mp3 "},
        {"mov", " h264 hevc prores dnxhr mjpeg ", " aac pcm_s16 pcm_s24 pcm_f32 "},
        {"mkv", " h264 hevc av1 vp9 prores dnxhr ffv1 mjpeg ", " aac opus flac mp3 pcm_s16 pcm_s24 pcm_f32 "},
        {"webm", " av1 vp9 ", " opus "},
        {"wav", "", " pcm_s16 pcm_s24 pcm_f32 "},
        {"m4a", "", " aac "},
        {"mp3", "", " mp3 "},
        {"flac", "", " flac "},
        {"ogg", "", " opus flac "},
        {"images", " png jpeg tiff exr webp ", ""},
    };
    auto takes = [](const char* list, const std::string& word) {
        return std::string_view(list).find(" " + word + " ") != std::string_view::npos;
    };
    auto mux = std::find_if(std::begin(kMuxes), std::end(kMuxes),
                            [&](const Mux& m) { return preset.container.mux == m.name; });
    if (mux == std::end(kMuxes))
        return wrong(preset.id, "\"container.mux\" must be mp4, mov, mkv, webm, wav, m4a, mp3, flac, ogg or images");
    if (preset.video.enabled && !takes(mux->video, preset.video.codec))
        return wrong(preset.id, "\"video.codec\" " + preset.video.codec + " does not go into " + mux->name +
                                    "; it takes:" + (*mux->video ? mux->video : " no picture"));
    size_t sounds = 0;
    for (const auto& a : preset.audio) {
        if (a.codec == "none") continue;
        ++sounds;
        if (!takes(mux->audio, a.codec))
            return wrong(preset.id, "\"audio.codec\" " + a.codec + " does not go into " + mux->name +
                                        "; it takes:" + (*mux->audio ? mux->audio : " no sound"));
    }
    if (sounds > 1 && !*mux->video) return wrong(preset.id, std::string(mux->name) + " takes one sound track");
    if (!preset.video.enabled && sounds == 0) return wrong(preset.id, "the preset has neither picture nor sound");
    if (preset.video.enabled && preset.video.mode == RateMode::abr && preset.video.kbps <= 0)
        return wrong(preset.id, "\"video.rate.kbps\" must be set with the mode abr");
    if (preset.canvas.fit != FitMode::native && (preset.canvas.width < 1 || preset.canvas.height < 1))
        return wrong(preset.id, "\"canvas.size\" or \"canvas.max\" must be set with this fit");
    return {};
}

} // namespace tandem
