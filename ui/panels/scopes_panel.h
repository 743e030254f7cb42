// ScopesPanel: what the picture shown is made of: two scopes below each other, each of the user's choice. A worker
// counts the newest picture, at most some twelve a second. Main thread.
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QThreadPool>

#include "engine/video/scope_drawing.h"
#include "ui/panels/panel.h"
#include "ui/studio.h"

namespace tandem::ui {

class MenuWord;

// One scope under its head.
class ScopeView : public QWidget {
    Q_OBJECT
  public:
    ScopeView(ScopeKind kind, const QString& key, QWidget* parent);
    ScopeKind kind() const { return kind_; }
    QSize pixels() const; // of the drawing, in device pixels; empty where there is no room
    void setDrawing(const QImage& image, const ScopeScale& scale, const QString& what);
    void clear();

  Q_SIGNALS:
    void kindChosen();

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override { Q_EMIT kindChosen(); }

  private:
    QRect plot() const;
    void paintMarks(QPainter& p, QRect box) const;
    void setKind(ScopeKind kind);
    ScopeKind kind_;
    QString key_, what_;
    MenuWord* choice_;
    QImage image_;
    ScopeScale scale_;
};

class ScopesPanel : public Panel {
    Q_OBJECT
  public:
    explicit ScopesPanel(Studio& studio, QWidget* parent = nullptr);
    ~ScopesPanel() override;

  protected:
    void showEvent(QShowEvent*) override;

  private:
    struct Drawn {
        ScopeKind kind = ScopeKind::waveform;
        QImage image;
        ScopeScale scale;
    };
    void want(const PictureRef& picture);
    void count();
    void counted(const std::vector<Drawn>& drawn, const QString& what);
    void tell(const std::vector<std::string>& warnings); // of the engine

    Studio& studio_;
    std::vector<ScopeView*> views_;
    std::shared_ptr<ScopeEngine> engine_; // made by the first count
    PictureRef wanted_, last_;
    bool busy_ = false;
    QElapsedTimer since_; // the last count began
    QTimer* later_;
    QThreadPool worker_; // one thread: an engine is used by one at a time
};

} // namespace tandem::ui
