// Arranging, wiring and painting of a strip.
#include "ui/panels/strip_widget.h"

#include <QContextMenuEvent>
#include <QInputDialog>
#include <QMenu>
#include <QMouseEvent>
#include <cmath>

#include "ui/controls/buttons.h"
#include "ui/controls/number_field.h"
#include "ui/panels/catalog_words.h"

namespace tandem::ui {

static constexpr int kPad = 4, kInsertPitch = 21, kSendPitch = 17;

OutputWord::OutputWord(Studio& studio, StripRef strip, QWidget* parent) : QAbstractButton(parent) {
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this, &studio, strip] {
        QMenu menu;
        fillOutputMenu(menu, studio, strip);
        menu.exec(mapToGlobal(rect().bottomLeft()));
    });
}

void OutputWord::setBus(const QString& name) {
    setAccessibleName(tr("Output: %1").arg(name));
    setToolTip(accessibleName());
    if (name == bus_) return;
    bus_ = name;
    update();
}

void OutputWord::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setFont(textFont(10.5));
    p.setPen(colour(underMouse() ? token::text : token::text3));
    p.drawText(rect(), Qt::AlignCenter,
               p.fontMetrics().elidedText(QStringLiteral("→ ") + bus_, Qt::ElideRight, width()));
    if (hasFocus()) drawFocus(p, QRectF(rect()), 3);
}

StripWidget::StripWidget(Studio& studio, StripRef strip, bool wide, QWidget* parent)
    : QWidget(parent), studio_(studio), strip_(strip), wide_(wide) {
    setFixedWidth(stripWidth(isMaster(strip), wide));
    make();
}

void StripWidget::make() {
    eq_ = new EqThumb(tr("Equaliser"), this);
    connect(eq_, &EqThumb::clicked, this, [this] {
        studio_.focusStrip(strip_);
        Q_EMIT insertAsked(strip_, {});
    });
    if (wide_)
        pan_ = new PanKnob(tr("Pan"), this);
    else
        pan_ = new PanBar(tr("Pan"), this);
    wireValue("pan", pan_);
    mute_ = new LetterButton(u'M', token::mute, tr("Mute"), this);
    connect(mute_, &LetterButton::clicked, this, [this](bool on) {
        ValueObject args = stripArgs(strip_);
        args["mute"] = Value(on);
        studio_.run("set_strip", args);
    });
    if (!isMaster(strip_)) {
        solo_ = new LetterButton(u'S', token::solo, tr("Solo"), this);
        connect(solo_, &LetterButton::clicked, this, [this](bool on) {
            ValueObject args = stripArgs(strip_);
            args["solo"] = Value(on);
            studio_.run("set_strip", args);
        });
        output_ = new OutputWord(studio_, strip_, this);
    }
    if (strip_.track) {
        record_ = new LetterButton(u'R', token::rec, tr("Record"), this);
        connect(record_, &QAbstractButton::clicked, this,
                [this] { studio_.setArmed(strip_.track, !studio_.armed(strip_.track)); });
        connect(&studio_, &Studio::recordingChanged, this,
                [this] { record_->setChecked(studio_.armed(strip_.track)); });
        record_->setChecked(studio_.armed(strip_.track));
    }
    fader_ = new Fader(tr("Fader"), this);
    wireValue("gain_db", fader_);
    meter_ = new Meter(Meter::Look::bar, tr("Level"), this);
    connect(meter_, &Meter::topChanged, this, [this] { update(0, 0, width(), 26); });
    NumberField::Look look{.min = -144, .max = 24, .step = 0.1, .decimals = 1};
    if (!wide_) look.suffix = QStringLiteral(" dB");
    value_ = new NumberField(look, tr("Gain"), this);
    connect(value_, &NumberField::changing, this, [this](double v) { set("gain_db", v, false); });
    connect(value_, &NumberField::committed, this, [this](double v) { set("gain_db", v, true); });
    connect(value_, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    for (QWidget* child : findChildren<QWidget*>()) child->installEventFilter(this);
}

// Every name says whose it is: that is all a screen reader has.
void StripWidget::nameAll(const QString& name) {
    if (name == named_) return;
    named_ = name;
    setAccessibleName(tr("Strip %1").arg(name));
    const std::pair<QWidget*, QString> all[] = {
        {eq_, tr("Equaliser of %1")}, {pan_, tr("Pan of %1")},    {mute_, tr("Mute %1")},
        {solo_, tr("Solo %1")},       {record_, tr("Record %1")}, {fader_, tr("Fader of %1")},
        {meter_, tr("Level of %1")},  {value_, tr("Gain of %1")},
    };
    for (const auto& [widget, text] : all)
        if (widget) widget->setAccessibleName(text.arg(name));
}

void StripWidget::wireValue(const char* param, DragControl* control) {
    connect(control, &DragControl::changing, this, [this, param](double v) { set(param, v, false); });
    connect(control, &DragControl::committed, this, [this, param](double v) { set(param, v, true); });
    connect(control, &DragControl::cancelled, &studio_, &Studio::cancelPreview);
}

void StripWidget::set(const char* param, double value, bool final) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return;
    const Command c = stripCommand(*s, strip_, studio_.playhead(), param, value);
    if (final)
        studio_.run(c.name.c_str(), c.args);
    else
        (void)studio_.preview(c.name.c_str(), c.args);
}

