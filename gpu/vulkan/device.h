// Instance: the loader, its devices and the validation layer. Device: one logical device with a compute queue, its
// limits, and buffers whose memory is accounted. Made by the renderer, used on its thread; where it also shows pictures
// in windows (Presenter), on that one's thread too: queues are locked while they are used.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "gpu/vulkan/api.h"
#include "gpu/vulkan/vulkan_renderer.h"

namespace tandem::vulkan {

class Instance {
  public:
    // Error `unavailable`: no loader, no driver, or no validation layer where messages are asked for.
    static Result<std::shared_ptr<Instance>> make(const VulkanOptions& options);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    const Api& api() const { return api_; }
    VkInstance get() const { return instance_; }
    // Windows of a desktop can be drawn to: the extensions for it are on.
    bool windows() const { return windows_; }
    std::vector<VkPhysicalDevice> devices() const; // usable ones: 1.2, a compute queue, six storage buffers
    VulkanDeviceInfo describe(VkPhysicalDevice device) const;

  private:
    Instance() = default;
    Api api_;
    VkInstance instance_ = VK_NULL_HANDLE;
    bool windows_ = false;
    VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
    std::function<void(std::string_view)> on_message_;
};

class Device;

// Where a buffer is used. `work` is on the device; `upload` is written by the host, `read_back` read by it.
enum class BufferUse : uint8_t { work, upload, read_back };

class Buffer {
  public:
    Buffer() = default;
    Buffer(Buffer&&) noexcept = default;
    Buffer& operator=(Buffer&& o) noexcept;
    ~Buffer();
    VkBuffer get() const { return handle_.get(); }
    uint64_t size() const { return size_; }
    uint8_t* mapped() const { return mapped_; } // null for `work`

  private:
    friend class Device;
    std::shared_ptr<std::atomic<uint64_t>> account_;
    Memory memory_;
    BufferHandle handle_;
    uint64_t size_ = 0, taken_ = 0;
    uint8_t* mapped_ = nullptr;
};

class Device {
  public:
    static Result<std::shared_ptr<Device>> make(std::shared_ptr<Instance> instance, const VulkanOptions& options);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const Api& api() const { return instance_->api(); }
    const Instance& instance() const { return *instance_; }
    VkPhysicalDevice physical() const { return physical_; }
    VkDevice get() const { return device_; }
    VkQueue queue() const { return queue_; }
    // The queue that draws to windows; null where the device does not. A queue of its own where the driver has two.
    VkQueue present_queue() const { return present_queue_; }
    uint32_t present_family() const { return present_family_; }
    // Held while a queue is submitted to, presented to or waited for.
    std::mutex& queue_lock() { return queue_lock_; }
    std::mutex& present_lock() { return present_queue_ == queue_ ? queue_lock_ : present_lock_; }
    // Until all queues rest.
    void wait_idle();
    uint32_t queue_family() const { return family_; }
    // Time stamps of the queue: bits that count, 0 = it takes none; nanoseconds of one step.
    uint32_t timestamp_bits() const { return timestamp_bits_; }
    double timestamp_ns() const { return timestamp_ns_; }
    const std::string& name() const { return info_.name; }
    const VulkanDeviceInfo& description() const { return info_; }
    // Host-written memory is as good as the device's own (integrated and software devices): no copies.
    bool unified() const { return unified_; }
    uint64_t max_buffer_bytes() const { return max_buffer_; }
    // Work groups of one dispatch, across and down.
    const std::array<uint32_t, 2>& max_groups() const { return max_groups_; }
    // What may be held in all, now: less where the driver says that others have taken the device's memory.
    uint64_t memory_limit() const;
    uint64_t memory_used() const { return *used_; }
    // Longer than any frame takes: after it the device hangs. Software shares the processor with whatever else runs.
    std::chrono::seconds patience() const {
        return std::chrono::seconds(info_.type == VulkanDeviceType::software ? 1800 : 60);
    }

    Result<Buffer> make_buffer(uint64_t bytes, BufferUse use) const;
    // An image of 8 bits each of blue, green, red and alpha that shaders read and copies write, and its memory.
    struct Texture {
        Memory memory;
        Image image;
    };
    Result<Texture> make_texture(uint32_t width, uint32_t height) const;
    // An Error that names the device, for a call that gave `r`.
    Error failed(VkResult r, const std::string& doing) const;

  private:
    Device() = default;
    std::shared_ptr<Instance> instance_;
    VulkanDeviceInfo info_;
    VkPhysicalDevice physical_ = VK_NULL_HANDLE;
    VkDevice device_ = VK_NULL_HANDLE;
    VkQueue queue_ = VK_NULL_HANDLE;
    uint32_t family_ = 0, timestamp_bits_ = 0;
    double timestamp_ns_ = 1;
    bool unified_ = false;
    std::array<uint32_t, 2> max_groups_{};
    uint64_t max_buffer_ = 0, memory_limit_ = 0;
    std::optional<uint32_t> budget_heap_;   // whose budget the driver tells (VK_EXT_memory_budget)
    std::array<uint32_t, 3> memory_type_{}; // by BufferUse
    std::shared_ptr<std::atomic<uint64_t>> used_ = std::make_shared<std::atomic<uint64_t>>(0);
    VkQueue present_queue_ = VK_NULL_HANDLE;
    uint32_t present_family_ = 0;
    std::mutex queue_lock_, present_lock_; // the latter where present_queue_ is another one
};

} // namespace tandem::vulkan
