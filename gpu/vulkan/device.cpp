// Choice of device, queue and memory types.
#include "gpu/vulkan/device.h"

#include <algorithm>
#include <cstring>

namespace tandem::vulkan {

namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";
constexpr uint32_t kStorageBuffers = 6;

VKAPI_ATTR VkBool32 VKAPI_CALL on_debug_message(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                                const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    (*static_cast<std::function<void(std::string_view)>*>(user))(data->pMessage);
    return VK_FALSE;
}

std::vector<VkQueueFamilyProperties> queue_families(const Api& api, VkPhysicalDevice device) {
    uint32_t count = 0;
    api.GetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    api.GetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    families.resize(count);
    return families;
}

// The first family that computes; one without graphics where there is one, as it does not wait for a display.
int compute_family(const std::vector<VkQueueFamilyProperties>& families) {
    int best = -1;
    for (uint32_t i = 0; i < families.size(); ++i) {
        if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) || families[i].queueCount == 0) continue;
        if (best < 0 || !(families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT)) best = static_cast<int>(i);
    }
    return best;
}

// The family that draws; the one that computes where it can.
int graphics_family(const std::vector<VkQueueFamilyProperties>& families, int compute) {
    auto draws = [&](size_t i) {
        return (families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) && families[i].queueCount > 0;
    };
    if (draws(static_cast<size_t>(compute))) return compute;
    for (size_t i = 0; i < families.size(); ++i)
        if (draws(i)) return static_cast<int>(i);
    return -1;
}

// Those of windows that the loader has: surfaces and at least one windowing system.
std::vector<const char*> window_extensions(const Api& api) {
    uint32_t count = 0;
    if (api.EnumerateInstanceExtensionProperties(nullptr, &count, nullptr) != VK_SUCCESS) return {};
    std::vector<VkExtensionProperties> all(count);
    if (api.EnumerateInstanceExtensionProperties(nullptr, &count, all.data()) < VK_SUCCESS) return {};
    all.resize(count);
    std::vector<const char*> out;
    for (const char* name : {"VK_KHR_surface", "VK_KHR_xcb_surface", "VK_KHR_wayland_surface"})
        if (std::any_of(all.begin(), all.end(), [&](const auto& e) { return !std::strcmp(e.extensionName, name); }))
            out.push_back(name);
    if (out.size() < 2 || out[0] != std::string_view("VK_KHR_surface")) return {};
    return out;
}

