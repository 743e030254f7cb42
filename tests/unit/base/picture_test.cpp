// Picture formats and memory: row sizes by arithmetic, alignment, reuse, limits.
#include "engine/base/picture.h"

#include <cstring>
#include <doctest/doctest.h>

using namespace tandem;

TEST_CASE("row bytes and rows of odd sizes") {
    CHECK(plane_row_bytes(PixelFormat::yuv420p, 0, 7) == 7);
    CHECK(plane_row_bytes(PixelFormat::yuv420p, 1, 7) == 4);
    CHECK(plane_rows(PixelFormat::yuv420p, 2, 5) == 3);
    CHECK(plane_row_bytes(PixelFormat::yuv422p10le, 1, 7) == 8);
    CHECK(plane_rows(PixelFormat::yuv422p10le, 1, 5) == 5);
    CHECK(plane_row_bytes(PixelFormat::nv12, 1, 7) == 8);
    CHECK(plane_row_bytes(PixelFormat::p010le, 1, 7) == 16);
    CHECK(plane_row_bytes(PixelFormat::yuyv422, 0, 7) == 16);
    CHECK(plane_row_bytes(PixelFormat::rgb48le, 0, 3) == 18);
    CHECK(plane_row_bytes(PixelFormat::gbrapf32le, 3, 3) == 12);
    CHECK(plane_row_bytes(PixelFormat::yuv410p, 1, 9) == 3);
}

TEST_CASE("names map both ways") {
    CHECK(pixel_format_by_name("yuv420p10le") == PixelFormat::yuv420p10le);
    CHECK_FALSE(pixel_format_by_name("pal8"));
    CHECK(info(PixelFormat::p010le).comp[0].shift == 6);
}

TEST_CASE("a picture is aligned, padded, and its memory comes back") {
    const void* block = nullptr;
    {
        auto m = *MutablePicture::make(PixelFormat::yuv420p, 1919, 1079, kRec709);
        for (int p = 0; p < 3; ++p) {
            CHECK(reinterpret_cast<uintptr_t>(m.row(p, 0)) % 64 == 0);
            CHECK(m.header().stride[static_cast<size_t>(p)] % 64 == 0);
        }
        std::memset(m.row(2, 539), 1, static_cast<size_t>(m.header().stride[2]) + 32); // the promised readable tail
        block = m.header().data[0];
        PictureRef shared = std::move(m).publish();
        CHECK(shared->bytes() == 1919u * 1079u + 2u * 960u * 540u);
    }
    auto again = *MutablePicture::make(PixelFormat::yuv420p, 1919, 1079, kRec709);
    CHECK(again.header().data[0] == block);
}

TEST_CASE("sizes outside the limits are refused") {
    CHECK_FALSE(MutablePicture::make(PixelFormat::rgba, 0, 10, kSrgbFull));
    CHECK_FALSE(MutablePicture::make(PixelFormat::rgba, 10, 40000, kSrgbFull));
    CHECK_FALSE(MutablePicture::make(PixelFormat::none, 10, 10, kSrgbFull));
}

TEST_CASE("untagged media are guessed as players do") {
    auto hd = with_defaults({}, 1920, 1080, false);
    CHECK(hd == kRec709);
    auto pal = with_defaults({}, 720, 576, false);
    CHECK(pal.matrix == Matrix::bt470bg);
    CHECK(pal.primaries == Primaries::bt470bg);
    auto ntsc = with_defaults({}, 640, 480, false);
    CHECK(ntsc.matrix == Matrix::smpte170m);
    CHECK(with_defaults({}, 100, 100, true).transfer == Transfer::srgb);
    ColourTags pq{Primaries::bt2020, Transfer::pq, Matrix::unspecified, ColourRange::limited, ChromaSiting::topleft};
    auto full = with_defaults(pq, 3840, 2160, false);
    CHECK(full.matrix == Matrix::bt2020_ncl);
    CHECK(full.siting == ChromaSiting::topleft);
}
