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
#include "engine/io/json_value.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = size_t{1} << 20;
constexpr int kMaxDepth = 16;  // of JSON
constexpr int kMaxExtends = 8; // of inheritance
constexpr size_t kMaxSounds = 16;
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
    } catch (const std::exception&) {
        // Our own reader says it with the line and what was expected.
        const auto strict = parse_value(text);
        return wrong(where, strict ? "not valid JSON" : strict.error().text());
    }
}

bool free_key(const std::string& key) { return key.starts_with("x-") || key == "$schema"; }

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

// Everything wrong in one file, each line with its key.
using Problems = std::vector<std::string>;

std::string joined(const Problems& problems) {
    std::string text;
    for (const auto& p : problems) text += (text.empty() ? "" : "; ") + p;
    return text;
}

void apply_audio(Preset& preset, const Json& list, Problems& problems);

// `prefix` is "" or ends with a dot; `shown` is put before paths in messages.
template<class T>
void apply_object(std::span<const PresetKey<T>> keys, T& target, const Json& object, const std::string& prefix,
                  const std::string& shown, Problems& problems) {
    for (const auto& [key, value] : object.items()) {
        if (free_key(key)) continue;
        std::string path = prefix + key;
        if constexpr (std::is_same_v<T, Preset>) {
            if (path == "audio") {
                apply_audio(target, value, problems);
                continue;
            }
            // To ignore this key of other versions would break a promise.
            if (path == "sidecars") {
                problems.push_back("\"sidecars\" is not yet obeyed: a preset writes no files beside the film, "
                                   "`tandem deliver` does; remove the key");
                continue;
            }
        }
        auto row = std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return path == k.path; });
        if (row != keys.end()) {
            if (!row->set(target, value)) problems.push_back("\"" + shown + path + "\" must be " + row->expects);
            continue;
        }
        bool group = std::any_of(keys.begin(), keys.end(),
                                 [&](const auto& k) { return std::string_view(k.path).starts_with(path + "."); });
        if (!group)
            problems.push_back("unknown key \"" + shown + path + "\"; allowed here: " + allowed_at(keys, prefix));
        else if (!value.is_object())
            problems.push_back("\"" + shown + path + "\" must be an object");
        else
            apply_object(keys, target, value, path + ".", shown, problems);
    }
}

void apply_sound(AudioSettings& sound, const Json& object, const std::string& shown, Problems& problems) {
    apply_object(audio_keys(), sound, object, "", shown, problems);
    if (sound.bus == "master") sound.bus.clear();
}

void apply_audio(Preset& preset, const Json& list, Problems& problems) {
    if (!list.is_array() || list.size() > kMaxSounds)
        return problems.push_back("\"audio\" must be a list of at most 16 objects");
    std::vector<AudioSettings> audio;
    for (size_t i = 0; i < list.size(); ++i) {
        std::string shown = "audio." + std::to_string(i);
        AudioSettings a;
        if (list[i].is_object())
            apply_sound(a, list[i], shown + ".", problems);
        else
            problems.push_back("\"" + shown + "\" must be an object");
        audio.push_back(a);
    }
    preset.audio = std::move(audio);
}

Result<Preset> load_at(const std::string& id_or_path, const std::string& asked_by, int depth);

// Reads one file into a preset as far as that goes.
Preset resolve_all(std::string_view text, const std::string& where, int depth, Problems& problems) {
    Preset preset;
    auto parsed = parse_json(text, where);
    if (!parsed) return problems.push_back(parsed.error().what), preset;
    Json& json = *parsed;
    if (auto why = upgrade_preset(json, preset_upgrades())) return problems.push_back(*why), preset;
    if (auto base = json.find("extends"); base != json.end()) {
        const std::string name = base->is_string() ? base->get<std::string>() : "";
        if (depth >= kMaxExtends) {
            problems.push_back("\"extends\" is more than 8 deep or runs in a circle at \"" + name + "\"");
        } else if (base->is_string()) {
            auto parent = load_at(name, where, depth + 1);
            if (parent)
                preset = std::move(*parent);
            else
                problems.push_back("\"extends\": " + parent.error().text());
        }
        preset.id.clear(), preset.title.clear(), preset.description.clear();
        preset.source = {};
    }
    apply_object(preset_keys(), preset, json, "", "", problems);
    if (preset.id.empty()) problems.push_back("\"id\" is missing");
    if (preset.title.empty()) preset.title = preset.id;
    return preset;
}

