// The sound side of an export: renders every sound track of the preset in blocks and encodes it, on one thread, at most
// two seconds ahead of the picture. Owned by run_export.
#pragma once

#include <thread>

#include "engine/audio/render.h"
#include "engine/export/audio_encoder.h"
#include "engine/export/export.h"
#include "engine/export/normalise.h"
#include "engine/export/run_state.h"
#include "engine/export/target.h"

namespace tandem {

class AudioStage {
  public:
    struct Output {
        std::unique_ptr<AudioRenderer> renderer;
        std::unique_ptr<AudioEncoder> encoder;
        int stream = 0; // of the file
        int rate = 48000, channels = 2;
        int64_t samples = 0; // of the whole export
        AudioSettings settings;
    };
    // Compiles a plan and opens an encoder for every wanted sound track. Errors name clip and time, bus or codec.
    static Result<std::vector<Output>> prepare(const ExportJob& job, const ExportTarget& target);
    // Measures the mix of every track that a loudness is asked for and puts gain and limiter between it and the
    // encoder. Blocks while the sound is rendered once or, for limiter and lossy codecs, a few times. Errors: as
    // level_sound.
    static Result<std::vector<TrackLoudness>> level(std::vector<Output>& outputs, const ExportJob& job,
                                                    const ExportTarget& target);

    using Write = std::function<Result<void>(int stream, AVPacket&)>;
    AudioStage(std::vector<Output> outputs, const ExportTarget& target, Write write, RunState& state);
    ~AudioStage();
    void start();
    void join();

  private:
    Result<void> run();

    std::vector<Output> outputs_;
    const ExportTarget& target_;
    Write write_;
    RunState& state_;
    std::thread thread_;
};

} // namespace tandem
