// Painting and handling of a strip's rows.
#include "ui/panels/strip_rows.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <cmath>

#include "engine/audio/processors/processor.h"
#include "ui/controls/own_keys.h"
#include "ui/panels/catalog_words.h"
#include "ui/panels/eq_response.h"
#include "ui/panels/insert_facts.h"

namespace tandem::ui {

static void prepareRow(QAbstractButton* row) {
    row->setFocusPolicy(Qt::TabFocus);
    row->setAttribute(Qt::WA_Hover);
}

// ---- inserts ----

InsertRow::InsertRow(Studio& studio, StripRef strip, QWidget* parent)
    : QAbstractButton(parent), studio_(studio), strip_(strip) {
    prepareRow(this);
    setOwnKeys(this, kOwnEnter | kOwnRemove);
    connect(&studio_, &Studio::levelsRead, this, &InsertRow::readReduction);
    connect(this, &QAbstractButton::clicked, this, [this] {
        studio_.focusStrip(strip_);
        if (effect_)
            Q_EMIT asked(effect_->id);
        else if (more_ == 0)
            openMenu(mapToGlobal(rect().bottomLeft()));
    });
}

void InsertRow::set(const Ref<Effect>& effect, size_t index, size_t count) {
    if (!effect || !effect_ || effect->id != effect_->id) fall_ = {};
    effect_ = effect, index_ = index, count_ = count, more_ = 0;
    const QString name = effect ? insertName(*effect) : tr("Add insert");
    setAccessibleName(effect && !effect->enabled ? tr("%1, off").arg(name) : name);
    setToolTip(effect ? tr("%1. Dot: on and off; right click: more").arg(name) : name);
    update();
}

void InsertRow::readReduction() {
    if (!isVisible() || !effect_ || !audio::reduces_gain(effect_->kind)) return;
    if (fall_.feed(studio_.reduction(effect_->id))) update();
}

void InsertRow::setMore(int more) {
    more_ = more, effect_ = nullptr, fall_ = {};
    setAccessibleName(tr("%n more insert(s)", nullptr, more));
    setToolTip(accessibleName());
    update();
}

void InsertRow::toggle() {
    ValueObject args = stripArgs(strip_);
    args["effect"] = arg(effect_->id), args["enabled"] = Value(!effect_->enabled);
    studio_.run("enable_effect", args);
}

void InsertRow::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && effect_ && event->position().x() < 15) {
        studio_.focusStrip(strip_);
        return toggle();
    }
    QAbstractButton::mousePressEvent(event);
}

void InsertRow::keyPressEvent(QKeyEvent* event) {
    ValueObject args = stripArgs(strip_);
    if (effect_ && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        args["effect"] = arg(effect_->id);
        studio_.run("remove_effect", args);
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void InsertRow::contextMenuEvent(QContextMenuEvent* event) { openMenu(event->globalPos()); }

void InsertRow::openMenu(QPoint global) {
    QMenu menu(this);
    auto edited = [this](EffectId made) {
        studio_.focusStrip(strip_);
        Q_EMIT asked(made);
    };
    if (!effect_) {
        fillInsertMenu(menu, studio_, strip_, edited);
        menu.exec(global);
        return;
    }
    ValueObject args = stripArgs(strip_);
    args["effect"] = arg(effect_->id);
    auto move = [this, args](size_t to) {
        ValueObject moved = args;
        moved["index"] = Value(static_cast<int64_t>(to));
        studio_.run("move_effect", moved);
    };
    QAction* on = menu.addAction(tr("On"), this, [this] { toggle(); });
    on->setCheckable(true);
    on->setChecked(effect_->enabled);
    menu.addAction(tr("Edit"), this, [this] { Q_EMIT clicked(); });
    if (const OwnWindow own = ownWindowOf(*effect_); own.any) {
        QAction* open = menu.addAction(tr("Open its window"), this,
                                       [this, id = effect_->id] { studio_.askPluginWindow(strip_, id); });
        open->setEnabled(own.usable);
        open->setToolTip(own.why);
        menu.setToolTipsVisible(!own.usable);
    }
    menu.addSeparator();
    menu.addAction(tr("Move up"), this, [this, move] { move(index_ - 1); })->setEnabled(index_ > 0);
    menu.addAction(tr("Move down"), this, [this, move] { move(index_ + 1); })->setEnabled(index_ + 1 < count_);
    menu.addAction(tr("Remove"), this, [this, args] { studio_.run("remove_effect", args); });
    menu.addSeparator();
    fillInsertMenu(*menu.addMenu(tr("Add insert")), studio_, strip_, edited);
    menu.exec(global);
}

void InsertRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(chosen_ ? QPen(colour(token::select), 1.2) : QPen(Qt::NoPen));
    const bool hover = underMouse();
    p.setBrush(hover ? colour(token::controlHover) : colour(token::control, effect_ ? 220 : 90));
    p.drawRoundedRect(QRectF(rect()).adjusted(chosen_, chosen_, -chosen_, -chosen_), 3, 3);
    p.setPen(Qt::NoPen);
    if (more_ > 0) {
        p.setFont(textFont(10.5));
        p.setPen(colour(token::text3));
        p.drawText(rect(), Qt::AlignCenter, QStringLiteral("+%1").arg(more_));
    } else if (!effect_) {
        p.setPen(QPen(colour(hover ? token::text2 : token::textDis), 1.2));
        const QPointF c(9, height() / 2.0);
        p.drawLine(c - QPointF(3, 0), c + QPointF(3, 0));
        p.drawLine(c - QPointF(0, 3), c + QPointF(0, 3));
    } else {
        p.setBrush(colour(effect_->enabled ? token::ok : token::textDis));
        p.drawEllipse(QPointF(8, height() / 2.0), 2.2, 2.2);
        p.setFont(textFont(height() > 22 ? 12 : 10.5));
        p.setPen(colour(effect_->enabled ? token::text : token::text3));
        const QRect text = rect().adjusted(14, 0, -2, 0);
        QString name = insertName(*effect_);
        if (!effect_->plugin && p.fontMetrics().horizontalAdvance(name) > text.width())
            name = effectShortName(effect_->kind);
        p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                   p.fontMetrics().elidedText(name, Qt::ElideRight, text.width()));
        if (fall_.db() > 0)
            p.fillRect(QRectF(text.left(), height() - 2, text.width() * fall_.share(), 2), colour(token::info));
    }
    if (hasFocus()) drawFocus(p, QRectF(rect()), 3);
}

