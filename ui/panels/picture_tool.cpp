// Where the clip stands on the screen, and the look of handles.
#include "ui/panels/picture_tool.h"

#include <QPainterPath>

namespace tandem::ui {

const Placement* PictureTool::clipHere() const {
    if (!studio_.sequence() || studio_.viewingSource() || studio_.playing()) return nullptr;
    const Placement* p = studio_.selectedPlacement(TrackKind::picture);
    const Time t = studio_.playhead();
    return p && t >= p->start && t < p->end() ? p : nullptr;
}

std::optional<PictureTool::OnScreen> PictureTool::onScreen(const Placement& placement, QRectF box) const {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || box.width() < 2) return {};
    const auto place = picture_place(*studio_.project(), *s, placement, studio_.playhead());
    if (!place) return {};
    const double sx = box.width() / s->format.width, sy = box.height() / s->format.height;
    const Affine& m = place->to_frame;
    return OnScreen{QTransform(m.a * sx, m.d * sy, m.b * sx, m.e * sy, box.x() + m.c * sx, box.y() + m.f * sy),
                    place->width, place->height};
}

void PictureTool::paintLine(QPainter& p, const QPainterPath& line, Qt::PenStyle style) {
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(QColor(0, 0, 0, 140), 3));
    p.drawPath(line);
    p.setPen(QPen(colour(token::select), 1.2, style));
    p.drawPath(line);
}

static void handleInk(QPainter& p, bool current) {
    p.setPen(QPen(QColor(0, 0, 0, 160), 1));
    p.setBrush(current ? colour(token::select) : QColor(Qt::white));
}

void PictureTool::paintSquare(QPainter& p, QPointF at, bool current) {
    handleInk(p, current);
    p.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8));
}

void PictureTool::paintDot(QPainter& p, QPointF at, bool current) {
    handleInk(p, current);
    p.drawEllipse(at, 4.5, 4.5);
}

bool PictureTool::drag(QPointF at, Qt::KeyboardModifiers modifiers) {
    if (!holds()) return false;
    if (!moved_ && (at - pressed_).manhattanLength() < 3) return true;
    moved_ = true, last_ = at, modifiers_ = modifiers;
    EditPlan plan(studio_);
    apply(plan, at, modifiers);
    plan.preview();
    return true;
}

bool PictureTool::release() {
    if (!holds()) return false;
    const QString name = label();
    studio_.cancelPreview();
    if (moved_) {
        EditPlan plan(studio_);
        apply(plan, last_, modifiers_);
        plan.commit(name);
    }
    letGo();
    return true;
}

bool PictureTool::cancel() {
    if (!holds()) return false;
    letGo();
    studio_.cancelPreview();
    return true;
}

} // namespace tandem::ui
