// Normalising of a clip: its sound, as it leaves the clip, is measured and its gain moved. Reads the media: any thread
// that may block.
#pragma once

#include "engine/audio/meters.h"
#include "engine/model/project.h"

namespace tandem {

// Loudness (EBU R128) and true peak of the clip's sound after its effects and gain, without fades, transition and
// mixer, in its source's channels. Errors: it has no sound; what reading gives.
Result<audio::LoudnessReading> measure_clip(const Ref<Project>& project, const Sequence& sequence, ClipId clip);

// What takes the measured level to the wanted one, in dB. Errors: silence, or too short to have a loudness (0.4 s).
enum class NormaliseTo : uint8_t { true_peak, loudness };
Result<double> normalising_gain(const audio::LoudnessReading& measured, NormaliseTo what, double wanted);

} // namespace tandem
