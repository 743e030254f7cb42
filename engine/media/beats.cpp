// Onsets, tempo and the path of beats.
#include "engine/media/beats.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/media/audio_reader.h"

namespace tandem {

namespace {

constexpr double kHopsPerSecond = 200;
constexpr double kCentres[] = {110, 280, 560, 1120, 2240, 4800}; // Hz, of the bands
constexpr double kSlowest = 45, kFastest = 210;                  // beats a minute
constexpr double kLiked = 120, kLikedWidth = 0.9;                // and octaves around it
constexpr double kTightness = 100;                               // of distances, beside onsets of unit deviation
constexpr double kSteady = 0.15; // how much of the onsets' power comes again a beat later, at least
constexpr int kFewest = 8;       // beats that make a beat

// Strength of what begins in each hop, >= 0.
std::vector<double> onsets(const std::vector<std::array<float, 6>>& energies) {
    const size_t n = energies.size();
    std::vector<double> out(n);
    for (size_t b = 0; b < 6; ++b) {
        double loudest = 0;
        for (const auto& e : energies) loudest = std::max<double>(loudest, e[b]);
        if (loudest <= 0) continue;
        // Against its own loudest moment, down to 30 dB below it; over four hops, so that low notes do not ripple.
        auto level = [&](size_t i) {
            double sum = 0;
            const size_t from = i < 3 ? 0 : i - 3;
            for (size_t k = from; k <= i; ++k) sum += energies[k][b];
            return std::log(1 + 1e3 * sum / 4 / loudest);
        };
        double before = 0, last = 0; // two hops and one hop ago
        for (size_t i = 0; i < n; ++i) {
            const double now = level(i);
            out[i] += std::max(0.0, now - before);
            before = last, last = now;
        }
    }
    // What is above the mean of the second around it counts.
    const auto half = static_cast<size_t>(kHopsPerSecond / 2);
    std::vector<double> sums(n + 1);
    std::partial_sum(out.begin(), out.end(), sums.begin() + 1);
    for (size_t i = 0; i < n; ++i) {
        const size_t from = i < half ? 0 : i - half, to = std::min(n, i + half);
        out[i] = std::max(0.0, out[i] - (sums[to] - sums[from]) / static_cast<double>(to - from));
    }
    const double power = std::inner_product(out.begin(), out.end(), out.begin(), 0.0) / static_cast<double>(n);
    if (power > 0)
        for (double& v : out) v /= std::sqrt(power);
    return out;
}

// Onsets a little spread: players and hops are not exact.
std::vector<double> spread(const std::vector<double>& x) {
    static constexpr double kWindow[] = {0.06, 0.24, 0.4, 0.24, 0.06};
    std::vector<double> out(x.size());
    for (size_t i = 2; i + 2 < x.size(); ++i)
        for (size_t k = 0; k < 5; ++k) out[i] += kWindow[k] * x[i + k - 2];
    return out;
}

double likeness(const std::vector<double>& x, size_t lag) {
    return std::inner_product(x.begin() + static_cast<std::ptrdiff_t>(lag), x.end(), x.begin(), 0.0);
}

// Hops between beats; 0 where nothing is steady.
double period(const std::vector<double>& strength) {
    const std::vector<double> x = spread(strength);
    const auto least = static_cast<size_t>(60 * kHopsPerSecond / kFastest),
               most = static_cast<size_t>(60 * kHopsPerSecond / kSlowest);
    if (x.size() < 4 * most) return 0;
    // Around the mean: what is there all the time resembles itself at any lag.
    std::vector<double> centred = x;
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    for (double& v : centred) v -= mean;
    const double all = likeness(centred, 0);
    if (all <= 0) return 0;
    std::vector<double> like(2 * most + 2);
    for (size_t lag = least; lag < like.size(); ++lag) like[lag] = likeness(centred, lag) / all;
    double best = 0;
    size_t at = 0;
    for (size_t lag = least; lag <= most; ++lag) {
        const double octaves = std::log2(60 * kHopsPerSecond / static_cast<double>(lag) / kLiked);
        // A beat comes again after two of them too; what is between beats does not.
        const double two = std::max({like[2 * lag - 1], like[2 * lag], like[2 * lag + 1]});
        const double score = (like[lag] + 0.5 * two) * std::exp(-0.5 * octaves * octaves / (kLikedWidth * kLikedWidth));
        if (score > best) best = score, at = lag;
    }
    if (at == 0 || like[at] < kSteady) return 0;
    // Between the hops: the top of the parabola through it and its neighbours.
    const double a = like[at - 1], b = like[at], c = like[at + 1], bend = a - 2 * b + c;
    return static_cast<double>(at) + (bend < 0 ? std::clamp(0.5 * (a - c) / bend, -0.5, 0.5) : 0.0);
}

// The hops of beats: for each hop the best path of beats that ends there.
std::vector<size_t> path(const std::vector<double>& strength, double beat) {
    const std::vector<double> x = spread(strength);
    const size_t n = x.size();
    std::vector<double> score(n);
    std::vector<std::ptrdiff_t> from(n, -1);
    const auto near = static_cast<size_t>(std::lround(beat / 2)), far = static_cast<size_t>(std::lround(beat * 2));
    std::vector<double> cost(far + 1);
    for (size_t d = near; d <= far; ++d) {
        const double off = std::log(static_cast<double>(d) / beat);
        cost[d] = kTightness * off * off;
    }
    for (size_t i = 0; i < n; ++i) {
        double best = 0; // a path may begin anywhere
        for (size_t d = near; d <= far && d <= i; ++d)
            if (const double s = score[i - d] - cost[d]; s > best)
                best = s, from[i] = static_cast<std::ptrdiff_t>(i - d);
        score[i] = x[i] + best;
    }
    // It ends within the last two beats.
    const size_t tail = n > far ? n - far : 0;
    auto at = std::max_element(score.begin() + static_cast<std::ptrdiff_t>(tail), score.end()) - score.begin();
    std::vector<size_t> out;
    for (; at >= 0; at = from[static_cast<size_t>(at)]) out.push_back(static_cast<size_t>(at));
    std::reverse(out.begin(), out.end());
    // In silence before and after the music there are none.
    double squares = 0;
    for (size_t i : out) squares += x[i] * x[i];
    const double weak = 0.5 * std::sqrt(squares / static_cast<double>(std::max<size_t>(1, out.size())));
    auto is_weak = [&](size_t i) { return x[i] < weak; };
    while (!out.empty() && is_weak(out.back())) out.pop_back();
    const auto first = std::find_if_not(out.begin(), out.end(), is_weak);
    out.erase(out.begin(), first);
    return out;
}

} // namespace

BeatFinder::BeatFinder(int rate)
    : hop_(std::max(1, static_cast<int>(std::lround(rate / kHopsPerSecond)))),
      step_(static_cast<double>(hop_) / std::max(1, rate)) {
    for (int b = 0; b < kBands; ++b) {
        // Robert Bristow-Johnson's band-pass of peak gain 1, two thirds of the centre wide.
        const double w = 2 * M_PI * std::min(kCentres[b], rate * 0.4) / rate, alpha = std::sin(w) / 3;
        Band& band = bands_[static_cast<size_t>(b)];
        band.b0 = alpha / (1 + alpha), band.a1 = -2 * std::cos(w) / (1 + alpha), band.a2 = (1 - alpha) / (1 + alpha);
    }
}

void BeatFinder::feed(std::span<const float> samples) {
    for (const float sample : samples) {
        for (Band& f : bands_) {
            const double y = f.b0 * (sample - f.x2) - f.a1 * f.y1 - f.a2 * f.y2;
            f.x2 = f.x1, f.x1 = sample, f.y2 = f.y1, f.y1 = y;
            f.energy += y * y;
        }
        if (++filled_ < hop_) continue;
        std::array<float, kBands> all{};
        for (size_t b = 0; b < kBands; ++b) all[b] = static_cast<float>(std::exchange(bands_[b].energy, 0.0) / hop_);
        energies_.push_back(all);
        filled_ = 0;
    }
}

Beats BeatFinder::finish() const {
    Beats out;
    if (energies_.empty()) return out;
    const std::vector<double> strength = onsets(energies_);
    const double beat = period(strength);
    if (beat <= 0) return out;
    const std::vector<size_t> hops = path(strength, beat);
    if (static_cast<int>(hops.size()) < kFewest) return out;
    out.tempo = 60 / (beat * step_);
    // A rise over two hops is strongest when its attack lies in the hop before.
    for (size_t i : hops) out.times.push_back(Time::from_double(std::max(0.0, (static_cast<double>(i) - 0.5) * step_)));
    return out;
}

Result<Beats> read_beats(const Media& media, int stream, const std::function<bool()>& stopped) {
    auto reader = TRY(AudioReader::open(media, {.stream = stream}));
    BeatFinder finder(reader->rate());
    constexpr int kPiece = 16384;
    const auto channels = static_cast<size_t>(reader->channels());
    std::vector<float> samples(channels * kPiece), mono(kPiece);
    std::vector<float*> planes;
    for (size_t c = 0; c < channels; ++c) planes.push_back(samples.data() + c * kPiece);
    for (int64_t at = 0; at < reader->length(); at += kPiece) {
        if (stopped()) return Beats{};
        TRY_VOID(reader->read(at, kPiece, planes.data()));
        const auto count = static_cast<size_t>(std::min<int64_t>(kPiece, reader->length() - at));
        for (size_t i = 0; i < count; ++i) {
            float sum = 0;
            for (size_t c = 0; c < channels; ++c) sum += planes[c][i];
            mono[i] = sum / static_cast<float>(channels);
        }
        finder.feed({mono.data(), count});
    }
    return finder.finish();
}

} // namespace tandem
