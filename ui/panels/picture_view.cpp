// What PictureView shows, and the two ways to the screen: painted, or by a swapchain (ViewerSurface). What lies over
// the picture is an image of its own in both, painted only when it changes.
#include <QTimer>
#include <cmath>

#include "engine/base/log.h"
#include "ui/panels/picture_compare.h"
#include "ui/panels/viewer.h"
#include "ui/panels/viewer_surface.h"

namespace tandem::ui {

QRect PictureView::devicePlace() const {
    const QRectF box = pictureBox();
    const double scale = devicePixelRatioF();
    const auto whole = [scale](double x) { return static_cast<int>(std::lround(x * scale)); };
    return {whole(box.x()), whole(box.y()), whole(box.width()), whole(box.height())};
}

// Pictures have sides of even length: one of nearly the right size is shown as it is, not blurred to stretch it.
QRect PictureView::picturePlace() const {
    QRect place = devicePlace();
    const QSize off = image_.size() - place.size();
    if (std::abs(off.width()) <= 2 && std::abs(off.height()) <= 2) place.setSize(image_.size());
    return place;
}

void PictureView::setPresenter(std::shared_ptr<PicturePresenter> presenter) {
    surface_.reset();
    presenter_ = std::move(presenter);
    if (isVisible()) openSurface();
}

void PictureView::openSurface() {
    if (surface_ || !presenter_) return;
    surface_ = std::make_unique<ViewerSurface>(presenter_, this);
    connect(surface_.get(), &ViewerSurface::frameWanted, this, &PictureView::present);
    connect(surface_.get(), &ViewerSurface::covered, this, qOverload<>(&QWidget::repaint));
    connect(surface_.get(), &ViewerSurface::failed, this, [this](const Error& error) {
        presenter_.reset();
        log(LogLevel::warning, "the viewer goes on without a swapchain: " + error.text());
        if (surface_->hasShown())
            studio_.say({MessageKind::warning, tr("The viewer is painted in another way now"),
                         tr("The picture is the same, playback may need more of the processor. %1")
                             .arg(sentence(toQt(error.text())))});
        // The surface is what said so.
        QTimer::singleShot(0, this, [this] {
            surface_.reset();
            update();
        });
    });
}

void PictureView::redraw(Redraw what) {
    if (what == Redraw::over) overStale_ = true;
    if (!surface_ || !surface_->showing()) return update();
    if (what == Redraw::picture) return present();
    if (std::exchange(presentWaits_, true)) return;
    QTimer::singleShot(0, this, [this] {
        presentWaits_ = false;
        present();
    });
}

void PictureView::present() {
    if (!surface_ || !surface_->showing()) return update();
    const QColor ground = colour(token::well);
    PresentedFrame frame;
    frame.window_width = surface_->pixels().width(), frame.window_height = surface_->pixels().height();
    frame.ground = {static_cast<uint8_t>(ground.red()), static_cast<uint8_t>(ground.green()),
                    static_cast<uint8_t>(ground.blue())};
    if (studio_.viewedSequence()) {
        const QRect place = picturePlace();
        frame.x = place.x(), frame.y = place.y(), frame.width = place.width(), frame.height = place.height();
        frame.picture = picture_;
        if (zoom_ >= 3) frame.scaling = PresentedFrame::Scaling::pixels;
        if (over()) frame.over = overRef_;
    }
    surface_->show(std::move(frame));
}

bool PictureView::hasOver(QRectF box) {
    return compare_->showing() || (zoom_ >= 8 && !image_.isNull()) || guides_.any() || handles_.tool(box).there(box) ||
           dropZone_;
}

const QImage* PictureView::over() {
    const QSize size = (QSizeF(this->size()) * devicePixelRatioF()).toSize();
    if (!overStale_ && (!over_ || over_->size() == size)) return over_.get();
    overStale_ = false;
    over_.reset(), overRef_.reset();
    const QRectF box = pictureBox();
    if (!hasOver(box)) return nullptr;
    auto image = std::make_shared<QImage>(size, QImage::Format_ARGB32_Premultiplied);
    image->setDevicePixelRatio(devicePixelRatioF());
    image->fill(Qt::transparent);
    QPainter p(image.get());
    p.setFont(font());
    paintOver(p, box);
    p.end();
    overRef_ = std::make_shared<const PictureOverlay>(PictureOverlay{
        size.width(), size.height(), image->constBits(), static_cast<int64_t>(image->bytesPerLine()), image});
    over_ = std::move(image);
    return over_.get();
}

void PictureView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), colour(token::well));
    if (!studio_.viewedSequence()) return;
    const QRect place = picturePlace();
    const double scale = devicePixelRatioF();
    const QRectF shown(QPointF(place.topLeft()) / scale, QSizeF(place.size()) / scale);
    if (image_.isNull()) {
        p.fillRect(shown, Qt::black);
    } else {
        // Above 3 x pixels are looked at one by one.
        p.setRenderHint(QPainter::SmoothPixmapTransform, zoom_ < 3);
        p.drawImage(shown, image_);
    }
    if (const QImage* image = over()) p.drawImage(QPointF(), *image);
}

void PictureView::paintOver(QPainter& p, QRectF box) {
    compare_->paint(p, box);
    if (zoom_ >= 8 && !image_.isNull()) {
        p.setPen(QColor(128, 128, 128, 70));
        const double step = zoom_ / devicePixelRatioF();
        for (double x = box.left(); x < box.right(); x += step)
            p.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
        for (double y = box.top(); y < box.bottom(); y += step)
            p.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    }
    if (guides_.any()) guides_.paint(p, box);
    if (const PictureTool& tool = handles_.tool(box); tool.there(box)) tool.paint(p, box);
    if (dropZone_) DropZones::paint(p, *dropZone_, QRectF(rect()));
}

} // namespace tandem::ui
