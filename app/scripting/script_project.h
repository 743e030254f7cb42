// The description of a project that a delivery script sees (app/lua_helper/delivery_api.cpp lists its fields). Pure.
#pragma once

#include "engine/base/value.h"
#include "engine/model/project.h"

namespace tandem::app {

// "project", "timeline", "media", "buses", "presets" as scripts see them, and "clock" for the helper's own use. No
// folder of this machine is in it: media have their file names only.
Value describe_project(const Project& project, const Sequence& sequence);

} // namespace tandem::app
