// The window as a whole: names for screen readers, keys without clashes, random events that never damage the document,
// and a main thread that never stalls.
#include <QAbstractButton>
#include <QAbstractSlider>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTimer>
#include <filesystem>
#include <random>

#include "tests/ui/editor.h"
#include "ui/panels/panel.h"

using namespace tandem;
using namespace tandem::test;

static bool interactive(const QWidget* w) {
    return qobject_cast<const QAbstractButton*>(w) || qobject_cast<const QLineEdit*>(w) ||
           qobject_cast<const QComboBox*>(w) || qobject_cast<const QAbstractSlider*>(w) ||
           w->focusPolicy() != Qt::NoFocus;
}

TEST_CASE("every control has a name for screen readers, in every workspace") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    e.trigger("append");
    for (auto w : {ui::Workspace::cut, ui::Workspace::sound, ui::Workspace::colour}) {
        e.window().setWorkspace(w);
        QTest::qWait(50);
        std::string nameless;
        for (const QWidget* widget : e.window().findChildren<QWidget*>()) {
            // Parts that Qt makes inside its own controls answer through those.
            const QString inner = widget->objectName();
            if (inner.startsWith(QStringLiteral("qt_")) || !interactive(widget) || !widget->isVisible()) continue;
            if (qobject_cast<const QAbstractButton*>(widget) && qobject_cast<const QLineEdit*>(widget->parentWidget()))
                continue;
            if (widget->inherits("QScrollBar") && widget->parentWidget()->inherits("QWidget") &&
                widget->parentWidget()->parentWidget() &&
                widget->parentWidget()->parentWidget()->inherits("QAbstractScrollArea"))
                continue;
            if (widget->inherits("QMenuBar") || widget->inherits("QScrollArea") ||
                widget->inherits("QComboBoxPrivateContainer"))
                continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
                nameless += std::string(widget->metaObject()->className()) + " in " +
                            (widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "") + "\n";
        }
        CHECK_MESSAGE(nameless.empty(), nameless);
    }
}

TEST_CASE("no key belongs to two actions") {
    Editor e;
    QHash<QString, QString> owners;
    for (const QAction* a : e.window().actions().all())
        for (const QKeySequence& key : a->shortcuts()) {
            const QString text = key.toString(QKeySequence::PortableText);
            CHECK_MESSAGE(!owners.contains(text),
                          (text + " " + a->objectName() + " " + owners.value(text)).toStdString());
            owners.insert(text, a->objectName());
        }
    CHECK(owners.size() > 80);
}

TEST_CASE("random events leave the document valid, and undo goes all the way back") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    for (const auto& m : {0, 1, 0}) {
        e.studio().selectMedia(e.studio().project()->media[static_cast<size_t>(m)]->id);
        REQUIRE(e.trigger("append"));
    }
    e.model().zoomToFit();
    const Ref<Project> opened = e.studio().session()->document().history().front().root;
    const size_t imported = e.studio().session()->document().position();
    std::mt19937 random(20261128);
    auto upTo = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    const std::vector<const char*> actions{
        "split",     "split_all",  "trim_start", "trim_end",   "delete",       "delete_other", "undo",
        "redo",      "insert",     "overwrite",  "append",     "on_top",       "transition",   "crossfade",
        "fade_in",   "fade_out",   "gain_up",    "enable",     "link",         "nudge_left",   "nudge_right",
        "duplicate", "marker",     "mark_in",    "mark_out",   "lift",         "extract",      "next_edit",
        "prev_edit", "frame_on",   "second_on",  "home",       "select_all",   "select_none",  "tool_select",
        "tool_trim", "tool_blade", "tool_slip",  "edit_mode",  "snapping",     "linked",       "add_picture",
        "add_sound", "mute",       "solo",       "title_here", "nest",         "zoom_in",      "zoom_out",
        "zoom_fit",  "mark_clip",  "loop",       "tool_slide", "tool_stretch", "keyframe",     "next_key",
        "prev_key",  "automation"};
    // A timer that should come every 10 ms sees how long the main thread was away.
    QElapsedTimer clock;
    clock.start();
    qint64 last = 0, longest = 0;
    QTimer watchdog;
    QObject::connect(&watchdog, &QTimer::timeout, [&] {
        longest = std::max(longest, clock.elapsed() - last);
        last = clock.elapsed();
    });
    watchdog.start(10);
    const int events = std::getenv("TANDEM_MONKEY_EVENTS") ? std::atoi(std::getenv("TANDEM_MONKEY_EVENTS")) : 1500;
    for (int i = 0; i < events; ++i) {
        const QPoint a(upTo(e.lanes()->width()), upTo(e.lanes()->height())),
            b(upTo(e.lanes()->width()), upTo(e.lanes()->height()));
        const Qt::KeyboardModifiers modifiers = upTo(5) == 0   ? Qt::ShiftModifier
                                                : upTo(6) == 0 ? Qt::ControlModifier
                                                : upTo(8) == 0 ? Qt::AltModifier
                                                               : Qt::NoModifier;
        switch (upTo(6)) {
        case 0:
        case 1:
            e.drag(a, upTo(2) ? b : a + QPoint(upTo(80) - 40, 0), modifiers);
            break;
        case 2:
            e.click(a, modifiers);
            break;
        default:
            e.trigger(actions[static_cast<size_t>(upTo(static_cast<int>(actions.size())))]);
        }
        if (i % 16 == 0) QCoreApplication::processEvents();
        const auto valid = check_valid(*e.studio().project());
        REQUIRE_MESSAGE(valid, (valid ? "" : valid.error().text() + " after event " + std::to_string(i)));
        // Too much on the timeline makes the rest of the run about nothing else.
        if (e.sequence().duration() > Time::from_seconds(120) || e.sequence().tracks.size() > 14)
            while (e.studio().session()->document().position() > imported) e.studio().undo();
        while (e.studio().session()->document().position() < imported) e.studio().redo();
    }
    while (e.studio().session()->document().can_undo()) e.studio().undo();
    CHECK(e.studio().project() == opened);
    MESSAGE("longest time without events: " << longest << " ms");
    // What it can be made to say is a refusal or a hint, never a failure of ours.
    for (const ui::Message& m : e.messages())
        CHECK_MESSAGE(m.text.indexOf(QStringLiteral("VERIFY")) < 0, m.text.toStdString());
}

