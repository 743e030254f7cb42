// Making the rows and keeping them equal to the effect.
#include "ui/panels/param_rows.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include "ui/controls/buttons.h"
#include "ui/controls/number_field.h"
#include "ui/controls/sliders.h"
#include "ui/panels/catalog_words.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/param_slider.h"
#include "ui/panels/read_out.h"

namespace tandem::ui {

namespace {

class NameLabel : public QLabel {
  public:
    NameLabel(const QString& text, int width, QWidget* parent) : QLabel(text, parent) {
        setFont(textFont(12));
        QPalette p = palette();
        p.setColor(QPalette::WindowText, colour(token::text2));
        setPalette(p);
        setFixedSize(width, 24);
    }
};

// A name that gives the default back when it is double-clicked.
class ResetLabel : public NameLabel {
  public:
    ResetLabel(const QString& text, int width, std::function<void()> reset, QWidget* parent)
        : NameLabel(text, width, parent), reset_(std::move(reset)) {}

  protected:
    void mouseDoubleClickEvent(QMouseEvent*) override { reset_(); }

  private:
    std::function<void()> reset_;
};

// Of a slider with a useful way; beyond it only the number is there.
bool slides(const ParamSpec& p) { return p.unit != Unit::pixels || p.max - p.min <= 4000; }

} // namespace

ParamRows::ParamRows(Studio& studio, const EffectOwner& owner, EffectId effect, QWidget* parent,
                     const ParamRowsLook& look)
    : QWidget(parent), studio_(studio), target_{owner, effect}, look_(look) {
    grid_ = new QGridLayout(this);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(6);
    grid_->setVerticalSpacing(2);
    const Ref<Sequence> s = studio_.sequence();
    if (const Ref<Effect> e = s ? target_.find(*s) : nullptr) build(*e);
    connect(&studio_, &Studio::projectChanged, this, &ParamRows::refresh);
    connect(&studio_, &Studio::playheadMoved, this, [this] {
        // Only curves have other values elsewhere.
        const Ref<Sequence> now = studio_.sequence();
        const Ref<Effect> e = now ? target_.find(*now) : nullptr;
        for (size_t i = 0; e && i < rowsOf(*e).size(); ++i)
            if (paramOf(*e, i).curve) return refresh();
    });
    refresh();
}

void ParamRows::build(const Effect& effect) {
    const EffectSpec& sp = spec(effect.kind);
    const std::span<const ParamSpec> params = rowsOf(effect);
    setAccessibleName(insertName(effect));
    std::vector<int> shown = look_.slots;
    if (shown.empty())
        for (int i = 0; i < static_cast<int>(params.size()); ++i) shown.push_back(i);
    const int columns = std::max(1, look_.columns);
    const int lines = (static_cast<int>(shown.size()) + columns - 1) / columns;
    for (int i = 0; i < static_cast<int>(shown.size()); ++i) {
        const int slot = shown[static_cast<size_t>(i)];
        rows_.push_back(addParam(params[static_cast<size_t>(slot)], slot, i % lines, i / lines * 5));
    }
    for (int c = 0; c < columns; ++c) {
        grid_->setColumnMinimumWidth(c * 5, look_.labelWidth);
        grid_->setColumnStretch(c * 5 + 1, 1);
        if (c + 1 < columns) grid_->setColumnMinimumWidth(c * 5 + 4, 12);
    }
    int row = lines;
    if (look_.slots.empty()) {
        for (size_t t = 0; t < sp.texts.size(); ++t) addText(sp.texts[t], t, row++);
        row = addReadOuts(effect, row);
    }
    grid_->setRowStretch(row, 1);
}

void ParamRows::addLabel(const ParamSpec& param, int slot, int row, int column) {
    const QString name = paramName(param);
    auto label = new ResetLabel(
        name, look_.labelWidth, [this, slot, initial = param.initial] { commit(slot, initial); }, this);
    label->setToolTip(tr("%1. Double-click for the default").arg(name));
    grid_->addWidget(label, row, column);
}

ParamRows::Row ParamRows::addParam(const ParamSpec& param, int slot, int row, int column) {
    addLabel(param, slot, row, column);
    Row out;
    out.slot = slot;
    const QString name = paramName(param);
    if (param.unit == Unit::choice) {
        out.choice = new QComboBox(this);
        out.choice->setAccessibleName(name);
        out.choice->addItems(choiceNames(param));
        out.choice->setFocusPolicy(Qt::TabFocus); // the wheel of a scrolling panel must not choose
        connect(out.choice, &QComboBox::activated, this, [this, slot](int i) { commit(slot, i); });
        out.choice->setMinimumWidth(110);
        grid_->addWidget(out.choice, row, column + 1, 1, 2, Qt::AlignRight | Qt::AlignVCenter);
    } else if (param.unit == Unit::toggle) {
        out.toggle = new Toggle(name, this);
        connect(out.toggle, &Toggle::clicked, this, [this, slot](bool on) { commit(slot, on ? 1 : 0); });
        grid_->addWidget(out.toggle, row, column + 1, 1, 2, Qt::AlignRight | Qt::AlignVCenter);
    } else {
        addNumber(out, param, row, column);
    }
    if (look_.keys) {
        out.key = new KeyButton(tr("Keyframe of %1").arg(name), this);
        connect(out.key, &KeyButton::clicked, this, [this, slot] {
            const Ref<Sequence> s = studio_.sequence();
            if (!s || !target_.find(*s)) return;
            const Command c = target_.keyCommand(*s, studio_.playhead(), slot);
            studio_.run(c.name.c_str(), c.args);
        });
        grid_->addWidget(out.key, row, column + 3);
    }
    return out;
}

void ParamRows::addNumber(Row& row, const ParamSpec& param, int gridRow, int column) {
    const QString name = paramName(param);
    const int slot = row.slot;
    auto wire = [this, slot](auto* control) {
        using Control = std::remove_pointer_t<decltype(control)>;
        connect(control, &Control::changing, this, [this, slot](double v) { preview(slot, v); });
        connect(control, &Control::committed, this, [this, slot](double v) { commit(slot, v); });
        connect(control, &Control::cancelled, this, [this, slot] { cancel(slot); });
    };
    if (slides(param)) {
        row.slider = new ParamSlider(param, name, this);
        if (look_.tint.isValid()) row.slider->setTint(look_.tint);
        wire(row.slider);
        grid_->addWidget(row.slider, gridRow, column + 1);
    }
    row.number = new NumberField(numberLook(param), name, this);
    row.number->setFixedWidth(66);
    wire(row.number);
    grid_->addWidget(row.number, gridRow, column + 2);
}

void ParamRows::addText(std::string_view id, size_t slot, int row) {
    QString name = QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size()));
    name.replace(u'_', u' ');
    name[0] = name[0].toUpper();
    auto label = new QLabel(name, this);
    label->setFont(textFont(12));
    grid_->addWidget(label, row, 0);
    auto edit = new QLineEdit(this);
    edit->setAccessibleName(name);
    label->setBuddy(edit);
    connect(edit, &QLineEdit::editingFinished, this, [this, edit, slot, id = std::string(id)] {
        const Ref<Sequence> s = studio_.sequence();
        const Ref<Effect> e = s ? target_.find(*s) : nullptr;
        if (!e || toQt(e->texts[slot]) == edit->text()) return;
        ValueObject args = target_.args();
        args["id"] = Value(id), args["text"] = Value(fromQt(edit->text()));
        if (!studio_.run("set_text", args)) edit->setText(toQt(e->texts[slot]));
    });
    grid_->addWidget(edit, row, 1, 1, 3);
    texts_.push_back({slot, edit});
}

