// PictureCompare: the other side of the viewer's wipe: the picture without its clips' effects, or a still that was
// taken before. Only while the program stands. The picture without effects is made by a renderer of its own, so the
// viewer's never waits. Stills are files in the user's data folder, by project. Main thread.
#pragma once

#include <QImage>
#include <QObject>
#include <future>

#include "ui/studio.h"

class QPainter;
class QTimer;

namespace tandem::ui {

class PictureCompare : public QObject {
    Q_OBJECT
  public:
    enum class With : uint8_t { nothing, bare, still }; // bare: without effects
    explicit PictureCompare(Studio& studio, QObject* parent);
    ~PictureCompare() override;

    With with() const { return with_; }
    void compare(With with); // of a still: the newest one
    void compareStill(const QString& path);
    bool upright() const { return upright_; }
    void setUpright(bool upright);
    // In device pixels; the bare picture is made for it.
    void setView(int width, int height);

    struct Still {
        QString path, name; // name: the place it was taken at
    };
    std::vector<Still> stills() const; // newest first
    void takeStill(const QImage& picture);
    void dropStill(const QString& path);

    // Over what the viewer shows.
    bool showing() const;
    void paint(QPainter& painter, QRectF box) const;
    bool press(QPointF at, QRectF box); // whether it took the line
    bool drag(QPointF at, QRectF box);
    void release() { held_ = false; }
    bool onLine(QPointF at, QRectF box) const;

  Q_SIGNALS:
    void changed();

  private:
    void ask();
    void poll();
    QString folder() const;
    QLineF line(QRectF box) const;

    Studio& studio_;
    With with_ = With::nothing;
    bool upright_ = true, held_ = false;
    double split_ = 0.5;
    int width_ = 0, height_ = 0;
    QString stillPath_;
    QImage still_;
    // The bare picture.
    using Renderers = Result<std::vector<std::unique_ptr<FrameRenderer>>>;
    std::future<Renderers> opening_;
    std::vector<std::unique_ptr<FrameRenderer>> renderers_;
    std::unique_ptr<FrameServer> server_;
    PictureRef made_; // what bare_ was made of
    QImage bare_;
    QTimer* timer_;
};

// The sequence with the effects of its picture clips at `t` off, but for those that place and blend them.
Ref<Sequence> withoutEffects(const Ref<Sequence>& sequence, Time t);

} // namespace tandem::ui