// ---- sends ----

SendRow::SendRow(Studio& studio, StripRef strip, QWidget* parent)
    : QAbstractButton(parent), studio_(studio), strip_(strip) {
    prepareRow(this);
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnEnter | kOwnShifted);
}

void SendRow::set(const Sequence& sequence, const Send* send, bool first) {
    first_ = first;
    send_ = send ? std::optional(*send) : std::nullopt;
    const Bus* bus = send ? findBus(sequence, send->bus) : nullptr;
    name_ = bus ? toQt(bus->name) : QString();
    const QString level = send ? decibelText(send->gain_db.value) : QString();
    setAccessibleName(send ? tr("Send to %1, %2 dB").arg(name_, level) : tr("Add send"));
    setToolTip(send ? tr("Send to %1, %2 dB. Drag sideways for the level, click for more").arg(name_, level)
                    : tr("Add send"));
    update();
}

ValueObject SendRow::sendArgs(double db) const {
    ValueObject args = stripArgs(strip_);
    args["to"] = arg(send_->bus), args["gain_db"] = Value(db);
    args["pre_fader"] = Value(send_->point == SendPoint::pre_fader), args["enabled"] = Value(send_->enabled);
    return args;
}

void SendRow::change(double db, bool final) {
    const double level = std::clamp(db, -144.0, 24.0);
    studio_.moveParam(heldOfSend(strip_, send_->bus), level, {"set_send", sendArgs(level)}, final);
}

void SendRow::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    last_ = event->globalPosition().toPoint(), moved_ = false;
    dragged_ = send_ ? std::max(-60.0, send_->gain_db.value) : 0;
    setDown(true);
}

void SendRow::mouseMoveEvent(QMouseEvent* event) {
    if (!isDown() || !send_) return;
    const QPoint now = event->globalPosition().toPoint();
    if (!moved_ && std::abs(now.x() - last_.x()) < 3) return;
    moved_ = true;
    dragged_ = std::clamp(dragged_ + (now.x() - last_.x()) * (event->modifiers() & Qt::ShiftModifier ? 0.05 : 0.5),
                          -60.0, 12.0);
    last_ = now;
    change(dragged_, false);
}

void SendRow::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !isDown()) return;
    setDown(false);
    if (std::exchange(moved_, false))
        change(dragged_ <= -60 ? -144 : dragged_, true);
    else if (rect().contains(event->pos()))
        openMenu(mapToGlobal(rect().bottomLeft()));
}

void SendRow::contextMenuEvent(QContextMenuEvent* event) { openMenu(event->globalPos()); }

void SendRow::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key == Qt::Key_Escape && moved_) {
        setDown(false);
        moved_ = false;
        if (send_) studio_.dropParam(heldOfSend(strip_, send_->bus));
        return;
    }
    const double step = event->modifiers() & Qt::ShiftModifier ? 0.1 : 1;
    if (send_ && (key == Qt::Key_Up || key == Qt::Key_Right)) return change(send_->gain_db.value + step, true);
    if (send_ && (key == Qt::Key_Down || key == Qt::Key_Left)) return change(send_->gain_db.value - step, true);
    if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)
        return openMenu(mapToGlobal(rect().bottomLeft()));
    QAbstractButton::keyPressEvent(event);
}

