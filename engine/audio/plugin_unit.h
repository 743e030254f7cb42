// Plug-ins in a plan: PlanPlugin says what stands there, PluginUnit is it at work on the channels of its strip,
// PluginProcessor the insert as ProcessorSlot runs it. A unit outlives plans: those of an edited sequence that stand on
// the device's thread go on with the one that is heard (PluginUnits).
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/audio/lv2/instance.h"
#include "engine/audio/midi_track.h"
#include "engine/audio/processors/processor.h"
#include "engine/model/plugin.h"

namespace tandem::audio {

struct PlanPlugin {
    Ref<Plugin> plugin;
    std::shared_ptr<const lv2::PluginInfo> info;
    bool own_process = false;
    uint64_t effect = 0;     // id
    int label = 0;           // index into AudioPlan::labels
    int latency = 0;         // frames, as the plug-in says; the node's is whole quanta
    uint64_t setup = 0;      // hash of all that an instance is made of
    std::vector<float> rest; // by PluginInfo::control_outputs(), finite: what it says of silence
};

// What went wrong at run time, the first of each plug-in of a plan. Written by whoever runs it, read by any thread.
class PluginFaults {
  public:
    explicit PluginFaults(size_t plugins) : faults_(plugins) {}
    // Realtime safe.
    void set(int plugin, lv2::Fault fault) {
        auto none = static_cast<uint8_t>(lv2::Fault::none);
        faults_[static_cast<size_t>(plugin)].compare_exchange_strong(none, static_cast<uint8_t>(fault));
    }
    lv2::Fault get(int plugin) const {
        return static_cast<lv2::Fault>(faults_[static_cast<size_t>(plugin)].load(std::memory_order_relaxed));
    }

  private:
    std::vector<std::atomic<uint8_t>> faults_;
};

// Where a unit runs. The device's thread cannot wait for another process.
enum class PluginPlace : uint8_t { worker, device };

class PluginUnit {
  public:
    // Blocks while the plug-in is loaded; one that does not load is silent. `latency`: of the node.
    PluginUnit(const PlanPlugin& plugin, int rate, int channels, int latency, PluginPlace place);
    // Samples [first, first + frames) within one quantum, in place. A stretch that it ran already comes again as it
    // was: two plans cross-faded share a unit. `midi`: what is sent to it, null = nothing; its samples are those that
    // the node's input has, `latency` later. An instrument's sound is added to what goes through.
    void run(int64_t first, int frames, float* const* io, const float* const* key, int key_channels,
             const double* values, const MidiTrack* midi = nullptr);
    // To rest; one that was lost in its own process is loaded again, a few times.
    void restart();
    lv2::Fault fault() const { return fault_; }
    // By PluginInfo::control_outputs(), always finite: what it said at the end of the last run. Where it runs once a
    // channel, each is the channel's that is further from what it says of silence: the louder, the more reduced.
    std::span<const float> readings() const { return readings_; }
    bool fits(const PlanPlugin& plugin, int channels) const { return setup_ == plugin.setup && channels_ == channels; }

  private:
    struct Delay { // of one channel
        std::vector<float> ring;
        size_t at = 0;
        void run(float* x, int frames);
    };
    void play(int64_t first, int frames, float* const* io, const float* const* key, int key_channels,
              const double* values, const MidiTrack* midi);
    // False where there was no room for all. `begins`: whatever sounds ends, and it is told what came before.
    enum class Begins : uint8_t { no, yes };
    static bool send(lv2::Instance& plugin, int64_t first, int frames, const MidiTrack* midi, Begins begins);
    void fill(lv2::Instance& plugin, int channel, int frames, float* const* io, const float* const* key,
              int key_channels, const double* values) const;
    bool finite(const lv2::Instance& plugin, int frames) const;
    void read_outputs();

    static constexpr int kLoadAgain = 3;
    std::unique_ptr<lv2::Instance> load() const; // null where it does not load

    std::shared_ptr<const lv2::PluginInfo> info_;
    std::string state_;
    bool own_process_;
    int again_ = kLoadAgain;
    int rate_, channels_, latency_, said_latency_;
    uint64_t setup_;
    std::vector<int> controls_;
    int inputs_, sides_, outputs_;
    std::vector<std::unique_ptr<lv2::Instance>> instances_; // one, or one for each channel where it is mono
    std::vector<Delay> late_;                               // by channel: up to whole quanta, or what passes by
    bool takes_midi_, instrument_;
    std::vector<Delay> through_; // by channel: what goes through an instrument
    uint64_t midi_ = 0;          // hash of the track that was sent last; 0 = none
    bool begins_ = true;         // at rest, or messages were lost
    lv2::Fault fault_ = lv2::Fault::none;
    bool silent_ = false; // until the next restart; for good where it is lost
    int64_t next_ = INT64_MIN;
    int64_t kept_first_ = 0, kept_end_ = 0; // the stretch of the last quantum that is in kept_
    std::vector<std::vector<float>> kept_;  // by channel, kQuantum frames
    const std::vector<float> rest_;
    std::vector<float> readings_;
};

// Units by effect that plans of one engine share. Control thread.
class PluginUnits {
  public:
    std::shared_ptr<PluginUnit> take(const PlanPlugin& plugin, int rate, int channels, int latency);

  private:
    std::map<uint64_t, std::weak_ptr<PluginUnit>> units_;
};

class PluginProcessor final : public Processor {
  public:
    // It works `lead` frames ahead of what is heard.
    PluginProcessor(std::shared_ptr<PluginUnit> unit, std::shared_ptr<PluginFaults> faults, int index, int lead,
                    std::shared_ptr<const MidiTrack> midi = nullptr);
    void run(const ProcessorRun& run) override;
    void reset() override;
    const float* readings_of(int64_t quantum) const override;
    bool adopt(const Processor& other) override {
        auto same = dynamic_cast<const PluginProcessor*>(&other);
        return same && same->unit_ == unit_;
    }

  private:
    size_t ring_at(int64_t quantum) const;
    void tell() {
        if (unit_->fault() != lv2::Fault::none) faults_->set(index_, unit_->fault());
    }
    std::shared_ptr<PluginUnit> unit_;
    std::shared_ptr<PluginFaults> faults_;
    int index_;
    std::shared_ptr<const MidiTrack> midi_;
    // What the unit said at the end of each quantum, back to the one that is heard: a ring.
    std::vector<int64_t> said_of_; // quantum; INT64_MIN = nothing yet
    std::vector<float> said_;      // of each as many numbers as the unit says
};

} // namespace tandem::audio
