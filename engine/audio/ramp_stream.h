// Streams of clips with a speed ramp. Sample m of the stream is key time m / rate of the ramp (see Clip::key_origin), so
// that the parts of a cut clip share one stream, and is read where the ramp's integral stands then, computed for each
// sample alone: any order of reads gives the same samples. Pitch follows the speed, or Rubber Band keeps it. Where the
// source stands still there is silence, entered and left over kDeclickFrames. One thread at a time.
#pragma once

#include <memory>

#include "engine/audio/sound_source.h"
#include "engine/model/speed_ramp.h"

namespace tandem::audio {

class PcmStream;

// Where a ramp's stream stands in its source. All parts of a cut clip have the same one.
struct RampPlace {
    Ref<Curve> ramp; // null = constant speed
    Time anchor;     // source time at key time 0: Clip::in less what passes to Clip::key_origin
    Time phase;      // key time of sample 0, within the sample before 0
    friend bool operator==(const RampPlace& a, const RampPlace& b) {
        return same_ramp(a.ramp, b.ramp) && a.anchor == b.anchor && a.phase == b.phase;
    }
};

// Source places of a ramp's samples.
class RampMap {
  public:
    RampMap(const RampPlace& place, int rate, int source_rate);
    // Of sample n, in samples of the source from `base` on.
    double at(int64_t n, int64_t base) const;
    int64_t sample(int64_t n) const; // the whole one at or before it
    Time key_time(int64_t n) const { return Time::from_samples(n, rate_) + place_.phase; }
    const Curve& ramp() const { return *place_.ramp; }

  private:
    RampPlace place_;
    RampIntegral integral_;
    int rate_, source_rate_;
};

// Pitch follows the speed.
std::unique_ptr<PcmStream> make_ramp(std::unique_ptr<SoundSource> source, const RampPlace& place, int rate);
// Pitch stays: Rubber Band R3 over a stream at the same rate, in pieces of up to 5 s from key time 0. Slower than 1/100
// it is silent as well.
std::unique_ptr<PcmStream> make_ramp_stretch(std::unique_ptr<PcmStream> input, const RampPlace& place, int rate);

} // namespace tandem::audio
