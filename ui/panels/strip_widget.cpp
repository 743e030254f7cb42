// Arranging, wiring and painting of a strip.
#include "ui/panels/strip_widget.h"

#include <QContextMenuEvent>
#include <QInputDialog>
#include <QMenu>
#include <QMouseEvent>
#include <cmath>

#include "engine/audio/processors/processor.h"
#include "engine/model/lookup.h"
#include "ui/controls/buttons.h"
#include "ui/controls/number_field.h"
#include "ui/controls/reduction_bar.h"
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
    const QString arrow = QStringLiteral("→ ") + bus_;
    const bool fits = p.fontMetrics().horizontalAdvance(arrow) <= width();
    p.drawText(rect(), Qt::AlignCenter, fits ? arrow : p.fontMetrics().elidedText(bus_, Qt::ElideRight, width()));
    if (hasFocus()) drawFocus(p, QRectF(rect()), 3);
}

InputWord::InputWord(Studio& studio, TrackId track, QWidget* parent)
    : QAbstractButton(parent), studio_(studio), track_(track) {
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this] {
        QMenu menu;
        fillInputMenu(menu, studio_, track_);
        menu.exec(mapToGlobal(rect().bottomLeft()));
    });
    connect(&studio_, &Studio::recordingChanged, this, [this] { update(); });
}

void InputWord::refresh(const Sequence& sequence) {
    const auto at = find_track(sequence, track_);
    if (!at) return;
    const TrackInput& input = sequence.tracks[*at]->input;
    const QString heard[] = {tr("not heard"), tr("heard while stopped or recorded"), tr("heard always")};
    setToolTip(tr("Records %1 · %2").arg(inputWord(input), heard[static_cast<size_t>(input.monitoring)]));
    setAccessibleName(toolTip());
    if (input == input_) return;
    input_ = input;
    update();
}

void InputWord::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const bool heard = input_.monitoring != Monitoring::off && studio_.armed(track_);
    p.setFont(textFont(10.5, heard ? QFont::DemiBold : QFont::Normal));
    p.setPen(colour(heard ? token::ok : underMouse() ? token::text : token::text3));
    QString word = inputWord(input_);
    if (input_.monitoring != Monitoring::off) word += QStringLiteral(" ◂");
    p.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, word);
    if (hasFocus()) drawFocus(p, QRectF(rect()), 3);
}

AutomationLetter::AutomationLetter(Studio& studio, StripRef strip, QWidget* parent)
    : QAbstractButton(parent), studio_(studio), strip_(strip) {
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this] {
        QMenu menu;
        fillAutomationMenu(menu, studio_, {strip_});
        menu.exec(mapToGlobal(rect().bottomLeft()));
    });
    connect(&studio_, &Studio::automationChanged, this, &AutomationLetter::refresh);
    refresh();
}

void AutomationLetter::refresh() {
    setToolTip(tr("Automation: %1").arg(automationName(studio_.automationMode(strip_))));
    update();
}

void AutomationLetter::paintEvent(QPaintEvent*) {
    static constexpr char16_t kLetters[] = u"AWTL±";
    const AutomationMode mode = studio_.automationMode(strip_);
    QPainter p(this);
    p.setFont(textFont(10.5, QFont::DemiBold));
    const bool writes = mode != AutomationMode::read;
    p.setPen(colour(writes ? token::rec : underMouse() ? token::text : token::text3));
    p.drawText(rect(), Qt::AlignCenter, QString(QChar(kLetters[static_cast<size_t>(mode)])));
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
        if (wide_) input_ = new InputWord(studio_, strip_.track, this);
    }
    if (wide_ && !isMaster(strip_) && !isGroup(strip_)) {
        listen_ = new LetterButton(u'P', token::solo, tr("Listen before the fader"), this);
        connect(listen_, &LetterButton::clicked, this, [this](bool on) { studio_.setListened(strip_, on); });
        connect(&studio_, &Studio::listeningChanged, this, [this] { listen_->setChecked(studio_.listened(strip_)); });
        listen_->setChecked(studio_.listened(strip_));
    }
    fader_ = new Fader(tr("Fader"), this);
    wireValue("gain_db", fader_);
    meter_ = new Meter(Meter::Look::bar, tr("Level"), this);
    connect(meter_, &Meter::topChanged, this, [this] { update(0, 0, width(), 26); });
    reduction_ = new ReductionBar(ReductionBar::Look::thin, tr("Gain reduction"), this);
    NumberField::Look look{.min = -144, .max = 24, .step = 0.1, .decimals = 1};
    if (!wide_) look.suffix = QStringLiteral(" dB");
    value_ = new NumberField(look, tr("Gain"), this);
    connect(value_, &NumberField::changing, this, [this](double v) { set("gain_db", v, false); });
    connect(value_, &NumberField::committed, this, [this](double v) { set("gain_db", v, true); });
    connect(value_, &NumberField::cancelled, this, [this] { studio_.dropParam(heldOfStrip(strip_, "gain_db")); });
    automation_ = new AutomationLetter(studio_, strip_, this);
    for (QWidget* child : findChildren<QWidget*>()) child->installEventFilter(this);
    if (!isGroup(strip_)) return;
    for (QWidget* ofSound : std::initializer_list<QWidget*>{eq_, pan_, output_, meter_, reduction_, automation_})
        ofSound->hide();
}

