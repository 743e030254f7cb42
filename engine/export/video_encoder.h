// VideoEncoder: one picture stream through libavcodec, configured from a preset. Confined to the export's encode
// thread.
#pragma once

#include "engine/export/av_glue.h"
#include "engine/export/preset.h"
#include "engine/video/frame_program.h"

namespace tandem {

class GifPalette;
class HardwareFrames;

enum class Repeatable : uint8_t { no, yes };

// The display a film was made on (SMPTE ST 2086), as FFmpeg's own structure in its byte form; empty = not known. The
// light of the content (CTA-861.3) is measured while it is written (light_meter.h).
struct HdrMetadata {
    std::vector<uint8_t> mastering;
};

struct VideoEncoderSpec {
    VideoSettings settings;
    FrameTarget target;
    FrameRate rate;
    int threads = 0; // 0 = all cores
    Repeatable repeatable = Repeatable::no;
    bool global_header = false; // the container keeps the parameter sets
    int64_t segment_frames = 0; // after so many frames an encoder begins anew (target.h); 0 = never
    HdrMetadata hdr;
};

// The libavcodec encoder for a preset's codec word; null where FFmpeg was built without it.
const AVCodec* find_video_encoder(const std::string& codec, std::string& name);
// Sample formats that a codec of that profile takes, best known first.
std::vector<PixelFormat> formats_of(const VideoSettings& settings);

class VideoEncoder {
  public:
    VideoEncoder();
    ~VideoEncoder();
    // The encoder that settings.encoder asks for; where no hardware one works, the software one, and note() says why.
    // Errors: unavailable (no such encoder here, named), config (it refuses the settings).
    static Result<std::unique_ptr<VideoEncoder>> open(const VideoEncoderSpec& spec);
    // The encoder that FFmpeg names so. Errors as above.
    static Result<std::unique_ptr<VideoEncoder>> open_as(const VideoEncoderSpec& spec, const std::string& name);

    // Frame number `index` from 0, one after the other. The picture must have the target's format and size.
    Result<void> send(const PictureRef& picture, int64_t index, const av_out::PacketSink& sink);
    Result<void> finish(const av_out::PacketSink& sink);
    // Of the segment in hand: all are equal in what a container is told. Null after a failure.
    const AVCodecContext& context() const { return *context_; }
    // Frames by which packets are decoded before they are shown; of segments and of codecs without reordering.
    int64_t delay() const;
    // Why a hardware encoder that was asked for is not used; "" otherwise.
    const std::string& note() const { return note_; }
    // What the encoder was given by name, besides the fields of context().
    const std::vector<std::pair<std::string, std::string>>& options() const { return options_; }

  private:
    Result<void> drain(const av_out::PacketSink& sink);
    Result<void> flush(const av_out::PacketSink& sink);
    Result<void> begin_segment();

    av_out::CodecPtr context_;
    VideoEncoderSpec spec_; // where there are segments, for the encoders of the next ones
    std::string name_;
    int64_t packets_ = 0;
    bool began_ = false; // the encoder in hand has got a picture
    av_out::PacketPtr packet_;
    FrameTarget target_;
    AVPixelFormat picture_format_ = AV_PIX_FMT_NONE; // of what comes; hardware and GIF make another of it
    std::unique_ptr<HardwareFrames> hardware_;
    std::unique_ptr<GifPalette> palette_;
    std::string note_;
    std::vector<std::pair<std::string, std::string>> options_;
};

} // namespace tandem
