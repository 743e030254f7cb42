// Wheels with sliders and numbers, the rows beside them, and the panel.
#include "ui/panels/colour_wheels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>

#include "ui/controls/buttons.h"
#include "ui/panels/curve_editor.h"
#include "ui/panels/grade_menu.h"
#include "ui/panels/param_row.h"
#include "ui/panels/param_rows.h"
#include "ui/panels/param_slider.h"

namespace tandem::ui {

WheelBox::WheelBox(Studio& studio, const ClipEffects& effects, int firstSlot, const QString& name, QWidget* parent)
    : QWidget(parent), studio_(studio), effects_(effects), first_(firstSlot), name_(name) {
    const ParamSpec& red = effects.rows().params[static_cast<size_t>(firstSlot)];
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(6, 6, 6, 8);
    all->setSpacing(5);
    auto top = new QHBoxLayout;
    top->setSpacing(2);
    auto title = new QLabel(name, this);
    title->setFont(textFont(12, QFont::DemiBold));
    auto reset = new IconButton(QStringLiteral("reset"), tr("Reset %1").arg(name), this, 22);
    key_ = new KeyButton(tr("Keyframe of %1").arg(name), this);
    top->addWidget(title, 1);
    top->addWidget(reset);
    top->addWidget(key_);
    all->addLayout(top);
    const double neutral = red.initial, reach = neutral == 0 ? 0.25 : 0.5;
    wheel_ = new ColourWheel(neutral, reach, name, this);
    all->addWidget(wheel_, 1);
    all_ = new ParamSlider(sliderRange(effects.kind, red), tr("%1 of all channels").arg(name), this);
    all_->setCentred(true);
    all_->setToolTip(all_->accessibleName());
    all->addWidget(all_);
    auto line = new QHBoxLayout;
    line->setSpacing(4);
    static constexpr QRgb kInk[] = {0xffff6b5e, 0xff4cc38a, 0xff6cb6ff};
    for (size_t c = 0; c < 3; ++c) {
        const ParamSpec& p = effects.rows().params[static_cast<size_t>(firstSlot) + c];
        NumberField::Look look = rowLook(effects.kind, p);
        look.step = 0.002;
        numbers_[c] = new NumberField(look, paramName(p), this);
        numbers_[c]->setToolTip(paramName(p));
        auto dot = new QLabel(this);
        dot->setFixedSize(3, 16);
        dot->setStyleSheet(QStringLiteral("background: %1; border-radius: 1px;").arg(colour(kInk[c]).name()));
        line->addWidget(dot);
        line->addWidget(numbers_[c], 1);
        auto one = [this, c](double v, bool show) {
            Channels next = committed();
            next[c] = v;
            put(next, show);
        };
        connect(numbers_[c], &NumberField::changing, this, [one](double v) { one(v, true); });
        connect(numbers_[c], &NumberField::committed, this, [one](double v) { one(v, false); });
        connect(numbers_[c], &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    }
    all->addLayout(line);
    connect(wheel_, &ColourWheel::changing, this, [this](const Channels& v) { put(v, true); });
    connect(wheel_, &ColourWheel::committed, this, [this](const Channels& v) { put(v, false); });
    connect(wheel_, &ColourWheel::cancelled, &studio_, &Studio::cancelPreview);
    connect(all_, &Slider::changing, this, [this](double v) { shift(v, true); });
    connect(all_, &Slider::committed, this, [this](double v) { shift(v, false); });
    connect(all_, &Slider::cancelled, &studio_, &Studio::cancelPreview);
    connect(reset, &IconButton::clicked, this, [this, neutral] { put({neutral, neutral, neutral}, false); });
    connect(key_, &KeyButton::clicked, this, [this] {
        EditPlan plan(studio_);
        effects_.toggleKeys(plan, studio_.playhead(), slots());
        plan.commit(tr("Keyframe of %1").arg(name_));
    });
}

// Of the last committed state: while something is dragged the document shows a preview.
Channels WheelBox::committed() const {
    const EditPlan plan(studio_);
    Channels out{};
    for (size_t c = 0; c < 3; ++c)
        if (plan.sequence())
            out[c] = effects_.read(*plan.sequence(), studio_.playhead(), first_ + static_cast<int>(c)).value;
    return out;
}

void WheelBox::put(const Channels& value, bool show) {
    EditPlan plan(studio_);
    const Channels old = committed();
    const Time now = studio_.playhead();
    for (size_t c = 0; c < 3; ++c) {
        const int slot = first_ + static_cast<int>(c);
        const bool mixed = plan.sequence() && effects_.read(*plan.sequence(), now, slot).mixed;
        if (value[c] != old[c] || mixed) effects_.set(plan, now, slot, value[c]);
    }
    if (show) return plan.preview();
    plan.commit(tr("Change %1").arg(name_));
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, now);
}

void WheelBox::shift(double mean, bool show) {
    Channels next = committed();
    const double by = mean - (next[0] + next[1] + next[2]) / 3;
    for (double& v : next) v += by;
    put(next, show);
}

void WheelBox::refresh(const Sequence& sequence, Time playhead) {
    Channels v{};
    bool any = false, here = true;
    for (size_t c = 0; c < 3; ++c) {
        const auto r = effects_.read(sequence, playhead, first_ + static_cast<int>(c));
        v[c] = r.value;
        numbers_[c]->setValue(r.value);
        numbers_[c]->setMixed(r.mixed);
        any = any || r.keys != KeyState::none, here = here && r.keys == KeyState::here;
    }
    wheel_->setValue(v);
    all_->setValue((v[0] + v[1] + v[2]) / 3);
    key_->setState(!any ? KeyState::none : here ? KeyState::here : KeyState::animated);
}

ColourPanel::ColourPanel(Studio& studio, QWidget* parent)
    : Panel(tr("Colour"), parent), studio_(studio),
      tabs_(new ChoiceRow({tr("Wheels"), tr("Log"), tr("Curves")}, ChoiceRow::Look::tabs, tr("Colour"), this)),
      pages_(new QStackedWidget(this)), scroll_(new QScrollArea(this)) {
    head()->addWidget(tabs_);
    connect(tabs_, &ChoiceRow::chosen, this, [this] {
        build();
        refreshValues();
    });
    head()->addStretch(1);
    head()->addWidget(new GradeMenu(studio, this));
    reset_ = new IconButton(QStringLiteral("reset"), tr("Reset all of the colour panel"), this);
    head()->addWidget(reset_);
    connect(reset_, &IconButton::clicked, this, &ColourPanel::resetAll);
    pages_->addWidget(
        new EmptyNote(QStringLiteral("colour"), {}, tr("Select a picture clip to change its colour here."), this));
    scroll_->setAccessibleName(tr("Colour"));
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->viewport()->setAutoFillBackground(false);
    pages_->addWidget(scroll_);
    body()->addWidget(pages_, 1);
    for (auto signal : {&Studio::sessionChanged, &Studio::projectChanged, &Studio::selectionChanged})
        connect(&studio, signal, this, &ColourPanel::refresh);
    connect(&studio, &Studio::playheadMoved, this, [this] {
        const Ref<Sequence> s = studio_.sequence();
        if (isVisible() && s &&
            std::any_of(parts_.begin(), parts_.end(), [&](const ClipEffects& e) { return e.animated(*s); }))
            refreshValues();
    });
}

void ColourPanel::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    refresh();
}