void StripWidget::setRows(int inserts, int sends) {
    const bool same = inserts == inserts_ && sends == sends_;
    inserts_ = inserts, sends_ = sends;
    while (static_cast<int>(insertRows_.size()) < inserts) {
        auto row = new InsertRow(studio_, strip_, this);
        row->installEventFilter(this);
        connect(row, &InsertRow::asked, this, [this](EffectId e) { Q_EMIT insertAsked(strip_, e); });
        insertRows_.push_back(row);
    }
    while (static_cast<int>(sendRows_.size()) < sends && !isMaster(strip_)) {
        auto row = new SendRow(studio_, strip_, this);
        row->installEventFilter(this);
        sendRows_.push_back(row);
    }
    if (!same) arrange();
}

void StripWidget::refresh(const Sequence& sequence) {
    const Strip* strip = stripOf(sequence, strip_);
    if (!strip) return;
    const Time now = studio_.playhead();
    const QString badge = stripBadge(sequence, strip_), name = stripName(sequence, strip_);
    const RoleColours& colours = role(stripRole(sequence, strip_));
    if (badge != badge_ || name != name_ || colour(colours.wave) != wave_) {
        badge_ = badge, name_ = name, head_ = colour(colours.head), wave_ = colour(colours.wave);
        pan_->setTint(wave_);
        update();
    }
    nameAll(badge + u' ' + name);
    setToolTip({});
    eq_->set(insertOf(*strip, EffectKind::eq), now, sequence.format.audio_rate, wave_);
    refreshRows(sequence, *strip);
    const double pan = strip->pan.at(now), gain = strip->gain_db.at(now);
    pan_->setValue(pan);
    if (const QString word = PanBar::word(pan); word != panWord_) {
        panWord_ = word;
        update(panWordBox_);
    }
    mute_->setChecked(strip->mute);
    if (solo_) solo_->setChecked(strip->solo);
    fader_->setValue(gain);
    value_->setValue(gain);
    if (output_) {
        const Bus* bus = findBus(sequence, strip->output);
        output_->setBus(bus ? toQt(bus->name) : tr("Master"));
    }
}

void StripWidget::refreshRows(const Sequence& sequence, const Strip& strip) {
    const size_t have = strip.inserts.size(), rows = static_cast<size_t>(inserts_);
    for (size_t i = 0; i < insertRows_.size(); ++i) {
        InsertRow* row = insertRows_[i];
        row->setVisible(i < rows);
        if (i + 1 == rows && have > rows)
            row->setMore(static_cast<int>(have - rows) + 1);
        else
            row->set(i < have ? strip.inserts[i] : nullptr, i, have);
    }
    for (size_t i = 0; i < sendRows_.size(); ++i) {
        sendRows_[i]->setVisible(i < static_cast<size_t>(sends_));
        sendRows_[i]->set(sequence, i < strip.sends.size() ? &strip.sends[i] : nullptr, i == 0);
    }
}

