// Stable identities: 64-bit, saved in the project, never reused. 0 means none. Plain values, any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tandem {

template<class Tag>
struct Id {
    uint64_t value = 0;
    explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using MediaId = Id<struct MediaTag>;
using BinId = Id<struct BinTag>;
using SequenceId = Id<struct SequenceTag>;
using TrackId = Id<struct TrackTag>;
using ClipId = Id<struct ClipTag>;
using EffectId = Id<struct EffectTag>;
using TransitionId = Id<struct TransitionTag>;
using MarkerId = Id<struct MarkerTag>;
using BusId = Id<struct BusTag>;
using LinkId = Id<struct LinkTag>;
using GroupId = Id<struct GroupTag>;
using FaderGroupId = Id<struct FaderGroupTag>;

// Hands out new ids in one space for all kinds. Owned by an edit in progress; its `next` is stored in the project.
struct IdSource {
    uint64_t next = 1;
    template<class I>
    I make() {
        return I{next++};
    }
};

} // namespace tandem

template<class Tag>
struct std::hash<tandem::Id<Tag>> {
    size_t operator()(tandem::Id<Tag> id) const noexcept { return std::hash<uint64_t>{}(id.value); }
};
