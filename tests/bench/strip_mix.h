// Mixes of channel strips from sounds in memory, for benchmarks.
#pragma once

#include <string>

#include "engine/model/sound_slots.h"
#include "tests/unit/audio/mix.h"

namespace tandem::test {

// Noise from a table: reading it costs a copy.
class TableSource final : public audio::SoundSource {
  public:
    Result<void> read(int64_t first, int frames, float* const* out) override {
        for (int c = 0; c < 2; ++c)
            for (int done = 0; done < frames;) {
                const auto at = static_cast<size_t>(first + done) % kLength;
                const int run = static_cast<int>(std::min<size_t>(static_cast<size_t>(frames - done), kLength - at));
                std::copy_n(table().data() + at, run, out[c] + done);
                done += run;
            }
        return {};
    }
    int rate() const override { return 48000; }
    int channels() const override { return 2; }
    uint64_t channel_mask() const override { return 0; }

  private:
    static constexpr size_t kLength = 65536;
    static const std::vector<float>& table() {
        static const std::vector<float> t = [] {
            std::vector<float> values(kLength);
            for (size_t i = 0; i < values.size(); ++i) values[i] = noise(1, static_cast<int64_t>(i)) * 0.5f;
            return values;
        }();
        return t;
    }
};

inline audio::SourceFactory table_sources() {
    return [](const Media&, int) -> Result<std::unique_ptr<audio::SoundSource>> {
        return std::unique_ptr<audio::SoundSource>(std::make_unique<TableSource>());
    };
}

// What a channel strip of a desk has: four bands and a compressor that works all the time.
inline Ref<Effect> four_bands(Mix& m) {
    std::vector<std::pair<int, double>> set;
    const slot::BandType types[] = {slot::BandType::low_shelf, slot::BandType::bell, slot::BandType::bell,
                                    slot::BandType::high_shelf};
    const double hz[] = {100, 400, 2500, 8000}, gain[] = {2, -3, 2.5, 3};
    for (int b = 0; b < 4; ++b) {
        const int base = b * slot::eq_band_params;
        set.insert(set.end(),
                   std::initializer_list<std::pair<int, double>>{{base + slot::eq_type, static_cast<double>(types[b])},
                                                                 {base + slot::eq_frequency, hz[b]},
                                                                 {base + slot::eq_gain, gain[b]}});
    }
    return m.insert(EffectKind::eq, set);
}
inline Ref<Effect> strip_compressor(Mix& m) {
    return m.insert(EffectKind::compressor, {{slot::comp_threshold, -20}, {slot::comp_ratio, 3}});
}

// `tracks` strips with an equaliser, a compressor, gain and pan, ten hours long.
inline Mix strip_mix(int tracks) {
    Mix m;
    for (int t = 0; t < tracks; ++t) {
        const auto name = std::to_string(t + 1);
        const TrackId track = t == 0 ? m.build.a1() : m.build.add_track(TrackKind::sound, "A" + name);
        m.build.clip(track, m.build.sound_file("take" + name, seconds(36000), 48000, 2), {}, seconds(1),
                     seconds(30000));
        m.strip(track, [&](Strip& s) {
            s.inserts = {four_bands(m), strip_compressor(m)};
            s.gain_db.value = -30, s.pan.value = 0.25;
        });
    }
    return m;
}

} // namespace tandem::test
