// `tandem plugins list|show|test`: the LV2 plug-ins that are installed. Main thread.
#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "engine/audio/lv2/scan.h"
#include "engine/audio/lv2/world.h"

namespace tandem::app {

using Info = std::shared_ptr<const lv2::PluginInfo>;

static ValueObject summary(const lv2::PluginInfo& p) {
    return ValueObject{{"uri", p.uri},
                       {"name", p.name},
                       {"author", p.author},
                       {"kind", p.kind},
                       {"inputs", static_cast<int64_t>(p.main_inputs().size())},
                       {"side_inputs", static_cast<int64_t>(p.side_inputs().size())},
                       {"outputs", static_cast<int64_t>(p.outputs().size())},
                       {"effect", p.is_effect()},
                       {"instrument", p.is_instrument()},
                       {"lacking", ValueArray(p.lacking.begin(), p.lacking.end())}};
}

static Result<Outcome> list_all() {
    Outcome outcome;
    ValueArray list;
    for (const Info& p : lv2::installed()) {
        list.push_back(summary(*p));
        outcome.text +=
            format_text("%-32s %zu>%zu  %s%s\n", p->name.c_str(), p->main_inputs().size(), p->outputs().size(),
                        p->uri.c_str(), p->lacking.empty() ? "" : ("  (needs " + p->lacking.front() + ")").c_str());
    }
    if (list.empty())
        outcome.text = "no LV2 plug-ins are installed; they are looked for in LV2_PATH or the usual folders\n";
    outcome.json["plugins"] = list;
    return outcome;
}

static Value port_value(const lv2::Port& p) {
    ValueArray points;
    for (const lv2::ScalePoint& s : p.points)
        points.push_back(ValueObject{{"label", s.label}, {"value", static_cast<double>(s.value)}});
    return ValueObject{{"symbol", p.symbol},
                       {"name", p.name},
                       {"unit", p.unit},
                       {"min", static_cast<double>(p.min)},
                       {"max", static_cast<double>(p.max)},
                       {"default", static_cast<double>(p.initial)},
                       {"of_rate", p.of_rate},
                       {"toggled", p.toggled},
                       {"integer", p.integer},
                       {"enumeration", p.enumeration},
                       {"logarithmic", p.logarithmic},
                       {"points", points}};
}

static Result<Outcome> show(const std::string& uri) {
    const Info p = lv2::find(uri);
    if (!p) return fail(ErrorCode::no_input, "no such plug-in is installed; see tandem plugins list", uri);
    Outcome outcome;
    outcome.json = summary(*p);
    outcome.text = p->name + " (" + p->kind + ")" + (p->author.empty() ? "" : " by " + p->author) + "\n";
    ValueArray params, presets;
    for (const int i : p->controls()) {
        const lv2::Port& port = p->ports[static_cast<size_t>(i)];
        params.push_back(port_value(port));
        outcome.text +=
            format_text("  %-24s %g to %g, %g%s%s  %s\n", port.symbol.c_str(), static_cast<double>(port.min),
                        static_cast<double>(port.max), static_cast<double>(port.initial), port.unit.empty() ? "" : " ",
                        port.unit.c_str(), port.name.c_str());
    }
    for (const lv2::Preset& preset : p->presets)
        presets.push_back(ValueObject{{"uri", preset.uri}, {"label", preset.label}});
    outcome.json["params"] = params, outcome.json["presets"] = presets;
    outcome.json["latency"] = p->latency_port >= 0;
    outcome.json["window"] = !p->window.empty(), outcome.json["no_window"] = p->no_window;
    return outcome;
}

// Every one once, in a process of its own.
static Result<Outcome> test_all(const std::string& uri) {
    Outcome outcome;
    ValueArray list;
    int64_t fine = 0, wrong = 0;
    for (const Info& p : lv2::installed()) {
        if (!uri.empty() && p->uri != uri) continue;
        if (cancel_flag()) return fail(ErrorCode::cancelled, "interrupted");
        lv2::Verdict v{false, p->lacking.empty() ? "" : "it needs " + p->lacking.front()};
        if (p->lacking.empty()) v = lv2::test_run(*p);
        ++(v.fine ? fine : wrong);
        list.push_back(ValueObject{{"uri", p->uri}, {"name", p->name}, {"fine", v.fine}, {"what", v.what}});
        if (!v.fine) outcome.text += p->name + " (" + p->uri + "): " + v.what + "\n";
    }
    if (!uri.empty() && list.empty())
        return fail(ErrorCode::no_input, "no such plug-in is installed; see tandem plugins list", uri);
    outcome.text += format_text("%d fine, %d not\n", static_cast<int>(fine), static_cast<int>(wrong));
    outcome.json = {{"plugins", list}, {"fine", fine}, {"wrong", wrong}};
    return outcome;
}

void add_plugins(CLI::App& app, Commands& commands) {
    CLI::App* sub = app.add_subcommand("plugins", "LV2 plug-ins: list, show URI, test");
    sub->fallthrough()->require_subcommand(1);
    auto shown = std::make_shared<std::string>(), tested = std::make_shared<std::string>();
    CLI::App* list = sub->add_subcommand("list", "All that are installed");
    CLI::App* one = sub->add_subcommand("show", "A plug-in's parameters and presets");
    CLI::App* test = sub->add_subcommand("test", "Run every one in a process of its own and say what goes wrong");
    for (CLI::App* inner : {list, one, test}) inner->fallthrough();
    one->add_option("URI", *shown, "Its identity, as list shows it")->required();
    test->add_option("URI", *tested, "Only this one");
    commands.push_back({list, [](Context&) { return list_all(); }});
    commands.push_back({one, [shown](Context&) { return show(*shown); }});
    commands.push_back({test, [tested](Context&) {
                            const Cancellable cancellable;
                            return test_all(*tested);
                        }});
}

} // namespace tandem::app
