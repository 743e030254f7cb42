// Keys drawn as caps: "Ctrl" "Shift" "P". Main thread.
#pragma once

#include <QKeySequence>
#include <QPainter>

namespace tandem::ui {

// Right-aligned at `right`, centred on `middle`; gives the left edge. Quiet ones are of disabled commands.
double drawKeys(QPainter& painter, double right, double middle, const QKeySequence& keys, bool quiet = false);
double keysWidth(const QKeySequence& keys);

} // namespace tandem::ui
