// The command table's checks, commands end to end, the document's history, new projects.
#include <doctest/doctest.h>

#include "engine/io/project_file.h"
#include "engine/model/lookup.h"
#include "engine/model/validate.h"
#include "engine/session/commands.h"
#include "engine/session/document.h"
#include "engine/session/media_value.h"
#include "engine/session/new_project.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

static Ref<Project> base() {
    BuildProject b;
    b.film("a.mp4", seconds(100));
    return b.done();
}
static CommandOutcome must(const Ref<Project>& p, const char* op, const ValueObject& args) {
    auto r = run_command(p, op, args);
    REQUIRE_MESSAGE(r, (r ? "" : r.error().text()));
    auto valid = check_valid(*r->project);
    CHECK_MESSAGE(valid, (valid ? "" : valid.error().text()));
    return *r;
}
static int64_t id(const CommandOutcome& o, size_t i = 0) {
    return o.result.as_array() ? *(*o.result.as_array())[i].as_int() : *o.result.as_int();
}

TEST_CASE("names and types of arguments are checked") {
    auto p = base();
    auto error = [&](const char* op, const ValueObject& args) {
        auto r = run_command(p, op, args);
        REQUIRE_FALSE(r);
        CHECK(r.error().code == ErrorCode::usage);
        return r.error().what;
    };
    CHECK(error("no_such", {}).find("ripple_trim") != std::string::npos);
    CHECK(error("trim", {{"clip", 1}, {"egde", "head"}}).find("there are: clip, edge") != std::string::npos);
    CHECK(error("trim", {{"clip", 1}}).find("\"edge\" is missing") != std::string::npos);
    CHECK(error("lift", {{"from", 1.5}, {"to", "2s"}}).find("must be a time") != std::string::npos);
    CHECK(error("append", {{"media", "b.mp4"}}).find("no such media") != std::string::npos);
    CHECK(error("lift", {{"from", "0s"}, {"to", "2s"}, {"tracks", ValueArray{"V9"}}}).find("V1, A1") !=
          std::string::npos);
    for (const auto& c : all_commands()) {
        CHECK(find_command(c.name) == &c);
        CHECK_FALSE(c.help.empty());
    }
}

TEST_CASE("speed ramps by command: keys, what stays, undo's intent, refusals in words") {
    auto a = must(base(), "append", {{"media", "a.mp4"}, {"in", "1s"}, {"length", "4s"}});
    const ValueArray keys{ValueArray{0, 1}, ValueArray{"2s", 3, "smooth"}, ValueArray{seconds(3).ticks, 0.5, "hold"}};
    auto r = must(a.project, "set_speed_ramp", {{"clip", id(a)}, {"keys", keys}, {"preserve_pitch", false}});
    const Sequence& s = *r.project->active_sequence();
    const Clip &picture = *s.tracks[0]->items[0].clip, &sound = *s.tracks[1]->items[0].clip;
    REQUIRE(picture.speed_ramp);
    CHECK(same_ramp(picture.speed_ramp, sound.speed_ramp));
    CHECK_FALSE(sound.preserve_pitch);
    REQUIRE(picture.speed_ramp->keys.size() == 3);
    CHECK(picture.speed_ramp->keys[0].interpolation == Interpolation::linear);
    CHECK(picture.speed_ramp->keys[1].interpolation == Interpolation::bezier);
    CHECK(picture.speed_ramp->keys[2].interpolation == Interpolation::hold);
    CHECK(picture.length == seconds(2)); // (1 + 3) / 2 * 2 s
    // The journal's intent does the same again.
    auto again = run_command(a.project, "set_speed_ramp", [&] {
        ValueObject args = *r.intent.as_object();
        args.erase("op");
        return args;
    }());
    REQUIRE(again);
    CHECK(same_ramp(again->project->active_sequence()->tracks[0]->items[0].clip->speed_ramp, picture.speed_ramp));
    auto longer = must(a.project, "set_speed_ramp", {{"clip", id(a)}, {"keys", keys}, {"keep", "length"}});
    CHECK(longer.project->active_sequence()->tracks[0]->items[0].clip->length == seconds(4));
    auto gone = must(r.project, "clear_speed_ramp", {{"clip", id(a)}});
    CHECK(gone.project->active_sequence()->tracks[1]->items[0].clip->normal_speed());
    CHECK(gone.project->active_sequence()->tracks[0]->items[0].clip->length == seconds(4));

    auto error = [&](ValueObject args) {
        args["clip"] = id(a);
        auto bad = run_command(a.project, "set_speed_ramp", args);
        REQUIRE_FALSE(bad);
        CHECK(bad.error().code == ErrorCode::usage);
        return bad.error().what;
    };
    CHECK(error({{"keys", ValueArray{}}}).find("at least one key") != std::string::npos);
    CHECK(error({{"keys", ValueArray{ValueArray{0}}}}).find("[time, speed]") != std::string::npos);
    CHECK(error({{"keys", ValueArray{ValueArray{0, 1, "wavy"}}}}).find("hold, linear, smooth") != std::string::npos);
    CHECK(error({{"keys", ValueArray{ValueArray{true, 1}}}}).find("a time is expected") != std::string::npos);
    CHECK(error({{"keys", ValueArray{ValueArray{0, -2}}}}).find("backwards") != std::string::npos);
    CHECK(error({{"keys", keys}, {"keep", "time"}}).find("source, length") != std::string::npos);
}

