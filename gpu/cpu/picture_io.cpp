// Decoding of source rows. Chroma is interpolated linearly between the samples' true positions (siting).
#include "gpu/cpu/picture_io.h"

#include <algorithm>
#include <cmath>

namespace tandem {

using strip::Words;

strip::Matrix to_strip(const Matrix34& m) {
    strip::Matrix r;
    for (size_t i = 0; i < 3; ++i)
        r.row[i] = {static_cast<float>(m[i][0]), static_cast<float>(m[i][1]), static_cast<float>(m[i][2]),
                    static_cast<float>(m[i][3])};
    return r;
}

strip::Matrix to_strip(const Matrix33& m) {
    Matrix34 wide{};
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j) wide[i][j] = m[i][j];
    return to_strip(wide);
}

Layout::Layout(PixelFormat f, ChromaSiting siting) : format(&info(f)) {
    for (size_t k = 0; k < format->components; ++k) {
        const PixelComponent& c = format->comp[k];
        strip::Channel& ch = channel[k];
        ch = {Words::any8, c.step, c.shift, c.depth >= 32 ? 0u : (1u << c.depth) - 1};
        offset[k] = c.offset;
        if (format->is_float) {
            ch.words = Words::f32;
        } else if (c.step == 1) {
            ch.words = Words::w8;
        } else if (c.step == 2 || c.step == 4) {
            ch.words = c.step == 2 ? Words::w16 : Words::w32;
            ch.shift += 8 * c.offset;
            offset[k] = 0;
        } else {
            ch.words = c.depth > 8 ? Words::any16 : Words::any8;
        }
    }
    double wide = (1 << format->chroma_shift_x) - 1, high = (1 << format->chroma_shift_y) - 1;
    bool centre_x = siting == ChromaSiting::center || siting == ChromaSiting::top || siting == ChromaSiting::bottom;
    chroma_x = centre_x ? wide / 2 : 0;
    bool top = siting == ChromaSiting::topleft || siting == ChromaSiting::top;
    bool bottom = siting == ChromaSiting::bottomleft || siting == ChromaSiting::bottom;
    chroma_y = top ? 0 : bottom ? high : high / 2;
}

SourceView::SourceView(PictureRef p, const ColourTags& tags, const WorkingSpace& space)
    : picture(std::move(p)), colour(tags), layout(picture->format, tags.siting) {
    decode = to_strip(decode_matrix(picture->format, tags));
    transfer = static_cast<int>(canonical(tags.transfer));
    Matrix33 m = primaries_matrix(tags.primaries, space.primaries);
    if (tags.matrix == Matrix::ictcp && layout.format->model == ColourModel::yuv)
        m = multiply(primaries_matrix(Primaries::bt2020, space.primaries), lms_to_bt2020());
    convert = !is_identity(m);
    primaries = to_strip(m);
    is_display = !convert && canonical(tags.transfer) == space.transfer;
    const auto& f = *layout.format;
    if (f.has_alpha && !f.is_float)
        alpha_scale = 1.0f / static_cast<float>(std::ldexp(1.0, f.comp[f.components - 1u].depth) - 1);
}

static const uint8_t* row_of(const SourceView& s, size_t component, int y) {
    size_t plane = s.layout.format->comp[component].plane;
    return s.picture->data[plane] + y * s.picture->stride[plane] + s.layout.offset[component];
}

// The chroma samples around pixels [x, x + n) of luma row y, mixed over rows, in `room`; points at the sample of pixel
// x (x >> shift), with one more on either side where chroma is narrower than luma.
static float* chroma_row(const strip::Functions& f, const SourceView& s, size_t component, int x, int y, int n,
                         float* room) {
    const auto& fmt = *s.layout.format;
    int sx = fmt.chroma_shift_x, sy = fmt.chroma_shift_y;
    const Picture& p = *s.picture;
    int cw = (p.width + (1 << sx) - 1) >> sx, ch = (p.height + (1 << sy) - 1) >> sy;
    double yc = (y - s.layout.chroma_y) / (1 << sy);
    int cy = static_cast<int>(std::floor(yc));
    float t = static_cast<float>(yc - cy);
    int y0 = std::clamp(cy, 0, ch - 1), y1 = std::clamp(cy + 1, 0, ch - 1);
    int side = sx == 0 ? 0 : 1, first = (x >> sx) - side, end = ((x + n - 1) >> sx) + 1 + side;
    int lo = std::max(first, 0), hi = std::min(end, cw);
    const strip::Channel& channel = s.layout.channel[component];
    const uint8_t *a = row_of(s, component, y0) + lo * channel.step, *b = row_of(s, component, y1) + lo * channel.step;
    float* c = room - first; // by absolute index
    bool words = channel.words == Words::w8 || channel.words == Words::w16 || channel.words == Words::w32;
    if (t == 0 || y0 == y1) {
        f.load(a, channel, c + lo, hi - lo);
    } else if (words) {
        f.load_mixed(a, b, channel, t, c + lo, hi - lo);
    } else {
        float other[RowScratch::kRow];
        f.load(a, channel, c + lo, hi - lo);
        f.load(b, channel, other, hi - lo);
        f.mix_rows(c + lo, other, t, c + lo, hi - lo);
    }
    for (int i = first; i < lo; ++i) c[i] = c[lo];
    for (int i = hi; i < end; ++i) c[i] = c[hi - 1];
    return room + side;
}

