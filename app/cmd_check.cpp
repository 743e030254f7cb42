// `tandem check PROJECT`: validates and lists missing media, unsupported effects and other problems. Main thread.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "app/cli.h"
#include "app/json_forms.h"
#include "app/load.h"
#include "engine/audio/lv2/world.h"
#include "engine/model/validate.h"

namespace tandem::app {

// Plug-ins that are not installed or lack something here.
static void check_plugins(const Strip* strip, const std::string& where, const auto& add, bool& missing) {
    if (!strip) return;
    for (const auto& insert : strip->inserts) {
        if (!insert->plugin) continue;
        const Plugin& p = *insert->plugin;
        const auto info = lv2::find(p.uri);
        if (info && info->lacking.empty()) continue;
        add("the plug-in " + (p.name.empty() ? p.uri : p.name + " (" + p.uri + ")") +
                (info ? " needs what is not there: " + info->lacking.front() : std::string(" is not installed")) +
                "; it is kept and passed by",
            where);
        missing = true;
    }
}

// Effects that are kept but not rendered, and LUT files and plug-ins that are not there.
static void check_effects(const Project& project, ValueArray& problems, std::string& text, bool& missing) {
    auto add = [&](const std::string& what, const std::string& where) {
        problems.push_back(ValueObject{{"severity", "warning"}, {"what", what}, {"where", where}});
        text += "  warning: " + where + ": " + what + "\n";
    };
    for (const auto& sequence : project.sequences) {
        const std::string of = "sequence " + sequence->name;
        for (const auto& track : sequence->tracks)
            check_plugins(track->strip.get(), of + ", track " + track->name, add, missing);
        if (!sequence->mixer) continue;
        for (const auto& bus : sequence->mixer->buses)
            check_plugins(bus->strip.get(), of + ", bus " + bus->name, add, missing);
        check_plugins(sequence->mixer->master.get(), of + ", master", add, missing);
    }
    for (const auto& sequence : project.sequences)
        for (const auto& track : sequence->tracks)
            for (const Placement& item : track->items) {
                if (!item.clip->effects) continue;
                const std::string where = "sequence " + sequence->name + ", track " + track->name + ", clip " +
                                          item.clip->name + " (" + time_text(item.start, sequence->format.rate) + ")";
                for (const ForeignEffect& f : item.clip->effects->foreign)
                    add("effect " + f.name + " is not supported here; it is kept but not rendered", where);
                for (const auto& effect : item.clip->effects->effects) {
                    std::error_code ignored;
                    if (effect->kind != EffectKind::lut3d || effect->texts.empty() || effect->texts[0].empty())
                        continue;
                    if (std::filesystem::exists(effect->texts[0], ignored)) continue;
                    add("LUT file " + effect->texts[0] + " is missing", where);
                    missing = true;
                }
            }
}

// MIDI clips whose track has nothing that plays them.
static void check_instruments(const Project& project, ValueArray& problems, std::string& text) {
    auto takes_midi = [](const Ref<Effect>& insert) {
        const auto info = insert->enabled && insert->plugin ? lv2::find(insert->plugin->uri) : nullptr;
        return info && info->midi_input() >= 0;
    };
    auto is_midi = [&](const Placement& p) {
        const auto* content = std::get_if<MediaContent>(&p.clip->content);
        const Media* media = content ? project.find_media(content->media) : nullptr;
        return p.clip->enabled && media && media->is_midi();
    };
    for (const auto& sequence : project.sequences)
        for (const auto& track : sequence->tracks) {
            if (std::none_of(track->items.begin(), track->items.end(), is_midi)) continue;
            if (track->strip && std::any_of(track->strip->inserts.begin(), track->strip->inserts.end(), takes_midi))
                continue;
            const std::string what = "its MIDI clips are silent, as none of its inserts takes MIDI; add an LV2 "
                                     "instrument to the track (tandem plugins list)",
                              where = "sequence " + sequence->name + ", track " + track->name;
            problems.push_back(ValueObject{{"severity", "warning"}, {"what", what}, {"where", where}});
            text += "  warning: " + where + ": " + what + "\n";
        }
}

static Result<Outcome> run_check(const std::string& path, Context& context) {
    const Loaded loaded = TRY(load_timeline(path, context));
    Outcome outcome;
    ValueArray problems, missing;
    bool invalid = false, absent = false;
    for (const Problem& problem : validate(*loaded.project)) {
        const bool error = problem.severity == Problem::Severity::error;
        invalid |= error;
        problems.push_back(
            ValueObject{{"severity", error ? "error" : "warning"}, {"what", problem.what}, {"where", problem.where}});
        outcome.text +=
            std::string("  ") + (error ? "error: " : "warning: ") + problem.where + ": " + problem.what + "\n";
    }
    int worst = 0;
    for (const MediaIssue& issue : loaded.probed.issues) {
        absent |= issue.error.code == ErrorCode::no_input;
        worst = std::max(worst, exit_code(issue.error.code));
        missing.push_back(
            ValueObject{{"media", issue.media.value}, {"path", issue.path}, {"error", error_json(issue.error)}});
        outcome.text += "  media: " + issue.error.text() + "\n";
    }
    for (const MediaIssue& changed : loaded.probed.changed) {
        problems.push_back(
            ValueObject{{"severity", "warning"}, {"what", changed.error.what}, {"where", changed.error.where}});
        outcome.text += "  warning: " + changed.error.text() + "\n";
    }
    check_effects(*loaded.project, problems, outcome.text, absent);
    check_instruments(*loaded.project, problems, outcome.text);
    ValueArray relinked;
    for (const MediaRelink& r : loaded.probed.relinked) relinked.push_back(ValueObject{{"from", r.from}, {"to", r.to}});
    outcome.text += loss_text(loaded.report);
    int64_t clips = 0;
    for (const auto& sequence : loaded.project->sequences)
        for (const auto& track : sequence->tracks) clips += static_cast<int64_t>(track->items.size());
    outcome.exit = invalid ? 65 : absent ? 66 : worst;
    outcome.json = {{"project", path},      {"sequences", static_cast<int64_t>(loaded.project->sequences.size())},
                    {"clips", clips},       {"media", static_cast<int64_t>(loaded.project->media.size())},
                    {"problems", problems}, {"missing", missing},
                    {"relinked", relinked}, {"report", loss_json(loaded.report)}};
    outcome.text = path + ": " + (outcome.text.empty() ? "nothing to complain about\n" : "\n" + outcome.text);
    outcome.message = outcome.exit == 0 ? path : "problems found";
    return outcome;
}

void add_check(CLI::App& app, Commands& commands) {
    auto path = std::make_shared<std::string>();
    CLI::App* sub = app.add_subcommand("check", "Validate a project; list missing media and unsupported effects");
    sub->fallthrough();
    sub->add_option("PROJECT", *path, "A readable timeline")->required();
    commands.push_back({sub, [path](Context& context) { return run_check(*path, context); }});
}

} // namespace tandem::app
