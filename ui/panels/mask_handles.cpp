// Geometry and edits of a mask's handles.
#include "ui/panels/mask_handles.h"

#include <QPainterPath>
#include <cmath>

#include "engine/model/lookup.h"

namespace tandem::ui {

static double rounded(double v, double step) { return std::round(v / step) * step; }

QPointF MaskHandles::Shape::handle(size_t i, bool in) const {
    const PathPoint& p = points[i];
    return of_mask.map(in ? toMask(p.x + p.in_x, p.y + p.in_y) : toMask(p.x + p.out_x, p.y + p.out_y));
}

std::optional<MaskHandles::Shape> MaskHandles::shape(QRectF box) const {
    using namespace slot;
    const Placement* p = clipHere();
    if (!p || studio_.onPicture().what != OnPicture::What::mask || !p->clip->effects) return {};
    Shape s;
    s.mask.mask = true, s.mask.clips = {p->clip->id};
    const Effect* found = nullptr;
    for (const Ref<Effect>& e : p->clip->effects->effects)
        if (e->id == studio_.onPicture().effect) found = e.get();
    if (!found || !found->mask) return {};
    s.mask.kind = found->kind;
    for (const Ref<Effect>& e : p->clip->effects->effects) {
        if (e.get() == found) break;
        s.mask.nth += e->kind == found->kind;
    }
    const Effect& m = *found->mask;
    const Time key = studio_.playhead() - p->start + p->clip->key_origin;
    auto value = [&](int slot) { return m.params[static_cast<size_t>(slot)].at(key); };
    s.kind = static_cast<MaskShape>(std::lround(value(mask_shape)));
    const auto screen = onScreen(*p, box);
    if (s.kind == MaskShape::none || !screen) return {};
    s.x = value(mask_x), s.y = value(mask_y), s.width = value(mask_width), s.height = value(mask_height);
    s.rotation = value(mask_rotation), s.feather = value(mask_feather);
    s.picture_width = screen->width, s.picture_height = screen->height;
    if (s.kind == MaskShape::path && !m.texts.empty())
        if (auto points = parse_path(m.texts[0])) s.points = *points;
    s.of_picture = screen->of_picture;
    s.of_mask = s.of_picture;
    s.of_mask.translate(s.x * s.picture_width, s.y * s.picture_height);
    s.of_mask.rotate(s.rotation);
    return s;
}

QPainterPath MaskHandles::outline(const Shape& s) {
    QPainterPath out;
    const QRectF box(-s.w() / 2, -s.h() / 2, s.w(), s.h());
    if (s.kind == MaskShape::rectangle) out.addRect(box);
    if (s.kind == MaskShape::ellipse) out.addEllipse(box);
    if (s.kind == MaskShape::path && !s.points.empty()) {
        out.moveTo(s.toMask(s.points[0].x, s.points[0].y));
        for (size_t i = 0; i < s.points.size(); ++i) {
            const PathPoint &a = s.points[i], &b = s.points[(i + 1) % s.points.size()];
            out.cubicTo(s.toMask(a.x + a.out_x, a.y + a.out_y), s.toMask(b.x + b.in_x, b.y + b.in_y),
                        s.toMask(b.x, b.y));
        }
        out.closeSubpath();
    }
    return out;
}

QPointF MaskHandles::sideAt(const Shape& s, size_t side) {
    static constexpr double kX[] = {0.5, 0, -0.5, 0}, kY[] = {0, 0.5, 0, -0.5};
    return s.of_mask.map(QPointF(kX[side] * s.w(), kY[side] * s.h()));
}

QPointF MaskHandles::cornerAt(const Shape& s, size_t corner) {
    static constexpr double kX[] = {-0.5, 0.5, 0.5, -0.5}, kY[] = {-0.5, -0.5, 0.5, 0.5};
    return s.of_mask.map(QPointF(kX[corner] * s.w(), kY[corner] * s.h()));
}

// Away from a point of the outline, outwards, by pixels of the screen.
static QPointF away(const QTransform& map, QPointF from, QPointF direction, double pixels) {
    const QPointF a = map.map(from), d = map.map(from + direction) - a;
    const double length = std::hypot(d.x(), d.y());
    return length > 0 ? a + d / length * pixels : a;
}

QPointF MaskHandles::turnAt(const Shape& s) {
    const double top = s.kind == MaskShape::path ? outline(s).boundingRect().top() : -s.h() / 2;
    return away(s.of_mask, QPointF(0, top), QPointF(0, -1), kTurnAway);
}

QPointF MaskHandles::featherAt(const Shape& s) {
    const double right = s.kind == MaskShape::path ? outline(s).boundingRect().right() : s.w() / 2;
    return away(s.of_mask, QPointF(right + s.feather * s.picture_height, 0), QPointF(1, 0), kTurnAway);
}

bool MaskHandles::round(const Shape& s, size_t i) const {
    const PathPoint& p = s.points[i];
    return p.in_x != 0 || p.in_y != 0 || p.out_x != 0 || p.out_y != 0;
}

void MaskHandles::paint(QPainter& p, QRectF box) const {
    const auto s = shape(box);
    if (!s) return;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    const QPainterPath line = outline(*s);
    if (s->feather > 0) {
        QPainterPathStroker soft;
        soft.setWidth(2 * s->feather * s->picture_height);
        soft.setJoinStyle(Qt::RoundJoin);
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(colour(token::select, 110), 1, Qt::DashLine));
        p.drawPath(s->of_mask.map(soft.createStroke(line).simplified()));
    }
    paintLine(p, s->of_mask.map(line));
    const QPointF middle = s->of_mask.map(QPointF()), turn = turnAt(*s), feather = featherAt(*s);
    p.setPen(QPen(colour(token::select), 1.2));
    p.drawLine(middle - QPointF(5, 0), middle + QPointF(5, 0));
    p.drawLine(middle - QPointF(0, 5), middle + QPointF(0, 5));
    paintDot(p, turn);
    p.setPen(QPen(QColor(0, 0, 0, 160), 1));
    p.setBrush(colour(token::select));
    p.drawPolygon(QPolygonF({feather + QPointF(0, -5.5), feather + QPointF(5.5, 0), feather + QPointF(0, 5.5),
                             feather + QPointF(-5.5, 0)}));
    if (s->kind != MaskShape::path) {
        for (size_t i = 0; i < 4; ++i) paintSquare(p, sideAt(*s, i));
        for (size_t i = 0; i < 4; ++i) paintSquare(p, cornerAt(*s, i));
    }
    for (size_t i = 0; i < s->points.size(); ++i) {
        const bool current = static_cast<int>(i) == current_;
        if (current && round(*s, i))
            for (const bool in : {true, false}) {
                p.setPen(QPen(colour(token::select), 1));
                p.drawLine(s->point(i), s->handle(i, in));
                paintDot(p, s->handle(i, in));
            }
        if (round(*s, i))
            paintDot(p, s->point(i), current);
        else
            paintSquare(p, s->point(i), current);
    }
    p.restore();
}

