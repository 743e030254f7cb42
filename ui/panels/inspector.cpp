// What is selected, and which sections it gets.
#include "ui/panels/inspector.h"

#include <QContextMenuEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <map>

#include "engine/model/lookup.h"
#include "ui/panels/catalog_list.h"
#include "ui/panels/clip_head.h"
#include "ui/panels/clip_info.h"
#include "ui/panels/clip_sections.h"
#include "ui/panels/effect_copy.h"
#include "ui/panels/speed_section.h"
#include "ui/panels/transition_section.h"

namespace tandem::ui {

static bool same(const ClipEffects& a, const ClipEffects& b) {
    return a.kind == b.kind && a.nth == b.nth && a.clips == b.clips;
}

bool Inspector::Shape::operator==(const Shape& o) const {
    return pictures == o.pictures && sounds == o.sounds && cue == o.cue && generator == o.generator &&
           media == o.media && transition == o.transition && masked == o.masked &&
           std::equal(added.begin(), added.end(), o.added.begin(), o.added.end(), same);
}

bool Inspector::Shape::alike(const Shape& o) const {
    // Those of cues and transitions are small, and an equaliser's curve is one clip's.
    if (cue || o.cue || transition || o.transition || pictures.empty() != o.pictures.empty() ||
        sounds.empty() != o.sounds.empty() || generator != o.generator || media != o.media || masked != o.masked ||
        tint != o.tint || added.size() != o.added.size())
        return false;
    for (size_t i = 0; i < added.size(); ++i)
        if (added[i].kind != o.added[i].kind || added[i].nth != o.added[i].nth || added[i].kind == EffectKind::eq)
            return false;
    return true;
}

Inspector::Inspector(Studio& studio, QWidget* parent)
    : Panel(tr("Inspector"), parent), studio_(studio),
      tabs_(new ChoiceRow({tr("Inspector"), tr("Info")}, ChoiceRow::Look::tabs, tr("Pages of the inspector"), this)),
      pages_(new QStackedWidget(this)), clipHead_(new ClipHead(studio, this)) {
    setMinimumWidth(300);
    auto more = new IconButton(QStringLiteral("more"), tr("Menu of the inspector"), this);
    head()->addWidget(tabs_);
    head()->addStretch(1);
    head()->addWidget(more);
    empty_ = new EmptyNote(QStringLiteral("equaliser"), {},
                           tr("Select a clip or a track to change its picture and its sound here."), this);
    auto scrolling = [this](const QString& name) {
        auto out = new QScrollArea(this);
        out->setAccessibleName(name);
        out->setFrameShape(QFrame::NoFrame);
        out->setWidgetResizable(true);
        out->setFocusPolicy(Qt::NoFocus);
        out->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        out->viewport()->setAutoFillBackground(false);
        return out;
    };
    page_ = new QWidget(this);
    auto page = new QVBoxLayout(page_);
    page->setContentsMargins(0, 1, 0, 4);
    page->setSpacing(0);
    page->addWidget(clipHead_);
    scroll_ = scrolling(tr("Sections"));
    page->addWidget(scroll_, 1);
    infoScroll_ = scrolling(tr("Info"));
    info_ = new ClipInfo(studio, infoScroll_);
    infoScroll_->setWidget(info_);
    info_->setAutoFillBackground(false);
    for (QWidget* w : {static_cast<QWidget*>(empty_), page_, static_cast<QWidget*>(infoScroll_)}) pages_->addWidget(w);
    body()->addWidget(pages_, 1);

    connect(tabs_, &ChoiceRow::chosen, this, &Inspector::refresh);
    connect(more, &QAbstractButton::clicked, this,
            [this, more] { menu(more->mapToGlobal(QPoint(0, more->height()))); });
    for (auto signal : {&Studio::sessionChanged, &Studio::projectChanged, &Studio::selectionChanged})
        connect(&studio, signal, this, &Inspector::refresh);
    connect(&studio, &Studio::playheadMoved, this, [this] {
        if (animated_ && isVisible()) refreshValues();
    });
    connect(&studio, &Studio::mediaDrawn, this, [this] {
        if (tabs_->current() == 1) refresh(); // a medium may have gone offline
    });
    refresh();
}

void Inspector::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    refresh();
}

