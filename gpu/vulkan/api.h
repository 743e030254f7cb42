// The Vulkan entry points in use, loaded from the system's loader at run time, so that the program starts on machines
// without one; and owners of Vulkan objects. Private to gpu/vulkan and its tests, which may replace entries to inject
// faults. Tables are filled once and then read by any thread.
#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

#include <memory>
#include <utility>

#include "engine/base/result.h"

namespace tandem::vulkan {

// clang-format off
#define TANDEM_VULKAN_GLOBAL(X)                                                                                        \
    X(CreateInstance)                                                                                                  \
    X(EnumerateInstanceVersion) X(EnumerateInstanceLayerProperties) X(EnumerateInstanceExtensionProperties)
#define TANDEM_VULKAN_INSTANCE(X)                                                                                      \
    X(DestroyInstance)                                                                                                 \
    X(EnumeratePhysicalDevices)                                                                                        \
    X(GetPhysicalDeviceProperties2)                                                                                    \
    X(GetPhysicalDeviceMemoryProperties)                                                                               \
    X(GetPhysicalDeviceMemoryProperties2)                                                                              \
    X(EnumerateDeviceExtensionProperties)                                                                              \
    X(GetPhysicalDeviceQueueFamilyProperties)                                                                          \
    X(CreateDevice)                                                                                                    \
    X(DestroyDevice)                                                                                                   \
    X(GetDeviceQueue)                                                                                                  \
    X(AllocateMemory) X(FreeMemory) X(MapMemory) X(CreateBuffer) X(DestroyBuffer) X(GetBufferMemoryRequirements)       \
        X(BindBufferMemory) X(CreateDescriptorSetLayout) X(DestroyDescriptorSetLayout) X(CreatePipelineLayout)         \
            X(DestroyPipelineLayout) X(CreateDescriptorPool) X(DestroyDescriptorPool) X(AllocateDescriptorSets)        \
                X(UpdateDescriptorSets) X(CreateShaderModule) X(DestroyShaderModule) X(CreatePipelineCache)            \
                    X(DestroyPipelineCache) X(GetPipelineCacheData) X(CreateComputePipelines) X(DestroyPipeline)       \
                        X(CreateCommandPool) X(DestroyCommandPool) X(AllocateCommandBuffers) X(ResetCommandPool)       \
                            X(BeginCommandBuffer) X(EndCommandBuffer) X(CmdBindPipeline) X(CmdBindDescriptorSets)      \
                                X(CmdPushConstants) X(CmdDispatch) X(CmdCopyBuffer) X(CmdPipelineBarrier)              \
                                    X(CreateSemaphore) X(DestroySemaphore) X(WaitSemaphores) X(QueueSubmit)            \
                                    X(DeviceWaitIdle)                                                              \
                                        X(CreateQueryPool) X(DestroyQueryPool) X(CmdResetQueryPool)                \
                                            X(CmdWriteTimestamp) X(GetQueryPoolResults)
// Of windows: null where they are not asked for, or no driver has them.
#define TANDEM_VULKAN_PRESENT(X)                                                                                       \
    X(GetPhysicalDeviceSurfaceSupportKHR) X(GetPhysicalDeviceSurfaceCapabilitiesKHR)                                   \
    X(GetPhysicalDeviceSurfaceFormatsKHR) X(GetPhysicalDeviceSurfacePresentModesKHR)                                   \
    X(CreateSwapchainKHR) X(DestroySwapchainKHR) X(GetSwapchainImagesKHR) X(AcquireNextImageKHR) X(QueuePresentKHR)    \
    X(QueueWaitIdle) X(CreateImage) X(DestroyImage) X(GetImageMemoryRequirements) X(BindImageMemory)                   \
    X(CreateImageView) X(DestroyImageView) X(CreateSampler) X(DestroySampler) X(CreateRenderPass)                      \
    X(DestroyRenderPass) X(CreateFramebuffer) X(DestroyFramebuffer) X(CreateGraphicsPipelines)                         \
    X(CmdBeginRenderPass) X(CmdEndRenderPass) X(CmdDraw) X(CmdSetViewport) X(CmdSetScissor) X(CmdCopyBufferToImage)    \
    X(CreateFence) X(DestroyFence) X(WaitForFences) X(ResetFences)
// clang-format on

struct Api {
#define TANDEM_VULKAN_ENTRY(name) PFN_vk##name name = nullptr;
    TANDEM_VULKAN_GLOBAL(TANDEM_VULKAN_ENTRY)
    TANDEM_VULKAN_INSTANCE(TANDEM_VULKAN_ENTRY)
    TANDEM_VULKAN_PRESENT(TANDEM_VULKAN_ENTRY)
#undef TANDEM_VULKAN_ENTRY
    PFN_vkGetInstanceProcAddr GetInstanceProcAddr = nullptr;
    // Null without the debug extension.
    PFN_vkCreateDebugUtilsMessengerEXT CreateDebugUtilsMessengerEXT = nullptr;
    PFN_vkDestroyDebugUtilsMessengerEXT DestroyDebugUtilsMessengerEXT = nullptr;
};

// The global entries from the loader. Error `unavailable` where there is no loader.
Result<Api> load_api();
// The entries that need an instance. Error `unavailable` where a driver lacks one that is not of windows.
Result<void> load_instance_entries(Api& api, VkInstance instance);
// Whether all those of windows are there.
bool has_present_entries(const Api& api);
// "VK_ERROR_DEVICE_LOST"
const char* result_word(VkResult r);

// Owns one object of a parent (instance or device), destroyed by `Destroy` of the Api table.
template<class Parent, class T, auto Destroy>
class Owned {
  public:
    Owned() = default;
    Owned(const Api& api, Parent parent, T object) : api_(&api), parent_(parent), object_(object) {}
    Owned(Owned&& o) noexcept
        : api_(o.api_), parent_(o.parent_), object_(std::exchange(o.object_, static_cast<T>(VK_NULL_HANDLE))) {}
    Owned& operator=(Owned&& o) noexcept {
        std::swap(api_, o.api_), std::swap(parent_, o.parent_), std::swap(object_, o.object_);
        return *this;
    }
    ~Owned() {
        if (object_) (api_->*Destroy)(parent_, object_, nullptr);
    }
    T get() const { return object_; }
    explicit operator bool() const { return object_ != VK_NULL_HANDLE; }

