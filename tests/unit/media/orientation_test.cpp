// Turn and mirror of AVIF images: a pixel is followed through the standard's two steps and through ours.
#include "engine/media/orientation.h"

#include <doctest/doctest.h>

#include <string>

#include "engine/media/probe.h"
#include "tests/support/corpus.h"

using namespace tandem;

namespace {

std::string box(const std::string& name, const std::string& body) {
    const size_t length = body.size() + 8;
    return {std::string{static_cast<char>(length >> 24), static_cast<char>(length >> 16),
                        static_cast<char>(length >> 8), static_cast<char>(length)} +
            name + body};
}

int value_of(const std::string& properties) {
    std::string file = box("ftyp", "avif    ") + box("free", "") +
                       box("meta", std::string(4, '\0') + box("hdlr", "x") + box("iprp", box("ipco", properties)));
    return exif_orientation({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
}

// Positions count from the middle: x to the right, y down.
struct Point {
    int x, y;
    friend bool operator==(Point, Point) = default;
};
Point anticlockwise(Point p) { return {p.y, -p.x}; }
Point clockwise(Point p) { return {-p.y, p.x}; }

} // namespace

TEST_CASE("every turn and mirror of an AVIF is shown as the standard says") {
    for (int turn = 0; turn < 4; ++turn)
        for (int mirror = -1; mirror < 2; ++mirror) {
            CAPTURE(turn);
            CAPTURE(mirror);
            std::string properties = box("ispe", std::string(12, '\0')) + box("irot", {static_cast<char>(turn)});
            if (mirror >= 0) properties += box("imir", {static_cast<char>(mirror)});
            Orientation o = orientation_of_exif(value_of(properties));
            Point want{1, 2}, got = want;
            for (int i = 0; i < turn; ++i) want = anticlockwise(want);
            if (mirror == 0) want.y = -want.y;
            if (mirror == 1) want.x = -want.x;
            if (o.mirror) got.x = -got.x;
            for (int i = 0; i < o.rotation / 90; ++i) got = clockwise(got);
            CHECK(got == want);
        }
    CHECK(value_of("") == 1);
    CHECK(value_of("\1\2") == 1);
    CHECK(value_of(std::string(8, '\xff')) == 1);
}

TEST_CASE("corpus: an AVIF turned by a quarter") {
    NEED_CORPUS(corpus);
    auto media = probe_media((corpus / "image/heif-avif-jxl/abc_color_irot_alpha_irot.avif").string());
    REQUIRE(media);
    CHECK(media->pictures.at(0).rotation == 270);
}