TEST_CASE("playback runs, pauses on a frame, and the meters move") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    e.trigger("append");
    int pictures = 0;
    QObject::connect(&e.studio(), &ui::Studio::pictureReady, &e.window(), [&] { ++pictures; });
    e.trigger("home");
    REQUIRE(Editor::until([&] { return pictures > 0; }));
    e.trigger("play");
    double peak = 0;
    REQUIRE(Editor::until([&] {
        peak = std::max(peak, e.studio().level({}).first);
        return e.studio().playhead() > Time::from_ratio(1, 2);
    }));
    CHECK(e.studio().playing());
    e.trigger("play");
    CHECK_FALSE(e.studio().playing());
    const FrameRate rate = e.sequence().format.rate;
    const Time stood = e.studio().playhead();
    CHECK(rate.time_of(rate.frame_at(stood)) == stood);
    QTest::qWait(100);
    CHECK(e.studio().playhead() == stood);
    CHECK(pictures > 3);
    CHECK(peak > 0.01);
    // It stops by itself at the end.
    e.studio().locate(e.sequence().duration() - Time::from_ratio(1, 2));
    e.trigger("play");
    CHECK(Editor::until([&] { return !e.studio().playing(); }));
}

TEST_CASE("the picture is moved, scaled and turned by its handles, one undo step each") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    e.trigger("append");
    e.studio().locate(Time::from_seconds(1));
    QWidget* view = e.window().viewer()->picture();
    const QRectF box = e.window().viewer()->picture()->pictureBox();
    auto pull = [&](QPointF from, QPointF to) {
        QTest::mousePress(view, Qt::LeftButton, {}, from.toPoint());
        for (int i = 1; i <= 3; ++i) {
            const QPointF p = from + (to - from) * i / 3;
            QMouseEvent move(QEvent::MouseMove, p, view->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(view, &move);
        }
        QTest::mouseRelease(view, Qt::LeftButton, {}, to.toPoint());
    };
    auto param = [&](int slot) {
        const auto& effects = e.track("V1").items[0].clip->effects;
        return effects ? effects->effects[0]->params[static_cast<size_t>(slot)].value : -1000.0;
    };
    const size_t before = e.studio().session()->document().position();
    const double perPixel = 320 / box.width();
    pull(box.center() + QPointF(30, 20), box.center() + QPointF(130, 70));
    CHECK(param(slot::tx) == doctest::Approx(100 * perPixel).epsilon(0.02));
    CHECK(param(slot::ty) == doctest::Approx(50 * perPixel).epsilon(0.02));
    CHECK(e.studio().session()->document().position() == before + 1);
    // The corner half way to the middle: half the size.
    const QPointF middle = box.center() + QPointF(100, 50);
    pull(box.topLeft() + QPointF(100, 50), (box.topLeft() + QPointF(100, 50) + middle) / 2);
    CHECK(param(slot::scale_x) == doctest::Approx(0.5).epsilon(0.02));
    CHECK(param(slot::scale_y) == doctest::Approx(0.5).epsilon(0.02));
    CHECK(e.studio().session()->document().position() == before + 2);
    e.trigger("undo");
    e.trigger("undo");
    CHECK_FALSE(e.track("V1").items[0].clip->effects);
}

TEST_CASE("what is recorded lies on the armed track from where it began, past the end of the piece too") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    e.trigger("append");
    // Files go beside the project: this one has a place of its own.
    e.studio().saveAs(QString::fromStdString(e.file("song.tandem")));
    REQUIRE(Editor::until([&] { return e.studio().session()->saved(); }));
    const TrackId armed = e.track("A2").id;
    e.trigger("record");
    REQUIRE(e.messages().size() == 1); // nothing is armed
    e.messages().clear();
    e.studio().setArmed(armed, true);
    REQUIRE(e.studio().armed(armed));                       // the null device gives silence to record
    const Time from = e.sequence().format.rate.time_of(70); // five frames before the end
    e.studio().locate(from);
    e.trigger("record");
    REQUIRE(e.studio().recording());
    REQUIRE(Editor::until([&] { return e.studio().playhead() > from + Time::from_seconds(1); }));
    CHECK_FALSE(e.studio().recordStatus().isEmpty());
    e.trigger("record");
    CHECK_FALSE(e.studio().recording());
    CHECK_FALSE(e.studio().playing());
    for (const ui::Message& m : e.messages()) MESSAGE(m.title.toStdString() << " " << m.text.toStdString());
    REQUIRE(e.track("A2").items.size() == 1);
    const Placement& take = e.track("A2").items[0];
    // The device's latency apart, which is less than a tenth of a second here.
    CHECK(std::abs((take.start - from).seconds()) < 0.1);
    CHECK(take.clip->length > Time::from_ratio(9, 10));
    CHECK(std::filesystem::exists(
        e.studio().project()->find_media(std::get<MediaContent>(take.clip->content).media)->path));
    CHECK(e.places("V1") == "0+75");
    REQUIRE(e.trigger("undo"));
    CHECK(e.track("A2").items.empty());
}
