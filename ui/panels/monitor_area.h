// MonitorArea: what stands beside the master in the wide mixer: its stereo image, and how loud this computer plays it.
// Main thread.
#pragma once

#include <QWidget>

namespace tandem::ui {

class IconButton;
class NumberField;
class Slider;
class Studio;

// The monitor's level and its dim button, wired to the studio; owned by `parent`.
Slider* monitorSlider(Studio& studio, QWidget* parent);
IconButton* monitorDim(Studio& studio, const QString& icon, QWidget* parent);

class MonitorArea : public QWidget {
    Q_OBJECT
  public:
    MonitorArea(Studio& studio, QWidget* parent);
    static constexpr int kLeast = 190, kMost = 330; // pixels of width

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    void refresh();
    Studio& studio_;
    Slider* level_ = nullptr;
    NumberField* number_ = nullptr;
    IconButton* mix_ = nullptr;
};

} // namespace tandem::ui