bool has_layer(const Api& api, const char* name) {
    uint32_t count = 0;
    if (api.EnumerateInstanceLayerProperties(&count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkLayerProperties> layers(count);
    api.EnumerateInstanceLayerProperties(&count, layers.data());
    return std::any_of(layers.begin(), layers.end(), [&](const auto& l) { return !std::strcmp(l.layerName, name); });
}

bool has_extension(const Api& api, VkPhysicalDevice device, const char* name) {
    uint32_t count = 0;
    if (api.EnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkExtensionProperties> all(count);
    if (api.EnumerateDeviceExtensionProperties(device, nullptr, &count, all.data()) < VK_SUCCESS) return false;
    all.resize(count);
    return std::any_of(all.begin(), all.end(), [&](const auto& e) { return !std::strcmp(e.extensionName, name); });
}

} // namespace

Result<std::shared_ptr<Instance>> Instance::make(const VulkanOptions& options) {
    std::shared_ptr<Instance> self(new Instance);
    self->api_ = TRY(load_api());
    uint32_t version = 0;
    self->api_.EnumerateInstanceVersion(&version);
    if (version < VK_API_VERSION_1_2)
        return fail(ErrorCode::unavailable, "the Vulkan loader is older than version 1.2; use --device cpu");
    VkApplicationInfo app{VK_STRUCTURE_TYPE_APPLICATION_INFO, nullptr, "tandem", 1, "tandem", 1, VK_API_VERSION_1_2};
    VkInstanceCreateInfo create{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    create.pApplicationInfo = &app;
    std::vector<const char*> extensions;
    if (options.windows == VulkanOptions::Windows::yes) extensions = window_extensions(self->api_);
    self->windows_ = !extensions.empty();
    VkValidationFeatureEnableEXT checks[] = {VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    VkValidationFeaturesEXT features{VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT};
    features.enabledValidationFeatureCount = 1, features.pEnabledValidationFeatures = checks;
    VkDebugUtilsMessengerCreateInfoEXT messenger{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    if (options.on_validation) {
        if (!has_layer(self->api_, kValidationLayer))
            return fail(ErrorCode::unavailable,
                        "the Vulkan validation layer is not installed (vulkan-validationlayers)");
        self->on_message_ = options.on_validation;
        messenger.messageSeverity =
            VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
        messenger.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
        messenger.pfnUserCallback = on_debug_message, messenger.pUserData = &self->on_message_;
        create.enabledLayerCount = 1, create.ppEnabledLayerNames = &kValidationLayer;
        extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
        features.pNext = &messenger, create.pNext = &features;
    }
    create.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
    create.ppEnabledExtensionNames = extensions.data();
    VkResult r = self->api_.CreateInstance(&create, nullptr, &self->instance_);
    if (r != VK_SUCCESS) {
        self->instance_ = VK_NULL_HANDLE;
        return fail(ErrorCode::unavailable, std::string("no Vulkan driver can be used (") + result_word(r) +
                                                "); install one, such as mesa-vulkan-drivers, or use --device cpu");
    }
    TRY_VOID(load_instance_entries(self->api_, self->instance_));
    if (options.inject) options.inject(self->api_);
    if (options.on_validation && self->api_.CreateDebugUtilsMessengerEXT)
        self->api_.CreateDebugUtilsMessengerEXT(self->instance_, &messenger, nullptr, &self->messenger_);
    return self;
}

Instance::~Instance() {
    if (messenger_) api_.DestroyDebugUtilsMessengerEXT(instance_, messenger_, nullptr);
    if (instance_ && api_.DestroyInstance) api_.DestroyInstance(instance_, nullptr);
}

std::vector<VkPhysicalDevice> Instance::devices() const {
    uint32_t count = 0;
    if (api_.EnumeratePhysicalDevices(instance_, &count, nullptr) != VK_SUCCESS) return {};
    std::vector<VkPhysicalDevice> all(count);
    VkResult r = api_.EnumeratePhysicalDevices(instance_, &count, all.data());
    if (r != VK_SUCCESS && r != VK_INCOMPLETE) return {};
    all.resize(count);
    std::erase_if(all, [&](VkPhysicalDevice d) {
        VkPhysicalDeviceProperties2 p{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
        api_.GetPhysicalDeviceProperties2(d, &p);
        return p.properties.apiVersion < VK_API_VERSION_1_2 ||
               p.properties.limits.maxPerStageDescriptorStorageBuffers < kStorageBuffers ||
               compute_family(queue_families(api_, d)) < 0;
    });
    return all;
}

VulkanDeviceInfo Instance::describe(VkPhysicalDevice device) const {
    VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
    VkPhysicalDeviceProperties2 p{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
    p.pNext = &driver;
    api_.GetPhysicalDeviceProperties2(device, &p);
    VulkanDeviceInfo info;
    info.name = p.properties.deviceName;
    info.driver = std::string(driver.driverName) + " " + driver.driverInfo;
    switch (p.properties.deviceType) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
        info.type = VulkanDeviceType::discrete;
        break;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
        info.type = VulkanDeviceType::integrated;
        break;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
        info.type = VulkanDeviceType::virtual_gpu;
        break;
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
        info.type = VulkanDeviceType::software;
        break;
    default:
        break;
    }
    VkPhysicalDeviceMemoryProperties memory{};
    api_.GetPhysicalDeviceMemoryProperties(device, &memory);
    for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
        if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
            info.memory_bytes = std::max<uint64_t>(info.memory_bytes, memory.memoryHeaps[i].size);
    return info;
}

Buffer& Buffer::operator=(Buffer&& o) noexcept {
    std::swap(account_, o.account_), std::swap(memory_, o.memory_), std::swap(handle_, o.handle_);
    std::swap(size_, o.size_), std::swap(taken_, o.taken_), std::swap(mapped_, o.mapped_);
    return *this;
}

Buffer::~Buffer() {
    if (account_) *account_ -= taken_;
}

static int find_type(const VkPhysicalDeviceMemoryProperties& memory, VkMemoryPropertyFlags wanted) {
    for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
        if ((memory.memoryTypes[i].propertyFlags & wanted) == wanted) return static_cast<int>(i);
    return -1;
}

Result<std::shared_ptr<Device>> Device::make(std::shared_ptr<Instance> instance, const VulkanOptions& options) {
    const Api& api = instance->api();
    auto all = instance->devices();
    if (all.empty())
        return fail(ErrorCode::unavailable,
                    "this machine has no Vulkan device that computes; install a driver, or use --device cpu");
    if (options.device >= static_cast<int>(all.size()))
        return fail(ErrorCode::unavailable, "there is no Vulkan device " + std::to_string(options.device) +
                                                "; `tandem " + "devices` lists " + std::to_string(all.size()));
    size_t chosen = options.device < 0 ? 0 : static_cast<size_t>(options.device);
    for (size_t i = all.size(); options.device < 0 && i-- > 0;)
        if (instance->describe(all[i]).type != VulkanDeviceType::software) chosen = i;

    std::shared_ptr<Device> self(new Device);
    self->instance_ = std::move(instance);
    self->info_ = self->instance_->describe(all[chosen]);
    self->info_.index = static_cast<int>(chosen);
    VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
    VkPhysicalDeviceMaintenance3Properties sizes{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES};
    properties.pNext = &sizes;
    api.GetPhysicalDeviceProperties2(all[chosen], &properties);

    VkPhysicalDeviceMemoryProperties memory{};
    api.GetPhysicalDeviceMemoryProperties(all[chosen], &memory);
    constexpr auto kOwn = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    constexpr auto kHost = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    constexpr auto kCached = kHost | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    int work = find_type(memory, kOwn), shared = find_type(memory, kOwn | kCached), upload = find_type(memory, kHost),
        back = find_type(memory, kCached);
    if (upload < 0) return fail(ErrorCode::unavailable, self->name() + " has no memory that the processor can write");
    if (work < 0) work = upload;
    if (back < 0) back = upload;
    // A window into a card's memory is too small and slow to read; memory shared as a whole is neither.
    self->unified_ = shared >= 0 && self->info_.type != VulkanDeviceType::discrete &&
                     options.memory == VulkanOptions::Memory::as_it_is;
    if (self->unified_) work = upload = back = shared;
    self->memory_type_ = {static_cast<uint32_t>(work), static_cast<uint32_t>(upload), static_cast<uint32_t>(back)};
    self->timestamp_ns_ = static_cast<double>(properties.properties.limits.timestampPeriod);
    const auto& groups = properties.properties.limits.maxComputeWorkGroupCount;
    self->max_groups_ = {groups[0], groups[1]};
    uint64_t most = properties.properties.limits.maxStorageBufferRange;
    // Kernels address with signed 32-bit numbers.
    self->max_buffer_ = std::min({most, static_cast<uint64_t>(sizes.maxMemoryAllocationSize), uint64_t{0x7fff0000}});
    self->memory_limit_ = self->info_.memory_bytes / 4 * 3;
    self->physical_ = all[chosen];
    if (has_extension(api, all[chosen], VK_EXT_MEMORY_BUDGET_EXTENSION_NAME))
        self->budget_heap_ = memory.memoryTypes[work].heapIndex;
    if (options.memory_limit_bytes) self->memory_limit_ = std::min(self->memory_limit_, options.memory_limit_bytes);

    const std::vector<VkQueueFamilyProperties> families = queue_families(api, all[chosen]);
    self->family_ = static_cast<uint32_t>(compute_family(families));
    self->timestamp_bits_ = families[self->family_].timestampValidBits;
    // What is seen goes before what is computed.
    const float priorities[] = {0.5f, 1.0f};
    VkDeviceQueueCreateInfo queues[] = {{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO},
                                        {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO}};
    queues[0].queueFamilyIndex = self->family_, queues[0].queueCount = 1, queues[0].pQueuePriorities = priorities;
    const bool windows = self->instance_->windows() && has_present_entries(api) &&
                         has_extension(api, all[chosen], VK_KHR_SWAPCHAIN_EXTENSION_NAME);
    const int drawing = windows ? graphics_family(families, static_cast<int>(self->family_)) : -1;
    if (drawing >= 0) {
        self->present_family_ = static_cast<uint32_t>(drawing);
        if (self->present_family_ == self->family_)
            queues[0].queueCount = std::min(2u, families[self->family_].queueCount);
        else
            queues[1].queueFamilyIndex = self->present_family_, queues[1].queueCount = 1,
            queues[1].pQueuePriorities = &priorities[1];
    }
    // Every driver of version 1.2 has the feature; it must be named.
    VkPhysicalDeviceVulkan12Features features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    features.timelineSemaphore = VK_TRUE;
    VkDeviceCreateInfo create{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, &features};
    create.queueCreateInfoCount = queues[1].queueCount ? 2 : 1, create.pQueueCreateInfos = queues;
    const char* const swapchain = VK_KHR_SWAPCHAIN_EXTENSION_NAME;
    if (drawing >= 0) create.enabledExtensionCount = 1, create.ppEnabledExtensionNames = &swapchain;
    VkResult r = api.CreateDevice(all[chosen], &create, nullptr, &self->device_);
    if (r != VK_SUCCESS) {
        self->device_ = VK_NULL_HANDLE;
        return fail(ErrorCode::unavailable, std::string("cannot be opened (") + result_word(r) + "); use --device cpu",
                    "Vulkan device " + self->name());
    }
    api.GetDeviceQueue(self->device_, self->family_, 0, &self->queue_);
    if (drawing >= 0)
        api.GetDeviceQueue(self->device_, self->present_family_, queues[0].queueCount - 1, &self->present_queue_);
    return self;
}

void Device::wait_idle() {
    std::scoped_lock all(queue_lock_, present_lock_);
    api().DeviceWaitIdle(device_);
}

Device::~Device() {
    if (!device_) return;
    wait_idle();
    api().DestroyDevice(device_, nullptr);
}

Error Device::failed(VkResult r, const std::string& doing) const {
    std::string where = "Vulkan device " + name();
    switch (r) {
    case VK_TIMEOUT:
        return fail(ErrorCode::temporary,
                    "the device was given up as lost after " + std::to_string(patience().count()) + " s while " +
                        doing + "; try again, or use --device cpu",
                    where);
    case VK_ERROR_DEVICE_LOST:
        return fail(ErrorCode::temporary, "the device was lost while " + doing + "; try again, or use --device cpu",
                    where);
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_HOST_MEMORY:
        return fail(ErrorCode::temporary,
                    "memory is full while " + doing + "; close what else uses it, or use --device cpu", where);
    default:
        return fail(ErrorCode::unavailable, std::string(result_word(r)) + " while " + doing + "; use --device cpu",
                    where);
    }
}

uint64_t Device::memory_limit() const {
    if (!budget_heap_) return memory_limit_;
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, &budget, {}};
    api().GetPhysicalDeviceMemoryProperties2(physical_, &memory);
    const uint64_t most = budget.heapBudget[*budget_heap_], taken = budget.heapUsage[*budget_heap_];
    if (most == 0) return memory_limit_; // a driver that does not know
    const uint64_t room = most > taken ? most - taken : 0;
    return room < memory_limit_ ? std::min(memory_limit_, *used_ + room) : memory_limit_;
}

Result<Buffer> Device::make_buffer(uint64_t bytes, BufferUse use) const {
    Buffer b;
    VkBufferCreateInfo create{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    create.size = bytes;
    create.usage =
        VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    VkBuffer handle = VK_NULL_HANDLE;
    VkResult r = api().CreateBuffer(device_, &create, nullptr, &handle);
    if (r != VK_SUCCESS) return failed(r, "making a buffer");
    b.handle_ = BufferHandle(api(), device_, handle);
    VkMemoryRequirements needs{};
    api().GetBufferMemoryRequirements(device_, handle, &needs);
    VkMemoryAllocateInfo allocate{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    allocate.allocationSize = needs.size, allocate.memoryTypeIndex = memory_type_[static_cast<size_t>(use)];
    if (!(needs.memoryTypeBits >> allocate.memoryTypeIndex & 1u))
        return failed(VK_ERROR_FEATURE_NOT_PRESENT, "making a buffer");
    if (*used_ + needs.size > memory_limit()) return failed(VK_ERROR_OUT_OF_DEVICE_MEMORY, "making a buffer");
    VkDeviceMemory memory = VK_NULL_HANDLE;
    r = api().AllocateMemory(device_, &allocate, nullptr, &memory);
    if (r != VK_SUCCESS) return failed(r, "allocating " + std::to_string(needs.size >> 20) + " MiB");
    b.memory_ = Memory(api(), device_, memory);
    b.account_ = used_, b.taken_ = needs.size, b.size_ = bytes;
    *used_ += needs.size;
    r = api().BindBufferMemory(device_, handle, memory, 0);
    if (r != VK_SUCCESS) return failed(r, "binding memory");
    if (use == BufferUse::work && !unified_) return b;
    void* at = nullptr;
    r = api().MapMemory(device_, memory, 0, VK_WHOLE_SIZE, 0, &at);
    if (r != VK_SUCCESS) return failed(r, "mapping memory");
    b.mapped_ = static_cast<uint8_t*>(at);
    return b;
}

Result<Device::Texture> Device::make_texture(uint32_t width, uint32_t height) const {
    Texture out;
    VkImageCreateInfo create{VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
    create.imageType = VK_IMAGE_TYPE_2D, create.format = VK_FORMAT_B8G8R8A8_UNORM;
    create.extent = {width, height, 1}, create.mipLevels = 1, create.arrayLayers = 1;
    create.samples = VK_SAMPLE_COUNT_1_BIT, create.tiling = VK_IMAGE_TILING_OPTIMAL;
    create.usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    VkImage image = VK_NULL_HANDLE;
    VkResult r = api().CreateImage(device_, &create, nullptr, &image);
    if (r != VK_SUCCESS) return failed(r, "making an image");
    out.image = Image(api(), device_, image);
    VkMemoryRequirements needs{};
    api().GetImageMemoryRequirements(device_, image, &needs);
    VkPhysicalDeviceMemoryProperties memory{};
    api().GetPhysicalDeviceMemoryProperties(physical_, &memory);
    VkMemoryAllocateInfo allocate{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    allocate.allocationSize = needs.size, allocate.memoryTypeIndex = UINT32_MAX;
    for (uint32_t i = memory.memoryTypeCount; i-- > 0;) {
        if (!(needs.memoryTypeBits >> i & 1u)) continue;
        const bool own = memory.memoryTypes[i].propertyFlags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
        if (own || allocate.memoryTypeIndex == UINT32_MAX) allocate.memoryTypeIndex = i;
    }
    VkDeviceMemory taken = VK_NULL_HANDLE;
    r = api().AllocateMemory(device_, &allocate, nullptr, &taken);
    if (r != VK_SUCCESS) return failed(r, "allocating an image");
    out.memory = Memory(api(), device_, taken);
    r = api().BindImageMemory(device_, image, taken, 0);
    if (r != VK_SUCCESS) return failed(r, "binding memory");
    return out;
}

} // namespace tandem::vulkan

namespace tandem {

const char* device_type_word(VulkanDeviceType type) {
    static const char* const kWords[] = {"discrete", "integrated", "virtual", "software", "other"};
    return kWords[static_cast<size_t>(type)];
}

Result<std::vector<VulkanDeviceInfo>> list_vulkan_devices() {
    auto instance = TRY(vulkan::Instance::make({}));
    std::vector<VulkanDeviceInfo> out;
    for (VkPhysicalDevice d : instance->devices()) {
        out.push_back(instance->describe(d));
        out.back().index = static_cast<int>(out.size()) - 1;
    }
    return out;
}

} // namespace tandem
