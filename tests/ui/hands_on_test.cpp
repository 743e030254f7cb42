// What a new user tries in the first hour: copy and paste, ripples around titles, marks of sources, subtitles, files
// that go away, keys behind sheets.
#include <QClipboard>
#include <QFile>
#include <QMenu>

#include <fstream>

#include "tests/ui/editor.h"
#include "ui/edits.h"
#include "ui/panels/inspector.h"
#include "ui/panels/mixer_panel.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("clips are copied, cut and pasted by keys, with room made for them") {
    Editor e;
    e.twoFilms();
    e.lanes()->setFocus();
    e.click(e.at(frames(100), "V1"));
    e.key(Qt::Key_C, Qt::ControlModifier);
    e.studio().locate(Time{});
    e.key(Qt::Key_V, Qt::ControlModifier);
    CHECK(e.places("V1") == "0+75 75+75 150+75");
    CHECK(e.places("A1") == e.places("V1"));
    CHECK(e.studio().playhead() == frames(75));
    CHECK(e.studio().selection().size() == 2);
    e.key(Qt::Key_X, Qt::ControlModifier); // what was pasted goes again, with its time
    CHECK(e.places("V1") == "0+75 75+75");
    e.studio().setEditMode(ui::EditMode::overwrite);
    e.studio().locate(frames(150));
    e.key(Qt::Key_V, Qt::ControlModifier);
    CHECK(e.places("V1") == "0+75 75+75 150+75");
    CHECK(e.messages().empty());
    QGuiApplication::clipboard()->setText(QStringLiteral("words"));
    e.key(Qt::Key_V, Qt::ControlModifier);
    REQUIRE(e.messages().size() == 1);
    CHECK(e.places("V1") == "0+75 75+75 150+75");
}

TEST_CASE("with ripple on, a title goes without the time of the film below it, and clips change places") {
    Editor e;
    e.twoFilms();
    REQUIRE(ui::putTitle(e.studio(), QStringLiteral("Sea"), frames(10)));
    REQUIRE(e.studio().editMode() == ui::EditMode::ripple);
    e.key(Qt::Key_Delete);
    CHECK(e.places("V1") == "0+75 75+75");
    CHECK(e.places("V2") == "");
    // The first clip is dragged past the middle of the second one.
    const ClipId first = e.track("V1").items[0].clip->id;
    e.studio().setSnapping(false);
    e.drag(e.at(frames(20), "V1"), e.at(frames(20) + frames(50), "V1"));
    CHECK(e.places("V1") == "0+75 75+75");
    CHECK(e.track("V1").items[1].clip->id == first);
    CHECK(e.places("A1") == e.places("V1"));
}

TEST_CASE(
    "a source keeps its marks while the program is looked at, and the timeline's range says how much of it is taken") {
    Editor e;
    e.twoFilms();
    const MediaId source = e.studio().project()->media[0]->id, other = e.studio().project()->media[1]->id;
    e.studio().viewSource(source);
    e.studio().setViewMarks(frames(10), frames(30));
    e.studio().viewProgram();
    e.studio().selectMedia(source);
    e.studio().locate(frames(150));
    e.key(Qt::Key_D); // overwrites
    CHECK(e.places("V1") == "0+75 75+75 150+20");
    e.studio().viewSource(other);
    CHECK_FALSE(e.studio().viewIn());
    e.studio().viewSource(source);
    CHECK(e.studio().viewIn() == frames(10));
    // In and out on the timeline, in on the source.
    e.studio().setViewMarks(frames(10), {});
    e.studio().viewProgram();
    e.studio().setMarks(frames(200), frames(212));
    e.key(Qt::Key_D);
    CHECK(e.places("V1") == "0+75 75+75 150+20 200+12");
    CHECK(e.studio().sourceMarks(source).in == frames(10));
    CHECK_FALSE(e.studio().markIn());
    CHECK(e.studio().playhead() == frames(212));
    // The out alone: the source ends there.
    e.studio().setViewMarks({}, frames(300));
    e.studio().viewSource(source);
    e.studio().setViewMarks(frames(10), frames(30));
    e.studio().viewProgram();
    e.key(Qt::Key_D);
    CHECK(e.places("V1") == "0+75 75+75 150+20 200+12 280+20");
}

TEST_CASE("a subtitle file becomes a track, and all files that are refused are named") {
    Editor e;
    e.twoFilms();
    std::ofstream(e.file("words.srt")) << "1\n00:00:01,000 --> 00:00:02,000\nHello\n";
    e.studio().importFiles({QString::fromStdString(e.file("words.srt"))});
    REQUIRE(Editor::until([&] { return e.sequence().tracks.back()->kind == TrackKind::subtitle; }));
    CHECK(e.places("words") == "25+25");
    e.messages().clear();
    std::ofstream(e.file("look.cube")) << "LUT_3D_SIZE 2\n";
    std::ofstream(e.file("notes.doc")) << "no medium";
    e.studio().importFiles({QString::fromStdString(e.file("look.cube")), QString::fromStdString(e.file("notes.doc"))});
    REQUIRE(Editor::until([&] { return !e.messages().empty(); }));
    CHECK(e.messages()[0].kind == ui::MessageKind::error);
    for (const char* word : {"look.cube", "LUT", "notes.doc"})
        CHECK(e.messages()[0].text.contains(QLatin1String(word)));
}

