// The name of a film's file by its preset's pattern. Pure; any thread.
#pragma once

#include <string>

#include "engine/export/preset.h"
#include "engine/model/project.h"

namespace tandem {

// {project}, {preset}, {sequence}, {timeline}, {ext} of the preset's name; folders stay out of it. {project} is the
// stem of `project_path`, or the project's own name where that is empty.
std::string output_name(const Preset& preset, const Project& project, const Sequence& sequence,
                        const std::string& project_path);

} // namespace tandem
