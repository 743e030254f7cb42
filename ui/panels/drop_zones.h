// DropZones: what the program viewer offers for media that are dragged over it: to look at them, or where they go at
// the playhead. A plain part of PictureView. Main thread.
#pragma once

#include <QRectF>
#include <optional>

#include "ui/edits.h"

class QPainter;

namespace tandem::ui {

class DropZones {
  public:
    enum class Zone : uint8_t { source, insert, overwrite, on_top, append };
    static constexpr Zone kZones[] = {Zone::source, Zone::insert, Zone::overwrite, Zone::on_top, Zone::append};

    // All in the view's pixels; `box`: the whole view. Every place lies in a zone.
    static QRectF place(Zone zone, QRectF box);
    static Zone zoneAt(QPointF at, QRectF box);
    static void paint(QPainter& painter, Zone over, QRectF box);
    static Put putOf(Zone zone); // pre: not source
};

} // namespace tandem::ui