// Every name says whose it is: that is all a screen reader has.
void StripWidget::nameAll(const QString& name) {
    if (name == named_) return;
    named_ = name;
    setAccessibleName(tr("Strip %1").arg(name));
    const std::pair<QWidget*, QString> all[] = {
        {eq_, tr("Equaliser of %1")},
        {pan_, tr("Pan of %1")},
        {mute_, tr("Mute %1")},
        {solo_, tr("Solo %1")},
        {record_, tr("Record %1")},
        {fader_, tr("Fader of %1")},
        {listen_, tr("Listen to %1 before its fader")},
        {meter_, tr("Level of %1")},
        {reduction_, tr("Gain reduction of %1")},
        {value_, tr("Gain of %1")},
        {automation_, tr("Automation of %1")},
    };
    for (const auto& [widget, text] : all)
        if (widget) widget->setAccessibleName(text.arg(name));
}

void StripWidget::wireValue(const char* param, DragControl* control) {
    connect(control, &DragControl::changing, this, [this, param](double v) { set(param, v, false); });
    connect(control, &DragControl::committed, this, [this, param](double v) { set(param, v, true); });
    connect(control, &DragControl::cancelled, this, [this, param] { studio_.dropParam(heldOfStrip(strip_, param)); });
}

void StripWidget::set(const char* param, double value, bool final) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return;
    const Command c = stripCommand(*s, strip_, studio_.playhead(), param, value);
    const HeldParam held = heldOfStrip(strip_, param);
    studio_.moveParam(held, value, c, final);
    if (studio_.heldValue(held)) refresh(*s);
}

void StripWidget::setRows(int inserts, int sends) {
    bool same = inserts == inserts_ && sends == sends_;
    inserts_ = inserts, sends_ = sends;
    if (isGroup(strip_)) return same ? void() : arrange();
    while (static_cast<int>(insertRows_.size()) < inserts) {
        auto row = new InsertRow(studio_, strip_, this);
        row->installEventFilter(this);
        connect(row, &InsertRow::asked, this, [this](EffectId e) { Q_EMIT insertAsked(strip_, e); });
        insertRows_.push_back(row);
        same = false; // its place is to be found
    }
    while (static_cast<int>(sendRows_.size()) < sends && !isMaster(strip_)) {
        auto row = new SendRow(studio_, strip_, this);
        row->installEventFilter(this);
        sendRows_.push_back(row);
        same = false;
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
    reduction_->setVisible(std::any_of(strip->inserts.begin(), strip->inserts.end(),
                                       [](const Ref<Effect>& e) { return audio::reduces_gain(e->kind); }));
    if (input_) input_->refresh(sequence);
    if (const QString group = strip->group ? stripBadge(sequence, {.group = strip->group}) : QString();
        group != group_) {
        group_ = group;
        update();
    }
    const double pan = studio_.heldValue(heldOfStrip(strip_, "pan")).value_or(strip->pan.at(now));
    const double gain = studio_.heldValue(heldOfStrip(strip_, "gain_db")).value_or(strip->gain_db.at(now));
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
    const Ref<Sequence> s = reduction_->isVisible() ? studio_.sequence() : nullptr;
    if (const Strip* strip = s ? stripOf(*s, strip_) : nullptr) reduction_->feed(studio_.reduction(*strip));
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
    update(); // badges and read-outs are painted between the rows
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
    automation_->setGeometry(kPad, bottom - 16, 16, 16);
    if (output_) output_->setGeometry(kPad + 16, bottom - 16, w - 16, 16);
    value_->setGeometry(kPad, bottom - 16 - 4 - 24, w, 24);
    const int faderBottom = bottom - 48;
    const int both = 42 + 4 + 14, left = std::max(kPad, (width() - both) / 2 - 2);
    fader_->setGeometry(left, y, 42, std::max(60, faderBottom - y));
    meter_->setGeometry(left + 46, y, 14, std::max(60, faderBottom - y));
    reduction_->setGeometry(left + 61, y, 3, std::max(60, faderBottom - y));
}

void StripWidget::arrangeWide() {
    const int left = kPad + 2, w = isMaster(strip_) ? 66 : 58;
    eq_->setGeometry(left, 32, w, 28);
    const int y = arrangeRows(left, 66, w);
    pan_->move(left, y + 2);
    panWordBox_ = QRect(left + 30, y + 2, w - 30, 30);
    const int bottom = height() - 6;
    automation_->setGeometry(left, bottom - 16, 16, 16);
    if (output_) output_->setGeometry(left + 16, bottom - 16, width() - 2 * left - 16, 16);
    const int line = bottom - 16 - 4 - 24;
    const bool room = y + 78 < line;
    if (input_) input_->setVisible(room), input_->setGeometry(left, y + 36, w, 16);
    if (listen_) listen_->setVisible(room), listen_->setGeometry(left, y + 55, 20, 18);
    groupBox_ = room ? QRect(left + 24, y + 55, w - 24, 18) : QRect();
    mute_->setGeometry(left, line + 3, 20, 18);
    if (solo_) solo_->setGeometry(left + 21, line + 3, 20, 18);
    if (record_) record_->setGeometry(left + 42, line + 3, 20, 18);
    value_->setGeometry(left + 65, line, width() - left * 2 - 66, 24);
    const int faderLeft = width() - 22 - 40;
    fader_->setGeometry(faderLeft, 26, 40, std::max(60, line - 30));
    meter_->setGeometry(width() - 20, 26, 14, std::max(60, line - 30));
    reduction_->setGeometry(width() - 5, 26, 3, std::max(60, line - 30));
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
    const QString peak =
        isGroup(strip_) ? QString() : (top > 0.05 ? QStringLiteral("+") : QString()) + decibelText(top);
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
    if (!groupBox_.isEmpty()) p.drawText(groupBox_, Qt::AlignLeft | Qt::AlignVCenter, group_);
    if (isGroup(strip_)) return;
    p.drawText(panWordBox_, (wide_ ? Qt::AlignCenter : Qt::AlignRight | Qt::AlignVCenter), panWord_);
}

// ---- pointer ----

void StripWidget::mousePressEvent(QMouseEvent*) { studio_.focusStrip(strip_); }

bool StripWidget::eventFilter(QObject* target, QEvent* event) {
    bool here = event->type() == QEvent::MouseButtonPress;
    if (event->type() == QEvent::FocusIn) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        here = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason;
    }
    if (here) studio_.focusStrip(strip_);
    return QWidget::eventFilter(target, event);
}

void StripWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    if (nameBox().contains(event->pos())) rename();
}

void StripWidget::rename() {
    if (!strip_.track && !isGroup(strip_)) return;
    bool ok = false;
    const QString title = isGroup(strip_) ? tr("Rename group") : tr("Rename track");
    const QString name = QInputDialog::getText(this, title, tr("Name"), QLineEdit::Normal, name_, &ok).trimmed();
    if (!ok || name.isEmpty() || name == name_) return;
    ValueObject args = stripArgs(strip_);
    args["name"] = Value(fromQt(name));
    studio_.run(isGroup(strip_) ? "rename_fader_group" : "set_track", args);
}

void StripWidget::contextMenuEvent(QContextMenuEvent* event) {
    const Ref<Sequence> s = studio_.sequence();
    const Strip* strip = s ? stripOf(*s, strip_) : nullptr;
    if (!strip) return;
    QMenu menu;
    if (isGroup(strip_)) {
        fillFaderGroupMenu(*menu.addMenu(tr("Fader group")), studio_, strip_);
        menu.addAction(tr("Fader to 0 dB"), this, [this] { set("gain_db", 0, true); });
        menu.addAction(tr("Rename…"), this, &StripWidget::rename);
        menu.addAction(tr("Remove group"), this, [this] { studio_.run("remove_fader_group", stripArgs(strip_)); });
        menu.exec(event->globalPos());
        return;
    }
    auto edited = [this](EffectId e) { Q_EMIT insertAsked(strip_, e); };
    fillInsertMenu(*menu.addMenu(tr("Add insert")), studio_, strip_, edited);
    if (!isMaster(strip_)) {
        fillSendMenu(*menu.addMenu(tr("Add send")), studio_, strip_);
        fillOutputMenu(*menu.addMenu(tr("Output")), studio_, strip_);
        fillFaderGroupMenu(*menu.addMenu(tr("Fader group")), studio_, strip_);
    }
    if (strip_.track) fillInputMenu(*menu.addMenu(tr("Input")), studio_, strip_.track);
    fillAutomationMenu(*menu.addMenu(tr("Automation")), studio_, {strip_});
    menu.addSeparator();
    QAction* invert = menu.addAction(tr("Invert polarity"), this, [this, on = strip->invert] {
        ValueObject args = stripArgs(strip_);
        args["invert"] = Value(!on);
        studio_.run("set_strip", args);
    });
    invert->setCheckable(true);
    invert->setChecked(strip->invert);
    if (!isMaster(strip_)) {
        QAction* listen = menu.addAction(tr("Listen before the fader"), this,
                                         [this] { studio_.setListened(strip_, !studio_.listened(strip_)); });
        listen->setCheckable(true);
        listen->setChecked(studio_.listened(strip_));
    }
    menu.addAction(tr("Fader to 0 dB"), this, [this] { set("gain_db", 0, true); });
    menu.addAction(tr("Pan to the centre"), this, [this] { set("pan", 0, true); });
    if (strip_.track) menu.addAction(tr("Rename…"), this, &StripWidget::rename);
    if (strip_.bus)
        menu.addAction(tr("Remove bus"), this, [this] { studio_.run("remove_bus", {{"bus", arg(strip_.bus)}}); });
    menu.exec(event->globalPos());
}

} // namespace tandem::ui
