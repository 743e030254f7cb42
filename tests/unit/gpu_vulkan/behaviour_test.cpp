// What the Vulkan device promises besides pixels: no compile when a number changes, untouched samples bit for bit,
// bands where a frame does not fit, errors that name the device, silence of the validation layer.
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "gpu/vulkan/api.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;

// Read by the address sanitizer: drivers leak, and are unloaded before they could be named in a suppression.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

TEST_CASE("a number that changes compiles nothing") {
    if (auto device = vulkan_or_skip()) numbers_compile_nothing(*device);
}

TEST_CASE("one op a kernel gives what a fused kernel gives") {
    VulkanOptions one_op;
    one_op.kernels = KernelSplit::one_op;
    auto fused = vulkan_or_skip(), single = vulkan_or_skip(one_op);
    if (fused && single) one_op_gives_what_fused_gives(*fused, *single);
}

TEST_CASE("memory out of the host's reach gives the same") {
    VulkanOptions separate;
    separate.memory = VulkanOptions::Memory::separate;
    auto shared = vulkan_or_skip(), card = vulkan_or_skip(separate);
    if (!shared || !card) return;
    for (float exposure : {1.2f, 0.8f}) {
        BuildProgram b = layers(2.5, 0.9, exposure, 0.5f);
        b.program.luts.push_back(make_lut(9));
        int16_t top = static_cast<int16_t>(b.program.ops.size() - 1);
        b.unary(OpCode::lut3d, top, {{exposure - 0.5f, 0, 0, 0}});
        b.program.ops.back().lut = 0;
        auto want = shared->render(b.program, b.pictures).value();
        CHECK(worst_difference(*want, *card->render(b.program, b.pictures).value()) == 0);
    }
    CHECK(card->stats().device_bytes > shared->stats().device_bytes);
}

TEST_CASE("untouched samples come out bit for bit, the rest alone is computed") {
    if (auto device = vulkan_or_skip()) untouched_samples_pass(*device);
}

TEST_CASE("a frame that does not fit is rendered in bands, with the same result") {
    VulkanOptions tight;
    tight.memory_limit_bytes = 2u << 20;
    auto whole = vulkan_or_skip(), bands = vulkan_or_skip(tight);
    if (whole && bands) bands_give_the_same(*whole, *bands, tight.memory_limit_bytes);
}

TEST_CASE("numbers out of range give a picture all the same") {
    if (auto device = vulkan_or_skip()) numbers_out_of_range_give_a_picture(*device);
}

namespace {
VkResult lost(VkQueue, uint32_t, const VkSubmitInfo*, VkFence) { return VK_ERROR_DEVICE_LOST; }
VkResult timed_out(VkDevice, const VkSemaphoreWaitInfo*, uint64_t) { return VK_TIMEOUT; }
VkResult no_memory(VkDevice, const VkMemoryAllocateInfo*, const VkAllocationCallbacks*, VkDeviceMemory*) {
    return VK_ERROR_OUT_OF_DEVICE_MEMORY;
}
} // namespace

namespace {
// Compiles of other threads than the test's wait until they are let through.
std::thread::id caller;
std::atomic<bool> held{false};
PFN_vkCreateComputePipelines create_pipelines;
VkResult create_when_let(VkDevice device, VkPipelineCache cache, uint32_t count,
                         const VkComputePipelineCreateInfo* info, const VkAllocationCallbacks* allocator,
                         VkPipeline* out) {
    while (held && std::this_thread::get_id() != caller) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return create_pipelines(device, cache, count, info, allocator, out);
}
} // namespace

TEST_CASE("while fused kernels compile, one-op kernels stand in; then the fused ones come") {
    VulkanOptions options;
    options.wait = KernelWait::stand_in;
    options.inject = [](vulkan::Api& api) {
        create_pipelines = std::exchange(api.CreateComputePipelines, &create_when_let);
    };
    caller = std::this_thread::get_id();
    held = true;
    auto waits = vulkan_or_skip(), device = vulkan_or_skip(options);
    if (!waits || !device) return;
    auto frame = [](float exposure, bool graded) {
        BuildProgram b = layers(2.5, 0.9, exposure, 0.5f);
        const auto top = static_cast<int16_t>(b.program.ops.size() - 1);
        if (graded) b.unary(OpCode::saturation, top, {{exposure, 0.2126f, 0.7152f, 0.0722f}});
        return b;
    };
    BuildProgram b = frame(1.2f, false);
    // The compile of the fused kernel is held: without stand-ins this would never return.
    auto got = device->render(b.program, b.pictures).value();
    CHECK(worst_visible_difference(*waits->render(b.program, b.pictures).value(), *got) <= 1);
    CHECK(device->stats().stand_ins == 1);
    // An effect is added: the one op that is new is all that the caller compiles.
    BuildProgram more = frame(1.2f, true);
    got = device->render(more.program, more.pictures).value();
    CHECK(worst_visible_difference(*waits->render(more.program, more.pictures).value(), *got) <= 1);
    CHECK(device->stats().stand_ins == 2);
    // Numbers compile nothing, also while standing in.
    const uint64_t before = device->stats().compiles;
    for (float exposure : {0.7f, 0.9f, 1.1f}) {
        BuildProgram other = frame(exposure, true);
        CHECK(device->render(other.program, other.pictures));
    }
    CHECK(device->stats().stand_ins == 5);
    held = false;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (uint64_t last = 4; device->stats().stand_ins != last && std::chrono::steady_clock::now() < give_up;) {
        last = device->stats().stand_ins;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        REQUIRE(device->render(more.program, more.pictures));
    }
    // Two fused segments at most were compiled beside, none again.
    const uint64_t stood_in = device->stats().stand_ins, compiled = device->stats().compiles;
    CHECK(compiled > before);
    for (float exposure : {0.7f, 0.9f}) {
        BuildProgram other = frame(exposure, true);
        CHECK(worst_difference(*waits->render(other.program, other.pictures).value(),
                               *device->render(other.program, other.pictures).value()) == 0);
    }
    CHECK(device->stats().stand_ins == stood_in);
    CHECK(device->stats().compiles == compiled);
}

