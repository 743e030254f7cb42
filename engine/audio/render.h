// Offline (freewheel) sound: the same compiled plan and the same process function that realtime playback runs, pulled
// as fast as it goes. Blocks may be of any size; the result does not depend on them or on the thread count, bit for
// bit.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/thread.h"
#include "engine/model/project.h"

namespace tandem {

struct AudioSpec {
    int rate = 48000;
    int channels = 2; // of the master: 1, 2, 6 or 8, FFmpeg's default layouts
    int threads = 1;
    BusId bus; // render this bus instead of the master; none = master
};

class AudioRenderer {
  public:
    // Compiles the plan of a sequence. Errors: media that cannot be opened, named with clip and time (unless
    // hold_missing).
    static Result<std::unique_ptr<AudioRenderer>> make(const Ref<Project>& project, const Ref<Sequence>& sequence,
                                                       const AudioSpec& spec, bool hold_missing = false);
    virtual ~AudioRenderer() = default;
    // Moves to an absolute sample of the timeline.
    virtual void locate(int64_t sample) = 0;
    // Next `frames` samples of the timeline into out[channel][i].
    virtual Result<void> render(int frames, float* const* out) = 0;
    virtual int64_t position() const = 0;
    // What is not as the document says: plug-ins that are missing or went wrong, named. Grows while it renders.
    virtual std::vector<std::string> warnings() const { return {}; }
};

} // namespace tandem
