// The state machine, on the device's thread.
#include "engine/transport/transport.h"

namespace tandem {

Transport::Transport(int rate) {
    VERIFY(rate > 0);
    now_.rate = rate;
    now_.ns_per_frame = 1e9 / rate;
    point_.store(now_);
}

uint64_t Transport::send(Command command) {
    if (!commands_.push(command)) return 0;
    return sent_ = command.generation;
}
uint64_t Transport::play() { return send({Command::Kind::play, sent_, {}, {}, {}}); }
uint64_t Transport::stop() { return send({Command::Kind::stop, sent_, {}, {}, {}}); }
uint64_t Transport::locate(Time position) { return send({Command::Kind::locate, sent_ + 1, position, {}, {}}); }
uint64_t Transport::scrub(Time position) { return send({Command::Kind::scrub, sent_ + 1, position, {}, {}}); }
uint64_t Transport::set_speed(Speed speed) {
    VERIFY(speed.den > 0);
    return send({Command::Kind::speed, sent_ + 1, {}, speed, {}});
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
    return now_.speed.num > 0 && timeline < loop_.end() ? loop_ : TimeRange{};
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

TransportBlock Transport::process(int frames, int64_t now_ns, int64_t latency_frames, double ns_per_frame) {
    now_.time_ns = now_ns, now_.latency_frames = latency_frames, now_.ns_per_frame = ns_per_frame;
    while (auto command = commands_.pop()) run(*command);
    if (now_.state == TransportState::locating && filled_.load(std::memory_order_acquire) >= now_.generation) {
        now_.state = wants_to_roll_ ? TransportState::rolling : TransportState::stopped;
        anchor(now_.reference);
    }
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
