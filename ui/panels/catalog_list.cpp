// Filling, painting, searching and dragging the catalog's list.
#include "ui/panels/catalog_list.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QScreen>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/mime.h"
#include "ui/panels/clip_effects.h"
#include "ui/panels/panel.h"
#include "ui/panels/row_plan.h"

namespace tandem::ui {

namespace {

enum ItemRole { kKind = Qt::UserRole, kTransition, kHint, kIcon, kSearch, kHeading };

class CatalogDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {100, index.data(kHeading).toBool() ? 30 : 42};
    }
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QRect box = option.rect;
        p->setRenderHint(QPainter::Antialiasing);
        if (index.data(kHeading).toBool()) {
            p->setFont(textFont(11, QFont::DemiBold));
            p->setPen(colour(token::text3));
            p->drawText(box.adjusted(12, 8, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
            return;
        }
        const bool chosen = option.state & QStyle::State_Selected, hover = option.state & QStyle::State_MouseOver;
        if (chosen || hover) {
            p->setPen(Qt::NoPen);
            p->setBrush(colour(chosen ? token::toggleOn : token::raised));
            p->drawRoundedRect(QRectF(box).adjusted(4, 1, -4, -1), 4, 4);
        }
        const bool sound = index.data(kIcon).toString().endsWith(QStringLiteral("+s"));
        const QString name = index.data(kIcon).toString().section(u'+', 0, 0);
        drawIcon(*p, name, QRectF(box.x() + 14, box.y() + (box.height() - 18) / 2.0, 18, 18),
                 sound ? colour(role(Role::dialogue).wave) : colour(role(Role::picture).wave));
        const QRect text = box.adjusted(42, 4, -10, -4);
        p->setFont(textFont(12, QFont::Medium));
        p->setPen(colour(token::text));
        p->drawText(text, Qt::AlignTop | Qt::AlignLeft, index.data().toString());
        p->setFont(textFont(11));
        p->setPen(colour(token::text3));
        p->drawText(text, Qt::AlignBottom | Qt::AlignLeft,
                    QFontMetrics(p->font()).elidedText(index.data(kHint).toString(), Qt::ElideRight, text.width()));
    }

  private:
};

class DragList : public QListWidget {
  public:
    using QListWidget::QListWidget;

