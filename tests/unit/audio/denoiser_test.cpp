// The denoiser and the Fourier transform below it.
#include <doctest/doctest.h>

#include <complex>
#include <numbers>

#include "engine/audio/processors/real_fft.h"
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/processor_rig.h"

using namespace tandem;
using namespace tandem::test;
using audio::kQuantum;

TEST_CASE("the real Fourier transform is the sum of its definition, and comes back") {
    for (const int size : {4, 8, 64, 2048}) {
        CAPTURE(size);
        const audio::RealFft fft(size);
        const Planes in = make(noise_signal(3), size, 1);
        std::vector<float> re(static_cast<size_t>(fft.bins())), im(re), back(in[0].size());
        fft.forward(in[0].data(), re.data(), im.data());
        double worst = 0;
        for (int k = 0; k<fft.bins(); k += size> 64 ? 37 : 1) {
            std::complex<double> sum;
            for (int n = 0; n < size; ++n)
                sum += static_cast<double>(in[0][static_cast<size_t>(n)]) *
                       std::polar(1.0, -2 * std::numbers::pi * k * n / size);
            const std::complex<double> is(re[static_cast<size_t>(k)], im[static_cast<size_t>(k)]);
            worst = std::max(worst, std::abs(sum - is));
        }
        CHECK(worst < 1e-6 * size);
        fft.inverse(re.data(), im.data(), back.data());
        for (size_t i = 0; i < back.size(); ++i)
            worst = std::max(worst, double(std::fabs(back[i] * 2 / float(size) - in[0][i])));
        CHECK(worst < 1e-6 * size);
    }
}

TEST_CASE("denoiser: noise that stays falls by what was asked, a voice stays, whatever the rate; listen is the rest") {
    // A voice of gliding harmonics in syllables, and hiss below it.
    auto voice_at = [](int rate) {
        std::vector<float> out;
        double turns = 0;
        for (int i = 0; i < rate * 5; ++i) {
            const double t = static_cast<double>(i) / rate;
            turns += (120 + 20 * std::sin(4.4 * t)) / rate;
            double v = 0;
            for (int h = 1; h < 20; ++h) v += std::sin(2 * std::numbers::pi * h * turns) / h;
            const double level = std::fmod(t, 1.7) < 1.2 ? std::max(0.0, std::sin(14.5 * t)) : 0;
            out.push_back(static_cast<float>(0.1 * level * v));
        }
        return out;
    };
    for (const int rate : {22050, 48000, 96000}) {
        CAPTURE(rate);
        const auto late = static_cast<size_t>(audio::processor_latency(EffectKind::denoiser, rate));
        CHECK(late % kQuantum == 0);
        CHECK(late < static_cast<size_t>(rate) / 20);
        const std::vector<float> voice = voice_at(rate);
        const size_t frames = voice.size() / kQuantum * kQuantum, from = static_cast<size_t>(rate) * 2;
        Planes noise = make(noise_signal(7), static_cast<int>(frames));
        for (auto& plane : noise)
            for (float& v : plane) v *= 0.02f;
        Planes both = noise;
        for (auto& plane : both)
            for (size_t i = 0; i < frames; ++i) plane[i] += voice[i];
        // Of what the delayed voice is not.
        auto error = [&](const Planes& out) {
            std::vector<float> off(out[0].begin(), out[0].end());
            for (size_t i = late; i < frames; ++i) off[i] -= voice[i - late];
            return rms(off, from, frames);
        };
        const double before = rms(noise[0], from, frames);

        Rig alone(EffectKind::denoiser, {{slot::noise_reduction, 12}}, 2, rate);
        Planes hiss = noise;
        alone.run(hiss);
        CHECK(std::fabs(db(rms(hiss[0], from, frames) / before) + 12) < 0.6);
        CHECK(std::fabs(alone.processor->reduction_db() + 12.0f) < 1);
        Rig asked(EffectKind::denoiser, {{slot::noise_reduction, 20}}, 2, rate);
        Planes clean = both;
        asked.run(clean);
        CHECK(db(error(clean) / before) < -7);
        // A voice without noise passes as it is, and so does all where nothing is to be reduced.
        Planes dry(2, std::vector<float>(voice.begin(), voice.begin() + static_cast<long>(frames)));
        Rig spared(EffectKind::denoiser, {{slot::noise_reduction, 20}}, 2, rate);
        spared.run(dry);
        CHECK(db(error(dry) / rms(voice, from, frames)) < -40);
        Rig nothing(EffectKind::denoiser, {{slot::noise_reduction, 0}}, 2, rate);
        Planes same = both;
        nothing.run(same);
        Rig rest(EffectKind::denoiser, {{slot::noise_reduction, 20}, {slot::noise_listen, 1}}, 2, rate);
        Planes taken = both;
        rest.run(taken);
        double worst = 0;
        for (size_t i = late; i < frames; ++i)
            worst = std::max({worst, double(std::fabs(same[0][i] - both[0][i - late])),
                              double(std::fabs(clean[1][i] + taken[1][i] - both[1][i - late]))});
        CHECK(worst < 1e-6);
    }
}
