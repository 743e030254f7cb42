// The matrix's cells, how they are painted and changed.
#include "ui/panels/routing_table.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QStyledItemDelegate>

#include "engine/model/routing.h"
#include "ui/controls/own_keys.h"
#include "ui/controls/sliders.h"

namespace tandem::ui {

static constexpr int kRing = 30, kRowHeight = 30, kColumnWidth = 112, kNameWidth = 170;
static constexpr double kNewSend = -12, kLeast = -60, kMost = 12; // dB
static double levelOf(double db) { return db <= kLeast ? -144.0 : std::min(db, kMost); }

// ---- model ----

void RoutingModel::show(const Ref<Sequence>& sequence) {
    std::vector<StripRef> rows, columns;
    if (sequence) {
        columns.push_back({});
        for (const StripRef ref : allStrips(*sequence)) {
            if (isMaster(ref) || isGroup(ref)) continue;
            rows.push_back(ref);
            if (ref.bus) columns.push_back(ref);
        }
    }
    const bool same = rows == rows_ && columns == columns_;
    if (!same) beginResetModel();
    sequence_ = sequence, rows_ = std::move(rows), columns_ = std::move(columns);
    if (!same) return endResetModel();
    if (rowCount() == 0) return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

int RoutingModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int RoutingModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || columns_.empty() ? 0 : static_cast<int>(columns_.size()) + 1;
}

RoutingModel::Cell RoutingModel::cell(const QModelIndex& at) const {
    const StripRef from = row(at.row()), to = column(at.column());
    const Strip* strip = stripOf(*sequence_, from);
    if (!strip) return {.possible = false};
    Cell out{.output = strip->output == to.bus, .possible = isMaster(to) || !feeds(*sequence_, to, from)};
    for (const Send& s : strip->sends)
        if (s.bus == to.bus && !isMaster(to)) out.send = &s;
    return out;
}

static QString fullName(const Sequence& s, StripRef ref) { return stripBadge(s, ref) + u' ' + stripName(s, ref); }

QString RoutingModel::words(const QModelIndex& at) const {
    const Sequence& s = *sequence_;
    if (at.column() == 0) return fullName(s, row(at.row()));
    const Cell c = cell(at);
    const QString way = tr("%1 to %2: ").arg(fullName(s, row(at.row())), fullName(s, column(at.column())));
    if (!c.possible) return way + tr("would feed itself");
    QStringList parts;
    if (c.output) parts << tr("output");
    if (c.send)
        parts << (c.send->point == SendPoint::pre_fader ? tr("send before the fader, %1 dB") : tr("send, %1 dB"))
                     .arg(decibelText(c.send->gain_db.value));
    return way + (parts.isEmpty() ? tr("nothing") : parts.join(QStringLiteral(", ")));
}

QVariant RoutingModel::data(const QModelIndex& at, int role) const {
    if (!sequence_ || !at.isValid()) return {};
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) return words(at);
    if (role == Qt::DisplayRole && at.column() == 0) return stripName(*sequence_, row(at.row()));
    return {};
}

QVariant RoutingModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (!sequence_ || orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? tr("Strip") : fullName(*sequence_, column(section));
}

// ---- painting ----

