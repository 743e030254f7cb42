// Frames in flight: what is submitted while another is computed comes out as if alone, in order; and what the device's
// clock says of its kernels.
#include <algorithm>
#include <mutex>

#include "gpu/vulkan/api.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// Frames of one kind with other numbers; every third with a table of its own, every fourth of another size.
std::vector<BuildProgram> film() {
    std::vector<BuildProgram> frames;
    for (int i = 0; i < 12; ++i) {
        BuildProgram b = i % 4 == 3 ? BuildProgram(64 + 64 * i, 96, PixelFormat::rgb24)
                                    : layers(2.5, 0.9, 0.5f + 0.1f * static_cast<float>(i), 0.5f);
        if (i % 4 == 3) {
            const int16_t grey = b.op({.code = OpCode::solid, .opaque = true}, {{0.5f, 0.25f, 0.125f, 1}});
            b.unary(OpCode::exposure, grey, {{1.0f + 0.1f * static_cast<float>(i), 0, 0, 0}});
        }
        if (i % 3 == 2) {
            b.program.luts.push_back(make_lut(5 + i));
            b.unary(OpCode::lut3d, static_cast<int16_t>(b.program.ops.size() - 1), {{0.7f, 0, 0, 0}});
            b.program.ops.back().lut = 0;
        }
        frames.push_back(std::move(b));
    }
    return frames;
}

std::vector<PictureRef> in_flight(FrameRenderer& device, const std::vector<BuildProgram>& frames) {
    std::vector<PictureRef> out;
    size_t flying = 0;
    auto land = [&] {
        auto picture = device.collect();
        if (!picture) FAIL(picture.error().text());
        out.push_back(*picture);
        --flying;
    };
    for (const BuildProgram& b : frames) {
        while (flying >= device.max_in_flight()) land();
        device.submit(b.program, b.pictures);
        ++flying;
    }
    while (flying > 0) land();
    return out;
}

VKAPI_ATTR VkResult VKAPI_CALL lost(VkQueue, uint32_t, const VkSubmitInfo*, VkFence) { return VK_ERROR_DEVICE_LOST; }
PFN_vkGetPhysicalDeviceQueueFamilyProperties real_families;
VKAPI_ATTR void VKAPI_CALL clockless(VkPhysicalDevice d, uint32_t* count, VkQueueFamilyProperties* out) {
    real_families(d, count, out);
    for (uint32_t i = 0; out && i < *count; ++i) out[i].timestampValidBits = 0;
}
VKAPI_ATTR VkResult VKAPI_CALL not_ready(VkDevice, VkQueryPool, uint32_t, uint32_t, size_t, void*, VkDeviceSize,
                                         VkQueryResultFlags) {
    return VK_NOT_READY;
}

} // namespace

TEST_CASE("frames in flight come out in order, as if each were alone, and the validation layer is silent") {
    const std::vector<BuildProgram> frames = film();
    std::mutex mutex;
    std::string messages;
    VulkanOptions options;
    SUBCASE("shared memory") {}
    SUBCASE("memory of its own") { options.memory = VulkanOptions::Memory::separate; }
    SUBCASE("memory for hardly one frame") { options.memory_limit_bytes = 2u << 20; }
    auto alone = vulkan_or_skip(options);
    if (!alone) return;
    if (make_vulkan_renderer({.on_validation = [](std::string_view) {}}))
        options.on_validation = [&](std::string_view text) {
            std::lock_guard lock(mutex);
            messages += std::string(text) + "\n";
        };
    auto device = make_vulkan_renderer(options).value();
    REQUIRE(device->max_in_flight() >= 2);
    const auto got = in_flight(*device, frames);
    REQUIRE(got.size() == frames.size());
    for (size_t i = 0; i < frames.size(); ++i) {
        CAPTURE(i);
        CHECK(worst_difference(*alone->render(frames[i].program, frames[i].pictures).value(), *got[i]) == 0);
    }
    if (options.memory_limit_bytes) CHECK(device->stats().device_bytes <= options.memory_limit_bytes);
    CHECK(messages == "");
}

TEST_CASE("a frame rendered while others are in flight leaves them alone; a renderer goes with frames in flight") {
    auto device = vulkan_or_skip();
    if (!device) return;
    const BuildProgram a = layers(2.5, 0.9, 1.2f, 0.5f), b = layers(2.5, 0.9, 0.7f, 0.5f);
    const auto want_a = device->render(a.program, a.pictures).value();
    const auto want_b = device->render(b.program, b.pictures).value();
    device->submit(a.program, a.pictures);
    CHECK(worst_difference(*want_b, *device->render(b.program, b.pictures).value()) == 0);
    device->submit(b.program, b.pictures);
    CHECK(worst_difference(*want_a, *device->collect().value()) == 0);
    CHECK(worst_difference(*want_b, *device->collect().value()) == 0);
    device->submit(a.program, a.pictures);
    device->submit(b.program, b.pictures);
    device.reset();
}

TEST_CASE("each frame in flight on a lost device says so") {
    if (!vulkan_or_skip()) return;
    VulkanOptions options;
    options.inject = [](vulkan::Api& api) { api.QueueSubmit = lost; };
    auto device = make_vulkan_renderer(options).value();
    const BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    for (int i = 0; i < 2; ++i) device->submit(b.program, b.pictures);
    for (int i = 0; i < 2; ++i) {
        auto r = device->collect();
        REQUIRE(!r);
        CHECK(r.error().code == ErrorCode::temporary);
        CHECK(r.error().what.find("lost") != std::string::npos);
    }
}

TEST_CASE("the device's clock is read for every kernel of a frame, and not missed where there is none") {
    auto device = vulkan_or_skip();
    if (!device) return;
    const BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    for (int i = 0; i < 3; ++i) REQUIRE(device->render(b.program, b.pictures));
    const DeviceTimes times = device->times().value();
    if (times.none.empty()) {
        int64_t runs = 0;
        for (const auto& part : times.parts) runs += part.runs;
        CHECK(runs == static_cast<int64_t>(device->stats().dispatches));
        auto sampled = [](const auto& part) { return part.what.find("sample") != std::string::npos; };
        const auto layers_drawn = std::find_if(times.parts.begin(), times.parts.end(), sampled);
        REQUIRE(layers_drawn != times.parts.end());
        CHECK(layers_drawn->runs % 3 == 0);
        CHECK(layers_drawn->seconds > 0);
        CHECK(std::is_sorted(times.parts.begin(), times.parts.end(),
                             [](const auto& x, const auto& y) { return x.seconds > y.seconds; }));
    } else {
        CHECK(times.parts.empty());
    }
    const auto want = device->render(b.program, b.pictures).value();
    VulkanOptions options;
    bool says = false;
    SUBCASE("a queue without a clock") {
        says = true;
        options.inject = [](vulkan::Api& api) {
            real_families = std::exchange(api.GetPhysicalDeviceQueueFamilyProperties, &clockless);
        };
    }
    SUBCASE("a clock that does not tell") {
        options.inject = [](vulkan::Api& api) { api.GetQueryPoolResults = not_ready; };
    }
    auto silent = make_vulkan_renderer(options).value();
    CHECK(worst_difference(*want, *silent->render(b.program, b.pictures).value()) == 0);
    if (!options.inject) return;
    CHECK(silent->times()->parts.empty());
    CHECK((silent->times()->none.find("no time stamps") != std::string::npos) == says);
}
