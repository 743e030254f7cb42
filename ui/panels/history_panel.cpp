// Steps and versions.
#include "ui/panels/history_panel.h"

#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>
#include <cmath>

#include "ui/panels/history_words.h"

namespace tandem::ui {

HistoryModel::HistoryModel(Studio& studio, QObject* parent) : QAbstractListModel(parent), studio_(studio) {
    connect(&studio, &Studio::projectChanged, this, &HistoryModel::refresh);
    connect(&studio, &Studio::sessionChanged, this, [this] {
        now_.reset(), next_.reset();
        lost_ = 0;
        refresh();
    });
    refresh();
}

int HistoryModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : size_; }

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    Session* session = studio_.session();
    if (!session || index.row() < 0 || index.row() >= static_cast<int>(session->document().history().size())) return {};
    const HistoryEntry& step = session->document().history()[static_cast<size_t>(index.row())];
    const bool current = index.row() == position_, undone = index.row() > position_;
    switch (role) {
    case Qt::DisplayRole:
        return index.row() == 0 ? tr("As it was opened") : stepName(step.label);
    case Qt::AccessibleTextRole:
        return (index.row() == 0 ? tr("As it was opened") : stepName(step.label)) + (current ? tr(", the current state")
                                                                                     : undone ? tr(", undone")
                                                                                              : QString());
    case Qt::ForegroundRole:
        return colour(current ? token::text : undone ? token::text3 : token::text2);
    case Qt::FontRole: {
        QFont font = textFont(12, current ? QFont::DemiBold : QFont::Normal);
        font.setItalic(undone);
        return font;
    }
    case Qt::DecorationRole:
        return current ? icon(QStringLiteral("check"), 14, colour(token::text), 1) : QVariant();
    case Qt::SizeHintRole:
        return QSize(0, 24);
    default:
        return {};
    }
}

// Previews change the project many times a second and the history never.
void HistoryModel::refresh() {
    Session* session = studio_.session();
    if (!session) {
        beginResetModel();
        size_ = position_ = 0;
        endResetModel();
        Q_EMIT moved();
        return;
    }
    const auto& history = session->document().history();
    const size_t at = session->document().position();
    if (static_cast<int>(history.size()) == size_ && static_cast<int>(at) == position_ && history[at].root == now_)
        return;
    const size_t undone = static_cast<size_t>(position_) + 1;
    if (next_ && (undone >= history.size() || history[undone].root != next_))
        lost_ = size_ - position_ - 1;
    else if (static_cast<int>(history.size()) > size_)
        lost_ = 0; // said until the next edit
    beginResetModel();
    size_ = static_cast<int>(history.size()), position_ = static_cast<int>(at);
    now_ = history[at].root;
    next_ = at + 1 < history.size() ? history[at + 1].root : nullptr;
    endResetModel();
    Q_EMIT moved();
}

