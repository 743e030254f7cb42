// The picture side of a pass: decode, render (a thread for each renderer) and encode (a thread for each file), with
// bounded queues between. Every canvas is compiled and rendered once a frame, its pictures go to all its files;
// canvases share what is decoded. Owned by the pass; a sink is called on its file's encode thread.
#pragma once

#include <deque>
#include <memory>
#include <thread>

#include "engine/export/export.h"
#include "engine/export/ordered_queue.h"
#include "engine/export/run_state.h"
#include "engine/export/target.h"
#include "engine/export/video_encoder.h"

namespace tandem {

// One file's encoder. References outlive the stages.
struct VideoOutput {
    VideoEncoder& encoder;
    av_out::PacketSink sink;
    RunState& state; // its failure ends this file only
};

class VideoStages {
  public:
    // `common` is the state of decoding and rendering. All references must outlive the object.
    VideoStages(const ExportJob& job, const ExportTarget& target, FrameAssets& assets, DecodePool& pool,
                RunState& common);
    // Joins; stops early only after common.fail() or when every file has failed.
    ~VideoStages();
    // Before start(). `job` and `target` are the file's own; the same canvas as an earlier file's is shared. Its
    // number.
    int add(const ExportJob& job, const ExportTarget& target, VideoOutput output);
    void start();
    void join();

    int canvases() const { return static_cast<int>(canvases_.size()); }
    int64_t composited_frames() const { return composited_; } // of all canvases

  private:
    struct Sink {
        VideoOutput output;
        // Errors travel in order as pictures do, so the first frame's is the one that ends the file.
        OrderedQueue<Result<PictureRef>> queue;
    };
    struct Canvas {
        RenderSpec spec;
        std::vector<ReframePoint> reframe;
        std::shared_ptr<PictureSource> source; // null = rendered here
        std::vector<std::unique_ptr<Sink>> sinks;
        std::deque<FrameProgram> ahead; // decode thread
        bool live() const;
        void fail(const Error& error);
    };
    struct Decoded {
        int64_t frame = 0;
        size_t canvas = 0;
        bool skip = false; // nobody wants it any more
        FrameProgram program;
        std::vector<PictureRef> sources;
        PictureRef ready; // passes untouched
    };
    Result<void> decode();
    Result<void> decode_frame(int64_t n, Canvas& canvas, class FrameResolver& resolver, Decoded& item);
    Result<void> render(FrameRenderer* renderer);
    void hand_on(int64_t frame, Canvas& canvas, const Result<PictureRef>& picture);
    Result<void> encode(Sink& sink);
    void launch(const char* name, RunState& owner, std::function<Result<void>()> body);

    const ExportJob& job_;
    const ExportTarget& target_;
    FrameAssets& assets_;
    DecodePool& pool_;
    RunState& common_;
    std::vector<std::unique_ptr<Canvas>> canvases_;
    OrderedQueue<Decoded> decoded_;
    std::atomic<size_t> rendering_; // render threads that have not ended
    std::atomic<int64_t> composited_ = 0;
    std::vector<std::thread> threads_;
};

} // namespace tandem
