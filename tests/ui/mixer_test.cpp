// The mixer, the strip editor and rows of parameters by themselves: what the mouse and keys change in the project.
#include <doctest/doctest.h>

#include <QApplication>
#include <QMenu>
#include <QTest>
#include <QTimer>

#include "engine/model/sound_slots.h"
#include "tests/ui/desk.h"
#include "ui/controls/buttons.h"
#include "ui/controls/menu_word.h"
#include "ui/controls/number_field.h"
#include "ui/panels/eq_graph.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/loudness_panel.h"
#include "ui/panels/mixer_panel.h"
#include "ui/panels/param_rows.h"
#include "ui/panels/strip_editor.h"
#include "ui/panels/strip_rows.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

TEST_CASE("a strip's fader, mute and pan are edits, one undo step each; Escape takes a drag back") {
    Desk d;
    MixerPanel mixer(*d.studio);
    mixer.resize(444, 464);
    mixer.show();
    CHECK(mixer.findChildren<StripWidget*>().size() == static_cast<int>(d.tracks.size()) + 2);
    const StripRef first{.track = d.tracks[0]};
    auto fader = Desk::named<Fader>(mixer, QStringLiteral("Fader of A1 A1"));
    const Ref<Project> start = d.studio->project();
    const int y = 12 + static_cast<int>((fader->height() - 24) * (1 - Fader::fraction(0)));
    Desk::drag(fader, {30, y}, {30, y + 40});
    CHECK(d.strip(first).gain_db.value < -3);
    CHECK(d.studio->focusedStrip() == first);
    d.studio->undo();
    CHECK(d.studio->project() == start);
    CHECK(fader->value() == 0);

    Desk::drag(fader, {30, y}, {30, y + 40}, false);
    CHECK(d.strip(first).gain_db.value < -3); // heard while it is dragged
    QTest::keyClick(fader, Qt::Key_Escape);
    CHECK(d.studio->project() == start);
    QTest::mouseRelease(fader, Qt::LeftButton, {}, {30, y + 40});
    CHECK(d.studio->project() == start);

    QTest::mouseClick(Desk::named<LetterButton>(mixer, QStringLiteral("Mute A2 A2")), Qt::LeftButton);
    CHECK(d.strip({.track = d.tracks[1]}).mute);
    auto pan = Desk::named<DragControl>(mixer, QStringLiteral("Pan of A1 A1"));
    QTest::keyClick(pan, Qt::Key_Left);
    CHECK(d.strip(first).pan.value < 0);
}

TEST_CASE("what is automated is changed by a key at the playhead, not flattened") {
    Desk d;
    const StripRef first{.track = d.tracks[0]};
    ValueObject key = stripArgs(first);
    key["param"] = Value("gain_db"), key["at"] = Value(int64_t{0}), key["value"] = Value(-6.0);
    REQUIRE(d.studio->run("set_key", key));
    MixerPanel mixer(*d.studio);
    mixer.resize(444, 464);
    d.studio->locate(Time::from_seconds(2));
    auto fader = Desk::named<Fader>(mixer, QStringLiteral("Fader of A1 A1"));
    CHECK(fader->value() == -6);
    QTest::keyClick(fader, Qt::Key_Up);
    REQUIRE(d.strip(first).gain_db.curve);
    CHECK(d.strip(first).gain_db.curve->keys.size() == 2);
    d.studio->locate(Time{});
    CHECK(fader->value() == -6);
}

