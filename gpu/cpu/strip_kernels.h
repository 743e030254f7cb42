// StripKernels: the pixel loops of one instruction set, as a table of functions. Filled by strip_kernels_*.cpp (one
// file compiled per instruction set), called by the tile engine on all its threads. Plain types only: this header is
// compiled with several instruction sets, so it must not contain an inline function that a linker could share.
#pragma once

#include <stdint.h>

namespace tandem::strip {

constexpr int kTilePixels = 768; // most pixels of a tile, padding included
constexpr int kBorder = 16;      // texels that stand around a texture, copies of its edge
constexpr int kPhases = 128;     // steps of a weight table; weights between them are interpolated
constexpr int kMaxTaps = 12;
constexpr int kTableRow = 16; // floats a phase

// Four planes of kTilePixels + slack floats.
struct Value {
    float* c[4];
};
struct Vec {
    float x, y, z, w;
};
struct Matrix {
    Vec row[3];
};

// How samples lie in a row: words of 1, 2 or 4 bytes, one a sample, holding it at bits `shift`; or any byte distance.
enum class Words : uint8_t { w8, w16, w32, f32, any8, any16 };
struct Channel {
    Words words;
    int step;      // bytes between samples
    int shift;     // bits below the sample in its word
    unsigned mask; // after the shift
};

// RGBA half floats, premultiplied, four a texel; rows of `stride` texels; texel (x0, y0) is at data.
struct Texture {
    uint16_t* data;
    int64_t stride;
    int x0, y0, x1, y1; // borders included
};

struct Sampling {
    Texture texture;
    double a, b, c, d, e, f;        // frame position -> texture position
    float u0, v0, u1, v1;           // texture positions are clamped here before taps are found
    float left, top, right, bottom; // outline
    float footprint_x, footprint_y;
    int taps;             // 1 nearest, 2, 4 .. kMaxTaps
    int linear;           // bilinear: weights are the fraction itself
    const float* table_x; // (kPhases + 1) x kTableRow normalised weights
    const float* table_y;
};

struct Lut {
    const float* texels; // 4 floats a triple of the table
    int size;            // of a cube
    float lo[3], scale[3];
};

// One row of a picture with chroma at half width and no alpha, from an even pixel. Chroma codes are floats, mixed over
// rows already; index 0 is the sample of pixel 0, readable from -1 to a vector behind the last.
struct ChromaRow {
    const uint8_t* luma;
    Channel channel; // words w8 or w16
    const float* u;
    const float* v;
    float w[4]; // as double_row
    const Matrix* matrix;
    int transfer; // undone after the matrix; 8 = none
};

// A run of grades as one: c = mix * curve(c * gain), where curve(x) = x > 0 ? x^power 2^shift : x * power.
struct Tone {
    float gain[3];
    int curved; // 0 = no curve
    float power, shift;
    int mixed; // 0 = no mix
    Matrix mix;
};

enum class LightOp : uint8_t { rendering, luma_power, tone_map, gamut };
// A mask's shape: as OpCode::mask of engine/video/frame_program.h.
struct Mask {
    int shape;
    const Vec* args; // rows of the shape's space, size, amount
    const Vec* edges;
    int edge_count;
};

struct Functions {
    const char* name;
    int lanes;
    void (*load)(const uint8_t* row, Channel channel, float* out, int n);
    // Loads two rows and mixes them, a + (b - a) t; words w8, w16 or w32.
    void (*load_mixed)(const uint8_t* a, const uint8_t* b, Channel channel, float t, float* out, int n);
    void (*decode)(const ChromaRow* row, int n, Value out);
    // n even rows of `coarse` at every position x = offset + i * step; see tile_engine.
    void (*mix_rows)(const float* a, const float* b, float t, float* out, int n);
    // Doubles a row: out[2i] = in[i-1] w0 + in[i] w1, out[2i+1] = in[i] w2 + in[i+1] w3; n = outputs, even
    void (*double_row)(const float* in, const float w[4], float* out, int n);
    void (*matrix)(Value v, int n, const Matrix* m);
    void (*coded_matrix)(Value v, int n, int transfer, const Matrix* m); // to_coded (8 = none), then matrix
    void (*tone)(Value v, int n, const Tone* t);
    // op_rendering, op_luma_power, op_tone_map, op_gamut (gpu/kernels/ops_light.h)
    void (*light)(Value v, int n, LightOp op, int mode, const Vec* args);
    void (*fill)(float* p, int n, float value);
    void (*to_linear)(Value v, int n, int transfer);
    void (*to_coded)(Value v, int n, int transfer);
    void (*premultiply)(Value v, int n);
    void (*unpremultiply)(Value v, int n);
    void (*lift_gamma_gain)(Value v, int n, const Vec* args);
    void (*lut3d)(Value v, int n, const Lut* lut, float mix);
    void (*curves)(Value v, int n, const Lut* lut);
    void (*hue_curves)(Value v, int n, const Lut* lut, const Vec* args);
    void (*log_wheels)(Value v, int n, const Vec* args);
    void (*qualify)(Value v, int n, const Vec* args); // straight display colour -> selection in c[0]
    // a = mix(a, b, m), one row from pixel centre x, y; `selection` may be null.
    void (*mask)(Value a, Value b, const float* selection, int n, const Mask* mask, float x, float y);
    void (*opacity)(Value v, int n, float k);
    void (*unsharp)(Value a, Value b, int n, const Vec* args);
    void (*bright)(Value v, int n, const Vec* args);
    void (*add_light)(Value a, Value b, int n, float k); // a + k b
    void (*key)(Value v, int n, const Vec* args);
    void (*matte)(Value a, const float* alpha, int n, const Vec* args); // premultiplied
    void (*despill)(Value v, int n, const Vec* args);
    void (*blend)(Value a, Value b, int n, int mode); // a = blend(a, b)
    void (*mix)(Value a, Value b, int n, float t);    // a = mix(a, b)
    void (*wipe)(Value a, Value b, int n, int kind, const Vec* args, float x,
                 float y);                                               // one row from pixel centre x, y
    void (*gradient)(Value v, int n, const Vec* args, float x, float y); // one row
    void (*sample)(const Sampling* s, double x, double y, int n, int covered, Value out); // one row
    void (*to_half)(Value v, int n, uint16_t* out);
    // Mean of 2x2 of two rows, n outputs; as texels, or as planes.
    void (*halve)(Value upper, Value lower, int n, uint16_t* out);
    void (*halve_planes)(Value upper, Value lower, int n, Value out);
    void (*halve_texels)(const uint16_t* row0, const uint16_t* row1, int n, uint16_t* out);
    // Texels as floats side by side and back; as planes (n rounded up to 4).
    void (*texels_to_floats)(const uint16_t* in, int n, float* out);
    void (*floats_to_texels)(const float* in, int n, uint16_t* out);
    void (*texels_to_planes)(const uint16_t* in, int n, Value out);
    // out[i] = w[0] in[i] + sum over k = 1 .. radius of w[k] (in[i - k step] + in[i + k step]); n rounded up to 4
    // lanes.
    void (*convolve)(const float* in, int64_t step, const float* w, int radius, float* out, int n);
    // out[i] = in[2i - 1] w0 + in[2i] w1 + in[2i + 1] w2, n outputs; `in` readable from -1
    void (*narrow_row)(const float* in, const float w[3], float* out, int n);
    // Quantises and stores; dither = 8 floats (period 8, starting at the row's first sample); adds into the word for
    // shared words (Words::w32 and w16 with a shift below 8 bits keep the other samples: rows start zeroed).
    void (*store)(const float* in, int n, uint8_t* row, Channel channel, const float* dither, float last);
};

const Functions& functions_base();
const Functions& functions_sse4();
const Functions& functions_avx2();
const Functions& functions_avx512();

} // namespace tandem::strip
