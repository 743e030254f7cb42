// A runner on its own logical device.
#include "gpu/vulkan/vulkan_renderer.h"

#include "gpu/vulkan/frame_runner.h"

namespace tandem {

Result<std::unique_ptr<ComposedRenderer>> make_vulkan_renderer(const VulkanOptions& options) {
    auto instance = TRY(vulkan::Instance::make(options));
    auto device = TRY(vulkan::Device::make(std::move(instance), options));
    auto runner = TRY(vulkan::FrameRunner::make(std::move(device), options.kernel_folder));
    return std::make_unique<ComposedRenderer>(std::move(runner), options.kernels, options.wait);
}

} // namespace tandem