TEST_CASE("strips come and go with tracks and buses, wide and narrow, and none is unnamed") {
    Desk d;
    MixerPanel mixer(*d.studio);
    StripEditor editor(*d.studio);
    LoudnessPanel loudness(*d.studio);
    mixer.resize(444, 464);
    const auto count = [&] {
        int n = 0;
        for (auto s : mixer.findChildren<StripWidget*>()) n += s->isVisibleTo(&mixer);
        return n;
    };
    const int before = count();
    REQUIRE(d.studio->run("add_track", {{"kind", "sound"}}));
    CHECK(count() == before + 1);
    REQUIRE(d.studio->run("remove_bus", {{"bus", arg(d.bus)}}));
    CHECK(count() == before);
    mixer.setWide(true);
    CHECK(count() == before);
    addInsert(*d.studio, {}, EffectKind::limiter);
    for (QWidget* panel :
         {static_cast<QWidget*>(&mixer), static_cast<QWidget*>(&editor), static_cast<QWidget*>(&loudness)})
        for (QWidget* w : panel->findChildren<QWidget*>())
            if (w->focusPolicy() != Qt::NoFocus)
                CHECK_MESSAGE(!w->accessibleName().isEmpty(), w->metaObject()->className());
    d.studio->closeProject();
    CHECK(count() == 0);
}

TEST_CASE("inputs, fader groups and listening before the fader on the strip") {
    Desk d;
    MixerPanel mixer(*d.studio);
    mixer.setWide(true);
    mixer.resize(900, 600);
    mixer.show();
    const StripRef a1{.track = d.tracks[0]};
    CHECK(Desk::named<QAbstractButton>(mixer, QStringLiteral("Records In 1 · not heard")));
    REQUIRE(
        d.studio->run("set_input", {{"track", arg(a1.track)}, {"first", 3}, {"channels", 2}, {"monitoring", "auto"}}));
    CHECK(Desk::named<QAbstractButton>(mixer, QStringLiteral("Records In 3+4 · heard while stopped or recorded")));
    QMenu inputs;
    fillInputMenu(inputs, *d.studio, a1.track);
    int checked = 0;
    for (QAction* a : inputs.actions()) checked += a->isChecked();
    CHECK(checked == 2);
    inputs.actions().front()->trigger();
    for (const auto& t : d.studio->sequence()->tracks)
        if (t->id == a1.track) CHECK(t->input == TrackInput{.monitoring = Monitoring::automatic});

    QMenu groups;
    fillFaderGroupMenu(groups, *d.studio, a1);
    groups.actions().back()->trigger();
    REQUIRE(d.studio->sequence()->mixer->groups.size() == 1);
    const FaderGroupId group = d.studio->sequence()->mixer->groups[0]->id;
    CHECK(d.strip(a1).group == group);
    auto fader = Desk::named<Fader>(mixer, QStringLiteral("Fader of G1 Group 1"));
    CHECK(fader->isVisibleTo(&mixer));
    const int y = 12 + static_cast<int>((fader->height() - 24) * (1 - Fader::fraction(0)));
    Desk::drag(fader, {30, y}, {30, y + 40});
    CHECK(d.strip({.group = group}).gain_db.value < 0);
    auto mute = Desk::named<QAbstractButton>(mixer, QStringLiteral("Mute G1 Group 1"));
    QTest::mouseClick(mute, Qt::LeftButton);
    CHECK(d.strip({.group = group}).mute);

    const Ref<Project> before = d.studio->project();
    auto listen = Desk::named<QAbstractButton>(mixer, QStringLiteral("Listen to A1 A1 before its fader"));
    QTest::mouseClick(listen, Qt::LeftButton);
    CHECK(d.studio->listened(a1));
    CHECK(d.studio->listenStatus() == QStringLiteral("Heard before the fader: A1"));
    CHECK(d.studio->project() == before); // no edit
    QTest::mouseClick(listen, Qt::LeftButton);
    CHECK(d.studio->listenStatus().isEmpty());
}

