// Values of a line and the commands that change it.
#include "ui/timeline/value_line.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/controls/sliders.h"
#include "ui/panels/catalog_words.h"

namespace tandem::ui {

static constexpr ParamSpec kSpeedSpec{"speed", "Speed", Unit::fraction, 0, kMaxRampSpeed, 1};

std::optional<ValueLine> ValueLine::find(const Sequence& sequence, const LineRef& ref) {
    ValueLine out;
    out.ref_ = ref;
    if (ref.clip) {
        const auto place = find_clip(sequence, ref.clip);
        if (!place) return std::nullopt;
        const Clip& clip = *place->placement->clip;
        if (ref.of == kSpeedLine) {
            out.spec_ = &kSpeedSpec;
            out.param_ = {std::abs(clip.speed_at({})), clip.speed_ramp};
        } else {
            out.spec_ = &tandem::spec(ref.of.kind).params[static_cast<size_t>(ref.of.slot)];
            out.param_.value = out.spec_->initial;
        }
        if (clip.effects)
            for (const auto& e : clip.effects->effects)
                if (e->kind == ref.of.kind) {
                    out.param_ = e->params[static_cast<size_t>(ref.of.slot)];
                    break;
                }
        out.zero_ = place->placement->start - clip.key_origin;
        out.span_ = {place->placement->start, clip.length};
    } else {
        const auto i = find_track(sequence, ref.track);
        if (!i || !sequence.tracks[*i]->strip) return std::nullopt;
        const Strip& strip = *sequence.tracks[*i]->strip;
        const bool gain = ref.strip == StripLine::gain;
        out.spec_ = &tandem::spec(gain ? EffectKind::gain : EffectKind::pan).params[0];
        out.param_ = gain ? strip.gain_db : strip.pan;
        out.span_ = {Time{}, Time{INT64_MAX / 4}};
    }
    // What has no end of its own shows what pictures need, and its keys.
    out.low_ = out.spec_->min, out.high_ = out.spec_->max;
    double low = out.low_, high = out.high_;
    if (out.spec_->unit == Unit::pixels)
        low = -sequence.format.width, high = sequence.format.width;
    else if (out.spec_->unit == Unit::degrees)
        low = -180, high = 180;
    else if (out.spec_->unit == Unit::fraction && out.high_ > 2)
        low = 0, high = 2;
    double least = out.param_.value, most = out.param_.value;
    if (out.param_.curve) {
        least = most = out.param_.curve->keys.front().value;
        for (const Key& k : out.param_.curve->keys) least = std::min(least, k.value), most = std::max(most, k.value);
    }
    out.low_ = std::max(out.low_, std::min(low, least)), out.high_ = std::min(out.high_, std::max(high, most));
    if (out.high_ <= out.low_) out.high_ = out.low_ + 1;
    return out;
}

std::vector<Key> ValueLine::keys() const {
    std::vector<Key> out;
    if (param_.curve)
        for (Key k : param_.curve->keys) {
            k.time += zero_;
            out.push_back(k);
        }
    return out;
}

// Decibels lie as on a fader, whose +6 is a little below the top.
double ValueLine::fraction(double v) const {
    if (spec_->unit == Unit::decibel)
        return 0.92 * Fader::fraction(std::min(v, 6.0)) + (v > 6 ? 0.08 * std::min(1.0, (v - 6) / 6) : 0);
    return std::clamp((v - low_) / (high_ - low_), 0.0, 1.0);
}

double ValueLine::value(double f) const {
    f = std::clamp(f, 0.0, 1.0);
    if (spec_->unit != Unit::decibel) return low_ + f * (high_ - low_);
    if (f > 0.92) return 6 + 6 * (f - 0.92) / 0.08;
    return std::max(-96.0, Fader::decibel(f / 0.92));
}

double ValueLine::y(double v, QRectF box) const { return box.bottom() - fraction(v) * box.height(); }
double ValueLine::valueAt(double y, QRectF box) const { return value((box.bottom() - y) / box.height()); }

QString ValueLine::name() const { return ofSpeed() ? lineName(kSpeedLine) : paramName(*spec_); }

QString ValueLine::text(double v) const {
    if (spec_->unit == Unit::decibel) return decibelText(v <= -100 ? -200 : v) + QStringLiteral(" dB");
    if (!ref_.clip || ref_.of.kind == EffectKind::pan) return PanBar::word(v);
    const NumberField::Look look = numberLook(*spec_);
    return QString::number(v * look.factor, 'f', look.decimals) + look.suffix;
}

ValueObject ValueLine::args(const Sequence& sequence) const {
    ValueObject out;
    if (!ref_.clip) {
        out["track"] = arg(ref_.track);
        out["param"] = ref_.strip == StripLine::gain ? "gain_db" : "pan";
        return out;
    }
    out["clip"] = arg(ref_.clip);
    out["param"] = Value(std::string(spec_->id));
    if (const auto place = find_clip(sequence, ref_.clip); place && place->placement->clip->effects)
        for (const auto& e : place->placement->clip->effects->effects)
            if (e->kind == ref_.of.kind) {
                out["effect"] = arg(e->id);
                break;
            }
    return out;
}

void ValueLine::changeSpeed(EditPlan& plan, const std::function<void(SpeedKeys&)>& change) const {
    const auto place = plan.sequence() ? find_clip(*plan.sequence(), ref_.clip) : std::nullopt;
    if (!place) return;
    const Clip& clip = *place->placement->clip;
    SpeedKeys keys = SpeedKeys::of(clip);
    change(keys);
    plan.add(keys.command(ref_.clip, clip, Keep::length, false));
}

void ValueLine::putKey(EditPlan& plan, const Key& key, std::optional<Time> was) const {
    if (!plan.sequence()) return;
    if (ofSpeed())
        return changeSpeed(plan, [&](SpeedKeys& keys) {
            if (const auto moved = was ? keys.at(*was - zero_) : std::nullopt) keys.move(*moved, key.time - zero_);
            keys.put(key.time - zero_, std::clamp(key.value, spec_->min, spec_->max));
        });
    ValueObject a = args(*plan.sequence());
    if (ref_.clip && !a.count("effect")) {
        plan.add(
            {"add_effect", {{"clip", arg(ref_.clip)}, {"effect", Value(std::string(tandem::spec(ref_.of.kind).id))}}});
        if (!plan.sequence()) return;
        a = args(*plan.sequence());
    }
    if (was && *was != key.time) removeKey(plan, *was);
    static constexpr const char* kWords[] = {"hold", "linear", "bezier"};
    a["at"] = arg(key.time), a["value"] = Value(std::clamp(key.value, spec_->min, spec_->max));
    if (ref_.clip) a["sequence_time"] = true;
    a["interpolation"] = kWords[static_cast<size_t>(key.interpolation)];
    a["in_time"] = arg(key.in_time), a["out_time"] = arg(key.out_time);
    a["in_value"] = Value(key.in_value), a["out_value"] = Value(key.out_value);
    plan.add({"set_key", std::move(a)});
}

void ValueLine::removeKey(EditPlan& plan, Time at) const {
    if (!plan.sequence()) return;
    if (ofSpeed())
        return changeSpeed(plan, [&](SpeedKeys& keys) {
            if (const auto i = keys.at(at - zero_)) keys.remove(*i);
        });
    ValueObject a = args(*plan.sequence());
    a["at"] = arg(at);
    if (ref_.clip) a["sequence_time"] = true;
    plan.add({"remove_key", std::move(a)});
}

void ValueLine::setValue(EditPlan& plan, double v) const {
    if (!plan.sequence()) return;
    v = std::clamp(v, spec_->min, spec_->max);
    if (ofSpeed()) {
        if (const auto place = find_clip(*plan.sequence(), ref_.clip))
            plan.add({"set_speed",
                      {{"clip", arg(ref_.clip)},
                       {"num", Value(static_cast<int64_t>(std::llround(v * 100)))},
                       {"den", 100},
                       {"preserve_pitch", place->placement->clip->preserve_pitch}}});
        return;
    }
    ValueObject a = args(*plan.sequence());
    if (ref_.clip && !a.count("effect")) {
        plan.add({"add_effect",
                  {{"clip", arg(ref_.clip)},
                   {"effect", Value(std::string(tandem::spec(ref_.of.kind).id))},
                   {"params", ValueObject{{std::string(spec_->id), Value(v)}}}}});
        return;
    }
    a["value"] = Value(v);
    plan.add({"set_param", std::move(a)});
}

Ease ValueLine::easeOf(const Key& key) {
    return key.interpolation == Interpolation::hold     ? Ease::hold
           : key.interpolation == Interpolation::bezier ? Ease::smooth
                                                        : Ease::linear;
}

void ValueLine::ease(EditPlan& plan, Time at, Ease how) const {
    if (ofSpeed())
        return changeSpeed(plan, [&](SpeedKeys& keys) {
            if (const auto i = keys.at(at - zero_))
                keys.ease(*i, how == Ease::hold     ? Interpolation::hold
                              : how == Ease::smooth ? Interpolation::bezier
                                                    : Interpolation::linear);
        });
    const std::vector<Key> all = keys();
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i].time != at) continue;
        Key k = all[i];
        k.interpolation = how == Ease::hold     ? Interpolation::hold
                          : how == Ease::smooth ? Interpolation::bezier
                                                : Interpolation::linear;
        // Flat handles over a third of each span: the value leaves and arrives at rest.
        const bool smooth = how == Ease::smooth;
        k.out_value = k.in_value = 0;
        k.out_time = smooth && i + 1 < all.size() ? Time{(all[i + 1].time - k.time).ticks / 3} : Time{};
        k.in_time = smooth && i > 0 ? -Time{(k.time - all[i - 1].time).ticks / 3} : Time{};
        if (smooth && i > 0 && all[i - 1].interpolation == Interpolation::linear) {
            Key before = all[i - 1];
            before.interpolation = Interpolation::bezier;
            before.out_time = Time{}, before.out_value = 0;
            putKey(plan, before);
        }
        putKey(plan, k);
        return;
    }
}

