// EffectsBrowser: every effect and transition to search, apply to the selection and drag onto the timeline. Main
// thread.
#pragma once

#include <QWidget>

#include "ui/studio.h"

namespace tandem::ui {

class EffectsBrowser : public QWidget {
    Q_OBJECT
  public:
    explicit EffectsBrowser(Studio& studio, QWidget* parent = nullptr);
    void focusSearch();

  private:
    Studio& studio_;
    class CatalogList* list_;
};

} // namespace tandem::ui
