// The scripts that ship, each run on a project, and the reference page against the tables that it is made from.
#include "tests/unit/scripting/fixture.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "app/scripting/script_reference.h"
#include "engine/export/preset.h"

using namespace tandem;
using namespace tandem::test;
namespace fs = std::filesystem;

static const std::string kScripts = std::string(TANDEM_SOURCE_DIR) + "/resources/scripts";

static std::vector<std::string> ids(const Ref<Project>& project, const std::string& script, Value* matrix = nullptr) {
    const std::atomic<bool> cancel{false};
    app::ScriptOptions options;
    options.helper = kHelper;
    options.wall_seconds = 60;
    auto made =
        app::run_delivery_script(*project, *project->active_sequence(), kScripts + "/" + script, {}, cancel, options);
    const Value value = parsed(made);
    std::vector<std::string> list;
    for (const Value& d : *value.find("deliverables")->as_array()) {
        list.push_back(*d.find("id")->as_string());
        CHECK(load_preset(*d.find("preset")->as_string()));
    }
    if (matrix) *matrix = value;
    return list;
}

TEST_CASE("each script that ships gives its deliverables") {
    using List = std::vector<std::string>;
    static const std::map<std::string, List> expected = {
        {"chapters_to_shorts.lua", {"chapter-1", "chapter-2", "short-1", "short-2"}},
        {"per_language_set.lua", {"film-en", "burned-en", "film-ko", "burned-ko"}},
        {"stems_per_bus.lua", {"mix", "stem-1", "stem-2"}},
        {"clips_one_by_one.lua", {"shot-001", "shot-002"}},
        {"podcast_and_film.lua", {"film", "podcast"}},
        {"thumbnails.lua", {"web.youtube-1080p"}},
        {"vertical_and_square.lua", {"wide", "vertical", "square"}},
    };
    const Ref<Project> project = film_project();
    size_t found = 0;
    for (const auto& entry : fs::directory_iterator(kScripts)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".lua")) continue;
        CAPTURE(name);
        ++found;
        REQUIRE(expected.contains(name));
        CHECK(ids(project, name) == expected.at(name));
        CHECK(file_text(entry.path().string()).starts_with("-- "));
    }
    CHECK(found == expected.size());

    Value matrix;
    ids(project, "chapters_to_shorts.lua", &matrix);
    const Value& first = matrix.find("deliverables")->as_array()->at(0);
    CHECK(*first.find("range") == Value("0f..1250f"));
    ids(project, "stems_per_bus.lua", &matrix);
    CHECK(value_text(matrix.find("deliverables")->as_array()->at(2)) ==
          R"({"audio":{"bus":"Music"},"id":"stem-2","name":"{project}_stem_02_Music.{ext}","preset":"audio.wav"})");
    ids(project, "clips_one_by_one.lua", &matrix);
    CHECK(*matrix.find("deliverables")->as_array()->at(1).find("range") == Value("2500f..4500f"));
}

TEST_CASE("the scripts that ship do without what a plain project lacks") {
    BuildProject b({}, "Plain");
    b.linked(b.v1(), b.a1(), b.film("a.mov", seconds(100)), Time{}, Time{}, seconds(100));
    const Ref<Project> project = b.done();
    CHECK(ids(project, "per_language_set.lua") == std::vector<std::string>{"film"});
    CHECK(ids(project, "stems_per_bus.lua") == std::vector<std::string>{"mix"});
    CHECK(ids(project, "podcast_and_film.lua").size() == 2);
    CHECK(ids(project, "thumbnails.lua").size() == 1);
    CHECK(ids(project, "vertical_and_square.lua").size() == 3);
    CHECK(ids(project, "clips_one_by_one.lua").size() == 1);
}

TEST_CASE("the reference page is what the tables say") {
    const std::string path = std::string(TANDEM_SOURCE_DIR) + "/resources/docs/scripting.md";
    const std::string text = app::script_reference();
    if (std::getenv("TANDEM_UPDATE")) std::ofstream(path, std::ios::binary) << text;
    CHECK_MESSAGE(file_text(path) == text, "resources/docs/scripting.md is old: run this test with TANDEM_UPDATE=1");
    CHECK(text.find("### tandem.ripple_trim") != std::string::npos);
    CHECK(text.find("`canvas.reframe.keys[].zoom`") != std::string::npos);
}