MaskHandles::Hit MaskHandles::hit(const Shape& s, QPointF at) const {
    if (current_ >= 0 && static_cast<size_t>(current_) < s.points.size() && round(s, static_cast<size_t>(current_))) {
        const auto i = static_cast<size_t>(current_);
        if (near(s.handle(i, true), at)) return {Part::handle_in, i};
        if (near(s.handle(i, false), at)) return {Part::handle_out, i};
    }
    for (size_t i = 0; i < s.points.size(); ++i)
        if (near(s.point(i), at)) return {Part::point, i};
    if (near(featherAt(s), at)) return {Part::feather};
    if (near(turnAt(s), at)) return {Part::turn};
    if (s.kind != MaskShape::path) {
        for (size_t i = 0; i < 4; ++i)
            if (near(cornerAt(s, i), at)) return {Part::corner, i};
        for (size_t i = 0; i < 4; ++i)
            if (near(sideAt(s, i), at)) return {Part::side, i};
    }
    return {s.of_mask.map(outline(s)).contains(at) ? Part::body : Part::none};
}

Qt::CursorShape MaskHandles::cursor(QPointF at, QRectF box) const {
    const auto s = shape(box);
    const Hit h = s ? hit(*s, at) : Hit{};
    switch (h.part) {
    case Part::none:
        return Qt::ArrowCursor;
    case Part::body:
        return Qt::SizeAllCursor;
    case Part::corner:
        return h.index % 2 ? Qt::SizeBDiagCursor : Qt::SizeFDiagCursor;
    case Part::side:
        return h.index % 2 ? Qt::SizeVerCursor : Qt::SizeHorCursor;
    default:
        return Qt::PointingHandCursor;
    }
}

