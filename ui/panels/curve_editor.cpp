// Drawing and dragging of curves.
#include "ui/panels/curve_editor.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/video/curve_table.h"
#include "ui/controls/buttons.h"
#include "ui/controls/own_keys.h"

namespace tandem::ui {

static constexpr double kApart = 0.004; // least distance of two points

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent) {
    setFixedHeight(190);
    setFocusPolicy(Qt::StrongFocus);
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnPages | kOwnRemove | kOwnShifted);
    setToolTip(tr("Double-click adds a point, Delete or a right-click takes it away"));
}

void CurvePlot::setCurve(const CurveSlot& slot, std::vector<CurvePoint> points, QColor ink) {
    if (dragging_) return;
    slot_ = slot, points_ = std::move(points), ink_ = ink;
    current_ = std::min(current_, static_cast<int>(points_.size()) - 1);
    update();
}

QPointF CurvePlot::toPixel(CurvePoint p) const {
    const QRectF box = plot();
    return {box.left() + p.x * box.width(), box.bottom() - (p.y - slot_.low) / (slot_.high - slot_.low) * box.height()};
}

CurvePoint CurvePlot::toPoint(QPointF at) const {
    const QRectF box = plot();
    const double x = std::clamp((at.x() - box.left()) / box.width(), 0.0, 1.0);
    const double y = std::clamp((box.bottom() - at.y()) / box.height(), 0.0, 1.0);
    return {x, slot_.low + y * (slot_.high - slot_.low)};
}

int CurvePlot::pointAt(QPointF at) const {
    for (size_t i = 0; i < points_.size(); ++i)
        if (QLineF(toPixel(points_[i]), at).length() < 9) return static_cast<int>(i);
    return -1;
}

void CurvePlot::moveTo(int index, CurvePoint to) {
    const auto i = static_cast<size_t>(index);
    const double least = i > 0 ? points_[i - 1].x + kApart : 0;
    // On a circle x = 1 is x = 0 again.
    const double most = i + 1 < points_.size()            ? points_[i + 1].x - kApart
                        : slot_.axis == CurveAxis::circle ? 1 - kApart
                                                          : 1;
    if (most < least) return;
    points_[i] = {std::clamp(to.x, least, most), std::clamp(to.y, slot_.low, slot_.high)};
    update();
}

void CurvePlot::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = plot();
    p.setPen(QPen(colour(token::line), 1));
    p.setBrush(colour(token::canvas));
    p.drawRect(box);
    if (!slot_.identity) { // hues or tones below
        QLinearGradient g(box.bottomLeft(), box.bottomRight());
        for (int i = 0; i <= 6; ++i)
            g.setColorAt(i / 6.0, slot_.axis == CurveAxis::circle
                                      ? QColor::fromHsvF(static_cast<float>(i % 6) / 6, 0.75f, 0.8f)
                                      : QColor::fromHsvF(0, 0, static_cast<float>(i) / 6));
        p.fillRect(QRectF(box.left(), box.bottom() - 4, box.width(), 4), g);
    }
    for (int i = 1; i < 4; ++i) {
        p.drawLine(QPointF(box.left() + box.width() * i / 4, box.top()),
                   QPointF(box.left() + box.width() * i / 4, box.bottom()));
        p.drawLine(QPointF(box.left(), box.top() + box.height() * i / 4),
                   QPointF(box.right(), box.top() + box.height() * i / 4));
    }
    const double neutral = slot_.neutral;
    p.setPen(QPen(colour(token::controlActive), 1, Qt::DashLine));
    p.drawLine(toPixel({0, slot_.identity ? 0 : neutral}), toPixel({1, slot_.identity ? 1 : neutral}));
    QPainterPath path;
    if (points_.empty()) {
        path.moveTo(toPixel({0, slot_.identity ? 0 : neutral}));
        path.lineTo(toPixel({1, slot_.identity ? 1 : neutral}));
    } else {
        const MonotoneCurve curve(points_, slot_.axis);
        for (double x = 0; x <= box.width(); x += 2) {
            const double t = std::min(1.0, x / box.width());
            const QPointF at = toPixel({t, std::clamp(curve.at(t), slot_.low, slot_.high)});
            x == 0 ? path.moveTo(at) : path.lineTo(at);
        }
    }
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(ink_, 1.8));
    p.drawPath(path);
    for (size_t i = 0; i < points_.size(); ++i) {
        const bool current = static_cast<int>(i) == current_;
        p.setPen(QPen(colour(token::canvas), 1.5));
        p.setBrush(current ? colour(token::select) : colour(token::text));
        p.drawEllipse(toPixel(points_[i]), 4.5, 4.5);
    }
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

void CurvePlot::mousePressEvent(QMouseEvent* event) {
    current_ = pointAt(event->position());
    if (event->button() == Qt::RightButton) return removeCurrent();
    if (current_ >= 0) before_ = points_, dragging_ = true;
    update();
}

void CurvePlot::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) return;
    moveTo(current_, toPoint(event->position()));
    Q_EMIT changing();
}

void CurvePlot::mouseReleaseEvent(QMouseEvent*) {
    if (!std::exchange(dragging_, false)) return;
    if (points_ != before_)
        Q_EMIT committed();
    else
        Q_EMIT cancelled();
}