void Inspector::addedEffects(Shape& shape, const std::vector<ClipId>& clips) const {
    const Ref<Sequence> s = studio_.sequence();
    for (const ClipId id : clips) {
        const auto place = find_clip(*s, id);
        if (!place || !place->placement->clip->effects) continue;
        std::map<EffectKind, int> seen;
        for (const Ref<Effect>& e : place->placement->clip->effects->effects) {
            const int nth = seen[e->kind]++;
            if (standsAlways(e->kind) && nth == 0) continue;
            auto known = std::find_if(shape.added.begin(), shape.added.end(),
                                      [&](const ClipEffects& x) { return x.kind == e->kind && x.nth == nth; });
            if (known != shape.added.end()) {
                known->clips.push_back(id);
                continue;
            }
            shape.added.push_back({.kind = e->kind, .nth = nth, .clips = {id}});
        }
    }
}

Inspector::Shape Inspector::shapeNow() const {
    Shape out;
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return out;
    std::set<EffectKind> generators;
    bool other = false;
    for (const ClipId id : studio_.selection()) {
        const auto place = find_clip(*s, id);
        if (!place) continue;
        const Clip& c = *place->placement->clip;
        switch (s->tracks[place->track]->kind) {
        case TrackKind::picture:
            out.pictures.push_back(id);
            if (auto g = std::get_if<GeneratorContent>(&c.content))
                generators.insert(g->generator->kind);
            else
                other = true;
            break;
        case TrackKind::sound:
            out.sounds.push_back(id);
            break;
        case TrackKind::subtitle:
            out.cue = id;
            break;
        }
        if (!std::holds_alternative<GeneratorContent>(c.content) && !std::holds_alternative<SubtitleContent>(c.content))
            out.media = true;
    }
    if (generators.size() == 1 && !other) out.generator = *generators.begin();
    // Of one clip only: that of a picture before that of its sound.
    const std::vector<ClipId>& of = out.pictures.empty() ? out.sounds : out.pictures;
    if (of.size() == 1)
        if (const auto place = find_clip(*s, of.front()); place && place->placement->clip->transition_in)
            out.transition = of.front();
    if (studio_.selectedTransition()) out.transition = studio_.selectedTransition();
    addedEffects(out, out.pictures);
    addedEffects(out, out.sounds);
    for (const ClipEffects& e : out.added) out.masked.push_back(e.masked(*s));
    if (!out.sounds.empty())
        if (const auto place = find_clip(*s, out.sounds.front()))
            out.tint = colour(role(Studio::trackRole(*s, place->track)).chip);
    return out;
}

void Inspector::refresh() {
    if (!isVisible() && built_) return;
    const Ref<Sequence> s = studio_.sequence();
    const Shape now = shapeNow();
    std::vector<ClipId> all = now.pictures;
    all.insert(all.end(), now.sounds.begin(), now.sounds.end());
    if (now.cue) all.push_back(now.cue);
    clipHead_->setClips(all);
    clipHead_->setVisible(!all.empty()); // not beside a transition
    const bool nothing = all.empty() && !now.transition;
    if (built_ && nothing) {
        // The sections stay for the next clip, out of sight.
        animated_ = false;
    } else if (built_ && !(now == shape_) && now.alike(shape_)) {
        shape_ = now;
        retarget();
    } else if (!built_ || !(now == shape_)) {
        shape_ = now;
        build();
    }
    const MediaId media = all.empty() ? studio_.selectedMedia() : MediaId{};
    if (tabs_->current() == 1 && (!all.empty() || media)) {
        pages_->setCurrentWidget(infoScroll_);
        info_->show(all.empty() ? ClipId{} : all.front(), media);
        return;
    }
    pages_->setCurrentWidget(nothing ? static_cast<QWidget*>(empty_) : page_);
    if (s && !nothing) refreshValues();
}