TEST_CASE("a renderer goes while its worker compiles") {
    VulkanOptions options;
    options.wait = KernelWait::stand_in;
    auto device = vulkan_or_skip(options);
    if (!device) return;
    BuildProgram b = layers(2.5, 0.9, 1.1f, 0.5f);
    CHECK(device->render(b.program, b.pictures));
    device.reset();
}

TEST_CASE("a lost device and a full one are errors that name it") {
    if (!vulkan_or_skip()) return;
    std::string name = list_vulkan_devices().value().at(0).name;
    VulkanOptions options;
    options.inject = [](vulkan::Api& api) { api.QueueSubmit = lost; };
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    auto device = make_vulkan_renderer(options).value();
    for (int i = 0; i < 2; ++i) {
        auto r = device->render(b.program, b.pictures);
        REQUIRE(!r);
        CHECK(r.error().code == ErrorCode::temporary);
        CHECK(r.error().text().find(name) != std::string::npos);
        CHECK(r.error().what.find("lost") != std::string::npos);
    }
    options.inject = [](vulkan::Api& api) { api.AllocateMemory = no_memory; };
    auto full = make_vulkan_renderer(options);
    REQUIRE(!full);
    CHECK(full.error().code == ErrorCode::temporary);
    CHECK(full.error().text().find(name) != std::string::npos);
    options = {};
    options.device = 1000;
    CHECK(make_vulkan_renderer(options).error().code == ErrorCode::unavailable);
}

TEST_CASE("a frame that was given up is waited for before its memory goes") {
    LayerMessages messages;
    VulkanOptions options;
    messages.listen(options);
    options.inject = [](vulkan::Api& api) { api.WaitSemaphores = timed_out; };
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    if (auto device = vulkan_or_skip(options)) {
        auto r = device->render(b.program, b.pictures);
        REQUIRE(!r);
        CHECK(r.error().code == ErrorCode::temporary);
    }
    CHECK(messages.text == "");
}

TEST_CASE("without a driver there is an error, not a crash") {
    const char* before = std::getenv("VK_DRIVER_FILES");
    std::string kept = before ? before : "";
    setenv("VK_DRIVER_FILES", "/nonexistent/driver.json", 1);
    auto none = make_vulkan_renderer();
    auto list = list_vulkan_devices();
    if (before)
        setenv("VK_DRIVER_FILES", kept.c_str(), 1);
    else
        unsetenv("VK_DRIVER_FILES");
    REQUIRE(!none);
    CHECK(none.error().code == ErrorCode::unavailable);
    CHECK((!list || list->empty()));
}

namespace {
void no_barrier(VkCommandBuffer, VkPipelineStageFlags, VkPipelineStageFlags, VkDependencyFlags, uint32_t,
                const VkMemoryBarrier*, uint32_t, const VkBufferMemoryBarrier*, uint32_t, const VkImageMemoryBarrier*) {
}
} // namespace

TEST_CASE("the validation layer tells of barriers that are missing") {
    LayerMessages messages;
    VulkanOptions options;
    messages.listen(options);
    // Between the renderer and the layer, so the layer sees none.
    options.inject = [](vulkan::Api& api) { api.CmdPipelineBarrier = no_barrier; };
    auto device = vulkan_or_skip(options);
    if (!device) return;
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    CHECK(device->render(b.program, b.pictures).has_value());
    CHECK(messages.text.find("SYNC-HAZARD-READ-AFTER-WRITE") != std::string::npos);
}

TEST_CASE("the validation layer with synchronization checks has nothing to say") {
    LayerMessages messages;
    VulkanOptions options;
    messages.listen(options);
    for (auto memory : {VulkanOptions::Memory::as_it_is, VulkanOptions::Memory::separate}) {
        options.memory = memory;
        auto device = vulkan_or_skip(options);
        if (!device) return;
        check_like_reference(*device, layers(2.5, 0.9, 1.2f, 0.5f));
        check_like_reference(*device, layers(-4.25, 0.2, 0.7f, 1.0f));
        random_programs([&](const BuildProgram& b, const std::string&,
                            double) { CHECK(device->render_float(b.program, b.pictures).has_value()); },
                        1, 3);
    }
    CHECK(messages.text == "");
}
