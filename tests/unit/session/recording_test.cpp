// Takes become clips: names and folders, the place to the sample, one undo step, the journal.
#include "engine/session/recording.h"

#include <doctest/doctest.h>

#include <sys/mman.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "engine/audio/compile_plan.h"
#include "engine/audio/plan_runner.h"
#include "engine/io/project_file.h"
#include "engine/model/lookup.h"
#include "engine/model/validate.h"
#include "tests/support/build_project.h"
#include "tests/support/self_media.h"
#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Place {
    TempFolder folder;
    JournalOptions options{folder.file("state/journal")};
    std::unique_ptr<Session> session;
    explicit Place(const Format& format = {}) { session = Session::create(make_project("My film", format), options); }
    void save(const std::string& name) {
        auto ticket = session->begin_save(folder.file(name));
        REQUIRE(ticket.write());
        session->finish_save(ticket);
    }
    TrackId track(const std::string& name) const {
        for (const auto& t : session->sequence()->tracks)
            if (t->name == name) return t->id;
        FAIL("no track " << name);
        return {};
    }
};

float value(int channel, int64_t n) { return static_cast<float>((n * 7 + channel * 3) % 20011) / 32768.0f; }

// A take that was recorded by hand: `frames` from timeline sample `start` on, in two channels.
std::vector<audio::Take> record(const audio::RecordSpec& spec, int64_t start, int frames) {
    auto r = audio::Recorder::start(spec);
    REQUIRE_MESSAGE(r, r.error().text());
    std::vector<std::vector<float>> planes(2);
    for (int c = 0; c < 2; ++c)
        for (int i = 0; i < frames; ++i) planes[static_cast<size_t>(c)].push_back(value(c, i));
    const float* in[] = {planes[0].data(), planes[1].data()};
    (*r)->process({.state = TransportState::rolling, .position = Time::from_samples(start, spec.rate)},
                  {.frames = frames, .in = in, .input_channels = 2});
    (*r)->finish();
    return (*r)->take_finished();
}

audio::RecordSpec spec_of(const Session& session, const std::vector<ArmedTrack>& tracks) {
    auto spec = record_spec(session, tracks, 2);
    REQUIRE_MESSAGE(spec, spec.error().text());
    spec->reserve_bytes = 0;
    return *spec;
}

} // namespace

TEST_CASE("takes lie beside a saved project, and in the music folder before") {
    Place place;
    setenv("HOME", place.folder.file("home").c_str(), 1);
    unsetenv("XDG_CONFIG_HOME");
    CHECK(*recordings_folder(*place.session) == place.folder.file("home/Music/Tandem"));
    fs::create_directories(place.folder.file("home/.config"));
    std::ofstream(place.folder.file("home/.config/user-dirs.dirs"))
        << "# made by a program\nXDG_DESKTOP_DIR=\"$HOME/Desktop\"\nXDG_MUSIC_DIR=\"$HOME/Musik\"\n";
    CHECK(*recordings_folder(*place.session) == place.folder.file("home/Musik/Tandem"));
    const TrackId a1 = place.track("A1");
    CHECK(spec_of(*place.session, {{a1, 0, 2}}).inputs[0].path_stem ==
          place.folder.file("home/Musik/Tandem/My film A1"));
    place.save("cut 3.tandem");
    CHECK(*recordings_folder(*place.session) == place.folder.file("recordings"));
    REQUIRE(place.session->run("set_track", {{"track", a1.value}, {"name", "../Voice/low"}}));
    CHECK(spec_of(*place.session, {{a1, 0, 2}}).inputs[0].path_stem ==
          place.folder.file("recordings/cut 3 -Voice-low"));
}

