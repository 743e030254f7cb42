// Submitter: the thread that fills the staging memory of frames and gives their commands to the queue, so that the
// renderer's thread reads one frame back while the next is uploaded. It alone submits. Jobs are done in their order.
// Made by a FrameRunner; its members are called on that one's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "gpu/compose/frame_plan.h"
#include "gpu/vulkan/device.h"

namespace tandem::vulkan {

class Submitter {
  public:
    struct Job {
        const compose::FramePlan* plan = nullptr; // its uploads; stays until the job is done, pictures included
        uint8_t* sources = nullptr;               // where they go
        VkCommandBuffer commands = VK_NULL_HANDLE;
        uint64_t value = 0; // that `timeline` has when the commands are done; rises from job to job
    };
    Submitter(std::shared_ptr<Device> device, VkSemaphore timeline) : device_(std::move(device)), timeline_(timeline) {}
    ~Submitter(); // after all jobs
    Submitter(const Submitter&) = delete;
    Submitter& operator=(const Submitter&) = delete;

    void hand_over(const Job& job);
    // Waits until the job of this value is with the device, or was refused; says which. Pre: it was handed over, and
    // not waited for before unless it is kept.
    enum class Keep : uint8_t { no, yes };
    VkResult wait(uint64_t value, Keep keep = Keep::no);
    void wait_for_all();

  private:
    void work();
    VkResult submit(const Job& job);

    std::shared_ptr<Device> device_;
    VkSemaphore timeline_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_; // the first is in hand
    std::map<uint64_t, VkResult> done_;
    bool stop_ = false;
    std::thread thread_; // from the first job
};

} // namespace tandem::vulkan
