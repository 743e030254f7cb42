// Expands names in one pass, so that a project called "{ext}" stays what it is.
#include "engine/export/output_name.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <span>
#include <string_view>

#include "engine/io/json.h"
#include "engine/io/media_path.h"

namespace tandem {
namespace {

constexpr std::string_view kFilms[] = {"mp4", "mov", "mkv"};
constexpr std::string_view kOthers[] = {"webm", "avi",  "mxf", "ts",   "wav", "flac", "mp3", "m4a", "aac",
                                        "ogg",  "opus", "gif", "webp", "exr", "dpx",  "png", "jpg", "tif"};

bool among(std::string_view word, std::span<const std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

// The ending of a name, where it is one of a kind of file that films and sounds come in; in lower case, else empty.
std::string kind_of_name(const std::string& name) {
    std::string ending = lower_extension(name);
    return among(ending, kFilms) || among(ending, kOthers) ? ending : std::string();
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm day{};
    localtime_r(&now, &day);
    char text[16];
    std::strftime(text, sizeof text, "%Y-%m-%d", &day);
    return text;
}

// 25, 29.97
std::string rate_text(FrameRate rate) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", rate.hz());
    std::string out = text;
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

// C1 controls, line and paragraph separators, and marks that change the reading direction, as UTF-8.
bool has_hidden_mark(const std::string& name) {
    for (size_t i = 0; i + 1 < name.size(); ++i) {
        const auto a = static_cast<unsigned char>(name[i]), b = static_cast<unsigned char>(name[i + 1]);
        if (a == 0xc2 && b >= 0x80 && b <= 0x9f) return true;
        if (a != 0xe2 || i + 2 >= name.size()) continue;
        const auto c = static_cast<unsigned char>(name[i + 2]);
        if (b == 0x80 && ((c >= 0xa8 && c <= 0xae) || c == 0x8e || c == 0x8f)) return true; // U+2028..202E, 200E, 200F
        if (b == 0x81 && c >= 0xa6 && c <= 0xa9) return true;                               // U+2066..2069
    }
    return false;
}

} // namespace

std::string expand_name(const std::string& pattern, const NameWords& w) {
    auto side = [](int n) { return n > 0 ? std::to_string(n) : std::string(); };
    const std::pair<std::string, std::string> words[] = {{"{project}", w.project},
                                                         {"{sequence}", w.sequence},
                                                         {"{timeline}", w.sequence},
                                                         {"{preset}", w.preset},
                                                         {"{id}", w.id},
                                                         {"{locale}", w.locale},
                                                         {"{ext}", w.ext},
                                                         {"{width}", side(w.width)},
                                                         {"{height}", side(w.height)},
                                                         {"{date}", w.date},
                                                         {"{fps}", rate_text(w.rate)},
                                                         {"{index}", std::to_string(w.index)}};
    std::string out;
    for (size_t at = 0; at < pattern.size();) {
        bool known = false;
        for (const auto& [key, value] : words) {
            if (pattern.compare(at, key.size(), key) != 0) continue;
            for (char c : value) out += c == '/' || c == '\\' || is_control(static_cast<unsigned char>(c)) ? '_' : c;
            at += key.size(), known = true;
            break;
        }
        if (!known) out += pattern[at++];
    }
    return out;
}

NameWords name_words(const Preset& preset, const Project& project, const Sequence& sequence,
                     const std::string& project_path) {
    NameWords w;
    w.project = std::filesystem::path(project_path).stem().string();
    if (w.project.empty()) w.project = project.name;
    w.sequence = sequence.name, w.preset = w.id = preset.id, w.ext = preset.extension(), w.date = today();
    w.width = sequence.format.width, w.height = sequence.format.height, w.rate = sequence.format.rate;
    return w;
}

std::string output_name(const Preset& preset, const Project& project, const Sequence& sequence,
                        const std::string& project_path) {
    return expand_name(preset.name, name_words(preset, project, sequence, project_path));
}

Result<void> check_file_name(const std::string& name) {
    auto bad = [&](const std::string& why) {
        std::string shown;
        for (char c : name.substr(0, 80)) shown += is_control(static_cast<unsigned char>(c)) ? '?' : c;
        return fail(ErrorCode::denied, "the name of the file " + why + "; choose another", "\"" + shown + "\"");
    };
    if (name.empty()) return bad("is empty");
    if (name == "." || name == "..") return bad("is a folder's");
    if (name.size() > 200) return bad("has more than 200 bytes");
    if (name.find_first_of("/\\") != std::string::npos) return bad("holds a slash, so it could lead elsewhere");
    for (char c : name)
        if (is_control(static_cast<unsigned char>(c))) return bad("holds a control character");
    if (!valid_utf8(name)) return bad("is not UTF-8");
    if (has_hidden_mark(name)) return bad("holds a character that hides or turns text");
    if (name.ends_with(".part")) return bad("ends with .part, as unfinished files do");
    if (name.find_first_not_of(". ") == std::string::npos) return bad("holds only dots and spaces");
    return {};
}

std::string with_ending(const std::string& pattern) {
    return pattern.ends_with("{ext}") || !kind_of_name(pattern).empty() ? pattern : pattern + ".{ext}";
}

std::string follow_name(Preset& preset, const std::string& path) {
    const std::string ending = kind_of_name(path);
    if (ending.empty() || ending == preset.extension()) return {};
    if (among(ending, kFilms) && among(preset.container.mux, kFilms)) {
        Preset other = preset;
        other.container.mux = ending;
        if (check_preset(other)) {
            preset = std::move(other);
            return {};
        }
    }
    return path + ": the preset " + preset.id + " makes a file of the kind ." + preset.extension() +
           ", which the name does not say";
}

} // namespace tandem
