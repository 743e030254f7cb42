// The filter graph.
#include "engine/media/deinterlace.h"

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/pixdesc.h>
}

namespace tandem {

std::unique_ptr<Deinterlacer> Deinterlacer::make(const AVFrame& like, AVRational base, int threads) {
    // bwdif takes planar layouts; a conversion inside the graph would change untouched samples.
    const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(like.format));
    bool planar = d && (d->flags & AV_PIX_FMT_FLAG_PLANAR) &&
                  !(d->flags & (AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT)) && d->comp[0].step <= 2;
    if (!planar || like.height < 4 || like.width < 4) return nullptr;
    auto out = std::unique_ptr<Deinterlacer>(new Deinterlacer);
    out->time_base_ = base, out->width_ = like.width, out->height_ = like.height, out->format_ = like.format;
    out->graph_ = avfilter_graph_alloc();
    if (!out->graph_) return nullptr;
    out->graph_->nb_threads = threads;
    char args[256];
    std::snprintf(args, sizeof args, "video_size=%dx%d:pix_fmt=%d:time_base=%d/%d:pixel_aspect=1/1", like.width,
                  like.height, like.format, base.num, base.den);
    AVFilterContext* filter = nullptr;
    if (avfilter_graph_create_filter(&out->in_, avfilter_get_by_name("buffer"), "in", args, nullptr, out->graph_) < 0 ||
        avfilter_graph_create_filter(&filter, avfilter_get_by_name("bwdif"), "bwdif",
                                     "mode=send_frame:parity=auto:deint=interlaced", nullptr, out->graph_) < 0 ||
        avfilter_graph_create_filter(&out->out_, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr,
                                     out->graph_) < 0 ||
        avfilter_link(out->in_, 0, filter, 0) < 0 || avfilter_link(filter, 0, out->out_, 0) < 0 ||
        avfilter_graph_config(out->graph_, nullptr) < 0)
        return nullptr;
    if (av_buffersink_get_format(out->out_) != like.format) return nullptr;
    return out;
}

Deinterlacer::~Deinterlacer() { avfilter_graph_free(&graph_); }

bool Deinterlacer::send(AVFrame* frame) {
    if (frame && (frame->width != width_ || frame->height != height_ || frame->format != format_)) return false;
    return av_buffersrc_add_frame_flags(in_, frame, AV_BUFFERSRC_FLAG_KEEP_REF) >= 0;
}

int Deinterlacer::receive(AVFrame* frame) {
    int code = av_buffersink_get_frame(out_, frame);
    if (code >= 0 && frame->pts != AV_NOPTS_VALUE)
        frame->pts = av_rescale_q(frame->pts, av_buffersink_get_time_base(out_), time_base_);
    return code;
}

} // namespace tandem
