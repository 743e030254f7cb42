// Drawings of scopes: counts as a picture with its graticule, for `tandem frame --scope` and for windows. Pure, any
// thread.
#pragma once

#include <string>

#include "engine/video/frame_program.h"
#include "engine/video/scopes.h"

namespace tandem {

// Where things stand in a drawing of width x height. Rows and columns are pixels of the drawing.
struct ScopeLine {
    std::string label; // "50", "1000"
    double level;      // percent or cd/m2
    int at;            // row (waveforms) or column (histogram)
};
struct ScopeTarget { // of the vectorscope
    std::string label;
    int x, y; // centre
    int half; // of its box; 0 = the small mark of a 100 % colour
};
struct ScopeLayout {
    IntRect plot; // the counts are drawn here; for the parade all three parts
    std::vector<ScopeLine> lines;
    std::vector<ScopeTarget> targets;
    int skin_x = 0, skin_y = 0; // vectorscope: end of the skin line, which starts in the centre
};

// Who draws the graticule and its labels: the drawing itself, in a font of dots with room beside the plot for it, or
// the window over it, by the layout.
enum class ScopeMarks : uint8_t { drawn, left_out };

// Waveforms: the whole range of codes from bottom to top; for PQ a logarithmic scale of 1 to 10 000 cd/m2. Vectorscope:
// Cb to the right, Cr up, 8-bit codes 0..255 over the plot; boxes are 75 % bars of the picture's matrix; the skin line
// is the I axis, 123 degrees from +Cb. Pre: width and height at least 160; kind is no overlay.
ScopeLayout scope_layout(const ScopeScale& scale, ScopeKind kind, int width, int height,
                         ScopeMarks marks = ScopeMarks::drawn);

// rgba, opaque. Brightness grows with the count and saturates: 1 - exp(-16 count / mean of its column); histogram
// columns have the height of sqrt(count / largest count). Best made from counts with plot-width columns. Errors: those
// of MutablePicture::make.
Result<PictureRef> draw_scope(const ScopeCounts& counts, ScopeKind kind, int width, int height,
                              ScopeMarks marks = ScopeMarks::drawn);

} // namespace tandem
