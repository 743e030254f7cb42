// SoundEngine: realtime sound. Plans of an edited sequence come from the control thread; worker threads make the tracks
// up to their faders ahead of the playhead (AheadLane); the device's thread mixes them in quanta of the timeline grid:
// faders, pans, sends, buses, master. What is heard equals the offline render bit for bit, whatever the device's blocks
// and the number of workers. Starts inside the timeline, stops and jumps are faded. At other speeds the workers make
// the whole mix (ShuttleLane) and the device's thread only copies; levels rest then. Standing, a scrub plays a grain.
#pragma once

#include <condition_variable>
#include <map>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "engine/audio/ahead_lane.h"
#include "engine/audio/meters.h"
#include "engine/audio/monitor_mix.h"
#include "engine/audio/shuttle_lane.h"
#include "engine/base/huge_pages.h"
#include "engine/base/seqlock.h"
#include "engine/base/spsc.h"
#include "engine/transport/transport.h"

namespace tandem::audio {

struct SoundEngineSpec {
    int rate = 48000, channels = 2; // of the plans and the device
    int block_frames = 512;         // of the device, about
    int workers = 2;                // threads that make sound ahead, >= 1; with one, opening a file stops it
    SourceFactory sources = media_sources();
};

struct SoundReport {
    int64_t blocks = 0;                // asked for by the device
    int64_t starved = 0;               // quanta of a track that were not made in time: silence in their place
    std::string starved_track;         // the first one
    double longest_us = 0;             // of the device's calls
    int64_t unmetered = 0;             // quanta that the loudness meter missed, held up
    std::vector<std::string> errors;   // of clips that are silent; each once
    std::vector<std::string> warnings; // of plug-ins, as plan_warnings(); each once
};

// What a hand did, in order. A run of the timeline begins, then every cell that is held tells so, and ends where
// playback stops, jumps or a loop wraps.
struct HandEvent {
    enum class Kind : uint8_t { begins, ends, held, let_go } kind = Kind::begins;
    int cell = -1;
    int64_t sample = 0; // of the timeline
    double value = 0;
};

class SoundEngine {
  public:
    static constexpr int kFadeFrames = 256; // after a stop or a jump
    static constexpr int kGrainMs = 60;     // of a scrub, faded in and out over a sixth of it each
    static constexpr int kRiseFrames = 64;  // where playback starts inside the timeline; across a loop's wrap

    explicit SoundEngine(SoundEngineSpec spec);
    // Pre: no device calls any more.
    ~SoundEngine();
    SoundEngine(const SoundEngine&) = delete;
    SoundEngine& operator=(const SoundEngine&) = delete;

    // Control thread. The plan is heard as soon as its changed tracks are made at the playhead, by a cross-fade of one
    // quantum; tracks whose clips and inserts are as before go on. A plan that was not heard yet is dropped.
    // Pre: rate and channels as in the spec.
    // Parameters of `released` are the plan's from then on. What comes in is heard through `monitor` at once
    // (compile_monitor_plan, of the same sequence); null = not at all.
    void set_plan(Ref<AudioPlan> plan, std::span<const ParamCells::Grip> released = {}, Ref<AudioPlan> monitor = {});
    // Parameters that are held by hand, heard from the device's next block on; those of inserts of tracks that are made
    // ahead from the next chunk but one. At other speeds than 1 the plan rules. Any thread but the device's.
    ParamCells& cells() { return cells_; }
    int rate() const { return spec_.rate; }
    // Whether playback of this generation (as the transport counts) can start without a gap. Any thread but the
    // device's.
    bool filled(uint64_t generation) const;
    // Whether what is heard now can go on without a gap; a device that runs faster than time (JACK freewheeling) waits
    // for it. Any thread but the device's.
    bool can_go_on() const;
    // Whether the last plan given is the one that is heard. Any thread.
    bool plan_taken() const { return taken_ == given_; }
    SoundReport report();
    // Control thread. Of every strip of the newest plan: tracks, buses, the master last. Peaks are of what was heard
    // since the last call; silence where no sound comes through or the transport stands.
    std::vector<StripLevel> levels();
    // Control thread. What each of its dynamics that is switched on took away since the last call, as far as it was
    // heard: 0 while the transport stands or where no sound comes through, unless an input is heard there.
    std::vector<EffectReduction> reductions() { return inserts_.take_reductions(); }
    // Control thread. What each of its plug-ins that is switched on and has control outputs says of what is heard; what
    // it says of silence, a moment after the transport stood still or where no sound comes through.
    std::vector<PluginReadings> readings() { return inserts_.read_plugins(); }
    // Any thread but the device's. Of the master, in its own channels; it stands still with the transport.
    LoudnessReading loudness() const { return master_.reading(); }
    // The newest sound of the master, as MasterMeter::recent. Any thread but the device's.
    void recent_master(std::span<float> left, std::span<float> right) { master_.recent(left, right); }
    // Control thread. The strip whose sound before its fader is kept for recent_of_tapped; none = no strip's. It stays
    // chosen from plan to plan.
    void tap_strip(std::optional<StripRef> strip);
    // Control thread. As SoundTap::recent; of what is heard at speed 1, and of inputs that are heard through the strip.
    void recent_of_tapped(std::span<float> sound) { strip_tap_.recent(sound); }
    // Any thread but the device's. Integrated loudness, range and true peak start anew; nothing else does that, but a
    // master that gets other channels.
    void reset_loudness() { master_.reset(); }

