// What a delivery script sees and gives: the project's description, the helpers, the matrix, errors with lines.
#include "tests/unit/scripting/fixture.h"

#include <functional>
#include <set>

#include "app/lua_helper/delivery_api.h"
#include "app/scripting/script_project.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("a script sees the project as data") {
    CHECK(value_of("tandem.project.name") == "Island");
    CHECK(value_of("#tandem.project.locales .. tandem.project.locales[1] .. tandem.project.locales[2]") == "2enko");
    CHECK(value_of("tandem.timeline.name") == "Main");
    CHECK(value_of("tandem.timeline.duration") == "180.0");
    CHECK(value_of("tandem.timeline.width .. 'x' .. tandem.timeline.height") == "1920x1080");
    CHECK(value_of("tandem.timeline.fps") == "25.0");
    CHECK(value_of("tandem.timeline.tracks[1].name .. tandem.timeline.tracks[1].kind") == "V1picture");
    CHECK(value_of("tandem.timeline.clips[1].file") == "walk.mov");
    CHECK(value_of("tandem.timeline.clips[2].start") == "100.0");
    CHECK(value_of("tandem.timeline.clips[5].text") == "hello");
    CHECK(value_of("tandem.timeline.clips[1].text") == "nil");
    CHECK(value_of("tandem.timeline.markers[2].name") == "short: the gate");
    CHECK(value_of("tandem.media[1].file .. tandem.media[1].codec .. tandem.media[1].channels") == "walk.movh2642");
    CHECK(value_of("tandem.buses[2].name") == "Music");
    CHECK(value_of("#tandem.presets > 20") == "true");
    CHECK(value_of("type(tandem.timeline)") == "table");
    CHECK(value_of("tandem.timeline.clips[1] == tandem.timeline.clips[1]") == "true");
    CHECK(value_of("tandem.timeline.clips[99]") == "nil");
    CHECK(value_of("tandem.read") != "function"); // not allowed: not there
    CHECK(value_of("tandem.timeline.nothing").find("there is no 'nothing' here; there are audio_rate") !=
          std::string::npos);
}

TEST_CASE("marker ranges and chapters") {
    CHECK(value_of("#tandem.timeline:ranges()") == "3");
    CHECK(value_of("#tandem.timeline:ranges('short')") == "2");
    CHECK(value_of("#tandem.timeline:ranges('RED')") == "1");
    CHECK(value_of("#tandem.timeline:ranges('todo')") == "1");
    CHECK(value_of("#tandem.timeline:ranges('nothing')") == "0");
    CHECK(value_of("tandem.timeline:ranges('short')[2].stop") == "100.0");
    CHECK(value_of("#tandem.timeline:chapters()") == "3");
    CHECK(value_of("tandem.timeline:chapters()[2].duration") == "60.0");
    CHECK(value_of("tandem.timeline:chapters()[3].stop") == "180.0");
}

TEST_CASE("times are those of the command line") {
    CHECK(value_of("tandem.seconds('00:00:01:00')") == "1.0"); // before the start timecode: as it is
    CHECK(value_of("tandem.seconds('01:00:01:00')") == "1.0");
    CHECK(value_of("tandem.seconds('50f')") == "2.0");
    CHECK(value_of("tandem.seconds('2.5s')") == "2.5");
    CHECK(value_of("tandem.timecode(2)") == "01:00:02:00");
    CHECK(value_of("tandem.timecode('50f')") == "01:00:02:00");
    CHECK(value_of("tandem.seconds('soon')").find("test.lua:1:") != std::string::npos);
}

TEST_CASE("a script gives the same on every run") {
    CHECK(value_of("tandem.random(7)()") == value_of("tandem.random(7)()"));
    CHECK(value_of("tandem.random(7)()") != value_of("tandem.random(8)()"));
    CHECK(value_of("tandem.random(7)(3, 3)") == "3");
    const std::string text =
        "local t = {} for i = 1, 300 do t['k' .. i * 11 % 301] = i end "
        "local s = '' for k, v in pairs(t) do s = s .. k end print(s) "
        "local l = {} for i = 1, 500 do l[i] = {i % 3, i} end "
        "table.sort(l, function(a, b) return a[1] < b[1] end) "
        "s = '' for i, v in ipairs(l) do s = s .. v[2] .. ' ' end print(s) "
        "print(tostring(t), tostring(print), string.format('%s %s', t, print)) "
        "local r, x = tandem.random(1), {} for i = 1, 20 do x[i] = r(1000) end print(table.concat(x, ' ')) "
        "local m = tandem.matrix() m:add{preset='h264'} return m";
    const Ran a = run_text(text), b = run_text(text);
    REQUIRE_MESSAGE(a.matrix, why(a.matrix));
    REQUIRE(a.printed.size() == 4);
    CHECK(a.printed == b.printed);
    CHECK(a.printed[0].starts_with("k1k10k100k101"));       // by bytes
    CHECK(a.printed[1].starts_with("3 6 9 "));              // stable
    CHECK(a.printed[2] == "table?function?table function"); // tabs do not reach a terminal
    CHECK(value_of("(function() local s = '' for k in pairs{10, 20, x = 1, [true] = 2, [-1] = 3, [1.5] = 4} do "
                   "s = s .. tostring(k) .. ' ' end return s end)()") == "true -1 1 1.5 2 x ");
}

