// Presets: the built-in ones, inheritance, errors that name the key, --set, and texts that come back.
#include <doctest/doctest.h>

#include "engine/export/built_in_presets.h"
#include "engine/export/output_name.h"
#include "engine/export/preset_keys.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("every built-in preset loads, and its text gives it back") {
    CHECK(built_in_presets().size() >= 90);
    for (const auto& row : built_in_presets()) {
        std::string id(row.file.substr(0, row.file.find(".tandempreset.json")));
        CAPTURE(id);
        auto preset = load_preset(id);
        REQUIRE_MESSAGE(preset, (preset ? "" : preset.error().text()));
        CHECK(preset->id == id);
        auto again = parse_preset(preset_text(*preset), id);
        REQUIRE_MESSAGE(again, (again ? "" : again.error().text()));
        again->extends = preset->extends;
        CHECK(*again == *preset);
    }
    const auto list = list_presets();
    CHECK(list.size() >= 60);
    for (const auto& p : list) {
        CAPTURE(p.id);
        CHECK_FALSE(p.group.empty());
        CHECK_FALSE(p.description.empty());
    }
}

TEST_CASE("inheritance keeps what is not said and replaces what is") {
    auto p = load_preset("web.youtube-2160p");
    REQUIRE(p);
    CHECK(p->video.codec == "h264");
    CHECK(p->video.bframes == 2);
    CHECK(p->video.gop_seconds == 0.5);
    CHECK(p->video.crf == 16);
    CHECK_FALSE(p->container.edit_lists);
    CHECK(p->container.faststart);
    CHECK(p->video.cap_kbps(2160, 30) == 45000);
    CHECK(p->video.cap_kbps(2160, 59.94) == 68000);
    REQUIRE(p->audio.size() == 1);
    CHECK(p->audio[0].kbps == 384);
    auto v = load_preset("social.vertical-1080");
    REQUIRE(v);
    CHECK(v->canvas.width == 1080);
    CHECK(v->canvas.height == 1920);
    CHECK(v->container.silence);
    auto x = load_preset("social.x-720p");
    REQUIRE(x);
    CHECK(x->limits.max_seconds == 140);
    CHECK(x->limits.max_bytes == 512'000'000);
}

