// What every device's scopes must give: the processor's counts and overlays, number for number. Test threads only.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <vector>

#include "gpu/compose/composed_scopes.h"
#include "gpu/cpu/scopes.h"
#include "gpu/device/fallback_scopes.h"

namespace tandem::test {

// Every bit of every sample by chance, unused ones too.
inline PictureRef noise_picture(PixelFormat format, int width, int height, const ColourTags& tags, uint32_t seed) {
    auto made = MutablePicture::make(format, width, height, tags).value();
    std::mt19937 random(seed);
    for (int plane = 0; plane < info(format).planes; ++plane)
        for (int y = 0; y < plane_rows(format, plane, height); ++y)
            for (size_t b = 0; b < plane_row_bytes(format, plane, width); ++b)
                made.row(plane, y)[b] = static_cast<uint8_t>(random() >> 8);
    return std::move(made).publish();
}

// The same picture, its rows from the last to the first in memory.
inline PictureRef from_below(const PictureRef& picture) {
    auto out = std::make_shared<Picture>(*picture);
    for (size_t p = 0; p < info(picture->format).planes; ++p) {
        out->data[p] += (plane_rows(picture->format, static_cast<int>(p), picture->height) - 1) * out->stride[p];
        out->stride[p] = -out->stride[p];
    }
    return out;
}

inline void same_counts(const ScopeCounts& want, const ScopeCounts& got) {
    CHECK(want.columns == got.columns);
    for (size_t c = 0; c < 4; ++c) {
        CAPTURE(c);
        CHECK((want.waveform[c] == got.waveform[c]));
        CHECK((want.histogram[c] == got.histogram[c]));
    }
    CHECK((want.vectors == got.vectors));
}

inline void same_pixels(const Picture& want, const Picture& got) {
    CHECK((want.format == got.format && want.colour == got.colour));
    REQUIRE((want.width == got.width && want.height == got.height));
    int wrong = 0;
    for (int y = 0; y < want.height; ++y)
        wrong += std::memcmp(want.data[0] + y * want.stride[0], got.data[0] + y * got.stride[0],
                             static_cast<size_t>(want.width) * 4) != 0;
    CHECK(wrong == 0);
}

inline void same_scopes(ScopeEngine& device, const Picture& picture, std::vector<ScopeSpec> specs) {
    static const auto cpu = make_cpu_scopes(1);
    for (const ScopeSpec& spec : specs) {
        CAPTURE(spec.columns);
        auto want = cpu->measure(picture, spec), got = device.measure(picture, spec);
        REQUIRE(want);
        REQUIRE(got);
        same_counts(*want, *got);
        for (ScopeKind kind : {ScopeKind::false_colour, ScopeKind::zebra, ScopeKind::peaking}) {
            CAPTURE(scope_name(kind));
            int64_t marked = -1, found = -1;
            auto drawn = cpu->overlay(picture, kind, spec, &marked), over = device.overlay(picture, kind, spec, &found);
            REQUIRE(drawn);
            REQUIRE(over);
            same_pixels(**drawn, **over);
            CHECK(marked == found);
        }
    }
}

// Every layout; odd sizes; every meaning that codes have; more, fewer and as many columns as pixels.
inline void scopes_like_the_processor(ScopeEngine& device) {
    for (int f = 1; f <= static_cast<int>(PixelFormat::gbrapf32le); ++f) {
        const auto format = static_cast<PixelFormat>(f);
        CAPTURE(info(format).name);
        if (info(format).is_float) {
            auto float_picture = noise_picture(format, 4, 4, kRec709, 1);
            CHECK(device.measure(*float_picture, {}).error().code == ErrorCode::usage);
            CHECK(device.overlay(*float_picture, ScopeKind::zebra, {}).error().code == ErrorCode::usage);
            continue;
        }
        same_scopes(device, *noise_picture(format, 67, 35, kRec709, static_cast<uint32_t>(f)), {{.columns = 7}});
    }
    using enum PixelFormat;
    for (PixelFormat format : {yuv420p, yuv410p, yuv422p10le, uyvy422, p016le, gbrp12le, rgb24, gray10le})
        for (auto [w, h] : {std::pair{1, 1}, {2, 9}, {5, 1}, {33, 18}, {131, 40}}) {
            CAPTURE(info(format).name);
            CAPTURE(w);
            same_scopes(device, *noise_picture(format, w, h, kRec709, static_cast<uint32_t>(w)),
                        {{.columns = 0}, {.columns = 1}, {.columns = 1000}, {.columns = w / 2 + 1}});
        }
    for (Transfer transfer : {Transfer::bt709, Transfer::pq, Transfer::hlg})
        for (Matrix matrix : {Matrix::bt709, Matrix::bt2020_ncl, Matrix::ictcp, Matrix::ycgco, Matrix::smpte170m})
            for (ColourRange range : {ColourRange::limited, ColourRange::full})
                for (PixelFormat format : {yuv420p, yuv444p10le, yuv444p16le, rgb48le}) {
                    CAPTURE(info(format).name);
                    CAPTURE(static_cast<int>(matrix));
                    const ColourTags tags{Primaries::bt2020, transfer, matrix, range, ChromaSiting::left};
                    same_scopes(device, *noise_picture(format, 45, 26, tags, 3),
                                {{.columns = 20, .zebra_from = 30, .zebra_to = 60, .peaking_percent = 40}});
                }
    same_scopes(device, *from_below(noise_picture(yuv422p10le, 66, 22, kRec709, 4)), {{.columns = 9}});
    // Flat: all samples in one bin and one place of the vectors.
    auto flat = MutablePicture::make(yuv420p, 130, 70, kRec709).value();
    for (int plane = 0; plane < 3; ++plane)
        for (int y = 0; y < plane_rows(yuv420p, plane, 70); ++y)
            std::memset(flat.row(plane, y), plane == 0 ? 200 : 128, plane_row_bytes(yuv420p, plane, 130));
    same_scopes(device, *std::move(flat).publish(), {{.columns = 11}});
}

// What does not fit `tight` is done in parts, with the same result.
inline void scopes_in_parts(ComposedScopes& tight) {
    auto wide = noise_picture(PixelFormat::yuv422p10le, 331, 35, kRec709, 5);
    static const auto cpu = make_cpu_scopes(1);
    for (int columns : {331, 100, 1}) {
        CAPTURE(columns);
        const uint64_t before = tight.parts();
        auto want = cpu->measure(*wide, {.columns = columns}), got = tight.measure(*wide, {.columns = columns});
        REQUIRE(got);
        same_counts(*want, *got);
        CHECK((tight.parts() - before > 2) == (columns == 331));
    }
    auto large = noise_picture(PixelFormat::yuv420p, 801, 602, kRec709, 6);
    const uint64_t before = tight.parts();
    same_scopes(tight, *large, {{.columns = 40}});
    CHECK(tight.parts() - before > 4);
}

} // namespace tandem::test