Result<Preset> resolve(std::string_view text, const std::string& where, int depth) {
    Problems problems;
    Preset preset = resolve_all(text, where, depth, problems);
    if (!problems.empty()) return wrong(where, joined(problems));
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

struct PresetText {
    std::string where, json;
};
// Words of the documents for built-in presets.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {{"audio.podcast", "audio.mp3-podcast"},
                                                                         {"base.h264", "h264"}};

Result<PresetText> find_preset(const std::string& name, const std::string& asked_by, int depth) {
    for (const auto& row : built_in_presets())
        if (row.file == name + kSuffix) return PresetText{name, std::string(row.json)};
    if (name.find('/') == std::string::npos && !name.ends_with(".json")) {
        if (std::string folder = user_folder(); !folder.empty()) {
            std::string path = folder + "/" + name + kSuffix;
            std::error_code ec;
            if (fs::exists(path, ec)) return PresetText{path, TRY(read_preset_file(path))};
        }
        for (const auto& [other, usual] : kOtherNames)
            if (name == other) return find_preset(std::string(usual), asked_by, depth);
        return fail(asked_by.empty() ? ErrorCode::no_input : ErrorCode::config,
                    "there is no preset \"" + name + "\"; `tandem presets list` names them", asked_by);
    }
    // A file named by another file's "extends" is meant relative to that file.
    std::string path = name;
    if (depth > 0 && !name.starts_with("/") && asked_by.find('/') != std::string::npos)
        path = (fs::path(asked_by).parent_path() / name).string();
    return PresetText{path, TRY(read_preset_file(path))};
}

Result<Preset> load_at(const std::string& name, const std::string& asked_by, int depth) {
    const PresetText found = TRY(find_preset(name, asked_by, depth));
    return resolve(found.json, found.where, depth);
}

// "480p" before "1080p": runs of digits count as numbers.
bool natural_less(const std::string& a, const std::string& b) {
    auto digit = [](char c) { return c >= '0' && c <= '9'; };
    size_t i = 0, k = 0;
    while (i < a.size() && k < b.size()) {
        if (!digit(a[i]) || !digit(b[k])) {
            if (a[i] != b[k]) return a[i] < b[k];
            ++i, ++k;
            continue;
        }
        size_t from_a = i, from_b = k;
        while (i < a.size() && digit(a[i])) ++i;
        while (k < b.size() && digit(b[k])) ++k;
        if (i - from_a != k - from_b) return i - from_a < k - from_b;
        if (int order = a.compare(from_a, i - from_a, b, from_b, k - from_b)) return order < 0;
    }
    return a.size() - i < b.size() - k;
}

// Short forms that people type.
std::string full_key(const std::string& key) {
    static const std::map<std::string, std::string> kShort = {
        {"video.crf", "video.rate.crf"}, {"video.kbps", "video.rate.kbps"}, {"video.mode", "video.rate.mode"},
        {"video.cap", "video.rate.cap"}, {"video.preset", "video.speed"},   {"fps", "canvas.fps"},
        {"size", "canvas.size"},         {"mux", "container.mux"},          {"encoder", "video.encoder"},
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

Result<void> check_preset(const Preset& preset) {
    const Problems problems = preset_misfits(preset);
    if (!problems.empty()) return wrong(preset.id, joined(problems));
    return {};
}

std::vector<PresetInfo> list_presets() {
    std::vector<PresetInfo> list;
    for (const auto& row : built_in_presets())
        if (auto p = resolve(row.json, std::string(row.file), 0); p && !p->id.starts_with("base."))
            list.push_back({p->id, p->title, p->description, p->group, p->source, true});
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return natural_less(a.id, b.id); });
    std::string folder = user_folder();
    std::error_code ec;
    std::vector<std::string> files;
    if (!folder.empty())
        for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
            if (it->path().string().ends_with(kSuffix)) files.push_back(it->path().string());
    std::sort(files.begin(), files.end());
    for (const auto& path : files)
        if (auto p = load_preset(path)) list.push_back({p->id, p->title, p->description, p->group, p->source, false});
    return list;
}

