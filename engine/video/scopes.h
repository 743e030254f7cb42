// Scopes: what a frame's stored codes say, as counts for a window to draw and as pictures laid over the frame. Pure
// data and the interface ScopeEngine, implemented in gpu/* beside FrameRenderer and injected by app. All engines find
// the same numbers.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/picture.h"

namespace tandem {

enum class ScopeKind : uint8_t {
    waveform,     // luma by column
    rgb_waveform, // R'G'B' by column, overlaid
    parade,       // the same side by side
    vectorscope,
    histogram,
    false_colour, // pictures from here on: made by ScopeEngine::overlay
    zebra,
    peaking,
};
inline bool is_overlay(ScopeKind kind) { return kind >= ScopeKind::false_colour; }
// "waveform", "rgb", "parade", "vectorscope", "histogram", "falsecolor", "zebra", "peaking".
std::optional<ScopeKind> scope_kind(std::string_view name);
std::string_view scope_name(ScopeKind kind);

// What the codes of a picture mean. Bins are codes of `bits` bits: 8-bit pictures have 256, deeper ones 1024.
struct ScopeScale {
    enum class Unit : uint8_t { percent, nits }; // of the signal; of the light, for PQ
    int bits = 8;
    double black = 16, white = 235; // bins of 0 and 100 % signal
    double chroma_scale = 224;      // 8-bit codes from chroma -0.5 to 0.5; its zero is 128
    Transfer transfer = Transfer::bt709;
    Matrix matrix = Matrix::bt709;

    int levels() const { return 1 << bits; }
    Unit unit() const { return transfer == Transfer::pq ? Unit::nits : Unit::percent; }
    // Bin (fractions allowed) -> percent or cd/m2, and back. BT.2100 table 4 for PQ.
    double level_of(double bin) const;
    double bin_of(double level) const;
    // Chroma codes (Cb, Cr; 8 bit, fractions) of an R'G'B' colour, 0..1 each.
    std::array<double, 2> chroma_of(double r, double g, double b) const;
};
// Float pictures have no codes: their scale is that of 10 bits, and no engine measures them.
ScopeScale scope_scale(PixelFormat format, const ColourTags& colour);

struct ScopeSpec {
    int columns = 0; // of the waveforms; 0, or more than the width, = one for each pixel of the width
    // Zebra: levels within are striped. In the scale's unit; none = 95 % and above, or 1000 cd/m2 for PQ.
    std::optional<double> zebra_from;
    double zebra_to = std::numeric_limits<double>::infinity();
    // Peaking: percent of the signal range by which a pixel's luma must leave the mean of its four neighbours.
    double peaking_percent = 8;
};

enum class ScopeChannel : uint8_t { luma, red, green, blue };

struct ScopeCounts {
    ScopeScale scale;
    int width = 0, height = 0; // of the picture
    int columns = 0;           // of the waveforms; pixel x lies in column floor(x * columns / width)
    // By channel: counts[column * levels + bin], and counts[bin].
    std::array<std::vector<uint32_t>, 4> waveform, histogram;
    // counts[cr * 256 + cb], chroma codes cut to 8 bits; each stored chroma sample counts once.
    std::vector<uint32_t> vectors;

    uint32_t wave(ScopeChannel c, int column, int bin) const {
        return waveform[static_cast<size_t>(c)][static_cast<size_t>(column * scale.levels() + bin)];
    }
    uint32_t histo(ScopeChannel c, int bin) const {
        return histogram[static_cast<size_t>(c)][static_cast<size_t>(bin)];
    }
    uint32_t vector(int cb, int cr) const { return vectors[static_cast<size_t>(cr * 256 + cb)]; }
};

// One engine is used by one thread at a time.
class ScopeEngine {
  public:
    virtual ~ScopeEngine() = default;
    // Counts a picture in its own codes. Luma is the stored code; for RGB pictures the weighted sum, rounded. R'G'B' of
    // YUV pictures is by matrix and range, each pixel with the chroma sample of its block, rounded to the luma's scale
    // and cut to the bins (of ICtCp: L'M'S'). Errors: usage for float pictures, which have no codes.
    virtual Result<ScopeCounts> measure(const Picture& picture, const ScopeSpec& spec) = 0;
    // The picture in rgba with the overlay on it (kinds from false_colour on); `marked` gets the number of pixels that
    // zebra or peaking marked. Errors as above.
    virtual Result<PictureRef> overlay(const Picture& picture, ScopeKind kind, const ScopeSpec& spec,
                                       int64_t* marked = nullptr) = 0;
    // What went wrong and was got over, since the last call.
    virtual std::vector<std::string> take_warnings() { return {}; }
};

// False colour: the band of a level. Percent bands are those of SDR exposure practice and of BT.2408 table 1 for HLG
// (18 % grey at 38 %, reference white at 75 %); in cd/m2 for PQ (grey 26, reference white 203).
struct FalseBand {
    double from, to; // half-open
    std::array<uint8_t, 3> rgb;
};
std::vector<FalseBand> false_bands(const ScopeScale& scale);

} // namespace tandem
