// The Deliver workspace: one film with its settings, and a matrix of films.
#include <QComboBox>
#include <QLineEdit>
#include <QSettings>
#include <QTableWidget>

#include "tests/ui/editor.h"
#include "ui/delivery.h"
#include "ui/dialogs/export_form.h"
#include "ui/export_queue.h"
#include "ui/panels/deliver_panels.h"

using namespace tandem;
using namespace tandem::test;

namespace {

template<class W>
W* named(QWidget* in, const char* name) {
    for (W* w : in->findChildren<W*>())
        if (w->accessibleName() == QString::fromUtf8(name) && w->isVisible()) return w;
    return nullptr;
}

void film(Editor& e) {
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    QSettings().setValue(QStringLiteral("export/folder"), QString::fromStdString(e.folder()));
    REQUIRE(e.trigger("workspace_deliver"));
}

} // namespace

TEST_CASE("the deliver workspace shows presets, viewer, settings, timeline and queue; others hide them") {
    Editor e;
    film(e);
    auto deliver = e.window().findChild<ui::DeliverPanel*>();
    REQUIRE(deliver);
    CHECK(e.window().workspace() == ui::Workspace::deliver);
    for (QWidget* w : {static_cast<QWidget*>(deliver), static_cast<QWidget*>(deliver->presets()),
                       static_cast<QWidget*>(e.window().viewer()), static_cast<QWidget*>(e.window().timeline()),
                       static_cast<QWidget*>(e.window().findChild<ui::QueuePanel*>())})
        CHECK(w->isVisible());
    REQUIRE(e.trigger("workspace_cut"));
    CHECK_FALSE(deliver->isVisible());
    CHECK_FALSE(deliver->presets()->isVisible());
}

TEST_CASE("encoder, loudness and subtitles of the form become keys of the preset and a snapshot") {
    Editor e;
    film(e);
    REQUIRE(e.studio().run("add_track", {{"kind", "subtitle"}}));
    const TrackId subtitles = e.sequence().tracks.back()->id;
    ui::ExportChoice choice;
    choice.encoder = QStringLiteral("auto"), choice.loudness = QStringLiteral("-23");
    ui::PresetKeys keys;
    auto preset = ui::composePreset(choice, *e.studio().project(), e.sequence(), &keys);
    REQUIRE(preset);
    CHECK(preset->video.encoder == EncoderChoice::automatic);
    CHECK(preset->audio[0].loudness.lufs == -23.0);
    CHECK(preset->audio[0].loudness.mode == LoudnessMode::normalise);
    CHECK(keys.size() == 3);
    choice.loudness = QStringLiteral("off");
    preset = ui::composePreset(choice, *e.studio().project(), e.sequence());
    REQUIRE(preset);
    CHECK_FALSE(preset->audio[0].loudness.active());

    const Ref<Project> project = e.studio().project();
    const Ref<Sequence> sequence = e.studio().sequence();
    auto shown = [&](const ui::Snapshot& s) {
        for (const auto& t : s.sequence->tracks)
            if (t->id == subtitles) return t->enabled;
        return false;
    };
    CHECK(ui::withSubtitles(project, sequence, {}).project == project);
    CHECK_FALSE(shown(ui::withSubtitles(project, sequence, QStringLiteral("none"))));
    CHECK(shown(ui::withSubtitles(project, sequence, QString::number(subtitles.value))));
    CHECK(e.studio().project() == project); // the edit itself stays
}

TEST_CASE("the form tells the size before, and after a film its own measure and time") {
    Editor e;
    film(e);
    auto deliver = e.window().findChild<ui::DeliverPanel*>();
    auto loudness = named<QComboBox>(deliver, "Loudness");
    REQUIRE(loudness);
    loudness->setCurrentIndex(loudness->findData(QStringLiteral("-23")));
    CHECK(QSettings().value(QStringLiteral("export/loudness/h264")).toString() == QStringLiteral("-23"));
    loudness->setCurrentIndex(0);
    auto words = [&] {
        QStringList out;
        for (QLabel* l : deliver->findChildren<QLabel*>())
            if (l->isVisible()) out.push_back(l->text());
        return out.join(u'\n');
    };
    CHECK(words().contains(QStringLiteral("about ")));
    CHECK_FALSE(words().contains(QStringLiteral(" here")));
    REQUIRE(e.trigger("export_now"));
    REQUIRE(Editor::until([&] { return !e.window().exports()->running(); }, 60000));
    REQUIRE(e.window().exports()->jobs().size() == 1);
    CHECK(e.window().exports()->jobs()[0].state == ui::ExportState::done);
    CHECK(QFileInfo::exists(e.window().exports()->jobs()[0].path));
    CHECK(Editor::until([&] { return QSettings().contains(QStringLiteral("export/ratio/h264")); }));
}

TEST_CASE("a matrix is planned as a table, made, and known again the next time") {
    Editor e;
    film(e);
    e.studio().saveAs(QString::fromStdString(e.file("film.tandem")));
    REQUIRE(Editor::until([&] { return e.studio().session()->saved(); }));
    QDir().mkpath(QString::fromStdString(e.file("out")));
    const QString spec = QString::fromStdString(e.file("two.tandemmatrix.json"));
    auto write = [&](const char* text) {
        QFile file(spec);
        REQUIRE(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write(R"({"tandemMatrix":1,"deliverables":[{"id":"sound","preset":"audio.wav","name":"mix.wav"},
              {"id":"film","preset":"h264","name":"film.mp4"}]})");
    auto deliver = e.window().findChild<ui::DeliverPanel*>();
    deliver->showMatrix(true);
    auto table = deliver->findChild<QTableWidget*>();
    ui::Delivery& delivery = *e.window().delivery();
    const QString out = QString::fromStdString(e.file("out"));
    auto plan = [&] {
        delivery.plan(spec, out, {});
        REQUIRE(Editor::until([&] { return !delivery.busy(); }));
    };
    plan();
    REQUIRE(delivery.planned());
    REQUIRE(table->rowCount() == 2);
    CHECK(table->item(0, 0)->text() == QStringLiteral("mix.wav"));
    CHECK(table->item(1, 1)->text().contains(QStringLiteral("320 × 180")));
    CHECK(QDir(out).isEmpty()); // a dry run writes nothing
    delivery.make();
    REQUIRE(Editor::until([&] { return !delivery.busy(); }, 60000));
    CHECK(delivery.rows()[0].state == ui::DeliveryRow::State::made);
    CHECK(delivery.rows()[1].state == ui::DeliveryRow::State::made);
    CHECK(QFileInfo::exists(out + QStringLiteral("/film.mp4")));
    plan();
    CHECK(delivery.rows()[0].state == ui::DeliveryRow::State::kept);
    write(R"({"tandemMatrix":1,"deliverables":[{"preset":"no-such-preset"}]})");
    plan();
    CHECK_FALSE(delivery.planned());
    CHECK(delivery.failed());
    CHECK(delivery.summary().contains(QStringLiteral("no-such-preset")));
    delivery.plan(QString::fromStdString(e.file("gone.lua")), out, {});
    REQUIRE(Editor::until([&] { return !delivery.busy(); }));
    CHECK(delivery.failed()); // no runner of scripts in this window
}