// How pairs of pixels mix neighbouring chroma samples at half width.
static std::array<float, 4> half_weights(const SourceView& s) {
    float k = static_cast<float>(s.layout.chroma_x / 2);
    return {k, 1 - k, 0.5f + k, 0.5f - k};
}

static void load_chroma(const strip::Functions& f, const SourceView& s, size_t component, int x, int y, int n,
                        float* out, RowScratch& scratch) {
    int sx = s.layout.format->chroma_shift_x;
    float* c = chroma_row(f, s, component, x, y, n, sx == 0 ? out : scratch.a + 8);
    if (sx == 0) return;
    if (sx == 1) {
        int odd = x & 1;
        float* to = odd ? scratch.b : out;
        f.double_row(c, half_weights(s).data(), to, n + odd);
        if (odd) std::copy_n(scratch.b + 1, n, out);
        return;
    }
    for (int i = 0; i < n; ++i) {
        double xc = (x + i - s.layout.chroma_x) / (1 << sx);
        int c0 = static_cast<int>(std::floor(xc)) - (x >> sx);
        float u = static_cast<float>(xc - std::floor(xc));
        out[i] = c[c0] + (c[c0 + 1] - c[c0]) * u;
    }
}

// The usual camera layouts in one pass: see strip::ChromaRow.
static bool one_pass(const SourceView& s, int x) {
    const auto& fmt = *s.layout.format;
    Words w = s.layout.channel[0].words;
    return fmt.model == ColourModel::yuv && fmt.chroma_shift_x == 1 && !fmt.has_alpha && !(x & 1) &&
           (w == Words::w8 || (w == Words::w16 && s.layout.channel[0].step == 2));
}

static void load_coded(const strip::Functions& f, const SourceView& s, int x, int y, int n, float* const out[4],
                       RowScratch& scratch) {
    const auto& fmt = *s.layout.format;
    for (size_t k = 0; k < 3; ++k) {
        if (fmt.model == ColourModel::gray && k > 0) {
            std::copy_n(out[0], n, out[k]);
        } else if (fmt.model == ColourModel::yuv && k > 0) {
            load_chroma(f, s, k, x, y, n, out[k], scratch);
        } else {
            f.load(row_of(s, k, y) + x * s.layout.channel[k].step, s.layout.channel[k], out[k], n);
        }
    }
    f.matrix({{out[0], out[1], out[2], out[3]}}, n, &s.decode);
    if (!fmt.has_alpha) return f.fill(out[3], n, 1.0f);
    size_t a = fmt.components - 1u;
    f.load(row_of(s, a, y) + x * s.layout.channel[a].step, s.layout.channel[a], out[3], n);
    for (int i = 0; i < n; ++i) out[3][i] *= s.alpha_scale;
}

void load_pixels(const strip::Functions& f, const SourceView& s, int x, int y, int n, strip::Value v, int at,
                 SourceLight light, RowScratch& scratch) {
    // Kernels write whole vectors: a row may spill over into what follows it.
    strip::Value out{{v.c[0] + at, v.c[1] + at, v.c[2] + at, v.c[3] + at}};
    bool linear = light == SourceLight::linear;
    if (one_pass(s, x)) {
        strip::ChromaRow row{row_of(s, 0, y) + x * s.layout.channel[0].step,
                             s.layout.channel[0],
                             chroma_row(f, s, 1, x, y, n, scratch.a + 8),
                             chroma_row(f, s, 2, x, y, n, scratch.c + 8),
                             {},
                             &s.decode,
                             linear ? s.transfer : static_cast<int>(Transfer::linear)};
        std::copy_n(half_weights(s).data(), 4, row.w);
        f.decode(&row, n, out);
    } else {
        load_coded(f, s, x, y, n, out.c, scratch);
        if (linear) f.to_linear(out, n, s.transfer);
    }
    if (linear && s.convert) f.matrix(out, n, &s.primaries);
}

} // namespace tandem
