// ComposedRenderer: a device that runs composed kernels, as a FrameRenderer. Made by gpu/vulkan and gpu/opencl; used by
// one thread at a time; it waits for the device inside render() and collect().
#pragma once

#include <memory>

#include "engine/video/frame_renderer.h"
#include "gpu/compose/kernel_split.h"

namespace tandem {

namespace compose {
class FrameDevice;
class FrameExecutor;
} // namespace compose

struct DeviceStats {
    uint64_t compiles = 0;     // kernels compiled from text
    uint64_t dispatches = 0;   // since the start
    uint64_t bands = 0;        // parts of frames, since the start; more than frames where a frame did not fit
    uint64_t stand_ins = 0;    // frames by one-op kernels while fused ones compiled
    uint64_t device_bytes = 0; // memory held now, host-visible buffers included
    uint64_t pending = 0;      // kernels asked for ahead and not compiled yet
};

// Errors of render(): `temporary` where the device was lost or its memory is full, `internal` where a kernel does not
// compile; each names the device.
class ComposedRenderer final : public FrameRenderer {
  public:
    ComposedRenderer(std::unique_ptr<compose::FrameDevice> device, KernelSplit kernels, KernelWait wait);
    ~ComposedRenderer() override;

    std::string name() const override;
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) override;
    Result<PictureRef> render_float(const FrameProgram& program, std::span<const PictureRef> sources) override;
    size_t max_in_flight() const override;
    void submit(const FrameProgram& program, std::span<const PictureRef> sources) override;
    Result<PictureRef> collect() override;
    std::optional<DeviceTimes> times() const override;
    bool prepare(const FrameProgram& program) override;
    std::vector<std::string> take_warnings() override;
    DeviceStats stats() const;

  private:
    std::unique_ptr<compose::FrameDevice> device_;
    std::unique_ptr<compose::FrameExecutor> executor_;
};

} // namespace tandem
