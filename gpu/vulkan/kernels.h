// Kernels: compute pipelines by their text, compiled at first use and kept. Used on the renderer's thread.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "gpu/vulkan/device.h"

namespace tandem::vulkan {

class Kernels {
  public:
    // Buffers of a frame, in the order of their bindings in glsl.kernel.
    static constexpr uint32_t kBuffers = 6;

    static Result<std::unique_ptr<Kernels>> make(std::shared_ptr<Device> device);

    // The pipeline of a text that stands after the prelude. Error `internal` where it does not compile.
    Result<VkPipeline> pipeline(const std::string& text);
    VkPipelineLayout layout() const { return layout_.get(); }
    VkDescriptorSetLayout set_layout() const { return set_layout_.get(); }
    uint64_t compiles() const { return compiles_; }

  private:
    Kernels() = default;
    std::shared_ptr<Device> device_;
    SetLayout set_layout_;
    PipelineLayout layout_;
    PipelineCache cache_;
    std::unordered_map<std::string, Pipeline> pipelines_;
    uint64_t compiles_ = 0;
};

} // namespace tandem::vulkan