TEST_CASE("deliverables come out in the form of a matrix file") {
    const Ran ran = run_text(R"(
local m = tandem.matrix()
print(m:add{preset = "h264"})
print(m:add{preset = "h264", locale = "ko"})
print(m:add{preset = "h264"})
m:add{
  id = "yt", preset = "web.youtube-1080p", set = {["video.crf"] = 18, ["audio.0.codec"] = "aac"}, sequence = "Main",
  range = tandem.timeline:ranges("short")[1], canvas = {size = {1080, 1920}, reframe = {mode = "keyframed", x = 0.5, y = 0.5,
  keys = {{at = 2, x = 0.3, y = 0.5, zoom = 1.2}}}}, audio = {bus = "Music", lufs = -14, tp = -1}, locale = "ko",
  captions = {burn = false, track = "*"},
  sidecars = {{kind = "srt"}, {kind = "thumbnail", at = "25%", size = {1280, 720}, maxBytes = 2000000},
              {kind = "poster", at = "marker:The sea"}, {kind = "poster", at = 3}},
  name = "{project}_{preset}.{ext}"}
m:add{id = "r", preset = "h264", range = "10s..20s", canvas = {reframe = "fill"}}
m:add{id = "c", preset = "h264", range = tandem.timeline.clips[2]}
m:add{id = "s", preset = "h264", sidecars = {}}
m:add{id = "p", preset = "h264", sidecars = {{kind = "poster", at = "marker:none|25%|2s"}}}
m:add{id = "t", preset = "h264", range = {start = 1, stop = 2.5}}
return m)");
    const Value matrix = parsed(ran.matrix);
    CHECK(ran.printed == std::vector<std::string>{"h264", "h264.ko", "h264-2"});
    CHECK(*matrix.find("tandemMatrix") == Value(1));
    const ValueArray& list = *matrix.find("deliverables")->as_array();
    REQUIRE(list.size() == 9);
    CHECK(value_text(list[0]) == R"({"id":"h264","preset":"h264"})");
    CHECK(
        value_text(list[3]) ==
        R"({"audio":{"bus":"Music","lufs":-14,"tp":-1},"canvas":{"reframe":{"keys":[{"at":"50f","x":0.3,"y":0.5,"zoom":1.2}],)"
        R"("mode":"keyframed","x":0.5,"y":0.5},"size":[1080,1920]},"captions":{"burn":false,"track":"*"},"id":"yt","locale":"ko",)"
        R"("name":"{project}_{preset}.{ext}","preset":"web.youtube-1080p","range":"500f..875f","sequence":"Main",)"
        R"("set":{"audio.0.codec":"aac","video.crf":18},"sidecars":[{"kind":"srt"},{"at":"25%","kind":"thumbnail",)"
        R"("maxBytes":2000000,"size":[1280,720]},{"at":"marker:The sea","kind":"poster"},{"at":"75f","kind":"poster"}]})");
    CHECK(value_text(list[4]) ==
          R"({"canvas":{"reframe":{"mode":"fill"}},"id":"r","preset":"h264","range":"10s..20s"})");
    CHECK(*list[5].find("range") == Value("2500f..4500f"));
    CHECK(value_text(list[6]) == R"({"id":"s","preset":"h264","sidecars":[]})");
    CHECK(*list[8].find("range") == Value("25f..63f"));
}

