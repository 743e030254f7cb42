// The window, its Vulkan surface, and what lies over the view.
#include "ui/panels/viewer_surface.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPlatformSurfaceEvent>
#include <QTimer>
#include <QVulkanInstance>
#include <QWindow>
#include <bit>

namespace tandem::ui {

class ViewerSurface::Window : public QWindow {
  public:
    explicit Window(ViewerSurface& owner) : owner_(owner) {
        setSurfaceType(QSurface::VulkanSurface);
        setVulkanInstance(owner.instance_.get());
        setFlags(Qt::Widget | Qt::WindowTransparentForInput | Qt::WindowDoesNotAcceptFocus);
        setTitle(QStringLiteral("viewer surface")); // for who looks at the display
    }

  protected:
    void exposeEvent(QExposeEvent*) override { owner_.exposed(); }
    void resizeEvent(QResizeEvent*) override { owner_.exposed(); }
    bool event(QEvent* event) override {
        if (event->type() == QEvent::PlatformSurface &&
            static_cast<QPlatformSurfaceEvent*>(event)->surfaceEventType() ==
                QPlatformSurfaceEvent::SurfaceAboutToBeDestroyed)
            owner_.close();
        return QWindow::event(event);
    }

  private:
    ViewerSurface& owner_;
};

ViewerSurface::ViewerSurface(std::shared_ptr<PicturePresenter> presenter, QWidget* view)
    : presenter_(std::move(presenter)), view_(view), instance_(std::make_unique<QVulkanInstance>()) {
    instance_->setVkInstance(static_cast<VkInstance>(presenter_->instance()));
    instance_->setFlags(QVulkanInstance::NoDebugOutputRedirect);
    if (!instance_->create()) {
        failed_ = true;
        // Not while it is being made: nobody listens yet.
        QTimer::singleShot(0, this, [this] {
            Q_EMIT failed(tandem::fail(ErrorCode::unavailable, "the window system does not take the Vulkan instance"));
        });
        return;
    }
    window_ = new Window(*this);
    container_ = QWidget::createWindowContainer(window_, view);
    container_->setAttribute(Qt::WA_TransparentForMouseEvents);
    container_->setFocusPolicy(Qt::NoFocus);
    container_->setAcceptDrops(false);
    container_->setGeometry(view->rect());
    container_->lower();
    covered_ = isCovered();
    container_->setVisible(!covered_);
    QCoreApplication::instance()->installEventFilter(this);
}

ViewerSurface::~ViewerSurface() {
    close();
    delete container_; // and its window, before the instance goes
}

QSize ViewerSurface::pixels() const { return window_ ? window_->size() * window_->devicePixelRatio() : QSize(); }

void ViewerSurface::exposed() {
    if (failed_) return;
    // Some platforms take the surface of a window that is hidden.
    if (!window_->isExposed()) return close();
    if (!surface_) {
        const VkSurfaceKHR handle = QVulkanInstance::surfaceForWindow(window_);
        // On its thread, which ends before this object does.
        auto broken = [this](const Error& error) {
            QMetaObject::invokeMethod(
                this,
                [this, error] {
                    failed_ = true;
                    Q_EMIT failed(error);
                },
                Qt::QueuedConnection);
        };
        auto opened = handle ? presenter_->open(std::bit_cast<uint64_t>(handle), broken)
                             : tandem::fail(ErrorCode::unavailable, "the window system gives no Vulkan surface");
        if (!opened) return broken(opened.error());
        surface_ = std::move(*opened);
    }
    Q_EMIT frameWanted();
}

void ViewerSurface::close() { surface_.reset(); }

void ViewerSurface::show(PresentedFrame frame) {
    if (surface_) surface_->show(std::move(frame));
}

bool ViewerSurface::isCovered() const {
    const QWidget* below = container_;
    for (const QWidget* parent = view_; parent; below = parent, parent = parent->parentWidget()) {
        const QRect place(view_->mapTo(parent, QPoint()), view_->size());
        const QObjectList& children = parent->children(); // from the lowest up
        for (auto i = children.indexOf(const_cast<QWidget*>(below)) + 1; i < children.size(); ++i) {
            const auto* w = qobject_cast<const QWidget*>(children[i]);
            if (w && !w->isWindow() && w->isVisible() && w->geometry().intersects(place)) return true;
        }
        if (parent->isWindow()) break;
    }
    return false;
}

void ViewerSurface::look() {
    looks_ = false;
    if (container_->size() != view_->size()) container_->setGeometry(view_->rect());
    const bool now = isCovered();
    if (now == covered_) return;
    covered_ = now;
    if (now) Q_EMIT covered(); // first what is to be seen then
    container_->setVisible(!now);
}

bool ViewerSurface::eventFilter(QObject* object, QEvent* event) {
    switch (event->type()) {
    case QEvent::Resize:
        if (object == view_) container_->setGeometry(view_->rect());
        [[fallthrough]];
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::Move:
    case QEvent::ZOrderChange:
    case QEvent::ParentChange:
        if (!looks_ && object->isWidgetType() && static_cast<QWidget*>(object)->window() == view_->window()) {
            looks_ = true;
            QTimer::singleShot(0, this, &ViewerSurface::look);
        }
        break;
    default:
        break;
    }
    return false;
}

} // namespace tandem::ui
