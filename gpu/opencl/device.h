// Device: one OpenCL device with its context and in-order queue, its limits, and buffers whose memory is accounted.
// Made by the renderer, used on its thread.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "gpu/opencl/api.h"
#include "gpu/opencl/opencl_renderer.h"

namespace tandem::opencl {

class Buffer {
  public:
    Buffer() = default;
    Buffer(Buffer&&) noexcept = default;
    Buffer& operator=(Buffer&& o) noexcept;
    ~Buffer();
    cl_mem get() const { return memory_.get(); }
    uint64_t size() const { return size_; }

  private:
    friend class Device;
    std::shared_ptr<uint64_t> account_;
    Memory memory_;
    uint64_t size_ = 0;
};

// Whether `r` means that the device is gone.
bool is_loss(cl_int r);

class Device {
  public:
    static Result<std::shared_ptr<Device>> make(const OpenClOptions& options);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const Api& api() const { return api_; }
    cl_device_id id() const { return id_; }
    cl_context context() const { return context_.get(); }
    cl_command_queue queue() const { return queue_.get(); }
    const std::string& name() const { return info_.name; }
    uint64_t max_buffer_bytes() const { return max_buffer_; }
    uint64_t memory_limit() const { return memory_limit_; }
    uint64_t memory_used() const { return *used_; }

    Result<Buffer> make_buffer(uint64_t bytes) const;
    // Size of a work group of at most `most` items.
    std::array<size_t, 2> group(size_t most) const;
    // An Error that names the device, for a call that gave `r`.
    Error failed(cl_int r, const std::string& doing) const;

  private:
    Device() = default;
    Api api_;
    OpenClDeviceInfo info_;
    cl_device_id id_ = nullptr;
    Context context_;
    Queue queue_;
    std::array<size_t, 2> max_group_{1, 1};
    uint64_t max_buffer_ = 0, memory_limit_ = 0;
    std::shared_ptr<uint64_t> used_ = std::make_shared<uint64_t>(0);
};

} // namespace tandem::opencl
