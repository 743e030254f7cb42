// Cards and rows of the media pool.
#include <QApplication>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QDrag>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QPainterPath>
#include <cmath>

#include "engine/media/peaks.h"
#include "engine/media/thumbnail_store.h"
#include "engine/session/proxies.h"
#include "ui/controls/note_bars.h"
#include "ui/controls/own_keys.h"
#include "ui/edits.h"
#include "ui/mime.h"
#include "ui/panels/media_pool.h"

namespace tandem::ui {

static constexpr int kCardHeight = 122, kPicture = 94, kGap = 8, kRow = 30;

MediaItems::MediaItems(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    installPaintedParts();
    setAccessibleName(tr("Media"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnEnter | kOwnRemove);
    connect(&studio, &Studio::mediaDrawn, this, qOverload<>(&QWidget::update));
    connect(&studio, &Studio::selectionChanged, this, qOverload<>(&QWidget::update));
}

void MediaItems::setFilter(const QString& text) {
    filter_ = text.trimmed();
    refresh();
}
void MediaItems::setBin(BinId bin) {
    bin_ = bin;
    refresh();
}
void MediaItems::setGrid(bool grid) {
    grid_ = grid;
    layOut();
    update();
}

void MediaItems::refresh() {
    const std::vector<Item> before = std::exchange(items_, {});
    Shown now;
    if (const Ref<Project>& project = studio_.project()) {
        std::map<uint64_t, int> uses;
        for (const auto& s : project->sequences)
            for (const auto& t : s->tracks)
                if (t->kind != TrackKind::subtitle)
                    for (const Placement& p : t->items)
                        if (auto c = std::get_if<MediaContent>(&p.clip->content)) ++uses[c->media.value];
        if (filter_.isEmpty())
            for (const Bin& b : project->bins)
                if (b.parent == bin_) items_.push_back({{}, b.id, toQt(b.name), 0});
        for (const Ref<Media>& m : project->media) {
            const QString name = toQt(m->name);
            if (filter_.isEmpty() ? m->bin != bin_ : !name.contains(filter_, Qt::CaseInsensitive)) continue;
            items_.push_back({m->id, {}, name, uses[m->id.value]});
        }
        std::erase_if(selected_, [&](MediaId id) { return !project->find_media(id); });
    }
    current_ = std::min(current_, shown() - 1);
    layOut();
    // Most edits leave the pool as it is.
    if (const Ref<Project>& project = studio_.project()) now.media = project->media;
    if (const Ref<Sequence> s = studio_.sequence()) now.rate = s->format.rate;
    if (std::exchange(shownLast_, now) != now || before != items_) update();
}

static int columns(int width) { return std::max(1, (width - kGap) / (150 + kGap)); }

void MediaItems::layOut() {
    const int n = shown();
    const int height =
        grid_ ? (n + columns(width()) - 1) / columns(width()) * (kCardHeight + kGap) + kGap : n * kRow + kGap;
    setMinimumHeight(height);
}

void MediaItems::resizeEvent(QResizeEvent*) { layOut(); }

QRect MediaItems::boxOf(size_t index) const {
    const int i = static_cast<int>(index);
    if (!grid_) return QRect(4, i * kRow, width() - 8, kRow);
    const int count = columns(width()), w = (width() - kGap * (count + 1)) / count;
    return QRect(kGap + i % count * (w + kGap), i / count * (kCardHeight + kGap), w, kCardHeight);
}

PaintedPart MediaItems::part(int index) const {
    const Item& item = items_[static_cast<size_t>(index)];
    return {item.name, boxOf(static_cast<size_t>(index)), item.media && selected_.count(item.media) > 0};
}

int MediaItems::indexAt(QPoint at) const {
    for (size_t i = 0; i < items_.size(); ++i)
        if (boxOf(i).contains(at)) return static_cast<int>(i);
    return -1;
}

void MediaItems::paintEvent(QPaintEvent* event) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    for (size_t i = 0; i < items_.size(); ++i) {
        const QRect box = boxOf(i);
        if (!box.intersects(event->rect())) continue;
        grid_ ? paintCard(p, items_[i], box) : paintRow(p, items_[i], box);
        if (hasFocus() && static_cast<int>(i) == current_ && !selected_.count(items_[i].media))
            drawFocus(p, QRectF(box), 4);
    }
}

static QString lengthText(const Media& m, const FrameRate& rate) {
    if (!m.pictures.empty() && m.pictures[0].still && !m.image_sequence) return MediaItems::tr("Still");
    return toQt(time_text(m.duration, m.pictures.empty() ? rate : m.pictures[0].rate));
}

void MediaItems::paintPicture(QPainter& p, const Media& media, QRectF box, double scrub) {
    if (media.pictures.empty()) {
        // Music and voice differ by nothing that a file says: both in one hue.
        const RoleColours c = role(Role::narration);
        p.fillRect(box, colour(c.body));
        if (const auto notes = media.is_midi() ? studio_.notes(media.id) : nullptr; notes && !notes->all.empty())
            paintNoteBars(p, *notes, box.adjusted(0, 8, 0, -20), box, box.left(),
                          box.width() / std::max(0.01, media.duration.seconds()), colour(c.wave));
        if (const auto peaks = studio_.peaks(media.id, -1); peaks && peaks->frames() > 0) {
            const double total = std::max(1.0, media.duration.seconds() * peaks->rate());
            p.setPen(Qt::NoPen);
            p.setBrush(colour(c.wave));
            const double middle = box.center().y(), half = box.height() / 2 - 6;
            for (int x = 0; x < static_cast<int>(box.width()); x += 3) {
                const auto a = static_cast<int64_t>(x / box.width() * total),
                           b = static_cast<int64_t>((x + 3) / box.width() * total);
                const PeakValue v = peaks->over(0, a, std::max(a + 1, b));
                const double h = std::max(0.5, std::min(1.0, static_cast<double>(std::max(v.max, -v.min))) * half);
                p.drawRect(QRectF(box.left() + x, middle - h, 2, 2 * h));
            }
        }
        return;
    }
    p.fillRect(box, colour(token::well));
    Time at = media.pictures[0].start + Time::from_double(scrub * media.pictures[0].duration.seconds());
    if (scrub <= 0 && !media.pictures[0].still)
        at = media.pictures[0].start + Time{media.pictures[0].duration.ticks / 10};
    // Steps of a scrub: fine enough to see, few enough to keep.
    const Time step{std::max<int64_t>(1, media.pictures[0].duration.ticks / 48)};
    at = Time{at.ticks / step.ticks * step.ticks};
    const auto picture = studio_.thumbnail(media.id, -1, at, 96);
    if (!picture)
        return drawIcon(p, QStringLiteral("film"), QRectF(box.center().x() - 12, box.center().y() - 12, 24, 24),
                        colour(token::textDis));
    const QImage image(reinterpret_cast<const uchar*>(picture->pixels.data()), picture->width, picture->height,
                       picture->width * 4, QImage::Format_RGB32);
    const QSizeF fit = QSizeF(image.size()).scaled(box.size(), Qt::KeepAspectRatio);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    p.drawImage(
        QRectF(box.center().x() - fit.width() / 2, box.center().y() - fit.height() / 2, fit.width(), fit.height()),
        image);
}

static void chip(QPainter& p, QPointF at, const QString& text, bool rightAligned, const QString& icon = {}) {
    p.setFont(textFont(10.5, QFont::Medium));
    const double w = QFontMetricsF(p.font()).horizontalAdvance(text) + 8 + (icon.isEmpty() ? 0 : 14);
    const QRectF box(rightAligned ? at.x() - w : at.x(), at.y() - 16, w, 16);
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(10, 10, 12, 190));
    p.drawRoundedRect(box, 3, 3);
    if (!icon.isEmpty()) drawIcon(p, icon, QRectF(box.left() + 3, box.top() + 3, 10, 10), colour(token::text));
    p.setPen(colour(token::text));
    p.drawText(box.adjusted(icon.isEmpty() ? 0 : 12, 0, 0, 0), Qt::AlignCenter, text);
}

