// The open project as the window uses it: what was edited is there again after a crash, whatever was saved, merged or
// undone; previews and refused edits leave nothing behind.
#include "engine/session/session.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "engine/io/file_lock.h"
#include "engine/io/project_file.h"
#include "engine/session/versions.h"
#include "tests/support/build_project.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Place {
    TempFolder folder;
    JournalOptions options{folder.file("state/journal")};
    std::string file(const std::string& name) const { return folder.file(name); }
};

Project film() {
    BuildProject b;
    b.film("a.mp4", seconds(100));
    b.project().uuid = "0123456789abcdef0123456789abcdef";
    return *b.done();
}
ValueObject put(int at, const char* length = "10f") {
    return {{"media", "a.mp4"}, {"at", std::to_string(at) + "f"}, {"length", length}};
}
std::string text(const Session& s) { return project_text(*s.project(), ""); }
void save(Session& s, const std::string& path) {
    auto ticket = s.begin_save(path);
    REQUIRE(ticket.write());
    s.finish_save(ticket);
}
// What a new start finds after the session was torn away.
Session::Opened reopened(std::unique_ptr<Session> session, const Place& place) {
    REQUIRE(session->wait_journalled());
    const std::string path = session->path();
    session.reset();
    auto opened = Session::open(path, place.options);
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().text()));
    return std::move(*opened);
}

} // namespace

TEST_CASE("a project that was never saved is there again with all its edits") {
    Place place;
    auto session = Session::create(film(), place.options);
    CHECK(session->untitled());
    REQUIRE(session->run("append", {{"media", "a.mp4"}, {"length", "50f"}}));
    REQUIRE(session->run("add_marker", {{"at", "12f"}, {"name", "here"}}));
    const std::string before = text(*session);
    CHECK(untitled_projects(place.options) == std::vector<std::string>{session->path()});
    auto again = reopened(std::move(session), place);
    CHECK(again.recovered == 2);
    CHECK(text(*again.session) == before);
    CHECK(again.session->untitled());
    // What came back can be undone, down to what is in the file.
    again.session->undo();
    CHECK(again.session->sequence()->markers.empty());
    again.session->undo();
    CHECK(again.session->sequence()->duration() == Time{});
    CHECK_FALSE(again.session->document().can_undo());
    again.session->redo();
    again.session->redo();
    CHECK(text(*again.session) == before);

    // Saved under a name, the nameless file is gone and nothing is recovered any more.
    save(*again.session, place.file("film.tandem"));
    CHECK(again.session->saved());
    CHECK_FALSE(again.session->untitled());
    CHECK(untitled_projects(place.options).empty());
    auto third = reopened(std::move(again.session), place);
    CHECK(third.recovered == 0);
    CHECK(third.session->saved());
    CHECK(text(*third.session) == before);
}

TEST_CASE("where the state folder could not be written at first, edits are kept safe from then on that it can") {
    for (const bool named : {false, true}) {
        CAPTURE(named);
        Place place;
        const std::string blocked = place.file("state"); // a file where a folder is to be
        std::ofstream(blocked) << "in the way";
        place.options.folder = blocked + "/journal";
        auto session = Session::create(film(), place.options);
        if (named) {
            save(*session, place.file("film.tandem"));
            auto opened = Session::open(place.file("film.tandem"), place.options);
            REQUIRE(opened);
            session = std::move(opened->session);
        }
        REQUIRE(session->run("append", {{"media", "a.mp4"}, {"length", "50f"}}));
        CHECK(session->trouble() != "");
        CHECK_FALSE(session->wait_journalled());
        CHECK_FALSE(session->retry_journal());
        std::filesystem::remove(blocked);
        REQUIRE(session->retry_journal());
        CHECK(session->trouble() == "");
        REQUIRE(session->run("add_marker", {{"at", "12f"}, {"name", "here"}}));
        session->undo();
        session->undo(); // to before the journal was there
        session->redo();
        session->redo();
        const std::string before = text(*session);
        auto again = reopened(std::move(session), place);
        CHECK(text(*again.session) == before);
        CHECK(again.session->untitled() == !named);
    }
}

