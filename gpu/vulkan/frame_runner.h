// FrameRunner: the buffers of frames on one device, and the run of a FramePlan from upload to read-back. Used on the
// renderer's thread; run() waits for the device.
#pragma once

#include <memory>
#include <vector>

#include "gpu/vulkan/frame_plan.h"
#include "gpu/vulkan/kernels.h"

namespace tandem::vulkan {

class FrameRunner {
  public:
    static Result<std::unique_ptr<FrameRunner>> make(std::shared_ptr<Device> device);

    // Puts the tables in the tables buffer, behind the one of the Lanczos filter; gives where each stands. Kept while
    // the same tables come again.
    Result<std::vector<int>> place_tables(std::span<const Ref<Lut3dTable>> tables);
    // Whether the plan fits the device's limits.
    bool fits(const FramePlan& plan) const;
    // Runs the plan and copies its downloads into `out`. After an error of the device every later run fails alike.
    Result<void> run(const FramePlan& plan, MutablePicture& out);

    uint64_t compiles() const { return kernels_->compiles(); }
    uint64_t dispatches() const { return dispatches_; }

  private:
    enum Use : size_t { params, sources, textures, values, tables, output, count_ };
    // A buffer of the device and the host's side of it: the same one where memory is unified.
    struct Pair {
        Buffer device, host;
        uint8_t* mapped() const { return host.get() ? host.mapped() : device.mapped(); }
    };

    FrameRunner() = default;
    Result<void> reserve(Use use, uint64_t bytes);
    Result<void> bind_buffers();
    Result<void> record(const FramePlan& plan);
    Result<void> submit();

    std::shared_ptr<Device> device_;
    std::unique_ptr<Kernels> kernels_;
    DescriptorPool descriptor_pool_;
    VkDescriptorSet set_ = VK_NULL_HANDLE;
    CommandPool command_pool_;
    VkCommandBuffer commands_ = VK_NULL_HANDLE;
    Fence fence_;
    std::array<Pair, count_> buffers_;
    bool rebind_ = true, tables_filled_ = false;
    std::vector<Ref<Lut3dTable>> placed_tables_;
    std::vector<int> table_first_;
    std::array<uint64_t, count_> uploaded_{}; // bytes to copy to the device in the next run
    std::optional<Error> lost_;
    uint64_t dispatches_ = 0;
};

} // namespace tandem::vulkan
