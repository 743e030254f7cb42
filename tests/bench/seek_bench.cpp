// Random access to exact frames of long-GOP files and reading them in order: Tandem's reader and pool beside the least
// that libavcodec needs. Seeking: av_seek_frame to the key frame before, decode up to the frame; `all` decodes every
// frame of the way, `skip` leaves out frames that no other needs (AVDISCARD_NONREF) until the one asked for, as
// Tandem's reader may. All with the same decoder threads. The CPU column is that of the whole process, threads
// included. Needs the ffmpeg program to make the files. Never asserted.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "engine/media/decode_pool.h"
#include "engine/media/probe.h"

using namespace tandem;

namespace {

constexpr int kFrames = 1500, kRate = 25, kThreads = 2, kSeeks = 24;

// Key frames every 250, two B frames; made at the first use, removed at the end of the program.
const std::string& long_gop(const std::string& name) {
    static struct Files {
        std::map<std::string, std::string> paths;
        ~Files() {
            for (const auto& [name, path] : paths) std::filesystem::remove(path);
        }
    } files;
    std::string& path = files.paths[name];
    if (!path.empty()) return path;
    path = (std::filesystem::temp_directory_path() / ("tandem-seek-" + std::to_string(getpid()) + "-" + name)).string();
    std::string coder =
        name.starts_with("hevc")
            ? "libx265 -preset ultrafast -x265-params log-level=none:keyint=250:min-keyint=250:scenecut=0:bframes=2:"
              "open-gop=0"
            : "libx264 -preset veryfast -g 250 -bf 2 -sc_threshold 0";
    std::string command = "ffmpeg -v error -y -f lavfi -i testsrc2=size=1280x720:rate=25:duration=60 -c:v " + coder +
                          " -pix_fmt yuv420p " + path;
    if (std::system(command.c_str()) != 0) path.clear();
    return path;
}

// The same frames in the same order for everyone.
int frame_number(uint32_t& seed) {
    seed = seed * 1664525u + 1013904223u;
    return static_cast<int>(seed >> 8) % kFrames;
}

Time inside(int frame) { return FrameRate{kRate, 1}.time_of(frame) + Time::from_ratio(1, 100); }

void seek_tandem(benchmark::State& state, const char* name) {
    auto media = probe_media(long_gop(name));
    if (!media) return state.SkipWithError(media.error().text().c_str());
    auto reader = VideoReader::open(*media, {.decoder_threads = kThreads});
    if (!reader) return state.SkipWithError(reader.error().text().c_str());
    (void)(*reader)->frame_count(); // the index is built once a file, see index_tandem
    uint32_t seed = 1;
    for (auto _ : state) {
        auto picture = (*reader)->frame_at(inside(frame_number(seed)));
        if (!picture) state.SkipWithError(picture.error().text().c_str());
        benchmark::DoNotOptimize(picture);
    }
}

// One file opened with libav, and the two loops over it.
struct Bare {
    AVFormatContext* format = nullptr;
    AVCodecContext* codec = nullptr;
    AVPacket* packet = av_packet_alloc();
    AVFrame* frame = av_frame_alloc();
    int64_t unit = 0, first = 0;
    bool by_time_only = false; // the demuxer does not know key frames

    explicit Bare(const std::string& path) {
        if (avformat_open_input(&format, path.c_str(), nullptr, nullptr) < 0) return;
        avformat_find_stream_info(format, nullptr);
        const AVStream* stream = format->streams[0];
        codec = avcodec_alloc_context3(nullptr);
        avcodec_parameters_to_context(codec, stream->codecpar);
        codec->thread_count = kThreads;
        avcodec_open2(codec, avcodec_find_decoder(stream->codecpar->codec_id), nullptr);
        unit = av_rescale_q(1, {1, kRate}, stream->time_base);
        first = stream->start_time != AV_NOPTS_VALUE ? stream->start_time : 0;
        by_time_only = path.ends_with(".ts");
    }
    ~Bare() {
        av_frame_free(&frame);
        av_packet_free(&packet);
        avcodec_free_context(&codec);
        avformat_close_input(&format);
    }