std::vector<ClipLine> clipLines(TrackKind kind, const Clip* clip) {
    std::vector<ClipLine> out;
    if (kind == TrackKind::sound)
        out = {{EffectKind::gain, slot::db}, {EffectKind::pan, slot::pan}};
    else
        out = {{EffectKind::composite, slot::opacity}, {EffectKind::transform, slot::tx},
               {EffectKind::transform, slot::ty},      {EffectKind::transform, slot::scale_x},
               {EffectKind::transform, slot::scale_y}, {EffectKind::transform, slot::rotation}};
    if (clip && clip->speed.num > 0 &&
        (std::holds_alternative<MediaContent>(clip->content) || std::holds_alternative<SequenceContent>(clip->content)))
        out.push_back(kSpeedLine);
    if (clip && clip->effects)
        for (const auto& e : clip->effects->effects) {
            const EffectSpec& s = spec(e->kind);
            for (size_t i = 0; i < s.params.size(); ++i) {
                const ParamSpec& p = s.params[i];
                const ClipLine line{e->kind, static_cast<int>(i)};
                // Of an equaliser and the like only what moves, or the menu would be endless.
                const bool few = s.params.size() <= 8 || e->params[i].curve;
                if (p.unit != Unit::choice && p.unit != Unit::toggle && few &&
                    std::find(out.begin(), out.end(), line) == out.end())
                    out.push_back(line);
            }
        }
    return out;
}

QString lineName(const ClipLine& line) {
    if (line == kSpeedLine) return QCoreApplication::translate("tandem::ui::SpeedSection", "Speed");
    const QString param = paramName(spec(line.kind).params[static_cast<size_t>(line.slot)]);
    if (line.kind == EffectKind::gain || line.kind == EffectKind::pan || line.kind == EffectKind::composite ||
        line.kind == EffectKind::transform)
        return param;
    return effectName(line.kind) + QStringLiteral(" · ") + param;
}

} // namespace tandem::ui
