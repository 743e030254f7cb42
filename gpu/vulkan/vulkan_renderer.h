// The Vulkan device as a FrameRenderer and as a ScopeEngine, and the list of Vulkan devices. Made by app and tests; no
// Vulkan type appears here. A renderer is used by one thread at a time; it waits for the device inside render().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gpu/compose/composed_renderer.h"
#include "gpu/compose/composed_scopes.h"

namespace tandem {

namespace vulkan {
struct Api;
}

enum class VulkanDeviceType : uint8_t { discrete, integrated, virtual_gpu, software, other };

struct VulkanDeviceInfo {
    int index = 0;            // as in --device vulkan:N
    std::string name, driver; // "llvmpipe (LLVM 15.0.6, 256 bits)", "llvmpipe Mesa 22.3.6"
    VulkanDeviceType type = VulkanDeviceType::other;
    uint64_t memory_bytes = 0; // largest heap of its own
};
const char* device_type_word(VulkanDeviceType type);

// Devices that this renderer can use, in the loader's order; empty where there are none. Error `unavailable` where
// there is no loader or no driver.
Result<std::vector<VulkanDeviceInfo>> list_vulkan_devices();

struct VulkanOptions {
    int device = -1; // index of list_vulkan_devices(); -1 = the first that is not software, else the first
    KernelSplit kernels = KernelSplit::fused;
    KernelWait wait = KernelWait::wait;
    // `separate` treats the device's memory as out of the host's reach, as on a card (tests).
    enum class Memory : uint8_t { as_it_is, separate } memory = Memory::as_it_is;
    // `yes`: the device can also show pictures in windows, where the drivers can (vulkan_presenter.h).
    enum class Windows : uint8_t { no, yes } windows = Windows::no;
    // Memory that the renderer may take on the device; 0 = three quarters of the device's own.
    uint64_t memory_limit_bytes = 0;
    // Where compiled kernels are kept across runs, 64 MiB at most; empty = nowhere. Several processes may share it.
    std::string kernel_folder;
    // Called with each message of the validation layer, synchronization checks included, on any thread; turns the
    // layer on. An error where it is not installed.
    std::function<void(std::string_view)> on_validation;
    // Tests: called with the loaded table before the device is made; may replace entries.
    std::function<void(vulkan::Api&)> inject;
};

// Error `unavailable`: no loader, no driver, no such device, or one that lacks what is needed.
Result<std::unique_ptr<ComposedRenderer>> make_vulkan_renderer(const VulkanOptions& options = {});
// The same device, opened for scopes alone. Errors as above.
Result<std::unique_ptr<ComposedScopes>> make_vulkan_scopes(const VulkanOptions& options = {});

} // namespace tandem
