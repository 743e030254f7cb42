// Reader of .cube tables (Adobe/Iridas and Resolve). Strict: anything that is not a whole, finite table is refused with
// the line. Called by FrameAssets and the fuzz target; any thread.
#pragma once

#include <string_view>

#include "engine/model/param.h"
#include "engine/video/frame_program.h"

namespace tandem {

// LUT_3D_SIZE 2..129, LUT_1D_SIZE 2..65536, both together (Resolve's shaper + cube), TITLE, DOMAIN_MIN/MAX,
// LUT_1D/3D_INPUT_RANGE, comments, blank lines, LF or CRLF. A 1D table, alone or before a cube, becomes a 3D table of
// 65 points a side over its own domain. `name` names the file in errors and, without a TITLE, the table.
Result<Ref<ColourTable>> parse_cube(std::string_view text, const std::string& name);

// Reads at most 64 MiB from a regular file.
Result<Ref<ColourTable>> read_cube(const std::string& path);

} // namespace tandem
