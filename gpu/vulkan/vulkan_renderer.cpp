// The runner on its device, under the executor that all devices share.
#include "gpu/vulkan/vulkan_renderer.h"

#include "gpu/compose/frame_executor.h"
#include "gpu/vulkan/frame_runner.h"

namespace tandem {

namespace {

using namespace vulkan;

class Renderer : public VulkanRenderer {
  public:
    Renderer(std::shared_ptr<Device> device, std::unique_ptr<FrameRunner> runner, const VulkanOptions& options)
        : device_(std::move(device)), runner_(std::move(runner)), executor_(*runner_, options.kernels) {}

    ~Renderer() override {
        // A device that hangs may still write to its buffers: they stay, with the device.
        if (!runner_->idle()) (void)runner_.release();
    }

    std::string name() const override { return "vulkan (" + device_->name() + ")"; }
    VulkanStats stats() const override {
        return {runner_->compiles(), runner_->dispatches(), executor_.bands(), device_->memory_used()};
    }

    std::vector<std::string> take_warnings() override { return runner_->take_warnings(); }
    Result<PictureRef> render(const FrameProgram& p, std::span<const PictureRef> sources) override {
        return executor_.render(p, sources);
    }
    Result<PictureRef> render_float(const FrameProgram& p, std::span<const PictureRef> sources) override {
        return executor_.render_float(p, sources);
    }

  private:
    std::shared_ptr<Device> device_;
    std::unique_ptr<FrameRunner> runner_;
    compose::FrameExecutor executor_;
};

} // namespace

Result<std::unique_ptr<VulkanRenderer>> make_vulkan_renderer(const VulkanOptions& options) {
    auto instance = TRY(Instance::make(options));
    auto device = TRY(Device::make(std::move(instance), options));
    auto runner = TRY(FrameRunner::make(device, options.kernel_folder));
    return std::unique_ptr<VulkanRenderer>(std::make_unique<Renderer>(std::move(device), std::move(runner), options));
}

} // namespace tandem
