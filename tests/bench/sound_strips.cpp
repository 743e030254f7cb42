// tandem-sound-strips: what channel strips cost, one figure a call, for tests/bench/sound.py.
//   offline FRAMES [SET]   ns of CPU for a stereo frame of one strip in a render, by chunks of so many frames
//   live FRAMES            the same in playback, by the device's blocks, with meters; the device does not wait
//   lv2 FRAMES             the same of Ardour's a-eq twice and a-comp in a loop over strips, nothing else done
//   play STRIPS SECONDS FRAMES   plays in real time: starved quanta, late blocks, cores busy, 99th percentile of the
//                          device's calls in microseconds
//   start TRACKS           ms from `play` to the first sample
// Figures of CPU are of user and system time of the whole process, as the slope from 8 to 64 strips.
#include <lilv/lilv.h>
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "engine/audio/decibel.h"
#include "engine/audio/processors/kernels.h"
#include "engine/audio/sound_engine.h"
#include "tests/bench/strip_mix.h"

using namespace tandem;
using namespace tandem::test;

namespace {

double cpu_seconds() {
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    auto seconds_of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds_of(u.ru_utime) + seconds_of(u.ru_stime);
}

[[noreturn]] void stop(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

constexpr int kFew = 8, kMany = 64;
constexpr int64_t kSeconds = 20;

// CPU seconds of so many strips for a second of sound.
double offline(int strips, int chunk) {
    const Mix m = strip_mix(strips);
    const auto project = m.build.done();
    auto made = audio::make_freewheel(project, project->active_sequence(), {},
                                      {.sources = table_sources(), .chunk_frames = chunk});
    if (!made) stop(made.error().text());
    std::vector<float> left(static_cast<size_t>(chunk)), right(left);
    float* out[] = {left.data(), right.data()};
    auto run = [&](int64_t frames) {
        for (int64_t done = 0; done < frames; done += chunk)
            if (!(*made)->render(chunk, out)) stop("render failed");
    };
    run(48000);
    const double before = cpu_seconds();
    run(kSeconds * 48000);
    return (cpu_seconds() - before) / kSeconds;
}

double live(int strips, int block) {
    const Mix m = strip_mix(strips);
    Transport transport(48000);
    audio::SoundEngine engine({.block_frames = block, .workers = 1, .sources = table_sources()});
    engine.set_plan(m.plan());
    std::vector<float> left(static_cast<size_t>(block)), right(left);
    float* out[] = {left.data(), right.data()};
    int64_t now = 1'000'000'000;
    auto process = [&] {
        engine.process(transport.process(block, now, 0, 1e9 / 48000), block, out);
        now += block * int64_t{20833};
    };
    auto wait = [] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
    while (!engine.plan_taken()) process(), wait();
    const uint64_t place = transport.locate(seconds(10));
    transport.play();
    process();
    while (!engine.filled(place)) wait();
    transport.filled(place);
    auto run = [&](int64_t frames) {
        for (int64_t done = 0; done < frames; done += block) {
            while (!engine.can_go_on()) wait();
            process();
        }
    };
    run(48000);
    const double before = cpu_seconds();
    run(kSeconds * 48000);
    const double spent = cpu_seconds() - before;
    if (engine.report().starved > 0) stop("starved");
    return spent / kSeconds;
}

// Plug-ins of one kind with sound buffers of their own and every other port at its default, but what `set` says.
class Plugins {
  public:
    Plugins(LilvWorld* world, const char* uri, const std::vector<std::pair<const char*, float>>& set) {
        LilvNode* node = lilv_new_uri(world, uri);
        plugin_ = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), node);
        lilv_node_free(node);
        if (!plugin_) stop(std::string(uri) + " is not installed; it is of ardour-lv2-plugins");
        const uint32_t ports = lilv_plugin_get_num_ports(plugin_);
        values_.resize(ports), audio_.resize(ports), is_input_.resize(ports);
        lilv_plugin_get_port_ranges_float(plugin_, nullptr, nullptr, values_.data());
        LilvNode* of_audio = lilv_new_uri(world, LILV_URI_AUDIO_PORT);
        LilvNode* of_input = lilv_new_uri(world, LILV_URI_INPUT_PORT);
        for (uint32_t i = 0; i < ports; ++i) {
            const LilvPort* port = lilv_plugin_get_port_by_index(plugin_, i);
            audio_[i] = lilv_port_is_a(plugin_, port, of_audio), is_input_[i] = lilv_port_is_a(plugin_, port, of_input);
            for (const auto& [symbol, value] : set)
                if (std::strcmp(lilv_node_as_string(lilv_port_get_symbol(plugin_, port)), symbol) == 0)
                    values_[i] = value;
        }
        lilv_node_free(of_audio), lilv_node_free(of_input);
    }
    // Runs on `in` into `out`; inputs beyond those given are silent.
    LilvInstance* instance(const std::vector<float*>& in, const std::vector<float*>& out, float* silence) {
        LilvInstance* made = lilv_plugin_instantiate(plugin_, 48000, nullptr);
        if (!made) stop("a plug-in cannot be instantiated");
        size_t ins = 0, outs = 0;
        for (uint32_t i = 0; i < values_.size(); ++i)
            if (!audio_[i])
                lilv_instance_connect_port(made, i, &values_[i]);
            else if (is_input_[i])
                lilv_instance_connect_port(made, i, ins < in.size() ? in[ins] : silence), ++ins;
            else
                lilv_instance_connect_port(made, i, out[outs++]);
        lilv_instance_activate(made);
        return made;
    }

