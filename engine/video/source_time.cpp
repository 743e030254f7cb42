// Grid arithmetic of source times; see the header for the rule.
#include "engine/video/source_time.h"

#include <algorithm>

namespace tandem {

int64_t grid_frame(FrameRate rate, Time t, Direction direction) {
    return rate.frame_at(direction == Direction::forward ? t + kTimeSlack : t - kTimeSlack);
}

Time source_instant(const PictureStream& stream, Time t, Direction direction) {
    if (stream.still) return {};
    Time slack = direction == Direction::forward ? kTimeSlack : -kTimeSlack;
    if (stream.rate.num <= 0 || stream.rate.den <= 0) return t + slack;
    if (stream.variable_rate) {
        const Time quarter{stream.rate.time_of(1).ticks / 4};
        return direction == Direction::forward ? t + quarter : t - quarter;
    }
    int64_t k = grid_frame(stream.rate, t, direction);
    Time start = stream.rate.time_of(k), end = stream.rate.time_of(k + 1);
    Time quarter{(end - start).ticks / 4};
    return std::clamp(t, start + quarter, end - quarter);
}

} // namespace tandem
