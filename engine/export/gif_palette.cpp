// A filter graph that gives one picture for each it is given.
#include "engine/export/gif_palette.h"

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

#include <cstdio>

namespace tandem {

struct GifPalette::Graph {
    AVFilterGraph* graph = avfilter_graph_alloc();
    AVFilterContext *in = nullptr, *out = nullptr;
    ~Graph() { avfilter_graph_free(&graph); }
};

GifPalette::~GifPalette() = default;

Result<std::unique_ptr<GifPalette>> GifPalette::make(int width, int height, AVRational time_base) {
    auto made = std::make_unique<GifPalette>();
    made->graph_ = std::make_unique<Graph>();
    Graph& g = *made->graph_;
    if (!g.graph) return fail(ErrorCode::temporary, "out of memory");
    char text[200];
    std::snprintf(text, sizeof text, "video_size=%dx%d:pix_fmt=%d:time_base=%d/%d:pixel_aspect=1/1", width, height,
                  static_cast<int>(AV_PIX_FMT_RGB24), time_base.num, time_base.den);
    AVFilterInOut *ins = avfilter_inout_alloc(), *outs = avfilter_inout_alloc();
    int err = ins && outs ? 0 : AVERROR(ENOMEM);
    if (err >= 0)
        err = avfilter_graph_create_filter(&g.in, avfilter_get_by_name("buffer"), "in", text, nullptr, g.graph);
    if (err >= 0)
        err =
            avfilter_graph_create_filter(&g.out, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr, g.graph);
    if (err >= 0) {
        outs->name = av_strdup("in"), outs->filter_ctx = g.in;
        ins->name = av_strdup("out"), ins->filter_ctx = g.out;
        err = avfilter_graph_parse_ptr(g.graph,
                                       "split[a][b];[a]palettegen=stats_mode=single:reserve_transparent=0[p];"
                                       "[b][p]paletteuse=new=1:dither=bayer:bayer_scale=4",
                                       &ins, &outs, nullptr);
    }
    avfilter_inout_free(&ins);
    avfilter_inout_free(&outs);
    if (err >= 0) err = avfilter_graph_config(g.graph, nullptr);
    if (err < 0) return fail(ErrorCode::unavailable, "this FFmpeg has no palettes for GIF: " + av_out::error_text(err));
    return made;
}

Result<av_out::FramePtr> GifPalette::run(av_out::FramePtr picture) {
    int err = av_buffersrc_add_frame(graph_->in, picture.get());
    av_out::FramePtr out(av_frame_alloc());
    if (!out) return fail(ErrorCode::temporary, "out of memory");
    if (err >= 0) err = av_buffersink_get_frame(graph_->out, out.get());
    if (err < 0) return fail(ErrorCode::internal, "a picture got no palette: " + av_out::error_text(err));
    return out;
}

} // namespace tandem