TEST_CASE("errors name the key and what is allowed") {
    struct Row {
        const char* json;
        const char* says;
    };
    const Row rows[] = {
        {R"({"tandemPreset":1,"id":"a","vidoe":{}})", "\"vidoe\""},
        {R"({"tandemPreset":1,"id":"a","video":{"rate":{"crff":3}}})",
         "\"video.rate.crff\"; allowed here: mode, crf, kbps, cap"},
        {R"({"tandemPreset":1,"id":"a","video":{"rate":{"crf":99}}})", "0 to 63"},
        {R"({"tandemPreset":1,"id":"a","video":{"rate":7}})", "\"video.rate\" must be an object"},
        {R"({"tandemPreset":1,"id":"a","audio":[{"codecs":"aac"}]})", "\"audio.0.codecs\""},
        {R"({"tandemPreset":2,"id":"a"})", "this preset is of version 2, made for a newer Tandem"},
        {R"({"tandemPreset":0,"id":"a"})", "whole number from 1 to 1"},
        {R"({"tandemPreset":1,"id":"a","group":"films"})", "\"group\" must be web, social"},
        {R"({"tandemPreset":1,"id":"a","source":{"where":"x"}})", "\"source.where\"; allowed here: url, checked"},
        {R"({"id":"a"})", "tandemPreset"},
        {R"({"tandemPreset":1})", "\"id\" is missing"},
        {R"({"tandemPreset":1,"id":"a","extends":"no.such"})", "no.such"},
        {R"({"tandemPreset":1,"id":"a","container":{"mux":"webm"}})", "does not go into webm"},
        {R"({"tandemPreset":1,"id":"a","video":{"rate":{"mode":"abr"}}})", "video.rate.kbps"},
        {R"({"tandemPreset":1,"id":"a","name":"../x"})", "without folders"},
        {R"({"tandemPreset":1,"id":"a","sidecars":[{"kind":"srt"}]})", "\"sidecars\" is not yet obeyed"},
        {R"({"tandemPreset":1,"id":"a","audio":[{"loudness":{"lufs":14}}]})", "\"audio.0.loudness.lufs\" must be"},
        {R"({"tandemPreset":1,"id":"a","audio":[{"loudness":{"mode":"limit"}}]})", "\"loudness.tp\" must be set"},
        {R"({"tandemPreset":1,"id":"a","verify":{"tp":0}})", "\"verify.tp\" must be"},
        {R"({"tandemPreset":1,"id":"a","video":{"rate":{"mode":"size"}}})", "\"limits.bytes\" must be set"},
        {R"({"tandemPreset":1,"id":"a","verify":{"frames":"about"}})", "the word exact"},
        {R"({"tandemPreset":1,"id":"a","limits":{"duration":[9,3]}})", "[from, to] in seconds"},
        {R"([1])", "object"},
        {R"({"tandemPreset":1,)", "not valid JSON"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.json);
        auto p = parse_preset(row.json, "test");
        REQUIRE_FALSE(p);
        CHECK(p.error().code == ErrorCode::config);
        CHECK_MESSAGE(p.error().text().find(row.says) != std::string::npos, p.error().text());
    }
    CHECK(parse_preset(R"({"tandemPreset":1,"id":"a","x-mine":{"y":[1]},"video":{"x-z":1}})", "test"));
    CHECK_FALSE(parse_preset(std::string(100'000, '['), "test"));
    CHECK(load_preset("no-such").error().code == ErrorCode::no_input);
    CHECK(load_preset("audio.podcast")->id == "audio.mp3-podcast"); // another word for it
    CHECK(load_preset("/no/such.json").error().code == ErrorCode::no_input);
}

TEST_CASE("every prefix and many mutations of a preset end in a preset or an error") {
    std::string text = preset_text(*load_preset("web.youtube-2160p"));
    for (size_t n = 0; n + 1 < text.size(); n += 3) CHECK_FALSE(parse_preset(text.substr(0, n), "cut"));
    unsigned seed = 1;
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string t = text;
        for (int k = 0; k < 3; ++k) {
            seed = seed * 1664525u + 1013904223u;
            t[(seed >> 8) % t.size()] = static_cast<char>(seed >> 24);
        }
        auto p = parse_preset(t, "mutated");
        if (!p) ++refused;
        if (!p) CHECK(p.error().code != ErrorCode::internal);
    }
    CHECK(refused > 1000);
}

TEST_CASE("every problem of a file is named at once") {
    TempFolder folder;
    const std::string path = folder.file("bad.tandempreset.json");
    std::ofstream(path)
        << R"({"tandemPreset":1,"id":"a","vidoe":{},"video":{"rate":{"crf":99}},"audio":[{},{"kbps":-1}],
                               "source":{"url":3,"checked":"2026-11"},"sidecars":[]})";
    auto problems = preset_problems(path);
    REQUIRE(problems);
    REQUIRE(problems->size() == 4);
    CHECK(problems->at(0).find("\"vidoe\"") != std::string::npos);
    CHECK(problems->at(1).find("\"video.rate.crf\"") != std::string::npos);
    CHECK(problems->at(2).find("\"audio.1.kbps\"") != std::string::npos);
    CHECK(problems->at(3).find("\"sidecars\"") != std::string::npos);
    std::ofstream(path) << R"({"tandemPreset":1,"id":"a","container":{"mux":"webm"},"video":{"rate":{"mode":"abr"}}})";
    problems = preset_problems(path);
    REQUIRE(problems);
    CHECK(problems->size() == 2);
    CHECK(preset_problems("h264")->empty());
    CHECK(preset_problems("/no/such.json").error().code == ErrorCode::no_input);
}

TEST_CASE("older versions are brought up step by step, newer ones refused") {
    // Two changes of meaning as they might come: a key that moves, and a unit that changes.
    const PresetUpgrade steps[] = {
        [](Json& j) {
            j["video"] = {{"rate", {{"crf", j["quality"]}}}}, j.erase("quality");
        },
        [](Json& j) { j["video"]["rate"]["crf"] = j["video"]["rate"]["crf"].get<int>() * 2; },
    };
    Json one = {{"tandemPreset", 1}, {"quality", 9}};
    CHECK_FALSE(upgrade_preset(one, steps));
    CHECK(one == Json{{"tandemPreset", 3}, {"video", {{"rate", {{"crf", 18}}}}}});
    Json two = {{"tandemPreset", 2}, {"video", {{"rate", {{"crf", 9}}}}}};
    CHECK_FALSE(upgrade_preset(two, steps));
    CHECK(two["video"]["rate"]["crf"] == 18);
    Json same = {{"tandemPreset", 3}, {"x", 1}};
    CHECK_FALSE(upgrade_preset(same, steps));
    CHECK(same == Json{{"tandemPreset", 3}, {"x", 1}});
    Json newer = {{"tandemPreset", 4}};
    CHECK(upgrade_preset(newer, steps).value_or("").find("of version 4") != std::string::npos);
    Json none = Json::object();
    CHECK(upgrade_preset(none, steps).value_or("").find("missing") != std::string::npos);
}

TEST_CASE("the schema file is what the table of keys says") {
    std::ifstream in(TANDEM_SOURCE_DIR "/resources/presets/schema.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    CHECK_MESSAGE(text == preset_schema(), "write it anew: tandem presets schema > resources/presets/schema.json");
}

TEST_CASE("users' presets lie in their configuration folder") {
    TempFolder folder;
    fs::create_directories(folder.path / "tandem/presets");
    std::ofstream(folder.file("tandem/presets/mine.tandempreset.json"))
        << R"({"tandemPreset":1,"id":"mine","extends":"web.youtube-1080p","group":"web","video":{"rate":{"crf":12}}})";
    const char* had = std::getenv("XDG_CONFIG_HOME");
    const std::string before = had ? had : "";
    setenv("XDG_CONFIG_HOME", folder.path.c_str(), 1);
    auto mine = load_preset("mine");
    const auto list = list_presets();
    had ? setenv("XDG_CONFIG_HOME", before.c_str(), 1) : unsetenv("XDG_CONFIG_HOME");
    REQUIRE(mine);
    CHECK(mine->video.crf == 12);
    CHECK(mine->video.cap_kbps(1080, 60) == 12000);
    CHECK(mine->source.url.empty());
    CHECK(std::count_if(list.begin(), list.end(), [](const auto& p) { return p.id == "mine" && !p.built_in; }) == 1);
}

TEST_CASE("single keys") {
    Preset p = *load_preset("h264");
    CHECK(set_preset_key(p, "video.rate.crf", "18"));
    CHECK(p.video.crf == 18);
    CHECK(set_preset_key(p, "video.crf", "23.5"));
    CHECK(p.video.crf == 23.5);
    CHECK(set_preset_key(p, "audio.0.kbps", "256"));
    CHECK(p.audio[0].kbps == 256);
    CHECK(set_preset_key(p, "audio.1.codec", "aac"));
    CHECK(p.audio.size() == 2);
    CHECK(set_preset_key(p, "canvas.size", "640x360"));
    CHECK(p.canvas.fit == FitMode::exact);
    CHECK(p.canvas.width == 640);
    CHECK(set_preset_key(p, "canvas.fps", "29.97"));
    CHECK(set_preset_key(p, "metadata.title", "A film"));
    CHECK(set_preset_key(p, "video.options.tune", "film"));
    REQUIRE(p.video.options.size() == 1);
    CHECK(p.video.options[0].first == "tune");
    CHECK(set_preset_key(p, "video.colour.transfer", "pq"));
    CHECK(p.video.colour.transfer == Transfer::pq);
    CHECK(set_preset_key(p, "audio.0.loudness.tp", "-2"));
    CHECK_FALSE(p.audio[0].loudness.lufs);
    CHECK(set_preset_key(p, "audio.0.loudness.lufs", "-16"));
    CHECK(p.audio[0].loudness == LoudnessSettings{-16, -2, LoudnessMode::normalise});
    CHECK(p.audio[0].loudness.active());
    CHECK(set_preset_key(p, "audio.0.loudness.mode", "off"));
    CHECK_FALSE(p.audio[0].loudness.active());
    CHECK(set_preset_key(p, "video.encoder", "hardware"));
    CHECK(p.video.encoder == EncoderChoice::hardware);
    Preset before = p;
    CHECK_FALSE(set_preset_key(p, "video.rate.crf", "many"));
    CHECK_FALSE(set_preset_key(p, "video.rat.crf", "1"));
    CHECK_FALSE(set_preset_key(p, "audio.7.kbps", "1"));
    CHECK_FALSE(set_preset_key(p, "", "1"));
    CHECK(p == before);
}

TEST_CASE("names of films follow the pattern, once, and stay in their folder") {
    auto preset = load_preset("h264");
    REQUIRE(preset);
    Project project = make_project("A/B", {});
    Sequence sequence = *project.active_sequence();
    sequence.name = "{ext}";
    CHECK(output_name(*preset, project, sequence, "/films/sea.tandem") == "sea_h264.mp4");
    CHECK(output_name(*preset, project, sequence, "") == "A_B_h264.mp4");
    preset->name = "{sequence} {timeline}{odd}.{ext}";
    CHECK(output_name(*preset, project, sequence, "") == "{ext} {ext}{odd}.mp4");
}
