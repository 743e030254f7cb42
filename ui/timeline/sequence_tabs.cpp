// Tabs of open sequences.
#include "ui/timeline/sequence_tabs.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/controls/own_keys.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

SequenceTabs::SequenceTabs(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    installPaintedParts();
    setAccessibleName(tr("Open sequences"));
    setFixedHeight(28);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setOwnKeys(this, kOwnAcross | kOwnRemove);
    connect(&studio, &Studio::sessionChanged, this, [this] {
        open_.clear();
        refresh();
    });
    connect(&studio, &Studio::projectChanged, this, &SequenceTabs::refresh);
    refresh();
}

void SequenceTabs::refresh() {
    const Ref<Sequence> shown = studio_.sequence();
    if (shown) {
        std::erase_if(open_, [&](SequenceId id) { return !studio_.project()->find_sequence(id); });
        if (std::find(open_.begin(), open_.end(), shown->id) == open_.end()) open_.push_back(shown->id);
    }
    setVisible(open_.size() > 1);
    update();
}

int SequenceTabs::current() const {
    const Ref<Sequence> shown = studio_.sequence();
    for (size_t i = 0; shown && i < open_.size(); ++i)
        if (open_[i] == shown->id) return static_cast<int>(i);
    return -1;
}

QString SequenceTabs::name(int index) const {
    const Ref<Project>& project = studio_.project();
    const Ref<Sequence> s = project ? project->find_sequence(open_[static_cast<size_t>(index)]) : nullptr;
    return s ? toQt(s->name) : QString();
}

QRect SequenceTabs::box(int index) const {
    const QFontMetrics metrics(textFont(12, QFont::Medium));
    int x = 8;
    for (int i = 0;; ++i) {
        const int wide = std::clamp(metrics.horizontalAdvance(name(i)), 40, 180) + 44;
        if (i == index) return {x, 0, wide, height()};
        x += wide;
    }
}

int SequenceTabs::at(QPoint point) const {
    for (int i = 0; i < partCount(); ++i)
        if (box(i).contains(point)) return i;
    return -1;
}

PaintedPart SequenceTabs::part(int index) const { return {name(index), box(index), index == current()}; }

void SequenceTabs::pressPart(int index) { studio_.openSequence(open_[static_cast<size_t>(index)]); }

void SequenceTabs::step(int step) {
    const int n = partCount();
    if (n > 1) pressPart((current() + n + step) % n);
}

void SequenceTabs::close(int index) {
    if (partCount() < 2) return;
    if (index == current()) pressPart(index > 0 ? index - 1 : 1);
    if (index == current()) return; // refused
    open_.erase(open_.begin() + index);
    refresh();
}

void SequenceTabs::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(colour(token::line), 1));
    p.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
    const QFont font = textFont(12, QFont::Medium);
    p.setFont(font);
    for (int i = 0; i < partCount(); ++i) {
        const QRect b = box(i);
        const bool shown = i == current(), hovered = b.contains(hover_);
        if (hovered && !shown) p.fillRect(b.adjusted(0, 2, 0, -1), colour(token::raised));
        p.setPen(colour(shown ? token::text : token::text2));
        const QRect words = b.adjusted(14, 0, -28, 0);
        p.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                   QFontMetrics(font).elidedText(name(i), Qt::ElideRight, words.width()));
        if (shown) p.fillRect(QRect(b.left() + 8, b.bottom() - 1, b.width() - 16, 2), colour(token::accent));
        if (hovered || shown) {
            const QRect x = cross(b);
            if (x.contains(hover_)) {
                p.setPen(Qt::NoPen);
                p.setBrush(colour(token::controlHover));
                p.drawRoundedRect(QRectF(x), 4, 4);
            }
            drawIcon(p, QStringLiteral("close"), QRectF(x).adjusted(3, 3, -3, -3), colour(token::text2));
        }
        if (shown && hasFocus()) drawFocus(p, QRectF(b).adjusted(4, 3, -4, -3), 4);
    }
}

void SequenceTabs::mousePressEvent(QMouseEvent* event) {
    const int i = at(event->pos());
    if (i < 0) return;
    if (event->button() == Qt::MiddleButton ||
        (event->button() == Qt::LeftButton && cross(box(i)).contains(event->pos())))
        return close(i);
    if (event->button() == Qt::LeftButton) pressPart(i);
}

void SequenceTabs::mouseMoveEvent(QMouseEvent* event) {
    hover_ = event->pos();
    update();
}

void SequenceTabs::leaveEvent(QEvent*) {
    hover_ = {-1, -1};
    update();
}

void SequenceTabs::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_Delete:
        return close(current());
    default:
        QWidget::keyPressEvent(event);
    }
}

bool SequenceTabs::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int i = at(help->pos());
    if (i < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), cross(box(i)).contains(help->pos()) ? tr("Close this tab") : name(i),
                           this);
    return true;
}

} // namespace tandem::ui
