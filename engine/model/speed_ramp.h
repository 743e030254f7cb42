// Speed ramps (time remapping): the speed of a clip as a curve over its key time (see Clip::key_origin), in source
// seconds per second, and the source time that passes along it. Each instant is integrated from key time 0 in closed
// form, never added up, so cutting a ramped clip changes neither a frame nor a sample. Pure, any thread.
#pragma once

#include <optional>

#include "engine/base/result.h"
#include "engine/model/param.h"

namespace tandem {

inline constexpr double kMaxRampSpeed = 16;
inline constexpr size_t kMaxRampKeys = 10'000;

// Whether a curve can be a ramp: 1 .. kMaxRampKeys keys of rising time, speeds (and what Bezier handles can reach) from
// 0 = freeze to kMaxRampSpeed. Backwards is refused: source time along a ramp never falls.
Result<void> check_ramp(const Curve& ramp);
bool same_ramp(const Ref<Curve>& a, const Ref<Curve>& b);

// Integral of the speed from key time 0 to t, ticks of source time.
double ramp_integral(const Curve& ramp, Time t);
// The same to the nearest tick. Never falls with t.
Time ramp_source(const Curve& ramp, Time t);
// The first t >= from at which `passed` >= 0 of source has passed since `from`; none where the ramp never gets there.
std::optional<Time> ramp_time(const Curve& ramp, Time from, Time passed);
// How long before `until` the source was `passed` >= 0 earlier; none where it never was.
std::optional<Time> ramp_time_before(const Curve& ramp, Time until, Time passed);

// The same integral for many instants, to the bit.
class RampIntegral {
  public:
    explicit RampIntegral(Ref<Curve> ramp); // not null
    double at(Time t) const;

  private:
    Ref<Curve> ramp_;
    std::vector<double> to_key_; // from the first key
    double zero_;                // from the first key to key time 0
};

// The fastest that the ramp can be.
double fastest(const Curve& ramp);
// Stretches of key time, in order and apart, in which the source stands still. Open ends reach to +-kRampForever.
inline constexpr Time kRampForever{int64_t{1} << 61};
std::vector<TimeRange> ramp_rests(const Curve& ramp);

// Each key's smooth span becomes a curve that is level at both ends, as Ease::smooth is: third-long handles.
void smooth_span(Key& from, Key& to);

} // namespace tandem
