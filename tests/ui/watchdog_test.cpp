// Typing, dragging and trimming never keep the main thread longer than a frame of the screen, nor wait for files or
// other threads: whole tasks under the watch, by events as a hand makes them, painted in between; on a film of an hour
// with what an hour has, and on 10 000 clips.
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QThread>
#include <QWheelEvent>
#include <future>
#include <thread>

#include "engine/io/project_file.h"
#include "engine/media/probe.h"
#include "tests/support/build_project.h"
#include "tests/ui/editor.h"
#include "ui/controls/sliders.h"
#include "ui/edits.h"
#include "ui/timeline/ruler.h"

using namespace tandem;
using namespace tandem::test;

namespace {

const FrameRate kRate{25, 1};

// Writes and opens the project, and waits until what is drawn of its media is there.
void openBuilt(Editor& e, BuildProject& b) {
    b.project().uuid = "0123456789abcdef0123456789abcdef";
    const std::string path = e.file("film.tandem");
    REQUIRE(save_project(*b.done(), path));
    e.studio().openProject(QString::fromStdString(path));
    REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }, 60000));
    e.model().zoomTo({Time::from_seconds(600), Time::from_seconds(40)});
    e.studio().locate(Time::from_seconds(610));
    QTest::qWait(2500);
    e.lanes()->setFocus();
}

MediaId probed(BuildProject& b, int number) {
    auto media = probe_media(Editor::film(number).toStdString());
    REQUIRE(media);
    return b.add_media(std::move(*media));
}

// An hour: 1200 cuts with sound, transitions, colour and keys here and there, cutaways, titles, music, atmospheres,
// subtitles and markers.
void openHour(Editor& e) {
    BuildProject b;
    const MediaId films[] = {probed(b, 1), probed(b, 2), probed(b, 3)};
    const TrackId v2 = b.add_track(TrackKind::picture, "V2"), v3 = b.add_track(TrackKind::picture, "V3");
    TrackId sounds[4];
    for (int i = 0; i < 4; ++i) sounds[i] = b.add_track(TrackKind::sound, "A" + std::to_string(i + 2));
    const TrackId cues = b.add_track(TrackKind::subtitle, "S1");
    const Time length = Time::from_seconds(2);
    for (int i = 0; i < 1200; ++i) {
        const Time at = Time::from_seconds(3 * i), in = kRate.time_of(i % 10);
        const auto [picture, sound] = b.linked(b.v1(), b.a1(), films[i % 3], at, in, Time::from_seconds(3) - in);
        if (i % 5 == 0) b.effect(picture, EffectKind::log_wheels, [](Effect&) {});
        if (i % 4 == 0)
            b.effect(sound, EffectKind::gain, [](Effect& f) {
                f.params[slot::db].curve = std::make_shared<const Curve>(
                    Curve{{Key{.time = {}, .value = -6.0}, Key{.time = Time::from_seconds(1), .value = 0.0}}});
            });
        if (i % 3 == 0) b.linked(v2, sounds[0], films[(i + 1) % 3], at + Time::from_seconds(1), in, length);
        if (i % 10 == 0) b.generator(v3, EffectKind::title, at, length);
        if (i % 2 == 0) b.clip(sounds[1], films[i % 3], at, in, length);
        if (i % 4 == 0) b.clip(sounds[2], films[i % 3], at, in, length);
        b.cue(cues, at, length, "What is said " + std::to_string(i));
        if (i % 7 == 6) b.transition(picture, TransitionKind::dissolve, kRate.time_of(0), kRate.time_of(10));
        if (i % 30 == 0)
            b.sequence().markers.push_back(std::make_shared<const Marker>(
                Marker{.id = b.ids().make<MarkerId>(), .start = at, .name = "Scene " + std::to_string(i / 30)}));
    }
    openBuilt(e, b);
}

void openTenThousand(Editor& e) {
    BuildProject b;
    const MediaId films[] = {probed(b, 1), probed(b, 2)};
    std::vector<TrackId> pictures{b.v1()}, sounds{b.a1()};
    for (int i = 2; i <= 4; ++i) {
        pictures.push_back(b.add_track(TrackKind::picture, "V" + std::to_string(i)));
        sounds.push_back(b.add_track(TrackKind::sound, "A" + std::to_string(i)));
    }
    for (int i = 0; i < 5000; ++i)
        b.linked(pictures[static_cast<size_t>(i % 4)], sounds[static_cast<size_t>(i % 4)], films[i % 2],
                 Time::from_seconds(i / 4 * 2), kRate.time_of(i % 20), Time::from_seconds(2));
    openBuilt(e, b);
}

