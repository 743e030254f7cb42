// CatalogList: effects and transitions by group with a line on each, to search, choose and drag. EffectPicker is one
// that pops up. Main thread.
#pragma once

#include <QLineEdit>
#include <QListWidget>

#include "ui/studio.h"

namespace tandem::ui {

QString transitionName(TransitionKind kind);
// Adds an effect to the selected clips that can carry it, one undo step; says so where there are none.
bool addEffect(Studio& studio, EffectKind kind);

class CatalogList : public QWidget {
    Q_OBJECT
  public:
    struct Offer {
        bool picture = true, sound = true, transitions = true;
    };
    CatalogList(const Offer& offer, QWidget* parent);
    void focusSearch() { search_->setFocus(); }

  Q_SIGNALS:
    void effectChosen(tandem::EffectKind kind); // by double-click or Enter
    void transitionChosen(tandem::TransitionKind kind);

  protected:
    bool eventFilter(QObject*, QEvent*) override;

  private:
    void filter(const QString& text);
    void choose(QListWidgetItem* item);
    void step(int by);
    QLineEdit* search_;
    QListWidget* list_;
    QWidget* nothing_;
};

class EffectPicker : public QWidget {
    Q_OBJECT
  public:
    EffectPicker(const CatalogList::Offer& offer, QWidget* parent);
    void showAt(QPoint globalTopLeft);

  Q_SIGNALS:
    void effectChosen(tandem::EffectKind kind);

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    CatalogList* list_;
};

} // namespace tandem::ui

Q_DECLARE_METATYPE(tandem::EffectKind)
Q_DECLARE_METATYPE(tandem::TransitionKind)