    enum class Decode { all, skip };
    // Decodes on to the next frame (wanted < 0) or up to the wanted one; false at the end.
    bool advance(int64_t wanted, Decode way) {
        for (bool ended = false; !ended;) {
            while (avcodec_receive_frame(codec, frame) >= 0)
                if (wanted < 0 || frame->pts == wanted) return true;
            if (av_read_frame(format, packet) < 0) {
                ended = avcodec_send_packet(codec, nullptr) < 0;
            } else {
                codec->skip_frame = way == Decode::skip && packet->pts < wanted ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
                avcodec_send_packet(codec, packet);
                av_packet_unref(packet);
            }
        }
        return false;
    }
    bool seek(int number, Decode way) {
        int64_t wanted = first + number * unit;
        // A transport stream is entered a little before the group's start, which is known here.
        int64_t near = by_time_only ? first + (number / 250 * 250 - 3) * unit : wanted;
        av_seek_frame(format, 0, near, AVSEEK_FLAG_BACKWARD);
        avcodec_flush_buffers(codec);
        return advance(wanted, way);
    }
};

void seek_libav(benchmark::State& state, const char* name, Bare::Decode way) {
    Bare bare(long_gop(name));
    if (!bare.codec) return state.SkipWithError("the file cannot be opened");
    uint32_t seed = 1;
    for (auto _ : state)
        if (!bare.seek(frame_number(seed), way)) state.SkipWithError("frame not found");
}

// The first random access to a file: its index. A copy of the file each time, for the index is kept.
void index_tandem(benchmark::State& state, const char* name) {
    const std::string copy = long_gop(name) + ".copy" + std::filesystem::path(name).extension().string();
    for (auto _ : state) {
        state.PauseTiming();
        std::filesystem::remove(copy);
        std::filesystem::copy_file(long_gop(name), copy);
        auto media = probe_media(copy);
        if (!media) return state.SkipWithError(media.error().text().c_str());
        auto reader = VideoReader::open(*media, {.decoder_threads = kThreads});
        if (!reader) return state.SkipWithError(reader.error().text().c_str());
        state.ResumeTiming();
        benchmark::DoNotOptimize((*reader)->frame_count());
    }
    std::filesystem::remove(copy);
}

void order_tandem(benchmark::State& state, const char* name) {
    auto media = probe_media(long_gop(name));
    if (!media) return state.SkipWithError(media.error().text().c_str());
    for (auto _ : state) {
        auto reader = VideoReader::open(*media, {.decoder_threads = kThreads});
        if (!reader) return state.SkipWithError(reader.error().text().c_str());
        for (int n = 0; n < kFrames; ++n) benchmark::DoNotOptimize((*reader)->frame_at(inside(n)));
    }
    state.SetItemsProcessed(state.iterations() * kFrames);
}

void order_pool(benchmark::State& state, const char* name) {
    auto probed = probe_media(long_gop(name));
    if (!probed) return state.SkipWithError(probed.error().text().c_str());
    auto media = std::make_shared<const Media>(*probed);
    for (auto _ : state) {
        DecodePool pool({.decoder_threads = kThreads});
        for (int n = 0; n < kFrames; ++n) benchmark::DoNotOptimize(pool.frame(media, -1, inside(n), ClipId{1}));
    }
    state.SetItemsProcessed(state.iterations() * kFrames);
}

void order_libav(benchmark::State& state, const char* name) {
    const std::string path = long_gop(name);
    for (auto _ : state) {
        Bare bare(path);
        if (!bare.codec) return state.SkipWithError("the file cannot be opened");
        while (bare.advance(-1, Bare::Decode::all)) benchmark::DoNotOptimize(bare.frame->data[0]);
    }
    state.SetItemsProcessed(state.iterations() * kFrames);
}

[[maybe_unused]] const bool kRegistered = [] {
    auto add = [](const std::string& what, int times, auto run) {
        benchmark::RegisterBenchmark(what.c_str(), run)
            ->Iterations(times)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime()
            ->MeasureProcessCPUTime();
    };
    for (const char* name : {"h264.mp4", "hevc.mp4", "h264.ts", "h264.mkv"}) {
        const std::string file = name;
        add("seek_tandem/" + file, kSeeks, [name](benchmark::State& s) { seek_tandem(s, name); });
        add("seek_libav/all/" + file, kSeeks, [name](benchmark::State& s) { seek_libav(s, name, Bare::Decode::all); });
        add("seek_libav/skip/" + file, kSeeks,
            [name](benchmark::State& s) { seek_libav(s, name, Bare::Decode::skip); });
        add("index_tandem/" + file, 3, [name](benchmark::State& s) { index_tandem(s, name); });
        add("order_libav/" + file, 1, [name](benchmark::State& s) { order_libav(s, name); });
        add("order_tandem/" + file, 1, [name](benchmark::State& s) { order_tandem(s, name); });
        add("order_pool/" + file, 1, [name](benchmark::State& s) { order_pool(s, name); });
    }
    return true;
}();

} // namespace
