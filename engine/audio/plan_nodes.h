// PlanNodes: the buffers and the state of a stretch of a plan's nodes, and the run of those that need no stream: gain,
// pan, fader, sum and processors. Gains are functions of the absolute sample, sums read their inputs in the plan's
// order in double precision and processors work on the quantum grid, so blocks and threads change no bit. Owned by
// whoever runs the nodes, one thread at a time; all but construction is realtime safe.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/audio/param_cells.h"
#include "engine/audio/plan.h"
#include "engine/audio/processor_slot.h"
#include "engine/audio/processors/kernels.h"

namespace tandem::audio {

// What input nodes give in a quantum.
struct InputQuantum {
    const float* const* planes = nullptr; // of the device, kQuantum frames each
    int channels = 0;                     // what a node asks for beyond them is silent
    float from = 1, to = 1;               // level of inputs that rest, over the quantum
};

class PlanNodes {
  public:
    // For nodes [first, end) and those that they read, run by so many frames at most. `plan` outlives it.
    PlanNodes(const AudioPlan& plan, int first, int end, int most_frames = kChunk);
    // For all nodes but those that lanes make ahead; of these only the outputs.
    // `units`: plug-ins go on with what plans before had there.
    // They run a quantum at a time.
    static PlanNodes after_lanes(const AudioPlan& plan, PluginUnits* units = nullptr);
    PlanNodes(PlanNodes&&) = default;
    // Sums that begin with lanes get what these give as soon as it is there, in the order and with the bits of run().
    // Then each quantum: start_sums(), and for each lane in order either mix_lane() or its nodes and add_lane(); the
    // nodes behind the lanes last. Pre: after_lanes().
    void sum_early();
    void start_sums();
    void add_lane(int lane);
    // Whether the lane has only a fader at rest and goes into one such sum, and nothing else listens to it now.
    bool mixes(int lane);
    // Its fader and sum at once, from the channels' quanta one behind the other; gives the levels behind the fader.
    // The node's own output is not made. Pre: mixes(lane).
    std::span<const QuantumLevels> mix_lane(int lane, const float* x);
    // The node's output, its channels' planes of most_frames, after lanes of kQuantum; others that share the buffer
    // write it too.
    float* const* planes(int node) const;
    // Frames [position, position + frames) of the output's time. Pre: not a clips node; its inputs have run; after a
    // jump, reset(); position and frames are whole quanta.
    void run(int node, int64_t position, int frames);
    // For input nodes, until the next one is given; without any they are silent. Pre: they run a quantum at a time.
    void set_input(const InputQuantum& input) { input_ = input; }
    // Nodes [first, end) of a lane, each fed by the one before. `nodes` may be of several plans; no chain reads
    // another.
    struct Chain {
        PlanNodes* nodes;
        int first, end;
        int64_t position;
    };
    static constexpr size_t kMostChains = 16;
    // Runs them all, kMostChains at most, with the bits of run() for each node: where chains have come to processors of
    // a kind whose parameters rest, these run side by side.
    static void run_chains(std::span<Chain> chains, int frames);
    // Processors and delays to rest.
    void reset();
    // Takes over the state of the same processors of another plan. False where something with state has no counterpart
    // there and starts from rest.
    bool adopt(const PlanNodes& other);
    // Parameters held by a hand: cells of `cells` that came since the last call are followed from now on where they are
    // of these nodes. `number` of the plan. Cells outlive it. Allocates unless room was made for all.
    void bind(const ParamCells& cells, uint64_t number);
    void make_room_for_cells();
    // Equal for equal values of the held parameters; 0 where none is held.
    uint64_t cells_state(uint64_t number) const;
    bool has_state() const { return !states_.empty() || !delays_.empty(); }
    // What the node says of the quanta from `position`, of the output's time, on, where the last run was: for each
    // AudioPlan::readings() numbers, `stride` after those of the quantum before. The reduction of dynamics is the most
    // of all runs since the last call, the same for each quantum; plug-ins' numbers are of what is heard then, however
    // far ahead the node works, NaN where nothing is known. Pre: readings() > 0.
    void take_readings(int node, int64_t position, int quanta, float* out, size_t stride);