TEST_CASE("undo of merged edits, and undo past the saved state, survive a crash") {
    Place place;
    auto session = Session::create(film(), place.options);
    REQUIRE(session->run("overwrite", put(0)));
    REQUIRE(session->run("overwrite", put(20)));
    save(*session, place.file("film.tandem"));
    for (int i = 0; i < 5; ++i) REQUIRE(session->run("set_strip", {{"gain_db", -1.0 * i}}, "fader"));
    SUBCASE("a merged drag is one step") {
        session->undo();
        CHECK(session->saved());
        REQUIRE(session->run("overwrite", put(40)));
    }
    SUBCASE("below the saved state") {
        session->undo();
        session->undo();
        session->undo();
        CHECK_FALSE(session->saved());
    }
    SUBCASE("below and up again, with a new edit") {
        for (int i = 0; i < 3; ++i) session->undo();
        session->redo();
        REQUIRE(session->run("add_marker", {{"at", "3f"}}));
    }
    SUBCASE("up to where it was") {
        for (int i = 0; i < 3; ++i) session->undo();
        for (int i = 0; i < 3; ++i) session->redo();
    }
    SUBCASE("edits made while the file was being written are not in it") {
        auto ticket = session->begin_save(place.file("film.tandem"));
        REQUIRE(session->run("overwrite", put(60)));
        REQUIRE(ticket.write());
        session->finish_save(ticket);
        CHECK_FALSE(session->saved());
    }
    const std::string before = text(*session);
    auto again = reopened(std::move(session), place);
    CHECK(again.notes.size() == 1); // the film is missing here
    CHECK(text(*again.session) == before);
}

TEST_CASE("several commands are one step, all or nothing") {
    Place place;
    auto session = Session::create(film(), place.options);
    const Ref<Project> start = session->project();
    CHECK_FALSE(session->run_all("Both", {{"overwrite", put(0)}, {"overwrite", {{"media", "none.mp4"}}}}));
    CHECK(session->project() == start);
    CHECK_FALSE(session->document().can_undo());
    auto made = session->run_all("Both", {{"overwrite", put(0)}, {"overwrite", put(30)}});
    REQUIRE(made);
    CHECK(made->size() == 2);
    CHECK(session->document().history().back().label == "Both");
    const std::string both = text(*session);
    session->undo();
    CHECK(session->project() == start);
    session->redo();
    CHECK(text(*session) == both);
    auto again = reopened(std::move(session), place);
    CHECK(text(*again.session) == both);
}

TEST_CASE("a preview is never kept and edits do not build on it") {
    Place place;
    auto session = Session::create(film(), place.options);
    REQUIRE(session->run("overwrite", put(0)));
    const Ref<Project> committed = session->project();
    REQUIRE(session->preview("overwrite", put(100)));
    CHECK(session->project() != committed);
    REQUIRE(session->preview("overwrite", put(200)));
    session->cancel_preview();
    CHECK(session->project() == committed);
    REQUIRE(session->preview("overwrite", put(300)));
    REQUIRE(session->run("add_marker", {{"at", "1f"}}));
    CHECK(session->sequence()->duration() == committed->active_sequence()->duration());
    // Undo while something is shown only ends the preview's picture, then goes back one step.
    REQUIRE(session->preview("overwrite", put(300)));
    session->undo();
    CHECK(session->project() == committed);
    auto again = reopened(std::move(session), place);
    CHECK(again.session->sequence()->duration() == committed->active_sequence()->duration());
    CHECK(again.session->sequence()->markers.empty());
}

