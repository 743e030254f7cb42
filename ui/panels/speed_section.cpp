// Rows of the speed section and their edits.
#include "ui/panels/speed_section.h"

#include <QHBoxLayout>
#include <cmath>
#include <set>

#include "engine/model/lookup.h"
#include "ui/controls/choice_box.h"
#include "ui/controls/number_field.h"
#include "ui/panels/param_row.h"
#include "ui/panels/param_rows.h"
#include "ui/panels/param_slider.h"

namespace tandem::ui {

SpeedSection::SpeedSection(Studio& studio, const std::vector<ClipId>& clips, QColor tint, QWidget* parent)
    : Section(QStringLiteral("speed"), tint, tr("Speed"), QStringLiteral("speed"), parent), studio_(studio) {
    setClips(clips);
    addRate(tint);
    reverse_ = addSwitch(tr("Reverse"));
    pitch_ = addSwitch(tr("Keep pitch"));
    ramp_ = addSwitch(tr("Speed ramp"));
    addRamp();
    toggle()->hide();
    connect(reset(), &IconButton::clicked, this, [this] { commit(100); });
    connect(reverse_, &Toggle::clicked, this,
            [this](bool on) { commit(on ? -std::abs(current()) : std::abs(current())); });
    connect(pitch_, &Toggle::clicked, this, [this](bool on) {
        if (!ramped_) return commit(current());
        EditPlan plan(studio_);
        for (const ClipId id : clips_)
            if (const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt) {
                Command c =
                    SpeedKeys::of(*place->placement->clip).command(id, *place->placement->clip, Keep::length, false);
                c.args["preserve_pitch"] = on;
                plan.add(std::move(c));
            }
        plan.commit(tr("Keep pitch"));
    });
    connect(ramp_, &Toggle::clicked, this, &SpeedSection::switchRamp);
}

QWidget* SpeedSection::row(const QString& text, const std::vector<QWidget*>& controls) {
    auto out = new QWidget(this);
    out->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(out);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight, 0);
    line->setSpacing(grid::kGap);
    if (!text.isEmpty()) {
        auto label = new RowLabel(text, out);
        label->setToolTip(text);
        line->addWidget(label);
    }
    line->addStretch(1);
    for (QWidget* w : controls) line->addWidget(w);
    body()->addWidget(out);
    return out;
}

Toggle* SpeedSection::addSwitch(const QString& text) {
    auto out = new Toggle(text, this);
    QWidget* line = row(text, {out});
    line->layout()->setContentsMargins(grid::kLeft, 0, grid::kRight + 20 + grid::kGap, 0);
    return out;
}

void SpeedSection::addRate(QColor tint) {
    static constexpr ParamSpec kRate{"speed", "Rate", Unit::kelvin, 0.1, 10, 1}; // its slider goes by ratio
    auto box = new QWidget(this);
    box->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(box);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight, 0);
    line->setSpacing(grid::kGap);
    auto label = new RowLabel(tr("Rate"), box);
    label->setToolTip(QObject::tr("%1. Double-click for the default").arg(tr("Rate")));
    label->setFixedWidth(grid::kLabel - 6);
    slider_ = new ParamSlider(kRate, tr("Rate"), box);
    slider_->setTint(tint);
    number_ = new NumberField(
        {.min = 0, .max = 100, .step = 0.01, .decimals = 0, .suffix = QStringLiteral(" %"), .factor = 100}, tr("Rate"),
        box);
    number_->setFixedWidth(grid::kField);
    line->addWidget(label);
    line->addWidget(slider_, 1);
    line->addWidget(number_);
    line->addSpacing(20 + grid::kGap);
    body()->addWidget(box);
    auto wire = [this](auto* control) {
        using Control = std::remove_pointer_t<decltype(control)>;
        connect(control, &Control::changing, this, [this](double v) {
            // A slider gives what no one would type.
            EditPlan plan(studio_);
            put(plan, std::round(v * 100) * (reverse_->isChecked() ? -1 : 1));
            plan.preview();
        });
        connect(control, &Control::committed, this,
                [this](double v) { commit(std::round(v * 100) * (reverse_->isChecked() ? -1 : 1)); });
        connect(control, &Control::cancelled, &studio_, &Studio::cancelPreview);
    };
    wire(slider_);
    wire(number_);
    connect(label, &RowLabel::resetAsked, this, [this] { commit(100); });
}

