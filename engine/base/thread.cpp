// WorkerPool: indices are handed out under a lock, which is cheap for jobs of tens of microseconds and more.
#include "engine/base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace tandem {

void set_thread_name(const char* name) { pthread_setname_np(pthread_self(), std::string(name).substr(0, 15).c_str()); }

// On Linux a nice value belongs to the thread.
static int thread_nice() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }
void lower_thread_priority(int nice) {
    if (nice > thread_nice()) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
}

int available_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return std::max(1u, std::thread::hardware_concurrency());
    return std::max(1, CPU_COUNT(&set));
}

WorkerPool::WorkerPool(int threads) {
    for (int i = 1; i < threads; ++i)
        threads_.emplace_back([this] {
            set_thread_name("tandem-rows");
            work();
        });
}

WorkerPool::~WorkerPool() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    start_.notify_all();
    for (auto& t : threads_) t.join();
}

void WorkerPool::work() {
    int nice = thread_nice();
    std::unique_lock lock(mutex_);
    for (;;) {
        start_.wait(lock, [this] { return stop_ || (fn_ && next_ < count_); });
        if (stop_) return;
        if (nice < nice_) nice = nice_, lower_thread_priority(nice);
        while (fn_ && next_ < count_) {
            int i = next_++;
            ++running_;
            auto fn = fn_;
            lock.unlock();
            (*fn)(i);
            lock.lock();
            --running_;
        }
        if (running_ == 0) done_.notify_all();
    }
}

void WorkerPool::run(int count, const std::function<void(int)>& fn) {
    if (count <= 0) return;
    if (threads_.empty() || count == 1) {
        for (int i = 0; i < count; ++i) fn(i);
        return;
    }
    std::lock_guard one(callers_);
    const int nice = thread_nice();
    std::unique_lock lock(mutex_);
    fn_ = &fn, next_ = 0, count_ = count, nice_ = nice;
    start_.notify_all();
    while (next_ < count_) {
        int i = next_++;
        ++running_;
        lock.unlock();
        fn(i);
        lock.lock();
        --running_;
    }
    done_.wait(lock, [this] { return running_ == 0; });
    fn_ = nullptr;
}

} // namespace tandem
