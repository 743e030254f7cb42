// Loudness of an export's sound tracks: the mix is rendered (once, where memory holds it) and measured alone before it
// is encoded, then played through a gain and, only where its true peak would pass the ceiling, through the mixer's
// true-peak limiter. Where the limiter or a lossy codec changes what is measured, gain and ceiling are corrected by
// measuring again. On the caller's thread.
#pragma once

#include <functional>

#include "engine/audio/render.h"
#include "engine/export/audio_encoder.h"
#include "engine/export/loudness.h"
#include "engine/export/preset.h"

namespace tandem {

// What was asked of one sound track, what was done, and what came of it.
struct TrackLoudness {
    int track = 0; // number among the file's sound tracks
    LoudnessSettings asked;
    SoundMeasure before, after; // of the mix; of the finished file
    SoundMeasure expected;      // of the file, as gain, limiter and codec gave it in trials
    double gain_db = 0;
    std::optional<double> ceiling_dbtp; // of the limiter; none where it was not needed
    bool measurable = true;             // false: silence or less than 0.4 s; it was left as it is
};

// Gain and limiter as a renderer: sample n of it is sample n of what it wraps, the limiter's delay taken out.
class LevelledRenderer final : public AudioRenderer {
  public:
    LevelledRenderer(std::unique_ptr<AudioRenderer> inner, int rate, int channels);
    ~LevelledRenderer() override;
    // No ceiling = no limiter. Takes effect with locate(), which must follow.
    void set(double gain_db, std::optional<double> ceiling_dbtp);
    void locate(int64_t sample) override;
    Result<void> render(int frames, float* const* out) override;
    int64_t position() const override { return position_; }
    std::vector<std::string> warnings() const override { return inner_->warnings(); }

  private:
    Result<void> fill();
    struct Limiter;
    std::unique_ptr<AudioRenderer> inner_;
    std::unique_ptr<Limiter> limiter_;
    const int rate_, channels_;
    double gain_db_ = 0;
    std::optional<double> ceiling_;
    int64_t position_ = 0;
};

struct LevelSpec {
    AudioSettings settings;
    int rate = 48000, channels = 2;
    int64_t first = 0, samples = 0;      // of the timeline, at `rate`
    Priming priming = Priming::keep;     // of the film's encoder: a trial must frame the sound as the film will
    int64_t memory = int64_t{512} << 20; // most bytes that a mix may take which is kept to be measured again
    std::function<bool()> cancelled;     // asked for each block; may be null
};

// Replaces `renderer` by a LevelledRenderer that gives the loudness asked for, and leaves it at `first`. Errors: of
// rendering, of the trial encoding, cancelled.
Result<TrackLoudness> level_sound(std::unique_ptr<AudioRenderer>& renderer, const LevelSpec& spec);

// Moves gain and ceiling by what a finished file, of which `heard` was measured, misses.
void correct_level(TrackLoudness& track, const SoundMeasure& heard);

} // namespace tandem
