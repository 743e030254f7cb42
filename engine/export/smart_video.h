// SmartVideo: the picture side of an export that copies the sources' packets where nothing changes them and encodes the
// rest. Takes the place of VideoStages; one thread. Every part begins with a picture that needs none before it, and
// `check` proves on the finished file that the parts decode as they should. Owned by run_export.
#pragma once

#include <thread>

#include "engine/export/export.h"
#include "engine/export/run_state.h"
#include "engine/export/smart_plan.h"
#include "engine/export/smart_stream.h"
#include "engine/export/verify.h"
#include "engine/export/video_encoder.h"
#include "engine/video/resolve.h"

namespace tandem {

class SmartVideo {
  public:
    // Opens the sources and makes the plan. `spec` is what a plain export would encode with. All references must
    // outlive the object. Errors: of compile_frame and of the encoder.
    static Result<std::unique_ptr<SmartVideo>> open(const ExportJob& job, const ExportTarget& target,
                                                    const VideoEncoderSpec& spec);
    ~SmartVideo();

    // What will be done; with nothing copied the rest of the object is of no use.
    const SmartPlan& plan() const { return plan_; }
    // The stream for FileWriter::add_video, and the container's word for it (0 = its own choice).
    const AVCodecContext& stream() const { return *stream_; }
    uint32_t tag() const { return tag_; }

    void start(FrameAssets& assets, DecodePool& pool, av_out::PacketSink sink, RunState& state);
    void join();

    // After the file is written: decodes the ends of every part, or all frames, and compares: copied frames with the
    // source's, bit for bit, encoded ones with what was rendered, by the means of blocks. Error: bad_data (which
    // frame).
    Result<void> check(const std::string& path, FrameAssets& assets, DecodePool& pool, VerifyDepth depth);

  private:
    struct Source {
        Ref<Media> media;
        PictureStream stream;
        std::unique_ptr<CodedStream> coded;
        std::string refusal;
        Units sets;
    };
    using Blocks = std::vector<float>; // means of the first component, 0..1

    SmartVideo(const ExportJob& job, const ExportTarget& target, const VideoEncoderSpec& spec)
        : job_(job), target_(target), spec_(spec) {}
    Result<void> look();
    int source_of(const FrameSource& wanted);
    void make_plan();
    Result<void> make_stream();
    Result<void> run();
    Result<void> copy(const SmartSpan& span);
    Result<void> encode(const SmartSpan& span);
    Result<void> emit(AVPacket& packet, int64_t pts);
    Result<PictureRef> render(FrameResolver& resolver, int64_t frame);
    static Blocks blocks_of(const Picture& picture);
    bool by_units() const { return spec_.settings.codec == "h264" || spec_.settings.codec == "hevc"; }

    const ExportJob& job_;
    const ExportTarget& target_;
    VideoEncoderSpec spec_;
    std::vector<SmartFrame> frames_;
    std::vector<Source> sources_;
    SmartPlan plan_;
    av_out::CodecPtr stream_;
    uint32_t tag_ = 0;
    bool in_band_ = false;
    Units encoder_sets_;
    int64_t delay_ = 0, packets_ = 0;
    std::vector<std::pair<int64_t, Blocks>> rendered_; // of encoded frames to check, rising

    FrameAssets* assets_ = nullptr; // while running
    DecodePool* pool_ = nullptr;
    RunState* state_ = nullptr;
    av_out::PacketSink sink_;
    std::thread thread_;
};

} // namespace tandem
