// Instance: one plug-in ready to run, in this process or one of its own. Made and freed on workers; run() by one thread
// at a time. What is given and what comes out lies in buffers that the instance owns.
#pragma once

#include <memory>
#include <string>

#include "engine/audio/lv2/features.h"
#include "engine/audio/lv2/plugin_info.h"
#include "engine/base/result.h"

namespace tandem::lv2 {

// What a plug-in did wrong, in the order of its worth to the user.
enum class Fault : uint8_t {
    none,
    crashed,         // its process ended
    hung,            // its process gave no answer in time
    not_a_number,    // NaN or infinity came out
    latency_changed, // is late by another time than it said when the plan was made: heard, out of place
    not_live,        // stands where only the device's thread could run it, which cannot wait for its process: passed by
};

// A MIDI message at a frame of the next run, as it lies in shared memory.
struct MidiMessage {
    uint16_t frame = 0;
    uint8_t size = 0; // 1..3
    uint8_t bytes[3] = {};
};
inline constexpr uint32_t kMaxMessages = 2048; // of a run
struct MidiBlock {
    uint32_t count = 0;
    MidiMessage messages[kMaxMessages];
};

struct InstanceSpec {
    std::shared_ptr<const PluginInfo> info;
    int rate = 48000;
    std::string state; // see Plugin::state
};

class Instance {
  public:
    virtual ~Instance() = default;
    // Planes of kMaxBlock frames, by main input, side chain input and output. The caller fills inputs.
    float* input(int i) const { return inputs_[static_cast<size_t>(i)]; }
    float* side(int i) const { return sides_[static_cast<size_t>(i)]; }
    const float* output(int i) const { return outputs_[static_cast<size_t>(i)]; }
    // By PluginInfo::controls().
    float* controls() const { return controls_; }
    // By PluginInfo::control_outputs(), of the last run, as the plug-in wrote them: NaN and values beyond the port's
    // range too. Before the first run the ports' defaults.
    const float* control_outputs() const { return control_outputs_; }
    // For the next run, by rising frame. False where there is no room. Pre: PluginInfo::midi_input() >= 0.
    bool send(const MidiMessage& message) {
        if (midi_->count >= kMaxMessages) return false;
        midi_->messages[midi_->count++] = message;
        return true;
    }
    // Of the last run, frames, >= 0.
    virtual int latency() const = 0;
    // 0..kMaxBlock frames. False, and for good, where the plug-in is lost; outputs are then undefined.
    virtual bool run(int frames) = 0;
    // To rest. False as above.
    virtual bool restart() = 0;
    virtual Fault fault() const { return Fault::none; }
    // Its state as text, empty where it has none. Not while it runs.
    virtual Result<std::string> save() = 0;

  protected:
    std::vector<float*> inputs_, sides_, outputs_;
    float *controls_ = nullptr, *control_outputs_ = nullptr;
    MidiBlock* midi_ = nullptr; // empty after each run; null where the plug-in takes none
};

// Whether sound buffers end at memory that must not be touched: a plug-in that writes past them crashes at once.
enum class Buffers : uint8_t { plain, guarded };

// In this process. Controls at their defaults, at rest.
Result<std::unique_ptr<Instance>> make_local(const InstanceSpec& spec, Buffers buffers = Buffers::plain);
// In a process of its own (tandem-plugin-host), with the time that any answer may take.
Result<std::unique_ptr<Instance>> make_remote(const InstanceSpec& spec);
// Limit of one answer, seconds: TANDEM_PLUGIN_LIMIT or 10.
double answer_limit();

// A preset's control values by symbol and its state. In this process.
struct PresetValues {
    std::vector<std::pair<std::string, float>> values;
    std::string state;
};
Result<PresetValues> read_preset(const PluginInfo& info, const std::string& preset_uri);

} // namespace tandem::lv2
