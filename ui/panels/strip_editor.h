// StripEditor: what goes on with the sound of the focused strip: its equaliser, dynamics and inserts. Main thread.
#pragma once

#include "ui/panels/panel.h"
#include "ui/panels/strip_facts.h"

class QStackedWidget;

namespace tandem::ui {

class ChoiceRow;
class IconButton;
class StripPage;
class Toggle;

class StripEditor : public Panel {
    Q_OBJECT
  public:
    explicit StripEditor(Studio& studio, QWidget* parent = nullptr);

  public Q_SLOTS:
    // The page that an insert of the strip belongs on; {} = the equaliser. Focuses the strip.
    void showInsert(tandem::StripRef strip, tandem::EffectId effect);

  private:
    void followFocus();
    void refreshHead();
    void choosePage(int page);
    StripPage* page() const;

    Studio& studio_;
    QWidget* badge_ = nullptr;
    ChoiceRow* tabs_ = nullptr;
    IconButton* reset_ = nullptr;
    Toggle* on_ = nullptr;
    QStackedWidget* pages_ = nullptr;
};

} // namespace tandem::ui
