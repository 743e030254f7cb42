// Files of kept versions.
#include "engine/session/versions.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "engine/io/project_file.h"

namespace tandem {

namespace fs = std::filesystem;

static constexpr size_t kMostName = 200; // bytes

std::string versions_folder(const std::string& uuid, const JournalOptions& options) {
    if (options.folder.empty() || uuid.empty()) return {};
    return (fs::path(options.folder).parent_path() / "versions" / uuid).lexically_normal().string();
}

// An id is digits only: what comes back from a window can name no other file.
static Result<std::string> file_of(const std::string& uuid, const std::string& id, const JournalOptions& options) {
    const std::string folder = versions_folder(uuid, options);
    if (folder.empty())
        return fail(ErrorCode::usage, "there is no folder for versions: neither HOME nor XDG_STATE_HOME");
    if (id.empty() || !std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return fail(ErrorCode::usage, "there is no such version");
    return folder + "/" + id;
}

static std::string one_line(std::string name) {
    for (char& c : name)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    if (name.size() > kMostName) {
        size_t end = kMostName;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end; // never inside a character
        name.resize(end);
    }
    return name;
}

Result<Version> keep_version(const Project& project, const std::string& name, const JournalOptions& options) {
    using namespace std::chrono;
    int64_t ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    std::error_code error;
    for (;; ++ms)
        if (!fs::exists(TRY(file_of(project.uuid, std::to_string(ms), options)) + ".tandem", error)) break;
    Version out{.id = std::to_string(ms), .name = one_line(name), .unix_time = static_cast<double>(ms) / 1000};
    if (const Ref<Sequence> s = project.active_sequence()) {
        out.duration = s->duration(), out.rate = s->format.rate;
        for (const auto& track : s->tracks) out.clips += track->items.size();
    }
    const std::string file = TRY(file_of(project.uuid, out.id, options));
    fs::create_directories(fs::path(file).parent_path(), error);
    // The note first: the project file's name is what makes the version.
    TRY_VOID(write_file_atomic(file + ".note", out.name + "\n" + std::to_string(out.duration.ticks) + "\n" +
                                                   std::to_string(out.rate.num) + "\n" + std::to_string(out.rate.den) +
                                                   "\n" + std::to_string(out.clips) + "\n"));
    if (auto written = save_project(project, file + ".tandem"); !written) {
        fs::remove(file + ".note", error);
        return written.error();
    }
    return out;
}

static void read_note(const std::string& path, Version& v) {
    std::ifstream in(path, std::ios::binary);
    std::string lines[5];
    for (std::string& line : lines)
        if (!std::getline(in, line) || line.size() > 2 * kMostName) return;
    int64_t numbers[4];
    for (int i = 0; i < 4; ++i) {
        const std::string& s = lines[i + 1];
        const auto [end, code] = std::from_chars(s.data(), s.data() + s.size(), numbers[i]);
        if (code != std::errc{} || end != s.data() + s.size() || numbers[i] < 0) return;
    }
    if (numbers[1] == 0 || numbers[2] == 0 || numbers[1] > INT32_MAX || numbers[2] > INT32_MAX) return;
    v.name = lines[0];
    v.duration = Time{numbers[0]};
    v.rate = {static_cast<decltype(v.rate.num)>(numbers[1]), static_cast<decltype(v.rate.den)>(numbers[2])};
    v.clips = static_cast<size_t>(numbers[3]);
}

std::vector<Version> kept_versions(const std::string& uuid, const JournalOptions& options) {
    std::vector<Version> out;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(versions_folder(uuid, options), error)) {
        if (entry.path().extension() != ".tandem") continue;
        Version v{.id = entry.path().stem().string()};
        if (!file_of(uuid, v.id, options)) continue;
        int64_t ms = 0;
        std::from_chars(v.id.data(), v.id.data() + v.id.size(), ms);
        v.unix_time = static_cast<double>(ms) / 1000;
        fs::path note = entry.path();
        read_note(note.replace_extension(".note").string(), v);
        out.push_back(std::move(v));
    }
    std::sort(out.begin(), out.end(), [](const Version& a, const Version& b) {
        return a.id.size() != b.id.size() ? a.id.size() > b.id.size() : a.id > b.id;
    });
    return out;
}

Result<Project> load_version(const std::string& uuid, const std::string& id, const JournalOptions& options) {
    return load_project(TRY(file_of(uuid, id, options)) + ".tandem");
}

Result<void> drop_version(const std::string& uuid, const std::string& id, const JournalOptions& options) {
    const std::string file = TRY(file_of(uuid, id, options));
    std::error_code error;
    if (!fs::remove(file + ".tandem", error)) return fail(ErrorCode::no_input, "there is no such version", file);
    fs::remove(file + ".note", error);
    return {};
}

} // namespace tandem
