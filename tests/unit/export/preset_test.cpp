// Presets: the built-in ones, inheritance, errors that name the key, --set, and texts that come back.
#include <doctest/doctest.h>

#include "engine/export/built_in_presets.h"
#include "engine/export/output_name.h"
#include "engine/export/preset.h"

using namespace tandem;

TEST_CASE("every built-in preset loads, and its text gives it back") {
    CHECK(built_in_presets().size() >= 30);
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
    CHECK(list_presets().size() >= 30);
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
        {R"({"tandemPreset":2,"id":"a"})", "\"tandemPreset\" must be the number 1"},
        {R"({"id":"a"})", "tandemPreset"},
        {R"({"tandemPreset":1})", "\"id\" is missing"},
        {R"({"tandemPreset":1,"id":"a","extends":"no.such"})", "no.such"},
        {R"({"tandemPreset":1,"id":"a","container":{"mux":"webm"}})", "does not go into webm"},
        {R"({"tandemPreset":1,"id":"a","video":{"rate":{"mode":"abr"}}})", "video.rate.kbps"},
        {R"({"tandemPreset":1,"id":"a","name":"../x"})", "without folders"},
        {R"({"tandemPreset":1,"id":"a","sidecars":[{"kind":"srt"}]})", "\"sidecars\" is not yet obeyed"},
        {R"({"tandemPreset":1,"id":"a","audio":[{"loudness":{"lufs":-14}}]})",
         "\"audio.0.loudness\" is not yet obeyed"},
        {R"({"tandemPreset":1,"id":"a","verify":{"tp":0.3}})", "\"verify.tp\" is not yet obeyed"},
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
