// The plug-in's own process.
#include "engine/audio/lv2/host_process.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/audio/decibel.h"
#include "engine/audio/lv2/world.h"

namespace tandem::lv2 {

Layout::Layout(const SharedBlock& b) {
    auto up = [](size_t n) { return (n + 63) / 64 * 64; };
    controls = up(sizeof(SharedBlock));
    control_outputs = up(controls + b.controls * sizeof(float));
    midi = up(control_outputs + b.control_outputs * sizeof(float));
    planes = up(midi + sizeof(MidiBlock));
    text = planes + (b.inputs + b.sides + b.outputs) * kPlaneBytes;
    size = text + kTextBytes;
}

void wake(std::atomic<uint32_t>& word) {
    syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

bool wait_change(std::atomic<uint32_t>& word, uint32_t seen, double seconds) {
    for (int i = 0; i < 2000; ++i) {
        if (word.load(std::memory_order_acquire) != seen) return true;
#if defined(__SSE__)
        _mm_pause();
#endif
    }
    timespec limit{};
    limit.tv_sec = static_cast<time_t>(seconds);
    limit.tv_nsec = static_cast<long>((seconds - static_cast<double>(limit.tv_sec)) * 1e9);
    const long r = syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), FUTEX_WAIT, seen, &limit, nullptr, 0);
    return word.load(std::memory_order_acquire) != seen || r == 0;
}

namespace {

class Server {
  public:
    explicit Server(SharedBlock& block) : block_(block), layout_(block) {}

    void answer() {
        block_.good = 0;
        switch (block_.call) {
        case HostCall::load:
            return load();
        case HostCall::run:
            return run();
        case HostCall::restart:
            block_.good = plugin_ && plugin_->restart();
            return;
        case HostCall::save:
            if (!plugin_) return;
            auto saved = plugin_->save();
            block_.good = saved.has_value();
            return say(saved ? *saved : saved.error().text());
        }
    }

  private:
    char* at(size_t offset) { return reinterpret_cast<char*>(&block_) + offset; }
    float* plane(size_t i) { return reinterpret_cast<float*>(at(layout_.planes + i * Layout::kPlaneBytes)); }
    void say(const std::string& text) {
        if (text.size() > kTextBytes) {
            block_.good = 0, block_.text_bytes = 0;
            return;
        }
        std::memcpy(at(layout_.text), text.data(), text.size());
        block_.text_bytes = static_cast<uint32_t>(text.size());
    }
    void load() {
        const char* text = at(layout_.text);
        const std::string uri(text, block_.uri_bytes);
        InstanceSpec spec{.info = find(uri), .rate = block_.rate, .state{text + uri.size(), block_.text_bytes}};
        if (!spec.info) return say("it is not installed");
        auto made = make_local(spec, Buffers::guarded);
        if (!made) return say(made.error().what);
        plugin_ = std::move(*made);
        takes_midi_ = spec.info->midi_input() >= 0;
        std::memcpy(at(layout_.controls), plugin_->controls(), block_.controls * sizeof(float));
        give_control_outputs();
        say({});
        block_.good = 1;
    }
    void run() {
        if (!plugin_) return;
        const size_t bytes = static_cast<size_t>(block_.frames) * sizeof(float);
        std::memcpy(plugin_->controls(), at(layout_.controls), block_.controls * sizeof(float));
        size_t p = 0;
        for (uint32_t i = 0; i < block_.inputs; ++i)
            std::memcpy(plugin_->input(static_cast<int>(i)), plane(p++), bytes);
        for (uint32_t i = 0; i < block_.sides; ++i) std::memcpy(plugin_->side(static_cast<int>(i)), plane(p++), bytes);
        const auto& midi = *reinterpret_cast<const MidiBlock*>(at(layout_.midi));
        if (takes_midi_)
            for (uint32_t i = 0; i < std::min(midi.count, kMaxMessages); ++i) plugin_->send(midi.messages[i]);
        if (!plugin_->run(block_.frames)) return;
        for (uint32_t i = 0; i < block_.outputs; ++i)
            std::memcpy(plane(p++), plugin_->output(static_cast<int>(i)), bytes);
        give_control_outputs();
        block_.latency = plugin_->latency();
        block_.good = 1;
    }
    void give_control_outputs() {
        std::memcpy(at(layout_.control_outputs), plugin_->control_outputs(), block_.control_outputs * sizeof(float));
    }

