// Presenter: pictures in windows on one logical device, and WindowSurface, one window: its swapchain and the thread
// that draws to it. A surface is used on the thread of its window's owner, which never waits for the device but at its
// end.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "gpu/vulkan/picture_drawing.h"
#include "gpu/vulkan/swapchain.h"

namespace tandem::vulkan {

class WindowSurface final : public PictureSurface {
  public:
    WindowSurface(std::shared_ptr<Device> device, std::unique_ptr<Swapchain> swapchain,
                  std::function<void(const Error&)> failed);
    ~WindowSurface() override;
    void show(PresentedFrame frame) override;
    uint64_t shown() const override { return shown_; }

  private:
    // Of the thread that draws.
    void work();
    Result<void> prepare();
    Result<void> draw(const PresentedFrame& frame);
    // Until what was submitted is done.
    Result<void> settle();
    bool stopping() const;

    std::shared_ptr<Device> device_;
    std::unique_ptr<Swapchain> swapchain_;
    std::unique_ptr<PictureDrawing> drawing_;
    Semaphore ready_;
    Fence done_;
    bool in_flight_ = false, hung_ = false;
    int refused_ = 0; // frames in a row that came too late for a window that changes
    std::atomic<uint64_t> shown_{0};
    std::function<void(const Error&)> failed_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<PresentedFrame> next_;
    bool stop_ = false;
    std::thread thread_;
};

class Presenter final : public PicturePresenter {
  public:
    // Pre: the device has a present_queue().
    explicit Presenter(std::shared_ptr<Device> device) : device_(std::move(device)) {}
    std::string name() const override { return "vulkan (" + device_->name() + ")"; }
    bool software() const override { return device_->description().type == VulkanDeviceType::software; }
    void* instance() const override { return device_->instance().get(); }
    Result<std::unique_ptr<PictureSurface>> open(uint64_t surface, std::function<void(const Error&)> failed) override;

  private:
    std::shared_ptr<Device> device_;
};

} // namespace tandem::vulkan
