// Buffers grow to the largest frame seen. On a device with memory of its own the host writes to staging buffers, which
// the commands copy first.
#include "gpu/vulkan/frame_runner.h"

#include <algorithm>
#include <cstring>

namespace tandem::vulkan {

using compose::Download, compose::FramePlan, compose::Takes, compose::Upload, compose::Dispatch;

static constexpr uint64_t kWaitNanoseconds = 60ull * 1000 * 1000 * 1000; // longer than any frame: the device hangs

Result<std::unique_ptr<FrameRunner>> FrameRunner::make(std::shared_ptr<Device> device,
                                                       const std::string& kernel_folder) {
    std::unique_ptr<FrameRunner> self(new FrameRunner);
    self->device_ = device;
    self->kernels_ = TRY(Kernels::make(device, kernel_folder));
    const Api& api = device->api();
    const std::string doing = "preparing the device";

    VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, count_};
    VkDescriptorPoolCreateInfo pool{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    pool.maxSets = 1, pool.poolSizeCount = 1, pool.pPoolSizes = &size;
    VkDescriptorPool descriptor_pool = VK_NULL_HANDLE;
    VkResult r = api.CreateDescriptorPool(device->get(), &pool, nullptr, &descriptor_pool);
    if (r != VK_SUCCESS) return device->failed(r, doing);
    self->descriptor_pool_ = DescriptorPool(api, device->get(), descriptor_pool);
    VkDescriptorSetLayout layout = self->kernels_->set_layout();
    VkDescriptorSetAllocateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
    set.descriptorPool = descriptor_pool, set.descriptorSetCount = 1, set.pSetLayouts = &layout;
    r = api.AllocateDescriptorSets(device->get(), &set, &self->set_);
    if (r != VK_SUCCESS) return device->failed(r, doing);

    VkCommandPoolCreateInfo commands{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    commands.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT, commands.queueFamilyIndex = device->queue_family();
    VkCommandPool command_pool = VK_NULL_HANDLE;
    r = api.CreateCommandPool(device->get(), &commands, nullptr, &command_pool);
    if (r != VK_SUCCESS) return device->failed(r, doing);
    self->command_pool_ = CommandPool(api, device->get(), command_pool);
    VkCommandBufferAllocateInfo buffer{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    buffer.commandPool = command_pool, buffer.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, buffer.commandBufferCount = 1;
    r = api.AllocateCommandBuffers(device->get(), &buffer, &self->commands_);
    if (r != VK_SUCCESS) return device->failed(r, doing);

    VkFenceCreateInfo fence{VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence fence_handle = VK_NULL_HANDLE;
    r = api.CreateFence(device->get(), &fence, nullptr, &fence_handle);
    if (r != VK_SUCCESS) return device->failed(r, doing);
    self->fence_ = Fence(api, device->get(), fence_handle);
    for (size_t i = 0; i < count_; ++i) TRY_VOID(self->reserve(static_cast<Use>(i), 0));
    return self;
}

// A frame that was given up may still run and use what is destroyed next.
FrameRunner::~FrameRunner() {
    if (lost_) device_->api().DeviceWaitIdle(device_->get());
}

Result<void> FrameRunner::reserve(Use use, uint64_t bytes) {
    Pair& pair = buffers_[use];
    bytes = std::max<uint64_t>(bytes, 4096);
    if (pair.device.size() >= bytes) return {};
    if (pair.device.size()) bytes = std::min(bytes + bytes / 4, device_->max_buffer_bytes());
    bytes = (bytes + 255) / 256 * 256;
    pair = Pair{}; // the old one first: both may not fit
    rebind_ = true;
    pair.device = TRY(device_->make_buffer(bytes, BufferUse::work));
    bool host = use != textures && use != values;
    if (host && !device_->unified())
        pair.host = TRY(device_->make_buffer(bytes, use == output ? BufferUse::read_back : BufferUse::upload));
    return {};
}

Result<std::vector<int>> FrameRunner::place_tables(std::span<const Ref<ColourTable>> wanted) {
    if (tables_.place(wanted) == compose::Tables::Change::refill) {
        if (Result<void> space = reserve(tables, tables_.bytes()); !space) {
            tables_.forget();
            return std::move(space).error();
        }
        tables_.fill(reinterpret_cast<float*>(buffers_[tables].mapped()));
        uploaded_[tables] = tables_.bytes();
    }
    return tables_.first_of(wanted);
}

Error FrameRunner::too_small() const {
    return device_->failed(VK_ERROR_OUT_OF_DEVICE_MEMORY, "rendering even a small part of a frame");
}

static uint32_t groups_for(int pixels) { return static_cast<uint32_t>(pixels + 7) / 8; }

bool FrameRunner::fits(const FramePlan& plan) const {
    for (const Dispatch& d : plan.dispatches)
        if (groups_for(d.width) > device_->max_groups()[0] || groups_for(d.height) > device_->max_groups()[1])
            return false;
    const Takes& t = plan.takes;
    uint64_t most = device_->max_buffer_bytes(), total = 0;
    for (uint64_t bytes : {t.sources, t.textures, t.values, t.output}) {
        if (bytes > most) return false;
        total += bytes + bytes / 4;
    }
    if (!device_->unified()) total += t.sources + t.output;
    return total + buffers_[tables].device.size() + (1u << 20) <= device_->memory_limit();
}

bool FrameRunner::ready(const FramePlan& plan) {
    return std::all_of(plan.dispatches.begin(), plan.dispatches.end(),
                       [&](const Dispatch& d) { return kernels_->ready(d.text); });
}

void FrameRunner::prepare(const FramePlan& plan) {
    for (const Dispatch& d : plan.dispatches) kernels_->prepare(d.text);
}

Result<void> FrameRunner::bind_buffers() {
    if (!rebind_) return {};
    std::array<VkDescriptorBufferInfo, count_> infos{};
    std::array<VkWriteDescriptorSet, count_> writes{};
    for (uint32_t i = 0; i < count_; ++i) {
        infos[i] = {buffers_[i].device.get(), 0, VK_WHOLE_SIZE};
        writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
        writes[i].dstSet = set_, writes[i].dstBinding = i, writes[i].descriptorCount = 1;
        writes[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
        writes[i].pBufferInfo = &infos[i];
    }
    device_->api().UpdateDescriptorSets(device_->get(), count_, writes.data(), 0, nullptr);
    rebind_ = false;
    return {};
}

Result<void> FrameRunner::record(const FramePlan& plan) {
    const Api& api = device_->api();
    VkResult r = api.ResetCommandPool(device_->get(), command_pool_.get(), 0);
    if (r != VK_SUCCESS) return device_->failed(r, "recording a frame");
    VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    r = api.BeginCommandBuffer(commands_, &begin);
    if (r != VK_SUCCESS) return device_->failed(r, "recording a frame");
    auto barrier = [&](VkPipelineStageFlags from, VkAccessFlags wrote, VkPipelineStageFlags to, VkAccessFlags uses) {
        VkMemoryBarrier b{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, wrote, uses};
        api.CmdPipelineBarrier(commands_, from, to, 0, 1, &b, 0, nullptr, 0, nullptr);
    };
    constexpr auto kCompute = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
    constexpr auto kTransfer = VK_PIPELINE_STAGE_TRANSFER_BIT;
    if (!device_->unified()) {
        for (size_t i : {params, sources, tables}) {
            if (!uploaded_[i]) continue;
            VkBufferCopy copy{0, 0, uploaded_[i]};
            api.CmdCopyBuffer(commands_, buffers_[i].host.get(), buffers_[i].device.get(), 1, &copy);
        }
        barrier(kTransfer, VK_ACCESS_TRANSFER_WRITE_BIT, kCompute, VK_ACCESS_SHADER_READ_BIT);
    }
    api.CmdBindDescriptorSets(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, kernels_->layout(), 0, 1, &set_, 0, nullptr);
    for (const Dispatch& d : plan.dispatches) {
        VkPipeline pipeline = TRY(kernels_->pipeline(d.text));
        if (d.after)
            barrier(kCompute, VK_ACCESS_SHADER_WRITE_BIT, kCompute,
                    VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
        api.CmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
        int32_t base = d.base;
        api.CmdPushConstants(commands_, kernels_->layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof base, &base);
        api.CmdDispatch(commands_, groups_for(d.width), groups_for(d.height), 1);
        ++dispatches_;
    }
    if (device_->unified()) {
        barrier(kCompute, VK_ACCESS_SHADER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    } else {
        barrier(kCompute, VK_ACCESS_SHADER_WRITE_BIT, kTransfer, VK_ACCESS_TRANSFER_READ_BIT);
        VkBufferCopy copy{0, 0, plan.takes.output};
        if (copy.size)
            api.CmdCopyBuffer(commands_, buffers_[output].device.get(), buffers_[output].host.get(), 1, &copy);
        barrier(kTransfer, VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    }
    r = api.EndCommandBuffer(commands_);
    if (r != VK_SUCCESS) return device_->failed(r, "recording a frame");
    return {};
}

Result<void> FrameRunner::submit() {
    const Api& api = device_->api();
    VkSubmitInfo info{VK_STRUCTURE_TYPE_SUBMIT_INFO};
    info.commandBufferCount = 1, info.pCommandBuffers = &commands_;
    VkFence fence = fence_.get();
    VkResult r = api.ResetFences(device_->get(), 1, &fence);
    if (r == VK_SUCCESS) r = api.QueueSubmit(device_->queue(), 1, &info, fence);
    submitted_ = r == VK_SUCCESS;
    if (r == VK_SUCCESS) r = api.WaitForFences(device_->get(), 1, &fence, VK_TRUE, kWaitNanoseconds);
    if (r == VK_SUCCESS) {
        submitted_ = false;
        return {};
    }
    Error e = device_->failed(r, "rendering a frame");
    if (r == VK_ERROR_DEVICE_LOST || r == VK_TIMEOUT) lost_ = e;
    return e;
}

bool FrameRunner::idle() const {
    if (!submitted_) return true;
    VkFence fence = fence_.get();
    // A lost device no longer uses anything.
    const VkResult r = device_->api().WaitForFences(device_->get(), 1, &fence, VK_TRUE, kWaitNanoseconds / 60);
    return r == VK_SUCCESS || r == VK_ERROR_DEVICE_LOST;
}

Result<void> FrameRunner::run(const FramePlan& plan, MutablePicture& out) {
    if (lost_) return *lost_;
    const uint64_t params_bytes = plan.params.size() * sizeof(plan.params[0]);
    TRY_VOID(reserve(params, params_bytes));
    TRY_VOID(reserve(sources, plan.takes.sources));
    TRY_VOID(reserve(textures, plan.takes.textures));
    TRY_VOID(reserve(values, plan.takes.values));
    TRY_VOID(reserve(output, plan.takes.output));
    TRY_VOID(bind_buffers());
    std::memcpy(buffers_[params].mapped(), plan.params.data(), params_bytes);
    uploaded_[params] = params_bytes, uploaded_[sources] = plan.takes.sources;
    for (const Upload& u : plan.uploads)
        for (int y = 0; y < u.rows; ++y)
            std::memcpy(buffers_[sources].mapped() + u.to + static_cast<uint64_t>(y) * u.to_stride,
                        u.from + y * u.from_stride, u.bytes);
    TRY_VOID(record(plan));
    TRY_VOID(submit());
    uploaded_ = {};
    for (const Download& d : plan.downloads)
        for (int y = 0; y < d.rows; ++y)
            std::memcpy(out.row(d.plane, d.first_row + y) + d.to,
                        buffers_[output].mapped() + d.from + static_cast<uint64_t>(y) * d.from_stride, d.bytes);
    return {};
}

} // namespace tandem::vulkan
