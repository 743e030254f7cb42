// The presets, their cards, and putting one.
#include "ui/panels/titles_browser.h"

#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "engine/model/lookup.h"
#include "ui/mime.h"
#include "ui/panels/catalog_list.h"
#include "ui/panels/edit_plan.h"

namespace tandem::ui {

namespace {

struct TitlePreset {
    const char *name, *text;
    double x, y, size;
    const char* align;
    double outline, shadow;
    bool bold, italic;
};
constexpr TitlePreset kPresets[] = {
    {QT_TRANSLATE_NOOP("Titles", "Plain"), QT_TRANSLATE_NOOP("Titles", "Title"), 0.5, 0.5, 0.08, "center", 0, 0, false,
     false},
    {QT_TRANSLATE_NOOP("Titles", "Lower third"), QT_TRANSLATE_NOOP("Titles", "Name\nWhat they do"), 0.07, 0.86, 0.05,
     "bottom_left", 0, 0.04, true, false},
    {QT_TRANSLATE_NOOP("Titles", "Big, centred"), QT_TRANSLATE_NOOP("Titles", "TITLE"), 0.5, 0.5, 0.2, "center", 0,
     0.03, true, false},
    {QT_TRANSLATE_NOOP("Titles", "With outline"), QT_TRANSLATE_NOOP("Titles", "Title"), 0.5, 0.5, 0.12, "center", 0.06,
     0, true, false},
    {QT_TRANSLATE_NOOP("Titles", "Caption below"), QT_TRANSLATE_NOOP("Titles", "Where it is, and when"), 0.5, 0.92,
     0.045, "bottom", 0, 0.05, false, false},
    {QT_TRANSLATE_NOOP("Titles", "Quiet, italic"), QT_TRANSLATE_NOOP("Titles", "A few quiet words"), 0.5, 0.5, 0.07,
     "center", 0, 0.04, false, true},
};

QString presetWord(const char* word) { return QCoreApplication::translate("Titles", word); }

ValueObject params(const TitlePreset& t) {
    return {{"x", t.x},
            {"y", t.y},
            {"size", t.size},
            {"outline_width", t.outline},
            {"shadow", t.shadow},
            {"bold", t.bold ? 1.0 : 0.0},
            {"italic", t.italic ? 1.0 : 0.0}};
}

// A frame of 16:9 with the words where the preset puts them.
void paintCard(QPainter& p, QRectF box, const TitlePreset& t) {
    QLinearGradient ground(box.topLeft(), box.bottomRight());
    ground.setColorAt(0, QColor(0x35, 0x3c, 0x4a));
    ground.setColorAt(1, QColor(0x1c, 0x1f, 0x26));
    QPainterPath frame;
    frame.addRoundedRect(box, 3, 3);
    p.fillPath(frame, ground);
    p.save();
    p.setClipPath(frame);
    QFont f = textFont(12, t.bold ? QFont::Bold : QFont::Medium);
    f.setPixelSize(std::max(6, static_cast<int>(std::lround(t.size * 1.15 * box.height()))));
    f.setItalic(t.italic);
    const QFontMetricsF metrics(f);
    const QStringList lines = presetWord(t.text).split(u'\n');
    const std::string_view align = t.align;
    const double high = metrics.height() * static_cast<double>(lines.size());
    double y = box.y() + t.y * box.height() - (align.starts_with("bottom") ? high : high / 2);
    for (const QString& line : lines) {
        const double wide = metrics.horizontalAdvance(line);
        const double x = box.x() + t.x * box.width() - (align == "bottom_left" ? 0 : wide / 2);
        QPainterPath path;
        path.addText(x, y + metrics.ascent(), f, line);
        if (t.shadow > 0) p.fillPath(path.translated(1, 1), QColor(0, 0, 0, 150));
        if (t.outline > 0) p.strokePath(path, QPen(Qt::black, 3));
        p.fillPath(path, Qt::white);
        y += metrics.height();
    }
    p.restore();
}

class CardDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {164, 118}; }
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        p->setRenderHint(QPainter::Antialiasing);
        const QRect box = option.rect.adjusted(4, 2, -4, -4);
        const QRectF picture(box.x(), box.y(), box.width(), box.width() * 9 / 16.0);
        paintCard(*p, picture, kPresets[index.row()]);
        if (option.state & QStyle::State_Selected) {
            p->setPen(QPen(colour(token::select), 2));
            p->setBrush(Qt::NoBrush);
            p->drawRoundedRect(picture.adjusted(1, 1, -1, -1), 3, 3);
        } else if (option.state & QStyle::State_MouseOver) {
            p->setPen(QPen(colour(token::lineStrong), 1));
            p->setBrush(Qt::NoBrush);
            p->drawRoundedRect(picture.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        }
        p->setFont(textFont(11));
        p->setPen(colour(token::text));
        p->drawText(QRectF(box.x(), picture.bottom() + 2, box.width(), 18), Qt::AlignVCenter | Qt::AlignLeft,
                    index.data().toString());
    }
};

