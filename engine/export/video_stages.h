// The picture side of an export: decode, render (a thread for each renderer) and encode, with bounded queues between.
// Owned by run_export; the sink is called on the encode thread.
#pragma once

#include <thread>

#include "engine/export/export.h"
#include "engine/export/ordered_queue.h"
#include "engine/export/run_state.h"
#include "engine/export/target.h"
#include "engine/export/video_encoder.h"

namespace tandem {

class VideoStages {
  public:
    // All references must outlive the object.
    VideoStages(const ExportJob& job, const ExportTarget& target, FrameAssets& assets, DecodePool& pool,
                VideoEncoder& encoder, av_out::PacketSink sink, RunState& state);
    // Joins; stops early only after state.fail().
    ~VideoStages();
    void start();
    void join();

  private:
    struct Decoded {
        int64_t index = 0;
        FrameProgram program;
        std::vector<PictureRef> sources;
        PictureRef ready; // passes untouched
    };
    Result<void> decode();
    Result<void> render(FrameRenderer& renderer);
    Result<void> encode();
    void launch(const char* name, std::function<Result<void>()> body);

    const ExportJob& job_;
    const ExportTarget& target_;
    FrameAssets& assets_;
    DecodePool& pool_;
    VideoEncoder& encoder_;
    av_out::PacketSink sink_;
    RunState& state_;
    OrderedQueue<Decoded> decoded_;
    // Errors travel in order as pictures do, so the first frame's is the one that ends the export.
    OrderedQueue<Result<PictureRef>> rendered_;
    std::atomic<size_t> rendering_; // render threads that have not ended
    std::vector<std::thread> threads_;
};

} // namespace tandem