void StripWidget::setFocused(bool focused) {
    if (focused == focused_) return;
    focused_ = focused;
    meter_->setGround(ground());
    update();
}

void StripWidget::feed() {
    const auto [left, right] = studio_.level(strip_);
    meter_->feed(left, right);
}

// ---- places ----

int StripWidget::arrangeRows(int left, int top, int width) {
    for (int i = 0; i < static_cast<int>(insertRows_.size()) && i < inserts_; ++i)
        insertRows_[static_cast<size_t>(i)]->setGeometry(left, top + i * kInsertPitch, width, 19);
    top += inserts_ * kInsertPitch + 2;
    for (int i = 0; i < static_cast<int>(sendRows_.size()) && i < sends_; ++i)
        sendRows_[static_cast<size_t>(i)]->setGeometry(left, top + i * kSendPitch, width, 16);
    return top + sends_ * kSendPitch + 2;
}

void StripWidget::arrange() {
    if (wide_)
        arrangeWide();
    else
        arrangeNarrow();
}

void StripWidget::arrangeNarrow() {
    const int w = width() - 2 * kPad - 1;
    eq_->setGeometry(kPad, 44, w, 28);
    int y = arrangeRows(kPad, 76, w);
    pan_->setGeometry(kPad, y, w - 22, 18);
    panWordBox_ = QRect(width() - kPad - 26, y, 26, 18);
    y += 22;
    // Three letters of 20 fill a narrow strip; the master's stand at its sides.
    mute_->setGeometry(kPad, y, 20, 18);
    if (solo_) solo_->setGeometry(kPad + 21, y, 20, 18);
    if (record_) record_->setGeometry(kPad + 42, y, 20, 18);
    y += 18;
    const int bottom = height() - 6;
    if (output_) output_->setGeometry(kPad, bottom - 16, w, 16);
    value_->setGeometry(kPad, bottom - 16 - 4 - 24, w, 24);
    const int faderBottom = bottom - 48;
    const int both = 42 + 4 + 14, left = std::max(kPad, (width() - both) / 2 - 2);
    fader_->setGeometry(left, y, 42, std::max(60, faderBottom - y));
    meter_->setGeometry(left + 46, y, 14, std::max(60, faderBottom - y));
}

void StripWidget::arrangeWide() {
    const int left = kPad + 2, w = isMaster(strip_) ? 66 : 58;
    eq_->setGeometry(left, 32, w, 28);
    const int y = arrangeRows(left, 66, w);
    pan_->move(left, y + 2);
    panWordBox_ = QRect(left + 30, y + 2, w - 30, 30);
    const int bottom = height() - 6;
    if (output_) output_->setGeometry(left, bottom - 16, width() - 2 * left, 16);
    const int line = bottom - 16 - 4 - 24;
    mute_->setGeometry(left, line + 3, 20, 18);
    if (solo_) solo_->setGeometry(left + 21, line + 3, 20, 18);
    if (record_) record_->setGeometry(left + 42, line + 3, 20, 18);
    value_->setGeometry(left + 65, line, width() - left * 2 - 66, 24);
    const int faderLeft = width() - 22 - 40;
    fader_->setGeometry(faderLeft, 26, 40, std::max(60, line - 30));
    meter_->setGeometry(width() - 20, 26, 14, std::max(60, line - 30));
}

QColor StripWidget::ground() const { return focused_ ? colour(token::raised).lighter(116) : colour(token::panel); }

QRect StripWidget::nameBox() const {
    if (!wide_) return QRect(kPad + 1, 24, width() - 2 * kPad - 2, 17);
    const int badge = 12 + QFontMetrics(textFont(10, QFont::DemiBold)).horizontalAdvance(badge_);
    const int left = kPad + 2 + badge + 1;
    return QRect(left, 7, width() - left - peakWidth_ - 9, 17);
}

