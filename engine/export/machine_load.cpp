// Reading /proc and the control group.
#include "engine/export/machine_load.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "engine/base/thread.h"

namespace tandem {
namespace {

struct Times {
    uint64_t idle = 0, total = 0;
};

// "cpu  user nice system idle iowait ...", in ticks since the start of the machine.
Times cpu_times() {
    std::ifstream in("/proc/stat");
    std::string word;
    in >> word;
    Times t;
    uint64_t v = 0;
    for (int i = 0; i < 8 && in >> v; ++i) {
        t.total += v;
        if (i == 3 || i == 4) t.idle += v;
    }
    return t;
}

std::string group_file(const char* name) {
    std::ifstream in("/proc/self/cgroup");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("0::")) return "/sys/fs/cgroup" + line.substr(3) + "/" + name;
    return {};
}

// Of a group's file; -1 where there is none or it says "max".
int64_t group_number(const char* name) {
    std::ifstream in(group_file(name));
    int64_t v = -1;
    return in >> v ? v : -1;
}

int64_t available_memory() {
    std::ifstream in("/proc/meminfo");
    int64_t bytes = INT64_MAX;
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("MemAvailable:")) bytes = std::strtoll(line.c_str() + 13, nullptr, 10) * 1024;
    const int64_t limit = group_number("memory.max"), used = group_number("memory.current");
    if (limit >= 0 && used >= 0) bytes = std::min(bytes, std::max<int64_t>(0, limit - used));
    return bytes;
}

int usable_cores() {
    const int cores = available_cores();
    std::ifstream in(group_file("cpu.max")); // "QUOTA PERIOD" in microseconds
    double quota = 0, period = 0;
    if (!(in >> quota >> period) || period <= 0) return cores;
    return std::clamp(static_cast<int>(std::lround(quota / period)), 1, cores);
}

} // namespace

MachineLoad::MachineLoad() {
    const Times t = cpu_times();
    idle_ = t.idle, total_ = t.total;
}

MachineLoad::Now MachineLoad::look() {
    Now now;
    now.cores = usable_cores(), now.memory = available_memory();
    const Times t = cpu_times();
    const auto all = static_cast<double>(t.total - total_);
    const double part = all > 0 ? static_cast<double>(t.idle - idle_) / all : 0;
    const auto machine = static_cast<double>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
    now.idle = std::clamp(part * machine, 0.0, static_cast<double>(now.cores));
    idle_ = t.idle, total_ = t.total;
    return now;
}

bool JobRoom::for_one_more(int running, int64_t largest) {
    if (running == 0) return true;
    if (fixed_ > 0) return running < fixed_;
    measure(running, largest);
    return running < limit_;
}

void JobRoom::measure(int running, int64_t largest) {
    // What a job takes shows only after a while.
    static constexpr auto kWhile = std::chrono::seconds(2);
    static constexpr int64_t kLeast = int64_t{512} << 20; // a job that has just begun will grow to this
    if (std::chrono::steady_clock::now() - last_ < kWhile) return;
    last_ = std::chrono::steady_clock::now();
    const MachineLoad::Now now = load_.look();
    const int64_t one = std::max(largest, kLeast);
    if (now.memory < one / 2)
        limit_ = std::max(1, limit_ - 1);
    else if (running >= limit_ && limit_ < now.cores && now.idle >= 0.25 * now.cores && now.memory > one + one / 2)
        ++limit_;
}

int64_t memory_of(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/statm");
    int64_t size = 0, resident = 0;
    return in >> size >> resident ? resident * sysconf(_SC_PAGESIZE) : 0;
}

} // namespace tandem
