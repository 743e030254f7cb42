// Levels on the device's thread, loudness behind a ring.
#include "engine/audio/meters.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "engine/audio/ebur128_state.h"
#include "engine/base/thread.h"

namespace tandem::audio {

static constexpr double kWindowSeconds = 0.3; // of RMS and correlation

StripMeter::StripMeter(StripRef strip, int channels, int rate)
    : width_(std::clamp(channels, 1, kMaxChannels)),
      block_quanta_(std::max(1, static_cast<int>(std::lround(kWindowSeconds / kBlocks * rate / kQuantum)))),
      strip_(strip) {}

void StripMeter::measure(const float* const* planes, int channels) {
    std::array<QuantumLevels, kMaxChannels> levels;
    const auto width = static_cast<size_t>(std::min(channels, kMaxChannels));
    for (size_t c = 0; c < width; ++c) kernels_->levels(planes[c], levels[c]);
    tell({levels.data(), width});
}

// The reader takes the highest away; what it takes meanwhile was at least as high as what is not stored.
static void raise(std::atomic<float>& peak, float to) {
    if (to > peak.load(std::memory_order_relaxed)) peak.store(to, std::memory_order_relaxed);
}

void StripMeter::tell(std::span<const QuantumLevels> channels) {
    const auto width = static_cast<int>(channels.size());
    if (width != width_.load(std::memory_order_relaxed)) rest(), width_.store(width, std::memory_order_relaxed);
    resting_ = false;
    const bool block_ends = ++quanta_ == block_quanta_;
    for (size_t c = 0; c < channels.size(); ++c) {
        const QuantumLevels& levels = channels[c];
        float peak = 0;
        for (const float p : levels.peaks) peak = std::max(peak, p);
        for (const float sum : levels.sums) sums_[c] += sum;
        raise(peaks_[c], peak);
        if (block_ends) blocks_[block_][c].store(std::exchange(sums_[c], 0.0f), std::memory_order_relaxed);
    }
    if (block_ends) quanta_ = 0, block_ = (block_ + 1) % kBlocks;
}

void StripMeter::add_peaks(const float* const* planes, int channels) {
    for (int c = 0; c < std::min({channels, kMaxChannels, width_.load(std::memory_order_relaxed)}); ++c) {
        float top = 0;
        for (int i = 0; i < kQuantum; ++i) top = std::max(top, std::abs(planes[c][i]));
        raise(peaks_[static_cast<size_t>(c)], top);
    }
}

void StripMeter::rest() {
    if (std::exchange(resting_, true)) return;
    quanta_ = 0;
    sums_.fill(0);
    for (Channels& block : blocks_)
        for (auto& sum : block) sum.store(0, std::memory_order_relaxed);
}

StripLevel StripMeter::take() {
    StripLevel level{.strip = strip_, .channels = width_.load(std::memory_order_relaxed)};
    const auto frames = static_cast<float>(kBlocks * kQuantum) * static_cast<float>(block_quanta_);
    for (size_t c = 0; c < static_cast<size_t>(level.channels); ++c) {
        level.peak[c] = peaks_[c].exchange(0, std::memory_order_relaxed);
        float sum = 0;
        for (const Channels& block : blocks_) sum += block[c].load(std::memory_order_relaxed);
        level.rms[c] = std::sqrt(sum / frames);
        level.over = level.over || level.peak[c] > 1;
    }
    return level;
}

struct LoudnessMeter::State {
    static constexpr size_t kHops = 30;        // of 10 ms in kWindowSeconds
    static constexpr int kSlowHops = 10;       // between readings that take long
    static constexpr int64_t kRangeHops = 300; // in the window that the range is of
    struct Products {
        double left = 0, right = 0, both = 0;
    };

    const Ebur128 ebur;
    const size_t channels;
    const int hop;            // frames
    std::vector<float> block; // interleaved
    int filled = 0;           // frames
    std::array<Products, kHops> products{};
    int64_t hops = 0;
    int64_t part_hops = 0; // since the last pause
    LoudnessReading reading;

    State(int width, int rate)
        : ebur(make_ebur128(width, rate, Blocks::counted)), channels(static_cast<size_t>(width)),
          hop(std::max(1, rate / 100)), block(channels * static_cast<size_t>(hop)) {
        VERIFY(ebur && width <= kMaxChannels);
    }

