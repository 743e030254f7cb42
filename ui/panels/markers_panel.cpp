// The list of markers.
#include "ui/panels/markers_panel.h"

#include <QVBoxLayout>

namespace tandem::ui {

MarkersPanel::MarkersPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(4, 8, 4, 4);
    list_ = new QListWidget(this);
    list_->setAccessibleName(tr("Markers"));
    list_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    empty_ = new EmptyNote(QStringLiteral("marker"), {}, tr("No markers yet. M puts one at the playhead."), this);
    all->addWidget(list_, 1);
    all->addWidget(empty_, 1);
    connect(list_, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { studio_.locate(Time{item->data(Qt::UserRole + 1).toLongLong()}); });
    connect(list_, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (filling_) return;
        const QString name = item->text().section(QStringLiteral("  "), 1).trimmed();
        studio_.run("set_marker", {{"marker", Value(static_cast<int64_t>(item->data(Qt::UserRole).toLongLong()))},
                                   {"name", fromQt(name.isEmpty() ? item->text().trimmed() : name)}});
    });
    connect(&studio, &Studio::projectChanged, this, &MarkersPanel::refresh);
    connect(&studio, &Studio::sessionChanged, this, &MarkersPanel::refresh);
    refresh();
}

void MarkersPanel::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    filling_ = true;
    const int at = list_->currentRow();
    list_->clear();
    if (s)
        for (const auto& m : s->markers) {
            auto item = new QListWidgetItem(timecodeText(*s, m->start) + QStringLiteral("  ") + toQt(m->name), list_);
            item->setFlags(item->flags() | Qt::ItemIsEditable);
            item->setData(Qt::UserRole, static_cast<qlonglong>(m->id.value));
            item->setData(Qt::UserRole + 1, static_cast<qlonglong>(m->start.ticks));
        }
    list_->setCurrentRow(at);
    filling_ = false;
    list_->setVisible(list_->count() > 0), empty_->setVisible(list_->count() == 0);
}

} // namespace tandem::ui
