// Sample exactness of AudioReader: any order of reading gives the same samples, lossless files the very ones written.
#include "engine/media/audio_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <tuple>

#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::unique_ptr<AudioReader> open_sound(const std::string& path) {
    auto media = probe_media(path);
    if (!media) FAIL(media.error().text());
    auto reader = AudioReader::open(media.value());
    if (!reader) FAIL(reader.error().text());
    return std::move(reader).value();
}

using Channels = std::vector<std::vector<float>>;

Channels read_at(AudioReader& reader, int64_t first, int frames) {
    Channels out(static_cast<size_t>(reader.channels()), std::vector<float>(static_cast<size_t>(frames), 9.0f));
    std::vector<float*> planes;
    for (auto& c : out) planes.push_back(c.data());
    auto done = reader.read(first, frames, planes.data());
    if (!done) FAIL(done.error().text());
    return out;
}

Channels read_all(AudioReader& reader, int64_t frames, int block) {
    Channels all(static_cast<size_t>(reader.channels()));
    for (int64_t at = 0; at < frames; at += block) {
        Channels part = read_at(reader, at, static_cast<int>(std::min<int64_t>(block, frames - at)));
        for (size_t c = 0; c < all.size(); ++c) all[c].insert(all[c].end(), part[c].begin(), part[c].end());
    }
    return all;
}

void check_random_equals_sequential(const std::string& path, int64_t frames) {
    auto in_order = open_sound(path);
    Channels all = read_all(*in_order, frames, 1000);
    auto random = open_sound(path);
    std::mt19937 seed(3);
    for (int i = 0; i < 40; ++i) {
        int64_t at = static_cast<int64_t>(seed() % static_cast<unsigned>(frames - 777));
        Channels part = read_at(*random, at, 777);
        for (size_t c = 0; c < all.size(); ++c)
            REQUIRE(std::memcmp(part[c].data(), all[c].data() + at, 777 * sizeof(float)) == 0);
    }
}

} // namespace

TEST_CASE("random reads equal one sequential read in every codec") {
    TempFolder folder;
    struct Case {
        const char* name;
        const char* sound;
        int rate;
    };
    const Case kCases[] = {{"a.m4a", "-c:a aac -b:a 96k", 44100},
                           {"a.mp3", "-c:a libmp3lame -q:a 5", 44100},
                           {"a.mkv", "-c:a libopus -b:a 64k", 48000},
                           {"a.webm", "-c:a libopus -b:a 64k", 48000},
                           {"a.ogg", "-c:a libvorbis -q:a 3", 44100},
                           {"b.mkv", "-c:a libvorbis -q:a 3", 48000},
                           {"a.flac", "-c:a flac", 48000},
                           {"a.wav", "-c:a pcm_s24le", 96000},
                           {"a.ts", "-c:a aac -b:a 96k", 48000},
                           {"c.mkv", "-c:a aac -b:a 96k", 44100},
                           {"b.mkv", "-c:a ac3 -b:a 192k", 48000},
                           {"a.aac", "-c:a aac -b:a 96k", 48000}};
    for (const Case& c : kCases) {
        CAPTURE(c.name);
        CAPTURE(c.sound);
        std::string path = folder.file(c.name);
        std::string rate = std::to_string(c.rate);
        REQUIRE(run_quietly("ffmpeg -v error -y -f lavfi -i "
                            "'aevalsrc=0.3*sin(300*t*(1+t/9))+0.1*sin(5000*t)|0.4*sin(700*t):s=" +
                            rate + ":d=23' " + c.sound + " -strict -2 " + path));
        check_random_equals_sequential(path, int64_t{c.rate} * 23 + 5000);
    }
}

