// Both languages are complete: every text of the window's sources is translated, and every word of the catalog is
// listed for the translators.
#include <QFile>
#include <QRegularExpression>
#include <QTranslator>

#include "tests/ui/editor.h"
#include "ui/dialogs/export_parts.h"
#include "ui/dialogs/preset_words.h"
#include "ui/panels/catalog_words.h"
#include "ui/panels/row_plan.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("no text is left without a translation, and placeholders agree") {
    QFile file(QStringLiteral(TANDEM_SOURCE_DIR "/resources/translations/ko.ts"));
    REQUIRE(file.open(QIODevice::ReadOnly));
    const QString all = QString::fromUtf8(file.readAll());
    CHECK(all.count(QStringLiteral("type=\"unfinished\"")) == 0);
    static const QRegularExpression message(QStringLiteral("<source>(.*?)</source>.*?<translation>(.*?)</translation>"),
                                            QRegularExpression::DotMatchesEverythingOption);
    int count = 0;
    for (auto it = message.globalMatch(all); it.hasNext();) {
        const auto m = it.next();
        ++count;
        for (const char* place : {"%1", "%2", "%3", "%n"})
            CHECK_MESSAGE(m.captured(1).count(QLatin1String(place)) == m.captured(2).count(QLatin1String(place)),
                          m.captured(1).toStdString());
    }
    CHECK(count > 900);
    // Under the names that classes ask by.
    QTranslator korean;
    REQUIRE(korean.load(QStringLiteral(":/translations/ko.qm")));
    CHECK(korean.translate(ui::MainWindow::staticMetaObject.className(), "Export") == QStringLiteral("내보내기"));
    CHECK_FALSE(korean.translate(ui::TimelinePanel::staticMetaObject.className(), "Ripple").isEmpty());
}

TEST_CASE("every word of the catalog is listed for translation and has one") {
    QStringList listed;
    for (const char* w : ui::catalogWords()) listed.push_back(QString::fromUtf8(w));
    QTranslator korean;
    REQUIRE(korean.load(QStringLiteral(":/translations/ko.qm")));
    for (const EffectSpec& e : all_effects()) {
        QStringList words{ui::effectName(e.kind)};
        for (const ParamSpec& p : e.params) words << ui::paramName(p) << ui::choiceNames(p);
        for (const ui::RowPlan& row : ui::planRows(e.kind)) words << row.label;
        for (const QString& w : words) {
            if (w.isEmpty()) continue;
            CHECK_MESSAGE(listed.contains(w), w.toStdString());
            CHECK_MESSAGE(!korean.translate("Catalog", w.toUtf8().constData()).isEmpty(), w.toStdString());
        }
    }
}

TEST_CASE("every label of the command table has a translation for the undo list") {
    QTranslator korean;
    REQUIRE(korean.load(QStringLiteral(":/translations/ko.qm")));
    int count = 0;
    for (const char* name : {"clip", "effect", "plugin", "project", "timeline"}) {
        QFile file(QStringLiteral(TANDEM_SOURCE_DIR "/engine/session/commands_%1.cpp").arg(QLatin1String(name)));
        REQUIRE(file.open(QIODevice::ReadOnly));
        const QString source = QString::fromUtf8(file.readAll());
        static const QRegularExpression label(
            QStringLiteral("edit_(?:sequence|project)\\(\\s*a,\\s*\"([^\"]+)\"|Label\\[\\] = \"([^\"]+)\""));
        for (auto it = label.globalMatch(source); it.hasNext(); ++count) {
            const auto m = it.next();
            const QString text = m.captured(1).isEmpty() ? m.captured(2) : m.captured(1);
            CHECK_MESSAGE(!korean.translate("Commands", text.toUtf8().constData()).isEmpty(), text.toStdString());
        }
    }
    CHECK(count > 30);
}

TEST_CASE("every built-in preset is listed for translation, and the sheet's list finds it") {
    QStringList listed;
    for (const char* w : ui::presetWords()) listed.push_back(QString::fromUtf8(w));
    QTranslator korean;
    REQUIRE(korean.load(QStringLiteral(":/translations/ko.qm")));
    int presets = 0;
    for (const PresetInfo& p : list_presets()) {
        if (!p.built_in) continue;
        ++presets;
        for (const std::string& w : {p.title, p.description}) {
            CHECK_MESSAGE(listed.contains(QString::fromStdString(w)), w);
            CHECK_MESSAGE(!korean.translate("Presets", w.c_str()).isEmpty(), w);
        }
        CHECK(ui::presetGroup(p.group) != ui::presetGroup(""));
    }
    CHECK(presets >= 60);

    ui::PresetList list(nullptr);
    list.refresh(nullptr, nullptr);
    CHECK(list.shown() >= presets);
    list.filter(QStringLiteral("youtube 2160p"));
    CHECK(list.shown() == 3); // SDR, PQ, HLG
    QString chosen;
    QObject::connect(&list, &ui::PresetList::chosen, [&](const QString& id) { chosen = id; });
    list.filter(QStringLiteral("r 128 wav"));
    REQUIRE(list.shown() == 1);
    list.chooseFirst();
    CHECK(chosen == QStringLiteral("broadcast.ebu-r128"));
    // Headings of groups without rows are hidden with them.
    int seen = 0;
    for (int i = 0; i < list.count(); ++i) seen += !list.item(i)->isHidden();
    CHECK(seen == 2);
    list.filter(QStringLiteral("no such preset"));
    CHECK(list.shown() == 0);
    list.filter({});
    CHECK(list.shown() >= presets);
}
