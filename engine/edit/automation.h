// Automation written into a curve: points of a gesture thinned to keys, and keys that take the place of a stretch.
// Pure, any thread.
#pragma once

#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/catalog.h"
#include "engine/model/param.h"

namespace tandem {

// What a parameter was at an instant; in between it ran straight.
struct AutomationPoint {
    Time time;
    double value = 0;
};

// How far a thinned curve may lie from what was played, anywhere: 0.1 dB (below -60 dB, which is next to nothing: 3
// dB), 0.6 % of a frequency or time constant, 0.25 % of the range of the rest, nothing for choices and switches.
double automation_error(const ParamSpec& spec, double played, double written); // in units of the tolerance

// As few points as the tolerance allows, the first and the last among them: Douglas and Peucker's way (The Canadian
// Cartographer, 1973), with the distance taken along the value. Pre: rising times.
std::vector<AutomationPoint> thin(std::span<const AutomationPoint> points, const ParamSpec& spec);

// The curve with `keys` in the place of what it had from the first to the last of them. Before and after it keeps its
// values; where they do not meet, a key a sample before or behind makes it a step. Where the old curve has no key
// behind them, the last value stays. Errors: no keys, times that do not rise, values out of the parameter's range.
Result<Param> with_written(const ParamSpec& spec, const Param& param, std::span<const Key> keys);

} // namespace tandem
