// Plug-ins of a plan: whether they can run, where, and how late they are.
#include <cmath>
#include <map>
#include <mutex>

#include "engine/audio/compile_plan.h"
#include "engine/audio/decibel.h"
#include "engine/audio/lv2/scan.h"
#include "engine/audio/lv2/world.h"
#include "engine/base/hash.h"

namespace tandem::audio {

static bool runs_apart(const Plugin& plugin, const lv2::PluginInfo& info) {
    if (plugin.process != PluginProcess::automatic) return plugin.process == PluginProcess::own;
    return !lv2::test_run(info).fine;
}

namespace {
struct Measured {
    int latency = 0;         // frames
    std::vector<float> rest; // as PlanPlugin::rest
};
} // namespace

// Loads it once and asks how late it is with the values that it begins with, and what it says of silence.
static Result<Measured> measure(const PlanPlugin& p, int rate) {
    const lv2::InstanceSpec spec{.info = p.info, .rate = rate, .state = p.plugin->state};
    auto made = TRY(p.own_process ? lv2::make_remote(spec) : lv2::make_local(spec));
    const std::vector<int> outputs = p.info->control_outputs();
    if (p.info->latency_port < 0 && outputs.empty()) return Measured{};
    const DenormalGuard guard;
    const std::vector<int> controls = p.info->controls();
    for (size_t i = 0; i < controls.size(); ++i)
        if (const Param* set = p.plugin->find(p.info->ports[static_cast<size_t>(controls[i])].symbol))
            made->controls()[i] = static_cast<float>(set->at(Time{}));
    for (int i = 0; i < 2; ++i)
        if (!made->run(kQuantum))
            return fail(ErrorCode::unavailable,
                        made->fault() == lv2::Fault::hung ? "it gave no answer when it was tried"
                                                          : "it crashed when it was tried",
                        p.info->name);
    Measured out{.latency = made->latency(), .rest = {}};
    for (size_t i = 0; i < outputs.size(); ++i) {
        const lv2::Port& port = p.info->ports[static_cast<size_t>(outputs[i])];
        const float said = made->control_outputs()[i], scale = port.of_rate ? static_cast<float>(rate) : 1.0f;
        out.rest.push_back(std::isfinite(said) ? said : port.initial * scale);
    }
    return out;
}

static Result<Measured> measured(const PlanPlugin& p, int rate) {
    static std::mutex mutex;
    static std::map<uint64_t, Result<Measured>> known;
    Hasher h;
    h.word(p.setup).word(static_cast<uint64_t>(rate));
    for (const PluginParam& x : p.plugin->params) h.text(x.symbol).number(x.param.at(Time{}));
    const std::lock_guard lock(mutex);
    auto it = known.find(h.value());
    if (it == known.end()) it = known.emplace(h.value(), measure(p, rate)).first;
    return it->second;
}

int add_plugin(AudioPlan& plan, const Effect& insert, int label) {
    const Plugin& plugin = *insert.plugin;
    const std::string name = plugin.name.empty() ? plugin.uri : plugin.name;
    auto passed_by = [&](const std::string& why) {
        plan.warnings.push_back(plan.labels[static_cast<size_t>(label)] + ": the plug-in " + name +
                                " is passed by: " + why);
        return -1;
    };
    PlanPlugin p{.plugin = insert.plugin, .info = lv2::find(plugin.uri), .effect = insert.id.value, .label = label};
    if (!p.info) return passed_by("it is not installed (" + plugin.uri + ")");
    if (!p.info->lacking.empty()) return passed_by("it needs what is not there: " + p.info->lacking.front());
    if (!p.info->fits_insert()) return passed_by("it takes neither sound nor MIDI, or makes no sound");
    p.own_process = runs_apart(plugin, *p.info);
    Hasher h;
    h.text(plugin.uri).text(plugin.state).word(p.own_process);
    p.setup = h.value();
    auto facts = measured(p, plan.rate);
    if (!facts) return passed_by(facts.error().what);
    // Ten seconds ahead is more than any plug-in means.
    if (facts->latency > 10 * plan.rate)
        return passed_by("it says that it is " + std::to_string(facts->latency) + " frames late");
    p.latency = facts->latency, p.rest = std::move(facts->rest);
    p.setup = h.word(static_cast<uint64_t>(p.latency)).value();
    for (const PluginParam& x : plugin.params)
        if (const int port = p.info->find(x.symbol); port < 0)
            plan.warnings.push_back(plan.labels[static_cast<size_t>(label)] + ": the plug-in " + name +
                                    " has no parameter \"" + x.symbol + "\"");
    plan.plugins.push_back(std::move(p));
    return static_cast<int>(plan.plugins.size()) - 1;
}

static const char* fault_text(lv2::Fault fault) {
    switch (fault) {
    case lv2::Fault::crashed:
        return " crashed; its insert is silent";
    case lv2::Fault::hung:
        return " gave no answer; its insert is silent";
    case lv2::Fault::not_a_number:
        return " gave a sound that is not a number; its insert is silent";
    case lv2::Fault::latency_changed:
        return " is late by another time than it said; its sound is out of place";
    case lv2::Fault::not_live:
        return " runs in a process of its own and stands behind a fader: playback passes it by, the render has it";
    case lv2::Fault::none:
        break;
    }
    return nullptr;
}

std::vector<std::string> plan_warnings(const AudioPlan& plan) {
    std::vector<std::string> out = plan.warnings;
    for (const Error& e : plan.unread) out.push_back(e.text());
    for (size_t i = 0; i < plan.plugins.size(); ++i) {
        const PlanPlugin& p = plan.plugins[i];
        if (const char* what = fault_text(plan.plugin_faults->get(static_cast<int>(i))))
            out.push_back(plan.labels[static_cast<size_t>(p.label)] + ": the plug-in " + p.info->name + what);
    }
    for (const auto& nested : plan.nested)
        for (std::string& w : plan_warnings(*nested)) out.push_back(std::move(w));
    return out;
}

} // namespace tandem::audio