TEST_CASE("a session of commands") {
    auto a = must(base(), "append", {{"media", "a.mp4"}, {"in", "1s"}, {"length", "4s"}});
    auto b = must(a.project, "append", {{"media", "a.mp4"}, {"in", "20s"}, {"length", "4s"}});
    auto p = must(b.project, "set_transition", {{"clip", id(b)}, {"kind", "wipe_left"}, {"length", "1s"}}).project;
    p = must(p, "set_transition", {{"clip", id(b, 1)}, {"length", "1s"}}).project;
    auto title = must(p, "place_on_top", {{"generator", "title"}, {"text", "Hello"}, {"at", "1s"}, {"length", "2s"}});
    p = must(title.project, "set_param", {{"clip", id(title)}, {"param", "size"}, {"value", 0.2}}).project;
    p = must(p, "set_param", {{"clip", id(title)}, {"param", "align"}, {"choice", "top"}}).project;
    p = must(p, "set_text", {{"clip", id(title)}, {"text", "World"}}).project;
    p = must(p, "set_text", {{"clip", id(title)}, {"text", "세계"}, {"locale", "ko"}}).project;
    p = must(p, "set_text", {{"clip", id(title)}, {"text", "Mundo"}, {"locale", "pt"}}).project;
    p = must(p, "set_text", {{"clip", id(title)}, {"text", "Welt"}, {"locale", "de"}}).project;
    p = must(p, "set_text", {{"clip", id(title)}, {"text", ""}, {"locale", "de"}}).project;
    CHECK_FALSE(run_command(p, "set_text", {{"clip", id(title)}, {"text", "x"}, {"locale", "k o"}}));
    {
        const Clip* c = nullptr;
        for (const auto& t : p->active_sequence()->tracks)
            for (const Placement& at : t->items)
                if (std::holds_alternative<GeneratorContent>(at.clip->content)) c = at.clip.get();
        REQUIRE(c);
        const Effect& g = *std::get<GeneratorContent>(c->content).generator;
        CHECK(g.local == std::vector<LocalText>{{"ko", 0, "세계"}, {"pt", 0, "Mundo"}});
        CHECK(text_for(g, 0, "") == "World");
        CHECK(text_for(g, 0, "pt-BR") == "Mundo");
        CHECK(text_for(g, 0, "de") == "World");
    }
    auto effect =
        must(p, "add_effect", {{"clip", id(b)}, {"effect", "composite"}, {"params", ValueObject{{"opacity", 0.5}}}});
    p = must(effect.project, "set_key",
             {{"clip", id(b)}, {"effect", id(effect)}, {"param", "opacity"}, {"at", "1s"}, {"value", 0.25}})
            .project;
    CHECK_FALSE(
        run_command(p, "set_param", {{"clip", id(b)}, {"effect", id(effect)}, {"param", "opacity"}, {"value", 2}}));
    auto curves = must(p, "add_effect",
                       {{"clip", id(b)}, {"effect", "curves"}, {"texts", ValueObject{{"master", "0,0 0.3,0.2 1,1"}}}});
    auto red = [&](const char* points) {
        return run_command(curves.project, "set_text",
                           {{"clip", id(b)}, {"effect", id(curves)}, {"id", "red"}, {"text", points}});
    };
    CHECK(red("0,0.1 1,0.9"));
    CHECK(red("0,0.1 1;0.9").error().code == ErrorCode::usage);
    CHECK_FALSE(
        run_command(p, "add_effect", {{"clip", id(b)}, {"effect", "curves"}, {"texts", ValueObject{{"red", "oops"}}}}));
    // A mask on it: a shape with a key, then a path, then none.
    auto on_curves = [&](const char* op, ValueObject args) {
        args["clip"] = id(b), args["effect"] = id(curves);
        return run_command(p, op, args);
    };
    p = curves.project;
    CHECK(on_curves("set_param", {{"param", "mask.width"}, {"value", 0.3}}).error().code == ErrorCode::usage);
    p = on_curves("set_mask", {{"params", ValueObject{{"shape", "ellipse"}, {"feather", 0.1}}}}).value().project;
    p = on_curves("set_param", {{"param", "mask.width"}, {"value", 0.3}}).value().project;
    p = on_curves("set_param", {{"param", "mask.shape"}, {"choice", "path"}}).value().project;
    p = on_curves("set_key", {{"param", "mask.x"}, {"at", "1s"}, {"value", 0.25}}).value().project;
    p = on_curves("set_text", {{"id", "mask.path"}, {"text", "0,0 1,0 1,1"}}).value().project;
    CHECK_FALSE(on_curves("set_text", {{"id", "mask.path"}, {"text", "0,0 1,0"}}));
    CHECK_FALSE(on_curves("set_param", {{"param", "mask.feather"}, {"value", 7}}));
    CHECK(check_valid(*p));
    auto place = find_clip(*p->find_sequence(p->active), ClipId{static_cast<uint64_t>(id(b))});
    REQUIRE(place);
    const Effect& mask = *place->placement->clip->effects->effects.back()->mask;
    CHECK(mask.params[slot::mask_width].value == 0.3);
    CHECK(mask.params[slot::mask_shape].value == static_cast<double>(MaskShape::path));
    CHECK(mask.params[slot::mask_x].curve->keys.size() == 1);
    CHECK(mask.texts[0] == "0,0 1,0 1,1");
    p = on_curves("clear_mask", {}).value().project;
    CHECK_FALSE(on_curves("clear_mask", {}));
    CHECK_FALSE(run_command(p, "set_mask", {{"clip", id(b)}, {"effect", id(effect)}})); // a composite takes none
    auto bus = must(p, "add_bus", {{"name", "Music"}});
    p = must(bus.project, "set_output", {{"track", "A1"}, {"to", "Music"}}).project;
    CHECK_FALSE(run_command(p, "set_output", {{"bus", "Music"}, {"to", "Music"}}));
    p = must(p, "set_strip", {{"track", "A1"}, {"gain_db", -6}, {"mute", true}}).project;
    p = must(p, "set_key", {{"track", "A1"}, {"param", "gain_db"}, {"at", "2s"}, {"value", -3}}).project;
    p = must(p, "add_subtitle", {{"at", "1s"}, {"length", "2s"}, {"text", "Hi"}}).project;
    p = must(p, "add_marker", {{"at", "3s"}, {"name", "here"}, {"kind", "chapter"}}).project;
    auto nest = must(p, "nest_clips", {{"clips", ValueArray{id(a), id(b)}}, {"name", "Inner"}});
    CHECK(nest.project->sequences.size() == 2);
    CHECK_FALSE(run_command(nest.project, "append", {{"nest", "Main"}}));
    p = must(nest.project, "set_sequence", {{"width", 1280}, {"height", 720}, {"rate", "30000/1001"}}).project;
    CHECK_FALSE(run_command(p, "set_sequence", {{"width", 0}}));
    p = must(p, "remove_bus", {{"bus", "Music"}}).project;
    CHECK_FALSE(run_command(p, "remove_media", {{"media", "a.mp4"}}));
    // The intent replays to the same document.
    ValueObject again = *b.intent.as_object();
    CHECK(again["op"] == Value("append"));
    again.erase("op");
    CHECK(id(must(a.project, "append", again)) == id(b));
}

