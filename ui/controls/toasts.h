// Toasts: messages at the bottom right of the window, the newest lowest. They go after six seconds, but errors, and
// warnings that ask for something, stay until they are closed. They never take the keyboard. Main thread.
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/studio.h"

namespace tandem::ui {

class Toast : public QWidget {
    Q_OBJECT
  public:
    Toast(const Message& message, QWidget* window);

  Q_SIGNALS:
    void gone();

  protected:
    void enterEvent(QEnterEvent*) override { timer_.stop(); }
    void leaveEvent(QEvent*) override {
        if (!stays_) timer_.start();
    }
    void mousePressEvent(QMouseEvent*) override {} // not for what lies below
    void paintEvent(QPaintEvent*) override;

  private:
    QColor tint() const;
    QString iconName() const;
    int layOut(); // breaks the text into lines; gives the height

    Message message_;
    QStringList lines_;
    QTimer timer_;
    double titleRight_ = 0;
    bool stays_ = false;
};

class Toasts : public QObject {
    Q_OBJECT
  public:
    explicit Toasts(QWidget* window);
    void show(const Message& message);

  protected:
    bool eventFilter(QObject*, QEvent*) override;

  private:
    void place();
    QWidget* window_;
    std::vector<Toast*> toasts_; // oldest first
};

} // namespace tandem::ui
