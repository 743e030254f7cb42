// `tandem`, the command line. Parses, runs one command, prints its outcome as text or one JSON document, ends with the
// exit code of sysexits.h. Links no window toolkit.
#include <CLI/CLI.hpp>
#include <clocale>
#include <cstdio>
#include <exception>

#include "app/cli.h"
#include "app/devices/render_devices.h"
#include "app/progress.h"
#include "app/unknown_command.h"
#include "engine/base/log.h"
#include "engine/io/json_value.h"

#ifndef TANDEM_VERSION
#define TANDEM_VERSION "0"
#endif

namespace tandem::app {

static int print_error(const Context& context, const Error& error, int exit) {
    if (context.flags.progress != "json") std::fprintf(stderr, "tandem: %s\n", error.text().c_str());
    if (context.flags.json) {
        ValueObject inner{
            {"code", error_word(error.code)}, {"exit", exit}, {"what", error.what}, {"where", error.where}};
        std::printf("%s\n", value_text(ValueObject{{"ok", false}, {"exit", exit}, {"error", inner}}).c_str());
    }
    context.progress->finish(exit, error.text());
    return exit;
}

static int print_outcome(const Context& context, Outcome& outcome) {
    if (context.flags.json) {
        outcome.json["ok"] = outcome.exit == 0;
        outcome.json["exit"] = outcome.exit;
        std::printf("%s\n", value_text(outcome.json).c_str());
    } else if (!outcome.text.empty()) {
        std::fputs(outcome.text.c_str(), stdout);
        if (outcome.text.back() != '\n') std::fputc('\n', stdout);
    }
    context.progress->finish(outcome.exit, outcome.message);
    if (std::fflush(stdout) != 0) return exit_code(ErrorCode::io);
    return outcome.exit;
}

static Result<Outcome> run_command_line(Context& context, const Command& command) {
    try {
        return command.run(context);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::temporary, "out of memory; close other programs or use fewer --threads");
    } catch (const std::exception& e) {
        return fail(ErrorCode::internal, std::string("unexpected: ") + e.what());
    }
}

static int run(int argc, char** argv) {
    CLI::App parser("Tandem: picture and sound edited together, from the command line", "tandem");
    Context context;
    CommonFlags& flags = context.flags;
    parser.require_subcommand(1);
    parser.fallthrough();
    parser.set_version_flag("--version", std::string("tandem ") + TANDEM_VERSION);
    parser.add_flag("--json", flags.json, "One JSON document on stdout");
    parser.add_option("--device", flags.device,
                      "auto, all, or some of cpu, vulkan[:N], opencl[:N] with commas between");
    parser.add_option("--threads", flags.threads, "Threads to use; 0 = all cores")->check(CLI::Range(0, 1024));
    auto* yes = parser.add_flag("-y,--yes", flags.yes, "Replace an existing output");
    parser.add_flag("-n,--no", flags.no, "Never replace an existing output")->excludes(yes);
    parser.add_option("--progress", flags.progress, "auto, bar, json or none; on stderr");
    parser.add_option("--on-missing", flags.on_missing, "fail, hold or slate: what missing media become");
    parser.add_flag("--dry-run", flags.dry_run, "Check and say what would be done; write nothing");
    parser.add_flag("-v,--verbose", flags.verbose, "Say more on stderr");
    parser.footer("Times: HH:MM:SS:FF, HH:MM:SS;FF (drop frame), 12.5s, 300f, 48000a.\n"
                  "Exit codes are those of sysexits.h: 0 done and verified, 64 usage, 65 bad input, 66 missing, 69 not "
                  "available, 73 cannot create, 74 I/O, 130 interrupted.");
    Commands commands;
    add_new(parser, commands);
    add_edit(parser, commands);
    add_render(parser, commands);
    add_play(parser, commands);
    add_presets(parser, commands);
    add_plugins(parser, commands);
    add_probe(parser, commands);
    add_check(parser, commands);
    add_convert(parser, commands);
    add_verify(parser, commands);
    add_dump(parser, commands);
    add_frame(parser, commands);
    add_devices(parser, commands);
    add_bench(parser, commands);
    add_deliver(parser, commands);
    add_queue(parser, commands);
    add_watch(parser, commands);
    add_farm(parser, commands);

    // A wrong command line may stand before the flags that say how to report it.
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--json") flags.json = true;
        if (word == "--progress=json" || (word == "--progress" && i + 1 < argc && std::string(argv[i + 1]) == "json"))
            flags.progress = "json";
    }
    const ProgressStyle early = flags.progress == "json" ? ProgressStyle::json : ProgressStyle::none;
    try {
        const bool json = flags.json;
        parser.parse(argc, argv);
        flags.json = json;
    } catch (const CLI::CallForHelp& e) {
        return parser.exit(e);
    } catch (const CLI::CallForAllHelp& e) {
        return parser.exit(e);
    } catch (const CLI::CallForVersion& e) {
        return parser.exit(e);
    } catch (const CLI::ParseError& e) {
        Progress progress(early);
        context.progress = &progress;
        std::string what = unknown_command(parser, argc, argv);
        if (what.empty()) what = e.what();
        return print_error(context, fail(ErrorCode::usage, what + "; see tandem --help"), 64);
    }
    auto style = progress_style(flags.progress);
    Progress progress(style ? *style : ProgressStyle::none);
    context.progress = &progress;
    if (!style) return print_error(context, style.error(), exit_code(style.error().code));
    if (auto known = check_device_words(flags.device); !known)
        return print_error(context, known.error(), exit_code(known.error().code));
    set_log_level(flags.verbose ? LogLevel::debug : LogLevel::warning);

    for (const Command& command : commands) {
        if (!command.parser->parsed()) continue;
        auto outcome = run_command_line(context, command);
        if (outcome) return print_outcome(context, *outcome);
        int exit = exit_code(outcome.error().code);
        if (outcome.error().code == ErrorCode::cancelled && signal_exit()) exit = signal_exit();
        return print_error(context, outcome.error(), exit);
    }
    return print_error(context, fail(ErrorCode::usage, "no command; see tandem --help"), 64);
}

} // namespace tandem::app

int main(int argc, char** argv) {
    // Numbers are read and written the same everywhere; texts are UTF-8.
    std::setlocale(LC_ALL, "C.UTF-8");
    std::setlocale(LC_NUMERIC, "C");
    tandem::app::install_signals();
    return tandem::app::run(argc, argv);
}
