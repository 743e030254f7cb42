// AudioPlan: a sequence's sound as flat arrays, ready to run. Immutable once compiled; DSP state (open streams) lives
// in the runner, found by stable id, so that a new plan of an edited sequence goes on where the old one stood.
// Compiled on any thread, run by PlanRunner.
#pragma once

#include <string>
#include <vector>

#include "engine/audio/envelope.h"
#include "engine/audio/pan.h"
#include "engine/audio/plugin_unit.h"
#include "engine/audio/processors/processor.h"
#include "engine/audio/ramp_stream.h"
#include "engine/model/project.h"

namespace tandem::audio {

struct AudioPlan;

// What clips read. Clips of the same medium, stream and speed, or of one ramp, share one entry.
struct PlanSource {
    MediaId media_id;
    Ref<Media> media; // null: not in the project, or a nested sequence
    int stream = -1;
    int nested = -1; // index into AudioPlan::nested
    Speed speed;
    bool preserve_pitch = false; // only where the speed is not +-1
    RampPlace ramp;              // instead of `speed`
    // A stretch at constant speed begins with its clip; all other streams lie on a grid that other clips share.
    bool of_one_clip() const { return preserve_pitch && !ramp.ramp; }
};

// A gain of 1 outside [begin, end); inside it rises from 0 (or falls to 0) along the shape.
struct PlanRamp {
    int64_t begin = 0, end = 0;
    RampShape shape = RampShape::linear;
    bool rising = true;
};

// An effect of a clip: gain, pan or one with a processor.
struct PlanClipOp {
    EffectKind kind = EffectKind::gain;
    int param = 0; // the first
    int params = 1;
    uint64_t effect = 0; // id
};

struct PlanClip {
    ClipId clip;
    int source = 0;
    int64_t begin = 0, end = 0; // samples it sounds in, handles under transitions included
    int64_t offset = 0;         // sample n of the timeline is sample n + offset of the source's stream (see stream.h)
    double gain = 1;            // constant gains, multiplied
    int first_op = 0, ops = 0;
    // Whether some of them are processors: then all run in their order, before gain and ramps.
    bool processed = false;
    int latency = 0;      // frames, of all of them
    bool goes_on = false; // the next clip continues its take with the same effects: a cut that is not heard
    int first_ramp = 0, ramps = 0;
    int label = 0; // index into AudioPlan::labels
};

enum class NodeKind : uint8_t { clips, sum, gain, pan, fader, process, input };

// One input of a sum node, or what rules a process node.
struct PlanEdge {
    int from = 0;
    int param = -1;     // send gain in dB; -1 = unity
    int map = 0;        // index into AudioPlan::maps
    int delay = 0;      // frames, so that all inputs of the sum are of one instant
    uint64_t strip = 0; // a send's: the track or bus that it leaves
};

struct PlanNode {
    NodeKind kind = NodeKind::sum;
    uint64_t state_id = 0; // of the track, bus or effect; 0 = master
    int label = 0;
    int channels_in = 2, channels = 2;
    int input = -1;                       // gain, pan, fader, process
    int first_edge = 0, edges = 0;        // sum; process: one where a side chain rules it
    int first_clip = 0, clips = 0;        // clips
    int first_input = 0;                  // input: channel of the device
    bool input_rests = false;             // input: silent where it rolls and nothing is recorded
    int gain = -1, pan = -1;              // params: dB, -1..1
    int first_group = 0, groups = 0;      // fader: params of its groups' gains, dB
    EffectKind effect = EffectKind::gain; // process
    int first_param = 0, params = 0;      // process: one for each row of the catalog, or control of the plug-in
    int plugin = -1;                      // process: index into AudioPlan::plugins
    int midi = -1;                        // process: what is sent to the plug-in, index into AudioPlan::midi
    PanLaw law = PanLaw::db3;
    bool invert = false;
    int buffer = -1;
    int latency = 0; // of the processor, frames; whole quanta
    int lead = 0;    // frames ahead of the output's time at which this node works; whole quanta
    bool reduces() const { return kind == NodeKind::process && reduces_gain(effect); } // runs dynamics
};

// A track's chain: nodes [first, first + count), independent of every other lane. The first `ahead` of them stand
// before its fader and are made ahead of time in playback; a track whose insert listens to another strip goes on after
// the lanes.
struct PlanLane {
    int first = 0, count = 0, ahead = 0;
};

// A strip of the mixer, heard or not.
struct PlanStrip {
    StripRef strip;
    int node = -1; // its fader; -1 = no sound comes through
    int channels = 2;
};

struct ClipLabel {
    std::string name;
    Time start;
};

struct AudioPlan {
    int rate = 48000, channels = 2;
    FrameRate frame_rate;
    DropFrame drop_frame = DropFrame::no;
    std::vector<PlanNode> nodes; // topological: lanes first, then buses, master last
    std::vector<PlanLane> lanes;
    int serial_begin = 0; // nodes from here on run after all lanes, in order
    std::vector<PlanEdge> edges;
    std::vector<ChannelMap> maps;
    std::vector<PlanParam> params;
    std::vector<Breakpoint> points;
    std::vector<PlanClip> clips;
    std::vector<PlanClipOp> clip_ops;
    std::vector<PlanRamp> ramps;
    std::vector<PlanSource> sources;
    std::vector<Ref<AudioPlan>> nested;
    std::vector<PlanPlugin> plugins;
    std::vector<std::shared_ptr<const MidiTrack>> midi; // by track that has MIDI clips
    std::vector<Error> unread;                          // MIDI files that cannot be read: their clips are silent
    std::shared_ptr<PluginFaults> plugin_faults;        // by plugin; the one thing here that changes
    std::vector<std::string> warnings;                  // inserts that are passed by
    std::vector<int> buffer_channels;
    std::vector<PlanStrip> strips; // tracks, buses, the master last
    int output = -1;               // node; -1 = silence
    int listen = -1;               // node that is heard in place of the output (PFL), never rendered; -1 = none
    // Frames of the output's time to run from rest before what is wanted after a jump, so that what looks ahead has
    // seen it; the same offline and live, as the state of processors shows it.
    int run_in = 0;
    int64_t weight = 1; // runners that may live at once, this one and the nested ones

    int heard() const { return listen >= 0 ? listen : output; }
    // Numbers that the node says of itself, for meters: of dynamics the reduction, of plug-ins their control outputs.
    size_t readings(const PlanNode& n) const {
        return n.plugin >= 0 ? plugins[static_cast<size_t>(n.plugin)].rest.size() : n.reduces() ? 1 : 0;
    }

    // For messages and dumps only.
    std::vector<std::string> labels;
    std::vector<ClipLabel> clip_labels;
};

// Sets lead of every node and delay of every edge from the nodes' latencies: a node works as far ahead as the slowest
// way to the output asks; where one node feeds ways of different length the shorter one gets a delay. Sets the run-in.
// Pre: `nodes` in topological order, `lanes` and `output` set.
void compensate_delays(AudioPlan& plan);
// What of the sound is not as the document says: the plan's warnings and what went wrong since, nested plans included.
std::vector<std::string> plan_warnings(const AudioPlan& plan);
// Gives every node a buffer; lanes never share, later nodes reuse what is no longer read.
void assign_buffers(AudioPlan& plan);

} // namespace tandem::audio
