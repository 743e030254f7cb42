// Rig: one processor by itself, run over planes of samples. Header only.
#pragma once

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "engine/audio/processors/processor.h"
#include "tests/unit/audio/mix.h"

namespace tandem::test {

struct Rig {
    audio::ProcessorSpec spec;
    std::vector<double> values;
    std::unique_ptr<audio::Processor> processor;
    int64_t at = 0;

    explicit Rig(EffectKind kind, std::vector<std::pair<int, double>> set = {}, int channels = 2, int rate = 48000)
        : spec{.kind = kind, .rate = rate, .channels = channels}, processor(audio::make_processor(spec)) {
        for (const ParamSpec& p : tandem::spec(kind).params) values.push_back(p.initial);
        for (auto [slot, v] : set) values[static_cast<size_t>(slot)] = v;
    }
    // Whole quanta in place; `key` in place of its own sound.
    void run(Planes& io, const Planes* key = nullptr) {
        const size_t frames = io[0].size();
        for (size_t done = 0; done < frames; done += audio::kQuantum) {
            std::vector<float*> planes;
            std::vector<const float*> rules;
            for (auto& p : io) planes.push_back(p.data() + done);
            for (auto& p : key ? *key : io) rules.push_back(p.data() + done);
            processor->run({.first = at,
                            .frames = static_cast<int>(std::min<size_t>(audio::kQuantum, frames - done)),
                            .io = planes.data(),
                            .key = rules.data(),
                            .key_channels = static_cast<int>(rules.size()),
                            .from = values.data(),
                            .to = values.data()});
            at += audio::kQuantum;
        }
    }
};

inline Planes make(const Signal& s, int frames, int channels = 2) {
    Planes out(static_cast<size_t>(channels));
    for (int c = 0; c < channels; ++c)
        for (int i = 0; i < frames; ++i) out[static_cast<size_t>(c)].push_back(s.value(c, i));
    return out;
}

inline double rms(const std::vector<float>& x, size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    return std::sqrt(sum / static_cast<double>(to - from));
}

} // namespace tandem::test
