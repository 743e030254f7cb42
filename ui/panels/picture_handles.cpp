// Geometry and edits of the handles.
#include "ui/panels/picture_handles.h"

#include <QPolygonF>
#include <cmath>

#include "engine/video/clip_placing.h"

namespace tandem::ui {

static constexpr double kReach = 9, kTurnAway = 26; // pixels

static ClipEffects transformOf(ClipId clip) { return {.kind = EffectKind::transform, .clips = {clip}}; }
static ClipEffects titleOf(ClipId clip) { return {.kind = EffectKind::title, .generator = true, .clips = {clip}}; }

std::optional<PictureHandles::Shape> PictureHandles::shape(QRectF box) const {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || studio_.viewingSource() || studio_.playing() || box.width() < 2) return {};
    const Placement* p = studio_.selectedPlacement(TrackKind::picture);
    const Time t = studio_.playhead();
    if (!p || t < p->start || t >= p->end()) return {};
    const QPointF scale(box.width() / s->format.width, box.height() / s->format.height);
    Shape out;
    out.clip = p->clip->id;
    out.perPixel = 1 / scale.x();
    if (const auto* g = std::get_if<GeneratorContent>(&p->clip->content)) {
        if (g->generator->kind != EffectKind::title) return {};
        // Where its text stands; how wide that is only the raster knows.
        const Time key = t - p->start + p->clip->key_origin;
        const Effect& e = *g->generator;
        const double x = e.params[slot::x].at(key), y = e.params[slot::y].at(key), size = e.params[slot::size].at(key);
        const QPointF at(box.x() + x * box.width(), box.y() + y * box.height());
        const double half = std::max(14.0, size * box.height() * 0.7);
        out.title = true, out.middle = at;
        out.corners = {at + QPointF(-half * 2.5, -half), at + QPointF(half * 2.5, -half),
                       at + QPointF(half * 2.5, half), at + QPointF(-half * 2.5, half)};
        return out;
    }
    const auto corners = clip_corners(*studio_.project(), *s, *p, t);
    if (!corners) return {};
    for (size_t i = 0; i < 4; ++i)
        out.corners[i] = QPointF(box.x() + (*corners)[i].x * scale.x(), box.y() + (*corners)[i].y * scale.y());
    // The anchor inside the picture.
    const ClipEffects fx = transformOf(out.clip);
    const double ax = fx.read(*s, t, slot::anchor_x).value, ay = fx.read(*s, t, slot::anchor_y).value;
    const QPointF top = out.corners[0] + (out.corners[1] - out.corners[0]) * ax;
    const QPointF foot = out.corners[3] + (out.corners[2] - out.corners[3]) * ax;
    out.middle = top + (foot - top) * ay;
    return out;
}

QPointF PictureHandles::turnHandle(const Shape& s) {
    const QPointF top = (s.corners[0] + s.corners[1]) / 2, middle = (s.corners[0] + s.corners[2]) / 2;
    const QPointF up = top - middle;
    const double length = std::hypot(up.x(), up.y());
    return length < 1 ? top - QPointF(0, kTurnAway) : top + up / length * kTurnAway;
}

void PictureHandles::paint(QPainter& p, QRectF box) const {
    const auto s = shape(box);
    if (!s) return;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    const QPolygonF outline({s->corners[0], s->corners[1], s->corners[2], s->corners[3]});
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(QColor(0, 0, 0, 140), 3));
    p.drawPolygon(outline);
    p.setPen(QPen(colour(token::select), 1.2, s->title ? Qt::DashLine : Qt::SolidLine));
    p.drawPolygon(outline);
    p.setPen(QPen(QColor(0, 0, 0, 160), 1));
    p.setBrush(Qt::white);
    if (!s->title) {
        for (const QPointF& c : s->corners) p.drawRect(QRectF(c.x() - 4, c.y() - 4, 8, 8));
        const QPointF turn = turnHandle(*s);
        p.drawLine((s->corners[0] + s->corners[1]) / 2, turn);
        p.drawEllipse(turn, 4.5, 4.5);
    }
    p.setPen(QPen(colour(token::select), 1.2));
    p.drawLine(s->middle - QPointF(5, 0), s->middle + QPointF(5, 0));
    p.drawLine(s->middle - QPointF(0, 5), s->middle + QPointF(0, 5));
    p.restore();
}

PictureHandles::Part PictureHandles::partAt(const Shape& s, QPointF at) const {
    auto near = [&](QPointF q) { return std::hypot(q.x() - at.x(), q.y() - at.y()) <= kReach; };
    if (!s.title) {
        if (near(turnHandle(s))) return Part::turn;
        for (const QPointF& c : s.corners)
            if (near(c)) return Part::corner;
    }
    const QPolygonF outline({s.corners[0], s.corners[1], s.corners[2], s.corners[3]});
    return outline.containsPoint(at, Qt::WindingFill) ? Part::body : Part::none;
}

