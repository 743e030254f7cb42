// Painting of the start screen's parts.
#include "ui/panels/start_parts.h"

#include <QPainterPath>

namespace tandem::ui {

static void paintFocus(QPainter& p, const QAbstractButton& button, double radius) {
    if (button.hasFocus()) drawFocus(p, QRectF(button.rect()), radius);
}

static void prepare(QAbstractButton* button, const QString& name, const QString& more) {
    button->setText(name);
    button->setAccessibleName(name);
    button->setAccessibleDescription(more);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAttribute(Qt::WA_Hover);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StartGround::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::panel));
    p.drawRoundedRect(QRectF(rect()), 6, 6);
}

StartCard::StartCard(const QString& icon, const QString& title, const QString& text, bool first, QWidget* parent)
    : QAbstractButton(parent), icon_(icon), text_(text), first_(first) {
    prepare(this, title, text);
}

void StartCard::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const bool on = isEnabled(), hover = on && underMouse();
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (first_) {
        p.setPen(QPen(colour(token::accent), 1));
        p.setBrush(hover ? colour(token::toggleOn).lighter(112) : colour(token::toggleOn));
    } else {
        p.setPen(QPen(colour(hover ? token::controlActive : token::line), 1));
        p.setBrush(colour(hover ? token::control : token::raised));
    }
    p.drawRoundedRect(box, 6, 6);
    const QColor ink = colour(!on ? token::textDis : first_ ? token::toggleOnText : token::text2);
    drawIcon(p, icon_, QRectF(16, 17, 22, 22), ink);
    p.setFont(textFont(13.5, QFont::DemiBold));
    p.setPen(colour(on ? token::text : token::textDis));
    const QRectF words(16, 47, width() - 28, height() - 50);
    p.drawText(QRectF(words.x(), words.y(), words.width(), 20), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(text(), Qt::ElideRight, words.width()));
    p.setFont(textFont(12));
    p.setPen(!on ? colour(token::textDis) : first_ ? colour(token::toggleOnText) : colour(token::text2));
    p.drawText(words.adjusted(0, 22, 0, 0), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text_);
    paintFocus(p, *this, 6);
}

RecentRow::RecentRow(const QString& name, const QString& facts, const QImage& poster, QWidget* parent)
    : QAbstractButton(parent), facts_(facts), poster_(poster) {
    prepare(this, name, facts);
}

void RecentRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    if (underMouse() || hasFocus()) {
        p.setPen(Qt::NoPen);
        p.setBrush(colour(token::control));
        p.drawRoundedRect(QRectF(rect()), 6, 6);
    }
    const QRectF box(10, (height() - 40) / 2.0, 72, 40);
    QPainterPath clip;
    clip.addRoundedRect(box, 3, 3);
    p.fillPath(clip, poster_.isNull() ? colour(token::control) : QColor(Qt::black));
    if (poster_.isNull()) {
        drawIcon(p, QStringLiteral("film"), QRectF(box.center().x() - 9, box.center().y() - 9, 18, 18),
                 colour(token::text3));
    } else {
        p.save();
        p.setClipPath(clip);
        const QSizeF size = QSizeF(poster_.size()).scaled(box.size(), Qt::KeepAspectRatio);
        p.drawImage(QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size), poster_);
        p.restore();
    }
    const double left = box.right() + 12, room = width() - left - 40;
    p.setFont(textFont(12.5, QFont::DemiBold));
    p.setPen(colour(token::text));
    p.drawText(QRectF(left, height() / 2.0 - 18, room, 18), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(text(), Qt::ElideMiddle, room));
    p.setFont(textFont(11.5));
    p.setPen(colour(token::text3));
    p.drawText(QRectF(left, height() / 2.0 + 1, room, 16), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(facts_, Qt::ElideRight, room));
    drawIcon(p, QStringLiteral("chevron_right"), QRectF(width() - 28, (height() - 14) / 2.0, 14, 14),
             colour(token::text3));
    paintFocus(p, *this, 6);
}

FactRow::FactRow(const QString& icon, const QString& name, QWidget* parent)
    : QWidget(parent), icon_(icon), name_(name) {
    setAccessibleName(name);
    setFixedHeight(34);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FactRow::setFact(const QString& fact, bool good) {
    fact_ = fact, good_ = good;
    setAccessibleDescription(fact);
    setToolTip(fact);
    update();
}

void FactRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    drawIcon(p, icon_, QRectF(0, (height() - 18) / 2.0, 18, 18), colour(good_ ? token::ok : token::warn));
    p.setFont(textFont(12.5, QFont::Medium));
    p.setPen(colour(token::text));
    const double name = QFontMetricsF(p.font()).horizontalAdvance(name_);
    p.drawText(QRectF(28, 0, name + 4, height()), Qt::AlignVCenter | Qt::AlignLeft, name_);
    p.setFont(textFont(12));
    p.setPen(colour(good_ ? token::text2 : token::warn));
    const QRectF rest(28 + name + 16, 0, width() - 28 - name - 16, height());
    p.drawText(rest, Qt::AlignVCenter | Qt::AlignRight,
               QFontMetricsF(p.font()).elidedText(fact_, Qt::ElideMiddle, rest.width()));
}

} // namespace tandem::ui
