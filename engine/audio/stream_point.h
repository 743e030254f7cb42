// StreamPoint: which stretches of the timeline the device plays, one after the other. A stream begins at a start or a
// jump; its quanta are counted on through the wraps of a loop, whose passes each begin with a run-in that is not heard.
// Published by the device's thread, read by the workers. Plain values, pure functions.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/base/time.h"

namespace tandem::audio {

// Quantum `first` of the timeline is the stream's quantum `at`, and the ones after it follow; in a loop `begin` comes
// after the last one before `end`.
struct StreamOrder {
    int64_t at = 0, first = 0;
    int64_t pass = 0; // the stream's quantum at which the pass began that `at` is in
    int64_t begin = 0, end = 0;

    bool loops() const { return end > begin; }
    friend bool operator==(const StreamOrder&, const StreamOrder&) = default;
};

struct StreamPoint {
    uint64_t stream = 0;       // counts starts at a new place; chunks of another one are void
    uint64_t generation = 0;   // of the transport, see TransportBlock
    int64_t taken = 0;         // quanta since then: the one in hand
    int64_t run_in = 0;        // the first quanta of a pass, that are run unheard when it starts
    StreamOrder order, before; // from quantum order.at on, and until then
    uint64_t changes = 0;      // of the order
    // At another speed than 1 quanta are of the device's time, from `origin` on, and all above but the first three is
    // of no meaning.
    Speed speed;
    Time origin;
    TimeRange loop;
    bool shuttles() const { return !speed.normal() && speed.num != 0; }

    // Where a quantum of the stream lies on the timeline.
    struct Piece {
        int64_t quantum; // of the timeline
        int64_t left;    // quanta from here to the end of the pass
        int64_t pass;    // the stream's quantum at which the pass began
    };
    Piece piece(int64_t quantum) const {
        const StreamOrder& o = quantum < order.at ? before : order;
        const int64_t on = o.first + quantum - o.at;
        if (!o.loops() || on < o.end) return {on, o.loops() ? o.end - on : INT64_MAX, o.pass};
        const int64_t inside = (on - o.end) % (o.end - o.begin);
        return {o.begin + inside, o.end - o.begin - inside, quantum - inside};
    }
};

} // namespace tandem::audio
