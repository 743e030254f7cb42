// Safe areas, thirds, centre and other shapes.
#include "ui/panels/viewer_guides.h"

#include <QCoreApplication>
#include <QMenu>
#include <QPainterPath>
#include <QSettings>

namespace tandem::ui {

namespace {

struct Guides {
    Q_DECLARE_TR_FUNCTIONS(Guides)
};

constexpr const char* kShapes[] = {"9:16", "4:5", "1:1", "4:3", "1.85:1", "2.39:1"};

double ratioOf(const QString& shape) {
    const double across = shape.section(u':', 0, 0).toDouble(), down = shape.section(u':', 1, 1).toDouble();
    return across > 0 && down > 0 ? across / down : 0;
}

QRectF centred(QRectF box, QSizeF size) {
    return {box.center().x() - size.width() / 2, box.center().y() - size.height() / 2, size.width(), size.height()};
}

} // namespace

void ViewerGuides::paint(QPainter& p, QRectF box) const {
    p.setRenderHint(QPainter::Antialiasing);
    p.setBrush(Qt::NoBrush);
    if (const double ratio = ratioOf(shape); ratio > 0 && box.height() > 0) {
        const bool narrow = ratio < box.width() / box.height();
        const QRectF kept = centred(box, narrow ? QSizeF(box.height() * ratio, box.height())
                                                : QSizeF(box.width(), box.width() / ratio));
        QPainterPath outside;
        outside.addRect(box);
        outside.addRect(kept);
        p.fillPath(outside, QColor(0, 0, 0, 140));
        p.setPen(QPen(QColor(255, 255, 255, 170), 1));
        p.drawRect(kept);
    }
    p.setPen(QPen(QColor(255, 255, 255, 110), 1));
    for (int i = 1; thirds && i < 3; ++i) {
        const double x = box.left() + box.width() * i / 3, y = box.top() + box.height() * i / 3;
        p.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
        p.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    }
    const QPointF c = box.center();
    if (cross) {
        p.drawLine(QPointF(c.x(), box.top()), QPointF(c.x(), box.bottom()));
        p.drawLine(QPointF(box.left(), c.y()), QPointF(box.right(), c.y()));
    }
    if (!safe) return;
    // Action 93 % and title 90 % of each side: EBU R 95 and SMPTE ST 2046-1.
    for (const double part : {0.93, 0.90}) {
        p.setPen(QPen(QColor(255, 255, 255, part > 0.92 ? 110 : 170), 1));
        p.drawRect(centred(box, box.size() * part));
    }
    p.drawLine(c - QPointF(8, 0), c + QPointF(8, 0));
    p.drawLine(c - QPointF(0, 8), c + QPointF(0, 8));
}

void ViewerGuides::fill(QMenu& menu, const std::function<void(const ViewerGuides&)>& change) const {
    auto add = [&](QMenu& to, const QString& text, bool on, ViewerGuides then) {
        QAction* a = to.addAction(text, &menu, [change, then] { change(then); });
        a->setCheckable(true), a->setChecked(on);
    };
    auto with = [this](auto set) {
        ViewerGuides then = *this;
        set(then);
        return then;
    };
    add(menu, Guides::tr("Safe areas"), safe, with([](auto& g) { g.safe = !g.safe; }));
    add(menu, Guides::tr("Thirds"), thirds, with([](auto& g) { g.thirds = !g.thirds; }));
    add(menu, Guides::tr("Lines through the centre"), cross, with([](auto& g) { g.cross = !g.cross; }));
    menu.addSeparator();
    QMenu& shapes = *menu.addMenu(Guides::tr("Frame of another shape"));
    add(shapes, Guides::tr("None", "no frame"), shape.isEmpty(), with([](auto& g) { g.shape.clear(); }));
    for (const char* each : kShapes) {
        const QString text = QString::fromLatin1(each);
        add(shapes, text, shape == text, with([&](auto& g) { g.shape = text; }));
    }
}

ViewerGuides ViewerGuides::read() {
    const QStringList words = QSettings().value(QStringLiteral("guides")).toStringList();
    ViewerGuides out{words.contains(QStringLiteral("safe")),
                     words.contains(QStringLiteral("thirds")),
                     words.contains(QStringLiteral("cross")),
                     {}};
    for (const QString& word : words)
        if (ratioOf(word) > 0) out.shape = word;
    return out;
}

void ViewerGuides::keep() const {
    QStringList words;
    if (safe) words << QStringLiteral("safe");
    if (thirds) words << QStringLiteral("thirds");
    if (cross) words << QStringLiteral("cross");
    if (!shape.isEmpty()) words << shape;
    QSettings().setValue(QStringLiteral("guides"), words);
}

} // namespace tandem::ui
