// Geometry and edits of the place's handles.
#include "ui/panels/place_handles.h"

#include <QPainterPath>
#include <QPolygonF>
#include <cmath>

#include "ui/panels/title_edit.h"

namespace tandem::ui {

static ClipEffects transformOf(ClipId clip) { return {.kind = EffectKind::transform, .clips = {clip}}; }
static ClipEffects titleOf(ClipId clip) { return {.kind = EffectKind::title, .generator = true, .clips = {clip}}; }

// Of the title's text in the sequence's frame at the size of `screen`, as the compiler has it rastered.
QRectF PlaceHandles::inkOf(const Placement& p, QSizeF screen) const {
    const Ref<Effect>& title = std::get<GeneratorContent>(p.clip->content).generator;
    const Time key = studio_.playhead() - p.start + p.clip->key_origin;
    if (title == inkTitle_ && key == inkTime_ && screen == inkScreen_) return ink_;
    inkTitle_ = title, inkTime_ = key, inkScreen_ = screen, ink_ = {};
    IntRect at;
    const auto raster =
        studio_.assets().title(*title, key, std::clamp(static_cast<int>(std::lround(screen.width())), 1, 16384),
                               std::clamp(static_cast<int>(std::lround(screen.height())), 1, 16384), at);
    if (raster && *raster && !at.empty()) ink_ = QRectF(at.x0, at.y0, at.x1 - at.x0, at.y1 - at.y0);
    return ink_;
}

std::optional<PlaceHandles::Shape> PlaceHandles::shape(QRectF box) const {
    const Placement* p = clipHere();
    return p ? shapeOf(*p, box) : std::nullopt;
}

std::optional<PlaceHandles::Shape> PlaceHandles::shapeOf(const Placement& placement, QRectF box) const {
    const Placement* p = &placement;
    const auto screen = onScreen(placement, box);
    if (!screen) return {};
    const Ref<Sequence> s = studio_.sequence();
    const Time t = studio_.playhead();
    Shape out;
    out.clip = p->clip->id;
    out.perPixel = s->format.width / box.width();
    const double w = screen->width, h = screen->height;
    QRectF picture(0, 0, w, h);
    if (const auto* g = std::get_if<GeneratorContent>(&p->clip->content);
        g && g->generator->kind == EffectKind::title) {
        const Effect& e = *g->generator;
        const Time key = t - p->start + p->clip->key_origin;
        const double x = e.params[slot::x].at(key) * w, y = e.params[slot::y].at(key) * h;
        const double half = std::max(14 * out.perPixel, e.params[slot::size].at(key) * h * 4 * kTitlePadding);
        const QRectF ink = inkOf(*p, box.size());
        const double sx = w / box.width(), sy = h / box.height();
        // An empty text has a place too.
        picture = ink.isEmpty() ? QRectF(x - half * 2.5, y - half, half * 5, half * 2)
                                : QRectF(ink.x() * sx, ink.y() * sy, ink.width() * sx, ink.height() * sy)
                                      .adjusted(-half / 4, -half / 4, half / 4, half / 4);
        out.title = true, out.middle = screen->of_picture.map(QPointF(x, y));
    }
    const QPointF corners[] = {picture.topLeft(), picture.topRight(), picture.bottomRight(), picture.bottomLeft()};
    for (size_t i = 0; i < 4; ++i) out.corners[i] = screen->of_picture.map(corners[i]);
    if (out.title) return out;
    const ClipEffects fx = transformOf(out.clip);
    const double ax = fx.read(*s, t, slot::anchor_x).value, ay = fx.read(*s, t, slot::anchor_y).value;
    out.middle = screen->of_picture.map(QPointF(ax * w, ay * h));
    return out;
}

std::optional<QRectF> PlaceHandles::titleBox(QRectF box) const {
    const auto s = shape(box);
    if (!s || !s->title) return {};
    return QPolygonF({s->corners[0], s->corners[1], s->corners[2], s->corners[3]}).boundingRect();
}

ClipId PlaceHandles::clipUnder(QPointF at, QRectF box) const {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || studio_.viewingSource() || studio_.playing() || !box.contains(at)) return {};
    const Time t = studio_.playhead();
    for (size_t i = s->tracks.size(); i-- > 0;) { // the last picture track lies on top
        const Track& track = *s->tracks[i];
        if (track.kind != TrackKind::picture || !track.enabled || track.locked) continue;
        for (const Placement& p : track.items) {
            if (p.start > t) break;
            if (t >= p.end() || !p.clip->enabled) continue;
            const auto shape = shapeOf(p, box);
            if (shape && partAt(*shape, at) == Part::body) return p.clip->id;
        }
    }
    return {};
}

QPointF PlaceHandles::turnHandle(const Shape& s) {
    const QPointF top = (s.corners[0] + s.corners[1]) / 2, middle = (s.corners[0] + s.corners[2]) / 2;
    const QPointF up = top - middle;
    const double length = std::hypot(up.x(), up.y());
    return length < 1 ? top - QPointF(0, kTurnAway) : top + up / length * kTurnAway;
}

void PlaceHandles::paint(QPainter& p, QRectF box) const {
    const auto s = shape(box);
    if (!s) return;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addPolygon(QPolygonF({s->corners[0], s->corners[1], s->corners[2], s->corners[3]}));
    outline.closeSubpath();
    paintLine(p, outline, s->title ? Qt::DashLine : Qt::SolidLine);
    if (!s->title) {
        for (const QPointF& c : s->corners) paintSquare(p, c);
        const QPointF turn = turnHandle(*s);
        p.drawLine((s->corners[0] + s->corners[1]) / 2, turn);
        paintDot(p, turn);
    }
    p.setPen(QPen(colour(token::select), 1.2));
    p.drawLine(s->middle - QPointF(5, 0), s->middle + QPointF(5, 0));
    p.drawLine(s->middle - QPointF(0, 5), s->middle + QPointF(0, 5));
    p.restore();
}

PlaceHandles::Part PlaceHandles::partAt(const Shape& s, QPointF at) const {
    if (!s.title) {
        if (near(turnHandle(s), at)) return Part::turn;
        for (const QPointF& c : s.corners)
            if (near(c, at)) return Part::corner;
    }
    const QPolygonF outline({s.corners[0], s.corners[1], s.corners[2], s.corners[3]});
    return outline.containsPoint(at, Qt::WindingFill) ? Part::body : Part::none;
}

Qt::CursorShape PlaceHandles::cursor(QPointF at, QRectF box) const {
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

bool PlaceHandles::press(QPointF at, QRectF box) {
    const auto s = shape(box);
    if (!s) return false;
    part_ = partAt(*s, at);
    if (part_ == Part::none) return false;
    start_ = *s, begin(at);
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

void PlaceHandles::apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const {
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

QString PlaceHandles::label() const {
    return part_ == Part::body     ? Studio::tr("Move picture")
           : part_ == Part::corner ? Studio::tr("Scale picture")
                                   : Studio::tr("Turn picture");
}

} // namespace tandem::ui