  protected:
    QStringList mimeTypes() const override { return {kEffectMime, kTransitionMime}; }
    QMimeData* mimeData(const QList<QListWidgetItem*>& items) const override {
        if (items.isEmpty()) return nullptr;
        const QListWidgetItem* item = items.front();
        auto out = new QMimeData;
        out->setData(item->data(kTransition).toBool() ? kTransitionMime : kEffectMime,
                     item->data(kKind).toString().toUtf8());
        return out;
    }
};

void addHeading(QListWidget* list, const QString& text) {
    auto item = new QListWidgetItem(text, list);
    item->setData(kHeading, true);
    item->setFlags(Qt::NoItemFlags);
}

QString latin(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

void addOne(QListWidget* list, const QString& id, const QString& name, const QString& hint, const QString& icon,
            bool transition) {
    auto item = new QListWidgetItem(name, list);
    item->setData(kKind, id);
    item->setData(kTransition, transition);
    item->setData(kHint, hint);
    item->setData(kIcon, icon);
    item->setData(kSearch, QString(name + u' ' + hint + u' ' + id));
    item->setData(Qt::AccessibleDescriptionRole, hint);
    item->setToolTip(hint);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
}

} // namespace

QString transitionName(TransitionKind kind) {
    static constexpr const char* kNames[] = {
        QT_TRANSLATE_NOOP("Catalog", "Dissolve"),
        QT_TRANSLATE_NOOP("Catalog", "Wipe left"),
        QT_TRANSLATE_NOOP("Catalog", "Wipe right"),
        QT_TRANSLATE_NOOP("Catalog", "Wipe up"),
        QT_TRANSLATE_NOOP("Catalog", "Wipe down"),
        QT_TRANSLATE_NOOP("Catalog", "Wipe diagonal"),
        QT_TRANSLATE_NOOP("Catalog", "Clock wipe"),
        QT_TRANSLATE_NOOP("Catalog", "Iris"),
        QT_TRANSLATE_NOOP("Catalog", "Slide left"),
        QT_TRANSLATE_NOOP("Catalog", "Slide right"),
        QT_TRANSLATE_NOOP("Catalog", "Slide up"),
        QT_TRANSLATE_NOOP("Catalog", "Slide down"),
        QT_TRANSLATE_NOOP("Catalog", "Dip to colour"),
        QT_TRANSLATE_NOOP("Catalog", "Cross-fade, linear"),
        QT_TRANSLATE_NOOP("Catalog", "Cross-fade, equal power"),
    };
    static_assert(std::size(kNames) == static_cast<size_t>(TransitionKind::count_));
    return QCoreApplication::translate("Catalog", kNames[static_cast<size_t>(kind)]);
}

static QString transitionHint(TransitionKind kind) {
    if (kind == TransitionKind::dissolve) return CatalogList::tr("One picture melts into the next");
    if (kind == TransitionKind::dip) return CatalogList::tr("Through black or a colour");
    if (is_sound(kind)) return CatalogList::tr("One sound fades into the next");
    if (kind >= TransitionKind::slide_left && kind <= TransitionKind::slide_down)
        return CatalogList::tr("The next picture moves over");
    return CatalogList::tr("An edge uncovers the next picture");
}

bool addEffect(Studio& studio, EffectKind kind) {
    const Ref<Sequence> s = studio.sequence();
    const bool sound = spec(kind).domain == Domain::sound;
    EditPlan plan(studio);
    bool any = false;
    if (s)
        for (const auto& track : s->tracks)
            if (track->kind == (sound ? TrackKind::sound : TrackKind::picture))
                for (const Placement& p : track->items) {
                    if (!studio.selection().count(p.clip->id)) continue;
                    any = true;
                    if (standsAlways(kind) && ClipEffects{.kind = kind, .clips = {p.clip->id}}.present(*s)) continue;
                    plan.add(
                        {"add_effect", {{"clip", arg(p.clip->id)}, {"effect", Value(std::string(spec(kind).id))}}});
                }
    if (!any) {
        studio.say(
            {MessageKind::info,
             sound ? CatalogList::tr("No sound clip is selected") : CatalogList::tr("No picture clip is selected"),
             CatalogList::tr("Select the clips that should get the effect, or drag it onto one.")});
        return false;
    }
    return plan.commit(CatalogList::tr("Add %1").arg(effectName(kind)));
}

CatalogList::CatalogList(const Offer& offer, QWidget* parent)
    : QWidget(parent), search_(new QLineEdit(this)), list_(new DragList(this)) {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(0, 8, 0, 4);
    all->setSpacing(6);
    auto top = new QHBoxLayout;
    top->setContentsMargins(8, 0, 8, 0);
    search_->setAccessibleName(tr("Search effects"));
    search_->setPlaceholderText(tr("Search effects"));
    search_->setClearButtonEnabled(true);
    search_->addAction(QIcon(icon(QStringLiteral("search"), 16, colour(token::text3), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    search_->installEventFilter(this);
    top->addWidget(search_);
    all->addLayout(top);
    list_->setAccessibleName(tr("Effects"));
    list_->setItemDelegate(new CatalogDelegate(list_));
    list_->setDragEnabled(true);
    list_->setDragDropMode(QAbstractItemView::DragOnly);
    list_->setMouseTracking(true);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    all->addWidget(list_, 1);
    nothing_ = new EmptyNote(QStringLiteral("search"), {}, tr("No effect has this name."), this);
    nothing_->hide();
    all->addWidget(nothing_, 1);

    using enum EffectKind;
    auto effects = [&](const QString& title, std::initializer_list<EffectKind> kinds) {
        addHeading(list_, title);
        for (const EffectKind k : kinds)
            addOne(list_, latin(spec(k).id), effectName(k), effectHint(k),
                   effectIcon(k) + (spec(k).domain == Domain::sound ? QStringLiteral("+s") : QString()), false);
    };
    if (offer.picture) {
        effects(tr("Colour"), {exposure, contrast, saturation, white_balance, lift_gamma_gain, log_wheels, curves,
                               hue_curves, channel_mixer, lut3d, tone_map});
        effects(tr("Blur, light and keys"), {blur, sharpen, glow, chroma_key, drop_shadow});
    }
    if (offer.sound) {
        effects(tr("Sound: tone and level"), {eq, compressor, limiter, gate, de_esser, denoiser, utility});
        effects(tr("Sound: space and colour"), {delay, reverb, saturator, tone});
    }
    if (offer.transitions) {
        auto transitions = [&](const QString& title, bool sound) {
            addHeading(list_, title);
            for (int i = 0; i < static_cast<int>(TransitionKind::count_); ++i) {
                const auto k = static_cast<TransitionKind>(i);
                if (is_sound(k) != sound) continue;
                addOne(list_, latin(transition_word(k)), transitionName(k), transitionHint(k),
                       QStringLiteral("transition") + (sound ? QStringLiteral("+s") : QString()), true);
            }
        };
        transitions(tr("Transitions"), false);
        transitions(tr("Sound transitions"), true);
    }
    connect(search_, &QLineEdit::textChanged, this, &CatalogList::filter);
    connect(search_, &QLineEdit::returnPressed, this, [this] { choose(list_->currentItem()); });
    connect(list_, &QListWidget::itemActivated, this, &CatalogList::choose);
}

void CatalogList::filter(const QString& text) {
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    int heading = -1, shown = 0;
    QListWidgetItem* first = nullptr;
    for (int i = 0; i < list_->count(); ++i) {
        QListWidgetItem* item = list_->item(i);
        if (item->data(kHeading).toBool()) {
            if (heading >= 0) list_->item(heading)->setHidden(shown == 0);
            heading = i, shown = 0;
            continue;
        }
        const QString in = item->data(kSearch).toString();
        bool fits = true;
        for (const QString& w : words) fits = fits && in.contains(w, Qt::CaseInsensitive);
        item->setHidden(!fits);
        if (!fits) continue;
        ++shown;
        if (!first) first = item;
    }
    if (heading >= 0) list_->item(heading)->setHidden(shown == 0);
    list_->setVisible(first != nullptr), nothing_->setVisible(first == nullptr);
    list_->setCurrentItem(words.isEmpty() ? nullptr : first);
    list_->scrollToTop();
}

void CatalogList::choose(QListWidgetItem* item) {
    if (!item || item->isHidden()) return;
    const std::string id = fromQt(item->data(kKind).toString());
    if (item->data(kTransition).toBool())
        Q_EMIT transitionChosen(find_transition(id));
    else if (const EffectSpec* e = find_effect(id))
        Q_EMIT effectChosen(e->kind);
}

void CatalogList::step(int by) {
    int row = list_->currentRow();
    do row += by;
    while (row >= 0 && row < list_->count() &&
           (list_->item(row)->isHidden() || list_->item(row)->data(kHeading).toBool()));
    if (row >= 0 && row < list_->count()) list_->setCurrentRow(row);
}

bool CatalogList::eventFilter(QObject* target, QEvent* event) {
    if (target == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            step(key == Qt::Key_Down ? 1 : -1);
            return true;
        }
    }
    return QWidget::eventFilter(target, event);
}

EffectPicker::EffectPicker(const CatalogList::Offer& offer, QWidget* parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint), list_(new CatalogList(offer, this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Add effect"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(1, 1, 1, 1);
    all->addWidget(list_);
    setFixedSize(300, 420);
    connect(list_, &CatalogList::effectChosen, this, [this](EffectKind kind) {
        close();
        Q_EMIT effectChosen(kind);
    });
}

void EffectPicker::showAt(QPoint at) {
    if (const QScreen* screen = parentWidget() ? parentWidget()->screen() : nullptr) {
        const QRect all = screen->availableGeometry();
        at.setX(std::clamp(at.x(), all.left(), std::max(all.left(), all.right() - width())));
        at.setY(std::clamp(at.y(), all.top(), std::max(all.top(), all.bottom() - height())));
    }
    move(at);
    show();
    list_->focusSearch();
}

void EffectPicker::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), colour(token::raised));
    p.setPen(colour(token::controlHover));
    p.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace tandem::ui