TEST_CASE("a file that goes away while the window is open is seen to be gone, and back again") {
    Editor e;
    e.studio().newProject();
    const QString moved = QString::fromStdString(e.file("own.mp4"));
    REQUIRE(QFile::copy(Editor::film(1), moved));
    e.importAll({moved});
    const MediaId id = e.studio().project()->media[0]->id;
    CHECK_FALSE(e.studio().mediaOffline(id));
    REQUIRE(QFile::rename(moved, moved + QStringLiteral(".away")));
    CHECK(Editor::until([&] { return e.studio().mediaOffline(id); }));
    REQUIRE(QFile::rename(moved + QStringLiteral(".away"), moved));
    CHECK(Editor::until([&] { return !e.studio().mediaOffline(id); }));
}

TEST_CASE("no key reaches the film behind an open sheet") {
    Editor e;
    e.twoFilms();
    REQUIRE(e.trigger("export"));
    const size_t steps = e.studio().session()->document().position();
    QWidget* focus = QApplication::focusWidget();
    REQUIRE(focus);
    QTest::keyClick(focus, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(focus, Qt::Key_K, Qt::ControlModifier);
    QTest::keyClick(focus, Qt::Key_1, Qt::ControlModifier);
    CHECK(e.studio().session()->document().position() == steps);
    QTest::keyClick(focus, Qt::Key_Escape);
    e.lanes()->setFocus();
    e.key(Qt::Key_Z, Qt::ControlModifier);
    CHECK(e.studio().session()->document().position() == steps - 1);
}

TEST_CASE("the emptied timeline shows black, and Escape leads out of the full screen") {
    Editor e;
    e.twoFilms();
    auto bright = [&] {
        const QImage& image = e.window().viewer()->picture()->image();
        for (int y = 0; y < image.height(); y += 4)
            for (int x = 0; x < image.width(); x += 4)
                if (qGray(image.pixel(x, y)) > 8) return true;
        return false;
    };
    REQUIRE(Editor::until(bright));
    REQUIRE(e.trigger("select_all"));
    REQUIRE(e.trigger("delete"));
    CHECK(Editor::until([&] { return !e.window().viewer()->picture()->image().isNull() && !bright(); }));
    REQUIRE(e.trigger("undo"));
    QWidget* picture = e.window().viewer()->picture();
    REQUIRE(e.trigger("full_screen"));
    CHECK(picture->window() != &e.window());
    QTest::keyClick(picture, Qt::Key_Escape);
    CHECK(picture->window() == &e.window());
}

TEST_CASE("a window that is narrow has the mixer in the inspector's place and the library as a rail") {
    Editor e;
    e.twoFilms();
    auto part = [&]<class T>(T*) { return e.window().findChild<T*>(); };
    ui::MixerPanel* mixer = part(static_cast<ui::MixerPanel*>(nullptr));
    ui::Inspector* inspector = part(static_cast<ui::Inspector*>(nullptr));
    e.window().resize(1600, 900);
    CHECK(Editor::until([&] { return mixer->isVisible() && inspector->isVisible(); }));
    e.window().resize(1280, 720);
    CHECK(Editor::until([&] { return !mixer->isVisible() && inspector->isVisible(); }));
    Q_EMIT inspector->otherAsked();
    CHECK(mixer->isVisible());
    CHECK_FALSE(inspector->isVisible());
    CHECK(mixer->width() >= 300);
    e.window().setWorkspace(ui::Workspace::sound);
    CHECK(mixer->isVisible());
    e.window().setWorkspace(ui::Workspace::cut);
    Q_EMIT mixer->otherAsked();
    CHECK(inspector->isVisible());
    e.window().resize(1600, 900);
    CHECK(Editor::until([&] { return mixer->isVisible() && inspector->isVisible(); }));
}

TEST_CASE("markers are named, clips grouped and gains typed") {
    Editor e;
    e.twoFilms();
    e.studio().locate(frames(30));
    ui::nameMarker(e.studio(), QStringLiteral("Here"));
    ui::nameMarker(e.studio(), QStringLiteral("There"));
    REQUIRE(e.sequence().markers.size() == 1);
    CHECK(e.sequence().markers[0]->name == "There");
    CHECK(ui::markerName(e.studio()) == QStringLiteral("There"));
    REQUIRE(e.trigger("select_all"));
    REQUIRE(e.trigger("group"));
    CHECK(e.track("V1").items[0].clip->group);
    ui::setGain(e.studio(), -6);
    CHECK(ui::clipGain(*e.track("A1").items[1].clip) == -6);
    REQUIRE(e.trigger("group"));
    CHECK_FALSE(e.track("V1").items[0].clip->group);
}

TEST_CASE("recent projects are named when their menu opens, and open from there") {
    Editor e;
    e.twoFilms();
    e.studio().saveAs(QString::fromStdString(e.file("cut.tandem")));
    REQUIRE(Editor::until([&] { return e.studio().session()->saved(); }));
    e.restart();
    QAction* recent = e.window().actions().find(QStringLiteral("recent_1"));
    REQUIRE(recent);
    for (QObject* in : recent->associatedObjects())
        if (auto menu = qobject_cast<QMenu*>(in)) Q_EMIT menu->aboutToShow();
    CHECK(recent->text().startsWith(QStringLiteral("cut · ")));
    recent->trigger();
    CHECK(Editor::until([&] { return e.studio().session() && e.studio().title() == QStringLiteral("cut"); }));
}
