// Stereo image and spectrum of the master's sound as it plays. Main thread.
#pragma once

#include <QWidget>
#include <vector>

#include "engine/audio/spectrum.h"

namespace tandem::ui {

class Studio;

// What both read: the newest sound of the master, about 30 times a second while it plays.
class SoundView : public QWidget {
    Q_OBJECT
  public:
    SoundView(Studio& studio, const QString& name, size_t frames, QWidget* parent);
    // What it shows; for tests and for who has sound without playback.
    void setSound(std::vector<float> left, std::vector<float> right, int rate);
    QSize minimumSizeHint() const override { return {160, 110}; }

  protected:
    virtual void measure() {} // after new sound
    const std::vector<float>& left() const { return left_; }
    const std::vector<float>& right() const { return right_; }
    int rate() const { return rate_; }

  private:
    void read();
    Studio& studio_;
    std::vector<float> left_, right_;
    int rate_ = 48000;
};

// Goniometer: left and right as lines at 45 degrees, the sum upwards; above and below it the correlation.
class StereoView : public SoundView {
    Q_OBJECT
  public:
    StereoView(Studio& studio, QWidget* parent);
    double correlation() const { return correlation_; } // -1..1; 0 in silence

  protected:
    void measure() override;
    void paintEvent(QPaintEvent*) override;

  private:
    double correlation_ = 0;
};

// Level over frequency, 20 Hz to 20 kHz, of the sum of both channels; peaks fall slowly.
class SpectrumView : public SoundView {
    Q_OBJECT
  public:
    SpectrumView(Studio& studio, QWidget* parent);
    // dB of full scale of a band around a frequency, as it is drawn.
    double levelAt(double hertz) const;

  protected:
    void measure() override;
    void paintEvent(QPaintEvent*) override;

  private:
    static constexpr int kBands = 120;
    audio::Spectrum spectrum_;
    std::vector<double> peaks_; // dB by band
};

} // namespace tandem::ui
