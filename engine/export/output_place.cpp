// Names, temporary places and the final rename.
#include "engine/export/output_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <thread>

#include "engine/io/disk_space.h"
#include "engine/io/media_path.h"
#include "engine/io/project_file.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

bool has_counter(const std::string& name) {
    size_t p = name.find('%');
    if (p == std::string::npos) return false;
    size_t d = name.find('d', p);
    return d != std::string::npos && name.find_first_not_of("0123456789", p + 1) == d &&
           name.find('%', p + 1) == std::string::npos;
}

// A literal '%' in a folder or stem must not be read as a pattern.
std::string escaped(const std::string& text) {
    std::string out;
    for (char c : text) out += c == '%' ? "%%" : std::string(1, c);
    return out;
}

std::string numbered(const std::string& pattern, int64_t n) {
    char text[4096];
    std::snprintf(text, sizeof text, pattern.c_str(), static_cast<int>(n));
    return text;
}

Error system_error(ErrorCode code, const std::string& what, const std::string& path) {
    int e = errno;
    if (e == ENOSPC || e == EDQUOT) return disk_full(path, 0);
    return fail(code, what + ": " + std::strerror(e), path);
}

// Whoever gives a film the name of what it is made from does not mean it.
bool is_source_name(const std::string& path) {
    static constexpr std::string_view kEndings[] = {"tandem", "otio", "edl", "srt", "vtt", "json", "lua"};
    return std::find(std::begin(kEndings), std::end(kEndings), lower_extension(path)) != std::end(kEndings);
}

// Not held where the file system has no locks.
Result<FileLock> lock_part(const std::string& path) {
    auto lock = FileLock::attempt(path, FileLock::Missing::refuse);
    // A program that this one has just started holds what was open here until it is another program.
    for (int i = 0; i < 10 && lock && !lock->held(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        lock = FileLock::attempt(path, FileLock::Missing::refuse);
    }
    if (lock && !lock->held())
        return fail(ErrorCode::temporary, "it is being written by another export; wait for it, or choose another name",
                    path);
    if (!lock && lock.error().code != ErrorCode::io) return std::move(lock).error();
    return lock ? std::move(*lock) : FileLock();
}

} // namespace

Result<void> sync_path(const std::string& path) {
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return system_error(ErrorCode::io, "the file cannot be opened again", path);
    // Some file systems cannot sync a folder; that is no loss of ours.
    int failed = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
    close(fd);
    errno = failed;
    if (failed) return system_error(ErrorCode::io, "the data cannot be brought to the disk", path);
    return {};
}

Result<OutputPlace> OutputPlace::plan(const ExportJob& job, int64_t frames) {
    if (job.output.empty()) return fail(ErrorCode::usage, "no output file was named");
    std::error_code ec;
    fs::path out = fs::absolute(job.output, ec);
    OutputPlace place;
    std::string stem = out.stem().string(), ext = job.preset.extension();
    fs::path parent = out.parent_path();
    place.images_ = job.preset.container.mux == "images";
    bool pattern = place.images_ && has_counter(out.filename().string());
    place.single_ = place.images_ && !pattern && frames == 1;
    if (!fs::is_directory(parent, ec))
        return fail(ErrorCode::cant_create, "the folder " + parent.string() + " does not exist", job.output);
    if (place.images_ && !place.single_) {
        if (pattern) {
            place.final_folder_ = parent.string();
            stem = out.filename().string();
        } else {
            // NAME or NAME.png: a folder NAME of numbered images.
            fs::path folder = out.extension() == "." + ext ? parent / out.stem() : out;
            place.final_folder_ = folder.string();
            stem = escaped(folder.filename().string()) + "_%06d." + ext;
        }
        std::string tag = pattern ? stem.substr(0, stem.find('%')) : std::string();
        place.part_folder_ = pattern ? (parent / ("." + tag + "frames.part")).string() : place.final_folder_ + ".part";
        place.part_ = escaped(place.part_folder_) + "/" + stem;
        place.final_ = escaped(place.final_folder_) + "/" + stem;
        std::string first = pattern ? numbered(place.final_, 1) : place.final_folder_;
        if (job.overwrite == Overwrite::never && fs::exists(first, ec))
            return fail(ErrorCode::cant_create, "it exists already; only -y overwrites it", first);
        if (job.overwrite == Overwrite::never) place.kept_ = first;
        return place;
    }
    place.final_ = out.string();
    place.part_ = place.final_ + ".part";
    TRY_VOID(check_replaceable(place.final_));
    if (is_source_name(place.final_))
        return fail(ErrorCode::cant_create,
                    "projects, subtitles, presets and scripts have such names; give the film another", job.output);
    if (job.overwrite == Overwrite::never && fs::exists(out, ec))
        return fail(ErrorCode::cant_create, "it exists already; only -y overwrites it", job.output);
    if (job.overwrite == Overwrite::never) place.kept_ = place.final_;
    for (const auto& m : job.project->media)
        if (fs::equivalent(out, m->path, ec) && !ec)
            return fail(ErrorCode::cant_create, "it is one of the project's own media; choose another name",
                        job.output);
    return place;
}

