// The state machine, on the device's thread.
#include "engine/transport/transport.h"

namespace tandem {

Transport::Transport(int rate) {
    VERIFY(rate > 0);
    now_.rate = rate;
    now_.ns_per_frame = 1e9 / rate;
    point_.store(now_);
}

uint64_t Transport::send(Command command) { return commands_.push(command) ? command.generation : 0; }
uint64_t Transport::play() { return send({Command::Kind::play, sent_, {}, {}, {}}); }
uint64_t Transport::stop() { return send({Command::Kind::stop, sent_, {}, {}, {}}); }
uint64_t Transport::locate(Time position) { return send({Command::Kind::locate, next_generation(), position, {}, {}}); }
uint64_t Transport::scrub(Time position) { return send({Command::Kind::scrub, next_generation(), position, {}, {}}); }
uint64_t Transport::set_speed(Speed speed) {
    VERIFY(speed.den > 0);
    return send({Command::Kind::speed, next_generation(), {}, speed, {}});
}
uint64_t Transport::set_loop(TimeRange range) {
    // The first samples that belong to the range and no longer do.
    auto up = [&](Time t) { return Time::from_samples(mul_div_ceil(t.ticks, now_.rate, kTicksPerSecond), now_.rate); };
    TimeRange whole = TimeRange::between(up(range.start), up(range.end()));
    if (whole.length < kShortestLoop) whole = {};
    return send({Command::Kind::loop, sent_, {}, {}, whole});
}

// From the coming block's first frame the timeline counts from here.
void Transport::anchor(Time timeline) {
    now_.reference = timeline, now_.reference_frames = now_.frames;
    now_.loop = loop_from(timeline);
}

TimeRange Transport::loop_from(Time timeline) const {
    return !linked_ && now_.speed.num > 0 && timeline < loop_.end() ? loop_ : TimeRange{};
}

// The reference stays behind where it can, as what is heard still comes from there.
void Transport::change_loop(TimeRange range, Time here) {
    const bool rolling = now_.state == TransportState::rolling;
    loop_ = range;
    if (!rolling) return anchor(here);
    const Time went = now_.speed.source(Time::from_samples(now_.frames - now_.reference_frames, now_.rate));
    if (!now_.loop.empty() && now_.reference + went >= now_.loop.end()) {
        if (!now_.speed.normal()) return anchor(here);
        now_.reference = now_.loop.start;
        now_.reference_frames = now_.frames - (here - now_.loop.start).samples_round(now_.rate);
    }
    // With the reference before a new end that is passed already, the line would bend.
    now_.loop = loop_from(here);
}

// Of the coming block's first frame. Pre: now_.frames counts its start.
Time Transport::position() const {
    if (now_.state != TransportState::rolling) return now_.reference;
    const Time went = now_.speed.source(Time::from_samples(now_.frames - now_.reference_frames, now_.rate));
    return looped(now_.loop, now_.reference + went);
}

// Pre: now_.frames counts the coming block's start.
void Transport::run(const Command& command) {
    const bool rolling = now_.state == TransportState::rolling;
    const Time here = position();
    if (command.kind != Command::Kind::loop) now_.outer_moved = false, waits_ = false;
    switch (command.kind) {
    case Command::Kind::play:
        wants_to_roll_ = true, scrubs_ = false;
        if (now_.state == TransportState::stopped) now_.state = TransportState::rolling, anchor(here);
        break;
    case Command::Kind::stop:
        wants_to_roll_ = false;
        if (rolling) now_.state = TransportState::stopped;
        anchor(here);
        break;
    case Command::Kind::locate:
    case Command::Kind::scrub:
        scrubs_ = command.kind == Command::Kind::scrub && !wants_to_roll_;
        now_.state = TransportState::locating;
        now_.generation = command.generation;
        anchor(command.position);
        break;
    case Command::Kind::speed:
        now_.generation = command.generation;
        now_.speed = command.speed;
        anchor(here);
        break;
    case Command::Kind::loop:
        change_loop(command.loop, here);
        break;
    }
}

void Transport::roll() {
    waits_ = false;
    now_.state = TransportState::rolling;
    anchor(now_.reference);
}

void Transport::ask_for(OuterPoint point, double seconds) {
    asked_ = {.any = true, .point = point, .patience = static_cast<int64_t>(seconds * static_cast<double>(now_.rate))};
}

// What a command that was run means for an outer transport that is led; `before`: the state until then.
void Transport::ask(const Command& command, TransportState before, OuterTransport& outer) {
    constexpr double kPatience = 0.5;
    using State = OuterPoint::State;
    const bool will_roll = wants_to_roll_ && now_.speed.normal();
    switch (command.kind) {
    case Command::Kind::play:
        if (!will_roll || before == TransportState::rolling) return;
        now_.state = TransportState::locating;
        waits_ = true, start_asked_ = false;
        return ask_for({State::rolling, here()}, kPatience); // in place of a locate's, which may have come just before
    case Command::Kind::stop:
        outer.stop();
        outer.locate(here());
        return ask_for({State::stopped, here()}, kPatience);
    case Command::Kind::locate:
    case Command::Kind::scrub:
        outer.locate(here());
        waits_ = will_roll, start_asked_ = false;
        return ask_for({will_roll ? State::rolling : State::stopped, here()}, kPatience);
    case Command::Kind::speed:
        if (now_.speed.normal() || !wants_to_roll_) return;
        outer.stop();
        outer.locate(here());
        return ask_for({State::stopped, here()}, kPatience);
    case Command::Kind::loop:
        return;
    }
}

void Transport::look_at(OuterTransport& outer, int frames) {
    constexpr double kStartPatience = 3; // JACK's other programs have two seconds to get ready
    const OuterPoint p = outer.look(frames);
    const bool moved = seen_ && (p.state != outer_.state || p.frame != outer_.frame);
    const bool rolls = p.state == OuterPoint::State::rolling;
    outer_ = {p.state, p.frame + (rolls ? frames : 0)};
    seen_ = true;
    now_.outer_rules = outer.link() == TransportLink::follow && p.state != OuterPoint::State::stopped;
    if (waits_ && leads(outer.link()) && !now_.outer_moved && !start_asked_ && filled_here()) {
        start_asked_ = true;
        if (p.frame != here()) outer.locate(here());
        outer.start();
        ask_for({OuterPoint::State::rolling, here()}, kStartPatience);
    }
    if (asked_.any) {
        const bool done = p.state == asked_.point.state && p.frame == asked_.point.frame;
        const bool fills = waits_ && !start_asked_;
        if (!done && (fills || (asked_.patience -= frames) > 0)) return;
        asked_.any = false;
        if (done && !waits_) return;
        if (done) return filled_here() ? roll() : jump(TransportState::rolling, p.frame);
        waits_ = waits_ && follows(outer.link()); // else it rolls alone
    }
    if (follows(outer.link())) obey(p, moved);
}

void Transport::obey(OuterPoint p, bool moved) {
    const bool rolling = now_.state == TransportState::rolling;
    const bool same = p.frame == position().samples_round(now_.rate);
    const bool waits_there = waits_ && same && now_.state == TransportState::locating;
    switch (p.state) {
    case OuterPoint::State::rolling:
        if (rolling && same && now_.speed.normal()) return;
        if (waits_there && filled_here()) return roll();
        return jump(TransportState::rolling, p.frame);
    case OuterPoint::State::starting:
        if (!waits_there) jump(TransportState::locating, p.frame);
        return;
    case OuterPoint::State::stopped:
        if (!moved && !waits_) return;
        if (!same) return jump(TransportState::stopped, p.frame);
        wants_to_roll_ = waits_ = false, now_.outer_moved = true;
        now_.state = TransportState::stopped;
        return anchor(Time::from_samples(p.frame, now_.rate));
    }
}

// As the outer transport does.
void Transport::jump(TransportState state, int64_t frame) {
    now_.generation = next_generation();
    now_.state = state, now_.speed = {};
    now_.outer_moved = true;
    wants_to_roll_ = state != TransportState::stopped, scrubs_ = false;
    waits_ = state == TransportState::locating;
    start_asked_ = true; // by somebody else
    anchor(Time::from_samples(frame, now_.rate));
}

TransportBlock Transport::process(int frames, int64_t now_ns, int64_t latency_frames, double ns_per_frame,
                                  OuterTransport* outer) {
    now_.time_ns = now_ns, now_.latency_frames = latency_frames, now_.ns_per_frame = ns_per_frame;
    linked_ = outer != nullptr;
    if (!outer) seen_ = waits_ = asked_.any = now_.outer_moved = now_.outer_rules = false;
    while (auto command = commands_.pop()) {
        const TransportState before = now_.state;
        run(*command);
        if (outer && leads(outer->link())) ask(*command, before, *outer);
    }
    if (outer) look_at(*outer, frames);
    const bool filled = filled_here();
    if (now_.state == TransportState::locating && !waits_ && filled) {
        now_.state = wants_to_roll_ ? TransportState::rolling : TransportState::stopped;
        anchor(now_.reference);
    }
    const bool to_roll = now_.state == TransportState::locating && wants_to_roll_;
    fills_ = to_roll && !filled ? here() : kNowhere;
    ready_ = to_roll && filled ? here() : kNowhere;
    TransportBlock block{.state = now_.state,
                         .generation = now_.generation,
                         .position = position(),
                         .speed = now_.speed,
                         .loop = now_.loop,
                         .scrub = scrubs_};
    point_.store(now_);
    now_.frames += frames;
    return block;
}

} // namespace tandem
