// The OpenCL device as a FrameRenderer, and the list of OpenCL devices. Made by app and tests; no OpenCL type appears
// here. A renderer is used by one thread at a time; it waits for the device inside render().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/video/frame_renderer.h"
#include "gpu/compose/kernel_split.h"

namespace tandem {

namespace opencl {
struct Api;
}

enum class OpenClDeviceType : uint8_t { gpu, processor, other };

struct OpenClDeviceInfo {
    int index = 0;            // as in --device opencl:N
    std::string name, driver; // "pthread-haswell-AMD EPYC", "Portable Computing Language 3.1"
    OpenClDeviceType type = OpenClDeviceType::other;
    uint64_t memory_bytes = 0;
};
const char* device_type_word(OpenClDeviceType type);

// Devices that this renderer can use, platform by platform; empty where there are none. Error `unavailable` where there
// is no loader or no driver.
Result<std::vector<OpenClDeviceInfo>> list_opencl_devices();

struct OpenClOptions {
    int device = -1; // index of list_opencl_devices(); -1 = the first GPU, else the first
    KernelSplit kernels = KernelSplit::fused;
    // Memory that the renderer may take on the device; 0 = three quarters of the device's own.
    uint64_t memory_limit_bytes = 0;
    // Tests: called with the loaded table before devices are looked for; may replace entries.
    std::function<void(opencl::Api&)> inject;
};

struct OpenClStats {
    uint64_t compiles = 0;     // kernels compiled from text
    uint64_t dispatches = 0;   // since the start
    uint64_t bands = 0;        // parts of frames, since the start; more than frames where a frame did not fit
    uint64_t device_bytes = 0; // memory held now
};

class OpenClRenderer : public FrameRenderer {
  public:
    virtual OpenClStats stats() const = 0;
};

// Error `unavailable`: no loader, no driver, no such device, or one that lacks what is needed. Errors of render():
// `temporary` where the device was lost or its memory is full, `internal` where a kernel does not compile; each names
// the device.
Result<std::unique_ptr<OpenClRenderer>> make_opencl_renderer(const OpenClOptions& options = {});

} // namespace tandem
