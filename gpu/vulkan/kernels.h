// Kernels: compute pipelines by their text, compiled at first use, or before it by a worker thread, and kept, across
// runs too. Called on the renderer's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "gpu/vulkan/device.h"
#include "gpu/vulkan/kernel_store.h"

namespace tandem::vulkan {

class Kernels {
  public:
    // Buffers of a frame, in the order of their bindings in glsl.kernel.
    static constexpr uint32_t kBuffers = 6;

    // `folder`: where kernels are kept across runs; empty = nowhere.
    static Result<std::unique_ptr<Kernels>> make(std::shared_ptr<Device> device, const std::string& folder);
    ~Kernels(); // after the compile in hand; keeps the driver's cache
    Kernels(const Kernels&) = delete;
    Kernels& operator=(const Kernels&) = delete;

    // The pipeline of a text that stands after the prelude, compiled now where it is not there. Error `internal` where
    // it does not compile.
    Result<VkPipeline> pipeline(const std::string& text);
    // Whether pipeline() will not wait.
    bool ready(const std::string& text);
    // Asks the worker to compile a text that is not there.
    void prepare(const std::string& text);
    uint64_t pending() const; // texts that the worker was asked for and has not compiled; any thread
    VkPipelineLayout layout() const { return layout_.get(); }
    VkDescriptorSetLayout set_layout() const { return set_layout_.get(); }
    uint64_t compiles() const { return compiles_; } // from text; not those found in the folder
    std::vector<std::string> take_warnings();

  private:
    explicit Kernels(const std::string& folder) : store_(folder) {}
    Result<void> make_cache();
    std::string cache_key() const;
    Result<Pipeline> compile(const std::string& text);
    void work();
    Result<std::vector<uint32_t>> spirv(const std::string& source);
    std::shared_ptr<Device> device_;
    SetLayout set_layout_;
    PipelineLayout layout_;
    PipelineCache cache_;
    size_t kept_cache_bytes_ = 0; // of the driver's cache as it was found
    std::atomic<uint64_t> compiles_{0};
    std::mutex store_mutex_;
    KernelStore store_;

    // Between the renderer's thread and the worker. An entry is made once, by whoever takes its text first.
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, std::optional<Result<Pipeline>>> pipelines_; // none = being compiled
    std::deque<std::string> wanted_;
    bool stop_ = false;
    std::thread worker_; // from the first text wanted
};

} // namespace tandem::vulkan