// A move every few milliseconds, painted in between.
void pull(QWidget* w, QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseMove(w, from);
    QTest::mousePress(w, Qt::LeftButton, modifiers, from);
    for (int i = 1; i <= 30; ++i) {
        const QPoint p = from + (to - from) * i / 30;
        QMouseEvent move(QEvent::MouseMove, p, w->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, modifiers);
        QApplication::sendEvent(w, &move);
        letEvents(5);
    }
    QTest::mouseRelease(w, Qt::LeftButton, modifiers, to);
    letEvents(100);
}

// The clip of the track that is in the middle of the view.
const Placement& inView(Editor& e, const char* track) {
    const Time middle = e.model().timeAt(e.lanes()->width() / 2.0);
    const Track& t = e.track(track);
    return t.items[first_ending_after(t, middle)];
}

QPoint middleOf(Editor& e, const Placement& p, const char* track) {
    return e.at(p.start + Time{p.clip->length.ticks / 2}, track);
}

QPoint tailOf(Editor& e, const Placement& p, const char* track) { return e.at(p.end(), track) - QPoint(3, 0); }

void dragsAndTrims(Editor& e) {
    auto back = [&] {
        e.trigger("undo");
        letEvents(200);
    };
    const Ref<Project> start = e.studio().project();
    auto changed = [&] {
        CHECK(e.studio().project() != start);
        CHECK(e.messages().empty());
    };
    auto task = [&](const char* what, ui::EditMode mode, const std::function<void()>& fn) {
        e.studio().setEditMode(mode);
        underWatch(
            what, [&] { fn(), changed(); }, back);
    };
    task("dragging a clip", ui::EditMode::overwrite, [&] {
        const QPoint at = middleOf(e, inView(e, "V1"), "V1");
        pull(e.lanes(), at, at + QPoint(150, 0));
    });
    task("dragging a clip to another track", ui::EditMode::overwrite, [&] {
        const QPoint at = middleOf(e, inView(e, "V1"), "V1");
        pull(e.lanes(), at, {at.x() + 60, e.at({}, "V2").y()});
    });
    task("trimming an edge", ui::EditMode::overwrite, [&] {
        const QPoint at = tailOf(e, inView(e, "V1"), "V1");
        pull(e.lanes(), at, at - QPoint(60, 0));
    });
    task("ripple trim", ui::EditMode::ripple, [&] {
        const QPoint at = tailOf(e, inView(e, "V1"), "V1");
        pull(e.lanes(), at, at - QPoint(60, 0));
    });
    task("dragging a clip among others that make room", ui::EditMode::ripple, [&] {
        const QPoint at = middleOf(e, inView(e, "V1"), "V1");
        pull(e.lanes(), at, at + QPoint(150, 0));
    });
}

void overTheTimeline(Editor& e) {
    e.studio().setSnapping(false);
    underWatch("dragging the playhead", [&] {
        auto ruler = e.window().findChild<ui::Ruler*>();
        pull(ruler, {200, 8}, {900, 8});
        CHECK(e.studio().playhead() == e.model().frameAt(900));
    });
    const Time origin = e.model().origin();
    auto wheel = [&](int by, Qt::KeyboardModifiers modifiers) {
        const QPointF at(e.lanes()->width() / 2.0, 60);
        QWheelEvent event(at, e.lanes()->mapToGlobal(at), {}, {0, by}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(e.lanes(), &event);
        letEvents(5);
    };
    underWatch("scrolling", [&] {
        for (int i = 0; i < 40; ++i) wheel(i < 20 ? -120 : 60, Qt::AltModifier);
        CHECK(e.model().origin() != origin);
    });
    // In first: far out the scale stops and would not come back.
    underWatch("zooming in and out", [&] {
        const double scale = e.model().pxPerSecond();
        for (int i = 0; i < 60; ++i) wheel(i < 30 ? 120 : -120, Qt::ControlModifier);
        CHECK(e.model().pxPerSecond() == doctest::Approx(scale).epsilon(0.01));
    });
    e.studio().setSnapping(true);
}

} // namespace

