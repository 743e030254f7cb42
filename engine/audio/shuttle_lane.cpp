// Lines of time, the interpolator and the mix behind them.
#include "engine/audio/shuttle_lane.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/decibel.h"
#include "engine/audio/fractional_sinc.h"
#include "engine/transport/clock_point.h"

namespace tandem::audio {

MixReader::MixReader(Ref<AudioPlan> plan, SourcePool& pool, WorkerPool* workers)
    : plan_(std::move(plan)), runner_(plan_, pool, OnMissing::silence, workers), channels_(plan_->channels) {
    for (Kept& k : kept_) k.samples.resize(static_cast<size_t>(channels_ * kChunk));
    seam_samples_.resize(static_cast<size_t>(channels_ * kSeam));
    planes_.resize(static_cast<size_t>(channels_));
}

void MixReader::make(int64_t chunk) {
    Kept& k = slot(chunk);
    for (int c = 0; c < channels_; ++c) planes_[static_cast<size_t>(c)] = &k.samples[static_cast<size_t>(c * kChunk)];
    // Clips that fail are silent under OnMissing::silence.
    VERIFY(runner_.process(chunk * kChunk, kChunk, planes_.data()));
    k.chunk = chunk, next_ = chunk + 1;
}

// The chunks up to `last`, after one that only leads in.
void MixReader::make_run(int64_t first, int64_t last) {
    const bool settles = runner_.has_state();
    // What the run that was made before it, later in time, led in with.
    const std::vector<float> led = seam_samples_;
    const bool joins = settles && seam_ == last;
    if (settles && first > 0) {
        Kept& before = slot(first - 1);
        make(first - 1);
        for (int c = 0; c < channels_; ++c)
            std::copy_n(&before.samples[static_cast<size_t>((c + 1) * kChunk - kSeam)], kSeam,
                        &seam_samples_[static_cast<size_t>(c * kSeam)]);
        before.chunk = INT64_MIN; // from rest: good for the seam only
        seam_ = first - 1;
    }
    for (int64_t chunk = first; chunk <= last; ++chunk) make(chunk);
    if (!joins) return;
    Kept& k = slot(last);
    for (int c = 0; c < channels_; ++c)
        for (int i = 0; i < kSeam; ++i) {
            float& x = k.samples[static_cast<size_t>((c + 1) * kChunk - kSeam + i)];
            x += (led[static_cast<size_t>(c * kSeam + i)] - x) * (static_cast<float>(i + 1) / kSeam);
        }
}

void MixReader::read(int64_t first, int frames, Going going, float* const* out) {
    const int64_t begin = mul_div_floor(first, 1, kChunk), end = mul_div_floor(first + frames - 1, 1, kChunk);
    if (going == Going::forwards) {
        for (int64_t chunk = begin; chunk <= end; ++chunk)
            if (!has(chunk)) make(chunk);
    } else {
        for (int64_t chunk = end; chunk >= begin; --chunk)
            // As far back as reading goes on; grains go elsewhere.
            if (!has(chunk))
                make_run(std::max<int64_t>(0, going == Going::backwards ? chunk - kRun + 1 : begin), chunk);
    }
    for (int64_t chunk = begin; chunk <= end; ++chunk) {
        const int64_t from = std::max(first, chunk * kChunk), to = std::min(first + frames, (chunk + 1) * kChunk);
        for (int c = 0; c < channels_; ++c)
            if (chunk < 0)
                std::fill_n(out[c] + (from - first), to - from, 0.0f);
            else
                std::copy_n(&slot(chunk).samples[static_cast<size_t>(c * kChunk + from - chunk * kChunk)], to - from,
                            out[c] + (from - first));
    }
}

namespace {

constexpr int64_t kGrain = 2048; // frames
constexpr double kFastest = 2;   // rate inside a grain

} // namespace

ShuttleLane::ShuttleLane(int rate, int channels, int workers, SourcePool& pool)
    : rate_(rate), channels_(channels), worker_count_(workers), pool_(pool) {
    for (Slot& s : slots_) {
        s.samples.resize(static_cast<size_t>(channels_ * kChunk));
        for (int c = 0; c < channels_; ++c) s.planes.push_back(&s.samples[static_cast<size_t>(c * kChunk)]);
    }
    // Made here, not under the first change of speed.
    double weight[1];
    sinc_weights(0, 1, weight);
}

ShuttleLane::~ShuttleLane() = default;

void ShuttleLane::set_plan(Ref<AudioPlan> plan) {
    std::lock_guard lock(plan_mutex_);
    plan_ = std::move(plan);
}

int ShuttleLane::lead(const StreamPoint& point) const {
    const int64_t chunk = point.taken / (kChunk / kQuantum);
    int n = 0;
    while (n < kSlots - 2 && has(point, chunk + n)) ++n;
    return n == kSlots - 2 ? kSlots : n;
}

ShuttleLane::Line ShuttleLane::line_at(const StreamPoint& point, int64_t frame) const {
    auto unlooped = [&](int64_t n) { return point.origin + point.speed.source(Time::from_samples(n, rate_)); };
    const double speed = static_cast<double>(point.speed.num) / static_cast<double>(point.speed.den);
    Line line{.begin = 0, .end = INT64_MAX, .sample = 0, .fraction = 0, .rate = speed};
    const bool grains = std::abs(speed) > kFastest;
    const TimeRange& loop = point.loop;
    if (grains) {
        line.begin = frame / kGrain * kGrain, line.end = line.begin + kGrain;
        line.rate = std::copysign(kFastest, speed);
    } else if (!loop.empty()) {
        // The first frame at or after the wrap that lies before the frame.
        auto first_at = [&](Time t) {
            const Time away = t - point.origin;
            int64_t n = mul_div_floor(point.speed.timeline(away).ticks, rate_, kTicksPerSecond);
            while (n > 0 && unlooped(n - 1) >= t) --n;
            while (unlooped(n) < t) ++n;
            return n;
        };
        const Time at = unlooped(frame);
        if (at < loop.end()) {
            line.end = first_at(loop.end());
        } else {
            const int64_t pass = (at - loop.end()).ticks / loop.length.ticks;
            line.begin = first_at(loop.end() + Time{pass * loop.length.ticks});
            line.end = first_at(loop.end() + Time{(pass + 1) * loop.length.ticks});
        }
    }
    const Time at = looped(loop, unlooped(line.begin));
    line.sample = at.samples_floor(rate_);
    line.fraction = static_cast<double>((at - Time::from_samples(line.sample, rate_)).ticks) *
                    static_cast<double>(rate_) / static_cast<double>(kTicksPerSecond);
    if (grains) { // a grain is of the middle of what it stands for
        const double shift = line.fraction + (speed - line.rate) * (kGrain / 2.0);
        const double whole = std::floor(shift);
        line.sample += static_cast<int64_t>(whole), line.fraction = shift - whole;
    }
    return line;
}

// Frames of the stream on the line, which goes on as far as is asked, to out[channels].
void ShuttleLane::read_line(const Line& line, int64_t frame, int frames, MixReader& mix, float* const* out) {
    const double cut = sinc_cut(std::abs(line.rate));
    const int reach = sinc_reach(cut);
    const auto going = line.rate > 0           ? MixReader::Going::forwards
                       : line.end == INT64_MAX ? MixReader::Going::backwards
                                               : MixReader::Going::grains_backwards;
    auto place = [&](int64_t n) { return line.fraction + static_cast<double>(n - line.begin) * line.rate; };
    const double a = place(frame), b = place(frame + frames - 1);
    const auto low = static_cast<int64_t>(std::floor(std::min(a, b))) - reach;
    const auto high = static_cast<int64_t>(std::ceil(std::max(a, b))) + reach;
    const int width = static_cast<int>(high - low + 1);
    around_.resize(static_cast<size_t>(channels_ * width));
    std::array<float*, 64> planes{};
    for (int c = 0; c < channels_; ++c) planes[static_cast<size_t>(c)] = &around_[static_cast<size_t>(c * width)];
    mix.read(line.sample + low, width, going, planes.data());
    if (std::abs(line.rate) == 1 && line.fraction == 0) { // on the grid: as it is
        for (int c = 0; c < channels_; ++c)
            for (int i = 0; i < frames; ++i)
                out[c][i] = planes[static_cast<size_t>(c)][static_cast<int64_t>(place(frame + i)) - low];
        return;
    }
    sums_.resize(static_cast<size_t>(2 * reach + 1));
    for (int i = 0; i < frames; ++i) {
        const double x = place(frame + i), whole = std::floor(x);
        const auto middle = static_cast<int64_t>(whole);
        const double total = sinc_weights(x - whole, cut, sums_);
        for (int c = 0; c < channels_; ++c) {
            const float* in = planes[static_cast<size_t>(c)] + (middle - reach - low);
            double sum = 0;
            for (int k = 0; k <= 2 * reach; ++k) sum += sums_[static_cast<size_t>(k)] * static_cast<double>(in[k]);
            out[c][i] = static_cast<float>(sum / total);
        }
    }
}

void ShuttleLane::make(const StreamPoint& point, int64_t chunk, MixReader& mix, float* const* out) {
    const DenormalGuard guard;
    other_.resize(static_cast<size_t>(channels_ * kFade));
    std::array<float*, 64> planes{}, old{};
    for (int c = 0; c < channels_; ++c) old[static_cast<size_t>(c)] = &other_[static_cast<size_t>(c * kFade)];
    const int64_t first = chunk * kChunk, last = first + kChunk;
    for (int64_t at = first; at < last;) {
        const Line line = line_at(point, at);
        const int frames = static_cast<int>(std::min(last, line.end) - at);
        for (int c = 0; c < channels_; ++c) planes[static_cast<size_t>(c)] = out[c] + (at - first);
        // What the line before it would have gone on with, first, as the mix is made forwards.
        const int faded =
            line.begin == 0 ? 0 : static_cast<int>(std::clamp<int64_t>(line.begin + kFade - at, 0, frames));
        if (faded > 0) read_line(line_at(point, line.begin - 1), at, faded, mix, old.data());
        read_line(line, at, frames, mix, planes.data());
        for (int c = 0; c < channels_; ++c)
            for (int i = 0; i < faded; ++i) {
                float& x = planes[static_cast<size_t>(c)][i];
                const float falls = static_cast<float>(kFade - 1 - (at - line.begin) - i) / kFade;
                x += (old[static_cast<size_t>(c)][i] - x) * falls;
            }
        at += frames;
    }
}

bool ShuttleLane::advance(const StreamPoint& point) {
    std::unique_lock lock(working_, std::try_to_lock);
    if (!lock || point.stream < stream_) return false;
    const int64_t chunk = point.taken / (kChunk / kQuantum);
    if (stream_ != point.stream) stream_ = point.stream, made_ = chunk;
    const int64_t next = std::max(made_, chunk);
    if (next > chunk + kSlots - 3) return false;
    Ref<AudioPlan> plan;
    {
        std::lock_guard plan_lock(plan_mutex_);
        plan = plan_;
    }
    if (!plan) return false;
    if (!workers_ && worker_count_ > 1) workers_ = std::make_unique<WorkerPool>(worker_count_);
    if (!mix_ || mix_->plan() != plan) {
        old_ = std::move(mix_);
        mix_ = std::make_unique<MixReader>(std::move(plan), pool_, workers_.get());
    }
    busy_ = true;
    Slot& s = slots_[static_cast<size_t>(next % kSlots)];
    s.tag.store(0, std::memory_order_relaxed);
    make(point, next, *mix_, s.planes.data());
    if (old_ && next == made_ && next > 0) { // edited: from the old mix to the new one
        std::vector<float> before(static_cast<size_t>(channels_ * kChunk));
        std::vector<float*> planes;
        for (int c = 0; c < channels_; ++c) planes.push_back(&before[static_cast<size_t>(c * kChunk)]);
        make(point, next, *old_, planes.data());
        for (int c = 0; c < channels_; ++c)
            for (int i = 0; i < kFade; ++i) {
                float& x = s.planes[static_cast<size_t>(c)][i];
                x += (planes[static_cast<size_t>(c)][i] - x) * (static_cast<float>(kFade - 1 - i) / kFade);
            }
    }
    old_.reset();
    s.tag.store(tag(point.stream, next), std::memory_order_release);
    made_ = next + 1;
    return true;
}

void ShuttleLane::rest() {
    if (!busy_) return;
    std::unique_lock lock(working_, std::try_to_lock);
    if (!lock) return;
    mix_.reset(), old_.reset(), workers_.reset();
    busy_ = false;
}

int ShuttleLane::read(const StreamPoint& point, int64_t first, int frames, float* const* out, int offset) const {
    const int64_t chunk = first / kChunk;
    const auto inside = static_cast<int>(first - chunk * kChunk);
    const int run = std::min(frames, kChunk - inside);
    if (!has(point, chunk)) return 0;
    const Slot& s = slots_[static_cast<size_t>(chunk % kSlots)];
    for (int c = 0; c < channels_; ++c) std::copy_n(s.planes[static_cast<size_t>(c)] + inside, run, out[c] + offset);
    return run;
}

} // namespace tandem::audio
