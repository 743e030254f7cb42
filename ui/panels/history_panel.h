// HistoryPanel: the undo steps as a list to go back and forth in, and below it the versions kept by name. Main thread.
#pragma once

#include <QAbstractListModel>
#include <QListView>
#include <QListWidget>

#include "ui/controls/buttons.h"
#include "ui/panels/panel.h"
#include "ui/studio.h"

class QLabel;
class QLineEdit;

namespace tandem::ui {

// The session's history: one row a step, made as it is looked at.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    HistoryModel(Studio& studio, QObject* parent);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    int position() const { return position_; }
    // Steps that were undone when the last edit was made, and are gone.
    int lost() const { return lost_; }

  Q_SIGNALS:
    void moved(); // another position, or other steps

  private:
    void refresh();
    Studio& studio_;
    int size_ = 0, position_ = 0, lost_ = 0;
    Ref<Project> now_, next_; // of the position and of the step after it, as last seen
};

class HistoryPanel : public QWidget {
    Q_OBJECT
  public:
    explicit HistoryPanel(Studio& studio, QWidget* parent = nullptr);
    HistoryModel* model() { return model_; }
    QListWidget* versions() { return versions_; }
    void focusName();

  protected:
    void showEvent(QShowEvent*) override;

  private:
    void keep();
    void refreshSteps();
    void refreshVersions();
    void describe(QListWidgetItem* item, const Version& version) const;
    Studio& studio_;
    HistoryModel* model_;
    QListView* steps_;
    QLabel* lost_;
    QLineEdit* name_;
    QListWidget* versions_;
    QWidget* none_;
    TextButton *keep_, *restore_;
    IconButton* drop_;
    std::vector<Version> shown_;
    Time duration_; // that versions were compared with
};

} // namespace tandem::ui
