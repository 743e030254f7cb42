// Applying what is chosen.
#include "ui/panels/effects_browser.h"

#include <QVBoxLayout>

#include "ui/edits.h"
#include "ui/panels/catalog_list.h"

namespace tandem::ui {

EffectsBrowser::EffectsBrowser(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), list_(new CatalogList({}, this)) {
    setAccessibleName(tr("Effects and transitions"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(list_);
    connect(list_, &CatalogList::effectChosen, this, [this](EffectKind kind) { addEffect(studio_, kind); });
    connect(list_, &CatalogList::transitionChosen, this, [this](TransitionKind kind) {
        const std::string_view word = transition_word(kind);
        const QString id = QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
        addTransitions(studio_, !is_sound(kind), id);
    });
}

void EffectsBrowser::focusSearch() { list_->focusSearch(); }

} // namespace tandem::ui
