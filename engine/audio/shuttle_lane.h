// ShuttleLane: the mix at another speed than 1, made some chunks ahead of the playhead by worker threads and read by
// the device's thread; no lock and no wait on either side. Up to twice the speed the mix is read like a tape: pitch
// follows. Faster, grains of the mix at twice the speed follow each other, so that nothing costs more than that and
// speech stays an octave up. Backwards the mix is made forwards, some chunks at a time, and read from their end;
// effects with state begin anew in each. No Rubber Band: it would add a latency of its own and cost more than the whole
// mix.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include "engine/audio/plan_runner.h"
#include "engine/audio/stream_point.h"
#include "engine/base/thread.h"

namespace tandem::audio {

// The mix by timeline sample, in any order; keeps what is near. One thread at a time.
class MixReader {
  public:
    MixReader(Ref<AudioPlan> plan, SourcePool& pool, WorkerPool* workers);
    enum class Going : uint8_t { forwards, backwards, grains_backwards };
    // Samples [first, first + frames) to out[channels]; silence before 0.
    void read(int64_t first, int frames, Going going, float* const* out);
    const Ref<AudioPlan>& plan() const { return plan_; }

  private:
    // Backwards, chunks of one run from rest; the run before it is cross-faded in over kSeam.
    static constexpr int64_t kKept = 32, kRun = 8;
    static constexpr int kSeam = 256;
    struct Kept {
        int64_t chunk = INT64_MIN;
        std::vector<float> samples; // by channel
    };
    Kept& slot(int64_t chunk) { return kept_[static_cast<size_t>(chunk & (kKept - 1))]; }
    bool has(int64_t chunk) { return chunk < 0 || slot(chunk).chunk == chunk; }
    void make(int64_t chunk);
    void make_run(int64_t first, int64_t last);

    const Ref<AudioPlan> plan_;
    PlanRunner runner_;
    int channels_;
    int64_t next_ = INT64_MIN; // chunk that the runner's state stands at
    std::array<Kept, kKept> kept_;
    int64_t seam_ = INT64_MIN; // chunk whose end goes over to what seam_samples_ holds
    std::vector<float> seam_samples_;
    std::vector<float*> planes_;
};

class ShuttleLane {
  public:
    static constexpr int kSlots = 12; // chunks of the device's time
    static constexpr int kFade = 256; // frames, between grains and across a loop's wrap

    // `pool` outlives it.
    ShuttleLane(int rate, int channels, int workers, SourcePool& pool);
    ~ShuttleLane();
    // Control. Heard from the next chunk on, by a cross-fade.
    void set_plan(Ref<AudioPlan> plan);

    // Workers; like those of AheadLane. Pre: the point is of another speed than 1.
    int lead(const StreamPoint& point) const;
    bool advance(const StreamPoint& point);
    // Gives back what only another speed needs.
    void rest();

    // Device's thread. Up to `frames` from frame `first` of the stream on to out[channels] + offset; gives how many,
    // 0 where they are not there yet.
    int read(const StreamPoint& point, int64_t first, int frames, float* const* out, int offset) const;

  private:
    // A stretch of one line of time: frame n of the stream is timeline sample `sample` + (n - begin) * rate.
    struct Line {
        int64_t begin, end; // frames of the stream
        int64_t sample;
        double fraction, rate;
    };
    struct Slot {
        std::atomic<uint64_t> tag{0};
        std::vector<float> samples;
        std::vector<float*> planes;
    };
    static uint64_t tag(uint64_t stream, int64_t chunk) { return stream << 32 | static_cast<uint64_t>(chunk + 1); }
    bool has(const StreamPoint& point, int64_t chunk) const {
        return slots_[static_cast<size_t>(chunk % kSlots)].tag.load(std::memory_order_acquire) ==
               tag(point.stream, chunk);
    }
    Line line_at(const StreamPoint& point, int64_t frame) const;
    void make(const StreamPoint& point, int64_t chunk, MixReader& mix, float* const* out);
    void read_line(const Line& line, int64_t frame, int frames, MixReader& mix, float* const* out);

    const int rate_, channels_, worker_count_;
    SourcePool& pool_;
    std::array<Slot, kSlots> slots_;
    std::mutex plan_mutex_;
    Ref<AudioPlan> plan_; // the newest
    // Of the worker at work.
    std::mutex working_;
    std::unique_ptr<WorkerPool> workers_;
    std::unique_ptr<MixReader> mix_, old_;
    std::atomic<bool> busy_{false}; // mix_ is there
    uint64_t stream_ = 0;
    int64_t made_ = 0;
    std::vector<float> around_, other_;
    std::vector<double> sums_;
};

} // namespace tandem::audio
