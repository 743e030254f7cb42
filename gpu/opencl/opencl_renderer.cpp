// The runner on its device, under the executor that all devices share.
#include "gpu/opencl/opencl_renderer.h"

#include "gpu/compose/frame_executor.h"
#include "gpu/opencl/frame_runner.h"

namespace tandem {

namespace {

using namespace opencl;

class Renderer : public OpenClRenderer {
  public:
    Renderer(std::shared_ptr<Device> device, std::unique_ptr<FrameRunner> runner, const OpenClOptions& options)
        : device_(std::move(device)), runner_(std::move(runner)), executor_(*runner_, options.kernels) {}

    std::string name() const override { return "opencl (" + device_->name() + ")"; }
    OpenClStats stats() const override {
        return {runner_->compiles(), runner_->dispatches(), executor_.bands(), device_->memory_used()};
    }
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

Result<std::unique_ptr<OpenClRenderer>> make_opencl_renderer(const OpenClOptions& options) {
    auto device = TRY(Device::make(options));
    auto runner = TRY(FrameRunner::make(device));
    return std::unique_ptr<OpenClRenderer>(std::make_unique<Renderer>(std::move(device), std::move(runner), options));
}

} // namespace tandem
