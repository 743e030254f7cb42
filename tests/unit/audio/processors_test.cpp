// The sound effects by themselves against formulas: responses, curves, times, levels.
#include <doctest/doctest.h>
#include <ebur128.h>

#include <complex>

#include "engine/audio/processors/float_math.h"
#include "engine/audio/processors/sliding_max.h"
#include "engine/model/effect.h"
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/processor_rig.h"

using namespace tandem;
using namespace tandem::test;
using audio::kQuantum;

namespace {

// Magnitude of the response to an impulse at `hz`, in dB.
double response_db(const std::vector<float>& impulse, double hz, int rate) {
    std::complex<double> sum;
    for (size_t i = 0; i < impulse.size(); ++i)
        sum += static_cast<double>(impulse[i]) *
               std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / rate);
    return db(std::abs(sum));
}

// The analogue prototype of a band at s = j tan(pi f / rate) / tan(pi f0 / rate): what the bilinear transform makes of
// it.
double band_db(slot::BandType type, double hz, double f0, double gain_db, double q, int rate) {
    using C = std::complex<double>;
    const double w = std::tan(std::numbers::pi * hz / rate) / std::tan(std::numbers::pi * f0 / rate);
    const C s(0, w);
    const double a = std::pow(10, gain_db / 40), ra = std::sqrt(a);
    auto cut = [&](C x, double with_q) { return 1.0 / (x * x + x / with_q + 1.0); };
    switch (type) {
    case slot::BandType::bell:
        return db(std::abs((s * s + s * (a / q) + 1.0) / (s * s + s / (a * q) + 1.0)));
    case slot::BandType::low_shelf:
        return db(std::abs(a * (s * s + s * (ra / q) + a) / (a * s * s + s * (ra / q) + 1.0)));
    case slot::BandType::high_shelf:
        return db(std::abs(a * (a * s * s + s * (ra / q) + 1.0) / (s * s + s * (ra / q) + a)));
    case slot::BandType::low_cut:
        return db(std::abs(s * s * cut(s, q)));
    case slot::BandType::high_cut:
        return db(std::abs(cut(s, q)));
    case slot::BandType::low_cut_24: // Butterworth: |H|^2 = w^8 / (1 + w^8)
        return 10 * std::log10(std::pow(w, 8) / (1 + std::pow(w, 8)));
    case slot::BandType::high_cut_24:
        return -10 * std::log10(1 + std::pow(w, 8));
    case slot::BandType::notch:
        return db(std::abs((s * s + 1.0) * cut(s, q)));
    case slot::BandType::band_pass:
        return db(std::abs(s / q * cut(s, q)));
    default:
        return 0;
    }
}

} // namespace

TEST_CASE("logarithm, exponential and sine keep what they promise") {
    for (double x = -120; x < 20; x += 0.37) {
        const double gain = std::pow(10, x / 20);
        CHECK(std::fabs(static_cast<double>(audio::level_db(static_cast<float>(gain))) - x) <
              2e-5 + std::fabs(x) * 1e-6);
        CHECK(static_cast<double>(audio::gain_of_db(static_cast<float>(x))) == doctest::Approx(gain).epsilon(3e-6));
    }
    CHECK(audio::gain_of_db(0) == 1.0f);
    for (double t = -3; t < 3; t += 0.0137)
        CHECK(audio::sin_turns(t) == doctest::Approx(std::sin(2 * std::numbers::pi * t)).epsilon(1e-12));
}

TEST_CASE("the largest of a window is what a plain search finds") {
    audio::SlidingMax sliding(37);
    std::vector<float> all;
    for (int i = 0; i < 1000; ++i) {
        all.push_back(std::fabs(noise(5, i)));
        const size_t from = all.size() > 37 ? all.size() - 37 : 0;
        REQUIRE(sliding.push(all.back()) == *std::max_element(all.begin() + static_cast<long>(from), all.end()));
    }
    for (const audio::Kernels* set : audio::all_kernels()) {
        CAPTURE(set->name);
        for (int window : {1, 2, 37, 144}) {
            CAPTURE(window);
            audio::SlidingMax blocks(window);
            const size_t lengths[] = {1, 64, 3, 17, 200, 36, 37, 143, 8, 16};
            for (size_t at = 0, k = 0; at < all.size(); ++k) {
                const size_t n = std::min(lengths[k % std::size(lengths)], all.size() - at);
                std::vector<float> x(all.begin() + static_cast<long>(at), all.begin() + static_cast<long>(at + n));
                blocks.push(x.data(), static_cast<int>(n), *set);
                for (size_t i = 0; i < n; ++i, ++at) {
                    const size_t from = at + 1 - std::min(at + 1, static_cast<size_t>(window));
                    REQUIRE(x[i] == *std::max_element(all.begin() + static_cast<long>(from),
                                                      all.begin() + static_cast<long>(at) + 1));
                }
            }
        }
    }
}

