// OpenTimelineIO: the corpus opens or says why not, path forms, exact round trips, edits of other programs.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "engine/io/interchange.h"
#include "engine/io/media_path.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "tests/support/corpus.h"
#include "tests/support/random_project.h"
#include "tests/unit/io/temp_dir.h"

using namespace tandem;
using namespace tandem::test;

static size_t clips(const Project& p) {
    size_t n = 0;
    for (const auto& s : p.sequences)
        for (const auto& t : s->tracks) n += t->items.size();
    return n;
}

TEST_CASE("every OpenTimelineIO file of the corpus opens or says why not") {
    NEED_CORPUS(corpus);
    // Clips over all sequences; -1 = refused.
    const std::map<std::string, int> expected = {
        {"big_int.otio", 1},
        {"clip_example.otio", 1},
        {"effects.otio", 37},
        {"empty_effect.json", -1},
        {"empty_timeline.json", 0},
        {"empty_transition.json", -1},
        {"enabled.otio", 3},
        {"generator_reference_test.otio", 1},
        {"generator_reference_test_16d2d9.otio", 1},
        {"image_reference_sample.otio", 1},
        {"image_sequence_example.otio", 1},
        {"img_seq_media_reference.otio", 1},
        {"multitrack.otio", 5},
        {"nested_example.otio", 10},
        {"preflattened.otio", 5},
        {"simple_cut.otio", 4},
        {"srt_example.otio", 5},
        {"transition.otio", 4},
        {"transition_test.otio", 3},
        {"大平原.otio", 0},
    };
    size_t seen = 0;
    for (const auto& e : std::filesystem::directory_iterator(corpus / "timelines/otio")) {
        std::string name = e.path().filename().string();
        CAPTURE(name);
        auto found = expected.find(name);
        REQUIRE(found != expected.end());
        ++seen;
        auto r = load_any(e.path().string());
        if (found->second < 0) {
            REQUIRE(!r);
            CHECK(r.error().code == ErrorCode::bad_data);
            CHECK(r.error().what.find("holds a lone") != std::string::npos);
            continue;
        }
        REQUIRE_MESSAGE(r, r.error().text());
        CHECK(clips(r->project) == static_cast<size_t>(found->second));
        CHECK(check_valid(r->project));
        // And is kept by both of our formats.
        std::string text = project_text(r->project, "/p");
        auto back = parse_project(text, "/p");
        REQUIRE_MESSAGE(back, back.error().text());
        CHECK(project_text(*back, "/p") == text);
        auto again = read_otio(write_otio(r->project, r->project.active, OtioDialect::spec, "/p", nullptr), "/p");
        REQUIRE_MESSAGE(again, again.error().text());
        CHECK(project_text(again->project, "/p") == text);
    }
    CHECK(seen == expected.size());
}

TEST_CASE("known facts of corpus timelines") {
    NEED_CORPUS(corpus);
    auto open = [&](const char* name) { return load_any((corpus / "timelines/otio" / name).string()).value(); };
    Project cut = open("simple_cut.otio").project;
    const Track& t = *cut.active_sequence()->tracks[0];
    CHECK(cut.active_sequence()->format.rate == FrameRate{24, 1});
    CHECK(t.items[1].start == t.items[0].end());
    CHECK(cut.media[0]->path.starts_with("/folder/"));
    Project tr = open("transition.otio").project;
    size_t transitions = 0;
    for (const auto& p : tr.active_sequence()->tracks[0]->items) transitions += p.clip->transition_in != nullptr;
    CHECK(transitions == 1);
    Project seq = open("image_sequence_example.otio").project;
    CHECK(seq.media[0]->image_sequence);
    CHECK(seq.media[0]->path.find("%0") != std::string::npos);
    Imported effects = open("effects.otio");
    CHECK(effects.report.items.size() >= 170);
    size_t off = 0;

    for (const auto& track : effects.project.active_sequence()->tracks)
        for (const auto& p : track->items) off += !p.clip->enabled;
    CHECK(off >= 1);
}