  private:
    const LilvPlugin* plugin_;
    std::vector<float> values_;
    std::vector<bool> audio_, is_input_;
};

double lv2(int strips, int block) {
    const audio::DenormalGuard guard;
    LilvWorld* world = lilv_world_new();
    lilv_world_load_all(world);
    Plugins eq(world, "urn:ardour:a-eq", {{"gl", 2}, {"g1", -3}, {"g2", 2.5f}, {"gh", 3}});
    Plugins comp(world, "urn:ardour:a-comp#stereo", {{"thr", -20}, {"rat", 3}, {"kn", 6}});
    const auto frames = static_cast<size_t>(block);
    TableSource source;
    std::vector<float> silence(frames), sum[2] = {silence, silence};
    struct Strip {
        std::vector<float> sound[2], wet[2];
        LilvInstance *left, *right, *both;
    };
    std::vector<Strip> all(static_cast<size_t>(strips));
    for (Strip& s : all) {
        for (auto* planes : {&s.sound, &s.wet})
            for (auto& plane : *planes) plane.resize(frames);
        s.left = eq.instance({s.sound[0].data()}, {s.wet[0].data()}, silence.data());
        s.right = eq.instance({s.sound[1].data()}, {s.wet[1].data()}, silence.data());
        s.both = comp.instance({s.wet[0].data(), s.wet[1].data()}, {s.wet[0].data(), s.wet[1].data()}, silence.data());
    }
    int64_t at = 0;
    auto run = [&](int64_t count) {
        for (int64_t done = 0; done < count; done += block, at += block)
            for (Strip& s : all) {
                float* planes[] = {s.sound[0].data(), s.sound[1].data()};
                if (!source.read(at, block, planes)) stop("read failed");
                for (LilvInstance* i : {s.left, s.right, s.both}) lilv_instance_run(i, static_cast<uint32_t>(block));
                for (size_t c = 0; c < 2; ++c)
                    for (size_t i = 0; i < frames; ++i) sum[c][i] += s.wet[c][i];
            }
    };
    run(48000);
    const double before = cpu_seconds();
    run(kSeconds / 2 * 48000);
    const double spent = (cpu_seconds() - before) / (kSeconds / 2);
    for (Strip& s : all)
        for (LilvInstance* i : {s.left, s.right, s.both}) lilv_instance_free(i);
    lilv_world_free(world);
    return spent;
}

template<class F>
void slope(F cost) {
    const double few = cost(kFew), many = cost(kMany);
    std::printf("%.3f\n", (many - few) / (kMany - kFew) / 48000 * 1e9);
}

