// RoutingTable: which strip feeds which. A row for each strip with sound, a column for the master and each bus; a cell
// holds the output (the ring at its left) and the send (the level at its right). Click the ring: output; click the
// level: a send, or its menu; drag the level. Keys: arrows, Enter the output, Page up and down the send's level, Delete
// takes the send away, the menu key for all of it. Main thread.
#pragma once

#include <QAbstractTableModel>
#include <QTableView>
#include <optional>

#include "ui/panels/strip_facts.h"

namespace tandem::ui {

class RoutingModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    struct Cell {
        bool output = false;
        const Send* send = nullptr; // of the sequence shown
        bool possible = true;       // else the strip would feed itself
    };
    explicit RoutingModel(QObject* parent) : QAbstractTableModel(parent) {}
    void show(const Ref<Sequence>& sequence);
    const Ref<Sequence>& sequence() const { return sequence_; }
    StripRef row(int r) const { return rows_[static_cast<size_t>(r)]; }
    StripRef column(int c) const { return columns_[static_cast<size_t>(c - 1)]; } // column 0 names the rows
    Cell cell(const QModelIndex& at) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& at, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    QString words(const QModelIndex& at) const;
    Ref<Sequence> sequence_;
    std::vector<StripRef> rows_, columns_;
};

class RoutingTable : public QTableView {
    Q_OBJECT
  public:
    RoutingTable(Studio& studio, QWidget* parent);

  protected:
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void currentChanged(const QModelIndex& now, const QModelIndex& before) override;

  private:
    void refresh();
    void setOutput(const QModelIndex& at);
    Command sendCommand(const QModelIndex& at, double db) const;
    void addSend(const QModelIndex& at);
    void removeSend(const QModelIndex& at);
    void openMenu(const QModelIndex& at, QPoint global);

    Studio& studio_;
    RoutingModel* model_;
    QModelIndex pressed_; // on a send's level
    bool moved_ = false;
    double dragged_ = 0; // dB
    int lastX_ = 0;
};

} // namespace tandem::ui
