// Lines of values on clips and in automation lanes: what they look like, and moving keys and values.
#include <QMenu>
#include <QMouseEvent>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/edits.h"
#include "ui/timeline/lanes.h"

namespace tandem::ui {

void Lanes::paintLine(QPainter& p, const ValueLine& line, QRectF box, QRect exposed, bool strong) {
    const double left = std::max(box.left(), exposed.left() - 4.0),
                 right = std::min(box.right(), exposed.right() + 4.0);
    if (right <= left) return;
    const std::vector<Key> keys = line.keys();
    QPainterPath path;
    auto point = [&](double x) { return QPointF(x, std::round(line.y(line.at(model_.timeAt(x)), box)) + 0.5); };
    path.moveTo(point(left));
    if (keys.empty()) {
        path.lineTo(point(right));
    } else {
        for (double x = left + 2; x < right; x += 2) path.lineTo(point(x));
        path.lineTo(point(right));
    }
    p.setRenderHint(QPainter::Antialiasing);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(QColor(0, 0, 0, 110), 3));
    p.drawPath(path);
    p.setPen(QPen(QColor(255, 255, 255, strong ? 230 : 140), 1));
    p.drawPath(path);
    for (const Key& k : keys) {
        const double x = model_.x(k.time);
        if (x < left - 6 || x > right + 6) continue;
        const bool selected = key_ && key_->first == line.ref() && key_->second == k.time;
        const bool amber = selected || k.time == studio_.playhead();
        const double r = selected ? 5 : 4;
        const QPointF c(x, line.y(k.value, box));
        QPolygonF shape;
        if (k.interpolation == Interpolation::hold)
            shape << c + QPointF(-r, -r) << c + QPointF(r, -r) << c + QPointF(r, r) << c + QPointF(-r, r);
        else
            shape << c + QPointF(-r, 0) << c + QPointF(0, -r) << c + QPointF(r, 0) << c + QPointF(0, r);
        p.setPen(QPen(QColor(0, 0, 0, 190), 1));
        p.setBrush(amber ? colour(token::select) : QColor(Qt::white));
        if (k.interpolation == Interpolation::bezier)
            p.drawEllipse(c, r, r);
        else
            p.drawPolygon(shape);
    }
    p.setRenderHint(QPainter::Antialiasing, false);
}

static void paintBadge(QPainter& p, const QString& text, QPointF middle, double left, double right) {
    p.setFont(textFont(10.5, QFont::Medium));
    const double w = QFontMetricsF(p.font()).horizontalAdvance(text) + 8;
    if (right - left < w) return;
    const double x = std::clamp(middle.x(), left + w / 2, right - w / 2);
    const QRectF badge(x - w / 2, middle.y() - 7.5, w, 15);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(10, 10, 12, 200));
    p.drawRoundedRect(badge, 3, 3);
    p.setPen(Qt::white);
    p.drawText(badge, Qt::AlignCenter, text);
}

void Lanes::paintLines(QPainter& p, const TrackRow& row, QRect exposed) {
    const Sequence& s = *model_.sequence();
    const Track& track = *s.tracks[row.track];
    p.save();
    for (size_t i = first_ending_after(track, model_.timeAt(exposed.left() - 2)); i < track.items.size(); ++i) {
        const Placement& placement = track.items[i];
        const QRectF clip = model_.clipBox(row, placement);
        if (clip.left() > exposed.right()) break;
        const ClipId id = placement.clip->id;
        const bool selected = studio_.selection().count(id) > 0;
        const bool hovered = id == hovered_ && track.kind == TrackKind::sound && row.height >= 50 && !row.strip;
        if (clip.width() <= 30 || (!model_.showsLine(row, placement) && !hovered)) continue;
        const auto line = ValueLine::find(s, {.clip = id, .of = model_.clipLine(track.kind), .track = track.id});
        if (!line) continue;
        const QRectF box = TimelineModel::lineBox(clip);
        p.save();
        p.setClipRect(clip.adjusted(0, 16, -1, 0), Qt::IntersectClip);
        paintLine(p, *line, box, exposed, selected || line->animated());
        if (selected && box.height() >= 20) {
            const double left = std::max(2.0, clip.left() + 2), right = std::min(width() - 2.0, clip.right() - 3);
            double x = (clip.left() + clip.right()) / 2;
            if (line->animated() && line->span().contains(studio_.playhead())) x = model_.x(studio_.playhead());
            x = std::clamp(x, left, std::max(left, right));
            const double value = line->at(model_.timeAt(x));
            const QString name =
                line->ref().of == ClipLine{EffectKind::gain, slot::db} ? QString() : line->name() + u' ';
            const double y = std::clamp(line->y(value, box), box.top() + 6, box.bottom() - 6);
            paintBadge(p, name + line->text(value), {x, y}, left, right);
        }
        p.restore();
    }
    for (size_t i = 0; i < row.lines.size(); ++i) {
        const auto line = ValueLine::find(s, {.clip = {}, .of = {}, .track = track.id, .strip = row.lines[i]});
        const QRectF lane = model_.laneBox(row, i);
        if (!line || lane.top() > exposed.bottom() || lane.bottom() < exposed.top()) continue;
        const QRectF box = lane.adjusted(0, 5, 0, -5);
        p.save();
        p.setClipRect(lane, Qt::IntersectClip);
        const double neutral = line->y(0, box);
        p.fillRect(QRectF(exposed.left(), std::round(neutral), exposed.width(), 1), colour(token::line));
        paintLine(p, *line, box, exposed, true);
        p.restore();
    }
    p.restore();
}

