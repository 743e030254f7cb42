// What is known of an installed plug-in without running it. Immutable values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::lv2 {

enum class PortKind : uint8_t { audio, control, cv, atom, other };

struct ScalePoint {
    std::string label;
    float value = 0;
};

struct Port {
    PortKind kind = PortKind::other;
    bool input = true;
    std::string symbol, name;
    std::string unit;                    // "dB", "Hz", ...; empty = none
    float min = 0, max = 1, initial = 0; // of control ports; min <= initial <= max
    bool of_rate = false;                // min, max and initial are fractions of the sample rate
    bool toggled = false, integer = false, enumeration = false, logarithmic = false, hidden = false;
    bool side_chain = false;    // audio input that listens to another strip
    bool optional = false;      // may be left unconnected
    bool midi = false;          // atom input that takes MIDI
    uint32_t sequence_size = 0; // atom: bytes
    std::vector<ScalePoint> points;
};

struct Preset {
    std::string uri, label;
};

struct PluginInfo {
    std::string uri, name, author, kind; // kind: "Compressor", ...
    std::string bundle;                  // folder
    std::vector<Port> ports;             // by index
    std::vector<std::string> required;   // features, URIs
    std::vector<std::string> lacking;    // those of them that are not here: it cannot run
    std::vector<Preset> presets;
    int latency_port = -1;
    bool realtime = false; // says that run() is fit for the device's thread
    std::string window;    // URI of the first of its own windows (ui:X11UI) that can be shown; empty = none
    std::string no_window; // why none of those that it brings can be; empty where it brings none

    // Ports that carry the strip's sound, by index.
    std::vector<int> main_inputs() const;
    std::vector<int> side_inputs() const;
    std::vector<int> outputs() const;
    // Control inputs in their order; one parameter each.
    std::vector<int> controls() const;
    // Control outputs in their order, what it measures, without the one that says its latency.
    std::vector<int> control_outputs() const;
    // The first atom input that takes MIDI, by index; -1 = none.
    int midi_input() const;
    // Index in `ports`, or -1.
    int find(const std::string& symbol) const;
    // Whether it makes sound of sound: inputs and outputs, nothing lacking.
    bool is_effect() const { return lacking.empty() && !main_inputs().empty() && !outputs().empty(); }
    // Whether it makes sound of notes alone.
    bool is_instrument() const {
        return lacking.empty() && main_inputs().empty() && !outputs().empty() && midi_input() >= 0;
    }
    bool fits_insert() const { return is_effect() || is_instrument(); }
};

} // namespace tandem::lv2