const std::vector<std::string>& preset_groups() {
    static const std::vector<std::string> kGroups = {"web",     "social", "podcast", "broadcast",
                                                     "masters", "images", "audio"};
    return kGroups;
}

Result<std::vector<std::string>> preset_problems(const std::string& id_or_path) {
    const PresetText found = TRY(find_preset(id_or_path, "", 0));
    Problems problems;
    const Preset preset = resolve_all(found.json, found.where, 0, problems);
    if (problems.empty()) problems = preset_misfits(preset);
    return problems;
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
    Problems problems;
    if (key == "audio" && value_text == "none") value = Json::array();
    if (key.starts_with("audio.")) {
        size_t dot = key.find('.', 6);
        std::string index = key.substr(6, dot == std::string::npos ? dot : dot - 6);
        if (dot == std::string::npos || index.empty() || index.size() > 2 ||
            index.find_first_not_of("0123456789") != std::string::npos)
            return wrong(where, "write audio.0.kbps: the number of the sound track, then its key");
        auto n = static_cast<size_t>(std::atoi(index.c_str()));
        if (n > changed.audio.size() || n >= kMaxSounds)
            return wrong(where, "the preset has " + std::to_string(changed.audio.size()) + " sound tracks");
        if (n == changed.audio.size()) changed.audio.emplace_back();
        apply_sound(changed.audio[n], nested(key.substr(dot + 1), value), key.substr(0, dot + 1), problems);
    } else if (key.starts_with("metadata.") || key.starts_with("video.options.")) {
        // The rest of the key is the name itself, dots included.
        bool meta = key.starts_with("metadata.");
        std::string group = meta ? "metadata" : "video.options";
        apply_object(preset_keys(), changed, nested(group, Json{{key.substr(group.size() + 1), value}}), "", "",
                     problems);
    } else if (key == "extends" || key == "tandemPreset") {
        return wrong(where, "this key cannot be set");
    } else {
        apply_object(preset_keys(), changed, nested(key, value), "", "", problems);
    }
    if (!problems.empty()) return wrong(where, joined(problems));
    preset = std::move(changed);
    return {};
}

namespace {

// Puts a value where a dotted path says.
void put(Json& root, std::string path, const Json& value) {
    if (value.is_null()) return;
    Json* at = &root;
    for (size_t dot; (dot = path.find('.')) != std::string::npos; path.erase(0, dot + 1))
        at = &(*at)[path.substr(0, dot)];
    (*at)[path] = value;
}

// The schema of an object with these keys.
template<class T>
Json object_schema(std::span<const PresetKey<T>> keys) {
    Json root = Json::object();
    auto open = [](Json& object) {
        if (!object.contains("type")) {
            object["type"] = "object", object["additionalProperties"] = false;
            object["patternProperties"] = {{"^x-", true}};
            object["properties"] = Json::object();
        }
    };
    open(root);
    for (const auto& row : keys) {
        Json* at = &root;
        std::string path = row.path;
        for (size_t dot; (dot = path.find('.')) != std::string::npos; path.erase(0, dot + 1)) {
            at = &(*at)["properties"][path.substr(0, dot)];
            open(*at);
        }
        Json schema = Json::parse(row.schema);
        schema["description"] = row.expects;
        (*at)["properties"][path] = schema;
    }
    return root;
}

} // namespace

std::string preset_text(const Preset& preset) {
    Json root = Json::object();
    for (const auto& row : preset_keys()) put(root, row.path, row.get(preset));
    root["audio"] = Json::array();
    for (const auto& a : preset.audio) {
        Json one = Json::object();
        for (const auto& row : audio_keys()) put(one, row.path, row.get(a));
        root["audio"].push_back(one);
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string preset_schema() {
    Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Tandem export preset"},
                 {"description", "*.tandempreset.json; `tandem presets check FILE` checks more than a schema can say"}};
    root.update(object_schema(preset_keys()));
    root["required"] = {"tandemPreset", "id"};
    root["properties"]["$schema"] = {{"type", "string"}};
    root["properties"]["audio"] = {{"type", "array"}, {"maxItems", kMaxSounds}, {"items", object_schema(audio_keys())}};
    return root.dump(2) + "\n";
}

} // namespace tandem
