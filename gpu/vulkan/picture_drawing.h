// PictureDrawing: a picture, what lies over it and the ground around it, drawn into one image of a window. Used by
// Presenter on the thread that presents; one drawing at a time.
#pragma once

#include <memory>

#include "engine/video/picture_presenter.h"
#include "gpu/vulkan/device.h"

namespace tandem::vulkan {

class PictureDrawing {
  public:
    // `pass`: what is drawn in; outlives this object.
    static Result<std::unique_ptr<PictureDrawing>> make(std::shared_ptr<Device> device, VkRenderPass pass);

    // Brings the samples of `frame` that are not there yet near the device and records what draws it. Pre: what was
    // recorded before is done.
    Result<VkCommandBuffer> record(const PresentedFrame& frame, VkFramebuffer into, VkExtent2D size);

  private:
    // An image that shaders read, and the memory that the host fills it through.
    struct Layer {
        Device::Texture texture;
        ImageView view;
        Buffer staging;
        uint32_t width = 0, height = 0;
        std::shared_ptr<const void> holds; // what is in it
    };
    PictureDrawing() = default;
    Result<void> make_layout();
    Result<void> make_pipeline(VkRenderPass pass);
    Result<void> make_commands();
    Result<ShaderModule> shader(const std::vector<uint32_t>& code) const;
    // Sizes the layer for `width` x `height`; another image wants a binding.
    Result<void> reserve(Layer& layer, uint32_t binding, uint32_t width, uint32_t height);
    Result<void> fill(Layer& layer, uint32_t binding, const std::shared_ptr<const void>& what, int width, int height,
                      const uint8_t* data, int64_t stride);

    std::shared_ptr<Device> device_;
    Sampler sampler_;
    SetLayout set_layout_;
    PipelineLayout layout_;
    DescriptorPool pool_;
    VkDescriptorSet set_ = VK_NULL_HANDLE;
    Pipeline pipeline_;
    VkRenderPass pass_ = VK_NULL_HANDLE;
    CommandPool commands_pool_;
    VkCommandBuffer commands_ = VK_NULL_HANDLE;
    Layer picture_, over_;
};

} // namespace tandem::vulkan