bool Lanes::pressLine(const LineHit& hit, QMouseEvent* event) {
    const Ref<Sequence>& s = model_.sequence();
    const auto track = find_track(*s, hit.ref.track);
    if (studio_.tool() != Tool::select || !track || s->tracks[*track]->locked) return false;
    if (hit.ref.clip && !hit.key) {
        // Edges and handles of fades go first.
        const auto clip = model_.hit(event->position());
        if (!clip || clip->part != ClipPart::body) return false;
    }
    if (hit.ref.clip && !studio_.selection().count(hit.ref.clip)) studio_.select({hit.ref.clip});
    if (s->tracks[*track]->kind == TrackKind::sound) studio_.focusStrip({.track = hit.ref.track});
    const auto line = ValueLine::find(*s, hit.ref);
    if (!line) return false;
    const bool ctrl = event->modifiers() & Qt::ControlModifier;
    if (ctrl && hit.key) {
        for (const Key& k : line->keys())
            if (k.time == *hit.key) {
                const Ease now = ValueLine::easeOf(k);
                easeKey(hit.ref, k.time,
                        now == Ease::linear   ? Ease::smooth
                        : now == Ease::smooth ? Ease::hold
                                              : Ease::linear);
            }
        selectKey({{hit.ref, *hit.key}});
        return true;
    }
    base_ = s, line_ = line, lineHit_ = hit, grabbedKey_.reset(), plan_ = {};
    drag_ = Drag::line;
    if (hit.key) {
        for (const Key& k : line->keys())
            if (k.time == *hit.key) grabbedKey_ = k;
        selectKey({{hit.ref, *hit.key}});
    } else if (ctrl) {
        // A new key, which goes on to be dragged: in a lane where the pointer is, else on the line.
        Time t = model_.frameAt(pressed_.x());
        if (const auto snap = model_.snap(t, {})) t = s->format.rate.snap(snap->at);
        t = std::clamp(t, line->span().start, line->span().end());
        const double v = hit.ref.clip ? line->at(t) : line->valueAt(pressed_.y(), hit.box);
        grabbedKey_ = Key{.time = t, .value = v};
        dragLine(pressed_, false);
    }
    return true;
}

void Lanes::dragLine(QPointF at, bool fine) {
    if (!line_ || !lineHit_) return;
    const ValueLine line = *line_;
    const QRectF box = lineHit_->box;
    const QPointF d = at - pressed_;
    if (!plan_ && d.manhattanLength() < 3 && (lineHit_->key || !grabbedKey_)) return; // a click
    const double dy = std::abs(d.y()) < 3 && std::abs(d.x()) > 3 ? 0 : d.y() * (fine ? 0.1 : 1);
    auto moved = [&](double value) {
        if (dy == 0) return value;
        double v = line.valueAt(line.y(value, box) + dy, box);
        if (line.spec().unit == Unit::decibel) {
            if (!fine && std::abs(v) < 0.4) v = 0;
            v = std::round(v * 10) / 10;
        }
        return v;
    };
    std::optional<SnapHit> snapped;
    QString badge;
    if (grabbedKey_) {
        Key k = *grabbedKey_;
        const Time was = k.time;
        k.value = moved(k.value);
        if (std::abs(d.x()) >= 4) {
            const FrameRate rate = base_->format.rate;
            Time t = was + Time::from_double(d.x() / model_.pxPerSecond());
            snapped = model_.snap(t, {});
            t = rate.snap(snapped ? snapped->at : t);
            Time low = line.span().start, high = line.span().end();
            for (const Key& other : line.keys()) {
                if (other.time < was) low = std::max(low, other.time + rate.time_of(1));
                if (other.time > was) high = std::min(high, other.time - rate.time_of(1));
            }
            k.time = low > high ? was : std::clamp(t, low, high);
        }
        const bool added = !lineHit_->key;
        key_ = {{line.ref(), k.time}};
        plan_ = [line, k, was, added](EditPlan& plan) {
            line.putKey(plan, k, added ? std::nullopt : std::optional<Time>(was));
        };
        planLabel_ = added ? tr("Add key") : tr("Move key");
        badge = line.text(k.value) + QStringLiteral("   ") + timecodeText(*base_, k.time);
    } else if (line.animated()) {
        // The span that was taken: both its keys.
        const std::vector<Key> keys = line.keys();
        const Time t = model_.timeAt(pressed_.x());
        std::vector<Key> taken;
        for (size_t i = 0; i < keys.size(); ++i) {
            const bool starts = keys[i].time <= t && (i + 1 == keys.size() || keys[i + 1].time > t);
            const bool ends = keys[i].time > t && (i == 0 || keys[i - 1].time <= t);
            if (!starts && !ends) continue;
            taken.push_back(keys[i]);
            taken.back().value = moved(keys[i].value);
        }
        if (taken.empty()) return;
        badge = line.text(taken.front().value);
        if (taken.size() > 1) badge += QStringLiteral(" … ") + line.text(taken.back().value);
        plan_ = [line, taken](EditPlan& plan) {
            for (const Key& k : taken) line.putKey(plan, k);
        };
        planLabel_ = tr("Move values");
    } else {
        const double v = moved(line.param().value);
        badge = line.text(v);
        plan_ = [line, v](EditPlan& plan) { line.setValue(plan, v); };
        planLabel_ = line.name();
    }
    EditPlan plan(studio_);
    plan_(plan);
    plan.preview();
    show({}, badge, snapped, at);
}