Result<void> OutputPlace::create() {
    std::error_code ec;
    if (part_folder_.empty()) {
        // A link left there would lead the writer elsewhere.
        if (fs::is_symlink(part_, ec)) fs::remove(part_, ec);
        for (int tries = 0;; ++tries) {
            const int fd = open(part_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
            if (fd < 0) return system_error(ErrorCode::cant_create, "the file cannot be created", part_);
            close(fd);
            auto lock = lock_part(part_);
            if (lock) {
                lock_ = std::move(*lock);
                break;
            }
            // An export to this name ended meanwhile and took it along.
            if (lock.error().code != ErrorCode::no_input || tries == 20) return std::move(lock).error();
        }
        created_ = true;
        TRY_VOID(still_free());
        fs::remove(second_part(), ec);
        return {};
    }
    if (fs::exists(part_folder_, ec)) {
        lock_ = TRY(lock_part(part_folder_));
        fs::remove_all(part_folder_, ec);
    }
    if (!fs::create_directory(part_folder_, ec))
        return fail(ErrorCode::cant_create, "the folder cannot be created: " + ec.message(), part_folder_);
    lock_ = TRY(lock_part(part_folder_));
    created_ = true;
    return still_free();
}

Result<void> OutputPlace::still_free() {
    std::error_code ec;
    if (kept_.empty() || !fs::exists(kept_, ec)) return {};
    discard();
    return fail(ErrorCode::cant_create, "it exists already; only -y overwrites it", kept_);
}

Result<void> OutputPlace::publish(int64_t frames) {
    std::error_code ec;
    if (part_folder_.empty()) {
        std::string from = part_;
        TRY_VOID(sync_path(from));
        if (std::rename(from.c_str(), final_.c_str()) != 0)
            return system_error(ErrorCode::cant_create, "the finished file cannot be renamed", final_);
        release();
        return sync_path(fs::path(final_).parent_path().string());
    }
    for (int64_t n = 1; n <= frames; ++n) TRY_VOID(sync_path(numbered(part_, n)));
    TRY_VOID(sync_path(part_folder_));
    bool own_folder = part_folder_ == final_folder_ + ".part";
    if (own_folder) {
        fs::remove_all(final_folder_, ec);
        if (std::rename(part_folder_.c_str(), final_folder_.c_str()) != 0)
            return system_error(ErrorCode::cant_create, "the finished folder cannot be renamed", final_folder_);
    } else {
        for (int64_t n = 1; n <= frames; ++n)
            if (std::rename(numbered(part_, n).c_str(), numbered(final_, n).c_str()) != 0)
                return system_error(ErrorCode::cant_create, "a finished image cannot be renamed", numbered(final_, n));
        fs::remove_all(part_folder_, ec);
    }
    release();
    return sync_path(fs::path(final_folder_).parent_path().string());
}

Result<void> OutputPlace::take_second() {
    FileLock lock = TRY(lock_part(second_part()));
    if (std::rename(second_part().c_str(), part_.c_str()) != 0)
        return system_error(ErrorCode::io, "the file cannot be renamed", second_part());
    lock_ = std::move(lock);
    return {};
}

Result<std::string> OutputPlace::keep_unverified() {
    const fs::path out(final_);
    const std::string kept =
        (out.parent_path() / (out.stem().string() + ".unverified" + out.extension().string())).string();
    TRY_VOID(sync_path(part_));
    if (std::rename(part_.c_str(), kept.c_str()) != 0)
        return system_error(ErrorCode::cant_create, "the film that failed its check cannot be renamed", kept);
    release();
    TRY_VOID(sync_path(out.parent_path().string()));
    return kept;
}

std::vector<std::string> OutputPlace::temporaries() const {
    if (!part_folder_.empty()) return {part_folder_};
    return {part_, second_part()};
}

void OutputPlace::discard() {
    if (!created_) return;
    std::error_code ec;
    for (const std::string& path : temporaries()) fs::remove_all(path, ec);
    release();
}

// What has its name now, or is gone, is no longer this export's to remove.
void OutputPlace::release() {
    created_ = false;
    lock_ = FileLock();
}

} // namespace tandem
