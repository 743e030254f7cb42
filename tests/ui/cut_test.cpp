// Cutting as a user does it: drop, trim, move, split, fade, undo, save, come back.
#include "engine/io/project_file.h"
#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("one film, one cut: drop, ruler, W, and the sequence took the film's size and rate") {
    Editor e;
    e.studio().newProject();
    e.drop({Editor::film(1)}, frames(40), "V1");
    REQUIRE(Editor::until([&] { return !e.track("V1").items.empty(); }));
    CHECK(e.sequence().format.width == 320);
    CHECK(e.sequence().format.rate == FrameRate{25, 1});
    CHECK(e.places("V1") == "0+75"); // the first clip begins the film
    CHECK(e.places("A1") == "0+75");
    CHECK(e.studio().selection().size() == 2);
    e.studio().locate(frames(50));
    e.key(Qt::Key_W);
    CHECK(e.places("V1") == "0+50");
    CHECK(e.places("A1") == "0+50");
    e.key(Qt::Key_Z, Qt::ControlModifier);
    CHECK(e.places("V1") == "0+75");
    CHECK(e.messages().empty());
}

TEST_CASE("edges, fades and clips follow the pointer, and Escape gives back what was") {
    Editor e;
    e.twoFilms();
    const Ref<Project> start = e.studio().project();
    // Ripple trim of the first clip's tail: the second follows.
    e.drag(e.at(frames(75), "V1") - QPoint(2, 0), e.at(frames(60), "V1") - QPoint(2, 0));
    CHECK(e.places("V1") == "0+60 60+75");
    CHECK(e.places("A1") == "0+60 60+75");
    REQUIRE(e.trigger("undo"));
    CHECK(e.studio().project() == start);

    // Overwrite mode: only the edge moves.
    e.studio().setEditMode(ui::EditMode::overwrite);
    e.drag(e.at(frames(75), "V1") - QPoint(2, 0), e.at(frames(60), "V1") - QPoint(2, 0));
    CHECK(e.places("V1") == "0+60 75+75");
    // The gap is filled by dragging the second clip to the left; it snaps to the first one's end.
    e.drag(e.at(frames(110), "V1"), e.at(frames(110) - frames(15), "V1") + QPoint(4, 0));
    CHECK(e.places("V1") == "0+60 60+75");
    CHECK(e.places("A1") == "0+60 60+75");

    // A fade by its handle.
    const QPoint handle = e.at(Time{}, "V1", 0) + QPoint(7, 16 + 7);
    e.drag(handle, handle + QPoint(static_cast<int>(e.model().pxPerSecond()), 0));
    const Time fade = e.track("V1").items[0].clip->fade_in.length;
    CHECK(fade > frames(22));
    CHECK(fade < frames(28));

    const Ref<Project> before = e.studio().project();
    const QPoint from = e.at(frames(30), "V1");
    QTest::mousePress(e.lanes(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, QPointF(from + QPoint(200, 0)),
                     e.lanes()->mapToGlobal(QPointF(from + QPoint(200, 0))), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(e.lanes(), &move);
    CHECK(e.studio().project() != before);
    QTest::keyClick(e.lanes(), Qt::Key_Escape);
    CHECK(e.studio().project() == before);
    QTest::mouseRelease(e.lanes(), Qt::LeftButton, {}, from + QPoint(200, 0));
    CHECK(e.studio().project() == before);
}

TEST_CASE("an edge that finds no more media says so and stops there") {
    Editor e;
    e.twoFilms();
    const QPoint tail = e.at(frames(150), "V1") - QPoint(2, 0);
    QTest::mousePress(e.lanes(), Qt::LeftButton, {}, tail);
    for (int i = 1; i <= 3; ++i) {
        const QPointF p = tail + QPoint(i * 40, 0);
        QMouseEvent move(QEvent::MouseMove, p, e.lanes()->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(e.lanes(), &move);
    }
    CHECK(e.model().overlay().limit);
    CHECK_FALSE(e.model().overlay().badge.isEmpty());
    QTest::mouseRelease(e.lanes(), Qt::LeftButton, {}, tail + QPoint(120, 0));
    CHECK(e.places("V1") == "0+75 75+75");
    CHECK(e.messages().empty()); // said where it happens, not in a box
}

TEST_CASE("blade, delete with and without ripple, and the rubber band") {
    Editor e;
    e.twoFilms();
    e.key(Qt::Key_B);
    CHECK(e.studio().tool() == ui::Tool::blade);
    e.studio().setSnapping(false);
    e.click(e.at(frames(25), "V1"));
    e.key(Qt::Key_A);
    CHECK(e.places("V1") == "0+25 25+50 75+75");
    CHECK(e.places("A1") == "0+25 25+50 75+75");
    e.click(e.at(frames(40), "V1"));
    CHECK(e.studio().selection().size() == 2);
    e.key(Qt::Key_Delete);
    CHECK(e.places("V1") == "0+25 25+75");
    REQUIRE(e.trigger("undo"));
    e.click(e.at(frames(40), "V1"));
    e.key(Qt::Key_Delete, Qt::ShiftModifier);
    CHECK(e.places("V1") == "0+25 75+75");
    CHECK(e.studio().selection().empty());
    // From empty lane over both clips of the rest.
    e.drag(e.at(frames(50), "V2"), e.at(frames(140), "V1"));
    CHECK(e.studio().selection().size() == 2);
    e.drag(e.at(frames(50), "V1"), e.at(frames(60), "V1"));
    CHECK(e.studio().selection().empty());
}

TEST_CASE("by keyboard alone: append, split, trim, transition, fade, marks, extract, nudge") {
    Editor e;
    e.twoFilms();
    e.lanes()->setFocus();
    e.key(Qt::Key_Home);
    e.key(Qt::Key_Right, Qt::ShiftModifier); // one second
    CHECK(e.studio().playhead() == frames(25));
    e.key(Qt::Key_S);
    CHECK(e.places("V1") == "0+25 25+50 75+75");
    e.key(Qt::Key_Right);
    e.key(Qt::Key_Right);
    e.key(Qt::Key_Q); // the clip under the playhead loses two frames, the rest follows
    CHECK(e.places("V1") == "0+25 25+48 73+75");
    CHECK(e.studio().playhead() == frames(25));
    e.key(Qt::Key_Down);
    CHECK(e.studio().playhead() == frames(73));
    e.key(Qt::Key_T, Qt::ControlModifier);
    CHECK_MESSAGE(e.track("V1").items[2].clip->transition_in,
                  (e.messages().empty() ? "" : e.messages().back().text.toStdString()));
    e.key(Qt::Key_M);
    CHECK(e.sequence().markers.size() == 1);
    e.key(Qt::Key_Home);
    e.key(Qt::Key_I);
    for (int i = 0; i < 4; ++i) e.key(Qt::Key_Right);
    e.key(Qt::Key_O); // the frame under the playhead is in the range
    CHECK(e.studio().markOut() == frames(5));
    e.key(Qt::Key_Apostrophe);
    CHECK(e.places("V1") == "0+20 20+48 68+75");
    const int steps = static_cast<int>(e.studio().session()->document().position());
    for (int i = 0; i < steps; ++i) e.key(Qt::Key_Z, Qt::ControlModifier);
    CHECK_FALSE(e.studio().session()->document().can_undo());
    for (int i = 0; i < steps; ++i) e.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(e.places("V1") == "0+20 20+48 68+75");
}

TEST_CASE("the window closes without a question and comes back with everything") {
    Editor e;
    e.twoFilms();
    const std::string before = project_text(*e.studio().project(), "");
    const QString path = QString::fromStdString(e.studio().session()->path());
    e.restart();
    CHECK(e.studio().session() == nullptr);
    CHECK(e.studio().recentProjects().contains(path));
    e.studio().openProject(path);
    REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }));
    CHECK(project_text(*e.studio().project(), "") == before);
    // Saved under a name, it is no longer an unnamed one.
    const QString named = QString::fromStdString(e.file("cut.tandem"));
    e.studio().saveAs(named);
    REQUIRE(Editor::until([&] { return e.studio().session()->saved(); }));
    CHECK(e.studio().title() == QStringLiteral("cut"));
    CHECK_FALSE(e.studio().recentProjects().contains(path));
    CHECK(e.studio().recentProjects().contains(named));
}

TEST_CASE("the source viewer's marks make a three-point edit") {
    Editor e;
    e.twoFilms();
    e.studio().viewSource(e.studio().project()->media[0]->id);
    REQUIRE(e.studio().viewingSource());
    e.studio().viewLocate(frames(10));
    REQUIRE(e.trigger("mark_in"));
    e.studio().viewLocate(frames(29));
    REQUIRE(e.trigger("mark_out"));
    CHECK_FALSE(e.studio().markIn()); // the program's marks are others
    e.studio().viewProgram();
    e.studio().locate(frames(75));
    e.studio().viewSource({});
    REQUIRE(e.trigger("insert"));
    CHECK(e.places("V1") == "0+75 75+20 95+75");
    CHECK(e.track("V1").items[1].clip->in - e.track("V1").items[0].clip->in == frames(10));
    CHECK_FALSE(e.studio().viewingSource());
    CHECK(e.studio().playhead() == frames(95));
}