TEST_CASE("side chains: what an insert listens to, what it cannot, and what goes with the strip") {
    auto p = must(base(), "add_track", {{"kind", "sound"}, {"name", "A2"}}).project;
    p = must(p, "add_bus", {{"name", "Voices"}}).project;
    const auto ducker = must(p, "add_effect", {{"track", "A1"}, {"effect", "ducker"}});
    const auto eq = must(ducker.project, "add_effect", {{"track", "A1"}, {"effect", "eq"}});
    p = eq.project;
    auto listens = [&](const Ref<Project>& project) { // track and bus that the ducker listens to
        for (const auto& t : project->sequences[0]->tracks)
            for (size_t i = 0; t->strip && i < t->strip->inserts.size(); ++i)
                if (const auto& key = t->strip->inserts[i]->key) return std::pair{bool(key->track), bool(key->bus)};
        return std::pair{false, false};
    };
    const ValueObject insert{{"track", "A1"}, {"effect", id(ducker)}};
    auto with = [&](ValueObject args, const char* name, const Value& value) { return args[name] = value, args; };
    const auto by_track = must(p, "set_key_source", with(insert, "key_track", "A2")).project;
    CHECK(listens(by_track) == std::pair{true, false});
    const auto by_bus = must(by_track, "set_key_source", with(insert, "key_bus", "Voices")).project;
    CHECK(listens(by_bus) == std::pair{false, true});
    CHECK(listens(must(by_bus, "set_key_source", insert).project) == std::pair{false, false});
    // What goes takes the side chain with it.
    CHECK(listens(must(by_track, "remove_track", {{"track", "A2"}}).project) == std::pair{false, false});
    CHECK(listens(must(by_bus, "remove_bus", {{"bus", "Voices"}}).project) == std::pair{false, false});
    CHECK(listens(must(by_bus, "remove_track", {{"track", "A2"}}).project) == std::pair{false, true});

    auto refused = [&](const Ref<Project>& project, const char* op, const ValueObject& args) {
        auto r = run_command(project, op, args);
        REQUIRE_FALSE(r);
        CHECK(r.error().code == ErrorCode::usage);
        return r.error().what;
    };
    CHECK(refused(p, "set_key_source", with(with(insert, "effect", id(eq)), "key_track", "A2")).find("listens to no") !=
          std::string::npos);
    CHECK(refused(p, "set_key_source", with(insert, "key_track", "A1")).find("feeds itself") != std::string::npos);
    const auto routed = must(p, "set_output", {{"track", "A1"}, {"to", "Voices"}}).project;
    CHECK(refused(routed, "set_key_source", with(insert, "key_bus", "Voices")).find("feeds itself") !=
          std::string::npos);
    // The circle closed from the other end: by an output, a send, a side chain.
    CHECK_FALSE(run_command(by_bus, "set_output", {{"track", "A1"}, {"to", "Voices"}}));
    CHECK_FALSE(run_command(by_bus, "set_send", {{"track", "A1"}, {"to", "Voices"}}));
    const auto other = must(by_track, "add_effect", {{"track", "A2"}, {"effect", "gate"}});
    CHECK_FALSE(
        run_command(other.project, "set_key_source", {{"track", "A2"}, {"effect", id(other)}, {"key_track", "A1"}}));
}

