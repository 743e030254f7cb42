// Media that moved are found again by their content, whatever they are called now.
#include <QDir>

#include "tests/ui/editor.h"
#include "ui/panels/media_pool.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("offline media are relinked from a folder in one step; what is not there stays offline") {
    Editor e;
    e.studio().newProject();
    const QDir root(QString::fromStdString(e.folder()));
    for (const char* d : {"old", "proj", "new/deep"}) root.mkpath(QString::fromLatin1(d));
    QStringList files;
    for (int i = 1; i <= 3; ++i) {
        files.push_back(root.filePath(QStringLiteral("old/film%1.mp4").arg(i)));
        REQUIRE(QFile::copy(Editor::film(i), files.back()));
    }
    e.importAll(files);
    // Two move, one of them under another name, the third is gone.
    REQUIRE(QFile::rename(files[0], root.filePath(QStringLiteral("new/deep/film1.mp4"))));
    REQUIRE(QFile::rename(files[1], root.filePath(QStringLiteral("new/renamed.mp4"))));
    REQUIRE(QFile::remove(files[2]));
    // A stranger of a known name but other content is not taken.
    QFile other(root.filePath(QStringLiteral("new/film3.mp4")));
    REQUIRE(other.open(QIODevice::WriteOnly));
    other.write("not a film");
    other.close();
    auto offline = [&] {
        int n = 0;
        for (const auto& m : e.studio().project()->media) n += e.studio().mediaOffline(m->id);
        return n;
    };
    e.studio().saveAs(QString::fromStdString(e.file("proj/film.tandem")));
    REQUIRE(Editor::until([&] { return e.studio().session()->saved(); }));
    bool opened = false;
    QObject::connect(&e.studio(), &ui::Studio::sessionChanged, &e.window(), [&] { opened = true; });
    e.studio().openProject(QString::fromStdString(e.file("proj/film.tandem")));
    REQUIRE(Editor::until([&] { return opened; }));
    REQUIRE(Editor::until([&] { return offline() == 3; }));
    auto pool = e.window().findChild<ui::MediaPool*>();
    const size_t steps = e.studio().session()->document().position();
    e.messages().clear();
    pool->relinkFrom(root.filePath(QStringLiteral("new")));
    REQUIRE(Editor::until([&] { return !e.messages().empty(); }));
    CHECK(Editor::until([&] { return offline() == 1; }));
    CHECK(e.studio().project()->media[0]->path == root.filePath(QStringLiteral("new/deep/film1.mp4")).toStdString());
    CHECK(e.studio().project()->media[1]->path == root.filePath(QStringLiteral("new/renamed.mp4")).toStdString());
    CHECK(e.studio().project()->media[2]->path == files[2].toStdString());
    CHECK(e.studio().session()->document().position() == steps + 1);
}
