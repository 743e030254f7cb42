// Takes made by hand: a device whose blocks are formulas, and a reader of the files.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "engine/audio/recorder.h"

namespace tandem::test {

namespace fs = std::filesystem;

struct Folder {
    fs::path path;
    Folder() {
        static int count = 0;
        path = fs::path(TANDEM_BINARY_DIR) / "tests" /
               ("takes-" + std::to_string(getpid()) + "-" + std::to_string(count++));
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
};

struct WavFile {
    std::string form; // RIFF or RF64
    int channels = 0, rate = 0, bits = 0;
    int64_t frames = 0;
    int64_t start_sample = -1;  // of its bext chunk
    std::vector<float> samples; // interleaved

    // As any reader would: chunk by chunk, sizes as the header says.
    static WavFile read(const std::string& path, bool with_samples = true) {
        WavFile w;
        std::ifstream in(path, std::ios::binary);
        auto number = [&](int bytes) {
            uint64_t v = 0;
            for (int i = 0; i < bytes; ++i) v |= static_cast<uint64_t>(in.get() & 255) << (8 * i);
            return v;
        };
        auto tag = [&] {
            char t[5] = {};
            in.read(t, 4);
            return std::string(t);
        };
        w.form = tag();
        number(4);
        REQUIRE(tag() == "WAVE");
        uint64_t ds64 = 0;
        int format = 0;
        while (in) {
            const std::string name = tag();
            uint64_t size = number(4);
            const auto at = static_cast<uint64_t>(in.tellg());
            if (name == "ds64") {
                number(8);
                ds64 = number(8);
            } else if (name == "bext") {
                in.seekg(static_cast<long>(at + 338));
                w.start_sample = static_cast<int64_t>(number(8));
            } else if (name == "fmt ") {
                number(2);
                w.channels = static_cast<int>(number(2)), w.rate = static_cast<int>(number(4));
                number(4), number(2);
                w.bits = static_cast<int>(number(2));
                number(8);
                format = static_cast<int>(number(2));
            } else if (name == "data") {
                if (size == 0xFFFFFFFF && w.form == "RF64") size = ds64;
                const int frame = w.channels * w.bits / 8;
                const auto there = static_cast<uint64_t>(fs::file_size(path)) - at;
                w.frames = static_cast<int64_t>(std::min(size, there)) / frame;
                if (!with_samples) return w;
                std::vector<uint8_t> bytes(static_cast<size_t>(w.frames * frame));
                in.read(reinterpret_cast<char*>(bytes.data()), static_cast<long>(bytes.size()));
                const auto step = static_cast<size_t>(w.bits / 8);
                for (size_t i = 0; i < bytes.size(); i += step) {
                    float x;
                    if (format == 3)
                        std::memcpy(&x, &bytes[i], 4);
                    else
                        x = static_cast<float>(static_cast<int32_t>(static_cast<uint32_t>(bytes[i]) << 8 |
                                                                    static_cast<uint32_t>(bytes[i + 1]) << 16 |
                                                                    static_cast<uint32_t>(bytes[i + 2]) << 24) >>
                                               8) /
                            8388608.0f;
                    w.samples.push_back(x);
                }
                return w;
            }
            in.seekg(static_cast<long>(at + size + size % 2));
        }
        FAIL("no data in " << path);
        return w;
    }
};

// A device driven by hand whose inputs hear its outputs: input channel c of a block's frame i holds heard(c, f), f
// being the device's output frame that was heard then. The timeline runs as the test says.
struct HandDevice {
    Transport transport{48000};
    int64_t latency = 96, input_latency = 160;
    int64_t frames = 0, now_ns = 1'000'000'000;
    int inputs = 1;
    std::function<float(int, int64_t)> heard;
    bool lost = false;               // no input
    std::function<int64_t()> jitter; // on what is said of the latency
    std::vector<int64_t> timeline;   // by output frame: what was handed out; -1 = nothing

    TransportBlock block(audio::Recorder* recorder, int count, bool overflow = false) {
        const TransportBlock b = transport.process(count, now_ns, latency, 1e9 / 48000);
        const bool rolls = b.state == TransportState::rolling;
        for (int i = 0; i < count; ++i)
            timeline.push_back(rolls ? looped(b.loop, b.position + Time::from_samples(i, 48000)).samples_round(48000)
                                     : -1);
        std::vector<std::vector<float>> planes(static_cast<size_t>(inputs),
                                               std::vector<float>(static_cast<size_t>(count)));
        std::vector<const float*> in;
        for (int c = 0; c < inputs; ++c) {
            for (int i = 0; i < count; ++i) {
                const int64_t f = frames + i - latency - input_latency;
                planes[static_cast<size_t>(c)][static_cast<size_t>(i)] =
                    heard ? heard(c, f) : value(c, f < 0 ? -1 : timeline[static_cast<size_t>(f)]);
            }
            in.push_back(planes[static_cast<size_t>(c)].data());
        }
        if (recorder)
            recorder->process(b, {.frames = count,
                                  .now_ns = now_ns,
                                  .latency_frames = latency,
                                  .in = lost ? nullptr : in.data(),
                                  .input_channels = inputs,
                                  .input_latency_frames = input_latency + (jitter ? jitter() : 0),
                                  .overflow = overflow});
        frames += count;
        now_ns += count * 20833;
        return b;
    }
    void run(audio::Recorder* recorder, int64_t count, int block_frames) {
        for (int64_t done = 0; done < count; done += block_frames)
            block(recorder, static_cast<int>(std::min<int64_t>(block_frames, count - done)));
    }
    // The transport at `at`, rolling from the next block on.
    void start(Time at) {
        transport.filled(transport.locate(at));
        transport.play();
    }
    // What comes in where the timeline's sample is heard: exact in 24 bits for half a minute; 0 where nothing is.
    static float value(int channel, int64_t sample) {
        return sample < 0 ? 0.0f : static_cast<float>(sample * 4 + channel + 1) / 8388608.0f;
    }
};

inline audio::RecordSpec record_spec(const fs::path& folder, int inputs = 1) {
    return {.input_channels = inputs,
            .inputs = {{.track = 7, .path_stem = (folder / "Song A3").string(), .channels = inputs}},
            .reserve_bytes = 0,
            .low_space_bytes = 0,
            .low_space_minutes = 0};
}

inline std::unique_ptr<audio::Recorder> recorder(audio::RecordSpec spec) {
    auto r = audio::Recorder::start(std::move(spec));
    REQUIRE_MESSAGE(r, r.error().text());
    return std::move(*r);
}

// Every sample is the timeline's sample where it stands.
inline void check_in_place(const audio::Take& take, int64_t start, int64_t frames) {
    CHECK(take.error == "");
    CHECK(take.start_sample == start);
    CHECK(take.frames == frames);
    const WavFile w = WavFile::read(take.path);
    CHECK(w.frames == take.frames);
    CHECK(w.start_sample == take.start_sample);
    CHECK(w.channels == take.channels);
    int64_t wrong = 0;
    for (int64_t i = 0; i < w.frames; ++i)
        for (int c = 0; c < w.channels; ++c)
            wrong += w.samples[static_cast<size_t>(i * w.channels + c)] != HandDevice::value(c, start + i);
    CHECK(wrong == 0);
}

} // namespace tandem::test
