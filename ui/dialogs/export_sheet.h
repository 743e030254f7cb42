// ExportSheet: what is exported, how and where to, with the queue below. It lies over the window; editing goes on while
// films are made. Main thread.
#pragma once

#include <QImage>

#include "ui/dialogs/export_choice.h"
#include "ui/dialogs/overlay.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace tandem::ui {

class ExportQueue;
class JobList;
class PosterView;
class PresetList;
class Slider;
class TextButton;
class WarningRow;

class ExportSheet : public Overlay {
    Q_OBJECT
  public:
    ExportSheet(Studio& studio, ExportQueue& queue, QWidget* parent);
    void open() override;
    // Exports at once as it was done last.
    void exportNow();
    // A copy is kept; the picture may go.
    void setPoster(const QImage& picture);
    // True where nothing runs or the user lets it be stopped.
    bool confirmQuit();

  protected:
    QRect sheetBox() const override;
    QWidget* firstFocus() override;

  private:
    QWidget* buildForm();
    QWidget* buildFooter();
    QWidget* addRow(class QGridLayout* grid, int row, const QString& name, QWidget* field, QWidget* after = nullptr);
    void choosePreset(const QString& id);
    void chooseRange(int index);
    void chooseSize(int index);
    void chooseQuality(double fraction);
    void chooseFolder();
    // Writes the choice into the fields.
    void refresh();
    void refreshSizes(const Preset& whole);
    void refreshWarning();
    static QString longFolder(const QString& text); // "~/Videos" as a path
    QString outputPath() const;
    TimeRange range() const;
    // Gives the request to the queue; false after a message.
    bool start(const ExportChoice& choice, const QString& path);
    void copyCommand();

    Studio& studio_;
    ExportQueue& queue_;
    ExportChoice choice_;
    std::optional<Preset> preset_; // composed from the choice
    PresetKeys keys_;
    std::vector<ResultSize> sizes_;
    bool named_ = false, filling_ = false; // the name is the user's; fields are being written
    QImage picture_;
    PresetList* presets_ = nullptr;
    PosterView* poster_ = nullptr;
    QLineEdit *file_ = nullptr, *folder_ = nullptr, *search_ = nullptr;
    QComboBox *range_ = nullptr, *size_ = nullptr;
    QLabel *rate_ = nullptr, *qualityName_ = nullptr, *qualityWords_ = nullptr, *pictureWords_ = nullptr,
           *soundWords_ = nullptr, *pictureName_ = nullptr, *note_ = nullptr;
    Slider* quality_ = nullptr;
    WarningRow* warning_ = nullptr;
    TextButton *add_ = nullptr, *export_ = nullptr, *copy_ = nullptr;
    QWidget* queueHead_ = nullptr;
    JobList* jobs_ = nullptr;
};

} // namespace tandem::ui
