// The Vulkan renderer for tests, or a note that there is none. Test threads only.
#pragma once

#include <doctest/doctest.h>

#include "gpu/vulkan/vulkan_renderer.h"

namespace tandem::test {

// Null, with a message, where this machine has no Vulkan device; any other error fails the test.
inline std::unique_ptr<ComposedRenderer> vulkan_or_skip(const VulkanOptions& options = {}) {
    auto r = make_vulkan_renderer(options);
    if (r) return std::move(r).value();
    MESSAGE("skipped: " << r.error().text());
    CHECK(r.error().code == ErrorCode::unavailable);
    return nullptr;
}

} // namespace tandem::test