TEST_CASE("the equaliser: a double-click adds it, handles move frequency and gain together, the wheel its Q") {
    Desk d;
    const StripRef first{.track = d.tracks[0]};
    d.studio->focusStrip(first);
    StripEditor editor(*d.studio);
    editor.resize(900, 300);
    editor.show();
    auto graph = editor.findChild<EqGraph*>();
    const QPoint at(graph->width() / 2, graph->height() / 3);
    QTest::mouseDClick(graph, Qt::LeftButton, {}, at);
    Ref<Effect> eq = insertOf(d.strip(first), EffectKind::eq);
    REQUIRE(eq);
    CHECK(eq->params[slot::eq_gain].value > 3);
    const double hz = eq->params[slot::eq_frequency].value;
    const Ref<Project> placed = d.studio->project();
    QCoreApplication::processEvents();
    // The cards below have taken some of its height.
    const double share = eq->params[slot::eq_gain].value / 18;
    const QPoint now(at.x(), static_cast<int>(graph->height() / 2.0 * (1 - share)));
    Desk::drag(graph, now, now + QPoint(80, 30));
    eq = insertOf(d.strip(first), EffectKind::eq);
    CHECK(eq->params[slot::eq_frequency].value > hz * 1.3);
    CHECK(eq->params[slot::eq_gain].value < 18 * share - 2);
    d.studio->undo();
    CHECK(d.studio->project() == placed); // both in one step
    graph->select(0);
    QTest::keyClick(graph, Qt::Key_PageUp);
    CHECK(insertOf(d.strip(first), EffectKind::eq)->params[slot::eq_q].value > eq->params[slot::eq_q].value);
    QTest::keyClick(graph, Qt::Key_Delete);
    CHECK(insertOf(d.strip(first), EffectKind::eq)->params[slot::eq_type].value == 0);
}

TEST_CASE("the response drawn is the filters': +6 dB at a bell's centre, -3 dB at a cut, steeper with 24 dB") {
    Effect e = make_effect(EffectKind::eq, EffectId{1});
    e.params[slot::eq_type].value = static_cast<double>(slot::BandType::bell);
    e.params[slot::eq_frequency].value = 1000, e.params[slot::eq_gain].value = 6;
    CHECK(EqResponse(e, {}, 48000).db(1000) == doctest::Approx(6).epsilon(0.001));
    for (auto [type, low] : {std::pair(slot::BandType::low_cut, -12.3), {slot::BandType::low_cut_24, -24.1}}) {
        e.params[slot::eq_type].value = static_cast<double>(type);
        CHECK(EqResponse(e, {}, 48000).db(1000) == doctest::Approx(-3.01).epsilon(0.01));
        CHECK(EqResponse(e, {}, 48000).db(500) == doctest::Approx(low).epsilon(0.02));
        CHECK(std::abs(EqResponse(e, {}, 48000).db(10000)) < 0.05);
    }
}

TEST_CASE("every effect of the catalog has rows that show and set its values") {
    Desk d;
    const StripRef first{.track = d.tracks[0]};
    for (const EffectSpec& s : all_effects()) {
        if (s.domain != Domain::sound || s.kind == EffectKind::lv2) continue;
        CAPTURE(s.id);
        const EffectId id = addInsert(*d.studio, first, s.kind);
        REQUIRE(id);
        ParamRows rows(*d.studio, first, id);
        int numbers = 0;
        for (const ParamSpec& p : s.params) numbers += p.unit != Unit::choice && p.unit != Unit::toggle;
        CHECK(rows.findChildren<NumberField*>().size() == numbers);
        CHECK(rows.findChildren<KeyButton*>().size() == static_cast<int>(s.params.size()));
    }
    const Ref<Effect> comp = insertOf(d.strip(first), EffectKind::compressor);
    ParamRows rows(*d.studio, first, comp->id);
    QTest::keyClick(Desk::named<NumberField>(rows, QStringLiteral("Threshold")), Qt::Key_Down);
    CHECK(insertOf(d.strip(first), EffectKind::compressor)->params[slot::comp_threshold].value < -18);
    // A key at the playhead, then another value elsewhere makes a second one.
    QTest::mouseClick(Desk::named<KeyButton>(rows, QStringLiteral("Keyframe of Ratio")), Qt::LeftButton);
    d.studio->locate(Time::from_seconds(1));
    QTest::keyClick(Desk::named<NumberField>(rows, QStringLiteral("Ratio")), Qt::Key_Up);
    const Param& ratio = insertOf(d.strip(first), EffectKind::compressor)->params[slot::comp_ratio];
    REQUIRE(ratio.curve);
    CHECK(ratio.curve->keys.size() == 2);
    // Gone under it: nothing happens any more.
    ValueObject args = stripArgs(first);
    args["effect"] = arg(comp->id);
    REQUIRE(d.studio->run("remove_effect", args));
    CHECK_FALSE(rows.isEnabled());
}

