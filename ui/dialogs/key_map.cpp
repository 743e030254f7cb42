// The table of keys.
#include "ui/dialogs/key_map.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/actions.h"
#include "ui/controls/buttons.h"
#include "ui/controls/key_caps.h"
#include "ui/dialogs/command_palette.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

static constexpr int kRow = 24, kHead = 30, kGap = 32, kColumn = 280;

// Groups flow into columns of about one height; a group may go on in the next column.
class KeyTable : public QWidget {
  public:
    std::function<void(const QString&)> say; // what is waited for, or went wrong

    KeyTable(Actions& actions, QWidget* parent) : QWidget(parent), actions_(actions) {
        setFocusPolicy(Qt::StrongFocus);
        setMouseTracking(true);
        const QString others = QObject::tr("In no menu");
        for (QAction* a : actions.all()) {
            if (a->isSeparator()) continue;
            QString menu = a->property("menu").toString().section(u'/', 0, 0);
            if (menu.isEmpty()) menu = others;
            if (menu != others && !menus_.contains(menu)) menus_.push_back(menu);
            rows_.push_back({menu, a});
        }
        menus_.push_back(others);
        setAccessibleName(QObject::tr("Commands and their keys"));
        setFilter({});
    }
    void refresh() { setFilter(words_); }
    void setFilter(const QString& words) {
        words_ = words;
        shown_.clear();
        QString all;
        for (const QString& menu : menus_) {
            bool head = false;
            for (const Row& row : rows_) {
                if (row.menu != menu) continue;
                QString keys;
                for (const QKeySequence& k : row.action->shortcuts()) keys += k.toString() + u' ';
                const QString text = QString(row.action->text()).remove(u'&');
                // Without a key only what is looked for, else the map would be a list of everything.
                if (words.isEmpty() && keys.isEmpty()) continue;
                if (!words.isEmpty() && matchWords(words, text + u' ' + keys) == 0) continue;
                if (!head) shown_.push_back({menu, nullptr}), head = true;
                shown_.push_back({text, row.action});
                all += text + QStringLiteral(": ") + keys + u'\n';
            }
        }
        setAccessibleDescription(all);
        current_ = -1, waiting_ = false, asked_ = {};
        flow();
    }

