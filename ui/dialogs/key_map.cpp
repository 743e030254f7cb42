// The table of keys.
#include "ui/dialogs/key_map.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "ui/controls/key_caps.h"
#include "ui/dialogs/command_palette.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

static constexpr int kRow = 24, kHead = 30, kGap = 32, kColumn = 280;

// Groups flow into columns of about one height; a group may go on in the next column.
class KeyTable : public QWidget {
  public:
    KeyTable(const QList<QAction*>& actions, QWidget* parent) : QWidget(parent) {
        const QString others = QObject::tr("In no menu");
        for (QAction* a : actions) {
            if (a->isSeparator() || a->shortcuts().isEmpty()) continue;
            QString menu = a->property("menu").toString().section(u'/', 0, 0);
            if (menu.isEmpty()) menu = others;
            if (menu != others && !menus_.contains(menu)) menus_.push_back(menu);
            rows_.push_back({menu, a});
        }
        menus_.push_back(others);
        setAccessibleName(QObject::tr("Commands and their keys"));
        setFilter({});
    }
    void setFilter(const QString& words) {
        shown_.clear();
        QString all;
        for (const QString& menu : menus_) {
            bool head = false;
            for (const Row& row : rows_) {
                if (row.menu != menu) continue;
                QString keys;
                for (const QKeySequence& k : row.action->shortcuts()) keys += k.toString() + u' ';
                const QString text = QString(row.action->text()).remove(u'&');
                if (!words.isEmpty() && matchWords(words, text + u' ' + keys) == 0) continue;
                if (!head) shown_.push_back({menu, nullptr}), head = true;
                shown_.push_back({text, row.action});
                all += text + QStringLiteral(": ") + keys + u'\n';
            }
        }
        setAccessibleDescription(all);
        flow();
    }

  protected:
    void resizeEvent(QResizeEvent*) override { flow(); }
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
    QStringList menus_;
    std::vector<Row> rows_;
    std::vector<Shown> shown_;
    std::vector<Cell> cells_;
    int columnWidth_ = kColumn;
};

KeyMap::KeyMap(const QList<QAction*>& actions, QWidget* parent) : Overlay(tr("All keys"), parent) {
    setDeletedWhenDismissed();
    QVBoxLayout* all = buildHead(tr("All keys"));
    auto bar = new QHBoxLayout;
    bar->setContentsMargins(20, 0, 20, 12);
    auto search = new QLineEdit(sheet());
    search->setPlaceholderText(tr("Search names and keys"));
    search->setAccessibleName(tr("Search names and keys"));
    search->setFixedWidth(260);
    auto note = new QLabel(
        tr("Keys can be changed in the file %1: a line “id = Ctrl+K, S” each.")
            .arg(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/keys.txt")),
        sheet());
    note->setFont(textFont(11));
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    bar->addWidget(search);
    bar->addSpacing(12);
    bar->addWidget(note, 1);
    all->addLayout(bar);
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
    connect(search, &QLineEdit::textChanged, this, [this](const QString& words) { table_->setFilter(words); });
}

QRect KeyMap::sheetBox() const {
    const int w = std::min(1240, width() - 60), h = std::min(920, height() - 60);
    return {(width() - w) / 2, (height() - h) / 2, w, h};
}

QWidget* KeyMap::firstFocus() { return sheet()->findChild<QLineEdit*>(); }

} // namespace tandem::ui
