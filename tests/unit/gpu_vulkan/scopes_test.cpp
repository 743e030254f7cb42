// Scopes on the Vulkan device: the processor's numbers, in parts too, under the validation layer, and what follows when
// the device fails.
#include "gpu/vulkan/api.h"
#include "tests/unit/gpu/scope_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::unique_ptr<ComposedScopes> scopes_or_skip(const VulkanOptions& options = {}) {
    auto made = make_vulkan_scopes(options);
    if (made) return std::move(made).value();
    MESSAGE("skipped: " << made.error().text());
    CHECK(made.error().code == ErrorCode::unavailable);
    return nullptr;
}

VkResult lost(VkQueue, uint32_t, const VkSubmitInfo*, VkFence) { return VK_ERROR_DEVICE_LOST; }

} // namespace

TEST_CASE("scopes: every layout, size and meaning of codes gives the processor's counts and overlays") {
    if (auto device = scopes_or_skip()) scopes_like_the_processor(*device);
}

TEST_CASE("scopes: a picture that does not fit is counted and drawn in parts") {
    VulkanOptions tight;
    tight.memory_limit_bytes = 4u << 20;
    if (auto device = scopes_or_skip(tight)) scopes_in_parts(*device);
}

TEST_CASE("scopes: a device too small for any part says so") {
    VulkanOptions tight;
    tight.memory_limit_bytes = 1u << 20;
    auto device = scopes_or_skip(tight);
    if (!device) return;
    auto r = device->measure(*noise_picture(PixelFormat::yuv420p, 64, 64, kRec709, 1), {});
    REQUIRE(!r);
    CHECK(r.error().code == ErrorCode::temporary);
}

TEST_CASE("scopes: the validation layer with synchronization checks has nothing to say") {
    LayerMessages messages;
    VulkanOptions options;
    messages.listen(options);
    for (auto memory : {VulkanOptions::Memory::as_it_is, VulkanOptions::Memory::separate}) {
        options.memory = memory;
        auto device = scopes_or_skip(options);
        if (!device) return;
        for (PixelFormat format : {PixelFormat::yuv420p10le, PixelFormat::rgb24, PixelFormat::p016le})
            same_scopes(*device, *noise_picture(format, 75, 41, kRec709, 2), {{.columns = 30}, {.columns = 75}});
    }
    CHECK(messages.text == "");
}

TEST_CASE("scopes: a device that does not open or is lost is replaced by the processor, which is told") {
    if (!scopes_or_skip()) return;
    VulkanOptions absent, losing;
    absent.device = 1000;
    losing.inject = [](vulkan::Api& api) { api.QueueSubmit = lost; };
    auto picture = noise_picture(PixelFormat::yuv420p, 40, 22, kRec709, 7);
    for (const VulkanOptions& options : {absent, losing}) {
        const bool opens = options.device < 0;
        FallbackScopes scopes({{"vulkan:0",
                                [&]() -> Result<std::unique_ptr<ScopeEngine>> {
                                    return std::unique_ptr<ScopeEngine>(TRY(make_vulkan_scopes(options)));
                                }},
                               {"cpu", []() -> Result<std::unique_ptr<ScopeEngine>> { return make_cpu_scopes(1); }}});
        same_scopes(scopes, *picture, {{.columns = 12}});
        const auto warnings = scopes.take_warnings();
        REQUIRE(warnings.size() == (opens ? 2 : 1)); // opened again once
        CHECK(warnings.back().find("vulkan:0") == 0);
        CHECK(warnings.back().find("scopes are made with cpu") != std::string::npos);
        CHECK(scopes.take_warnings().empty());
    }
}
