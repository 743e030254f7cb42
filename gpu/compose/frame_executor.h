// FrameExecutor: a frame on a device that runs composed kernels: what is untouched is copied on the host, the rectangle
// around the rest goes to the device, in bands where it does not fit. Owned by a device's renderer, used on its thread.
#pragma once

#include <span>
#include <vector>

#include "engine/video/frame_renderer.h"
#include "gpu/compose/frame_plan.h"

namespace tandem::compose {

// What a device offers to run plans.
class FrameDevice {
  public:
    virtual ~FrameDevice() = default;
    virtual std::string name() const = 0; // "vulkan (llvmpipe)"
    // Puts the tables in the device's tables buffer (see Tables); gives the first entry of each.
    virtual Result<std::vector<int>> place_tables(std::span<const Ref<ColourTable>> tables) = 0;
    // Whether the plan fits the device's limits.
    virtual bool fits(const FramePlan& plan) const = 0;
    // Whether the plan's kernels are compiled.
    virtual bool ready(const FramePlan&) { return true; }
    // Asks a worker to compile those that are not; returns at once.
    virtual void prepare(const FramePlan&) {}
    // Runs the plan and copies its downloads into `out`.
    virtual Result<void> run(const FramePlan& plan, MutablePicture& out) = 0;
    // An Error that names the device: not even a small part of a frame fits.
    virtual Error too_small() const = 0;
    // Whether the device has done with the buffers. False after a hang: then they must never be freed.
    virtual bool idle() const { return true; }
    virtual std::vector<std::string> take_warnings() { return {}; } // as FrameRenderer's

    virtual uint64_t compiles() const = 0;    // kernels compiled from text
    virtual uint64_t dispatches() const = 0;  // since the start
    virtual uint64_t memory_used() const = 0; // bytes held now
};

class FrameExecutor {
  public:
    FrameExecutor(FrameDevice& device, KernelSplit kernels, KernelWait wait)
        : device_(device), kernels_(kernels), wait_(wait) {}

    // As FrameRenderer's.
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources);
    Result<PictureRef> render_float(const FrameProgram& program, std::span<const PictureRef> sources);
    uint64_t bands() const { return bands_; }         // parts of frames run, since the start
    uint64_t stand_ins() const { return stand_ins_; } // frames by one-op kernels in place of fused ones

  private:
    Result<void> run(const FrameProgram& program, std::span<const PictureRef> sources, FrameRequest request,
                     MutablePicture& out);
    FrameDevice& device_;
    KernelSplit kernels_;
    KernelWait wait_;
    uint64_t bands_ = 0, stand_ins_ = 0;
};

} // namespace tandem::compose