  private:
    struct State {
        int node;
        ProcessorSlot slot;
    };
    struct Delay {
        int edge, frames, channels;
        std::vector<float> ring; // by channel
        size_t at = 0;
        std::vector<float> late; // most_frames_ by channel
        std::vector<float*> planes;
    };
    // A gain, pan or send that has a cell; those of one node are a list.
    struct Bound {
        ParamAddress::Kind kind = ParamAddress::Kind::gain;
        int edge = -1; // of a send
        int next = -1;
        LiveParam live;
        std::array<double, kQuantum> gains{}; // of a send, in the quantum in hand
    };
    void bind_cell(int cell);
    void add_bound(int node, Bound bound);
    void settle();
    // Null where nobody ever held it or the plan rules.
    Bound* held(int node, ParamAddress::Kind kind, int edge = -1);
    // The values of a held parameter, in its unit, over [first, first + frames).
    void live_values(LiveParam& live, int param, int64_t first, int frames, double* values) const;
    void live_gains(LiveParam& live, int param, int64_t first, int frames, double* gains) const;
    void live_pan(LiveParam& live, const PlanNode& node, int64_t first, int frames, float* const* planes) const;
    void add_delay(int edge);
    // Whether the chain's next node may be left to a common run; sets its part in it.
    bool joins(const Chain& chain, int frames, ProcessorJob& job);
    // What stands before the node's own work. Gives the planes to work on.
    float* const* prepare(int node, int frames);
    void run_processor(int node, int64_t first, int frames, float* const* out);
    void run_delay(Delay& delay, int frames);
    // An edge's planes, delayed where it has a delay; that must have run.
    float* const* source(int edge) const;
    void run_input(const PlanNode& node, int frames, float* const* out) const;
    void run_sum(int index, int64_t first, int frames, float* const* out);
    void need(int buffer);
    void add(int first, int end, PluginUnits* units = nullptr);
    ProcessorSlot make_slot(const PlanNode& node, PluginUnits* units) const;
    // An index into vectors that hold only what lies in [first, ...), as a track's lane is a small part of a plan.
    struct From {
        int first = 0;
        size_t operator()(int index) const { return static_cast<size_t>(index - first); }
    };
    struct Range {
        int first, end;
    };
    PlanNodes(const AudioPlan& plan, Range nodes, int most_frames);
    int state_of(int node) const { return state_of_[node_(node)]; }
    int delay_of(int edge) const { return delay_of_[edge_(edge)]; }

    // A sum whose first edges come from lanes.
    struct EarlySum {
        int node, edges;
        std::vector<double> samples; // kQuantum by channel
    };
    // The end of a lane.
    struct LaneEnd {
        int node = -1, sum = -1, edge = -1; // sum: index into early_; -1 = it is added when the sum runs
        bool mixes = false;                 // unless a hand is at it
        float gain = 1, left = 1, right = 1;
    };
    bool only_fader(const PlanLane& lane) const;
    const EarlySum* early_of(int node) const; // null where it is none

    const AudioPlan& plan_;
    const int most_frames_;       // of a run
    std::vector<EarlySum> early_; // by node, rising
    std::vector<LaneEnd> ends_;   // by lane
    std::array<QuantumLevels, 2> levels_{};
    From node_, edge_, buffer_;
    std::vector<std::vector<float>> buffers_; // by PlanNode::buffer; empty where no node here uses it
    std::vector<std::vector<float*>> planes_;
    // Of a node's gain and pan that are constant, of an edge's level.
    struct Fixed {
        float gain = 1;
        PanGains pan;
    };
    std::vector<Fixed> fixed_;  // by node
    std::vector<double> level_; // by edge
    const Kernels* kernels_ = &kernels();
    std::vector<double> sum_, send_;
    std::vector<State> states_;
    std::vector<Delay> delays_;
    std::vector<int> state_of_, delay_of_; // by node, by edge; -1 = none
    int low_, high_;                       // nodes that are run here lie in [low_, high_)
    InputQuantum input_;
    const ParamCells* cells_ = nullptr;
    uint64_t plan_number_ = 0;
    int bound_count_ = 0; // cells looked at
    std::vector<Bound> bound_;
    std::vector<int16_t> bound_of_; // by node - low_: the first of its list, -1 = none; empty = no node has any
};

} // namespace tandem::audio
