// Scaling by libswscale to 16-bit RGB, then HDR, alpha and orientation pixel by pixel.
#include "engine/media/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <memory>

extern "C" {
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include "engine/base/primaries.h"
#include "engine/base/transfer.h"
#include "engine/media/frame_picture.h"

namespace tandem {

namespace {

constexpr int kMaxAspect = 16; // to one; beyond it the picture is squeezed
constexpr uint32_t kBackdrop = 48;
constexpr double kKnee = 0.6; // of white, linear

struct FreeScaler {
    void operator()(SwsContext* s) const { sws_freeContext(s); }
};

int scaler_matrix(Matrix m) {
    switch (m) {
    case Matrix::bt709:
        return SWS_CS_ITU709;
    case Matrix::fcc:
        return SWS_CS_FCC;
    case Matrix::smpte240m:
        return SWS_CS_SMPTE240M;
    case Matrix::bt2020_ncl:
    case Matrix::bt2020_cl:
    case Matrix::ictcp:
        return SWS_CS_BT2020;
    default:
        return SWS_CS_ITU601;
    }
}

using Rgba64 = std::vector<uint16_t>;

Result<Rgba64> scaled(const Picture& p, const ColourTags& colour, int width, int height) {
    const PixelFormatInfo& f = info(p.format);
    // The scaler reads no NV16; that of every other chroma row is NV12.
    const bool every_other = p.format == PixelFormat::nv16;
    const AVPixelFormat from = every_other ? AV_PIX_FMT_NV12 : av_get_pix_fmt(f.name);
    std::unique_ptr<SwsContext, FreeScaler> scaler;
    if (from != AV_PIX_FMT_NONE && sws_isSupportedInput(from))
        scaler.reset(sws_getContext(p.width, p.height, from, width, height, AV_PIX_FMT_RGBA64LE,
                                    SWS_AREA | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_ACCURATE_RND, nullptr,
                                    nullptr, nullptr));
    if (!scaler)
        return fail(ErrorCode::unavailable, std::string("pictures of the layout ") + f.name + " cannot be scaled");
    const int* standard = sws_getCoefficients(SWS_CS_DEFAULT);
    const bool rgb = f.model == ColourModel::rgb;
    sws_setColorspaceDetails(scaler.get(), rgb ? standard : sws_getCoefficients(scaler_matrix(colour.matrix)),
                             rgb || colour.range == ColourRange::full, standard, 1, 0, 1 << 16, 1 << 16);
    Rgba64 out(static_cast<size_t>(width) * static_cast<size_t>(height) * 4 + 32); // the scaler may write past the end
    int strides[4] = {}, to_stride = width * 8;
    for (size_t i = 0; i < 4; ++i) strides[i] = static_cast<int>(p.stride[i]);
    if (every_other) strides[1] *= 2;
    auto* to = reinterpret_cast<uint8_t*>(out.data());
    if (sws_scale(scaler.get(), p.data.data(), strides, 0, p.height, &to, &to_stride) < 0)
        return fail(ErrorCode::bad_data, "a picture cannot be scaled");
    return out;
}

// HDR or linear light in place to sRGB: primaries converted, light above the knee rolled off towards 1.
void to_sdr(Rgba64& pixels, const ColourTags& colour) {
    std::vector<float> light(4096);
    for (size_t i = 0; i < light.size(); ++i)
        light[i] = static_cast<float>(to_linear(colour.transfer, static_cast<double>(i) / 4095));
    const Matrix33 to_709 = primaries_matrix(colour.primaries, Primaries::bt709);
    const auto weights = luma_weights(Matrix::bt2020_ncl); // HLG is always of BT.2100
    for (size_t i = 0; i + 3 < pixels.size(); i += 4) {
        std::array<double, 3> v;
        for (size_t c = 0; c < 3; ++c) v[c] = static_cast<double>(light[pixels[i + c] >> 4]);
        if (colour.transfer == Transfer::hlg) {
            const double luma = weights[0] * v[0] + weights[1] * v[1] + weights[2] * v[2];
            for (double& x : v) x *= hlg_display_factor() * std::pow(std::max(0.0, luma), hlg_gamma() - 1);
        }
        v = multiply(to_709, v);
        const double top = std::max({v[0], v[1], v[2], 1e-6});
        const double above = std::max(0.0, top - kKnee), room = 1 - kKnee;
        const double gain = (std::min(top, kKnee) + room * above / (above + room)) / top;
        for (size_t c = 0; c < 3; ++c)
            pixels[i + c] = static_cast<uint16_t>(
                std::clamp(from_linear(Transfer::srgb, std::max(0.0, v[c] * gain)), 0.0, 1.0) * 65535 + 0.5);
    }
}

uint32_t packed(const uint16_t* p) {
    uint32_t out = 0xff;
    for (size_t c = 0; c < 3; ++c) {
        const uint32_t v = (p[c] * uint32_t{p[3]} / 65535 * 255 + (65535 - p[3]) * kBackdrop + 32767) / 65535;
        out = out << 8 | v;
    }
    return out;
}

} // namespace

Result<Thumbnail> make_thumbnail(const Picture& p, const PictureStream& stream, const ColourTags& user, int height) {
    ColourTags colour =
        with_defaults(or_else(user, p.colour), p.width, p.height, info(p.format).model == ColourModel::rgb);
    const bool turned = stream.rotation % 180 != 0;
    double aspect = static_cast<double>(p.width) / p.height;
    if (stream.sar_num > 0 && stream.sar_den > 0) aspect *= static_cast<double>(stream.sar_num) / stream.sar_den;
    if (turned) aspect = 1 / aspect;
    const int width = std::max(1, static_cast<int>(std::lround(height * std::min<double>(aspect, kMaxAspect))));
    const int stored_width = turned ? height : width, stored_height = turned ? width : height;
    Rgba64 pixels = TRY(scaled(p, colour, stored_width, stored_height));
    if (is_hdr(colour.transfer) || colour.transfer == Transfer::linear) to_sdr(pixels, colour);
    Thumbnail out{.width = width, .height = height};
    out.pixels.reserve(static_cast<size_t>(width) * static_cast<size_t>(height));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            int from_x = x, from_y = y;
            if (stream.rotation == 90) from_x = y, from_y = stored_height - 1 - x;
            if (stream.rotation == 180) from_x = stored_width - 1 - x, from_y = stored_height - 1 - y;
            if (stream.rotation == 270) from_x = stored_width - 1 - y, from_y = x;
            if (stream.mirror) from_x = stored_width - 1 - from_x;
            out.pixels.push_back(packed(&pixels[4 * (static_cast<size_t>(from_y) * static_cast<size_t>(stored_width) +
                                                     static_cast<size_t>(from_x))]));
        }
    return out;
}

} // namespace tandem
