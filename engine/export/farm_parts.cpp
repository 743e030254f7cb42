// Temporary names carry host and process, so that processes of several machines never share a file.
#include "engine/export/farm_parts.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/export/file_digest.h"
#include "engine/export/output_place.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem {

namespace fs = std::filesystem;

static std::string host() {
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    std::string out = name;
    for (char& c : out)
        if (c == '/' || c == '.') c = '_';
    return out;
}

Result<PartFile> PartFile::create(const std::string& final_path) {
    static std::atomic<int> count{0};
    PartFile part;
    part.final_ = final_path;
    const fs::path at = final_path;
    const std::string stem = at.filename().string() + "." + host() + ".";
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(at.parent_path(), ec)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(stem) || !name.ends_with(".part")) continue;
        const int pid = std::atoi(name.c_str() + stem.size());
        if (pid > 0 && pid != getpid() && kill(pid, 0) != 0 && errno == ESRCH) fs::remove(entry.path(), ec);
    }
    part.path_ =
        (at.parent_path() / (stem + std::to_string(getpid()) + "." + std::to_string(++count) + ".part")).string();
    return part;
}

PartFile::~PartFile() {
    std::error_code ec;
    if (!path_.empty()) fs::remove(path_, ec);
}

Result<FileFacts> PartFile::publish() {
    FileFacts facts;
    facts.name = fs::path(final_).filename().string();
    facts.sha256 = TRY(sha256_files({&path_, 1}));
    std::error_code ec;
    facts.bytes = static_cast<int64_t>(fs::file_size(path_, ec));
    TRY_VOID(sync_path(path_));
    if (std::rename(path_.c_str(), final_.c_str()) != 0)
        return fail(ErrorCode::io, std::string("the finished file cannot be renamed: ") + std::strerror(errno), final_);
    path_.clear();
    TRY_VOID(sync_path(fs::path(final_).parent_path().string()));
    return facts;
}

Result<void> write_facts(const std::string& ok, const PartFacts& facts) {
    ValueArray files;
    for (size_t i = 0; i < facts.files.size(); ++i) {
        const FramesMade& made = facts.made[i];
        ValueArray notes, warnings(made.warnings.begin(), made.warnings.end());
        for (const auto& n : made.notes) notes.push_back(ValueObject{{"clip", n.clip.value}, {"what", n.what}});
        files.push_back(ValueObject{{"name", facts.files[i].name},
                                    {"bytes", facts.files[i].bytes},
                                    {"sha256", facts.files[i].sha256},
                                    {"passthrough", made.passthrough},
                                    {"notes", notes},
                                    {"warnings", warnings}});
    }
    const ValueObject out{{"plan", facts.plan}, {"frames", facts.frames}, {"files", files}};
    auto written = write_file_atomic(ok, value_text(out) + "\n");
    // The step is what is asked for here, not a place for a file.
    if (!written && written.error().code == ErrorCode::cant_create) {
        Error error = written.error();
        error.code = ErrorCode::io;
        return error;
    }
    return written;
}

static std::optional<PartFacts> parse_facts(const Value& value) {
    auto text = [](const Value& from, const char* key) -> std::optional<std::string> {
        const Value* v = from.find(key);
        return v && v->as_string() ? std::optional(*v->as_string()) : std::nullopt;
    };
    auto number = [](const Value& from, const char* key) -> std::optional<int64_t> {
        const Value* v = from.find(key);
        return v && v->as_int() ? std::optional(*v->as_int()) : std::nullopt;
    };
    const auto plan = text(value, "plan");
    const auto frames = number(value, "frames");
    const Value* files = value.find("files");
    if (!plan || !frames || !files || !files->as_array()) return std::nullopt;
    PartFacts facts{.plan = *plan, .frames = *frames, .files = {}, .made = {}};
    for (const Value& f : *files->as_array()) {
        const auto name = text(f, "name"), sha = text(f, "sha256");
        const auto bytes = number(f, "bytes"), passthrough = number(f, "passthrough");
        const Value *notes = f.find("notes"), *warnings = f.find("warnings");
        if (!name || !sha || !bytes || !passthrough || !notes || !notes->as_array() || !warnings ||
            !warnings->as_array())
            return std::nullopt;
        FramesMade made{*passthrough, {}, {}};
        for (const Value& n : *notes->as_array())
            if (auto clip = number(n, "clip"); clip && text(n, "what"))
                made.notes.push_back({ClipId{static_cast<uint64_t>(*clip)}, *text(n, "what")});
        for (const Value& w : *warnings->as_array())
            if (w.as_string()) made.warnings.push_back(*w.as_string());
        facts.files.push_back({*name, *bytes, *sha});
        facts.made.push_back(std::move(made));
    }
    return facts;
}

std::optional<PartFacts> read_facts(const std::string& ok, const std::string& plan) {
    auto text = read_file_limited(ok, size_t{16} << 20);
    if (!text) return std::nullopt;
    auto value = parse_value(*text);
    if (!value) return std::nullopt;
    auto facts = parse_facts(*value);
    if (!facts || facts->plan != plan) return std::nullopt;
    return facts;
}

bool only_begun(const std::string& folder) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        const std::string name = entry.path().filename().string();
        const bool parts = (name == "chunks" || name == "sound") && entry.is_directory(ec);
        if (name.starts_with(".tandem-save-")) continue; // of write_file_atomic
        if ((parts || name == "lock") && fs::is_empty(entry.path(), ec) && !ec) continue;
        return false;
    }
    return fs::is_directory(folder, ec);
}

} // namespace tandem
