// The reference page of scripting, made from the tables that the program itself runs by: delivery_api.h and the command
// table of engine/session. Pure.
#pragma once

#include <string>

namespace tandem::app {

// The text of resources/docs/scripting.md.
std::string script_reference();

} // namespace tandem::app