void MediaItems::paintCard(QPainter& p, const Item& item, QRect box) {
    const QRectF picture(box.x(), box.y(), box.width(), kPicture);
    QPainterPath shape;
    shape.addRoundedRect(picture, 4, 4);
    p.save();
    p.setClipPath(shape);
    const Media* media = item.media ? studio_.project()->find_media(item.media) : nullptr;
    const bool hovered = hovered_ >= 0 && boxOf(static_cast<size_t>(hovered_)) == box;
    if (media) {
        paintPicture(p, *media, picture, hovered ? scrub_ : 0);
        if (studio_.mediaOffline(item.media)) p.fillRect(picture, QColor(0x5a, 0x18, 0x15, 170));
        if (hovered && !media->pictures.empty() && !media->pictures[0].still && scrub_ > 0)
            p.fillRect(QRectF(picture.left() + scrub_ * picture.width(), picture.top(), 1, picture.height()),
                       colour(token::playhead));
    } else {
        p.fillRect(picture, colour(token::raised));
        drawIcon(p, QStringLiteral("folder"), QRectF(picture.center().x() - 15, picture.center().y() - 15, 30, 30),
                 colour(token::text2));
    }
    p.restore();
    if (media) {
        const Ref<Sequence> s = studio_.sequence();
        chip(p, picture.bottomRight() + QPointF(-4, -4), lengthText(*media, s ? s->format.rate : FrameRate{}), true);
        if (item.uses > 0)
            chip(p, picture.bottomLeft() + QPointF(4, -4), QString::number(item.uses), false, QStringLiteral("link"));
        const ProxyNote proxy = studio_.proxies().note(*media);
        if (proxy.state == ProxyState::ready) chip(p, picture.topRight() + QPointF(-4, 20), tr("Proxy"), true);
        if (proxy.state == ProxyState::failed)
            chip(p, picture.topRight() + QPointF(-4, 20), tr("No proxy"), true, QStringLiteral("warning"));
        if (proxy.state == ProxyState::waiting || proxy.state == ProxyState::making) {
            chip(p, picture.topRight() + QPointF(-4, 20),
                 proxy.state == ProxyState::waiting ? tr("Proxy waits")
                                                    : tr("Proxy %1 %").arg(std::lround(proxy.part * 100)),
                 true);
            p.fillRect(QRectF(picture.left(), picture.bottom() - 3, picture.width(), 3), colour(token::control));
            p.fillRect(QRectF(picture.left(), picture.bottom() - 3, picture.width() * proxy.part, 3),
                       colour(token::accent));
        }
        if (studio_.mediaOffline(item.media))
            chip(p, picture.topLeft() + QPointF(4, 20), tr("Offline"), false, QStringLiteral("warning"));
    }
    p.setBrush(Qt::NoBrush);
    if (item.media && selected_.count(item.media)) {
        p.setPen(QPen(colour(token::select), 2));
        p.drawRoundedRect(picture.adjusted(1, 1, -1, -1), 4, 4);
    } else if (hovered) {
        p.setPen(QPen(QColor(255, 255, 255, 120), 1));
        p.drawRoundedRect(picture.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    p.setFont(textFont(12));
    p.setPen(colour(token::text));
    p.drawText(QRectF(box.x() + 1, picture.bottom() + 3, box.width() - 2, 20), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(item.name, Qt::ElideMiddle, box.width() - 2));
}

void MediaItems::paintRow(QPainter& p, const Item& item, QRect box) {
    const bool selected = item.media && selected_.count(item.media);
    if (selected || (hovered_ >= 0 && boxOf(static_cast<size_t>(hovered_)) == box)) {
        p.setPen(Qt::NoPen);
        p.setBrush(colour(selected ? token::toggleOn : token::raised));
        p.drawRoundedRect(QRectF(box), 4, 4);
    }
    const Media* media = item.media ? studio_.project()->find_media(item.media) : nullptr;
    const QString icon = !media                     ? QStringLiteral("folder")
                         : media->pictures.empty()  ? QStringLiteral("sound")
                         : media->pictures[0].still ? QStringLiteral("image")
                                                    : QStringLiteral("film");
    const bool offline = media && studio_.mediaOffline(item.media);
    drawIcon(p, icon, QRectF(box.x() + 8, box.y() + 7, 16, 16), colour(offline ? token::error : token::text2));
    p.setFont(textFont(12));
    p.setPen(colour(offline ? token::error : token::text));
    p.drawText(QRectF(box.x() + 32, box.y(), box.width() - 150, box.height()), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(item.name, Qt::ElideMiddle, box.width() - 152));
    if (!media) return;
    const Ref<Sequence> s = studio_.sequence();
    p.setPen(colour(token::text3));
    p.drawText(QRectF(box.right() - 116, box.y(), 80, box.height()), Qt::AlignVCenter | Qt::AlignRight,
               lengthText(*media, s ? s->format.rate : FrameRate{}));
    p.drawText(QRectF(box.right() - 34, box.y(), 28, box.height()), Qt::AlignVCenter | Qt::AlignRight,
               item.uses > 0 ? QString::number(item.uses) : QStringLiteral("–"));
}

void MediaItems::choose(int index, Qt::KeyboardModifiers modifiers) {
    current_ = index;
    if (index < 0) {
        selected_.clear();
    } else {
        const MediaId id = items_[static_cast<size_t>(index)].media;
        if (!(modifiers & (Qt::ControlModifier | Qt::ShiftModifier))) selected_.clear();
        if (id && !selected_.insert(id).second && modifiers & Qt::ControlModifier) selected_.erase(id);
        if (id) studio_.selectMedia(id);
    }
    update();
}

void MediaItems::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->pos();
    const int index = indexAt(event->pos());
    const bool keep = index >= 0 && selected_.count(items_[static_cast<size_t>(index)].media) && !(event->modifiers());
    if (!keep) choose(index, event->modifiers());
}

void MediaItems::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        if ((event->pos() - pressed_).manhattanLength() < QApplication::startDragDistance() || selected_.empty())
            return;
        QByteArray ids;
        for (const Item& item : items_) // in the order shown
            if (item.media && selected_.count(item.media))
                ids += QByteArray::number(static_cast<qulonglong>(item.media.value)) + ' ';
        auto dragged = new QMimeData;
        dragged->setData(kMediaMime, ids.trimmed());
        QDrag drag(this);
        drag.setMimeData(dragged);
        if (const int index = indexAt(pressed_); index >= 0) {
            const QPixmap card = grab(boxOf(static_cast<size_t>(index)));
            drag.setPixmap(card.scaledToWidth(card.width() * 2 / 3, Qt::SmoothTransformation));
            drag.setHotSpot(QPoint(12, 12));
        }
        drag.exec(Qt::CopyAction);
        return;
    }
    const int index = indexAt(event->pos());
    const int before = std::exchange(hovered_, index);
    if (index >= 0) {
        const QRect box = boxOf(static_cast<size_t>(index));
        scrub_ = std::clamp((event->pos().x() - box.x()) / static_cast<double>(box.width()), 0.001, 0.999);
        update(box);
        const Media* media = items_[static_cast<size_t>(index)].media
                                 ? studio_.project()->find_media(items_[static_cast<size_t>(index)].media)
                                 : nullptr;
        setToolTip(media ? toQt(media->path) : QString());
    }
    if (before >= 0 && before != index && before < shown()) update(boxOf(static_cast<size_t>(before)));
}

