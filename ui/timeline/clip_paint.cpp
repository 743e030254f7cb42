// A clip's picture in all its states.
#include "ui/timeline/clip_paint.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "engine/media/peaks.h"
#include "engine/media/thumbnail_store.h"
#include "engine/model/lookup.h"
#include "engine/model/sound_slots.h"
#include "ui/controls/note_bars.h"
#include "ui/controls/sliders.h"
#include "ui/timeline/beat_lines.h"

namespace tandem::ui {

static constexpr double kHead = 16, kMinBody = 14;

static const MediaContent* mediaOf(const Clip& clip) { return std::get_if<MediaContent>(&clip.content); }

// Gain of a clip at a local time: its gain effects and its fades, as the engine applies them.
static double gainAt(const Clip& clip, Time local) {
    double gain = 1;
    if (clip.effects)
        for (const auto& e : clip.effects->effects)
            if (e->enabled && e->kind == EffectKind::gain)
                gain *= std::pow(10.0, e->params[slot::db].at(local + clip.key_origin) / 20);
    auto shaped = [](const Fade& f, double x) {
        x = std::clamp(x, 0.0, 1.0);
        switch (f.shape) {
        case FadeShape::linear:
            return x;
        case FadeShape::equal_power:
            return std::sin(x * M_PI / 2);
        case FadeShape::smooth:
            return x * x * (3 - 2 * x);
        }
        return x;
    };
    if (clip.fade_in.length > Time{} && local < clip.fade_in.length)
        gain *= shaped(clip.fade_in, local.seconds() / clip.fade_in.length.seconds());
    if (clip.fade_out.length > Time{} && clip.length - local < clip.fade_out.length)
        gain *= shaped(clip.fade_out, (clip.length - local).seconds() / clip.fade_out.length.seconds());
    return gain;
}

// A nested clip around the one that is drawn, and where it lies: its gain and fades count too.
struct Around {
    const Clip* clip = nullptr;
    QRectF box;
    double gain(double px) const {
        return clip ? gainAt(*clip, Time::from_double((px - box.left()) / box.width() * clip->length.seconds())) : 1;
    }
};
static constexpr int kDeepest = 4; // nests within nests that are looked into

static Ref<Sequence> nestOf(Studio& studio, const Clip& clip) {
    const auto* nested = std::get_if<SequenceContent>(&clip.content);
    return nested && studio.project() ? studio.project()->find_sequence(nested->sequence) : nullptr;
}

static void paintWave(QPainter& p, Studio& studio, const Clip& clip, QRectF box, QRectF body, QRectF exposed,
                      QColor wave, const Around& around = {}, int depth = 0) {
    if (const Ref<Sequence> nest = nestOf(studio, clip); nest && depth < kDeepest) {
        // Of its clips, one over the other. The parts of a nest at a changing speed are not laid out.
        if (clip.speed_ramp || clip.speed.num <= 0) return;
        const double perSecond = box.width() / clip.length.seconds();
        auto x = [&](Time t) { return box.left() + clip.speed.timeline(t - clip.in).seconds() * perSecond; };
        for (const auto& track : nest->tracks) {
            if (track->kind != TrackKind::sound || (track->strip && track->strip->mute)) continue;
            for (size_t i = first_ending_after(*track, clip.in); i < track->items.size(); ++i) {
                const Placement& item = track->items[i];
                if (item.start >= clip.source_at(clip.length)) break;
                const QRectF inner(x(item.start), box.top(), x(item.end()) - x(item.start), box.height());
                const QRectF part = body.intersected(QRectF(inner.left(), body.top(), inner.width(), body.height()));
                if (inner.width() >= 1 && item.clip->enabled)
                    paintWave(p, studio, *item.clip, inner, part, exposed, wave, {&clip, box}, depth + 1);
            }
        }
        return;
    }
    const MediaContent* content = mediaOf(clip);
    if (!content) return;
    const auto peaks = studio.peaks(content->media, content->stream);
    if (!peaks || peaks->frames() == 0) return;
    const bool stereo = peaks->channels() > 1 && body.height() >= 44;
    const int lanes = stereo ? 2 : 1;
    const double laneHeight = body.height() / lanes;
    const int from = static_cast<int>(std::floor(std::max(body.left(), exposed.left())));
    const int to = static_cast<int>(std::ceil(std::min(body.right(), exposed.right())));
    const double perPx = clip.length.seconds() / box.width();
    QColor soft = wave;
    soft.setAlphaF(0.62f);
    QVector<QRectF> outer, inner;
    outer.reserve((to - from) * lanes), inner.reserve((to - from) * lanes);
    const int64_t rate = peaks->rate();
    for (int lane = 0; lane < lanes; ++lane) {
        const double middle = body.top() + laneHeight * (lane + 0.5), half = laneHeight / 2 - 1;
        for (int px = from; px < to; ++px) {
            const Time a = Time::from_double((px - box.left()) * perPx);
            const Time b = Time::from_double((px + 1 - box.left()) * perPx);
            int64_t f0 = clip.source_at(a).samples_floor(rate), f1 = clip.source_at(b).samples_floor(rate);
            if (f0 > f1) std::swap(f0, f1);
            PeakValue v = peaks->over(lane, f0, std::max(f1, f0 + 1));
            if (!stereo && peaks->channels() > 1) {
                const PeakValue r = peaks->over(1, f0, std::max(f1, f0 + 1));
                v = {std::min(v.min, r.min), std::max(v.max, r.max), std::max(v.rms, r.rms)};
            }
            const double gain = gainAt(clip, a) * around.gain(px);
            const double top = std::clamp(v.max * gain, -1.0, 1.0) * half,
                         low = std::clamp(v.min * gain, -1.0, 1.0) * half;
            outer.push_back(QRectF(px, middle - top, 1, std::max(1.0, top - low)));
            const double rms = std::clamp(v.rms * gain, 0.0, 1.0) * half;
            if (rms > 0.5) inner.push_back(QRectF(px, middle - rms, 1, 2 * rms));
        }
    }
    p.setPen(Qt::NoPen);
    p.setBrush(soft);
    p.drawRects(outer.data(), static_cast<int>(outer.size()));
    p.setBrush(wave);
    p.drawRects(inner.data(), static_cast<int>(inner.size()));
}

static void paintBeats(QPainter& p, Studio& studio, const Placement& placement, QRectF box, QRectF body,
                       QRectF exposed) {
    const double perSecond = box.width() / placement.clip->length.seconds();
    auto at = [&](double x) { return placement.start + Time::from_double((x - box.left()) / perSecond); };
    const auto beats = clipBeats(studio, placement, at(std::max(body.left(), exposed.left()) - 1),
                                 at(std::min(body.right(), exposed.right()) + 1));
    // Nearer than that they are a grey bar and say nothing.
    if (beats.size() > 1 && (beats[1] - beats[0]).seconds() * perSecond < 4) return;
    for (const Time beat : beats) {
        const double x = box.left() + (beat - placement.start).seconds() * perSecond;
        p.fillRect(QRectF(std::floor(x), body.bottom() - 7, 1, 7), QColor(255, 255, 255, 190));
    }
}

static void paintNotes(QPainter& p, Studio& studio, const Clip& clip, QRectF box, QRectF body, QRectF exposed,
                       const QColor& ink) {
    const MediaContent* content = mediaOf(clip);
    const auto notes = content ? studio.notes(content->media) : nullptr;
    if (!notes || notes->all.empty()) return;
    const double perSecond = box.width() / clip.length.seconds();
    paintNoteBars(p, *notes, body, exposed, box.left() - clip.in.seconds() * perSecond, perSecond, ink);
}

// The medium whose picture stands for a clip at a source time: its own, or the topmost of a nest.
struct ShownMedium {
    const MediaContent* content = nullptr;
    const Media* media = nullptr;
    Time at;
};
static ShownMedium mediumAt(Studio& studio, const Clip& clip, Time source, int depth = 0) {
    if (const MediaContent* content = mediaOf(clip)) {
        const Media* media = studio.project() ? studio.project()->find_media(content->media) : nullptr;
        return media && !media->pictures.empty() ? ShownMedium{content, media, source} : ShownMedium{};
    }
    const Ref<Sequence> nest = nestOf(studio, clip);
    if (!nest || depth == kDeepest) return {};
    for (size_t t = nest->tracks.size(); t-- > 0;) {
        const Track& track = *nest->tracks[t];
        if (track.kind != TrackKind::picture || !track.enabled) continue;
        const auto i = item_at(track, source);
        if (!i || !track.items[*i].clip->enabled) continue;
        const Placement& item = track.items[*i]; // alive with the project
        if (const auto found = mediumAt(studio, *item.clip, item.clip->source_at(source - item.start), depth + 1);
            found.media)
            return found;
    }
    return {};
}

static double aspectOf(Studio& studio, const Clip& clip) {
    if (const Ref<Sequence> nest = nestOf(studio, clip))
        return static_cast<double>(nest->format.width) / std::max(1, nest->format.height);
    const Media* media = mediumAt(studio, clip, {}).media;
    if (!media) return 0;
    const PictureStream& stream = media->pictures[0];
    const double aspect =
        static_cast<double>(stream.width) * stream.sar_num / std::max(1, stream.height * stream.sar_den);
    return stream.rotation % 180 != 0 ? 1 / aspect : aspect;
}

static void paintThumbnails(QPainter& p, Studio& studio, const Sequence& sequence, const Clip& clip, QRectF box,
                            QRectF body, QRectF exposed) {
    const double aspect = aspectOf(studio, clip);
    if (aspect <= 0) return;
    const double cell = std::max(24.0, body.height() * aspect);
    const double perPx = clip.length.seconds() / box.width();
    // Cells of one zoom share their pictures with those of the next: times lie on a grid of powers of two.
    const double grid = std::pow(2.0, std::floor(std::log2(std::max(1.0 / 64, cell * perPx))));
    const int height = std::clamp(static_cast<int>(std::ceil(body.height())), 32, 96);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    const int first = std::max(0, static_cast<int>((exposed.left() - body.left()) / cell));
    for (int i = first; body.left() + i * cell < std::min(body.right(), exposed.right()); ++i) {
        const double left = body.left() + i * cell;
        const double source = clip.source_at(Time::from_double(std::max(0.0, left - box.left()) * perPx)).seconds();
        // Times are kept inside what the clip shows where the grid would leave it.
        Time at = Time::from_double(std::floor(source / grid) * grid);
        const TimeRange shown = clip.source_range();
        if (at < shown.start || at >= shown.end()) at = sequence.format.rate.snap(Time::from_double(source));
        const ShownMedium medium = mediumAt(studio, clip, at);
        if (!medium.media) continue;
        const auto picture = studio.thumbnail(medium.content->media, medium.content->stream,
                                              medium.media->pictures[0].still ? Time{} : medium.at, height);
        if (!picture) continue;
        const QImage image(reinterpret_cast<const uchar*>(picture->pixels.data()), picture->width, picture->height,
                           picture->width * 4, QImage::Format_RGB32);
        const double width = std::min(cell, body.right() - left); // the last one may have less room
        p.drawImage(QRectF(left, body.top(), width, body.height()), image,
                    QRectF(0, 0, image.width() * width / cell, image.height()));
        if (width == cell) p.fillRect(QRectF(left + cell - 1, body.top(), 1, body.height()), QColor(0, 0, 0, 110));
    }
    p.setRenderHint(QPainter::SmoothPixmapTransform, false);
}

static void paintFades(QPainter& p, const Clip& clip, QRectF box, QRectF body, bool handles) {
    const double perSecond = box.width() / clip.length.seconds();
    const double in = clip.fade_in.length.seconds() * perSecond, out = clip.fade_out.length.seconds() * perSecond;
    handles = handles && box.width() > 40;
    if (in <= 1 && out <= 1 && !handles) return;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    auto curve = [&](const Fade& f, double x0, double x1) {
        QPainterPath line(QPointF(x0, body.bottom()));
        for (int i = 1; i <= 16; ++i) {
            const double t = i / 16.0;
            const double y = f.shape == FadeShape::linear        ? t
                             : f.shape == FadeShape::equal_power ? std::sin(t * M_PI / 2)
                                                                 : t * t * (3 - 2 * t);
            line.lineTo(x0 + (x1 - x0) * t, body.bottom() - y * body.height());
        }
        QPainterPath shade = line;
        shade.lineTo(x0, body.top());
        shade.closeSubpath();
        p.fillPath(shade, QColor(0, 0, 0, 120));
        p.setBrush(Qt::NoBrush); // a waveform was painted with one
        p.setPen(QPen(QColor(255, 255, 255, 190), 1));
        p.drawPath(line);
    };
    if (in > 1) curve(clip.fade_in, box.left(), box.left() + in);
    if (out > 1) curve(clip.fade_out, box.right(), box.right() - out);
    if (handles) {
        p.setPen(QPen(QColor(0, 0, 0, 160), 1));
        p.setBrush(Qt::white);
        p.drawRoundedRect(QRectF(box.left() + in + 3, body.top() + 3, 8, 8), 2, 2);
        p.drawRoundedRect(QRectF(box.right() - out - 11, body.top() + 3, 8, 8), 2, 2);
    }
    p.restore();
}

static void stripes(QPainter& p, QRectF box, QColor ink, double step) {
    p.save();
    p.setClipRect(box, Qt::IntersectClip);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(ink, step / 2));
    for (double x = box.left() - box.height(); x < box.right(); x += step)
        p.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    p.restore();
}