HistoryPanel::HistoryPanel(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), model_(new HistoryModel(studio, this)) {
    setAccessibleName(tr("History and versions"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(4, 8, 4, 6);
    all->setSpacing(4);
    steps_ = new QListView(this);
    steps_->setModel(model_);
    steps_->setUniformItemSizes(true);
    steps_->setAccessibleName(tr("Undo steps"));
    steps_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto go = [this](const QModelIndex& index) {
        if (index.isValid()) studio_.goTo(static_cast<size_t>(index.row()));
    };
    connect(steps_, &QListView::clicked, this, go);
    connect(steps_, &QListView::activated, this, go);
    lost_ = new QLabel(this);
    lost_->setWordWrap(true);
    lost_->setContentsMargins(8, 0, 8, 2);
    auto head = new QLabel(tr("Versions"), this);
    head->setFont(textFont(12.5, QFont::Medium));
    head->setContentsMargins(8, 6, 8, 0);
    auto line = new QHBoxLayout;
    line->setContentsMargins(8, 0, 8, 0);
    name_ = new QLineEdit(this);
    name_->setAccessibleName(tr("Name of the version"));
    name_->setPlaceholderText(tr("Name of the version"));
    name_->setMaxLength(80);
    keep_ = new TextButton(tr("Keep"), TextButton::Look::normal, this);
    keep_->setToolTip(tr("Keep the piece as it is now under this name"));
    line->addWidget(name_, 1);
    line->addWidget(keep_);
    versions_ = new QListWidget(this);
    versions_->setAccessibleName(tr("Kept versions"));
    versions_->setSpacing(1);
    none_ = new EmptyNote(QStringLiteral("clock"), {},
                          tr("No versions yet. A kept version can always be gone back to."), this);
    auto foot = new QHBoxLayout;
    foot->setContentsMargins(8, 0, 8, 0);
    restore_ = new TextButton(tr("Restore"), TextButton::Look::normal, this);
    restore_->setToolTip(tr("The piece becomes as it was then; Undo gives back what is now"));
    drop_ = new IconButton(QStringLiteral("trash"), tr("Delete the version"), this);
    foot->addStretch();
    foot->addWidget(drop_);
    foot->addWidget(restore_);
    all->addWidget(steps_, 3);
    all->addWidget(lost_);
    all->addWidget(head);
    all->addLayout(line);
    all->addWidget(versions_, 2);
    all->addWidget(none_, 2);
    all->addLayout(foot);

    connect(keep_, &QAbstractButton::clicked, this, &HistoryPanel::keep);
    connect(name_, &QLineEdit::returnPressed, this, &HistoryPanel::keep);
    auto chosen = [this]() -> const Version* {
        const int row = versions_->currentRow();
        return row >= 0 && row < static_cast<int>(shown_.size()) ? &shown_[static_cast<size_t>(row)] : nullptr;
    };
    connect(restore_, &QAbstractButton::clicked, this, [this, chosen] {
        if (const Version* v = chosen()) studio_.restoreVersion(*v);
    });
    connect(drop_, &QAbstractButton::clicked, this, [this, chosen] {
        if (const Version* v = chosen()) studio_.dropVersion(Version(*v));
    });
    connect(versions_, &QListWidget::currentRowChanged, this,
            [this](int row) { restore_->setEnabled(row >= 0), drop_->setEnabled(row >= 0); });
    connect(versions_, &QListWidget::itemActivated, this, [this, chosen] {
        if (const Version* v = chosen()) studio_.restoreVersion(*v);
    });
    connect(model_, &HistoryModel::moved, this, &HistoryPanel::refreshSteps);
    connect(&studio, &Studio::versionsChanged, this, &HistoryPanel::refreshVersions);
    connect(&studio, &Studio::sessionChanged, this, &HistoryPanel::refreshVersions);
    refreshSteps();
    refreshVersions();
}

void HistoryPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshSteps();
    refreshVersions();
}

void HistoryPanel::focusName() { name_->setFocus(); }

void HistoryPanel::keep() {
    if (!studio_.session()) return;
    studio_.keepVersion(name_->text().trimmed());
    name_->clear();
}

void HistoryPanel::refreshSteps() {
    lost_->setVisible(model_->lost() > 0);
    lost_->setText(QStringLiteral("<span style='color:#F5A524'>%1</span>")
                       .arg(tr("%n undone step(s) were replaced by the last edit", nullptr, model_->lost())));
    if (!isVisible()) return;
    const QModelIndex now = model_->index(model_->position(), 0);
    steps_->setCurrentIndex(now);
    steps_->scrollTo(now);
    // What versions are compared with may have changed.
    const Ref<Sequence> s = studio_.sequence();
    if (!s || s->duration() == duration_) return;
    duration_ = s->duration();
    for (int i = 0; i < versions_->count(); ++i) describe(versions_->item(i), shown_[static_cast<size_t>(i)]);
}

void HistoryPanel::describe(QListWidgetItem* item, const Version& v) const {
    const QString name = v.name.empty() ? tr("Without a name") : toQt(v.name);
    const QString when = QLocale().toString(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(v.unix_time * 1000)),
                                            QLocale::ShortFormat);
    QStringList facts{when, toQt(time_text(v.duration, v.rate)), tr("%n clip(s)", nullptr, static_cast<int>(v.clips))};
    if (const Ref<Sequence> s = studio_.sequence()) {
        const Time by = v.duration - s->duration();
        if (by != Time{})
            facts << tr("%1 against now")
                         .arg((by.ticks < 0 ? QStringLiteral("−") : QStringLiteral("+")) +
                              toQt(time_text(Time{std::abs(by.ticks)}, s->format.rate)));
    }
    item->setSizeHint(QSize(0, 42));
    item->setText(name + u'\n' + facts.join(QStringLiteral(" · ")));
}

void HistoryPanel::refreshVersions() {
    const bool open = studio_.session() != nullptr;
    name_->setEnabled(open), keep_->setEnabled(open);
    if (!isVisible()) return;
    shown_ = studio_.versions();
    if (const Ref<Sequence> s = studio_.sequence()) duration_ = s->duration();
    versions_->clear();
    for (const Version& v : shown_) describe(new QListWidgetItem(versions_), v);
    versions_->setVisible(!shown_.empty()), none_->setVisible(shown_.empty());
    restore_->setEnabled(false), drop_->setEnabled(false);
}

} // namespace tandem::ui
