// FrameRunner: the buffers of frames on one device, and the run of a FramePlan from upload to read-back. Used on the
// renderer's thread; run() waits for the device.
#pragma once

#include <memory>
#include <vector>

#include "gpu/compose/frame_executor.h"
#include "gpu/compose/tables.h"
#include "gpu/vulkan/kernels.h"

namespace tandem::vulkan {

class FrameRunner final : public compose::FrameDevice {
  public:
    static Result<std::unique_ptr<FrameRunner>> make(std::shared_ptr<Device> device, const std::string& kernel_folder);
    ~FrameRunner() override;

    std::string name() const override { return "vulkan (" + device_->name() + ")"; }
    Result<std::vector<int>> place_tables(std::span<const Ref<ColourTable>> tables) override;
    bool fits(const compose::FramePlan& plan) const override;
    bool ready(const compose::FramePlan& plan) override;
    void prepare(const compose::FramePlan& plan) override;
    // After an error of the device every later run fails alike.
    Result<void> run(const compose::FramePlan& plan, MutablePicture& out) override;
    Error too_small() const override;
    bool idle() const override;
    std::vector<std::string> take_warnings() override { return kernels_->take_warnings(); }
    uint64_t compiles() const override { return kernels_->compiles(); }
    uint64_t dispatches() const override { return dispatches_; }
    uint64_t memory_used() const override { return device_->memory_used(); }

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
    Result<void> record(const compose::FramePlan& plan);
    Result<void> submit();

    std::shared_ptr<Device> device_;
    std::unique_ptr<Kernels> kernels_;
    DescriptorPool descriptor_pool_;
    VkDescriptorSet set_ = VK_NULL_HANDLE;
    CommandPool command_pool_;
    VkCommandBuffer commands_ = VK_NULL_HANDLE;
    Fence fence_;
    std::array<Pair, count_> buffers_;
    bool rebind_ = true, submitted_ = false;
    compose::Tables tables_;
    std::array<uint64_t, count_> uploaded_{}; // bytes to copy to the device in the next run
    std::optional<Error> lost_;
    uint64_t dispatches_ = 0;
};

} // namespace tandem::vulkan
