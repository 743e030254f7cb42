// Geometry and edits of the crop's handles.
#include "ui/panels/crop_handles.h"

#include <QPainterPath>
#include <cmath>

namespace tandem::ui {

static constexpr int kLeft = 1 << slot::left, kRight = 1 << slot::right, kTop = 1 << slot::top,
                     kBottom = 1 << slot::bottom;
// Handles, clockwise from the top left.
static constexpr struct {
    int sides;
    double x, y;
} kPlaces[] = {{kLeft | kTop, 0, 0},     {kTop, 0.5, 0},    {kRight | kTop, 1, 0},   {kRight, 1, 0.5},
               {kRight | kBottom, 1, 1}, {kBottom, 0.5, 1}, {kLeft | kBottom, 0, 1}, {kLeft, 0, 0.5}};

QRectF CropHandles::Shape::left() const {
    return QRectF(QPointF(sides[slot::left] * screen.width, sides[slot::top] * screen.height),
                  QPointF((1 - sides[slot::right]) * screen.width, (1 - sides[slot::bottom]) * screen.height));
}

static QPointF placeOf(const QRectF& r, double x, double y) { return {r.x() + x * r.width(), r.y() + y * r.height()}; }

std::optional<CropHandles::Shape> CropHandles::shape(QRectF box) const {
    const Placement* p = clipHere();
    if (!p || studio_.onPicture().what != OnPicture::What::crop) return {};
    const auto screen = onScreen(*p, box);
    if (!screen) return {};
    Shape s;
    s.crop = {.kind = EffectKind::crop, .clips = {p->clip->id}};
    const Ref<Sequence> sequence = studio_.sequence();
    for (int i = 0; i < 4; ++i) s.sides[i] = s.crop.read(*sequence, studio_.playhead(), i).value;
    s.screen = *screen;
    return s;
}

void CropHandles::paint(QPainter& p, QRectF box) const {
    const auto s = shape(box);
    if (!s) return;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    QPainterPath whole, left;
    whole.addRect(QRectF(0, 0, s->screen.width, s->screen.height));
    left.addRect(s->left());
    paintLine(p, s->screen.of_picture.map(whole), Qt::DotLine);
    paintLine(p, s->screen.of_picture.map(left));
    for (const auto& place : kPlaces) paintSquare(p, s->screen.of_picture.map(placeOf(s->left(), place.x, place.y)));
    p.restore();
}

int CropHandles::sidesAt(const Shape& s, QPointF at) {
    for (const auto& place : kPlaces)
        if (near(s.screen.of_picture.map(placeOf(s.left(), place.x, place.y)), at)) return place.sides;
    return s.left().contains(s.screen.of_picture.inverted().map(at)) ? kWhole : 0;
}

Qt::CursorShape CropHandles::cursor(QPointF at, QRectF box) const {
    const auto s = shape(box);
    switch (s ? sidesAt(*s, at) : 0) {
    case 0:
        return Qt::ArrowCursor;
    case kLeft:
    case kRight:
        return Qt::SizeHorCursor;
    case kTop:
    case kBottom:
        return Qt::SizeVerCursor;
    case kLeft | kTop:
    case kRight | kBottom:
        return Qt::SizeFDiagCursor;
    case kWhole:
        return Qt::SizeAllCursor;
    default:
        return Qt::SizeBDiagCursor;
    }
}

bool CropHandles::press(QPointF at, QRectF box) {
    const auto s = shape(box);
    held_ = s ? sidesAt(*s, at) : 0;
    if (!held_) return false;
    start_ = *s, begin(at);
    return true;
}

void CropHandles::apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers) const {
    const QTransform back = start_.screen.of_picture.inverted();
    const QPointF by = back.map(at) - back.map(pressed_);
    double dx = by.x() / start_.screen.width, dy = by.y() / start_.screen.height;
    const double* s = start_.sides;
    if (held_ & kWhole) { // stays inside the picture
        dx = std::clamp(dx, -s[slot::left], s[slot::right]), dy = std::clamp(dy, -s[slot::top], s[slot::bottom]);
    }
    auto set = [&](int side, double by_fraction, int opposite) {
        if (!(held_ & (1 << side | kWhole))) return;
        // A hundredth is left, so that there is something to pull back.
        const double most = held_ & kWhole ? 1 : std::max(0.0, 0.99 - s[opposite]);
        start_.crop.set(plan, studio_.playhead(), side,
                        std::round(std::clamp(s[side] + by_fraction, 0.0, most) * 1e4) / 1e4);
    };
    set(slot::left, dx, slot::right);
    set(slot::right, -dx, slot::left);
    set(slot::top, dy, slot::bottom);
    set(slot::bottom, -dy, slot::top);
}

} // namespace tandem::ui