void Inspector::refreshValues() {
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return;
    animated_ = false;
    for (EffectSection* section : sections_) {
        section->refresh(*s, studio_.playhead());
        animated_ = animated_ || section->animated(*s);
    }
    if (speed_) {
        speed_->refresh(*s, studio_.playhead());
        animated_ = animated_ || speed_->animated();
    }
    if (cue_) cue_->refresh(*s);
    if (transition_) transition_->refresh(*s);
}

std::vector<ClipId> Inspector::timed() const {
    std::vector<ClipId> clips = shape_.pictures;
    clips.insert(clips.end(), shape_.sounds.begin(), shape_.sounds.end());
    return clips;
}

// In the order of build().
void Inspector::retarget() {
    size_t next = 0;
    auto give = [&](const std::vector<ClipId>& clips) { sections_[next++]->setClips(clips); };
    auto giveAdded = [&](Domain domain) {
        for (const ClipEffects& e : shape_.added)
            if (spec(e.kind).domain == domain) give(e.clips);
    };
    if (!shape_.pictures.empty())
        for (int i = shape_.generator ? 0 : 1; i < 4; ++i) give(shape_.pictures);
    giveAdded(Domain::picture);
    if (!shape_.sounds.empty()) give(shape_.sounds);
    giveAdded(Domain::sound);
    if (speed_) speed_->setClips(timed());
}

void Inspector::build() {
    built_ = true;
    sections_.clear();
    speed_ = nullptr, cue_ = nullptr, transition_ = nullptr, add_ = nullptr;
    // What is rebuilt may be in the middle of telling of the change.
    if (QWidget* old = scroll_->takeWidget()) old->deleteLater();
    auto content = new QWidget(scroll_);
    auto into = new QVBoxLayout(content);
    into->setContentsMargins(0, 0, 0, 8);
    into->setSpacing(0);
    if (shape_.cue) {
        cue_ = new CueSection(studio_, shape_.cue, colour(role(Role::title).chip), content);
        into->addWidget(cue_);
    }
    if (!shape_.pictures.empty()) buildPicture(into, content);
    if (shape_.media) {
        speed_ = new SpeedSection(studio_, timed(), colour(token::accent), content);
        into->addWidget(speed_);
    }
    if (shape_.transition) {
        transition_ = new TransitionSection(studio_, shape_.transition, colour(token::accent), content);
        into->addWidget(transition_);
    }
    buildAdded(into, content, Domain::picture);
    if (!shape_.sounds.empty()) buildSound(into, content);
    buildAdded(into, content, Domain::sound);
    if (!shape_.pictures.empty() || !shape_.sounds.empty()) {
        add_ = new TextButton(tr("Add effect"), TextButton::Look::normal, content, QStringLiteral("plus"));
        auto line = new QHBoxLayout;
        line->setContentsMargins(12, 10, 12, 4);
        line->addWidget(add_, 1);
        into->addLayout(line);
        connect(add_, &QAbstractButton::clicked, this, &Inspector::openEffectMenu);
    }
    into->addStretch(1);
    scroll_->setWidget(content);
    content->setAutoFillBackground(false); // setWidget() sets it
}

void Inspector::buildPicture(QVBoxLayout* into, QWidget* content) {
    const QColor blue = colour(token::accent);
    if (shape_.generator) {
        const ClipEffects e{.kind = *shape_.generator, .generator = true, .clips = shape_.pictures};
        const EffectSection::Look look{.tint = colour(role(Role::title).chip)};
        EffectSection* section = nullptr;
        if (e.kind == EffectKind::title) {
            section = new TitleSection(studio_, e, look, content);
        } else {
            section = new EffectSection(studio_, e, look, content);
            section->addRows(e);
        }
        sections_.push_back(section);
        into->addWidget(section);
    }
    const ClipEffects transform{.kind = EffectKind::transform, .clips = shape_.pictures};
    auto placed = new EffectSection(studio_, transform, {.tint = blue}, content);
    placed->addRows(transform,
                    [&](const RowPlan& row) { return row.form != RowPlan::Form::choice || !shape_.generator; });
    const ClipEffects composite{.kind = EffectKind::composite, .clips = shape_.pictures};
    auto blend = new FadedSection(studio_, composite, {.tint = blue, .title = tr("Opacity & blend")}, false, content);
    blend->addRows(composite);
    blend->addFades();
    const ClipEffects crop{.kind = EffectKind::crop, .clips = shape_.pictures};
    auto cropped = new EffectSection(studio_, crop, {.tint = blue, .folded = true}, content);
    cropped->addRows(crop);
    for (EffectSection* section : {placed, static_cast<EffectSection*>(blend), cropped}) {
        sections_.push_back(section);
        into->addWidget(section);
    }
}

