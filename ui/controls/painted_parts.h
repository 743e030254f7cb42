// PaintedParts: what a widget paints as many things (cards, tabs, segments), told to screen readers as that many
// children. Main thread.
#pragma once

#include <QAccessible>
#include <QRect>

class QWidget;

namespace tandem::ui {

struct PaintedPart {
    QString name;
    QRect box; // in the widget
    bool selected = false;
};

// A second base of the widget. Its constructor calls installPaintedParts() before the widget has a name.
class PaintedParts {
  public:
    virtual ~PaintedParts() = default;
    virtual QAccessible::Role partsRole() const = 0; // of the whole
    virtual QAccessible::Role partRole() const = 0;
    virtual int partCount() const = 0;
    virtual PaintedPart part(int index) const = 0; // 0 to partCount() - 1
    virtual void pressPart(int index) = 0;         // as a click does
};

void installPaintedParts();

} // namespace tandem::ui
