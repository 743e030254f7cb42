// `tandem probe FILE...`: what FFmpeg and our own checks say of media. Main thread.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/cli.h"
#include "app/json_forms.h"
#include "app/progress.h"
#include "engine/media/probe.h"

namespace tandem::app {

static Result<Outcome> run_probe(const std::vector<std::string>& files, Context& context) {
    Outcome outcome;
    ValueArray list;
    std::optional<Error> first;
    for (const std::string& file : files) {
        std::error_code none;
        auto media = std::filesystem::is_directory(file, none)
                         ? fail(ErrorCode::bad_data, "this is a folder, not a media file", file)
                         : probe_media(file);
        if (!media) {
            if (!first) first = media.error();
            list.push_back(ValueObject{{"path", file}, {"ok", false}, {"error", error_json(media.error())}});
            // Alone, it is the command's error; among others the report goes on.
            if (files.size() == 1) return media.error();
            if (!context.flags.json || context.flags.progress == "json") context.progress->warn(media.error().text());
            continue;
        }
        ValueObject entry = media_json(*media);
        entry["ok"] = true;
        outcome.text += media_text(*media);
        if (auto detail = probe_detail(file)) {
            ValueObject pairs;
            for (const auto& [key, value] : detail->lines) {
                pairs[key] = value;
                outcome.text += "  " + key + ": " + value + "\n";
            }
            ValueArray chapters;
            for (const auto& [at, title] : detail->chapters) {
                chapters.push_back(ValueObject{{"at_s", at.seconds()}, {"title", title}});
                outcome.text += "  chapter at " + seconds_text(at) + " s: " + title + "\n";
            }
            entry["detail"] = pairs;
            entry["chapters"] = chapters;
        }
        list.push_back(entry);
    }
    outcome.json["media"] = list;
    if (first) outcome.exit = exit_code(first->code), outcome.message = first->text();
    return outcome;
}

void add_probe(CLI::App& app, Commands& commands) {
    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* sub = app.add_subcommand("probe", "What media files are");
    sub->fallthrough();
    sub->add_option("FILE", *files, "Media files")->required();
    commands.push_back({sub, [files](Context& context) { return run_probe(*files, context); }});
}

} // namespace tandem::app
