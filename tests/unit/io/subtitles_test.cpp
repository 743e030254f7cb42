// Subtitles: every file of the corpus reads or is refused clearly; exact times; round trips; encodings; limits.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "engine/io/interchange.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "tests/support/corpus.h"

using namespace tandem;

static Track read(std::string_view text) {
    IdSource ids;
    return read_subtitles(text, "S", ids).value();
}
static std::string cue(const Track& t, size_t i) { return std::get<SubtitleContent>(t.items[i].clip->content).text; }

TEST_CASE("SubRip and WebVTT") {
    Track t =
        read("1\r\n00:00:01,500 --> 00:00:02,000\r\n<i>a</i>\r\nb\r\n\r\n2\r\n00:01:00,000 --> 00:01:01,001\r\nc\r\n");
    REQUIRE(t.items.size() == 2);
    CHECK(t.items[0].start == Time::from_ratio(1500, 1000));
    CHECK(t.items[1].end() == Time::from_ratio(61001, 1000));
    CHECK(cue(t, 0) == "<i>a</i>\nb");
    Track v = read(
        "WEBVTT - x\n\nNOTE no\n00:09.000 --> 00:10.000\n\nid\n00:01.000 --> 00:02.000 align:start\n<v Bob>a &amp; "
        "<c.x>b</c> &lt;i>\n");
    REQUIRE(v.items.size() == 1);
    CHECK(cue(v, 0) == "a & b <i>");
    CHECK(read(write_srt(t)).items.size() == 2);
    CHECK(write_srt(read(write_srt(t))) == write_srt(t));
    CHECK(write_vtt(read(write_vtt(t))) == write_vtt(t));
    CHECK(write_vtt(read(write_vtt(v))) == write_vtt(v));
}

TEST_CASE("overlapping cues never overlap in the track") {
    Track t = read(
        "00:00:01,000 --> 00:00:05,000\na\n\n00:00:03,000 --> 00:00:04,000\nb\n\n00:00:03,000 --> 00:00:06,000\nc\n");
    REQUIRE(t.items.size() == 2);
    CHECK(t.items[0].end() == t.items[1].start);
    CHECK(cue(t, 1) == "b\nc");
}

TEST_CASE("encodings") {
    using namespace std::string_literals;
    std::string times = "00:00:01,000 --> 00:00:02,000\n";
    CHECK(cue(read(times + "\xED\x95\x9C"), 0) == "\xED\x95\x9C");
    CHECK(cue(read(times + "caf\xE9"), 0) == "caf\xC3\xA9");
    std::string wide = "\xFF\xFE"s;
    for (char c : times + "x") wide += c, wide += '\0';
    CHECK(cue(read(wide), 0) == "x");
}

TEST_CASE("limits and nonsense") {
    IdSource ids;
    CHECK(read_subtitles("", "S", ids).error().code == ErrorCode::bad_data);
    CHECK(read_subtitles("hello\nworld", "S", ids).error().code == ErrorCode::bad_data);
    std::string many;
    for (int i = 0; i < 200'000; ++i) many += "00:00:01,000 --> 00:00:02,000\nx\n\n";
    CHECK(read_subtitles(many, "S", ids).has_value());
    many += "00:00:01,000 --> 00:00:02,000\nx\n\n";
    CHECK(read_subtitles(many, "S", ids).error().code == ErrorCode::denied);
    CHECK(read_subtitles(std::string((size_t{64} << 20) + 1, ' '), "S", ids).error().code == ErrorCode::denied);
}

TEST_CASE("every SubRip and WebVTT file of the corpus reads, or is refused clearly") {
    NEED_CORPUS(corpus);
    std::set<std::string> refused;
    size_t count = 0;
    for (const auto& e : std::filesystem::directory_iterator(corpus / "subtitle")) {
        std::string name = e.path().filename().string(), extension = e.path().extension().string();
        CAPTURE(name);
        auto r = load_any(e.path().string());
        if (extension != ".srt" && extension != ".vtt") {
            REQUIRE(!r);
            CHECK(r.error().code == ErrorCode::unavailable);
            continue;
        }
        ++count;
        if (!r) {
            refused.insert(name);
            CHECK(r.error().code == ErrorCode::bad_data);
            CHECK(r.error().where == e.path().string());
            continue;
        }
        CHECK(check_valid(r->project));
    }
    CHECK(count > 50);
    std::string list;
    for (const auto& n : refused) list += n + " ";
    MESSAGE("refused: " << list);
    CHECK(refused.contains("invalid_format1.srt"));
    CHECK(!refused.contains("typical.srt"));
    CHECK(!refused.contains("udhr_fr_cp1252.srt"));
    CHECK(!refused.contains("typical_utf16le.srt"));
    CHECK(refused.size() <= 10);
}
