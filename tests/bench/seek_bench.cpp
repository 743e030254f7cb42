// Random access to exact frames of a long-GOP file (H.264, 250 frames a group, two B frames), Tandem's reader beside
// the least that libavcodec needs: seek to the key frame before, decode up to the frame. `all` decodes every frame of
// the way; `skip` leaves out frames that no other needs (AVDISCARD_NONREF) until the one asked for, as Tandem's reader
// may. Both with the same decoder threads. Needs the ffmpeg program to make the file. Never asserted.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "engine/media/probe.h"
#include "engine/media/video_reader.h"

using namespace tandem;

namespace {

constexpr int kFrames = 1500, kRate = 25, kThreads = 2;

const std::string& long_gop() {
    static const struct File {
        std::string path =
            (std::filesystem::temp_directory_path() / ("tandem-seek-" + std::to_string(getpid()) + ".mp4")).string();
        File() {
            std::string command = "ffmpeg -v error -y -f lavfi -i testsrc2=size=1280x720:rate=25:duration=60 -c:v "
                                  "libx264 -preset veryfast -g 250 -bf 2 -sc_threshold 0 -pix_fmt yuv420p " +
                                  path;
            if (std::system(command.c_str()) != 0) path.clear();
        }
        ~File() { std::filesystem::remove(path); }
    } file;
    return file.path;
}

// The same frames in the same order for everyone.
int frame_number(uint32_t& seed) {
    seed = seed * 1664525u + 1013904223u;
    return static_cast<int>(seed >> 8) % kFrames;
}

void seek_tandem(benchmark::State& state) {
    auto media = probe_media(long_gop());
    if (!media) return state.SkipWithError(media.error().text().c_str());
    auto reader = VideoReader::open(*media, {.decoder_threads = kThreads});
    if (!reader) return state.SkipWithError(reader.error().text().c_str());
    uint32_t seed = 1;
    for (auto _ : state) {
        Time t = FrameRate{kRate, 1}.time_of(frame_number(seed)) + Time::from_ratio(1, 100);
        auto picture = (*reader)->frame_at(t);
        if (!picture) state.SkipWithError(picture.error().text().c_str());
        benchmark::DoNotOptimize(picture);
    }
}
BENCHMARK(seek_tandem)->Iterations(24)->Unit(benchmark::kMillisecond)->UseRealTime();

enum class Decode { all, skip };

void seek_libav(benchmark::State& state, Decode way) {
    AVFormatContext* format = nullptr;
    if (avformat_open_input(&format, long_gop().c_str(), nullptr, nullptr) < 0)
        return state.SkipWithError("the file cannot be opened");
    avformat_find_stream_info(format, nullptr);
    const AVStream* stream = format->streams[0];
    AVCodecContext* codec = avcodec_alloc_context3(nullptr);
    avcodec_parameters_to_context(codec, stream->codecpar);
    codec->thread_count = kThreads;
    avcodec_open2(codec, avcodec_find_decoder(stream->codecpar->codec_id), nullptr);
    AVPacket* packet = av_packet_alloc();
    AVFrame* frame = av_frame_alloc();
    const int64_t unit = av_rescale_q(1, {1, kRate}, stream->time_base);
    const int64_t first = stream->start_time != AV_NOPTS_VALUE ? stream->start_time : 0;
    uint32_t seed = 1;
    for (auto _ : state) {
        const int64_t wanted = first + frame_number(seed) * unit;
        av_seek_frame(format, 0, wanted, AVSEEK_FLAG_BACKWARD);
        avcodec_flush_buffers(codec);
        bool found = false, ended = false;
        while (!found && !ended) {
            if (av_read_frame(format, packet) < 0) {
                ended = avcodec_send_packet(codec, nullptr) < 0;
            } else {
                codec->skip_frame = way == Decode::skip && packet->pts < wanted ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
                avcodec_send_packet(codec, packet);
                av_packet_unref(packet);
            }
            while (!found && avcodec_receive_frame(codec, frame) >= 0) found = frame->pts == wanted;
        }
        if (!found) state.SkipWithError("frame not found");
        benchmark::DoNotOptimize(frame->data[0]);
    }
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&codec);
    avformat_close_input(&format);
}
BENCHMARK_CAPTURE(seek_libav, all, Decode::all)->Iterations(24)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(seek_libav, skip, Decode::skip)->Iterations(24)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