TEST_CASE("plug-ins that are installed stand in the insert menu and have rows; a missing one is named") {
    Desk d;
    const StripRef first{.track = d.tracks[0]};
    QMenu menu;
    fillInsertMenu(menu, *d.studio, first, {});
    QMenu* plugins = menu.actions().back()->menu();
    REQUIRE(plugins);
    Q_EMIT plugins->aboutToShow();
    QStringList names;
    for (QAction* kind : plugins->actions())
        for (QAction* a : kind->menu()->actions()) names << a->text();
    CHECK(names.contains(QStringLiteral("Test gain")));
    CHECK_FALSE(names.contains(QStringLiteral("Test needs")));
    const EffectId id = addPlugin(*d.studio, first, "urn:tandem:test:gain");
    REQUIRE(id);
    ParamRows rows(*d.studio, first, id);
    CHECK(rows.accessibleName() == QStringLiteral("Test gain"));
    QTest::keyClick(Desk::named<NumberField>(rows, QStringLiteral("gain")), Qt::Key_Up);
    const Ref<Effect> gain = insertOf(d.strip(first), EffectKind::lv2);
    REQUIRE(gain->plugin->find("gain"));
    CHECK(gain->plugin->find("gain")->value > 1);
    QTest::mouseClick(Desk::named<KeyButton>(rows, QStringLiteral("Keyframe of gain")), Qt::LeftButton);
    CHECK(insertOf(d.strip(first), EffectKind::lv2)->plugin->find("gain")->curve);
    ValueObject args = stripArgs(first);
    args["uri"] = Value("urn:gone"), args["name"] = Value("Gone");
    REQUIRE(d.studio->run("add_plugin", args));
    CHECK(insertName(*d.strip(first).inserts.back()) == QStringLiteral("Gone (missing)"));
}

TEST_CASE("a fader moved while it plays is held past the project; in touch it is written when playback ends") {
    Desk d;
    d.studio->setView(64, 36, ViewQuality::full);
    REQUIRE(d.studio->run("overwrite", {{"generator", "solid"}, {"at", "0s"}, {"length", "60s"}}));
    MixerPanel mixer(*d.studio);
    mixer.resize(444, 464);
    mixer.show();
    const StripRef first{.track = d.tracks[0]};
    auto fader = Desk::named<Fader>(mixer, QStringLiteral("Fader of A1 A1"));
    const int y = 12 + static_cast<int>((fader->height() - 24) * (1 - Fader::fraction(0)));
    const auto rolls = [&] { return d.studio->playback()->position() > Time{kTicksPerSecond / 10}; };
    d.studio->play();
    REQUIRE(QTest::qWaitFor(rolls, 20000));
    const size_t steps = d.studio->session()->document().history().size();
    Desk::drag(fader, {30, y}, {30, y + 40}, false);
    CHECK(d.strip(first).gain_db.value == 0); // the project is not in it
    const auto held = d.studio->heldValue(heldOfStrip(first, "gain_db"));
    REQUIRE(held);
    CHECK(*held < -3);
    QTest::mouseRelease(fader, Qt::LeftButton, {}, {30, y + 40});
    CHECK(d.strip(first).gain_db.value == *held); // in read mode its command says it
    CHECK(d.studio->session()->document().history().size() == steps + 1);
    d.studio->undo();

    d.studio->setAutomationMode(first, AutomationMode::touch);
    d.studio->stop();
    d.studio->locate(Time{});
    d.studio->play();
    REQUIRE(QTest::qWaitFor(rolls, 20000));
    Desk::drag(fader, {30, y}, {30, y + 40}, false);
    QTest::qWait(150);
    QTest::mouseRelease(fader, Qt::LeftButton, {}, {30, y + 40});
    CHECK_FALSE(d.strip(first).gain_db.curve);
    QTest::qWait(150);
    d.studio->stop();
    REQUIRE(QTest::qWaitFor([&] { return d.strip(first).gain_db.curve != nullptr; }, 20000));
    double lowest = 0;
    for (const Key& k : d.strip(first).gain_db.curve->keys) lowest = std::min(lowest, k.value);
    CHECK(lowest == doctest::Approx(*held));
    CHECK(d.strip(first).gain_db.at(Time::from_seconds(50)) == 0);
    d.studio->undo();
    CHECK_FALSE(d.strip(first).gain_db.curve);
}