TEST_CASE("lossless sound comes back as written, with silence outside") {
    TempFolder folder;
    // 21 s of a counter as 16-bit samples: more than one segment.
    const int64_t frames = 48000 * 21 + 123;
    std::vector<int16_t> written;
    for (int64_t i = 0; i < frames; ++i) {
        written.push_back(static_cast<int16_t>(i * 7919 % 60000 - 30000));
        written.push_back(static_cast<int16_t>(i % 32768));
    }
    std::ofstream(folder.file("a.raw"), std::ios::binary)
        .write(reinterpret_cast<const char*>(written.data()), static_cast<std::streamsize>(written.size() * 2));
    for (const char* name : {"a.wav", "a.flac", "a.mkv", "a.mov", "a.caf"}) {
        CAPTURE(name);
        std::string path = folder.file(name), codec = "-c:a pcm_s16le ";
        if (std::string(name) == "a.mkv" || std::string(name) == "a.flac") codec = "-c:a flac ";
        REQUIRE(
            run_quietly("ffmpeg -v error -y -f s16le -ar 48000 -ac 2 -i " + folder.file("a.raw") + " " + codec + path));
        auto reader = open_sound(path);
        CHECK(reader->rate() == 48000);
        REQUIRE(reader->channels() == 2);
        Channels all = read_all(*reader, frames + 100, 4096);
        int64_t wrong = 0;
        for (int64_t i = 0; i < frames; ++i)
            for (size_t c = 0; c < 2; ++c)
                wrong += all[c][static_cast<size_t>(i)] !=
                         static_cast<float>(written[static_cast<size_t>(i) * 2 + c]) / 32768.0f;
        CHECK(wrong == 0);
        for (int64_t i = frames; i < frames + 100; ++i) REQUIRE(all[0][static_cast<size_t>(i)] == 0);
        CHECK(reader->length() == frames);
        Channels before = read_at(*reader, -50, 60);
        CHECK(before[1][49] == 0);
        CHECK(before[1][51] == 1.0f / 32768);
    }
}

TEST_CASE("plain samples in every coding are those that ffmpeg makes of them, whatever stands behind the data") {
    TempFolder folder;
    const char* noise = "ffmpeg -v error -y -f lavfi -i anoisesrc=seed=5:r=44100:a=0.9:d=1.37,aformat=cl=";
    for (const auto& [name, layout, codec] : {std::tuple{"a.wav", "stereo", "pcm_u8"},
                                              {"b.wav", "mono", "pcm_s16le"},
                                              {"c.wav", "5.1", "pcm_s24le"},
                                              {"d.wav", "stereo", "pcm_s32le"},
                                              {"e.wav", "stereo", "pcm_f32le"},
                                              {"f.wav", "mono", "pcm_f64le"},
                                              {"g.w64", "stereo", "pcm_s24le"},
                                              {"h.aiff", "stereo", "pcm_s16be"},
                                              {"i.aiff", "mono", "pcm_s24be"},
                                              {"j.aiff", "stereo", "pcm_s32be"},
                                              {"k.aiff", "stereo", "pcm_f32be"},
                                              {"l.aiff", "mono", "pcm_f64be"}}) {
        CAPTURE(name);
        const std::string path = folder.file(name), raw = folder.file("raw");
        REQUIRE(run_quietly(noise + std::string(layout) + " -c:a " + codec + " " + path));
        REQUIRE(run_quietly("ffmpeg -v error -y -i " + path + " -f f32le " + raw));
        if (path.ends_with(".wav")) { // a chunk of notes that must not be heard
            std::ofstream more(path, std::ios::binary | std::ios::app);
            more.write("LIST\x10\0\0\0INFOICMT\x04\0\0\0abcd", 24);
        }
        std::ifstream in(raw, std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(in)), {});
        std::vector<float> expected(bytes.size() / sizeof(float));
        std::memcpy(expected.data(), bytes.data(), bytes.size());
        auto reader = open_sound(path);
        const auto channels = static_cast<size_t>(reader->channels());
        const auto frames = static_cast<int64_t>(expected.size() / channels);
        REQUIRE(frames > 60000);
        CHECK(reader->length() == frames);
        const Channels all = read_all(*reader, frames + 100, 7001);
        int64_t wrong = 0;
        for (size_t i = 0; i < static_cast<size_t>(frames) + 100; ++i)
            for (size_t c = 0; c < channels; ++c)
                wrong += all[c][i] != (i < static_cast<size_t>(frames) ? expected[i * channels + c] : 0.0f);
        CHECK(wrong == 0);
        check_random_equals_sequential(path, frames);
    }
}

TEST_CASE("a header that promises more sound than there is: what there is, then silence") {
    TempFolder folder;
    const std::string path = folder.file("short.wav");
    REQUIRE(run_quietly("ffmpeg -v error -y -f lavfi -i anoisesrc=seed=5:r=48000:d=3 -c:a pcm_s24le " + path));
    auto whole = open_sound(path);
    const Channels before = read_all(*whole, 48000, 4800);
    std::filesystem::resize_file(path,
                                 44 + 48000 * 3 + 1 + 34); // in the middle of a sample, whatever the header's size
    auto reader = open_sound(path);
    const Channels after = read_all(*reader, 50000, 4800);
    CHECK(std::equal(after[0].begin(), after[0].begin() + 47000, before[0].begin()));
    CHECK(std::all_of(after[0].begin() + 48100, after[0].end(), [](float x) { return x == 0; }));
}

