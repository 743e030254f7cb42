// Rows are copied as they lie in the pictures; the queue is told after the last one.
#include "gpu/vulkan/submitter.h"

#include <cstring>

#include "engine/base/thread.h"

namespace tandem::vulkan {

Submitter::~Submitter() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Submitter::hand_over(const Job& job) {
    {
        std::lock_guard lock(mutex_);
        jobs_.push_back(job);
    }
    changed_.notify_all();
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
}

VkResult Submitter::wait(uint64_t value, Keep keep) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_.contains(value); });
    const VkResult r = done_.at(value);
    if (keep == Keep::no) done_.erase(value);
    return r;
}

void Submitter::wait_for_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return jobs_.empty(); });
}

VkResult Submitter::submit(const Job& job) {
    for (const compose::Upload& u : job.plan->uploads)
        for (int y = 0; y < u.rows; ++y)
            std::memcpy(job.sources + u.to + static_cast<uint64_t>(y) * u.to_stride, u.from + y * u.from_stride,
                        u.bytes);
    VkTimelineSemaphoreSubmitInfo values{VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO};
    values.signalSemaphoreValueCount = 1, values.pSignalSemaphoreValues = &job.value;
    VkSubmitInfo info{VK_STRUCTURE_TYPE_SUBMIT_INFO, &values};
    info.commandBufferCount = 1, info.pCommandBuffers = &job.commands;
    info.signalSemaphoreCount = 1, info.pSignalSemaphores = &timeline_;
    std::lock_guard lock(device_->queue_lock());
    return device_->api().QueueSubmit(device_->queue(), 1, &info, VK_NULL_HANDLE);
}

void Submitter::work() {
    set_thread_name("vulkan submit");
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stop_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        const Job job = jobs_.front();
        lock.unlock();
        const VkResult r = submit(job);
        lock.lock();
        jobs_.pop_front();
        done_[job.value] = r;
        changed_.notify_all();
    }
}

} // namespace tandem::vulkan