TEST_CASE("equaliser bands have the response of their formula within 0.02 dB") {
    for (int rate : {48000, 96000})
        for (int t = 1; t < static_cast<int>(slot::BandType::count_); ++t)
            for (double f0 : {40.0, 1000.0, 12000.0}) {
                const auto type = static_cast<slot::BandType>(t);
                const bool steep = type == slot::BandType::low_cut_24 || type == slot::BandType::high_cut_24;
                const double q = steep ? std::sqrt(0.5) : 1.3;
                Rig eq(EffectKind::eq,
                       {{slot::eq_type, t}, {slot::eq_frequency, f0}, {slot::eq_gain, -9}, {slot::eq_q, q}}, 1, rate);
                Planes x = make({.value = [](int, int64_t n) { return n == 0 ? 1.0f : 0.0f; }}, 1 << 16, 1);
                eq.run(x);
                for (double hz = 20; hz < 20000; hz *= 1.7) {
                    const double want = band_db(type, hz, f0, -9, q, rate), have = response_db(x[0], hz, rate);
                    CAPTURE(t);
                    CAPTURE(f0);
                    CAPTURE(hz);
                    if (want > -90)
                        CHECK(std::fabs(have - want) < 0.02);
                    else
                        CHECK(have < -85);
                }
            }
}

TEST_CASE("equaliser bands add up and the output gain scales") {
    Rig eq(EffectKind::eq, {{slot::eq_type, 1},
                            {slot::eq_frequency, 200},
                            {slot::eq_gain, 6},
                            {slot::eq_band_params + slot::eq_type, 6},
                            {slot::eq_band_params + slot::eq_frequency, 80},
                            {7 * slot::eq_band_params + slot::eq_type, 3},
                            {7 * slot::eq_band_params + slot::eq_frequency, 9000},
                            {7 * slot::eq_band_params + slot::eq_gain, -5},
                            {slot::eq_output, 3}});
    Planes x = make({.value = [](int c, int64_t n) { return n == 0 ? (c ? -0.25f : 0.5f) : 0.0f; }}, 1 << 16);
    eq.run(x);
    const double q = std::sqrt(0.5);
    for (double hz = 30; hz < 20000; hz *= 1.9) {
        const double want = band_db(slot::BandType::bell, hz, 200, 6, q, 48000) +
                            band_db(slot::BandType::low_cut_24, hz, 80, 0, q, 48000) +
                            band_db(slot::BandType::high_shelf, hz, 9000, -5, q, 48000) + 3;
        CHECK(std::fabs(response_db(x[0], hz, 48000) + db(2) - want) < 0.02);
        CHECK(std::fabs(response_db(x[1], hz, 48000) + db(4) - want) < 0.02);
    }
}

TEST_CASE("the equaliser adds no noise at low frequencies") {
    Rig eq(EffectKind::eq, {{slot::eq_type, 1}, {slot::eq_frequency, 20}, {slot::eq_gain, 12}, {slot::eq_q, 8}}, 1);
    Planes x = make(sine(997, 48000, 1, 0.5), 48000 * 4, 1);
    const Planes dry = x;
    eq.run(x);
    // After settling the band does at 997 Hz what its formula says: subtract the sine that fits best.
    double ss = 0, sc = 0, n = 48000 * 2;
    for (size_t i = 96000; i < 192000; ++i) {
        const double ph = 2 * std::numbers::pi * 997 * static_cast<double>(i) / 48000;
        ss += static_cast<double>(x[0][i]) * std::sin(ph), sc += static_cast<double>(x[0][i]) * std::cos(ph);
    }
    ss *= 2 / n, sc *= 2 / n;
    double error = 0;
    for (size_t i = 96000; i < 192000; ++i) {
        const double ph = 2 * std::numbers::pi * 997 * static_cast<double>(i) / 48000;
        const double e = static_cast<double>(x[0][i]) - ss * std::sin(ph) - sc * std::cos(ph);
        error += e * e;
    }
    CHECK(db(std::sqrt(error / n)) < -120);
}

