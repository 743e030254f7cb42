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
    other_ = new TextButton(tr("Mixer"), TextButton::Look::link, this);
    other_->hide();
    head()->addWidget(tabs_);
    head()->addWidget(other_);
    head()->addStretch(1);
    head()->addWidget(more);
    connect(other_, &QAbstractButton::clicked, this, &Inspector::otherAsked);
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
    connect(&nextStep_, &QTimer::timeout, this, &Inspector::step);
    for (auto signal : {&Studio::sessionChanged, &Studio::projectChanged, &Studio::selectionChanged})
        connect(&studio, signal, this, &Inspector::refresh);
    connect(&studio, &Studio::playheadMoved, this, [this] {
        if (animated_ && isVisible() && !making_) refreshValues();
    });
    connect(&studio, &Studio::mediaDrawn, this, [this] {
        if (tabs_->current() == 1) refresh(); // a medium may have gone offline
    });
    refresh();
}

void Inspector::setOther(const QString& name) {
    if (!name.isEmpty()) other_->setText(name), other_->setAccessibleName(name);
    other_->setVisible(!name.isEmpty());
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
    if (making_ && !(making_->shape == now)) drop();
    if (built_ && nothing) {
        // The sections stay for the next clip, out of sight.
        animated_ = false;
    } else if (built_ && !(now == shape_) && now.alike(shape_)) {
        shape_ = now;
        retarget();
    } else if (!making_ && (!built_ || !(now == shape_))) {
        make(now);
    }
    const MediaId media = all.empty() ? studio_.selectedMedia() : MediaId{};
    if (tabs_->current() == 1 && (!all.empty() || media)) {
        pages_->setCurrentWidget(infoScroll_);
        info_->show(all.empty() ? ClipId{} : all.front(), media);
        return;
    }
    pages_->setCurrentWidget(nothing ? static_cast<QWidget*>(empty_) : page_);
    if (s && !nothing && !making_) refreshValues();
}

void Inspector::refreshValues() {
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return;
    animated_ = false;
    for (EffectSection* section : sections_.effects) {
        section->refresh(*s, studio_.playhead());
        animated_ = animated_ || section->animated(*s);
    }
    if (sections_.speed) {
        sections_.speed->refresh(*s, studio_.playhead());
        animated_ = animated_ || sections_.speed->animated();
    }
    if (sections_.cue) sections_.cue->refresh(*s);
    if (sections_.transition) sections_.transition->refresh(*s);
}

std::vector<ClipId> Inspector::timed(const Shape& shape) {
    std::vector<ClipId> clips = shape.pictures;
    clips.insert(clips.end(), shape.sounds.begin(), shape.sounds.end());
    return clips;
}

// In the order of make().
void Inspector::retarget() {
    size_t next = 0;
    auto give = [&](const std::vector<ClipId>& clips) { sections_.effects[next++]->setClips(clips); };
    auto giveAdded = [&](Domain domain) {
        for (const ClipEffects& e : shape_.added)
            if (spec(e.kind).domain == domain) give(e.clips);
    };
    if (!shape_.pictures.empty())
        for (int i = shape_.generator ? 0 : 1; i < 4; ++i) give(shape_.pictures);
    giveAdded(Domain::picture);
    if (!shape_.sounds.empty()) give(shape_.sounds);
    giveAdded(Domain::sound);
    if (sections_.speed) sections_.speed->setClips(timed(shape_));
}

void Inspector::make(const Shape& shape) {
    making_ = std::make_unique<Making>();
    Making& m = *making_;
    m.shape = shape;
    m.content = new QWidget(scroll_);
    m.into = new QVBoxLayout(m.content);
    m.into->setContentsMargins(0, 0, 0, 8);
    m.into->setSpacing(0);
    if (shape.cue)
        m.steps.emplace_back([this, &m] {
            m.sections.cue = new CueSection(studio_, m.shape.cue, colour(role(Role::title).chip), m.content);
            m.into->addWidget(m.sections.cue);
        });
    if (!shape.pictures.empty()) makePicture(m);
    if (shape.media)
        m.steps.emplace_back([this, &m] {
            m.sections.speed = new SpeedSection(studio_, timed(m.shape), colour(token::accent), m.content);
            m.into->addWidget(m.sections.speed);
        });
    if (shape.transition)
        m.steps.emplace_back([this, &m] {
            m.sections.transition =
                new TransitionSection(studio_, m.shape.transition, colour(token::accent), m.content);
            m.into->addWidget(m.sections.transition);
        });
    makeAdded(m, Domain::picture);
    if (!shape.sounds.empty()) m.steps.emplace_back([this, &m] { makeSound(m); });
    makeAdded(m, Domain::sound);
    step();
    if (making_) nextStep_.start(0);
}

void Inspector::drop() {
    nextStep_.stop();
    making_->content->deleteLater();
    making_.reset();
}

