// Formulas of pan.h.
#include "engine/audio/pan.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/decibel.h"

namespace tandem::audio {

static double pan_side(PanLaw law, double x) { // x = 0 far .. 1 near
    switch (law) {
    case PanLaw::db0:
        return std::min(1.0, 2 * x);
    case PanLaw::db3:
        return sin_quarter(x);
    case PanLaw::db4_5:
        return std::sqrt(x * sin_quarter(x));
    case PanLaw::db6:
        return x;
    }
    return x;
}

PanGains pan_gains(PanLaw law, double pan) {
    double x = (std::clamp(pan, -1.0, 1.0) + 1) / 2;
    return {pan_side(law, 1 - x), pan_side(law, x)};
}

PanGains balance_gains(PanLaw law, double pan) {
    if (pan == 0) return {1, 1};
    PanGains g = pan_gains(law, pan);
    double centre = pan_side(law, 0.5);
    return pan > 0 ? PanGains{g.left / centre, 1} : PanGains{1, g.right / centre};
}

double ramp_gain(RampShape shape, double x) {
    switch (shape) {
    case RampShape::linear:
        return x;
    case RampShape::equal_power:
        return sin_quarter(x);
    case RampShape::smooth:
        return x * x * (3 - 2 * x);
    }
    return x;
}

int layout_channels(int channels) { return channels <= 1 ? 1 : channels == 2 ? 2 : channels <= 6 ? 6 : 8; }

namespace {
enum Speaker : int { FL, FR, FC, LFE, BL, BR, FLC, FRC, BC, SL, SR, kSpeakers }; // WAVE bit numbers
}

static std::vector<int> speakers_of(int channels, uint64_t mask) {
    std::vector<int> out;
    for (int bit = 0; bit < 64; ++bit)
        if (mask >> bit & 1) out.push_back(bit);
    if (static_cast<int>(out.size()) == channels) return out;
    static const std::vector<int> defaults[] = {{},
                                                {FC},
                                                {FL, FR},
                                                {FL, FR, LFE},
                                                {FL, FR, FC, BC},
                                                {FL, FR, FC, BL, BR},
                                                {FL, FR, FC, LFE, BL, BR},
                                                {FL, FR, FC, LFE, BC, SL, SR},
                                                {FL, FR, FC, LFE, BL, BR, SL, SR}};
    if (channels <= 8) return defaults[channels];
    out = defaults[8]; // more channels than any layout of ours: the first eight are used
    out.resize(static_cast<size_t>(channels), -1);
    return out;
}

ChannelMap make_channel_map(int from, uint64_t mask, int to, double mono_gain) {
    ChannelMap map{.from = from, .to = to, .gains = std::vector<float>(static_cast<size_t>(from * to))};
    constexpr double k3 = 0.70710678118654752440;
    auto source = speakers_of(from, mask);
    auto target = speakers_of(to, 0);
    auto place = [&](int speaker) {
        auto it = std::find(target.begin(), target.end(), speaker);
        return it == target.end() ? -1 : static_cast<int>(it - target.begin());
    };
    auto has_source = [&](int speaker) { return std::find(source.begin(), source.end(), speaker) != source.end(); };
    bool mono = to == 1;
    auto add = [&](int speaker, int f, double gain) {
        // A mono result is the -3 dB sum of the stereo downmix.
        int t = mono ? 0 : place(speaker);
        if (t >= 0) map.gains[static_cast<size_t>(t * from + f)] += static_cast<float>(mono ? gain * k3 : gain);
    };
    for (int f = 0; f < from; ++f) {
        int s = source[static_cast<size_t>(f)];
        if (from == 1) {
            if (mono)
                map.gains[0] = 1;
            else
                add(FL, f, mono_gain), add(FR, f, mono_gain);
        } else if (s >= 0 && !mono && place(s) >= 0 && s != SL && s != SR && s != BL && s != BR) {
            add(s, f, 1);
        } else if (s == FC) {
            add(FL, f, k3), add(FR, f, k3);
        } else if (s == FL || s == FLC) {
            add(FL, f, 1);
        } else if (s == FR || s == FRC) {
            add(FR, f, 1);
        } else if (s == BL || s == SL || s == BR || s == SR) {
            bool left = s == BL || s == SL, back = s == BL || s == BR;
            int other = left ? (back ? SL : BL) : (back ? SR : BR);
            if (to == 8 || (to == 6 && !has_source(other))) {
                // 7.1 keeps sides and backs apart; 5.1 has one pair that takes whichever the source has.
                add(to == 8 ? s : (left ? BL : BR), f, 1);
            } else if (to == 6) {
                add(left ? BL : BR, f, k3);
            } else {
                add(left ? FL : FR, f, k3);
            }
        } else if (s == BC) {
            bool surround = to >= 6;
            add(surround ? BL : FL, f, surround ? k3 : 0.5), add(surround ? BR : FR, f, surround ? k3 : 0.5);
        }
    }
    map.identity = from == to;
    for (int t = 0; t < to; ++t)
        for (int f = 0; f < from; ++f)
            if (map.at(t, f) != (t == f ? 1.0f : 0.0f)) map.identity = false;
    return map;
}

} // namespace tandem::audio
