// Plug-ins' ports as rows of the catalog's form.
#include "ui/panels/insert_facts.h"

#include <QMenu>
#include <deque>
#include <map>

#include "engine/audio/lv2/window_line.h"
#include "engine/audio/lv2/world.h"
#include "ui/panels/catalog_words.h"
#include "ui/panels/effect_target.h"

namespace tandem::ui {

namespace {
struct PluginRows {
    std::deque<std::string> texts; // what the rows point to
    std::vector<ParamSpec> rows;

    std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
};
} // namespace

// "a|b|c" where the port takes 0, 1, 2 by these names; else empty.
static std::string choicesOf(const lv2::Port& port) {
    std::string out;
    if (!port.enumeration || port.points.empty()) return out;
    for (size_t i = 0; i < port.points.size(); ++i) {
        if (port.points[i].value != static_cast<float>(i)) return {};
        std::string word = port.points[i].label;
        std::replace(word.begin(), word.end(), '|', '/');
        out += (i ? "|" : "") + word;
    }
    return out;
}

static PluginRows readRows(const lv2::PluginInfo& info) {
    PluginRows out;
    for (const int i : info.controls()) {
        const lv2::Port& port = info.ports[static_cast<size_t>(i)];
        if (port.hidden) continue;
        const double scale = port.of_rate ? 48000 : 1;
        ParamSpec row{.id = out.keep(port.symbol),
                      .label = out.keep(port.name),
                      .unit = Unit::none,
                      .min = port.min * scale,
                      .max = port.max * scale,
                      .initial = port.initial * scale};
        row.choices = out.keep(choicesOf(port));
        if (port.toggled)
            row.unit = Unit::toggle;
        else if (!row.choices.empty())
            row.unit = Unit::choice;
        else if (port.unit == "dB")
            row.unit = Unit::decibel;
        else if (port.unit == "Hz" && row.min > 0)
            row.unit = Unit::hertz;
        out.rows.push_back(row);
    }
    return out;
}

std::span<const ParamSpec> rowsOf(const Effect& effect) {
    if (!effect.plugin) return spec(effect.kind).params;
    static std::map<std::string, PluginRows> known;
    const auto it = known.find(effect.plugin->uri);
    if (it != known.end()) return it->second.rows;
    const auto info = lv2::find(effect.plugin->uri);
    if (!info) return {};
    return known.emplace(effect.plugin->uri, readRows(*info)).first->second.rows;
}

Param paramOf(const Effect& effect, size_t row) {
    if (!effect.plugin) return effect.params[row];
    const ParamSpec& port = rowsOf(effect)[row];
    const Param* set = effect.plugin->find(port.id);
    return set ? *set : Param{port.initial, nullptr};
}

std::vector<InsertOutput> outputsOf(const Effect& effect) {
    std::vector<InsertOutput> out;
    const auto info = effect.plugin ? lv2::find(effect.plugin->uri) : nullptr;
    if (!info) return out;
    const std::vector<int> ports = info->control_outputs();
    for (size_t i = 0; i < ports.size(); ++i) {
        const lv2::Port& port = info->ports[static_cast<size_t>(ports[i])];
        if (!port.hidden) out.push_back({i, port});
    }
    return out;
}

QString insertName(const Effect& effect) {
    if (!effect.plugin) return effectName(effect.kind);
    const QString name = toQt(effect.plugin->name.empty() ? effect.plugin->uri : effect.plugin->name);
    return lv2::find(effect.plugin->uri) ? name : Studio::tr("%1 (missing)").arg(name);
}

OwnWindow ownWindowOf(const Effect& effect) {
    const auto info = effect.plugin ? lv2::find(effect.plugin->uri) : nullptr;
    if (!info || (info->window.empty() && info->no_window.empty())) return {.why = Studio::tr("It brings no window")};
    OwnWindow out{.any = true};
    if (info->window.empty())
        out.why = toQt(info->no_window);
    else if (lv2::window_program().empty())
        out.why = Studio::tr("The program tandem-plugin-window is not beside this one");
    else if (qEnvironmentVariableIsEmpty("DISPLAY"))
        out.why = Studio::tr("There is no X11 display (DISPLAY is not set); on Wayland, XWayland is one");
    out.usable = out.why.isEmpty();
    return out;
}

EffectId addPlugin(Studio& studio, StripRef strip, const std::string& uri) {
    const auto info = lv2::find(uri);
    ValueObject args = stripArgs(strip);
    args["uri"] = Value(uri);
    std::vector<Value> results;
    if (!studio.runAll(Studio::tr("Add %1").arg(toQt(info ? info->name : uri)), {{"add_plugin", args}}, &results))
        return {};
    if (results.empty() || !results[0].as_int()) return {};
    return EffectId{static_cast<uint64_t>(*results[0].as_int())};
}

void fillPluginMenu(QMenu& menu, Studio& studio, StripRef strip, std::function<void(EffectId)> then) {
    QMenu* all = menu.addMenu(Studio::tr("LV2 plug-ins"));
    QObject::connect(all, &QMenu::aboutToShow, all, [all, &studio, strip, then] {
        if (!all->isEmpty()) return;
        std::map<QString, QMenu*> kinds;
        for (const auto& info : lv2::installed()) {
            if (!info->fits_insert()) continue;
            const QString kind = toQt(info->kind);
            QMenu*& group = kinds[kind];
            if (!group) group = all->addMenu(kind);
            group->addAction(toQt(info->name), &studio, [&studio, strip, then, uri = info->uri] {
                const EffectId made = addPlugin(studio, strip, uri);
                if (made && then) then(made);
            });
        }
        if (all->isEmpty()) all->addAction(Studio::tr("None are installed"))->setEnabled(false);
    });
}

} // namespace tandem::ui
