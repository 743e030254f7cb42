// The files themselves: what other programs read in them at any time, RIFF and RF64.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <array>
#include <cmath>
#include <csignal>
#include <cstdio>

#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;
using audio::TakeFile;
using audio::TakeFileSpec;
using audio::TakeFormat;

static std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    std::array<char, 4096> part;
    for (size_t n; pipe && (n = fread(part.data(), 1, part.size(), pipe)) > 0;) out.append(part.data(), n);
    if (pipe) pclose(pipe);
    return out;
}
static int64_t ffprobe_frames(const std::string& path) {
    return atoll(output_of("ffprobe -v error -show_entries stream=duration_ts -of csv=p=0 '" + path + "'").c_str());
}
// -1 where SoX is not installed.
static int64_t sox_frames(const std::string& path) {
    const std::string out = output_of("soxi -s '" + path + "'");
    return out.empty() ? -1 : atoll(out.c_str());
}

static std::unique_ptr<TakeFile> create(const std::string& path, const TakeFileSpec& spec) {
    auto f = TakeFile::create(path, spec);
    REQUIRE_MESSAGE(f, f.error().text());
    return std::move(*f);
}

TEST_CASE("a file is whole at any time for ffprobe and SoX, RIFF and RF64") {
    const Folder folder;
    const std::string path = (folder.path / "a.wav").string();
    std::vector<float> tone(3 * 5000);
    for (size_t i = 0; i < tone.size(); ++i) tone[i] = static_cast<float>(i) / 16384.0f - 0.4f;
    for (TakeFormat format : {TakeFormat::float32, TakeFormat::pcm24})
        for (int channels : {1, 2, 3})
            for (int64_t limit : {int64_t{1} << 32, int64_t{20000}}) {
                CAPTURE(channels);
                CAPTURE(limit);
                fs::remove(path);
                const auto f = create(
                    path, {.channels = channels, .format = format, .start_sample = 123456789012, .riff_bytes = limit});
                CHECK(WavFile::read(path).frames == 0);
                for (int step = 1; step <= 2; ++step) {
                    REQUIRE(f->append(tone.data(), 5000, channels));
                    REQUIRE(f->publish());
                    const WavFile w = WavFile::read(path);
                    CHECK(w.form == (limit == 20000 && fs::file_size(path) > 20000 ? "RF64" : "RIFF"));
                    CHECK(w.frames == 5000 * step);
                    CHECK(w.start_sample == 123456789012);
                    CHECK(ffprobe_frames(path) == 5000 * step);
                    // SoX knows no RF64.
                    if (const int64_t sox = sox_frames(path); sox >= 0 && w.form == "RIFF") CHECK(sox == 5000 * step);
                }
                REQUIRE(f->finish());
                const WavFile w = WavFile::read(path);
                const size_t all = static_cast<size_t>(5000 * channels);
                REQUIRE(w.samples.size() == 2 * all);
                int64_t wrong = 0;
                for (size_t i = 0; i < 2 * all; ++i)
                    wrong += std::abs(w.samples[i] - tone[i % all]) > (format == TakeFormat::pcm24 ? 6e-8f : 0.0f);
                CHECK(wrong == 0);
            }
}

TEST_CASE("beyond 4 GiB the file is RF64, readable to its last sample") {
    const Folder folder;
    const std::string path = (folder.path / "long.wav").string();
    const auto f = create(path, {.channels = 2});
    const int64_t most = ((int64_t{1} << 32) - 16 - TakeFile::kHeaderBytes) / 8;
    REQUIRE(f->append_silence(most));
    REQUIRE(f->publish());
    CHECK(WavFile::read(path, false).form == "RIFF");
    CHECK(ffprobe_frames(path) == most);
    const float last[] = {0.25f, -0.5f, 0.75f, -1.0f};
    REQUIRE(f->append(last, 2, 2));
    REQUIRE(f->finish());
    const WavFile w = WavFile::read(path, false);
    CHECK(w.form == "RF64");
    CHECK(w.frames == most + 2);
    CHECK(ffprobe_frames(path) == most + 2);
    std::ifstream in(path, std::ios::binary);
    in.seekg(-16, std::ios::end);
    float end[4];
    in.read(reinterpret_cast<char*>(end), 16);
    CHECK(std::equal(end, end + 4, last));
}

TEST_CASE("wherever the room ends, whole frames are kept and can be read") {
    const Folder folder;
    const std::string path = (folder.path / "a.wav").string();
    const auto before = signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t unlimited = limit.rlim_cur;
    struct Outcome {
        rlim_t room;
        bool created = false, failed = false, silence_failed = false;
        int64_t kept = 0, read = 0;
    };
    std::vector<Outcome> outcomes;
    std::vector<float> tone(600, 0.25f);
    for (rlim_t room = 4000; room < 4096 + 700; room += 3) {
        Outcome o{.room = room};
        limit.rlim_cur = room;
        setrlimit(RLIMIT_FSIZE, &limit);
        if (auto f = TakeFile::create(path, {.channels = 2, .format = TakeFormat::pcm24})) {
            o.created = true;
            for (int i = 0; i < 10 && !o.failed; ++i) o.failed = !(*f)->append(tone.data(), 10, 2) || !(*f)->publish();
            o.silence_failed = !(*f)->append_silence(1000);
            o.kept = (*f)->frames();
            (void)(*f)->finish(); // cannot pad an odd end where no byte is left
        }
        limit.rlim_cur = unlimited;
        setrlimit(RLIMIT_FSIZE, &limit);
        if (o.created) o.read = WavFile::read(path).frames;
        CHECK(fs::exists(path) == o.created);
        fs::remove(path);
        outcomes.push_back(o);
    }
    signal(SIGXFSZ, before);
    for (const Outcome& o : outcomes) {
        CAPTURE(o.room);
        CHECK(o.created == (o.room >= 4096));
        const int64_t most = o.created ? static_cast<int64_t>(o.room - 4096) / 6 : 0;
        CHECK(o.kept == std::min<int64_t>(100, most));
        CHECK(o.read == o.kept);
        CHECK(o.failed == (o.created && most < 100));
        CHECK(o.silence_failed == o.created);
    }
}

TEST_CASE("24 bits clip and say so; what is no number is silence") {
    const Folder folder;
    const std::string path = (folder.path / "a.wav").string();
    const auto f = create(path, {.format = TakeFormat::pcm24});
    const float in[] = {1.5f, -1.5f, NAN, 0.5f, -1.0f};
    REQUIRE(f->append(in, 5, 1));
    REQUIRE(f->finish());
    CHECK(f->clipped() == 3);
    const WavFile w = WavFile::read(path);
    CHECK(w.samples == std::vector<float>{8388607 / 8388608.0f, -1.0f, 0.0f, 0.5f, -1.0f});
    CHECK(fs::file_size(path) % 2 == 0);
    CHECK(w.start_sample == 0);
    CHECK_FALSE(TakeFile::create(path, {})); // never over another take
    CHECK_FALSE(TakeFile::create((folder.path / "none" / "a.wav").string(), {}));
}
