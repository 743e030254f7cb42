// A runner on its own context.
#include "gpu/opencl/opencl_renderer.h"

#include "gpu/opencl/frame_runner.h"

namespace tandem {

Result<std::unique_ptr<ComposedRenderer>> make_opencl_renderer(const OpenClOptions& options) {
    auto device = TRY(opencl::Device::make(options));
    auto runner = TRY(opencl::FrameRunner::make(std::move(device)));
    return std::make_unique<ComposedRenderer>(std::move(runner), options.kernels, KernelWait::wait);
}

} // namespace tandem
