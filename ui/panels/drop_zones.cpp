// Places and looks of the zones.
#include "ui/panels/drop_zones.h"

#include <QCoreApplication>
#include <QPainter>

#include "ui/theme/theme.h"

namespace tandem::ui {

// The context of this file's texts.
struct DropZoneWords {
    Q_DECLARE_TR_FUNCTIONS(DropZones)
};

static QString word(DropZones::Zone zone) {
    switch (zone) {
    case DropZones::Zone::source:
        return DropZoneWords::tr("Look at it as a source");
    case DropZones::Zone::insert:
        return DropZoneWords::tr("Insert at the playhead");
    case DropZones::Zone::overwrite:
        return DropZoneWords::tr("Overwrite from the playhead on");
    case DropZones::Zone::on_top:
        return DropZoneWords::tr("Place on top");
    case DropZones::Zone::append:
        break;
    }
    return DropZoneWords::tr("Append at the end");
}

static QString iconOf(DropZones::Zone zone) {
    switch (zone) {
    case DropZones::Zone::source:
        return QStringLiteral("eye");
    case DropZones::Zone::insert:
        return QStringLiteral("insert");
    case DropZones::Zone::overwrite:
        return QStringLiteral("overwrite");
    case DropZones::Zone::on_top:
        return QStringLiteral("layers");
    case DropZones::Zone::append:
        break;
    }
    return QStringLiteral("next_edit");
}

QRectF DropZones::place(Zone zone, QRectF box) {
    const double top = box.height() / 4, half = (box.height() - top) / 2, wide = box.width() / 2;
    if (zone == Zone::source) return {box.x(), box.y(), box.width(), top};
    const bool right = zone == Zone::overwrite || zone == Zone::append;
    const bool lower = zone == Zone::on_top || zone == Zone::append;
    return {box.x() + (right ? wide : 0), box.y() + top + (lower ? half : 0), wide, half};
}

DropZones::Zone DropZones::zoneAt(QPointF at, QRectF box) {
    for (const Zone zone : kZones)
        if (place(zone, box).contains(at)) return zone;
    return Zone::source;
}

void DropZones::paint(QPainter& p, Zone over, QRectF box) {
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(box, QColor(0, 0, 0, 110));
    for (const Zone zone : kZones) {
        const QRectF at = place(zone, box).adjusted(6, 6, -6, -6);
        const bool on = zone == over;
        p.setPen(QPen(colour(on ? token::accent : token::lineStrong), on ? 2 : 1));
        p.setBrush(on ? colour(token::accentFill, 150) : colour(token::panel, 190));
        p.drawRoundedRect(at, 6, 6);
        drawIcon(p, iconOf(zone), QRectF(at.center().x() - 10, at.center().y() - 22, 20, 20), colour(token::text));
        p.setFont(textFont(12.5, QFont::Medium));
        p.setPen(colour(token::text));
        p.drawText(QRectF(at.x(), at.center().y() + 2, at.width(), 20), Qt::AlignCenter,
                   QFontMetricsF(p.font()).elidedText(word(zone), Qt::ElideRight, at.width() - 8));
    }
    p.restore();
}

Put DropZones::putOf(Zone zone) {
    switch (zone) {
    case Zone::overwrite:
        return Put::overwrite;
    case Zone::on_top:
        return Put::on_top;
    case Zone::append:
        return Put::append;
    default:
        return Put::insert;
    }
}

} // namespace tandem::ui
