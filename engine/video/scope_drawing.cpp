// Layout and drawing of scopes: counts first, graticule over them, labels in a font of 3 x 5 dots.
#include "engine/video/scope_drawing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tandem {

namespace {

constexpr int kLeft = 48, kRight = 12, kTop = 12, kBottom = 12, kLabelRow = 20;
constexpr double kLeastNits = 1, kMostNits = 10000;

using Ink = std::array<uint8_t, 3>;
constexpr Ink kGraticule{96, 84, 40}, kStrong{170, 148, 70}, kLabel{190, 180, 140};

// Height of a bin edge (fractions of bins) in the plot, 0 at the bottom, 1 at the top.
double height_of(const ScopeScale& scale, double bin) {
    if (scale.unit() == ScopeScale::Unit::percent) return (bin + 0.5) / scale.levels();
    const double nits = std::max(scale.level_of(bin), kLeastNits);
    return std::log10(nits / kLeastNits) / std::log10(kMostNits / kLeastNits);
}

struct Span {
    int from, to;
};
// Rows of the plot, from its bottom, that a bin covers: at least one.
Span rows_of(const ScopeScale& scale, int bin, int rows) {
    auto edge = [&](double b) { return static_cast<int>(std::floor(height_of(scale, b) * rows + 1e-9)); };
    const int from = std::clamp(edge(bin - 0.5), 0, rows - 1);
    return {from, std::clamp(edge(bin + 0.5), from + 1, rows)};
}
int row_of_level(const ScopeScale& scale, double level, int rows) {
    return rows_of(scale, static_cast<int>(std::lround(std::clamp(scale.bin_of(level), 0.0, scale.levels() - 1.0))),
                   rows)
        .from;
}

// One octal digit a row, the highest bit left.
constexpr std::pair<char, uint16_t> kGlyphs[] = {
    {'0', 075557}, {'1', 026227}, {'2', 071747}, {'3', 071717}, {'4', 055711}, {'5', 074717},
    {'6', 074757}, {'7', 071122}, {'8', 075757}, {'9', 075717}, {'%', 051245}, {'R', 065655},
    {'G', 034553}, {'B', 065656}, {'C', 034443}, {'Y', 055222}, {'M', 057755}, {'L', 044447},
    {'n', 006555}, {'i', 020222}, {'t', 027223}, {'s', 034216}, {'-', 000700}};

class Canvas {
  public:
    explicit Canvas(MutablePicture& picture) : picture_(picture) {}
    void put(int x, int y, Ink ink) {
        if (x < 0 || y < 0 || x >= picture_.header().width || y >= picture_.header().height) return;
        uint8_t* p = picture_.row(0, y) + x * 4;
        for (size_t i = 0; i < 3; ++i) p[i] = std::max(p[i], ink[i]); // what is counted stays visible
    }
    void add(int x, int y, std::array<double, 3> light) {
        uint8_t* p = picture_.row(0, y) + x * 4;
        for (size_t i = 0; i < 3; ++i)
            p[i] = static_cast<uint8_t>(std::min(255.0, static_cast<double>(p[i]) + light[i] * 255));
    }
    void horizontal(int x0, int x1, int y, Ink ink) {
        for (int x = x0; x < x1; ++x) put(x, y, ink);
    }
    void vertical(int x, int y0, int y1, Ink ink) {
        for (int y = y0; y < y1; ++y) put(x, y, ink);
    }
    void line(int x0, int y0, int x1, int y1, Ink ink) {
        const int n = std::max({std::abs(x1 - x0), std::abs(y1 - y0), 1});
        for (int i = 0; i <= n; ++i)
            put(x0 + static_cast<int>(std::lround((x1 - x0) * static_cast<double>(i) / n)),
                y0 + static_cast<int>(std::lround((y1 - y0) * static_cast<double>(i) / n)), ink);
    }
    // Dots of 2 x 2, letters 8 wide and 10 high.
    void text(int x, int y, const std::string& word) {
        for (char c : word) {
            for (const auto& [name, dots] : kGlyphs) {
                if (name != c) continue;
                for (int row = 0; row < 5; ++row)
                    for (int column = 0; column < 3; ++column)
                        if (dots >> (3 * (4 - row) + 2 - column) & 1)
                            for (int k = 0; k < 4; ++k) put(x + column * 2 + k % 2, y + row * 2 + k / 2, kLabel);
            }
            x += 8;
        }
    }