TEST_CASE("hostile timelines are refused clearly or read") {
    NEED_CORPUS(corpus);
    for (const auto& e : std::filesystem::directory_iterator(corpus / "fuzz/timeline")) {
        std::string name = e.path().filename().string();
        CAPTURE(name);
        auto r = load_any(e.path().string());
        if (name == "otio_utf16.otio") {
            REQUIRE_MESSAGE(r, r.error().text());
            CHECK(clips(r->project) == 4);
            continue;
        }
        REQUIRE(!r);
        CHECK(r.error().where.starts_with(e.path().string()));
        CHECK(r.error().code == (name.starts_with("otio") ? ErrorCode::bad_data : ErrorCode::unavailable));
    }
}

TEST_CASE("a round trip through .otio is lossless for us in every dialect") {
    for (uint32_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Ref<Project> p = RandomProject(seed).make();
        std::string text = project_text(*p, "/films/p");
        auto dialect = static_cast<OtioDialect>(seed % 4);
        LossReport report;
        std::string otio = write_otio(*p, p->active, dialect, "/films/p", &report);
        auto r = read_otio(otio, "/films/p");
        REQUIRE_MESSAGE(r, r.error().text());
        CHECK(r->report.items.empty());
        REQUIRE(project_text(r->project, "/films/p") == text);
        CHECK(!report.items.empty());
    }
}

TEST_CASE("others get a ramp's mean speed and a note; for us the ramp comes back") {
    BuildProject b;
    const MediaId m = b.film("a.mov", seconds(100));
    Clip clip;
    clip.name = "Jump", clip.content = MediaContent{.media = m}, clip.in = seconds(5), clip.length = seconds(4);
    Curve ramp{{{.time = seconds(0), .value = 1}, {.time = seconds(4), .value = 3}}};
    clip.speed_ramp = std::make_shared<const Curve>(ramp);
    b.add_clip(b.v1(), Time{}, clip);
    Ref<Project> p = b.done();
    LossReport report;
    const std::string otio = write_otio(*p, p->active, OtioDialect::spec, "/p", &report);
    CHECK(otio.find("\"time_scalar\":2.0") != std::string::npos);
    auto note = std::find_if(report.items.begin(), report.items.end(),
                             [](const LossItem& i) { return i.what.find("speed ramp") != std::string::npos; });
    REQUIRE(note != report.items.end());
    CHECK(note->where.find("Jump") != std::string::npos);
    auto r = read_otio(otio, "/p");
    REQUIRE(r);
    CHECK(project_text(r->project, "/p") == project_text(*p, "/p"));
    // Begun two seconds of source later by another program, which knows nothing of ramps.
    std::string edited = otio;
    const size_t at = edited.find("\"value\":125.0", edited.find("Clip.2"));
    REQUIRE(at != std::string::npos);
    edited.replace(at, 13, "\"value\":175.0");
    auto theirs = read_otio(edited, "/p");
    REQUIRE(theirs);
    const Clip& c = *theirs->project.active_sequence()->tracks[0]->items[0].clip;
    REQUIRE(c.speed_ramp);
    CHECK(c.in == seconds(7));
    CHECK(std::abs((ramp_source(*c.speed_ramp, c.key_origin) - seconds(2)).ticks) <= 1);
}