// The last one takes the place of what was there.
void Inspector::step() {
    if (making_->done < making_->steps.size()) making_->steps[making_->done++]();
    if (making_->done < making_->steps.size()) return;
    nextStep_.stop();
    makeRest(*making_);
    built_ = true;
    shape_ = making_->shape, sections_ = making_->sections;
    // What is rebuilt may be in the middle of telling of the change.
    if (QWidget* old = scroll_->takeWidget()) old->deleteLater();
    scroll_->setWidget(making_->content);
    making_->content->setAutoFillBackground(false); // setWidget() sets it
    making_.reset();
    if (studio_.sequence()) refreshValues();
}

void Inspector::makeRest(Making& m) {
    if (!m.shape.pictures.empty() || !m.shape.sounds.empty()) {
        m.sections.add = new TextButton(tr("Add effect"), TextButton::Look::normal, m.content, QStringLiteral("plus"));
        auto line = new QHBoxLayout;
        line->setContentsMargins(12, 10, 12, 4);
        line->addWidget(m.sections.add, 1);
        m.into->addLayout(line);
        connect(m.sections.add, &QAbstractButton::clicked, this, &Inspector::openEffectMenu);
    }
    m.into->addStretch(1);
}

void Inspector::makePicture(Making& m) {
    auto add = [&m](EffectSection* section) {
        m.sections.effects.push_back(section);
        m.into->addWidget(section);
    };
    if (m.shape.generator)
        m.steps.emplace_back([this, &m, add] {
            const ClipEffects e{.kind = *m.shape.generator, .generator = true, .clips = m.shape.pictures};
            const EffectSection::Look look{.tint = colour(role(Role::title).chip)};
            if (e.kind == EffectKind::title) return add(new TitleSection(studio_, e, look, m.content));
            auto section = new EffectSection(studio_, e, look, m.content);
            section->addRows(e);
            add(section);
        });
    m.steps.emplace_back([this, &m, add] {
        const ClipEffects transform{.kind = EffectKind::transform, .clips = m.shape.pictures};
        auto placed = new EffectSection(studio_, transform, {.tint = colour(token::accent)}, m.content);
        placed->addRows(transform,
                        [&](const RowPlan& row) { return row.form != RowPlan::Form::choice || !m.shape.generator; });
        add(placed);
    });
    m.steps.emplace_back([this, &m, add] {
        const ClipEffects composite{.kind = EffectKind::composite, .clips = m.shape.pictures};
        auto blend = new FadedSection(
            studio_, composite, {.tint = colour(token::accent), .title = tr("Opacity & blend")}, false, m.content);
        blend->addRows(composite);
        blend->addFades();
        add(blend);
    });
    m.steps.emplace_back([this, &m, add] {
        const ClipEffects crop{.kind = EffectKind::crop, .clips = m.shape.pictures};
        auto cropped = new EffectSection(studio_, crop, {.tint = colour(token::accent), .folded = true}, m.content);
        cropped->addRows(crop);
        add(cropped);
    });
}

void Inspector::makeSound(Making& m) {
    const Ref<Sequence> s = studio_.sequence();
    const auto place = s ? find_clip(*s, m.shape.sounds.front()) : std::nullopt;
    const Role r = place ? Studio::trackRole(*s, place->track) : Role::dialogue;
    const ClipEffects gain{.kind = EffectKind::gain, .clips = m.shape.sounds};
    const ClipEffects pan{.kind = EffectKind::pan, .clips = m.shape.sounds};
    auto level = new FadedSection(
        studio_, gain, {.tint = colour(role(r).chip), .icon = QStringLiteral("volume"), .title = tr("Level & fades")},
        true, m.content);
    level->addRows(gain);
    level->addRows(pan);
    level->addFades();
    m.sections.effects.push_back(level);
    m.into->addWidget(level);
}

void Inspector::makeAdded(Making& m, Domain domain) {
    for (size_t i = 0; i < m.shape.added.size(); ++i) {
        if (spec(m.shape.added[i].kind).domain != domain) continue;
        m.steps.emplace_back([this, &m, i, domain] {
            const ClipEffects& e = m.shape.added[i];
            const Ref<Sequence> s = studio_.sequence();
            QColor tint = colour(token::accent);
            if (const auto place = s ? find_clip(*s, e.clips.front()) : std::nullopt; place && domain == Domain::sound)
                tint = colour(role(Studio::trackRole(*s, place->track)).chip);
            auto section = new EffectSection(studio_, e, {.tint = tint, .added = true}, m.content);
            section->addRows(e);
            if (m.shape.masked[i]) {
                ClipEffects mask = e;
                mask.mask = true;
                section->addRows(mask);
                section->setNote(tr("masked"));
            }
            m.sections.effects.push_back(section);
            m.into->addWidget(section);
        });
    }
}

void Inspector::openEffectMenu() {
    if (!sections_.add || studio_.selection().empty()) return;
    auto picker = new EffectPicker(
        {.picture = !shape_.pictures.empty(), .sound = !shape_.sounds.empty(), .transitions = false}, this);
    connect(picker, &EffectPicker::effectChosen, this, [this](EffectKind kind) { addEffect(studio_, kind); });
    picker->showAt(sections_.add->mapToGlobal(QPoint(0, -picker->height() - 4)));
}

void Inspector::menu(QPoint at) {
    auto menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Ref<Sequence> s = studio_.sequence();
    const bool any = sections_.add != nullptr && !studio_.selection().empty();
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
