// AheadLane: a track's sound before its fader, made some chunks ahead of the playhead by worker threads and read, a
// quantum at a time, by the device's thread. A ring of chunks whose tags say which stretch of which stream they hold:
// no lock and no wait on either side. Shared by the plans in which the track's clips and inserts are the same.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include "engine/audio/plan_runner.h"

namespace tandem::audio {

// Which stretch of the timeline the device plays. Published by the device's thread, read by the workers.
struct StreamPoint {
    uint64_t stream = 0;     // counts starts at a new place; chunks of another one are void
    uint64_t generation = 0; // of the transport, see TransportBlock
    int64_t first = 0;       // quantum of the timeline at which the stream starts
    int64_t taken = 0;       // quanta since then: the one in hand
    int64_t run_in = 0;      // the first quanta, that are run unheard when it starts
};

class AheadLane final : public StreamOpener {
  public:
    static constexpr int kSlots = 12; // chunks; 256 ms at 48 kHz
    static constexpr int kChunkQuanta = kChunk / kQuantum;

    // What the lane takes the place of: another content of a track that is heard already, or nothing.
    enum class Instead : uint8_t { of_nothing, of_heard };
    // Processors that start in the middle of a track that plays run so long before, so that an edit is heard without
    // their settling.
    static constexpr int64_t kSettleSeconds = 1;
    // `plan` and `pool` live as long as the lane.
    AheadLane(Ref<AudioPlan> plan, int lane, SourcePool& pool, Instead instead = Instead::of_nothing);

    // Workers. Chunks that are there beyond the one in hand; 0 = none, not even that; kSlots where nothing may be made.
    int lead(const StreamPoint& point) const;
    // Makes the next chunk. False where another worker is at it or the ring is full.
    bool advance(const StreamPoint& point);
    // Opens the stream of the next clip that begins within kOpenAheadSeconds, without holding the lane up. False where
    // there is none. One worker at a time.
    static constexpr int kOpenAheadSeconds = 3;
    bool open_ahead(const StreamPoint& point);
    // Clips that became silent since the last call.
    std::vector<Error> take_faults();

    // Device's thread. Copies a quantum, counted from the stream's start, into out[channels()]; false where it is not
    // there yet. Going back is possible by up to a chunk.
    bool read(const StreamPoint& point, int64_t quantum, float* const* out) const;
    int channels() const { return channels_; }
    uint64_t track() const { return plan_->nodes[static_cast<size_t>(nodes_.first)].state_id; }

    Result<std::unique_ptr<PcmStream>> open(const PlanClip& clip) override;

  private:
    // The chunk that a slot holds, with its stream; 0 = none or being written.
    static uint64_t tag(uint64_t stream, int64_t chunk) { return stream << 32 | static_cast<uint64_t>(chunk + 1); }
    bool has(uint64_t stream, int64_t chunk) const {
        return slots_[static_cast<size_t>(chunk % kSlots)].tag.load(std::memory_order_acquire) == tag(stream, chunk);
    }
    // Pre: working_ is held. The chunk of the stream.
    void make(const StreamPoint& point, int64_t chunk, float* const* out);
    void run_nodes(int64_t position, int frames);

    struct Slot {
        std::atomic<uint64_t> tag{0};
        std::vector<float> samples;
        std::vector<float*> planes;
    };
    const Ref<AudioPlan> plan_;
    const PlanLane nodes_; // up to the fader or the first insert that listens to another strip
    SourcePool& pool_;
    int channels_ = 0;
    std::array<Slot, kSlots> slots_;
    // Of the worker at work.
    std::mutex working_;
    PlanNodes run_;
    ClipLane clips_;
    uint64_t stream_ = 0;
    int64_t next_ = INT64_MIN;     // sample that the nodes' state stands at
    bool edited_ = false;          // starts in the middle of what plays
    std::atomic<int64_t> made_{0}; // chunks of the stream, the next one to make
    int tried_ = -1;               // clip opened ahead last; one that fails is met again, and told, when it is due
    std::mutex faults_mutex_;
    std::vector<Error> faults_;
};

// Equal for lanes that sound the same before their faders, whatever plan they stand in.
uint64_t lane_key(const AudioPlan& plan, int lane);

} // namespace tandem::audio
