// ChoiceBox: a combo box painted from the tokens, 24 pixels high, that a passing wheel does not change. Main thread.
#pragma once

#include <QComboBox>

namespace tandem::ui {

class ChoiceBox : public QComboBox {
    Q_OBJECT
  public:
    explicit ChoiceBox(const QString& name, QWidget* parent);
    QSize sizeHint() const override { return {120, 24}; }
    QSize minimumSizeHint() const override { return {40, 24}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void wheelEvent(QWheelEvent*) override;
};

} // namespace tandem::ui
