// Rows, menu and state of an effect's section.
#include "ui/panels/effect_section.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

#include "engine/model/curve_points.h"
#include "engine/model/lookup.h"
#include "ui/panels/curve_editor.h"
#include "ui/panels/effect_copy.h"
#include "ui/panels/eq_graph.h"

namespace tandem::ui {

static QString idOf(EffectKind kind) {
    const std::string_view id = spec(kind).id;
    return QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size()));
}

EffectSection::EffectSection(Studio& studio, const ClipEffects& effects, const Look& look, QWidget* parent)
    : Section(look.icon.isEmpty() ? effectIcon(effects.kind) : look.icon, look.tint,
              look.title.isEmpty() ? effectName(effects.kind) : look.title,
              look.key.isEmpty() ? idOf(effects.kind) : look.key, parent, look.folded),
      studio_(studio), tint_(look.tint) {
    connect(reset(), &IconButton::clicked, this,
            [this] { run(reset()->accessibleName(), [this](EditPlan& plan) { resetAll(plan); }); });
    connect(toggle(), &Toggle::clicked, this, [this](bool on) {
        run(toggle()->accessibleName(), [this, on](EditPlan& plan) {
            for (const ClipEffects& e : parts_) e.enable(plan, on);
        });
    });
    toggle()->setVisible(!effects.generator);
    if (look.added) setMenu([this](QMenu& menu) { fillMenu(menu); });
}

void EffectSection::addRows(const ClipEffects& effects, const std::function<bool(const RowPlan&)>& pick) {
    if (std::none_of(parts_.begin(), parts_.end(),
                     [&](const ClipEffects& p) { return p.kind == effects.kind && p.mask == effects.mask; }))
        parts_.push_back(effects);
    if (effects.kind == EffectKind::eq && effects.clips.size() == 1) addGraph(effects);
    if (effects.mask || effects.kind == EffectKind::crop) addOnPicture(effects);
    for (const RowPlan& plan : planRows(effects.rows().kind)) {
        if (pick && !pick(plan)) continue;
        auto row = new ParamRow(studio_, effects, plan, tint_, this);
        rows_.push_back(row);
        body()->addWidget(row);
        if (!graph_ || plan.form != RowPlan::Form::band) continue;
        auto choose = [this, row, band = plan.slots.front() / 4] { row->setVisible(graph_->selected() == band); };
        connect(graph_, &EqGraph::selectedChanged, row, choose);
        choose();
    }
    if (!effects.generator && !pick) addTexts(effects);
}

void EffectSection::setClips(const std::vector<ClipId>& clips) {
    for (ClipEffects& e : parts_) e.clips = clips;
    for (ParamRow* row : rows_) row->setClips(clips);
    for (CurveEditor* c : curves_) c->setClips(clips);
    if (onPicture_) showOnPicture();
}

void EffectSection::addGraph(const ClipEffects& effects) {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? effects.effect(*s, effects.clips.front()) : nullptr;
    if (!e) return;
    graph_ = new EqGraph(studio_, effectName(effects.kind), this);
    graph_->setTarget({.owner = effects.clips.front(), .effect = e->id}, tint_);
    graph_->setFixedHeight(112);
    auto box = new QWidget(this);
    auto line = new QHBoxLayout(box);
    line->setContentsMargins(grid::kLeft, 4, grid::kLeft, 4);
    line->addWidget(graph_);
    body()->addWidget(box);
}

OnPicture EffectSection::onPicture() const {
    const ClipEffects& effects = parts_.back(); // a mask comes behind its effect
    if (!effects.mask) return {.what = OnPicture::What::crop};
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? effects.effect(*s, effects.clips.front()) : nullptr;
    return {.what = OnPicture::What::mask, .effect = e ? e->id : EffectId{}};
}

void EffectSection::addOnPicture(const ClipEffects& effects) {
    auto box = new QWidget(this);
    box->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(box);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight + 26, 0);
    line->addWidget(new RowLabel(tr("Handles"), box));
    line->addStretch(1);
    onPicture_ = new Toggle(
        effects.mask ? tr("Handles of the mask on the picture") : tr("Handles of the crop on the picture"), box);
    line->addWidget(onPicture_);
    body()->addWidget(box);
    connect(onPicture_, &Toggle::clicked, this,
            [this](bool on) { studio_.editOnPicture(on ? onPicture() : OnPicture{}); });
    connect(&studio_, &Studio::onPictureChanged, this, &EffectSection::showOnPicture);
    showOnPicture();
}

void EffectSection::showOnPicture() { onPicture_->setChecked(studio_.onPicture() == onPicture()); }

void EffectSection::addTexts(const ClipEffects& effects) {
    const auto texts = effects.rows().texts;
    if (texts.empty() || effects.mask) return; // a path is drawn in the viewer
    if (!curve_slot(effects.kind, 0)) return addPath();
    auto editor = new CurveEditor(studio_, effects, this);
    curves_.push_back(editor);
    body()->addWidget(editor);
}

