// Limits of what is opened as media, at the limit and one step to either side, and kinds this build cannot read: each
// refusal says what it is.
#include <doctest/doctest.h>

#include <fstream>

#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::string big_endian(uint32_t v) {
    return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8), static_cast<char>(v)};
}

// Signature and IHDR of a PNG; nothing behind it can be unpacked. The file is sparse.
void write_png_head(const std::string& path, uint32_t width, uint32_t height, int depth, int type, uintmax_t bytes) {
    std::ofstream out(path, std::ios::binary);
    out << "\x89PNG\r\n\x1a\n" << big_endian(13) << "IHDR" << big_endian(width) << big_endian(height);
    out << static_cast<char>(depth) << static_cast<char>(type) << std::string(7, '\0');
    out.close();
    std::filesystem::resize_file(path, bytes);
}

Error probe_error(const std::string& path) {
    auto m = probe_media(path);
    REQUIRE(!m);
    CHECK(m.error().where.find(std::filesystem::path(path).filename().string()) != std::string::npos);
    return m.error();
}

} // namespace

TEST_CASE("an image that unpacks to more than 200 times its file and 256 MiB is refused before it is unpacked") {
    TempFolder folder;
    const std::string path = folder.file("bomb.png");
    struct Case {
        uint32_t width, height;
        int depth, type;
        uintmax_t bytes;
        bool refused;
    };
    const Case kCases[] = {
        {10000, 10000, 8, 6, 1'999'999, true}, // 400 MB; a 200th is 2 MB
        {10000, 10000, 8, 6, 2'000'000, false}, {10000, 10000, 8, 6, 2'000'001, false},
        {8192, 8192, 8, 6, 1000, false}, // 256 MiB exactly
        {8192, 8193, 8, 6, 1000, true},         {8192, 8191, 8, 6, 1000, false},
        {10000, 10000, 8, 0, 1000, false}, // 100 MB of gray
        {10000, 10000, 16, 2, 1000, true},      {10000, 10000, 8, 3, 1000, true},
    };
    for (const Case& c : kCases) {
        CAPTURE(c.width);
        CAPTURE(c.height);
        CAPTURE(c.bytes);
        write_png_head(path, c.width, c.height, c.depth, c.type, c.bytes);
        Error e = probe_error(path);
        CHECK((e.what.find("bomb") != std::string::npos) == c.refused);
        if (c.refused) CHECK(e.code == ErrorCode::denied);
    }
}

TEST_CASE("pictures up to the limit of sides and pixels are read, one more is refused") {
    TempFolder folder;
    auto made = [&](int width, int height) {
        std::string path = folder.file(std::to_string(width) + "x" + std::to_string(height) + ".png");
        REQUIRE(run_quietly("ffmpeg -v error -nostdin -y -f lavfi -i color=gray:size=" + std::to_string(width) + "x" +
                            std::to_string(height) + ",format=gray -frames:v 1 '" + path + "'"));
        return path;
    };
    CHECK(probe_media(made(16383, 16)));
    CHECK(probe_media(made(16384, 16)));
    CHECK(probe_error(made(16385, 16)).what.find("16384") != std::string::npos);
    CHECK(probe_media(made(16, 16384)));
    CHECK(probe_error(made(16, 16385)).code == ErrorCode::denied);
}

TEST_CASE("a file whose header alone is above 50 MB is refused, one below is read") {
    TempFolder folder;
    const std::string sound = folder.file("sound.mp3");
    REQUIRE(run_quietly("ffmpeg -v error -nostdin -y -f lavfi -i sine=duration=1 -c:a libmp3lame -id3v2_version 0 '" +
                        sound + "'"));
    auto with_cover = [&](uint32_t megabytes) {
        // An ID3v2.3 tag with one picture of zeros.
        const uint32_t picture = megabytes * 1'000'000, tag = picture + 10;
        const std::string path = folder.file("tagged.mp3");
        std::ofstream out(path, std::ios::binary);
        out << std::string("ID3\3\0\0", 6);
        for (int shift : {21, 14, 7, 0}) out << static_cast<char>(tag >> shift & 0x7f);
        const std::string mime("\0image/jpeg\0\3\0", 14);
        out << "APIC" << big_endian(picture) << std::string(2, '\0') << mime
            << std::string(picture - mime.size(), '\0');
        out << std::ifstream(sound, std::ios::binary).rdbuf();
        return path;
    };
    auto small = probe_media(with_cover(40));
    REQUIRE(small);
    CHECK(small.value().sounds.size() == 1);
    Error e = probe_error(with_cover(55));
    CHECK(e.code == ErrorCode::denied);
    CHECK(e.what.find("50 MB") != std::string::npos);
}

TEST_CASE("corpus: kinds that this build does not read are named, not called damaged") {
    NEED_CORPUS(corpus);
    struct Case {
        const char* file;
        const char* says;
    };
    const Case kCases[] = {{"image/heif-avif-jxl/iphone_IMG_2682.heic", "HEIC images are not supported"},
                           {"image/heif-avif-jxl/sample_MP.heic", "HEIC images are not supported"},
                           {"image/exr/Rec709_YC.exr", "luminance and chroma"},
                           {"audio/flac/bear_32bit.flac", "FLAC of 32 bits"}};
    for (const Case& c : kCases) {
        CAPTURE(c.file);
        Error e = probe_error((corpus / c.file).string());
        CAPTURE(e.what);
        CHECK(e.code == ErrorCode::unavailable);
        CHECK(e.what.find(c.says) != std::string::npos);
        CHECK(e.what.find("damaged") == std::string::npos);
    }
}
