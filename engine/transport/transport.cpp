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
uint64_t Transport::play() { return send({Command::Kind::play, sent_, {}, {}}); }
uint64_t Transport::stop() { return send({Command::Kind::stop, sent_, {}, {}}); }
uint64_t Transport::locate(Time position) { return send({Command::Kind::locate, sent_ + 1, position, {}}); }
uint64_t Transport::set_speed(Speed speed) {
    VERIFY(speed.den > 0);
    return send({Command::Kind::speed, sent_ + 1, {}, speed});
}

// From the coming block's first frame the timeline counts from here.
void Transport::anchor(Time timeline) { now_.reference = timeline, now_.reference_frames = now_.frames; }

// Pre: now_.frames counts the coming block's start.
void Transport::run(const Command& command) {
    const bool rolling = now_.state == TransportState::rolling;
    const Time here =
        rolling ? now_.reference + now_.speed.source(Time::from_samples(now_.frames - now_.reference_frames, now_.rate))
                : now_.reference;
    switch (command.kind) {
    case Command::Kind::play:
        wants_to_roll_ = true;
        if (now_.state == TransportState::stopped) now_.state = TransportState::rolling, anchor(here);
        break;
    case Command::Kind::stop:
        wants_to_roll_ = false;
        if (rolling) now_.state = TransportState::stopped;
        anchor(here);
        break;
    case Command::Kind::locate:
        now_.state = TransportState::locating;
        now_.generation = command.generation;
        anchor(command.position);
        break;
    case Command::Kind::speed:
        now_.generation = command.generation;
        now_.speed = command.speed;
        anchor(here);
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
    TransportBlock block{
        .state = now_.state, .generation = now_.generation, .position = now_.reference, .speed = now_.speed};
    if (now_.state == TransportState::rolling)
        block.position += now_.speed.source(Time::from_samples(now_.frames - now_.reference_frames, now_.rate));
    point_.store(now_);
    now_.frames += frames;
    return block;
}

} // namespace tandem
