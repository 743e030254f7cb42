// ParamRows: every parameter of one effect as a row: number with slider, choice, switch or text, with its keyframe
// diamond; below them what a plug-in measures. Made from the catalog, so every effect has an editor. Reads and edits
// through Studio; main thread.
#pragma once

#include <QAbstractButton>

#include "ui/panels/effect_target.h"
#include "ui/theme/theme.h"

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace tandem::ui {

class KeyButton;
class NumberField;
class ReadOut;
class Slider;
class Toggle;

struct ParamRowsLook {
    std::vector<int> slots; // of the params to show; empty = all, the texts and what is measured
    bool keys = true;       // with keyframe diamonds
    int labelWidth = 88;
    int columns = 1; // rows beside each other
    QColor tint = {};
};

class ParamRows : public QWidget {
    Q_OBJECT
  public:
    // `owner` is a clip or a strip; an effect of 0 is the generator of a generator clip. Shows nothing where it is
    // gone.
    ParamRows(Studio& studio, const EffectOwner& owner, EffectId effect, QWidget* parent = nullptr,
              const ParamRowsLook& look = {});
    const EffectTarget& target() const { return target_; }

  public Q_SLOTS:
    void refresh();

  private:
    struct Row {
        int slot = 0;
        Slider* slider = nullptr;
        NumberField* number = nullptr;
        QComboBox* choice = nullptr;
        Toggle* toggle = nullptr;
        KeyButton* key = nullptr;
    };
    struct TextRow {
        size_t slot = 0;
        QLineEdit* edit = nullptr;
    };
    void build(const Effect& effect);
    void addLabel(const ParamSpec& param, int slot, int row, int column);
    Row addParam(const ParamSpec& param, int slot, int row, int column);
    void addNumber(Row& row, const ParamSpec& param, int gridRow, int column);
    void addText(std::string_view id, size_t slot, int row);
    int addReadOuts(const Effect& effect, int row); // the row after them
    void readOutputs();
    void preview(int slot, double value);
    void cancel(int slot);
    void commit(int slot, double value);

    Studio& studio_;
    EffectTarget target_;
    ParamRowsLook look_;
    QGridLayout* grid_ = nullptr;
    std::vector<Row> rows_;
    std::vector<TextRow> texts_;
    std::vector<std::pair<size_t, ReadOut*>> readOuts_; // by index into the insert's readings
};

// The diamond of a keyframe: hollow grey without keys, hollow amber on a curve, filled where the playhead is on a key.
// The name is its accessible name.
class KeyButton : public QAbstractButton {
    Q_OBJECT
  public:
    KeyButton(const QString& name, QWidget* parent);
    void setState(KeyState state);
    QSize sizeHint() const override { return {20, 24}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    KeyState state_ = KeyState::none;
};

} // namespace tandem::ui