void MediaItems::leaveEvent(QEvent*) {
    hovered_ = -1, scrub_ = 0;
    update();
}

void MediaItems::mouseDoubleClickEvent(QMouseEvent* event) {
    const int index = indexAt(event->pos());
    if (index < 0) return;
    const Item& item = items_[static_cast<size_t>(index)];
    if (item.bin)
        Q_EMIT binAsked(item.bin);
    else if (studio_.mediaOffline(item.media))
        Q_EMIT relinkAsked(item.media);
    else
        viewSource(item.media);
}

// The arrows then step through the source.
void MediaItems::viewSource(MediaId media) {
    studio_.viewSource(media);
    clearFocus();
}

void MediaItems::keyPressEvent(QKeyEvent* event) {
    const int across = grid_ ? columns(width()) : 1;
    int to = current_;
    switch (event->key()) {
    case Qt::Key_Left:
        to -= grid_ ? 1 : 0;
        break;
    case Qt::Key_Right:
        to += grid_ ? 1 : 0;
        break;
    case Qt::Key_Up:
        to -= across;
        break;
    case Qt::Key_Down:
        to += across;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current_ >= 0 && items_[static_cast<size_t>(current_)].media)
            viewSource(items_[static_cast<size_t>(current_)].media);
        return;
    case Qt::Key_Delete:
        for (const MediaId id : selected()) studio_.run("remove_media", {{"media", arg(id)}});
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    if (shown() > 0) choose(std::clamp(to, 0, shown() - 1), {});
}