void ColourPanel::refresh() {
    if (!isVisible()) return;
    std::vector<ClipId> clips;
    if (const Ref<Sequence> s = studio_.sequence())
        for (const auto& track : s->tracks)
            if (track->kind == TrackKind::picture)
                for (const Placement& p : track->items)
                    if (studio_.selection().count(p.clip->id)) clips.push_back(p.clip->id);
    if (clips != clips_) {
        clips_ = clips;
        build();
    }
    pages_->setCurrentIndex(clips_.empty() ? 0 : 1);
    reset_->setEnabled(!clips_.empty());
    refreshValues();
}

void ColourPanel::refreshValues() {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || clips_.empty()) return;
    for (WheelBox* w : wheels_) w->refresh(*s, studio_.playhead());
    for (CurveEditor* c : curves_) c->refresh(*s);
    for (ParamRow* r : rows_) r->refresh(*s, studio_.playhead());
}

void ColourPanel::build() {
    wheels_.clear(), curves_.clear(), rows_.clear(), parts_.clear();
    if (QWidget* old = scroll_->takeWidget()) old->deleteLater();
    auto content = new QWidget(scroll_);
    auto line = new QHBoxLayout(content);
    line->setContentsMargins(8, 2, 4, 2);
    line->setSpacing(10);
    if (page() == Page::curves)
        addCurves(line, content);
    else
        addWheels(line, content);
    auto column = new QVBoxLayout;
    // The log page has two rows more in the same height.
    const bool tight = page() == Page::log;
    column->setContentsMargins(4, tight ? 4 : 10, 4, tight ? 0 : 8);
    column->setSpacing(tight ? 0 : 2);
    auto addRow = [&](const ClipEffects& e, const RowPlan& plan) {
        rows_.push_back(new ParamRow(studio_, e, plan, colour(token::accent), content));
        column->addWidget(rows_.back());
    };
    using enum EffectKind;
    if (page() == Page::log)
        for (const RowPlan& plan : planRows(log_wheels))
            if (plan.slots[0] >= slot::wheel_low) addRow({.kind = log_wheels, .clips = clips_}, plan);
    for (const EffectKind kind : {exposure, contrast, saturation, white_balance}) {
        const ClipEffects e{.kind = kind, .clips = clips_};
        parts_.push_back(e);
        for (const RowPlan& plan : planRows(kind)) addRow(e, plan);
    }
    column->addStretch(1);
    auto rows = new QWidget(content);
    rows->setLayout(column);
    rows->setMinimumWidth(300);
    rows->setMaximumWidth(460);
    line->addWidget(rows, 2);
    scroll_->setWidget(content);
    content->setAutoFillBackground(false); // setWidget() sets it
}