TEST_CASE("compressor: static curve within 0.05 dB, times within 2 %") {
    for (auto [level, knee] :
         {std::pair{-30.0, 0.0}, {-20.0, 0.0}, {-6.0, 0.0}, {-19.0, 12.0}, {-21.0, 12.0}, {-3.0, 12.0}}) {
        const double amplitude = std::pow(10, level / 20);
        Rig comp(EffectKind::compressor, {{slot::comp_threshold, -20},
                                          {slot::comp_ratio, 4},
                                          {slot::comp_knee, knee},
                                          {slot::comp_attack, 0.005},
                                          {slot::comp_release, 0.1}});
        Planes x = make(sine(1000, 48000, 2, amplitude), 96000);
        comp.run(x);
        const double over = level + 20;
        double want = level;
        if (2 * over > knee)
            want -= over * 0.75;
        else if (2 * over > -knee)
            want -= 0.75 * (over + knee / 2) * (over + knee / 2) / (2 * knee);
        CAPTURE(level);
        CHECK(std::fabs(db(rms(x[0], 72000, 96000) * std::sqrt(2.0)) - want) < 0.05);
    }
    // A key that steps by 20 dB over a threshold 20 dB below, so that the gain goes from 0 to -15 dB and back.
    for (auto [attack, release] : {std::pair{0.02, 0.2}, {0.1, 0.5}}) {
        Rig comp(EffectKind::compressor,
                 {{slot::comp_threshold, -20},
                  {slot::comp_ratio, 4},
                  {slot::comp_knee, 0},
                  {slot::comp_attack, attack},
                  {slot::comp_release, release}},
                 1);
        const int up = 9600, down = up + 96000, frames = down + 96000;
        Planes key = make({.value = [&](int, int64_t n) { return n < up || n >= down ? 0.1f : 1.0f; }}, frames, 1);
        Planes x = make(constant(0.5f), frames, 1);
        comp.run(x, &key);
        auto reached = [&](int from, double target_db) { // frames until the gain crosses the target
            const bool falls = target_db < db(static_cast<double>(x[0][static_cast<size_t>(from)]) / 0.5);
            for (int i = from; i < frames; ++i) {
                const double g = db(static_cast<double>(x[0][static_cast<size_t>(i)]) / 0.5);
                if (falls ? g <= target_db : g >= target_db) return i - from;
            }
            return -1;
        };
        const double part = 1 - std::exp(-1.0);
        CHECK(std::fabs(reached(up, -15 * part) / (attack * 48000) - 1) < 0.02);
        // The detector holds a peak for 3 ms.
        CHECK(std::fabs((reached(down, -15 * (1 - part)) - 144) / (release * 48000) - 1) < 0.02);
    }
}

TEST_CASE("compressor: mix of 0 and make-up") {
    Rig comp(EffectKind::compressor, {{slot::comp_threshold, -60}, {slot::comp_mix, 0}});
    Planes x = make(noise_signal(1), 4800), dry = x;
    comp.run(x);
    CHECK(x == dry);
    Rig makeup(EffectKind::compressor, {{slot::comp_threshold, 0}, {slot::comp_knee, 0}, {slot::comp_makeup, 6}});
    makeup.run(x);
    CHECK(static_cast<double>(x[0][100]) ==
          doctest::Approx(static_cast<double>(dry[0][100]) * std::pow(10, 0.3)).epsilon(1e-5));
}

