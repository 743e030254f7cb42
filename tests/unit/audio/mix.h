// Synthetic sources and one-call rendering for the mixer's tests.
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <vector>

#include "engine/audio/compile_plan.h"
#include "engine/audio/plan_runner.h"
#include "tests/support/build_project.h"

namespace tandem::test {

using Planes = std::vector<std::vector<float>>;

// A sound by formula: value(channel, sample) for 0 <= sample < length, silence outside.
struct Signal {
    int rate = 48000, channels = 2;
    int64_t length = INT64_MAX;
    std::function<float(int, int64_t)> value;
    uint64_t mask = 0;
};

class SignalSource final : public audio::SoundSource {
  public:
    explicit SignalSource(Signal s) : s_(std::move(s)) {}
    Result<void> read(int64_t first, int frames, float* const* out) override {
        for (int c = 0; c < s_.channels; ++c)
            for (int i = 0; i < frames; ++i) {
                int64_t n = first + i;
                out[c][i] = n >= 0 && n < s_.length ? s_.value(c, n) : 0.0f;
            }
        return {};
    }
    int rate() const override { return s_.rate; }
    int channels() const override { return s_.channels; }
    uint64_t channel_mask() const override { return s_.mask; }

  private:
    Signal s_;
};

inline float noise(uint64_t seed, int64_t n) {
    uint64_t x = (static_cast<uint64_t>(n) + seed * 0x9E3779B97F4A7C15ull) * 0xBF58476D1CE4E5B9ull;
    x ^= x >> 29, x *= 0x94D049BB133111EBull, x ^= x >> 32;
    return static_cast<float>(static_cast<int32_t>(x & 0xFFFFFF) - 0x800000) / 8388608.0f; // 24-bit values
}
inline Signal noise_signal(uint64_t seed, int rate = 48000, int channels = 2) {
    return {.rate = rate, .channels = channels, .value = [seed](int c, int64_t n) {
                return noise(seed * 16 + static_cast<uint64_t>(c), n) * 0.5f;
            }};
}
inline Signal constant(float v, int channels = 2) {
    return {.channels = channels, .value = [v](int, int64_t) { return v; }};
}
inline Signal sine(double hz, int rate, int channels = 1, double amplitude = 0.5) {
    return {.rate = rate, .channels = channels, .value = [=](int, int64_t n) {
                // Phase from whole cycles, so that hours keep their precision.
                double cycles = std::fmod(static_cast<double>(n) * hz / rate, 1.0);
                return static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * cycles));
            }};
}

// A project whose media are signals.
struct Mix {
    BuildProject build;
    std::map<std::string, Signal> signals; // by Media::name

    MediaId add(const std::string& name, Signal s, Time duration) {
        MediaId id = build.sound_file(name, duration, s.rate, s.channels);
        signals[name] = std::move(s);
        return id;
    }
    audio::SourceFactory factory() const {
        return [signals = signals](const Media& m, int) -> Result<std::unique_ptr<audio::SoundSource>> {
            auto it = signals.find(m.name);
            if (it == signals.end()) return fail(ErrorCode::no_input, "the file is missing", m.path);
            return std::unique_ptr<audio::SoundSource>(std::make_unique<SignalSource>(it->second));
        };
    }
    Ref<audio::AudioPlan> plan(AudioSpec spec = {}) const {
        auto p = build.done();
        auto r = audio::compile_plan(*p, *p->active_sequence(), spec);
        return r ? *r : nullptr;
    }
    Result<std::unique_ptr<AudioRenderer>> renderer(AudioSpec spec = {}, int chunk = audio::kChunk,
                                                    audio::OnMissing on_missing = audio::OnMissing::fail) const {
        auto p = build.done();
        return audio::make_freewheel(p, p->active_sequence(), spec,
                                     {.sources = factory(), .on_missing = on_missing, .chunk_frames = chunk});
    }
    // Frames [first, first + frames) in blocks of `block`.
    Planes render(int64_t first, int frames, AudioSpec spec = {}, int block = 480, int chunk = audio::kChunk) const {
        auto r = std::move(renderer(spec, chunk)).value();
        Planes out(static_cast<size_t>(spec.channels), std::vector<float>(static_cast<size_t>(frames)));
        r->locate(first);
        for (int done = 0; done < frames; done += block) {
            std::vector<float*> at;
            for (auto& p : out) at.push_back(p.data() + done);
            if (!r->render(std::min(block, frames - done), at.data())) return {};
        }
        return out;
    }
    template<class F>
    void strip(TrackId id, F change) {
        Track t = build.track(id);
        Strip s = *t.strip;
        change(s);
        t.strip = std::make_shared<const Strip>(std::move(s));
        build.set_track(std::move(t));
    }
    // An insert with its parameters by slot.
    Ref<Effect> insert(EffectKind kind, const std::vector<std::pair<int, double>>& set = {},
                       std::optional<StripRef> key = {}) {
        Effect e = make_effect(kind, build.ids().make<EffectId>());
        for (auto [slot, value] : set) e.params[static_cast<size_t>(slot)].value = value;
        e.key = key;
        return std::make_shared<const Effect>(std::move(e));
    }
    BusId bus(const std::string& name, const Strip& strip_of_bus = {}, int channels = 2) {
        Mixer m = *build.sequence().mixer;
        BusId id = build.ids().make<BusId>();
        m.buses.push_back(
            std::make_shared<const Bus>(Bus{id, name, std::make_shared<const Strip>(strip_of_bus), channels}));
        build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
        return id;
    }
};

inline Time samples(int64_t n, int rate = 48000) { return Time::from_samples(n, rate); }
inline Param curve(std::vector<Key> keys) { return {0, std::make_shared<const Curve>(Curve{std::move(keys)})}; }
inline double db(double x) { return 20 * std::log10(std::fabs(x) + 1e-30); }

} // namespace tandem::test
