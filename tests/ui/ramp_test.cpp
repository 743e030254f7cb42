// The inspector's speed ramp: on and off, the speed at the playhead, keys, presets; the line on the clip.
#include "tests/ui/editor.h"
#include "ui/controls/buttons.h"
#include "ui/controls/choice_box.h"
#include "ui/controls/number_field.h"
#include "ui/panels/param_rows.h"
#include "ui/timeline/value_line.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

namespace {

// The inspector makes its rows over some turns.
template<class W>
W* named(Editor& e, const char* name) {
    W* found = nullptr;
    const bool there = Editor::until([&] {
        for (W* w : e.window().findChildren<W*>())
            if ((w->accessibleName() == QString::fromUtf8(name) ||
                 (w->accessibleName().isEmpty() && w->toolTip() == QString::fromUtf8(name))) &&
                w->isVisible())
                found = w;
        return found != nullptr;
    });
    if (!there) FAIL("no widget named " << std::string(name));
    return found;
}

} // namespace

TEST_CASE("a ramp in the inspector: each hand movement is one step, picture and sound together") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    auto picture = [&]() -> const Clip& { return *e.track("V1").items[0].clip; };
    auto steps = [&] { return e.studio().session()->document().position(); };
    e.studio().select({picture().id});
    e.studio().locate(frames(25));

    size_t before = steps();
    named<Toggle>(e, "Speed ramp")->click();
    REQUIRE(picture().speed_ramp);
    CHECK(picture().speed_ramp->keys.size() == 2);
    CHECK(same_ramp(picture().speed_ramp, e.track("A1").items[0].clip->speed_ramp));
    CHECK(e.places("V1") == "0+75");
    CHECK_FALSE(named<NumberField>(e, "Rate")->isEnabled());
    CHECK(steps() == before + 1);

    // Half the speed at the playhead: a key of its own, and the same source takes longer.
    auto here = named<NumberField>(e, "Speed at the playhead");
    CHECK(here->value() == doctest::Approx(1));
    here->setValue(0.5);
    Q_EMIT here->committed(0.5);
    CHECK(picture().speed_ramp->keys.size() == 3);
    CHECK(picture().speed_at(frames(25)) == doctest::Approx(0.5));
    CHECK(picture().length > frames(75));
    CHECK(std::abs((picture().source_range().length - frames(75)).ticks) < frames(1).ticks);
    named<ChoiceBox>(e, "How the speed goes on from this key")->setCurrentIndex(0);
    Q_EMIT named<ChoiceBox>(e, "How the speed goes on from this key")->activated(0);
    CHECK(picture().speed_ramp->keys[1].interpolation == Interpolation::hold);
    named<KeyButton>(e, "Keyframe of the speed")->click();
    CHECK(picture().speed_ramp->keys.size() == 2);
    named<KeyButton>(e, "Keyframe of the speed")->click();
    CHECK(picture().speed_ramp->keys.size() == 3);
    CHECK(steps() == before + 5);

    // With the length kept it is the source that changes.
    named<Toggle>(e, "Keep length")->click();
    const Time length = picture().length;
    named<TextButton>(e, "Ramp up")->click();
    CHECK(picture().length == length);
    CHECK(picture().speed_at({}) == doctest::Approx(1));
    CHECK(picture().speed_at(length) == doctest::Approx(3));
    for (int i = 0; i < 5; ++i) REQUIRE(e.trigger("undo")); // the ramp is there, with two keys
    named<Toggle>(e, "Keep length")->click();
    named<TextButton>(e, "Slow middle")->click();
    CHECK(picture().speed_at(Time{picture().length.ticks / 2}) == doctest::Approx(0.3));
    CHECK(std::abs((picture().source_range().length - frames(75)).ticks) < 2 * frames(1).ticks);
    named<Toggle>(e, "Speed ramp")->click();
    CHECK(picture().normal_speed());
    CHECK(e.places("V1") == "0+75");
    CHECK(named<NumberField>(e, "Rate")->isEnabled());
}

TEST_CASE("a ramp is a line on its clip") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    const ClipId id = e.track("V1").items[0].clip->id;
    const LineRef ref{.clip = id, .of = kSpeedLine, .track = e.track("V1").id};
    auto line = [&] { return *ValueLine::find(*e.studio().sequence(), ref); };
    CHECK_FALSE(line().animated());
    CHECK(line().text(line().at(frames(10))) == "100 %");
    const auto lines = clipLines(TrackKind::picture, e.track("V1").items[0].clip.get());
    CHECK(std::find(lines.begin(), lines.end(), kSpeedLine) != lines.end());
    auto change = [&](const std::function<void(EditPlan&)>& fn) {
        EditPlan plan(e.studio());
        fn(plan);
        CHECK(plan.commit(QStringLiteral("Key")));
    };
    change([&](EditPlan& p) { line().putKey(p, {.time = frames(30), .value = 2}); });
    CHECK(line().at(frames(30)) == 2);
    CHECK(line().keys().size() == 3);
    change([&](EditPlan& p) { line().putKey(p, {.time = frames(40), .value = 3}, frames(30)); });
    CHECK(line().keys()[1].time == frames(40));
    CHECK(line().at(frames(40)) == 3);
    change([&](EditPlan& p) { line().ease(p, frames(40), Ease::smooth); });
    CHECK(ValueLine::easeOf(line().keys()[1]) == Ease::smooth);
    change([&](EditPlan& p) { line().removeKey(p, frames(40)); });
    CHECK(line().keys().size() == 2);
    CHECK(e.places("V1") == "0+75");
}
