// Head, tabs and following the focus.
#include "ui/panels/strip_editor.h"

#include <QStackedWidget>

#include "engine/audio/processors/processor.h"
#include "ui/controls/buttons.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/strip_pages.h"

namespace tandem::ui {

namespace {

// Badge and name of the strip.
class StripTitle : public QWidget {
  public:
    explicit StripTitle(QWidget* parent) : QWidget(parent) { setFixedHeight(34); }
    void set(const QString& badge, const QString& name, QColor head) {
        if (badge == badge_ && name == name_ && head == head_) return;
        badge_ = badge, name_ = name, head_ = head;
        setAccessibleName(badge + u' ' + name);
        updateGeometry();
        update();
    }
    QSize sizeHint() const override { return {badgeWidth() + std::min(160, nameWidth()) + 16, 34}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(Qt::NoPen);
        p.setBrush(head_);
        const QRect box(4, 9, badgeWidth(), 17);
        if (!badge_.isEmpty()) p.drawRoundedRect(QRectF(box), 3, 3);
        p.setFont(textFont(11, QFont::DemiBold));
        p.setPen(Qt::white);
        p.drawText(box, Qt::AlignCenter, badge_);
        p.setFont(textFont(12.5, QFont::DemiBold));
        p.setPen(colour(token::text));
        const QRect text(box.right() + 8, 0, width() - box.right() - 10, height());
        p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                   p.fontMetrics().elidedText(name_, Qt::ElideRight, text.width()));
    }

  private:
    int badgeWidth() const { return QFontMetrics(textFont(11, QFont::DemiBold)).horizontalAdvance(badge_) + 10; }
    int nameWidth() const { return QFontMetrics(textFont(12.5, QFont::DemiBold)).horizontalAdvance(name_) + 4; }
    QString badge_, name_;
    QColor head_;
};

} // namespace

StripEditor::StripEditor(Studio& studio, QWidget* parent) : Panel(tr("Strip"), parent), studio_(studio) {
    badge_ = new StripTitle(this);
    head()->addWidget(badge_);
    tabs_ = new ChoiceRow({tr("Equaliser"), tr("Dynamics"), tr("Denoise"), tr("Inserts")}, ChoiceRow::Look::tabs,
                          tr("What of the strip is shown"), this);
    head()->addWidget(tabs_);
    head()->addStretch(1);
    reset_ = new IconButton(QStringLiteral("reset"), tr("Back to the defaults"), this);
    head()->addWidget(reset_);
    on_ = new Toggle(tr("On"), this);
    head()->addWidget(on_);
    head()->addSpacing(4);
    pages_ = new QStackedWidget(this);
    pages_->addWidget(new EqPage(studio, this));
    using enum EffectKind;
    pages_->addWidget(new ReductionPage(studio,
                                        {.kinds = {compressor, gate, de_esser, limiter, ducker},
                                         .title = tr("Dynamics"),
                                         .which = tr("Dynamics of this strip"),
                                         .add = tr("Add dynamics"),
                                         .none = tr("Nothing evens out the level of this strip yet."),
                                         .first = tr("Add compressor"),
                                         .about = {}},
                                        this));
    pages_->addWidget(new ReductionPage(
        studio,
        {.kinds = {denoiser},
         .title = tr("Denoise"),
         .which = tr("Denoisers of this strip"),
         .add = tr("Add denoiser"),
         .none = tr("Hiss, hum and fans pass through this strip as they are."),
         .first = tr("Add denoiser"),
         .about = tr("It finds by itself which noise stays, within half a second of playing, and turns "
                     "that down between and under words. Listen plays what is taken away: where words "
                     "are heard in it, less sensitivity is better.")},
        this));
    pages_->addWidget(new InsertsPage(studio, this));
    body()->addWidget(pages_, 1);

    for (int i = 0; i < pages_->count(); ++i)
        connect(static_cast<StripPage*>(pages_->widget(i)), &StripPage::effectChanged, this, &StripEditor::refreshHead);
    connect(tabs_, &ChoiceRow::chosen, this, &StripEditor::choosePage);
    connect(on_, &Toggle::clicked, this, [this](bool on) {
        ValueObject args = stripArgs(studio_.focusedStrip());
        args["effect"] = arg(page()->effect()), args["enabled"] = Value(on);
        studio_.run("enable_effect", args);
    });
    connect(reset_, &IconButton::clicked, this, [this] {
        const Ref<Sequence> s = studio_.sequence();
        const EffectTarget target{studio_.focusedStrip(), page()->effect()};
        const Ref<Effect> e = s && target.effect ? target.find(*s) : nullptr;
        if (!e) return;
        std::vector<Command> commands;
        for (const ParamSpec& p : rowsOf(*e)) {
            Command c{"set_param", target.args()};
            c.args["param"] = Value(std::string(p.id)), c.args["value"] = Value(p.initial);
            commands.push_back(std::move(c));
        }
        studio_.runAll(tr("Back to the defaults"), commands);
    });
    connect(&studio_, &Studio::stripFocusChanged, this, &StripEditor::followFocus);
    connect(&studio_, &Studio::sessionChanged, this, &StripEditor::followFocus);
    connect(&studio_, &Studio::projectChanged, this, &StripEditor::refreshHead);
    followFocus();
}

StripPage* StripEditor::page() const { return static_cast<StripPage*>(pages_->currentWidget()); }

void StripEditor::choosePage(int page) {
    pages_->setCurrentIndex(page);
    tabs_->setCurrent(page);
    refreshHead();
}

void StripEditor::followFocus() {
    for (int i = 0; i < pages_->count(); ++i)
        static_cast<StripPage*>(pages_->widget(i))->setStrip(studio_.focusedStrip());
    refreshHead();
}

void StripEditor::refreshHead() {
    const Ref<Sequence> s = studio_.sequence();
    const StripRef strip = studio_.focusedStrip();
    auto title = static_cast<StripTitle*>(badge_);
    if (s)
        title->set(stripBadge(*s, strip), stripName(*s, strip), colour(role(stripRole(*s, strip)).head));
    else
        title->set({}, {}, {});
    const EffectTarget target{strip, page()->effect()};
    const Ref<Effect> e = s && target.effect ? target.find(*s) : nullptr;
    on_->setEnabled(e != nullptr);
    on_->setChecked(e && e->enabled);
    reset_->setEnabled(e != nullptr);
}

void StripEditor::showInsert(StripRef strip, EffectId effect) {
    studio_.focusStrip(strip);
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s && effect ? EffectTarget{strip, effect}.find(*s) : nullptr;
    // A second equaliser is edited by its numbers: the curve is of the first.
    const Strip* found = s ? stripOf(*s, strip) : nullptr;
    const Ref<Effect> curve = found ? insertOf(*found, EffectKind::eq) : nullptr;
    const int page = !e || e == curve ? 0 : e->kind == EffectKind::denoiser ? 2 : audio::reduces_gain(e->kind) ? 1 : 3;
    choosePage(page);
    if (e) this->page()->showEffect(effect);
}

} // namespace tandem::ui