TEST_CASE("watched: dragging, trimming, scrolling and zooming on a film of an hour") {
    Editor e;
    openHour(e);
    dragsAndTrims(e);
    overTheTimeline(e);
}

TEST_CASE("watched: dragging and trimming among 10 000 clips, near and all in view") {
    Editor e;
    openTenThousand(e);
    dragsAndTrims(e);
    e.model().zoomTo({Time::from_seconds(600), Time::from_seconds(300)});
    QTest::qWait(1000);
    overTheTimeline(e);
    e.model().zoomToFit();
    QTest::qWait(500);
    overTheTimeline(e);
    underWatch("from all in view to near", [&] {
        for (int i = 0; i < 40; ++i) {
            e.model().setZoomFraction(0.2 + 0.01 * i, e.lanes()->width() / 2.0);
            letEvents(5);
        }
    });
}

TEST_CASE("watched: a title is typed, on the picture and beside it") {
    Editor e;
    openHour(e);
    const Placement title = inView(e, "V3");
    e.studio().locate(title.start + kRate.time_of(10));
    e.click(middleOf(e, title, "V3"));
    REQUIRE(e.studio().selection().count(title.clip->id));
    QTest::qWait(500);
    auto type = [](QWidget* into) {
        for (const QChar c : QStringLiteral("The coast at dawn")) {
            QTest::keyClick(into, c.toLatin1());
            letEvents(20);
        }
        letEvents(300);
    };
    auto text = [&] {
        const auto place = find_clip(e.sequence(), title.clip->id);
        return std::get<GeneratorContent>(place->placement->clip->content).generator->texts[slot::text];
    };
    QPlainTextEdit* beside = nullptr;
    for (QPlainTextEdit* field : e.window().findChildren<QPlainTextEdit*>())
        if (field->isVisible() && field->accessibleName() == QStringLiteral("Text of the title")) beside = field;
    REQUIRE(beside);
    underWatch("typing a title beside the picture", [&] {
        beside->setFocus();
        beside->selectAll();
        type(beside);
        CHECK(text() == "The coast at dawn");
    });
    underWatch("typing a title on the picture", [&] {
        REQUIRE(e.trigger("title_edit"));
        auto editor = e.window().viewer()->picture()->findChild<QPlainTextEdit*>();
        REQUIRE(editor);
        type(editor);
        CHECK(text() == "The coast at dawn");
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        letEvents(100);
    });
}

TEST_CASE("watched: a fader is dragged, stopped and playing") {
    Editor e;
    openHour(e);
    REQUIRE(e.trigger("workspace_sound"));
    QTest::qWait(1000);
    ui::Fader* fader = nullptr;
    for (auto f : e.window().findChildren<ui::Fader*>())
        if (f->isVisible() && f->accessibleName().startsWith(QStringLiteral("Fader of A1"))) fader = f;
    REQUIRE(fader);
    const int y = 12 + static_cast<int>((fader->height() - 24) * (1 - ui::Fader::fraction(0)));
    auto back = [&] {
        e.trigger("undo");
        letEvents(100);
    };
    auto down = [&] {
        pull(fader, {fader->width() / 2, y}, {fader->width() / 2, y + 60});
        CHECK(e.track("A1").strip->gain_db.value < -3);
    };
    underWatch("dragging a fader", down, back);
    REQUIRE(e.trigger("play"));
    QTest::qWait(500);
    underWatch("dragging a fader while it plays", down, back);
    REQUIRE(e.trigger("play"));
}

