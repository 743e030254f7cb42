// Clips as text: into another place, another project, and what is refused; and subtitles from a file.
#include "engine/session/clipboard.h"

#include <doctest/doctest.h>

#include <fstream>

#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "engine/session/commands.h"
#include "tests/support/build_project.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

Ref<Project> ran(const Ref<Project>& p, const char* name, const ValueObject& args, Value* intent = nullptr) {
    auto r = run_command(p, name, args);
    REQUIRE_MESSAGE(r, (r ? "" : r.error().text()));
    const auto valid = check_valid(*r->project);
    CHECK_MESSAGE(valid, (valid ? "" : valid.error().text()));
    if (intent) *intent = r->intent;
    return r->project;
}

Ref<Project> film(const std::string& name, const std::string& uuid) {
    BuildProject b;
    b.film(name, seconds(100));
    b.project().uuid = uuid;
    return ran(b.done(), "append", {{"media", name}, {"length", "50f"}});
}

std::set<ClipId> clips_of(const Sequence& s) {
    std::set<ClipId> out;
    for (const auto& t : s.tracks)
        for (const Placement& p : t->items) out.insert(p.clip->id);
    return out;
}

const Track& track(const Project& p, const std::string& name) {
    for (const auto& t : p.active_sequence()->tracks)
        if (t->name == name) return *t;
    FAIL("there is no track " << name);
    std::abort();
}

constexpr char kOne[] = "0123456789abcdef0123456789abcdef", kTwo[] = "1123456789abcdef0123456789abcdef";

} // namespace

TEST_CASE("copied clips are put again, with effects and link, and a replay needs nothing else") {
    Ref<Project> p = film("a.mp4", kOne);
    const ClipId picture = p->active_sequence()->tracks[0]->items[0].clip->id;
    p = ran(p, "add_effect", {{"clip", Value(picture.value)}, {"effect", "blur"}});
    const std::string text = clips_text(*p, *p->active_sequence(), clips_of(*p->active_sequence()));
    REQUIRE_FALSE(text.empty());
    CHECK(clips_text(*p, *p->active_sequence(), {}).empty());
    CHECK(clips_text(*p, *p->active_sequence(), {ClipId{987654}}).empty());
    Value intent;
    const Ref<Project> twice = ran(p, "paste_clips", {{"clips", text}, {"at", "75f"}}, &intent);
    REQUIRE(track(*twice, "V1").items.size() == 2);
    const Placement& made = track(*twice, "V1").items[1];
    CHECK(made.start == FrameRate({25, 1}).time_of(75));
    CHECK(made.clip->effects->effects.size() == 1);
    CHECK(made.clip->link == track(*twice, "A1").items[1].clip->link);
    CHECK(made.clip->link != track(*twice, "V1").items[0].clip->link);
    CHECK(twice->media.size() == 1);
    ValueObject args = *intent.as_object();
    args.erase("op");
    CHECK(project_text(*ran(p, "paste_clips", args), "") == project_text(*twice, ""));
}

TEST_CASE("another project gets the media too, once") {
    const Ref<Project> from = film("a.mp4", kOne);
    const std::string text = clips_text(*from, *from->active_sequence(), clips_of(*from->active_sequence()));
    Ref<Project> to = film("b.mp4", kTwo);
    to = ran(to, "paste_clips", {{"clips", text}, {"at", "0f"}, {"ripple", true}});
    REQUIRE(to->media.size() == 2);
    REQUIRE(track(*to, "V1").items.size() == 2);
    const auto shown = std::get<MediaContent>(track(*to, "V1").items[0].clip->content).media;
    CHECK(to->find_media(shown)->path.ends_with("a.mp4"));
    to = ran(to, "paste_clips", {{"clips", text}, {"at", "500f"}});
    CHECK(to->media.size() == 2);
}

TEST_CASE("a nested sequence is pasted in its own project only, and text that is none is refused") {
    Ref<Project> p = film("a.mp4", kOne);
    const ClipId picture = p->active_sequence()->tracks[0]->items[0].clip->id;
    p = ran(p, "nest_clips", {{"clips", ValueArray{Value(picture.value)}}});
    CHECK(p->sequence_named("Nest 1"));
    const std::string text = clips_text(*p, *p->active_sequence(), clips_of(*p->active_sequence()));
    CHECK(ran(p, "paste_clips", {{"clips", text}, {"at", "100f"}})->sequences.size() == p->sequences.size());
    auto other = run_command(film("b.mp4", kTwo), "paste_clips", {{"clips", text}, {"at", "100f"}});
    REQUIRE_FALSE(other);
    CHECK(other.error().what.find("its own project") != std::string::npos);
    for (const char* none : {"", "{", "[]", "hello"})
        CHECK_FALSE(run_command(p, "paste_clips", {{"clips", none}, {"at", "0f"}}));
}

TEST_CASE("subtitles of a file stand on a track of their own, and a replay does not need the file") {
    TempFolder folder;
    const std::string path = folder.file("words.srt");
    std::ofstream(path) << "1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\n안녕\n";
    const Ref<Project> p = film("a.mp4", kOne);
    Value intent;
    const Ref<Project> with = ran(p, "import_subtitles", {{"path", path}, {"language", "ko"}}, &intent);
    const Track& words = track(*with, "words");
    REQUIRE(words.items.size() == 2);
    CHECK(words.kind == TrackKind::subtitle);
    CHECK(words.language == "ko");
    CHECK(words.items[0].start == seconds(1));
    CHECK(std::get<SubtitleContent>(words.items[1].clip->content).text == "안녕");
    std::filesystem::remove(path);
    ValueObject args = *intent.as_object();
    args.erase("op");
    CHECK(project_text(*ran(p, "import_subtitles", args), "") == project_text(*with, ""));
    CHECK_FALSE(run_command(p, "import_subtitles", {{"path", path}}));
    CHECK_FALSE(run_command(p, "import_subtitles", {}));
    auto none = run_command(p, "import_subtitles", {{"text", "no subtitles here"}});
    CHECK_FALSE(none);
}