  private:
    MutablePicture& picture_;
};

std::vector<double> graticule_levels(const ScopeScale& scale) {
    if (scale.unit() == ScopeScale::Unit::nits) return {1, 10, 100, 203, 1000, 4000, 10000};
    return {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
}

constexpr std::array<std::array<double, 3>, 4> kLights{
    {{0.75, 0.9, 0.75}, {1, 0.15, 0.15}, {0.15, 1, 0.15}, {0.2, 0.3, 1}}};

// Counts of one channel in the columns [x0, x1) of the drawing.
void draw_wave(Canvas& canvas, const ScopeCounts& counts, ScopeChannel channel, int x0, int x1, const IntRect& plot) {
    const int rows = plot.y1 - plot.y0, levels = counts.scale.levels(), n = x1 - x0;
    std::vector<Span> spans;
    for (int bin = 0; bin < levels; ++bin) spans.push_back(rows_of(counts.scale, bin, rows));
    const auto& light = kLights[static_cast<size_t>(channel)];
    std::vector<double> line(static_cast<size_t>(rows));
    for (int x = 0; x < n; ++x) {
        const auto c0 = static_cast<int>(static_cast<int64_t>(x) * counts.columns / n);
        const auto c1 = std::max(c0 + 1, static_cast<int>(static_cast<int64_t>(x + 1) * counts.columns / n));
        std::fill(line.begin(), line.end(), 0.0);
        for (int c = c0; c < c1; ++c)
            for (int bin = 0; bin < levels; ++bin)
                if (const uint32_t k = counts.wave(channel, c, bin))
                    for (int r = spans[static_cast<size_t>(bin)].from; r < spans[static_cast<size_t>(bin)].to; ++r)
                        line[static_cast<size_t>(r)] += k;
        const double pixels = static_cast<double>(counts.width) * counts.height * (c1 - c0) / counts.columns;
        for (int r = 0; r < rows; ++r) {
            if (line[static_cast<size_t>(r)] == 0) continue;
            const double shine = 1 - std::exp(-16 * line[static_cast<size_t>(r)] * 16 / pixels);
            const double lit = std::max(shine, 0.12);
            canvas.add(x0 + x, plot.y1 - 1 - r, {light[0] * lit, light[1] * lit, light[2] * lit});
        }
    }
}

void draw_vectors(Canvas& canvas, const ScopeCounts& counts, const IntRect& plot) {
    const int size = plot.x1 - plot.x0;
    double samples = 0;
    for (uint32_t k : counts.vectors) samples += k;
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const uint32_t k = counts.vector(x * 256 / size, 255 - y * 256 / size);
            if (k == 0) continue;
            const double lit = std::max(0.15, 1 - std::exp(-4000.0 * k / samples));
            canvas.add(plot.x0 + x, plot.y0 + y, {0.6 * lit, 0.95 * lit, 0.6 * lit});
        }
}

void draw_histogram(Canvas& canvas, const ScopeCounts& counts, const IntRect& plot) {
    const int width = plot.x1 - plot.x0, rows = plot.y1 - plot.y0, levels = counts.scale.levels();
    for (size_t channel = 0; channel < 4; ++channel) {
        // Four bands, luma on top.
        const int y0 = plot.y0 + rows * static_cast<int>(channel) / 4;
        const int y1 = plot.y0 + rows * static_cast<int>(channel + 1) / 4 - 4;
        std::vector<double> bars(static_cast<size_t>(width), 0.0);
        for (int x = 0; x < width; ++x) {
            const auto b0 = static_cast<int>(static_cast<int64_t>(x) * levels / width);
            const auto b1 = std::max(b0 + 1, static_cast<int>(static_cast<int64_t>(x + 1) * levels / width));
            for (int bin = b0; bin < b1; ++bin)
                bars[static_cast<size_t>(x)] += counts.histogram[channel][static_cast<size_t>(bin)];
        }
        const double most = std::max(1.0, *std::max_element(bars.begin(), bars.end()));
        for (int x = 0; x < width; ++x) {
            const double bar = bars[static_cast<size_t>(x)];
            const int high = bar > 0 ? std::max(1, static_cast<int>(std::sqrt(bar / most) * (y1 - y0))) : 0;
            const auto& light = kLights[channel];
            for (int y = y1 - high; y < y1; ++y)
                canvas.add(plot.x0 + x, y, {light[0] * 0.85, light[1] * 0.85, light[2] * 0.85});
        }
    }
}

} // namespace

