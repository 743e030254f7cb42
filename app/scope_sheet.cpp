// Measuring, drawing and stacking of scopes for the command line.
#include "app/scope_sheet.h"

#include <algorithm>
#include <cstring>

#include "app/cli.h"
#include "engine/video/scope_drawing.h"

namespace tandem::app {

static constexpr int kLeastWidth = 640, kMostWidth = 1920, kHeight = 536; // a plot of 512 rows: two a bin of 8 bits

Result<std::vector<ScopeKind>> scopes_named(const std::vector<std::string>& names) {
    std::vector<ScopeKind> kinds;
    for (const std::string& name : names) {
        const auto kind = scope_kind(name);
        if (!kind)
            return fail(ErrorCode::usage,
                        "a scope is one of waveform, rgb, parade, vectorscope, histogram, falsecolor, zebra, peaking",
                        "--scope " + name);
        kinds.push_back(*kind);
    }
    return kinds;
}

// Lowest, highest and mean level of one channel.
static ValueObject channel_json(const ScopeCounts& counts, ScopeChannel channel) {
    const auto& bins = counts.histogram[static_cast<size_t>(channel)];
    double pixels = 0, sum = 0;
    int low = -1, high = -1;
    for (int i = 0; i < counts.scale.levels(); ++i) {
        const double n = bins[static_cast<size_t>(i)];
        if (n == 0) continue;
        if (low < 0) low = i;
        high = i;
        pixels += n, sum += n * i;
    }
    return {{"min_code", low},
            {"max_code", high},
            {"mean_code", pixels > 0 ? sum / pixels : 0.0},
            {"min", counts.scale.level_of(low)},
            {"max", counts.scale.level_of(high)}};
}

static void paste(MutablePicture& sheet, const Picture& part, int top) {
    for (int y = 0; y < part.height; ++y)
        std::memcpy(sheet.row(0, top + y), part.data[0] + y * part.stride[0], static_cast<size_t>(part.width) * 4);
}

Result<ScopeSheet> draw_scopes(const Picture& picture, const std::vector<ScopeKind>& kinds, ScopeEngine& engine) {
    ScopeSheet out;
    std::vector<PictureRef> parts;
    const int width = std::clamp(picture.width, kLeastWidth, kMostWidth);
    const ScopeScale scale = scope_scale(picture.format, picture.colour);
    const char* unit = scale.unit() == ScopeScale::Unit::nits ? "nits" : "percent";
    const double pixels = static_cast<double>(picture.width) * picture.height;
    for (ScopeKind kind : kinds) {
        const std::string name(scope_name(kind));
        ValueObject json{{"name", name}, {"bits", scale.bits}, {"unit", unit}};
        std::string text = name;
        if (is_overlay(kind)) {
            int64_t marked = 0;
            parts.push_back(TRY(engine.overlay(picture, kind, {}, &marked)));
            if (kind != ScopeKind::false_colour) {
                json["marked_pixels"] = marked;
                json["marked_percent"] = 100 * static_cast<double>(marked) / pixels;
                text += format_text(" (%.1f %% marked)", 100 * static_cast<double>(marked) / pixels);
            }
        } else {
            const int side = kind == ScopeKind::vectorscope ? kHeight : width;
            const IntRect plot = scope_layout(scale, kind, side, kHeight).plot;
            const ScopeCounts counts = TRY(engine.measure(picture, {.columns = plot.x1 - plot.x0}));
            static constexpr const char* kChannels[] = {"luma", "red", "green", "blue"};
            for (size_t c = 0; c < 4; ++c) json[kChannels[c]] = channel_json(counts, static_cast<ScopeChannel>(c));
            parts.push_back(TRY(draw_scope(counts, kind, side, kHeight)));
        }
        out.json.push_back(std::move(json));
        out.text += (out.text.empty() ? "" : ", ") + text;
    }
    int wide = 0, high = 0;
    for (const PictureRef& p : parts) wide = std::max(wide, p->width), high += p->height;
    auto sheet = TRY(MutablePicture::make(PixelFormat::rgba, wide, high, kSrgbFull));
    for (int y = 0; y < high; ++y)
        for (int x = 0; x < wide; ++x) std::memcpy(sheet.row(0, y) + x * 4, "\0\0\0\xff", 4);
    int top = 0;
    for (const PictureRef& p : parts) paste(sheet, *p, top), top += p->height;
    out.picture = std::move(sheet).publish();
    return out;
}

} // namespace tandem::app
