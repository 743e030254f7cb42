// FallbackRenderer: a render device that may fail. A device that is lost or full is made anew once, then the next of a
// list takes over; the frame comes out all the same. Made by app; used by one thread at a time. Pure policy: it knows
// devices only as factories.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/video/frame_renderer.h"

namespace tandem {

struct DeviceFactory {
    std::string id; // "vulkan:0", for warnings
    std::function<Result<std::unique_ptr<FrameRenderer>>()> make;
};

class FallbackRenderer final : public FrameRenderer {
  public:
    // Opens the first of `devices` (at least one, best first); the others only when they are needed. The error of the
    // first where it cannot be opened: a device that was asked for is not replaced in silence.
    static Result<std::unique_ptr<FallbackRenderer>> open(std::vector<DeviceFactory> devices);

    // Of the device in use now.
    std::string name() const override;
    // The error of the last device where all fail. Errors of the program itself (`bad_data` and such) pass at once.
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) override;
    Result<PictureRef> render_float(const FrameProgram& program, std::span<const PictureRef> sources) override;
    // Frames in flight when a device is replaced are rendered anew.
    size_t max_in_flight() const override { return now_ ? now_->max_in_flight() : 1; }
    void submit(const FrameProgram& program, std::span<const PictureRef> sources) override;
    Result<PictureRef> collect() override;
    std::optional<DeviceTimes> times() const override { return now_ ? now_->times() : std::nullopt; }
    bool prepare(const FrameProgram& program) override { return now_ && now_->prepare(program); }
    std::vector<std::string> take_warnings() override;

  private:
    using Render = Result<PictureRef> (FrameRenderer::*)(const FrameProgram&, std::span<const PictureRef>);
    FallbackRenderer() = default;
    struct Flight {
        FrameProgram program;
        std::vector<PictureRef> sources;
        bool at_device = false; // submitted to now_
    };
    Result<PictureRef> run(Render way, const FrameProgram& program, std::span<const PictureRef> sources);
    // Puts another device in place of the one that failed; false where none is left.
    bool replace(const Error& why);

    std::vector<DeviceFactory> devices_;
    size_t at_ = 0;        // in devices_
    bool rebuilt_ = false; // devices_[at_] was made anew before
    std::unique_ptr<FrameRenderer> now_;
    std::deque<Flight> flights_; // submitted and not collected
    std::vector<std::string> warnings_;
};

} // namespace tandem
