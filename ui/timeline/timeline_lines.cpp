// Where transitions, lines of values and automation lanes lie, and what of them is under the pointer.
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/timeline/timeline_model.h"

namespace tandem::ui {

static constexpr double kGrab = 6, kNearLine = 4;

QRectF TimelineModel::transitionBox(const TrackRow& row, const Placement& p) const {
    const Transition& t = *p.clip->transition_in;
    const double left = x(p.start - t.before), right = x(p.start + t.after);
    return QRectF(left, row.y - scrollY_ + 16, right - left, row.height - 16);
}

std::optional<TransitionHit> TimelineModel::transitionHit(QPointF at) const {
    const TrackRow* row = rowAt(static_cast<int>(at.y()) + scrollY_);
    if (!sequence_ || !row || row->strip || row->height < 40) return {};
    const Track& track = *sequence_->tracks[row->track];
    const double y = row->y - scrollY_;
    if (track.kind == TrackKind::subtitle || at.y() < y + 16 || at.y() >= y + row->height) return {};
    // It may begin in the clip before and end in its own: of both clips the one that carries it is looked at.
    const size_t from = first_ending_after(track, timeAt(at.x() - kGrab));
    for (size_t i = from; i < std::min(from + 3, track.items.size()); ++i) {
        const Placement& p = track.items[i];
        if (!p.clip->transition_in || !transition_shown(track, i)) continue;
        const QRectF box = transitionBox(*row, p);
        if (at.x() < box.left() - kGrab || at.x() > box.right() + kGrab) continue;
        TransitionHit hit{row->track, i, p.clip->id};
        const double edge = std::min(kGrab, box.width() / 4);
        if (at.x() < box.left() + edge)
            hit.part = TransitionHit::Part::start;
        else if (at.x() > box.right() - edge)
            hit.part = TransitionHit::Part::end;
        return hit;
    }
    return {};
}

void TimelineModel::setClipLine(TrackKind kind, ClipLine line) {
    (kind == TrackKind::sound ? soundLine_ : pictureLine_) = line;
    Q_EMIT viewChanged();
}

static bool hasCurve(const Clip& clip, const ClipLine& line) {
    if (line == kSpeedLine) return clip.speed_ramp != nullptr;
    if (clip.effects)
        for (const auto& e : clip.effects->effects)
            if (e->kind == line.kind) return e->params[static_cast<size_t>(line.slot)].curve != nullptr;
    return false;
}

bool TimelineModel::showsLine(const TrackRow& row, const Placement& p) const {
    const TrackKind kind = sequence_->tracks[row.track]->kind;
    if (row.strip || row.height < 50 || kind == TrackKind::subtitle) return false;
    const ClipLine line = clipLine(kind);
    return studio_.selection().count(p.clip->id) > 0 || hasCurve(*p.clip, line);
}

QRectF TimelineModel::laneBox(const TrackRow& row, size_t line) const {
    return QRectF(0, row.y - scrollY_ + row.height + static_cast<double>(line) * TrackRow::kLineHeight, laneWidth_,
                  TrackRow::kLineHeight);
}

std::optional<LineHit> TimelineModel::lineHit(QPointF at) const {
    if (!sequence_) return {};
    auto look = [&](const LineRef& ref, QRectF box, bool always) -> std::optional<LineHit> {
        const auto line = ValueLine::find(*sequence_, ref);
        if (!line) return {};
        LineHit hit{ref, box, {}, always};
        double best = kGrab;
        for (const Key& k : line->keys()) {
            const double dx = std::abs(x(k.time) - at.x()), dy = std::abs(line->y(k.value, box) - at.y());
            if (std::max(dx, dy) <= best) best = std::max(dx, dy), hit.key = k.time;
        }
        // Steep lines are near sideways too: the values around the pointer count.
        const double a = line->y(line->at(timeAt(at.x() - 2)), box), b = line->y(line->at(timeAt(at.x() + 2)), box);
        hit.near = hit.near || (at.y() >= std::min(a, b) - kNearLine && at.y() <= std::max(a, b) + kNearLine);
        if (hit.key || hit.near) return hit;
        return {};
    };
    const int y = static_cast<int>(at.y()) + scrollY_;
    for (const TrackRow& row : rows_) {
        if (y < row.y || y >= row.y + row.whole()) continue;
        const Track& track = *sequence_->tracks[row.track];
        if (y >= row.y + row.height) {
            const size_t i = static_cast<size_t>((y - row.y - row.height) / TrackRow::kLineHeight);
            if (i >= row.lines.size()) return {};
            return look({.clip = {}, .of = {}, .track = track.id, .strip = row.lines[i]},
                        laneBox(row, i).adjusted(0, 5, 0, -5), true);
        }
        const auto item = item_at(track, timeAt(at.x()));
        if (!item || !showsLine(row, track.items[*item])) return {};
        const Placement& p = track.items[*item];
        const QRectF box = clipBox(row, p);
        if (box.width() <= 30) return {};
        return look({.clip = p.clip->id, .of = clipLine(track.kind), .track = track.id}, lineBox(box), false);
    }
    return {};
}

bool TimelineModel::automationShown(TrackId track, StripLine line) const {
    const auto at = automation_.find(track);
    return at != automation_.end() && std::find(at->second.begin(), at->second.end(), line) != at->second.end();
}

void TimelineModel::showAutomation(TrackId track, StripLine line, bool on) {
    if (automationShown(track, line) == on) return;
    std::vector<StripLine>& lines = automation_[track];
    if (on)
        lines.insert(std::lower_bound(lines.begin(), lines.end(), line), line);
    else
        std::erase(lines, line);
    if (lines.empty()) automation_.erase(track);
    refresh();
    setScrollY(scrollY_);
}

} // namespace tandem::ui
