// What the lanes look like.
#include <QPaintEvent>
#include <QPainterPath>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/edits.h"
#include "ui/timeline/clip_paint.h"
#include "ui/timeline/lanes.h"

namespace tandem::ui {

void Lanes::paintEvent(QPaintEvent* event) {
    QPainter p(this);
    const QRect exposed = event->region().boundingRect();
    p.fillRect(exposed, colour(token::canvas));
    if (!model_.sequence()) return;
    paintLanes(p, exposed);
    for (const TrackRow& row : model_.rows())
        if (const QRegion part = event->region() & rowBox(row); !part.isEmpty()) paintTrack(p, row, part);
    if (model_.sequence()->duration() == Time{} && !model_.rows().empty()) paintEmpty(p);
    paintRecording(p);
    paintOverlay(p);
    const double x = std::round(model_.x(studio_.playhead()));
    p.fillRect(QRectF(x, 0, 1, height()), colour(token::playhead));
    playheadX_ = x;
}

void Lanes::paintLanes(QPainter& p, QRect exposed) {
    for (const TrackRow& row : model_.rows()) {
        const Track& track = *model_.sequence()->tracks[row.track];
        const bool focused = track.kind == TrackKind::sound && studio_.focusedStrip().track == track.id;
        const QRect lane(exposed.left(), row.y - model_.scrollY(), exposed.width(), row.height);
        p.fillRect(lane, colour(focused ? token::laneSelected : token::lane));
        for (size_t i = 0; i < row.lines.size(); ++i) {
            const QRectF box = model_.laneBox(row, i);
            p.fillRect(box, colour(focused ? token::laneSelected : token::lane));
            p.fillRect(QRectF(exposed.left(), box.top(), exposed.width(), 1), colour(token::line));
        }
    }
    if (studio_.markIn() || studio_.markOut()) {
        const double a = studio_.markIn() ? model_.x(*studio_.markIn()) : 0;
        const double b = studio_.markOut() ? model_.x(*studio_.markOut()) : width();
        p.fillRect(QRectF(a, 0, b - a, height()), colour(token::accent, studio_.looping() ? 26 : 14));
    }
}

// A lane's colour at x, as paintLanes() leaves it.
QColor Lanes::groundAt(const Track& track, double x) const {
    const bool focused = track.kind == TrackKind::sound && studio_.focusedStrip().track == track.id;
    const QColor lane = colour(focused ? token::laneSelected : token::lane);
    const Time t = model_.timeAt(x);
    const bool any = studio_.markIn() || studio_.markOut();
    if (!any || (studio_.markIn() && t < *studio_.markIn()) || (studio_.markOut() && t >= *studio_.markOut()))
        return lane;
    const QColor mark = colour(token::accent, studio_.looping() ? 26 : 14);
    auto mixed = [&](int below, int over) { return below + (over - below) * mark.alpha() / 255; };
    return QColor(mixed(lane.red(), mark.red()), mixed(lane.green(), mark.green()), mixed(lane.blue(), mark.blue()));
}

QRect Lanes::rowBox(const TrackRow& row) const { return QRect(0, row.y - model_.scrollY(), width(), row.whole() + 1); }

static bool anySolo(const Sequence& s) {
    return std::any_of(s.tracks.begin(), s.tracks.end(), [](const auto& t) { return t->strip && t->strip->solo; });
}

void Lanes::updateChanged() {
    const Ref<Project> before = std::exchange(shown_, studio_.project()), &now = shown_;
    const Ref<Sequence> was = std::exchange(shownSequence_, model_.sequence()), &is = shownSequence_;
    // Of media their state shows on clips; a solo silences other tracks; an empty sequence says what to do.
    if (!before || !now || !was || !is || was->id != is->id || was->tracks.size() != is->tracks.size() ||
        before->media != now->media || anySolo(*was) != anySolo(*is) ||
        (was->duration() == Time{}) != (is->duration() == Time{}))
        return update();
    for (const TrackRow& row : model_.rows())
        if (was->tracks[row.track] != is->tracks[row.track]) update(rowBox(row));
}

void Lanes::updateRowOf(ClipId clip) {
    if (!clip || !model_.sequence()) return;
    if (const auto place = find_clip(*model_.sequence(), clip))
        if (const TrackRow* row = model_.rowOf(place->track)) update(rowBox(*row));
}

void Lanes::updateOverlay() {
    const QRegion now = overlayRegion();
    update(std::exchange(overlayShown_, now) | now);
}

// `region` lies in the row.
void Lanes::paintTrack(QPainter& p, const TrackRow& row, const QRegion& region) {
    const QRect exposed = region.boundingRect();
    const bool apart = region.rectCount() > 1;
    const Sequence& s = *model_.sequence();
    const Track& track = *s.tracks[row.track];
    ClipLook look;
    look.role = Studio::trackRole(s, row.track);
    look.trackMuted = track.kind == TrackKind::sound
                          ? track.strip && (track.strip->mute || (!track.strip->solo && anySolo(s)))
                          : !track.enabled;
    look.trackLocked = track.locked;
    look.viewWidth = width();
    const size_t first = first_ending_after(track, model_.timeAt(exposed.left() - 2));
    double mergedTo = -1e9; // clips too narrow to be told apart are one bar
    for (size_t i = first; i < track.items.size(); ++i) {
        const Placement& placement = track.items[i];
        const QRectF box = model_.clipBox(row, placement);
        if (box.left() > exposed.right() + 2) break;
        if (box.width() < 3) {
            if (box.right() <= mergedTo) continue;
            const double right = std::max(box.right(), box.left() + 1);
            p.fillRect(
                QRectF(std::max(box.left(), mergedTo), box.top(), right - std::max(box.left(), mergedTo), box.height()),
                colour(role(look.role).head));
            mergedTo = right;
            continue;
        }
        if (apart && !region.intersects(box.toAlignedRect())) continue;
        look.selected = studio_.selection().count(placement.clip->id) > 0;
        look.hovered = placement.clip->id == hovered_;
        const auto* content = std::get_if<MediaContent>(&placement.clip->content);
        look.offline = content && studio_.mediaOffline(content->media);
        look.strip = row.strip;
        look.ground = groundAt(track, box.center().x());
        look.focused = hasFocus() && placement.clip->id == focused_;
        paintClip(p, studio_, s, track, placement, box, QRectF(exposed), look);
    }
    paintLines(p, row, exposed);
    paintTransitions(p, row, track, exposed);
    if (look.trackMuted && track.kind == TrackKind::picture)
        p.fillRect(QRectF(exposed.left(), row.y - model_.scrollY(), exposed.width(), row.height),
                   colour(token::canvas, 150));
}

void Lanes::paintEmpty(QPainter& p) {
    // Ghost clips say what belongs where.
    const Sequence& s = *model_.sequence();
    const TrackRow *picture = nullptr, *sound = nullptr;
    for (const TrackRow& row : model_.rows()) {
        if (s.tracks[row.track]->kind == TrackKind::picture) picture = &row; // the lowest
        if (s.tracks[row.track]->kind == TrackKind::sound && !sound) sound = &row;
    }
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    const double left = 18, width = std::min(560.0, this->width() - 36.0);
    for (const TrackRow* row : {picture, sound})
        if (row) {
            const QRectF box(left, row->y - model_.scrollY() + 3.5, width, row->height - 7);
            p.setPen(QPen(colour(token::accent, 170), 1, Qt::DashLine));
            p.setBrush(colour(token::toggleOn, 60));
            p.drawRoundedRect(box, 4, 4);
            if (row != picture) continue;
            p.setPen(colour(token::text));
            p.setFont(textFont(12.5, QFont::DemiBold));
            p.drawText(box.adjusted(22, box.height() / 2 - 20, -8, 0), Qt::AlignLeft | Qt::AlignTop,
                       tr("Drag clips here."));
            p.setPen(colour(token::text2));
            p.setFont(textFont(12));
            p.drawText(box.adjusted(22, box.height() / 2 + 2, -8, 0), Qt::AlignLeft | Qt::AlignTop,
                       tr("Their sound lies on the track below. E appends what is selected in the media pool."));
        }
    p.restore();
}

void Lanes::paintRecording(QPainter& p) {
    if (!studio_.recording()) return;
    for (const TrackRow& row : model_.rows()) {
        if (!studio_.armed(model_.sequence()->tracks[row.track]->id)) continue;
        const double left = model_.x(studio_.recordedFrom()), right = model_.x(studio_.playhead());
        if (right <= left) continue;
        const QRectF box(left, row.y - model_.scrollY(), right - left, row.height);
        p.fillRect(box, QColor(0x5c, 0x16, 0x14));
        p.fillRect(QRectF(box.topLeft(), QSizeF(box.width(), 16)), colour(token::rec));
        p.setFont(textFont(11, QFont::Medium));
        p.setPen(QColor(0x11, 0x11, 0x11));
        p.drawText(QRectF(std::max(4.0, left + 5), box.top(), box.width() - 8, 16), Qt::AlignVCenter | Qt::AlignLeft,
                   tr("Recording"));
    }
}

QRectF Lanes::badgeBox(QPointF at, const QString& text) const {
    const double w = QFontMetricsF(textFont(11, QFont::DemiBold)).horizontalAdvance(text) + 12;
    return {std::clamp(at.x(), 2.0, std::max(2.0, width() - w - 2)), std::clamp(at.y(), 2.0, height() - 20.0), w, 18};
}

static constexpr QPointF kSnapBadge(4, 2); // from the snap line's top

// All that paintOverlay() touches, with room for smoothed edges.
QRegion Lanes::overlayRegion() const {
    const auto& o = model_.overlay();
    QRegion all;
    auto add = [&](QRectF box) { all += box.toAlignedRect().adjusted(-2, -2, 2, 2); };
    auto line = [&](Time t) { add({std::round(model_.x(t)), 0, 1, static_cast<double>(height())}); };
    for (const auto& g : o.ghosts)
        if (const TrackRow* row = model_.rowOf(g.track)) all += rowBox(*row);
    if (o.box) add(*o.box);
    if (o.snap)
        line(o.snap->at), add(badgeBox(QPointF(std::round(model_.x(o.snap->at)), 0) + kSnapBadge, o.snap->what));
    if (o.skim) line(*o.skim);
    if (!o.badge.isEmpty()) add(badgeBox(o.badgeAt, o.badge));
    return all;
}

void Lanes::paintOverlay(QPainter& p) {
    const auto& o = model_.overlay();
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    for (const auto& g : o.ghosts)
        if (const TrackRow* row = model_.rowOf(g.track)) {
            const QRectF box(model_.x(g.start), row->y - model_.scrollY(), g.length.seconds() * model_.pxPerSecond(),
                             row->height);
            p.setPen(QPen(colour(token::select), 1.5));
            p.setBrush(colour(token::select, 40));
            p.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3);
            p.setPen(colour(token::text));
            p.setFont(textFont(11));
            p.drawText(box.adjusted(6, 2, -4, 0), Qt::AlignLeft | Qt::AlignTop,
                       QFontMetricsF(p.font()).elidedText(g.name, Qt::ElideRight, box.width() - 10));
        }
    if (o.box) {
        p.setPen(QPen(colour(token::accent), 1));
        p.setBrush(colour(token::accent, 36));
        p.drawRect(*o.box);
    }
    auto badge = [&](QPointF at, const QString& text, QColor ground, QColor ink) {
        const QRectF box = badgeBox(at, text);
        p.setFont(textFont(11, QFont::DemiBold));
        p.setPen(Qt::NoPen);
        p.setBrush(ground);
        p.drawRoundedRect(box, 3, 3);
        p.setPen(ink);
        p.drawText(box, Qt::AlignCenter, text);
    };
    if (o.snap) {
        const double x = std::round(model_.x(o.snap->at));
        p.fillRect(QRectF(x, 0, 1, height()), colour(token::select));
        badge(QPointF(x, 0) + kSnapBadge, o.snap->what, colour(token::select), QColor(0x11, 0x11, 0x11));
    }
    if (o.skim) {
        p.setPen(QPen(QColor(255, 255, 255, 200), 1, Qt::DashLine));
        const double x = std::round(model_.x(*o.skim)) + 0.5;
        p.drawLine(QPointF(x, 0), QPointF(x, height()));
    }
    if (!o.badge.isEmpty())
        badge(o.badgeAt, o.badge, o.limit ? QColor(0x6e, 0x1f, 0x1b) : colour(token::raised),
              o.limit ? QColor(0xff, 0xd5, 0xd0) : colour(token::text));
    p.restore();
}

} // namespace tandem::ui
