// A clip's effect stack at an instant: geometry and compositing into a ClipLook, grades as ops in stack order. Effects
// that change nothing give no op.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/transfer.h"
#include "engine/video/clip_placing.h"
#include "engine/video/colour_rules.h"
#include "engine/video/curve_table.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

double param(const Effect& effect, int slot, Time key_time) {
    const ParamSpec& s = spec(effect.kind).params[static_cast<size_t>(slot)];
    if (static_cast<size_t>(slot) >= effect.params.size()) return s.initial;
    double v = effect.params[static_cast<size_t>(slot)].at(key_time);
    return std::isfinite(v) ? std::clamp(v, s.min, s.max) : s.initial;
}

namespace {

double shaped(double x, FadeShape shape) {
    x = std::clamp(x, 0.0, 1.0);
    switch (shape) {
    case FadeShape::linear:
        return x;
    case FadeShape::equal_power:
        return std::sin(x * std::numbers::pi / 2);
    case FadeShape::smooth:
        return x * x * (3 - 2 * x);
    }
    return x;
}

double fade_opacity(const Clip& clip, Time local) {
    double k = 1;
    if (clip.fade_in.length.ticks > 0)
        k *= shaped(static_cast<double>(local.ticks) / static_cast<double>(clip.fade_in.length.ticks),
                    clip.fade_in.shape);
    if (clip.fade_out.length.ticks > 0)
        k *= shaped(static_cast<double>((clip.length - local).ticks) / static_cast<double>(clip.fade_out.length.ticks),
                    clip.fade_out.shape);
    return k;
}

int choice(const Effect& e, int slot, Time t) { return static_cast<int>(std::lround(param(e, slot, t))); }

bool is_identity(const std::array<float, 4>& v, float neutral) {
    return v[0] == neutral && v[1] == neutral && v[2] == neutral;
}

// Warm is more red and less blue, magenta less green; the luma of white is kept.
std::array<float, 4> balance_factors(double temperature, double tint, Primaries primaries) {
    double r = std::exp2(0.5 * temperature + 0.25 * tint), g = std::exp2(-0.5 * tint);
    double b = std::exp2(-0.5 * temperature + 0.25 * tint);
    auto w = luma_weights(primaries);
    double k = 1 / (w[0] * r + w[1] * g + w[2] * b);
    return {static_cast<float>(r * k), static_cast<float>(g * k), static_cast<float>(b * k), 0};
}

// Rows of a channel mixer: r, g, b, constant. Luma is kept by adding to every channel what the mix took from it, which
// is again a matrix; a monochrome mix keeps that of white instead, else it would always be the luma itself.
std::array<std::array<float, 4>, 3> mixer_rows(const Effect& e, Time t, const std::array<double, 3>& luma) {
    std::array<std::array<double, 4>, 3> m{};
    bool preserve = param(e, slot::mixer_preserve, t) >= 0.5, mono = param(e, slot::mixer_monochrome, t) >= 0.5;
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 4; ++j) m[i][j] = param(e, static_cast<int>((mono ? 0 : 4 * i) + j), t);
    double white = m[0][0] + m[0][1] + m[0][2];
    if (preserve && mono && std::abs(white) > 1e-6)
        for (auto& row : m)
            for (size_t j = 0; j < 3; ++j) row[j] /= white;
    if (preserve && !mono)
        for (size_t j = 0; j < 4; ++j) {
            double lost = j < 3 ? luma[j] : 0;
            for (size_t i = 0; i < 3; ++i) lost -= luma[i] * m[i][j];
            for (auto& row : m) row[j] += lost;
        }
    std::array<std::array<float, 4>, 3> out;
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 4; ++j) out[i][j] = static_cast<float>(m[i][j]);
    return out;
}

} // namespace

FrameCompiler::Args FrameCompiler::luma_args() const {
    auto w = luma_weights(program_.value_primaries());
    return {static_cast<float>(w[0]), static_cast<float>(w[1]), static_cast<float>(w[2]), 0};
}

Result<int16_t> FrameCompiler::add_table(const ClipAt& at, std::string_view what, Result<Ref<ColourTable>> table) {
    if (!table) {
        Error error = std::move(table).error();
        if (spec_.on_missing == OnMissing::fail)
            return fail(error.code, std::string(what) + " of " + where(at) + ": " + error.what, error.where);
        note(at, std::string(what) + " left out: " + error.text());
        return kNoValue;
    }
    auto same = std::find(program_.luts.begin(), program_.luts.end(), *table);
    auto index = static_cast<int16_t>(same - program_.luts.begin());
    if (same == program_.luts.end()) program_.luts.push_back(*table);
    return index;
}

ClipLook FrameCompiler::look_of(const ClipAt& at) const {
    ClipLook look;
    look.opacity = fade_opacity(at.clip, at.local);
    if (!at.clip.effects) return look;
    look.placing = placing_of(at.clip, at.key_time);
    for (const auto& e : at.clip.effects->effects) {
        if (!e->enabled) continue;
        if (e->kind == EffectKind::crop) {
            look.crop_feather = std::max(look.crop_feather, param(*e, slot::feather, at.key_time));
        } else if (e->kind == EffectKind::composite) {
            look.opacity *= param(*e, slot::opacity, at.key_time);
            look.mode = static_cast<BlendMode>(choice(*e, slot::blend, at.key_time));
        }
    }
    return look;
}

