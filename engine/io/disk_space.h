// Room on disk: how much there is, what is said where there is none, and the wait for more. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>

#include "engine/base/result.h"

namespace tandem {

// Bytes that long writes leave to journals, projects and the system.
inline constexpr int64_t kDiskReserve = int64_t{256} << 20;

// Bytes that this user may still write where the file or folder is, or will be; -1 where it cannot be asked.
int64_t disk_free(const std::string& path);
// "1.5 GB", in powers of 1000.
std::string bytes_text(int64_t bytes);
// The error of a write for which there was no room. `needed` = bytes that it was about, 0 = not known.
Error disk_full(const std::string& path, int64_t needed);

// Holds back a long write to a disk that is running full, until somebody has made room. Where there was less than the
// reserve from the start nobody waits: such a disk is simply small, and what does not fit fails.
class DiskReserve {
  public:
    explicit DiskReserve(std::string path, int64_t reserve = kDiskReserve);
    // Before each piece of at most some megabytes; several threads may. Looks at the disk every 200 ms. While it is too
    // full: tells `say` once, and once more when it goes on, asks `stopped` ten times a second and returns when it is
    // so.
    void hold(const std::function<bool()>& stopped, const std::function<void(const std::string&)>& say);

    bool waiting() const { return waiting_; } // any thread

  private:
    bool low(int64_t& free) const;

    const std::string path_;
    const int64_t reserve_;
    const bool armed_;
    std::mutex mutex_;
    std::atomic<bool> waiting_ = false;
    std::chrono::steady_clock::time_point looked_{};
};

} // namespace tandem
