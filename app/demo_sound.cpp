// Synthesis of the demo's sound; see demo_sound.h.
#include "app/demo_sound.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace tandem::demo {

static constexpr double kTau = 6.283185307179586;
static constexpr double kBeat = 0.6;

namespace {

struct Noise {
    uint32_t state = 12345;
    float next() {
        state = state * 1664525u + 1013904223u;
        return static_cast<float>(static_cast<int32_t>(state)) / 2147483648.0f;
    }
};
struct Lowpass { // one pole
    float y = 0;
    float run(float x, float hz, float rate) {
        y += (1 - std::exp(-6.2831853f * hz / rate)) * (x - y);
        return y;
    }
};
// Two-pole resonator of gain 1 at its centre.
struct Resonator {
    float y1 = 0, y2 = 0;
    float run(float x, float hz, float width, float rate) {
        const float r = std::exp(-3.14159265f * width / rate), c = 2 * r * std::cos(6.2831853f * hz / rate);
        const float y = x * (1 - r * r) + c * y1 - r * r * y2;
        y2 = y1, y1 = y;
        return y;
    }
};

double hz_of(double note) { return 440 * std::pow(2, (note - 69) / 12); }

struct Mix {
    Sound sound;
    explicit Mix(double seconds, int rate = 48000, int channels = 2) {
        sound.rate = rate, sound.channels = channels;
        sound.samples.assign(static_cast<size_t>(seconds * rate) * static_cast<size_t>(channels), 0);
    }
    // Adds fn(seconds since start) at a place between left (0) and right (1).
    template<class F>
    void add(double start, double length, float pan, F fn) {
        const int64_t first = static_cast<int64_t>(start * sound.rate),
                      count = static_cast<int64_t>(length * sound.rate);
        const int64_t frames = static_cast<int64_t>(sound.samples.size()) / 2;
        const float left = std::cos(pan * 1.5707963f), right = std::sin(pan * 1.5707963f);
        for (int64_t i = 0; i < count && first + i < frames; ++i) {
            const float v = fn(static_cast<double>(i) / sound.rate);
            sound.samples[static_cast<size_t>((first + i) * 2)] += v * left;
            sound.samples[static_cast<size_t>((first + i) * 2 + 1)] += v * right;
        }
    }
};

} // namespace

static void drums(Mix& mix, double at, int beat, double level) {
    if (beat % 2 == 0)
        mix.add(at, 0.35, 0.5f, [&](double t) {
            const double phase = kTau * (48 * t + 9 * (1 - std::exp(-t * 32)));
            return static_cast<float>(level * 0.75 * std::sin(phase) * std::exp(-t * 9));
        });
    else {
        Noise noise{static_cast<uint32_t>(beat) * 77u + 5u};
        mix.add(at, 0.28, 0.46f, [&](double t) {
            return static_cast<float>(level * (0.30 * noise.next() * std::exp(-t * 19) +
                                               0.22 * std::sin(kTau * 185 * t) * std::exp(-t * 24)));
        });
    }
    for (int half = 0; half < 2; ++half) {
        Noise noise{static_cast<uint32_t>(beat * 2 + half) * 131u + 9u};
        float last = 0;
        mix.add(at + half * kBeat / 2, 0.08, half == 0 ? 0.62f : 0.7f, [&](double t) {
            const float n = noise.next(), high = n - last;
            last = n;
            return static_cast<float>(level * (half == 1 ? 0.11 : 0.07)) * high * static_cast<float>(std::exp(-t * 60));
        });
    }
}

