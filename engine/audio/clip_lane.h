// ClipLane: plays the clips of one track into the track's buffer. Owns the open streams, opened when the playhead gets
// there and closed after the clip (handed on where the next clip goes on in the same take). One thread at a time.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/audio/clip_effects.h"
#include "engine/audio/plan.h"
#include "engine/audio/stream.h"

namespace tandem::audio {

enum class OnMissing : uint8_t { fail, silence };

// Opens the stream of a clip; given by the runner, which knows the pool and the nested plans.
class StreamOpener {
  public:
    virtual ~StreamOpener() = default;
    virtual Result<std::unique_ptr<PcmStream>> open(const PlanClip& clip) = 0;
};

class ClipLane {
  public:
    ClipLane(const AudioPlan& plan, const PlanNode& node, StreamOpener& opener, OnMissing on_missing);
    // Frames [first, first + frames) of the track into out[node.channels]. Errors name the clip and the time.
    Result<void> process(int64_t first, int frames, float* const* out);
    // Playback opens streams before they are needed, elsewhere, as a file may take longer than what is made ahead. The
    // first clip that begins or sounds in [sample, end) and has neither a stream nor one to take over; -1 = none.
    enum class Those : uint8_t { that_begin, that_sound };
    int unopened(int64_t sample, int64_t end, Those those) const;
    // Streams of clips that sound in [begin, end) stay open, as playback comes back to them; empty = none.
    void hold(int64_t begin, int64_t end) { hold_begin_ = begin, hold_end_ = end; }
    // Its stream; kept while the clip begins within `ahead` frames of what is made.
    void adopt(int clip, std::unique_ptr<PcmStream> stream, int64_t ahead);
    size_t open_streams() const { return open_.size(); }
    // OnMissing::silence: clips that became silent since the last call.
    std::vector<Error> take_faults() { return std::exchange(faults_, {}); }

  private:
    struct Open {
        int clip; // index in the plan
        std::unique_ptr<PcmStream> stream;
        ChannelMap map; // to the track's channels
        bool used;
        std::unique_ptr<ClipEffects> effects; // where they have state
    };
    Result<Open*> stream_of(int clip);
    bool held(const Open& open) const;
    void make_effects(Open& open) const;
    ChannelMap map_of(int clip, const PcmStream& stream) const;
    // Samples [from, from + frames) of the clip on the track's channels, before its effects; planes_ points to them.
    // Where the stream needs no mapping they are read into `direct`, if given.
    Result<void> read(Open& open, int64_t from, int frames, float* const* direct);
    Result<void> read_processed(Open& open, int64_t from, int frames);
    Result<void> play(int clip, int64_t from, int64_t to, bool add, float* const* out);
    Error at_clip(Error e, int clip, int64_t sample) const;

    const AudioPlan& plan_;
    const PlanNode& node_;
    StreamOpener& opener_;
    OnMissing on_missing_;
    std::vector<Open> open_;
    int64_t ahead_ = 0; // frames; see adopt()
    int64_t hold_begin_ = 0, hold_end_ = 0;
    std::vector<int> silent_; // clips whose source failed under OnMissing::silence
    std::vector<Error> faults_;
    std::vector<float> scratch_, wet_;
    std::vector<float*> planes_, out_planes_;
    std::vector<double> gains_;
};

// Gains of a dB parameter at [first, first + frames), in runs of the quantum grid.
void param_gains(const AudioPlan& plan, int param, int64_t first, int frames, double* out);
void param_values(const AudioPlan& plan, int param, int64_t first, int frames, double* out);
// Applies pan (or balance for stereo and wider) to planes: mono in plane 0 becomes stereo in 0 and 1.
enum class PanMode : uint8_t { mono, balance };
void apply_pan(const AudioPlan& plan, int param, PanLaw law, PanMode mode, int channels, int64_t first, int frames,
               float* const* planes);
// The same for gains that stay.
void apply_pan(const PanGains& gains, PanMode mode, int channels, int frames, float* const* planes);
PanGains pan_mode_gains(PanLaw law, PanMode mode, double pan);
// The same for a value for each frame, of planes that are as wide as the result: samples from planes[c] + offset on.
void pan_along(const double* values, PanLaw law, PanMode mode, int channels, int offset, int frames,
               float* const* planes);

} // namespace tandem::audio