    // While it is on, what hands do while playback rolls at speed 1 is told with the place where it is heard. Any
    // thread but the device's; taken by one.
    void tell_hands(bool on) { telling_ = on; }
    std::optional<HandEvent> take_hand_event() { return hand_events_->pop(); }

    // Device's thread. The block's frames of out[spec.channels]; silence unless it rolls or scrubs. Blocks of up to
    // 8192 frames find enough made ahead.
    // What comes in is heard kQuantum frames later.
    void process(const TransportBlock& block, int frames, float* const* out, const InputBlock& input = {});

  private:
    struct LivePlan {
        Ref<AudioPlan> plan;
        std::vector<uint64_t> keys; // by lane
        std::vector<std::shared_ptr<AheadLane>> lanes;
        PlanNodes nodes;
        std::vector<std::shared_ptr<StripMeter>> meters; // by strip
        std::vector<StripMeter*> meter_of;               // by node, null where it is no strip's fader
        InsertMeters::OfNodes insert_of;
        std::vector<InsertMeter*> ahead_inserts; // of what lanes make ahead, lane by lane
        std::vector<int> first_insert;           // by lane, and the end
        std::vector<float> said;                 // by the node in hand
        uint64_t number = 0;                     // of plans given
        LivePlan(Ref<AudioPlan> p, PluginUnits& units);
        std::span<InsertMeter* const> inserts(size_t lane) const;
        void prefetch(size_t lane, const AheadLane::Place& place) const;
    };
    using Lanes = std::vector<std::shared_ptr<AheadLane>>;

    // Workers.
    void work(int worker);
    bool make_something(const Lanes& lanes, int worker);
    bool open_something(const Lanes& lanes);
    void follow_hands(const Lanes& lanes);
    void hand_over();
    AheadLane::Instead instead(const AudioPlan& plan, int lane) const;
    bool ready(const Lanes& lanes) const;
    // Device's thread.
    enum class Metered : uint8_t { no, yes }; // yes = it is heard as it is
    void take_plan();
    void bind_cells();
    bool tell(const HandEvent& event) { return hand_events_->push(event); }
    void tell_run(bool rolls, int64_t sample);
    void tell_changes(int64_t sample);
    void restart(const TransportBlock& block, int64_t sample);
    StreamOrder order_of(int64_t pass, int64_t first) const;
    bool change_order(int frames);
    int64_t sound(int64_t sample, int frames, float* const* out);
    bool grain_ready() const;
    void play_grain(int frames, float* const* out);
    void set_loop(TimeRange loop);
    bool follow_loop(const TransportBlock& block, int64_t sample, int frames, bool loop_changes);
    bool stands_elsewhere(const TransportBlock& block, int64_t sample, bool loop_changes) const;
    void roll(int64_t sample, int frames, float* const* out, bool begins);
    void stand(int64_t sample, int frames, float* const* out);
    void wrap();
    int64_t stream_quantum(int64_t quantum) const { return pass_ + quantum - pass_first_; }
    void run_in(LivePlan& plan, int64_t quantum, std::vector<std::vector<float>>& out);
    void fade_out();
    int64_t play(int64_t sample, int frames, float* const* out, int offset);
    void copy(int64_t sample, int frames, float* const* out, int offset);
    void render_quantum(int64_t quantum);
    void mix(LivePlan& plan, int64_t quantum, std::vector<std::vector<float>>& out, Metered metered);
    void go_over_to(LivePlan* plan);

