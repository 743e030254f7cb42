// Windows without a display: the entries of surfaces and swapchains are replaced by ones that give images of the
// device, and fail as windows and drivers do. A window that changes is followed, one that is lost ends in one error,
// and the validation layer is silent about what is drawn.
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "gpu/vulkan/api.h"
#include "gpu/vulkan/presenter.h"
#include "gpu/vulkan/vulkan_presenter.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;
using vulkan::Api;

namespace {

constexpr uint32_t kImages = 3;

// What stands in for the display. One window at a time.
struct Display {
    Api real;
    VkDevice device = VK_NULL_HANDLE;
    VkQueue queue = VK_NULL_HANDLE;
    std::vector<std::pair<VkImage, VkDeviceMemory>> images; // of the swapchain that is there
    uint32_t next = 0;
    std::atomic<int> made{0}, presented{0};
    std::atomic<uint32_t> width{64}, height{48};
    std::atomic<VkResult> at_acquire{VK_SUCCESS}, at_present{VK_SUCCESS}; // the latter once
};
Display display;

VKAPI_ATTR VkResult VKAPI_CALL support(VkPhysicalDevice, uint32_t, VkSurfaceKHR, VkBool32* can) {
    *can = VK_TRUE;
    return VK_SUCCESS;
}
VKAPI_ATTR VkResult VKAPI_CALL capabilities(VkPhysicalDevice, VkSurfaceKHR, VkSurfaceCapabilitiesKHR* out) {
    *out = {};
    out->minImageCount = kImages, out->maxImageCount = kImages;
    out->currentExtent = out->minImageExtent = out->maxImageExtent = {display.width, display.height};
    out->supportedCompositeAlpha = VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR;
    out->currentTransform = VK_SURFACE_TRANSFORM_IDENTITY_BIT_KHR;
    return VK_SUCCESS;
}
VKAPI_ATTR VkResult VKAPI_CALL formats(VkPhysicalDevice, VkSurfaceKHR, uint32_t* count, VkSurfaceFormatKHR* out) {
    if (out) out[0] = {VK_FORMAT_B8G8R8A8_UNORM, VK_COLOR_SPACE_SRGB_NONLINEAR_KHR};
    *count = 1;
    return VK_SUCCESS;
}
VKAPI_ATTR VkResult VKAPI_CALL float_formats(VkPhysicalDevice, VkSurfaceKHR, uint32_t* count, VkSurfaceFormatKHR* out) {
    if (out) out[0] = {VK_FORMAT_R16G16B16A16_SFLOAT, VK_COLOR_SPACE_SRGB_NONLINEAR_KHR};
    *count = 1;
    return VK_SUCCESS;
}
VKAPI_ATTR VkResult VKAPI_CALL modes(VkPhysicalDevice, VkSurfaceKHR, uint32_t* count, VkPresentModeKHR* out) {
    if (out) out[0] = VK_PRESENT_MODE_FIFO_KHR;
    *count = 1;
    return VK_SUCCESS;
}

void drop_images() {
    for (auto [image, memory] : display.images) {
        display.real.DestroyImage(display.device, image, nullptr);
        display.real.FreeMemory(display.device, memory, nullptr);
    }
    display.images.clear();
}

VKAPI_ATTR VkResult VKAPI_CALL create(VkDevice device, const VkSwapchainCreateInfoKHR* info,
                                      const VkAllocationCallbacks*, VkSwapchainKHR* out) {
    drop_images(); // the old one's: nothing of it is in use
    display.device = device, ++display.made;
    for (uint32_t i = 0; i < kImages; ++i) {
        VkImageCreateInfo image{VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
        image.imageType = VK_IMAGE_TYPE_2D, image.format = info->imageFormat;
        image.extent = {info->imageExtent.width, info->imageExtent.height, 1};
        image.mipLevels = image.arrayLayers = 1, image.samples = VK_SAMPLE_COUNT_1_BIT;
        image.usage = info->imageUsage;
        auto& [made, memory] = display.images.emplace_back();
        if (display.real.CreateImage(device, &image, nullptr, &made) != VK_SUCCESS) return VK_ERROR_UNKNOWN;
        VkMemoryRequirements needs{};
        display.real.GetImageMemoryRequirements(device, made, &needs);
        VkMemoryAllocateInfo allocate{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
        allocate.allocationSize = needs.size;
        while (!(needs.memoryTypeBits >> allocate.memoryTypeIndex & 1u)) ++allocate.memoryTypeIndex;
        if (display.real.AllocateMemory(device, &allocate, nullptr, &memory) != VK_SUCCESS) return VK_ERROR_UNKNOWN;
        if (display.real.BindImageMemory(device, made, memory, 0) != VK_SUCCESS) return VK_ERROR_UNKNOWN;
    }
    *out = reinterpret_cast<VkSwapchainKHR>(&display);
    return VK_SUCCESS;
}
VKAPI_ATTR void VKAPI_CALL destroy(VkDevice, VkSwapchainKHR, const VkAllocationCallbacks*) {}
VKAPI_ATTR VkResult VKAPI_CALL images(VkDevice, VkSwapchainKHR, uint32_t* count, VkImage* out) {
    *count = kImages;
    for (uint32_t i = 0; out && i < kImages; ++i) out[i] = display.images[i].first;
    return VK_SUCCESS;
}
VKAPI_ATTR VkResult VKAPI_CALL acquire(VkDevice, VkSwapchainKHR, uint64_t, VkSemaphore ready, VkFence,
                                       uint32_t* image) {
    if (const VkResult r = display.at_acquire; r != VK_SUCCESS) return r;
    *image = display.next++ % kImages;
    VkSubmitInfo signal{VK_STRUCTURE_TYPE_SUBMIT_INFO};
    signal.signalSemaphoreCount = 1, signal.pSignalSemaphores = &ready;
    return display.real.QueueSubmit(display.queue, 1, &signal, VK_NULL_HANDLE);
}
VKAPI_ATTR VkResult VKAPI_CALL present(VkQueue queue, const VkPresentInfoKHR* info) {
    VkSubmitInfo wait{VK_STRUCTURE_TYPE_SUBMIT_INFO};
    const VkPipelineStageFlags at = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    wait.waitSemaphoreCount = 1, wait.pWaitSemaphores = info->pWaitSemaphores, wait.pWaitDstStageMask = &at;
    if (const VkResult r = display.real.QueueSubmit(queue, 1, &wait, VK_NULL_HANDLE); r != VK_SUCCESS) return r;
    const VkResult r = display.at_present.exchange(VK_SUCCESS);
    if (r == VK_SUCCESS) ++display.presented;
    return r;
}

void put_display(Api& api) {
    display.real = api;
    api.GetPhysicalDeviceSurfaceSupportKHR = support, api.GetPhysicalDeviceSurfaceCapabilitiesKHR = capabilities;
    api.GetPhysicalDeviceSurfaceFormatsKHR = formats, api.GetPhysicalDeviceSurfacePresentModesKHR = modes;
    api.CreateSwapchainKHR = create, api.DestroySwapchainKHR = destroy, api.GetSwapchainImagesKHR = images;
    api.AcquireNextImageKHR = acquire, api.QueuePresentKHR = present;
}

PictureRef picture(int width, int height) {
    MutablePicture p = MutablePicture::make(PixelFormat::bgr0, width, height, {}).value();
    for (int y = 0; y < height; ++y) std::fill_n(p.row(0, y), width * 4, static_cast<uint8_t>(y));
    return std::move(p).publish();
}

PresentedFrame frame(int width, int height) {
    PresentedFrame f;
    f.window_width = width, f.window_height = height;
    f.width = width, f.height = height / 2;
    f.picture = picture(width, height / 2);
    static const std::vector<uint8_t> dots(200 * 200 * 4, 40);
    f.over = std::make_shared<const PictureOverlay>(PictureOverlay{width, height, dots.data(), width * 4, nullptr});
    return f;
}

bool until(const std::function<bool()>& done) {
    for (int i = 0; i < 3000 && !done(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return done();
}

// A device with the stand-in for a display, and one window of it.
struct Opened {
    std::shared_ptr<vulkan::Device> device;
    std::atomic<int> errors{0};
    std::mutex mutex;
    std::string error;
    std::unique_ptr<PictureSurface> surface;

    // False, with a message, where this machine has no device.
    bool open(LayerMessages& messages, const std::function<void(Api&)>& more = {}) {
        VulkanOptions options;
        options.windows = VulkanOptions::Windows::yes;
        options.inject = [more](Api& api) {
            put_display(api);
            if (more) more(api);
        };
        messages.listen(options);
        auto instance = vulkan::Instance::make(options);
        if (!instance) { // no layer, or no driver
            options.on_validation = {};
            instance = vulkan::Instance::make(options);
        }
        if (!instance) {
            MESSAGE("skipped: " << instance.error().text());
            return false;
        }
        device = vulkan::Device::make(*instance, options).value();
        REQUIRE(device->present_queue());
        display.queue = device->present_queue(), display.next = 0, display.made = 0, display.presented = 0;
        display.at_acquire = display.at_present = VK_SUCCESS, display.width = 64, display.height = 48;
        auto opened = vulkan::Presenter(device).open(1, [this](const Error& e) {
            std::lock_guard lock(mutex);
            error = e.text(), ++errors;
        });
        if (opened) surface = std::move(*opened);
        if (!opened) error = opened.error().text(), ++errors;
        return true;
    }
    ~Opened() {
        surface.reset();
        if (device) drop_images();
    }
};

} // namespace

TEST_CASE("frames are shown, the window is followed, and the validation layer is silent") {
    LayerMessages messages;
    {
        Opened o;
        if (!o.open(messages)) return;
        const PresentedFrame first = frame(64, 48);
        for (int i = 0; i < 3; ++i) {
            const uint64_t before = o.surface->shown();
            o.surface->show(first);
            REQUIRE(until([&] { return o.surface->shown() > before; }));
        }
        CHECK(display.made == 1);
        display.width = 100, display.height = 70;
        o.surface->show(frame(100, 70));
        REQUIRE(until([&] { return display.made == 2 && o.surface->shown() == 4; }));
        // A picture of another size than its place, nothing over it; then no picture at all.
        PresentedFrame scaled = frame(100, 70);
        scaled.over = {}, scaled.picture = picture(31, 17);
        o.surface->show(scaled);
        REQUIRE(until([&] { return o.surface->shown() == 5; }));
        scaled.picture = {}, scaled.width = 0;
        o.surface->show(scaled);
        REQUIRE(until([&] { return o.surface->shown() == 6; }));
        // No size: nothing is drawn until there is one.
        display.width = 0, display.height = 0;
        o.surface->show(frame(2, 2));
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        CHECK(o.surface->shown() == 6);
        display.width = 100, display.height = 70;
        o.surface->show(frame(100, 70));
        CHECK(until([&] { return o.surface->shown() == 7; }));
        CHECK(o.errors == 0);
    }
    CHECK(messages.text == "");
}

TEST_CASE("a window out of date is tried again with images of its size") {
    LayerMessages messages;
    Opened o;
    if (!o.open(messages)) return;
    display.at_present = VK_ERROR_OUT_OF_DATE_KHR;
    o.surface->show(frame(64, 48));
    CHECK(until([&] { return o.surface->shown() == 1; }));
    CHECK(display.made == 2);
    display.at_present = VK_SUBOPTIMAL_KHR;
    o.surface->show(frame(64, 48));
    CHECK(until([&] { return o.surface->shown() == 2; }));
    o.surface->show(frame(64, 48));
    CHECK(until([&] { return o.surface->shown() == 3 && display.made == 3; }));
    // Beyond repair.
    display.at_acquire = VK_ERROR_OUT_OF_DATE_KHR;
    o.surface->show(frame(64, 48));
    CHECK(until([&] { return o.errors == 1; }));
}

TEST_CASE("a window that gives no image waits, and goes at once") {
    LayerMessages messages;
    Opened o;
    if (!o.open(messages)) return;
    display.at_acquire = VK_TIMEOUT;
    o.surface->show(frame(64, 48));
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    CHECK(o.surface->shown() == 0);
    const auto before = std::chrono::steady_clock::now();
    o.surface.reset();
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(10)); // not the device's patience
    CHECK(o.errors == 0);
}

TEST_CASE("what is lost while it shows ends in one error that names the device") {
    for (VkResult lost : {VK_ERROR_SURFACE_LOST_KHR, VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY})
        for (bool presenting : {false, true}) {
            LayerMessages messages;
            Opened o;
            if (!o.open(messages)) return;
            o.surface->show(frame(64, 48));
            REQUIRE(until([&] { return o.surface->shown() == 1; }));
            (presenting ? display.at_present : display.at_acquire) = lost;
            o.surface->show(frame(64, 48));
            REQUIRE(until([&] { return o.errors == 1; }));
            o.surface->show(frame(64, 48)); // shows nothing, breaks nothing
            o.surface.reset();
            CHECK(o.errors == 1);
            CHECK(o.error.find(o.device->name()) != std::string::npos);
        }
}

TEST_CASE("a display without a format of 8 bits, or a device that does not draw to it, is refused at once") {
    LayerMessages messages;
    Opened o;
    if (!o.open(messages, [](Api& api) { api.GetPhysicalDeviceSurfaceFormatsKHR = float_formats; })) return;
    CHECK(o.errors == 1);
    CHECK(o.error.find("8 bits") != std::string::npos);
    Opened other;
    other.open(messages, [](Api& api) {
        api.GetPhysicalDeviceSurfaceSupportKHR = [](VkPhysicalDevice, uint32_t, VkSurfaceKHR,
                                                    VkBool32* can) -> VkResult {
            *can = VK_FALSE;
            return VK_SUCCESS;
        };
    });
    CHECK(other.errors == 1);
}

TEST_CASE("a renderer whose device also shows renders the same, before and after its presenter is gone") {
    if (!vulkan_or_skip()) return;
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    const PictureRef want = vulkan_or_skip()->render(b.program, b.pictures).value();
    VulkanViewer viewer = make_vulkan_viewer({}).value();
    CHECK(worst_difference(*want, *viewer.renderer->render(b.program, b.pictures).value()) == 0);
    if (viewer.presenter) CHECK(viewer.presenter->instance() != nullptr);
    viewer.presenter.reset();
    CHECK(worst_difference(*want, *viewer.renderer->render(b.program, b.pictures).value()) == 0);
}