    SharedBlock& block_;
    const Layout layout_;
    std::unique_ptr<Instance> plugin_;
    bool takes_midi_ = false;
};

int serve() {
    const pid_t parent = getppid();
    struct stat facts {};
    if (fstat(kBlockFd, &facts) != 0) return 64;
    void* memory = mmap(nullptr, static_cast<size_t>(facts.st_size), PROT_READ | PROT_WRITE, MAP_SHARED, kBlockFd, 0);
    if (memory == MAP_FAILED) return 71;
    auto& block = *static_cast<SharedBlock*>(memory);
    Server server(block);
    const audio::DenormalGuard guard;
    for (;;) {
        const uint32_t turn = block.turn.load(std::memory_order_acquire);
        if (turn % 2 == 0) {
            // Its parent's death ends it too.
            if (!wait_change(block.turn, turn, 1) && getppid() != parent) return 0;
            continue;
        }
        server.answer();
        block.turn.store(turn + 1, std::memory_order_release);
        wake(block.turn);
    }
}

// Everything finite after a run of `frames` with a tone in all inputs, and notes that begin and end.
bool sounds_right(Instance& plugin, const PluginInfo& info, int frames) {
    auto fill = [&](float* out) {
        for (int i = 0; i < frames; ++i) out[i] = 0.25f * static_cast<float>(std::sin(i * 0.1));
    };
    for (size_t i = 0; i < info.main_inputs().size(); ++i) fill(plugin.input(static_cast<int>(i)));
    for (size_t i = 0; i < info.side_inputs().size(); ++i) fill(plugin.side(static_cast<int>(i)));
    if (info.midi_input() >= 0 && frames > 0) {
        plugin.send({.frame = 0, .size = 3, .bytes = {0x80, 60, 64}});
        plugin.send({.frame = static_cast<uint16_t>(frames - 1), .size = 3, .bytes = {0x90, 60, 100}});
    }
    plugin.run(frames);
    for (size_t o = 0; o < info.outputs().size(); ++o)
        for (int i = 0; i < frames; ++i)
            if (!std::isfinite(plugin.output(static_cast<int>(o))[i])) return false;
    return true;
}

Result<void> test(const std::string& uri) {
    const auto info = find(uri);
    if (!info) return fail(ErrorCode::no_input, "it is not installed");
    auto plugin = TRY(make_local({.info = info, .rate = 48000, .state = {}}, Buffers::guarded));
    for (const int frames : {64, 64, 1, 7, 33, 0, 63, kMaxBlock - 1, kMaxBlock, 64})
        if (!sounds_right(*plugin, *info, frames)) return fail(ErrorCode::bad_data, "its sound is not a number");
    plugin->restart();
    const std::string state = TRY(plugin->save());
    plugin.reset();
    auto again = TRY(make_local({.info = info, .rate = 44100, .state = state}, Buffers::guarded));
    for (int i = 0; i < 20; ++i)
        if (!sounds_right(*again, *info, 64)) return fail(ErrorCode::bad_data, "its sound is not a number");
    return {};
}

} // namespace

int plugin_host_main(int argc, char** argv) {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (argc == 2 && std::strcmp(argv[1], "serve") == 0) return serve();
    if (argc == 3 && std::strcmp(argv[1], "test") == 0) {
        const audio::DenormalGuard guard;
        const auto tested = test(argv[2]);
        std::printf("%s\n", tested ? "ok" : tested.error().what.c_str());
        std::fflush(stdout);
        return tested ? 0 : 1;
    }
    std::fprintf(stderr, "tandem-plugin-host: runs LV2 plug-ins for tandem; not to be started by hand\n");
    return 64;
}

} // namespace tandem::lv2