    void finish_hop() {
        Products& p = products[static_cast<size_t>(hops) % kHops] = {};
        for (size_t i = 0; channels > 1 && i < block.size(); i += channels) {
            const double l = static_cast<double>(block[i]), r = static_cast<double>(block[i + 1]);
            p.left += l * l, p.right += r * r, p.both += l * r;
        }
        ebur128_add_frames_float(ebur.get(), block.data(), static_cast<size_t>(hop));
        filled = 0, ++hops, ++part_hops;
        read();
    }
    void read() {
        Products sum;
        for (const Products& p : products) sum.left += p.left, sum.right += p.right, sum.both += p.both;
        const double size = std::sqrt(sum.left * sum.right);
        reading.correlation = channels == 1 ? 1 : size > 0 ? std::clamp(sum.both / size, -1.0, 1.0) : 0;
        ebur128_loudness_momentary(ebur.get(), &reading.momentary);
        if (part_hops % kSlowHops != 0) return;
        ebur128_loudness_shortterm(ebur.get(), &reading.short_term);
        ebur128_loudness_global(ebur.get(), &reading.integrated);
        // The range says 0 where it has seen nothing.
        if (hops >= kRangeHops && std::isfinite(reading.integrated)) ebur128_loudness_range(ebur.get(), &reading.range);
        for (unsigned c = 0; c < channels; ++c) {
            double peak = 0;
            ebur128_true_peak(ebur.get(), c, &peak);
            if (peak > 0) reading.true_peak_db = std::max(reading.true_peak_db, 20 * std::log10(peak));
        }
    }
};

LoudnessMeter::LoudnessMeter(int channels, int rate) : state_(std::make_unique<State>(channels, rate)) {}
LoudnessMeter::~LoudnessMeter() = default;
int LoudnessMeter::channels() const { return static_cast<int>(state_->channels); }
const LoudnessReading& LoudnessMeter::reading() const { return state_->reading; }

void LoudnessMeter::feed(const float* const* planes, int frames) {
    State& s = *state_;
    for (int done = 0; done < frames;) {
        const int run = std::min(frames - done, s.hop - s.filled);
        for (size_t c = 0; c < s.channels; ++c) {
            const float* in = planes[c] + done;
            float* out = &s.block[static_cast<size_t>(s.filled) * s.channels + c];
            // One sample that is no number would stay in the filters for ever.
            for (size_t i = 0; i < static_cast<size_t>(run); ++i)
                out[i * s.channels] = std::isfinite(in[i]) ? in[i] : 0.0f;
        }
        done += run, s.filled += run;
        if (s.filled == s.hop) s.finish_hop();
    }
}

void LoudnessMeter::pause() {
    State& s = *state_;
    if (s.part_hops == 0 && s.filled == 0) return;
    ebur128_add_frames_float(s.ebur.get(), s.block.data(), static_cast<size_t>(s.filled));
    s.part_hops = 0, s.filled = 0;
    s.read();
    // Another rate and back is the way to have libebur128 forget its windows and filters but not its statistics
    // (ebur128_set_max_window of 1.2.6 takes a thousand times the memory).
    const unsigned long rate = s.ebur->samplerate;
    VERIFY(ebur128_change_parameters(s.ebur.get(), s.ebur->channels, rate + 1) == EBUR128_SUCCESS);
    VERIFY(ebur128_change_parameters(s.ebur.get(), s.ebur->channels, rate) == EBUR128_SUCCESS);
    s.products = {};
    s.reading.momentary = s.reading.short_term = -HUGE_VAL, s.reading.correlation = 0;
}

MasterMeter::MasterMeter(int rate) : rate_(rate), ring_(std::make_unique<Ring>()) {
    thread_ = std::thread([this] {
        set_thread_name("loudness");
        work();
    });
}

MasterMeter::~MasterMeter() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

bool MasterMeter::push(const MasterQuantum& quantum) {
    if (ring_->push(quantum)) return true;
    if (quantum.edge != MasterQuantum::Edge::ends) ++dropped_;
    return false;
}

void MasterMeter::reset() {
    std::lock_guard lock(mutex_);
    drain();
    meter_.reset();
    rise_ = playing_;
    published_.store({});
}

// Pre: mutex_ is held.
void MasterMeter::drain() {
    while (auto quantum = ring_->pop()) {
        if (quantum->edge == MasterQuantum::Edge::ends) {
            playing_ = false;
            recent_ = {};
            if (meter_) meter_->pause();
            continue;
        }
        if (!meter_ || meter_->channels() != quantum->channels) {
            rise_ = rise_ || meter_;
            meter_.emplace(quantum->channels, rate_);
        }
        if (std::exchange(rise_, false) || quantum->edge == MasterQuantum::Edge::rises)
            for (auto& plane : quantum->samples) // a step would be a true peak that nobody hears
                for (size_t i = 0; i < kQuantum; ++i) plane[i] *= static_cast<float>(i + 1) / kQuantum;
        std::array<const float*, kMaxChannels> planes{};
        for (size_t c = 0; c < planes.size(); ++c) planes[c] = quantum->samples[c].data();
        meter_->feed(planes.data(), kQuantum);
        for (size_t i = 0; i < kQuantum; ++i, recent_at_ = (recent_at_ + 1) % kRecent) {
            recent_[0][recent_at_] = planes[0][i];
            recent_[1][recent_at_] = planes[quantum->channels > 1 ? 1 : 0][i];
        }
        playing_ = true;
    }
    if (meter_) published_.store(meter_->reading());
}

void MasterMeter::recent(std::span<float> left, std::span<float> right) {
    std::lock_guard lock(mutex_);
    drain();
    const size_t n = std::min({left.size(), right.size(), kRecent});
    for (size_t i = 0; i < n; ++i) {
        const size_t at = (recent_at_ + kRecent - n + i) % kRecent;
        left[i] = recent_[0][at], right[i] = recent_[1][at];
    }
}

void MasterMeter::work() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
        drain();
        // The device's thread cannot wake it, that would be a system call.
        wake_.wait_for(lock, std::chrono::milliseconds(10));
    }
}

} // namespace tandem::audio
