// What plug-ins measure on screen: in the rows of their parameters, and told to their own windows.
#include <QAccessible>
#include <cmath>

#include "tests/support/wav.h"
#include "tests/ui/editor.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/read_out.h"
#include "ui/panels/strip_editor.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

namespace {

// Counts what is painted.
struct Paints : QObject {
    int count = 0;
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::Paint;
        return false;
    }
};

lv2::Port port(float min, float max, const std::string& unit = {}) {
    return {.kind = lv2::PortKind::control,
            .input = false,
            .symbol = "x",
            .name = "X",
            .unit = unit,
            .min = min,
            .max = max};
}

// Columns of the bar that are filled, from and to; {0, 0} where none is.
std::pair<int, int> filled(ReadOut& shown) {
    shown.resize(184, 24);
    const QImage drawn = shown.grab().toImage();
    std::pair<int, int> out{0, 0};
    for (int x = 0; x < 100; ++x)
        if (drawn.pixelColor(x + 6, 12) == colour(token::info)) out = {out.second ? out.first : x, x + 1};
    return out;
}

} // namespace

TEST_CASE("what a plug-in measures is shown below its parameters while it plays, and rests with the sound") {
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
    const EffectId gain = addPlugin(e.studio(), first, "urn:tandem:test:gain");
    REQUIRE(gain);
    e.studio().focusStrip(first);
    auto editor = e.window().findChild<StripEditor*>();
    REQUIRE(editor);
    editor->showInsert(first, gain);
    QCoreApplication::processEvents();
    const auto all = editor->findChildren<ReadOut*>();
    REQUIRE(all.size() == 1);
    ReadOut& peak = *all[0];
    CHECK(peak.isVisible());
    CHECK(peak.accessibleName() == QStringLiteral("peak"));
    CHECK(peak.words() == QStringLiteral("—"));
    QAccessibleInterface* access = QAccessible::queryAccessibleInterface(&peak);
    REQUIRE(access);
    CHECK(access->role() == QAccessible::Indicator);

    e.studio().locate({});
    e.studio().play();
    const auto near = [&](double v) { return peak.value() && std::abs(*peak.value() - v) < 0.01; };
    REQUIRE(Editor::until([&] { return near(0.5); }));
    CHECK(peak.words() == QStringLiteral("0.50 V"));
    CHECK(access->text(QAccessible::Value) == peak.words());
    CHECK(access->valueInterface()->currentValue().toDouble() == *peak.value());
    CHECK(access->valueInterface()->maximumValue().toDouble() == 2);
    // It is painted where something else is to be seen.
    Paints paints;
    QTest::qWait(100); // what is due
    peak.installEventFilter(&paints);
    QTest::qWait(300);
    CHECK(paints.count == 0);
    ValueObject args = stripArgs(first);
    args["effect"] = arg(gain), args["param"] = Value("gain"), args["value"] = Value(2.0);
    REQUIRE(e.studio().run("set_param", args));
    REQUIRE(Editor::until([&] { return near(1); }));
    CHECK(Editor::until([&] { return paints.count > 0; }));

    e.studio().stop();
    CHECK(Editor::until([&] { return peak.value() == 0; }));
    CHECK(peak.words() == QStringLiteral("0.00 V"));
    e.studio().play();
    REQUIRE(Editor::until([&] { return near(1); }));
    args = stripArgs(first), args["effect"] = arg(gain), args["enabled"] = Value(false);
    REQUIRE(e.studio().run("enable_effect", args));
    CHECK(Editor::until([&] { return peak.value() == 0; }));
    e.studio().stop();
}

TEST_CASE("a read-out's bar lies between rest and value, its words are the port's") {
    ReadOut level(port(-60, 0, "dB"), 48000), linear(port(0, 1), 48000);
    CHECK(filled(level) == std::pair(0, 0));
    level.feed(-30, -60); // a level
    CHECK(filled(level) == std::pair(0, 50));
    CHECK(level.words() == QStringLiteral("−30.0 dB"));
    level.feed(-15, 0); // a reduction
    CHECK(filled(level) == std::pair(75, 100));
    level.feed(-90, 0);
    CHECK(filled(level) == std::pair(0, 100));
    level.feed(-0.01, 0);
    CHECK(level.words() == QStringLiteral("0.0 dB"));
    linear.feed(0.256, 0);
    CHECK(linear.words() == QStringLiteral("0.26"));
    linear.clear();
    CHECK(filled(linear) == std::pair(0, 0));
    CHECK(linear.words() == QStringLiteral("—"));

    lv2::Port p = port(0, 2);
    p.enumeration = p.integer = true;
    p.points = {{"low", 0}, {"high", 2}};
    ReadOut named(p, 48000);
    named.feed(2, 0);
    CHECK(named.words() == QStringLiteral("high"));
    named.feed(1, 0);
    CHECK(named.words() == QStringLiteral("1"));
    p = port(0, 1), p.toggled = true;
    ReadOut lamp(p, 48000);
    lamp.feed(1, 0);
    CHECK(lamp.words() == QStringLiteral("On"));
    p = port(20, 20000, "Hz"), p.logarithmic = true;
    ReadOut pitch(p, 48000);
    pitch.feed(632.46, 20); // half of the way by ratio
    CHECK(filled(pitch) == std::pair(0, 50));
    CHECK(pitch.words() == QStringLiteral("632 Hz"));
    p = port(0, 1000, "G"), p.logarithmic = true; // a gain from silence on
    ReadOut ratio(p, 48000);
    ratio.feed(1, 0);
    CHECK(filled(ratio) == std::pair(0, 50));
    CHECK(ratio.words() == QStringLiteral("1.00 G"));
    ratio.feed(0, 1);
    CHECK(filled(ratio) == std::pair(0, 50));
    CHECK(ratio.words() == QStringLiteral("0.000 G"));
    p = port(0, 0.5), p.of_rate = true;
    ReadOut of_rate(p, 48000);
    CHECK(of_rate.top() == 24000);

    Effect hidden = make_effect(EffectKind::lv2, EffectId{1});
    Plugin plugin;
    plugin.uri = "urn:tandem:test:level";
    hidden.plugin = std::make_shared<const Plugin>(plugin);
    const auto outputs = outputsOf(hidden); // without the one that is not meant to be seen
    REQUIRE(outputs.size() == 1);
    CHECK(outputs[0].port.symbol == "level");
    CHECK(outputs[0].reading == 0);
    CHECK(outputsOf(make_effect(EffectKind::compressor, EffectId{1})).empty());
}