TEST_CASE("limiter: true peak under the ceiling, untouched below it, latency as stated") {
    for (int rate : {44100, 48000, 96000}) {
        const int latency = audio::processor_latency(EffectKind::limiter, rate);
        CHECK(latency % kQuantum == 0);
        Rig quiet(EffectKind::limiter, {{slot::limit_ceiling, -1}}, 2, rate);
        Planes x = make(noise_signal(2), rate / 2), dry = x;
        for (auto& p : x)
            for (float& v : p) v *= 0.25f;
        dry = x;
        quiet.run(x);
        for (size_t i = 0; i + static_cast<size_t>(latency) < x[0].size(); ++i)
            REQUIRE(x[0][i + static_cast<size_t>(latency)] == dry[0][i]);
        // Noise and a tone at a quarter of the rate with an odd phase, whose samples lie 3 dB below its peaks.
        for (int kind : {0, 1}) {
            Rig loud(EffectKind::limiter,
                     {{slot::limit_ceiling, -3}, {slot::limit_drive, 12}, {slot::limit_release, 0.03}}, 2, rate);
            const Signal tone{.value = [](int, int64_t n) {
                return 0.9f * static_cast<float>(std::sin(std::numbers::pi * (0.5 * static_cast<double>(n) + 0.25)));
            }};
            // Noise without what lies at half the rate, where no filter of finite length sees the peaks between.
            const Signal soft{.value = [](int c, int64_t n) {
                auto past = [&](int64_t k) { return noise(static_cast<uint64_t>(3 + c), n - k); };
                return 0.25f * (past(0) + 2 * past(1) + past(2));
            }};
            Planes y = make(kind ? tone : soft, rate);
            if (kind) // a fade, as a hard onset is a peak of its own
                for (auto& p : y)
                    for (size_t i = 0; i < 2000; ++i) p[i] *= static_cast<float>(i) / 2000;
            loud.run(y);
            ebur128_state* meter = ebur128_init(1, static_cast<unsigned long>(rate), EBUR128_MODE_TRUE_PEAK);
            ebur128_add_frames_float(meter, y[0].data(), y[0].size());
            double peak = 0;
            ebur128_true_peak(meter, 0, &peak);
            ebur128_destroy(&meter);
            CAPTURE(kind);
            CHECK(db(peak) < -2.9);
            CHECK(db(peak) > -4.5); // not more than needed
        }
    }
}

TEST_CASE("gate: closed below, open above, held, and the expander's slope") {
    const std::vector<std::pair<int, double>> set = {{slot::gate_threshold, -40}, {slot::gate_range, 50},
                                                     {slot::gate_hold, 0.1},      {slot::gate_attack, 0.001},
                                                     {slot::gate_release, 0.05},  {slot::gate_hysteresis, 6}};
    Rig gate(EffectKind::gate, set, 1);
    auto level = [](int64_t n) { return n < 48000 ? -60.0 : n < 96000 ? -20.0 : n < 144000 ? -43.0 : -60.0; };
    Planes x = make({.value =
                         [&](int, int64_t n) {
                             return static_cast<float>(std::pow(10, level(n) / 20) *
                                                       std::sin(2 * std::numbers::pi * static_cast<double>(n) / 48));
                         }},
                    240000, 1);
    gate.run(x);
    auto at = [&](size_t from) { return db(rms(x[0], from, from + 4800) * std::sqrt(2.0)); };
    CHECK(std::fabs(at(40000) + 110) < 0.2);  // -60 - 50
    CHECK(std::fabs(at(90000) + 20) < 0.05);  // open
    CHECK(std::fabs(at(138000) + 43) < 0.05); // within the hysteresis
    CHECK(std::fabs(at(144000) + 60) < 0.1);  // held for 100 ms
    CHECK(std::fabs(at(230000) + 110) < 0.2);
    auto expands = set;
    expands.push_back({slot::gate_mode, 1}), expands.push_back({slot::gate_ratio, 3});
    Rig expander(EffectKind::gate, expands, 1);
    Planes y = make(sine(1000, 48000, 1, std::pow(10, -50.0 / 20)), 96000, 1);
    expander.run(y);
    CHECK(std::fabs(db(rms(y[0], 72000, 96000) * std::sqrt(2.0)) + 70) < 0.1); // 10 below, twice more
}

