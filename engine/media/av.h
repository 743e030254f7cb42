// Owners of FFmpeg objects, its errors as text and its log. Private to engine/media; any thread.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
}

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace tandem::av {

struct FreeFrame {
    void operator()(AVFrame* f) const { av_frame_free(&f); }
};
struct FreePacket {
    void operator()(AVPacket* p) const { av_packet_free(&p); }
};
struct FreeCodec {
    void operator()(AVCodecContext* c) const { avcodec_free_context(&c); }
};
struct CloseParser {
    void operator()(AVCodecParserContext* p) const { av_parser_close(p); }
};
using FramePtr = std::unique_ptr<AVFrame, FreeFrame>;
using PacketPtr = std::unique_ptr<AVPacket, FreePacket>;
using CodecPtr = std::unique_ptr<AVCodecContext, FreeCodec>;
using ParserPtr = std::unique_ptr<AVCodecParserContext, CloseParser>;

inline FramePtr make_frame() { return FramePtr(av_frame_alloc()); }
inline PacketPtr make_packet() { return PacketPtr(av_packet_alloc()); }

// Sends FFmpeg's log to ours at level debug. Called before any other use; cheap to repeat.
void set_up();
// The last error line FFmpeg wrote on this thread since the call before, or "".
std::string take_last_message();
// "Invalid data found when processing input", with FFmpeg's own last message where it says more.
std::string error_text(int code);

// Ticks of a time stamp; exact for the usual time bases. Pre: pts is a value.
inline Time to_time(int64_t pts, AVRational base) { return {mul_div_round(pts, kTicksPerSecond * base.num, base.den)}; }

} // namespace tandem::av
