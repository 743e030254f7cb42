// Time stamps count modulo the bits that the queue has.
#include "gpu/vulkan/time_stamps.h"

#include <algorithm>

namespace tandem::vulkan {

void TimeSums::add(std::string_view what, double seconds) {
    auto known = parts_.find(what);
    if (known == parts_.end()) known = parts_.emplace(what, DeviceTimes::Part{.what = std::string(what)}).first;
    ++known->second.runs, known->second.seconds += seconds;
}

DeviceTimes TimeSums::times(std::string none) const {
    DeviceTimes out{.parts = {}, .none = std::move(none)};
    for (const auto& [what, part] : parts_) out.parts.push_back(part);
    std::stable_sort(out.parts.begin(), out.parts.end(),
                     [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
    return out;
}

Result<void> TimeStamps::begin(const Device& device, VkCommandBuffer commands, size_t most) {
    device_ = &device, commands_ = commands, running_ = device.timestamp_bits() > 0;
    marks_.clear();
    if (!running_) return {};
    const auto wanted = static_cast<uint32_t>(most + 1);
    if (room_ < wanted) {
        VkQueryPoolCreateInfo create{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
        create.queryType = VK_QUERY_TYPE_TIMESTAMP, create.queryCount = std::max(wanted * 2, 32u);
        VkQueryPool pool = VK_NULL_HANDLE;
        const VkResult r = device.api().CreateQueryPool(device.get(), &create, nullptr, &pool);
        if (r != VK_SUCCESS) return device.failed(r, "preparing time stamps");
        pool_ = QueryPool(device.api(), device.get(), pool);
        room_ = create.queryCount;
    }
    device.api().CmdResetQueryPool(commands, pool_.get(), 0, wanted);
    device.api().CmdWriteTimestamp(commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, pool_.get(), 0);
    return {};
}

void TimeStamps::mark(VkPipelineStageFlagBits stage, std::string_view what) {
    if (!running_ || marks_.size() + 1 >= room_) return;
    marks_.emplace_back(what);
    device_->api().CmdWriteTimestamp(commands_, stage, pool_.get(), static_cast<uint32_t>(marks_.size()));
}

void TimeStamps::read(TimeSums& sums) const {
    if (!running_ || marks_.empty()) return;
    std::vector<uint64_t> at(marks_.size() + 1);
    const VkResult r = device_->api().GetQueryPoolResults(
        device_->get(), pool_.get(), 0, static_cast<uint32_t>(at.size()), at.size() * sizeof(uint64_t), at.data(),
        sizeof(uint64_t), VK_QUERY_RESULT_64_BIT);
    if (r != VK_SUCCESS) return;
    const uint32_t bits = device_->timestamp_bits();
    const uint64_t mask = bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
    for (size_t i = 0; i < marks_.size(); ++i) {
        const uint64_t steps = (at[i + 1] - at[i]) & mask;
        // Marks of overlapping work may stand in either order.
        const bool backwards = steps > mask / 2;
        sums.add(marks_[i], backwards ? 0 : static_cast<double>(steps) * device_->timestamp_ns() * 1e-9);
    }
}

} // namespace tandem::vulkan
