// Menus of a strip's inserts, sends and output.
#include <QMenu>

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
