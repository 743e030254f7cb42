// Frame layouts, colour tags, conversion of what is not in our table.
#include "engine/media/frame_picture.h"

#include <cstring>
#include <vector>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include "engine/media/input.h"

namespace tandem {

static Primaries known(Primaries p) {
    int v = static_cast<int>(p);
    return v == 1 || (v >= 4 && v <= 12) || v == 22 ? p : Primaries::unspecified;
}

ColourTags colour_tags(int primaries, int transfer, int matrix, int range, int siting) {
    ColourTags c;
    c.primaries = known(static_cast<Primaries>(primaries));
    if (transfer == 1 || (transfer >= 4 && transfer <= 18)) c.transfer = static_cast<Transfer>(transfer);
    if (matrix == 0 || matrix == 1 || (matrix >= 4 && matrix <= 10) || matrix == 14)
        c.matrix = static_cast<Matrix>(matrix);
    if (range == AVCOL_RANGE_MPEG || range == AVCOL_RANGE_JPEG) c.range = static_cast<ColourRange>(range);
    if (siting >= 1 && siting <= 6) c.siting = static_cast<ChromaSiting>(siting);
    return c;
}

// FFmpeg stores what the file says, which may be no value of the enum; loading it as one would be undefined.
template<class E>
static int raw(const E& value) {
    int number;
    static_assert(sizeof number == sizeof value);
    std::memcpy(&number, &value, sizeof number);
    return number;
}

static bool is_rgb(int format) {
    const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
    return d && (d->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL));
}

static bool is_full_range_name(int format) {
    const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(format));
    return name && std::strncmp(name, "yuvj", 4) == 0;
}

// Some containers' zero-initialised matrix reads as RGB on a YUV stream.
static ColourTags sane(ColourTags c, int format) {
    if (format < 0) return c;
    if (is_full_range_name(format)) c.range = ColourRange::full;
    if (c.matrix == Matrix::rgb && !is_rgb(format)) c.matrix = Matrix::unspecified;
    if (is_rgb(format)) {
        if (c.matrix != Matrix::unspecified) c.matrix = Matrix::rgb;
        c.siting = ChromaSiting::unspecified;
    }
    return c;
}

ColourTags colour_tags(const AVCodecParameters& par) {
    ColourTags c = sane(colour_tags(raw(par.color_primaries), raw(par.color_trc), raw(par.color_space),
                                    raw(par.color_range), raw(par.chroma_location)),
                        par.format);
    if (par.codec_id == AV_CODEC_ID_EXR || par.codec_id == AV_CODEC_ID_PFM || par.codec_id == AV_CODEC_ID_PHM) {
        if (c.transfer == Transfer::unspecified) c.transfer = Transfer::linear;
    }
    return c;
}

ColourTags or_else(ColourTags a, const ColourTags& b) {
    if (a.primaries == Primaries::unspecified) a.primaries = b.primaries;
    if (a.transfer == Transfer::unspecified) a.transfer = b.transfer;
    if (a.matrix == Matrix::unspecified) a.matrix = b.matrix;
    if (a.range == ColourRange::unspecified) a.range = b.range;
    if (a.siting == ChromaSiting::unspecified) a.siting = b.siting;
    return a;
}

// Our name for a layout, with "yuvj" read as full-range "yuv".
static std::optional<PixelFormat> same_layout(int format) {
    const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(format));
    if (!name) return std::nullopt;
    std::string text = name;
    if (is_full_range_name(format)) text = "yuv" + text.substr(4);
    return pixel_format_by_name(text);
}

static PixelFormat nearest(int format) {
    static const std::vector<AVPixelFormat> ours = [] {
        std::vector<AVPixelFormat> list;
        for (int i = 1;; ++i) {
            auto f = static_cast<PixelFormat>(i);
            auto av = av_get_pix_fmt(info(f).name);
            if (av != AV_PIX_FMT_NONE && sws_isSupportedOutput(av)) list.push_back(av);
            if (f == PixelFormat::gbrapf32le) break;
        }
        list.push_back(AV_PIX_FMT_NONE);
        return list;
    }();
    if (format == AV_PIX_FMT_PAL8) return PixelFormat::bgra; // PAL8 entries are ARGB words: a plain look-up
    AVPixelFormat best = avcodec_find_best_pix_fmt_of_list(ours.data(), static_cast<AVPixelFormat>(format), 1, nullptr);
    return pixel_format_by_name(av_get_pix_fmt_name(best)).value_or(PixelFormat::rgba);
}

