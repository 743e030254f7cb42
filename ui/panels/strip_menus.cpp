// Menus of a strip's inserts, sends and output.
#include <QMenu>

#include "engine/model/lookup.h"
#include "engine/model/routing.h"
#include "ui/panels/catalog_words.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/strip_rows.h"

namespace tandem::ui {

EffectId addInsert(Studio& studio, StripRef strip, EffectKind kind) {
    ValueObject args = stripArgs(strip);
    args["effect"] = Value(std::string(spec(kind).id));
    std::vector<Value> results;
    if (!studio.runAll(Studio::tr("Add %1").arg(effectName(kind)), {{"add_effect", args}}, &results)) return {};
    if (results.empty() || !results[0].as_int()) return {};
    return EffectId{static_cast<uint64_t>(*results[0].as_int())};
}

void fillInsertMenu(QMenu& menu, Studio& studio, StripRef strip, std::function<void(EffectId)> then) {
    for (const EffectKind kind : stripEffects())
        menu.addAction(effectName(kind), &studio, [&studio, strip, kind, then] {
            const EffectId made = addInsert(studio, strip, kind);
            if (made && then) then(made);
        });
    menu.addSeparator();
    fillPluginMenu(menu, studio, strip, std::move(then));
}

static bool sendsTo(const Strip& strip, BusId bus) {
    return std::any_of(strip.sends.begin(), strip.sends.end(), [&](const Send& x) { return x.bus == bus; });
}

// A bus to go to, made first where there is none.
static void runWithNewBus(Studio& studio, const char* command, const ValueObject& args) {
    std::vector<Value> results;
    if (!studio.runAll(Studio::tr("Add bus"), {{"add_bus", {}}}, &results) || results.empty()) return;
    ValueObject all = args;
    all["to"] = results[0];
    studio.run(command, all);
}

void fillSendMenu(QMenu& menu, Studio& studio, StripRef strip) {
    const Ref<Sequence> s = studio.sequence();
    const Strip* now = s ? stripOf(*s, strip) : nullptr;
    if (!now) return;
    for (const auto& bus : s->mixer->buses) {
        if (bus->id == strip.bus || sendsTo(*now, bus->id)) continue;
        menu.addAction(toQt(bus->name), &studio, [&studio, strip, id = bus->id] {
            ValueObject args = stripArgs(strip);
            args["to"] = arg(id), args["gain_db"] = Value(-12.0);
            studio.run("set_send", args);
        });
    }
    menu.addAction(Studio::tr("New bus"), &studio, [&studio, strip] {
        ValueObject args = stripArgs(strip);
        args["gain_db"] = Value(-12.0);
        runWithNewBus(studio, "set_send", args);
    });
}

QString automationName(AutomationMode mode) {
    switch (mode) {
    case AutomationMode::write:
        return Studio::tr("Write");
    case AutomationMode::touch:
        return Studio::tr("Touch");
    case AutomationMode::latch:
        return Studio::tr("Latch");
    case AutomationMode::trim:
        return Studio::tr("Trim");
    case AutomationMode::read:
        break;
    }
    return Studio::tr("Read");
}

void fillAutomationMenu(QMenu& menu, Studio& studio, const std::vector<StripRef>& strips) {
    for (int i = 0; i <= static_cast<int>(AutomationMode::trim); ++i) {
        const auto mode = static_cast<AutomationMode>(i);
        QAction* a = menu.addAction(automationName(mode), &studio, [&studio, strips, mode] {
            for (const StripRef strip : strips) studio.setAutomationMode(strip, mode);
        });
        a->setCheckable(true);
        a->setChecked(std::all_of(strips.begin(), strips.end(),
                                  [&](StripRef strip) { return studio.automationMode(strip) == mode; }));
    }
}

void fillInputMenu(QMenu& menu, Studio& studio, TrackId track) {
    const Ref<Sequence> s = studio.sequence();
    const auto at = s ? find_track(*s, track) : std::nullopt;
    if (!at) return;
    const TrackInput now = s->tracks[*at]->input;
    auto add = [&](const QString& name, const TrackInput& input, bool checked) {
        QAction* a = menu.addAction(name, &studio, [&studio, track, input] {
            studio.run("set_input",
                       {{"track", arg(track)},
                        {"first", Value(static_cast<int64_t>(input.first + 1))},
                        {"channels", Value(static_cast<int64_t>(input.channels))},
                        {"monitoring", Value(std::string(kMonitoringWords[static_cast<size_t>(input.monitoring)]))}});
        });
        a->setCheckable(true);
        a->setChecked(checked);
    };
    // What the device has, and what is chosen though it lacks it.
    const int inputs = std::max({studio.deviceInputs(), now.first + now.channels, 1});
    for (int channels : {1, 2})
        for (int first = 0; first + channels <= std::min(inputs, kMaxInputs); first += channels) {
            const TrackInput input{.first = first, .channels = channels, .monitoring = now.monitoring};
            add(inputWord(input), input, input == now);
        }
    menu.addSeparator();
    const QString words[] = {Studio::tr("Do not hear it"), Studio::tr("Hear it while stopped or recorded"),
                             Studio::tr("Hear it always")};
    for (int i = 0; i < 3; ++i) {
        TrackInput input = now;
        input.monitoring = static_cast<Monitoring>(i);
        add(words[i], input, input == now);
    }
}

void fillFaderGroupMenu(QMenu& menu, Studio& studio, StripRef strip) {
    const Ref<Sequence> s = studio.sequence();
    const Strip* now = s ? stripOf(*s, strip) : nullptr;
    if (!now) return;
    auto add = [&](const QString& name, FaderGroupId id) {
        QAction* a = menu.addAction(name, &studio, [&studio, strip, id] {
            ValueObject args = stripArgs(strip);
            if (id) args["to"] = arg(id);
            studio.run("set_fader_group", args);
        });
        a->setCheckable(true);
        a->setChecked(now->group == id);
    };
    add(Studio::tr("None"), {});
    for (const auto& group : s->mixer->groups) {
        const auto outer = groups_of(*s, *group->strip);
        const bool inside = std::any_of(outer.begin(), outer.end(), [&](auto* g) { return g->id == strip.group; });
        if (group->id != strip.group && !inside) add(toQt(group->name), group->id);
    }
    menu.addSeparator();
    menu.addAction(Studio::tr("New group"), &studio, [&studio, strip] {
        std::vector<Value> results;
        if (!studio.runAll(Studio::tr("Add fader group"), {{"add_fader_group", {}}}, &results) || results.empty())
            return;
        ValueObject args = stripArgs(strip);
        args["to"] = results[0];
        studio.run("set_fader_group", args);
    });
}

void fillOutputMenu(QMenu& menu, Studio& studio, StripRef strip) {
    const Ref<Sequence> s = studio.sequence();
    const Strip* now = s ? stripOf(*s, strip) : nullptr;
    if (!now) return;
    auto add = [&](const QString& name, BusId id) {
        QAction* a = menu.addAction(name, &studio, [&studio, strip, id] {
            ValueObject args = stripArgs(strip);
            if (id) args["to"] = arg(id);
            studio.run("set_output", args);
        });
        a->setCheckable(true);
        a->setChecked(now->output == id);
    };
    add(Studio::tr("Master"), {});
    for (const auto& bus : s->mixer->buses)
        if (bus->id != strip.bus) add(toQt(bus->name), bus->id);
    menu.addSeparator();
    menu.addAction(Studio::tr("New bus"), &studio,
                   [&studio, strip] { runWithNewBus(studio, "set_output", stripArgs(strip)); });
}

} // namespace tandem::ui
