// What a file manager drops onto the window: text/uri-list with files, folders and Korean names; projects; what is no
// medium and what is elsewhere, by messages.
#include <QUrl>
#include <filesystem>
#include <fstream>

#include "tests/ui/editor.h"
#include "ui/mime.h"
#include "ui/panels/mixer_panel.h"

using namespace tandem;
using namespace tandem::test;

namespace {

namespace fs = std::filesystem;

// As a file manager does it: the list as text, with everything but ASCII escaped.
void dropOn(QWidget* target, const QByteArray& list) {
    QMimeData data;
    data.setData(QStringLiteral("text/uri-list"), list);
    const QPoint p = target->rect().center();
    // Like the platform does: to the innermost that takes drops.
    while (target && !target->acceptDrops()) target = target->parentWidget();
    REQUIRE(target);
    QDragEnterEvent enter(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    CHECK(enter.isAccepted());
    QDropEvent event(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &event);
    CHECK(event.isAccepted());
}
QByteArray list(const std::vector<std::string>& paths) {
    QByteArray out;
    for (const std::string& p : paths) out += QUrl::fromLocalFile(QString::fromStdString(p)).toEncoded() + "\r\n";
    return out;
}

} // namespace

TEST_CASE("files and folders with Korean names, dropped on the start screen and on a panel, are in the pool") {
    Editor e;
    const std::string folder = e.file("동해의 소리/촬영 1");
    fs::create_directories(folder);
    fs::copy_file(Editor::film(1).toStdString(), folder + "/바다 #1.mp4");
    fs::copy_file(Editor::film(2).toStdString(), folder + "/파도 100%.mp4");
    std::ofstream(folder + "/메모.txt") << "not a film";
    const QByteArray one = list({folder + "/바다 #1.mp4"});
    CHECK(one.contains("%EB%B0%94%EB%8B%A4%20%231.mp4"));
    dropOn(e.window().viewer()->parentWidget(), one); // the start screen stands in its place
    REQUIRE(Editor::until([&] { return e.studio().session() && e.studio().project()->media.size() == 1; }));
    CHECK(e.studio().project()->media[0]->path == folder + "/바다 #1.mp4");
    // The folder has it again, and one more; the note in it is passed over.
    dropOn(e.window().findChild<ui::MixerPanel*>(), list({e.file("동해의 소리")}));
    REQUIRE(Editor::until([&] { return e.studio().project()->media.size() == 2; }));
    CHECK(e.studio().project()->media[1]->name.starts_with("파도 100%"));
    CHECK(e.messages().empty());
}

TEST_CASE("what is no medium is named, what is elsewhere refused, and no project is made of it") {
    Editor e;
    const std::string note = e.file("메모.txt");
    std::ofstream(note) << "not a film";
    fs::create_directories(e.file("빈 폴더"));
    auto said = [&](const char* title) {
        const bool came = Editor::until([&] { return !e.messages().empty(); });
        REQUIRE(came);
        CHECK(e.messages().back().title == QString::fromUtf8(title));
        const QString text = e.messages().back().text;
        e.messages().clear();
        return text;
    };
    dropOn(&e.window(), list({note}));
    CHECK(said("1 file(s) could not be imported").contains(QStringLiteral("메모.txt")));
    dropOn(&e.window(), list({e.file("빈 폴더")}));
    said("There are no media in this folder");
    dropOn(&e.window(), "https://example.org/film.mp4\r\n");
    said("Only files of this computer can be dropped here");
    CHECK_FALSE(e.studio().session());

    // Beside a film it is named too, and the film is there.
    dropOn(&e.window(), list({note, Editor::film(1).toStdString()}));
    said("1 file(s) could not be imported");
    REQUIRE(e.studio().session());
    CHECK(e.studio().project()->media.size() == 1);
}

TEST_CASE("a project that is dropped opens") {
    Editor e;
    e.studio().newProject();
    e.studio().run("add_bus", {{"name", "Dropped"}});
    const std::string path = e.file("작품.tandem");
    e.studio().saveAs(QString::fromStdString(path));
    REQUIRE(Editor::until([&] { return fs::exists(path) && e.studio().session()->saved(); }));
    e.studio().closeProject();
    dropOn(&e.window(), list({path}));
    REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }));
    CHECK(e.studio().title() == QStringLiteral("작품"));
    CHECK(e.studio().sequence()->mixer->buses.size() == 1);
}

TEST_CASE("the program viewer has zones for what is dropped on it") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    QWidget* view = e.window().viewer()->picture();
    auto dropAt = [&](ui::DropZones::Zone zone, std::initializer_list<size_t> media) {
        QMimeData data;
        QByteArray ids;
        for (size_t i : media) ids += QByteArray::number(qulonglong(e.studio().project()->media[i]->id.value)) + ' ';
        data.setData(ui::kMediaMime, ids.trimmed());
        const QPoint p = ui::DropZones::place(zone, QRectF(view->rect())).center().toPoint();
        QDragEnterEvent enter(QPoint(2, 2), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view, &enter);
        CHECK(enter.isAccepted());
        QDragMoveEvent move(p, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view, &move);
        QDropEvent drop(p, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(view, &drop);
    };
    using Zone = ui::DropZones::Zone;
    dropAt(Zone::append, {0, 1});
    CHECK(e.places("V1") == "0+75 75+75");
    e.studio().locate(FrameRate{25, 1}.time_of(75));
    dropAt(Zone::insert, {0});
    CHECK(e.places("V1") == "0+75 75+75 150+75");
    dropAt(Zone::on_top, {1});
    CHECK(e.places("V2") == "75+75");
    e.studio().locate(FrameRate{25, 1}.time_of(100));
    dropAt(Zone::overwrite, {0});
    CHECK(e.places("V1") == "0+75 75+25 100+75 175+50");
    CHECK_FALSE(e.studio().viewingSource());
    dropAt(Zone::source, {1});
    CHECK(e.studio().viewingSource());
    CHECK(e.studio().sourceMedia() == e.studio().project()->media[1]->id);
}
