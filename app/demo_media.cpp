// `tandem_demo_media DIR`: makes the media of ./run demo: three computed scenes as films with sound (encoded by the
// ffmpeg program), music, speech-like sound, a logo with alpha and a look as a .cube file. Main thread plus row
// workers.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/demo_pictures.h"
#include "app/demo_sound.h"

namespace tandem::demo {

static constexpr int kWidth = 1280, kHeight = 720, kRate = 30;

static std::string quoted(const std::string& path) {
    std::string out = "'";
    for (char c : path) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

// Runs a shell command that reads raw pictures from its input.
class Encoder {
  public:
    explicit Encoder(const std::string& command) : pipe_(popen(command.c_str(), "w")) {}
    bool write(const std::vector<uint8_t>& bytes) {
        return pipe_ && std::fwrite(bytes.data(), 1, bytes.size(), pipe_) == bytes.size();
    }
    bool finish() { return pipe_ && pclose(pipe_) == 0; }

  private:
    std::FILE* pipe_;
};

static Result<void> film(Painter& painter, Scene scene, double seconds, const Sound& sound, const std::string& path) {
    if (std::filesystem::exists(path)) return {};
    const std::string wav = path + ".wav", part = path + ".tmp.mp4";
    TRY_VOID(write_wav(sound, wav));
    Encoder encoder(
        "ffmpeg -v error -nostdin -y -f rawvideo -pix_fmt rgb24 -s " + std::to_string(kWidth) + "x" +
        std::to_string(kHeight) + " -r " + std::to_string(kRate) + " -i pipe:0 -i " + quoted(wav) +
        " -vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p -colorspace bt709 -color_primaries bt709"
        " -color_trc bt709 -color_range tv -c:v libx264 -preset superfast -crf 17 -g 60 -c:a aac -b:a 192k"
        " -movflags +faststart " +
        quoted(part));
    bool good = true;
    for (int i = 0; i < static_cast<int>(seconds * kRate + 0.5) && good; ++i)
        good = encoder.write(painter.draw(scene, static_cast<double>(i) / kRate));
    good = encoder.finish() && good;
    std::filesystem::remove(wav);
    if (!good) return fail(ErrorCode::io, "ffmpeg could not encode it", path);
    std::filesystem::rename(part, path);
    return {};
}

// Two overlapping rings on nothing.
static Result<void> logo(const std::string& path) {
    constexpr int kW = 360, kH = 200;
    std::vector<uint8_t> rgba(static_cast<size_t>(kW * kH * 4));
    auto ring = [](double x, double y, double cx) {
        const double d = std::fabs(std::hypot(x - cx, y - 100) - 68);
        return std::min(1.0, std::max(0.0, 13.5 - d));
    };
    for (int y = 0; y < kH; ++y)
        for (int x = 0; x < kW; ++x) {
            const double a = ring(x + 0.5, y + 0.5, 132), b = ring(x + 0.5, y + 0.5, 228), alpha = std::max(a, b);
            uint8_t* p = &rgba[static_cast<size_t>((y * kW + x) * 4)];
            const double warm = a / (a + b + 1e-9);
            p[0] = static_cast<uint8_t>(90 + 165 * warm), p[1] = static_cast<uint8_t>(190 - 20 * warm);
            p[2] = static_cast<uint8_t>(255 - 185 * warm), p[3] = static_cast<uint8_t>(255 * alpha);
        }
    Encoder encoder("ffmpeg -v error -nostdin -y -f rawvideo -pix_fmt rgba -s 360x200 -i pipe:0 -frames:v 1 " +
                    quoted(path));
    const bool good = encoder.write(rgba);
    if (!encoder.finish() || !good) return fail(ErrorCode::io, "ffmpeg could not encode it", path);
    return {};
}

// A film look: warm lights, teal shadows, a soft shoulder.
static Result<void> look(const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (!file) return fail(ErrorCode::cant_create, "cannot be created", path);
    constexpr int kSize = 17;
    std::fprintf(file, "TITLE \"Tandem demo look\"\nLUT_3D_SIZE %d\n", kSize);
    for (int b = 0; b < kSize; ++b)
        for (int g = 0; g < kSize; ++g)
            for (int r = 0; r < kSize; ++r) {
                const double c[3] = {r / 16.0, g / 16.0, b / 16.0};
                const double luma = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
                const double tint[3] = {0.045 * luma - 0.012, 0.006, 0.040 * (1 - luma) * (1 - luma) - 0.03 * luma};
                double out[3];
                for (int i = 0; i < 3; ++i) {
                    const double s = c[i] * c[i] * (3 - 2 * c[i]);
                    out[i] = std::min(1.0, std::max(0.0, 0.35 * s + 0.65 * c[i] + tint[i] * std::min(1.0, 6 * luma)));
                }
                std::fprintf(file, "%.6f %.6f %.6f\n", out[0], out[1], out[2]);
            }
    if (std::fclose(file) != 0) return fail(ErrorCode::io, "could not be written", path);
    return {};
}

static Result<void> make(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(ErrorCode::cant_create, "the folder cannot be made: " + error.message(), folder);
    const std::string in = folder + "/";
    WorkerPool pool(available_cores());
    Painter painter(kWidth, kHeight, pool);
    TRY_VOID(write_wav(music(24), in + "music.wav"));
    TRY_VOID(write_wav(voice(), in + "voice.wav"));
    TRY_VOID(look(in + "look.cube"));
    TRY_VOID(logo(in + "logo.png"));
    TRY_VOID(film(painter, Scene::coast, 10.6, sea(10.6), in + "coast.mp4"));
    TRY_VOID(film(painter, Scene::city, 8.6, street(8.6), in + "city.mp4"));
    TRY_VOID(film(painter, Scene::galaxy, 8.2, sea(8.2), in + "galaxy.mp4"));
    return {};
}

} // namespace tandem::demo

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "usage: tandem_demo_media FOLDER\n"), 64;
    auto made = tandem::demo::make(argv[1]);
    if (made) return 0;
    std::fprintf(stderr, "tandem_demo_media: %s\n", made.error().text().c_str());
    return tandem::exit_code(made.error().code);
}
