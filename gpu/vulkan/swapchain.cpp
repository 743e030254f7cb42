// Choice of format and mode, images and their framebuffers.
#include "gpu/vulkan/swapchain.h"

#include <algorithm>

namespace tandem::vulkan {

Result<std::unique_ptr<Swapchain>> Swapchain::make(std::shared_ptr<Device> device, VkSurfaceKHR surface) {
    std::unique_ptr<Swapchain> self(new Swapchain);
    self->device_ = std::move(device), self->surface_ = surface;
    TRY_VOID(self->choose());
    TRY_VOID(self->make_pass());
    return self;
}

Swapchain::~Swapchain() { rest(); }

void Swapchain::rest() {
    std::lock_guard lock(device_->present_lock());
    device_->api().QueueWaitIdle(device_->present_queue());
}

Result<void> Swapchain::choose() {
    const Api& api = device_->api();
    const std::string where = "Vulkan device " + device_->name();
    VkBool32 can = VK_FALSE;
    VkResult r = api.GetPhysicalDeviceSurfaceSupportKHR(device_->physical(), device_->present_family(), surface_, &can);
    if (r != VK_SUCCESS || !can)
        return fail(ErrorCode::unavailable, "it does not draw to windows of this display", where);
    // Codes go to the display as they are: no format that converts.
    uint32_t count = 0;
    api.GetPhysicalDeviceSurfaceFormatsKHR(device_->physical(), surface_, &count, nullptr);
    std::vector<VkSurfaceFormatKHR> formats(count);
    r = api.GetPhysicalDeviceSurfaceFormatsKHR(device_->physical(), surface_, &count, formats.data());
    if (r < VK_SUCCESS) return device_->failed(r, "asking for the formats of a window");
    formats.resize(count);
    for (VkFormat wanted : {VK_FORMAT_R8G8B8A8_UNORM, VK_FORMAT_B8G8R8A8_UNORM})
        for (const VkSurfaceFormatKHR& f : formats)
            if (f.format == wanted && f.colorSpace == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR) format_ = f;
    if (format_.format == VK_FORMAT_UNDEFINED)
        return fail(ErrorCode::unavailable, "windows of this display have no format of 8 bits a channel", where);
    // The newest frame at each refresh; without it frames queue up behind the display.
    api.GetPhysicalDeviceSurfacePresentModesKHR(device_->physical(), surface_, &count, nullptr);
    std::vector<VkPresentModeKHR> modes(count);
    r = api.GetPhysicalDeviceSurfacePresentModesKHR(device_->physical(), surface_, &count, modes.data());
    if (r < VK_SUCCESS) return device_->failed(r, "asking how a window presents");
    modes.resize(count);
    if (std::find(modes.begin(), modes.end(), VK_PRESENT_MODE_MAILBOX_KHR) != modes.end())
        mode_ = VK_PRESENT_MODE_MAILBOX_KHR;
    return {};
}

Result<void> Swapchain::make_pass() {
    VkAttachmentDescription colour{};
    colour.format = format_.format, colour.samples = VK_SAMPLE_COUNT_1_BIT;
    colour.loadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE, colour.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    colour.stencilLoadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE, colour.stencilStoreOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
    colour.initialLayout = VK_IMAGE_LAYOUT_UNDEFINED, colour.finalLayout = VK_IMAGE_LAYOUT_PRESENT_SRC_KHR;
    VkAttachmentReference reference{0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    VkSubpassDescription subpass{};
    subpass.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS;
    subpass.colorAttachmentCount = 1, subpass.pColorAttachments = &reference;
    // The image is the display's until the semaphore of acquire() is waited for, at this stage.
    VkSubpassDependency before{};
    before.srcSubpass = VK_SUBPASS_EXTERNAL;
    before.srcStageMask = before.dstStageMask = VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT;
    before.dstAccessMask = VK_ACCESS_COLOR_ATTACHMENT_WRITE_BIT;
    VkRenderPassCreateInfo create{VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO};
    create.attachmentCount = 1, create.pAttachments = &colour;
    create.subpassCount = 1, create.pSubpasses = &subpass;
    create.dependencyCount = 1, create.pDependencies = &before;
    VkRenderPass pass = VK_NULL_HANDLE;
    const VkResult r = device_->api().CreateRenderPass(device_->get(), &create, nullptr, &pass);
    if (r != VK_SUCCESS) return device_->failed(r, "preparing a window");
    pass_ = RenderPass(device_->api(), device_->get(), pass);
    return {};
}

Result<void> Swapchain::fit(uint32_t width, uint32_t height) {
    if (!stale_ && asked_.width == width && asked_.height == height) return {};
    const Api& api = device_->api();
    VkSurfaceCapabilitiesKHR can{};
    VkResult r = api.GetPhysicalDeviceSurfaceCapabilitiesKHR(device_->physical(), surface_, &can);
    if (r != VK_SUCCESS) return device_->failed(r, "asking for the size of a window");
    VkExtent2D extent = can.currentExtent;
    if (extent.width == UINT32_MAX)
        extent = {std::clamp(width, can.minImageExtent.width, can.maxImageExtent.width),
                  std::clamp(height, can.minImageExtent.height, can.maxImageExtent.height)};
    asked_ = {width, height};
    if (chain_) rest();
    images_.clear();
    extent_ = extent;
    if (extent.width == 0 || extent.height == 0) {
        chain_ = {}, stale_ = true;
        return {};
    }
    VkSwapchainCreateInfoKHR create{VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR};
    create.surface = surface_;
    create.minImageCount = std::max(can.minImageCount + 1, 3u);
    if (can.maxImageCount) create.minImageCount = std::min(create.minImageCount, can.maxImageCount);
    create.imageFormat = format_.format, create.imageColorSpace = format_.colorSpace;
    create.imageExtent = extent, create.imageArrayLayers = 1;
    create.imageUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
    create.imageSharingMode = VK_SHARING_MODE_EXCLUSIVE;
    create.preTransform = can.currentTransform;
    create.compositeAlpha = VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR;
    if (!(can.supportedCompositeAlpha & VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR))
        create.compositeAlpha = VK_COMPOSITE_ALPHA_INHERIT_BIT_KHR;
    create.presentMode = mode_, create.clipped = VK_TRUE;
    create.oldSwapchain = chain_.get();
    VkSwapchainKHR chain = VK_NULL_HANDLE;
    r = api.CreateSwapchainKHR(device_->get(), &create, nullptr, &chain);
    chain_ = {};
    if (r != VK_SUCCESS) return device_->failed(r, "making the images of a window");
    chain_ = SwapchainHandle(api, device_->get(), chain);
    stale_ = false;
    return make_images();
}

Result<void> Swapchain::make_images() {
    const Api& api = device_->api();
    const std::string doing = "preparing the images of a window";
    uint32_t count = 0;
    api.GetSwapchainImagesKHR(device_->get(), chain_.get(), &count, nullptr);
    std::vector<VkImage> all(count);
    VkResult r = api.GetSwapchainImagesKHR(device_->get(), chain_.get(), &count, all.data());
    if (r < VK_SUCCESS) return device_->failed(r, doing);
    for (VkImage image : all) {
        OneImage& one = images_.emplace_back();
        VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
        view.image = image, view.viewType = VK_IMAGE_VIEW_TYPE_2D, view.format = format_.format;
        view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        VkImageView made = VK_NULL_HANDLE;
        r = api.CreateImageView(device_->get(), &view, nullptr, &made);
        if (r != VK_SUCCESS) return device_->failed(r, doing);
        one.view = ImageView(api, device_->get(), made);
        VkFramebufferCreateInfo buffer{VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO};
        buffer.renderPass = pass_.get(), buffer.attachmentCount = 1, buffer.pAttachments = &made;
        buffer.width = extent_.width, buffer.height = extent_.height, buffer.layers = 1;
        VkFramebuffer framebuffer = VK_NULL_HANDLE;
        r = api.CreateFramebuffer(device_->get(), &buffer, nullptr, &framebuffer);
        if (r != VK_SUCCESS) return device_->failed(r, doing);
        one.framebuffer = Framebuffer(api, device_->get(), framebuffer);
        VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
        VkSemaphore drawn = VK_NULL_HANDLE;
        r = api.CreateSemaphore(device_->get(), &semaphore, nullptr, &drawn);
        if (r != VK_SUCCESS) return device_->failed(r, doing);
        one.drawn = Semaphore(api, device_->get(), drawn);
    }
    return {};
}

VkResult Swapchain::acquire(VkSemaphore ready, std::chrono::nanoseconds most, uint32_t& image) {
    const VkResult r = device_->api().AcquireNextImageKHR(
        device_->get(), chain_.get(), static_cast<uint64_t>(most.count()), ready, VK_NULL_HANDLE, &image);
    // A suboptimal image can still be shown.
    if (r == VK_ERROR_OUT_OF_DATE_KHR || r == VK_SUBOPTIMAL_KHR) stale_ = true;
    if (r == VK_NOT_READY) return VK_TIMEOUT;
    return r == VK_SUBOPTIMAL_KHR ? VK_SUCCESS : r;
}

VkResult Swapchain::present(uint32_t image) {
    const VkSemaphore drawn = images_[image].drawn.get();
    const VkSwapchainKHR chain = chain_.get();
    VkPresentInfoKHR info{VK_STRUCTURE_TYPE_PRESENT_INFO_KHR};
    info.waitSemaphoreCount = 1, info.pWaitSemaphores = &drawn;
    info.swapchainCount = 1, info.pSwapchains = &chain, info.pImageIndices = &image;
    std::lock_guard lock(device_->present_lock());
    const VkResult r = device_->api().QueuePresentKHR(device_->present_queue(), &info);
    if (r == VK_ERROR_OUT_OF_DATE_KHR || r == VK_SUBOPTIMAL_KHR) stale_ = true;
    return r == VK_SUBOPTIMAL_KHR ? VK_SUCCESS : r;
}

} // namespace tandem::vulkan