ScopeLayout scope_layout(const ScopeScale& scale, ScopeKind kind, int width, int height, ScopeMarks marks) {
    VERIFY(!is_overlay(kind) && width >= 160 && height >= 160);
    ScopeLayout out;
    if (kind == ScopeKind::vectorscope) {
        const int size = std::min(width, height) - kTop - kBottom;
        const int x0 = (width - size) / 2, y0 = (height - size) / 2;
        out.plot = {x0, y0, x0 + size, y0 + size};
        auto x_of = [&](double cb) { return x0 + static_cast<int>((cb + 0.5) * size / 256); };
        auto y_of = [&](double cr) { return y0 + size - 1 - static_cast<int>((cr + 0.5) * size / 256); };
        struct Bar {
            const char* name;
            double r, g, b;
        };
        for (const Bar& bar : {Bar{"R", 1, 0, 0}, Bar{"YL", 1, 1, 0}, Bar{"G", 0, 1, 0}, Bar{"CY", 0, 1, 1},
                               Bar{"B", 0, 0, 1}, Bar{"MG", 1, 0, 1}})
            for (double amount : {0.75, 1.0}) {
                const auto at = scale.chroma_of(bar.r * amount, bar.g * amount, bar.b * amount);
                out.targets.push_back({.label = bar.name,
                                       .x = x_of(at[0]),
                                       .y = y_of(at[1]),
                                       .half = amount < 1 ? std::max(2, 5 * size / 256) : 0});
            }
        const double angle = 123 * std::numbers::pi / 180, radius = scale.chroma_scale / 2;
        out.skin_x = x_of(128 + radius * std::cos(angle)), out.skin_y = y_of(128 + radius * std::sin(angle));
        return out;
    }
    const bool histogram = kind == ScopeKind::histogram;
    out.plot = {kLeft, kTop, width - kRight, height - kBottom - (histogram ? kLabelRow : 0)};
    if (marks == ScopeMarks::left_out) out.plot = {0, 0, width, height};
    for (double level : graticule_levels(scale)) {
        int at;
        if (histogram) {
            const int bin = static_cast<int>(std::lround(std::clamp(scale.bin_of(level), 0.0, scale.levels() - 1.0)));
            at = out.plot.x0 + static_cast<int>((bin + 0.5) * (out.plot.x1 - out.plot.x0) / scale.levels());
        } else {
            at = out.plot.y1 - 1 - row_of_level(scale, level, out.plot.y1 - out.plot.y0);
        }
        out.lines.push_back({.label = std::to_string(static_cast<int>(level)), .level = level, .at = at});
    }
    return out;
}

Result<PictureRef> draw_scope(const ScopeCounts& counts, ScopeKind kind, int width, int height, ScopeMarks marks) {
    const ScopeLayout layout = scope_layout(counts.scale, kind, width, height, marks);
    auto picture = TRY(MutablePicture::make(PixelFormat::rgba, width, height, kSrgbFull));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            uint8_t* p = picture.row(0, y) + x * 4;
            p[0] = p[1] = p[2] = 8, p[3] = 255;
        }
    Canvas canvas(picture);
    const IntRect& plot = layout.plot;
    if (kind == ScopeKind::waveform) draw_wave(canvas, counts, ScopeChannel::luma, plot.x0, plot.x1, plot);
    for (int i = 0; i < 3; ++i) {
        const auto channel = static_cast<ScopeChannel>(i + 1);
        const int third = (plot.x1 - plot.x0) / 3, x0 = plot.x0 + third * i;
        if (kind == ScopeKind::rgb_waveform) draw_wave(canvas, counts, channel, plot.x0, plot.x1, plot);
        if (kind == ScopeKind::parade) draw_wave(canvas, counts, channel, x0 + 1, x0 + third - 1, plot);
    }
    if (kind == ScopeKind::vectorscope) draw_vectors(canvas, counts, plot);
    if (kind == ScopeKind::histogram) draw_histogram(canvas, counts, plot);

    if (marks == ScopeMarks::left_out) return std::move(picture).publish();
    const bool nits = counts.scale.unit() == ScopeScale::Unit::nits;
    int last_label = -100;
    for (const ScopeLine& line : layout.lines) {
        const bool strong = nits ? line.level == 203 : line.level == 0 || line.level == 100;
        const Ink ink = strong ? kStrong : kGraticule;
        if (kind == ScopeKind::histogram) {
            canvas.vertical(line.at, plot.y0, plot.y1, ink);
            if (line.at - last_label < 34) continue;
            canvas.text(line.at - 4 * static_cast<int>(line.label.size()), plot.y1 + 8, line.label);
        } else {
            canvas.horizontal(plot.x0, plot.x1, line.at, ink);
            if (std::abs(line.at - last_label) < 12) continue;
            canvas.text(plot.x0 - 4 - 8 * static_cast<int>(line.label.size()), line.at - 5, line.label);
        }
        last_label = line.at;
    }
    if (!layout.lines.empty() && kind != ScopeKind::histogram) canvas.text(2, height - 11, nits ? "nits" : "%");
    if (kind == ScopeKind::vectorscope) {
        const int cx = (plot.x0 + plot.x1) / 2, cy = (plot.y0 + plot.y1) / 2;
        canvas.horizontal(plot.x0, plot.x1, cy, kGraticule);
        canvas.vertical(cx, plot.y0, plot.y1, kGraticule);
        canvas.line(cx, cy, layout.skin_x, layout.skin_y, kStrong);
        for (const ScopeTarget& t : layout.targets) {
            if (t.half == 0) {
                canvas.horizontal(t.x - 2, t.x + 3, t.y, kStrong), canvas.vertical(t.x, t.y - 2, t.y + 3, kStrong);
                continue;
            }
            for (int side : {-t.half, t.half}) {
                canvas.horizontal(t.x - t.half, t.x + t.half + 1, t.y + side, kStrong);
                canvas.vertical(t.x + side, t.y - t.half, t.y + t.half + 1, kStrong);
            }
            canvas.text(t.x + t.half + 4, t.y - 5, t.label);
        }
    }
    return std::move(picture).publish();
}

} // namespace tandem
