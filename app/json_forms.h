// JSON forms of what several commands report: media facts, verification, losses, notes. Pure, main thread.
#pragma once

#include "engine/base/value.h"
#include "engine/export/normalise.h"
#include "engine/export/verify.h"
#include "engine/io/interchange.h"
#include "engine/model/media.h"

namespace tandem::app {

ValueObject media_json(const Media& media);
ValueArray loudness_json(const std::vector<TrackLoudness>& tracks);
std::string loudness_text(const std::vector<TrackLoudness>& tracks); // a line for each, each after a line end
ValueObject verify_json(const VerifyReport& report);
ValueObject loss_json(const LossReport& report);
ValueObject colour_json(const ColourTags& colour);
ValueObject error_json(const Error& error);
// Readable lines for the same.
std::string media_text(const Media& media);
std::string verify_text(const VerifyReport& report);
std::string loss_text(const LossReport& report);

} // namespace tandem::app
