// The colour panel's pages and the versions of a grade.
#include <QMenu>
#include <QTimer>

#include "tests/ui/editor.h"
#include "ui/controls/buttons.h"
#include "ui/panels/colour_wheels.h"
#include "ui/panels/curve_editor.h"
#include "ui/panels/grade_menu.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Grading : Editor {
    Grading() {
        twoFilms();
        click(at(frames(20), "V1"));
        REQUIRE(trigger("workspace_colour"));
        panel = window().findChild<ui::ColourPanel*>();
        REQUIRE(panel);
        for (auto* row : panel->findChildren<ui::ChoiceRow*>())
            if (row->accessibleName() == QStringLiteral("Colour")) tabs = row;
        REQUIRE(tabs);
    }
    void page(int i) {
        tabs->pressPart(i);
        QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    // The effects of the first clip, by kind.
    Ref<Effect> effect(EffectKind kind) {
        const Ref<EffectStack> stack = track("V1").items[0].clip->effects;
        if (stack)
            for (const auto& e : stack->effects)
                if (e->kind == kind) return e;
        return nullptr;
    }
    std::vector<QString> wheels() {
        std::vector<QString> out;
        for (auto* w : panel->findChildren<ui::ColourWheel*>()) out.push_back(w->accessibleName());
        return out;
    }
    QString word() { return panel->findChild<ui::GradeMenu*>()->text(); }
    ui::ColourPanel* panel = nullptr;
    ui::ChoiceRow* tabs = nullptr;
};

} // namespace

TEST_CASE("the colour panel has a page of log wheels and one of curves; what is moved there is added to the clip") {
    Grading e;
    CHECK(e.wheels().size() == 3);
    e.page(1);
    CHECK(e.wheels() == std::vector<QString>{"Shadows", "Midtones", "Highlights", "Offset"});
    auto* wheel = e.panel->findChildren<ui::ColourWheel*>().at(2);
    wheel->setFocus();
    QTest::keyClick(wheel, Qt::Key_Up);
    const Ref<Effect> log = e.effect(EffectKind::log_wheels);
    REQUIRE(log);
    CHECK(log->params[slot::wheel_highlight].value != 0);
    CHECK(log->params[slot::wheel_shadow].value == 0);

    e.page(2);
    const auto curves = e.panel->findChildren<ui::CurvePlot*>();
    REQUIRE(curves.size() == 2);
    CHECK(curves[0]->points().empty()); // of no effect yet: straight
    const QPoint middle = curves[0]->rect().center();
    QTest::mouseDClick(curves[0], Qt::LeftButton, {}, middle - QPoint(0, 20));
    const Ref<Effect> curve = e.effect(EffectKind::curves);
    REQUIRE(curve);
    CHECK_FALSE(curve->texts[0].empty());
    // And all of it goes back by one button, one step.
    for (auto* b : e.panel->findChildren<ui::IconButton*>())
        if (b->accessibleName() == QStringLiteral("Reset all of the colour panel")) b->click();
    CHECK(e.effect(EffectKind::curves)->texts[0].empty());
    CHECK(e.messages().empty());
    e.studio().undo();
    CHECK_FALSE(e.effect(EffectKind::curves)->texts[0].empty());
}

TEST_CASE("versions of a grade are made, stepped through and removed; the panel says which one is shown") {
    Grading e;
    CHECK(e.word() == QStringLiteral("Versions"));
    REQUIRE(e.studio().run("add_effect", {{"clip", ui::arg(e.track("V1").items[0].clip->id)}, {"effect", "exposure"}}));
    REQUIRE(e.trigger("grade_empty"));
    CHECK_FALSE(e.effect(EffectKind::exposure));
    CHECK(e.word() == QStringLiteral("Grade 2 · 2 of 2"));
    REQUIRE(e.trigger("grade_next"));
    CHECK(e.effect(EffectKind::exposure));
    CHECK(e.word() == QStringLiteral("Grade 1 · 1 of 2"));
    REQUIRE(e.trigger("grade_previous"));
    CHECK_FALSE(e.effect(EffectKind::exposure));

    // By its menu: the other one is chosen, then removed.
    const auto pick = [&](const char* what) {
        bool found = false;
        QTimer::singleShot(0, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            for (QAction* a : menu ? menu->actions() : QList<QAction*>())
                if (a->text() == QString::fromUtf8(what)) found = true, a->trigger();
            if (menu) menu->close();
        });
        e.panel->findChild<ui::GradeMenu*>()->click();
        CHECK(found);
    };
    pick("Grade 1");
    CHECK(e.effect(EffectKind::exposure));
    pick("Remove this version");
    CHECK_FALSE(e.effect(EffectKind::exposure));
    CHECK_FALSE(e.track("V1").items[0].clip->grades);
    CHECK(e.messages().empty());
    // Where there is none to choose from, that is said.
    REQUIRE(e.trigger("grade_next"));
    CHECK(e.messages().size() == 1);
}
