// Painting and dragging of the source's bar.
#include "ui/panels/source_bar.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace tandem::ui {

SourceBar::SourceBar(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Position in the source"));
    setFixedHeight(20);
    setCursor(Qt::PointingHandCursor);
    for (auto signal : {&Studio::viewedChanged, &Studio::playheadMoved, &Studio::marksChanged, &Studio::sessionChanged})
        connect(&studio, signal, this, &SourceBar::refresh);
    refresh();
}

void SourceBar::refresh() {
    setVisible(studio_.viewingSource());
    if (!isVisibleTo(parentWidget())) return;
    const Ref<Sequence> s = studio_.viewedSequence();
    const auto in = studio_.viewIn(), out = studio_.viewOut();
    QString words = tr("Drag: position. I and O set in and out");
    if (s && (in || out))
        words = tr("In %1, out %2, marked %3")
                    .arg(timecodeText(*s, in.value_or(Time{})), timecodeText(*s, out.value_or(s->duration())),
                         toQt(time_text(out.value_or(s->duration()) - in.value_or(Time{}), s->format.rate)));
    setToolTip(words);
    setAccessibleDescription(words);
    update();
}

QRectF SourceBar::groove() const { return QRectF(rect()).adjusted(12, 7, -12, -7); }

double SourceBar::x(Time t) const {
    const Ref<Sequence> s = studio_.viewedSequence();
    const double whole = s ? s->duration().seconds() : 0;
    const double part = whole > 0 ? std::clamp(t.seconds() / whole, 0.0, 1.0) : 0;
    return groove().left() + part * groove().width();
}

void SourceBar::paintEvent(QPaintEvent*) {
    const Ref<Sequence> s = studio_.viewedSequence();
    if (!s) return;
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF bar = groove();
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::control));
    p.drawRoundedRect(bar, 3, 3);
    const auto in = studio_.viewIn(), out = studio_.viewOut();
    if (in || out) {
        const double left = x(in.value_or(Time{})), right = x(out.value_or(s->duration()));
        p.fillRect(QRectF(left, bar.top(), right - left, bar.height()), colour(token::accentFill));
        p.setPen(QPen(colour(token::accent), 2));
        // A bracket at each end that is set.
        auto bracket = [&](double at, double foot) {
            p.drawLine(QPointF(at, 2), QPointF(at, height() - 2));
            p.drawLine(QPointF(at, 2), QPointF(at + foot, 2));
            p.drawLine(QPointF(at, height() - 2), QPointF(at + foot, height() - 2));
        };
        if (in) bracket(left, 4);
        if (out) bracket(right, -4);
    }
    p.setPen(QPen(colour(token::playhead), 1.5));
    const double at = x(studio_.viewPlayhead());
    p.drawLine(QPointF(at, 1), QPointF(at, height() - 1));
}

void SourceBar::locateTo(double at) {
    const Ref<Sequence> s = studio_.viewedSequence();
    if (!s || s->duration() <= Time{}) return;
    const double part = std::clamp((at - groove().left()) / groove().width(), 0.0, 1.0);
    const FrameRate rate = s->format.rate;
    const int64_t last = std::max<int64_t>(0, rate.frames_covering(s->duration()) - 1);
    const Time to = Time::from_double(part * s->duration().seconds());
    studio_.viewLocate(rate.time_of(std::min(rate.frame_at(to), last)));
}

void SourceBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    studio_.stop();
    locateTo(event->position().x());
}

void SourceBar::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) locateTo(event->position().x());
}

} // namespace tandem::ui