bool MaskHandles::press(QPointF at, QRectF box) {
    const auto s = shape(box);
    if (!s) return false;
    held_ = hit(*s, at);
    const bool ofPoint = held_.part == Part::point || held_.part == Part::handle_in || held_.part == Part::handle_out;
    current_ = ofPoint ? static_cast<int>(held_.index) : -1;
    if (held_.part == Part::none) return false;
    start_ = *s, begin(at);
    return true;
}

void MaskHandles::apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const {
    using namespace slot;
    const Time t = studio_.playhead();
    auto set = [&](int slot, double v) {
        const ParamSpec& row = spec(EffectKind::mask).params[static_cast<size_t>(slot)];
        start_.mask.set(plan, t, slot, std::clamp(v, row.min, row.max));
    };
    const QTransform toMask = start_.of_mask.inverted(), toPicture = start_.of_picture.inverted();
    const QPointF from = toMask.map(pressed_), to = toMask.map(at), by = to - from;
    const bool one = modifiers & Qt::ShiftModifier;
    switch (held_.part) {
    case Part::none:
        return;
    case Part::body: {
        QPointF d = toPicture.map(at) - toPicture.map(pressed_);
        if (one) std::abs(d.x()) > std::abs(d.y()) ? d.setY(0) : d.setX(0); // along one axis
        set(mask_x, rounded(start_.x + d.x() / start_.picture_width, 1e-4));
        set(mask_y, rounded(start_.y + d.y() / start_.picture_height, 1e-4));
        return;
    }
    // About the middle, so that what is framed stays framed.
    case Part::side:
        if (held_.index % 2 == 0)
            set(mask_width, rounded(std::abs(2 * to.x()) / start_.picture_width, 1e-4));
        else
            set(mask_height, rounded(std::abs(2 * to.y()) / start_.picture_height, 1e-4));
        return;
    case Part::corner: {
        double wide = std::abs(2 * to.x()), high = std::abs(2 * to.y());
        if (one && start_.w() > 0 && start_.h() > 0) { // in proportion
            const double factor = std::max(wide / start_.w(), high / start_.h());
            wide = start_.w() * factor, high = start_.h() * factor;
        }
        set(mask_width, rounded(wide / start_.picture_width, 1e-4));
        set(mask_height, rounded(high / start_.picture_height, 1e-4));
        return;
    }
    case Part::turn: {
        const QPointF middle = start_.of_mask.map(QPointF()), a = pressed_ - middle, b = at - middle;
        const double turned = (std::atan2(b.y(), b.x()) - std::atan2(a.y(), a.x())) * 180 / M_PI;
        const double r = start_.rotation + std::remainder(turned, 360.0);
        set(mask_rotation, one ? rounded(r, 15) : rounded(r, 0.1));
        return;
    }
    case Part::feather:
        set(mask_feather, rounded(std::max(0.0, start_.feather + by.x() / start_.picture_height), 1e-3));
        return;
    case Part::point:
    case Part::handle_in:
    case Part::handle_out:
        break;
    }
    if (start_.w() <= 0 || start_.h() <= 0) return;
    std::vector<PathPoint> points = start_.points;
    PathPoint& p = points[held_.index];
    const double dx = by.x() / start_.w(), dy = by.y() / start_.h();
    if (held_.part == Part::point) {
        p.x += dx, p.y += dy;
    } else {
        const bool in = held_.part == Part::handle_in;
        double &x = in ? p.in_x : p.out_x, &y = in ? p.in_y : p.out_y;
        x += dx, y += dy;
        if (!(modifiers & Qt::AltModifier)) (in ? p.out_x : p.in_x) = -x, (in ? p.out_y : p.in_y) = -y;
    }
    start_.mask.setText(plan, 0, format_path(points));
}

void MaskHandles::putPath(const Shape& s, const std::vector<PathPoint>& points, const QString& label) {
    EditPlan plan(studio_);
    s.mask.setText(plan, 0, format_path(points));
    plan.commit(label);
}

