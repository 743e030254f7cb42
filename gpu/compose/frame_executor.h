// FrameExecutor: a frame on a device that runs composed kernels: what is untouched is copied on the host, the rectangle
// around the rest goes to the device, in bands where it does not fit. Owned by a device's renderer, used on its thread.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/video/frame_renderer.h"
#include "gpu/compose/frame_plan.h"

namespace tandem::compose {

// Whether a plan was started; `later` where an older one must be finished first.
enum class Started : uint8_t { yes, later };

// What a device offers to run plans.
class FrameDevice {
  public:
    virtual ~FrameDevice() = default;
    virtual std::string name() const = 0; // "vulkan (llvmpipe)"
    // Plans that may be started and not finished.
    virtual size_t depth() const { return 1; }
    // Puts the tables in the device's tables buffer (see Tables); gives the first entry of each.
    virtual Result<std::vector<int>> place_tables(std::span<const Ref<ColourTable>> tables) = 0;
    // Whether the plan fits the device's limits.
    virtual bool fits(const FramePlan& plan) const = 0;
    // Whether the plan's kernels are compiled.
    virtual bool ready(const FramePlan&) { return true; }
    // Asks a worker to compile those that are not; returns at once. False where the device has no such worker.
    virtual bool prepare(const FramePlan&) { return false; }
    virtual uint64_t pending() const { return 0; } // kernels that the worker was asked for and has not compiled
    // Starts a plan. The plan, its pictures and what its downloads go to stay where they are until it is finished.
    // `later` only where others are unfinished, also where they fill the memory. After an error this plan is not
    // started.
    virtual Result<Started> start(const FramePlan& plan) = 0;
    // Waits for the oldest plan started and not finished; its downloads are then there. Takes it out of flight also
    // where it fails.
    virtual Result<void> finish() = 0;
    virtual std::optional<DeviceTimes> times() const { return {}; } // as FrameRenderer's
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
    void submit(const FrameProgram& program, std::span<const PictureRef> sources);
    Result<PictureRef> collect();
    bool prepare(const FrameProgram& program);
    uint64_t bands() const { return bands_; }         // parts of frames run, since the start
    uint64_t stand_ins() const { return stand_ins_; } // frames by one-op kernels in place of fused ones

  private:
    struct Copy { // samples that pass bit for bit
        PictureRef from;
        IntRect rect;
        int shift_x = 0, shift_y = 0;
    };
    // A frame that is being made; stays where it is until it is done.
    struct Flight {
        std::vector<PictureRef> sources;
        PictureRef ready; // passes whole
        std::optional<MutablePicture> out;
        std::vector<Copy> copies;
        std::optional<Error> failed; // the first error
        int running = 0;             // its parts at the device
    };
    struct Part {
        FramePlan plan;
        Flight* of = nullptr;
    };
    void begin(const FrameProgram& program, Flight& flight);
    Result<PictureRef> end(Flight& flight);
    Result<void> run(const FrameProgram& program, FrameRequest request, Flight& flight);
    Result<void> start(FramePlan plan, Flight& flight);
    void finish_oldest();
    FrameDevice& device_;
    KernelSplit kernels_;
    KernelWait wait_;
    std::deque<std::unique_ptr<Flight>> flights_; // submitted and not collected
    std::deque<std::unique_ptr<Part>> parts_;     // at the device, oldest first
    uint64_t bands_ = 0, stand_ins_ = 0;
};

} // namespace tandem::compose
