// Transitions on the lanes: what they look like, and dragging them and their edges.
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/edits.h"
#include "ui/timeline/lanes.h"

namespace tandem::ui {

void Lanes::paintTransitions(QPainter& p, const TrackRow& row, const Track& track, QRect exposed) {
    if (row.strip) return;
    for (size_t i = first_ending_after(track, model_.timeAt(exposed.left() - 400)); i < track.items.size(); ++i) {
        const Placement& placement = track.items[i];
        if (model_.x(placement.start) > exposed.right() + 400) break;
        if (!placement.clip->transition_in || !transition_shown(track, i)) continue;
        const Transition& t = *placement.clip->transition_in;
        const QRectF box = model_.transitionBox(row, placement);
        if (box.width() < 2 || box.height() < 8) continue;
        const bool selected = studio_.selectedTransition() == placement.clip->id;
        const bool hovered = hoveredTransition_ == placement.clip->id;
        p.save();
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(QColor(255, 255, 255, hovered ? 240 : 170), 1));
        p.setBrush(QColor(10, 10, 12, is_sound(t.kind) ? 110 : 165));
        p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        if (is_sound(t.kind)) {
            QPainterPath in, out;
            in.moveTo(box.bottomLeft()), out.moveTo(box.topLeft());
            const bool linear = t.kind == TransitionKind::crossfade_linear;
            for (int k = 1; k <= 16; ++k) {
                const double u = k / 16.0;
                const double g = linear ? u : std::sin(u * M_PI / 2), h = linear ? 1 - u : std::cos(u * M_PI / 2);
                in.lineTo(box.left() + u * box.width(), box.bottom() - g * box.height());
                out.lineTo(box.left() + u * box.width(), box.bottom() - h * box.height());
            }
            p.setBrush(Qt::NoBrush);
            p.drawPath(in);
            p.drawPath(out);
        } else if (box.width() >= 18) {
            // The cut, where it does not lie in the middle, and the badge.
            const double cut = model_.x(placement.start);
            if (t.before != t.after) p.fillRect(QRectF(std::round(cut), box.top() + 2, 1, box.height() - 4), Qt::white);
            drawIcon(p, QStringLiteral("transition"), QRectF(box.center().x() - 8, box.center().y() - 8, 16, 16),
                     Qt::white);
        }
        if (selected) {
            p.setBrush(Qt::NoBrush);
            p.setPen(QPen(colour(token::select), 2));
            p.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3);
        }
        p.restore();
    }
}

void Lanes::pressTransition(const TransitionHit& hit) {
    base_ = model_.sequence();
    transition_ = hit;
    studio_.selectTransition(hit.clip);
    command_.clear();
    drag_ = Drag::transition;
}

void Lanes::dragTransition(QPointF at, bool oneSide) {
    const auto place = find_clip(*base_, transition_.clip);
    if (!place || !place->placement->clip->transition_in) return;
    if (command_.empty() && std::abs(at.x() - pressed_.x()) < 3) return; // a click
    const Transition& t = *place->placement->clip->transition_in;
    const Time cut = place->placement->start;
    const FrameRate rate = base_->format.rate;
    Time by = Time::from_double((at.x() - pressed_.x()) / model_.pxPerSecond());
    std::optional<SnapHit> snapped;
    // An edge is put on what it snaps to; the whole moves freely over its cut.
    auto edge = [&](Time e) {
        snapped = model_.snap(e + by, {place->placement->clip->id});
        return snapped ? snapped->at : e + by;
    };
    const auto [most, mostAfter] = transitionRoom(*base_->tracks[place->track], place->index);
    Time before = t.before, after = t.after;
    const bool centred = t.before == t.after && !oneSide;
    if (transition_.part == TransitionHit::Part::start) {
        before = rate.snap(cut - edge(cut - t.before));
        if (centred) after = before;
    } else if (transition_.part == TransitionHit::Part::end) {
        after = rate.snap(edge(cut + t.after) - cut);
        if (centred) before = after;
    } else {
        by = rate.snap(by);
        by = std::clamp(by, std::max(-t.after, t.before - most), std::min(t.before, mostAfter - t.after));
        before = t.before - by, after = t.after + by;
    }
    const Time frame = rate.time_of(1);
    const bool limit = before > most || after > mostAfter;
    before = std::clamp(before, Time{}, most), after = std::clamp(after, Time{}, mostAfter);
    if (centred && transition_.part != TransitionHit::Part::body)
        before = after = std::max(frame, std::min(before, after));
    if (before + after < frame) (most >= frame ? before : after) = frame;
    ValueObject args = transitionArgs(transition_.clip, t);
    args["before"] = arg(before), args["after"] = arg(after);
    const auto result = studio_.preview("set_transition", args);
    if (result) command_ = "set_transition", args_ = std::move(args);
    QString badge = toQt(time_text(before + after, rate));
    if (limit) badge = tr("The clips are no longer than this");
    show(result, badge, snapped, at);
    if (limit) {
        TimelineModel::Overlay o = model_.overlay();
        o.limit = true;
        model_.setOverlay(std::move(o));
    }
}

std::optional<Lanes::TransitionDrop> Lanes::transitionDrop(const QString& kind, QPointF at) const {
    const TrackRow* row = model_.rowAt(static_cast<int>(at.y()) + model_.scrollY());
    const TransitionKind wanted = find_transition(fromQt(kind));
    if (!row || wanted == TransitionKind::count_) return {};
    const Sequence& s = *model_.sequence();
    const Track& track = *s.tracks[row->track];
    if (track.locked || track.kind == TrackKind::subtitle || is_sound(wanted) != (track.kind == TrackKind::sound))
        return {};
    // Of the clip under the pointer and the one after it, the nearer cut.
    std::optional<TransitionDrop> best;
    double nearest = 1e18;
    const size_t from = first_ending_after(track, model_.timeAt(at.x() - 24));
    for (size_t i = from; i < std::min(from + 3, track.items.size()); ++i) {
        const auto [before, after] = transitionRoom(track, i);
        const Time half = s.format.rate.snap(std::min({before, after, Time::from_ratio(1, 2)}));
        const double away = std::abs(model_.x(track.items[i].start) - at.x());
        if (half <= Time{} || away >= nearest) continue;
        nearest = away;
        best = TransitionDrop{track.items[i].clip->id, row->track, half, half};
    }
    return best;
}

} // namespace tandem::ui
