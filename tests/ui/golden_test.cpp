// The main states of the window beside their golden pictures (tests/golden/window), and that the comparison sees a
// panel that moved or is gone. TANDEM_UPDATE=1 writes the pictures anew: look at them before they are committed.
#include <QFontInfo>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTranslator>
#include <filesystem>

#include "tests/ui/editor.h"
#include "tests/ui/golden.h"
#include "ui/dialogs/export_sheet.h"
#include "ui/panels/mixer_panel.h"
#include "ui/panels/start_parts.h"

using namespace tandem;
using namespace tandem::test;

namespace {

bool fontsThere() {
    return QFontInfo(ui::textFont(12)).family().startsWith(QStringLiteral("Inter")) &&
           QFontInfo(QFont(QStringLiteral("Noto Sans CJK KR"))).family() == QStringLiteral("Noto Sans CJK KR");
}

// A short piece with picture and sound, the same each time: no take, no clock, nothing played.
void buildPiece(Editor& e) {
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    for (const size_t i : {0, 1}) {
        e.studio().selectMedia(e.studio().project()->media[i]->id);
        REQUIRE(e.trigger("append"));
    }
    const TrackId a1 = e.track("A1").id, a2 = e.track("A2").id;
    const ClipId first = e.track("V1").items[0].clip->id;
    std::vector<Value> made;
    REQUIRE(e.studio().runAll(QStringLiteral("Piece"),
                              {{"set_track", {{"track", ui::arg(a1)}, {"name", "Voice"}}},
                               {"set_track", {{"track", ui::arg(a2)}, {"name", "Music"}}},
                               {"add_bus", {{"name", "Room"}}},
                               {"add_marker", {{"at", "2s"}, {"name", "Cut here"}}},
                               {"add_effect",
                                {{"track", ui::arg(a1)},
                                 {"effect", "eq"},
                                 {"params", ValueObject{{"band1_type", "low_cut"},
                                                        {"band1_frequency", 90.0},
                                                        {"band2_type", "bell"},
                                                        {"band2_frequency", 2500.0},
                                                        {"band2_gain_db", 4.0}}}}},
                               {"add_effect", {{"track", ui::arg(a1)}, {"effect", "compressor"}}},
                               {"add_effect", {{"clip", ui::arg(first)}, {"effect", "lift_gamma_gain"}}},
                               {"set_strip", {{"track", ui::arg(a1)}, {"gain_db", -4.5}}}},
                              &made));
    const BusId room = e.studio().sequence()->mixer->buses[0]->id;
    REQUIRE(e.studio().run("set_send", {{"track", ui::arg(a1)}, {"to", ui::arg(room)}, {"gain_db", -14.0}}));
    e.studio().focusStrip({.track = a1});
    e.studio().select({first});
    e.studio().locate(Time::from_seconds(1));
    e.model().zoomToFit();
}

// The lower right corner: device, format, sound; what names folders and devices; and what the caller names.
std::vector<QRect> masks(Editor& e, std::initializer_list<QWidget*> more = {}) {
    const QRect all = e.window().rect();
    std::vector<QRect> out{QRect(all.width() / 2, all.height() - 24, all.width() / 2, 24)};
    for (QWidget* w : more) out.push_back(QRect(w->mapTo(&e.window(), QPoint()), w->size()));
    for (QWidget* w : e.window().findChildren<QWidget*>()) {
        const bool machine = qobject_cast<ui::FactRow*>(w) || w->accessibleName() == QStringLiteral("Folder") ||
                             w->accessibleName() == QStringLiteral("Encoder");
        if (machine && w->isVisible()) out.push_back(QRect(w->mapTo(&e.window(), QPoint()), w->size()));
    }
    return out;
}

QImage picture(Editor& e, std::initializer_list<QWidget*> more = {}) {
    return golden_picture(e.window().grab().toImage(), masks(e, more));
}

// Thumbnails, waveforms and the picture come when they are made: until it looks as it should, or does not change.
void compare(Editor& e, const std::string& name, std::initializer_list<QWidget*> more = {}) {
    CAPTURE(name);
    if (golden_update()) {
        QTest::qWait(3000);
        std::filesystem::create_directories(std::filesystem::path(golden_file(name)).parent_path());
        REQUIRE(picture(e, more).save(QString::fromStdString(golden_file(name))));
        return;
    }
    const QImage wanted(QString::fromStdString(golden_file(name)));
    REQUIRE_FALSE(wanted.isNull());
    GoldenDifference d;
    QImage now;
    const bool same = Editor::until([&] {
        now = picture(e, more);
        d = golden_difference(wanted, now.convertToFormat(wanted.format()));
        return d.worst <= kGoldenTolerance;
    });
    if (!same) (void)now.save(QString::fromStdString("golden_" + name + ".png"));
    CHECK_MESSAGE(same, "differs by " << d.worst << " at " << d.block.x() * 2 << ", " << d.block.y() * 2
                                      << "; see golden_" << name << ".png in the test's folder");
}

} // namespace