ColourPanel::Page ColourPanel::page() const { return static_cast<Page>(tabs_->current()); }

void ColourPanel::addWheels(QHBoxLayout* line, QWidget* content) {
    const bool log = page() == Page::log;
    const ClipEffects wheels{.kind = log ? EffectKind::log_wheels : EffectKind::lift_gamma_gain, .clips = clips_};
    parts_.push_back(wheels);
    struct Box {
        int slot;
        QString name;
    };
    const std::vector<Box> boxes =
        log ? std::vector<Box>{{slot::wheel_shadow, tr("Shadows")},
                               {slot::wheel_midtone, tr("Midtones")},
                               {slot::wheel_highlight, tr("Highlights")},
                               {slot::wheel_offset, tr("Offset")}}
            : std::vector<Box>{{slot::lift_r, tr("Lift")}, {slot::gamma_r, tr("Gamma")}, {slot::gain_r, tr("Gain")}};
    for (const Box& box : boxes) {
        wheels_.push_back(new WheelBox(studio_, wheels, box.slot, box.name, content));
        wheels_.back()->setMinimumWidth(176);
        wheels_.back()->setMaximumWidth(260);
        line->addWidget(wheels_.back(), 1);
    }
}

void ColourPanel::addCurves(QHBoxLayout* line, QWidget* content) {
    for (const EffectKind kind : {EffectKind::curves, EffectKind::hue_curves}) {
        const ClipEffects e{.kind = kind, .clips = clips_};
        parts_.push_back(e);
        curves_.push_back(new CurveEditor(studio_, e, content));
        curves_.back()->setMinimumWidth(300);
        line->addWidget(curves_.back(), 2, Qt::AlignTop);
    }
}

void ColourPanel::resetAll() {
    EditPlan plan(studio_);
    for (const ClipEffects& e : parts_) {
        e.reset(plan, allSlots(e.kind));
        const Ref<Sequence> s = plan.sequence();
        for (size_t i = 0; s && e.present(*s) && i < e.rows().texts.size(); ++i)
            if (const auto text = e.text(*s, i); !text || !text->empty()) e.setText(plan, i, {});
    }
    if (!plan.empty()) plan.commit(tr("Reset colour"));
}

} // namespace tandem::ui
