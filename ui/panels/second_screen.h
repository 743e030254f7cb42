// SecondScreen: the viewer's picture alone in a window of its own, on another screen where there is one. Main thread.
#pragma once

#include <QImage>
#include <QWidget>

#include "ui/studio.h"

namespace tandem::ui {

class SecondScreen : public QWidget {
    Q_OBJECT
  public:
    // `picture`: what is shown until the next one comes.
    SecondScreen(Studio& studio, const QImage& picture, QWidget* window);
    // Full screen on another screen than `window`'s, or a window over it.
    void open();
    const QImage& image() const { return image_; }

  Q_SIGNALS:
    void closed();
    void resized(QSize devicePixels); // what the picture is wanted in

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void closeEvent(QCloseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;

  private:
    Studio& studio_;
    QWidget* window_;
    PictureRef picture_; // owns the image's pixels
    QImage image_;
};

} // namespace tandem::ui