Sound music(double seconds) {
    Mix mix(seconds);
    // A minor nine, F major seven, C, G, and home.
    static constexpr int kChords[][4] = {{57, 60, 64, 71}, {53, 57, 60, 64}, {48, 55, 64, 67}, {55, 59, 62, 69}};
    static constexpr int kOrder[] = {0, 1, 2, 3, 0, 1, 2, 3, 1, 0};
    const double bar = kBeat * 4;
    const int bars = static_cast<int>(seconds / bar + 0.5);
    for (int b = 0; b < bars; ++b) {
        const int* chord = kChords[kOrder[b % 10]];
        const double at = b * bar;
        const bool last = b == bars - 1;
        for (int n = 0; n < 4; ++n) { // pad: three detuned voices, opening slowly
            Lowpass filter;
            const double hz = hz_of(chord[n] + 12);
            mix.add(at, bar + 0.5, 0.2f + 0.2f * static_cast<float>(n), [&](double t) {
                double v = 0;
                for (double detune : {0.996, 1.0, 1.005}) v += 2 * (hz * detune * t - std::floor(hz * detune * t)) - 1;
                const double open = std::min(1.0, t / 0.5) * std::min(1.0, std::max(0.0, (bar + 0.5 - t) / 0.5));
                return filter.run(static_cast<float>(v * 0.040 * open),
                                  static_cast<float>(500 + 900 * std::sin(kTau * (at + t) / 19.2) * 0.5 + 450), 48000);
            });
        }
        if (b >= 1)
            for (int beat = 0; beat < 4 && !(last && beat > 0); ++beat) { // bass
                const double hz = hz_of(chord[0] - 12 + (beat == 3 ? 7 : 0));
                mix.add(at + beat * kBeat, last ? 2.2 : kBeat * 0.92, 0.5f, [&](double t) {
                    const double env = std::min(1.0, t / 0.008) * std::exp(-t * (last ? 1.1 : 2.2));
                    return static_cast<float>(
                        0.30 * env * (std::sin(kTau * hz * t) + 0.35 * std::sin(kTau * 2 * hz * t) * std::exp(-t * 6)));
                });
            }
        for (int step = 0; step < 8 && !last; ++step) { // plucked arpeggio with an echo on the other side
            static constexpr int kPattern[] = {0, 2, 1, 3, 2, 3, 1, 2};
            const double hz = hz_of(chord[kPattern[step]] + 12 + (step % 4 == 3 ? 12 : 0));
            auto pluck = [&](double t) {
                return static_cast<float>(std::min(1.0, t / 0.003) * std::exp(-t * 7) *
                                          (std::sin(kTau * hz * t) +
                                           0.5 * std::sin(kTau * 2 * hz * t) * std::exp(-t * 9) +
                                           0.2 * std::sin(kTau * 3.01 * hz * t) * std::exp(-t * 14)));
            };
            const double start = at + step * kBeat / 2;
            mix.add(start, 0.7, 0.34f, [&](double t) { return 0.085f * pluck(t); });
            mix.add(start + 0.45, 0.7, 0.78f, [&](double t) { return 0.034f * pluck(t); });
        }
        if (b >= 2 && !last)
            for (int beat = 0; beat < 4; ++beat) drums(mix, at + beat * kBeat, beat, b < 3 ? 0.6 : 1.0);
    }
    for (float& v : mix.sound.samples) v = std::tanh(v * 1.15f) * 0.82f;
    return mix.sound;
}

// Vowels as three formants; phrases as syllables of (consonant noise, vowel, pitch, length).
Sound voice() {
    struct Syllable {
        int vowel; // -1 = pause
        float pitch, length, hiss;
    };
    static constexpr float kFormants[][3] = {
        {730, 1090, 2440}, {530, 1840, 2480}, {270, 2290, 3010}, {570, 840, 2410}, {300, 870, 2240}};
    static constexpr Syllable kPhrase[] = {{0, 128, .20f, .9f}, {1, 118, .26f, .3f}, {-1, 0, .55f, 0}, // tan-dem
                                           {2, 132, .16f, .9f}, {4, 126, .18f, .5f}, {0, 120, .14f, 0},
                                           {0, 138, .30f, .7f}, {-1, 0, .25f, 0}, // picture and sound
                                           {2, 130, .15f, .2f}, {3, 122, .18f, .4f}, {1, 116, .16f, .6f},
                                           {0, 104, .42f, .2f}, {-1, 0, .60f, 0}, // in one piece
                                           {1, 134, .16f, .5f}, {2, 128, .14f, .3f}, {0, 124, .20f, .8f},
                                           {4, 112, .22f, .3f}, {3, 100, .46f, .2f}, {-1, 0, .4f, 0}};
    constexpr int kRate = 44100;
    Sound out{.rate = kRate, .channels = 1, .samples = {}};
    Noise noise;
    Resonator bank[3];
    float f[3] = {500, 1500, 2500}, pitch = 120, level = 0;
    double phase = 0;
    Lowpass tilt;
    for (const Syllable& s : kPhrase) {
        const int count = static_cast<int>(s.length * 1.25f * kRate), onset = static_cast<int>(0.055f * kRate);
        for (int i = 0; i < count; ++i) {
            const bool voiced = s.vowel >= 0;
            const float goal = voiced ? (i < onset && s.hiss > 0 ? 0.15f : 1.0f) *
                                            std::min(1.0f, static_cast<float>(count - i) / 1800.0f)
                                      : 0;
            level += (goal - level) * 0.0022f;
            if (voiced) {
                pitch += (s.pitch * (1 - 0.10f * static_cast<float>(i) / static_cast<float>(count)) - pitch) * 0.0008f;
                for (int k = 0; k < 3; ++k) f[k] += (kFormants[s.vowel][k] - f[k]) * 0.0012f;
            }
            const double vibrato = 1 + 0.012 * std::sin(kTau * 5.2 * static_cast<double>(out.samples.size()) / kRate);
            phase += pitch * vibrato / kRate;
            phase -= std::floor(phase);
            const float glottis =
                tilt.run(static_cast<float>(phase < 0.6 ? std::sin(phase / 0.6 * 3.14159) : -0.3), 1400, kRate) * level;
            const float breath = noise.next() * 0.012f * level;
            float v = 0;
            static constexpr float kGain[] = {1.0f, 0.55f, 0.28f};
            for (int k = 0; k < 3; ++k)
                v += kGain[k] * bank[k].run(glottis + breath, f[k], 70 + 30 * static_cast<float>(k), kRate);
            if (i < onset && s.hiss > 0)
                v += noise.next() * 0.05f * s.hiss *
                     std::sin(3.14159f * static_cast<float>(i) / static_cast<float>(onset));
            out.samples.push_back(v);
        }
    }
    float peak = 0.001f;
    for (float v : out.samples) peak = std::max(peak, std::fabs(v));
    for (float& v : out.samples) v *= 0.7f / peak;
    return out;
}

