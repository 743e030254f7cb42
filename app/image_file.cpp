// Writers of single pictures; formats: PNG (W3C), OpenEXR file layout 2.0 (scan lines, no compression), Portable Float
// Map.
#include "app/image_file.h"

#include <array>
#include <cstring>

namespace tandem::app {

static void put_be32(std::string& out, uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(v >> shift & 255));
}
template<class T>
static void put_le(std::string& out, T v) {
    char bytes[sizeof v];
    std::memcpy(bytes, &v, sizeof v);
    out.append(bytes, sizeof v);
}

static uint32_t crc(const std::string& data, size_t from) {
    static const auto table = [] {
        std::array<uint32_t, 256> t{};
        for (uint32_t i = 0; i < 256; ++i) {
            uint32_t c = i;
            for (int k = 0; k < 8; ++k) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            t[i] = c;
        }
        return t;
    }();
    uint32_t c = ~0u;
    for (size_t i = from; i < data.size(); ++i) c = table[(c ^ static_cast<uint8_t>(data[i])) & 255] ^ (c >> 8);
    return ~c;
}

static void put_chunk(std::string& out, const char* type, const std::string& data) {
    put_be32(out, static_cast<uint32_t>(data.size()));
    const size_t from = out.size();
    out += type;
    out += data;
    put_be32(out, crc(out, from));
}

// A zlib stream of stored blocks: a single frame is not worth a compressor.
static std::string stored_zlib(const std::string& raw) {
    std::string out("\x78\x01", 2);
    for (size_t at = 0; at < raw.size(); at += 65535) {
        const size_t size = std::min<size_t>(65535, raw.size() - at);
        out.push_back(at + size == raw.size() ? 1 : 0);
        put_le(out, static_cast<uint16_t>(size));
        put_le(out, static_cast<uint16_t>(~size));
        out.append(raw, at, size);
    }
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < raw.size();) {
        // 5552 bytes are the most that cannot overflow 32 bits.
        const size_t stop = std::min(raw.size(), i + 5552);
        for (; i < stop; ++i) a += static_cast<uint8_t>(raw[i]), b += a;
        a %= 65521, b %= 65521;
    }
    put_be32(out, b << 16 | a);
    return out;
}

std::string png_bytes(const Picture& picture) {
    const bool deep = picture.format == PixelFormat::rgb48le;
    const bool alpha = picture.format == PixelFormat::rgba;
    const size_t row_bytes = plane_row_bytes(picture.format, 0, picture.width);
    std::string raw;
    raw.reserve((row_bytes + 1) * static_cast<size_t>(picture.height));
    for (int y = 0; y < picture.height; ++y) {
        raw.push_back(0); // no filter
        const uint8_t* row = picture.data[0] + y * picture.stride[0];
        if (!deep) {
            raw.append(reinterpret_cast<const char*>(row), row_bytes);
            continue;
        }
        for (size_t i = 0; i + 1 < row_bytes; i += 2) {
            raw.push_back(static_cast<char>(row[i + 1]));
            raw.push_back(static_cast<char>(row[i]));
        }
    }
    std::string out("\x89PNG\r\n\x1a\n", 8), header;
    put_be32(header, static_cast<uint32_t>(picture.width));
    put_be32(header, static_cast<uint32_t>(picture.height));
    header.push_back(deep ? 16 : 8);
    header.push_back(alpha ? 6 : 2);
    header.append(3, '\0');
    put_chunk(out, "IHDR", header);
    put_chunk(out, "IDAT", stored_zlib(raw));
    put_chunk(out, "IEND", "");
    return out;
}

// Planes of gbrapf32le by channel.
static const float* row_of(const Picture& picture, char channel, int y) {
    const size_t plane = channel == 'G' ? 0 : channel == 'B' ? 1 : channel == 'R' ? 2 : 3;
    return reinterpret_cast<const float*>(picture.data[plane] + y * picture.stride[plane]);
}

std::string exr_bytes(const Picture& picture) {
    std::string out;
    put_le(out, uint32_t{20000630});
    put_le(out, uint32_t{2});
    auto attribute = [&](const char* name, const char* type, const std::string& value) {
        out.append(name, std::strlen(name) + 1);
        out.append(type, std::strlen(type) + 1);
        put_le(out, static_cast<uint32_t>(value.size()));
        out += value;
    };
    std::string channels;
    for (char c : {'A', 'B', 'G', 'R'}) { // in order of name, as the format asks
        channels.push_back(c);
        channels.push_back('\0');
        put_le(channels, uint32_t{2}); // float
        put_le(channels, uint32_t{0});
        put_le(channels, uint32_t{1});
        put_le(channels, uint32_t{1});
    }
    channels.push_back('\0');
    std::string window, centre, one;
    for (int32_t v : {0, 0, picture.width - 1, picture.height - 1}) put_le(window, v);
    put_le(centre, 0.0f);
    put_le(centre, 0.0f);
    put_le(one, 1.0f);
    attribute("channels", "chlist", channels);
    attribute("compression", "compression", std::string(1, '\0'));
    attribute("dataWindow", "box2i", window);
    attribute("displayWindow", "box2i", window);
    attribute("lineOrder", "lineOrder", std::string(1, '\0'));
    attribute("pixelAspectRatio", "float", one);
    attribute("screenWindowCenter", "v2f", centre);
    attribute("screenWindowWidth", "float", one);
    out.push_back('\0');
    const size_t line = static_cast<size_t>(picture.width) * 4 * sizeof(float);
    uint64_t at = out.size() + static_cast<size_t>(picture.height) * 8;
    for (int y = 0; y < picture.height; ++y, at += line + 8) put_le(out, at);
    for (int32_t y = 0; y < picture.height; ++y) {
        put_le(out, y);
        put_le(out, static_cast<uint32_t>(line));
        for (char c : {'A', 'B', 'G', 'R'}) out.append(reinterpret_cast<const char*>(row_of(picture, c, y)), line / 4);
    }
    return out;
}

std::string pfm_bytes(const Picture& picture) {
    std::string out = "PF\n" + std::to_string(picture.width) + " " + std::to_string(picture.height) + "\n-1.0\n";
    for (int y = picture.height - 1; y >= 0; --y) { // bottom row first
        const float *r = row_of(picture, 'R', y), *g = row_of(picture, 'G', y), *b = row_of(picture, 'B', y);
        for (int x = 0; x < picture.width; ++x) put_le(out, r[x]), put_le(out, g[x]), put_le(out, b[x]);
    }
    return out;
}

} // namespace tandem::app
