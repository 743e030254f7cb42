// Painting of presets, picture and warning.
#include "ui/dialogs/export_parts.h"

#include <QFocusEvent>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <utility>

#include "ui/controls/buttons.h"
#include "ui/dialogs/export_choice.h"
#include "ui/dialogs/preset_words.h"
#include "ui/studio.h"

namespace tandem::ui {

namespace {

enum PresetData { kId = Qt::UserRole, kIcon, kFacts, kCard, kSearch };
constexpr int kCardHeight = 56, kLineHeight = 40, kHeadHeight = 34;

// Presets that answer what most people come for, under names of their own.
struct Chosen {
    const char *id, *title, *icon;
};
constexpr Chosen kChosen[] = {
    {"h264", QT_TRANSLATE_NOOP("tandem::ui::PresetList", "Online video"), "deliver"},
    {"prores-422hq", QT_TRANSLATE_NOOP("tandem::ui::PresetList", "Master"), "film"},
    {"av1", QT_TRANSLATE_NOOP("tandem::ui::PresetList", "Small file"), "monitor"},
    {"audio.wav", QT_TRANSLATE_NOOP("tandem::ui::PresetList", "Sound only"), "sound"},
    {"social.vertical-1080", QT_TRANSLATE_NOOP("tandem::ui::PresetList", "Upright"), "picture_strip"},
    {"ffv1", QT_TRANSLATE_NOOP("tandem::ui::PresetList", "Archive"), "layers"},
};

class PresetDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {100, index.data(kId).isNull() ? kHeadHeight : index.data(kCard).toBool() ? kCardHeight : kLineHeight};
    }
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        const QString title = index.data(Qt::DisplayRole).toString(), facts = index.data(kFacts).toString();
        QRectF box = QRectF(option.rect).adjusted(0, 2, -1, -2);
        if (index.data(kId).isNull()) {
            p->setFont(textFont(11.5, QFont::Medium));
            p->setPen(colour(token::text3));
            p->drawText(box.adjusted(12, 0, 0, -2), Qt::AlignLeft | Qt::AlignBottom, title);
            p->restore();
            return;
        }
        const bool card = index.data(kCard).toBool(), on = option.state & QStyle::State_Selected;
        if (on || option.state & QStyle::State_MouseOver) {
            p->setPen(on ? QPen(colour(token::accent), 1) : QPen(Qt::NoPen));
            p->setBrush(colour(on ? token::toggleOn : token::control));
            p->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
        }
        if (on && option.state & QStyle::State_HasFocus && option.widget->property("keyboardFocus").toBool())
            drawFocus(*p, box, 5);
        drawIcon(*p, index.data(kIcon).toString(), QRectF(box.x() + 14, box.center().y() - 9, 18, 18),
                 colour(on ? token::toggleOnText : token::text2));
        const double left = box.x() + 44, room = box.right() - left - 8;
        auto line = [&](double y, double height, const QString& text, double px, int weight, QColor ink) {
            p->setFont(textFont(px, weight));
            p->setPen(ink);
            p->drawText(QRectF(left, y, room, height), Qt::AlignVCenter | Qt::AlignLeft,
                        QFontMetricsF(p->font()).elidedText(text, Qt::ElideRight, room));
        };
        const double y = box.center().y() - (card ? 19 : 17);
        line(y, 19, title, card ? 12.5 : 12, card ? QFont::DemiBold : QFont::Medium, colour(token::text));
        line(y + (card ? 19 : 17), 17, facts, 11.5, QFont::Normal, colour(on ? token::toggleOnText : token::text3));
        p->restore();
    }
};

} // namespace

PresetList::PresetList(QWidget* parent) : QListWidget(parent) {
    setAccessibleName(tr("Presets"));
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new PresetDelegate(this));
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSelectionMode(QAbstractItemView::SingleSelection);
    verticalScrollBar()->setSingleStep(20);
    connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item && !item->data(kId).isNull()) Q_EMIT chosen(item->data(kId).toString());
    });
}

void PresetList::addRow(const QString& id, const QString& title, const QString& icon, bool card, const Preset& preset) {
    auto item = new QListWidgetItem(title, this);
    item->setData(kId, id);
    item->setData(kIcon, icon);
    item->setData(kCard, card);
    item->setToolTip(presetDescription(preset));
    item->setData(kSearch, QStringList{title, id, toQt(preset.title), presetTitle(preset), presetDescription(preset),
                                       toQt(preset.description), toQt(preset.group), presetGroup(preset.group)}
                               .join(u'\n'));
    presets_.emplace_back(id, preset);
}

void PresetList::addHead(const QString& text) {
    auto item = new QListWidgetItem(text, this);
    item->setFlags(Qt::NoItemFlags);
}

void PresetList::addPreset(const PresetInfo& info) {
    auto preset = load_preset(info.id);
    if (!preset) return;
    const QString icon = !preset->video.enabled                          ? QStringLiteral("sound")
                         : preset->container.mux == "images"             ? QStringLiteral("image")
                         : info.group == "web" || info.group == "social" ? QStringLiteral("deliver")
                                                                         : QStringLiteral("film");
    addRow(toQt(info.id), info.built_in ? presetTitle(*preset) : toQt(info.title), icon, false, *preset);
}

