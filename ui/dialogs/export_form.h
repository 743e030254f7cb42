// ExportForm: what is exported, how and where to: a column of presets, fields and buttons. The export sheet and the
// Deliver workspace lay its three parts out. Main thread.
#pragma once

#include <QImage>
#include <QWidget>

#include "ui/dialogs/export_choice.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QTimer;

namespace tandem::ui {

class ExportQueue;
class PosterView;
class PresetList;
class Slider;
class TextButton;
class WarningRow;

class ExportForm : public QWidget {
    Q_OBJECT
  public:
    enum class Look { sheet, workspace }; // workspace: narrow, without the picture
    ExportForm(Studio& studio, ExportQueue& queue, Look look, QWidget* parent);
    QWidget* presets(); // children of the form's parent
    QWidget* footer() { return footer_; }
    PresetList* presetList() { return presets_; }

    // The last choice again, for the sequence as it is.
    void load();
    // Exports at once: what is shown, or what was chosen last. False after a message.
    bool exportNow();
    // A copy is kept; the picture may go.
    void setPoster(const QImage& picture);

  Q_SIGNALS:
    void left(); // the user goes to look at something
    void exported();

  protected:
    void showEvent(QShowEvent*) override;

  private:
    void buildPresets();
    void buildFields();
    void buildFooter();
    QGridLayout* buildPlace(QWidget* parent); // file, folder, range, resolution
    QGridLayout* buildSettings();
    QWidget* addRow(QGridLayout* grid, int row, const QString& name, QWidget* field, QWidget* after = nullptr);
    QComboBox* combo(const QString& name);
    void choosePreset(const QString& id);
    void chooseRange(int index);
    void chooseSize(int index);
    void chooseQuality(double fraction);
    void chooseFolder();
    // Writes the choice into the fields.
    void refresh();
    void refreshSizes(const Preset& whole);
    void refreshEncoder(const Preset& whole);
    void refreshLoudness(const Preset& whole);
    void refreshSubtitles();
    void refreshEstimate();
    void refreshWarning();
    static QString longFolder(const QString& text); // "~/Videos" as a path
    QString outputPath() const;
    TimeRange range() const;
    // Gives the request to the queue; false after a message.
    bool start(const ExportChoice& choice, const QString& path);
    void learnSpeed(); // from films that were finished
    void copyCommand();

    Studio& studio_;
    ExportQueue& queue_;
    Look look_;
    ExportChoice choice_;
    std::optional<Preset> preset_; // composed from the choice
    PresetKeys keys_;
    std::vector<ResultSize> sizes_;
    struct Begun {
        int64_t id = 0;
        QString speedKey;
        double work = 0; // pixels of all frames
        int64_t estimate = 0;
        QString preset;
    };
    std::vector<Begun> begun_;
    bool named_ = false, filling_ = false; // the name is the user's; fields are being written
    QImage picture_;
    QWidget *column_ = nullptr, *footer_ = nullptr;
    PresetList* presets_ = nullptr;
    PosterView* poster_ = nullptr;
    QLineEdit *file_ = nullptr, *folder_ = nullptr, *search_ = nullptr;
    QComboBox *range_ = nullptr, *size_ = nullptr, *encoder_ = nullptr, *loudness_ = nullptr, *subtitles_ = nullptr;
    QLabel *rate_ = nullptr, *qualityName_ = nullptr, *qualityWords_ = nullptr, *encoderName_ = nullptr,
           *encoderWords_ = nullptr, *loudnessName_ = nullptr, *loudnessWords_ = nullptr, *subtitlesName_ = nullptr,
           *formatWords_ = nullptr, *estimate_ = nullptr, *note_ = nullptr;
    Slider* quality_ = nullptr;
    WarningRow* warning_ = nullptr;
    TextButton *add_ = nullptr, *export_ = nullptr, *copy_ = nullptr;
    QTimer* probe_ = nullptr; // waits for what the machine's encoders say
};

} // namespace tandem::ui
