// Track verbs.
#include "engine/edit/tracks.h"

#include <algorithm>

#include "engine/edit/effects.h"

namespace tandem {

static std::pair<size_t, size_t> kind_range(const Sequence& s, TrackKind kind) {
    auto is = [&](const Ref<Track>& t) { return t->kind == kind; };
    auto first = std::find_if(s.tracks.begin(), s.tracks.end(), is);
    if (first == s.tracks.end()) {
        // Pictures stand first in the list; the others are appended.
        size_t at = kind == TrackKind::picture ? 0 : s.tracks.size();
        return {at, at};
    }
    auto last = std::find_if(s.tracks.rbegin(), s.tracks.rend(), is).base();
    return {static_cast<size_t>(first - s.tracks.begin()), static_cast<size_t>(last - s.tracks.begin())};
}

size_t insert_track(Sequence& s, TrackKind kind, std::string name, std::optional<size_t> index, IdSource& ids) {
    if (name.empty()) {
        const char letter = kind == TrackKind::picture ? 'V' : kind == TrackKind::sound ? 'A' : 'S';
        auto taken = [&](const std::string& n) {
            return std::any_of(s.tracks.begin(), s.tracks.end(), [&](const auto& t) { return t->name == n; });
        };
        // As its badge in the window counts; a name that is taken is passed over.
        const auto of_kind =
            std::count_if(s.tracks.begin(), s.tracks.end(), [&](const auto& t) { return t->kind == kind; });
        for (auto n = of_kind + 1; name.empty() || taken(name); ++n) name = letter + std::to_string(n);
    }
    auto [first, last] = kind_range(s, kind);
    size_t at = last;
    if (index) {
        // Tracks of one kind need not stand together after the pictures: count them.
        size_t seen = 0;
        for (size_t i = first; i < last; ++i)
            if (s.tracks[i]->kind == kind && seen++ == *index) {
                at = i;
                break;
            }
    }
    s.tracks.insert(s.tracks.begin() + static_cast<std::ptrdiff_t>(at),
                    ref(make_track(kind, ids.make<TrackId>(), name)));
    return at;
}

Result<MadeTrack> add_track(const Sequence& sequence, const AddTrackArgs& args, IdSource& ids) {
    if (sequence.tracks.size() >= 1000)
        return fail(ErrorCode::denied, "a sequence can have 1000 tracks at most", "sequence " + sequence.name);
    Sequence out = sequence;
    size_t at = insert_track(out, args.kind, args.name, args.index, ids);
    TrackId id = out.tracks[at]->id;
    return MadeTrack{std::move(out), id};
}

Result<Sequence> remove_track(const Sequence& sequence, TrackId track) {
    IdSource none;
    SequenceEdit edit(sequence, none);
    size_t t = TRY(edit.unlocked_track(track));
    Sequence out = sequence;
    out.tracks.erase(out.tracks.begin() + static_cast<std::ptrdiff_t>(t));
    drop_keys(out, {.track = track});
    return out;
}

Result<Sequence> move_track(const Sequence& sequence, TrackId track, size_t index) {
    IdSource none;
    SequenceEdit edit(sequence, none);
    size_t t = TRY(edit.find_track(track));
    Sequence out = sequence;
    Ref<Track> moved = out.tracks[t];
    std::vector<size_t> places; // of its kind
    for (size_t i = 0; i < out.tracks.size(); ++i)
        if (out.tracks[i]->kind == moved->kind) places.push_back(i);
    if (index >= places.size())
        return fail(ErrorCode::usage,
                    "there are only " + std::to_string(places.size()) + " tracks of that kind; count from 0",
                    "sequence " + sequence.name);
    out.tracks.erase(out.tracks.begin() + static_cast<std::ptrdiff_t>(t));
    out.tracks.insert(out.tracks.begin() + static_cast<std::ptrdiff_t>(places[index]), moved);
    return out;
}

Result<Sequence> set_track(const Sequence& sequence, TrackId track, const TrackFlags& f) {
    IdSource none;
    SequenceEdit edit(sequence, none);
    size_t t = TRY(edit.find_track(track));
    if (f.name && f.name->empty()) return fail(ErrorCode::usage, "a track needs a name");
    Track copy = *sequence.tracks[t];
    if (f.enabled) copy.enabled = *f.enabled;
    if (f.locked) copy.locked = *f.locked;
    if (f.sync_lock) copy.sync_lock = *f.sync_lock;
    if (f.name) copy.name = *f.name;
    if (f.language) copy.language = *f.language;
    if (f.input) {
        if (copy.kind != TrackKind::sound) return fail(ErrorCode::usage, "only a sound track has an input", copy.name);
        if (f.input->first < 0 || f.input->first + f.input->channels > kMaxInputs)
            return fail(ErrorCode::usage, "a device has inputs 1 to " + std::to_string(kMaxInputs), copy.name);
        copy.input = *f.input;
    }
    Sequence out = sequence;
    out.tracks[t] = ref(std::move(copy));
    return out;
}

} // namespace tandem