class TitleCards : public QListWidget {
  public:
    using QListWidget::QListWidget;

  protected:
    QStringList mimeTypes() const override { return {kTitleMime}; }
    QMimeData* mimeData(const QList<QListWidgetItem*>& items) const override {
        if (items.isEmpty()) return nullptr;
        auto out = new QMimeData;
        out->setData(kTitleMime, QByteArray::number(row(items.front())));
        return out;
    }
};

} // namespace

TitlesBrowser::TitlesBrowser(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), list_(new TitleCards(this)) {
    setAccessibleName(tr("Titles"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(8, 8, 4, 4);
    list_->setAccessibleName(tr("Title presets"));
    list_->setItemDelegate(new CardDelegate(list_));
    list_->setViewMode(QListView::IconMode);
    list_->setMovement(QListView::Static);
    list_->setResizeMode(QListView::Adjust);
    list_->setDragEnabled(true);
    list_->setDragDropMode(QAbstractItemView::DragOnly);
    list_->setMouseTracking(true);
    list_->setSpacing(0);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const TitlePreset& t : kPresets) {
        auto item = new QListWidgetItem(presetWord(t.name), list_);
        item->setToolTip(tr("Double-click puts it at the playhead"));
    }
    all->addWidget(list_, 1);
    connect(list_, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
        if (studio_.session()) putTitlePreset(studio_, list_->row(item), studio_.playhead());
    });
}

QString titlePresetText(int preset) {
    return preset >= 0 && preset < static_cast<int>(std::size(kPresets)) ? presetWord(kPresets[preset].text)
                                                                         : QString();
}

void putTitlePreset(Studio& studio, int preset, Time at, TrackId track) {
    const QString text = titlePresetText(preset);
    if (text.isEmpty()) return;
    const TitlePreset& t = kPresets[preset];
    EditPlan plan(studio);
    ValueObject args{
        {"generator", "title"}, {"text", fromQt(text)}, {"name", fromQt(text.section(u'\n', 0, 0))}, {"at", arg(at)}};
    if (track) args["track"] = arg(track);
    const Value made = plan.add({"place_on_top", std::move(args)});
    std::set<ClipId> clips;
    if (auto ids = made.as_array())
        for (const Value& id : *ids)
            if (auto n = id.as_int()) clips.insert(ClipId{static_cast<uint64_t>(*n)});
    for (const ClipId clip : clips) {
        for (const auto& [id, value] : params(t)) {
            double v = 0;
            const int slot = param_slot(spec(EffectKind::title), id);
            if (!value.number(v) || spec(EffectKind::title).params[static_cast<size_t>(slot)].initial == v) continue;
            plan.add({"set_param", {{"clip", arg(clip)}, {"param", Value(id)}, {"value", value}}});
        }
        plan.add({"set_param", {{"clip", arg(clip)}, {"param", "align"}, {"choice", t.align}}});
    }
    if (plan.commit(TitlesBrowser::tr("Add title"))) studio.select(std::move(clips));
}

} // namespace tandem::ui