// A device of two periods: a thread that is woken once a period and plays, with a device thread's rights where it gets
// them.
class Device {
  public:
    Device(int strips, int block, int workers)
        : block_(block), engine_({.block_frames = block, .workers = workers, .sources = table_sources()}) {
        engine_.set_plan(strip_mix(strips).plan());
        spent_ns_.reserve(10'000'000);
        thread_ = std::thread([this] { run(); });
        while (!engine_.plan_taken()) nap();
    }
    ~Device() {
        stop_ = true;
        thread_.join();
    }
    // Gives the seconds from the call to the end of the first block that sounds.
    double play() {
        const int64_t begun = monotonic_ns();
        const uint64_t place = transport_.locate(seconds(10));
        transport_.play();
        while (!engine_.filled(place)) nap();
        transport_.filled(place);
        while (sounded_ns_ == 0) nap();
        return static_cast<double>(sounded_ns_ - begun) * 1e-9;
    }
    struct Report {
        int64_t starved = 0;              // quanta of a strip
        int64_t late = 0;                 // blocks that came after what the device holds
        double busy = 0;                  // of one core, all threads
        double median_us = 0, p99_us = 0; // of the calls
    };
    Report listen(int duration) {
        const int64_t starved = engine_.report().starved, late = late_;
        const size_t calls = calls_;
        const double before = cpu_seconds();
        std::this_thread::sleep_for(std::chrono::seconds(duration));
        Report r{.starved = engine_.report().starved - starved,
                 .late = late_ - late,
                 .busy = (cpu_seconds() - before) / duration};
        std::vector<int64_t> spent(spent_ns_.begin() + static_cast<long>(calls),
                                   spent_ns_.begin() + static_cast<long>(calls_));
        std::sort(spent.begin(), spent.end());
        r.median_us = static_cast<double>(spent[spent.size() / 2]) * 1e-3;
        r.p99_us = static_cast<double>(spent[spent.size() * 99 / 100]) * 1e-3;
        return r;
    }

  private:
    static void nap() { std::this_thread::sleep_for(std::chrono::microseconds(200)); }
    void run() {
        const sched_param rights{.sched_priority = 70};
        pthread_setschedparam(pthread_self(), SCHED_FIFO, &rights);
        std::vector<float> left(static_cast<size_t>(block_)), right(left);
        float* out[] = {left.data(), right.data()};
        const int64_t period = int64_t{block_} * 1'000'000'000 / 48000;
        for (int64_t due = monotonic_ns(); !stop_; due += period) {
            const timespec until{due / 1'000'000'000, due % 1'000'000'000};
            while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {
            }
            const int64_t begun = monotonic_ns();
            engine_.process(transport_.process(block_, begun, 0, 1e9 / 48000), block_, out);
            const int64_t ended = monotonic_ns();
            if (calls_ < spent_ns_.capacity()) spent_ns_.push_back(ended - begun), ++calls_;
            if (ended > due + 2 * period) ++late_, due = ended;
            if (sounded_ns_ == 0 && std::any_of(left.begin(), left.end(), [](float x) { return x != 0; }))
                sounded_ns_ = ended;
        }
    }

    const int block_;
    Transport transport_{48000};
    audio::SoundEngine engine_;
    std::vector<int64_t> spent_ns_; // never moves
    std::atomic<size_t> calls_{0};
    std::atomic<int64_t> late_{0}, sounded_ns_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

int main_of(const std::vector<std::string>& args) {
    const auto number = [&](size_t i) { return i < args.size() ? std::atoi(args[i].c_str()) : 0; };
    const std::string what = args.empty() ? "" : args[0];
    const int n = number(1);
    if (n <= 0) stop("usage: tandem-sound-strips offline|live|lv2|play|start NUMBER ...");
    if (args.size() > 2 && what == "offline") {
        for (const audio::Kernels* set : audio::all_kernels())
            if (args[2] == set->name) audio::use_kernels(set);
        if (args[2] != audio::kernels().name) stop("this machine has no " + args[2]);
    }
    if (what == "offline") slope([&](int strips) { return offline(strips, n); });
    if (what == "live") slope([&](int strips) { return live(strips, n); });
    if (what == "lv2") slope([&](int strips) { return lv2(strips, n); });
    if (what == "start") std::printf("%.1f\n", Device(n, 64, 2).play() * 1e3);
    if (what == "play") {
        Device device(n, number(3), 2);
        device.play();
        const Device::Report r = device.listen(number(2));
        std::printf("%lld %lld %.2f %.0f %.0f\n", static_cast<long long>(r.starved), static_cast<long long>(r.late),
                    r.busy, r.median_us, r.p99_us);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) { return main_of({argv + 1, argv + argc}); }
