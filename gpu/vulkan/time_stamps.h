// TimeStamps: what each part of a command buffer took, by the device's own clock; and the sums of many. Used on the
// renderer's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/video/frame_renderer.h"
#include "gpu/vulkan/device.h"

namespace tandem::vulkan {

class TimeSums {
  public:
    void add(std::string_view what, double seconds);
    // `none` as in DeviceTimes.
    DeviceTimes times(std::string none) const;

  private:
    std::map<std::string, DeviceTimes::Part, std::less<>> parts_;
};

// Of one command buffer. Without effect on a queue that takes no time stamps.
class TimeStamps {
  public:
    // Starts anew, in a command buffer that was begun and is not at the device, with room for `most` marks. Error where
    // the device cannot make the room.
    Result<void> begin(const Device& device, VkCommandBuffer commands, size_t most);
    // What was recorded since the last mark is `what`, and done when `stage` is.
    void mark(VkPipelineStageFlagBits stage, std::string_view what);
    // Adds the time between marks. The commands are done. A device that does not tell is passed over.
    void read(TimeSums& sums) const;

  private:
    const Device* device_ = nullptr;
    VkCommandBuffer commands_ = VK_NULL_HANDLE;
    QueryPool pool_;
    uint32_t room_ = 0;              // queries of the pool
    std::vector<std::string> marks_; // query i + 1 ends mark i, query 0 begins
    bool running_ = false;
};

} // namespace tandem::vulkan
