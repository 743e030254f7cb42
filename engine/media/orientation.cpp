// A small bounded EXIF reader (CIPA DC-008, TIFF 6.0) and the display matrix.
#include "engine/media/orientation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <numbers>
#include <vector>

namespace tandem {

Orientation orientation_of_matrix(std::span<const int32_t, 9> m) {
    // A point (x, y) goes to (x m0 + y m3, x m1 + y m4). Undo a mirror, then the x axis's direction is the turn.
    double a = m[0], b = m[1], c = m[3], d = m[4];
    Orientation out;
    if (a * d - b * c < 0) out.mirror = true, a = -a, b = -b;
    if (a == 0 && b == 0) return out;
    double quarter = std::atan2(b, a) / (std::numbers::pi / 2);
    out.rotation = (static_cast<int>(std::lround(quarter)) + 4) % 4 * 90;
    return out;
}

Orientation orientation_of_exif(int value) {
    switch (value) {
    case 2:
        return {0, true};
    case 3:
        return {180, false};
    case 4:
        return {180, true};
    case 5:
        return {270, true};
    case 6:
        return {90, false};
    case 7:
        return {90, true};
    case 8:
        return {270, false};
    default:
        return {};
    }
}

namespace {

using Bytes = std::span<const uint8_t>;

uint32_t number(Bytes b, size_t at, size_t size, bool big) {
    if (at > b.size() || size > b.size() - at) return 0;
    uint32_t v = 0;
    for (size_t i = 0; i < size; ++i) v |= static_cast<uint32_t>(b[at + i]) << 8 * (big ? size - 1 - i : i);
    return v;
}

Bytes part(Bytes b, size_t at, size_t size) {
    if (at >= b.size()) return {};
    return b.subspan(at, std::min(size, b.size() - at));
}

bool starts(Bytes b, std::string_view text) {
    return b.size() >= text.size() && std::equal(text.begin(), text.end(), b.begin(),
                                                 [](char c, uint8_t u) { return static_cast<uint8_t>(c) == u; });
}

int of_tiff(Bytes b) {
    bool big = starts(b, "MM");
    if (!big && !starts(b, "II")) return 1;
    size_t ifd = number(b, 4, 4, big);
    uint32_t count = number(b, ifd, 2, big);
    for (uint32_t i = 0; i < count; ++i) {
        size_t entry = ifd + 2 + size_t{12} * i;
        if (entry + 12 > b.size()) return 1;
        if (number(b, entry, 2, big) != 0x0112) continue;
        uint32_t v = number(b, entry + 8, 2, big);
        return v >= 1 && v <= 8 ? static_cast<int>(v) : 1;
    }
    return 1;
}

int of_exif_block(Bytes b) {
    using namespace std::string_view_literals;
    return of_tiff(starts(b, "Exif\0\0"sv) ? b.subspan(6) : b);
}

int of_jpeg(Bytes b) {
    for (size_t at = 2; at + 4 <= b.size() && b[at] == 0xFF;) {
        uint8_t marker = b[at + 1];
        if (marker == 0xDA) break;
        size_t length = number(b, at + 2, 2, true);
        if (length < 2) break;
        Bytes body = part(b, at + 4, length - 2);
        if (marker == 0xE1 && starts(body, "Exif")) return of_exif_block(body);
        at += 2 + length;
    }
    return 1;
}

int of_chunks(Bytes b, size_t at, bool png) {
    while (at + 8 <= b.size()) {
        size_t length = number(b, at + (png ? 0 : 4), 4, png);
        Bytes name = part(b, at + (png ? 4 : 0), 4);
        Bytes body = part(b, at + 8, length);
        if (starts(name, png ? "eXIf" : "EXIF")) return of_exif_block(body);
        if (starts(name, "IEND")) break;
        size_t step = 8 + length + (png ? 4 : length % 2);
        if (step > b.size()) break;
        at += step;
    }
    return 1;
}

// Body of the first box of this name among those that b holds; empty where there is none.
Bytes box(Bytes b, std::string_view name) {
    while (b.size() >= 8) {
        size_t length = number(b, 0, 4, true);
        if (length < 8 || length > b.size()) break;
        if (starts(b.subspan(4), name)) return b.subspan(8, length - 8);
        b = b.subspan(length);
    }
    return {};
}

// AVIF (ISO/IEC 23008-12, 6.5.10 and 6.5.12): irot turns anticlockwise by quarters, then imir mirrors, 0 top and
// bottom, 1 left and right; as the EXIF value of the same effect (mirrored left and right first, then turned).
int of_avif(Bytes b) {
    Bytes meta = box(b, "meta");
    if (meta.size() < 4) return 1;
    Bytes properties = box(box(meta.subspan(4), "iprp"), "ipco"), turn = box(properties, "irot"),
          mirror = box(properties, "imir");
    int quarters = turn.empty() ? 0 : turn[0] & 3; // anticlockwise
    if (mirror.empty()) return std::array{1, 8, 3, 6}[static_cast<size_t>(quarters)];
    if (!(mirror[0] & 1)) quarters = (quarters + 2) & 3;
    return std::array{2, 7, 4, 5}[static_cast<size_t>(quarters)];
}

} // namespace

int exif_orientation(Bytes b) {
    if (starts(part(b, 4, 8), "ftypavif")) return of_avif(b);
    if (starts(b, "\xFF\xD8")) return of_jpeg(b);
    if (starts(b, "\x89PNG")) return of_chunks(b, 8, true);
    if (starts(b, "RIFF") && starts(part(b, 8, 4), "WEBP")) return of_chunks(b, 12, false);
    return of_tiff(b);
}

int exif_orientation(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<uint8_t> bytes(256 << 10);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    auto got = static_cast<size_t>(file.gcount());
    int found = exif_orientation(Bytes(bytes.data(), got));
    if (found != 1 || got < bytes.size()) return found;
    // TIFF and WebP put it behind the pixels: follow a TIFF's directory offset, or search a WebP's chunks on disk.
    Bytes b(bytes);
    if (starts(b, "RIFF")) {
        size_t at = 12;
        for (int chunk = 0; chunk < 64; ++chunk) {
            uint8_t head[8];
            file.clear();
            file.seekg(static_cast<std::streamoff>(at));
            if (!file.read(reinterpret_cast<char*>(head), 8)) return 1;
            size_t length = number(head, 4, 4, false);
            if (starts(head, "EXIF")) {
                std::vector<uint8_t> body(std::min<size_t>(length, 64 << 10));
                file.read(reinterpret_cast<char*>(body.data()), static_cast<std::streamsize>(body.size()));
                return of_exif_block(Bytes(body.data(), static_cast<size_t>(file.gcount())));
            }
            at += 8 + length + length % 2;
        }
    } else if (starts(b, "II") || starts(b, "MM")) {
        bool big = b[0] == 'M';
        size_t ifd = number(b, 4, 4, big);
        if (ifd < 8) return 1;
        std::vector<uint8_t> directory(64 << 10);
        file.clear();
        file.seekg(static_cast<std::streamoff>(ifd));
        file.read(reinterpret_cast<char*>(directory.data() + 8), static_cast<std::streamsize>(directory.size() - 8));
        directory.resize(8 + static_cast<size_t>(file.gcount()));
        std::copy_n(b.begin(), 4, directory.begin());
        for (size_t i = 0; i < 4; ++i) directory[4 + i] = (big ? i == 3 : i == 0) ? 8 : 0;
        return of_tiff(directory);
    }
    return 1;
}

} // namespace tandem
