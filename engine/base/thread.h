// Thread names, and WorkerPool: a fixed set of threads that run row jobs side by side. Not for realtime threads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tandem {

// Names the calling thread for debuggers and profilers (15 characters at most are kept).
void set_thread_name(const char* name);

// Nice values: sound, the window and who presents frames stay at 0 and so wake at once even where all cores are busy.
inline constexpr int kPictureNice = 5;     // makes frames for a viewer
inline constexpr int kBackgroundNice = 10; // exports beside editing, thumbnails, peaks

// Puts the calling thread, and those it starts from now on, behind the rest of the program (for reading from disk too).
// For good: without privileges there is no way back.
void lower_thread_priority(int nice);

// Cores this process may use (affinity respected), at least 1.
int available_cores();

// parallel_for over indices with the caller as one of the workers. One job at a time; calls from several threads queue
// up. The threads go down to the priority of a caller below theirs, for good.
class WorkerPool {
  public:
    // `threads` >= 1 counts the caller: WorkerPool(1) starts none.
    explicit WorkerPool(int threads);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    int threads() const { return static_cast<int>(threads_.size()) + 1; }
    // Runs fn(i) for every i in [0, count), in any order, and returns when all are done. fn must not throw.
    void run(int count, const std::function<void(int)>& fn);

  private:
    void work();

    std::vector<std::thread> threads_;
    std::mutex callers_; // one job at a time
    std::mutex mutex_;
    std::condition_variable start_, done_;
    const std::function<void(int)>* fn_ = nullptr;
    int next_ = 0, count_ = 0, running_ = 0, nice_ = 0; // of the job's caller
    bool stop_ = false;
};

} // namespace tandem
