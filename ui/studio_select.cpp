// Studio's selection, tools, and what a track is called and coloured.
#include <QSettings>
#include <algorithm>

#include "engine/model/lookup.h"
#include "ui/studio.h"

namespace tandem::ui {

void Studio::select(std::set<ClipId> clips) {
    const Ref<Sequence> s = sequence();
    if (!s) return;
    if (linked_) {
        std::set<LinkId> links;
        std::set<GroupId> groups;
        for (const ClipId id : clips)
            if (auto place = find_clip(*s, id)) {
                if (place->placement->clip->link) links.insert(place->placement->clip->link);
                if (place->placement->clip->group) groups.insert(place->placement->clip->group);
            }
        if (!links.empty() || !groups.empty())
            for (const auto& t : s->tracks)
                for (const Placement& p : t->items)
                    if ((p.clip->link && links.count(p.clip->link)) || (p.clip->group && groups.count(p.clip->group)))
                        clips.insert(p.clip->id);
    }
    if (clips == selection_ && !selectedTransition_) return;
    selection_ = std::move(clips);
    selectedTransition_ = {};
    editOnPicture({});
    Q_EMIT selectionChanged();
}

void Studio::editOnPicture(const OnPicture& what) {
    if (onPicture_ == what) return;
    onPicture_ = what;
    Q_EMIT onPictureChanged();
}

void Studio::selectTransition(ClipId clip) {
    if (selectedTransition_ == clip) return;
    selectedTransition_ = clip;
    if (clip) selection_.clear();
    Q_EMIT selectionChanged();
}

void Studio::pruneSelection() {
    const Ref<Sequence> s = sequence();
    const size_t before = selection_.size();
    std::erase_if(selection_, [&](ClipId id) { return !s || !find_clip(*s, id); });
    bool gone = selection_.size() != before;
    if (selectedTransition_) {
        const auto place = s ? find_clip(*s, selectedTransition_) : std::nullopt;
        if (!place || !place->placement->clip->transition_in) selectedTransition_ = {}, gone = true;
    }
    if (gone) Q_EMIT selectionChanged();
}

const Placement* Studio::selectedPlacement(TrackKind kind, TrackId* track) const {
    const Ref<Sequence> s = sequence();
    if (!s) return nullptr;
    for (const ClipId id : selection_)
        if (auto place = find_clip(*s, id); place && s->tracks[place->track]->kind == kind) {
            if (track) *track = s->tracks[place->track]->id;
            return place->placement;
        }
    return nullptr;
}

void Studio::selectMedia(MediaId id) {
    if (selectedMedia_ == id) return;
    selectedMedia_ = id;
    Q_EMIT selectionChanged();
}

void Studio::focusStrip(StripRef strip) {
    if (focusedStrip_ == strip) return;
    focusedStrip_ = strip;
    Q_EMIT stripFocusChanged();
}

TrackId Studio::targetTrack(TrackKind kind) const {
    const Ref<Sequence> s = sequence();
    if (!s) return {};
    const TrackId wanted = kind == TrackKind::picture ? targetPicture_ : targetSound_;
    TrackId first;
    for (const auto& t : s->tracks)
        if (t->kind == kind && !t->locked) {
            if (t->id == wanted) return wanted;
            if (!first) first = t->id;
        }
    return first;
}

void Studio::setTargetTrack(TrackId track) {
    const Ref<Sequence> s = sequence();
    if (!s) return;
    if (auto i = find_track(*s, track)) {
        (s->tracks[*i]->kind == TrackKind::picture ? targetPicture_ : targetSound_) = track;
        if (s->tracks[*i]->kind == TrackKind::sound) focusStrip({.track = track});
        Q_EMIT toolChanged();
    }
}

void Studio::setTool(Tool tool) {
    tool_ = tool;
    Q_EMIT toolChanged();
}
void Studio::setEditMode(EditMode mode) {
    editMode_ = mode;
    Q_EMIT toolChanged();
}
void Studio::setSnapping(bool on) {
    snapping_ = on;
    Q_EMIT toolChanged();
}
void Studio::setSnapsToBeats(bool on) {
    snapsToBeats_ = on;
    QSettings().setValue(QStringLiteral("snap_to_beats"), on);
    if (on) setSnapping(true);
    Q_EMIT toolChanged();
    Q_EMIT mediaDrawn(); // they are drawn, or not
}
void Studio::setLinkedSelection(bool on) {
    linked_ = on;
    Q_EMIT toolChanged();
}

// Place among the tracks of its kind, from 0.
static int placeOf(const Sequence& sequence, size_t track) {
    int n = 0;
    for (size_t i = 0; i < track; ++i)
        if (sequence.tracks[i]->kind == sequence.tracks[track]->kind) ++n;
    return n;
}

QString Studio::trackBadge(const Sequence& sequence, size_t track) {
    static constexpr char kLetters[] = {'V', 'A', 'S'};
    return QLatin1Char(kLetters[static_cast<size_t>(sequence.tracks[track]->kind)]) +
           QString::number(placeOf(sequence, track) + 1);
}

Role Studio::trackRole(const Sequence& sequence, size_t track) {
    const Track& t = *sequence.tracks[track];
    const int place = placeOf(sequence, track);
    if (t.kind == TrackKind::subtitle) return Role::title;
    const QString name = toQt(t.name).toLower();
    auto named = [&](std::initializer_list<const char*> words) {
        return std::any_of(words.begin(), words.end(),
                           [&](const char* w) { return name.contains(QString::fromUtf8(w)); });
    };
    if (t.kind == TrackKind::picture) {
        const bool titles = !t.items.empty() && std::all_of(t.items.begin(), t.items.end(), [](const Placement& p) {
            return std::holds_alternative<GeneratorContent>(p.clip->content);
        });
        if (titles || named({"title", "제목", "자막"})) return Role::title;
        return place == 0 ? Role::picture : Role::broll;
    }
    if (named({"narrat", "voice", "vo ", "내레이션", "해설"})) return Role::narration;
    if (named({"music", "score", "음악"})) return Role::music;
    if (named({"amb", "room", "atmo", "wind", "현장음", "공간"})) return Role::ambience;
    if (named({"fx", "foley", "effect", "sfx", "효과"})) return Role::fx;
    if (named({"dialog", "sync", "대사"})) return Role::dialogue;
    static constexpr Role kCycle[] = {Role::dialogue, Role::narration, Role::music, Role::fx, Role::ambience};
    return kCycle[place % 5];
}

} // namespace tandem::ui