TEST_CASE("what cannot be opened says why and which file") {
    Place place;
    auto none = Session::open(place.file("none.tandem"), place.options);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::no_input);
    CHECK(none.error().text().find("none.tandem") != std::string::npos);
    REQUIRE(write_file_atomic(place.file("broken.tandem"), "{\"schema\": "));
    auto broken = Session::open(place.file("broken.tandem"), place.options);
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code == ErrorCode::bad_data);
}

TEST_CASE("a state of the history is gone to in one go, after a crash too") {
    Place place;
    auto session = Session::create(film(), place.options);
    std::vector<std::string> states{text(*session)};
    for (int i = 0; i < 5; ++i) {
        REQUIRE(session->run("overwrite", put(i * 20)));
        states.push_back(text(*session));
    }
    int told = 0;
    const int token = session->document().observe([&](const auto&, const auto&) { ++told; });
    for (const size_t at : {2, 5, 0, 3}) {
        session->go_to(at);
        CHECK(text(*session) == states[at]);
        CHECK(session->document().position() == at);
    }
    CHECK(told == 4);
    session->document().unobserve(token);
    SUBCASE("as it is") {}
    SUBCASE("with an edit on top") { REQUIRE(session->run("add_marker", {{"at", "3f"}})); }
    SUBCASE("below the saved state") {
        save(*session, place.file("film.tandem"));
        session->go_to(1);
        CHECK_FALSE(session->saved());
    }
    const std::string before = text(*session);
    CHECK(text(*reopened(std::move(session), place).session) == before);
}

TEST_CASE("versions are kept by name, listed newest first, and restored as a step that can be undone") {
    Place place;
    auto session = Session::create(film(), place.options);
    const std::string uuid = session->project()->uuid;
    CHECK(kept_versions(uuid, place.options).empty());
    REQUIRE(session->run("overwrite", put(0, "50f")));
    const std::string rough = text(*session);
    auto first = keep_version(*session->project(), "Rough\ncut", place.options);
    REQUIRE_MESSAGE(first, (first ? "" : first.error().text()));
    REQUIRE(session->run("overwrite", put(50, "25f")));
    auto second = keep_version(*session->project(), "동해", place.options);
    REQUIRE(second);
    auto all = kept_versions(uuid, place.options);
    REQUIRE(all.size() == 2);
    CHECK(all[0].id == second->id);
    CHECK(all[0].name == "동해");
    CHECK(all[0].clips == second->clips);
    CHECK(all[1].name == "Rough cut");
    CHECK(all[1].duration == Time::from_seconds(2));
    CHECK(all[1].unix_time <= all[0].unix_time);

    auto state = load_version(uuid, all[1].id, place.options);
    REQUIRE_MESSAGE(state, (state ? "" : state.error().text()));
    const std::string now = text(*session);
    REQUIRE(session->restore(std::move(*state), "Restore “Rough cut”"));
    CHECK(text(*session) == rough);
    CHECK(session->document().history().back().label == "Restore “Rough cut”");
    session->undo();
    CHECK(text(*session) == now);
    session->redo();
    auto again = reopened(std::move(session), place);
    CHECK(text(*again.session) == rough);
    CHECK(again.session->document().history().back().label == "Restore “Rough cut”");
    again.session->undo();
    CHECK(text(*again.session) == now);

    // Of a crash between the two files nothing but a note is left, and that is no version; a lost note loses no
    // version.
    const std::string folder = versions_folder(uuid, place.options);
    REQUIRE(write_file_atomic(folder + "/17.note", "half\n1\n25\n1\n3\n"));
    CHECK(kept_versions(uuid, place.options).size() == 2);
    std::filesystem::remove(folder + "/" + all[0].id + ".note");
    CHECK(kept_versions(uuid, place.options)[0].name.empty());
    CHECK(load_version(uuid, all[0].id, place.options));
    // Names of files other than versions are refused.
    CHECK_FALSE(load_version(uuid, "../../untitled/" + uuid, place.options));
    CHECK_FALSE(drop_version(uuid, "17", place.options));
    REQUIRE(drop_version(uuid, all[0].id, place.options));
    CHECK(kept_versions(uuid, place.options).size() == 1);
    // Of another project.
    Project other = film();
    other.uuid[0] = 'f';
    CHECK_FALSE(again.session->restore(std::move(other), "Other"));
}

