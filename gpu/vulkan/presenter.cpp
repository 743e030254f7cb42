// The newest frame goes to the next image that the display gives back.
#include "gpu/vulkan/presenter.h"

#include <bit>
#include <tuple>

#include "engine/base/thread.h"
#include "gpu/vulkan/frame_runner.h"
#include "gpu/vulkan/vulkan_presenter.h"

namespace tandem::vulkan {

using std::chrono::milliseconds;

// How long one wait may take before it is looked whether the window goes.
static constexpr milliseconds kSlice{50};
// A window that changes while it is drawn to is tried again so often, so far apart.
static constexpr int kAttempts = 20;
static constexpr milliseconds kApart{10};

WindowSurface::WindowSurface(std::shared_ptr<Device> device, std::unique_ptr<Swapchain> swapchain,
                             std::function<void(const Error&)> failed)
    : device_(std::move(device)), swapchain_(std::move(swapchain)), failed_(std::move(failed)) {
    thread_ = std::thread([this] { work(); });
}

WindowSurface::~WindowSurface() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
    if (!hung_) return;
    // The device may still write to these.
    (void)swapchain_.release(), (void)drawing_.release();
    (void)new std::tuple(device_, std::move(ready_), std::move(done_));
}

void WindowSurface::show(PresentedFrame frame) {
    {
        std::lock_guard lock(mutex_);
        next_ = std::move(frame);
    }
    changed_.notify_all();
}

bool WindowSurface::stopping() const {
    std::lock_guard lock(mutex_);
    return stop_;
}

void WindowSurface::work() {
    set_thread_name("viewer present");
    Result<void> r = prepare();
    while (r) {
        PresentedFrame frame;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stop_ || next_; });
            if (stop_) break;
            frame = *std::exchange(next_, std::nullopt);
        }
        r = draw(frame);
    }
    if (!hung_) (void)settle();
    if (!r && !stopping()) failed_(r.error());
}