    const SoundEngineSpec spec_;
    ParamCells cells_;
    std::atomic<uint64_t> followed_{0}; // changes of cells, and plans taken, that all lanes have seen
    SourcePool pool_;
    // What the device's thread walks through: rings and meters.
    HugePagePool memory_;
    ShuttleLane shuttle_;

    // Control and workers.
    mutable std::mutex mutex_;
    std::condition_variable work_;
    Lanes lanes_;                       // of the newest plan, and of the heard one until then
    std::unique_ptr<LivePlan> waiting_; // until its lanes are filled
    Lanes heard_lanes_;                 // of the plan last handed over
    std::vector<uint64_t> heard_keys_;
    std::vector<std::string> errors_, warnings_;
    PluginUnits units_;                               // control thread
    Ref<AudioPlan> newest_;                           // given
    std::map<uint64_t, std::string> tracks_;          // names by id, for reports
    std::vector<std::shared_ptr<StripMeter>> meters_; // of the newest plan; control thread
    std::optional<StripRef> tapped_;                  // control thread
    InsertMeters inserts_;                            // as well, and of what is monitored
    std::atomic<uint64_t> given_{0}, taken_{0};       // plans: the newest, the one heard
    std::atomic<bool> stop_{false};
    std::mutex opening_; // one worker opens files, the others make sound
    std::vector<std::thread> threads_;

    // From the workers to the device's thread and back.
    std::atomic<LivePlan*> next_{nullptr};
    SpscQueue<LivePlan*, 16> retired_; // read under mutex_
    Seqlock<StreamPoint> published_;
    std::atomic<int> block_frames_; // the longest so far
    std::atomic<int64_t> blocks_{0}, starved_{0}, longest_ns_{0};
    std::atomic<uint64_t> starved_track_{0};
    MasterMeter master_;
    SoundTap strip_tap_; // of tapped_; written by the device's thread
    MonitorMix monitor_;
    std::atomic<bool> telling_{false};
    using HandEvents = SpscQueue<HandEvent, 4096>;
    const std::unique_ptr<HandEvents> hand_events_ = std::make_unique<HandEvents>();

    // Device's thread.
    bool told_run_ = false;                              // that one began
    uint64_t told_changes_ = 0;                          // of all cells
    std::array<uint32_t, ParamCells::kCells> told_of_{}; // by cell; 0 = nothing in this run
    LivePlan* plan_ = nullptr;
    LivePlan* incoming_ = nullptr; // cross-faded in when incoming_left_ quanta have run unheard
    int incoming_left_ = 0;
    StreamPoint point_;
    bool rolling_ = false;
    bool cold_ = false;                          // the stream began while rolling: silent until it is there
    int64_t next_sample_ = 0;                    // of the timeline, where the last block ended
    int64_t loop_in_ = 0, loop_out_ = INT64_MAX; // samples; no loop: never
    int64_t pass_ = 0, pass_first_ = 0;          // where the pass began, in the stream, on the timeline
    int64_t held_ = INT64_MIN;                   // quantum in quantum_
    int64_t state_at_ = INT64_MIN;               // quantum that the state of plan_ stands at
    int rise_left_ = 0, tail_at_ = 0;            // frames
    Metered metered_ = Metered::no;              // whether what is made now is
    bool end_due_ = false;                       // the master's meter is still to be told of a stop
    MasterQuantum tap_, other_tap_;              // of plan_, of incoming_
    std::vector<std::vector<float>> quantum_, other_, tail_, fade_; // by channel
    std::vector<std::vector<float>> seam_;                          // what would have followed the loop's end
    int seam_at_ = kRiseFrames;
    int64_t shuttled_ = 0;                    // frames of a stream at another speed
    bool scrub_due_ = false;                  // waits until its sound is there
    int64_t grain_frames_ = 0, grain_at_ = 0; // of a scrub's grain: all, heard; equal where there is none
    int64_t grain_sample_ = 0;
};

} // namespace tandem::audio
