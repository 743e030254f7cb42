// GradeMenu: the versions of the selected picture clip's grade, by a quiet word: which one is shown, others to choose,
// new ones, names. Main thread.
#pragma once

#include <QPointer>

#include "engine/edit/clip_edits.h"
#include "ui/controls/menu_word.h"
#include "ui/studio.h"

namespace tandem::ui {

class InlineEdit;

// A new version of the selected picture clips' grades, which is shown from then on.
void addGrade(Studio& studio, GradeStart start);
// The version before or after the one shown, of each selected clip that has several; after the last comes the first.
void stepGrade(Studio& studio, int step);

class GradeMenu : public MenuWord {
    Q_OBJECT
  public:
    GradeMenu(Studio& studio, QWidget* parent);

  private:
    void refresh();
    void open();
    void rename();
    Studio& studio_;
    QPointer<InlineEdit> edit_;
};

} // namespace tandem::ui