TEST_CASE("ducker: down by its depth while the key speaks and for the hold after it") {
    Rig duck(EffectKind::ducker,
             {{slot::duck_threshold, -40},
              {slot::duck_depth, 12},
              {slot::duck_attack, 0.05},
              {slot::duck_hold, 0.5},
              {slot::duck_release, 0.2}},
             1);
    Planes key = make({.value =
                           [](int, int64_t n) {
                               return n >= 48000 && n < 96000
                                          ? 0.1f * static_cast<float>(std::sin(0.2 * static_cast<double>(n)))
                                          : 0.0f;
                           }},
                      240000, 1);
    Planes x = make(constant(0.5f), 240000, 1);
    duck.run(x, &key);
    auto gain = [&](size_t i) { return db(static_cast<double>(x[0][i]) / 0.5); };
    CHECK(std::fabs(gain(47000)) < 0.01);
    CHECK(std::fabs(gain(90000) + 12) < 0.01);
    CHECK(std::fabs(gain(118000) + 12) < 0.01); // 0.46 s after its end
    CHECK(std::fabs(gain(239000)) < 0.05);
}

TEST_CASE("de-esser: sibilance falls, the rest stays") {
    Rig ess(EffectKind::de_esser, {{slot::ess_frequency, 5000}, {slot::ess_threshold, -40}, {slot::ess_range, 10}}, 1);
    Planes low = make(sine(300, 48000, 1, 0.5), 48000, 1), dry = low;
    ess.run(low);
    CHECK(std::fabs(db(rms(low[0], 24000, 48000) / rms(dry[0], 24000, 48000))) < 0.1);
    Rig again(EffectKind::de_esser, {{slot::ess_frequency, 5000}, {slot::ess_threshold, -40}, {slot::ess_range, 10}},
              1);
    Planes high = make(sine(12000, 48000, 1, 0.5), 48000, 1);
    again.run(high);
    CHECK(std::fabs(db(rms(high[0], 24000, 48000) / (0.5 / std::sqrt(2.0))) + 10) < 0.7);
    CHECK(again.processor->reduction_db() == doctest::Approx(-10).epsilon(0.01));
}

TEST_CASE("delay: repeats at their time with their gain, sides in turn with ping-pong") {
    for (int ping : {0, 1}) {
        Rig delay(EffectKind::delay, {{slot::delay_time, 0.1},
                                      {slot::delay_feedback, 0.5},
                                      {slot::delay_low_cut, 20},
                                      {slot::delay_high_cut, 20000},
                                      {slot::delay_mix, 0.5},
                                      {slot::delay_ping_pong, ping}});
        Planes x =
            make({.value =
                      [](int c, int64_t n) {
                          // 1 kHz for 5 ms, on the left only
                          return c == 0 && n < 240
                                     ? static_cast<float>(std::sin(2 * std::numbers::pi * static_cast<double>(n) / 48))
                                     : 0.0f;
                      }},
                 48000);
        delay.run(x);
        auto energy = [&](size_t c, size_t k) { return rms(x[c], 4800 * k, 4800 * k + 240) * std::sqrt(2.0); };
        CHECK(energy(0, 0) == doctest::Approx(0.5).epsilon(0.01));
        if (!ping) {
            CHECK(energy(0, 1) == doctest::Approx(0.5).epsilon(0.05));
            CHECK(energy(0, 2) == doctest::Approx(0.25).epsilon(0.08));
            CHECK(energy(1, 1) == 0);
        } else {
            CHECK(energy(0, 1) == doctest::Approx(0.25).epsilon(0.05)); // half of it: one side of two
            CHECK(energy(1, 1) < 1e-3);
            CHECK(energy(1, 2) == doctest::Approx(0.25).epsilon(0.08));
            CHECK(energy(0, 2) < 2e-3);
        }
    }
}

