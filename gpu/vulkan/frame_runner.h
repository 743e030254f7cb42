// FrameRunner: the buffers of frames on one device, and the run of a FramePlan from upload to read-back, two at a time:
// while one is read back or computed the next is uploaded. Used on the renderer's thread; finish() waits for the
// device.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "gpu/compose/frame_executor.h"
#include "gpu/compose/tables.h"
#include "gpu/vulkan/kernels.h"
#include "gpu/vulkan/submitter.h"
#include "gpu/vulkan/time_stamps.h"

namespace tandem::vulkan {

class FrameRunner final : public compose::FrameDevice {
  public:
    static Result<std::unique_ptr<FrameRunner>> make(std::shared_ptr<Device> device, const std::string& kernel_folder);
    ~FrameRunner() override;

    std::string name() const override { return "vulkan (" + device_->name() + ")"; }
    Result<std::vector<int>> place_tables(std::span<const Ref<ColourTable>> tables) override;
    bool fits(const compose::FramePlan& plan) const override;
    bool ready(const compose::FramePlan& plan) override;
    bool prepare(const compose::FramePlan& plan) override;
    uint64_t pending() const override { return kernels_->pending(); }
    size_t depth() const override { return kSlots; }
    // After the loss of the device every later start and finish fails alike.
    Result<compose::Started> start(const compose::FramePlan& plan) override;
    Result<void> finish() override;
    std::optional<DeviceTimes> times() const override;
    Error too_small() const override;
    bool idle() const override;
    std::vector<std::string> take_warnings() override { return kernels_->take_warnings(); }
    uint64_t compiles() const override { return kernels_->compiles(); }
    uint64_t dispatches() const override { return dispatches_; }
    uint64_t memory_used() const override { return device_->memory_used(); }

  private:
    static constexpr size_t kSlots = 2;
    enum Use : size_t { params, sources, textures, values, tables, output, count_ };
    // What frames share: the device runs them one after another.
    static constexpr bool shared(Use use) { return use == textures || use == values || use == tables; }
    // A buffer of the device and the host's side of it: the same one where memory is unified.
    struct Pair {
        Buffer device, host;
        uint8_t* mapped() const { return host.get() ? host.mapped() : device.mapped(); }
    };
    // What one frame in flight has of its own. Its mapped buffers stay mapped: with the others' they are the ring
    // through which samples go to the device.
    struct Slot {
        CommandPool pool;
        VkCommandBuffer commands = VK_NULL_HANDLE;
        VkDescriptorSet set = VK_NULL_HANDLE;
        std::array<Pair, count_> buffers; // those not shared
        bool rebind = true;
        TimeStamps stamps;
        const compose::FramePlan* plan = nullptr; // in flight
        uint64_t value = 0;                       // of the timeline when it is done
        bool brings_tables = false;               // its commands copy them to the device
        std::optional<Error> spoilt;              // by a frame before it that did not bring them
    };

    FrameRunner() = default;
    Result<void> make_slot(Slot& slot);
    Pair& pair(Slot& slot, Use use) { return shared(use) ? shared_[use] : slot.buffers[use]; }
    Result<void> reserve(Slot& slot, Use use, uint64_t bytes);
    Result<void> reserve(Slot& slot, const compose::FramePlan& plan);
    void bind_buffers(Slot& slot);
    Result<void> record(Slot& slot, const compose::FramePlan& plan);
    // Until the device has done with all frames in flight; they are finished later.
    Result<void> drain();
    Result<void> wait_for(uint64_t value);

    std::shared_ptr<Device> device_;
    std::unique_ptr<Kernels> kernels_;
    DescriptorPool descriptor_pool_;
    Semaphore timeline_;
    std::array<Slot, kSlots> slots_;
    std::deque<Slot*> in_flight_; // oldest first
    std::array<Pair, count_> shared_;
    // Values of the timeline: the last frame handed over, taken by the device, known to be done.
    uint64_t handed_ = 0, taken_ = 0, done_ = 0;
    compose::Tables tables_;
    uint64_t new_tables_ = 0; // bytes to copy to the device with the next frame
    TimeSums times_;
    std::optional<Error> lost_;
    uint64_t dispatches_ = 0;
    std::unique_ptr<Submitter> submitter_; // goes first
};

} // namespace tandem::vulkan
