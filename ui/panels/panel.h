// Panel: the rounded ground that every part of the window lies on, with a head of 34 pixels for tabs and tools.
#pragma once

#include <QBoxLayout>
#include <QPainter>
#include <QWidget>

#include "ui/theme/theme.h"

namespace tandem::ui {

class Panel : public QWidget {
    Q_OBJECT
  public:
    // `name` is the accessible name of the region. With a head, put widgets into head().
    explicit Panel(const QString& name, QWidget* parent = nullptr, bool withHead = true);
    QHBoxLayout* head() { return head_; }
    QVBoxLayout* body() { return body_; }
    // The keyboard is in this panel: an accent line on top.
    void setActive(bool active);

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QHBoxLayout* head_ = nullptr;
    QVBoxLayout* body_ = nullptr;
    bool active_ = false;
};

// An icon, a sentence and perhaps a second one in the middle of an empty place.
class EmptyNote : public QWidget {
    Q_OBJECT
  public:
    EmptyNote(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QString icon_, title_, text_;
};

} // namespace tandem::ui
