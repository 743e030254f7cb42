// Meters as data: the level of every strip after its fader, and the loudness of the master (EBU R128 and ITU-R BS.1770
// by libebur128). The device's thread measures strips itself and hands the master's sound on; it never waits for a
// reader and what is heard does not depend on any of this. Falling back of a level is for who draws it.
#pragma once

#include <array>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "engine/audio/processors/kernels.h"
#include "engine/audio/processors/processor.h"
#include "engine/audio/sound_tap.h"
#include "engine/base/seqlock.h"
#include "engine/base/spsc.h"
#include "engine/model/effect.h"

namespace tandem::audio {

struct StripLevel {
    StripRef strip;
    int channels = 2;
    std::array<float, kMaxChannels> peak{}, rms{}; // linear, 1 = full scale
    bool over = false;                             // peak above 1 since last asked
};

struct LoudnessReading {
    // LUFS of the last 0.4 s, of the last 3 s, of all, gated; -inf = nothing measured, as everywhere here.
    double momentary = -HUGE_VAL, short_term = -HUGE_VAL, integrated = -HUGE_VAL;
    double range = -HUGE_VAL;        // LU
    double true_peak_db = -HUGE_VAL; // dBTP, highest since the reset
    double correlation = 0;          // -1..1 of left and right in the last 300 ms; 0 where one is silent, 1 for mono
};

// Peak and RMS of one strip. Written by: the device's thread, a quantum at a time. Read by: one other thread.
class StripMeter {
  public:
    StripMeter(StripRef strip, int channels, int rate);
    StripRef strip() const { return strip_; }
    // Device's thread. A quantum that is heard. RMS is of the last 300 ms and moves every 12 ms, to the next quantum.
    void measure(const float* const* planes, int channels);
    // The same of a quantum whose levels are there (Kernels::levels), by channel.
    void tell(std::span<const QuantumLevels> channels);
    // Device's thread. What is heard beside that, as a monitored input: only for the peaks.
    void add_peaks(const float* const* planes, int channels);
    // Device's thread. Silence from here on; a peak that nobody has read yet stays.
    void rest();
    // Reader. Peaks since the last call.
    StripLevel take();
    // Where the strip's sound before its fader goes as well while it is heard; null = nowhere. Set by the control
    // thread, asked by the device's; the tap outlives the calls of both.
    void set_tap(SoundTap* tap) { tap_.store(tap, std::memory_order_release); }
    SoundTap* tap() const { return tap_.load(std::memory_order_acquire); }

  private:
    static constexpr size_t kBlocks = 25; // of the RMS window
    using Channels = std::array<std::atomic<float>, kMaxChannels>;
    // What the device's thread touches each quantum lies together: a large mix has many meters, and they come from far.
    alignas(64) Channels peaks_{};
    std::atomic<SoundTap*> tap_{nullptr};
    std::array<float, kMaxChannels> sums_{}; // of squares, of the block in hand
    std::atomic<int> width_;
    const int block_quanta_;
    int quanta_ = 0; // in the block in hand
    bool resting_ = true;
    size_t block_ = 0;
    const Kernels* kernels_ = &kernels();
    const StripRef strip_;
    std::array<Channels, kBlocks> blocks_{}; // sums of squares of the last ones
};

// The loudness of one sound from its beginning. One instance, one thread at a time.
class LoudnessMeter {
  public:
    // Pre: channels of a mixer's layout, 1 to kMaxChannels, weighed as make_ebur128 says.
    LoudnessMeter(int channels, int rate);
    ~LoudnessMeter();
    LoudnessMeter(const LoudnessMeter&) = delete;
    LoudnessMeter& operator=(const LoudnessMeter&) = delete;
    int channels() const;
    void feed(const float* const* planes, int frames);
    // The sound breaks off here and goes on in another place: no window reaches across, what is of all stays.
    void pause();
    // Of all whole hops of 10 ms; short-term, integrated and range move every 100 ms.
    const LoudnessReading& reading() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// What the device's thread hands on of the master.
struct MasterQuantum {
    enum class Edge : uint8_t { none, rises, ends }; // begins where sound was faded in; nothing but the end of it
    Edge edge = Edge::none;
    int channels = 2;
    std::array<std::array<float, kQuantum>, kMaxChannels> samples{};
};

// The loudness of the master, measured on a thread of its own.
class MasterMeter {
  public:
    explicit MasterMeter(int rate);
    ~MasterMeter();
    MasterMeter(const MasterMeter&) = delete;
    MasterMeter& operator=(const MasterMeter&) = delete;
    // Device's thread. False where measuring is behind by the whole ring; sound is then dropped and counted.
    bool push(const MasterQuantum& quantum);
    // Any thread but the device's.
    LoudnessReading reading() const { return published_.load(); }
    int64_t dropped() const { return dropped_; }
    // The newest sound that was measured, oldest first, both channels of one length; mono stands on both sides, what is
    // missing and what was heard before playback ended is silence. Any thread but the device's. Pre: at most kRecent.
    static constexpr size_t kRecent = 8192;
    void recent(std::span<float> left, std::span<float> right);
    // Any thread but the device's. Everything starts anew with what is pushed next.
    void reset();

  private:
    static constexpr size_t kRing = 512; // quanta; 0.68 s at 48 kHz
    using Ring = SpscQueue<MasterQuantum, kRing>;
    void work();
    void drain();

    const int rate_;
    const std::unique_ptr<Ring> ring_; // read under mutex_
    std::atomic<int64_t> dropped_{0};
    Seqlock<LoudnessReading> published_; // written under mutex_
    std::mutex mutex_;
    std::condition_variable wake_;
    std::optional<LoudnessMeter> meter_;
    std::array<std::array<float, kRecent>, 2> recent_{}; // rings
    size_t recent_at_ = 0;                               // where the next frame goes
    bool playing_ = false;
    bool rise_ = false; // a meter that starts in the middle of sound must not take that for a click
    bool stop_ = false;
    std::thread thread_;
};

} // namespace tandem::audio
