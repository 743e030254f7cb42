// AudioEncoder: planar float blocks of any size into one sound stream. Confined to the export's audio thread.
#pragma once

#include "engine/export/av_glue.h"
#include "engine/export/preset.h"

namespace tandem {

// What happens to the samples an encoder puts before the first one (AAC 1024).
enum class Priming : uint8_t {
    keep,  // they get negative time stamps; the container's edit list or codec delay hides them
    cover, // the first real samples are left out in their place, so that time 0 is right without an edit list
};

struct AudioEncoderSpec {
    AudioSettings settings;
    int rate = 48000;
    int channels = 2;
    Priming priming = Priming::keep;
    bool global_header = false;
};

// The rate the codec will take for a wish: the preset's or the sequence's where it can, else 48000.
int encoder_rate(const AudioSettings& settings, int sequence_rate);
// Channels of "mono", "stereo", "5.1", "7.1"; `fallback` for "".
int layout_channels(const std::string& layout, int fallback);

class AudioEncoder {
  public:
    static Result<std::unique_ptr<AudioEncoder>> open(const AudioEncoderSpec& spec);
    Result<void> send(int frames, const float* const* samples, const av_out::PacketSink& sink);
    Result<void> finish(const av_out::PacketSink& sink);
    const AVCodecContext& context() const { return *context_; }

  private:
    Result<void> encode(int frames, const av_out::PacketSink& sink);
    Result<void> drain(const av_out::PacketSink& sink);

    av_out::CodecPtr context_;
    av_out::PacketPtr packet_;
    std::vector<std::vector<float>> pending_; // by channel
    int block_ = 1024;                        // samples the encoder wants at once
    int bits_ = 16;                           // of integer samples
    bool dither_ = true;                      // of 16 bits
    int64_t skip_ = 0, sent_ = 0;
};

} // namespace tandem