// The store's reasons in the user's language.
static QString proxyRefusal(const std::string& why) {
    static const std::pair<const char*, const char*> kReasons[] = {
        {"it is no film", QT_TRANSLATE_NOOP("MediaItems", "it is no film")},
        {"its content is not known", QT_TRANSLATE_NOOP("MediaItems", "its content is not known")},
        {"its frame rate varies", QT_TRANSLATE_NOOP("MediaItems", "its frame rate varies")},
        {"it is interlaced", QT_TRANSLATE_NOOP("MediaItems", "it is interlaced")},
        {"it has an alpha channel", QT_TRANSLATE_NOOP("MediaItems", "it has an alpha channel")},
        {"its picture begins later than its sound",
         QT_TRANSLATE_NOOP("MediaItems", "its picture begins later than its sound")},
        {"it is small already", QT_TRANSLATE_NOOP("MediaItems", "it is small already")},
    };
    for (const auto& [english, words] : kReasons)
        if (why == english) return QCoreApplication::translate("MediaItems", words);
    return toQt(why);
}

void MediaItems::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    const auto ids = selected();
    if (!ids.empty()) {
        menu.addAction(tr("Open in source viewer"), this, [this, ids] { studio_.viewSource(ids[0]); });
        menu.addAction(tr("Insert at playhead"), this, [this, ids] {
            putMedia(studio_, {.media = ids, .how = Put::insert, .at = studio_.playhead()});
        });
        menu.addAction(tr("Append to the end"), this,
                       [this, ids] { putMedia(studio_, {.media = ids, .how = Put::append}); });
        menu.addSeparator();
        int toMake = 0, made = 0;
        QString refusal;
        for (const MediaId id : ids)
            if (const Media* m = studio_.project()->find_media(id)) {
                const ProxyState state = studio_.proxies().note(*m).state;
                const std::string why = studio_.proxies().refusal(*m);
                if (!why.empty() && refusal.isEmpty()) refusal = proxyRefusal(why);
                toMake += why.empty() && (state == ProxyState::none || state == ProxyState::failed);
                made += state != ProxyState::none && state != ProxyState::failed;
            }
        QAction* make = menu.addAction(tr("Make proxies"), this, [this, ids] {
            for (const MediaId id : ids)
                if (const Media* m = studio_.project()->find_media(id)) studio_.proxies().make(*m);
            update();
        });
        make->setEnabled(toMake > 0);
        if (toMake == 0 && made == 0 && !refusal.isEmpty()) make->setText(tr("No proxy: %1").arg(refusal));
        menu.addAction(tr("Delete proxies"), this,
                       [this, ids] {
                           for (const MediaId id : ids)
                               if (const Media* m = studio_.project()->find_media(id)) studio_.proxies().remove(*m);
                           Q_EMIT studio_.mediaDrawn();
                       })
            ->setEnabled(made > 0);
        menu.addSeparator();
        menu.addAction(tr("Relink…"), this, [this, ids] { Q_EMIT relinkAsked(ids[0]); });
        menu.addAction(tr("Remove from the project"), this, [this, ids] {
            for (const MediaId id : ids) studio_.run("remove_media", {{"media", arg(id)}});
        });
        menu.addSeparator();
    }
    menu.addAction(tr("New bin…"), this, [this] {
        bool ok = false;
        const QString name =
            QInputDialog::getText(this, tr("New bin"), tr("Name"), QLineEdit::Normal, {}, &ok).trimmed();
        if (!ok || name.isEmpty()) return;
        ValueObject args{{"name", fromQt(name)}};
        if (bin_) args["parent"] = arg(bin_);
        studio_.run("add_bin", std::move(args));
    });
    if (!ids.empty() && studio_.project()) {
        QMenu* move = menu.addMenu(tr("Move to bin"));
        auto to = [this, ids](BinId bin) {
            std::vector<Command> commands;
            for (const MediaId id : ids) {
                Command c{"set_media_bin", {{"media", arg(id)}}};
                if (bin) c.args["bin"] = arg(bin);
                commands.push_back(std::move(c));
            }
            studio_.runAll(tr("Move to bin"), commands);
        };
        move->addAction(tr("All media"), this, [to] { to({}); });
        for (const Bin& b : studio_.project()->bins) move->addAction(toQt(b.name), this, [to, id = b.id] { to(id); });
    }
    menu.exec(event->globalPos());
}

} // namespace tandem::ui
