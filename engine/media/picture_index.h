// PictureIndex: the frames of one picture stream in presentation order, with the packets that make them, from one pass
// over the packets without decoding. Private to engine/media. Immutable once built, shared by readers; any thread.
#pragma once

#include <memory>
#include <vector>

#include "engine/media/input.h"

namespace tandem {

struct IndexedPacket { // in decoding order
    int64_t pts, dts, position;
    bool key, shown;
};

struct PictureIndex {
    std::vector<IndexedPacket> packets;
    std::vector<uint32_t> order; // presentation order -> packet
    std::vector<int64_t> pts;    // of each shown frame, strictly rising, stream time base
    std::vector<Time> start;     // the same in media time (0 = MediaStart::zero)
    Time end;                    // of the last frame
    // Packets carry no presentation times: the n-th decoded picture has pts[n].
    bool ordinal = false;
    // The container's table names frames behind the end of the file: it was cut short, and they are not here.
    bool cut = false;

    int64_t size() const { return static_cast<int64_t>(start.size()); }
    // The frame on screen at t, clamped to the ends. Pre: size() > 0.
    int64_t frame_at(Time t) const;
    // The packet to start decoding at for frame n: the last key frame that comes before it in both orders.
    size_t key_for(int64_t n) const;
};

// Builds it, or returns the one built before for this file in this session. Errors: bad_data (no frames).
Result<std::shared_ptr<const PictureIndex>> picture_index(const InputSpec& spec, int stream, Time zero);

} // namespace tandem
