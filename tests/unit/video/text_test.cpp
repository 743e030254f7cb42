// Titles and subtitles: ink where it should be, Korean as Korean, user text taken literally.
#include <doctest/doctest.h>

#include <cstring>

#include "engine/video/assets.h"
#include "engine/video/text_raster.h"

using namespace tandem;

static PictureRef drawn(const std::string& text, IntRect& place, const TextStyle& style = {},
                        Markup markup = Markup::none) {
    static TextRaster raster;
    auto r = raster.draw(text, markup, style, TextRaster::Flow::anchored, 320, 180, 640, 360, place);
    REQUIRE_MESSAGE(r.has_value(), (r ? "" : r.error().text()));
    return *r;
}

static bool same(const PictureRef& a, const PictureRef& b) {
    if (a->width != b->width || a->height != b->height) return false;
    for (int y = 0; y < a->height; ++y)
        if (std::memcmp(a->data[0] + y * a->stride[0], b->data[0] + y * b->stride[0],
                        static_cast<size_t>(a->width) * 4) != 0)
            return false;
    return true;
}

static int64_t ink(const Picture& p) {
    int64_t sum = 0;
    for (int y = 0; y < p.height; ++y)
        for (int x = 0; x < p.width; ++x) sum += p.data[0][y * p.stride[0] + x * 4 + 3];
    return sum / 255;
}

TEST_CASE("a centred title has white straight-alpha ink inside its rect, around the anchor") {
    IntRect place;
    PictureRef p = drawn("Tandem", place);
    REQUIRE(p);
    CHECK(p->format == PixelFormat::rgba);
    CHECK(p->colour == kSrgbFull);
    CHECK(p->width == place.x1 - place.x0);
    CHECK(p->height == place.y1 - place.y0);
    CHECK(ink(*p) > 300);
    CHECK(std::abs((place.x0 + place.x1) / 2 - 320) < 12);
    CHECK(std::abs((place.y0 + place.y1) / 2 - 180) < 24);
    for (int x = 0; x < p->width; ++x) {
        const uint8_t* px = p->data[0] + (p->height / 2) * p->stride[0] + x * 4;
        if (px[3] > 0) CHECK(px[0] == 255);
    }
}

TEST_CASE("Korean is drawn with its own glyphs, not the box of a missing one") {
    IntRect a, b, c;
    PictureRef hangul = drawn("\xED\x95\x9C\xEA\xB8\x80", a);       // two syllables
    PictureRef other = drawn("\xEB\xB0\x94\xEB\x8B\xA4", b);        // two others
    PictureRef tofu = drawn("\xF3\xB0\x80\x80\xF3\xB0\x80\x81", c); // private use, in no font
    REQUIRE(hangul);
    REQUIRE(other);
    CHECK(ink(*hangul) > 300);
    CHECK_FALSE(same(hangul, other));
    if (tofu) CHECK_FALSE(same(hangul, tofu));
}

TEST_CASE("braces, backslashes and tags of a title are literal") {
    CHECK(ass_text("{\\b1}\nx", Markup::none) == "\\{\\\xE2\x81\xA0"
                                                 "b1\\}\\Nx");
    CHECK(ass_text("<i>a</i> <b>b</b><font color=red>c</font> 1 < 2", Markup::subtitle) ==
          "{\\i1}a{\\i0} {\\b1}b{\\b0}c 1 < 2");
    CHECK(ass_text("<i>a</i>", Markup::none) == "<i>a</i>");
    IntRect a, b;
    PictureRef plain = drawn("b", a), braces = drawn("{b}", b);
    REQUIRE(braces);
    CHECK(braces->width > plain->width);
}

TEST_CASE("blank text has no raster") {
    IntRect place;
    CHECK_FALSE(drawn(" \n ", place));
    CHECK(place.empty());
}

TEST_CASE("the assets cache: same title, same picture; a moved one is another") {
    auto assets = make_frame_assets();
    Effect e = make_effect(EffectKind::title, {});
    e.texts[slot::text] = "Hello";
    IntRect a, b;
    auto first = assets->title(e, {}, 640, 360, a), again = assets->title(e, Time::from_seconds(1), 640, 360, b);
    REQUIRE(first.has_value());
    CHECK(*first == *again);
    CHECK(a == b);
    e.params[slot::x].value = 0.25;
    auto moved = assets->title(e, {}, 640, 360, b);
    REQUIRE(moved.has_value());
    CHECK(b.x0 < a.x0);
    CHECK((*moved)->identity != (*first)->identity);
}

TEST_CASE("subtitles stand centred above the bottom margin") {
    auto assets = make_frame_assets();
    IntRect place;
    auto p = assets->subtitle({"One line", "and <i>another</i>"}, 1280, 720, place);
    REQUIRE(p.has_value());
    REQUIRE(*p);
    CHECK(place.y1 <= 720 - 20);
    CHECK(place.y0 > 360);
    CHECK(std::abs((place.x0 + place.x1) / 2 - 640) < 16);
}
