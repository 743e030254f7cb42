// A runner on its own context.
#include "gpu/opencl/opencl_renderer.h"

#include "gpu/opencl/frame_runner.h"

namespace tandem {

static Result<std::unique_ptr<opencl::FrameRunner>> open(const OpenClOptions& options) {
    return opencl::FrameRunner::make(TRY(opencl::Device::make(options)));
}

Result<std::unique_ptr<ComposedRenderer>> make_opencl_renderer(const OpenClOptions& options) {
    return std::make_unique<ComposedRenderer>(TRY(open(options)), options.kernels, KernelWait::wait);
}

Result<std::unique_ptr<ComposedScopes>> make_opencl_scopes(const OpenClOptions& options) {
    return std::make_unique<ComposedScopes>(TRY(open(options)));
}

} // namespace tandem
