// Buffers grow to the largest frame seen. On a device with memory of its own the host writes to staging buffers, which
// the commands copy first.
#include "gpu/vulkan/frame_runner.h"

#include <algorithm>
#include <cstring>

namespace tandem::vulkan {

using compose::Download, compose::FramePlan, compose::Started, compose::Takes, compose::Dispatch;

Result<std::unique_ptr<FrameRunner>> FrameRunner::make(std::shared_ptr<Device> device,
                                                       const std::string& kernel_folder) {
    std::unique_ptr<FrameRunner> self(new FrameRunner);
    self->device_ = device;
    self->kernels_ = TRY(Kernels::make(device, kernel_folder));
    const Api& api = device->api();
    const std::string doing = "preparing the device";

    VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, count_ * kSlots};
    VkDescriptorPoolCreateInfo pool{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    pool.maxSets = kSlots, pool.poolSizeCount = 1, pool.pPoolSizes = &size;
    VkDescriptorPool descriptor_pool = VK_NULL_HANDLE;
    VkResult r = api.CreateDescriptorPool(device->get(), &pool, nullptr, &descriptor_pool);
    if (r != VK_SUCCESS) return device->failed(r, doing);
    self->descriptor_pool_ = DescriptorPool(api, device->get(), descriptor_pool);

    VkSemaphoreTypeCreateInfo timeline{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    timeline.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &timeline, 0};
    VkSemaphore handle = VK_NULL_HANDLE;
    r = api.CreateSemaphore(device->get(), &semaphore, nullptr, &handle);
    if (r != VK_SUCCESS) return device->failed(r, doing);
    self->timeline_ = Semaphore(api, device->get(), handle);
    for (Slot& slot : self->slots_) TRY_VOID(self->make_slot(slot));
    // The first slot serves whoever renders one frame at a time; the others' buffers come when they are used.
    for (size_t i = 0; i < count_; ++i) TRY_VOID(self->reserve(self->slots_[0], static_cast<Use>(i), 0));
    self->submitter_ = std::make_unique<Submitter>(device, handle);
    return self;
}

Result<void> FrameRunner::make_slot(Slot& slot) {
    const Api& api = device_->api();
    const std::string doing = "preparing the device";
    VkDescriptorSetLayout layout = kernels_->set_layout();
    VkDescriptorSetAllocateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
    set.descriptorPool = descriptor_pool_.get(), set.descriptorSetCount = 1, set.pSetLayouts = &layout;
    VkResult r = api.AllocateDescriptorSets(device_->get(), &set, &slot.set);
    if (r != VK_SUCCESS) return device_->failed(r, doing);

    VkCommandPoolCreateInfo commands{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    commands.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT, commands.queueFamilyIndex = device_->queue_family();
    VkCommandPool command_pool = VK_NULL_HANDLE;
    r = api.CreateCommandPool(device_->get(), &commands, nullptr, &command_pool);
    if (r != VK_SUCCESS) return device_->failed(r, doing);
    slot.pool = CommandPool(api, device_->get(), command_pool);
    VkCommandBufferAllocateInfo buffer{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    buffer.commandPool = command_pool, buffer.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, buffer.commandBufferCount = 1;
    r = api.AllocateCommandBuffers(device_->get(), &buffer, &slot.commands);
    if (r != VK_SUCCESS) return device_->failed(r, doing);
    return {};
}

// A frame that was given up may still run and use what is destroyed next.
FrameRunner::~FrameRunner() {
    submitter_.reset();
    if (lost_ || !in_flight_.empty()) device_->wait_idle();
}

Result<void> FrameRunner::reserve(Slot& slot, Use use, uint64_t bytes) {
    Pair& pair = this->pair(slot, use);
    bytes = std::max<uint64_t>(bytes, 4096);
    if (pair.device.size() >= bytes) return {};
    if (pair.device.size()) bytes = std::min(bytes + bytes / 4, device_->max_buffer_bytes());
    bytes = (bytes + 255) / 256 * 256;
    if (shared(use)) {
        TRY_VOID(drain());
        for (Slot& s : slots_) s.rebind = true;
    }
    slot.rebind = true;
    pair = Pair{}; // the old one first: both may not fit
    pair.device = TRY(device_->make_buffer(bytes, BufferUse::work));
    bool host = use != textures && use != values;
    if (host && !device_->unified())
        pair.host = TRY(device_->make_buffer(bytes, use == output ? BufferUse::read_back : BufferUse::upload));
    return {};
}

Result<void> FrameRunner::reserve(Slot& slot, const FramePlan& plan) {
    TRY_VOID(reserve(slot, params, plan.params.size() * sizeof(plan.params[0])));
    TRY_VOID(reserve(slot, sources, plan.takes.sources));
    TRY_VOID(reserve(slot, textures, plan.takes.textures));
    TRY_VOID(reserve(slot, values, plan.takes.values));
    return reserve(slot, output, plan.takes.output);
}

Result<std::vector<int>> FrameRunner::place_tables(std::span<const Ref<ColourTable>> wanted) {
    if (tables_.place(wanted) == compose::Tables::Change::refill) {
        Result<void> space = drain(); // frames in flight read the old ones
        if (space) space = reserve(slots_[0], tables, tables_.bytes());
        if (!space) {
            tables_.forget();
            return std::move(space).error();
        }
        tables_.fill(reinterpret_cast<float*>(shared_[tables].mapped()));
        new_tables_ = tables_.bytes();
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
    return total + shared_[tables].device.size() + (1u << 20) <= device_->memory_limit();
}

bool FrameRunner::ready(const FramePlan& plan) {
    return std::all_of(plan.dispatches.begin(), plan.dispatches.end(),
                       [&](const Dispatch& d) { return kernels_->ready(d.text); });
}

bool FrameRunner::prepare(const FramePlan& plan) {
    for (const Dispatch& d : plan.dispatches) kernels_->prepare(d.text);
    return true;
}

void FrameRunner::bind_buffers(Slot& slot) {
    if (!slot.rebind) return;
    std::array<VkDescriptorBufferInfo, count_> infos{};
    std::array<VkWriteDescriptorSet, count_> writes{};
    for (uint32_t i = 0; i < count_; ++i) {
        infos[i] = {pair(slot, static_cast<Use>(i)).device.get(), 0, VK_WHOLE_SIZE};
        writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
        writes[i].dstSet = slot.set, writes[i].dstBinding = i, writes[i].descriptorCount = 1;
        writes[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
        writes[i].pBufferInfo = &infos[i];
    }
    device_->api().UpdateDescriptorSets(device_->get(), count_, writes.data(), 0, nullptr);
    slot.rebind = false;
}

Result<void> FrameRunner::record(Slot& slot, const FramePlan& plan) {
    const Api& api = device_->api();
    const VkCommandBuffer commands = slot.commands;
    VkResult r = api.ResetCommandPool(device_->get(), slot.pool.get(), 0);
    if (r != VK_SUCCESS) return device_->failed(r, "recording a frame");
    VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    r = api.BeginCommandBuffer(commands, &begin);
    if (r != VK_SUCCESS) return device_->failed(r, "recording a frame");
    auto barrier = [&](VkPipelineStageFlags from, VkAccessFlags wrote, VkPipelineStageFlags to, VkAccessFlags uses) {
        VkMemoryBarrier b{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, wrote, uses};
        api.CmdPipelineBarrier(commands, from, to, 0, 1, &b, 0, nullptr, 0, nullptr);
    };
    constexpr auto kCompute = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
    constexpr auto kTransfer = VK_PIPELINE_STAGE_TRANSFER_BIT;
    constexpr auto kReads = VK_ACCESS_SHADER_READ_BIT, kWrites = VK_ACCESS_SHADER_WRITE_BIT;
    TRY_VOID(slot.stamps.begin(*device_, commands, plan.dispatches.size() + 2));
    if (!device_->unified()) {
        const std::array<std::pair<Use, uint64_t>, 3> uploads = {{{params, plan.params.size() * sizeof(plan.params[0])},
                                                                  {sources, plan.takes.sources},
                                                                  {tables, new_tables_}}};
        for (const auto& [use, bytes] : uploads) {
            if (!bytes) continue;
            VkBufferCopy copy{0, 0, bytes};
            api.CmdCopyBuffer(commands, pair(slot, use).host.get(), pair(slot, use).device.get(), 1, &copy);
        }
        barrier(kTransfer, VK_ACCESS_TRANSFER_WRITE_BIT, kCompute, kReads);
        slot.stamps.mark(VK_PIPELINE_STAGE_TRANSFER_BIT, "upload");
    }
    // The frame before may still read and write what frames share.
    barrier(kCompute, kWrites, kCompute, kReads | kWrites);
    api.CmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, kernels_->layout(), 0, 1, &slot.set, 0,
                              nullptr);
    for (const Dispatch& d : plan.dispatches) {
        VkPipeline pipeline = TRY(kernels_->pipeline(d.text));
        if (d.after) barrier(kCompute, kWrites, kCompute, kReads | kWrites);
        api.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
        int32_t base = d.base;
        api.CmdPushConstants(commands, kernels_->layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof base, &base);
        api.CmdDispatch(commands, groups_for(d.width), groups_for(d.height), 1);
        slot.stamps.mark(kCompute, d.what);
        ++dispatches_;
    }
    if (device_->unified()) {
        barrier(kCompute, kWrites, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    } else {
        barrier(kCompute, kWrites, kTransfer, VK_ACCESS_TRANSFER_READ_BIT);
        VkBufferCopy copy{0, 0, plan.takes.output};
        if (copy.size)
            api.CmdCopyBuffer(commands, slot.buffers[output].device.get(), slot.buffers[output].host.get(), 1, &copy);
        barrier(kTransfer, VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
        slot.stamps.mark(VK_PIPELINE_STAGE_TRANSFER_BIT, "read back");
    }
    r = api.EndCommandBuffer(commands);
    if (r != VK_SUCCESS) return device_->failed(r, "recording a frame");
    return {};
}

static uint64_t nanoseconds(std::chrono::nanoseconds t) { return static_cast<uint64_t>(t.count()); }

static VkResult wait_semaphore(const Device& device, VkSemaphore timeline, uint64_t value,
                               std::chrono::nanoseconds most) {
    VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
    info.semaphoreCount = 1, info.pSemaphores = &timeline, info.pValues = &value;
    return device.api().WaitSemaphores(device.get(), &info, nanoseconds(most));
}

Result<void> FrameRunner::wait_for(uint64_t value) {
    if (lost_) return *lost_;
    if (value <= done_) return {};
    const VkResult r = wait_semaphore(*device_, timeline_.get(), value, device_->patience());
    if (r == VK_SUCCESS) {
        done_ = value;
        return {};
    }
    // Buffers that may still be in use are not used again.
    lost_ = device_->failed(r, "rendering a frame");
    return *lost_;
}

Result<void> FrameRunner::drain() {
    uint64_t last = 0;
    for (const Slot* slot : in_flight_)
        if (submitter_->wait(slot->value, Submitter::Keep::yes) == VK_SUCCESS) last = slot->value;
    return wait_for(last);
}

bool FrameRunner::idle() const {
    submitter_->wait_for_all();
    uint64_t last = taken_;
    for (const Slot* slot : in_flight_)
        if (submitter_->wait(slot->value, Submitter::Keep::yes) == VK_SUCCESS) last = slot->value;
    if (last <= done_) return true;
    // A lost device no longer uses anything.
    const VkResult r = wait_semaphore(*device_, timeline_.get(), last, std::chrono::seconds(1));
    return r == VK_SUCCESS || r == VK_ERROR_DEVICE_LOST;
}

Result<Started> FrameRunner::start(const FramePlan& plan) {
    if (lost_) return *lost_;
    const auto free = std::find_if(slots_.begin(), slots_.end(), [](const Slot& s) { return !s.plan; });
    if (free == slots_.end()) return Started::later;
    Slot& slot = *free;
    Result<void> space = reserve(slot, plan);
    if (!space && !lost_) {
        // There is room for one frame. What holds it?
        auto give_up = [](Slot& s) {
            bool held = false;
            for (Pair& p : s.buffers) held = held || p.device.get(), p = Pair{};
            s.rebind = true;
            return held;
        };
        if (!in_flight_.empty()) {
            give_up(slot);
            return Started::later;
        }
        bool more = false;
        for (Slot& s : slots_)
            if (&s != &slot) more = give_up(s) || more;
        if (more) space = reserve(slot, plan);
    }
    if (!space) return space.error();
    bind_buffers(slot);
    std::memcpy(slot.buffers[params].mapped(), plan.params.data(), plan.params.size() * sizeof(plan.params[0]));
    TRY_VOID(record(slot, plan));
    slot.plan = &plan, slot.value = ++handed_;
    slot.brings_tables = new_tables_ > 0, new_tables_ = 0;
    slot.spoilt.reset();
    in_flight_.push_back(&slot);
    submitter_->hand_over({&plan, slot.buffers[sources].mapped(), slot.commands, slot.value});
    return Started::yes;
}

Result<void> FrameRunner::finish() {
    Slot& slot = *in_flight_.front();
    in_flight_.pop_front();
    const FramePlan& plan = *std::exchange(slot.plan, nullptr);
    const VkResult submitted = submitter_->wait(slot.value);
    if (submitted == VK_SUCCESS) taken_ = slot.value;
    if (lost_) return *lost_;
    if (submitted != VK_SUCCESS) {
        Error e = device_->failed(submitted, "rendering a frame");
        if (submitted == VK_ERROR_DEVICE_LOST) lost_ = e;
        if (slot.brings_tables) {
            tables_.forget();
            for (Slot* s : in_flight_) s->spoilt = e;
        }
        return e;
    }
    TRY_VOID(wait_for(slot.value));
    if (slot.spoilt) return *slot.spoilt;
    slot.stamps.read(times_);
    for (const Download& d : plan.downloads)
        for (int y = 0; y < d.rows; ++y)
            std::memcpy(d.into + y * d.into_stride,
                        slot.buffers[output].mapped() + d.from + static_cast<uint64_t>(y) * d.from_stride, d.bytes);
    return {};
}

std::optional<DeviceTimes> FrameRunner::times() const {
    return times_.times(device_->timestamp_bits() ? "" : "the queue of " + device_->name() + " takes no time stamps");
}

} // namespace tandem::vulkan