Qt::CursorShape PictureHandles::cursor(QPointF at, QRectF box) const {
    const auto s = shape(box);
    switch (s ? partAt(*s, at) : Part::none) {
    case Part::body:
        return Qt::SizeAllCursor;
    case Part::corner:
        return Qt::SizeFDiagCursor;
    case Part::turn:
        return Qt::PointingHandCursor;
    case Part::none:
        break;
    }
    return Qt::ArrowCursor;
}

bool PictureHandles::press(QPointF at, QRectF box) {
    const auto s = shape(box);
    if (!s) return false;
    part_ = partAt(*s, at);
    if (part_ == Part::none) return false;
    start_ = *s, pressed_ = last_ = at, moved_ = false;
    const Sequence& sequence = *studio_.sequence();
    frame_ = QSizeF(sequence.format.width, sequence.format.height);
    const Time t = studio_.playhead();
    if (s->title) {
        const ClipEffects fx = titleOf(s->clip);
        x_ = fx.read(sequence, t, slot::x).value, y_ = fx.read(sequence, t, slot::y).value;
    } else {
        const ClipEffects fx = transformOf(s->clip);
        x_ = fx.read(sequence, t, slot::tx).value, y_ = fx.read(sequence, t, slot::ty).value;
        scaleX_ = fx.read(sequence, t, slot::scale_x).value, scaleY_ = fx.read(sequence, t, slot::scale_y).value;
        rotation_ = fx.read(sequence, t, slot::rotation).value;
    }
    return true;
}

void PictureHandles::apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const {
    const Time t = studio_.playhead();
    QPointF by = (at - pressed_) * start_.perPixel;
    if (part_ == Part::body && modifiers & Qt::ShiftModifier) // along one axis
        std::abs(by.x()) > std::abs(by.y()) ? by.setY(0) : by.setX(0);
    if (start_.title) {
        const ClipEffects fx = titleOf(start_.clip);
        fx.set(plan, t, slot::x, x_ + by.x() / frame_.width());
        fx.set(plan, t, slot::y, y_ + by.y() / frame_.height());
        return;
    }
    const ClipEffects fx = transformOf(start_.clip);
    const QPointF from = pressed_ - start_.middle, to = at - start_.middle;
    switch (part_) {
    case Part::body:
        fx.set(plan, t, slot::tx, std::round((x_ + by.x()) * 10) / 10);
        fx.set(plan, t, slot::ty, std::round((y_ + by.y()) * 10) / 10);
        break;
    case Part::corner: {
        const double factor = std::hypot(to.x(), to.y()) / std::max(1.0, std::hypot(from.x(), from.y()));
        fx.set(plan, t, slot::scale_x, std::round(scaleX_ * factor * 1000) / 1000);
        fx.set(plan, t, slot::scale_y, std::round(scaleY_ * factor * 1000) / 1000);
        break;
    }
    case Part::turn: {
        const double degrees = (std::atan2(to.y(), to.x()) - std::atan2(from.y(), from.x())) * 180 / M_PI;
        double r = rotation_ + std::remainder(degrees, 360.0);
        r = modifiers & Qt::ShiftModifier ? std::round(r / 15) * 15 : std::round(r * 10) / 10;
        fx.set(plan, t, slot::rotation, r);
        break;
    }
    case Part::none:
        break;
    }
}

bool PictureHandles::drag(QPointF at, QRectF, Qt::KeyboardModifiers modifiers) {
    if (part_ == Part::none) return false;
    if (!moved_ && (at - pressed_).manhattanLength() < 3) return true;
    moved_ = true, last_ = at, modifiers_ = modifiers;
    EditPlan plan(studio_);
    apply(plan, at, modifiers);
    plan.preview();
    return true;
}

bool PictureHandles::release() {
    if (part_ == Part::none) return false;
    const QString label = part_ == Part::body     ? Studio::tr("Move picture")
                          : part_ == Part::corner ? Studio::tr("Scale picture")
                                                  : Studio::tr("Turn picture");
    studio_.cancelPreview();
    if (moved_) {
        EditPlan plan(studio_);
        apply(plan, last_, modifiers_);
        plan.commit(label);
    }
    part_ = Part::none;
    return true;
}

bool PictureHandles::cancel() {
    if (part_ == Part::none) return false;
    part_ = Part::none;
    studio_.cancelPreview();
    return true;
}

} // namespace tandem::ui