TEST_CASE("reverb: decays by 60 dB in its time, both sides alike but not the same") {
    for (double decay : {0.6, 2.0}) {
        Rig verb(EffectKind::reverb, {{slot::verb_decay, decay},
                                      {slot::verb_damping, 20000},
                                      {slot::verb_mix, 1},
                                      {slot::verb_low_cut, 20},
                                      {slot::verb_pre_delay, 0}});
        Planes x = make({.value = [](int, int64_t n) { return n < 4800 ? noise(9, n) * 0.5f : 0.0f; }}, 48000 * 3);
        verb.run(x);
        CHECK(x[0] != x[1]);
        CHECK(std::fabs(db(rms(x[0], 4800, 48000) / rms(x[1], 4800, 48000))) < 1);
        CHECK(rms(x[0], 4800, 9600) > 0.05);
        CHECK(rms(x[0], 4800, 9600) < 1);
        // The high end is damped on every round: judge the middle.
        Rig middle(EffectKind::eq, {{slot::eq_type, 9}, {slot::eq_frequency, 800}});
        middle.run(x);
        const double early = rms(x[0], 9600, 14400), late = rms(x[0], 9600 + 24000, 14400 + 24000);
        const double per_second = db(late / early) / 0.5;
        CAPTURE(decay);
        CHECK(std::fabs(per_second / (-60 / decay) - 1) < 0.1);
    }
}

TEST_CASE("saturator: quiet sound keeps its shape, full scale its level, bias adds even harmonics") {
    auto harmonic = [](const std::vector<float>& x, int k) {
        double s = 0, c = 0;
        for (size_t i = 9600; i < 57600; ++i) {
            const double ph = 2 * std::numbers::pi * 500 * k * static_cast<double>(i) / 48000;
            s += static_cast<double>(x[i]) * std::sin(ph), c += static_cast<double>(x[i]) * std::cos(ph);
        }
        return db(std::hypot(s, c) / 24000);
    };
    const int latency = audio::processor_latency(EffectKind::saturator, 48000);
    Rig thru(EffectKind::saturator, {{slot::sat_mix, 0}}, 1);
    Planes x = make(sine(500, 48000, 1, 0.9), 57600, 1), dry = x;
    thru.run(x);
    for (size_t i = 0; i + static_cast<size_t>(latency) < x[0].size(); ++i)
        REQUIRE(x[0][i + static_cast<size_t>(latency)] == dry[0][i]);
    Rig odd(EffectKind::saturator, {{slot::sat_drive, 12}}, 1);
    Planes y = dry;
    odd.run(y);
    CHECK(harmonic(y[0], 3) > -30);
    CHECK(harmonic(y[0], 2) < -100);
    CHECK(std::fabs(db(static_cast<double>(*std::max_element(y[0].begin() + 9600, y[0].end())))) < 0.7);
    Rig even(EffectKind::saturator, {{slot::sat_drive, 12}, {slot::sat_bias, 0.7}}, 1);
    Planes z = dry;
    even.run(z);
    CHECK(harmonic(z[0], 2) > -40);
    // Aliases of a high tone: without a higher rate 15 kHz's third harmonic would stand at 3 kHz, about -25 dB.
    Rig high(EffectKind::saturator, {{slot::sat_drive, 12}}, 1);
    Planes h = make(sine(15000, 48000, 1, 0.5), 57600, 1);
    high.run(h);
    CHECK(harmonic(h[0], 6) < -60);
}

TEST_CASE("utility: gain, sides, polarity and width") {
    Planes x = make(noise_signal(4), 640), dry = x;
    Rig none(EffectKind::utility);
    none.run(x);
    CHECK(x == dry);
    Rig swap(EffectKind::utility, {{slot::util_swap, 1}, {slot::util_invert_right, 1}});
    swap.run(x);
    CHECK(x[0] == dry[1]);
    CHECK(x[1][77] == -dry[0][77]);
    Rig mono(EffectKind::utility, {{slot::util_width, 0}, {slot::util_gain, 6}});
    x = dry;
    mono.run(x);
    CHECK(x[0] == x[1]);
    CHECK(static_cast<double>(x[0][5]) ==
          doctest::Approx(static_cast<double>(dry[0][5] + dry[1][5]) * 0.5 * std::pow(10, 0.3)).epsilon(1e-5));
}