TEST_CASE("what is wrong in a deliverable is told with the script's line") {
    struct Row {
        const char *add, *says;
    };
    static const Row rows[] = {
        {"{}", "needs a preset"},
        {"{preset = 'nope'}", "there is no preset 'nope'"},
        {"{preset = '../../etc/passwd'}", "there is no preset"},
        {"{preset = 7}", "preset takes a text"},
        {"{preset = 'h264', colour = 1}", "a deliverable has no 'colour'; there are id, preset"},
        {"{preset = 'h264', canvas = {sise = 1}}", "has no 'canvas.sise'; there are size, reframe"},
        {"{preset = 'h264', canvas = {size = {1, 2}}}", "canvas.size takes a size"},
        {"{preset = 'h264', canvas = {size = {1920}}}", "canvas.size takes a size"},
        {"{preset = 'h264', canvas = {size = {1920.5, 1080}}}", "canvas.size takes a size"},
        {"{preset = 'h264', canvas = {reframe = 'track'}}", "canvas.reframe.mode takes one of fit|fill|keyframed|auto"},
        {"{preset = 'h264', canvas = {reframe = {mode = 'auto', keys = {{at = 1, zoom = 2}}}}}", "has no zoom"},
        {"{preset = 'h264', canvas = {reframe = {x = 1}}}", "canvas.reframe has no mode"},
        {"{preset = 'h264', canvas = {reframe = 'keyframed'}}", "needs at least one"},
        {"{preset = 'h264', canvas = {reframe = {mode = 'keyframed', keys = {}}}}", "needs at least one"},
        {"{preset = 'h264', canvas = {reframe = {mode = 'fill', keys = {{at = 1}}}}}", "keys belong to the mode"},
        {"{preset = 'h264', sidecars = {{kind = 'srt', at = 1}}}", "sidecars[1]: at belongs to thumbnails"},
        {"{preset = 'h264', sidecars = {{kind = 'poster', at = '25%|soon'}}}", "sidecars[1].at"},
        {"{preset = 'h264', sidecars = {{kind = 'poster', at = 'marker:\\255'}}}", "not UTF-8"},
        {"{preset = 'h264', sidecars = {{kind = 'poster', maxBytes = 5}}}", "a whole number in 1000..1e+12"},
        {"{preset = 'h264', canvas = {reframe = {x = 2}}}", "canvas.reframe.x takes a number in 0..1"},
        {"{preset = 'h264', canvas = {reframe = {x = 0/0}}}", "canvas.reframe.x takes a number"},
        {"{preset = 'h264', canvas = {reframe = {keys = {{x = 1}}}}}", "canvas.reframe.keys[1] has no at"},
        {"{preset = 'h264', canvas = {reframe = {keys = {{at = 'noon'}}}}}", "canvas.reframe.keys[1].at"},
        {"{preset = 'h264', audio = {lufs = 'loud'}}", "audio.lufs takes a number"},
        {"{preset = 'h264', audio = {bus = 'Foley'}}", "the mixer has no bus 'Foley'"},
        {"{preset = 'h264', captions = {burn = 1}}", "captions.burn takes true or false"},
        {"{preset = 'h264', sidecars = {{}}}", "sidecars[1] has no kind"},
        {"{preset = 'h264', sidecars = {{kind = 'exe'}}}", "sidecars[1].kind takes one of srt|"},
        {"{preset = 'h264', sidecars = {{kind = 'srt|vtt'}}}", "sidecars[1].kind takes one of"},
        {"{preset = 'h264', sidecars = {{kind = 'poster', at = '101%'}}}", "0%..100%"},
        {"{preset = 'h264', sidecars = {{kind = 'poster', maxBytes = 1.5}}}", "maxBytes takes a whole number"},
        {"{preset = 'h264', sequence = 'Other'}", "the project has no sequence 'Other'"},
        {"{preset = 'h264', range = 'all'}", "range takes IN..OUT"},
        {"{preset = 'h264', range = 'x..y'}", "range:"},
        {"{preset = 'h264', range = {start = 5, stop = 5}}", "start before stop"},
        {"{preset = 'h264', range = tandem.timeline.markers[1]}", "start before stop"},
        {"{preset = 'h264', range = tandem.project}", "start and stop"},
        {"{preset = 'h264', set = {crf = {}}}", "set takes a table of texts, numbers and booleans"},
        {"{preset = 'h264', set = {crf = 1/0}}", "set takes a table"},
        {"{preset = 'h264', name = 'a\\255b'}", "name is not UTF-8"},
        {"{preset = 'h264', name = 'a\\0b'}", "name is not UTF-8"},
        {"{preset = 'h264', name = ('x'):rep(2000)}", "longer than 1024"},
        {"{preset = 'h264', name = print}", "name: a function cannot"},
        {"{preset = 'h264', audio = tandem.project}", "audio: a userdata cannot"},
        {"{'h264'}", "names as keys"},
        {"'h264'", "takes one table"},
        {"{preset = 'h264', id = ''}", "the id is empty"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.add);
        const Ran ran = run_text(std::string("local m = tandem.matrix()\n\nm:add(") + row.add + ")\nreturn m");
        REQUIRE(!ran.matrix);
        const bool unknown = std::string_view(row.says).starts_with("there is no preset");
        CHECK(ran.matrix.error().code == (unknown ? ErrorCode::no_input : ErrorCode::bad_data));
        const std::string text = ran.matrix.error().text();
        CAPTURE(text);
        CHECK(text.starts_with("test.lua:3: "));
        CHECK(text.find(row.says) != std::string::npos);
    }
    const Ran twice =
        run_text("local m = tandem.matrix() m:add{id='a',preset='h264'} m:add{id='a',preset='h264'} return m");
    REQUIRE(!twice.matrix);
    CHECK(twice.matrix.error().text().find("'a' is there already") != std::string::npos);
}

