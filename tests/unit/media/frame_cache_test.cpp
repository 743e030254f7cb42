// FrameCache: which instants a kept picture answers for, and the budget.
#include "engine/media/frame_cache.h"

#include <doctest/doctest.h>

using namespace tandem;

namespace {

const StreamKey kFilm{.path = "film.mov", .stream = 0}, kOther{.path = "film.mov", .stream = 1};

Time at(int64_t n) { return FrameRate{25, 1}.time_of(n); }

PictureRef picture(int64_t n, uint64_t identity = 0, int side = 16) {
    auto made = MutablePicture::make(PixelFormat::gray, side, side, {});
    REQUIRE(made);
    made->header().pts = at(n), made->header().identity = identity ? identity : static_cast<uint64_t>(n) + 1;
    return std::move(*made).publish();
}

} // namespace

TEST_CASE("a kept picture answers between the instants it was asked for, and for its stream only") {
    FrameCache cache(1 << 20);
    auto third = picture(3), fourth = picture(4);
    Time inside = at(3) + Time{at(1).ticks / 2};
    cache.keep(kFilm, third, inside);
    CHECK(cache.find(kFilm, at(3)) == third);
    CHECK(cache.find(kFilm, inside) == third);
    CHECK(cache.find(kFilm, inside + Time{1}) == nullptr); // the next frame may start there
    CHECK(cache.find(kFilm, at(3) - Time{1}) == nullptr);
    CHECK(cache.find(kOther, at(3)) == nullptr);
    cache.keep(kFilm, third, inside + Time{5});
    CHECK(cache.find(kFilm, inside + Time{5}) == third);
    CHECK(cache.size() == 1);
    // A damaged frame's time is held by the one before it, until the frame itself turns up.
    cache.keep(kFilm, third, at(4));
    CHECK(cache.find(kFilm, at(4)) == third);
    cache.keep(kFilm, fourth, at(4));
    CHECK(cache.find(kFilm, at(4)) == fourth);
    // Before the first picture, the first.
    cache.keep(kOther, fourth, {});
    CHECK(cache.find(kOther, {}) == fourth);
    CHECK(cache.find(kOther, at(2)) == fourth);
    // The file was replaced: the newer picture stays.
    auto replaced = picture(3, 999);
    cache.keep(kFilm, replaced, at(3));
    CHECK(cache.find(kFilm, at(3)) == replaced);
    CHECK(cache.bytes() == cache.size() * 256);
}

TEST_CASE("the budget holds at every step, the longest unused goes first") {
    FrameCache cache(4 * 256);
    for (int64_t n = 0; n < 4; ++n) cache.keep(kFilm, picture(n), at(n));
    CHECK(cache.bytes() == 4 * 256); // exactly full
    REQUIRE(cache.find(kFilm, at(0)));
    cache.keep(kOther, picture(9), at(9));
    CHECK(cache.bytes() == 4 * 256);
    CHECK(cache.find(kFilm, at(0)));
    CHECK_FALSE(cache.find(kFilm, at(1)));
    CHECK(cache.find(kFilm, at(2)));
    // One as large as the budget takes it all; one above it, as of 8K film, stays until the next comes.
    cache.keep(kFilm, picture(20, 0, 32), at(20));
    CHECK(cache.bytes() == 1024);
    CHECK(cache.size() == 1);
    cache.keep(kFilm, picture(21, 0, 33), at(21));
    CHECK(cache.find(kFilm, at(21)));
    CHECK_FALSE(cache.find(kFilm, at(20)));
    CHECK(cache.size() == 1);
    for (int64_t n = 100; n < 1100; ++n) {
        cache.keep(kFilm, picture(n), at(n));
        REQUIRE(cache.bytes() <= 1024);
    }
    CHECK(cache.size() == 4);
}