  private:
    const Api* api_ = nullptr;
    Parent parent_{};
    T object_ = VK_NULL_HANDLE;
};

using ShaderModule = Owned<VkDevice, VkShaderModule, &Api::DestroyShaderModule>;
using Pipeline = Owned<VkDevice, VkPipeline, &Api::DestroyPipeline>;
using PipelineCache = Owned<VkDevice, VkPipelineCache, &Api::DestroyPipelineCache>;
using PipelineLayout = Owned<VkDevice, VkPipelineLayout, &Api::DestroyPipelineLayout>;
using SetLayout = Owned<VkDevice, VkDescriptorSetLayout, &Api::DestroyDescriptorSetLayout>;
using DescriptorPool = Owned<VkDevice, VkDescriptorPool, &Api::DestroyDescriptorPool>;
using CommandPool = Owned<VkDevice, VkCommandPool, &Api::DestroyCommandPool>;
using Semaphore = Owned<VkDevice, VkSemaphore, &Api::DestroySemaphore>;
using QueryPool = Owned<VkDevice, VkQueryPool, &Api::DestroyQueryPool>;
using BufferHandle = Owned<VkDevice, VkBuffer, &Api::DestroyBuffer>;
using Image = Owned<VkDevice, VkImage, &Api::DestroyImage>;
using ImageView = Owned<VkDevice, VkImageView, &Api::DestroyImageView>;
using Sampler = Owned<VkDevice, VkSampler, &Api::DestroySampler>;
using RenderPass = Owned<VkDevice, VkRenderPass, &Api::DestroyRenderPass>;
using Framebuffer = Owned<VkDevice, VkFramebuffer, &Api::DestroyFramebuffer>;
using Fence = Owned<VkDevice, VkFence, &Api::DestroyFence>;
using SwapchainHandle = Owned<VkDevice, VkSwapchainKHR, &Api::DestroySwapchainKHR>;
using Memory = Owned<VkDevice, VkDeviceMemory, &Api::FreeMemory>;

} // namespace tandem::vulkan
