// Gain reduction on screen: beside the strip's level, in the insert's row, in the dynamics page.
#include <QAccessible>
#include <cmath>

#include "engine/model/sound_slots.h"
#include "tests/support/wav.h"
#include "tests/ui/editor.h"
#include "ui/controls/reduction_bar.h"
#include "ui/panels/dynamics_graph.h"
#include "ui/panels/mixer_panel.h"
#include "ui/panels/strip_editor.h"
#include "ui/panels/strip_rows.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

namespace {

ReductionBar* bar(QWidget& in, const QString& name) {
    for (auto b : in.findChildren<ReductionBar*>())
        if (b->accessibleName() == name && b->isVisible()) return b;
    return nullptr;
}

} // namespace

TEST_CASE("a compressor's gain reduction is shown while it plays, by strip, by insert and with a scale") {
    Editor e;
    std::vector<float> tone(48000 * 30);
    for (size_t i = 0; i < tone.size(); ++i)
        tone[i] = static_cast<float>(0.5 * std::sin(2 * M_PI * static_cast<double>(i % 48) / 48));
    write_wav(e.file("tone.wav"), {tone, tone}, 48000);
    e.studio().newProject();
    e.importAll({QString::fromStdString(e.file("tone.wav"))});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    REQUIRE(e.trigger("workspace_sound"));
    const StripRef first{.track = e.track("A1").id};
    CHECK_FALSE(bar(e.window(), QStringLiteral("Gain reduction of A1 A1"))); // nothing to show
    // -18 dB, 4 to 1, a knee that ends at -15: 3/4 of the 12 dB above go.
    const EffectId comp = addInsert(e.studio(), first, EffectKind::compressor);
    REQUIRE(comp);
    e.studio().focusStrip(first);
    auto editor = e.window().findChild<StripEditor*>();
    REQUIRE(editor);
    editor->showInsert(first, comp);
    QCoreApplication::processEvents();
    ReductionBar* strip = bar(e.window(), QStringLiteral("Gain reduction of A1 A1"));
    ReductionBar* scaled = bar(*editor, QStringLiteral("Gain reduction"));
    REQUIRE(strip);
    REQUIRE(scaled);
    InsertRow* row = nullptr;
    for (auto r : e.window().findChild<MixerPanel*>()->findChildren<InsertRow*>())
        if (r->isVisible() && r->accessibleName() == QStringLiteral("Compressor")) row = r;
    REQUIRE(row);
    CHECK(strip->shownDb() == 0);
    CHECK(strip->words() == QStringLiteral("0.0 dB"));
    QAccessibleInterface* access = QAccessible::queryAccessibleInterface(strip);
    REQUIRE(access);
    CHECK(access->role() == QAccessible::Indicator);

    const double want = 0.75 * (20 * std::log10(0.5) + 18);
    const auto near = [want](double db) { return std::abs(db - want) < 0.1; };
    e.studio().locate({});
    e.studio().play();
    REQUIRE(Editor::until([&] { return near(strip->shownDb()) && near(scaled->shownDb()); }));
    CHECK(near(row->shownReduction()));
    CHECK(near(e.studio().reduction(comp)));
    CHECK(access->text(QAccessible::Value) == strip->words());
    CHECK(std::abs(access->valueInterface()->currentValue().toDouble() - strip->shownDb()) < 1e-9);
    // The bar covers its share of the meter's height, from the top.
    const QImage drawn = strip->grab().toImage();
    const QColor ink = colour(token::info);
    int covered = 0;
    for (int y = 0; y < drawn.height(); ++y) covered += drawn.pixelColor(1, y) == ink;
    CHECK(std::abs(covered - (strip->height() - 24) * want / ReductionFall::kBottom) < 3);

    // A limiter behind it adds to the sum of the strip; a gate, closed here, does not.
    const auto set = [&](EffectId effect, const char* param, double value) {
        ValueObject args = stripArgs(first);
        args["effect"] = arg(effect), args["param"] = Value(param), args["value"] = Value(value);
        REQUIRE(e.studio().run("set_param", args));
    };
    const EffectId limiter = addInsert(e.studio(), first, EffectKind::limiter);
    const EffectId gate = addInsert(e.studio(), first, EffectKind::gate);
    set(limiter, "ceiling_db", -20), set(gate, "threshold_db", 0);
    const double both = want + (20 * std::log10(0.5) - want + 20 + 0.1);
    CHECK(Editor::until(
        [&] { return std::abs(strip->shownDb() - both) < 0.15 && std::abs(e.studio().reduction(gate) - 60) < 0.1; }));

    // Switched off it takes nothing away.
    ValueObject args = stripArgs(first);
    args["effect"] = arg(comp), args["enabled"] = Value(false);
    REQUIRE(e.studio().run("enable_effect", args));
    CHECK(Editor::until([&] { return row->shownReduction() == 0 && scaled->shownDb() == 0; }));
    e.studio().stop();
    CHECK(Editor::until([&] { return strip->shownDb() == 0; }));
}

TEST_CASE("the level at which a curve takes so much away is the one that the curve says") {
    Effect comp = make_effect(EffectKind::compressor, EffectId{1}), limiter = make_effect(EffectKind::limiter, {});
    comp.params[slot::comp_threshold].value = -30, comp.params[slot::comp_makeup].value = 6;
    for (const double in : {-31.0, -28.0, -12.0, 0.0}) {
        CAPTURE(in);
        const double reduction = in + 6 - *dynamicsOut(comp, {}, in);
        CHECK(std::abs(*dynamicsIn(comp, {}, reduction) - in) < 1e-3);
    }
    CHECK(std::abs(*dynamicsIn(limiter, {}, 3) - 2) < 1e-3); // the ceiling is -1 dB
    CHECK_FALSE(dynamicsIn(make_effect(EffectKind::gate, {}), {}, 3));
    CHECK_FALSE(dynamicsIn(make_effect(EffectKind::de_esser, {}), {}, 3));
}
