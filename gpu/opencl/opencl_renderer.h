// The OpenCL device as a FrameRenderer and as a ScopeEngine, and the list of OpenCL devices. Made by app and tests; no
// OpenCL type appears here. A renderer is used by one thread at a time; it waits for the device inside render().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gpu/compose/composed_renderer.h"
#include "gpu/compose/composed_scopes.h"

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

// Error `unavailable`: no loader, no driver, no such device, or one that lacks what is needed.
Result<std::unique_ptr<ComposedRenderer>> make_opencl_renderer(const OpenClOptions& options = {});
// The same device, opened for scopes alone. Errors as above.
Result<std::unique_ptr<ComposedScopes>> make_opencl_scopes(const OpenClOptions& options = {});

} // namespace tandem