TEST_CASE("a probed medium is journalled with its facts") {
    Media m = *base()->media[0];
    m.fingerprint = {12, ~uint64_t{0}, 2, 3};
    m.override_colour.transfer = Transfer::pq;
    auto back = value_media(media_value(m));
    REQUIRE(back);
    CHECK(back->fingerprint == m.fingerprint);
    CHECK(back->override_colour == m.override_colour);
    CHECK(back->pictures[0].rate == m.pictures[0].rate);
    CHECK(back->sounds[0].layout == "stereo");
    auto out = must(base(), "add_media", {{"facts", media_value(m)}});
    CHECK(out.project->media.size() == 2);
    CHECK((*out.intent.find("op")) == Value("add_media"));
}

TEST_CASE("history: merging, preview, observers") {
    Document d(base());
    auto one = base(), two = base(), three = base();
    int calls = 0;
    int token = d.observe([&](const auto&, const auto&) { ++calls; });
    d.commit(one, "Drag", {}, "fader");
    d.commit(two, "Drag", {}, "fader");
    CHECK(d.position() == 1);
    CHECK(d.root() == two);
    d.preview(three);
    CHECK(d.root() == three);
    d.cancel_preview();
    CHECK(d.root() == two);
    d.undo();
    CHECK(d.root() == d.history()[0].root);
    CHECK(d.can_redo());
    d.commit(three, "Cut", {});
    CHECK_FALSE(d.can_redo());
    CHECK(calls == 6);
    d.unobserve(token);
    d.undo();
    CHECK(calls == 6);
}