static QFont nameFont() { return textFont(11, QFont::Medium); }
static QFont fxFont() {
    QFont f = nameFont();
    f.setItalic(true);
    return f;
}
void loadClipFonts() {
    for (const QFont& f : {nameFont(), fxFont()}) (void)QFontMetricsF(f).horizontalAdvance(QStringLiteral("fx"));
}

static void paintHead(QPainter& p, const Clip& clip, QRectF head, QRectF box, const ClipLook& look) {
    // The name stays readable while the clip's start is scrolled out.
    QRectF text = head.adjusted(5, 0, -5, 0);
    text.setLeft(std::max(text.left(), 4.0));
    if (text.width() < 14) return;
    p.setFont(nameFont());
    const QFontMetricsF metrics(p.font());
    p.setPen(clip.enabled ? QColor(Qt::white) : QColor(255, 255, 255, 120));
    QString name = toQt(clip.name);
    if (const auto* generator = std::get_if<GeneratorContent>(&clip.content);
        generator && generator->generator->kind == EffectKind::title && !generator->generator->texts.empty() &&
        !generator->generator->texts[slot::text].empty())
        name = toQt(generator->generator->texts[slot::text]).section(u'\n', 0, 0);
    if (const auto* cue = std::get_if<SubtitleContent>(&clip.content)) name = toQt(cue->text).replace(u'\n', u' ');
    QString tail;
    if (clip.takes) tail = Studio::tr("take %1 of %2").arg(clip.takes->chosen + 1).arg(clip.takes->all.size());
    if (clip.speed_ramp)
        tail = Studio::tr("ramp");
    else if (!clip.speed.normal())
        tail =
            QString::number(100.0 * static_cast<double>(clip.speed.num) / static_cast<double>(clip.speed.den), 'f', 0) +
            QStringLiteral(" %");
    const QString shown = metrics.elidedText(name, Qt::ElideRight, text.width());
    p.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, shown);
    double x = text.left() + metrics.horizontalAdvance(shown) + 5;
    if (clip.link && x + 12 < text.right()) {
        drawIcon(p, QStringLiteral("link"), QRectF(x, head.top() + 3, 10, 10), QColor(255, 255, 255, 190));
        x += 14;
    }
    const bool fx = clip.effects && !clip.effects->effects.empty();
    if (fx && x + 12 < text.right()) {
        p.setFont(fxFont());
        p.drawText(QPointF(x, head.top() + 12), QStringLiteral("fx"));
        x += 15;
        p.setFont(nameFont());
    }
    if (!tail.isEmpty() && x + metrics.horizontalAdvance(tail) < text.right())
        p.drawText(QPointF(x, head.top() + 12), tail);
    if (look.trackLocked && head.right() - 14 > x)
        drawIcon(p, QStringLiteral("lock"), QRectF(std::min(head.right(), box.right()) - 14, head.top() + 3, 10, 10),
                 Qt::white);
}

