// Section: a part of the inspector with a head to fold it: icon, name, reset, switch and menu. Main thread.
#pragma once

#include <QMenu>
#include <QVBoxLayout>
#include <functional>

#include "ui/controls/buttons.h"

namespace tandem::ui {

class SectionHead;

class Section : public QWidget {
    Q_OBJECT
  public:
    // `key` names it among what is remembered as folded.
    Section(const QString& icon, QColor tint, const QString& title, const QString& key, QWidget* parent,
            bool folded = false);
    QVBoxLayout* body() { return body_; }
    IconButton* reset() { return reset_; }
    Toggle* toggle() { return toggle_; }
    void setNote(const QString& note); // quiet word beside the name
    // Fills the menu each time it opens; without it there is none.
    void setMenu(std::function<void(QMenu&)> fill);
    bool folded() const { return folded_; }
    void setFolded(bool folded);

  protected:
    void contextMenuEvent(QContextMenuEvent*) override;

  private:
    void openMenu(QPoint at);
    QString key_;
    bool folded_ = false;
    SectionHead* head_;
    QWidget* inside_;
    QVBoxLayout* body_;
    IconButton *reset_, *more_;
    Toggle* toggle_;
    std::function<void(QMenu&)> menu_;
};

} // namespace tandem::ui