void Lanes::runOnLine(const LineRef& ref, const QString& label,
                      const std::function<void(EditPlan&, const ValueLine&)>& fn) {
    EditPlan plan(studio_);
    if (!plan.sequence()) return;
    const auto line = ValueLine::find(*plan.sequence(), ref);
    if (!line) return;
    fn(plan, *line);
    plan.commit(label);
}

void Lanes::selectKey(std::optional<std::pair<LineRef, Time>> key) {
    if (key_ == key) return;
    key_ = std::move(key);
    update();
}

void Lanes::removeKey(const LineRef& ref, Time key) {
    runOnLine(ref, tr("Remove key"), [&](EditPlan& plan, const ValueLine& line) { line.removeKey(plan, key); });
    selectKey({});
}

void Lanes::easeKey(const LineRef& ref, Time key, Ease how) {
    runOnLine(ref, tr("Ease key"), [&](EditPlan& plan, const ValueLine& line) { line.ease(plan, key, how); });
}

std::vector<LineRef> Lanes::linesInHand() const {
    std::vector<LineRef> out;
    const Sequence& s = *model_.sequence();
    for (const ClipId id : studio_.selection())
        if (const auto p = find_clip(s, id); p && s.tracks[p->track]->kind != TrackKind::subtitle)
            out.push_back(
                {.clip = id, .of = model_.clipLine(s.tracks[p->track]->kind), .track = s.tracks[p->track]->id});
    if (!out.empty()) return out;
    for (const TrackRow& row : model_.rows())
        if (s.tracks[row.track]->id == studio_.focusedStrip().track)
            for (const StripLine line : row.lines)
                out.push_back({.clip = {}, .of = {}, .track = s.tracks[row.track]->id, .strip = line});
    return out;
}

void Lanes::toggleKeyAtPlayhead() {
    if (!model_.sequence() || !studio_.session()) return;
    const Time t = studio_.playhead();
    EditPlan plan(studio_);
    for (const LineRef& ref : linesInHand()) {
        const auto line = plan.sequence() ? ValueLine::find(*plan.sequence(), ref) : std::nullopt;
        if (!line || t < line->span().start || t > line->span().end()) continue;
        const std::vector<Key> keys = line->keys();
        if (std::any_of(keys.begin(), keys.end(), [&](const Key& k) { return k.time == t; }))
            line->removeKey(plan, t);
        else
            line->putKey(plan, {.time = t, .value = line->at(t)});
    }
    if (plan.empty()) {
        studio_.say({MessageKind::info, tr("There is no line for a key here"),
                     tr("Select a clip under the playhead, or show a track's automation.")});
        return;
    }
    plan.commit(tr("Keyframe"));
}

void Lanes::goToKey(int direction) {
    if (!model_.sequence()) return;
    const Time t = studio_.playhead();
    std::optional<Time> best;
    for (const LineRef& ref : linesInHand())
        if (const auto line = ValueLine::find(*model_.sequence(), ref))
            for (const Key& k : line->keys())
                if (direction > 0 ? k.time > t && (!best || k.time < *best) : k.time < t && (!best || k.time > *best))
                    best = k.time;
    if (best) studio_.locate(*best);
}

} // namespace tandem::ui
