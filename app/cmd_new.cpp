// `tandem new`: a project whose media lie one after the other. Main thread.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "app/cli.h"
#include "app/load.h"
#include "engine/io/project_file.h"
#include "engine/session/new_project.h"

namespace tandem::app {

struct NewArgs {
    std::string out, size, rate;
    std::vector<std::string> media;
    int audio_rate = 0;
};

static Result<Outcome> run_new(const NewArgs& args, Context& context) {
    TRY_VOID(check_output(args.out, context.flags));
    if (std::filesystem::path(args.out).extension() != ".tandem")
        return fail(ErrorCode::usage, "a project's name ends in .tandem", args.out);
    NewProject wanted{.name = std::filesystem::path(args.out).stem().string(), .media = {}};
    for (const std::string& path : args.media) wanted.media.push_back(absolute_path(path));
    if (!args.size.empty()) {
        int width = 0, height = 0;
        char rest = 0;
        if (std::sscanf(args.size.c_str(), "%dx%d%c", &width, &height, &rest) != 2 || width < 2 || height < 2 ||
            width > 16384 || height > 16384 || width % 2 != 0 || height % 2 != 0)
            return fail(ErrorCode::usage, "a size is WIDTHxHEIGHT, both even and from 2 to 16384",
                        "--size " + args.size);
        wanted.width = width, wanted.height = height;
    }
    if (!args.rate.empty()) {
        const auto rate = FrameRate::parse(args.rate);
        if (!rate) return fail(ErrorCode::usage, rate.error().what, "--rate " + args.rate);
        wanted.rate = *rate;
    }
    if (args.audio_rate != 0) wanted.audio_rate = args.audio_rate;
    const Project project = TRY(new_project(wanted));
    if (!context.flags.dry_run) TRY_VOID(save_project(project, absolute_path(args.out)));

    const Sequence& sequence = *project.active_sequence();
    Outcome outcome;
    outcome.message = args.out;
    outcome.json = {{"project", args.out},
                    {"width", sequence.format.width},
                    {"height", sequence.format.height},
                    {"rate", sequence.format.rate.text()},
                    {"audio_rate", sequence.format.audio_rate},
                    {"media", static_cast<int64_t>(project.media.size())},
                    {"duration_s", sequence.duration().seconds()}};
    outcome.text = format_text("%s: %dx%d at %s, %zu media, %s", args.out.c_str(), sequence.format.width,
                               sequence.format.height, sequence.format.rate.text().c_str(), project.media.size(),
                               time_text(sequence.duration(), sequence.format.rate).c_str());
    return outcome;
}

void add_new(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<NewArgs>();
    CLI::App* sub = app.add_subcommand("new", "Make a project; media are laid one after the other");
    sub->fallthrough();
    sub->add_option("OUT", args->out, "OUT.tandem")->required();
    sub->add_option("MEDIA", args->media, "Media files");
    sub->add_option("--size", args->size, "WIDTHxHEIGHT; default the first clip's");
    sub->add_option("--rate", args->rate, "Frames per second: 25, 29.97, 30000/1001; default the first clip's");
    sub->add_option("--audio-rate", args->audio_rate, "Samples per second")->check(CLI::Range(8000, 192000));
    commands.push_back({sub, [args](Context& context) { return run_new(*args, context); }});
}

} // namespace tandem::app