  protected:
    bool event(QEvent* event) override {
        if (waiting_ && event->type() == QEvent::ShortcutOverride) {
            event->accept();
            return true;
        }
        return QWidget::event(event);
    }
    void resizeEvent(QResizeEvent*) override { flow(); }
    void focusOutEvent(QFocusEvent*) override { wait(false); }
    void mousePressEvent(QMouseEvent* event) override {
        setFocus(Qt::MouseFocusReason);
        current_ = -1;
        for (size_t i = 0; i < cells_.size(); ++i)
            if (shown_[cells_[i].row].action && boxOf(cells_[i]).contains(event->position()))
                current_ = static_cast<int>(i);
        wait(current_ >= 0);
    }
    void mouseMoveEvent(QMouseEvent* event) override {
        bool on = false;
        for (const Cell& c : cells_) on = on || (shown_[c.row].action && boxOf(c).contains(event->position()));
        setCursor(on ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    void keyPressEvent(QKeyEvent* event) override {
        if (!waiting_) {
            if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up)
                return step(event->key() == Qt::Key_Down ? 1 : -1);
            if (event->key() == Qt::Key_Return && current_ >= 0) return wait(true);
            return QWidget::keyPressEvent(event);
        }
        const int key = event->key();
        if (key == Qt::Key_Escape) return wait(false);
        if (key == Qt::Key_Control || key == Qt::Key_Shift || key == Qt::Key_Alt || key == Qt::Key_Meta ||
            key == Qt::Key_AltGr || key == 0 || key == Qt::Key_unknown)
            return;
        QAction* action = shown_[cells_[static_cast<size_t>(current_)].row].action;
        if (key == Qt::Key_Backspace && event->modifiers() == Qt::NoModifier) return put(action, {});
        // Shift is in the character already where it is one.
        Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
        const bool letter = key >= Qt::Key_A && key <= Qt::Key_Z;
        if (!letter && key < 0x100 && !event->text().isEmpty() &&
            !(modifiers & (Qt::ControlModifier | Qt::AltModifier)))
            modifiers &= ~Qt::ShiftModifier;
        const QKeySequence wanted(QKeyCombination(modifiers, static_cast<Qt::Key>(key)));
        QAction* other = actions_.holder(wanted);
        if (other && other != action && asked_ != wanted) {
            asked_ = wanted;
            if (say)
                say(QObject::tr("%1 belongs to “%2”: press it again to take it, Escape to leave it.")
                        .arg(wanted.toString(QKeySequence::NativeText), QString(other->text()).remove(u'&')));
            return;
        }
        put(action, {wanted});
    }
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        for (const Cell& cell : cells_) {
            const Shown& row = shown_[cell.row];
            if (!row.action) {
                p.setFont(textFont(12, QFont::DemiBold));
                p.setPen(colour(token::text2));
                p.drawText(QRect(cell.x, cell.y, columnWidth_, kHead - 6), Qt::AlignLeft | Qt::AlignBottom, row.text);
                p.fillRect(QRect(cell.x, cell.y + kHead - 3, columnWidth_, 1), colour(token::controlHover));
                continue;
            }
            if (static_cast<int>(&cell - cells_.data()) == current_) {
                p.setPen(waiting_ ? QPen(colour(token::select), 1) : QPen(Qt::NoPen));
                p.setBrush(colour(token::control));
                p.drawRoundedRect(boxOf(cell).adjusted(0.5, 1.5, -0.5, -1.5), 4, 4);
            }
            double right = cell.x + columnWidth_;
            const QList<QKeySequence> keys = row.action->shortcuts();
            for (qsizetype i = std::min<qsizetype>(keys.size(), 2) - 1; i >= 0; --i)
                right = drawKeys(p, right, cell.y + kRow / 2.0, keys[i]) - 8;
            p.setFont(textFont(12));
            p.setPen(colour(token::text));
            p.drawText(QRectF(cell.x, cell.y, right - cell.x, kRow), Qt::AlignLeft | Qt::AlignVCenter,
                       QFontMetricsF(p.font()).elidedText(row.text, Qt::ElideRight, right - cell.x));
        }
        if (cells_.empty()) {
            p.setFont(textFont(12));
            p.setPen(colour(token::text3));
            p.drawText(rect(), Qt::AlignCenter, QObject::tr("No command is called this."));
        }
    }

  private:
    void wait(bool on) {
        waiting_ = on, asked_ = {};
        if (say)
            say(on ? QObject::tr("Press the new key; Backspace takes the keys away, Escape leaves them.") : QString());
        update();
    }
    void step(int by) {
        int next = current_ < 0 && by < 0 ? static_cast<int>(cells_.size()) : current_;
        do next += by;
        while (next >= 0 && next < static_cast<int>(cells_.size()) &&
               !shown_[cells_[static_cast<size_t>(next)].row].action);
        if (next >= 0 && next < static_cast<int>(cells_.size())) current_ = next;
        update();
    }
    void put(QAction* action, const QList<QKeySequence>& keys) {
        wait(false);
        if (!actions_.setUserKeys(action, keys) && say) say(QObject::tr("The file of keys cannot be written."));
    }
    struct Row {
        QString menu;
        QAction* action;
    };
    struct Shown {
        QString text;
        QAction* action; // null = the head of a group
    };
    struct Cell {
        size_t row;
        int x, y;
    };
    QRectF boxOf(const Cell& c) const { return QRectF(c.x - 6, c.y, columnWidth_ + 12, kRow); }
    void flow() {
        const int columns = std::max(1, (width() + kGap) / (kColumn + kGap));
        columnWidth_ = (width() - (columns - 1) * kGap) / columns;
        int total = 0;
        for (const Shown& s : shown_) total += s.action ? kRow : kHead + 8;
        const int limit = total / columns + kHead;
        cells_.clear();
        int column = 0, y = 0, tallest = 0;
        for (size_t i = 0; i < shown_.size(); ++i) {
            const bool head = !shown_[i].action;
            // A head does not stand alone at the end of a column.
            const int need = head ? kHead + 2 * kRow : kRow;
            if (y > 0 && y + need > limit && column + 1 < columns) ++column, y = 0;
            if (head && y > 0) y += 8;
            cells_.push_back({i, column * (columnWidth_ + kGap), y});
            y += head ? kHead : kRow;
            tallest = std::max(tallest, y);
        }
        if (minimumHeight() != tallest) setMinimumHeight(tallest);
        update();
    }
    Actions& actions_;
    QString words_;
    int current_ = -1; // of cells_
    bool waiting_ = false;
    QKeySequence asked_; // that belongs to another command
    QStringList menus_;
    std::vector<Row> rows_;
    std::vector<Shown> shown_;
    std::vector<Cell> cells_;
    int columnWidth_ = kColumn;
};

