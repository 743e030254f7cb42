// EBML (RFC 8794) as far as the way to the Tracks element of a file that libavformat has just written.
#include "engine/export/matroska_light.h"

extern "C" {
#include <libavutil/crc.h>
}

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <vector>

namespace tandem {
namespace {

constexpr uint64_t kSegment = 0x18538067, kTracks = 0x1654ae6b, kCrc32 = 0xbf;
constexpr uint64_t kMostTracks = uint64_t{16} << 20; // bytes; codec headers are far below

struct Element {
    uint64_t id = 0, size = 0;
};

// A number whose leading zeros tell its length in bytes, at most 8. With `whole` the marker bit stays, as in ids.
std::optional<uint64_t> read_number(std::istream& in, bool whole) {
    const int first = in.get();
    if (first <= 0) return {};
    int more = 0;
    while (!(first & (0x80 >> more))) ++more;
    uint64_t value = static_cast<uint64_t>(whole ? first : first & (0x7f >> more));
    for (int i = 0; i < more; ++i) {
        const int next = in.get();
        if (next < 0) return {};
        value = value << 8 | static_cast<uint64_t>(next);
    }
    return value;
}

std::optional<Element> read_element(std::istream& in) {
    const auto id = read_number(in, true);
    const auto size = id ? read_number(in, false) : std::nullopt;
    return size ? std::optional(Element{*id, *size}) : std::nullopt;
}

// MaxCLL (55BC) and MaxFALL (55BD) as numbers of two bytes, which is how libavformat writes the placeholder.
std::array<char, 10> light_elements(unsigned cll, unsigned fall) {
    auto byte = [](unsigned v) { return static_cast<char>(v & 0xff); };
    return {'\x55', '\xbc', '\x82', byte(cll >> 8), byte(cll), '\x55', '\xbd', '\x82', byte(fall >> 8), byte(fall)};
}

} // namespace

Result<void> replace_matroska_light(const std::string& path, ContentLight light) {
    const Error broken = fail(ErrorCode::io, "the light level cannot be written into the finished file", path);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    auto element = read_element(file);
    while (element && element->id != kTracks) {
        if (element->id != kSegment) file.seekg(static_cast<std::streamoff>(element->size), std::ios::cur);
        element = read_element(file);
    }
    if (!element || element->size > kMostTracks) return broken;
    const std::streamoff start = file.tellg();
    std::vector<char> tracks(element->size);
    if (!file.read(tracks.data(), static_cast<std::streamsize>(tracks.size()))) return broken;

    const auto placeholder = light_elements(kLightPlaceholder, kLightPlaceholder);
    const auto at = std::search(tracks.begin(), tracks.end(), placeholder.begin(), placeholder.end());
    if (at == tracks.end()) return broken;
    const auto limited = [](int nits) { return static_cast<unsigned>(std::clamp(nits, 0, 0xffff)); };
    const auto made = light_elements(limited(light.max_cll), limited(light.max_fall));
    std::copy(made.begin(), made.end(), at);
    // The check sum is the first child, its four bytes little-endian, over all that follows it.
    constexpr size_t kCrcElement = 6;
    if (tracks.size() > kCrcElement && static_cast<uint8_t>(tracks[0]) == kCrc32) {
        const uint32_t sum =
            av_crc(av_crc_get_table(AV_CRC_32_IEEE_LE), UINT32_MAX,
                   reinterpret_cast<const uint8_t*>(tracks.data()) + kCrcElement, tracks.size() - kCrcElement) ^
            UINT32_MAX;
        for (size_t i = 0; i < 4; ++i) tracks[2 + i] = static_cast<char>(sum >> (8 * i) & 0xff);
    }
    file.seekp(start);
    file.write(tracks.data(), static_cast<std::streamsize>(tracks.size()));
    file.close();
    return file ? Result<void>() : broken;
}

} // namespace tandem