TEST_CASE("the watch tells what takes the main thread's time, and what it waits for") {
    Editor e;
    struct Filter : QObject {
        std::function<void()> act;
        bool eventFilter(QObject*, QEvent* event) override {
            if (event->type() == QEvent::User) act();
            return false;
        }
    } filter;
    QObject slow;
    slow.installEventFilter(&filter);
    auto turn = [&](std::function<void()> act) {
        filter.act = std::move(act);
        resetEventTimes();
        QEvent user(QEvent::User);
        QApplication::sendEvent(&slow, &user);
        return eventTimes();
    };
    EventTimes t = turn([] {
        timespec now{};
        const auto ms = [&] {
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
            return now.tv_sec * 1000 + now.tv_nsec / 1000000;
        };
        for (const auto start = ms(); ms() < start + 20;) {
        }
    });
    CHECK(t.events == 1);
    CHECK(t.slow == 1);
    CHECK(t.slow_cpu == 1);
    CHECK(t.longest_cpu_ms >= 19);
    CHECK(t.longest_cpu == "User of QObject");
    CHECK(t.waited.empty());
    if (!timesCount()) return;
    t = turn([] { QThread::msleep(20); });
    CHECK(t.slow == 1);
    CHECK(t.slow_cpu == 0);
    CHECK(t.switched == 1);
    REQUIRE(t.waited.size() == 1);
    CHECK(t.waited[0].calls.find("nanosleep") != std::string::npos);
    const std::string path = e.file("film");
    for (const auto& [act, call] : std::vector<std::pair<std::function<void()>, const char*>>{
             {[&] { (void)QFile::exists(QString::fromStdString(path)); }, "film"},
             {[&] { (void)QFile(QString::fromStdString(path)).open(QIODevice::ReadOnly); }, "film"},
             {[&] { (void)save_project(make_project("x", {}), path); }, "fsync"},
             {[] {
                  std::promise<void> done;
                  std::thread other([&] { QThread::msleep(10), done.set_value(); });
                  done.get_future().wait();
                  other.join();
              },
              "futex wait"}}) {
        t = turn(act);
        REQUIRE_MESSAGE(t.waited.size() == 1, call);
        CHECK_MESSAGE(t.waited[0].calls.find(call) != std::string::npos, t.waited[0].calls);
    }
}

// What is done once in a while, splitting, undoing and changing the workspace among it, has a gross limit of the
// thread's own time.
TEST_CASE("no event of an editing session makes the window stand still") {
    constexpr double kStall = 700; // ms
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    for (int i = 0; i < 12; ++i) {
        e.studio().selectMedia(e.studio().project()->media[static_cast<size_t>(i % 2)]->id);
        REQUIRE(e.trigger("append"));
    }
    e.studio().select({});
    e.model().zoomToFit();
    QTest::qWait(300);
    auto act = [&](const char* what, const std::function<void()>& fn) {
        resetEventTimes();
        fn();
        QTest::qWait(60);
        const EventTimes t = eventTimes();
        MESSAGE(std::string(what) << ": longest " << t.longest_cpu_ms << " ms (" << t.longest_cpu
                                  << "), over 16 ms: " << t.slow_cpu << " of " << t.events);
        CHECK_MESSAGE(t.longest_cpu_ms < kStall, what << ": " << t.longest_cpu);
    };
    const FrameRate rate{25, 1};
    act("selecting clip after clip", [&] {
        for (int i = 0; i < 6; ++i) e.click(e.at(rate.time_of(75 * i + 30), "V1"));
    });
    act("moving a clip", [&] { e.drag(e.at(rate.time_of(100), "V1"), e.at(rate.time_of(130), "V1")); });
    act("trimming", [&] {
        const QPoint edge = e.at(e.track("V1").items[0].end(), "V1") - QPoint(3, 0);
        e.drag(edge, edge - QPoint(20, 0));
    });
    act("splitting and deleting", [&] {
        for (int i = 0; i < 4; ++i) {
            e.studio().locate(rate.time_of(75 * i + 20));
            e.trigger("split_all");
        }
        e.trigger("delete");
    });
    act("undoing and redoing", [&] {
        for (const char* what : {"undo", "undo", "undo", "redo", "redo"}) e.trigger(what);
    });
    act("changing workspaces", [&] {
        for (const char* what : {"workspace_sound", "workspace_colour", "workspace_deliver", "workspace_cut"}) {
            e.trigger(what);
            QTest::qWait(20);
        }
    });
    act("going over the timeline", [&] {
        for (int i = 0; i < 30; ++i) {
            e.studio().scrub(rate.time_of(10 * i));
            QTest::qWait(5);
        }
    });
    act("opening the export sheet, the keys and the palette", [&] {
        for (const char* what : {"export", "keys", "palette"}) {
            e.trigger(what);
            QTest::qWait(20);
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &e.window(), Qt::Key_Escape);
        }
    });
}