Result<int16_t> FrameCompiler::graded(const ClipAt& at, int16_t value, const ClipLook& look, const Canvas& canvas) {
    if (!at.clip.effects) return value;
    for (const auto& effect : at.clip.effects->effects) {
        if (!effect->enabled) continue;
        const int16_t before = value;
        const Mark start = mark();
        value = TRY(with_effect(at, *effect, value, look, canvas));
        if (value == before || !effect->mask) continue;
        if (auto picture = picture_space(at, look, canvas)) value = masked(at, *effect->mask, before, value, *picture);
        if (value == before) drop_since(start);
    }
    return value;
}

Result<int16_t> FrameCompiler::with_effect(const ClipAt& at, const Effect& e, int16_t value, const ClipLook& look,
                                           const Canvas& canvas) {
    Time t = at.key_time;
    auto p = [&](int slot) { return static_cast<float>(param(e, slot, t)); };
    switch (e.kind) {
    case EffectKind::exposure:
        if (float stops = p(slot::stops); stops != 0)
            value = emit_on(OpCode::exposure, value, {{std::exp2(stops), 0, 0, 0}});
        break;
    case EffectKind::contrast:
        if (float amount = p(slot::amount); amount != 1)
            value = emit_on(OpCode::contrast, value, {{amount, p(slot::pivot), 0, 0}});
        break;
    case EffectKind::saturation:
        if (float amount = p(slot::saturation); amount != 1) {
            Args w = luma_args();
            value = emit_on(OpCode::saturation, value, {{amount, w[0], w[1], w[2]}});
        }
        break;
    case EffectKind::white_balance:
        if (p(slot::temperature) != 0 || p(slot::tint) != 0)
            value = emit_on(
                OpCode::white_balance, value,
                {balance_factors(param(e, slot::temperature, t), param(e, slot::tint, t), program_.value_primaries())});
        break;
    case EffectKind::lift_gamma_gain: {
        Args lift{p(slot::lift_r), p(slot::lift_g), p(slot::lift_b), 0};
        Args gamma{p(slot::gamma_r), p(slot::gamma_g), p(slot::gamma_b), 0};
        Args gain{p(slot::gain_r), p(slot::gain_g), p(slot::gain_b), 0};
        if (!is_identity(lift, 0) || !is_identity(gamma, 1) || !is_identity(gain, 1))
            value = emit_on(OpCode::lift_gamma_gain, value, {lift, gamma, gain});
        break;
    }
    case EffectKind::tone_map: {
        ToneRange range = tone_range_of(look.picture);
        const int mode = choice(e, slot::mode, t);
        range.way = mode == 1 ? ToneWay::expand : ToneWay::compress;
        const double from = param(e, slot::source_peak, t), to = param(e, slot::target_peak, t);
        if (range.way == ToneWay::expand) {
            range.wide_nits = to > 0 ? to : kHlgPeakNits;
            range.narrow_nits = from > 0 ? from : kReferenceWhiteNits;
        } else {
            if (from > 0 || range.wide_nits <= 0) range.wide_nits = from > 0 ? from : kHlgPeakNits;
            if (to > 0 || range.narrow_nits <= 0) range.narrow_nits = to > 0 ? to : kReferenceWhiteNits;
        }
        if (mode != 2) value = tone_mapped(value, range);
        break;
    }
    case EffectKind::lut3d:
        if (float mix = p(slot::mix); mix > 0 && !e.texts.empty() && !e.texts[0].empty()) {
            int16_t table = TRY(add_table(at, "LUT", assets_.lut(e.texts[0])));
            if (table < 0) break;
            value = emit_on(OpCode::lut3d, value, {{mix, p(slot::input), 0, 0}});
            program_.ops.back().lut = table;
        }
        break;
    case EffectKind::curves:
    case EffectKind::hue_curves:
        if (!is_neutral_curves(e)) {
            int16_t table = TRY(add_table(at, spec(e.kind).label, assets_.curves(e)));
            if (table < 0) break;
            value = e.kind == EffectKind::curves ? emit_on(OpCode::curves, value, {})
                                                 : emit_on(OpCode::hue_curves, value, {luma_args()});
            program_.ops.back().lut = table;
        }
        break;
    case EffectKind::log_wheels: {
        auto wheel = [&](int first) { return Args{p(first), p(first + 1), p(first + 2), 0}; };
        Args shadow = wheel(slot::wheel_shadow), midtone = wheel(slot::wheel_midtone);
        Args highlight = wheel(slot::wheel_highlight), offset = wheel(slot::wheel_offset);
        float low = p(slot::wheel_low), high = p(slot::wheel_high);
        if (is_identity(shadow, 0) && is_identity(midtone, 0) && is_identity(highlight, 0) && is_identity(offset, 0))
            break;
        value = emit_on(OpCode::log_wheels, value,
                        {shadow, midtone, highlight, offset, {1 / (2 * low), 2 * high - 1, 1 / (2 - 2 * high), 0}});
        break;
    }
    case EffectKind::channel_mixer: {
        auto rows = mixer_rows(e, t, luma_weights(program_.value_primaries()));
        constexpr std::array<Args, 3> kNone{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}};
        if (rows != kNone) value = emit_on(OpCode::channel_mixer, value, {rows[0], rows[1], rows[2]});
        break;
    }
    case EffectKind::blur:
    case EffectKind::sharpen:
    case EffectKind::glow:
    case EffectKind::chroma_key:
    case EffectKind::drop_shadow:
        value = filtered(at, e, value, canvas);
        break;
    default: // geometry and compositing are in the ClipLook; the rest is sound or generators
        break;
    }
    return value;
}

} // namespace tandem
