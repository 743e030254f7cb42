// Media pool, bins, sequences, nesting and markers.
#include "engine/edit/project_edits.h"

#include <algorithm>

#include "engine/edit/tracks.h"

namespace tandem {

static Result<size_t> media_index(const Project& p, MediaId id) {
    for (auto it = p.media.begin(); it != p.media.end(); ++it)
        if ((*it)->id == id) return it.index();
    return fail(ErrorCode::usage, "the project has no media " + std::to_string(id.value));
}

Result<MadeMedia> add_media(const Project& project, Media media) {
    Project out = project;
    media.id = MediaId{out.next_id++};
    MediaId id = media.id;
    out.media = out.media.push_back(ref(std::move(media)));
    return MadeMedia{std::move(out), id};
}

// Now, or where another take is chosen.
static bool plays(const Clip& clip, MediaId media) {
    if (auto c = std::get_if<MediaContent>(&clip.content); c && c->media == media) return true;
    return clip.takes && std::any_of(clip.takes->all.begin(), clip.takes->all.end(),
                                     [&](const Take& take) { return take.content.media == media; });
}

Result<Project> remove_media(const Project& project, MediaId media) {
    size_t i = TRY(media_index(project, media));
    for (const auto& s : project.sequences)
        for (const auto& t : s->tracks)
            for (const auto& p : t->items)
                if (plays(*p.clip, media))
                    return fail(ErrorCode::usage, "the media are used by a clip; remove the clip first",
                                "sequence " + s->name + ", track " + t->name + ", clip " + p.clip->name);
    Project out = project;
    out.media = out.media.erase(i);
    return out;
}

Result<Project> relink_media(const Project& project, MediaId media, const Media& found) {
    size_t i = TRY(media_index(project, media));
    const Media& old = *project.media[i];
    Media m = found;
    m.id = media, m.name = old.name, m.bin = old.bin, m.override_colour = old.override_colour, m.extra = old.extra;
    Project out = project;
    out.media = out.media.set(i, ref(std::move(m)));
    return out;
}

static Result<void> check_bin(const Project& p, BinId bin) {
    for (const auto& b : p.bins)
        if (b.id == bin) return {};
    return fail(ErrorCode::usage, "there is no bin " + std::to_string(bin.value));
}

Result<Project> set_media_bin(const Project& project, MediaId media, BinId bin) {
    size_t i = TRY(media_index(project, media));
    if (bin) TRY_VOID(check_bin(project, bin));
    Media m = *project.media[i];
    m.bin = bin;
    Project out = project;
    out.media = out.media.set(i, ref(std::move(m)));
    return out;
}

Result<MadeBin> add_bin(const Project& project, std::string name, BinId parent) {
    if (name.empty()) return fail(ErrorCode::usage, "a bin needs a name");
    if (parent) TRY_VOID(check_bin(project, parent));
    Project out = project;
    BinId id{out.next_id++};
    out.bins.push_back({id, parent, std::move(name)});
    return MadeBin{std::move(out), id};
}

Result<Project> remove_bin(const Project& project, BinId bin) {
    TRY_VOID(check_bin(project, bin));
    Project out = project;
    auto at = std::find_if(out.bins.begin(), out.bins.end(), [&](const Bin& b) { return b.id == bin; });
    const BinId parent = at->parent;
    out.bins.erase(at);
    for (Bin& b : out.bins)
        if (b.parent == bin) b.parent = parent;
    for (size_t i = 0; i < out.media.size(); ++i)
        if (out.media[i]->bin == bin) {
            Media m = *out.media[i];
            m.bin = parent;
            out.media = out.media.set(i, ref(std::move(m)));
        }
    return out;
}

Result<MadeSequence> add_sequence(const Project& project, std::string name, const Format& format) {
    if (name.empty()) return fail(ErrorCode::usage, "a sequence needs a name");
    if (project.sequence_named(name))
        return fail(ErrorCode::usage, "there is already a sequence of that name", "sequence " + name);
    Project out = project;
    IdSource ids{out.next_id};
    Sequence s;
    s.id = ids.make<SequenceId>(), s.name = std::move(name), s.format = format;
    s.mixer = default_mixer(format.channels);
    insert_track(s, TrackKind::picture, {}, {}, ids);
    insert_track(s, TrackKind::sound, {}, {}, ids);
    SequenceId id = s.id;
    out.sequences.push_back(ref(std::move(s)));
    out.next_id = ids.next;
    return MadeSequence{std::move(out), id};
}

Result<Project> remove_sequence(const Project& project, SequenceId sequence) {
    auto found = project.find_sequence(sequence);
    if (!found) return fail(ErrorCode::usage, "there is no sequence " + std::to_string(sequence.value));
    if (project.sequences.size() == 1) return fail(ErrorCode::usage, "the last sequence cannot be removed");
    for (const auto& s : project.sequences)
        for (const auto& t : s->tracks)
            for (const auto& p : t->items)
                if (auto c = std::get_if<SequenceContent>(&p.clip->content); c && c->sequence == sequence)
                    return fail(ErrorCode::usage, "the sequence is nested in another one; remove that clip first",
                                "sequence " + s->name + ", track " + t->name + ", clip " + p.clip->name);
    Project out = project;
    std::erase_if(out.sequences, [&](const auto& s) { return s->id == sequence; });
    if (out.active == sequence) out.active = out.sequences.front()->id;
    return out;
}

Project with_sequence(const Project& project, Sequence sequence, uint64_t next_id) {
    Project out = project;
    for (auto& s : out.sequences)
        if (s->id == sequence.id) {
            s = ref(std::move(sequence));
            break;
        }
    out.next_id = std::max(out.next_id, next_id);
    return out;
}

Result<MadeSequence> nest_clips(const Project& project, SequenceId sequence, const std::vector<ClipId>& clips,
                                std::string name) {
    auto outer = project.find_sequence(sequence);
    if (!outer) return fail(ErrorCode::usage, "there is no sequence " + std::to_string(sequence.value));
    if (clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    for (int n = 1; name.empty() || (n > 1 && project.sequence_named(name)); ++n) name = "Nest " + std::to_string(n);
    if (project.sequence_named(name))
        return fail(ErrorCode::usage, "there is already a sequence of that name", "sequence " + name);
    IdSource ids{project.next_id};
    SequenceEdit edit(*outer, ids);
    auto places = TRY(edit.with_partners(clips, Follow::partners));
    Time start = places[0].placement->start, end = start;
    std::map<size_t, std::vector<ClipPlace>> by_track;
    for (const ClipPlace& p : places) {
        if (edit.track(p.track).kind == TrackKind::subtitle)
            return fail(ErrorCode::usage, "subtitles cannot be nested", edit.where(p));
        start = std::min(start, p.placement->start), end = std::max(end, p.placement->end());
        by_track[p.track].push_back(p);
    }
    Sequence inner;
    inner.id = ids.make<SequenceId>(), inner.name = name, inner.format = outer->format;
    inner.mixer = default_mixer(outer->format.channels);
    std::optional<size_t> picture, sound;    // the outer tracks that show the nest
    std::map<size_t, Ref<Transition>> heads; // that lead into it from clips which stay
    for (auto& [t, list] : by_track) {
        const TrackKind kind = edit.track(t).kind;
        size_t to = insert_track(inner, kind, {}, {}, ids);
        Track track = *inner.tracks[to];
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
        std::vector<Placement> items;
        for (const ClipPlace& p : list) items.push_back({p.placement->start - start, p.placement->clip});
        track.items = Chunked<Placement>(items);
        inner.tracks[to] = ref(std::move(track));
        auto& shown = kind == TrackKind::picture ? picture : sound;
        if (!shown) shown = t;
        const ClipPlace& head = list.front();
        if (head.placement->start == start && transition_shown(edit.track(t), head.index))
            heads[t] = head.placement->clip->transition_in;
        for (auto p = list.rbegin(); p != list.rend(); ++p) edit.erase_item(p->track, p->index);
    }
    const LinkId link = picture && sound ? ids.make<LinkId>() : LinkId{};
    for (auto t : {picture, sound}) {
        if (!t) continue;
        if (!edit.is_free(*t, TimeRange::between(start, end)))
            return fail(ErrorCode::usage, "other clips stand between those to be nested; nest them too",
                        edit.where(start));
        Clip c;
        c.id = ids.make<ClipId>(), c.name = name, c.content = SequenceContent{inner.id};
        c.length = end - start, c.link = link;
        if (const auto lead = heads.find(*t); lead != heads.end()) c.transition_in = lead->second;
        edit.put(*t, {start, ref(std::move(c))});
    }
    SequenceId id = inner.id;
    Project out = with_sequence(project, edit.finish(), ids.next);
    // A transition to a clip that did not come along has no cut any more.
    for (auto& track : inner.tracks) {
        Track copy = *track;
        for (size_t i = 0; i < copy.items.size(); ++i) {
            const Placement p = copy.items[i];
            if (!p.clip->transition_in || transition_shown(copy, i)) continue;
            Clip c = *p.clip;
            c.transition_in = nullptr;
            copy.items = copy.items.set(i, {p.start, ref(std::move(c))});
        }
        track = ref(std::move(copy));
    }
    out.sequences.push_back(ref(std::move(inner)));
    return MadeSequence{std::move(out), id};
}

static void place_marker(Sequence& s, Ref<Marker> m) {
    auto at = std::upper_bound(s.markers.begin(), s.markers.end(), m->start,
                               [](Time t, const Ref<Marker>& x) { return t < x->start; });
    s.markers.insert(at, std::move(m));
}

static Result<void> check_marker(const Marker& m) {
    if (m.start.ticks < 0 || m.length.ticks < 0 || m.start.ticks > kMaxEditTicks || m.length.ticks > kMaxEditTicks)
        return fail(ErrorCode::usage, "the marker's time is out of range", m.name);
    return {};
}

Result<MadeMarker> add_marker(const Sequence& sequence, Marker marker, IdSource& ids) {
    TRY_VOID(check_marker(marker));
    marker.id = ids.make<MarkerId>();
    MarkerId id = marker.id;
    Sequence out = sequence;
    place_marker(out, ref(std::move(marker)));
    return MadeMarker{std::move(out), id};
}

static Result<Ref<Marker>> take_marker(Sequence& s, MarkerId id) {
    auto at = std::find_if(s.markers.begin(), s.markers.end(), [&](const auto& m) { return m->id == id; });
    if (at == s.markers.end())
        return fail(ErrorCode::usage, "there is no marker " + std::to_string(id.value), "sequence " + s.name);
    Ref<Marker> m = *at;
    s.markers.erase(at);
    return m;
}

Result<Sequence> set_marker(const Sequence& sequence, MarkerId id, const MarkerFields& f) {
    Sequence out = sequence;
    Marker m = *TRY(take_marker(out, id));
    if (f.start) m.start = *f.start;
    if (f.length) m.length = *f.length;
    if (f.name) m.name = *f.name;
    if (f.note) m.note = *f.note;
    if (f.colour) m.colour = *f.colour;
    TRY_VOID(check_marker(m));
    place_marker(out, ref(std::move(m)));
    return out;
}

Result<Sequence> remove_marker(const Sequence& sequence, MarkerId id) {
    Sequence out = sequence;
    TRY(take_marker(out, id));
    return out;
}

} // namespace tandem
