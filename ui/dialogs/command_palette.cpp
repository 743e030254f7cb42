// Search line, matching and list of the palette.
#include "ui/dialogs/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/controls/key_caps.h"
#include "ui/controls/labels.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

static constexpr int kRow = 34, kRows = 10, kWidth = 620;

static QString plain(const QString& text) { return QString(text).remove(u'&'); }
static QString menuOf(const QAction* action) {
    return action->property("menu").toString().replace(u'/', QStringLiteral(" › "));
}

int matchWords(const QString& query, const QString& text) {
    const QString in = text.toLower();
    int total = 1;
    for (const QString& word : query.toLower().split(u' ', Qt::SkipEmptyParts)) {
        int best = 0;
        for (auto at = in.indexOf(word); at >= 0; at = in.indexOf(word, at + 1))
            best = std::max(best, at == 0 ? 40 : !in[at - 1].isLetterOrNumber() ? 30 : 12);
        if (best == 0 && word.size() >= 2) {
            // Letters in order, close together: "exprt".
            qsizetype at = in.indexOf(word[0]), first = at;
            for (qsizetype i = 1; i < word.size() && at >= 0; ++i) at = in.indexOf(word[i], at + 1);
            if (at >= 0 && at - first < 2 * word.size() + 2) best = 4;
        }
        if (best == 0) return 0;
        total += best;
    }
    return total;
}

namespace {

class CommandDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto action = index.data(Qt::UserRole).value<QAction*>();
        const bool on = action->isEnabled();
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(option.rect).adjusted(6, 1, -6, -1);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            p->setPen(Qt::NoPen);
            p->setBrush(colour(option.state & QStyle::State_Selected ? token::toggleOn : token::control));
            p->drawRoundedRect(box, 4, 4);
        }
        double right = box.right() - 10;
        if (!action->shortcut().isEmpty()) right = drawKeys(*p, right, box.center().y(), action->shortcut(), !on) - 12;
        p->setFont(textFont(12.5, QFont::Medium));
        p->setPen(colour(on ? token::text : token::textDis));
        const QString text = plain(action->text());
        const double left = box.left() + 10;
        const QFontMetricsF metrics(p->font());
        p->drawText(QRectF(left, box.top(), right - left, box.height()), Qt::AlignVCenter | Qt::AlignLeft,
                    metrics.elidedText(text, Qt::ElideRight, right - left));
        const double after = left + metrics.horizontalAdvance(text) + 10;
        p->setFont(textFont(11));
        p->setPen(colour(on ? token::text3 : token::textDis));
        if (after < right)
            p->drawText(QRectF(after, box.top(), right - after, box.height()), Qt::AlignVCenter | Qt::AlignLeft,
                        QFontMetricsF(p->font()).elidedText(menuOf(action), Qt::ElideRight, right - after));
        p->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(const QList<QAction*>& actions, QWidget* parent)
    : Overlay(tr("Find a command"), parent), actions_(actions) {
    setDim(90);
    setDeletedWhenDismissed();
    auto all = new QVBoxLayout(sheet());
    all->setContentsMargins(1, 8, 1, 8);
    all->setSpacing(6);
    search_ = new QLineEdit(sheet());
    search_->setPlaceholderText(tr("Find a command"));
    search_->setAccessibleName(tr("Words of the command"));
    search_->setFont(textFont(15));
    search_->setFixedHeight(38);
    search_->addAction(QIcon(icon(QStringLiteral("search"), 18, colour(token::text3), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    search_->setStyleSheet(QStringLiteral("QLineEdit, QLineEdit:focus { background: transparent; border: 0; }"));
    list_ = new QListWidget(sheet());
    list_->setAccessibleName(tr("Commands"));
    list_->setFocusPolicy(Qt::NoFocus); // the search line moves it
    list_->setFrameShape(QFrame::NoFrame);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setMouseTracking(true);
    list_->setItemDelegate(new CommandDelegate(list_));
    all->addWidget(search_);
    none_ = inkLabel(tr("No command has these words."), token::text3, sheet(), 12.5);
    none_->setContentsMargins(14, 0, 14, 0);
    all->addWidget(list_, 1);
    all->addWidget(none_, 1);
    search_->installEventFilter(this);
    connect(search_, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    refresh();
}

QRect CommandPalette::sheetBox() const {
    const int width = std::min(kWidth, this->width() - 40);
    const int rows = std::clamp(static_cast<int>(list_->count()), 1, kRows);
    const int height = std::min(8 + 38 + 6 + rows * kRow + 10, this->height() - 120);
    return {(this->width() - width) / 2, 72, width, height};
}

QWidget* CommandPalette::firstFocus() { return search_; }

void CommandPalette::refresh() {
    const QString query = search_->text().trimmed();
    std::vector<std::pair<int, QAction*>> found;
    for (QAction* action : actions_) {
        if (action->isSeparator() || action->text().isEmpty() || !action->isVisible()) continue;
        // The id is English in every language of the window.
        const int byName = 2 * matchWords(query, plain(action->text()));
        const int byAll = matchWords(query, plain(action->text()) + u' ' + menuOf(action) + u' ' +
                                                QString(action->objectName()).replace(u'_', u' '));
        const int score = std::max(byName, byAll);
        if (score > 0) found.emplace_back(score * 2 + action->isEnabled(), action);
    }
    if (!query.isEmpty())
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    list_->clear();
    for (const auto& [score, action] : found) {
        auto item = new QListWidgetItem(plain(action->text()), list_);
        item->setData(Qt::UserRole, QVariant::fromValue(action));
        item->setData(Qt::AccessibleTextRole,
                      plain(action->text()) + u' ' + action->shortcut().toString(QKeySequence::NativeText));
    }
    if (list_->count() > 0) list_->setCurrentRow(0);
    none_->setVisible(list_->count() == 0);
    list_->setVisible(list_->count() > 0);
    place();
    update();
}

void CommandPalette::runCurrent() {
    const QListWidgetItem* item = list_->currentItem();
    if (!item) return;
    QAction* action = item->data(Qt::UserRole).value<QAction*>();
    if (!action->isEnabled()) return;
    // Closed first: the command acts where the keyboard was before.
    dismiss();
    action->trigger();
}

bool CommandPalette::eventFilter(QObject* target, QEvent* event) {
    if (target == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int rows = list_->count(), row = list_->currentRow();
        const int step = key == Qt::Key_Down       ? 1
                         : key == Qt::Key_Up       ? -1
                         : key == Qt::Key_PageDown ? kRows - 1
                         : key == Qt::Key_PageUp   ? 1 - kRows
                                                   : 0;
        if (step != 0 && rows > 0) {
            list_->setCurrentRow(std::abs(step) == 1 ? (row + step + rows) % rows
                                                     : std::clamp(row + step, 0, rows - 1));
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) return runCurrent(), true;
    }
    return Overlay::eventFilter(target, event);
}

} // namespace tandem::ui
