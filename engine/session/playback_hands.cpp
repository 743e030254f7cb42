// Playback: hands on the mixer, and what they write.
#include <algorithm>

#include "engine/model/lookup.h"
#include "engine/model/sound_slots.h"
#include "engine/session/playback.h"

namespace tandem {

using audio::Motion;

static const ParamSpec& gain_spec() { return spec(EffectKind::gain).params[0]; }

// Parameters of a strip that have a lane; of plug-ins none, as their order is the plug-in's.
static std::vector<HeldParam> lanes_of(const StripRef& ref, const Strip& strip) {
    std::vector<HeldParam> out;
    if (strip.gain_db.curve) out.push_back({.strip = ref, .slot = 0, .id = "gain_db", .spec = gain_spec()});
    if (strip.pan.curve) out.push_back({.strip = ref, .slot = 1, .id = "pan", .spec = spec(EffectKind::pan).params[0]});
    for (const Send& s : strip.sends)
        if (s.gain_db.curve) out.push_back({.strip = ref, .send = s.bus, .id = "gain_db", .spec = gain_spec()});
    for (const auto& e : strip.inserts)
        for (size_t i = 0; i < e->params.size(); ++i)
            if (e->params[i].curve) {
                const ParamSpec& s = spec(e->kind).params[i];
                out.push_back(
                    {.strip = ref, .effect = e->id, .slot = static_cast<int>(i), .id = std::string(s.id), .spec = s});
            }
    return out;
}

static Motion motion_of(const ParamSpec& spec) {
    return spec.unit == Unit::choice || spec.unit == Unit::toggle ? Motion::steps : Motion::smooth;
}

bool Playback::hold(const HeldParam& param, double value) {
    const auto address = param.address();
    auto h = std::find_if(held_.begin(), held_.end(), [&](const Held& x) { return x.param.address() == address; });
    if (h == held_.end()) {
        if (param.strip.group) return false; // members' nodes know it by the plan only
        if (!playing_ || place_ != 0 || speed_ != Speed{} || !view_.sequence) return false;
        const auto lane = find_param(*view_.sequence, param);
        if (!lane) return false;
        held_.push_back({.param = param, .base = lane->at(position())});
        h = std::prev(held_.end());
    }
    h->in_hand = true;
    const bool adds = automation_.adds(param);
    const auto grip = sound_->engine.cells().hold(address, adds ? value - h->base : value,
                                                  adds ? Motion::offset : motion_of(param.spec));
    if (!grip) return held_.erase(h), false;
    automation_.tell(grip.cell, param);
    return true;
}

bool Playback::let_go(const HeldParam& param) {
    const auto address = param.address();
    auto h = std::find_if(held_.begin(), held_.end(), [&](const Held& x) { return x.param.address() == address; });
    if (h == held_.end()) return false;
    switch (playing_ ? automation_.mode(param.strip) : AutomationMode::read) {
    case AutomationMode::latch:
    case AutomationMode::write:
        h->in_hand = false;
        return true;
    case AutomationMode::touch:
    case AutomationMode::trim:
        sound_->engine.cells().release(address, sound_->engine.rate() * kReturnMs / 1000);
        held_.erase(h);
        return true;
    case AutomationMode::read:
        break;
    }
    let_go_.push_back(sound_->engine.cells().grip(address));
    held_.erase(h);
    return false;
}

void Playback::drop(const HeldParam& param) {
    const auto address = param.address();
    sound_->engine.cells().release(address, sound_->engine.rate() * kReturnMs / 1000);
    std::erase_if(held_, [&](const Held& h) { return h.param.address() == address; });
}

std::optional<double> Playback::held(const HeldParam& param) const {
    const auto address = param.address();
    for (const Held& h : held_)
        if (h.param.address() == address)
            if (const auto v = sound_->engine.cells().value(address)) return automation_.adds(param) ? *v + h.base : *v;
    return {};
}

// Strips in write mode stand at what their lanes have where playback begins.
void Playback::hold_lanes(Time at) {
    for (const Held& h : held_) // of a playback that never rolled
        if (!h.in_hand) sound_->engine.cells().release(h.param.address(), 0);
    std::erase_if(held_, [](const Held& h) { return !h.in_hand; });
    sound_->engine.tell_hands(automation_.writes());
    if (speed_ != Speed{} || !automation_.writes()) return;
    std::vector<HeldParam> lanes;
    auto add = [&](const StripRef& ref, const Ref<Strip>& strip) {
        if (!strip || automation_.mode(ref) != AutomationMode::write) return;
        for (HeldParam& p : lanes_of(ref, *strip)) lanes.push_back(std::move(p));
    };
    for (const auto& t : view_.sequence->tracks) add({.track = t->id}, t->strip);
    for (const auto& b : view_.sequence->mixer->buses) add({.bus = b->id}, b->strip);
    add({}, view_.sequence->mixer->master);
    for (const HeldParam& p : lanes) {
        const double value = find_param(*view_.sequence, p)->at(at);
        const auto grip = sound_->engine.cells().hold(p.address(), value, motion_of(p.spec));
        if (!grip) continue;
        automation_.tell(grip.cell, p);
        held_.push_back({.param = p, .base = value, .in_hand = false});
    }
}

void Playback::hear_hands() {
    while (const auto event = sound_->engine.take_hand_event()) {
        run_open_ = event->kind != audio::HandEvent::Kind::ends;
        if (automation_.take(*event)) run_ended_ = true;
    }
}

std::vector<Command> Playback::take_written() {
    if (playing_ || run_open_ || !std::exchange(run_ended_, false) || !view_.sequence) return {};
    std::vector<Command> out = automation_.commands(*view_.sequence);
    for (const Held& h : held_) {
        if (h.in_hand) continue;
        const auto address = h.param.address();
        if (out.empty())
            sound_->engine.cells().release(address, 0);
        else
            let_go_.push_back(sound_->engine.cells().grip(address));
    }
    std::erase_if(held_, [](const Held& h) { return !h.in_hand; });
    return out;
}

} // namespace tandem