void Inspector::buildSound(QVBoxLayout* into, QWidget* content) {
    const Ref<Sequence> s = studio_.sequence();
    const auto place = s ? find_clip(*s, shape_.sounds.front()) : std::nullopt;
    const Role r = place ? Studio::trackRole(*s, place->track) : Role::dialogue;
    const ClipEffects gain{.kind = EffectKind::gain, .clips = shape_.sounds};
    const ClipEffects pan{.kind = EffectKind::pan, .clips = shape_.sounds};
    auto level = new FadedSection(
        studio_, gain, {.tint = colour(role(r).chip), .icon = QStringLiteral("volume"), .title = tr("Level & fades")},
        true, content);
    level->addRows(gain);
    level->addRows(pan);
    level->addFades();
    sections_.push_back(level);
    into->addWidget(level);
}

void Inspector::buildAdded(QVBoxLayout* into, QWidget* content, Domain domain) {
    const Ref<Sequence> s = studio_.sequence();
    for (size_t i = 0; i < shape_.added.size(); ++i) {
        const ClipEffects& e = shape_.added[i];
        if (spec(e.kind).domain != domain) continue;
        QColor tint = colour(token::accent);
        if (const auto place = s ? find_clip(*s, e.clips.front()) : std::nullopt; place && domain == Domain::sound)
            tint = colour(role(Studio::trackRole(*s, place->track)).chip);
        auto section = new EffectSection(studio_, e, {.tint = tint, .added = true}, content);
        section->addRows(e);
        if (shape_.masked[i]) {
            ClipEffects mask = e;
            mask.mask = true;
            section->addRows(mask);
            section->setNote(tr("masked"));
        }
        sections_.push_back(section);
        into->addWidget(section);
    }
}

void Inspector::openEffectMenu() {
    if (!add_ || studio_.selection().empty()) return;
    auto picker = new EffectPicker(
        {.picture = !shape_.pictures.empty(), .sound = !shape_.sounds.empty(), .transitions = false}, this);
    connect(picker, &EffectPicker::effectChosen, this, [this](EffectKind kind) { addEffect(studio_, kind); });
    picker->showAt(add_->mapToGlobal(QPoint(0, -picker->height() - 4)));
}

void Inspector::menu(QPoint at) {
    auto menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Ref<Sequence> s = studio_.sequence();
    const bool any = add_ != nullptr && !studio_.selection().empty();
    menu->addAction(tr("Add effect…"), this, &Inspector::openEffectMenu)->setEnabled(any);
    menu->addAction(tr("Copy all effects"), this,
                    [this] {
                        const Ref<Sequence> now = studio_.sequence();
                        std::vector<Ref<Effect>> all;
                        for (const auto* clips : {&shape_.pictures, &shape_.sounds})
                            if (!clips->empty())
                                if (const auto place = find_clip(*now, clips->front());
                                    place && place->placement->clip->effects)
                                    for (const auto& e : place->placement->clip->effects->effects) all.push_back(e);
                        copyEffects(std::move(all));
                    })
        ->setEnabled(any && s);
    menu->addAction(tr("Paste effects"), this, [this] { pasteEffects(studio_); })->setEnabled(any && effectsCopied());
    menu->popup(at);
}

} // namespace tandem::ui
