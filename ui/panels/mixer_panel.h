// MixerPanel: all strips of the sequence beside each other, the master at the right and, where it is wide, the monitor
// beside it; or the routing of all strips, or the plug-ins. Main thread.
#pragma once

#include "ui/panels/panel.h"
#include "ui/panels/strip_widget.h"

class QScrollArea;
class QStackedWidget;

namespace tandem::ui {

class ChoiceRow;
class IconButton;
class MenuWord;
class MonitorArea;
class TextButton;

class MixerPanel : public Panel {
    Q_OBJECT
  public:
    explicit MixerPanel(Studio& studio, QWidget* parent = nullptr);
    void setWide(bool wide); // strips of 124 pixels instead of 70
    bool wide() const { return wide_; }
    // The name of the panel in whose place it stands, which its head leads back to; empty = a place of its own.
    void setOther(const QString& name);

  Q_SIGNALS:
    void expandAsked();
    void otherAsked();
    // An insert was clicked or made ({} = the strip's equaliser); the strip is focused already.
    void insertAsked(tandem::StripRef strip, tandem::EffectId effect);

  protected:
    void resizeEvent(QResizeEvent*) override;
    bool eventFilter(QObject*, QEvent*) override;

  private:
    void refresh();
    void rebuild(const std::vector<StripRef>& strips);
    void showFocus(bool scroll);
    void arrangeStrips();
    std::vector<StripRef> automated() const; // pre: a sequence
    void showAutomation();
    template<class F>
    void eachStrip(F&& f) {
        for (StripWidget* s : strips_) f(s);
    }

    Studio& studio_;
    bool wide_ = false;
    ChoiceRow* tabs_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    MenuWord* automation_ = nullptr; // of all strips
    TextButton *addBus_ = nullptr, *other_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QWidget* ground_ = nullptr;        // of the scrolled strips
    QWidget* master_ = nullptr;        // holds the master's place
    MonitorArea* monitor_ = nullptr;   // of the wide mixer
    std::vector<StripWidget*> strips_; // the master last
};

} // namespace tandem::ui
