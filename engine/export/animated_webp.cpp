// Uses libwebp's demuxer and decoder.
#include "engine/export/animated_webp.h"

#include <webp/demux.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include "engine/io/project_file.h"

namespace tandem {
namespace {

constexpr size_t kMaxBytes = size_t{4} << 30; // RIFF's own limit
constexpr uint8_t kAnimated = 2;              // flag in VP8X

struct Free {
    void operator()(WebPAnimDecoder* d) const { WebPAnimDecoderDelete(d); }
    void operator()(WebPDemuxer* d) const { WebPDemuxDelete(d); }
};

} // namespace

bool is_animated_webp(const std::string& path) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    uint8_t head[21];
    if (!file || std::fread(head, 1, sizeof head, file.get()) != sizeof head) return false;
    return std::memcmp(head, "RIFF", 4) == 0 && std::memcmp(head + 8, "WEBPVP8X", 8) == 0 && (head[20] & kAnimated);
}

Result<VerifyReport> verify_webp(const std::string& path, const VerifyExpect& expect, const std::atomic<bool>* cancel) {
    const std::string bytes = TRY(read_file_limited(path, kMaxBytes));
    const WebPData data{reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
    VerifyReport r;
    r.file = path, r.container = "webp", r.video_codec = "webp", r.pixel_format = "bgra";
    auto problem = [&](std::string text) { r.problems.push_back(std::move(text)); };
    // The whole file: the decoder by itself takes one that ends early.
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    const std::unique_ptr<WebPDemuxer, Free> demuxer(WebPDemuxPartial(&data, &state));
    if (!demuxer) return fail(ErrorCode::bad_data, "the file cannot be opened: it is no WebP", path);
    if (state != WEBP_DEMUX_DONE) problem("the file ends early");
    r.width = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH));
    r.height = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT));

    WebPAnimDecoderOptions options;
    if (!WebPAnimDecoderOptionsInit(&options)) return fail(ErrorCode::unavailable, "this libwebp has another version");
    const std::unique_ptr<WebPAnimDecoder, Free> decoder(WebPAnimDecoderNew(&data, &options));
    std::vector<int> ends; // of the pictures, ms
    while (decoder && WebPAnimDecoderHasMoreFrames(decoder.get())) {
        if (cancel && cancel->load()) return fail(ErrorCode::cancelled, "verification was interrupted", path);
        uint8_t* pixels = nullptr;
        int end = 0;
        if (!WebPAnimDecoderGetNext(decoder.get(), &pixels, &end)) {
            ++r.decode_errors;
            break;
        }
        ends.push_back(end);
    }
    if (!decoder || r.decode_errors > 0) problem("the picture has decoding errors");
    if (ends.empty()) return problem("the picture has no data"), r;
    r.frames = r.frames_decoded = static_cast<int64_t>(ends.size());
    r.video_end = Time::from_ratio(ends.back(), 1000);
    if ((expect.width && r.width != *expect.width) || (expect.height && r.height != *expect.height))
        problem("its size is " + std::to_string(r.width) + "x" + std::to_string(r.height));
    if (!(WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & kAnimated)) {
        // The encoder makes a still picture of a film whose frames are all equal; it has no times.
        if (expect.rate) r.rate = *expect.rate;
        r.frames = expect.frames.value_or(1);
        return r;
    }
    if (!expect.rate) {
        if (auto rate = FrameRate::make(r.frames * 1000, std::max(1, ends.back()))) r.rate = *rate;
    } else {
        r.rate = *expect.rate;
        int64_t frame = 0;
        for (size_t i = 0; i < ends.size(); ++i) {
            const int64_t next = r.rate.frame_nearest(Time::from_ratio(ends[i], 1000));
            const double off = ends[i] - r.rate.time_of(next).seconds() * 1000;
            // Times are whole milliseconds; that of the last end is made of the others.
            if (next <= frame || std::fabs(off) > (i + 1 < ends.size() ? 1.0 : 2.0)) {
                problem("picture " + std::to_string(i) + " ends at " + std::to_string(ends[i]) +
                        " ms, where no frame does");
                break;
            }
            frame = next;
        }
        r.frames = frame; // shown, those that were joined included
    }
    if (expect.frames && r.frames != *expect.frames)
        problem("it has " + std::to_string(r.frames) + " frames instead of " + std::to_string(*expect.frames));
    if (expect.duration) {
        const Time off = r.video_end - *expect.duration, frame = r.rate.time_of(1);
        if (off > frame || -off > frame)
            problem("it lasts " + std::to_string(ends.back()) + " ms instead of " +
                    std::to_string(std::llround(expect.duration->seconds() * 1000)));
    }
    return r;
}

} // namespace tandem
