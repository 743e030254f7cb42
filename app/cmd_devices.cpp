// `tandem devices`, `tandem bench`, and the commands that this version does not have. Main thread.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <unistd.h>

#include "app/cli.h"
#include "app/devices/render_devices.h"
#include "engine/audio/device/audio_device.h"
#include "engine/export/hardware_encoder.h"

namespace tandem::app {

// The hardware encoders that FFmpeg knows, each tried.
static ValueArray hardware_rows(std::string& text) {
    ValueArray rows;
    for (const HardwareEncoder& h : hardware_encoders()) {
        text += (rows.empty() ? "encoders:" : "         ") + (" " + h.encoder) + " (" + h.codec + "): " +
                (h.works ? "works; taken where video.encoder is auto or hardware" : "does not work here: " + h.why) +
                "\n";
        ValueObject row{{"codec", h.codec}, {"encoder", h.encoder}, {"works", h.works}};
        if (!h.works) row["why"] = h.why;
        rows.push_back(std::move(row));
    }
    if (rows.empty()) text += "encoders: this FFmpeg knows no hardware encoders\n";
    return rows;
}

static Result<Outcome> run_devices(Context& context) {
    DeviceList list = list_devices(context.flags.threads);
    measure_devices(list, context.flags.threads);
    const DeviceChoice chosen = choose_auto(list.devices);
    Outcome outcome;
    ValueArray compute;
    for (size_t i = 0; i < list.devices.size(); ++i) {
        const KnownDevice& d = list.devices[i];
        ValueObject row{{"id", d.id}, {"name", d.name}, {"type", d.type}, {"chosen_by_auto", i == chosen.index}};
        std::string line = d.id;
        line.resize(std::max<size_t>(line.size(), 10), ' ');
        line += d.name;
        if (d.device_class != DeviceClass::processor) {
            row["driver"] = d.driver, row["memory_bytes"] = static_cast<int64_t>(d.memory_bytes);
            line += ", " + d.type + ", driver " + d.driver + ", " + std::to_string(d.memory_bytes >> 20) + " MiB";
        }
        if (d.frames_per_second) {
            row["frames_per_second"] = *d.frames_per_second;
            line += format_text("; %.0f frames/s of two layers at 1280x720", *d.frames_per_second);
        } else {
            row["not_measured"] = d.not_measured;
            line += "; not measured: " + d.not_measured;
        }
        if (i == chosen.index) {
            row["why"] = chosen.why;
            line += "; auto takes it: " + chosen.why;
        }
        outcome.text += (i == 0 ? "compute: " : "         ") + line + "\n";
        compute.push_back(std::move(row));
    }
    for (const std::string& text : list.absent) outcome.text += "         " + text + "\n";
    ValueArray audio_rows;
    auto cards = audio::list_audio_devices();
    if (!cards) outcome.text += "audio: " + cards.error().text() + "\n";
    for (const audio::AudioDeviceInfo& d : cards ? *cards : std::vector<audio::AudioDeviceInfo>{}) {
        outcome.text += (audio_rows.empty() ? "audio:   " : "         ") + d.name +
                        format_text(", %d in, %d out, %.0f Hz", d.inputs, d.outputs, d.rate) +
                        (d.is_default         ? "; the default"
                         : d.is_default_input ? "; the default to record from"
                                              : "") +
                        "\n";
        audio_rows.push_back(ValueObject{{"name", d.name},
                                         {"inputs", d.inputs},
                                         {"outputs", d.outputs},
                                         {"rate", d.rate},
                                         {"default", d.is_default},
                                         {"default_input", d.is_default_input}});
    }
    if (audio_rows.empty()) outcome.text += "audio: no sound device; play goes by the monotonic clock (null)\n";
    outcome.json = {{"compute", compute},
                    {"absent", ValueArray(list.absent.begin(), list.absent.end())},
                    {"audio", audio_rows},
                    {"hardware_codecs", hardware_rows(outcome.text)}};
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

} // namespace tandem::app