TEST_CASE("the denoiser's page adds one, its rows set it, and its insert in the mixer leads there") {
    Desk d;
    const StripRef first{.track = d.tracks[0]};
    StripEditor editor(*d.studio);
    editor.resize(900, 300);
    editor.show();
    d.studio->focusStrip(first);
    Q_EMIT Desk::named<ChoiceRow>(editor, QStringLiteral("What of the strip is shown"))->chosen(2);
    QTest::mouseClick(Desk::named<TextButton>(editor, QStringLiteral("Add denoiser")), Qt::LeftButton);
    REQUIRE(d.strip(first).inserts.size() == 1);
    const EffectId id = d.strip(first).inserts[0]->id;
    CHECK(d.strip(first).inserts[0]->kind == EffectKind::denoiser);
    CHECK(d.strip(first).inserts[0]->params[slot::noise_reduction].value == 12);
    QTest::keyClick(Desk::named<NumberField>(editor, QStringLiteral("Reduction")), Qt::Key_Up);
    CHECK(d.strip(first).inserts[0]->params[slot::noise_reduction].value > 12);
    CHECK(editor.focusWidget() != nullptr);

    Q_EMIT Desk::named<ChoiceRow>(editor, QStringLiteral("What of the strip is shown"))->chosen(0);
    d.studio->focusStrip({.track = d.tracks[1]});
    editor.showInsert(first, id);
    CHECK(d.studio->focusedStrip() == first);
    CHECK(Desk::named<NumberField>(editor, QStringLiteral("Sensitivity"))->value() == 0);
    REQUIRE(d.studio->run("remove_effect", {{"track", arg(d.tracks[0])}, {"effect", arg(id)}}));
    CHECK(Desk::named<TextButton>(editor, QStringLiteral("Add denoiser")));
}

TEST_CASE("the mixer's head shows the automation of all strips and sets it") {
    Desk d;
    MixerPanel mixer(*d.studio);
    mixer.resize(1900, 388);
    mixer.show();
    MenuWord* word = nullptr;
    for (MenuWord* w : mixer.findChildren<MenuWord*>())
        if (w->accessibleName() == QStringLiteral("Automation of all strips")) word = w;
    REQUIRE(word);
    REQUIRE(word->isVisible());
    CHECK(word->text() == QStringLiteral("Automation · Read"));
    d.studio->setAutomationMode({.track = d.tracks[0]}, AutomationMode::touch);
    CHECK(word->text() == QStringLiteral("Automation · several"));
    QTimer::singleShot(200, [] {
        auto menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        REQUIRE(menu);
        for (QAction* a : menu->actions()) {
            CHECK_FALSE(a->isChecked());
            if (a->text() == QStringLiteral("Latch")) return a->trigger(), menu->close(), void();
        }
    });
    QTest::mouseClick(word, Qt::LeftButton);
    CHECK(word->text() == QStringLiteral("Automation · Latch"));
    for (const StripRef strip : allStrips(*d.studio->sequence()))
        CHECK(d.studio->automationMode(strip) == AutomationMode::latch);
}
