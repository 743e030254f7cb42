// Making a row, keeping it equal to the clips, and its edits.
#include "ui/panels/param_row.h"

#include <QHBoxLayout>
#include <QPainter>

#include "ui/controls/buttons.h"
#include "ui/controls/choice_box.h"
#include "ui/panels/colour_field.h"
#include "ui/panels/param_rows.h"
#include "ui/panels/param_slider.h"

namespace tandem::ui {

static constexpr int kKnob = 6; // of a slider, beyond its track

RowLabel::RowLabel(const QString& text, QWidget* parent) : QWidget(parent), text_(text) {
    setFixedSize(grid::kLabel, 24);
    setFont(textFont(12));
}

void RowLabel::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setFont(font());
    p.setPen(colour(isEnabled() ? token::text2 : token::textDis));
    const QString shown = QFontMetrics(font()).elidedText(text_, Qt::ElideRight, width() - 2);
    p.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, shown);
}

ParamRow::ParamRow(Studio& studio, const ClipEffects& effects, const RowPlan& plan, QColor tint, QWidget* parent)
    : QWidget(parent), studio_(studio), effects_(effects), plan_(plan), tint_(tint) {
    setFixedHeight(grid::kRow);
    line_ = new QHBoxLayout(this);
    line_->setContentsMargins(grid::kLeft, 0, grid::kRight, 0);
    line_->setSpacing(grid::kGap);
    auto label = new RowLabel(plan.label, this);
    label->setToolTip(tr("%1. Double-click for the default").arg(plan.label));
    connect(label, &RowLabel::resetAsked, this, &ParamRow::reset);
    line_->addWidget(label);
    switch (plan.form) {
    case Form::number:
        addSlider(0);
        addNumber(0, grid::kField);
        break;
    case Form::pair:
        addNumber(0, grid::kField);
        addNumber(1, grid::kField);
        line_->addStretch(1);
        break;
    case Form::linked:
        addSlider(0);
        addNumber(0, grid::kField);
        addNumber(1, grid::kField);
        line_->addStretch(1);
        addLink();
        break;
    case Form::choice:
        addChoice(0);
        break;
    case Form::toggle:
        line_->addStretch(1);
        toggle_ = new Toggle(plan.label, this);
        connect(toggle_, &Toggle::clicked, this, [this](bool on) { commit(0, on ? 1 : 0); });
        line_->addWidget(toggle_);
        break;
    case Form::colour:
        addColour();
        break;
    case Form::band:
        label->setFixedWidth(14);
        label->setText(plan.label.section(u' ', -1));
        addChoice(0);
        for (size_t i = 1; i < 4; ++i) addNumber(i, i == 1 ? 56 : i == 2 ? 54 : 40);
        break;
    }
    key_ = new KeyButton(tr("Keyframe of %1").arg(plan.label), this);
    connect(key_, &KeyButton::clicked, this, &ParamRow::toggleKeys);
    line_->addWidget(key_);
}

QString ParamRow::nameOf(size_t i) const { return plan_.slots.size() == 1 ? plan_.label : paramName(param(i)); }

void ParamRow::addSlider(size_t i) {
    slider_ = new ParamSlider(sliderRange(effects_.rows().kind, param(i)), nameOf(i), this);
    slider_->setTint(tint_);
    connect(slider_, &Slider::changing, this, [this, i](double v) { preview(i, v); });
    connect(slider_, &Slider::committed, this, [this, i](double v) { commit(i, v); });
    connect(slider_, &Slider::cancelled, &studio_, &Studio::cancelPreview);
    // Its track begins where the fields of other rows do; half of the knob stands out.
    line_->itemAt(0)->widget()->setFixedWidth(grid::kLabel - kKnob);
    line_->addWidget(slider_, 1000);
}