void PresetList::filter(const QString& text) {
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    QListWidgetItem* head = nullptr;
    for (int i = 0; i < count(); ++i) {
        QListWidgetItem* row = item(i);
        if (row->data(kId).isNull()) {
            row->setHidden(true); // until one of its rows is shown
            head = row;
            continue;
        }
        const QString in = row->data(kSearch).toString();
        const bool fits = std::all_of(words.begin(), words.end(),
                                      [&](const QString& w) { return in.contains(w, Qt::CaseInsensitive); });
        row->setHidden(!fits);
        if (fits && head) head->setHidden(false);
    }
    if (auto now = currentItem(); now && !now->isHidden()) scrollToItem(now);
}

void PresetList::chooseFirst() {
    for (int i = 0; i < count(); ++i)
        if (!item(i)->isHidden() && !item(i)->data(kId).isNull()) return setCurrentRow(i);
}

int PresetList::shown() const {
    int n = 0;
    for (int i = 0; i < count(); ++i) n += !item(i)->isHidden() && !item(i)->data(kId).isNull();
    return n;
}

void PresetList::refresh(const Project* project, const Sequence* sequence) {
    const QSignalBlocker quiet(this);
    if (count() == 0) {
        QStringList taken;
        for (const Chosen& c : kChosen)
            if (auto preset = load_preset(c.id)) {
                taken.push_back(QString::fromLatin1(c.id));
                addRow(taken.back(), tr(c.title), QString::fromLatin1(c.icon), true, *preset);
            }
        const auto all = list_presets();
        auto section = [&](const QString& title, auto belongs) {
            bool head = false;
            for (const PresetInfo& info : all) {
                if (taken.contains(toQt(info.id)) || !belongs(info)) continue;
                if (!std::exchange(head, true)) addHead(title);
                addPreset(info);
            }
        };
        section(tr("Your own"), [](const PresetInfo& p) { return !p.built_in; });
        std::vector<std::string> groups = preset_groups();
        groups.emplace_back();
        for (const std::string& group : groups)
            section(presetGroup(group), [&](const PresetInfo& p) { return p.built_in && p.group == group; });
    }
    for (int i = 0; i < count(); ++i) {
        QListWidgetItem* row = item(i);
        const QString id = row->data(kId).toString();
        for (const auto& [known, preset] : presets_)
            if (known == id) {
                const QString facts = presetFacts(preset, project, sequence);
                row->setData(kFacts, facts);
                row->setData(Qt::AccessibleDescriptionRole, facts);
            }
    }
}

void PresetList::setCurrent(const QString& id) {
    const QSignalBlocker quiet(this);
    for (int i = 0; i < count(); ++i)
        if (item(i)->data(kId).toString() == id) {
            setCurrentRow(i);
            scrollToItem(item(i));
        }
}

void PresetList::focusInEvent(QFocusEvent* event) {
    setProperty("keyboardFocus", event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason);
    QListWidget::focusInEvent(event);
}

QString PresetList::current() const { return currentItem() ? currentItem()->data(kId).toString() : QString(); }

PosterView::PosterView(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Picture at the playhead, and the range that is exported"));
    setFixedSize(sizeHint());
}

void PosterView::setPoster(const QImage& poster) {
    poster_ = poster;
    update();
}

void PosterView::setRange(double from, double to, double playhead) {
    from_ = from, to_ = to, playhead_ = playhead;
    update();
}

void PosterView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF box(0, 0, width(), 135);
    QPainterPath clip;
    clip.addRoundedRect(box, 4, 4);
    p.fillPath(clip, colour(token::well));
    if (poster_.isNull()) {
        drawIcon(p, QStringLiteral("film"), QRectF(box.center() - QPointF(13, 13), QSizeF(26, 26)),
                 colour(token::text3));
    } else {
        p.save();
        p.setClipPath(clip);
        const QSizeF size = QSizeF(poster_.size()).scaled(box.size(), Qt::KeepAspectRatio);
        p.drawImage(QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size), poster_);
        p.restore();
    }
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::controlActive));
    p.drawRoundedRect(QRectF(0, 146, width(), 3), 1.5, 1.5);
    p.setBrush(colour(token::accent));
    p.drawRoundedRect(QRectF(from_ * width(), 146, std::max(2.0, (to_ - from_) * width()), 3), 1.5, 1.5);
    p.setBrush(colour(token::text));
    p.drawRoundedRect(QRectF(std::clamp(playhead_ * width() - 1.5, 0.0, width() - 3.0), 142, 3, 8), 1, 1);
}

WarningRow::WarningRow(QWidget* parent) : QWidget(parent) {
    setFixedHeight(38);
    action_ = new TextButton(QString(), TextButton::Look::link, this);
    action_->setAccessibleName(tr("Show"));
    connect(action_, &QAbstractButton::clicked, this, &WarningRow::asked);
    auto row = new QHBoxLayout(this);
    row->setContentsMargins(40, 0, 14, 0);
    row->addStretch(1);
    row->addWidget(action_);
}

void WarningRow::setText(const QString& text, const QString& action) {
    text_ = text;
    setAccessibleName(text);
    action_->setText(action);
    action_->setAccessibleName(action);
    action_->setVisible(!action.isEmpty());
    action_->updateGeometry();
    update();
}

void WarningRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::warn, 42));
    p.drawRoundedRect(QRectF(rect()), 5, 5);
    drawIcon(p, QStringLiteral("warning"), QRectF(12, (height() - 16) / 2.0, 16, 16), colour(token::warn));
    p.setFont(textFont(12.5, QFont::Medium));
    p.setPen(colour(token::select));
    const QRectF words(38, 0, (action_->isVisible() ? action_->x() - 12 : width() - 12) - 38, height());
    p.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(text_, Qt::ElideRight, words.width()));
}

} // namespace tandem::ui
