// Collecting and laying out the facts.
#include "ui/panels/clip_info.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>

#include "engine/base/colour_words.h"
#include "engine/base/timecode.h"
#include "engine/model/lookup.h"
#include "ui/controls/labels.h"

namespace tandem::ui {

static QString rateText(FrameRate rate) {
    if (rate.num <= 0 || rate.den <= 0) return {};
    const double v = static_cast<double>(rate.num) / static_cast<double>(rate.den);
    return QLocale::c().toString(v, 'f', rate.num % rate.den == 0 ? 0 : 3) + QStringLiteral(" fps");
}

static QString colourText(const ColourTags& c) {
    QStringList out;
    auto add = [&](bool known, std::string_view word) {
        if (known) out.push_back(QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size())));
    };
    add(c.primaries != Primaries::unspecified, colour_word(c.primaries));
    add(c.transfer != Transfer::unspecified, colour_word(c.transfer));
    add(c.matrix != Matrix::unspecified, colour_word(c.matrix));
    if (c.range != ColourRange::unspecified)
        out.push_back(c.range == ColourRange::full ? ClipInfo::tr("full range") : ClipInfo::tr("limited range"));
    return out.isEmpty() ? ClipInfo::tr("not tagged") : out.join(QStringLiteral(" · "));
}

static QString lengthText(Time t, FrameRate rate) {
    return toQt(timecode_text(rate.frame_nearest(t), rate, DropFrame::no));
}

ClipInfo::ClipInfo(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Info"));
    body_ = new QVBoxLayout(this);
    body_->setContentsMargins(12, 8, 12, 12);
    body_->setSpacing(4);
}

ClipInfo::Group ClipInfo::mediaFacts(const Media& m) const {
    Group out{tr("Medium"), {}};
    auto fact = [&](const QString& name, const QString& text) {
        if (!text.isEmpty()) out.facts.emplace_back(name, text);
    };
    fact(tr("Name"), toQt(m.name));
    const Ref<Sequence> s = studio_.sequence();
    if (!m.pictures.empty()) {
        const PictureStream& p = m.pictures.front();
        fact(tr("Picture"), toQt(p.codec) + QStringLiteral(" · ") + toQt(p.format));
        QString size = QStringLiteral("%1 × %2").arg(p.width).arg(p.height);
        if (p.sar_num != p.sar_den) size += tr(" (pixels %1:%2)").arg(p.sar_num).arg(p.sar_den);
        if (p.rotation != 0) size += tr(", turned %1°").arg(p.rotation);
        fact(tr("Size"), size);
        if (!p.still)
            fact(tr("Rate"), rateText(p.rate) + (p.variable_rate ? tr(", variable") : QString()) +
                                 (p.interlaced ? tr(", interlaced") : QString()));
        fact(tr("Colour"), colourText(p.colour));
        if (p.peak_nits > 0) fact(tr("Peak light"), tr("%1 cd/m²").arg(p.peak_nits));
        if (p.has_alpha) fact(tr("Alpha"), tr("yes"));
        if (s && !p.still && rateText(p.rate) != rateText(s->format.rate))
            out.note = tr("Its rate is not that of the sequence (%1): frames are repeated or left out.")
                           .arg(rateText(s->format.rate));
    }
    if (m.is_midi()) fact(tr("MIDI"), tr("%n note(s)", nullptr, static_cast<int>(m.sounds[0].notes)));
    for (const SoundStream& a : m.sounds)
        if (!m.is_midi())
            fact(tr("Sound"), toQt(a.codec) + QStringLiteral(" · ") + tr("%1 Hz").arg(a.rate) + QStringLiteral(" · ") +
                                  (a.layout.empty() ? tr("%n channel(s)", nullptr, a.channels) : toQt(a.layout)));
    if (s && m.duration > Time{}) fact(tr("Duration"), lengthText(m.duration, s->format.rate));
    if (!m.timecode.empty()) fact(tr("Timecode"), toQt(m.timecode));
    if (m.image_sequence) fact(tr("Images"), tr("%n image(s)", nullptr, m.sequence_count));
    if (m.fingerprint.size > 0) fact(tr("File size"), QLocale().formattedDataSize(m.fingerprint.size));
    fact(tr("File"), toQt(m.path));
    if (studio_.mediaOffline(m.id)) out.note = tr("The file is not there. Relink it in the media pool.");
    return out;
}