// Whether 32 bytes after the last row of every plane may be read, as Picture promises.
static bool has_padding(const AVFrame& f, PixelFormat format) {
    for (int p = 0; p < info(format).planes; ++p) {
        const AVBufferRef* b = av_frame_get_plane_buffer(const_cast<AVFrame*>(&f), p);
        auto i = static_cast<size_t>(p);
        if (!b || !f.data[i]) return false;
        const uint8_t* last = f.data[i];
        if (f.linesize[i] > 0) last += static_cast<ptrdiff_t>(f.linesize[i]) * (plane_rows(format, p, f.height) - 1);
        const uint8_t* end = last + plane_row_bytes(format, p, f.width) + 32;
        if (end > b->data + b->size) return false;
    }
    return true;
}

void FrameConverter::FreeScaler::operator()(SwsContext* s) const { sws_freeContext(s); }

Result<Picture> FrameConverter::to_picture(av::FramePtr frame, const ColourTags& fallback, const std::string& path) {
    if (frame->width < 1 || frame->height < 1)
        return fail(ErrorCode::bad_data, "the decoder gave an empty picture", path);
    if (frame->width > kMaxSide || frame->height > kMaxSide || int64_t{frame->width} * frame->height > kMaxPixels)
        return fail(ErrorCode::denied,
                    "a picture of " + std::to_string(frame->width) + "x" + std::to_string(frame->height) +
                        " is above the limit of 16384 pixels a side and 134 million in all",
                    path);
    ColourTags colour = sane(colour_tags(raw(frame->color_primaries), raw(frame->color_trc), raw(frame->colorspace),
                                         raw(frame->color_range), raw(frame->chroma_location)),
                             frame->format);
    colour = sane(or_else(colour, fallback), frame->format);
    auto same = same_layout(frame->format);
    if (!same) return convert(*frame, nearest(frame->format), colour, path);
    if (!has_padding(*frame, *same)) {
        MutablePicture copy = TRY(MutablePicture::make(*same, frame->width, frame->height, colour));
        for (int p = 0; p < info(*same).planes; ++p) {
            size_t bytes = plane_row_bytes(*same, p, frame->width);
            for (int y = 0; y < plane_rows(*same, p, frame->height); ++y)
                std::memcpy(copy.row(p, y), frame->data[p] + static_cast<ptrdiff_t>(y) * frame->linesize[p], bytes);
        }
        return *std::move(copy).publish();
    }
    Picture out;
    out.format = *same, out.width = frame->width, out.height = frame->height, out.colour = colour;
    for (size_t p = 0; p < 4; ++p) out.data[p] = frame->data[p], out.stride[p] = frame->linesize[p];
    out.owner = std::shared_ptr<const void>(frame.release(), [](const void* f) {
        auto owned = static_cast<AVFrame*>(const_cast<void*>(f));
        av_frame_free(&owned);
    });
    return out;
}

Result<Picture> FrameConverter::convert(const AVFrame& frame, PixelFormat to, ColourTags colour,
                                        const std::string& path) {
    MutablePicture out = TRY(MutablePicture::make(to, frame.width, frame.height, colour));
    if (frame.format == AV_PIX_FMT_PAL8) {
        for (int y = 0; y < frame.height; ++y) {
            const uint8_t* in = frame.data[0] + static_cast<ptrdiff_t>(y) * frame.linesize[0];
            uint8_t* row = out.row(0, y);
            for (int x = 0; x < frame.width; ++x) std::memcpy(row + 4 * x, frame.data[1] + 4 * in[x], 4);
        }
        return *std::move(out).publish();
    }
    if (!scaler_ || scaler_width_ != frame.width || scaler_height_ != frame.height || scaler_format_ != frame.format) {
        AVPixelFormat target = av_get_pix_fmt(info(to).name);
        scaler_.reset(sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
                                     frame.height, target, SWS_POINT | SWS_ACCURATE_RND | SWS_BITEXACT, nullptr,
                                     nullptr, nullptr));
        if (!scaler_) {
            const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame.format));
            return fail(ErrorCode::unavailable,
                        std::string("pictures of the layout ") + (name ? name : "?") + " cannot be converted", path);
        }
        // The same range on both sides: only the layout changes.
        int full = colour.range == ColourRange::full;
        const int* table = sws_getCoefficients(SWS_CS_DEFAULT);
        sws_setColorspaceDetails(scaler_.get(), table, full, table, full, 0, 1 << 16, 1 << 16);
        scaler_width_ = frame.width, scaler_height_ = frame.height, scaler_format_ = frame.format;
    }
    uint8_t* planes[4] = {};
    int strides[4] = {};
    for (int p = 0; p < info(to).planes; ++p) {
        planes[p] = out.row(p, 0);
        strides[p] = static_cast<int>(out.header().stride[static_cast<size_t>(p)]);
    }
    if (sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, planes, strides) < 0)
        return fail(ErrorCode::bad_data, "a picture cannot be converted to a known layout", path);
    return *std::move(out).publish();
}

} // namespace tandem
