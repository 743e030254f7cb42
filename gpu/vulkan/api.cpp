// The loader library is opened once and stays: drivers do not like to be unloaded.
#include "gpu/vulkan/api.h"

#include <dlfcn.h>

namespace tandem::vulkan {

Result<Api> load_api() {
    static void* const library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return fail(ErrorCode::unavailable,
                    "this machine has no Vulkan loader (libvulkan.so.1); install libvulkan1 and "
                    "a driver, or use --device cpu");
    Api api;
    api.GetInstanceProcAddr = reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr"));
    if (!api.GetInstanceProcAddr)
        return fail(ErrorCode::unavailable, "the Vulkan loader of this machine is broken; use --device cpu");
#define TANDEM_VULKAN_LOAD(name)                                                                                       \
    api.name = reinterpret_cast<PFN_vk##name>(api.GetInstanceProcAddr(nullptr, "vk" #name));                           \
    if (!api.name) return fail(ErrorCode::unavailable, "the Vulkan loader lacks vk" #name "; it is older than 1.1");
    TANDEM_VULKAN_GLOBAL(TANDEM_VULKAN_LOAD)
#undef TANDEM_VULKAN_LOAD
    return api;
}

Result<void> load_instance_entries(Api& api, VkInstance instance) {
#define TANDEM_VULKAN_LOAD(name)                                                                                       \
    api.name = reinterpret_cast<PFN_vk##name>(api.GetInstanceProcAddr(instance, "vk" #name));                          \
    if (!api.name) return fail(ErrorCode::unavailable, "the Vulkan driver lacks vk" #name);
    TANDEM_VULKAN_INSTANCE(TANDEM_VULKAN_LOAD)
#undef TANDEM_VULKAN_LOAD
#define TANDEM_VULKAN_LOAD(name)                                                                                       \
    api.name = reinterpret_cast<PFN_vk##name>(api.GetInstanceProcAddr(instance, "vk" #name));
    TANDEM_VULKAN_PRESENT(TANDEM_VULKAN_LOAD)
#undef TANDEM_VULKAN_LOAD
    api.CreateDebugUtilsMessengerEXT = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
        api.GetInstanceProcAddr(instance, "vkCreateDebugUtilsMessengerEXT"));
    api.DestroyDebugUtilsMessengerEXT = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
        api.GetInstanceProcAddr(instance, "vkDestroyDebugUtilsMessengerEXT"));
    return {};
}

bool has_present_entries(const Api& api) {
    bool all = true;
#define TANDEM_VULKAN_THERE(name) all = all && api.name;
    TANDEM_VULKAN_PRESENT(TANDEM_VULKAN_THERE)
#undef TANDEM_VULKAN_THERE
    return all;
}

const char* result_word(VkResult r) {
    switch (r) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
        return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
        return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED:
        return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST:
        return "VK_ERROR_DEVICE_LOST";
    case VK_ERROR_MEMORY_MAP_FAILED:
        return "VK_ERROR_MEMORY_MAP_FAILED";
    case VK_ERROR_LAYER_NOT_PRESENT:
        return "VK_ERROR_LAYER_NOT_PRESENT";
    case VK_ERROR_EXTENSION_NOT_PRESENT:
        return "VK_ERROR_EXTENSION_NOT_PRESENT";
    case VK_ERROR_FEATURE_NOT_PRESENT:
        return "VK_ERROR_FEATURE_NOT_PRESENT";
    case VK_ERROR_INCOMPATIBLE_DRIVER:
        return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS:
        return "VK_ERROR_TOO_MANY_OBJECTS";
    case VK_ERROR_FRAGMENTED_POOL:
        return "VK_ERROR_FRAGMENTED_POOL";
    case VK_ERROR_OUT_OF_POOL_MEMORY:
        return "VK_ERROR_OUT_OF_POOL_MEMORY";
    case VK_ERROR_SURFACE_LOST_KHR:
        return "VK_ERROR_SURFACE_LOST_KHR";
    case VK_ERROR_OUT_OF_DATE_KHR:
        return "VK_ERROR_OUT_OF_DATE_KHR";
    case VK_ERROR_NATIVE_WINDOW_IN_USE_KHR:
        return "VK_ERROR_NATIVE_WINDOW_IN_USE_KHR";
    case VK_TIMEOUT:
        return "VK_TIMEOUT";
    default:
        return "an unknown Vulkan error";
    }
}

} // namespace tandem::vulkan
