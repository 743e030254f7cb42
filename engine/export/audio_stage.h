// The sound side of a pass: renders every distinct mix in blocks, once, and encodes it for each file that wants it, on
// one thread, at most two seconds ahead of the slowest picture. Mixes that a loudness is asked for are measured first,
// on a thread of their own beside the first pictures. Owned by the pass.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "engine/audio/render.h"
#include "engine/export/audio_encoder.h"
#include "engine/export/export.h"
#include "engine/export/run_state.h"
#include "engine/export/target.h"

namespace tandem {

// One sound of the sequence, shared by the tracks of files that want the same.
struct AudioMix {
    std::unique_ptr<AudioRenderer> renderer; // stands at `first`
    SoundWish wish;
    AudioSettings settings;                // of the track it was made for; what a loudness is made by
    Priming priming = Priming::keep;       // likewise
    std::optional<TrackLoudness> loudness; // once it was made: the renderer is a LevelledRenderer then
    // Back to the start; with this gain and ceiling where a loudness was made.
    void rewind(double gain_db, std::optional<double> ceiling_dbtp);
};

class AudioStage {
  public:
    using Write = std::function<Result<void>(int stream, AVPacket&)>;
    struct Output {
        std::shared_ptr<AudioMix> mix;
        std::unique_ptr<AudioEncoder> encoder;
        int stream = 0; // of the file
        // The file's own, set before the stage is made: its failure ends this file only.
        const ExportTarget* target = nullptr;
        RunState* state = nullptr;
        Write write;
        bool counts = false; // the file's progress is that of this track
        // What was found and done, before the first sample is encoded; on the thread that measures, one call at a time.
        std::function<void(const TrackLoudness&)> levelled;
        int64_t memory = 0; // most bytes of a mix that is kept to be measured again
    };
    // The sound of every track that the preset asks for. Error: config (no such bus).
    static Result<std::vector<std::pair<AudioSettings, SoundWish>>> wanted(const ExportJob& job,
                                                                           const ExportTarget& target);
    // Finds or compiles a mix and opens an encoder for every wanted sound track. Errors name clip and time, bus or
    // codec.
    static Result<std::vector<Output>> prepare(const ExportJob& job, const ExportTarget& target,
                                               std::vector<std::shared_ptr<AudioMix>>& mixes);
    AudioStage(std::vector<Output> outputs, RunState& common);
    ~AudioStage();
    void start();
    void join();

  private:
    struct Lane {
        std::shared_ptr<AudioMix> mix;
        std::vector<Output*> outputs;
        int64_t done = 0;
        std::atomic<bool> ready = true; // false: still measured; until then the mix is the measuring thread's
        bool live() const;              // any file still wants it
    };
    static bool measures(const Lane& lane);
    void pass_warnings();
    void level(Lane& lane);
    Result<void> run();
    bool wait_for_pictures(const Lane& lane);
    Result<void> encode(Output& output, int frames, const float* const* block, bool last);

    std::vector<Output> outputs_;
    std::deque<Lane> lanes_;
    RunState& common_;
    std::thread thread_, leveller_;
};

} // namespace tandem
