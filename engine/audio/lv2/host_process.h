// What Tandem and a plug-in's own process share, and how either waits for the other. One side runs at a time: `turn` is
// odd while the plug-in's has something to do. Part of engine/audio/lv2.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "engine/audio/lv2/instance.h"

namespace tandem::lv2 {

enum class HostCall : uint32_t { load, run, restart, save };

inline constexpr int kBlockFd = 3; // of the shared memory in the plug-in's process

// At the start of the shared memory; the rest is controls, control outputs, MIDI and planes, see `Layout`, then
// kTextBytes of text.
struct SharedBlock {
    std::atomic<uint32_t> turn{0};
    HostCall call = HostCall::load;
    int32_t frames = 0, rate = 48000;
    int32_t good = 0, latency = 0; // the answer
    uint32_t inputs = 0, sides = 0, outputs = 0, controls = 0, control_outputs = 0;
    uint32_t uri_bytes = 0, text_bytes = 0; // load: the URI, then the state; answers: a state or what went wrong
};
static_assert(std::atomic<uint32_t>::is_always_lock_free);
inline constexpr size_t kTextBytes = 8 << 20;

// Offsets in bytes.
struct Layout {
    explicit Layout(const SharedBlock& b);
    size_t controls, control_outputs, midi, planes, text, size;
    static constexpr size_t kPlaneBytes = kMaxBlock * sizeof(float);
};

void wake(std::atomic<uint32_t>& word);
// Until the word differs from `seen` or the time is over (it may return early). False where the time was over.
bool wait_change(std::atomic<uint32_t>& word, uint32_t seen, double seconds);

// A program that the environment variable names, else the one of that name beside this program or one folder above;
// "" where there is none.
std::string program_beside(const char* variable, const char* name);
// tandem-plugin-host, by TANDEM_PLUGIN_HOST.
std::string host_program();

// main() of that program. "serve": answers on the memory at kBlockFd until its parent ends. "test URI": runs the
// plug-in through what a project may ask of it; prints what is wrong and gives 1, or prints "ok".
int plugin_host_main(int argc, char** argv);

} // namespace tandem::lv2
