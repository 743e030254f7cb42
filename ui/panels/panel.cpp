// Ground, head line and empty notes.
#include "ui/panels/panel.h"

namespace tandem::ui {

Panel::Panel(const QString& name, QWidget* parent, bool withHead) : QWidget(parent) {
    setAccessibleName(name);
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    if (withHead) {
        auto bar = new QWidget(this);
        bar->setFixedHeight(34);
        head_ = new QHBoxLayout(bar);
        head_->setContentsMargins(8, 0, 8, 0);
        head_->setSpacing(4);
        all->addWidget(bar);
    }
    body_ = new QVBoxLayout;
    body_->setContentsMargins(0, 0, 0, 0);
    body_->setSpacing(0);
    all->addLayout(body_, 1);
}

void Panel::setActive(bool active) {
    if (active_ == active) return;
    active_ = active;
    update();
}

void Panel::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::panel));
    p.drawRoundedRect(QRectF(rect()), 6, 6);
    if (head_) {
        p.setRenderHint(QPainter::Antialiasing, false);
        p.setPen(colour(token::line));
        p.drawLine(0, 34, width(), 34);
    }
    if (active_) {
        p.setPen(Qt::NoPen);
        p.setBrush(colour(token::accent));
        p.drawRect(QRectF(6, 0, width() - 12, 2));
    }
}

EmptyNote::EmptyNote(const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent), icon_(icon), title_(title), text_(text) {
    setAccessibleName(title_.isEmpty() ? text_ : title_ + QStringLiteral(". ") + text_);
}

void EmptyNote::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const QRect box = rect().adjusted(16, 0, -16, 0);
    const int top = height() / 2 - 44;
    drawIcon(p, icon_, QRectF(width() / 2.0 - 13, top, 26, 26), colour(token::text3));
    int y = top + 36;
    if (!title_.isEmpty()) {
        p.setFont(textFont(12.5, QFont::DemiBold));
        p.setPen(colour(token::text));
        p.drawText(QRect(box.x(), y, box.width(), 20), Qt::AlignCenter, title_);
        y += 22;
    }
    p.setFont(textFont(12));
    p.setPen(colour(token::text3));
    p.drawText(QRect(box.x(), y, box.width(), height() - y), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text_);
}

} // namespace tandem::ui