TEST_CASE("a take becomes a clip at its sample, heard as it came in; one undo takes it away") {
    // A rate on whose frame grid no sample of the take begins.
    Place place(Format{.rate = {30000, 1001}});
    place.save("film.tandem");
    const TrackId a1 = place.track("A1");
    constexpr int64_t kStart = 48000 + 12347;
    const auto takes = record(spec_of(*place.session, {{a1, 0, 2}}), kStart, 10007);
    REQUIRE(takes.size() == 1);
    CHECK(takes[0].path == place.folder.file("recordings/film A1 take 1.wav"));
    auto placed = place_takes(*place.session, takes);
    REQUIRE_MESSAGE(placed, placed.error().text());
    CHECK(placed->notes.empty());
    REQUIRE(placed->clips.size() == 1);
    const auto found = find_clip(*place.session->sequence(), placed->clips[0]);
    REQUIRE(found);
    CHECK(found->placement->start == Time::from_samples(kStart, 48000));
    CHECK(found->placement->clip->length == Time::from_samples(10007, 48000));
    CHECK(found->placement->clip->name == "film A1 take 1");

    const auto plan = audio::compile_plan(*place.session->project(), *place.session->sequence(), {});
    REQUIRE(plan);
    audio::SourcePool pool(audio::media_sources());
    audio::PlanRunner runner(*plan, pool, audio::OnMissing::fail, nullptr);
    constexpr int64_t kFirst = kStart / 64 * 64 - 64;
    std::vector<std::vector<float>> heard(2, std::vector<float>(11264));
    for (int at = 0; at < 11264; at += 1024) {
        float* out[] = {&heard[0][static_cast<size_t>(at)], &heard[1][static_cast<size_t>(at)]};
        REQUIRE(runner.process(kFirst + at, 1024, out));
    }
    int64_t wrong = 0;
    for (int64_t i = 0; i < 11264; ++i)
        for (int c = 0; c < 2; ++c) {
            const int64_t n = kFirst + i - kStart;
            wrong +=
                heard[static_cast<size_t>(c)][static_cast<size_t>(i)] != (n >= 0 && n < 10007 ? value(c, n) : 0.0f);
        }
    CHECK(wrong == 0);

    // After a crash the take is there again, from the journal alone.
    const std::string before = project_text(*place.session->project(), "");
    REQUIRE(place.session->wait_journalled());
    const std::string path = place.session->path();
    place.session.reset();
    auto again = Session::open(path, place.options);
    REQUIRE(again);
    CHECK(project_text(*again->session->project(), "") == before);
    again->session->undo();
    CHECK(again->session->sequence()->duration() == Time{});
    CHECK(again->session->project()->media.empty());
}

TEST_CASE("a later take covers an earlier one; tracks that are gone or locked leave takes in the pool") {
    Place place;
    place.save("film.tandem");
    REQUIRE(place.session->run("add_track", {{"kind", "sound"}}));
    REQUIRE(place.session->run("add_track", {{"kind", "sound"}}));
    const TrackId a1 = place.track("A1"), a2 = place.track("A2"), a3 = place.track("A3");
    const auto spec = spec_of(*place.session, {{a1, 0, 2}, {a2, 0, 1}, {a3, 1, 1}});
    auto takes = record(spec, 4800, 9600);
    for (auto& t : record(spec, 4800, 9600)) takes.push_back(t);
    REQUIRE(takes.size() == 6);
    takes[3].lost_frames = 480, takes[3].faults = {{.frame = 4800, .frames = 480}};
    REQUIRE(place.session->run("remove_track", {{"track", a2.value}}));
    REQUIRE(place.session->run("set_track", {{"track", a3.value}, {"locked", true}}));
    auto placed = place_takes(*place.session, takes);
    REQUIRE_MESSAGE(placed, placed.error().text());
    REQUIRE(placed->clips.size() == 1);
    CHECK(find_clip(*place.session->sequence(), placed->clips[0])->placement->clip->name == "film A1 take 2");
    CHECK(place.session->project()->media.size() == 6);
    REQUIRE(placed->notes.size() == 5);
    CHECK(placed->notes[0] == "film A2 take 1: its track is gone; the take is in the pool");
    CHECK(placed->notes[1] == "film A3 take 1: its track is locked; the take is in the pool");
    CHECK(placed->notes[2] ==
          "film A1 take 2: 10.0 ms were lost and are silent, the first of them 0.100 s from its start");
    place.session->undo();
    CHECK(place.session->project()->media.empty());
}

