// Result, TRY, rates and exact multiplication.
#include "engine/base/result.h"

#include <doctest/doctest.h>

#include "engine/base/time.h"

using namespace tandem;

static Result<int> half(int v) {
    if (v % 2) return fail(ErrorCode::bad_data, "odd", "here");
    return v / 2;
}
static Result<int> quarter(int v) { return TRY(half(TRY(half(v)))); }

TEST_CASE("TRY hands the first error up") {
    CHECK(*quarter(8) == 2);
    auto r = quarter(6);
    REQUIRE_FALSE(r);
    CHECK(r.error().text() == "here: odd");
    CHECK(exit_code(r.error().code) == 65);
}

TEST_CASE("frame rates snap to the NTSC family") {
    CHECK(*FrameRate::from_double(23.976) == FrameRate{24000, 1001});
    CHECK(*FrameRate::from_double(23.976024627685547) == FrameRate{24000, 1001});
    CHECK(*FrameRate::from_double(29.97) == FrameRate{30000, 1001});
    CHECK(*FrameRate::from_double(59.94) == FrameRate{60000, 1001});
    CHECK(*FrameRate::from_double(25.0) == FrameRate{25, 1});
    CHECK(*FrameRate::from_double(12.5) == FrameRate{25, 2});
    CHECK(*FrameRate::parse("30000/1001") == FrameRate{30000, 1001});
    for (const char* bad : {"0", "-25", "nan", "25/0", "x", "", "1e9", "25fps"}) CHECK_FALSE(FrameRate::parse(bad));
}

TEST_CASE("wide multiplication rounds towards minus infinity") {
    CHECK(mul_div_floor(-7, 1, 2) == -4);
    CHECK(mul_div_ceil(-7, 1, 2) == -3);
    CHECK(mul_div_round(7, 1, 2) == 4);
    CHECK(mul_div_round(-7, 1, 2) == -3);
    CHECK(mul_div_floor(int64_t{1} << 60, 1'000'000, 1'000'001) == 1152920351686495289);
}

TEST_CASE("speeds map lengths both ways") {
    Speed half{1, 2}, back{-2, 1};
    CHECK(half.source(Time{100}) == Time{50});
    CHECK(half.timeline(Time{50}) == Time{100});
    CHECK(back.source(Time{100}) == Time{-200});
    CHECK(back.timeline(Time{-200}) == Time{100});
}