TEST_CASE("test tones: level, frequency, the same from any place") {
    Rig tone(EffectKind::tone, {{slot::tone_frequency, 997}, {slot::tone_level, -6}});
    Planes x = make(constant(0.3f), 48000 + 64);
    tone.run(x);
    CHECK(db(rms(x[0], 0, 48000) * std::sqrt(2.0)) == doctest::Approx(-6).epsilon(0.001));
    CHECK(static_cast<double>(x[0][1234]) ==
          doctest::Approx(std::pow(10, -0.3) * std::sin(2 * std::numbers::pi * 997 * 1234 / 48000)).epsilon(1e-5));
    Rig later(EffectKind::tone, {{slot::tone_frequency, 997}, {slot::tone_level, -6}});
    later.at = 48000;
    Planes y = make(constant(0), 64);
    later.run(y);
    for (size_t i = 0; i < 64; ++i) CHECK(std::fabs(y[0][i] - x[0][48000 + i]) < 1e-6f);
    for (int wave : {1, 2}) {
        Rig n(EffectKind::tone, {{slot::tone_wave, wave}, {slot::tone_level, -20}});
        Planes z = make(constant(0), 48000 * 8);
        n.run(z);
        CAPTURE(wave);
        CHECK(std::fabs(db(rms(z[0], 4800, z[0].size())) + 20) < 0.5);
        CHECK(z[0] != z[1]);
    }
}

TEST_CASE("every processor: blocks of any cut, state handed over, silence stays silence") {
    for (const EffectSpec& e : all_effects()) {
        if (!audio::has_processor(e.kind)) continue;
        CAPTURE(std::string(e.id));
        auto values = [&](Rig& u) {
            for (size_t k = 0; k < e.params.size(); ++k) {
                const ParamSpec& p = e.params[k];
                if (p.unit == Unit::choice || p.unit == Unit::toggle) u.values[k] = std::min(p.max, 1.0);
            }
        };
        Rig whole(e.kind), first(e.kind), second(e.kind);
        values(whole), values(first), values(second);
        const Planes in = make(noise_signal(6), 6400);
        Planes want = in, a = in;
        whole.run(want);
        Planes head(2), tail(2);
        for (size_t c = 0; c < 2; ++c) {
            head[c].assign(in[c].begin(), in[c].begin() + 3200);
            tail[c].assign(in[c].begin() + 3200, in[c].end());
        }
        first.run(head);
        second.processor->adopt(*first.processor);
        second.at = first.at;
        second.run(tail);
        for (size_t c = 0; c < 2; ++c) {
            CHECK(std::equal(head[c].begin(), head[c].end(), want[c].begin()));
            CHECK(std::equal(tail[c].begin(), tail[c].end(), want[c].begin() + 3200));
        }
        second.processor->reset();
        second.at = 0;
        Planes again = in;
        second.run(again);
        CHECK(again == want);
        if (e.kind == EffectKind::tone) continue;
        Rig still(e.kind);
        Planes nothing = make(constant(0), 3200);
        still.run(nothing);
        CHECK(nothing == make(constant(0), 3200));
    }
}

TEST_CASE("slots are the catalog's rows") {
    auto id = [](EffectKind kind, int s) { return spec(kind).params[static_cast<size_t>(s)].id; };
    CHECK(id(EffectKind::eq, 7 * slot::eq_band_params + slot::eq_q) == "band8_q");
    CHECK(id(EffectKind::eq, slot::eq_output) == "gain_db");
    CHECK(id(EffectKind::compressor, slot::comp_threshold) == "threshold_db");
    CHECK(id(EffectKind::compressor, slot::comp_release) == "release");
    CHECK(id(EffectKind::compressor, slot::comp_key_cut) == "key_low_cut");
    CHECK(id(EffectKind::limiter, slot::limit_drive) == "drive_db");
    CHECK(id(EffectKind::gate, slot::gate_release) == "release");
    CHECK(id(EffectKind::gate, slot::gate_ratio) == "ratio");
    CHECK(id(EffectKind::de_esser, slot::ess_listen) == "listen");
    CHECK(id(EffectKind::denoiser, slot::noise_reduction) == "reduction_db");
    CHECK(id(EffectKind::denoiser, slot::noise_listen) == "listen");
    CHECK(id(EffectKind::ducker, slot::duck_release) == "release");
    CHECK(id(EffectKind::delay, slot::delay_mix) == "mix");
    CHECK(id(EffectKind::reverb, slot::verb_mix) == "mix");
    CHECK(id(EffectKind::reverb, slot::verb_width) == "width");
    CHECK(id(EffectKind::saturator, slot::sat_mix) == "mix");
    CHECK(id(EffectKind::utility, slot::util_swap) == "swap");
    CHECK(id(EffectKind::tone, slot::tone_add) == "add");
}
