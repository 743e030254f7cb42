// Slots and frames.
#include "engine/video/playback_order.h"

#include <algorithm>
#include <cstdlib>

namespace tandem {

PlaybackOrder::PlaybackOrder(FrameRate rate, int64_t frames, Time position, Speed speed, TimeRange loop) : rate_(rate) {
    VERIFY(speed.den > 0);
    if (frames <= 0) return;
    first_ = std::clamp<int64_t>(rate.frame_at(position), 0, frames - 1);
    stands_ = speed.num == 0;
    if (stands_) {
        slots_ = 1;
        return;
    }
    const int64_t pace = std::abs(speed.num);
    step_ = std::max<int64_t>(1, mul_div_ceil(pace, 1, 2 * speed.den));
    slot_seconds_ = static_cast<double>(step_) / rate.hz() * static_cast<double>(speed.den) / static_cast<double>(pace);
    slots_ = (speed.num > 0 ? frames - 1 - first_ : first_) / step_ + 1;
    if (speed.num < 0) step_ = -step_;
    if (speed.num < 0 || loop.empty() || position >= loop.end()) return;
    loop_first_ = std::clamp<int64_t>(rate.frame_at(loop.start), 0, frames - 1);
    loop_end_ = std::clamp(rate.frames_covering(loop.end()), std::max(loop_first_, first_) + 1, frames);
    once_ = mul_div_ceil(loop_end_ - first_, 1, step_);
    pass_ = mul_div_ceil(loop_end_ - loop_first_, 1, step_);
    slots_ = INT64_MAX / 2;
}

int64_t PlaybackOrder::slot_at(Time t, int64_t near) const {
    if (slots_ == 0) return -1;
    if (stands_) return 0;
    if (loops()) {
        const int64_t frame = std::min(rate_.frame_at(t), loop_end_ - 1); // the sound's end may lie a sample later
        const int64_t once = mul_div_floor(frame - first_, 1, step_);
        if (frame < loop_first_) return once;
        const int64_t first = once_ + (frame - loop_first_) / step_;
        const int64_t again = first + std::max<int64_t>(0, mul_div_floor(near - first + pass_ / 2, 1, pass_)) * pass_;
        const bool may_be_first = once >= 0 && std::abs(once - near) <= std::abs(again - near);
        return may_be_first ? once : again;
    }
    const int64_t away = step_ > 0 ? rate_.frame_at(t) - first_ : first_ - rate_.frame_at(t);
    return std::min(mul_div_floor(away, 1, std::abs(step_)), slots_ - 1);
}

Time PlaybackOrder::due(int64_t slot) const { return rate_.time_of(frame_of(slot) + (step_ < 0 ? 1 : 0)); }

} // namespace tandem
