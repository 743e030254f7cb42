// Self-identifying test media: every picture carries its clip and frame number in luma blocks that survive lossy coding
// and scaling, the sound is a tone whose pitch says the clip. Made with the ffmpeg program at test time. Header-only,
// test threads only.
//
// The picture is a grid of 8 x 4 blocks, each dark (0) or bright (1), most significant bit first: rows 0 and 1 hold the
// frame number, row 2 the clip number, row 3 the exclusive or of the three bytes above.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/picture.h"

namespace tandem::test {

// A folder of its own under the system's temporary folder, removed at the end of the scope.
class TempFolder {
  public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "tandem-test-XXXXXX").string();
        path_ = ::mkdtemp(name.data()) ? std::filesystem::path(name) : std::filesystem::path();
    }
    ~TempFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::string file(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

struct SelfClip {
    int clip = 1; // 0..255
    int frames = 50, first_frame = 0;
    int width = 320, height = 180;
    FrameRate rate{25, 1};
    // Encoder options of ffmpeg; the container comes from the file's name.
    std::string video = "-c:v libx264 -preset veryfast -crf 20 -g 25 -bf 2 -pix_fmt yuv420p";
    std::string sound = "-c:a aac -b:a 128k"; // "" = no sound
    int audio_rate = 48000;
    std::string extra; // before the output's name
};

inline double tone_hz(int clip) { return 200.0 + 40.0 * clip; }

struct SelfMark {
    int clip = 0, frame = 0;
    friend bool operator==(SelfMark, SelfMark) = default;
};

// Bits of a frame as 4 rows of 8.
inline std::array<uint8_t, 4> mark_rows(SelfMark m) {
    auto high = static_cast<uint8_t>(m.frame >> 8), low = static_cast<uint8_t>(m.frame),
         clip = static_cast<uint8_t>(m.clip);
    return {high, low, clip, static_cast<uint8_t>(high ^ low ^ clip)};
}

// Runs a command without output; true when it exits with 0.
inline bool run_quietly(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1 </dev/null").c_str()) == 0;
}

// Writes the clip; false where ffmpeg fails or is missing. `path` must not hold a quote.
inline bool make_self_clip(const std::string& path, const SelfClip& c) {
    std::string command = "ffmpeg -v error -nostdin -y -f rawvideo -pix_fmt yuv420p -s " + std::to_string(c.width) +
                          "x" + std::to_string(c.height) + " -r " + c.rate.text() + " -i pipe:0";
    if (!c.sound.empty())
        command += " -f lavfi -i 'sine=frequency=" + std::to_string(tone_hz(c.clip)) +
                   ":sample_rate=" + std::to_string(c.audio_rate) +
                   ":duration=" + std::to_string(c.rate.time_of(c.frames).seconds()) + "' -map 0:v -map 1:a " + c.sound;
    command += " " + c.video + " " + c.extra + " '" + path + "' >/dev/null 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "w");
    if (!pipe) return false;
    auto width = static_cast<size_t>(c.width), height = static_cast<size_t>(c.height);
    size_t chroma = ((width + 1) / 2) * ((height + 1) / 2);
    std::vector<uint8_t> frame(width * height + 2 * chroma, 128);
    bool good = true;
    for (int n = 0; n < c.frames && good; ++n) {
        auto rows = mark_rows({c.clip, c.first_frame + n});
        for (size_t y = 0; y < height; ++y)
            for (size_t x = 0; x < width; ++x) {
                bool bit = rows[y * 4 / height] >> (7 - x * 8 / width) & 1;
                frame[y * width + x] = bit ? 200 : 50;
            }
        good = std::fwrite(frame.data(), 1, frame.size(), pipe) == frame.size();
    }
    return ::pclose(pipe) == 0 && good;
}

// One sample of a component as a fraction of full scale. Integer formats only.
inline double sample_of(const Picture& p, int component, int x, int y) {
    const PixelFormatInfo& f = info(p.format);
    const PixelComponent& c = f.comp[static_cast<size_t>(component)];
    const uint8_t* at = p.data[c.plane] + static_cast<int64_t>(y) * p.stride[c.plane] + x * c.step + c.offset;
    unsigned word = *at;
    if (c.depth + c.shift > 8) word |= static_cast<unsigned>(at[1]) << 8;
    return static_cast<double>(word >> c.shift & ((1u << c.depth) - 1)) / ((1u << c.depth) - 1);
}

// The mark of a picture (or of the part of it given in pixels), if its check row agrees.
inline std::optional<SelfMark> read_mark(const Picture& p, int x0 = 0, int y0 = 0, int width = 0, int height = 0) {
    if (width <= 0) width = p.width - x0;
    if (height <= 0) height = p.height - y0;
    int component = info(p.format).model == ColourModel::rgb ? 1 : 0;
    std::array<uint8_t, 4> rows{};
    for (int r = 0; r < 4; ++r)
        for (int b = 0; b < 8; ++b) {
            double v = sample_of(p, component, x0 + (2 * b + 1) * width / 16, y0 + (2 * r + 1) * height / 8);
            rows[static_cast<size_t>(r)] = static_cast<uint8_t>(rows[static_cast<size_t>(r)] << 1 | (v > 0.49));
        }
    if (rows[3] != (rows[0] ^ rows[1] ^ rows[2])) return std::nullopt;
    return SelfMark{.clip = rows[2], .frame = rows[0] << 8 | rows[1]};
}

} // namespace tandem::test
