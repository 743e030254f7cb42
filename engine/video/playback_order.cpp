// Slots and frames.
#include "engine/video/playback_order.h"

#include <algorithm>
#include <cstdlib>

namespace tandem {

PlaybackOrder::PlaybackOrder(FrameRate rate, int64_t frames, Time position, Speed speed) : rate_(rate) {
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
}

int64_t PlaybackOrder::slot_at(Time t) const {
    if (slots_ == 0) return -1;
    if (stands_) return 0;
    const int64_t away = step_ > 0 ? rate_.frame_at(t) - first_ : first_ - rate_.frame_at(t);
    return std::min(mul_div_floor(away, 1, std::abs(step_)), slots_ - 1);
}

Time PlaybackOrder::due(int64_t slot) const { return rate_.time_of(frame_of(slot) + (step_ < 0 ? 1 : 0)); }

} // namespace tandem
