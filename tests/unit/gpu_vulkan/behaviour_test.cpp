// What the Vulkan device promises besides pixels: no compile when a number changes, untouched samples bit for bit,
// bands where a frame does not fit, errors that name the device, silence of the validation layer.
#include "gpu/vulkan/api.h"
#include "tests/unit/gpu/oracle_programs.h"
#include "tests/unit/gpu_vulkan/device.h"

#include <cstdlib>
#include <mutex>

#include "gpu/cpu/cpu_renderer.h"

using namespace tandem;
using namespace tandem::test;

// Read by the address sanitizer: drivers leak, and are unloaded before they could be named in a suppression.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

// Two layers, one moved and graded, over a gradient.
static BuildProgram layers(double shift, double scale, float exposure, float amount,
                           PixelFormat format = PixelFormat::yuv444p) {
    BuildProgram b(160, 96, format, kRec709);
    int16_t back =
        b.sample(b.source(make_picture(format, 160, 96, kRec709, 1), kRec709), {}, SampleFilter::bilinear, {}, true);
    int16_t s = b.source(make_picture(PixelFormat::yuv422p10le, 120, 80, kRec709, 2), kRec709);
    int16_t top = b.sample(s, {scale, 0, shift, 0, scale, 0}, SampleFilter::bilinear, {20, 12, 101, 70});
    top = b.unary(OpCode::exposure, top, {{exposure, 0, 0, 0}});
    top = b.unary(OpCode::opacity, top, {{amount, 0, 0, 0}});
    b.binary(OpCode::blend, 0, back, top);
    return b;
}

static void check_like_reference(FrameRenderer& device, const BuildProgram& b) {
    auto want = make_reference_renderer()->render(b.program, b.pictures).value();
    auto got = device.render(b.program, b.pictures);
    if (!got) FAIL(got.error().text());
    CHECK(worst_difference(*want, **got) <= 1);
}

TEST_CASE("a number that changes compiles nothing") {
    auto device = vulkan_or_skip();
    if (!device) return;
    check_like_reference(*device, layers(2.5, 0.9, 1.2f, 0.5f));
    uint64_t compiles = device->stats().compiles;
    CHECK(compiles > 0);
    // Whole shifts are read directly, halved pictures have levels, grades at rest do nothing: numbers all the same.
    check_like_reference(*device, layers(3, 1, 1.2f, 0.5f));
    check_like_reference(*device, layers(-4.25, 0.4, 0.7f, 1.0f));
    check_like_reference(*device, layers(0.5, 2.3, 1.0f, 0.0f));
    // Halving itself is one more kernel, compiled with the first picture that needs it.
    CHECK(device->stats().compiles <= compiles + 1);
}

TEST_CASE("one op a kernel gives what a fused kernel gives") {
    VulkanOptions one_op;
    one_op.kernels = KernelSplit::one_op;
    auto fused = vulkan_or_skip(), single = vulkan_or_skip(one_op);
    if (!fused || !single) return;
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    auto want = fused->render_float(b.program, b.pictures).value();
    CHECK(worst_difference(*want, *single->render_float(b.program, b.pictures).value()) < 1e-5);
    CHECK(single->stats().dispatches > fused->stats().dispatches);
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
    auto device = vulkan_or_skip();
    if (!device) return;
    BuildProgram whole(64, 32, PixelFormat::yuv420p, kRec709);
    whole.sample(whole.source(make_picture(PixelFormat::yuv420p, 64, 32, kRec709, 1), kRec709), {},
                 SampleFilter::bicubic, {}, true);
    CHECK(device->render(whole.program, whole.pictures).value() == whole.pictures[0]);
    CHECK(device->stats().dispatches == 0);

    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f, PixelFormat::yuv420p);
    auto got = device->render(b.program, b.pictures).value();
    const Picture &source = *b.pictures[0], &out = *got;
    int same = 0, total = 0;
    for (int y = 0; y < 96; ++y)
        for (int x = 0; x < 160; ++x) {
            bool covered = x >= 20 && x < 104 && y >= 12 && y < 70;
            if (covered) continue;
            ++total;
            same += out.data[0][y * out.stride[0] + x] == source.data[0][y * source.stride[0] + x] &&
                    out.data[1][y / 2 * out.stride[1] + x / 2] == source.data[1][y / 2 * source.stride[1] + x / 2];
        }
    CHECK(same == total);
}

TEST_CASE("a frame that does not fit is rendered in bands, with the same result") {
    auto whole = vulkan_or_skip();
    VulkanOptions tight;
    tight.memory_limit_bytes = 2u << 20;
    auto bands = vulkan_or_skip(tight);
    if (!whole || !bands) return;
    BuildProgram b(320, 240, PixelFormat::yuv420p, kRec709);
    int16_t s = b.source(make_picture(PixelFormat::yuv420p, 300, 200, kRec709, 2), kRec709);
    int16_t v = b.sample(s, {0.45, 0.1, 20.5, -0.1, 0.45, 30.25}, SampleFilter::bilinear);
    int16_t g = b.geometry({0.9, 0.05, 3, -0.05, 0.9, 5}, {0, 0, 320, 240});
    b.op({.code = OpCode::resample, .filter = SampleFilter::bilinear, .a = v, .geometry = g});
    auto want = whole->render(b.program, b.pictures).value();
    auto got = bands->render(b.program, b.pictures);
    if (!got) FAIL(got.error().text());
    CHECK(worst_difference(*want, **got) == 0);
    CHECK(whole->stats().bands == 1);
    CHECK(bands->stats().bands > 1);
    CHECK(bands->stats().device_bytes <= tight.memory_limit_bytes);
}

TEST_CASE("numbers out of range give a picture all the same") {
    auto device = vulkan_or_skip();
    if (!device) return;
    const double nan = std::nan(""), huge = 1e300;
    for (const Affine& m :
         {Affine{nan, 0, 0, 0, 1, 0}, Affine{huge, 0, 0, 0, huge, 0}, Affine{0, 0, 0, 0, 0, 0},
          Affine{1e-300, 0, 5, 0, 1e-300, 5}, Affine{1, 0, huge, 0, 1, -huge}, Affine{1e6, 3, -1e7, 2, 1e6, 9}}) {
        BuildProgram b = layers(2.5, 0.9, std::nanf(""), 1e30f);
        b.program.geometry[1].to_source = m;
        CHECK(device->render(b.program, b.pictures).has_value());
        b.program.geometry[1].crop = {nan, -huge, huge, 40};
        CHECK(device->render(b.program, b.pictures).has_value());
    }
}

namespace {
VkResult lost(VkQueue, uint32_t, const VkSubmitInfo*, VkFence) { return VK_ERROR_DEVICE_LOST; }
VkResult no_memory(VkDevice, const VkMemoryAllocateInfo*, const VkAllocationCallbacks*, VkDeviceMemory*) {
    return VK_ERROR_OUT_OF_DEVICE_MEMORY;
}
} // namespace

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

TEST_CASE("the validation layer with synchronization checks has nothing to say") {
    std::mutex mutex;
    std::string messages;
    VulkanOptions options;
    options.on_validation = [&](std::string_view text) {
        std::lock_guard lock(mutex);
        messages += std::string(text) + "\n";
    };
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
    CHECK(messages == "");
}
