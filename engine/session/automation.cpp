// From events to keys.
#include "engine/session/automation.h"

#include <algorithm>

#include "engine/edit/automation.h"
#include "engine/model/lookup.h"
#include "engine/model/routing.h"

namespace tandem {

// Points further apart than this were no movement: the value stood until shortly before the second.
static constexpr int kStillMs = 20, kMoveMs = 5;

audio::ParamAddress HeldParam::address() const {
    using Kind = audio::ParamAddress::Kind;
    if (effect) return {Kind::effect, effect.value, static_cast<uint64_t>(slot)};
    const uint64_t owner = strip.track ? strip.track.value : strip.group ? strip.group.value : strip.bus.value;
    if (send) return {Kind::send, owner, send.value};
    return {slot == 0 ? Kind::gain : Kind::pan, owner, 0};
}

std::optional<Param> find_param(const Sequence& sequence, const HeldParam& p) {
    const Strip* strip = find_strip_of(sequence, p.strip);
    if (!strip) return {};
    if (p.send) {
        for (const Send& s : strip->sends)
            if (s.bus == p.send) return s.gain_db;
        return {};
    }
    if (!p.effect) return p.slot == 0 ? strip->gain_db : strip->pan;
    for (const auto& e : strip->inserts) {
        if (e->id != p.effect) continue;
        if (e->plugin) {
            const Param* set = e->plugin->find(p.id);
            return set ? *set : Param{p.spec.initial, nullptr};
        }
        if (static_cast<size_t>(p.slot) < e->params.size()) return e->params[static_cast<size_t>(p.slot)];
    }
    return {};
}

void AutomationWriter::set_mode(StripRef strip, AutomationMode mode) {
    std::erase_if(modes_, [&](const auto& m) { return m.first == strip; });
    if (mode != AutomationMode::read) modes_.emplace_back(strip, mode);
}

void AutomationWriter::go_over_to(int rate) {
    rate_ = rate;
    cells_.clear(), written_.clear();
}

AutomationMode AutomationWriter::mode(StripRef strip) const {
    for (const auto& [s, mode] : modes_)
        if (s == strip) return mode;
    return AutomationMode::read;
}

bool AutomationWriter::writes() const { return !modes_.empty(); }

void AutomationWriter::tell(int cell, const HeldParam& param) { cells_[cell] = param; }

void AutomationWriter::end_stretch(Written& w, int64_t sample) {
    if (!std::exchange(w.open, false)) return;
    Stretch& s = w.stretches.back();
    s.end = std::max(sample, s.points.back().sample);
    if (s.end <= s.begin) w.stretches.pop_back();
}

bool AutomationWriter::take(const audio::HandEvent& event) {
    using Kind = audio::HandEvent::Kind;
    if (event.kind == Kind::begins) return false;
    if (event.kind == Kind::ends) {
        for (auto& [cell, w] : written_) end_stretch(w, event.sample);
        return true;
    }
    const auto known = cells_.find(event.cell);
    if (known == cells_.end()) return false;
    const AutomationMode mode = this->mode(known->second.strip);
    Written& w = written_[event.cell];
    if (event.kind == Kind::let_go) {
        end_stretch(w, event.sample);
        return false;
    }
    if (mode == AutomationMode::read) return false;
    w.param = known->second;
    if (!w.open) {
        w.open = true;
        w.stretches.push_back({.begin = event.sample, .mode = mode});
    }
    std::vector<Point>& points = w.stretches.back().points;
    if (!points.empty() && points.back().sample >= event.sample)
        points.back().value = event.value;
    else
        points.push_back({event.sample, event.value});
    return false;
}

std::vector<Key> AutomationWriter::keys_of(const HeldParam& param, const Stretch& s, const Param& lane) const {
    auto time = [&](int64_t sample) { return Time::from_samples(sample, rate_); };
    const int64_t still = int64_t{rate_} * kStillMs / 1000, move = int64_t{rate_} * kMoveMs / 1000;
    const int64_t back = s.end + int64_t{rate_} * kReturnMs / 1000;
    std::vector<Point> held; // what the hand held, to the end
    for (const Point& p : s.points) {
        if (!held.empty() && p.sample - held.back().sample > still && p.value != held.back().value)
            held.push_back({p.sample - move, held.back().value});
        held.push_back(p);
    }
    if (held.back().sample < s.end) held.push_back({s.end, held.back().value});
    const bool adds = s.mode == AutomationMode::trim && param.spec.unit == Unit::decibel;
    const bool goes_on = lane.curve && lane.curve->keys.back().time > time(s.end);
    const bool returns = goes_on || s.mode == AutomationMode::touch || s.mode == AutomationMode::trim;
    std::vector<AutomationPoint> points;
    if (!adds) {
        for (const Point& p : held) points.push_back({time(p.sample), p.value});
        if (returns) points.push_back({time(back), lane.at(time(back))});
    } else {
        held.push_back({back, 0});
        size_t next = 0;
        for (int64_t at = s.begin;; at = std::min(at + move, back)) {
            while (next + 1 < held.size() && held[next + 1].sample <= at) ++next;
            double offset = held[next].value;
            if (next + 1 < held.size()) {
                const Point &a = held[next], &b = held[next + 1];
                offset +=
                    (b.value - a.value) * static_cast<double>(at - a.sample) / static_cast<double>(b.sample - a.sample);
            }
            points.push_back({time(at), lane.at(time(at)) + offset});
            if (at == back) break;
        }
    }
    for (AutomationPoint& p : points) p.value = std::clamp(p.value, param.spec.min, param.spec.max);
    std::vector<Key> keys;
    const bool steps = param.spec.unit == Unit::choice || param.spec.unit == Unit::toggle;
    for (const AutomationPoint& p : thin(points, param.spec))
        keys.push_back(
            {.time = p.time, .value = p.value, .interpolation = steps ? Interpolation::hold : Interpolation::linear});
    return keys;
}

std::vector<Command> AutomationWriter::commands(const Sequence& sequence) {
    std::vector<Command> out;
    for (auto& [cell, w] : written_) {
        const std::optional<Param> lane = w.stretches.empty() ? std::nullopt : find_param(sequence, w.param);
        const size_t whole = w.stretches.size() - (w.open ? 1 : 0);
        for (size_t i = 0; lane && i < whole; ++i) {
            ValueArray keys;
            for (const Key& k : keys_of(w.param, w.stretches[i], *lane))
                keys.push_back(ValueArray{Value(k.time.ticks), Value(k.value)});
            ValueObject args{{"param", w.param.send ? std::string("gain_db") : w.param.id}, {"keys", keys}};
            if (w.param.strip.track) args["track"] = Value(w.param.strip.track.value);
            if (w.param.strip.bus) args["bus"] = Value(w.param.strip.bus.value);
            if (w.param.strip.group) args["fader_group"] = Value(w.param.strip.group.value);
            if (w.param.effect) args["effect"] = Value(w.param.effect.value);
            if (w.param.send) args["to"] = Value(w.param.send.value);
            out.push_back({"write_automation", std::move(args)});
        }
        w.stretches.erase(w.stretches.begin(), w.stretches.begin() + static_cast<std::ptrdiff_t>(whole));
    }
    return out;
}

} // namespace tandem
