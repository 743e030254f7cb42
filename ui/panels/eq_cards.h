// EqCards: the bands of an equaliser in numbers, a card for each that is in use. Main thread.
#pragma once

#include <QWidget>
#include <array>

#include "ui/panels/eq_graph.h"

class QHBoxLayout;

namespace tandem::ui {

class MenuWord;
class NumberField;

class EqCard : public QWidget {
    Q_OBJECT
  public:
    EqCard(Studio& studio, EqGraph& graph, int band, QWidget* parent);
    void set(const EffectTarget& target, const EqBand& band, QColor ink, bool selected);
    QSize sizeHint() const override { return {190, 46}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override { graph_.select(band_); }

  private:
    NumberField* field(int param, const QString& name);
    void edit(int param, double value, bool final);

    Studio& studio_;
    EqGraph& graph_;
    const int band_;
    EffectTarget target_{StripRef{}};
    QColor ink_;
    bool selected_ = false;
    MenuWord* type_ = nullptr;
    NumberField *hz_ = nullptr, *gain_ = nullptr, *q_ = nullptr;
};

class EqCards : public QWidget {
    Q_OBJECT
  public:
    EqCards(Studio& studio, EqGraph& graph, QWidget* parent = nullptr);
    void setTarget(const EffectTarget& target, QColor ink);

  private:
    void refresh();

    Studio& studio_;
    EqGraph& graph_;
    EffectTarget target_{StripRef{}};
    QColor ink_;
    std::array<EqCard*, slot::kEqBands> cards_{};
};

} // namespace tandem::ui