TEST_CASE("the workspaces, the start screen and the export sheet look as their golden pictures") {
    if (!fontsThere()) {
        MESSAGE("skipped: Inter or Noto Sans CJK KR is not installed");
        return;
    }
    Editor e;
    e.window().resize(1920, 1080);
    compare(e, "start_en");
    buildPiece(e);
    for (const char* workspace : {"cut", "sound", "colour", "deliver"}) {
        REQUIRE(e.trigger((std::string("workspace_") + workspace).c_str()));
        compare(e, std::string(workspace) + "_en");
    }
    REQUIRE(e.trigger("workspace_cut"));
    e.window().findChild<ui::ExportSheet*>()->open();
    compare(e, "export_en");
}

TEST_CASE("the Cut workspace in Korean looks as its golden picture") {
    if (!fontsThere()) {
        MESSAGE("skipped: Inter or Noto Sans CJK KR is not installed");
        return;
    }
    QTranslator korean;
    REQUIRE(korean.load(QStringLiteral(":/translations/ko.qm")));
    QCoreApplication::installTranslator(&korean);
    ui::setSpeaksKorean(true);
    {
        Editor e;
        e.window().resize(1920, 1080);
        buildPiece(e);
        compare(e, "cut_ko");
    }
    ui::setSpeaksKorean(false);
    QCoreApplication::removeTranslator(&korean);
}

TEST_CASE("a panel that moved, changed its size or is gone is no longer the golden picture") {
    Editor e;
    e.window().resize(1920, 1080);
    buildPiece(e);
    REQUIRE(e.trigger("workspace_sound"));
    QImage before; // when all that is drawn by workers is there
    REQUIRE(Editor::until([&] {
        const QImage last = std::exchange(before, picture(e));
        QTest::qWait(300);
        return !last.isNull() && golden_difference(last, before).worst < 1;
    }));
    auto differs = [&] { return golden_difference(before, picture(e)).worst > kGoldenTolerance; };
    for (QSplitter* s : e.window().findChildren<QSplitter*>()) {
        const QList<int> sizes = s->sizes();
        QList<int> moved = sizes;
        int first = -1, second = -1;
        for (int i = 0; i < s->count(); ++i)
            if (s->widget(i)->isVisible())
                second = first >= 0 && second < 0 ? i : second, first = first < 0 ? i : first;
        if (second < 0) continue;
        moved[first] -= 12, moved[second] += 12;
        s->setSizes(moved);
        CHECK(differs());
        s->setSizes(sizes);
        REQUIRE(Editor::until([&] { return !differs(); }));
    }
    auto mixer = e.window().findChild<ui::MixerPanel*>();
    mixer->hide();
    CHECK(differs());
    mixer->show();
    CHECK(Editor::until([&] { return !differs(); }));
}
