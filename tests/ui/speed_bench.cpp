// How fast the window is: skipped as tests, run by `test_ui --no-skip -tc="bench:*"`. Prints milliseconds of whole
// repaints of the lanes, of the strip that a moving playhead needs, of opening a long project, and how long the main
// thread takes for events while the demo is edited.
#include <QElapsedTimer>
#include <algorithm>

#include <QEventLoop>
#include <QLineEdit>
#include <QTimer>
#include <filesystem>
#include <thread>

#include "engine/io/project_file.h"
#include "engine/media/video_reader.h"
#include "tests/support/build_project.h"
#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

static void report(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%-44s %7.2f ms median, %7.2f at 95 %%\n", what, ms[ms.size() / 2], ms[ms.size() * 95 / 100]);
}

TEST_CASE("bench: timeline of 10 000 clips" * doctest::skip()) {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    const MediaId a = e.studio().project()->media[0]->id;
    for (int t = 0; t < 6; ++t) e.studio().run("add_track", {{"kind", t % 2 ? "sound" : "picture"}});
    std::vector<TrackId> pictures, sounds;
    for (const auto& t : e.sequence().tracks) (t->kind == TrackKind::picture ? pictures : sounds).push_back(t->id);
    std::vector<Command> commands{{"set_sequence", {{"width", 320}, {"height", 180}, {"rate", "25"}}}};
    for (int i = 0; i < 5000; ++i)
        commands.push_back({"overwrite",
                            {{"media", ui::arg(a)},
                             {"at", std::to_string(i / 5 * 50) + "f"},
                             {"length", "50f"},
                             {"track", ui::arg(pictures[static_cast<size_t>(i) % pictures.size()])},
                             {"sound_track", ui::arg(sounds[static_cast<size_t>(i) % sounds.size()])}}});
    REQUIRE(e.studio().runAll(QStringLiteral("Many"), commands));
    size_t clips = 0;
    for (const auto& t : e.sequence().tracks) clips += t->items.size();
    std::printf("%zu clips on %zu tracks, lanes %d x %d\n", clips, e.sequence().tracks.size(), e.lanes()->width(),
                e.lanes()->height());
    QImage target(e.lanes()->size(), QImage::Format_RGB32);
    auto measure = [&](const char* what, const QRegion& region) {
        e.lanes()->render(&target, {}, region); // what is missing is asked for
        QTest::qWait(1500);
        std::vector<double> ms;
        for (int i = 0; i < 40; ++i) {
            QElapsedTimer clock;
            clock.start();
            e.lanes()->render(&target, region.boundingRect().topLeft(), region, {});
            ms.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        report(what, ms);
    };
    const QRegion all(e.lanes()->rect());
    e.model().zoomToFit();
    measure("all in view", all);
    e.model().zoomTo({Time{}, Time::from_seconds(120)});
    measure("2 minutes in view", all);
    e.model().zoomTo({Time{}, Time::from_seconds(20)});
    measure("20 seconds in view", all);
    measure("strip of 8 pixels (playhead)", QRegion(e.lanes()->width() / 2, 0, 8, e.lanes()->height()));
}

// What a user waits for: from asking for the project to the timeline with its clips on the screen.
TEST_CASE("bench: opening 10 000 clips" * doctest::skip()) {
    Editor e;
    BuildProject b;
    const MediaId film = b.film("a.mp4", seconds(3600));
    b.project().uuid = "0123456789abcdef0123456789abcdef";
    for (int i = 0; i < 5000; ++i)
        b.linked(b.v1(), b.a1(), film, Time::from_seconds(2 * i), Time::from_seconds(i % 3000), Time::from_seconds(2));
    const std::string path = e.file("long.tandem");
    REQUIRE(save_project(*b.done(), path));
    std::printf("project file: %.1f MB\n", static_cast<double>(std::filesystem::file_size(path)) / 1e6);
    std::vector<double> opened, painted;
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer clock;
        clock.start();
        e.studio().openProject(QString::fromStdString(path));
        REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }, 60000));
        opened.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        QImage target(e.lanes()->size(), QImage::Format_RGB32);
        e.lanes()->render(&target);
        painted.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        e.studio().closeProject();
    }
    report("open", opened);
    report("open to first paint", painted);
}