NumberField* ParamRow::addNumber(size_t i, int width) {
    auto number = new NumberField(rowLook(effects_.rows().kind, param(i)), nameOf(i), this);
    number->setMinimumWidth(0);
    number->setFixedWidth(width);
    number->setToolTip(nameOf(i));
    connect(number, &NumberField::changing, this, [this, i](double v) { preview(i, v); });
    connect(number, &NumberField::committed, this, [this, i](double v) { commit(i, v); });
    connect(number, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    line_->addWidget(number);
    numbers_.emplace_back(i, number);
    return number;
}

void ParamRow::addChoice(size_t i) {
    choice_ = new ChoiceBox(nameOf(i), this);
    choice_->addItems(choiceNames(param(i)));
    connect(choice_, &QComboBox::activated, this, [this, i](int v) { commit(i, v); });
    line_->addWidget(choice_, 1);
}

void ParamRow::addColour() {
    colour_ = new ColourField(plan_.label, plan_.slots.size() > 3, this);
    auto all = [this](const std::array<double, 4>& rgba, bool show) {
        EditPlan plan(studio_);
        const Time now = studio_.playhead();
        for (size_t i = 0; i < plan_.slots.size(); ++i)
            if (plan.sequence() && effects_.read(*plan.sequence(), now, plan_.slots[i]).value != rgba[i])
                effects_.set(plan, now, plan_.slots[i], rgba[i]);
        if (show)
            plan.preview();
        else
            plan.commit(tr("Change %1").arg(plan_.label));
    };
    connect(colour_, &ColourField::changing, this, [all](const std::array<double, 4>& rgba) { all(rgba, true); });
    connect(colour_, &ColourField::committed, this, [all](const std::array<double, 4>& rgba) { all(rgba, false); });
    connect(colour_, &ColourField::cancelled, &studio_, &Studio::cancelPreview);
    line_->addWidget(colour_, 1);
}

void ParamRow::addLink() {
    link_ = new IconButton(QStringLiteral("link"), tr("One value for both: %1").arg(plan_.label), this, 20);
    connect(link_, &IconButton::clicked, this, [this] {
        setLinked(!linked_);
        if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, studio_.playhead());
    });
    line_->insertWidget(1, link_);
    qobject_cast<RowLabel*>(line_->itemAt(0)->widget())->setFixedWidth(grid::kLabel - kKnob - 20 - grid::kGap);
    setLinked(true);
}

void ParamRow::setLinked(bool linked) {
    linked_ = linked;
    link_->setIconName(linked ? QStringLiteral("link") : QStringLiteral("unlink"));
    slider_->setVisible(linked);
    numbers_[1].second->setVisible(!linked);
}

void ParamRow::refresh(const Sequence& sequence, Time playhead) {
    std::vector<ClipEffects::Reading> now;
    for (const int slot : plan_.slots) now.push_back(effects_.read(sequence, playhead, slot));
    if (link_ && !std::exchange(knowsLink_, true) && (now[0].value != now[1].value || now[0].mixed != now[1].mixed))
        setLinked(false);
    if (slider_) slider_->setValue(now[0].value);
    for (auto& [i, number] : numbers_) {
        if (number->value() != now[i].value || !now[i].mixed) number->setValue(now[i].value);
        if (now[i].mixed) number->setMixed(true);
    }
    if (choice_) choice_->setCurrentIndex(now[0].mixed ? -1 : static_cast<int>(now[0].value));
    if (toggle_) toggle_->setChecked(now[0].value > 0.5);
    if (colour_) {
        std::array<double, 4> rgba{0, 0, 0, 1};
        for (size_t i = 0; i < now.size(); ++i) rgba[i] = now[i].value;
        bool mixed = false;
        for (const auto& r : now) mixed = mixed || r.mixed;
        colour_->setValue(rgba, mixed);
    }
    bool any = false, here = true;
    for (const auto& r : now) any = any || r.keys != KeyState::none, here = here && r.keys == KeyState::here;
    key_->setState(!any ? KeyState::none : here ? KeyState::here : KeyState::animated);
}

void ParamRow::put(EditPlan& plan, size_t i, double value) const {
    const Time now = studio_.playhead();
    if (!link_ || !linked_ || i != 0) return effects_.set(plan, now, plan_.slots[i], value);
    for (const ClipId clip : effects_.clips) {
        if (!plan.sequence()) return;
        ClipEffects one = effects_;
        one.clips = {clip};
        const double first = one.read(*plan.sequence(), now, plan_.slots[0]).value;
        const double second = one.read(*plan.sequence(), now, plan_.slots[1]).value;
        one.set(plan, now, plan_.slots[0], value);
        one.set(plan, now, plan_.slots[1], first == second || first == 0 ? value : value * second / first);
    }
}

void ParamRow::preview(size_t i, double value) {
    EditPlan plan(studio_);
    put(plan, i, value);
    plan.preview();
}

void ParamRow::commit(size_t i, double value) {
    EditPlan plan(studio_);
    put(plan, i, value);
    plan.commit(tr("Change %1").arg(plan_.label));
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, studio_.playhead());
}

void ParamRow::toggleKeys() {
    EditPlan plan(studio_);
    effects_.toggleKeys(plan, studio_.playhead(), plan_.slots);
    plan.commit(tr("Keyframe of %1").arg(plan_.label));
}

void ParamRow::reset() {
    EditPlan plan(studio_);
    effects_.reset(plan, plan_.slots);
    if (!plan.empty()) plan.commit(tr("Reset %1").arg(plan_.label));
}

} // namespace tandem::ui
