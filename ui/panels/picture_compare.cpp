// Stills, the bare picture, and the line between the two sides.
#include "ui/panels/picture_compare.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QPainter>
#include <QStandardPaths>
#include <QTimer>

#include "engine/edit/effects.h"

namespace tandem::ui {

static constexpr int kPollMs = 15;
static constexpr double kReach = 7; // pixels

Ref<Sequence> withoutEffects(const Ref<Sequence>& sequence, Time t) {
    Ref<Sequence> out = sequence;
    for (const Ref<Track>& track : sequence->tracks) {
        if (track->kind != TrackKind::picture) continue;
        const Placement* before = nullptr;
        for (const Placement& p : track->items) {
            // The clip before it may show too, in a transition.
            const bool here = t >= p.start && t < p.end();
            if (p.start > t) break;
            for (const Placement* clip : {here ? before : nullptr, here ? &p : nullptr}) {
                if (!clip || !clip->clip->effects) continue;
                for (const Ref<Effect>& e : clip->clip->effects->effects) {
                    if (!e->enabled || !takes_mask(e->kind)) continue;
                    if (auto off = enable_effect(*out, clip->clip->id, e->id, Enabled::no))
                        out = std::make_shared<const Sequence>(std::move(*off));
                }
            }
            before = &p;
        }
    }
    return out;
}

// The frame server's pictures have nothing where an image with alpha, which this is painted into, has it.
static QImage opaque(const QImage& picture) { return picture.convertToFormat(QImage::Format_ARGB32_Premultiplied); }

PictureCompare::PictureCompare(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    timer_ = new QTimer(this);
    timer_->setInterval(kPollMs);
    connect(timer_, &QTimer::timeout, this, &PictureCompare::poll);
    for (auto signal :
         {&Studio::projectChanged, &Studio::playheadMoved, &Studio::playingChanged, &Studio::viewedChanged})
        connect(&studio, signal, this, &PictureCompare::ask);
    connect(&studio, &Studio::sessionChanged, this, [this] {
        compare(With::nothing);
        stillPath_.clear(), still_ = {};
    });
}

PictureCompare::~PictureCompare() = default;

void PictureCompare::compare(With with) {
    if (with == With::still && stillPath_.isEmpty()) {
        const auto all = stills();
        if (all.empty()) return;
        return compareStill(all.front().path);
    }
    with_ = with;
    bare_ = {}, made_.reset();
    if (with != With::bare) server_.reset(), renderers_.clear(), timer_->stop();
    ask();
    Q_EMIT changed();
}

void PictureCompare::compareStill(const QString& path) {
    still_ = QImage(path);
    if (still_.isNull()) return;
    stillPath_ = path;
    compare(With::still);
}

void PictureCompare::setUpright(bool upright) {
    upright_ = upright;
    Q_EMIT changed();
}

void PictureCompare::setView(int width, int height) {
    if (width == width_ && height == height_) return;
    width_ = width, height_ = height;
    ask();
}

void PictureCompare::ask() {
    const Ref<Sequence> s = studio_.sequence();
    if (with_ != With::bare || !s || studio_.viewingSource() || studio_.playing() || width_ < 2) return;
    if (!server_) {
        if (!opening_.valid() && studio_.services().openRenderers)
            opening_ = std::async(std::launch::async, studio_.services().openRenderers);
        return timer_->start();
    }
    View view;
    view.project = studio_.project();
    view.sequence = withoutEffects(s, studio_.playhead());
    view.width = width_, view.height = height_;
    view.format = PixelFormat::bgr0;
    server_->show(view, studio_.playhead(), {0, 1});
    timer_->start();
}

void PictureCompare::poll() {
    if (!server_) {
        if (!opening_.valid() || opening_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
        auto opened = opening_.get();
        if (!opened || opened->empty()) {
            timer_->stop();
            if (!opened) studio_.fail(opened.error(), tr("The picture before cannot be shown"));
            return compare(With::nothing);
        }
        renderers_ = std::move(*opened);
        server_ = std::make_unique<FrameServer>(
            studio_.assets(), studio_.pool(), *renderers_.front(),
            FrameServerOptions{
                .look_ahead = 1, .look_behind = 1, .ring_bytes = size_t{32} << 20, .cache_bytes = size_t{64} << 20});
        return ask();
    }
    const auto frame = server_->frame_at(studio_.playhead());
    if (!frame || !frame->picture) return;
    timer_->stop();
    if (frame->picture == made_) return;
    made_ = frame->picture;
    bare_ = opaque(QImage(made_->data[0], made_->width, made_->height, static_cast<qsizetype>(made_->stride[0]),
                          QImage::Format_RGB32));
    Q_EMIT changed();
}

QString PictureCompare::folder() const {
    const QByteArray key = studio_.session() ? QByteArray::fromStdString(studio_.session()->path()) : QByteArray();
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/stills/") +
           QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex().left(16));
}

std::vector<PictureCompare::Still> PictureCompare::stills() const {
    std::vector<Still> out;
    for (const QFileInfo& info :
         QDir(folder()).entryInfoList({QStringLiteral("*.png")}, QDir::Files, QDir::Name | QDir::Reversed))
        out.push_back({info.filePath(), info.completeBaseName().section(u' ', 1).replace(u'.', u':')});
    return out;
}

void PictureCompare::takeStill(const QImage& picture) {
    const Ref<Sequence> s = studio_.sequence();
    if (picture.isNull() || !s) return;
    QDir().mkpath(folder());
    // By time, so that names sort; colons are not for file names.
    const QString place = timecodeText(*s, studio_.playhead()).replace(u':', u'.');
    const QString path = folder() + QStringLiteral("/%1 %2.png").arg(QDateTime::currentMSecsSinceEpoch()).arg(place);
    if (!picture.save(path))
        return studio_.say({MessageKind::error, tr("The still was not kept"), tr("%1 cannot be written.").arg(path)});
    studio_.say({MessageKind::ok, tr("Still taken"), tr("The compare menu of the viewer lists the stills.")});
    stillPath_ = path, still_ = opaque(picture);
    Q_EMIT changed();
}

void PictureCompare::dropStill(const QString& path) {
    QFile::remove(path);
    if (path != stillPath_) return;
    stillPath_.clear(), still_ = {};
    if (with_ == With::still) compare(With::nothing);
}

bool PictureCompare::showing() const {
    if (!studio_.sequence() || studio_.viewingSource() || studio_.playing()) return false;
    return (with_ == With::bare && !bare_.isNull()) || (with_ == With::still && !still_.isNull());
}

QLineF PictureCompare::line(QRectF box) const {
    if (upright_) {
        const double x = box.left() + split_ * box.width();
        return {x, box.top(), x, box.bottom()};
    }
    const double y = box.top() + split_ * box.height();
    return {box.left(), y, box.right(), y};
}

void PictureCompare::paint(QPainter& p, QRectF box) const {
    if (!showing()) return;
    const QLineF l = line(box);
    QRectF side = box;
    upright_ ? side.setRight(l.x1()) : side.setBottom(l.y1());
    const QImage& image = with_ == With::bare ? bare_ : still_;
    p.save();
    p.setClipRect(side);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    p.fillRect(box, Qt::black);
    const QSizeF size = QSizeF(image.size()).scaled(box.size(), Qt::KeepAspectRatio);
    p.drawImage(QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size), image);
    p.restore();
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(QColor(0, 0, 0, 150), 3));
    p.drawLine(l);
    p.setPen(QPen(Qt::white, 1.2));
    p.drawLine(l);
    p.setPen(QPen(QColor(0, 0, 0, 160), 1));
    p.setBrush(Qt::white);
    p.drawEllipse(l.center(), 5, 5);
    // What is what.
    p.setFont(textFont(11.5, QFont::Medium));
    auto badge = [&](const QString& text, bool first) {
        const QSizeF t(QFontMetricsF(p.font()).horizontalAdvance(text) + 14, 20);
        QPointF at = upright_ ? QPointF(first ? l.x1() - t.width() - 8 : l.x1() + 8, box.top() + 8)
                              : QPointF(box.left() + 8, first ? l.y1() - t.height() - 8 : l.y1() + 8);
        p.setPen(Qt::NoPen);
        p.setBrush(QColor(0, 0, 0, 170));
        p.drawRoundedRect(QRectF(at, t), 4, 4);
        p.setPen(colour(token::text));
        p.drawText(QRectF(at, t), Qt::AlignCenter, text);
    };
    badge(with_ == With::bare ? tr("Before") : tr("Still"), true);
    badge(with_ == With::bare ? tr("After") : tr("Now"), false);
    p.restore();
}

bool PictureCompare::onLine(QPointF at, QRectF box) const {
    if (!showing() || !box.adjusted(-kReach, -kReach, kReach, kReach).contains(at)) return false;
    const QLineF l = line(box);
    return std::abs(upright_ ? at.x() - l.x1() : at.y() - l.y1()) <= kReach;
}

bool PictureCompare::press(QPointF at, QRectF box) {
    held_ = onLine(at, box);
    return held_;
}

bool PictureCompare::drag(QPointF at, QRectF box) {
    if (!held_) return false;
    split_ = std::clamp(upright_ ? (at.x() - box.left()) / box.width() : (at.y() - box.top()) / box.height(), 0.0, 1.0);
    Q_EMIT changed();
    return true;
}

} // namespace tandem::ui
