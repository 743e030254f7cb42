// A small film for export tests: a generator on V1, optionally a tone on A1, drawn by a renderer of the test's own that
// makes frame numbers visible. Test threads only.
#pragma once

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "engine/export/export.h"
#include "engine/export/verify.h"
#include "engine/media/probe.h"
#include "tests/support/build_project.h"

namespace tandem::test {

namespace fs = std::filesystem;

// A folder that goes away again.
struct TempFolder {
    fs::path path;
    TempFolder() {
        char name[] = "/tmp/tandem-export-XXXXXX";
        path = mkdtemp(name);
    }
    ~TempFolder() {
        std::error_code ec;
        fs::remove_all(path, ec);
    }
    std::string file(const std::string& name) const { return (path / name).string(); }
    size_t count() const {
        return static_cast<size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
};

// Moving gradients in the target's format; frames are counted from the first call.
class TestRenderer : public FrameRenderer {
  public:
    std::string name() const override { return "test"; }
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef>) override {
        const auto& t = program.target;
        auto m = TRY(MutablePicture::make(t.format, t.width, t.height, t.colour));
        const auto& f = info(t.format);
        for (int p = 0; p < f.planes; ++p) {
            size_t bytes = plane_row_bytes(t.format, p, t.width);
            for (int y = 0; y < plane_rows(t.format, p, t.height); ++y) {
                uint8_t* row = m.row(p, y);
                for (size_t x = 0; x < bytes; ++x) row[x] = sample(f, x, y, p);
            }
        }
        ++calls;
        return std::move(m).publish();
    }
    Result<PictureRef> render_float(const FrameProgram&, std::span<const PictureRef>) override {
        return fail(ErrorCode::internal, "not here");
    }
    int calls = 0;

  private:
    uint8_t sample(const PixelFormatInfo& f, size_t x, int y, int plane) const {
        int v = (static_cast<int>(x) * 2 + y + calls * 5 + plane * 40) & 127;
        if (f.is_float) return x % 4 == 3 ? 0x3E : static_cast<uint8_t>(v);
        if (f.depth() > 8)
            return x % 2 ? static_cast<uint8_t>(((1 << (f.depth() - 9)) - 1) / 2) : static_cast<uint8_t>(v);
        return static_cast<uint8_t>(60 + v);
    }
};

inline void write_tone(const std::string& path, double seconds) {
    constexpr int kRate = 48000;
    auto n = static_cast<uint32_t>(seconds * kRate);
    std::ofstream out(path, std::ios::binary);
    auto u32 = [&](uint32_t v) { out.write(reinterpret_cast<const char*>(&v), 4); };
    auto u16 = [&](uint16_t v) { out.write(reinterpret_cast<const char*>(&v), 2); };
    out << "RIFF", u32(36 + n * 4), out << "WAVEfmt ", u32(16), u16(1), u16(2), u32(kRate), u32(kRate * 4), u16(4),
        u16(16);
    out << "data", u32(n * 4);
    for (uint32_t i = 0; i < n; ++i) {
        auto s = static_cast<int16_t>(std::lround(std::sin(i * 440.0 * 2 * 3.14159265358979 / kRate) * 8000));
        u16(static_cast<uint16_t>(s)), u16(static_cast<uint16_t>(s));
    }
}

enum class Tone { no, yes };

struct Film {
    TempFolder folder;
    TestRenderer renderer;
    Ref<Project> project;

    explicit Film(int64_t frames, Tone tone = Tone::yes, Format format = {.width = 256, .height = 144}) {
        BuildProject b(format);
        Time length = format.rate.time_of(frames);
        b.generator(b.v1(), EffectKind::solid, {}, length);
        if (tone == Tone::yes) {
            std::string wav = folder.file("tone.wav");
            write_tone(wav, length.seconds() + 0.5);
            auto media = probe_media(wav);
            if (media) b.clip(b.a1(), b.add_media(*media), {}, {}, length);
        }
        Marker m;
        m.id = b.ids().make<MarkerId>(), m.kind = MarkerKind::chapter, m.name = "One";
        b.sequence().markers.push_back(std::make_shared<const Marker>(m));
        m.id = b.ids().make<MarkerId>(), m.name = "Two", m.start = format.rate.time_of(frames / 2);
        b.sequence().markers.push_back(std::make_shared<const Marker>(m));
        project = b.done();
    }
    ExportJob job(const std::string& preset, const std::string& name) {
        ExportJob j;
        j.project = project, j.sequence = project->sequences[0];
        if (auto p = load_preset(preset)) j.preset = *p;
        j.output = folder.file(name);
        j.renderers = {&renderer};
        return j;
    }
};

inline std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
template<class T>
std::string why(const Result<T>& r) {
    return r ? std::string() : r.error().text();
}
inline std::string why(const Result<VerifyReport>& r) {
    if (!r) return r.error().text();
    std::string text;
    for (const auto& p : r->problems) text += p + "; ";
    return text;
}

} // namespace tandem::test