int ParamRows::addReadOuts(const Effect& effect, int row) {
    const std::vector<InsertOutput> outputs = outputsOf(effect);
    if (outputs.empty()) return row;
    const double rate = studio_.sequence()->format.audio_rate;
    const int count = static_cast<int>(outputs.size()), columns = std::max(1, look_.columns);
    const int lines = (count + columns - 1) / columns;
    for (int i = 0; i < count; ++i) {
        const InsertOutput& output = outputs[static_cast<size_t>(i)];
        auto shown = new ReadOut(output.port, rate, this);
        const int line = row + i % lines, column = i / lines * 5;
        auto label = new NameLabel(shown->accessibleName(), look_.labelWidth, this);
        label->setToolTip(shown->accessibleName());
        grid_->addWidget(label, line, column);
        grid_->addWidget(shown, line, column + 1, 1, 2);
        readOuts_.emplace_back(output.reading, shown);
    }
    connect(&studio_, &Studio::levelsRead, this, &ParamRows::readOutputs);
    readOutputs();
    return row + lines;
}

void ParamRows::readOutputs() {
    const audio::PluginReadings* now = studio_.readings(target_.effect);
    for (const auto& [reading, shown] : readOuts_)
        if (now && reading < now->values.size())
            shown->feed(static_cast<double>(now->values[reading]), static_cast<double>(now->rest[reading]));
        else
            shown->clear();
}