void SpeedSection::addRamp() {
    here_ = new NumberField(
        {.min = 0, .max = kMaxRampSpeed, .step = 0.01, .decimals = 0, .suffix = QStringLiteral(" %"), .factor = 100},
        tr("Speed at the playhead"), this);
    here_->setFixedWidth(grid::kField);
    key_ = new KeyButton(tr("Keyframe of the speed"), this);
    rampRows_.push_back(row(tr("Speed here"), {here_, key_}));
    connect(here_, &NumberField::changing, this, [this](double v) {
        EditPlan plan(studio_);
        changeKeys(plan, [v](SpeedKeys& keys, Time at, const Clip&) { keys.put(at, v); });
        plan.preview();
    });
    connect(here_, &NumberField::committed, this, [this](double v) {
        commitKeys(tr("Change speed ramp"), [v](SpeedKeys& keys, Time at, const Clip&) { keys.put(at, v); });
    });
    connect(here_, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    connect(key_, &KeyButton::clicked, this, [this] {
        commitKeys(tr("Key of the speed ramp"), [](SpeedKeys& keys, Time at, const Clip& clip) {
            if (const auto i = keys.at(at))
                keys.remove(*i);
            else
                keys.put(at, clip.speed_at(at - clip.key_origin));
        });
    });

    goesOn_ = new ChoiceBox(tr("How the speed goes on from this key"), this);
    goesOn_->addItems({tr("Hold"), tr("Linear"), tr("Smooth")});
    goesOn_->setFixedWidth(2 * grid::kField);
    rampRows_.push_back(row(tr("To next key"), {goesOn_}));
    rampRows_.back()->layout()->setContentsMargins(grid::kLeft, 0, grid::kRight + 20 + grid::kGap, 0);
    connect(goesOn_, &QComboBox::activated, this, [this](int how) {
        commitKeys(tr("Ease key"), [how](SpeedKeys& keys, Time at, const Clip&) {
            if (const auto i = keys.at(at)) keys.ease(*i, static_cast<Interpolation>(how));
        });
    });

    std::vector<QWidget*> buttons;
    const std::pair<SpeedKeys::Shape, QString> presets[] = {{SpeedKeys::Shape::up, tr("Ramp up")},
                                                            {SpeedKeys::Shape::down, tr("Ramp down")},
                                                            {SpeedKeys::Shape::slow_middle, tr("Slow middle")}};
    for (const auto& [shape, name] : presets) {
        auto button = new TextButton(name, TextButton::Look::normal, this);
        connect(button, &QAbstractButton::clicked, this, [this, shape = shape] { applyPreset(shape); });
        buttons.push_back(button);
    }
    rampRows_.push_back(row({}, buttons));
    keepLength_ = addSwitch(tr("Keep length"));
    keepLength_->setToolTip(tr("On: the clip keeps its length. Off: it still ends in the same source frame"));
    rampRows_.push_back(keepLength_->parentWidget());
}

void SpeedSection::setClips(const std::vector<ClipId>& clips) {
    // Linked clips change together: one of each group is asked.
    std::set<LinkId> links;
    clips_.clear();
    if (const Ref<Sequence> s = studio_.sequence())
        for (const ClipId id : clips)
            if (const auto place = find_clip(*s, id)) {
                const LinkId link = place->placement->clip->link;
                if (!link || links.insert(link).second) clips_.push_back(id);
            }
}

double SpeedSection::current() const {
    const Ref<Sequence> s = studio_.sequence();
    const auto place = s && !clips_.empty() ? find_clip(*s, clips_.front()) : std::nullopt;
    if (!place) return 100;
    const Speed v = place->placement->clip->speed;
    return 100.0 * static_cast<double>(v.num) / static_cast<double>(v.den);
}

Keep SpeedSection::keep() const { return keepLength_->isChecked() ? Keep::length : Keep::source; }

void SpeedSection::put(EditPlan& plan, double percent) const {
    for (const ClipId id : clips_)
        plan.add({"set_speed",
                  {{"clip", arg(id)},
                   {"num", Value(static_cast<int64_t>(std::llround(percent)))},
                   {"den", Value(100)},
                   {"preserve_pitch", Value(pitch_->isChecked())},
                   {"ripple", Value(studio_.editMode() == EditMode::ripple)}}});
}

void SpeedSection::commit(double percent) {
    EditPlan plan(studio_);
    put(plan, percent);
    plan.commit(tr("Change speed"));
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, studio_.playhead());
}

