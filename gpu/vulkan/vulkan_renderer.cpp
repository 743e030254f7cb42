// A runner on its own logical device.
#include "gpu/vulkan/vulkan_renderer.h"

#include "gpu/vulkan/frame_runner.h"

namespace tandem {

static Result<std::unique_ptr<vulkan::FrameRunner>> open(const VulkanOptions& options) {
    auto instance = TRY(vulkan::Instance::make(options));
    auto device = TRY(vulkan::Device::make(std::move(instance), options));
    return vulkan::FrameRunner::make(std::move(device), options.kernel_folder);
}

Result<std::unique_ptr<ComposedRenderer>> make_vulkan_renderer(const VulkanOptions& options) {
    return std::make_unique<ComposedRenderer>(TRY(open(options)), options.kernels, options.wait);
}

Result<std::unique_ptr<ComposedScopes>> make_vulkan_scopes(const VulkanOptions& options) {
    return std::make_unique<ComposedScopes>(TRY(open(options)));
}

} // namespace tandem
