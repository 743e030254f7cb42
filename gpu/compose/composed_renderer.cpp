// The executor on its device.
#include "gpu/compose/composed_renderer.h"

#include "gpu/compose/frame_executor.h"

namespace tandem {

ComposedRenderer::ComposedRenderer(std::unique_ptr<compose::FrameDevice> device, KernelSplit kernels, KernelWait wait)
    : device_(std::move(device)), executor_(std::make_unique<compose::FrameExecutor>(*device_, kernels, wait)) {}

ComposedRenderer::~ComposedRenderer() {
    // A device that hangs may still write to its buffers: they stay, with the device.
    if (!device_->idle()) (void)device_.release();
}

std::string ComposedRenderer::name() const { return device_->name(); }
Result<PictureRef> ComposedRenderer::render(const FrameProgram& p, std::span<const PictureRef> sources) {
    return executor_->render(p, sources);
}
Result<PictureRef> ComposedRenderer::render_float(const FrameProgram& p, std::span<const PictureRef> sources) {
    return executor_->render_float(p, sources);
}
size_t ComposedRenderer::max_in_flight() const { return device_->depth(); }
void ComposedRenderer::submit(const FrameProgram& p, std::span<const PictureRef> sources) {
    executor_->submit(p, sources);
}
Result<PictureRef> ComposedRenderer::collect() { return executor_->collect(); }
std::optional<DeviceTimes> ComposedRenderer::times() const { return device_->times(); }
bool ComposedRenderer::prepare(const FrameProgram& p) { return executor_->prepare(p); }
std::vector<std::string> ComposedRenderer::take_warnings() { return device_->take_warnings(); }
DeviceStats ComposedRenderer::stats() const {
    return {device_->compiles(),    device_->dispatches(),  executor_->bands(),
            executor_->stand_ins(), device_->memory_used(), device_->pending()};
}

} // namespace tandem