void ParamRows::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? target_.find(*s) : nullptr;
    setEnabled(e != nullptr);
    if (!e) return;
    const Time now = target_.keyTime(*s, studio_.playhead());
    for (const Row& r : rows_) {
        const auto slot = static_cast<size_t>(r.slot);
        if (slot >= rowsOf(*e).size()) continue;
        const Param param = paramOf(*e, slot);
        const auto held = heldOfInsert(target_, *e, r.slot);
        const auto under = held ? studio_.heldValue(*held) : std::nullopt;
        const double v = under ? *under : param.at(now);
        if (r.slider) r.slider->setValue(v);
        if (r.number) r.number->setValue(v);
        if (r.choice) {
            QSignalBlocker quiet(r.choice);
            r.choice->setCurrentIndex(static_cast<int>(v));
        }
        if (r.toggle) r.toggle->setChecked(v > 0.5);
        if (r.key) r.key->setState(keyState(param, now));
    }
    for (const TextRow& t : texts_)
        if (t.slot < e->texts.size() && !t.edit->hasFocus()) t.edit->setText(toQt(e->texts[t.slot]));
}

void ParamRows::preview(int slot, double value) {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? target_.find(*s) : nullptr;
    if (!e) return;
    const Command c = target_.setCommand(*s, studio_.playhead(), slot, value);
    if (const auto held = heldOfInsert(target_, *e, slot))
        studio_.moveParam(*held, value, c, false);
    else
        (void)studio_.preview(c.name.c_str(), c.args);
}

void ParamRows::cancel(int slot) {
    studio_.cancelPreview();
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? target_.find(*s) : nullptr;
    if (!e) return;
    if (const auto held = heldOfInsert(target_, *e, slot)) studio_.dropParam(*held);
}

void ParamRows::commit(int slot, double value) {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? target_.find(*s) : nullptr;
    if (!e) return;
    const Command c = target_.setCommand(*s, studio_.playhead(), slot, value);
    if (const auto held = heldOfInsert(target_, *e, slot))
        studio_.moveParam(*held, value, c, true);
    else
        studio_.run(c.name.c_str(), c.args);
    refresh();
}

KeyButton::KeyButton(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setFixedSize(sizeHint());
}

void KeyButton::setState(KeyState state) {
    if (state_ == state) return;
    state_ = state;
    update();
}

void KeyButton::paintEvent(QPaintEvent*) {
    QPainter p(this);
    QColor ink = colour(state_ == KeyState::none ? token::textDis : token::select);
    if (state_ == KeyState::none && underMouse()) ink = colour(token::text2);
    const QString name = state_ == KeyState::here ? QStringLiteral("keyframe_filled") : QStringLiteral("keyframe");
    drawIcon(p, name, QRectF((width() - 14) / 2.0, (height() - 14) / 2.0, 14, 14), ink);
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

} // namespace tandem::ui
