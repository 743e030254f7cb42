// Two exports to one name, and encoders that are opened to be asked only.
#include "engine/export/output_place.h"

#include <doctest/doctest.h>

#include <fstream>

#include "engine/export/export_facts.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("what another export finished after the name was looked at is not replaced unasked") {
    Film film(5);
    ExportJob job = film.job("h264", "a.mp4");
    job.overwrite = Overwrite::never;
    auto first = OutputPlace::plan(job, 5), second = OutputPlace::plan(job, 5);
    REQUIRE(first);
    REQUIRE(second);
    REQUIRE(first->create());
    const auto busy = second->create();
    REQUIRE_FALSE(busy);
    CHECK(busy.error().code == ErrorCode::temporary);
    std::ofstream(first->part()) << "film";
    REQUIRE(first->publish(5));
    const auto late = second->create();
    REQUIRE_FALSE(late);
    CHECK(late.error().code == ErrorCode::cant_create);
    CHECK(bytes_of(job.output) == "film");
    CHECK_FALSE(std::filesystem::exists(second->part()));
    // Where it was asked for, it is.
    job.overwrite = Overwrite::yes;
    auto third = OutputPlace::plan(job, 5);
    REQUIRE(third);
    CHECK(third->create());
    third->discard();
    CHECK(bytes_of(job.output) == "film");
}

TEST_CASE("an AV1 encoder that was asked for facts and got no picture can be closed") {
    Film film(5);
    ExportJob job = film.job("av1", "a.mp4");
    job.preset.video.speed = "10";
    const auto facts = export_facts(job);
    REQUIRE_MESSAGE(facts, why(facts));
    CHECK(facts->picture);
}