void SendRow::openMenu(QPoint global) {
    QMenu menu(this);
    if (!send_) {
        fillSendMenu(menu, studio_, strip_);
        menu.exec(global);
        return;
    }
    auto flip = [&](const QString& word, bool on, const char* key) {
        QAction* a = menu.addAction(word, this, [this, key, on] {
            ValueObject args = sendArgs(send_->gain_db.value);
            args[key] = Value(!on);
            studio_.run("set_send", args);
        });
        a->setCheckable(true);
        a->setChecked(on);
    };
    flip(tr("On"), send_->enabled, "enabled");
    flip(tr("Before the fader"), send_->point == SendPoint::pre_fader, "pre_fader");
    menu.addAction(tr("Level 0 dB"), this, [this] { change(0, true); });
    menu.addAction(tr("Remove"), this, [this] {
        ValueObject args = stripArgs(strip_);
        args["to"] = arg(send_->bus);
        studio_.run("remove_send", args);
    });
    menu.addSeparator();
    fillSendMenu(*menu.addMenu(tr("Add send")), studio_, strip_);
    menu.exec(global);
}

void SendRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setFont(textFont(10.5));
    const QRect box = rect().adjusted(1, 0, -1, 0);
    if (underMouse()) {
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(Qt::NoPen);
        p.setBrush(colour(token::control));
        p.drawRoundedRect(QRectF(rect()), 3, 3);
    }
    if (!send_) {
        p.setPen(colour(underMouse() ? token::text2 : token::textDis));
        p.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                   underMouse() ? tr("+ Send")
                   : first_     ? tr("No sends")
                                : QString());
    } else {
        const QString level = QString::number(std::lround(send_->gain_db.value)).replace(u'-', QChar(0x2212));
        const QString shown = send_->gain_db.value < -99 ? QStringLiteral("−∞") : level;
        const int width = p.fontMetrics().horizontalAdvance(shown);
        p.setPen(colour(send_->enabled ? token::text2 : token::textDis));
        p.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                   p.fontMetrics().elidedText(name_, Qt::ElideRight, box.width() - width - 3));
        p.setPen(colour(send_->enabled ? token::text : token::textDis));
        p.drawText(box, Qt::AlignVCenter | Qt::AlignRight, shown);
    }
    if (hasFocus()) drawFocus(p, QRectF(rect()), 3);
}

// ---- equaliser and pan ----

EqThumb::EqThumb(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    prepareRow(this);
    setAccessibleName(name);
    setToolTip(name);
}

void EqThumb::set(const Ref<Effect>& eq, Time at, int rate, QColor ink) {
    if (eq == eq_ && at == at_ && ink == ink_) return;
    eq_ = eq, at_ = at, rate_ = rate, ink_ = ink;
    shape();
}

void EqThumb::shape() {
    const QRectF box = QRectF(rect()).adjusted(1, 3, -1, -3);
    path_ = {};
    if (eq_) path_ = eqPath(EqResponse(*eq_, at_, rate_), box, 15);
    update();
}

void EqThumb::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(colour(underMouse() ? token::lineStrong : token::line), 1));
    p.setBrush(colour(token::canvas));
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    const double middle = height() / 2.0;
    p.setClipRect(rect().adjusted(1, 1, -1, -1));
    const bool on = eq_ && eq_->enabled;
    p.setPen(QPen(on ? ink_ : colour(token::textDis), 1.3));
    if (eq_) {
        QPainterPath area = path_;
        area.lineTo(width(), middle);
        area.lineTo(0, middle);
        area.closeSubpath();
        QColor fill = ink_;
        fill.setAlpha(on ? 46 : 16);
        p.fillPath(area, fill);
        p.setBrush(Qt::NoBrush);
        p.drawPath(path_);
    } else {
        p.drawLine(QPointF(4, middle), QPointF(width() - 4, middle));
    }
    p.setClipping(false);
    if (hasFocus()) drawFocus(p, QRectF(rect()), 3);
}

PanKnob::PanKnob(const QString& name, QWidget* parent) : DragControl(-1, 1, 0, name, parent) {
    wheelStep_ = 0.02, fineStep_ = 0.01;
    setFixedSize(sizeHint());
}

void PanKnob::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QPointF c(width() / 2.0, height() / 2.0);
    const double angle = value() * 135;
    const QRectF ring = QRectF(rect()).adjusted(2, 2, -2, -2);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(colour(token::controlActive), 2.4, Qt::SolidLine, Qt::FlatCap));
    p.drawArc(ring, -45 * 16, 270 * 16);
    p.setPen(QPen(tint_, 2.4, Qt::SolidLine, Qt::FlatCap));
    p.drawArc(ring, 90 * 16, static_cast<int>(-angle * 16));
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::control));
    p.drawEllipse(c, 9.5, 9.5);
    p.translate(c);
    p.rotate(angle);
    p.setPen(QPen(colour(token::text), 1.8, Qt::SolidLine, Qt::RoundCap));
    p.drawLine(QPointF(0, -3), QPointF(0, -8));
    p.resetTransform();
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

} // namespace tandem::ui