TEST_CASE("another program's edit wins and our effects come back by id") {
    BuildProject b(Format{.width = 1280, .height = 720});
    MediaId m = b.film("a.mov", seconds(100));
    ClipId c = b.clip(b.v1(), m, Time{}, seconds(5), seconds(2));
    b.clip(b.v1(), m, seconds(2), seconds(20), seconds(2));
    b.effect(c, EffectKind::exposure, [](Effect& e) { e.params[0].value = 1.5; });
    Ref<Project> p = b.done();
    std::string otio = write_otio(*p, p->active, OtioDialect::spec, "/p", nullptr);
    // The first clip is trimmed to 30 frames.
    size_t clip = otio.find("Clip.2"), at = otio.find("\"value\":50.0", clip);
    REQUIRE(at != std::string::npos);
    otio.replace(at, 12, "\"value\":30.0");
    auto r = read_otio(otio, "/p");
    REQUIRE_MESSAGE(r, r.error().text());
    REQUIRE(!r->report.items.empty());
    CHECK(r->report.items[0].what.find("another program") != std::string::npos);
    const Sequence& s = *r->project.active_sequence();
    CHECK(s.format.width == 1280);
    const Clip& first = *s.tracks[0]->items[0].clip;
    CHECK(first.length == FrameRate{25, 1}.time_of(30));
    CHECK(first.id == c);
    REQUIRE(first.effects);
    CHECK(first.effects->effects[0]->params[0].value == 1.5);
    CHECK(s.tracks[0]->items[1].start == first.length);
    CHECK(r->project.media[0]->pictures.size() == 1);
    // Without our metadata it is still the same cut.
    size_t ours = otio.find("\"tandem\"");
    std::string stripped = otio.replace(ours, 8, "\"other\"");
    CHECK(clips(read_otio(stripped, "/p").value().project) == 2);
}

TEST_CASE("dialects write the paths their programs read") {
    BuildProject b;
    MediaId m = b.film("a b%.mov", seconds(100));
    b.clip(b.v1(), m, Time{}, seconds(5), seconds(2));
    Ref<Project> p = b.done();
    auto has = [&](OtioDialect d, const char* what) {
        return write_otio(*p, p->active, d, "/p", nullptr).find(what) != std::string::npos;
    };
    CHECK(has(OtioDialect::spec, "\"target_url\":\"file:///nowhere/a%20b%25.mov\""));
    CHECK(has(OtioDialect::premiere, "file:///nowhere/"));
    CHECK(has(OtioDialect::resolve, "\"target_url\":\"/nowhere/a b%.mov\""));
}

TEST_CASE("path forms of target_url") {
    TempDir dir;
    for (const char* name : {"a b.mov", "raw%20name.mov", "c.mov"}) REQUIRE(write_file_atomic(dir / name, "x"));
    auto path = [&](const std::string& url) { return resolve_url(url, dir.path()).path; };
    CHECK(path("a b.mov") == dir / "a b.mov");
    CHECK(path("./c.mov") == dir / "c.mov");
    CHECK(path("a%20b.mov") == dir / "a b.mov");
    CHECK(path("raw%20name.mov") == dir / "raw%20name.mov");
    CHECK(path("file://" + dir.path() + "/a%20b.mov") == dir / "a b.mov");
    CHECK(path("file://localhost" + dir.path() + "/c.mov") == dir / "c.mov");
    CHECK(path("file:" + dir.path() + "/c.mov") == dir / "c.mov");
    CHECK(path(dir / "c.mov") == dir / "c.mov");
    CHECK(path("/gone/else/c.mov") == dir / "c.mov");
    CHECK(resolve_url("/gone/else/c.mov", dir.path()).by_name);
    CHECK(path("file:///C:/films/x.mov") == "C:/films/x.mov");
    CHECK(path("C:\\films\\x.mov") == "C:/films/x.mov");
    CHECK(path("\\\\server\\share\\x.mov") == "//server/share/x.mov");
    CHECK(path("file://server/share/x.mov") == "//server/share/x.mov");
    CHECK(path("http://h/x.mov") == "http://h/x.mov");
    CHECK(path("file:///n/a%00b") == "/n/a%00b");
    CHECK(stored_path("/a/b/c", "/a/b") == "c");
    CHECK(stored_path("/a/x/c", "/a/b") == "../x/c");
    CHECK(stored_path("/z/c", "/a/b") == "/z/c");
    CHECK(stored_path("/z/c", "/a") == "/z/c");
    CHECK(loaded_path("../x/c", "/a/b") == "/a/x/c");
}

TEST_CASE("formats that cannot be opened are named") {
    TempDir dir;
    REQUIRE(write_file_atomic(dir / "a.aaf", "x"));
    CHECK(load_any(dir / "a.aaf").error().code == ErrorCode::unavailable);
    CHECK(load_any(dir / "a.aaf").error().what.find("AAF") != std::string::npos);
    CHECK(load_any(dir / "none.otio").error().code == ErrorCode::no_input);
}