TEST_CASE("passes of a loop are takes of one clip, each played where it was recorded, by choice") {
    Place place;
    place.save("film.tandem");
    const TrackId a1 = place.track("A1");
    const auto spec = spec_of(*place.session, {{a1, 0, 2}});
    // From 4000 into a loop of [9600, 19200), stopped in the third pass.
    std::vector<audio::Take> takes;
    for (auto [start, frames] : {std::pair{4000, 15200}, {9600, 9600}, {9600, 2000}})
        for (auto& take : record(spec, start, frames)) takes.push_back(take);
    auto placed = place_takes(*place.session, takes);
    REQUIRE_MESSAGE(placed, placed.error().text());
    REQUIRE(placed->clips.size() == 2);
    auto clip = [&](size_t i) { return *find_clip(*place.session->sequence(), placed->clips[i])->placement; };
    auto at = [](int64_t n) { return Time::from_samples(n, 48000); };
    CHECK(clip(0).start == at(4000));
    CHECK(clip(0).end() == at(9600));
    CHECK(clip(0).clip->name == "film A1 take 1");
    CHECK_FALSE(clip(0).clip->takes);
    CHECK(clip(1).start == at(9600));
    CHECK(clip(1).end() == at(19200));
    REQUIRE(clip(1).clip->takes);
    CHECK(clip(1).clip->takes->all.size() == 3);
    for (size_t i = 0; i < 3; ++i) CHECK(clip(1).clip->takes->all[i].name == "film A1 take " + std::to_string(i + 1));
    // The third was broken off.
    CHECK(clip(1).clip->takes->chosen == 1);
    CHECK(clip(1).clip->name == "film A1 take 2");
    CHECK(clip(1).clip->in == Time{});
    const uint64_t id = placed->clips[1].value;
    const auto second = std::get<MediaContent>(clip(1).clip->content);
    REQUIRE(place.session->run("trim", {{"clip", id}, {"edge", "head"}, {"by", at(1000).ticks}}));
    REQUIRE(place.session->run("choose_take", {{"clip", id}, {"take", 1}}));
    CHECK(clip(1).clip->in == at(9600 + 1000 - 4000));
    CHECK(clip(1).clip->name == "film A1 take 1");
    CHECK(std::get<MediaContent>(clip(1).clip->content).media != second.media);
    // Kept in the file, and both ways through it.
    const std::string text = project_text(*place.session->project(), "");
    const auto read = parse_project(text, "");
    REQUIRE(read);
    CHECK(project_text(*read, "") == text);
    CHECK(check_valid(*place.session->project()));
    REQUIRE(place.session->run("choose_take", {{"clip", id}, {"take", 2}}));
    CHECK(std::get<MediaContent>(clip(1).clip->content) == second);
    CHECK(clip(1).clip->in == at(1000));
    place.session->undo();
    CHECK(clip(1).clip->takes->chosen == 0);
    auto none = place.session->run("choose_take", {{"clip", id}, {"take", 4}});
    REQUIRE_FALSE(none);
    CHECK(none.error().what == "the clip has 3 takes");
    // A recording that any take needs stays in the pool.
    CHECK_FALSE(place.session->run("remove_media", {{"media", second.media.value}}));
    REQUIRE(place.session->run("remove_take", {{"clip", id}, {"take", 2}}));
    CHECK(place.session->run("remove_media", {{"media", second.media.value}}));
    CHECK_FALSE(place.session->run("remove_take", {{"clip", id}, {"take", 1}})); // it plays
    REQUIRE(place.session->run("remove_take", {{"clip", id}, {"take", 2}}));
    CHECK_FALSE(clip(1).clip->takes);
}

TEST_CASE("what cannot record says so") {
    Place place;
    CHECK_FALSE(record_spec(*place.session, {{place.track("V1"), 0, 1}}, 2));
    CHECK_FALSE(record_spec(*place.session, {{TrackId{4711}, 0, 1}}, 2));
    REQUIRE(place.session->run("set_track", {{"track", "A1"}, {"locked", true}}));
    auto locked = record_spec(*place.session, {{place.track("A1"), 0, 1}}, 2);
    REQUIRE_FALSE(locked);
    CHECK(locked.error().text() == "track A1: it is locked; unlock it to record");
    CHECK(place_takes(*place.session, {})->clips.empty());
}

