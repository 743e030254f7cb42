// What is dragged onto the lanes from the media pool, the effects list or the desktop.
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPointer>
#include <QUrl>

#include "engine/model/lookup.h"
#include "engine/session/new_project.h"
#include "ui/edits.h"
#include "ui/mime.h"
#include "ui/panels/catalog_list.h"
#include "ui/panels/titles_browser.h"
#include "ui/timeline/lanes.h"

namespace tandem::ui {

Lanes::Drop Lanes::readDrop(const QMimeData* data) {
    Drop out;
    if (data->hasFormat(kMediaMime)) {
        for (const QByteArray& id : data->data(kMediaMime).split(' '))
            if (const auto n = id.toULongLong()) out.media.push_back(MediaId{n});
        return out;
    }
    out.effect = QString::fromUtf8(data->data(kEffectMime));
    out.transition = QString::fromUtf8(data->data(kTransitionMime));
    if (data->hasFormat(kTitleMime)) out.title = data->data(kTitleMime).toInt();
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) out.files.push_back(url.toLocalFile());
    return out;
}

void Lanes::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() || readDrop(event->mimeData()).any()) event->acceptProposedAction();
}

Time Lanes::dropTime(QPointF at, SnapHit* snapped) const {
    Time t = model_.frameAt(at.x());
    if (auto snap = model_.snap(t, {})) {
        if (snapped) *snapped = *snap;
        t = model_.sequence()->format.rate.snap(snap->at);
    }
    return t;
}

void Lanes::showDrop(const Drop& drop, QPointF at) {
    TimelineModel::Overlay o;
    SnapHit snapped;
    const Sequence& s = *model_.sequence();
    const TrackRow* row = model_.rowAt(static_cast<int>(at.y()) + model_.scrollY());
    Time t = dropTime(at, &snapped);
    if (!snapped.what.isEmpty()) o.snap = snapped;
    auto index = [&](TrackKind kind) -> size_t {
        if (row && s.tracks[row->track]->kind == kind) return row->track;
        const TrackId id = studio_.targetTrack(kind);
        for (size_t i = 0; i < s.tracks.size(); ++i)
            if (s.tracks[i]->id == id) return i;
        return s.tracks.size();
    };
    auto ghost = [&](TrackKind kind, Time length, const QString& name) {
        if (const size_t i = index(kind); i < s.tracks.size()) o.ghosts.push_back({i, t, length, name});
    };
    for (const MediaId id : drop.media)
        if (const Media* m = studio_.project()->find_media(id)) {
            const Time length = natural_length(*m, s.format.rate, s.format.audio_rate);
            if (!m->pictures.empty()) ghost(TrackKind::picture, length, toQt(m->name));
            if (!m->sounds.empty()) ghost(TrackKind::sound, length, toQt(m->name));
            t += length;
        }
    if (!drop.files.isEmpty()) {
        ghost(TrackKind::picture, Time::from_seconds(5), drop.files[0].section(u'/', -1));
        ghost(TrackKind::sound, Time::from_seconds(5), {});
    }
    if (drop.title >= 0) ghost(TrackKind::picture, kStillLength, titlePresetText(drop.title));
    model_.setOverlay(std::move(o));
}

void Lanes::dragMoveEvent(QDragMoveEvent* event) {
    const Drop drop = readDrop(event->mimeData());
    if (!model_.sequence()) return;
    if (!drop.transition.isEmpty()) {
        const auto to = transitionDrop(drop.transition, event->position());
        TimelineModel::Overlay o;
        if (to) {
            const Time cut = find_clip(*model_.sequence(), to->clip)->placement->start;
            o.ghosts.push_back({to->track, cut - to->before, to->before + to->after, {}});
            o.badge = transitionName(find_transition(fromQt(drop.transition)));
            o.badgeAt = event->position() + QPointF(14, -10);
        }
        model_.setOverlay(std::move(o));
        event->setAccepted(to.has_value());
        return;
    }
    if (!drop.effect.isEmpty()) {
        const auto hit = model_.hit(event->position());
        hovered_ = hit ? hit->placement->clip->id : ClipId{};
        update();
        event->setAccepted(hit.has_value());
        return;
    }
    showDrop(drop, event->position());
    event->acceptProposedAction();
}

void Lanes::dragLeaveEvent(QDragLeaveEvent*) {
    hovered_ = {};
    model_.setOverlay({});
}

void Lanes::dropEvent(QDropEvent* event) {
    const Drop drop = readDrop(event->mimeData());
    model_.setOverlay({});
    event->acceptProposedAction();
    if (!model_.sequence()) return;
    const Sequence& s = *model_.sequence();
    const auto hit = model_.hit(event->position());
    if (!drop.effect.isEmpty()) {
        if (hit) studio_.run("add_effect", {{"clip", arg(hit->placement->clip->id)}, {"effect", fromQt(drop.effect)}});
        return;
    }
    if (!drop.transition.isEmpty()) {
        const auto to = transitionDrop(drop.transition, event->position());
        if (to && studio_.run("set_transition", {{"clip", arg(to->clip)},
                                                 {"kind", fromQt(drop.transition)},
                                                 {"before", arg(to->before)},
                                                 {"after", arg(to->after)}}))
            studio_.selectTransition(to->clip);
        return;
    }
    const TrackRow* row = model_.rowAt(static_cast<int>(event->position().y()) + model_.scrollY());
    PutMedia put{.media = drop.media, .at = dropTime(event->position(), nullptr)};
    if (row && studio_.session()) {
        const Track& track = *s.tracks[row->track];
        if (track.kind == TrackKind::picture) put.picture = track.id;
        if (track.kind == TrackKind::sound) put.sound = track.id;
    }
    if (drop.title >= 0) return putTitlePreset(studio_, drop.title, put.at, put.picture);
    if (s.duration() == Time{}) put.at = {};
    if (!drop.media.empty()) {
        const bool first = s.duration() == Time{};
        if (putMedia(studio_, put) && first) model_.zoomToFit();
        return;
    }
    QPointer<Lanes> self(this);
    studio_.takeDropped(*event->mimeData(), [self, put](const std::vector<MediaId>& ids) mutable {
        if (!self || !self->model_.sequence()) return;
        put.media = ids;
        const bool first = self->model_.sequence()->duration() == Time{};
        if (putMedia(self->studio_, put) && first) self->model_.zoomToFit();
    });
}

} // namespace tandem::ui
