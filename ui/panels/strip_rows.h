// Rows of a mixer strip: an insert, a send, the thumbnail of its equaliser, and the knob of wide strips. Main thread.
#pragma once

#include <QAbstractButton>
#include <QPainterPath>

#include "ui/controls/reduction_bar.h"
#include "ui/controls/sliders.h"
#include "ui/panels/strip_facts.h"

class QMenu;

namespace tandem::ui {

// An insert with its switch (the dot) and, of dynamics, what it takes away as a line below its name; or where there is
// none a "+" that adds one.
class InsertRow : public QAbstractButton {
    Q_OBJECT
  public:
    InsertRow(Studio& studio, StripRef strip, QWidget* parent);
    void set(const Ref<Effect>& effect, size_t index, size_t count); // null = "+"
    void setChosen(bool chosen) { chosen_ = chosen, update(); }      // it is the one edited
    void setMore(int more);                              // a last row that stands for those that have no room
    double shownReduction() const { return fall_.db(); } // dB >= 0
    QSize sizeHint() const override { return {60, 19}; }

  Q_SIGNALS:
    void asked(tandem::EffectId effect); // to be edited

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    void readReduction();
    void toggle();
    void openMenu(QPoint global);

    Studio& studio_;
    StripRef strip_;
    Ref<Effect> effect_;
    size_t index_ = 0, count_ = 0;
    int more_ = 0;
    bool chosen_ = false;
    ReductionFall fall_;
};

// A send's bus and level. Dragging sideways changes the level, a click opens its menu.
class SendRow : public QAbstractButton {
    Q_OBJECT
  public:
    SendRow(Studio& studio, StripRef strip, QWidget* parent);
    void set(const Sequence& sequence, const Send* send, bool first); // null = "No sends" or "+"
    QSize sizeHint() const override { return {60, 16}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    ValueObject sendArgs(double db) const;
    void change(double db, bool final);
    void openMenu(QPoint global);

    Studio& studio_;
    StripRef strip_;
    std::optional<Send> send_;
    QString name_;
    bool first_ = true, moved_ = false;
    double dragged_ = 0;
    QPoint last_;
};

// The curve of the strip's equaliser; a click edits it.
class EqThumb : public QAbstractButton {
    Q_OBJECT
  public:
    EqThumb(const QString& name, QWidget* parent);
    void set(const Ref<Effect>& eq, Time at, int rate, QColor ink);

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override { shape(); }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    void shape();
    Ref<Effect> eq_;
    Time at_;
    int rate_ = 48000;
    QColor ink_;
    QPainterPath path_;
};

// Pan as a knob; dragged up and down.
class PanKnob : public DragControl {
    Q_OBJECT
  public:
    PanKnob(const QString& name, QWidget* parent);
    QSize sizeHint() const override { return {30, 30}; }

  protected:
    QRectF track() const override { return QRectF(0, 0, 1, 140); } // the way of the pointer, not a place
    void paintEvent(QPaintEvent*) override;
};

// All sound effects that make sense on a strip, each adding itself. The new one's id goes to `then`.
void fillInsertMenu(QMenu& menu, Studio& studio, StripRef strip, std::function<void(EffectId)> then = {});
// Buses that the strip has no send to yet.
void fillSendMenu(QMenu& menu, Studio& studio, StripRef strip);
void fillOutputMenu(QMenu& menu, Studio& studio, StripRef strip);
// What of the sound device a track records, and when it is heard.
void fillInputMenu(QMenu& menu, Studio& studio, TrackId track);
void fillFaderGroupMenu(QMenu& menu, Studio& studio, StripRef strip);
// Chooses for all of them at once.
void fillAutomationMenu(QMenu& menu, Studio& studio, const std::vector<StripRef>& strips);
QString automationName(AutomationMode mode);
// Adds the effect; none where refused.
EffectId addInsert(Studio& studio, StripRef strip, EffectKind kind);

} // namespace tandem::ui
