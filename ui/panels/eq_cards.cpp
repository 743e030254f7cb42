// Wiring and painting of the bands' cards.
#include "ui/panels/eq_cards.h"

#include <QHBoxLayout>
#include <QMenu>

#include "ui/controls/menu_word.h"
#include "ui/controls/number_field.h"
#include "ui/panels/catalog_words.h"

namespace tandem::ui {

using slot::BandType;

EqCard::EqCard(Studio& studio, EqGraph& graph, int band, QWidget* parent)
    : QWidget(parent), studio_(studio), graph_(graph), band_(band) {
    setAccessibleName(tr("Band %1").arg(band + 1));
    setMinimumWidth(158);
    setFixedHeight(48);
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(6, 1, 4, 1);
    all->setSpacing(0);
    type_ = new MenuWord(tr("Form of band %1").arg(band + 1), this);
    type_->setFixedHeight(21);
    connect(type_, &MenuWord::clicked, this, [this] {
        graph_.select(band_);
        QMenu menu;
        const QStringList words = choiceNames(spec(EffectKind::eq).params[slot::eq_type]);
        for (int i = 1; i < words.size(); ++i)
            menu.addAction(words[i], this, [this, i] { graph_.setBandType(band_, static_cast<BandType>(i)); });
        menu.addSeparator();
        menu.addAction(tr("Remove band"), this, [this] { graph_.setBandType(band_, BandType::off); });
        menu.exec(type_->mapToGlobal(type_->rect().bottomLeft()));
    });
    auto line = new QHBoxLayout;
    line->setContentsMargins(14, 0, 0, 0);
    line->addWidget(type_);
    line->addStretch(1);
    all->addLayout(line);
    auto numbers = new QHBoxLayout;
    numbers->setContentsMargins(0, 0, 0, 0);
    numbers->setSpacing(0);
    hz_ = field(slot::eq_frequency, tr("Frequency of band %1").arg(band + 1));
    gain_ = field(slot::eq_gain, tr("Gain of band %1").arg(band + 1));
    q_ = field(slot::eq_q, tr("Q of band %1").arg(band + 1));
    numbers->addWidget(hz_, 5);
    numbers->addWidget(gain_, 5);
    numbers->addWidget(q_, 4);
    all->addLayout(numbers);
}

NumberField* EqCard::field(int param, const QString& name) {
    NumberField::Look look = numberLook(spec(EffectKind::eq).params[static_cast<size_t>(param)]);
    look.flat = true;
    if (param == slot::eq_gain) look.signPlus = true;
    if (param == slot::eq_q) look.prefix = QStringLiteral("Q "), look.decimals = 1, look.step = 0.02;
    auto out = new NumberField(look, name, this);
    connect(out, &NumberField::changing, this, [this, param](double v) { edit(param, v, false); });
    connect(out, &NumberField::committed, this, [this, param](double v) { edit(param, v, true); });
    connect(out, &NumberField::cancelled, &studio_, &Studio::cancelPreview);
    return out;
}

void EqCard::edit(int param, double value, bool final) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || !target_.find(*s)) return;
    graph_.select(band_);
    const Command c = target_.setCommand(*s, studio_.playhead(), band_ * slot::eq_band_params + param, value);
    if (final)
        studio_.run(c.name.c_str(), c.args);
    else
        (void)studio_.preview(c.name.c_str(), c.args);
}

void EqCard::set(const EffectTarget& target, const EqBand& band, QColor ink, bool selected) {
    if (ink != ink_ || selected != selected_) update();
    target_ = target, ink_ = ink, selected_ = selected;
    type_->setWord(choiceNames(spec(EffectKind::eq).params[slot::eq_type])[static_cast<int>(band.type)]);
    hz_->setValue(band.hz), gain_->setValue(band.gain), q_->setValue(band.q);
    gain_->setVisible(band.hasGain());
}

void EqCard::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(selected_ ? QPen(colour(token::select), 1.4) : QPen(Qt::NoPen));
    p.setBrush(colour(token::raised));
    p.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    p.setFont(textFont(11.5, QFont::DemiBold));
    p.setPen(ink_);
    p.drawText(QRect(9, 2, 14, 20), Qt::AlignLeft | Qt::AlignVCenter, QString::number(band_ + 1));
}

EqCards::EqCards(Studio& studio, EqGraph& graph, QWidget* parent) : QWidget(parent), studio_(studio), graph_(graph) {
    setAccessibleName(tr("Bands"));
    auto row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (int i = 0; i < slot::kEqBands; ++i) {
        auto card = new EqCard(studio, graph, i, this);
        card->hide();
        cards_[static_cast<size_t>(i)] = card;
        row->addWidget(card, 1);
    }
    connect(&graph_, &EqGraph::selectedChanged, this, [this] { refresh(); });
    connect(&studio_, &Studio::projectChanged, this, &EqCards::refresh);
    connect(&studio_, &Studio::playheadMoved, this, &EqCards::refresh);
}

void EqCards::setTarget(const EffectTarget& target, QColor ink) {
    target_ = target, ink_ = ink;
    refresh();
}

void EqCards::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s && target_.effect ? target_.find(*s) : nullptr;
    std::optional<EqResponse> response;
    if (e && e->kind == EffectKind::eq)
        response.emplace(*e, target_.keyTime(*s, studio_.playhead()), s->format.audio_rate);
    for (int i = 0; i < slot::kEqBands; ++i) {
        EqCard* card = cards_[static_cast<size_t>(i)];
        const bool used = response && response->band(i).type != BandType::off;
        card->setVisible(used);
        if (used) card->set(target_, response->band(i), ink_, graph_.selected() == i);
    }
}

} // namespace tandem::ui
