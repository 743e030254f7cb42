// ClipHead: picture, name and place of the selected clip at the top of the inspector; a double-click on the name
// changes it. Main thread.
#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/studio.h"

namespace tandem::ui {

class InlineEdit;

class ClipHead : public QWidget {
    Q_OBJECT
  public:
    ClipHead(Studio& studio, QWidget* parent);
    // The first is the one named; none: nothing is shown.
    void setClips(std::vector<ClipId> clips);
    QSize sizeHint() const override { return {200, 46}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

  private:
    QRect nameBox() const { return {70, 4, width() - 80, 20}; }
    QString name() const;
    QString place() const; // "V1 + A2 linked · 00:00:16:22"
    void rename();
    void endRename(bool take, const QString& text);
    Studio& studio_;
    std::vector<ClipId> clips_;
    QPointer<InlineEdit> edit_;
};

} // namespace tandem::ui
