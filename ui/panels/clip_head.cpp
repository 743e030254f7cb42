// Painting and renaming.
#include "ui/panels/clip_head.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "engine/base/timecode.h"
#include "engine/media/thumbnail.h"
#include "engine/model/lookup.h"
#include "ui/controls/inline_edit.h"
#include "ui/controls/own_keys.h"

namespace tandem::ui {

ClipHead::ClipHead(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setFixedHeight(46);
    setFocusPolicy(Qt::TabFocus);
    setOwnKeys(this, kOwnEnter | kOwnTyping);
    setAccessibleName(tr("Selected clip"));
    setToolTip(tr("Double-click the name to change it"));
    connect(&studio, &Studio::mediaDrawn, this, qOverload<>(&QWidget::update));
}

void ClipHead::setClips(std::vector<ClipId> clips) {
    if (edit_ && clips != clips_) edit_->finish();
    clips_ = std::move(clips);
    setAccessibleDescription(name() + QStringLiteral(", ") + place());
    update();
}

QString ClipHead::name() const {
    const Ref<Sequence> s = studio_.sequence();
    const auto found = s && !clips_.empty() ? find_clip(*s, clips_.front()) : std::nullopt;
    if (!found) return {};
    const Clip& c = *found->placement->clip;
    if (auto cue = std::get_if<SubtitleContent>(&c.content); cue && c.name.empty())
        return toQt(cue->text).section(u'\n', 0, 0);
    return toQt(c.name);
}

QString ClipHead::place() const {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || clips_.empty()) return {};
    QStringList badges;
    Time from{INT64_MAX}, to;
    std::set<LinkId> links;
    for (const ClipId id : clips_)
        if (const auto p = find_clip(*s, id)) {
            const QString badge = Studio::trackBadge(*s, p->track);
            if (!badges.contains(badge)) badges.push_back(badge);
            links.insert(p->placement->clip->link);
            from = std::min(from, p->placement->start), to = std::max(to, p->placement->end());
        }
    if (badges.isEmpty()) return {};
    const Format& f = s->format;
    const bool linked = clips_.size() > 1 && links.size() == 1 && *links.begin();
    const QString length = toQt(timecode_text(f.rate.frame_nearest(to - from), f.rate, DropFrame::no));
    if (clips_.size() > 1 && !linked)
        return tr("%n clip(s) on %1", nullptr, static_cast<int>(clips_.size())).arg(badges.join(QStringLiteral(", ")));
    const QString where = badges.join(QStringLiteral(" + "));
    return (linked ? tr("%1 linked").arg(where) : where) + QStringLiteral(" · ") + length;
}

void ClipHead::paintEvent(QPaintEvent*) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || clips_.empty()) return;
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box(12, 8, 50, 29);
    QPainterPath shape;
    shape.addRoundedRect(box, 3, 3);
    p.save();
    p.setClipPath(shape);
    QString sign = QStringLiteral("sound");
    bool drawn = false, isPicture = false;
    for (const ClipId id : clips_) {
        const auto found = find_clip(*s, id);
        if (!found || drawn || isPicture) continue;
        const Clip& c = *found->placement->clip;
        const Track& track = *s->tracks[found->track];
        const RoleColours& tint = role(Studio::trackRole(*s, found->track));
        if (id == clips_.front()) p.fillRect(box, colour(tint.body));
        if (track.kind == TrackKind::subtitle || std::holds_alternative<GeneratorContent>(c.content))
            sign = QStringLiteral("title");
        else if (std::holds_alternative<SequenceContent>(c.content))
            sign = QStringLiteral("layers");
        else if (track.kind == TrackKind::picture)
            sign = QStringLiteral("film");
        if (track.kind == TrackKind::picture) isPicture = true;
        auto content = std::get_if<MediaContent>(&c.content);
        if (track.kind != TrackKind::picture || !content) continue;
        const auto picture = studio_.thumbnail(content->media, content->stream, c.source_range().start, 64);
        if (!picture) continue;
        const QImage image(reinterpret_cast<const uchar*>(picture->pixels.data()), picture->width, picture->height,
                           picture->width * 4, QImage::Format_RGB32);
        const double scale = std::max(box.width() / image.width(), box.height() / image.height());
        QRectF to(0, 0, image.width() * scale, image.height() * scale);
        to.moveCenter(box.center());
        p.setRenderHint(QPainter::SmoothPixmapTransform);
        p.drawImage(to, image);
        drawn = true;
    }
    p.restore();
    if (!drawn) drawIcon(p, sign, QRectF(box.center().x() - 9, box.center().y() - 9, 18, 18), colour(token::text2));
    if (!edit_) {
        p.setFont(textFont(12.5, QFont::DemiBold));
        p.setPen(colour(token::text));
        p.drawText(nameBox(), Qt::AlignVCenter | Qt::AlignLeft,
                   QFontMetrics(p.font()).elidedText(name(), Qt::ElideMiddle, nameBox().width()));
    }
    p.setFont(textFont(11));
    p.setPen(colour(token::text3));
    p.drawText(QRect(70, 24, width() - 78, 16), Qt::AlignVCenter | Qt::AlignLeft, place());
    if (hasFocus()) drawFocus(p, QRectF(rect()).adjusted(2, 2, -2, -2), 4);
}

void ClipHead::mouseDoubleClickEvent(QMouseEvent*) { rename(); }

void ClipHead::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F2 || event->key() == Qt::Key_Return) return rename();
    QWidget::keyPressEvent(event);
}

void ClipHead::rename() {
    if (edit_ || clips_.empty()) return;
    edit_ = new InlineEdit(name(), this, nameBox().adjusted(-8, 0, 0, 4), textFont(12.5, QFont::DemiBold));
    edit_->setAccessibleName(tr("Name of the clip"));
    connect(edit_, &InlineEdit::ended, this, &ClipHead::endRename);
}

void ClipHead::endRename(bool take, const QString& text) {
    edit_.clear();
    const QString typed = text.trimmed();
    update();
    if (!take || typed.isEmpty() || typed == name()) return;
    // Its linked partner bears the same name; other selected clips keep theirs.
    const Ref<Sequence> s = studio_.sequence();
    const auto first = s ? find_clip(*s, clips_.front()) : std::nullopt;
    if (!first) return;
    const LinkId link = first->placement->clip->link;
    std::vector<Command> commands;
    for (const ClipId id : clips_)
        if (const auto place = find_clip(*s, id);
            id == clips_.front() || (link && place && place->placement->clip->link == link))
            commands.push_back({"set_clip", {{"clip", arg(id)}, {"name", fromQt(typed)}}});
    studio_.runAll(tr("Rename clip"), commands);
}

} // namespace tandem::ui
