// JSON front: what is accepted and refused, limits at their edges, exact numbers, Value round trips.
#include <doctest/doctest.h>

#include <string>

#include "engine/io/json.h"
#include "engine/io/json_value.h"

using namespace tandem;

static std::string compact(std::string_view text) {
    auto d = parse_json(text, NonFinite::allowed);
    if (!d) return "error: " + d.error().text();
    std::string out;
    json_compact(out, *d, d->root());
    return out;
}

TEST_CASE("json accepts what RFC 8259 does") {
    CHECK(compact(" { \"a\" : [ 1 , -2.50e3 , \"x\\u00e9\\ud83d\\ude00\" , true , null ] } \n") ==
          "{\"a\":[1,-2.50e3,\"x\\u00e9\\ud83d\\ude00\",true,null]}");
    CHECK(compact("\xEF\xBB\xBF{}") == "{}");
    auto d = parse_json("[9223372036854775807,-9223372036854775808,9223372036854775808,-0,1e-999]").value();
    CHECK(d.root().array()[0].integer == INT64_MAX);
    CHECK(d.root().array()[1].integer == INT64_MIN);
    CHECK(d.root().array()[2].is(JsonType::real));
    CHECK(d.root().array()[3].is(JsonType::real));
    CHECK(d.root().array()[4].number() == 0);
    auto s = parse_json("\"\\u00e9\\ud83d\\ude00\\udce9\"").value();
    CHECK(s.root().text() == "\xC3\xA9\xF0\x9F\x98\x80\xE9");
}

TEST_CASE("json refuses what is wrong, with the line") {
    for (const char* bad : {"",
                            "{",
                            "[",
                            "[1",
                            "[1,]",
                            "{\"a\":1,}",
                            "{a:1}",
                            "{\"a\" 1}",
                            "01",
                            "1.",
                            "+1",
                            ".5",
                            "1e",
                            "tru",
                            "nul",
                            "\"",
                            "\"\\x\"",
                            "\"\\u12\"",
                            "\"\\ud800\"",
                            "\"\n\"",
                            "[1] 2",
                            "\xFF",
                            "\"\xC3\"",
                            "NaN",
                            "[Infinity]",
                            "1e999",
                            "{\"a\":1,\"a\":2}",
                            "'a'",
                            "/* */ 1",
                            "-"}) {
        CAPTURE(bad);
        auto d = parse_json(bad);
        REQUIRE(!d);
        CHECK(d.error().code == ErrorCode::bad_data);
        CHECK(d.error().where.starts_with("line "));
    }
    CHECK(parse_json("{\n\"a\":\n ?}").error().text() == "line 3, column 2: not valid JSON: expected a value");
    CHECK(parse_json("{\"ä\": no}").error().text() ==
          "line 1, column 7: not valid JSON: expected a value; texts stand in quotes");
    CHECK(compact("[NaN,-Infinity,Infinity,1]") == "[null,null,null,1]");
    std::string many = "{";
    for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    CHECK(parse_json(many + "\"z\":1}").has_value());
    CHECK(!parse_json(many + "\"k50\":1}").has_value());
}

TEST_CASE("json limits hold at their edges") {
    auto nest = [](int n) {
        return std::string(static_cast<size_t>(n), '[') + std::string(static_cast<size_t>(n), ']');
    };
    CHECK(parse_json(nest(127)).has_value());
    CHECK(parse_json(nest(128)).has_value());
    CHECK(parse_json(nest(129)).error().code == ErrorCode::denied);
    CHECK(parse_json(std::string(1000000, '[')).error().code == ErrorCode::denied);
    JsonLimits small{.bytes = 20, .nodes = 4, .string_bytes = 5};
    CHECK(parse_json("[1,2,3]", NonFinite::refused, small).has_value());
    CHECK(parse_json("[1,2,3,4]", NonFinite::refused, small).error().code == ErrorCode::denied);
    CHECK(parse_json("\"12345\"", NonFinite::refused, small).has_value());
    CHECK(parse_json("\"123456\"", NonFinite::refused, small).error().code == ErrorCode::denied);
    CHECK(parse_json(std::string(19, ' ') + "1", NonFinite::refused, small).has_value());
    CHECK(parse_json(std::string(20, ' ') + "1", NonFinite::refused, small).error().code == ErrorCode::denied);
}

TEST_CASE("json names the place of a value") {
    auto d = parse_json("{\"tracks\":[\n{\"items\":[1,\n2]}]}").value();
    const Json& two = d.root().find("tracks")->array()[0].find("items")->array()[1];
    CHECK(d.place(two) == "line 3, tracks[0].items[1]");
    CHECK(d.place(d.root()) == "line 1");
}

TEST_CASE("values survive their text") {
    Value v = ValueObject{{"op", "trim"},
                          {"clip", 12},
                          {"by", -1.5},
                          {"whole", 3.0},
                          {"big", int64_t{1} << 60},
                          {"tiny", 5e-324},
                          {"list", ValueArray{true, Value(), "a\"\\\n\x01\xE9 \xEC\x98\xA4"}},
                          {"none", ValueObject{}}};
    std::string text = value_text(v);
    CHECK(parse_value(text).value() == v);
    CHECK(value_text(parse_value(text).value()) == text);
    CHECK(text.find("\"whole\":3.0") != std::string::npos);
    CHECK(!parse_value("{\"a\":NaN}"));
    CHECK(parse_value(std::string(200, '[')).error().code == ErrorCode::denied);
}
