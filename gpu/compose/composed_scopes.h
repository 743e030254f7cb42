// ComposedScopes: scopes counted and drawn by a device that runs composed kernels, with exactly the processor's numbers
// (gpu/device/scope_codes.h). Made by gpu/vulkan and gpu/opencl; used by one thread at a time; it waits for the device.
//
// A picture is uploaded, though a rendered one lay in the renderer's output buffer a moment ago: that one belongs to
// another logical device, and frames of playback are measured later, if at all. A renderer that counted its own frames
// would save one upload of the frame (12 MB for 8-bit 4:2:0 at 3840 x 2160, about a millisecond on PCIe 4) and, where
// the viewer lies on the device too, the read-back.
#pragma once

#include <memory>

#include "engine/video/frame_program.h"
#include "engine/video/scopes.h"
#include "gpu/device/scope_codes.h"

namespace tandem {

namespace compose {
class FrameDevice;
struct FramePlan;
} // namespace compose

// Errors besides the interface's: `temporary` where the device was lost or its memory is full, `internal` where a
// kernel does not compile; each names the device.
class ComposedScopes final : public ScopeEngine {
  public:
    explicit ComposedScopes(std::unique_ptr<compose::FrameDevice> device);
    ~ComposedScopes() override;

    Result<ScopeCounts> measure(const Picture& picture, const ScopeSpec& spec) override;
    Result<PictureRef> overlay(const Picture& picture, ScopeKind kind, const ScopeSpec& spec,
                               int64_t* marked = nullptr) override;
    std::vector<std::string> take_warnings() override;
    uint64_t parts() const { return parts_; } // of pictures, since the start; more than pictures where one did not fit

  private:
    Result<void> count(const Picture& picture, const ScopeCodes& codes, IntRect part, ScopeCounts& out);
    struct Drawing;
    Result<void> draw(Drawing& drawing, IntRect part);
    Result<void> run(const compose::FramePlan& plan);
    std::unique_ptr<compose::FrameDevice> device_;
    uint64_t parts_ = 0;
};

} // namespace tandem