Sound sea(double seconds) {
    Mix mix(seconds);
    for (int side = 0; side < 2; ++side) {
        Noise noise{static_cast<uint32_t>(side) * 991u + 3u};
        Lowpass low, high;
        mix.add(0, seconds, static_cast<float>(side), [&](double t) {
            const double swell = 0.35 + 0.65 * std::pow(0.5 + 0.5 * std::sin(kTau * t / 4.6 + side * 0.9), 2.0);
            const float n = noise.next(), rumble = low.run(n, 220, 48000),
                        hiss = high.run(n, static_cast<float>(700 + 1900 * swell), 48000);
            return static_cast<float>(swell) * (0.5f * rumble + 0.16f * hiss);
        });
    }
    return mix.sound;
}

Sound street(double seconds) {
    Mix mix(seconds);
    for (int side = 0; side < 2; ++side) {
        Noise noise{static_cast<uint32_t>(side) * 517u + 29u};
        Lowpass low;
        mix.add(0, seconds, static_cast<float>(side), [&](double t) {
            // A car passes every two seconds, from one side to the other.
            const double pass = std::fmod(t + side * 0.35, 2.0) - 1.0;
            const double near = std::exp(-pass * pass * 9);
            return low.run(noise.next(), static_cast<float>(260 + 700 * near), 48000) *
                   static_cast<float>(0.10 + 0.30 * near);
        });
    }
    return mix.sound;
}

Result<void> write_wav(const Sound& sound, const std::string& path) {
    std::string out = "RIFF";
    auto put = [&](auto v) {
        char bytes[sizeof v];
        std::memcpy(bytes, &v, sizeof v);
        out.append(bytes, sizeof v);
    };
    const uint32_t data = static_cast<uint32_t>(sound.samples.size() * 2);
    put(uint32_t{36 + data});
    out += "WAVEfmt ";
    put(uint32_t{16});
    put(uint16_t{1});
    put(static_cast<uint16_t>(sound.channels));
    put(static_cast<uint32_t>(sound.rate));
    put(static_cast<uint32_t>(sound.rate * sound.channels * 2));
    put(static_cast<uint16_t>(sound.channels * 2));
    put(uint16_t{16});
    out += "data";
    put(data);
    Noise dither;
    for (float v : sound.samples)
        put(static_cast<int16_t>(
            std::lround(std::clamp(v * 32767 + dither.next() * 0.5f + dither.next() * 0.5f, -32768.0f, 32767.0f))));
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return fail(ErrorCode::cant_create, "cannot be created", path);
    const bool good = std::fwrite(out.data(), 1, out.size(), file) == out.size();
    if (std::fclose(file) != 0 || !good) return fail(ErrorCode::io, "could not be written; is the disk full?", path);
    return {};
}

} // namespace tandem::demo
