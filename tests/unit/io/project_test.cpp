// Project files: canonical text, unknown keys, upgrades, refusals, saving.
#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "engine/io/interchange.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "tests/support/random_project.h"
#include "tests/unit/io/temp_dir.h"

using namespace tandem;
using namespace tandem::test;

static std::string fixture(const std::string& name) {
    return std::string(TANDEM_SOURCE_DIR) + "/tests/unit/io/fixtures/" + name;
}
static std::string replaced(std::string s, const std::string& from, const std::string& to) {
    size_t at = s.find(from);
    REQUIRE(at != std::string::npos);
    return s.replace(at, from.size(), to);
}

TEST_CASE("random projects survive save and load byte for byte") {
    for (uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        Ref<Project> p = RandomProject(seed).make();
        auto valid = check_valid(*p);
        REQUIRE_MESSAGE(valid, valid.error().text());
        std::string text = project_text(*p, "/films/p");
        auto q = parse_project(text, "/films/p");
        REQUIRE_MESSAGE(q, q.error().text());
        REQUIRE(project_text(*q, "/films/p") == text);
        // Moved as a whole, everything relative moves along.
        auto moved = parse_project(text, "/other/p");
        REQUIRE(moved);
        CHECK(project_text(*moved, "/other/p") == text);
    }
}

TEST_CASE("loading gives back what was saved") {
    Ref<Project> p = RandomProject(7).make(40);
    Project q = parse_project(project_text(*p, "/films/p"), "/films/p").value();
    CHECK(q.uuid == p->uuid);
    CHECK(q.next_id == p->next_id);
    CHECK(q.active == p->active);
    REQUIRE(q.media.size() == p->media.size());
    for (size_t i = 0; i < q.media.size(); ++i) {
        CHECK(q.media[i]->path == p->media[i]->path);
        CHECK(q.media[i]->fingerprint == p->media[i]->fingerprint);
        CHECK(q.media[i]->sequence_rate == p->media[i]->sequence_rate);
    }
    REQUIRE(q.sequences.size() == p->sequences.size());
    const Sequence &a = *q.sequences[0], &b = *p->sequences[0];
    CHECK(a.format == b.format);
    REQUIRE(a.tracks.size() == b.tracks.size());
    for (size_t t = 0; t < a.tracks.size(); ++t) {
        REQUIRE(a.tracks[t]->items.size() == b.tracks[t]->items.size());
        for (size_t i = 0; i < a.tracks[t]->items.size(); ++i) {
            const Clip &c = *a.tracks[t]->items[i].clip, &d = *b.tracks[t]->items[i].clip;
            CHECK(a.tracks[t]->items[i].start == b.tracks[t]->items[i].start);
            CHECK(c.id == d.id);
            CHECK(c.name == d.name);
            CHECK(c.in == d.in);
            CHECK(c.length == d.length);
            CHECK(c.speed == d.speed);
            CHECK(same_ramp(c.speed_ramp, d.speed_ramp));
            CHECK(c.content.index() == d.content.index());
            CHECK(c.key_origin == d.key_origin);
            CHECK(c.fade_in == d.fade_in);
            CHECK(c.fade_out == d.fade_out);
            CHECK(c.link == d.link);
            CHECK(c.group == d.group);
            CHECK(c.enabled == d.enabled);
            CHECK(c.preserve_pitch == d.preserve_pitch);
            REQUIRE(!c.effects == !d.effects);
            if (!c.effects) continue;
            REQUIRE(c.effects->effects.size() == d.effects->effects.size());
            CHECK(c.effects->foreign.size() == d.effects->foreign.size());
            for (size_t e = 0; e < c.effects->effects.size(); ++e) {
                CHECK(c.effects->effects[e]->id == d.effects->effects[e]->id);
                CHECK(c.effects->effects[e]->params == d.effects->effects[e]->params);
                CHECK(c.effects->effects[e]->texts == d.effects->effects[e]->texts);
                const Ref<Plugin>&x = c.effects->effects[e]->plugin, &y = d.effects->effects[e]->plugin;
                REQUIRE(!x == !y);
                if (!x) continue;
                CHECK((x->uri == y->uri && x->name == y->name && x->params == y->params));
                CHECK((x->state == y->state && x->process == y->process));
            }
        }
    }
}

TEST_CASE("a speed ramp stands as its keys; one that cannot be is refused") {
    BuildProject b;
    const ClipId id = b.clip(b.v1(), b.film("a.mov", seconds(10)), Time{}, Time{}, seconds(2));
    const std::string plain = project_text(*b.done(), "/p");
    CHECK(plain.find("speed_ramp") == std::string::npos);
    b.edit_clip(id, [](Clip& c) {
        Curve ramp{{{.time = seconds(0), .value = 1, .interpolation = Interpolation::hold},
                    {.time = seconds(1), .value = 0.25}}};
        c.speed_ramp = std::make_shared<const Curve>(ramp);
    });
    const std::string text = project_text(*b.done(), "/p");
    CHECK(text.find(R"("speed_ramp":[[0,1,"hold"],[705600000,0.25]])") != std::string::npos);
    auto again = parse_project(text, "/p");
    REQUIRE(again);
    CHECK(project_text(*again, "/p") == text);
    auto fast = parse_project(replaced(text, "705600000,0.25", "705600000,99"), "/p");
    REQUIRE_FALSE(fast);
    CHECK(fast.error().text().find("from 0 to 16") != std::string::npos);
}

