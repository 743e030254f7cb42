// The OpenCL renderer for tests, or a note that there is none. Test threads only.
#pragma once

#include <doctest/doctest.h>

#include "gpu/opencl/opencl_renderer.h"

namespace tandem::test {

// Null, with a message, where this machine has no OpenCL device; any other error fails the test.
inline std::unique_ptr<ComposedRenderer> opencl_or_skip(const OpenClOptions& options = {}) {
    auto r = make_opencl_renderer(options);
    if (r) return std::move(r).value();
    MESSAGE("skipped: " << r.error().text());
    CHECK(r.error().code == ErrorCode::unavailable);
    return nullptr;
}

} // namespace tandem::test
