// The guess for untagged media.
#include "engine/base/colour.h"

namespace tandem {

ColourTags with_defaults(ColourTags t, int width, int height, bool is_rgb) {
    if (is_rgb) {
        if (t.primaries == Primaries::unspecified) t.primaries = Primaries::bt709;
        if (t.transfer == Transfer::unspecified) t.transfer = Transfer::srgb;
        t.matrix = Matrix::rgb;
        if (t.range == ColourRange::unspecified) t.range = ColourRange::full;
        return t;
    }
    bool sd = height <= 576 && width <= 1024;
    bool lines625 = height == 576 || height == 288;
    if (t.matrix == Matrix::unspecified || t.matrix == Matrix::rgb) {
        if (t.primaries == Primaries::bt2020)
            t.matrix = Matrix::bt2020_ncl;
        else
            t.matrix = !sd ? Matrix::bt709 : lines625 ? Matrix::bt470bg : Matrix::smpte170m;
    }
    if (t.primaries == Primaries::unspecified) {
        if (t.matrix == Matrix::bt2020_ncl || t.matrix == Matrix::bt2020_cl || t.matrix == Matrix::ictcp)
            t.primaries = Primaries::bt2020;
        else if (t.matrix == Matrix::bt709)
            t.primaries = Primaries::bt709;
        else
            t.primaries = lines625 ? Primaries::bt470bg : Primaries::smpte170m;
    }
    if (t.transfer == Transfer::unspecified) t.transfer = Transfer::bt709;
    if (t.range == ColourRange::unspecified) t.range = ColourRange::limited;
    if (t.siting == ChromaSiting::unspecified) t.siting = ChromaSiting::left;
    return t;
}

} // namespace tandem
