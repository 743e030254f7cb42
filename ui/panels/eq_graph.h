// EqGraph: the response of an equaliser with a handle for each band. Drag a handle for frequency and gain (of cuts:
// their resonance), wheel for Q, double-click adds a band, right click chooses its form. Where there is no equaliser
// the curve is flat, and dragging it makes one. Keys: arrows move the chosen
// band, Page up and down its Q, 1 to 8 choose, Delete switches it off. Behind it stands the spectrum of the strip's
// sound as it goes to its fader, while it plays; 0 dB of full scale is at the top. Main thread.
#pragma once

#include <QPainterPath>
#include <QWidget>
#include <optional>

#include "engine/audio/spectrum.h"
#include "ui/panels/effect_target.h"
#include "ui/panels/eq_response.h"

namespace tandem::ui {

class EqGraph : public QWidget {
    Q_OBJECT
  public:
    EqGraph(Studio& studio, const QString& name, QWidget* parent = nullptr);
    // An effect of 0: there is none; a drag or double-click adds one to the owner.
    void setTarget(const EffectTarget& target, QColor ink);
    int selected() const { return selected_; }
    void select(int band);
    // Adds an equaliser to the owner, with a band where given; as one undo step.
    void addEqualiser(std::optional<QPointF> hz_db = {});
    void setBandType(int band, slot::BandType type);
    // dB of full scale around a frequency, as it is drawn; the floor where nothing is.
    double soundAt(double hz) const { return levels_[static_cast<size_t>(spectrum_.band_at(hz))]; }
    QSize sizeHint() const override { return {400, 160}; }
    QSize minimumSizeHint() const override { return {180, 70}; }

  public Q_SLOTS:
    void refresh();

  Q_SIGNALS:
    void selectedChanged(int band);

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override { shape(); }
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override { hover_ = -1, update(); }
    void showEvent(QShowEvent*) override { listen(); }
    void hideEvent(QHideEvent*) override { listen(); }

  private:
    QRectF plot() const;
    QPointF handle(const EqBand& band) const;
    int bandAt(QPointF at) const; // -1 = none
    double dbAt(double y) const;
    void shape();
    // Has the engine keep the sound of this strip, while it is shown.
    void listen();
    void readSound();
    void paintSound(QPainter& painter) const;
    void paintGrid(QPainter& painter) const;
    // Adds an equaliser, with a bell where given.
    Command addCommand(std::optional<QPointF> hz_db) const;
    QPointF hzDb(QPointF at) const;
    // Commands that put a band at a frequency and level.
    std::vector<Command> moveCommands(const Sequence& sequence, int band, double hz, double db) const;
    void setOne(int band, int param, double value, const QString& mergeKey);
    void addBand(double hz, double db);

    Studio& studio_;
    EffectTarget target_{StripRef{}};
    Ref<Effect> effect_;
    std::optional<EqResponse> response_;
    audio::Spectrum spectrum_;
    std::vector<double> levels_; // dB by band, falling
    QPainterPath path_;
    Time at_;
    QColor ink_;
    int selected_ = -1, hover_ = -1, dragged_ = -1;
    bool moved_ = false, making_ = false; // making: an equaliser, by this drag
    QPointF last_, place_;                // of the drag: pointer, and where the handle would be without limits
};

} // namespace tandem::ui
