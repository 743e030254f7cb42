// ViewerGuides: lines over the program's picture that help to compose it; never rendered. The user's, kept. Main
// thread.
#pragma once

#include <QPainter>
#include <QStringList>
#include <functional>

class QMenu;

namespace tandem::ui {

struct ViewerGuides {
    bool safe = false; // action and title safe areas, and the centre
    bool thirds = false;
    bool cross = false; // lines through the centre
    QString shape;      // "9:16": what a centred frame of that shape keeps of the picture; empty = none
    bool any() const { return safe || thirds || cross || !shape.isEmpty(); }

    // `box`: of the picture, in the painter's pixels.
    void paint(QPainter& painter, QRectF box) const;
    // One entry for each; `change` gets the guides as they are to be.
    void fill(QMenu& menu, const std::function<void(const ViewerGuides&)>& change) const;
    static ViewerGuides read(); // as they were kept; none the first time
    void keep() const;
};

} // namespace tandem::ui