KeyMap::KeyMap(Actions& actions, QWidget* parent) : Overlay(tr("All keys"), parent), actions_(actions) {
    setDeletedWhenDismissed();
    QVBoxLayout* all = buildHead(tr("All keys"));
    auto bar = new QHBoxLayout;
    bar->setContentsMargins(20, 0, 20, 10);
    bar->setSpacing(8);
    auto search = new QLineEdit(sheet());
    search->setPlaceholderText(tr("Search names and keys"));
    search->setAccessibleName(tr("Search names and keys"));
    search->setFixedWidth(260);
    sets_ = new QComboBox(sheet());
    sets_->setAccessibleName(tr("Keys as in"));
    sets_->view()->setAccessibleName(sets_->accessibleName());
    sets_->setFixedHeight(28);
    for (const Actions::Set& set : Actions::sets())
        sets_->addItem(set.id.isEmpty() ? set.title : tr("as in %1").arg(set.title), set.id);
    sets_->setCurrentIndex(std::max(0, sets_->findData(actions.set())));
    auto label = new QLabel(tr("Keys"), sheet());
    label->setFont(textFont(12.5));
    label->setForegroundRole(QPalette::PlaceholderText);
    auto own = new TextButton(tr("Forget my own keys"), TextButton::Look::link, sheet());
    bar->addWidget(search);
    bar->addSpacing(16);
    bar->addWidget(label);
    bar->addWidget(sets_);
    bar->addStretch(1);
    bar->addWidget(own);
    all->addLayout(bar);
    note_ = new QLabel(sheet());
    note_->setFont(textFont(11.5));
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setWordWrap(true);
    note_->setContentsMargins(20, 0, 20, 8);
    note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    all->addWidget(note_);
    connect(sets_, &QComboBox::activated, this, [this](int index) {
        const QString set = sets_->itemData(index).toString();
        QSettings().setValue(QStringLiteral("keys"), set);
        actions_.loadKeys(set, userKeyFile());
    });
    connect(own, &QAbstractButton::clicked, this, [this] {
        if (!actions_.resetUserKeys()) note_->setText(tr("The file of keys cannot be removed."));
    });
    connect(&actions, &Actions::keysChanged, this, [this, own] {
        table_->refresh();
        own->setVisible(QFileInfo::exists(userKeyFile()));
        showState();
    });
    own->setVisible(QFileInfo::exists(userKeyFile()));
    scroll_ = new QScrollArea(sheet());
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setAccessibleName(tr("Keys"));
    scroll_->setFocusPolicy(Qt::TabFocus);
    auto inner = new QWidget(scroll_);
    auto pad = new QVBoxLayout(inner);
    pad->setContentsMargins(20, 0, 20, 20);
    table_ = new KeyTable(actions, inner);
    pad->addWidget(table_);
    pad->addStretch();
    scroll_->setWidget(inner);
    for (QWidget* w : {static_cast<QWidget*>(scroll_), inner, scroll_->viewport()}) w->setAutoFillBackground(false);
    all->addWidget(scroll_, 1);
    table_->say = [this](const QString& text) { text.isEmpty() ? showState() : note_->setText(text); };
    connect(search, &QLineEdit::textChanged, this, [this](const QString& words) { table_->setFilter(words); });
    showState();
}

void KeyMap::showState() {
    const QStringList& problems = actions_.problems();
    note_->setText(problems.isEmpty()
                       ? tr("Click a command to change its key. Your own keys are kept in %1 and lie over every set.")
                             .arg(userKeyFile())
                       : problems.join(u'\n'));
}

QRect KeyMap::sheetBox() const {
    const int w = std::min(1240, width() - 60), h = std::min(920, height() - 60);
    return {(width() - w) / 2, (height() - h) / 2, w, h};
}

QWidget* KeyMap::firstFocus() { return sheet()->findChild<QLineEdit*>(); }

} // namespace tandem::ui
