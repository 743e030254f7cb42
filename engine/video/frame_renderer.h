// FrameRenderer: what every render device offers; implemented in gpu/*, injected by app. The engine never names a
// device. One renderer is used by one thread at a time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/video/frame_program.h"

namespace tandem {

// What a device's own clock said of the work done so far.
struct DeviceTimes {
    struct Part {
        std::string what; // "sample exposure blend", ops of a kernel; "upload", "read back"
        int64_t runs = 0;
        double seconds = 0; // sum over the runs
    };
    std::vector<Part> parts; // longest first
    std::string none;        // why the device measures nothing; "" where it does
};

class FrameRenderer {
  public:
    virtual ~FrameRenderer() = default;
    // "cpu (AVX2, 2 threads)"
    virtual std::string name() const = 0;
    // Runs a program. `sources[i]` is the picture of program.sources[i] (never null). The result has the target's
    // format, size and tags. Passes a source through without a copy where the program and the picture allow it.
    virtual Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) = 0;
    // The result as it stands before conversion to the target: gbrapf32le, premultiplied, working space, tags linear.
    virtual Result<PictureRef> render_float(const FrameProgram& program, std::span<const PictureRef> sources) = 0;
    // Asks for what the program's structure needs to be compiled by a worker, so that rendering one like it does not
    // wait; returns at once. False where this device compiles nothing.
    virtual bool prepare(const FrameProgram&) { return false; }
    // Frames in flight. submit() starts what render() would do, and may return while the device works; neither the
    // program nor the list is used after it. collect() gives the oldest frame that was submitted and not collected, its
    // errors included. Pre of submit(): fewer than max_in_flight() are not collected, a number that changes when
    // another device takes over; of collect(): at least one. render() may come between. Most devices do the whole work
    // in submit().
    virtual size_t max_in_flight() const { return 1; }
    virtual void submit(const FrameProgram& program, std::span<const PictureRef> sources) {
        done_ = render(program, sources);
    }
    virtual Result<PictureRef> collect() {
        VERIFY(done_);
        Result<PictureRef> out = std::move(*done_);
        done_.reset();
        return out;
    }
    // None where the device is the processor.
    virtual std::optional<DeviceTimes> times() const { return {}; }
    // What happened to the device since the last call and was overcome, as a user reads it: "Vulkan device X: ...".
    virtual std::vector<std::string> take_warnings() { return {}; }

  private:
    std::optional<Result<PictureRef>> done_;
};

} // namespace tandem
