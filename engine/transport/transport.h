// Transport: the state machine of playback. Commands come from one control thread through a queue; the device's thread
// runs them at the start of each block and publishes the clock point; anybody reads it. The device's side neither
// locks, allocates nor calls the system. It may be linked with an outer transport: then a start here waits for the
// outer one to roll (lead), and what the outer one does is done here in the block of the same frame (follow). Speeds
// other than 1 are not told to it, and linked it plays no loop.
#pragma once

#include <atomic>

#include "engine/base/seqlock.h"
#include "engine/base/spsc.h"
#include "engine/transport/clock_point.h"
#include "engine/transport/outer_transport.h"

namespace tandem {

// What the device's block is about.
struct TransportBlock {
    TransportState state = TransportState::stopped;
    uint64_t generation = 0;
    Time position; // of the block's first frame; moves only while rolling
    Speed speed;
    TimeRange loop;     // as in ClockPoint; ends on whole samples
    bool scrub = false; // stands at a place that wants to be heard
};

// Shorter loops are none.
inline constexpr Time kShortestLoop{kTicksPerSecond / 100};

class Transport {
  public:
    explicit Transport(int rate);

    // Control side. Each returns the generation from which it holds, which is the one published before where nothing
    // that was computed becomes void (play, stop). Commands beyond 64 that no block has taken are dropped: 0.
    uint64_t play();
    uint64_t stop();
    // Goes to `locating`, and on to rolling or stopped, as before, once filled(generation) came.
    uint64_t locate(Time position);
    // Keeps the place. Pre: |speed| <= 8, den > 0.
    uint64_t set_speed(Speed speed);
    // As locate(); where it does not roll then, a moment of the sound there is heard.
    uint64_t scrub(Time position);
    // Forwards, the range's end is followed by its start once the playhead comes there from before it, until another
    // range is given; empty = none. Ends are moved up to whole samples. Changes nothing but what comes after an end.
    uint64_t set_loop(TimeRange range);
    // Picture and sound are ready to start at the place of this generation. One thread.
    void filled(uint64_t generation) { filled_.store(generation, std::memory_order_release); }

    // Device side, once a block. `latency_frames` from handing out to hearing; `outer`: what it is linked with, whose
    // frames are this device's.
    TransportBlock process(int frames, int64_t now_ns, int64_t latency_frames, double ns_per_frame,
                           OuterTransport* outer = nullptr);

    // Whether an outer transport that waits for its programs may roll from this frame, as far as Tandem is concerned.
    // Any thread.
    bool ready_at(int64_t outer_frame, TransportLink link) const {
        return follows(link) ? ready_ == outer_frame : fills_ != outer_frame;
    }

    ClockPoint point() const { return point_.load(); }

  private:
    struct Command {
        enum class Kind : uint8_t { play, stop, locate, scrub, speed, loop } kind;
        uint64_t generation;
        Time position;
        Speed speed;
        TimeRange loop;
    };
    // A request to the outer transport that it has not come to yet; until then it is not obeyed.
    struct Asked {
        bool any = false;
        OuterPoint point;
        int64_t patience = 0; // frames
    };
    static constexpr int64_t kNowhere = INT64_MIN;

    uint64_t send(Command command);
    uint64_t next_generation() { return sent_.fetch_add(1, std::memory_order_relaxed) + 1; }
    void run(const Command& command);
    void anchor(Time timeline);
    void change_loop(TimeRange range, Time here);
    TimeRange loop_from(Time timeline) const;
    Time position() const;
    int64_t here() const { return now_.reference.samples_round(now_.rate); }
    bool filled_here() const { return filled_.load(std::memory_order_acquire) >= now_.generation; }
    void roll();
    void ask(const Command& command, TransportState before, OuterTransport& outer);
    void ask_for(OuterPoint point, double seconds);
    void look_at(OuterTransport& outer, int frames);
    void obey(OuterPoint point, bool moved);
    void jump(TransportState state, int64_t frame);

    std::atomic<uint64_t> sent_{0}; // generations; the control side's, and the outer transport's jumps
    // Control side.
    SpscQueue<Command, 64> commands_;
    std::atomic<uint64_t> filled_{0};
    // Device side.
    ClockPoint now_;
    bool wants_to_roll_ = false, scrubs_ = false;
    TimeRange loop_;                           // as asked for
    bool linked_ = false, seen_ = false;       // with an outer transport; that it was looked at
    bool waits_ = false, start_asked_ = false; // to roll with it
    OuterPoint outer_;                         // where it will be in the next block if it goes on
    Asked asked_;
    // Where it stands and is to roll from: not filled yet, filled.
    std::atomic<int64_t> fills_{kNowhere}, ready_{kNowhere};
    Seqlock<ClockPoint> point_;
};

} // namespace tandem