TEST_CASE("new projects take the first clip's format") {
    Media film = *base()->media[0];
    film.pictures[0].width = 720, film.pictures[0].height = 576;
    film.pictures[0].sar_num = 16, film.pictures[0].sar_den = 11, film.pictures[0].rotation = 90;
    film.pictures[0].rate = {30000, 1001};
    film.duration = film.pictures[0].duration = film.sounds[0].duration = FrameRate{30000, 1001}.time_of(100);
    film.sounds[0].rate = 44100, film.sounds[0].duration += Time::from_samples(500, 44100);
    auto p = new_project({.name = "n"}, {film, film});
    REQUIRE(p);
    const Sequence& s = *p->sequences[0];
    CHECK(s.format.width == 576);
    CHECK(s.format.height == 1048);
    CHECK(s.format.rate == FrameRate{30000, 1001});
    CHECK(s.format.audio_rate == 44100);
    CHECK(s.tracks[0]->items[1].start == s.format.rate.time_of(100));
    CHECK(s.tracks[0]->items[1].clip->link == s.tracks[1]->items[1].clip->link);
    CHECK(s.duration() == s.format.rate.time_of(200));
    Media song = *base()->media[0];
    song.pictures.clear();
    auto q = new_project({.name = "n"}, {song});
    REQUIRE(q);
    CHECK(q->sequences[0]->format.width == 1920);
    CHECK(q->sequences[0]->format.rate == FrameRate{25, 1});
    CHECK(q->sequences[0]->duration() == seconds(100));
    Media still = film;
    still.sounds.clear();
    still.pictures[0].still = true, still.duration = still.pictures[0].duration = {};
    auto r = new_project({.name = "n"}, {still});
    REQUIRE(r);
    CHECK(r->sequences[0]->duration() == seconds(5));
}

TEST_CASE("versions of a grade by command; a project file keeps them") {
    auto p = base();
    auto a = must(p, "append", {{"media", "a.mp4"}, {"in", "1s"}, {"length", "4s"}});
    const int64_t clip = id(a);
    auto graded = must(a.project, "add_effect", {{"clip", clip}, {"effect", "exposure"}});
    auto two = must(graded.project, "add_grade", {{"clip", clip}, {"name", "Night"}, {"empty", true}});
    const auto kinds = [](const Project& project) {
        const auto& effects = project.active_sequence()->tracks[0]->items[0].clip->effects;
        return effects ? effects->effects.size() : 0;
    };
    CHECK(kinds(*two.project) == 0);
    const std::string text = project_text(*two.project, "/tmp");
    auto read = parse_project(text, "/tmp");
    REQUIRE(read);
    CHECK(project_text(*read, "/tmp") == text);
    const Clip& back = *read->active_sequence()->tracks[0]->items[0].clip;
    REQUIRE(back.grades);
    CHECK(back.grades->all[1].name == "Night");
    auto first = must(std::make_shared<const Project>(*read), "choose_grade", {{"clip", clip}, {"grade", 1}});
    CHECK(kinds(*first.project) == 1);
    auto named = must(first.project, "rename_grade", {{"clip", clip}, {"grade", 1}, {"name", "Day"}});
    auto one = must(named.project, "remove_grade", {{"clip", clip}, {"grade", 2}});
    CHECK_FALSE(one.project->active_sequence()->tracks[0]->items[0].clip->grades);
    CHECK_FALSE(run_command(one.project, "choose_grade", {{"clip", clip}, {"grade", 0}}));
    // A file that says nonsense is refused, not shown.
    std::string wrong = text;
    wrong.replace(wrong.find("\"chosen\":1"), 10, "\"chosen\":7");
    CHECK_FALSE(parse_project(wrong, "/tmp"));
}

TEST_CASE("a nest keeps the transition that leads into it from a clip that stays") {
    auto a = must(base(), "append", {{"media", "a.mp4"}, {"in", "1s"}, {"length", "4s"}});
    auto b = must(a.project, "append", {{"media", "a.mp4"}, {"in", "10s"}, {"length", "4s"}});
    auto joined = must(b.project, "set_transition", {{"clip", id(b)}, {"kind", "dissolve"}, {"length", "1s"}});
    auto nest = must(joined.project, "nest_clips", {{"clips", ValueArray{id(b)}}, {"name", "Inner"}});
    const Track& outer = *nest.project->active_sequence()->tracks[0];
    REQUIRE(outer.items.size() == 2);
    REQUIRE(outer.items[1].clip->transition_in);
    CHECK(transition_shown(outer, 1));
    CHECK_FALSE(nest.project->sequence_named("Inner")->tracks[0]->items[0].clip->transition_in);
    // With the clip before it, it is the nest's own affair.
    auto both = must(joined.project, "nest_clips", {{"clips", ValueArray{id(a), id(b)}}, {"name", "Inner"}});
    CHECK_FALSE(both.project->active_sequence()->tracks[0]->items[0].clip->transition_in);
    CHECK(both.project->sequence_named("Inner")->tracks[0]->items[1].clip->transition_in);
}
