// The ruler's marks and scrubbing.
#include "ui/timeline/ruler.h"

#include <QContextMenuEvent>
#include <QInputDialog>
#include <QMenu>
#include <QMouseEvent>
#include <cmath>

namespace tandem::ui {

Ruler::Ruler(TimelineModel& model, QWidget* parent) : QWidget(parent), model_(model), studio_(model.studio()) {
    setAccessibleName(tr("Time ruler"));
    setFixedHeight(32);
    setMouseTracking(true);
    for (auto signal : {&Studio::projectChanged, &Studio::playheadMoved, &Studio::marksChanged})
        connect(&studio_, signal, this, qOverload<>(&QWidget::update));
    connect(&model, &TimelineModel::viewChanged, this, qOverload<>(&QWidget::update));
}

// Frames between labels: a step of the trade (frames, seconds, minutes) that leaves about 110 pixels.
static int64_t labelStep(const FrameRate& rate, double pxPerSecond) {
    const int64_t fps = rate.nominal();
    const double perFrame = pxPerSecond / rate.hz();
    for (const int64_t frames : {int64_t{1}, int64_t{2}, int64_t{5}, int64_t{10}})
        if (frames < fps && static_cast<double>(frames) * perFrame >= 110) return frames;
    for (const int64_t seconds : {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400})
        if (static_cast<double>(seconds) * pxPerSecond >= 110) return seconds * fps;
    return 28800 * fps;
}

static QColor markerColour(const Marker& m) {
    if (m.kind == MarkerKind::chapter) return colour(token::select);
    if (m.kind == MarkerKind::todo) return colour(token::mute);
    return colour(token::info);
}

void Ruler::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), colour(token::canvas));
    const Ref<Sequence>& s = model_.sequence();
    if (!s) return;
    const FrameRate rate = s->format.rate;
    const int64_t step = labelStep(rate, model_.pxPerSecond());
    const int64_t small = std::max<int64_t>(1, step % 5 == 0 ? step / 5 : step % 4 == 0 ? step / 4 : step);
    p.setFont(textFont(11));
    int64_t n = std::max<int64_t>(0, rate.frame_at(std::max(Time{}, model_.timeAt(-120))) / step * step);
    for (;; n += small) {
        const double x = std::round(model_.x(rate.time_of(n)));
        if (x > width()) break;
        const bool major = n % step == 0;
        p.fillRect(QRectF(x, major ? 20 : 26, 1, major ? 12 : 6), colour(major ? token::controlActive : token::line));
        if (!major) continue;
        p.setPen(colour(token::text2));
        drawFixed(p, QPointF(x + 4, 15), timecodeText(*s, rate.time_of(n)));
    }
    p.fillRect(QRect(0, height() - 1, width(), 1), colour(token::line));
    if (studio_.markIn() || studio_.markOut()) {
        const double a = studio_.markIn() ? model_.x(*studio_.markIn()) : 0;
        const double b = studio_.markOut() ? model_.x(*studio_.markOut()) : width();
        p.fillRect(QRectF(a, height() - 3, b - a, 3), colour(token::accent));
    }
    p.setRenderHint(QPainter::Antialiasing);
    for (const auto& m : s->markers) {
        const double x = model_.x(m->start);
        if (x < -200 || x > width() + 10) continue;
        const QColor ink = markerColour(*m);
        QPolygonF flag{QPointF(x - 5, 18), QPointF(x + 5, 18), QPointF(x + 5, 26), QPointF(x, 31), QPointF(x - 5, 26)};
        p.setPen(Qt::NoPen);
        p.setBrush(ink);
        p.drawPolygon(flag);
        if (!m->name.empty()) {
            p.setPen(ink);
            p.drawText(QPointF(x + 9, 29), toQt(m->name));
        }
    }
    const double x = std::round(model_.x(studio_.playhead())) + 0.5;
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::playhead));
    p.drawPolygon(QPolygonF{QPointF(x - 6.5, 15), QPointF(x + 6.5, 15), QPointF(x + 6.5, 25), QPointF(x, 32),
                            QPointF(x - 6.5, 25)});
}

const Marker* Ruler::markerAt(QPointF at) const {
    if (model_.sequence() && at.y() >= 16)
        for (const auto& m : model_.sequence()->markers)
            if (std::abs(model_.x(m->start) - at.x()) <= 6) return m.get();
    return nullptr;
}

void Ruler::scrub(double x) {
    Time t = model_.frameAt(x);
    // Where it is let go it snaps to cuts, never to itself.
    if (auto snap = model_.snap(t, {}, false)) t = snap->at;
    if (t != studio_.playhead()) studio_.scrub(t);
}

void Ruler::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !model_.sequence()) return;
    if (const Marker* m = markerAt(event->position())) {
        dragged_ = m->id;
        studio_.locate(m->start);
        return;
    }
    scrubbing_ = true;
    scrub(event->position().x());
}

void Ruler::mouseMoveEvent(QMouseEvent* event) {
    if (scrubbing_) return scrub(event->position().x());
    if (dragged_)
        (void)studio_.preview("set_marker",
                              {{"marker", arg(dragged_)}, {"at", arg(model_.frameAt(event->position().x()))}});
    setCursor(markerAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void Ruler::mouseReleaseEvent(QMouseEvent* event) {
    if (std::exchange(scrubbing_, false)) studio_.endScrub();
    if (!dragged_) return;
    const MarkerId id = std::exchange(dragged_, MarkerId{});
    studio_.cancelPreview();
    const Time to = model_.frameAt(event->position().x());
    for (const auto& m : model_.sequence()->markers)
        if (m->id == id && m->start != to && std::abs(model_.x(m->start) - event->position().x()) > 3) {
            studio_.run("set_marker", {{"marker", arg(id)}, {"at", arg(to)}});
            return;
        }
}

void Ruler::mouseDoubleClickEvent(QMouseEvent* event) {
    const Marker* m = markerAt(event->position());
    if (!m) return;
    const MarkerId id = m->id;
    bool ok = false;
    const QString name = QInputDialog::getText(this, tr("Marker"), tr("Name"), QLineEdit::Normal, toQt(m->name), &ok);
    if (ok) studio_.run("set_marker", {{"marker", arg(id)}, {"name", fromQt(name)}});
}

void Ruler::wheelEvent(QWheelEvent* event) {
    model_.zoom(std::pow(1.0015, event->angleDelta().y()), event->position().x());
}

void Ruler::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    const Time t = model_.frameAt(event->x());
    if (const Marker* m = markerAt(event->pos())) {
        const MarkerId id = m->id;
        menu.addAction(tr("Delete marker"), this, [this, id] { studio_.run("remove_marker", {{"marker", arg(id)}}); });
    } else {
        menu.addAction(tr("Add marker"), this, [this, t] { studio_.run("add_marker", {{"at", arg(t)}}); });
        menu.addAction(tr("Set in point"), this, [this, t] { studio_.setMarks(t, studio_.markOut()); });
        menu.addAction(tr("Set out point"), this, [this, t] { studio_.setMarks(studio_.markIn(), t); });
        menu.addAction(tr("Clear marks"), this, [this] { studio_.setMarks({}, {}); });
    }
    menu.exec(event->globalPos());
}

} // namespace tandem::ui
