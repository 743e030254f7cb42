// Viewer: the picture of the program or of a source, and the transport below it. Main thread.
#pragma once

#include <QImage>

#include "engine/video/picture_presenter.h"
#include "ui/controls/buttons.h"
#include "ui/controls/timecode_label.h"
#include "ui/panels/drop_zones.h"
#include "ui/panels/panel.h"
#include "ui/panels/picture_handles.h"
#include "ui/panels/viewer_guides.h"
#include "ui/studio.h"

namespace tandem::ui {

class PictureCompare;
class SecondScreen;
class ViewerSurface;

// The picture on a neutral ground, fitted or at a fixed zoom, with guides and handles. It is painted, or shown by a
// swapchain in a native window over the view; the image is there in both.
class PictureView : public QWidget {
    Q_OBJECT
  public:
    PictureView(Studio& studio, QWidget* parent);
    ~PictureView() override;
    // What shows the picture in a native window from now on; none = it is painted, as it is at first and where that
    // fails.
    void setPresenter(std::shared_ptr<PicturePresenter> presenter);
    const QImage& image() const { return image_; }
    void setGuides(const ViewerGuides& guides) { guides_ = guides, redraw(Redraw::over); }
    const ViewerGuides& guides() const { return guides_; }
    // 0 = fit; else screen pixels for each of the sequence.
    void setZoom(double zoom);
    double zoom() const { return zoom_; }
    double shownScale() const; // of the sequence's size
    QRectF pictureBox() const;
    void setQuality(ViewQuality quality);
    PictureCompare& compare() { return *compare_; }
    // Another place shows the picture too: it is made for the larger of both. Device pixels; none = {}.
    void setOtherView(QSize size);
    // Types the selected title's text on the picture; false where none is selected under the playhead.
    bool editTitle();

  Q_SIGNALS:
    void scaleChanged();
    void doubleClicked();

  protected:
    bool event(QEvent*) override;
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void showEvent(QShowEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void dragEnterEvent(QDragEnterEvent*) override;
    void dragMoveEvent(QDragMoveEvent*) override;
    void dragLeaveEvent(QDragLeaveEvent*) override;
    void dropEvent(QDropEvent*) override;

  private:
    void askFor();
    // What is another now: the picture, or what lies over it.
    enum class Redraw : uint8_t { picture, over };
    void redraw(Redraw what);
    QRect devicePlace() const;  // pictureBox() in whole device pixels: what the picture is asked for in
    QRect picturePlace() const; // where the picture is shown, in device pixels
    bool hasOver(QRectF box);
    void paintOver(QPainter& p, QRectF box);
    const QImage* over(); // painted anew where it is stale; null where there is nothing
    void openSurface();
    void present();
    Studio& studio_;
    PictureHandles handles_;
    std::shared_ptr<PicturePresenter> presenter_;
    std::unique_ptr<ViewerSurface> surface_; // none while the view paints itself
    bool presentWaits_ = false;
    std::shared_ptr<const QImage> over_; // premultiplied
    OverlayRef overRef_;                 // the same, for the surface
    bool overStale_ = true;
    PictureCompare* compare_;
    PictureRef picture_; // owns the image's pixels
    QImage image_;
    ViewerGuides guides_;
    std::optional<DropZones::Zone> dropZone_; // while media are dragged over the program
    double zoom_ = 0;
    QSize other_;
    QPointF pan_, pressed_, pannedFrom_;
    ViewQuality quality_ = ViewQuality::full;
};

class Viewer : public Panel {
    Q_OBJECT
  public:
    explicit Viewer(Studio& studio, QWidget* parent = nullptr);
    PictureView* picture() { return view_; }
    void setTransportVisible(bool visible) { transport_->setVisible(visible); }
    void toggleFullScreen();
    void toggleSecondScreen();
    void toggleGuides(); // none, or those that there were

  private:
    void refresh();
    void buildTransport();
    void openCompareMenu();
    void openGuidesMenu();
    void setGuides(const ViewerGuides& guides);
    Studio& studio_;
    PictureView* view_;
    ChoiceRow* tabs_;
    QWidget* transport_;
    TimecodeLabel *now_, *end_;

    IconButton *play_, *loop_, *guides_, *compare_;
    ViewerGuides lastGuides_{.safe = true, .thirds = false, .cross = false, .shape = {}};
    QAbstractButton *zoom_, *quality_;
    QWidget* full_ = nullptr; // the window of the full screen
    SecondScreen* second_ = nullptr;
};

} // namespace tandem::ui