TEST_CASE("encoder delay is skipped: a click stays at its sample") {
    TempFolder folder;
    struct Case {
        const char* name;
        const char* sound;
    };
    const Case kCases[] = {{"a.m4a", "-c:a aac -b:a 160k"},
                           {"a.mp3", "-c:a libmp3lame -b:a 192k"},
                           {"a.mka", "-c:a libopus -b:a 160k"},
                           {"a.opus", "-c:a libopus -b:a 160k"},
                           {"a.ogg", "-c:a libvorbis -q:a 6"}};
    for (const Case& c : kCases) {
        CAPTURE(c.name);
        std::string path = folder.file(c.name);
        // A short burst from sample 24000 on.
        REQUIRE(run_quietly("ffmpeg -v error -y -f lavfi -i "
                            "'aevalsrc=if(between(n\\,24000\\,24010)\\,0.9\\,0):s=48000:d=2' " +
                            std::string(c.sound) + " " + path));
        auto reader = open_sound(path);
        Channels all = read_all(*reader, 96000, 5000);
        size_t loudest = 0;
        for (size_t i = 0; i < all[0].size(); ++i)
            if (std::abs(all[0][i]) > std::abs(all[0][loudest])) loudest = i;
        CHECK(std::abs(static_cast<int>(loudest) - 24005) <= 24);
    }
}

TEST_CASE("lossy sound ends at the sample it was made to end at") {
    TempFolder folder;
    struct Case {
        const char* name;
        const char* sound;
    };
    const Case kCases[] = {{"a.m4a", "-c:a aac -b:a 160k"},
                           {"b.mp4", "-c:a aac -b:a 160k"},
                           {"c.mov", "-c:a aac -b:a 160k"},
                           {"a.mp3", "-c:a libmp3lame -b:a 192k -write_id3v1 0"},
                           {"b.mp3", "-c:a libmp3lame -b:a 192k -write_id3v1 1 -metadata title=name"},
                           {"a.opus", "-c:a libopus -b:a 160k"},
                           {"a.ogg", "-c:a libvorbis -q:a 6"}};
    for (const Case& c : kCases)
        for (int rate : {48000, 44100})
            for (int64_t frames : {48000, 70001, 70017, 70500}) {
                if (std::string(c.name) == "a.opus" && rate != 48000) continue;
                CAPTURE(c.name);
                CAPTURE(rate);
                CAPTURE(frames);
                std::string path = folder.file(c.name);
                REQUIRE(run_quietly(
                    "ffmpeg -v error -nostdin -y -f lavfi -i sine=duration=3:sample_rate=" + std::to_string(rate) +
                    ",atrim=end_sample=" + std::to_string(frames) + " " + c.sound + " '" + path + "'"));
                auto reader = open_sound(path);
                (void)read_all(*reader, frames + 10000, 9000);
                // FFmpeg's Vorbis encoder drops up to a block at the end by itself.
                if (std::string(c.name) == "a.ogg")
                    CHECK(std::abs(reader->length() - frames) <= 128);
                else
                    CHECK(reader->length() == frames);
                auto media = probe_media(path);
                REQUIRE(media);
                bool in_samples = std::string(c.name).find("m4a") != std::string::npos;
                if (in_samples) CHECK(media->sounds.at(0).duration == Time::from_samples(frames, rate));
            }
}

TEST_CASE("sound keeps its offset to the picture") {
    TempFolder folder;
    SelfClip clip{.frames = 50};
    std::string plain = folder.file("plain.mp4"), late = folder.file("late.mkv");
    REQUIRE(make_self_clip(plain, clip));
    REQUIRE(run_quietly("ffmpeg -v error -y -i " + plain + " -itsoffset 0.5 -i " + plain +
                        " -map 0:v -map 1:a -c:v copy -c:a pcm_s16le " + late));
    auto reader = open_sound(late);
    Channels start = read_at(*reader, 0, 48000);
    double before = 0, after = 0;
    for (size_t i = 0; i < 23000; ++i) before += std::abs(start[0][i]);
    for (size_t i = 25000; i < 48000; ++i) after += std::abs(start[0][i]);
    CHECK(before == 0);
    CHECK(after > 100);
}

TEST_CASE("corpus: all sound reads the same in any order") {
    NEED_CORPUS(corpus);
    for (const char* file : {"audio/lossy/bear_vorbis_gap.ogg", "audio/lossy/variable-channel.opus",
                             "audio/lossy/chain.opus", "audio/lossy/vbr-head.mp3", "audio/lossy/sfx.adts",
                             "audio/flac/uncommon_02_-_increasing_number_of_channels.flac",
                             "derived/pts-wrap_33bit_pub.ts", "video/timing/av-sync_flash-beep.webm"}) {
        CAPTURE(file);
        check_random_equals_sequential((corpus / file).string(), 40000);
    }
}
