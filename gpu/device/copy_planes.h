// Copying part of a picture as it stands, for tiles that one source shows alone. Called by gpu/* on any thread.
#pragma once

#include "engine/base/picture.h"
#include "engine/video/frame_program.h"

namespace tandem {

// The samples of `from` at r moved by the shift go to r of `out`, of the same format. r and the shift are whole chroma
// samples (an edge of r at the frame's own edge may be odd), and all that is read lies inside `from`.
void copy_planes(const Picture& from, IntRect r, int shift_x, int shift_y, MutablePicture& out);

} // namespace tandem
