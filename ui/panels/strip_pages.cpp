// What the pages show, and when they are made anew.
#include "ui/panels/strip_pages.h"

#include <QLabel>
#include <QMenu>
#include <QScrollArea>

#include "ui/controls/buttons.h"
#include "ui/controls/menu_word.h"
#include "ui/controls/reduction_bar.h"
#include "ui/panels/catalog_words.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/panel.h"
#include "ui/panels/param_rows.h"
#include "ui/panels/strip_rows.h"

namespace tandem::ui {

static QScrollArea* scrollOf(QWidget* parent, const QString& name) {
    auto out = new QScrollArea(parent);
    out->setFrameShape(QFrame::NoFrame);
    out->setWidgetResizable(true);
    out->setAccessibleName(name);
    out->setFocusPolicy(Qt::NoFocus);
    out->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    out->viewport()->setAutoFillBackground(false);
    return out;
}

// Shown in a scroll area in the place of what was.
static void putRows(QScrollArea* scroll, QWidget* rows) {
    // An empty one would keep its bar.
    scroll->setVerticalScrollBarPolicy(rows ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (QWidget* old = scroll->takeWidget()) {
        old->hide();
        old->deleteLater(); // an edit of its own may have led here
    }
    if (!rows) return;
    rows->setAutoFillBackground(false);
    scroll->setWidget(rows);
    rows->setAutoFillBackground(false);
    rows->show();
}

// ---- equaliser ----

EqPage::EqPage(Studio& studio, QWidget* parent) : StripPage(studio, parent) {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(8, 8, 8, 8);
    all->setSpacing(8);
    graph_ = new EqGraph(studio, tr("Equaliser curve"), this);
    all->addWidget(graph_, 1);
    cards_ = new EqCards(studio, *graph_);
    cardScroll_ = scrollOf(this, tr("Bands"));
    cardScroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    cardScroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    cardScroll_->setWidget(cards_);
    cards_->setAutoFillBackground(false);
    all->addWidget(cardScroll_);

    note_ = new QWidget(this);
    note_->setFixedHeight(50);
    auto row = new QHBoxLayout(note_);
    row->setContentsMargins(4, 0, 4, 0);
    row->setSpacing(12);
    auto text = new QLabel(tr("No equaliser on this strip yet. Drag the curve to make one."), note_);
    text->setFont(textFont(12));
    text->setWordWrap(true);
    row->addWidget(text, 1);
    auto add = new TextButton(tr("Add equaliser"), TextButton::Look::normal, note_);
    connect(add, &TextButton::clicked, this, [this] {
        graph_->setFocus(Qt::OtherFocusReason); // the button goes
        graph_->addEqualiser();
    });
    row->addWidget(add);
    all->addWidget(note_);
    connect(&studio, &Studio::projectChanged, this, [this] { setStrip(strip_); });
}

void EqPage::setStrip(StripRef strip) {
    strip_ = strip;
    const Ref<Sequence> s = studio_.sequence();
    const Strip* found = s ? stripOf(*s, strip) : nullptr;
    const Ref<Effect> eq = found ? insertOf(*found, EffectKind::eq) : nullptr;
    const EffectTarget target{strip, eq ? eq->id : EffectId{}};
    const QColor ink = s ? colour(role(stripRole(*s, strip)).wave) : colour(token::text3);
    const bool other = target != target_;
    target_ = target;
    graph_->setTarget(target, ink);
    cards_->setTarget(target, ink);
    // What goes first, so that the graph never gives room to both.
    if (eq) note_->hide();
    cardScroll_->setVisible(eq != nullptr);
    note_->setVisible(found && !eq);
    // Cards that do not fit beside each other scroll; the bar then needs its own height.
    const bool wide = cards_->minimumSizeHint().width() > width() - 16;
    cardScroll_->setFixedHeight(wide ? 60 : 50);
    if (other) Q_EMIT effectChanged();
}

// ---- dynamics and denoiser ----

ReductionPage::ReductionPage(Studio& studio, Look look, QWidget* parent)
    : StripPage(studio, parent), look_(std::move(look)) {
    const bool several = look_.kinds.size() > 1;
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    full_ = new QWidget(this);
    auto columns = new QHBoxLayout(full_);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    auto left = new QVBoxLayout;
    left->setSpacing(8);
    auto line = new QHBoxLayout;
    which_ = new ChoiceRow({}, ChoiceRow::Look::segments, look_.which, this);
    line->addWidget(which_);
    add_ = new MenuWord(look_.add, this);
    add_->setWord(tr("Add"));
    line->addWidget(add_);
    line->addStretch(1);
    left->addLayout(line);
    which_->setVisible(several), add_->setVisible(several);
    scroll_ = scrollOf(this, look_.title);
    left->addWidget(scroll_, 1);
    columns->addLayout(left, 1);
    if (!look_.about.isEmpty()) {
        auto about = new QLabel(look_.about, full_);
        about->setFont(textFont(12));
        about->setWordWrap(true);
        about->setFixedWidth(240);
        about->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        columns->addWidget(about);
    }
    graph_ = new DynamicsGraph(studio, this);
    graph_->setMinimumWidth(140);
    columns->addWidget(graph_);
    reduction_ = new ReductionBar(ReductionBar::Look::scaled, tr("Gain reduction"), this);
    columns->addWidget(reduction_);
    connect(&studio, &Studio::levelsRead, this, [this] {
        if (!reduction_->isVisible()) return;
        reduction_->feed(studio_.reduction(shown_));
        graph_->setReduction(reduction_->shownDb());
    });
    all->addWidget(full_, 1);

    empty_ = new QWidget(this);
    auto column = new QVBoxLayout(empty_);
    column->addStretch(1);
    auto text = new QLabel(look_.none, empty_);
    text->setFont(textFont(12));
    text->setAlignment(Qt::AlignCenter);
    column->addWidget(text);
    auto first = new TextButton(look_.first, TextButton::Look::normal, empty_);
    connect(first, &TextButton::clicked, this, [this, several] {
        const EffectId made = addInsert(studio_, strip_, look_.kinds[0]);
        if (!made) return;
        if (several)
            which_->setFocus(Qt::OtherFocusReason); // the button is gone
        else if (rows_)
            rows_->nextInFocusChain()->setFocus(Qt::OtherFocusReason);
    });
    column->addWidget(first, 0, Qt::AlignCenter);
    column->addStretch(1);
    all->addWidget(empty_, 1);

    connect(which_, &ChoiceRow::chosen, this, [this](int i) {
        if (i >= 0 && i < static_cast<int>(ids_.size())) showEffect(ids_[static_cast<size_t>(i)]);
    });
    connect(add_, &MenuWord::clicked, this, [this] {
        QMenu menu;
        for (const EffectKind kind : look_.kinds)
            menu.addAction(effectName(kind), this, [this, kind] {
                if (const EffectId made = addInsert(studio_, strip_, kind)) showEffect(made);
            });
        menu.exec(add_->mapToGlobal(add_->rect().bottomLeft()));
    });
    connect(&studio, &Studio::projectChanged, this, [this] { setStrip(strip_); });
}

std::vector<Ref<Effect>> ReductionPage::effects() const {
    std::vector<Ref<Effect>> out;
    const Ref<Sequence> s = studio_.sequence();
    if (const Strip* found = s ? stripOf(*s, strip_) : nullptr)
        for (const Ref<Effect>& e : found->inserts)
            if (std::find(look_.kinds.begin(), look_.kinds.end(), e->kind) != look_.kinds.end()) out.push_back(e);
    return out;
}

void ReductionPage::setStrip(StripRef strip) {
    strip_ = strip;
    const auto all = effects();
    std::vector<EffectId> ids;
    QStringList words;
    for (const Ref<Effect>& e : all) ids.push_back(e->id), words.push_back(effectName(e->kind));
    if (ids != ids_) ids_ = ids, which_->setWords(words);
    if (std::find(ids_.begin(), ids_.end(), shown_) == ids_.end()) shown_ = ids_.empty() ? EffectId{} : ids_.front();
    full_->setVisible(!ids_.empty());
    empty_->setVisible(ids_.empty());
    showRows();
}

void ReductionPage::showEffect(EffectId effect) {
    shown_ = effect;
    setStrip(strip_);
}

void ReductionPage::showRows() {
    const auto at = std::find(ids_.begin(), ids_.end(), shown_);
    which_->setCurrent(at == ids_.end() ? 0 : static_cast<int>(at - ids_.begin()));
    const Ref<Sequence> s = studio_.sequence();
    const EffectTarget target{strip_, shown_};
    const Ref<Effect> e = s && shown_ ? target.find(*s) : nullptr;
    const QColor ink = s ? colour(role(stripRole(*s, strip_)).wave) : QColor();
    graph_->setTarget(target, ink);
    graph_->setVisible(e && dynamicsOut(*e, {}, -20));
    auto rows = static_cast<ParamRows*>(rows_);
    if (!e) {
        if (rows) putRows(scroll_, nullptr), rows_ = nullptr, Q_EMIT effectChanged();
        return;
    }
    if (rows && rows->target() == target) return;
    rows_ = new ParamRows(studio_, strip_, shown_, nullptr, {.labelWidth = 100, .columns = 1, .tint = ink});
    putRows(scroll_, rows_);
    Q_EMIT effectChanged();
}

// ---- all inserts ----

InsertsPage::InsertsPage(Studio& studio, QWidget* parent) : StripPage(studio, parent) {
    auto columns = new QHBoxLayout(this);
    columns->setContentsMargins(12, 8, 12, 8);
    columns->setSpacing(16);
    auto listScroll = scrollOf(this, tr("Inserts"));
    listScroll->setFixedWidth(160);
    list_ = new QWidget;
    listLayout_ = new QVBoxLayout(list_);
    listLayout_->setContentsMargins(0, 0, 0, 0);
    listLayout_->setSpacing(3);
    listScroll->setWidget(list_);
    list_->setAutoFillBackground(false);
    columns->addWidget(listScroll);
    auto right = new QVBoxLayout;
    auto line = new QHBoxLayout;
    name_ = new QLabel(this);
    name_->setFont(textFont(12.5, QFont::DemiBold));
    line->addWidget(name_);
    line->addStretch(1);
    window_ = new TextButton(tr("Open its window"), TextButton::Look::link, this);
    connect(window_, &TextButton::clicked, this, [this] { studio_.askPluginWindow(strip_, shown_); });
    line->addWidget(window_);
    key_ = new MenuWord(tr("Side chain"), this);
    line->addWidget(key_);
    right->addLayout(line);
    scroll_ = scrollOf(this, tr("Parameters"));
    right->addWidget(scroll_, 1);
    columns->addLayout(right, 1);

    connect(key_, &MenuWord::clicked, this, [this] {
        const Ref<Sequence> s = studio_.sequence();
        if (!s || !shown_) return;
        QMenu menu;
        auto add = [&](const QString& word, StripRef from) {
            menu.addAction(word, this, [this, from] {
                ValueObject args = stripArgs(strip_);
                args["effect"] = arg(shown_);
                if (from.track) args["key_track"] = arg(from.track);
                if (from.bus) args["key_bus"] = arg(from.bus);
                studio_.run("set_key_source", args);
            });
        };
        add(tr("Its own sound"), {});
        for (const StripRef ref : allStrips(*s))
            if (ref != strip_ && !isMaster(ref) && !isGroup(ref))
                add(stripBadge(*s, ref) + u' ' + stripName(*s, ref), ref);
        menu.exec(key_->mapToGlobal(key_->rect().bottomLeft()));
    });
    connect(&studio, &Studio::projectChanged, this, [this] { setStrip(strip_); });
}

void InsertsPage::setStrip(StripRef strip) {
    strip_ = strip;
    const Ref<Sequence> s = studio_.sequence();
    const Strip* found = s ? stripOf(*s, strip) : nullptr;
    const size_t count = found ? found->inserts.size() : 0;
    if (!(listStrip_ == strip)) {
        for (InsertRow* r : insertRows_) r->hide(), r->deleteLater();
        insertRows_.clear();
        listStrip_ = strip;
    }
    while (insertRows_.size() < count + 1) {
        auto row = new InsertRow(studio_, strip, list_);
        row->setFixedHeight(26);
        connect(row, &InsertRow::asked, this, &InsertsPage::showEffect);
        listLayout_->insertWidget(static_cast<int>(insertRows_.size()), row);
        insertRows_.push_back(row);
        if (listLayout_->count() == 1) listLayout_->addStretch(1);
    }
    bool there = false;
    for (size_t i = 0; i < count; ++i) there = there || found->inserts[i]->id == shown_;
    if (!there) shown_ = count ? found->inserts[0]->id : EffectId{};
    for (size_t i = 0; i < insertRows_.size(); ++i) {
        insertRows_[i]->setVisible(found && i <= count);
        insertRows_[i]->set(i < count ? found->inserts[i] : nullptr, i, count);
        insertRows_[i]->setChosen(i < count && found->inserts[i]->id == shown_);
    }
    showRows();
}

void InsertsPage::showEffect(EffectId effect) {
    shown_ = effect;
    setStrip(strip_);
}

void InsertsPage::showRows() {
    const Ref<Sequence> s = studio_.sequence();
    const EffectTarget target{strip_, shown_};
    const Ref<Effect> e = s && shown_ ? target.find(*s) : nullptr;
    name_->setText(e ? insertName(*e) : tr("Add an insert to change the sound of this strip."));
    refreshKey();
    const OwnWindow own = e ? ownWindowOf(*e) : OwnWindow{};
    window_->setVisible(own.any);
    window_->setEnabled(own.usable);
    window_->setToolTip(own.why);
    auto rows = static_cast<ParamRows*>(rows_);
    if (!e) {
        if (rows) putRows(scroll_, nullptr), rows_ = nullptr, Q_EMIT effectChanged();
        return;
    }
    if (rows && rows->target() == target) return;
    const QColor ink = colour(role(stripRole(*s, strip_)).wave);
    rows_ = new ParamRows(
        studio_, strip_, shown_, nullptr,
        {.labelWidth = 110, .columns = rowsOf(*e).size() + outputsOf(*e).size() > 10 ? 2 : 1, .tint = ink});
    putRows(scroll_, rows_);
    Q_EMIT effectChanged();
}

void InsertsPage::refreshKey() {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s && shown_ ? EffectTarget{strip_, shown_}.find(*s) : nullptr;
    key_->setVisible(e && takes_key(e->kind) && !isMaster(strip_));
    if (!e) return;
    key_->setWord(e->key ? tr("Listens to %1").arg(stripBadge(*s, *e->key) + u' ' + stripName(*s, *e->key))
                         : tr("Listens to its own sound"));
}

} // namespace tandem::ui