bool MaskHandles::doubleClick(QPointF at, QRectF box) {
    const auto s = shape(box);
    if (!s) return false;
    const Hit h = hit(*s, at);
    if (s->kind != MaskShape::path || s->points.empty()) return h.part != Part::none;
    std::vector<PathPoint> points = s->points;
    const size_t n = points.size();
    if (h.part == Part::point) {
        PathPoint& p = points[h.index];
        if (round(*s, h.index)) {
            p = {p.x, p.y};
        } else {
            // Along the line between its neighbours.
            const PathPoint &a = points[(h.index + n - 1) % n], &b = points[(h.index + 1) % n];
            p.out_x = (b.x - a.x) / 4, p.out_y = (b.y - a.y) / 4, p.in_x = -p.out_x, p.in_y = -p.out_y;
        }
        putPath(*s, points, Studio::tr("Reshape mask"));
        current_ = static_cast<int>(h.index);
        return true;
    }
    // The part of the outline that is nearest.
    size_t best = 0;
    double bestT = 0, nearest = 1e9;
    auto onCurve = [&](const PathPoint& a, const PathPoint& b, double t) {
        const double u = 1 - t, k0 = u * u * u, k1 = 3 * u * u * t, k2 = 3 * u * t * t, k3 = t * t * t;
        return QPointF(k0 * a.x + k1 * (a.x + a.out_x) + k2 * (b.x + b.in_x) + k3 * b.x,
                       k0 * a.y + k1 * (a.y + a.out_y) + k2 * (b.y + b.in_y) + k3 * b.y);
    };
    for (size_t i = 0; i < n; ++i)
        for (int k = 1; k < 64; ++k) {
            const double t = k / 64.0;
            const QPointF q = onCurve(points[i], points[(i + 1) % n], t);
            const QPointF d = s->of_mask.map(s->toMask(q.x(), q.y())) - at;
            if (const double far = std::hypot(d.x(), d.y()); far < nearest) nearest = far, best = i, bestT = t;
        }
    if (nearest > kReach) return h.part != Part::none;
    if (n >= kMaxPathPoints) {
        studio_.say({MessageKind::info, Studio::tr("The mask has all the points it can have"),
                     Studio::tr("An outline has at most %1 points.").arg(kMaxPathPoints)});
        return true;
    }
    // De Casteljau: the outline keeps its form.
    PathPoint &a = points[best], &b = points[(best + 1) % n];
    const double t = bestT, u = 1 - t;
    auto mix = [&](double v, double w) { return u * v + t * w; };
    PathPoint mid;
    auto split = [&](double p0, double& out, double& in, double p3, double& q, double& qIn, double& qOut) {
        const double p1 = p0 + out, p2 = p3 + in, l1 = mix(p0, p1), m = mix(p1, p2), r2 = mix(p2, p3), l2 = mix(l1, m),
                     r1 = mix(m, r2);
        q = mix(l2, r1), qIn = l2 - q, qOut = r1 - q, out = l1 - p0, in = r2 - p3;
    };
    const bool straight = a.out_x == 0 && a.out_y == 0 && b.in_x == 0 && b.in_y == 0;
    if (straight) {
        mid.x = mix(a.x, b.x), mid.y = mix(a.y, b.y);
    } else {
        split(a.x, a.out_x, b.in_x, b.x, mid.x, mid.in_x, mid.out_x);
        split(a.y, a.out_y, b.in_y, b.y, mid.y, mid.in_y, mid.out_y);
    }
    points.insert(points.begin() + static_cast<std::ptrdiff_t>(best) + 1, mid);
    putPath(*s, points, Studio::tr("Add point to mask"));
    current_ = static_cast<int>(best) + 1;
    return true;
}

bool MaskHandles::remove(std::optional<QPointF> at, QRectF box) {
    const auto s = shape(box);
    if (!s || s->kind != MaskShape::path) return false;
    int index = current_;
    if (at) {
        const Hit h = hit(*s, *at);
        if (h.part != Part::point) return false;
        index = static_cast<int>(h.index);
    }
    if (index < 0 || static_cast<size_t>(index) >= s->points.size()) return false;
    if (s->points.size() <= kMinPathPoints) {
        studio_.say(
            {MessageKind::info, Studio::tr("The mask needs its last points"),
             Studio::tr("An outline has at least %1 points; the effect's menu removes the mask.").arg(kMinPathPoints)});
        return true;
    }
    std::vector<PathPoint> points = s->points;
    points.erase(points.begin() + index);
    current_ = -1;
    putPath(*s, points, Studio::tr("Remove point of mask"));
    return true;
}

QString MaskHandles::label() const {
    return held_.part == Part::body      ? Studio::tr("Move mask")
           : held_.part == Part::feather ? Studio::tr("Feather mask")
           : held_.part == Part::turn    ? Studio::tr("Turn mask")
                                         : Studio::tr("Reshape mask");
}

} // namespace tandem::ui
