// Kernels: compute pipelines by their text, compiled at first use and kept, across runs too. Used on the renderer's
// thread.
#pragma once

#include <memory>
#include <string>
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
    ~Kernels(); // keeps the driver's cache
    Kernels(const Kernels&) = delete;
    Kernels& operator=(const Kernels&) = delete;

    // The pipeline of a text that stands after the prelude. Error `internal` where it does not compile.
    Result<VkPipeline> pipeline(const std::string& text);
    VkPipelineLayout layout() const { return layout_.get(); }
    VkDescriptorSetLayout set_layout() const { return set_layout_.get(); }
    uint64_t compiles() const { return compiles_; } // from text; not those found in the folder
    std::vector<std::string> take_warnings();

  private:
    explicit Kernels(const std::string& folder) : store_(folder) {}
    Result<void> make_cache();
    std::string cache_key() const;
    Result<std::vector<uint32_t>> spirv(const std::string& source);
    std::shared_ptr<Device> device_;
    SetLayout set_layout_;
    PipelineLayout layout_;
    PipelineCache cache_;
    std::unordered_map<std::string, Pipeline> pipelines_;
    KernelStore store_;
    size_t kept_cache_bytes_ = 0; // of the driver's cache as it was found
    uint64_t compiles_ = 0;
};

} // namespace tandem::vulkan
