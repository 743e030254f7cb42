// AheadLane: a track's sound before its fader, made some chunks ahead of the playhead by worker threads and read, a
// quantum at a time, by the device's thread. A ring of chunks whose tags say which stretch of which stream they hold:
// no lock and no wait on either side. Chunks are of the stream (StreamPoint), so a loop's start is made before it is
// due and a chunk may hold several passes. Shared by the plans in which the track's clips and inserts are the same.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <span>

#include "engine/audio/insert_meters.h"
#include "engine/audio/plan_runner.h"
#include "engine/audio/stream_point.h"

namespace tandem::audio {

class AheadLane final : public StreamOpener {
  public:
    static constexpr int kSlots = 12; // chunks; 256 ms at 48 kHz
    static constexpr int kChunkQuanta = kChunk / kQuantum;

    // What the lane takes the place of: another content of a track that is heard already, or nothing.
    enum class Instead : uint8_t { of_nothing, of_heard };
    // Processors that start in the middle of a track that plays run so long before, so that an edit is heard without
    // their settling.
    static constexpr int64_t kSettleSeconds = 1;
    // What holds parameters of its inserts by hand, of the engine; all outlive the lane.
    struct Hands {
        const ParamCells* cells = nullptr;
        const std::atomic<uint64_t>* taken = nullptr; // number of the plan that is heard
        const std::atomic<int64_t>* blocks = nullptr; // of the device, finished
        const std::atomic<int>* block_frames = nullptr;
        uint64_t plan_number = 0; // of the lane's plan
    };
    // `pool` and `memory`, of the ring, live as long as the lane.
    AheadLane(Ref<AudioPlan> plan, int lane, SourcePool& pool, std::pmr::memory_resource& memory, Instead instead,
              const Hands& hands);

    // Tags of the chunks from the one in hand on, the same for every lane.
    struct Coming {
        int64_t chunk = 0;
        std::array<uint64_t, kSlots - 2> tags{};
    };
    static Coming coming(const StreamPoint& point);
    // Workers. Chunks that are there beyond the one in hand; 0 = none, not even that; kSlots where nothing may be made.
    int lead(const Coming& coming) const;
    // Makes the next chunk of each lane, PlanNodes::kMostChains at most, that no other worker is at and whose ring has
    // room; their inserts run side by side. Gives how many. A file that is slow holds up this worker, but of the lanes
    // only its own.
    static int advance(std::span<AheadLane* const> lanes, const StreamPoint& point);
    // A parameter of an insert may have been moved by hand since: what is made beyond the device's reach is made anew.
    // False where that must wait for the playhead; ask again then.
    bool follow_hands(const StreamPoint& point);
    // Opens the stream of the next clip that begins within kOpenAheadSeconds, or after a wrap sounds within them,
    // without holding the lane up. False where there is none. One worker at a time.
    static constexpr int kOpenAheadSeconds = 3;
    bool open_ahead(const StreamPoint& point);
    // Clips that became silent since the last call.
    std::vector<Error> take_faults();

    // Where a quantum lies in every lane's ring, counted from the stream's start.
    struct Place {
        uint64_t tag = 0; // of its chunk; 0 = nowhere
        size_t slot = 0;
        int inside = 0; // quanta from the chunk's beginning
    };
    static Place place(const StreamPoint& point, int64_t quantum);
    // Device's thread. The quantum of each channel, one behind the other; null where it is not there yet. It stays
    // until the device's next block. Going back is possible by up to a chunk.
    const float* find(const Place& place) const {
        const Slot& slot = slots_[place.slot];
        if (place.tag == 0 || slot.tag.load(std::memory_order_acquire) != place.tag) return nullptr;
        return slot.samples.load()->at(place.inside, 0);
    }
    // The same thread. What its inserts say of the quantum, to a meter for each of those that say anything, in order.
    // Reductions are of the whole chunk. Pre: find() has just given it.
    void tell_readings(const Place& place, std::span<InsertMeter* const> meters) const {
        const float* x =
            slots_[place.slot].samples.load()->readings.data() + static_cast<size_t>(place.inside) * readings_;
        for (InsertMeter* meter : meters) meter->tell(x), x += meter->count();
    }
    // The same thread. Ask for the quantum's memory, which the processor has not seen since a worker made it: first the
    // way to it, then some lanes later what is there.
    void prefetch_way(const Place& place) const { __builtin_prefetch(&slots_[place.slot]); }
    void prefetch_samples(const Place& place) const { __builtin_prefetch(slots_[place.slot].samples.load()); }
    void prefetch(const Place& place) const {
        Samples& s = *slots_[place.slot].samples.load();
        const float* x = s.at(place.inside, 0);
        for (int i = 0; i < s.channels * kQuantum; i += 16) __builtin_prefetch(x + i);
    }
    int channels() const { return channels_; }
    const AudioPlan& plan() const { return *plan_; }
    uint64_t track() const { return plan_->nodes[static_cast<size_t>(nodes_.first)].state_id; }