TEST_CASE("what another program saved meanwhile is kept as a version; another project's file is not replaced") {
    Place place;
    const std::string path = place.file("film.tandem");
    auto session = Session::create(film(), place.options);
    save(*session, path);
    REQUIRE(session->run("append", {{"media", "a.mp4"}, {"length", "50f"}}));
    // Two saves under way at once are both its own.
    auto first = session->begin_save(path), second = session->begin_save(path);
    REQUIRE(first.write());
    session->finish_save(first);
    REQUIRE(second.write());
    session->finish_save(second);
    CHECK_FALSE(first.kept_other);
    CHECK_FALSE(second.kept_other);
    auto other = *load_project(path);
    const std::string uuid = other.uuid;
    other.name = "of another";
    REQUIRE(save_project(other, path));
    REQUIRE(session->run("append", {{"media", "a.mp4"}, {"length", "20f"}}));
    auto ticket = session->begin_save(path);
    REQUIRE(ticket.write());
    session->finish_save(ticket);
    CHECK(ticket.kept_other);
    const auto versions = kept_versions(uuid, place.options);
    REQUIRE(versions.size() == 1);
    CHECK(load_version(uuid, versions[0].id, place.options)->name == "of another");
    CHECK(text(*session) == project_text(*load_project(path), ""));
    auto again = session->begin_save(path);
    REQUIRE(again.write());
    CHECK_FALSE(again.kept_other);

    other.uuid = "ffffffffffffffffffffffffffffffff";
    REQUIRE(save_project(other, path));
    auto refused = session->begin_save(path);
    const auto written = refused.write();
    REQUIRE_FALSE(written);
    CHECK(written.error().code == ErrorCode::cant_create);
    CHECK(load_project(path)->uuid == other.uuid);
}

TEST_CASE("a project that another program has open is not opened a second time; a copy is") {
    Place place;
    const std::string path = place.file("film.tandem");
    REQUIRE(save_project(film(), path));
    const std::string lock = place.options.folder + "/" + film().uuid + ".lock";
    {
        auto first = Session::open(path, place.options);
        REQUIRE(first);
        CHECK(Session::open(path, place.options)); // of this program: one takes the place of another
        auto other = FileLock::attempt(lock);
        REQUIRE(other);
        CHECK_FALSE(other->held());
    }
    auto other = FileLock::attempt(lock); // as another program would hold it
    REQUIRE(other);
    REQUIRE(other->held());
    auto second = Session::open(path, place.options);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::temporary);
    CHECK(second.error().text().find("open in another window") != std::string::npos);
    auto copy = Session::open_copy(path, place.options);
    REQUIRE_MESSAGE(copy, (copy ? "" : copy.error().text()));
    CHECK(copy->session->untitled());
    CHECK(copy->session->project()->uuid != film().uuid);
    CHECK(copy->session->project()->media.size() == 1);
}

TEST_CASE("edits that are not in the file are told apart: left there, or cut off") {
    Place place;
    const std::string path = place.file("film.tandem");
    REQUIRE(save_project(film(), path));
    auto opened = Session::open(path, place.options);
    REQUIRE(opened);
    REQUIRE(opened->session->run("append", {{"media", "a.mp4"}, {"length", "50f"}}));
    auto again = reopened(std::move(opened->session), place);
    CHECK(again.recovered == 1);
    CHECK(again.closed_well);
    again.session.reset();
    std::ofstream(place.options.folder + "/" + film().uuid + ".lock") << "open\n"; // nobody closed it
    auto crashed = Session::open(path, place.options);
    REQUIRE(crashed);
    CHECK(crashed->recovered == 1);
    CHECK_FALSE(crashed->closed_well);
}