TEST_CASE("a program killed while it records into a loop: every pass is found, placed and can be undone") {
    struct Shared {
        std::atomic<int64_t> heard; // samples of the timeline's run that came in
    };
    auto* shared =
        static_cast<Shared*>(mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    constexpr int64_t kPass = 14400, kFirst = 4800; // of the loop; where it begins
    int prompt = 0;
    constexpr int kKills = 4;
    for (int kill_number = 0; kill_number < kKills; ++kill_number) {
        CAPTURE(kill_number);
        const TempFolder folder;
        const JournalOptions options{folder.file("state/journal")};
        const std::string file = folder.file("film.tandem");
        shared->heard = 0;
        const pid_t child = fork();
        if (child == 0) {
            auto session = Session::create(make_project("My film", {}), options);
            auto ticket = session->begin_save(file);
            if (!ticket.write()) _exit(1);
            session->finish_save(ticket);
            TrackId a1;
            for (const auto& t : session->sequence()->tracks)
                if (t->name == "A1") a1 = t->id;
            auto spec = record_spec(*session, {{a1, 0, 2}}, 2);
            if (!spec) _exit(2);
            spec->reserve_bytes = 0;
            auto note = RecordingNote::begin(*session, *spec);
            auto r = audio::Recorder::start(*spec);
            if (!note || !r) _exit(3);
            HandDevice d;
            d.inputs = 2;
            d.transport.set_loop({Time::from_samples(kFirst, 48000), Time::from_samples(kPass, 48000)});
            d.start(Time::from_samples(kFirst, 48000));
            const int64_t start = monotonic_ns();
            while (true) {
                d.block(r->get(), 64);
                shared->heard = d.frames - d.latency - d.input_latency;
                sleep_until_ns(start + d.frames * 1'000'000'000 / 48000);
            }
        }
        while (shared->heard < 2 * kPass + 1000 + kill_number * 3701) {
            int status = 0;
            REQUIRE(waitpid(child, &status, WNOHANG) == 0);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        if (kill_number == 0) { // while it goes on, nobody else takes its takes
            auto beside = Session::open(file, options);
            CHECK_FALSE(beside);
            if (!beside) CHECK(beside.error().code == ErrorCode::temporary);
        }
        ::kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        const int64_t heard = shared->heard, passes = heard / kPass;

        auto opened = Session::open(file, options);
        REQUIRE_MESSAGE(opened, opened.error().text());
        Session& session = *opened->session;
        const auto takes = lost_takes(session);
        REQUIRE(static_cast<int64_t>(takes.size()) >= passes);
        int64_t found = 0;
        for (size_t i = 0; i < takes.size(); ++i) {
            CAPTURE(i);
            CHECK(takes[i].number == static_cast<int>(i) + 1);
            CHECK(takes[i].start_sample == kFirst);
            if (i + 1 < takes.size()) CHECK(takes[i].frames == kPass);
            check_in_place(takes[i], kFirst, takes[i].frames);
            found += takes[i].frames;
        }
        CHECK(heard - found <= 48000 / 4); // on a machine however busy
        prompt += heard - found <= 48000 / 20;

        auto placed = place_takes(session, takes);
        REQUIRE_MESSAGE(placed, placed.error().text());
        CHECK(session.project()->media.size() == takes.size());
        REQUIRE(!placed->clips.empty());
        CHECK(find_clip(*session.sequence(), placed->clips.back())->placement->start ==
              Time::from_samples(kFirst, 48000));
        CHECK(lost_takes(session).empty()); // all are in the pool
        REQUIRE(session.wait_journalled());
        forget_lost_takes(session);
        session.undo();
        CHECK(session.project()->media.empty());
        CHECK(lost_takes(session).empty()); // not wanted: they do not come again
    }
    munmap(shared, sizeof(Shared));
    CHECK(prompt >= kKills - 1); // 50 ms, unless the machine kept the writer from running
}