void StripWidget::paintEvent(QPaintEvent*) {
    QPainter p(this);
    if (focused_) p.fillRect(rect(), ground());
    p.fillRect(QRect(0, 0, width() - 1, 3), head_.lighter(focused_ ? 130 : 110));
    p.fillRect(QRect(width() - 1, 0, 1, height()), colour(token::canvas));
    p.setRenderHint(QPainter::Antialiasing);
    const int left = wide_ ? kPad + 2 : kPad + 1;
    p.setFont(textFont(10, QFont::DemiBold));
    const QRect badge(left, 8, p.fontMetrics().horizontalAdvance(badge_) + 8, 15);
    p.setPen(Qt::NoPen);
    p.setBrush(head_);
    p.drawRoundedRect(QRectF(badge), 3, 3);
    p.setPen(Qt::white);
    p.drawText(badge, Qt::AlignCenter, badge_);
    const double top = meter_->heldDb();
    const QString peak = (top > 0.05 ? QStringLiteral("+") : QString()) + decibelText(top);
    p.setFont(textFont(10.5, top > 0 ? QFont::DemiBold : QFont::Normal));
    p.setPen(colour(top > 0 ? token::error : token::text3));
    peakWidth_ = p.fontMetrics().horizontalAdvance(peak);
    p.drawText(QRect(width() - 46, 7, 40, 17), Qt::AlignRight | Qt::AlignVCenter, peak);
    p.setFont(textFont(11.5, QFont::DemiBold));
    p.setPen(colour(token::text));
    const QRect box = nameBox();
    p.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, p.fontMetrics().elidedText(name_, Qt::ElideRight, box.width()));
    p.setFont(textFont(10.5));
    p.setPen(colour(token::text3));
    p.drawText(panWordBox_, (wide_ ? Qt::AlignCenter : Qt::AlignRight | Qt::AlignVCenter), panWord_);
}

// ---- pointer ----

void StripWidget::mousePressEvent(QMouseEvent*) { studio_.focusStrip(strip_); }

bool StripWidget::eventFilter(QObject* target, QEvent* event) {
    if (event->type() == QEvent::MouseButtonPress) studio_.focusStrip(strip_);
    return QWidget::eventFilter(target, event);
}

void StripWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    if (nameBox().contains(event->pos())) rename();
}

void StripWidget::rename() {
    if (!strip_.track) return;
    bool ok = false;
    const QString name =
        QInputDialog::getText(this, tr("Rename track"), tr("Name"), QLineEdit::Normal, name_, &ok).trimmed();
    if (ok && !name.isEmpty() && name != name_)
        studio_.run("set_track", {{"track", arg(strip_.track)}, {"name", Value(fromQt(name))}});
}

void StripWidget::contextMenuEvent(QContextMenuEvent* event) {
    const Ref<Sequence> s = studio_.sequence();
    const Strip* strip = s ? stripOf(*s, strip_) : nullptr;
    if (!strip) return;
    QMenu menu;
    auto edited = [this](EffectId e) { Q_EMIT insertAsked(strip_, e); };
    fillInsertMenu(*menu.addMenu(tr("Add insert")), studio_, strip_, edited);
    if (!isMaster(strip_)) {
        fillSendMenu(*menu.addMenu(tr("Add send")), studio_, strip_);
        fillOutputMenu(*menu.addMenu(tr("Output")), studio_, strip_);
    }
    menu.addSeparator();
    QAction* invert = menu.addAction(tr("Invert polarity"), this, [this, on = strip->invert] {
        ValueObject args = stripArgs(strip_);
        args["invert"] = Value(!on);
        studio_.run("set_strip", args);
    });
    invert->setCheckable(true);
    invert->setChecked(strip->invert);
    menu.addAction(tr("Fader to 0 dB"), this, [this] { set("gain_db", 0, true); });
    menu.addAction(tr("Pan to the centre"), this, [this] { set("pan", 0, true); });
    if (strip_.track) menu.addAction(tr("Rename…"), this, &StripWidget::rename);
    if (strip_.bus)
        menu.addAction(tr("Remove bus"), this, [this] { studio_.run("remove_bus", {{"bus", arg(strip_.bus)}}); });
    menu.exec(event->globalPos());
}

} // namespace tandem::ui
