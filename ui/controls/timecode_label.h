// TimecodeLabel: a readout in cells of one width. Typed into after a click where editable: "+50f", "12s",
// "01:00:10:00". Main thread.
#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/theme/theme.h"

namespace tandem::ui {

class InlineEdit;

class TimecodeLabel : public QWidget {
    Q_OBJECT
  public:
    TimecodeLabel(double px, QColor ink, const QString& name, QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return text_; }
    void setEditable(bool editable) { editable_ = editable; }
    QSize sizeHint() const override;
    void beginTyping();

  Q_SIGNALS:
    void typed(const QString& text);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;

  private:
    QString text_;
    QColor ink_;
    bool editable_ = false;
    QPointer<InlineEdit> edit_;
};

} // namespace tandem::ui