Result<void> WindowSurface::prepare() {
    const Api& api = device_->api();
    drawing_ = TRY(PictureDrawing::make(device_, swapchain_->pass()));
    VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
    VkSemaphore ready = VK_NULL_HANDLE;
    VkResult r = api.CreateSemaphore(device_->get(), &semaphore, nullptr, &ready);
    if (r != VK_SUCCESS) return device_->failed(r, "preparing a window");
    ready_ = Semaphore(api, device_->get(), ready);
    VkFenceCreateInfo fence{VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence done = VK_NULL_HANDLE;
    r = api.CreateFence(device_->get(), &fence, nullptr, &done);
    if (r != VK_SUCCESS) return device_->failed(r, "preparing a window");
    done_ = Fence(api, device_->get(), done);
    return {};
}

Result<void> WindowSurface::settle() {
    if (!in_flight_) return {};
    const VkFence fence = done_.get();
    const auto end = std::chrono::steady_clock::now() + device_->patience();
    // A window that goes is not kept waiting for a device that hangs.
    std::optional<std::chrono::steady_clock::time_point> leave;
    VkResult r = VK_TIMEOUT;
    while (r == VK_TIMEOUT) {
        const auto now = std::chrono::steady_clock::now();
        if (!leave && stopping()) leave = now + std::chrono::seconds(2);
        if (now > end || (leave && now > *leave)) {
            hung_ = true;
            return device_->failed(VK_TIMEOUT, "drawing to a window");
        }
        r = device_->api().WaitForFences(device_->get(), 1, &fence, VK_TRUE,
                                         static_cast<uint64_t>(std::chrono::nanoseconds(kSlice).count()));
    }
    in_flight_ = false; // a lost device no longer uses anything
    if (r == VK_SUCCESS) r = device_->api().ResetFences(device_->get(), 1, &fence);
    if (r != VK_SUCCESS) return device_->failed(r, "drawing to a window");
    return {};
}

Result<void> WindowSurface::draw(const PresentedFrame& frame) {
    const Api& api = device_->api();
    TRY_VOID(settle());
    uint32_t image = 0;
    VkResult r = VK_ERROR_OUT_OF_DATE_KHR;
    for (int attempt = 0; r == VK_ERROR_OUT_OF_DATE_KHR; ++attempt) {
        if (attempt == kAttempts) return device_->failed(r, "drawing to a window that changes");
        if (attempt > 0) std::this_thread::sleep_for(kApart);
        TRY_VOID(
            swapchain_->fit(static_cast<uint32_t>(frame.window_width), static_cast<uint32_t>(frame.window_height)));
        if (!swapchain_->extent().width || !swapchain_->extent().height) return {};
        do {
            if (stopping()) return {};
            r = swapchain_->acquire(ready_.get(), kSlice, image);
        } while (r == VK_TIMEOUT);
    }
    if (r != VK_SUCCESS) return device_->failed(r, "asking a window for an image");
    const VkCommandBuffer commands = TRY(drawing_->record(frame, swapchain_->framebuffer(image), swapchain_->extent()));
    const VkSemaphore ready = ready_.get(), drawn = swapchain_->drawn(image);
    const VkPipelineStageFlags at = VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT;
    VkSubmitInfo submit{VK_STRUCTURE_TYPE_SUBMIT_INFO};
    submit.waitSemaphoreCount = 1, submit.pWaitSemaphores = &ready, submit.pWaitDstStageMask = &at;
    submit.commandBufferCount = 1, submit.pCommandBuffers = &commands;
    submit.signalSemaphoreCount = 1, submit.pSignalSemaphores = &drawn;
    {
        std::lock_guard lock(device_->present_lock());
        r = api.QueueSubmit(device_->present_queue(), 1, &submit, done_.get());
    }
    if (r != VK_SUCCESS) return device_->failed(r, "drawing to a window");
    in_flight_ = true;
    r = swapchain_->present(image);
    if (r == VK_ERROR_OUT_OF_DATE_KHR && ++refused_ < kAttempts) {
        // It changed meanwhile; this frame again, unless a newer one is there.
        std::lock_guard lock(mutex_);
        if (!next_) next_ = frame;
        return {};
    }
    if (r != VK_SUCCESS) return device_->failed(r, "presenting a frame");
    refused_ = 0;
    ++shown_;
    return {};
}

Result<std::unique_ptr<PictureSurface>> Presenter::open(uint64_t surface, std::function<void(const Error&)> failed) {
    auto swapchain = TRY(Swapchain::make(device_, std::bit_cast<VkSurfaceKHR>(surface)));
    return std::unique_ptr<PictureSurface>(
        std::make_unique<WindowSurface>(device_, std::move(swapchain), std::move(failed)));
}

} // namespace tandem::vulkan

namespace tandem {

static std::shared_ptr<PicturePresenter> presenter_on(const std::shared_ptr<vulkan::Device>& device) {
    if (!device->present_queue()) return nullptr;
    return std::make_shared<vulkan::Presenter>(device);
}

Result<std::shared_ptr<PicturePresenter>> make_vulkan_presenter(const VulkanOptions& asked) {
    VulkanOptions options = asked;
    options.windows = VulkanOptions::Windows::yes;
    auto instance = TRY(vulkan::Instance::make(options));
    auto device = TRY(vulkan::Device::make(std::move(instance), options));
    auto presenter = presenter_on(device);
    if (!presenter) return fail(ErrorCode::unavailable, "it cannot draw to windows", "Vulkan device " + device->name());
    return presenter;
}

Result<VulkanViewer> make_vulkan_viewer(const VulkanOptions& asked) {
    VulkanOptions options = asked;
    options.windows = VulkanOptions::Windows::yes;
    auto instance = TRY(vulkan::Instance::make(options));
    auto device = TRY(vulkan::Device::make(std::move(instance), options));
    auto presenter = presenter_on(device);
    auto runner = TRY(vulkan::FrameRunner::make(std::move(device), options.kernel_folder));
    return VulkanViewer{std::make_unique<ComposedRenderer>(std::move(runner), options.kernels, options.wait),
                        std::move(presenter)};
}

} // namespace tandem
