// TitleEdit: the text of a title typed on the picture, in its font and colour; the picture follows as it is typed.
// Leaving, Escape or Ctrl+Enter keep the text as one undo step; then it deletes itself. Main thread.
#pragma once

#include <QPlainTextEdit>

#include "ui/panels/clip_effects.h"

namespace tandem::ui {

// How far a title's box stands from its ink, of the letters' size.
inline constexpr double kTitlePadding = 0.175;

class TitleEdit : public QPlainTextEdit {
    Q_OBJECT
  public:
    // `text`: where the title's text stands on `view`; `frame`: where the sequence's frame does.
    TitleEdit(Studio& studio, ClipId title, QRectF text, QRectF frame, QWidget* view);

  protected:
    bool event(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

  private:
    void fit(); // to the text
    void end(bool keep);
    Studio& studio_;
    ClipEffects title_;
    QRectF place_, frame_;
    double inset_ = 0; // from `place_` to the edge of the widget where the text stands at a side
    int align_ = 1;    // 0 left, 1 centre, 2 right
    bool ended_ = false;
};

} // namespace tandem::ui
