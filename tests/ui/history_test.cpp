// Undo history and versions as their panel shows them.
#include <signal.h>
#include <sys/resource.h>

#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include "tests/ui/editor.h"
#include "ui/panels/history_panel.h"

using namespace tandem;
using namespace tandem::test;

static void film(Editor& e) {
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    e.studio().select({});
    e.lanes()->setFocus();
}

TEST_CASE("the history names its steps, goes to any of them, and says what an edit took away") {
    Editor e;
    film(e);
    REQUIRE(e.trigger("history"));
    ui::HistoryPanel* panel = e.window().history();
    REQUIRE(panel->isVisible());
    ui::HistoryModel* model = panel->model();
    const int opened = model->rowCount();
    for (const int at : {10, 20, 30}) {
        e.studio().locate(FrameRate{25, 1}.time_of(at));
        REQUIRE(e.trigger("split_all"));
    }
    CHECK(model->rowCount() == opened + 3);
    CHECK(model->position() == opened + 2);
    CHECK(model->index(opened, 0).data().toString() == QStringLiteral("Split"));
    // A preview is no step.
    REQUIRE(e.studio().preview("slice", {{"at", "40f"}}));
    CHECK(model->rowCount() == opened + 3);
    e.studio().cancelPreview();

    auto list = panel->findChild<QListView*>();
    REQUIRE(list);
    QTest::qWait(20);
    const QRect row = list->visualRect(model->index(opened, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.center());
    CHECK(model->position() == opened);
    CHECK(e.places("V1") == "0+10 10+65");
    CHECK(model->rowCount() == opened + 3); // what was undone is there still
    CHECK(model->index(opened + 1, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("undone")));
    e.studio().goTo(static_cast<size_t>(opened + 2));
    CHECK(e.places("V1") == "0+10 10+10 20+10 30+45");
    CHECK(model->lost() == 0);
    e.studio().goTo(static_cast<size_t>(opened));
    REQUIRE(e.trigger("marker"));
    CHECK(model->lost() == 2);
    CHECK(model->rowCount() == opened + 2);
    REQUIRE(e.trigger("split_all"));
    CHECK(model->lost() == 0);
}

TEST_CASE("a version is kept, compared, restored as a step, and deleted") {
    Editor e;
    film(e);
    REQUIRE(e.trigger("history"));
    ui::HistoryPanel* panel = e.window().history();
    e.studio().keepVersion(QStringLiteral("동해 첫 컷"));
    REQUIRE(Editor::until([&] { return panel->versions()->count() == 1; }));
    CHECK(panel->versions()->item(0)->text().contains(QStringLiteral("동해 첫 컷")));
    CHECK_FALSE(panel->versions()->item(0)->text().contains(QStringLiteral("against")));
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    REQUIRE(e.places("V1") == "0+75 75+75");
    CHECK(panel->versions()->item(0)->text().contains(QStringLiteral("−00:00:03:00 against now")));
    const Ref<Project> longer = e.studio().project();
    e.studio().restoreVersion(e.studio().versions()[0]);
    REQUIRE(Editor::until([&] { return e.places("V1") == "0+75"; }));
    CHECK(
        panel->model()->index(panel->model()->position(), 0).data().toString().contains(QStringLiteral("동해 첫 컷")));
    REQUIRE(e.trigger("undo"));
    CHECK(e.studio().project() == longer);
    // Of this project, and there after a restart.
    const QString path = QString::fromStdString(e.studio().session()->path());
    e.restart();
    e.studio().openProject(path);
    REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }));
    REQUIRE(e.studio().versions().size() == 1);
    e.messages().clear(); // of what was recovered
    e.studio().dropVersion(e.studio().versions()[0]);
    CHECK(e.studio().versions().empty());
    CHECK(e.messages().empty());
}

TEST_CASE(
    "edits that cannot be written are told, asked about before the project is left, and written when there is room") {
    Editor e;
    e.studio().newProject();
    const std::string path = e.file("film.tandem");
    REQUIRE(e.studio().saveNow(QString::fromStdString(path)));
    e.messages().clear();
    // No file of this process may grow.
    auto* handler = signal(SIGXFSZ, SIG_IGN);
    struct rlimit was {};
    getrlimit(RLIMIT_FSIZE, &was);
    const struct rlimit full { 1, was.rlim_max };
    REQUIRE(setrlimit(RLIMIT_FSIZE, &full) == 0);
    e.studio().run("add_bus", {{"name", "Unsafe"}});
    CHECK(Editor::until([&] { return !e.messages().empty(); }));
    REQUIRE(e.messages().size() == 1);
    CHECK(e.messages()[0].kind == ui::MessageKind::error);
    CHECK(e.messages()[0].title == QStringLiteral("Edits cannot be kept safe"));
    // Answers the question that closing asks.
    QString asked;
    auto answer = [&](QMessageBox::ButtonRole role) {
        asked.clear();
        QTimer::singleShot(0, &e.window(), [&asked, role] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            REQUIRE(box);
            asked = box->text();
            for (QAbstractButton* b : box->buttons())
                if (box->buttonRole(b) == role) b->click();
        });
    };
    answer(QMessageBox::RejectRole);
    REQUIRE(e.trigger("close"));
    CHECK(asked.contains(QStringLiteral("would be lost")));
    REQUIRE(e.studio().session());
    answer(QMessageBox::RejectRole);
    e.studio().openProject(QString::fromStdString(path));
    CHECK_FALSE(asked.isEmpty());
    REQUIRE(e.studio().sequence()->mixer->buses.size() == 1);
    e.messages().clear();
    setrlimit(RLIMIT_FSIZE, &was);
    signal(SIGXFSZ, handler);
    CHECK(Editor::until([&] { return !e.messages().empty(); }));
    REQUIRE(e.messages().size() == 1);
    CHECK(e.messages()[0].kind == ui::MessageKind::ok);
    // Now it is safe to leave unasked, and everything is there again.
    REQUIRE(e.trigger("close"));
    CHECK_FALSE(e.studio().session());
    e.studio().openProject(QString::fromStdString(path));
    REQUIRE(Editor::until([&] { return e.studio().session() != nullptr; }));
    CHECK(e.studio().sequence()->mixer->buses.size() == 1);
}
