// StripWidget: one strip of the mixer, narrow (in the Cut workspace) or wide (in the Sound workspace). Main thread.
#pragma once

#include "ui/panels/strip_rows.h"

namespace tandem::ui {

class LetterButton;
class NumberField;
class ReductionBar;

// A word that opens the menu of outputs: "→ Master".
class OutputWord : public QAbstractButton {
    Q_OBJECT
  public:
    OutputWord(Studio& studio, StripRef strip, QWidget* parent);
    void setBus(const QString& name);
    QSize sizeHint() const override { return {60, 16}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    QString bus_;
};

// A word that opens the menu of inputs: "In 1+2", lit where an armed track's input is heard.
class InputWord : public QAbstractButton {
    Q_OBJECT
  public:
    InputWord(Studio& studio, TrackId track, QWidget* parent);
    void refresh(const Sequence& sequence);
    QSize sizeHint() const override { return {58, 16}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    Studio& studio_;
    TrackId track_;
    TrackInput input_;
};

// A letter that says what is written of the strip's parameters, and opens the menu of modes.
class AutomationLetter : public QAbstractButton {
    Q_OBJECT
  public:
    AutomationLetter(Studio& studio, StripRef strip, QWidget* parent);
    QSize sizeHint() const override { return {16, 16}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    void refresh();
    Studio& studio_;
    StripRef strip_;
};

class StripWidget : public QWidget {
    Q_OBJECT
  public:
    StripWidget(Studio& studio, StripRef strip, bool wide, QWidget* parent);
    StripRef strip() const { return strip_; }
    // How many rows every strip of the mixer has, so that their faders stand in line.
    void setRows(int inserts, int sends);
    void refresh(const Sequence& sequence);
    void setFocused(bool focused);
    void feed(); // the meters
    QSize sizeHint() const override { return {stripWidth(isMaster(strip_), wide_), 400}; }
    static int stripWidth(bool master, bool wide) { return wide ? (master ? 136 : 124) : (master ? 94 : 70); }

  Q_SIGNALS:
    void insertAsked(tandem::StripRef strip, tandem::EffectId effect); // {} = its equaliser

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override { arrange(); }
    void mousePressEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    bool eventFilter(QObject*, QEvent*) override;

  private:
    void arrange();
    void arrangeNarrow();
    void arrangeWide();
    int arrangeRows(int left, int top, int width); // gives back where the next part begins
    void refreshRows(const Sequence& sequence, const Strip& strip);
    void make();
    void nameAll(const QString& name);
    void wireValue(const char* param, DragControl* control);
    void set(const char* param, double value, bool final);
    void rename();
    QRect nameBox() const;
    QColor ground() const;

    Studio& studio_;
    StripRef strip_;
    bool wide_, focused_ = false;
    QString badge_, name_, named_;
    QColor head_, wave_;
    int inserts_ = 3, sends_ = 1;
    int peakWidth_ = 20; // of the held peak, as painted last
    EqThumb* eq_ = nullptr;
    std::vector<InsertRow*> insertRows_;
    std::vector<SendRow*> sendRows_;
    DragControl* pan_ = nullptr;
    QString panWord_;
    QRect panWordBox_;
    LetterButton* mute_ = nullptr;
    LetterButton* solo_ = nullptr;
    LetterButton* record_ = nullptr;
    Fader* fader_ = nullptr;
    Meter* meter_ = nullptr;
    ReductionBar* reduction_ = nullptr; // where it has dynamics
    NumberField* value_ = nullptr;
    LetterButton* listen_ = nullptr; // wide strips
    InputWord* input_ = nullptr;     // wide strips
    QString group_;                  // badge of the strip's group
    QRect groupBox_;
    OutputWord* output_ = nullptr;
    AutomationLetter* automation_ = nullptr;
};

} // namespace tandem::ui
