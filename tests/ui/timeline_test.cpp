// The timeline by pointer and keys: transitions, lines of values, automation lanes, slide, stretch, fine slip, and the
// focused clip. Each gesture is one undo step.
#include <QComboBox>
#include <QDropEvent>
#include <QPaintEvent>
#include <QScreen>

#include "tests/ui/editor.h"
#include "ui/mime.h"

using namespace tandem;
using namespace tandem::test;

// Nothing selected, and no edge that draws.
static void twoFilms(Editor& e) {
    e.twoFilms();
    e.studio().setSnapping(false);
    e.studio().select({});
}

static size_t steps(Editor& e) { return e.studio().session()->document().position(); }

static bool dropTransition(Editor& e, const char* kind, QPoint p) {
    QMimeData data;
    data.setData(ui::kTransitionMime, kind);
    QDragEnterEvent enter(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(e.lanes(), &enter);
    QDragMoveEvent move(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(e.lanes(), &move);
    QDropEvent event(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(e.lanes(), &event);
    return move.isAccepted();
}

TEST_CASE("a transition: dropped on a cut, pulled by its edges, moved over the cut, changed, deleted") {
    Editor e;
    twoFilms(e);
    auto now = [&]() -> const Ref<Transition>& { return e.track("V1").items[1].clip->transition_in; };
    // What is for sound has no place on a picture track.
    CHECK_FALSE(dropTransition(e, "crossfade_linear", e.at(frames(73), "V1")));
    CHECK_FALSE(now());
    CHECK(dropTransition(e, "dissolve", e.at(frames(70), "V1")));
    REQUIRE(now());
    const Time half = now()->before;
    CHECK(half == now()->after);
    CHECK(half >= frames(12));
    CHECK(e.studio().selectedTransition() == e.track("V1").items[1].clip->id);
    CHECK(e.studio().selection().empty());
    const size_t before = steps(e);
    auto edge = [&](Time t, int inside) { return e.at(t, "V1") + QPoint(inside, 0); };
    e.drag(edge(frames(75) - half, 2), edge(frames(70) - half, 2));
    CHECK(now()->before == half + frames(5)); // centred stays centred
    CHECK(now()->after == half + frames(5));
    CHECK(steps(e) == before + 1);
    e.drag(edge(frames(80) + half, -2), edge(frames(90) + half, -2), Qt::AltModifier);
    CHECK(now()->before == half + frames(5));
    CHECK(now()->after == half + frames(15));
    e.drag(e.at(frames(80), "V1"), e.at(frames(77), "V1"));
    CHECK(now()->before == half + frames(8));
    CHECK(now()->after == half + frames(12));
    CHECK(steps(e) == before + 3);
    // No longer than the clips; it stops there.
    e.drag(edge(frames(87) + half, -2), edge(frames(87) + half, -2) + QPoint(3000, 0), Qt::AltModifier);
    CHECK(now()->after == frames(75));
    CHECK(e.messages().empty());

    QTest::qWait(50);
    QComboBox* kind = nullptr;
    for (QComboBox* box : e.window().findChildren<QComboBox*>())
        if (box->isVisible() && box->accessibleName() == QStringLiteral("Kind of transition")) kind = box;
    REQUIRE(kind);
    const TransitionKind was = now()->kind;
    kind->setCurrentIndex(kind->currentIndex() + 1);
    Q_EMIT kind->activated(kind->currentIndex());
    CHECK(now()->kind != was);
    CHECK(now()->after == frames(75));
    e.lanes()->setFocus();
    e.key(Qt::Key_Delete);
    CHECK_FALSE(now());
    CHECK(e.places("V1") == "0+75 75+75");
    CHECK_FALSE(e.studio().selectedTransition());
}

static QPoint onLine(Editor& e, const ui::LineRef& ref, Time t) {
    const auto line = ui::ValueLine::find(*e.studio().sequence(), ref);
    REQUIRE(line);
    const size_t track = *find_track(*e.studio().sequence(), ref.track);
    const ui::TrackRow* row = e.model().rowOf(track);
    QRectF box = e.model().laneBox(*row, 0).adjusted(0, 5, 0, -5);
    if (ref.clip)
        box = ui::TimelineModel::lineBox(
            e.model().clipBox(*row, *find_clip(*e.studio().sequence(), ref.clip)->placement));
    return {static_cast<int>(std::lround(e.model().x(t))), static_cast<int>(std::lround(line->y(line->at(t), box)))};
}

TEST_CASE("keys of a clip's line are added, moved, eased and deleted; a span is moved as a whole") {
    Editor e;
    twoFilms(e);
    const Clip* clip = e.track("A1").items[0].clip.get();
    const ui::LineRef ref{.clip = clip->id, .of = {EffectKind::gain, slot::db}, .track = e.track("A1").id};
    e.click(e.at(frames(10), "A1", 0.2)); // selected by its head
    auto keys = [&] { return ui::ValueLine::find(*e.studio().sequence(), ref)->keys(); };
    const size_t before = steps(e);
    e.click(onLine(e, ref, frames(20)), Qt::ControlModifier);
    e.click(onLine(e, ref, frames(60)), Qt::ControlModifier);
    REQUIRE(keys().size() == 2);
    CHECK(keys()[0].time == frames(20));
    CHECK(keys()[1].value == doctest::Approx(0));
    CHECK(steps(e) == before + 2);
    CHECK(e.studio().selection().count(clip->id) == 1);

    e.drag(onLine(e, ref, frames(60)), onLine(e, ref, frames(60)) + QPoint(0, 12));
    CHECK(keys()[1].value < -3);
    CHECK(keys()[1].time == frames(60));
    const double low = keys()[1].value;
    e.drag(onLine(e, ref, frames(60)), onLine(e, ref, frames(60)) + (e.at(frames(50), "A1") - e.at(frames(60), "A1")));
    REQUIRE(keys().size() == 2);
    CHECK(keys()[1].time == frames(50));
    CHECK(keys()[1].value == doctest::Approx(low));
    // It never passes its neighbour.
    e.drag(onLine(e, ref, frames(50)), onLine(e, ref, frames(50)) + (e.at(frames(2), "A1") - e.at(frames(50), "A1")));
    REQUIRE(keys().size() == 2);
    CHECK(keys()[1].time == frames(21));
    REQUIRE(e.trigger("undo"));
    CHECK(keys()[1].time == frames(50));
    CHECK(steps(e) == before + 4);

    // The span between: both its keys. What is shown while dragging is gone with Escape.
    const QPoint middle = onLine(e, ref, frames(35));
    const Ref<Project> rest = e.studio().project();
    QTest::mousePress(e.lanes(), Qt::LeftButton, {}, middle);
    const QPointF to = middle + QPoint(0, 10);
    QMouseEvent move(QEvent::MouseMove, to, e.lanes()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(e.lanes(), &move);
    CHECK(keys()[0].value < -1);
    QTest::keyClick(e.lanes(), Qt::Key_Escape);
    CHECK(e.studio().project() == rest);
    QTest::mouseRelease(e.lanes(), Qt::LeftButton, {}, middle);
    e.drag(middle, middle + QPoint(0, 10));
    CHECK(keys()[0].value < -1);
    CHECK(keys()[1].value < low);
    CHECK(steps(e) == before + 5);

    e.click(onLine(e, ref, frames(20)), Qt::ControlModifier);
    CHECK(keys()[0].interpolation == Interpolation::bezier);
    CHECK(keys()[0].out_time > Time{});
    e.click(onLine(e, ref, frames(20)), Qt::ControlModifier);
    CHECK(keys()[0].interpolation == Interpolation::hold);
    e.click(onLine(e, ref, frames(20)));
    REQUIRE(e.lanes()->selectedKey());
    e.key(Qt::Key_Delete);
    CHECK(keys().size() == 1);
    CHECK(e.places("A1") == "0+75 75+75");
    e.key(Qt::Key_Z, Qt::ControlModifier);
    CHECK(keys().size() == 2);
    while (steps(e) > before) e.trigger("undo");
    CHECK_FALSE(e.track("A1").items[0].clip->effects);
}

TEST_CASE("the opacity of a picture by keyframe keys and pointer, another parameter by choice") {
    Editor e;
    twoFilms(e);
    const ClipId id = e.track("V1").items[0].clip->id;
    e.studio().select({id});
    for (const int at : {10, 40}) {
        e.studio().locate(frames(at));
        REQUIRE(e.trigger("keyframe"));
    }
    const ui::LineRef ref{.clip = id, .of = {EffectKind::composite, slot::opacity}, .track = e.track("V1").id};
    const ui::LineRef sound{
        .clip = e.track("A1").items[0].clip->id, .of = {EffectKind::gain, slot::db}, .track = e.track("A1").id};
    CHECK(ui::ValueLine::find(e.sequence(), ref)->keys().size() == 2);
    CHECK(ui::ValueLine::find(e.sequence(), sound)->keys().size() == 2); // its linked sound was selected with it
    e.drag(onLine(e, ref, frames(40)), onLine(e, ref, frames(40)) + QPoint(0, 20));
    const double faded = ui::ValueLine::find(e.sequence(), ref)->at(frames(40));
    CHECK(faded < 0.8);
    CHECK(faded > 0.2);
    e.studio().locate(frames(20));
    REQUIRE(e.trigger("next_key"));
    CHECK(e.studio().playhead() == frames(40));
    REQUIRE(e.trigger("prev_key"));
    CHECK(e.studio().playhead() == frames(10));
    REQUIRE(e.trigger("keyframe")); // there is one: away
    CHECK(ui::ValueLine::find(e.sequence(), ref)->keys().size() == 1);

    const auto offered = ui::clipLines(TrackKind::picture, e.track("V1").items[0].clip.get());
    CHECK(std::find(offered.begin(), offered.end(), ui::ClipLine{EffectKind::transform, slot::rotation}) !=
          offered.end());
    e.model().setClipLine(TrackKind::picture, {EffectKind::transform, slot::rotation});
    const ui::LineRef turn{.clip = id, .of = {EffectKind::transform, slot::rotation}, .track = e.track("V1").id};
    e.drag(onLine(e, turn, frames(30)), onLine(e, turn, frames(30)) + QPoint(0, -9));
    CHECK(ui::ValueLine::find(e.sequence(), turn)->at(frames(30)) > 10);
    CHECK_FALSE(ui::ValueLine::find(e.sequence(), turn)->animated());
}

TEST_CASE("automation lanes of a sound track: shown, written, heard in the head, hidden") {
    Editor e;
    twoFilms(e);
    const TrackId track = e.track("A1").id;
    e.studio().focusStrip({.track = track});
    const int low = e.model().contentHeight();
    REQUIRE(e.trigger("automation"));
    e.model().showAutomation(track, ui::StripLine::pan, true);
    CHECK(e.model().contentHeight() == low + 2 * ui::TrackRow::kLineHeight);
    const ui::TrackRow row = *e.model().rowOf(*find_track(e.sequence(), track));
    const QRectF gain = e.model().laneBox(row, 0), pan = e.model().laneBox(row, 1);
    const size_t before = steps(e);
    auto at = [&](int frame, QRectF lane, double down) {
        return QPoint(static_cast<int>(std::lround(e.model().x(frames(frame)))),
                      static_cast<int>(lane.top() + lane.height() * down));
    };
    e.click(at(25, gain, 0.8), Qt::ControlModifier);
    e.click(at(75, gain, 0.3), Qt::ControlModifier);
    e.click(at(50, pan, 0.2), Qt::ControlModifier);
    const Strip& strip = *e.track("A1").strip;
    REQUIRE(strip.gain_db.curve);
    REQUIRE(strip.gain_db.curve->keys.size() == 2);
    CHECK(strip.gain_db.curve->keys[0].time == frames(25));
    CHECK(strip.gain_db.curve->keys[0].value < -20);
    CHECK(strip.gain_db.curve->keys[1].value > strip.gain_db.curve->keys[0].value);
    REQUIRE(strip.pan.curve);
    CHECK(strip.pan.curve->keys[0].value > 0.3);
    CHECK(steps(e) == before + 3);
    // A key is put exactly where the playhead is when it is near.
    e.studio().setSnapping(true);
    e.studio().locate(frames(30));
    const ui::LineRef ref{.clip = {}, .of = {}, .track = track, .strip = ui::StripLine::gain};
    e.drag(onLine(e, ref, frames(25)), onLine(e, ref, frames(25)) + at(30, gain, 0) - at(25, gain, 0) + QPoint(3, 0));
    CHECK(e.track("A1").strip->gain_db.curve->keys[0].time == frames(30));
    // Clips of the row are where they were.
    e.click(e.at(frames(100), "A1"));
    CHECK(e.studio().selection().size() == 2);
    e.model().showAutomation(track, ui::StripLine::gain, false);
    e.model().showAutomation(track, ui::StripLine::pan, false);
    CHECK(e.model().contentHeight() == low);
    CHECK(e.track("A1").strip->gain_db.curve); // hidden is not lost
}

TEST_CASE("slide, rate stretch, and a slip of sound finer than a frame") {
    Editor e;
    twoFilms(e);
    e.studio().locate(frames(30));
    e.key(Qt::Key_S, Qt::ShiftModifier);
    e.studio().locate(frames(60));
    e.key(Qt::Key_S, Qt::ShiftModifier);
    REQUIRE(e.places("V1") == "0+30 30+30 60+15 75+75");
    e.key(Qt::Key_U);
    REQUIRE(e.studio().tool() == ui::Tool::slide);
    e.drag(e.at(frames(45), "V1"), e.at(frames(50), "V1"));
    CHECK(e.places("V1") == "0+35 35+30 65+10 75+75");
    CHECK(e.places("A1") == "0+35 35+30 65+10 75+75");
    REQUIRE(e.trigger("undo"));

    // Twice as long, what is later follows; picture and sound.
    e.key(Qt::Key_A);
    e.drag(e.at(frames(60), "V1") - QPoint(2, 0), e.at(frames(90), "V1") - QPoint(2, 0), Qt::ControlModifier);
    CHECK(e.places("V1") == "0+30 30+60 90+15 105+75");
    CHECK(e.places("A1") == "0+30 30+60 90+15 105+75");
    CHECK(e.track("V1").items[1].clip->speed == Speed{1, 2});
    REQUIRE(e.trigger("undo"));
    e.key(Qt::Key_T, Qt::ShiftModifier);
    REQUIRE(e.studio().tool() == ui::Tool::stretch);
    e.studio().setEditMode(ui::EditMode::overwrite);
    e.drag(e.at(frames(35), "V1"), e.at(frames(50), "V1")); // the nearer edge, from inside
    CHECK(e.places("V1") == "0+30 45+15 60+15 75+75");
    CHECK(e.track("A1").items[1].clip->speed == Speed{2, 1});
    REQUIRE(e.trigger("undo"));

    e.key(Qt::Key_Y);
    const Time picture = e.track("V1").items[1].clip->in, sound = e.track("A1").items[1].clip->in;
    e.drag(e.at(frames(45), "A1"), e.at(frames(45), "A1") - QPoint(20, 0), Qt::ShiftModifier);
    const Time by = e.track("A1").items[1].clip->in - sound;
    CHECK(by > Time{});
    CHECK(by < frames(2));
    CHECK(by == Time::from_samples(by.samples_round(48000), 48000));
    CHECK(by != e.sequence().format.rate.snap(by));
    CHECK(e.track("V1").items[1].clip->in == picture);
    CHECK(e.places("A1") == "0+30 30+30 60+15 75+75");
}

TEST_CASE("clips by keys alone: focus, select, menu") {
    Editor e;
    twoFilms(e);
    e.lanes()->setFocus();
    e.studio().locate({});
    e.key(Qt::Key_Right, Qt::ControlModifier); // begins at the playhead
    CHECK(e.lanes()->focusedClip() == e.track("V1").items[0].clip->id);
    CHECK(e.studio().selection().empty());
    e.key(Qt::Key_Right, Qt::ControlModifier);
    CHECK(e.lanes()->focusedClip() == e.track("V1").items[1].clip->id);
    e.key(Qt::Key_Return);
    CHECK(e.studio().selection().size() == 2); // with its linked sound
    e.key(Qt::Key_Down, Qt::ControlModifier);
    CHECK(e.lanes()->focusedClip() == e.track("A1").items[1].clip->id);
    e.key(Qt::Key_Left, Qt::ControlModifier);
    CHECK(e.lanes()->focusedClip() == e.track("A1").items[0].clip->id);
    CHECK(e.studio().playhead() == Time{});
    e.key(Qt::Key_Return, Qt::ShiftModifier);
    CHECK(e.studio().selection().size() == 4);
    int menus = 0;
    // Instead of the window's menu, which would wait for a choice.
    QObject::disconnect(e.window().timeline(), &ui::TimelinePanel::menuAsked, nullptr, nullptr);
    QObject::connect(e.lanes(), &ui::Lanes::menuAsked, e.lanes(), [&](QPoint p) {
        ++menus;
        CHECK(e.lanes()->rect().contains(e.lanes()->mapFromGlobal(p)));
    });
    e.key(Qt::Key_F10, Qt::ShiftModifier);
    e.key(Qt::Key_Menu);
    CHECK(menus == 2);
    e.key(Qt::Key_Delete);
    CHECK(e.track("V1").items.empty());
    CHECK_FALSE(e.lanes()->focusedClip()); // gone with the clip
}

namespace {

// The height of what a widget was asked to paint.
class PaintedRows : public QObject {
  public:
    int height = 0;
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint)
            height = std::max(height, static_cast<QPaintEvent*>(event)->region().boundingRect().height());
        return false;
    }
};

} // namespace

TEST_CASE("what is repainted after an edit or under a pointer is what a whole repaint shows") {
    Editor e;
    twoFilms(e);
    REQUIRE(e.studio().run("add_track", {{"kind", "picture"}}));
    QTest::qWait(2000); // waveforms and thumbnails
    // What lies in the window now, as the last paint events left it.
    auto now = [&] {
        QTest::qWait(60);
        const QPoint at = e.lanes()->mapTo(&e.window(), QPoint(0, 0));
        const QPixmap all = e.window().screen()->grabWindow(e.window().winId());
        return all.copy(QRect(at, e.lanes()->size())).toImage().convertToFormat(QImage::Format_RGB32);
    };
    int drawn = 0; // thumbnails that came meanwhile
    QObject::connect(&e.studio(), &ui::Studio::mediaDrawn, e.lanes(), [&] { ++drawn; });
    auto same = [&](const char* what) {
        // Qt rounds smoothed edges of icons otherwise under another clip, by 2 at most.
        int worst = 0;
        do {
            drawn = 0;
            const QImage part = now();
            e.lanes()->update();
            const QImage whole = now();
            worst = 0;
            for (int y = 0; y < whole.height(); ++y)
                for (int x = 0; x < whole.bytesPerLine(); ++x)
                    worst = std::max(worst, std::abs(part.constScanLine(y)[x] - whole.constScanLine(y)[x]));
        } while (drawn > 0);
        CHECK_MESSAGE(worst <= 2, std::string(what));
    };
    e.lanes()->update();
    const QImage first = now();
    REQUIRE(first.size() == e.lanes()->size());
    REQUIRE(first == now());

    auto move = [&](QPoint to) {
        QMouseEvent event(QEvent::MouseMove, to, e.lanes()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(e.lanes(), &event);
    };
    PaintedRows rows;
    const QPoint from = e.at(frames(110), "V1");
    QTest::mousePress(e.lanes(), Qt::LeftButton, {}, from);
    QTest::qWait(60);
    for (const int by : {10, 40, 90}) {
        move(from + QPoint(by, 0));
        same("dragging");
    }
    CHECK(now() != first);
    // Only the tracks of the clip and of its sound.
    e.lanes()->installEventFilter(&rows);
    move(from + QPoint(120, 0));
    QTest::qWait(60);
    e.lanes()->removeEventFilter(&rows);
    CHECK(rows.height > 40);
    CHECK(rows.height < e.lanes()->height() - 50);
    e.studio().setSnapping(true);
    move(e.at(frames(112), "V1"));
    same("snapped");
    move(e.at(frames(118), "V2"));
    same("over another track");
    QTest::mouseRelease(e.lanes(), Qt::LeftButton, {}, e.at(frames(118), "V2"));
    same("dropped");
    QTest::mouseMove(e.lanes(), e.at(frames(30), "V1"));
    same("hovered");
    QTest::mouseMove(e.lanes(), e.at(frames(30), "A1"));
    same("hovered below");
    e.click(e.at(frames(30), "A1"));
    same("selected");
    REQUIRE(e.studio().run("set_strip", {{"track", ui::arg(e.track("A2").id)}, {"solo", true}}));
    same("another one solo");
    REQUIRE(e.studio().run("set_strip", {{"track", ui::arg(e.track("A2").id)}, {"solo", false}}));
    same("no longer");
    REQUIRE(e.trigger("tool_blade"));
    QTest::mouseMove(e.lanes(), e.at(frames(40), "V1"));
    same("the blade's line");
    QTest::mouseMove(e.lanes(), e.at(frames(50), "V1"));
    same("the blade's line elsewhere");
    REQUIRE(e.trigger("tool_select"));
    for (const char* action : {"split", "delete", "undo", "undo", "undo", "redo"}) {
        e.trigger(action);
        same(action);
    }
    e.studio().locate(frames(60));
    same("the playhead");
    REQUIRE(e.trigger("select_all"));
    REQUIRE(e.trigger("delete"));
    same("empty");
}