    Result<std::unique_ptr<PcmStream>> open(const PlanClip& clip) override;

  private:
    // Of a chunk.
    struct Samples {
        int channels = 0;
        std::pmr::vector<float> all;      // by quantum, by channel
        std::pmr::vector<float> readings; // by quantum, readings_ each
        float* at(int quantum, int channel) {
            return &all[static_cast<size_t>((quantum * channels + channel) * kQuantum)];
        }
        // To quanta [quantum, quantum + quanta).
        void copy_in(int quantum, int quanta, float* const* planes);
    };
    // What a slot holds: the chunk, its stream, and where it lies on the timeline, so that a change of the loop voids
    // only what lies elsewhere then; 0 = none or being written.
    static uint64_t tag(const StreamPoint& point, int64_t chunk);
    bool has(const StreamPoint& point, int64_t chunk) const {
        return slots_[static_cast<size_t>(chunk % kSlots)].tag.load(std::memory_order_acquire) == tag(point, chunk);
    }
    // ---- Pre: working_ is held. ----
    // The chunk to be made next, -1 = none.
    int64_t due(const StreamPoint& point);
    // Where the chunk goes on from the last one, on the timeline; kNowhere where there is more to it than to run the
    // nodes once.
    int64_t goes_on_at(const StreamPoint& point, int64_t chunk) const;
    bool keeps(const StreamPoint& point, const StreamPoint::Piece& piece, int64_t quantum) const;
    void feed(int64_t position, int frames);
    void make_alone(const StreamPoint& point, int64_t chunk);
    // The chunk of the stream.
    void make(const StreamPoint& point, int64_t chunk, Samples& out);
    // Quanta of one pass from the stream's quantum on, to those of `out` from `at` on.
    void make_piece(const StreamPoint& point, int64_t quantum, int quanta, Samples& out, int at);
    // What the inserts say of these quanta, which have just been run at `position`.
    void take_readings(Samples& out, int at, int quanta, int64_t position);
    void run_nodes(int64_t position, int frames);
    int next_unopened(const StreamPoint& point, int64_t ahead);
    void follow(const StreamPoint& point);
    // ----
    enum class Fed : uint8_t { no, made, yes }; // nothing to do; done alone; clips are read, the nodes come next
    Fed feed_next(const StreamPoint& point);

    struct Slot {
        std::atomic<uint64_t> tag{0};
        std::atomic<Samples*> samples{nullptr};
    };
    // What a reader may still be at, until the device has finished so many blocks.
    struct Retired {
        Samples* samples;
        int64_t blocks;
    };
    Samples* make_samples();
    Samples* free_samples();
    void replace(const StreamPoint& point, int64_t chunk, Slot& slot);
    const Ref<AudioPlan> plan_;
    const PlanLane nodes_; // up to the fader or the first insert that listens to another strip
    SourcePool& pool_;
    int channels_ = 0;
    std::vector<int> saying_; // nodes that say something of themselves
    size_t readings_ = 0;     // numbers that they say of a quantum, together
    const Hands hands_;
    std::array<Slot, kSlots> slots_;
    // Of the worker at work.
    std::mutex working_;
    PlanNodes run_;
    ClipLane clips_;
    uint64_t stream_ = 0, changes_ = 0;
    static constexpr int64_t kNowhere = INT64_MIN;
    int64_t next_ = kNowhere;        // sample that the nodes' state stands at
    int64_t fed_at_ = kNowhere;      // position whose clips are read, the nodes to be run
    bool edited_ = false;            // starts in the middle of what plays
    uint64_t hand_state_ = 0;        // that chunks are made with
    int64_t remade_ = -1;            // chunk from which it was made anew last
    bool fades_ = false;             // from what was there into the next chunk
    std::pmr::deque<Samples> owned_; // never move
    std::vector<Retired> retired_;
    // Passes of a loop are all alike after the first, so the sound of a short one is made once.
    StreamOrder kept_of_;
    int64_t kept_ = 0;                 // quanta from the pass's beginning that are there
    std::vector<float> pass_;          // by channel
    std::vector<float> pass_readings_; // by quantum, readings_ each
    std::atomic<int64_t> made_{0};     // chunks of the stream, the next one to make
    // Clips opened ahead last, before and after the wrap; one that fails is met again, and told, when it is due.
    int tried_ = -1, tried_start_ = -1;
    std::mutex faults_mutex_;
    std::vector<Error> faults_;
};

// Equal for lanes that sound the same before their faders, whatever plan they stand in.
uint64_t lane_key(const AudioPlan& plan, int lane);

} // namespace tandem::audio
