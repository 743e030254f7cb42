// FrameProgram: one frame of a sequence as pure data: sources, straight-line operations on RGBA values, and a target.
// Made by compile_frame (engine/video), run by render devices (gpu/*), printed by dump. No pointer to the document, no
// GPU type. Plain value; any thread.
//
// Semantics, equal on every device. A value is a map from frame position (sequence pixels, pixel centres at +0.5) to an
// RGBA colour: 32-bit float, premultiplied alpha, in the working space: working primaries; linear light where
// `space` is linear (1.0 = reference white), else coded by the working transfer ("display"). Outside `bounds`
// a value is transparent black, and a device need not compute it there.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/picture.h"
#include "engine/base/transfer.h"
#include "engine/model/catalog.h"
#include "engine/model/sequence.h"

namespace tandem {

struct IntRect {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0; // half-open
    bool empty() const { return x0 >= x1 || y0 >= y1; }
    friend constexpr bool operator==(IntRect, IntRect) = default;
};

// What a source's pixels are. The program's caller resolves each to a Picture before execution
// (engine/video/resolve.h).
enum class SourceKind : uint8_t {
    media,  // frame of `media`/`stream` on screen at `time` (medium's own time)
    raster, // title or subtitle: already rastered, `raster` is set, covers `place`
    slate,  // missing medium: a named card
};
struct FrameSource {
    SourceKind kind = SourceKind::media;
    MediaId media;
    int stream = -1;
    Time time;
    ClipId clip;       // who asks, for messages and reader affinity
    PictureRef raster; // kind raster: straight-alpha rgba, sRGB tags
    std::string name;  // slate: the medium's name
    // Stored size and layout where known at compile time (from the media pool); the resolved picture rules.
    int width = 0, height = 0;
    ColourTags colour; // complete (no field unspecified): how the samples are to be read
    ColourTags user;   // media: what the user says of the tags; wins over the picture's own
};

// Frame position -> source pixel position: (a x + b y + c, d x + e y + f).
struct Affine {
    double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
    friend constexpr bool operator==(const Affine&, const Affine&) = default;
    // A whole-pixel shift or nothing: samples may be copied without filtering.
    bool integer_translation() const {
        return a == 1 && e == 1 && b == 0 && d == 0 && c == static_cast<double>(static_cast<int64_t>(c)) &&
               f == static_cast<double>(static_cast<int64_t>(f));
    }
};

enum class OpCode : uint8_t {
    // Producers (no input value)
    sample,   // source `source` under `geometry`: decode to the working space, then filter (see SampleFilter below)
    solid,    // args[0] = premultiplied working colour
    gradient, // args[0], args[1] = straight display colours r g b a; args[2] = x0 y0 dx dy (linear: t = dot(p - p0, d);
              // radial:
    // args[2] = cx cy 1/rx 1/ry); args[3].x = shape (0 linear, 1 radial). Mixed in the display space, then to working
    resample, // value `a` as a picture of the frame's size, under `geometry`: closes a segment (transforms of nested
              // sequences)
    // Pixel operations: out = f(a). On unpremultiplied colour; alpha unchanged. `args` as named
    exposure,        // args[0].x = factor; linear light
    contrast,        // args[0] = amount, pivot: c = pivot * (c / pivot)^amount for c > 0, else c * amount; linear light
    saturation,      // args[0] = amount, luma weights r g b; linear light
    white_balance,   // args[0] = r g b factors; linear light
    lift_gamma_gain, // args[0..2] = lift, gamma, gain (rgb): display space d: d = pow(max(0, d * (gain - lift) + lift),
                     // 1/gamma)
    lut3d,           // table `lut`; args[0] = mix, input (0 display, 1 linear): tetrahedral
    // Light and gamut (engine/video/compile_colour.cpp says where they stand); linear light
    rendering,  // `variant` 0: camera light x -> light of a BT.1886 display, coded(x)^2.4 with BT.709's curve; 1: its
                // inverse. Mirrored at 0
    luma_power, // args[0] = luma weights r g b, exponent; args[1].x = factor: c * factor * luma^exponent (HLG's OOTF)
    tone_map,   // c * f(m) / m with m = max(r, g, b), display light; `variant` 1 = expand.
                // args[0] = peak, knee, end, bend; args[1] = 1 / (1 - knee), 1 - knee, furthest t.
                // f: e = PQ signal of m / peak; above the knee t = min((e - knee) / (1 - knee), furthest),
                // e' = knee + (1 - knee) t / (1 + bend t), to expand t / (1 - bend t). `end` is for readers
    gamut,  // args[0..2] = rows of a matrix to other primaries, args[3] = their luma weights, w = 1: colours outside
            // are mixed with the grey of their luma until no channel is negative. `variant` 1: to the linear L, M, S
            // that an ICtCp target codes, always the last op
    curves, // table `lut` (TableShape::curves), display space: every channel d becomes its curve at d
    hue_curves,    // table `lut` (TableShape::hue_curves), display space; args[0] = luma weights r g b. With h, c, y =
                   // hue (hexagon of HSV, in turns), chroma max - min, luma:
                   // c' = c * hue_sat(h) * luma_sat(y) * sat_sat(c);
                   // y' = y * (1 + (hue_luma(h) - 1) * min(1, 8 c)); out = y' + c' * (p - luma(p)), where p is the pure
                   // colour (max 1, min 0) of hue h + hue_hue(h). Grey stays grey; neutral curves change nothing
    log_wheels,    // args[0..3] = shadows, midtones, highlights, offset (rgb), args[4] = 1 / (2 low), 2 high - 1,
                   // 1 / (2 - 2 high): display space; with S(t) = t t (3 - 2 t), t inside 0..1, for each channel d:
                   // s = 1 - S(d / (2 low)), h = S((d - 2 high + 1) / (2 - 2 high)),
                   // d + offset + s shadows + (1 - s) (1 - h) midtones + h highlights
    channel_mixer, // args[0..2] = rows of r, g, b: weights of r g b, constant; display space
    // Two inputs
    opacity,  // a * args[0].x (premultiplied, alpha included)
    blend,    // a over-composited with b on top: args[0].x = mode (BlendMode) is in `variant`; W3C compositing level 1
              // formulas,
              // separable and non-separable, on unpremultiplied colour in the working space
    dissolve, // mix(a, b, args[0].x)
    // mix(a, b, m) of an effect's input and its result. b's bounds may be smaller than a's where m is 0 outside them:
    // only a mask reads such a value. `variant` = MaskShape, + kMaskQualifies where colours are selected.
    // m = s q, 1 - s q where inverted, times the opacity; args[3] = opacity, inverted. S(t) = t t (3 - 2 t), t in 0..1.
    // s: 1 without a shape, else S(1/2 - d / (2 falloff)), args[2] = half width, half height, 1 / (2 falloff); d = the
    // distance to the outline, negative inside, in the shape's space: (x, y) = args[0], args[1] . (frame position, 1).
    // d is exact for rectangles and paths (`points`: edges x0 y0 x1 y1, inside by the even-odd rule), and for ellipses
    // to first order: (|p / r| - 1) |p / r| / |p / r^2|.
    // q: 1 without a selection, else the product for a's straight display colour, inverted if args[7].w is 1, of hue h,
    // chroma c (both as in hue_curves) and luma y: args[4] = h0, reach, slope, k for
    // S((reach - |h - h0|) slope) * clamp(16 c + k, 0, 1), distance around the circle; args[5] for c and args[6] for
    // y = low, slope, high, slope for S((c - low) slope) S((high - c) slope); args[7] = luma weights.
    mask,
    wipe, // a -> b by a moving edge: `variant` = TransitionKind; args[0] = progress, softness; args[1] = x y width
          // height of the sequence's frame in the target, over which the edge runs
    // Neighbourhoods: read value `a` around each pixel, so they close a segment like `resample`
    blur, // one axis of a Gaussian, `variant` = axis (0 across, 1 down) + 2 EdgeMode; args[0] = sigma, step, radius
          // (pixels; the latter two whole): sum over |k| <= radius of w(k) a(p + k step), w(k) = exp(-(k step)^2 / 2
          // sigma^2) normalised to a sum of 1; args[1] = lo, hi: where the picture lies on the axis. Edge modes repeat
          // and mirror look only at pixels floor(lo) .. ceil(hi) - 1, of which the first and last are divided by the
          // share of them that lies inside [lo, hi]
    // Pixel operations beside them
    unsharp, // a sharpened by what blurring (b) took away: args[0] = amount, threshold; args[1] = luma weights; display
             // space, straight: d = luma(a - b), a + amount sign(d) max(0, |d| - threshold) in each channel. Display
             // light, so that light and dark edges gain alike and none gets a bright halo; luma, so that none gets a
             // coloured one; alpha of a
    bright,  // linear light: alpha times max(0, 1 - args[0].x / max(r, g, b)) on unpremultiplied colour
    add_light, // linear light, premultiplied: a + args[0].x b; alpha = max(a, min(1, args[0].x b))
    // Chroma: y = luma, cb = sb (b - y), cr = sr (r - y); args = (ub, ur, sb, sr), with sb and sr such that the key's
    // own
    // chroma is the unit vector (ub, ur). q(c) = ub cb + ur cr - |ub cr - ur cb|: 1 at the key, 0 at 45 degrees from
    // it.
    key,   // white with the alpha clamp((args[1].x - q) args[1].y, 0, 1) of straight display colour; args[0] = chroma,
           // args[2] = luma weights. Of black where the input is transparent
    matte, // a times clamp((alpha of b - args[0].x) args[0].y, 0, 1); `variant` 1: a's straight display colour first
           // loses
    // spill = args[0].z max(0, q): cb - spill ub, cr - spill ur, luma stays; args[1] = chroma, args[2] = luma weights
    // and 1 / that of green
};

// Whether an op reads more of its input `a` than the pixel itself.
constexpr bool reads_neighbours(OpCode code) { return code == OpCode::resample || code == OpCode::blur; }

inline constexpr int16_t kNoValue = -1;
inline constexpr int kMaskQualifies = 4, kMaskArgs = 8;

struct Op {
    OpCode code = OpCode::solid;
    uint8_t variant = 0;                         // BlendMode, TransitionKind, MaskShape ..; part of the structure
    SampleFilter filter = SampleFilter::bicubic; // sample, resample
    int16_t a = kNoValue, b = kNoValue;          // input values: indices of earlier ops
    int16_t source = -1;                         // sample
    int16_t lut = -1;                            // lut3d, curves, hue_curves
    int32_t args = 0;                            // index of the first float4 in FrameProgram::args
    int16_t arg_count = 0;
    int16_t point_count = 0; // mask: edges of a path; not part of the structure
    int32_t points = 0;      // the first one in FrameProgram::args
    int16_t geometry = -1;   // index in FrameProgram::geometry
    IntRect bounds;          // where the result may be non-transparent, in the frame; of two inputs it holds both
    bool opaque = false;     // alpha is 1 everywhere in `bounds`
};
// Sampling: `crop` limits the source pixels that exist (others are transparent); edges are antialiased by coverage:
// alpha is the box coverage of the destination pixel by the cropped source's outline; colour taps clamp to the crop.
// Minification first halves the source (2x2 mean in the working space) level = max(0, floor(log2(1/scale))) times
// (scale = the smaller singular value of the frame->source map's inverse), then applies the filter at that level:
// nearest; bilinear 2x2; bicubic (Catmull-Rom, B=0 C=1/2) and lanczos (a=3), the last two widened by the residual
// minification. Their negative lobes carry alpha outside 0..1: above 1 it is 1, where it is not above 0 nothing is.
// Coverage is multiplied in last.
struct Geometry {
    Affine to_source;
    std::array<double, 4> crop{}; // x0 y0 x1 y1 in source pixels
    int rotation = 0;             // source orientation, already inside to_source; kept for dumps
};

// What the rgb triples of a table are.
enum class TableShape : uint8_t {
    cube,   // size^3, r fastest, input domain per channel
    curves, // kCurveEntries: the curves of r, g, b at 0, 1 / 1024 .. 1; linear between, beyond them the first and last
            // step go on
    hue_curves, // kCurveEntries of hue_hue (in turns), hue_sat, hue_luma over the hue in turns, then as many of
                // luma_sat over luma and sat_sat over chroma, which hold beyond 0..1
};
inline constexpr int kCurveSteps = 1024, kCurveEntries = kCurveSteps + 1;
struct ColourTable {
    std::string name;
    TableShape shape = TableShape::cube;
    int size = 0; // edge of a cube, else the number of triples
    std::array<float, 3> domain_min{0, 0, 0}, domain_max{1, 1, 1};
    std::vector<float> rgb;
    uint64_t identity = 0; // hash of the contents
};

struct FrameTarget {
    PixelFormat format = PixelFormat::yuv420p; // alpha is straight: devices agree on colour within tolerance / alpha
    int width = 0, height = 0;                 // may differ from the sequence's: the program is already scaled to it
    ColourTags colour;                         // complete
    // Whole-numbered targets of 8 to 12 bits: a fixed ordered pattern by position, only where pixels were computed.
    bool dither = true;
    // HLG alone: peak of the display whose light its signal is to give, cd/m2. Used where other light becomes HLG;
    // what is HLG already keeps its signal, which is the same for all displays.
    double hlg_peak_nits = kHlgPeakNits;
    bool dithers() const { return dither && !info(format).is_float && info(format).depth() <= 12; }
};

struct FrameProgram {
    FrameTarget target;
    BlendSpace space = BlendSpace::linear;
    // Colour of values where it is not the target's. Where the primaries differ, the last op is a `gamut` to the
    // target's; light that leaves the last op is what the target's transfer codes.
    Primaries working_primaries = Primaries::unspecified;
    Transfer working_transfer = Transfer::unspecified;
    Primaries value_primaries() const {
        return working_primaries == Primaries::unspecified ? target.colour.primaries : working_primaries;
    }
    Transfer value_transfer() const {
        return working_transfer == Transfer::unspecified ? target.colour.transfer : working_transfer;
    }
    std::vector<FrameSource> sources;
    std::vector<Geometry> geometry;
    std::vector<std::array<float, 4>> args;
    std::vector<Ref<ColourTable>> luts;
    std::vector<Op> ops; // the last op is the result, shown over black; empty = black

    // The one source that is the whole result untouched: opaque, identity geometry over the full frame, no other op but
    // an ICtCp target's last one.
    // -1 where there is none. Whether samples pass bit for bit also needs the resolved picture to match the target.
    int passthrough_source() const;
};

// Whether a picture can go to the target unchanged: same format, size and complete colour tags (`colour` = how it is
// read).
bool matches_target(const Picture& picture, const ColourTags& colour, const FrameTarget& target);

// Hash of everything that decides the code to run (not the numbers), and of everything that decides the pixels.
uint64_t structure_key(const FrameProgram& program);
uint64_t content_key(const FrameProgram& program);

// "sample", as in dumps and reports.
const char* op_name(OpCode code);
// Stable text for golden tests and `tandem dump`.
std::string dump(const FrameProgram& program);

} // namespace tandem