void EffectSection::addPath() {
    auto box = new QWidget(this);
    box->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(box);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight + 26, 0);
    line->setSpacing(grid::kGap);
    line->addWidget(new RowLabel(tr("File"), box));
    path_ = new QLineEdit(box);
    path_->setAccessibleName(tr("File of the look"));
    path_->setPlaceholderText(tr("None"));
    path_->setFixedHeight(24);
    auto open = new IconButton(QStringLiteral("folder_open"), tr("Choose a .cube file"), box, 24);
    line->addWidget(path_, 1);
    line->addWidget(open);
    body()->insertWidget(0, box);
    auto put = [this](const QString& text) {
        const Ref<Sequence> s = studio_.sequence();
        if (!s || parts_[0].text(*s, 0) == fromQt(text)) return;
        run(tr("Choose look"), [&](EditPlan& plan) { parts_[0].setText(plan, 0, fromQt(text)); });
    };
    connect(path_, &QLineEdit::editingFinished, this, [this, put] { put(path_->text()); });
    connect(open, &IconButton::clicked, this, [this, put] {
        const QString file = QFileDialog::getOpenFileName(window(), tr("Choose a look"),
                                                          QFileInfo(path_->text()).path(), tr("Looks (*.cube)"));
        if (!file.isEmpty()) put(file);
    });
}

void EffectSection::run(const QString& label, const std::function<void(EditPlan&)>& fill) {
    EditPlan plan(studio_);
    fill(plan);
    if (plan.commit(label)) return;
    if (const Ref<Sequence> s = studio_.sequence()) refresh(*s, studio_.playhead());
}

void EffectSection::resetAll(EditPlan& plan) {
    for (const ClipEffects& e : parts_) {
        if (e.mask) continue; // where it acts is not what it does
        e.reset(plan, allSlots(e.rows().kind));
        if (!e.generator && curve_slot(e.kind, 0))
            for (size_t t = 0; t < e.rows().texts.size(); ++t)
                if (plan.sequence() && e.text(*plan.sequence(), t) != std::string()) e.setText(plan, t, {});
    }
}

bool EffectSection::untouched(const Sequence& sequence) const {
    return std::all_of(parts_.begin(), parts_.end(),
                       [&](const ClipEffects& e) { return e.atDefaults(sequence, allSlots(e.rows().kind)); });
}

bool EffectSection::animated(const Sequence& sequence) const {
    return std::any_of(parts_.begin(), parts_.end(), [&](const ClipEffects& e) { return e.animated(sequence); });
}

void EffectSection::refresh(const Sequence& sequence, Time playhead) {
    bool present = false, enabled = true;
    for (const ClipEffects& e : parts_) {
        present = present || e.present(sequence);
        enabled = enabled && e.enabled(sequence);
    }
    toggle()->setChecked(enabled);
    toggle()->setEnabled(present);
    reset()->setEnabled(present && !untouched(sequence));
    for (ParamRow* row : rows_) row->refresh(sequence, playhead);
    for (CurveEditor* c : curves_) c->refresh(sequence);
    if (path_ && !path_->hasFocus()) path_->setText(toQt(parts_[0].text(sequence, 0).value_or(std::string())));
}

void EffectSection::addMask(const char* shape) {
    run(tr("Add mask"), [&](EditPlan& plan) {
        const ClipEffects& e = parts_[0];
        for (const ClipId clip : e.clips) {
            const Ref<Effect> effect = plan.sequence() ? e.effect(*plan.sequence(), clip) : nullptr;
            if (!effect || effect->mask) continue;
            ValueObject params{{"shape", Value(shape)}};
            if (std::string_view(shape) == "none") params["qualify"] = Value(1.0);
            params["feather"] = Value(0.05);
            ValueObject args{{"clip", arg(clip)}, {"effect", arg(effect->id)}, {"params", std::move(params)}};
            if (std::string_view(shape) == "path") // a lozenge, to be drawn on from there
                args["texts"] = Value(ValueObject{{"path", Value("0.5,0 1,0.5 0.5,1 0,0.5")}});
            plan.add({"set_mask", std::move(args)});
        }
    });
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> made = s ? parts_[0].effect(*s, parts_[0].clips.front()) : nullptr;
    if (made && made->mask) studio_.editOnPicture({.what = OnPicture::What::mask, .effect = made->id});
}

void EffectSection::fillMenu(QMenu& menu) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || parts_.empty()) return;
    const ClipEffects e = parts_[0];
    menu.addAction(tr("Move up"), this,
                   [this, e] { run(tr("Reorder effects"), [&](EditPlan& plan) { e.move(plan, -1); }); });
    menu.addAction(tr("Move down"), this,
                   [this, e] { run(tr("Reorder effects"), [&](EditPlan& plan) { e.move(plan, 1); }); });
    menu.addSeparator();
    menu.addAction(tr("Copy effect"), this, [this, e] {
        const Ref<Sequence> now = studio_.sequence();
        if (const Ref<Effect> effect = now ? e.effect(*now, e.clips.front()) : nullptr) copyEffects({effect});
    });
    if (takes_mask(e.kind)) {
        menu.addSeparator();
        if (e.masked(*s)) {
            menu.addAction(tr("Remove mask"), this, [this, e] {
                run(tr("Remove mask"), [&](EditPlan& plan) {
                    for (const ClipId clip : e.clips)
                        if (const Ref<Effect> effect = e.effect(*plan.sequence(), clip); effect && effect->mask)
                            plan.add({"clear_mask", {{"clip", arg(clip)}, {"effect", arg(effect->id)}}});
                });
            });
        } else {
            menu.addAction(tr("Mask: ellipse"), this, [this] { addMask("ellipse"); });
            menu.addAction(tr("Mask: rectangle"), this, [this] { addMask("rectangle"); });
            menu.addAction(tr("Mask: drawn outline"), this, [this] { addMask("path"); });
            menu.addAction(tr("Mask: by colour"), this, [this] { addMask("none"); });
        }
    }
    menu.addSeparator();
    menu.addAction(tr("Remove effect"), this,
                   [this, e] { run(tr("Remove effect"), [&](EditPlan& plan) { e.remove(plan); }); });
}

} // namespace tandem::ui
