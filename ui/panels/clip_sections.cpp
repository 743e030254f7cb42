// Fades.
#include "ui/panels/clip_sections.h"

#include <cmath>

#include "engine/model/lookup.h"

namespace tandem::ui {

static const char* shapeWord(FadeShape shape) {
    static constexpr const char* kWords[] = {"linear", "equal_power", "smooth"};
    return kWords[static_cast<size_t>(shape)];
}

static RowLabel* rowLabel(const QString& text, QWidget* parent) {
    auto out = new RowLabel(text, parent);
    out->setToolTip(QObject::tr("%1. Double-click for the default").arg(text));
    return out;
}

static QHBoxLayout* rowLine(QWidget* row) {
    row->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(row);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight, 0);
    line->setSpacing(grid::kGap);
    return line;
}

FadeRow::FadeRow(Studio& studio, std::vector<ClipId> clips, bool sound, QWidget* parent)
    : QWidget(parent), studio_(studio), clips_(std::move(clips)), sound_(sound) {
    const NumberField::Look look{.min = 0, .max = 1e5, .step = 0.25, .decimals = 0, .suffix = tr(" f")};
    auto line = rowLine(this);
    auto label = rowLabel(tr("Fade in / out"), this);
    in_ = new NumberField(look, tr("Length of the fade in, frames"), this);
    out_ = new NumberField(look, tr("Length of the fade out, frames"), this);
    line->addWidget(label);
    for (NumberField* f : {in_, out_}) {
        f->setFixedWidth(grid::kField);
        f->setToolTip(f->accessibleName());
        line->addWidget(f);
        if (f == in_) line->addStretch(1);
        wire(f, f == out_);
    }
    line->addSpacing(20 + grid::kGap);
    connect(label, &RowLabel::resetAsked, this, [this] {
        EditPlan plan(studio_);
        reset(plan);
        if (!plan.empty()) plan.commit(tr("Remove fades"));
    });
}

void FadeRow::wire(NumberField* field, bool out) {
    connect(field, &NumberField::changing, this, [this, out](double v) {
        EditPlan plan(studio_);
        put(plan, out, v);
        plan.preview();
    });
    connect(field, &NumberField::committed, this, [this, out](double v) {
        EditPlan plan(studio_);
        put(plan, out, v);
        plan.commit(out ? tr("Fade out") : tr("Fade in"));
        if (const Ref<Sequence> s = studio_.sequence()) refresh(*s);
    });
    connect(field, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
}

void FadeRow::put(EditPlan& plan, bool out, double frames) const {
    for (const ClipId id : clips_) {
        const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt;
        if (!place) continue;
        const Clip& c = *place->placement->clip;
        const Fade& old = out ? c.fade_out : c.fade_in;
        const Time other = out ? c.fade_in.length : c.fade_out.length;
        const FrameRate rate = plan.sequence()->format.rate;
        const Time length = std::clamp(rate.time_of(std::llround(frames)), Time{}, std::max(Time{}, c.length - other));
        const FadeShape shape = old.length > Time{} ? old.shape : sound_ ? FadeShape::equal_power : FadeShape::linear;
        plan.add({"set_fades",
                  {{"clip", arg(id)}, {out ? "fade_out" : "fade_in", arg(length)}, {"shape", shapeWord(shape)}}});
    }
}

void FadeRow::reset(EditPlan& plan) const {
    for (const ClipId id : clips_) {
        const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt;
        if (!place) continue;
        const Clip& c = *place->placement->clip;
        if (c.fade_in.length == Time{} && c.fade_out.length == Time{}) continue;
        plan.add({"set_fades", {{"clip", arg(id)}, {"fade_in", arg(Time{})}, {"fade_out", arg(Time{})}}});
    }
}

bool FadeRow::none(const Sequence& sequence) const {
    return std::all_of(clips_.begin(), clips_.end(), [&](ClipId id) {
        const auto place = find_clip(sequence, id);
        return !place ||
               (place->placement->clip->fade_in.length == Time{} && place->placement->clip->fade_out.length == Time{});
    });
}

void FadeRow::refresh(const Sequence& sequence) {
    const FrameRate rate = sequence.format.rate;
    for (NumberField* f : {in_, out_}) {
        std::optional<double> value;
        bool mixed = false;
        for (const ClipId id : clips_)
            if (const auto place = find_clip(sequence, id)) {
                const Clip& c = *place->placement->clip;
                const auto v = static_cast<double>(rate.frame_nearest((f == in_ ? c.fade_in : c.fade_out).length));
                mixed = mixed || (value && *value != v);
                if (!value) value = v;
            }
        f->setValue(value.value_or(0));
        f->setMixed(mixed);
    }
}

FadedSection::FadedSection(Studio& studio, const ClipEffects& effects, const Look& look, bool sound, QWidget* parent)
    : EffectSection(studio, effects, look, parent), clips_(effects.clips), sound_(sound) {}

void FadedSection::addFades() {
    fades_ = new FadeRow(studio(), clips_, sound_, this);
    body()->addWidget(fades_);
}

void FadedSection::setClips(const std::vector<ClipId>& clips) {
    EffectSection::setClips(clips);
    clips_ = clips;
    if (fades_) fades_->setClips(clips);
}

void FadedSection::refresh(const Sequence& sequence, Time playhead) {
    EffectSection::refresh(sequence, playhead);
    if (fades_) fades_->refresh(sequence);
    reset()->setEnabled(!untouched(sequence));
}

void FadedSection::resetAll(EditPlan& plan) {
    EffectSection::resetAll(plan);
    if (fades_) fades_->reset(plan);
}

bool FadedSection::untouched(const Sequence& sequence) const {
    return EffectSection::untouched(sequence) && (!fades_ || fades_->none(sequence));
}

} // namespace tandem::ui