static constexpr double kRound = 3;
enum class Corners : uint8_t { lower, all };

// Rounds corners over what was painted square: a path to clip by would cost more than all else of a clip.
static void roundOff(QPainter& p, QRectF r, Corners which, QColor ground) {
    QPainterPath shape;
    for (const bool top : {false, true})
        for (const bool left : {false, true}) {
            if (top && which == Corners::lower) continue;
            const QRectF circle(left ? r.left() : r.right() - 2 * kRound, top ? r.top() : r.bottom() - 2 * kRound,
                                2 * kRound, 2 * kRound);
            shape.moveTo(left ? circle.left() : circle.right(), top ? circle.top() : circle.bottom());
            shape.arcTo(circle, left ? (top ? 90 : 180) : (top ? 0 : 270), 90);
            shape.closeSubpath();
        }
    p.setRenderHint(QPainter::Antialiasing);
    p.setOpacity(1);
    p.fillPath(shape, ground);
}

void paintClip(QPainter& p, Studio& studio, const Sequence& sequence, const Track& track, const Placement& placement,
               QRectF box, QRectF exposed, const ClipLook& look) {
    const Clip& clip = *placement.clip;
    const bool sound = track.kind == TrackKind::sound;
    RoleColours c = role(look.role);
    if (std::holds_alternative<GeneratorContent>(clip.content)) c = role(Role::title);
    QColor head = colour(c.head), body = colour(c.body), wave = colour(c.wave);
    if (look.trackMuted) wave = colour(role(Role::bus).wave);
    if (look.offline) head = QColor(0x8e, 0x2b, 0x27), body = QColor(0x3a, 0x16, 0x14);
    // A hairline of lane between neighbours.
    QRectF r = box.adjusted(0, 0, -1, 0);
    if (r.width() < 1) r.setWidth(1);
    const QRectF visible = r.intersected(exposed.adjusted(-8, 0, 8, 0));
    if (visible.isEmpty()) return;
    if (r.width() < 4) {
        p.fillRect(r, head);
        return;
    }
    p.save();
    if (!clip.enabled) p.setOpacity(0.35);
    p.setClipRect(visible.adjusted(-1, -1, 1, 1), Qt::IntersectClip);
    const bool onlyHead = r.height() < kHead + kMinBody && !look.strip;
    const double headHeight = look.strip ? 0 : kHead;
    const QRectF headBox(r.left(), r.top(), r.width(), onlyHead ? r.height() : headHeight);
    const QRectF bodyBox(r.left(), r.top() + headHeight, r.width(), r.height() - headHeight);
    const bool round = r.width() > 2 * kRound + 2;
    if (!onlyHead) p.fillRect(bodyBox, body);
    if (!round) {
        p.fillRect(headBox, head);
    } else if (onlyHead || headHeight > 0) {
        QPainterPath shape;
        shape.setFillRule(Qt::WindingFill);
        shape.addRoundedRect(headBox, kRound, kRound);
        if (!onlyHead) shape.addRect(headBox.adjusted(0, kRound, 0, 0));
        p.setRenderHint(QPainter::Antialiasing);
        p.fillPath(shape, head);
        p.setRenderHint(QPainter::Antialiasing, false);
    }
    if (!onlyHead && !look.offline) {
        if (sound) {
            paintWave(p, studio, clip, box, bodyBox.adjusted(0, 1, 0, -1), exposed, wave);
            paintNotes(p, studio, clip, box, bodyBox.adjusted(0, 2, 0, -2), exposed, wave);
            if (studio.snapsToBeats()) paintBeats(p, studio, placement, box, bodyBox, exposed);
        } else {
            paintThumbnails(p, studio, sequence, clip, box, bodyBox, exposed);
        }
        paintFades(p, clip, r, bodyBox, !look.strip && (look.hovered || look.selected));
    }
    if (look.offline && !onlyHead) {
        stripes(p, bodyBox, QColor(0xd0, 0x40, 0x38, 70), 14);
        p.setFont(textFont(11));
        p.setPen(QColor(0xff, 0xc9, 0xc4));
        p.drawText(bodyBox.intersected(QRectF(0, bodyBox.y(), look.viewWidth, bodyBox.height())), Qt::AlignCenter,
                   Studio::tr("Media offline · Relink…"));
    }
    if (look.trackLocked) stripes(p, bodyBox, QColor(255, 255, 255, 22), 10);
    if (!look.strip) paintHead(p, clip, headBox, box, look);
    if (round && !onlyHead) roundOff(p, r, look.strip ? Corners::all : Corners::lower, look.ground);
    p.restore();

    if (!look.selected && !look.focused && !look.hovered && !highContrast()) return;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.setBrush(Qt::NoBrush);
    if (look.selected) {
        p.setPen(QPen(colour(token::select), 2));
        p.drawRoundedRect(r.adjusted(1, 1, -1, -1), kRound, kRound);
    } else if (look.focused) {
        p.setPen(QPen(colour(token::accent), 1.5, Qt::DashLine));
        p.drawRoundedRect(r.adjusted(1, 1, -1, -1), kRound, kRound);
    } else if (look.hovered) {
        p.setPen(QPen(QColor(255, 255, 255, 150), 1));
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), kRound, kRound);
    } else if (highContrast()) {
        p.setPen(QPen(colour(c.chip), 1));
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), kRound, kRound);
    }
    p.restore();
}

} // namespace tandem::ui
