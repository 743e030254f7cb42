// The measured program, the rules of choice and the kept lines.
#include "gpu/device/device_choice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace tandem {

namespace {

constexpr int kWidth = 1280, kHeight = 720, kWarmUp = 2, kFrames = 5;
constexpr size_t kMostLines = 64; // kept; the oldest go

Result<PictureRef> striped_picture() {
    auto m = TRY(MutablePicture::make(PixelFormat::yuv420p, kWidth, kHeight, kRec709));
    for (int p = 0; p < 3; ++p)
        for (int y = 0; y < plane_rows(PixelFormat::yuv420p, p, kHeight); ++y) {
            const size_t bytes = plane_row_bytes(PixelFormat::yuv420p, p, kWidth);
            for (size_t x = 0; x < bytes; ++x)
                m.row(p, y)[x] = static_cast<uint8_t>(40 + (x * 3 + static_cast<size_t>(y) * 5) % 170);
        }
    return std::move(m).publish();
}

// A graded picture under a smaller one, turned and half transparent.
FrameProgram measured_program() {
    FrameProgram p;
    p.target = {PixelFormat::yuv420p, kWidth, kHeight, kRec709, true};
    FrameSource source;
    source.width = kWidth, source.height = kHeight, source.colour = kRec709;
    p.sources = {source, source};
    const std::array<double, 4> crop{0, 0, kWidth, kHeight};
    p.geometry = {{{}, crop, 0}, {{1.9, 0.3, -500, -0.3, 1.9, -200}, crop, 0}};
    p.args = {{1.2f, 0, 0, 0}, {1.3f, 0.2126f, 0.7152f, 0.0722f}, {0.8f, 0, 0, 0}};
    const IntRect frame{0, 0, kWidth, kHeight};
    auto op = [&](OpCode code, int16_t a, int16_t b, int16_t source_index, int16_t geometry, int16_t args,
                  bool opaque) {
        Op o;
        o.code = code, o.a = a, o.b = b, o.source = source_index, o.geometry = geometry;
        o.args = static_cast<int16_t>(std::max<int>(0, args)), o.arg_count = args < 0 ? 0 : 1;
        o.bounds = frame, o.opaque = opaque;
        p.ops.push_back(o);
    };
    op(OpCode::sample, kNoValue, kNoValue, 0, 0, -1, true);
    op(OpCode::exposure, 0, kNoValue, -1, -1, 0, true);
    op(OpCode::saturation, 1, kNoValue, -1, -1, 1, true);
    op(OpCode::sample, kNoValue, kNoValue, 1, 1, -1, false);
    op(OpCode::opacity, 3, kNoValue, -1, -1, 2, false);
    op(OpCode::blend, 2, 4, -1, -1, -1, true);
    return p;
}

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
    return text;
}
std::string key_of(const KnownDevice& d, std::string_view version) {
    // A GPU is not equally fast by each interface.
    return one_line(std::string(version)) + "\t" + one_line(d.driver) + "\t" +
           one_line(d.id.substr(0, d.id.find(':')) + " " + d.name);
}
struct Line {
    std::string_view text, key;
    double speed = 0;
};
std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        Line line{text.substr(0, end), {}, 0};
        text.remove_prefix(std::min(text.size(), end + 1));
        const size_t tab = line.text.find('\t');
        if (tab == std::string_view::npos) continue;
        const auto read = std::from_chars(line.text.data(), line.text.data() + tab, line.speed);
        if (read.ec != std::errc() || read.ptr != line.text.data() + tab || !(line.speed > 0 && line.speed < 1e6))
            continue;
        line.key = line.text.substr(tab + 1);
        out.push_back(line);
    }
    return out;
}

} // namespace

Result<double> measure_speed(FrameRenderer& renderer) {
    using Clock = std::chrono::steady_clock;
    const FrameProgram program = measured_program();
    const PictureRef picture = TRY(striped_picture());
    const std::array<PictureRef, 2> sources{picture, picture};
    std::array<double, kFrames> seconds{};
    for (int i = -kWarmUp; i < kFrames; ++i) {
        const auto start = Clock::now();
        TRY(renderer.render(program, sources));
        const double spent = std::chrono::duration<double>(Clock::now() - start).count();
        if (i >= 0) seconds[static_cast<size_t>(i)] = spent;
    }
    std::nth_element(seconds.begin(), seconds.begin() + kFrames / 2, seconds.end());
    return 1 / std::max(1e-6, seconds[kFrames / 2]);
}

DeviceChoice choose_auto(std::span<const KnownDevice> devices) {
    size_t cpu = 0;
    for (size_t i = 0; i < devices.size(); ++i)
        if (devices[i].device_class == DeviceClass::processor) cpu = i;
    size_t best = cpu;
    bool any_gpu = false;
    for (size_t i = 0; i < devices.size(); ++i) {
        if (devices[i].device_class != DeviceClass::gpu) continue;
        any_gpu = true;
        // A processor that could not be measured is beaten by nothing: it always works.
        if (devices[i].frames_per_second && devices[best].frames_per_second &&
            *devices[i].frames_per_second > *devices[best].frames_per_second)
            best = i;
    }
    if (best != cpu) return {best, "the fastest measured"};
    return {cpu, any_gpu ? "no GPU was measured faster" : "there is no GPU"};
}

std::vector<size_t> choose_all(std::span<const KnownDevice> devices) {
    std::vector<size_t> out;
    for (const char* kind : {"vulkan:", "opencl:", "cpu"}) {
        for (size_t i = 0; i < devices.size() && (out.empty() || devices[out[0]].id.starts_with(kind)); ++i)
            if (devices[i].id.starts_with(kind) && devices[i].device_class != DeviceClass::software) out.push_back(i);
    }
    return out;
}

std::optional<double> kept_speed(std::string_view text, const KnownDevice& device, std::string_view version) {
    const std::string key = key_of(device, version);
    for (const Line& line : lines_of(text))
        if (line.key == key) return line.speed;
    return {};
}

std::string with_kept_speed(std::string_view text, const KnownDevice& device, std::string_view version, double speed) {
    const std::string key = key_of(device, version);
    auto lines = lines_of(text);
    std::erase_if(lines, [&](const Line& line) { return line.key == key; });
    if (lines.size() >= kMostLines) lines.erase(lines.begin(), lines.end() - (kMostLines - 1));
    std::string out;
    for (const Line& line : lines) out += std::string(line.text) + "\n";
    char number[32];
    std::snprintf(number, sizeof number, "%.2f", speed);
    return out + number + "\t" + key + "\n";
}

} // namespace tandem