TEST_CASE("unknown keys, effects and parameters of a newer writer are kept") {
    BuildProject b;
    MediaId m = b.film("a.mov", seconds(10));
    ClipId c = b.clip(b.v1(), m, Time{}, Time{}, seconds(2));
    b.effect(c, EffectKind::exposure, [](Effect& e) { e.params[0].value = 1; });
    std::string text = project_text(*b.done(), "/p");
    text =
        replaced(text, "\"params\":{\"stops\":1}", "\"params\":{\"stops\":1,\"rolloff\":[1,2]},\"x-e\":{\"a\":1.50}");
    text = replaced(text, "\"effects\":[", "\"hologram\":{\"z\":\"\\u00e9\"},\"effects\":[");
    text = replaced(text, "\"x-e\":{\"a\":1.50}}]",
                    "\"x-e\":{\"a\":1.50}},{\"schema\":\"Effect.7\",\"id\":900,\"kind\":\"glow\",\"x\":[]}]");
    auto p = parse_project(text, "/p");
    REQUIRE_MESSAGE(p, p.error().text());
    std::string again = project_text(*p, "/p");
    for (const char* kept : {"\"rolloff\":[1,2]", "\"x-e\":{\"a\":1.50}", "\"hologram\":{\"z\":\"\\u00e9\"}",
                             "{\"schema\":\"Effect.7\",\"id\":900,\"kind\":\"glow\",\"x\":[]}"}) {
        CAPTURE(kept);
        CHECK(again.find(kept) != std::string::npos);
    }
    CHECK(project_text(*parse_project(again, "/p"), "/p") == again);
}

TEST_CASE("old schema versions open") {
    auto p = load_project(fixture("clip_0.tandem"));
    REQUIRE_MESSAGE(p, p.error().text());
    const Clip& c = *p->sequences[0]->tracks[0]->items[0].clip;
    CHECK(c.speed == Speed{25, 10});
    CHECK(c.in == seconds(1));
    CHECK(project_text(*p, "/p").find("Clip.1") != std::string::npos);
}

TEST_CASE("what cannot be opened says why, with its place") {
    BuildProject b;
    MediaId m = b.film("a.mov", seconds(10));
    b.clip(b.v1(), m, Time{}, Time{}, seconds(2));
    std::string text = project_text(*b.done(), "/p");
    auto error = [](const std::string& t) {
        auto p = parse_project(t, "/p");
        return p ? std::string("opened") : p.error().text();
    };
    CHECK(error(replaced(text, "\"uuid\"", "\"requires\":[\"multicam\"],\"uuid\"")).find("multicam") !=
          std::string::npos);
    CHECK(error(replaced(text, "Project.1", "Project.2")).find("newer") != std::string::npos);
    CHECK(error(replaced(text, "Clip.1", "Clap.1")).find("items[0]") != std::string::npos);
    std::string length = "\"length\":" + std::to_string(seconds(2).ticks);
    CHECK(error(replaced(text, length, "\"length\":\"2s\"")).find("tracks[0].items[0].length") != std::string::npos);
    CHECK(error(replaced(text, length, "\"length\":-5")) != "opened");
    CHECK(error(replaced(text, length, "\"length\":9000000000000000000")) != "opened");
    CHECK(error("{}") != "opened");
    CHECK(error("[]") != "opened");
    CHECK(error("") != "opened");
    // Every truncation and single broken byte is an error or a valid project, never a crash.
    for (size_t i = 0; i < text.size(); i += 7) {
        CHECK(error(text.substr(0, i)) != "opened");
        std::string broken = text;
        broken[i] = '#';
        error(broken);
    }
}

TEST_CASE("saving writes relative paths and a missing folder is an error") {
    TempDir dir;
    BuildProject b;
    Media m;
    m.name = "x", m.path = dir / "media/x.mov";
    b.add_media(m);
    m.path = "/far/away.mov";
    b.add_media(m);
    REQUIRE(save_project(*b.done(), dir / "p.tandem"));
    std::string text = read_file_limited(dir / "p.tandem", 1 << 20).value();
    CHECK(text.find("\"path\":\"media/x.mov\"") != std::string::npos);
    CHECK(text.find("\"path\":\"/far/away.mov\"") != std::string::npos);
    Project q = load_project(dir / "p.tandem").value();
    CHECK(q.media[0]->path == dir / "media/x.mov");
    CHECK(load_any(dir / "p.tandem").value().project.media[1]->path == "/far/away.mov");
    CHECK(save_project(q, dir / "no/p.tandem").error().code == ErrorCode::cant_create);
    CHECK(load_project(dir / "none.tandem").error().code == ErrorCode::no_input);
    REQUIRE(write_file_atomic(dir / "bad.tandem", "{\n\"schema\": ?"));
    CHECK(load_project(dir / "bad.tandem").error().where == dir / "bad.tandem" + ", line 2, column 11");
}

TEST_CASE("a project of 10 000 clips") {
    BuildProject b;
    MediaId m = b.film("a.mov", seconds(100000));
    Track t = b.track(b.v1());
    std::vector<Placement> items;
    for (int i = 0; i < 10000; ++i) {
        Clip c{.id = b.ids().make<ClipId>(),
               .name = "clip",
               .content = MediaContent{m},
               .in = seconds(i),
               .length = seconds(1)};
        items.push_back({seconds(i), std::make_shared<const Clip>(c)});
    }
    t.items = Chunked<Placement>(items);
    b.set_track(t);
    std::string text = project_text(*b.done(), "/p");
    auto begin = std::chrono::steady_clock::now();
    auto p = parse_project(text, "/p");
    double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    MESSAGE("10 000 clips open in " << ms << " ms");
    REQUIRE(p);
    CHECK(p->sequences[0]->tracks[0]->items.size() == 10000);
}
