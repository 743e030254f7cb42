// Ground, focus and closing of sheets.
#include "ui/dialogs/overlay.h"

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>

#include "ui/controls/buttons.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

// The sheet itself: rounded, with a line around it.
class SheetGround : public QWidget {
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(colour(token::controlHover), 1));
        p.setBrush(colour(token::raised));
        p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    }
};

class HeadTitle : public QWidget {
  public:
    explicit HeadTitle(QWidget* parent) : QWidget(parent) { setFont(textFont(15, QFont::DemiBold)); }
    void setText(const QString& text) {
        text_ = text;
        setAccessibleName(text);
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setFont(font());
        p.setPen(colour(token::text));
        p.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft,
                   QFontMetrics(font()).elidedText(text_, Qt::ElideMiddle, width()));
    }

  private:
    QString text_;
};

Overlay::Overlay(const QString& name, QWidget* window) : QWidget(window), sheet_(new SheetGround(this)) {
    setAccessibleName(name);
    sheet_->setAccessibleName(name);
    setFocusPolicy(Qt::NoFocus);
    window->installEventFilter(this);
    setGeometry(window->rect());
    hide();
}

QVBoxLayout* Overlay::buildHead(const QString& title) {
    auto all = new QVBoxLayout(sheet_);
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(0);
    auto head = new QWidget(sheet_);
    head->setFixedHeight(52);
    auto row = new QHBoxLayout(head);
    row->setContentsMargins(20, 0, 20, 0);
    title_ = new HeadTitle(head);
    title_->setText(title);
    auto close = new IconButton(QStringLiteral("close"), tr("Close (Esc)"), head);
    connect(close, &QAbstractButton::clicked, this, &Overlay::dismiss);
    row->addWidget(title_, 1);
    row->addWidget(close);
    all->addWidget(head);
    return all;
}

void Overlay::setTitle(const QString& title) {
    if (title_) title_->setText(title);
}

void Overlay::open() {
    if (!isVisible()) focusBefore_ = QApplication::focusWidget();
    setGeometry(parentWidget()->rect());
    place();
    show();
    raise();
    if (QWidget* first = firstFocus()) first->setFocus(Qt::OtherFocusReason);
}

void Overlay::dismiss() {
    if (!isVisible()) return;
    hide();
    if (focusBefore_ && focusBefore_->isVisible()) focusBefore_->setFocus(Qt::OtherFocusReason);
    Q_EMIT dismissed();
    if (deleted_) deleteLater();
}

void Overlay::place() { sheet_->setGeometry(sheetBox()); }

void Overlay::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), QColor(0, 0, 0, dim_));
    // A soft shadow below the sheet.
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    for (int i = 1; i <= 12; ++i) {
        p.setBrush(QColor(0, 0, 0, 9));
        p.drawRoundedRect(QRectF(sheet_->geometry()).adjusted(-i, -i + 4, i, i + 4), 10 + i, 10 + i);
    }
}

void Overlay::mousePressEvent(QMouseEvent* event) {
    if (!sheet_->geometry().contains(event->pos())) dismiss();
}

void Overlay::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return dismiss();
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        if (auto button = qobject_cast<QAbstractButton*>(QApplication::focusWidget()); button && isAncestorOf(button))
            return button->click();
}

bool Overlay::event(QEvent* event) {
    // Space presses a button here and does not play, arrows move in lists, Ctrl+Z must not undo an edit that is not
    // seen: keys belong to the sheet, but for those that it lets through.
    if (event->type() == QEvent::ShortcutOverride && !letsThrough(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool Overlay::letsThrough(const QKeyEvent& key) const {
    return key.matches(QKeySequence::Quit) || (key.key() == Qt::Key_Q && key.modifiers() == Qt::ControlModifier);
}

bool Overlay::eventFilter(QObject* target, QEvent* event) {
    if (target == parentWidget() && event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(target, event);
}

bool Overlay::focusNextPrevChild(bool next) {
    QWidget* from = QApplication::focusWidget();
    if (!from || !isAncestorOf(from)) from = this;
    auto step = [next](QWidget* w) { return next ? w->nextInFocusChain() : w->previousInFocusChain(); };
    for (QWidget* w = step(from); w && w != from; w = step(w))
        if (isAncestorOf(w) && w->isVisible() && w->isEnabled() && (w->focusPolicy() & Qt::TabFocus) &&
            !w->focusProxy()) {
            w->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            break;
        }
    return true;
}

} // namespace tandem::ui
