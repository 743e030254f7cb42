// SequenceTabs: the sequences that are open in the timeline, as tabs above it; there from the second one on. Which are
// open is the window's, which one is shown the document's. Main thread.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/controls/painted_parts.h"
#include "ui/studio.h"

namespace tandem::ui {

class SequenceTabs : public QWidget, public PaintedParts {
    Q_OBJECT
  public:
    SequenceTabs(Studio& studio, QWidget* parent);
    // The tab before or after the one shown; after the last comes the first.
    void step(int step);
    // The sequence stays in the project. In place of the one shown its neighbour is.
    void close(int index);
    int current() const;
    QSize sizeHint() const override { return {200, 28}; }
    QAccessible::Role partsRole() const override { return QAccessible::PageTabList; }
    QAccessible::Role partRole() const override { return QAccessible::PageTab; }
    int partCount() const override { return static_cast<int>(open_.size()); }
    PaintedPart part(int index) const override;
    void pressPart(int index) override;

  protected:
    bool event(QEvent*) override;
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

  private:
    void refresh();
    QString name(int index) const;
    QRect box(int index) const;
    static QRect cross(QRect box) { return {box.right() - 22, box.top() + 6, 16, 16}; }
    int at(QPoint point) const; // -1 = between
    Studio& studio_;
    std::vector<SequenceId> open_;
    QPoint hover_{-1, -1};
};

} // namespace tandem::ui
