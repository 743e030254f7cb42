// SequenceEdit: a sequence while a verb works on it. Tracks are copied when first touched; finish() repairs transitions
// and links, so that what comes out is valid. Private to engine/edit. One thread, short-lived.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/edit/clip_ops.h"
#include "engine/model/lookup.h"

namespace tandem {

// What a verb gives back: the new sequence and the clips that it made, in the order of its arguments or of time.
struct Edited {
    Sequence sequence;
    std::vector<ClipId> made;
};

// Whether linked and grouped clips are edited with the one named.
enum class Follow { partners, alone };
// Whether later clips (of every unlocked track with sync_lock) move so that time closes or opens everywhere at once.
enum class Ripple { no, yes };

class SequenceEdit {
  public:
    SequenceEdit(const Sequence& sequence, IdSource& ids) : before_(sequence), now_(sequence), ids_(ids) {}

    const Sequence& now() const { return now_; }
    Sequence& change() { return now_; } // for fields outside the tracks' items
    IdSource& ids() { return ids_; }
    size_t track_count() const { return now_.tracks.size(); }
    const Track& track(size_t i) const { return *now_.tracks[i]; }
    const Placement& item(size_t t, size_t i) const { return track(t).items[i]; }

    // Lookups with the user's error.
    Result<size_t> find_track(TrackId id) const;
    Result<size_t> unlocked_track(TrackId id) const; // also refuses locked ones
    Result<ClipPlace> find(ClipId id) const;
    Result<std::vector<ClipPlace>> find_all(std::span<const ClipId> ids) const; // in the order of ids
    // The clip with its partners (first = the clip), none of them on a locked track.
    Result<std::vector<ClipPlace>> with_partners(ClipId id, Follow follow) const;
    Result<std::vector<ClipPlace>> with_partners(std::span<const ClipId> ids, Follow follow) const;
    Result<void> refuse_locked(size_t track) const;
    // "clip Interview (00:00:04:12)" for errors.
    std::string where(const ClipPlace& place) const;
    std::string where(Time t) const;

    // Tracks that a ripple moves: unlocked ones with sync_lock, and `always`.
    std::vector<size_t> ripple_tracks(std::span<const size_t> always) const;

    // Time opens at an instant, or a range is taken out of time: on these tracks, and of the sequence's markers. A
    // marker inside the range goes to where it was taken out.
    void open_time(std::span<const size_t> tracks, Time at, Time length);
    void close_time(std::span<const size_t> tracks, TimeRange range);
    // The same for a verb that moves the clips of its `own` tracks itself: all other tracks that ripple, and markers,
    // get `grows` more time at `end`, or lose that much before it.
    void change_time(std::span<const size_t> own, Time end, Time grows);
    // Whether something stands there on a track before this one in the list. What lies over or under other clips does
    // not carry the sequence's time.
    bool over_others(size_t track, TimeRange range) const;

    // Items of one track. Times are the track's at the moment of the call.
    void set_item(size_t track, size_t index, Placement item);
    void erase_item(size_t track, size_t index);
    void erase(std::vector<ClipPlace> places);
    // Pre: the range of the item is free.
    void put(size_t track, Placement item);
    bool is_free(size_t track, TimeRange range) const;
    // Cuts the clip that covers `at` strictly inside; gives the id of the right part, or none where nothing was cut.
    ClipId cut(size_t track, Time at);
    // Empties a range: clips inside vanish, clips across an edge lose that part.
    void clear(size_t track, TimeRange range);
    void open_gap(size_t track, Time at, Time length);
    void close_gap(size_t track, TimeRange range);
    void shift(size_t track, size_t from_index, Time by);
    // Other items in the place of [first, last). Pre: by rising start, no overlap, with the rest of the track too.
    void replace(size_t track, size_t first, size_t last, std::span<const Placement> items);

    // Clip with new ids for itself, its effects and its transition.
    Clip renewed(Clip clip);

    // Repairs what the operations left behind and gives the result.
    Sequence finish();

  private:
    void map_markers(const std::function<Time(Time)>& start, const std::function<Time(Time)>& end);
    void set_items(size_t track, Chunked<Placement> items);
    void repair_transitions(size_t track);
    void drop_lonely_links();

    const Sequence& before_;
    Sequence now_;
    IdSource& ids_;
    // Right parts of linked clips that were cut get a common new link.
    std::map<LinkId, LinkId> right_links_;
    std::map<LinkId, std::vector<std::pair<size_t, ClipId>>> right_parts_;
};

template<class T>
Ref<T> ref(T value) {
    return std::make_shared<const T>(std::move(value));
}

} // namespace tandem
