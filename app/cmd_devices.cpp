// `tandem devices`, `tandem bench`, and the commands that this version does not have. Main thread.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <unistd.h>

#include "app/cli.h"
#include "gpu/opencl/opencl_renderer.h"
#include "gpu/vulkan/vulkan_renderer.h"

namespace tandem::app {

// The devices of one kind, as they are listed by their index; or why there are none.
template<class Info>
static void add_devices_of(const char* kind, const Result<std::vector<Info>>& devices, ValueArray& compute,
                           std::string& text) {
    std::string padded = kind;
    padded.resize(std::max<size_t>(padded.size(), 9), ' ');
    if (!devices) text += "         " + padded + " none: " + devices.error().text() + "\n";
    if (devices && devices->empty()) text += "         " + padded + " none\n";
    if (!devices) return;
    for (const Info& d : *devices) {
        const std::string id = std::string(kind) + ":" + std::to_string(d.index), type = device_type_word(d.type);
        compute.push_back(ValueObject{{"id", id},
                                      {"name", d.name},
                                      {"driver", d.driver},
                                      {"type", type},
                                      {"memory_bytes", static_cast<int64_t>(d.memory_bytes)},
                                      {"chosen_by_auto", false}});
        text += "         " + id + "  " + d.name + ", " + type + ", driver " + d.driver + ", " +
                std::to_string(d.memory_bytes >> 20) + " MiB\n";
    }
}

static Result<Outcome> run_devices(Context& context) {
    Context cpu = context;
    cpu.flags.device = "cpu";
    const auto renderer = TRY(cpu.renderer());
    Outcome outcome;
    ValueArray compute{ValueObject{{"id", "cpu"}, {"name", renderer->name()}, {"chosen_by_auto", true}}};
    outcome.text = "compute: cpu       " + renderer->name() + ", the one that auto means\n";
    add_devices_of("vulkan", list_vulkan_devices(), compute, outcome.text);
    add_devices_of("opencl", list_opencl_devices(), compute, outcome.text);
    outcome.json = {{"compute", compute}, {"audio", ValueArray{}}, {"hardware_codecs", ValueArray{}}};
    outcome.text += "audio: none; this version renders sound, it does not play it\nhardware codecs: none used\n";
    return outcome;
}

// The micro-benchmarks are a program of their own, so that `tandem` itself stays small.
static Result<Outcome> run_bench(const std::string& name) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& place : {self / "tandem-micro-bench", self / ".." / "tests" / "tandem-micro-bench"}) {
        if (!std::filesystem::exists(place, error)) continue;
        const std::string path = place.string(), filter = "--benchmark_filter=" + (name.empty() ? "." : name);
        execl(path.c_str(), path.c_str(), filter.c_str(), nullptr);
        return fail(ErrorCode::internal, "cannot be started", path);
    }
    return fail(ErrorCode::unavailable, "the micro-benchmarks are not built beside this program; run ./run bench");
}

void add_devices(CLI::App& app, Commands& commands) {
    CLI::App* sub = app.add_subcommand("devices", "Compute devices, audio devices, hardware codecs");
    sub->fallthrough();
    commands.push_back({sub, run_devices});
}

void add_bench(CLI::App& app, Commands& commands) {
    auto name = std::make_shared<std::string>();
    CLI::App* sub = app.add_subcommand("bench", "Run the micro-benchmarks");
    sub->fallthrough();
    sub->add_option("NAME", *name, "Only those whose name matches");
    commands.push_back({sub, [name](Context&) { return run_bench(*name); }});
}

void add_later(CLI::App& app, Commands& commands) {
    CLI::App* sub = app.add_subcommand("deliver", "Not in this version");
    auto rest = std::make_shared<std::vector<std::string>>(); // not read, but no usage error either
    sub->allow_extras()->add_option("ARGS", *rest, "Not read");
    for (const char* option : {"-o", "--only"}) sub->add_option(option, *rest, "Not read");
    commands.push_back({sub, [rest](Context&) -> Result<Outcome> {
                            return fail(ErrorCode::unavailable,
                                        "tandem deliver is not in this version; tandem render makes one film");
                        }});
}

} // namespace tandem::app
