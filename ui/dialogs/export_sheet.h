// ExportSheet: the export form over the window, with the queue below; editing goes on while films are made. Main
// thread.
#pragma once

#include "ui/dialogs/overlay.h"

namespace tandem::ui {

class ExportForm;
class ExportQueue;
class JobList;
class Studio;

class ExportSheet : public Overlay {
    Q_OBJECT
  public:
    ExportSheet(Studio& studio, ExportQueue& queue, QWidget* parent);
    void open() override;
    // Exports at once as it was done last.
    void exportNow();
    ExportForm& form() { return *form_; }
    // True where nothing runs or the user lets it be stopped.
    bool confirmQuit();

  protected:
    QRect sheetBox() const override;
    QWidget* firstFocus() override;
    bool letsThrough(const QKeyEvent& key) const override;

  private:
    Studio& studio_;
    ExportQueue& queue_;
    ExportForm* form_;
    QWidget* queueHead_ = nullptr;
    JobList* jobs_ = nullptr;
};

} // namespace tandem::ui
