// Processor: one sound effect with its state, run in place by PlanNodes. Constructed on a worker; run(), reset() and
// adopt() are realtime safe; one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "engine/audio/envelope.h"
#include "engine/model/catalog.h"

namespace tandem::audio {

inline constexpr int kMaxChannels = 8; // of a strip

struct ProcessorSpec {
    EffectKind kind = EffectKind::eq;
    int rate = 48000;
    int channels = 2; // 1..kMaxChannels
    friend bool operator==(const ProcessorSpec&, const ProcessorSpec&) = default;
};

// A stretch inside one quantum of the timeline in which no parameter jumps.
struct ProcessorRun {
    int64_t first = 0; // absolute sample
    int frames = 0;    // 1..kQuantum; of a job more
    float* const* io = nullptr;
    const float* const* key = nullptr; // what rules it: another strip, or `io` itself
    int key_channels = 0;
    const double* from = nullptr; // parameters at `first`, in the catalog's units
    const double* to = nullptr;   // at first + frames, reached along a line; the same pointer where nothing moves
    bool moves() const { return from != to; }
};

class Processor;

// A processor's part in a common run: `frames` of whole quanta, kLongChunk at most, in which no parameter moves.
struct ProcessorJob {
    Processor* processor = nullptr;
    ProcessorRun run;
};

class Processor {
  public:
    virtual ~Processor() = default;
    virtual void run(const ProcessorRun& run) = 0;
    // Runs the jobs, all of processors of this one's kind, with the bits that each makes by itself. Different
    // processors; nothing of a job is another one's. Pre: joins().
    virtual void run_together(std::span<const ProcessorJob>) {}
    // Whether that is faster.
    virtual bool joins() const { return false; }
    // To rest, as constructed.
    virtual void reset() = 0;
    // Takes over the state of another of the same spec. False where it cannot and starts from rest.
    virtual bool adopt(const Processor& other) = 0;
    // What dynamics and the denoiser show on a meter, in dB, <= 0, before make-up and mix; 0 for the others. Where the
    // last run ended, and the most of all runs since the last call.
    float reduction_db() const { return shown_; }
    float take_reduction_db() { return std::exchange(most_, 0.0f); }

    // Of plug-ins: what it said at the end of a quantum, counted in samples of its output, AudioPlan::readings()
    // numbers that are finite; null where that quantum was not run or is too long ago. Until the next run.
    virtual const float* readings_of(int64_t) const { return nullptr; }

  protected:
    // At the end of a run, 1.3 ms at most at 48 kHz: less than detectors hold a peak.
    void show_reduction(float db) { shown_ = db, most_ = std::min(most_, db); }
    void show_rest() { shown_ = most_ = 0; }

  private:
    float shown_ = 0, most_ = 0;
};

// For kinds with has_processor().
std::unique_ptr<Processor> make_processor(const ProcessorSpec& spec);
bool has_processor(EffectKind kind);
// Whether its processor tells a reduction: dynamics and the denoiser.
bool reduces_gain(EffectKind kind);
// Frames that its output is late; whole quanta.
int processor_latency(EffectKind kind, int rate);

// Most jobs of a common run: lanes of the widest vectors, twice.
inline constexpr int kMostJobs = 32;

// State is a value: adopting copies it. Vectors keep their size, so nothing is allocated.
template<class Own, class Base = Processor>
class ProcessorWith : public Base {
  public:
    using Base::Base;
    bool adopt(const Processor& other) override {
        static_cast<Own&>(*this) = static_cast<const Own&>(other);
        return true;
    }
};

// Made by make_processor().
std::unique_ptr<Processor> make_equaliser(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_compressor(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_gate(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_ducker(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_de_esser(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_denoiser(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_limiter(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_delay(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_reverb(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_saturator(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_utility(const ProcessorSpec& spec);
std::unique_ptr<Processor> make_tone(const ProcessorSpec& spec);
int denoiser_latency(int rate);
int limiter_latency(int rate);
int saturator_latency();

} // namespace tandem::audio