TEST_CASE("a script file is run by its path; one that is not there is missing input") {
    const Ref<Project> project = film_project();
    const std::atomic<bool> cancel{false};
    app::ScriptOptions options;
    options.helper = kHelper;
    const std::string path = std::string(TANDEM_BINARY_DIR) + "/run_by_path.lua";
    std::ofstream(path) << "local m = tandem.matrix()\nm:add{preset = 'h264'}\nreturn m\n";
    CHECK(app::run_delivery_script(*project, *project->active_sequence(), path, {}, cancel, options));
    std::ofstream(path) << "local m = tandem.matrix()\nm:addd{}\nreturn m\n";
    auto wrong = app::run_delivery_script(*project, *project->active_sequence(), path, {}, cancel, options);
    REQUIRE(!wrong);
    CHECK(wrong.error().text().starts_with("run_by_path.lua:2: "));
    for (const char* missing : {"/nowhere/x.lua", "/dev/null", "/tmp", "/dev/zero"}) {
        auto none = app::run_delivery_script(*project, *project->active_sequence(), missing, {}, cancel, options);
        REQUIRE(!none);
        CHECK(none.error().code == ErrorCode::no_input);
    }
    auto notice = app::script_notice(path, {});
    REQUIRE(notice);
    CHECK(notice->find("sees the project's description, nothing else") != std::string::npos);
    auto other = app::script_notice(path, {.read = {"/data"}, .env = {"CLIENT"}});
    REQUIRE(other);
    CHECK(other->find("may read /data, see $CLIENT") != std::string::npos);
}

TEST_CASE("a script can go through a project of many clips") {
    BuildProject b({}, "Long");
    const MediaId film = b.film("long.mov", seconds(100'000));
    Track track = b.track(b.v1());
    for (int i = 0; i < 20'000; ++i) {
        Clip clip{
            .id = b.ids().make<ClipId>(), .name = "clip", .content = MediaContent{.media = film}, .length = seconds(1)};
        track.items = track.items.push_back({seconds(i), std::make_shared<const Clip>(std::move(clip))});
    }
    b.set_track(std::move(track));
    const Ref<Project> project = b.done();
    const std::atomic<bool> cancel{false};
    app::ScriptOptions options;
    options.helper = kHelper;
    options.wall_seconds = 60;
    std::string sum;
    options.print = [&](const std::string& line) { sum = line; };
    auto made = app::run_delivery_text(
        *project, *project->active_sequence(),
        "local n, s = 0, 0 for _, c in ipairs(tandem.timeline.clips) do n = n + 1 s = s + c.duration end "
        "print(n, s) local m = tandem.matrix() m:add{preset='h264'} return m",
        "long.lua", {}, cancel, options);
    REQUIRE_MESSAGE(made, why(made));
    CHECK(sum == "20000?20000.0");
}

TEST_CASE("the table of the interface is what is there") {
    // Every function of the table, in a script that is allowed all.
    app::ScriptAllow all{.read = {"/tmp"}, .env = {"HOME"}};
    std::string text = "local m = tandem.matrix() m:add{preset='h264'}\n";
    for (const auto& row : lua_helper::api_functions()) {
        std::string name(row.name);
        if (name.starts_with("matrix:")) name = "m." + name.substr(7);
        if (name.starts_with("timeline:")) name = "tandem.timeline." + name.substr(9);
        text += "if type(" + name + ") ~= 'function' then error('no " + name + "') end\n";
    }
    for (std::string_view name : lua_helper::allowed_names())
        text += "if not " + std::string(name) + " then error('no') end\n";
    const Ran ran = run_text(text + "return m", all);
    CHECK_MESSAGE(ran.matrix, why(ran.matrix));

    // Every field of the data is in the table and the other way round.
    const Ref<Project> project = film_project();
    const Value world = app::describe_project(*project, *project->active_sequence());
    std::set<std::string> there, told;
    for (const auto& row : lua_helper::api_data()) told.insert(std::string(row.place) + "." + std::string(row.name));
    const std::function<void(const Value&, const std::string&)> walk = [&](const Value& value,
                                                                           const std::string& place) {
        if (auto object = value.as_object())
            for (const auto& [key, inner] : *object) {
                there.insert(place + "." + key);
                walk(inner, place + "." + key);
            }
        if (auto list = value.as_array(); list && !list->empty()) walk(list->front(), place + "[]");
    };
    for (const char* part : {"project", "timeline", "media", "buses", "presets"}) walk(*world.find(part), part);
    CHECK(there == told);
}