std::vector<ClipInfo::Group> ClipInfo::clipFacts(ClipId clip, MediaId& media) const {
    const Ref<Sequence> s = studio_.sequence();
    const auto place = s ? find_clip(*s, clip) : std::nullopt;
    if (!place) return {};
    const Placement& p = *place->placement;
    const Clip& c = *p.clip;
    Group out{tr("Clip"), {}};
    QString track = Studio::trackBadge(*s, place->track);
    if (const QString name = toQt(s->tracks[place->track]->name); name != track) track += QStringLiteral(" · ") + name;
    out.facts = {{tr("Name"), toQt(c.name)},
                 {tr("Track"), track},
                 {tr("Starts"), timecodeText(*s, p.start)},
                 {tr("Ends"), timecodeText(*s, p.end())},
                 {tr("Length"), lengthText(c.length, s->format.rate)}};
    if (auto content = std::get_if<MediaContent>(&c.content)) {
        media = content->media;
        out.facts.emplace_back(tr("Source in"), lengthText(c.source_range().start, s->format.rate));
        out.facts.emplace_back(tr("Source out"), lengthText(c.source_range().end(), s->format.rate));
        if (!(content->colour == ColourTags{})) out.facts.emplace_back(tr("Read as"), colourText(content->colour));
    }
    if (c.speed_ramp)
        out.facts.emplace_back(tr("Speed"), Studio::tr("ramp"));
    else if (!c.speed.normal())
        out.facts.emplace_back(tr("Speed"), QStringLiteral("%1 %").arg(100.0 * static_cast<double>(c.speed.num) /
                                                                       static_cast<double>(c.speed.den)));
    if (c.effects && !c.effects->foreign.empty())
        out.note = tr("%n effect(s) of another program are kept but not shown.", nullptr,
                      static_cast<int>(c.effects->foreign.size()));
    if (!c.enabled) out.facts.emplace_back(tr("State"), tr("disabled"));
    return {out};
}

void ClipInfo::show(ClipId clip, MediaId media) {
    std::vector<Group> groups = clip ? clipFacts(clip, media) : std::vector<Group>{};
    if (const Media* m = media && studio_.project() ? studio_.project()->find_media(media) : nullptr)
        groups.push_back(mediaFacts(*m));
    QString all;
    for (const Group& g : groups) {
        all += g.title + u'\n' + g.note + u'\n';
        for (const auto& [name, text] : g.facts) all += name + u'\t' + text + u'\n';
    }
    if (all == shown_) return;
    shown_ = all;
    while (QLayoutItem* item = body_->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    for (const Group& g : groups) {
        auto box = new QWidget(this);
        auto lines = new QGridLayout(box);
        lines->setContentsMargins(0, 4, 0, 10);
        lines->setHorizontalSpacing(8);
        lines->setVerticalSpacing(5);
        lines->setColumnMinimumWidth(0, 84);
        lines->setColumnStretch(1, 1);
        lines->addWidget(inkLabel(g.title, token::text, box, 12, QFont::DemiBold), 0, 0, 1, 2);
        int row = 1;
        for (const auto& [name, text] : g.facts) {
            lines->addWidget(inkLabel(name, token::text3, box, 12), row, 0, Qt::AlignTop);
            // Paths have no spaces to break at.
            QString broken = text;
            if (name == tr("File")) broken.replace(u'/', QStringLiteral("/\u200b"));
            auto value = inkLabel(broken, token::text, box, 12);
            value->setWordWrap(true);
            value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            value->setAccessibleName(name + QStringLiteral(": ") + text);
            lines->addWidget(value, row++, 1);
        }
        if (!g.note.isEmpty()) {
            auto note = inkLabel(g.note, token::warn, box, 12);
            note->setWordWrap(true);
            lines->addWidget(note, row, 0, 1, 2);
        }
        body_->addWidget(box);
    }
    body_->addStretch(1);
}

} // namespace tandem::ui
