// The .cube reader on hand-made texts and on every file of the corpus.
#include "engine/video/cube.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/video/assets.h"
#include "tests/support/corpus.h"

using namespace tandem;

static const char* kTwo = "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n";

static std::string error_of(const std::string& text) {
    auto r = parse_cube(text, "t.cube");
    REQUIRE_FALSE(r.has_value());
    CHECK(r.error().code == ErrorCode::bad_data);
    return r.error().text();
}

TEST_CASE("a 3D table with comments, CRLF and a title") {
    std::string text = "# made by hand\r\nTITLE \"Two\"\r\n\r\nDOMAIN_MIN -1 0 0\r\nDOMAIN_MAX 1 2 1e0\r\n";
    for (const char* c = kTwo; *c; ++c) text += *c == '\n' ? "\r\n" : std::string(1, *c);
    auto r = parse_cube(text, "t.cube");
    REQUIRE_MESSAGE(r.has_value(), (r ? "" : r.error().text()));
    const ColourTable& t = **r;
    CHECK(t.name == "Two");
    CHECK(t.size == 2);
    CHECK(t.rgb.size() == 24);
    CHECK(t.rgb[3] == 1); // red runs fastest
    CHECK(t.domain_min[0] == -1);
    CHECK(t.domain_max[1] == 2);
    CHECK(t.identity != 0);
    auto other = parse_cube(kTwo, "t.cube");
    REQUIRE(other.has_value());
    CHECK((*other)->identity != t.identity); // the domain is part of it
}

TEST_CASE("a 1D table becomes a cube that acts on each channel alone") {
    auto r = parse_cube("LUT_1D_SIZE 3\nDOMAIN_MAX 1 2 3\n0 0 0\n0.5 1 1.5\n1 1 1\n", "t.cube");
    REQUIRE(r.has_value());
    const ColourTable& t = **r;
    CHECK(t.size == 65);
    CHECK(t.domain_max[2] == 3);
    auto at = [&](size_t x, size_t y, size_t z, size_t c) { return t.rgb[((z * 65 + y) * 65 + x) * 3 + c]; };
    CHECK(at(32, 0, 0, 0) == doctest::Approx(0.5));
    CHECK(at(0, 32, 0, 1) == doctest::Approx(1));
    CHECK(at(0, 0, 16, 2) == doctest::Approx(0.75));
    CHECK(at(64, 5, 9, 0) == doctest::Approx(1));
}

TEST_CASE("a shaper before a cube is applied first") {
    // The shaper halves, the cube inverts.
    std::string text = "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 2\nLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0 1\n0 0 0\n1 1 1\n";
    for (int i = 0; i < 8; ++i)
        text += std::string(i & 1 ? "0" : "1") + (i & 2 ? " 0" : " 1") + (i & 4 ? " 0\n" : " 1\n");
    auto r = parse_cube(text, "t.cube");
    REQUIRE_MESSAGE(r.has_value(), (r ? "" : r.error().text()));
    CHECK((*r)->domain_max[0] == 2);
    CHECK((*r)->rgb[0] == doctest::Approx(1));
    CHECK((*r)->rgb[32 * 3] == doctest::Approx(0.5));
}

TEST_CASE("what is wrong is refused with its line") {
    std::string two = kTwo;
    CHECK(error_of("").find("no LUT_1D_SIZE") != std::string::npos);
    CHECK(error_of("0 0 0\n").find("line 1: numbers come before") != std::string::npos);
    CHECK(error_of(two + "0 0 0\n").find("line 10: there are more") != std::string::npos);
    CHECK(error_of(two.substr(0, two.size() - 6)).find("after 7 of 8") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\n0 nan 0\n").find("line 2: \"nan\"") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\n0 0 1e99\n").find("not a finite number") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\n0 0\n").find("three numbers") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\n0 0 0 0\n").find("more than three") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 130\n").find("from 2 to 129") != std::string::npos);
    CHECK(error_of("LUT_1D_SIZE 65537\n").find("from 2 to 65536") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 1\n").find("from 2 to 129") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\nLUT_3D_SIZE 2\n").find("twice") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\nDOMAIN_MIN 1 1 1\n" + two.substr(14)).find("upside down") != std::string::npos);
    CHECK(error_of("GARBAGE 2\n").find("not a keyword") != std::string::npos);
    CHECK(error_of("inf 0 0\n").find("not a keyword") != std::string::npos);
    CHECK(error_of("# " + std::string(2000, 'x') + "\n").find("longer than") != std::string::npos);
    CHECK(error_of("LUT_3D_SIZE 2\n0 0 0\nTITLE \"x\"\nLUT_1D_SIZE 2\n").find("line 4") != std::string::npos);
}

TEST_CASE("a LUT whose file was written anew is read again") {
    auto folder = std::filesystem::temp_directory_path() / ("tandem-cube-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::string path = (folder / "look.cube").string();
    auto write = [&](const std::string& text) { std::ofstream(path, std::ios::trunc) << text; };
    auto assets = make_frame_assets();
    write(kTwo);
    auto first = assets->lut(path);
    REQUIRE(first.has_value());
    CHECK(assets->lut(path).value() == *first);
    write(std::string("TITLE \"another\"\n") + kTwo);
    auto second = assets->lut(path);
    REQUIRE(second.has_value());
    CHECK(*second != *first);
    std::filesystem::remove(path);
    CHECK_FALSE(assets->lut(path).has_value());
    std::filesystem::remove_all(folder);
}

TEST_CASE("every .cube of the corpus is read") {
    NEED_CORPUS(corpus);
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(corpus / "lut")) {
        if (entry.path().extension() != ".cube") continue;
        auto r = read_cube(entry.path().string());
        CAPTURE(entry.path().filename().string());
        CHECK_MESSAGE(r.has_value(), (r ? "" : r.error().text()));
        ++count;
    }
    CHECK(count >= 9);
    CHECK(read_cube((corpus / "lut" / "nowhere.cube").string()).error().code == ErrorCode::no_input);
    CHECK(read_cube((corpus / "lut").string()).error().code == ErrorCode::denied);
}
