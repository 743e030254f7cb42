// FrameRenderer: what every render device offers; implemented in gpu/*, injected by app. The engine never names a
// device. One renderer is used by one thread at a time.
#pragma once

#include <span>
#include <string>

#include "engine/video/frame_program.h"

namespace tandem {

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
    // What happened to the device since the last call and was overcome, as a user reads it: "Vulkan device X: ...".
    virtual std::vector<std::string> take_warnings() { return {}; }
};

} // namespace tandem
