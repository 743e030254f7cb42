// Swapchain: the images of one window, made anew when the window changes, and what draws to each. Used by Presenter on
// the thread that presents.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "gpu/vulkan/device.h"

namespace tandem::vulkan {

class Swapchain {
  public:
    // Error `unavailable` where the device does not draw to this surface or has no format for it.
    static Result<std::unique_ptr<Swapchain>> make(std::shared_ptr<Device> device, VkSurfaceKHR surface);
    ~Swapchain(); // waits for the display's use of the images

    VkRenderPass pass() const { return pass_.get(); } // one colour attachment, left ready to present
    const VkExtent2D& extent() const { return extent_; }
    // Makes the images fit a window of this size; nothing where they do. Pre: no frame is being drawn. An extent of 0
    // where the window has none: nothing can be drawn.
    Result<void> fit(uint32_t width, uint32_t height);
    // The next image; `ready` is signalled when it can be drawn to. VK_TIMEOUT, or VK_ERROR_OUT_OF_DATE_KHR after which
    // fit() makes them anew.
    VkResult acquire(VkSemaphore ready, std::chrono::nanoseconds most, uint32_t& image);
    VkFramebuffer framebuffer(uint32_t image) const { return images_[image].framebuffer.get(); }
    // To be signalled when the image is drawn.
    VkSemaphore drawn(uint32_t image) const { return images_[image].drawn.get(); }
    VkResult present(uint32_t image); // pre: what signals drawn() is submitted

  private:
    struct OneImage {
        ImageView view;
        Framebuffer framebuffer;
        Semaphore drawn;
    };
    Swapchain() = default;
    Result<void> choose();
    Result<void> make_pass();
    Result<void> make_images();
    void rest(); // waits for the queue

    std::shared_ptr<Device> device_;
    VkSurfaceKHR surface_ = VK_NULL_HANDLE;
    VkSurfaceFormatKHR format_{};
    VkPresentModeKHR mode_ = VK_PRESENT_MODE_FIFO_KHR;
    RenderPass pass_;
    SwapchainHandle chain_;
    std::vector<OneImage> images_;
    VkExtent2D extent_{}, asked_{};
    bool stale_ = true;
};

} // namespace tandem::vulkan
