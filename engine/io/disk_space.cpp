// statvfs, and sentences about it.
#include "engine/io/disk_space.h"

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <sys/statvfs.h>
#include <thread>

#include "engine/base/format.h"

namespace tandem {

int64_t disk_free(const std::string& path) {
    struct statvfs s {};
    std::string at = path.empty() ? "." : path;
    while (statvfs(at.c_str(), &s) != 0) {
        const std::string parent = std::filesystem::path(at).parent_path().string();
        if (errno != ENOENT || parent == at) return -1;
        at = parent.empty() ? "." : parent;
    }
    return static_cast<int64_t>(s.f_bavail) * static_cast<int64_t>(s.f_frsize);
}

std::string bytes_text(int64_t bytes) {
    static constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB"};
    if (bytes < 1000) return std::to_string(bytes) + " bytes";
    double value = static_cast<double>(bytes) / 1000;
    size_t unit = 0;
    while (value >= 999.95 && unit + 1 < std::size(kUnits)) value /= 1000, ++unit;
    return format_text("%.1f %s", value, kUnits[unit]);
}

Error disk_full(const std::string& path, int64_t needed) {
    const int64_t free = disk_free(path);
    std::string what = "the disk is full";
    if (needed > 0) what += ": " + bytes_text(needed) + " are needed";
    if (free >= 0) what += (needed > 0 ? ", " : ": ") + bytes_text(free) + " are free";
    return fail(ErrorCode::io, what + "; free space or choose another place", path);
}

DiskReserve::DiskReserve(std::string path, int64_t reserve)
    : path_(std::move(path)), reserve_(reserve), armed_(disk_free(path_) >= reserve) {}

bool DiskReserve::low(int64_t& free) const {
    free = disk_free(path_);
    return free >= 0 && free < reserve_;
}

void DiskReserve::hold(const std::function<bool()>& stopped, const std::function<void(const std::string&)>& say) {
    using Clock = std::chrono::steady_clock;
    if (!armed_) return;
    std::lock_guard lock(mutex_); // who comes meanwhile waits for the same room
    if (Clock::now() - looked_ < std::chrono::milliseconds(200)) return;
    int64_t free = 0;
    if (low(free)) {
        say("the disk has " + bytes_text(free) + " free, less than the " + bytes_text(reserve_) +
            " that stay free: writing waits until there is room: " + path_);
        waiting_ = true;
        while (low(free) && !stopped()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        waiting_ = false;
        if (!stopped()) say("there is room on the disk again, writing goes on: " + path_);
    }
    looked_ = Clock::now();
}

} // namespace tandem