template<class F>
void SpeedSection::changeKeys(EditPlan& plan, F change) const {
    for (const ClipId id : clips_) {
        const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt;
        if (!place) continue;
        const Clip& clip = *place->placement->clip;
        const Time local = studio_.playhead() - place->placement->start;
        if (local < Time{} || local > clip.length) continue;
        SpeedKeys keys = SpeedKeys::of(clip);
        change(keys, clip.key_origin + local, clip);
        plan.add(keys.command(id, clip, keep(), studio_.editMode() == EditMode::ripple));
    }
}

template<class F>
void SpeedSection::commitKeys(const QString& label, F change) {
    EditPlan plan(studio_);
    changeKeys(plan, change);
    if (!plan.empty()) plan.commit(label);
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, studio_.playhead());
}

void SpeedSection::applyPreset(SpeedKeys::Shape shape) {
    EditPlan plan(studio_);
    for (const ClipId id : clips_)
        if (const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt) {
            const Clip& clip = *place->placement->clip;
            plan.add(SpeedKeys::preset(shape, clip, keep())
                         .command(id, clip, keep(), studio_.editMode() == EditMode::ripple));
        }
    if (!plan.empty()) plan.commit(tr("Change speed ramp"));
}

void SpeedSection::switchRamp(bool on) {
    EditPlan plan(studio_);
    const bool ripple = studio_.editMode() == EditMode::ripple;
    for (const ClipId id : clips_) {
        const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt;
        if (!place) continue;
        const Clip& clip = *place->placement->clip;
        if (on)
            plan.add(SpeedKeys::of(clip).command(id, clip, keep(), ripple));
        else
            plan.add({"clear_speed_ramp",
                      {{"clip", arg(id)}, {"keep", keep() == Keep::source ? "source" : "length"}, {"ripple", ripple}}});
    }
    if (!plan.empty()) plan.commit(on ? tr("Add speed ramp") : tr("Remove speed ramp"));
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, studio_.playhead());
}

void SpeedSection::refresh(const Sequence& sequence, Time playhead) {
    std::optional<double> value, here;
    bool mixed = false, back = false, pitch = true;
    KeyState state = KeyState::none;
    std::optional<Interpolation> how;
    ramped_ = false;
    for (const ClipId id : clips_)
        if (const auto place = find_clip(sequence, id)) {
            const Clip& c = *place->placement->clip;
            const double v = static_cast<double>(c.speed.num) / static_cast<double>(c.speed.den);
            mixed = mixed || (value && *value != v);
            if (!value) value = v, back = v < 0, pitch = c.preserve_pitch;
            if (!c.speed_ramp) continue;
            const Time local = playhead - place->placement->start;
            if (!ramped_) state = keyState({.value = 0, .curve = c.speed_ramp}, c.key_origin + local);
            ramped_ = true;
            if (here || local < Time{} || local > c.length) continue;
            here = c.speed_at(local);
            const SpeedKeys keys = SpeedKeys::of(c);
            if (const auto i = keys.at(c.key_origin + local)) how = keys.keys[*i].interpolation;
        }
    slider_->setValue(std::abs(value.value_or(1)));
    number_->setValue(std::abs(value.value_or(1)));
    number_->setMixed(mixed || ramped_);
    reverse_->setChecked(back);
    pitch_->setChecked(pitch);
    ramp_->setChecked(ramped_);
    for (QWidget* w : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(number_), static_cast<QWidget*>(reverse_)})
        w->setEnabled(!ramped_);
    for (QWidget* w : rampRows_) w->setVisible(ramped_);
    here_->setValue(here.value_or(1));
    here_->setEnabled(here.has_value());
    key_->setEnabled(here.has_value());
    key_->setState(state);
    goesOn_->setEnabled(how.has_value());
    goesOn_->setCurrentIndex(static_cast<int>(how.value_or(Interpolation::linear)));
    reset()->setEnabled(mixed || ramped_ || value.value_or(1) != 1);
}

} // namespace tandem::ui
