// JSON forms of what several commands report: media facts, verification, losses, notes. Pure, main thread.
#pragma once

#include "engine/base/value.h"
#include "engine/export/export.h"
#include "engine/export/export_facts.h"
#include "engine/export/verify.h"
#include "engine/io/interchange.h"
#include "engine/model/media.h"

namespace tandem::app {

ValueObject media_json(const Media& media);
const char* bound_word(Bound bound); // as in the progress lines of CLI.md
ValueObject
export_json(const ExportReport& report); // how one film was made, its loudness and what reading it back said
std::string export_text(const ExportReport& report); // the same as lines, each after a line end
ValueObject verify_json(const VerifyReport& report);
ValueObject loss_json(const LossReport& report);
ValueObject colour_json(const ColourTags& colour);
ValueObject error_json(const Error& error);
// What a dry run says of an export, and of the media that it would read.
ValueObject facts_json(const ExportFacts& facts);
ValueArray sources_json(const Project& project);
// Readable lines for the same.
std::string media_text(const Media& media);
std::string verify_text(const VerifyReport& report);
std::string loss_text(const LossReport& report);

} // namespace tandem::app
