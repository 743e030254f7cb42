// Parameters and their curves. Immutable values; any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/id.h"
#include "engine/base/time.h"

namespace tandem {

template<class T>
using Ref = std::shared_ptr<const T>;

// JSON object text of the keys a newer or foreign writer stored and we do not know; kept verbatim through load and
// save.
using Extra = Ref<std::string>;

enum class Interpolation : uint8_t { hold, linear, bezier };

// A keyframe. `interpolation` rules the span that begins here. Bezier handles are offsets from the key; the outgoing
// one rules the span that begins here, the incoming one the span that ends here. Handle times are clamped into the
// span.
struct Key {
    Time time;
    double value = 0;
    Interpolation interpolation = Interpolation::linear;
    Time in_time, out_time; // in_time <= 0 <= out_time
    double in_value = 0, out_value = 0;
    friend bool operator==(const Key&, const Key&) = default;
};

// Keys in strictly rising time, at least one. Outside them the first or last value holds.
struct Curve {
    std::vector<Key> keys;
    friend bool operator==(const Curve&, const Curve&) = default;
};

// The span of two keys as a cubic in s, 0..1: time as a fraction of the span, and value.
class BezierSpan {
  public:
    BezierSpan(const Key& a, const Key& b);
    double place(double x) const; // s at the fraction x of the span
    double value(double s) const;
    double time(double s) const;  // as a fraction
    double slope(double s) const; // of time, >= 0

  private:
    double x1_, x2_, v_[4];
};

// Value of a curve at t. Bezier spans are cubic in (time, value), solved for time to below 1e-6 of the span.
double evaluate(const Curve& curve, Time t);

// One slot of an effect: a constant, or a curve over the owner's local time (see Clip::key_origin).
struct Param {
    double value = 0;
    Ref<Curve> curve;
    double at(Time local) const { return curve ? evaluate(*curve, local) : value; }
    friend bool operator==(const Param& a, const Param& b) {
        return a.value == b.value && (a.curve == b.curve || (a.curve && b.curve && *a.curve == *b.curve));
    }
};

} // namespace tandem