void CurvePlot::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || pointAt(event->position()) >= 0 || points_.size() >= kMaxCurvePoints)
        return;
    if (points_.empty() && slot_.identity) points_ = {{0, 0}, {1, 1}};
    CurvePoint made = toPoint(event->position());
    if (slot_.axis == CurveAxis::circle) made.x = std::min(made.x, 1 - kApart);
    const auto at = std::lower_bound(points_.begin(), points_.end(), made,
                                     [](const CurvePoint& a, const CurvePoint& b) { return a.x < b.x; });
    if ((at != points_.end() && at->x - made.x < kApart) || (at != points_.begin() && made.x - (at - 1)->x < kApart))
        return;
    current_ = static_cast<int>(points_.insert(at, made) - points_.begin());
    update();
    Q_EMIT committed();
}

void CurvePlot::removeCurrent() {
    if (current_ < 0 || current_ >= static_cast<int>(points_.size())) return;
    points_.erase(points_.begin() + current_);
    current_ = -1;
    // What is left of an untouched line is the untouched line.
    if (slot_.identity && points_ == std::vector<CurvePoint>{{0, 0}, {1, 1}}) points_.clear();
    update();
    Q_EMIT committed();
}

void CurvePlot::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && dragging_) {
        dragging_ = false, points_ = before_;
        update();
        Q_EMIT cancelled();
        return;
    }
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) return removeCurrent();
    const int n = static_cast<int>(points_.size());
    if (n > 0 && (event->key() == Qt::Key_PageDown || event->key() == Qt::Key_PageUp)) {
        current_ = (current_ + (event->key() == Qt::Key_PageDown ? 1 : n - 1) + n) % n;
        return update();
    }
    const double by = event->modifiers() & Qt::ShiftModifier ? 0.05 : 0.01, span = slot_.high - slot_.low;
    const int key = event->key();
    const double dx = key == Qt::Key_Right ? by : key == Qt::Key_Left ? -by : 0;
    const double dy = key == Qt::Key_Up ? by * span : key == Qt::Key_Down ? -by * span : 0;
    if (current_ < 0 || (dx == 0 && dy == 0)) return QWidget::keyPressEvent(event);
    const CurvePoint p = points_[static_cast<size_t>(current_)];
    moveTo(current_, {p.x + dx, p.y + dy});
    Q_EMIT committed();
}

static QStringList curveNames(EffectKind kind) {
    if (kind == EffectKind::curves)
        return {CurveEditor::tr("All"), CurveEditor::tr("R"), CurveEditor::tr("G"), CurveEditor::tr("B")};
    return {CurveEditor::tr("H–H"), CurveEditor::tr("H–S"), CurveEditor::tr("H–L"), CurveEditor::tr("L–S"),
            CurveEditor::tr("S–S")};
}

static QColor curveInk(EffectKind kind, int slot) {
    static const QColor kChannels[] = {colour(token::text), QColor(0xff, 0x6b, 0x5e), QColor(0x4c, 0xc3, 0x8a),
                                       QColor(0x6c, 0xb6, 0xff)};
    return kind == EffectKind::curves ? kChannels[slot] : colour(token::text);
}

CurveEditor::CurveEditor(Studio& studio, const ClipEffects& effects, QWidget* parent)
    : QWidget(parent), studio_(studio), effects_(effects),
      which_(new ChoiceRow(curveNames(effects.kind), ChoiceRow::Look::segments, tr("Curve"), this)),
      plot_(new CurvePlot(this)) {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(12, 4, 12, 2);
    all->setSpacing(6);
    all->addWidget(which_, 0, Qt::AlignLeft);
    all->addWidget(plot_);
    plot_->setAccessibleName(tr("Points of the curve"));
    connect(which_, &ChoiceRow::chosen, this, [this] {
        if (const Ref<Sequence> s = studio_.sequence()) refresh(*s);
    });
    connect(plot_, &CurvePlot::changing, this, [this] { put(true); });
    connect(plot_, &CurvePlot::committed, this, [this] { put(false); });
    connect(plot_, &CurvePlot::cancelled, &studio_, &Studio::cancelPreview);
}

void CurveEditor::put(bool show) {
    QString text;
    for (const CurvePoint& p : plot_->points()) {
        if (!text.isEmpty()) text += u' ';
        text += QString::number(p.x, 'g', 5) + u',' + QString::number(p.y, 'g', 5);
    }
    EditPlan plan(studio_);
    effects_.setText(plan, static_cast<size_t>(which_->current()), fromQt(text));
    if (show)
        plan.preview();
    else
        plan.commit(tr("Change curve"));
}

void CurveEditor::refresh(const Sequence& sequence) {
    const auto slot = static_cast<size_t>(which_->current());
    const CurveSlot* about = curve_slot(effects_.kind, slot);
    if (!about || effects_.clips.empty()) return;
    const auto effect = effects_.shown(sequence, effects_.clips.front());
    std::vector<CurvePoint> points; // of the plain curve where the effect is not there
    if (auto read = parse_curve(effect && slot < effect->texts.size() ? effect->texts[slot] : std::string(), *about))
        points = std::move(*read);
    plot_->setCurve(*about, std::move(points), curveInk(effects_.kind, which_->current()));
}

} // namespace tandem::ui
