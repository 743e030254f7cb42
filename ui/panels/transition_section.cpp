// Rows of a transition.
#include "ui/panels/transition_section.h"

#include <cmath>

#include "engine/model/lookup.h"
#include "ui/controls/choice_box.h"
#include "ui/edits.h"
#include "ui/panels/catalog_list.h"
#include "ui/panels/colour_field.h"

namespace tandem::ui {

static bool isWipe(TransitionKind k) { return k >= TransitionKind::wipe_left && k <= TransitionKind::wipe_iris; }

QHBoxLayout* TransitionSection::addRow(const QString& text) {
    auto row = new QWidget(this);
    row->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(row);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight + 20 + grid::kGap, 0);
    line->setSpacing(grid::kGap);
    line->addWidget(new RowLabel(text, row));
    body()->addWidget(row);
    return line;
}

TransitionSection::TransitionSection(Studio& studio, ClipId clip, QColor tint, QWidget* parent)
    : Section(QStringLiteral("transition"), tint, tr("Transition"), QStringLiteral("transition"), parent),
      studio_(studio), clip_(clip) {
    toggle()->hide();
    reset()->hide();
    bool sound = false;
    if (const Ref<Sequence> s = studio.sequence())
        if (const auto place = find_clip(*s, clip)) sound = s->tracks[place->track]->kind == TrackKind::sound;
    kind_ = new ChoiceBox(tr("Kind of transition"), this);
    for (int i = 0; i < static_cast<int>(TransitionKind::count_); ++i)
        if (const auto k = static_cast<TransitionKind>(i); is_sound(k) == sound) {
            kinds_.push_back(k);
            kind_->addItem(transitionName(k));
        }
    addRow(tr("Kind"))->addWidget(kind_, 1);
    connect(kind_, &QComboBox::activated, this, [this](int i) {
        change(
            [&](ValueObject& a) { a["kind"] = Value(std::string(transition_word(kinds_[static_cast<size_t>(i)]))); });
    });
    length_ = new NumberField({.min = 2, .max = 1e5, .step = 0.25, .decimals = 0, .suffix = tr(" f")},
                              tr("Length of the transition, frames"), this);
    length_->setFixedWidth(grid::kField);
    auto line = addRow(tr("Length"));
    line->addStretch(1);
    line->addWidget(length_);
    auto putLength = [this](double frames, bool show) {
        const Ref<Sequence> s = studio_.sequence();
        if (!s) return;
        const Time length = s->format.rate.time_of(std::llround(frames));
        change(
            [&](ValueObject& a) {
                a.erase("before"), a.erase("after");
                a["length"] = arg(length);
            },
            show);
    };
    connect(length_, &NumberField::changing, this, [putLength](double v) { putLength(v, true); });
    connect(length_, &NumberField::committed, this, [putLength](double v) { putLength(v, false); });
    connect(length_, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    softness_ = new NumberField(
        {.min = 0, .max = 1, .step = 0.005, .decimals = 0, .suffix = QStringLiteral(" %"), .factor = 100},
        tr("Softness of the edge"), this);
    softness_->setFixedWidth(grid::kField);
    auto soft = addRow(tr("Softness"));
    soft->addStretch(1);
    soft->addWidget(softness_);
    softRow_ = soft->parentWidget();
    auto putSoftness = [this](double v, bool show) { change([&](ValueObject& a) { a["softness"] = Value(v); }, show); };
    connect(softness_, &NumberField::changing, this, [putSoftness](double v) { putSoftness(v, true); });
    connect(softness_, &NumberField::committed, this, [putSoftness](double v) { putSoftness(v, false); });
    connect(softness_, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    colour_ = new ColourField(tr("Colour"), false, this);
    auto dip = addRow(tr("Colour"));
    dip->addWidget(colour_, 1);
    colourRow_ = dip->parentWidget();
    auto putColour = [this](const Rgba& c, bool show) {
        change([&](ValueObject& a) { a["red"] = Value(c[0]), a["green"] = Value(c[1]), a["blue"] = Value(c[2]); },
               show);
    };
    connect(colour_, &ColourField::changing, this, [putColour](const Rgba& c) { putColour(c, true); });
    connect(colour_, &ColourField::committed, this, [putColour](const Rgba& c) { putColour(c, false); });
    connect(colour_, &ColourField::cancelled, &studio_, &Studio::cancelPreview);
    setMenu([this](QMenu& menu) {
        menu.addAction(tr("Remove transition"), this, [this] {
            studio_.run("remove_transition", {{"clip", arg(clip_)}});
        });
    });
}

std::optional<ValueObject> TransitionSection::asIs() const {
    const Ref<Sequence> s = EditPlan(studio_).sequence();
    const auto place = s ? find_clip(*s, clip_) : std::nullopt;
    if (!place || !place->placement->clip->transition_in) return std::nullopt;
    return transitionArgs(clip_, *place->placement->clip->transition_in);
}

void TransitionSection::change(const std::function<void(ValueObject&)>& change, bool show) {
    auto a = asIs();
    if (!a) return;
    change(*a);
    EditPlan plan(studio_);
    plan.add({"set_transition", std::move(*a)});
    if (show) return plan.preview();
    plan.commit(tr("Change transition"));
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s);
}

void TransitionSection::refresh(const Sequence& sequence) {
    const auto place = find_clip(sequence, clip_);
    if (!place || !place->placement->clip->transition_in) return;
    const Transition& t = *place->placement->clip->transition_in;
    const auto at = std::find(kinds_.begin(), kinds_.end(), t.kind);
    kind_->setCurrentIndex(at == kinds_.end() ? -1 : static_cast<int>(at - kinds_.begin()));
    length_->setValue(static_cast<double>(sequence.format.rate.frame_nearest(t.length())));
    softness_->setValue(t.softness);
    colour_->setValue({t.red, t.green, t.blue, 1}, false);
    softRow_->setVisible(isWipe(t.kind));
    colourRow_->setVisible(t.kind == TransitionKind::dip);
}

} // namespace tandem::ui
