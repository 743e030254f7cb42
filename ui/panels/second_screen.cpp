// Place and painting of the second window.
#include "ui/panels/second_screen.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QScreen>

namespace tandem::ui {

SecondScreen::SecondScreen(Studio& studio, const QImage& picture, QWidget* window)
    : QWidget(window, Qt::Window), studio_(studio), window_(window), image_(picture.copy()) {
    setAccessibleName(tr("Picture on the second screen"));
    setWindowTitle(tr("Tandem: picture"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(320, 180);
    // The window's keys go on working in it.
    for (QAction* action : window->actions()) addAction(action);
    connect(&studio_, &Studio::pictureReady, this, [this](const ServedFrame& frame) {
        picture_ = frame.picture;
        image_ = QImage(picture_->data[0], picture_->width, picture_->height,
                        static_cast<qsizetype>(picture_->stride[0]), QImage::Format_RGB32);
        update();
    });
    connect(&studio_, &Studio::sessionChanged, this, [this] {
        image_ = {}, picture_.reset();
        update();
    });
}

void SecondScreen::open() {
    for (QScreen* screen : QGuiApplication::screens())
        if (screen != window_->screen()) {
            setGeometry(screen->geometry());
            return showFullScreen();
        }
    resize(960, 540);
    show();
}

void SecondScreen::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), Qt::black);
    if (image_.isNull()) return;
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    const QSizeF size = QSizeF(image_.size()).scaled(QSizeF(this->size()), Qt::KeepAspectRatio);
    p.drawImage(QRectF(QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size), image_);
}

void SecondScreen::resizeEvent(QResizeEvent*) { Q_EMIT resized(size() * devicePixelRatioF()); }

void SecondScreen::closeEvent(QCloseEvent* event) {
    event->accept();
    Q_EMIT closed();
}

void SecondScreen::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void SecondScreen::mouseDoubleClickEvent(QMouseEvent*) { isFullScreen() ? showNormal() : showFullScreen(); }

} // namespace tandem::ui
