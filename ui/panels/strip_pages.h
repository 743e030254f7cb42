// The pages of the strip editor: equaliser, dynamics, denoiser, all inserts. Each follows one strip. Main thread.
#pragma once

#include <QWidget>

#include "ui/panels/dynamics_graph.h"
#include "ui/panels/eq_cards.h"

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace tandem::ui {

class ChoiceRow;
class InsertRow;
class MenuWord;
class ParamRows;
class ReductionBar;
class TextButton;

class StripPage : public QWidget {
    Q_OBJECT
  public:
    StripPage(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {}
    virtual void setStrip(StripRef strip) = 0;
    // Of what is shown; none where nothing is.
    virtual EffectId effect() const = 0;
    virtual void showEffect(EffectId) {}

  Q_SIGNALS:
    void effectChanged();

  protected:
    Studio& studio_;
    StripRef strip_;
};

class EqPage : public StripPage {
    Q_OBJECT
  public:
    EqPage(Studio& studio, QWidget* parent);
    void setStrip(StripRef strip) override;
    EffectId effect() const override { return target_.effect; }

  private:
    EffectTarget target_{StripRef{}};
    EqGraph* graph_ = nullptr;
    EqCards* cards_ = nullptr;
    QScrollArea* cardScroll_ = nullptr;
    QWidget* note_ = nullptr; // in the place of the cards while there is no equaliser
};

// Effects that turn sound down: one of them by its rows, its curve where it has one, and how much it takes away now.
class ReductionPage : public StripPage {
    Q_OBJECT
  public:
    struct Look {
        std::vector<EffectKind> kinds; // as the menu has them; the first is the one to begin with
        QString title, which, add;     // names of the page, of the choice among several, of what adds one more
        QString none, first;           // what is said while there is none, and the button below
        QString about;                 // beside the rows; may be empty
    };
    ReductionPage(Studio& studio, Look look, QWidget* parent);
    void setStrip(StripRef strip) override;
    EffectId effect() const override { return shown_; }
    void showEffect(EffectId effect) override;

  private:
    std::vector<Ref<Effect>> effects() const;
    void showRows();
    const Look look_;
    EffectId shown_;
    ChoiceRow* which_ = nullptr;
    MenuWord* add_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    DynamicsGraph* graph_ = nullptr;
    ReductionBar* reduction_ = nullptr;
    QWidget *rows_ = nullptr, *full_ = nullptr, *empty_ = nullptr;
    std::vector<EffectId> ids_; // of the strip's inserts of these kinds
};

class InsertsPage : public StripPage {
    Q_OBJECT
  public:
    InsertsPage(Studio& studio, QWidget* parent);
    void setStrip(StripRef strip) override;
    EffectId effect() const override { return shown_; }
    void showEffect(EffectId effect) override;

  private:
    void showRows();
    void refreshKey();
    EffectId shown_;
    StripRef rowsStrip_, listStrip_{TrackId{}, BusId{~uint64_t{0}}};
    QWidget *list_ = nullptr, *rows_ = nullptr;
    QVBoxLayout* listLayout_ = nullptr;
    std::vector<InsertRow*> insertRows_;
    QScrollArea* scroll_ = nullptr;
    QLabel* name_ = nullptr;
    TextButton* window_ = nullptr;
    MenuWord* key_ = nullptr;
};

} // namespace tandem::ui
