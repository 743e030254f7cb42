// Scopes on the OpenCL device: the processor's numbers, in parts too, and what follows when the device fails.
#include "gpu/opencl/api.h"
#include "tests/unit/gpu/scope_suite.h"
#include "tests/unit/gpu_opencl/device.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::unique_ptr<ComposedScopes> scopes_or_skip(const OpenClOptions& options = {}) {
    auto made = make_opencl_scopes(options);
    if (made) return std::move(made).value();
    MESSAGE("skipped: " << made.error().text());
    CHECK(made.error().code == ErrorCode::unavailable);
    return nullptr;
}

cl_int lost(cl_command_queue, cl_kernel, cl_uint, const size_t*, const size_t*, const size_t*, cl_uint, const cl_event*,
            cl_event*) {
    return CL_OUT_OF_RESOURCES;
}

} // namespace

TEST_CASE("scopes: every layout, size and meaning of codes gives the processor's counts and overlays") {
    if (auto device = scopes_or_skip()) scopes_like_the_processor(*device);
}

TEST_CASE("scopes: a picture that does not fit is counted and drawn in parts") {
    OpenClOptions tight;
    tight.memory_limit_bytes = 4u << 20;
    if (auto device = scopes_or_skip(tight)) scopes_in_parts(*device);
}

TEST_CASE("scopes: a device that does not open or is lost is replaced by the processor, which is told") {
    if (!scopes_or_skip()) return;
    OpenClOptions absent, losing;
    absent.device = 1000;
    losing.inject = [](opencl::Api& api) { api.EnqueueNDRangeKernel = lost; };
    auto picture = noise_picture(PixelFormat::yuv420p, 40, 22, kRec709, 7);
    for (const OpenClOptions& options : {absent, losing}) {
        const bool opens = options.device < 0;
        FallbackScopes scopes({{"opencl:0",
                                [&]() -> Result<std::unique_ptr<ScopeEngine>> {
                                    return std::unique_ptr<ScopeEngine>(TRY(make_opencl_scopes(options)));
                                }},
                               {"cpu", []() -> Result<std::unique_ptr<ScopeEngine>> { return make_cpu_scopes(1); }}});
        same_scopes(scopes, *picture, {{.columns = 12}});
        const auto warnings = scopes.take_warnings();
        REQUIRE(warnings.size() == (opens ? 2 : 1)); // opened again once
        CHECK(warnings.back().find("opencl:0") == 0);
        CHECK(warnings.back().find("scopes are made with cpu") != std::string::npos);
    }
}