TEST_CASE("bench: main thread while the demo is edited" * doctest::skip()) {
    const char* named = std::getenv("TANDEM_BENCH_PROJECT");
    const std::string demo = named ? named : TANDEM_SOURCE_DIR "/demo/film.tandem";
    if (!std::filesystem::exists(demo)) {
        MESSAGE("skipped: no " << demo << " (./run demo makes it)");
        return;
    }
    Editor e;
    e.studio().openProject(QString::fromStdString(demo));
    REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }, 60000));
    e.model().zoomToFit();
    QTest::qWait(4000); // thumbnails and waveforms
    auto told = [&](const char* what) {
        const EventTimes t = eventTimes();
        std::printf("%-22s %6zu events, over 16 ms: %4zu (%4zu of own time), longest %6.1f ms (%6.1f: %s)\n", what,
                    t.events, t.slow, t.slow_cpu, t.longest_ms, t.longest_cpu_ms, t.longest_cpu.c_str());
        resetEventTimes();
    };
    // As a hand does it: a move every few milliseconds, painted in between.
    auto pull = [&](QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(e.lanes(), Qt::LeftButton, modifiers, from);
        for (int i = 1; i <= 40; ++i) {
            const QPoint p = from + (to - from) * i / 40;
            QMouseEvent move(QEvent::MouseMove, p, e.lanes()->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, modifiers);
            QApplication::sendEvent(e.lanes(), &move);
            QTest::qWait(5);
        }
        QTest::mouseRelease(e.lanes(), Qt::LeftButton, modifiers, to);
        QTest::qWait(50);
    };
    const Sequence s = e.sequence();
    auto each = [&](auto fn) {
        int done = 0;
        for (const auto& track : s.tracks)
            for (const Placement& p : track->items)
                if (done < 8 && track->kind != TrackKind::subtitle &&
                    e.model().x(p.end()) - e.model().x(p.start) > 60) {
                    const ui::TrackRow* row = e.model().rowOf(*find_track(s, track->id));
                    const int y = row->y - e.model().scrollY() + row->height * 3 / 4;
                    if (y < 0 || y > e.lanes()->height()) continue;
                    fn(p, y);
                    e.trigger("undo");
                    ++done;
                }
    };
    resetEventTimes();
    each([&](const Placement& p, int y) {
        const QPoint middle(static_cast<int>((e.model().x(p.start) + e.model().x(p.end())) / 2), y);
        pull(middle, middle + QPoint(90, 0));
    });
    told("moving clips");
    each([&](const Placement& p, int y) {
        const QPoint edge(static_cast<int>(e.model().x(p.end())) - 3, y);
        pull(edge, edge - QPoint(30, 0));
    });
    told("ripple trims");
    e.studio().setEditMode(ui::EditMode::overwrite);
    each([&](const Placement& p, int y) {
        const QPoint edge(static_cast<int>(e.model().x(p.end())) - 3, y);
        pull(edge, edge - QPoint(30, 0));
    });
    told("trims");
    for (int i = 0; i < 200; ++i) {
        e.model().zoom(i < 100 ? 1.03 : 1 / 1.03, e.lanes()->width() / 2.0);
        QTest::qWait(2);
    }
    told("zooming");
    for (int i = 0; i < 60; ++i) {
        e.studio().locate(Time::from_ratio(i, 4));
        QTest::qWait(10);
    }
    told("stepping the playhead");
    if (!s.tracks[0]->items.empty()) e.studio().select({s.tracks[0]->items[0].clip->id});
    QTest::qWait(200);
    told("selecting a clip");
    for (QLineEdit* field : e.window().findChildren<QLineEdit*>())
        if (field->isVisible() && field->placeholderText().contains(QStringLiteral("Search"))) {
            for (const char c : std::string("coast dawn")) {
                QTest::keyClick(field, c);
                QTest::qWait(20);
            }
            break;
        }
    told("typing");
}

// From the pointer on the ruler to the picture in the viewer, beside what seeking and decoding alone take.
TEST_CASE("bench: scrub, pointer to picture" * doctest::skip()) {
    Editor e({}, static_cast<int>(std::thread::hardware_concurrency()));
    e.studio().newProject();
    const std::string path = e.file("long.mp4");
    SelfClip clip;
    clip.width = 1280, clip.height = 720, clip.frames = 750;
    clip.video = "-c:v libx264 -preset veryfast -crf 20 -g 50 -bf 2 -pix_fmt yuv420p";
    REQUIRE(make_self_clip(path, clip));
    e.importAll({QString::fromStdString(path)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    QTest::qWait(1500);
    const Ref<Media> media = e.studio().project()->media[0];
    auto reader = VideoReader::open(*media);
    REQUIRE(reader);
    std::vector<double> decoded, shown, made, rendered;
    QEventLoop loop; // as in the program: no time is burnt while nothing happens
    QTimer late;
    late.setSingleShot(true);
    late.setInterval(5000);
    QObject::connect(&late, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&e.studio(), &ui::Studio::pictureReady, &e.window(), [&](const ServedFrame& frame) {
        if (FrameRate{25, 1}.time_of(frame.frame) == e.studio().playhead()) loop.quit();
    });
    for (int i = 0; i < 40; ++i) {
        const Time at = FrameRate{25, 1}.time_of((i * 311 + 97) % 740);
        QElapsedTimer clock;
        clock.start();
        REQUIRE((*reader)->frame_at(at + Time::from_ratio(1, 100)));
        decoded.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        const FrameServerReport before = e.studio().playback()->frames();
        clock.start();
        e.studio().scrub(at);
        late.start();
        loop.exec();
        CHECK(late.isActive());
        shown.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        const FrameServerReport after = e.studio().playback()->frames();
        made.push_back((after.decode_s - before.decode_s) * 1e3);
        rendered.push_back((after.compute_s - before.compute_s) * 1e3);
        QTest::qWait(30);
    }
    report("seek and decode", decoded);
    report("pointer to picture", shown);
    report("  of it compile, seek and decode", made);
    report("  of it render", rendered);
    std::sort(decoded.begin(), decoded.end());
    std::sort(shown.begin(), shown.end());
    std::printf("ratio of the medians: %.2f\n", shown[20] / decoded[20]);
}
