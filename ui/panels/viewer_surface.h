// ViewerSurface: a native window over the viewer's picture, in which a PicturePresenter shows frames. It takes no
// input: pointer, keys and drops meet the view below as if it were not there. Widgets that come to lie over the view
// would be hidden by it, so it hides itself until they are gone. Main thread.
#pragma once

#include <QWidget>
#include <memory>

#include "engine/video/picture_presenter.h"

class QVulkanInstance;

namespace tandem::ui {

class ViewerSurface : public QObject {
    Q_OBJECT
  public:
    ViewerSurface(std::shared_ptr<PicturePresenter> presenter, QWidget* view);
    ~ViewerSurface() override;

    // What is given to show() is seen; else the view paints itself.
    bool showing() const { return surface_ && !covered_ && !failed_; }
    bool hasShown() const { return surface_ && surface_->shown() > 0; }
    QSize pixels() const; // of the window
    void show(PresentedFrame frame);

  Q_SIGNALS:
    void frameWanted();               // it shows again, or in another size
    void covered();                   // the view is to be painted now
    void failed(tandem::Error error); // it shows nothing any more

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    class Window;
    void exposed();
    void close(); // before the window's surface goes
    void look();
    bool isCovered() const;

    std::shared_ptr<PicturePresenter> presenter_;
    QWidget* view_;
    std::unique_ptr<QVulkanInstance> instance_;
    Window* window_ = nullptr; // the container's
    QWidget* container_ = nullptr;
    std::unique_ptr<PictureSurface> surface_;
    bool covered_ = false, looks_ = false, failed_ = false;
};

} // namespace tandem::ui