namespace {

class RoutingDelegate : public QStyledItemDelegate {
  public:
    RoutingDelegate(const RoutingModel& model, RoutingTable* table)
        : QStyledItemDelegate(table), model_(model), table_(*table) {}

    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& at) const override {
        const Sequence& s = *model_.sequence();
        const QRect box = option.rect;
        const bool hover = option.state & QStyle::State_MouseOver;
        const RoleColours& ink = role(stripRole(s, model_.row(at.row())));
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        p->fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour(token::canvas));
        if (at.column() == 0)
            paintName(*p, box, s, model_.row(at.row()), ink);
        else
            paintCell(*p, box, model_.cell(at), ink, hover);
        if (at == table_.currentIndex() && table_.hasFocus()) drawFocus(*p, QRectF(box).adjusted(2, 2, -2, -3), 4);
        p->restore();
    }

  private:
    static void paintName(QPainter& p, QRect box, const Sequence& s, StripRef ref, const RoleColours& ink) {
        p.setFont(textFont(10, QFont::DemiBold));
        const QString badge = stripBadge(s, ref);
        const QRect mark(box.left() + 8, box.top() + 7, p.fontMetrics().horizontalAdvance(badge) + 8, 15);
        p.setPen(Qt::NoPen);
        p.setBrush(colour(ink.head));
        p.drawRoundedRect(QRectF(mark), 3, 3);
        p.setPen(Qt::white);
        p.drawText(mark, Qt::AlignCenter, badge);
        p.setFont(textFont(12, QFont::Medium));
        p.setPen(colour(token::text));
        const QRect text(mark.right() + 7, box.top(), box.right() - mark.right() - 10, box.height());
        p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                   p.fontMetrics().elidedText(stripName(s, ref), Qt::ElideRight, text.width()));
    }
    static void paintCell(QPainter& p, QRect box, const RoutingModel::Cell& c, const RoleColours& ink, bool hover) {
        const QPointF ring(box.left() + kRing / 2.0 + 2, box.center().y());
        if (!c.possible) {
            p.setPen(colour(token::textDis));
            p.drawText(box, Qt::AlignCenter, QStringLiteral("–"));
            return;
        }
        if (hover) {
            p.setPen(Qt::NoPen);
            p.setBrush(colour(token::control));
            p.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -3), 4, 4);
        }
        p.setPen(QPen(c.output ? colour(ink.wave) : colour(hover ? token::text2 : token::textDis), 1.5));
        p.setBrush(c.output ? QBrush(colour(ink.wave)) : Qt::NoBrush);
        p.drawEllipse(ring, 5, 5);
        const QRect text(box.left() + kRing + 8, box.top(), box.width() - kRing - 14, box.height());
        p.setFont(textFont(11.5, c.send ? QFont::Medium : QFont::Normal));
        if (c.send) {
            p.setPen(colour(c.send->enabled ? token::text : token::textDis));
            const QString pre = c.send->point == SendPoint::pre_fader ? RoutingTable::tr("pre ") : QString();
            p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, pre + decibelText(c.send->gain_db.value));
        } else if (hover) {
            p.setPen(colour(token::text2));
            p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, RoutingTable::tr("+ Send"));
        }
    }
    const RoutingModel& model_;
    const RoutingTable& table_;
};

} // namespace

// ---- the table ----

RoutingTable::RoutingTable(Studio& studio, QWidget* parent)
    : QTableView(parent), studio_(studio), model_(new RoutingModel(this)) {
    setAccessibleName(tr("Routing"));
    setModel(model_);
    setItemDelegate(new RoutingDelegate(*model_, this));
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnPages | kOwnRemove | kOwnEnter | kOwnShifted);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    viewport()->setAttribute(Qt::WA_Hover);
    verticalHeader()->hide();
    verticalHeader()->setAccessibleName(tr("Strips"));
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    horizontalHeader()->setAccessibleName(tr("Where strips go"));
    horizontalHeader()->setDefaultSectionSize(kColumnWidth);
    horizontalHeader()->setMinimumSectionSize(60);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionsClickable(false);
    connect(&studio_, &Studio::projectChanged, this, &RoutingTable::refresh);
    connect(&studio_, &Studio::sessionChanged, this, &RoutingTable::refresh);
    refresh();
}

void RoutingTable::refresh() {
    model_->show(studio_.sequence());
    setColumnWidth(0, kNameWidth);
    if (!currentIndex().isValid() && model_->rowCount() > 0) setCurrentIndex(model_->index(0, 1));
}

void RoutingTable::currentChanged(const QModelIndex& now, const QModelIndex& before) {
    QTableView::currentChanged(now, before);
    viewport()->update();
}

void RoutingTable::setOutput(const QModelIndex& at) {
    const RoutingModel::Cell cell = model_->cell(at);
    if (cell.output || !cell.possible) return;
    ValueObject args = stripArgs(model_->row(at.row()));
    if (const BusId to = model_->column(at.column()).bus) args["to"] = arg(to);
    studio_.run("set_output", args);
}

Command RoutingTable::sendCommand(const QModelIndex& at, double db) const {
    const RoutingModel::Cell cell = model_->cell(at);
    Command out{"set_send", stripArgs(model_->row(at.row()))};
    out.args["to"] = arg(model_->column(at.column()).bus);
    out.args["gain_db"] = Value(levelOf(db));
    out.args["pre_fader"] = Value(cell.send && cell.send->point == SendPoint::pre_fader);
    out.args["enabled"] = Value(!cell.send || cell.send->enabled);
    return out;
}

void RoutingTable::addSend(const QModelIndex& at) {
    const RoutingModel::Cell cell = model_->cell(at);
    if (cell.send || !cell.possible || isMaster(model_->column(at.column()))) return;
    studio_.run("set_send", sendCommand(at, kNewSend).args);
}

void RoutingTable::removeSend(const QModelIndex& at) {
    if (!model_->cell(at).send) return;
    ValueObject args = stripArgs(model_->row(at.row()));
    args["to"] = arg(model_->column(at.column()).bus);
    studio_.run("remove_send", args);
}

