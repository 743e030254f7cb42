// The Vulkan renderer for tests, or a note that there is none. Test threads only.
#pragma once

#include <doctest/doctest.h>

#include <mutex>
#include <string>

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

// What the validation layer says of a device that is made with these options. Outlives the device.
struct LayerMessages {
    std::mutex mutex;
    std::string text; // read it when the device rests
    void listen(VulkanOptions& options) {
        options.on_validation = [this](std::string_view said) {
            std::lock_guard lock(mutex);
            text += std::string(said) + "\n";
        };
    }
};

} // namespace tandem::test
