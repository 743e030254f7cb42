// Encoders of the machine's graphics chips (NVENC, Quick Sync, VA-API) through libavcodec. Whether one works is found
// out by encoding a few frames with it, once a process. Any thread.
#pragma once

#include "engine/export/video_encoder.h"

namespace tandem {

struct HardwareEncoder {
    std::string codec;   // the preset's word
    std::string encoder; // FFmpeg's name
    bool works = false;
    std::string why; // it does not
};

// Those that this FFmpeg was built with, each probed. Takes up to some seconds the first time.
const std::vector<HardwareEncoder>& hardware_encoders();

// Where frames of an encoder must lie.
enum class FrameHome : uint8_t { memory, vaapi };

// Turns 4:2:0 pictures in memory into what a hardware encoder takes: NV12 or P010, for VA-API on the device.
class HardwareFrames {
  public:
    // Gives the context its pixel format and, for VA-API, its device. Before avcodec_open2.
    static Result<std::unique_ptr<HardwareFrames>> attach(AVCodecContext& context, PixelFormat format, FrameHome home);
    ~HardwareFrames();
    Result<av_out::FramePtr> convert(const AVFrame& picture);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tandem