void RoutingTable::openMenu(const QModelIndex& at, QPoint global) {
    if (!at.isValid() || at.column() == 0) return;
    const RoutingModel::Cell cell = model_->cell(at);
    if (!cell.possible) return;
    QMenu menu;
    QAction* output = menu.addAction(tr("Output"), this, [this, at] { setOutput(at); });
    output->setCheckable(true);
    output->setChecked(cell.output);
    if (!isMaster(model_->column(at.column()))) {
        auto flip = [&](const QString& word, bool on, const char* key) {
            QAction* a = menu.addAction(word, this, [this, at, key, on, db = cell.send->gain_db.value] {
                ValueObject args = sendCommand(at, db).args;
                args["gain_db"] = Value(db), args[key] = Value(!on);
                studio_.run("set_send", args);
            });
            a->setCheckable(true);
            a->setChecked(on);
        };
        menu.addSeparator();
        if (cell.send) {
            flip(tr("Send is on"), cell.send->enabled, "enabled");
            flip(tr("Before the fader"), cell.send->point == SendPoint::pre_fader, "pre_fader");
            menu.addAction(tr("Level 0 dB"), this, [this, at] { studio_.run("set_send", sendCommand(at, 0).args); });
            menu.addAction(tr("Remove send"), this, [this, at] { removeSend(at); });
        } else {
            menu.addAction(tr("Add send"), this, [this, at] { addSend(at); });
        }
    }
    menu.exec(global);
}

// ---- pointer and keys ----

void RoutingTable::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    const QModelIndex cell = indexAt(at);
    pressed_ = {}, moved_ = false;
    if (!cell.isValid()) return;
    setCurrentIndex(cell);
    studio_.focusStrip(model_->row(cell.row()));
    if (event->button() != Qt::LeftButton || cell.column() == 0) return;
    if (at.x() < visualRect(cell).left() + kRing) return setOutput(cell);
    const Send* send = model_->cell(cell).send;
    if (!send) return addSend(cell);
    pressed_ = cell, lastX_ = at.x();
    dragged_ = std::max(kLeast, send->gain_db.value);
}

void RoutingTable::mouseMoveEvent(QMouseEvent* event) {
    if (!pressed_.isValid() || !(event->buttons() & Qt::LeftButton)) return QTableView::mouseMoveEvent(event);
    const int x = event->position().toPoint().x();
    if (!moved_ && std::abs(x - lastX_) < 3) return;
    moved_ = true;
    dragged_ =
        std::clamp(dragged_ + (x - lastX_) * (event->modifiers() & Qt::ShiftModifier ? 0.05 : 0.5), kLeast, kMost);
    lastX_ = x;
    studio_.moveParam(heldOfSend(model_->row(pressed_.row()), model_->column(pressed_.column()).bus), levelOf(dragged_),
                      sendCommand(pressed_, dragged_), false);
}

void RoutingTable::mouseReleaseEvent(QMouseEvent* event) {
    const QModelIndex at = std::exchange(pressed_, {});
    if (event->button() != Qt::LeftButton || !at.isValid() || !model_->cell(at).send) return;
    if (!std::exchange(moved_, false)) return openMenu(at, event->globalPosition().toPoint());
    studio_.moveParam(heldOfSend(model_->row(at.row()), model_->column(at.column()).bus), levelOf(dragged_),
                      sendCommand(at, dragged_), true);
}

void RoutingTable::contextMenuEvent(QContextMenuEvent* event) {
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex at = keys ? currentIndex() : indexAt(viewport()->mapFromGlobal(event->globalPos()));
    openMenu(at, keys ? viewport()->mapToGlobal(visualRect(at).bottomLeft()) : event->globalPos());
}

void RoutingTable::keyPressEvent(QKeyEvent* event) {
    const QModelIndex at = currentIndex();
    const int key = event->key();
    if (key == Qt::Key_Escape && moved_ && pressed_.isValid()) {
        studio_.dropParam(heldOfSend(model_->row(pressed_.row()), model_->column(pressed_.column()).bus));
        pressed_ = {}, moved_ = false;
        return;
    }
    if (!at.isValid() || at.column() == 0) return QTableView::keyPressEvent(event);
    if (key == Qt::Key_Return || key == Qt::Key_Enter) return setOutput(at);
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace) return removeSend(at);
    if (key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
        const Send* send = model_->cell(at).send;
        if (!send) return addSend(at);
        const double step = event->modifiers() & Qt::ShiftModifier ? 0.1 : 1;
        const double db = std::max(kLeast, send->gain_db.value) + (key == Qt::Key_PageUp ? step : -step);
        studio_.run("set_send", sendCommand(at, db).args,
                    QStringLiteral("routing-%1-%2").arg(at.row()).arg(at.column()));
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace tandem::ui
