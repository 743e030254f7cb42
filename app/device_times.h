// What render devices say of their own work, for the reports of `tandem render` and `tandem play`. Main thread, while
// no device renders.
#pragma once

#include "engine/base/value.h"
#include "engine/video/frame_renderer.h"

namespace tandem::app {

// {"device":"vulkan (X)","segments":[{"what":"decode","runs":3,"seconds":0.01},..]}, or "none":"why" in place of
// segments where its clock cannot be read; null for a device that is the processor.
Value device_times_json(const FrameRenderer& renderer);
// The same as lines, each after a line end; "" for a device that is the processor.
std::string device_times_text(const FrameRenderer& renderer);

} // namespace tandem::app
