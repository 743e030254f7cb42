// What the machine has to give to one more job, measured: cores, memory, disk, and how busy the cores were since the
// last look. Linux's /proc and control groups. One thread an object; cheap.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace tandem {

class MachineLoad {
  public:
    struct Now {
        int cores = 1;              // usable by this process: affinity and the group's quota
        int64_t memory = INT64_MAX; // bytes that can be had, within the group's limit
        double idle = 1;            // cores' worth of time that nobody used since the last look, 0..cores
    };
    MachineLoad();
    Now look();

  private:
    uint64_t idle_ = 0, total_ = 0;
};

// How many jobs may run side by side: a fixed number, or one that grows while the cores idle and the memory is there
// for one more, and shrinks where memory gets short. One thread.
class JobRoom {
  public:
    explicit JobRoom(int jobs) : fixed_(jobs) {} // 0 = measured
    // `largest` is the memory of the largest job that runs, bytes.
    bool for_one_more(int running, int64_t largest);

  private:
    void measure(int running, int64_t largest);

    const int fixed_;
    int limit_ = 1;
    MachineLoad load_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// Memory that a process holds, bytes; 0 where it is not there.
int64_t memory_of(pid_t pid);

} // namespace tandem
