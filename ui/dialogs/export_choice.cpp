// Choices, words and sizes of exports.
#include "ui/dialogs/export_choice.h"

#include <QCoreApplication>
#include <QDir>
#include <QSettings>
#include <cmath>
#include <set>

#include "engine/base/picture.h"
#include "engine/session/commands.h"
#include "ui/dialogs/file_places.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

static QString trWord(const char* text) { return QCoreApplication::translate("ExportChoice", text); }

ExportChoice ExportChoice::load() {
    QSettings settings;
    settings.beginGroup(QStringLiteral("export"));
    ExportChoice c;
    c.preset = settings.value(QStringLiteral("preset"), c.preset).toString();
    if (!load_preset(fromQt(c.preset))) c.preset = QStringLiteral("h264");
    c.folder = settings.value(QStringLiteral("folder")).toString();
    // Where the usual folder for films does not exist, files go home rather than into a folder nobody knows.
    if (c.folder.isEmpty() || !QDir(c.folder).exists()) {
        c.folder = lastFolder("films");
        if (!QDir(c.folder).exists()) c.folder = QDir::homePath();
    }
    c.marked = settings.value(QStringLiteral("marked")).toBool();
    c.shortEdge = settings.value(QStringLiteral("shortEdge")).toInt();
    c.loadOfPreset();
    return c;
}

void ExportChoice::loadOfPreset() {
    QSettings settings;
    settings.beginGroup(QStringLiteral("export"));
    const QVariant kept = settings.value(QStringLiteral("crf/") + preset);
    crf = kept.isValid() ? std::optional(kept.toDouble()) : std::nullopt;
    encoder = settings.value(QStringLiteral("encoder/") + preset).toString();
    loudness = settings.value(QStringLiteral("loudness/") + preset).toString();
}

void ExportChoice::save() const {
    QSettings settings;
    settings.beginGroup(QStringLiteral("export"));
    settings.setValue(QStringLiteral("preset"), preset);
    settings.setValue(QStringLiteral("folder"), folder);
    settings.setValue(QStringLiteral("marked"), marked);
    settings.setValue(QStringLiteral("shortEdge"), shortEdge);
    auto keep = [&](const char* group, const QVariant& value, bool some) {
        const QString key = QLatin1String(group) + u'/' + preset;
        some ? settings.setValue(key, value) : settings.remove(key);
    };
    keep("crf", crf.value_or(0), crf.has_value());
    keep("encoder", encoder, !encoder.isEmpty());
    keep("loudness", loudness, !loudness.isEmpty());
}

Result<Preset> composePreset(const ExportChoice& choice, const Project& project, const Sequence& sequence,
                             PresetKeys* keys) {
    Preset preset = TRY(load_preset(fromQt(choice.preset)));
    PresetKeys set;
    if (choice.shortEdge > 0)
        for (const ResultSize size : smallerSizes(preset, resultSize(preset, project, sequence)))
            if (size.shortEdge() == choice.shortEdge)
                set.emplace_back("canvas.max", std::to_string(size.width) + "x" + std::to_string(size.height));
    if (choice.crf && qualityScale(preset) && *choice.crf != preset.video.crf)
        set.emplace_back("video.crf", QString::number(*choice.crf).toStdString());
    if (!choice.encoder.isEmpty() && preset.video.enabled) set.emplace_back("video.encoder", fromQt(choice.encoder));
    if (!choice.loudness.isEmpty())
        for (size_t i = 0; i < preset.audio.size(); ++i) {
            const std::string track = "audio." + std::to_string(i) + ".loudness.";
            const bool off = choice.loudness == QStringLiteral("off");
            set.emplace_back(track + "mode", off ? "off" : "normalise");
            if (!off) set.emplace_back(track + "lufs", fromQt(choice.loudness));
        }
    for (const auto& [key, value] : set) TRY_VOID(set_preset_key(preset, key, value));
    if (keys) *keys = set;
    return preset;
}

Snapshot withSubtitles(const Ref<Project>& project, const Ref<Sequence>& sequence, const QString& choice) {
    Snapshot out{project, sequence};
    if (choice.isEmpty()) return out;
    for (const Ref<Track>& track : sequence->tracks) {
        if (track->kind != TrackKind::subtitle) continue;
        const bool on = QString::number(track->id.value) == choice;
        if (on == track->enabled) continue;
        const auto done = run_command(out.project, "set_track",
                                      {{"track", arg(track->id)}, {"enabled", on}, {"sequence", arg(sequence->id)}});
        if (done) out.project = done->project;
    }
    if (const Ref<Sequence> s = out.project->find_sequence(sequence->id)) out.sequence = s;
    return out;
}

QString speedKey(const Preset& preset) {
    static constexpr const char* kEncoders[] = {"software", "auto", "hardware"};
    if (!preset.video.enabled) return QStringLiteral("sound");
    return QStringLiteral("%1-%2-%3")
        .arg(toQt(preset.video.codec), toQt(preset.video.speed),
             QLatin1String(kEncoders[static_cast<size_t>(preset.video.encoder)]));
}

double workOf(const Preset& preset, const ExportTarget& target) {
    if (!preset.video.enabled) return target.length.seconds();
    return static_cast<double>(target.frames) * target.frame.width * target.frame.height;
}

int channelsOf(const Sequence& sequence) { return std::max(1, sequence.format.channels); }

ResultSize resultSize(const Preset& preset, const Project& project, const Sequence& sequence) {
    if (auto target = decide_target(project, sequence, preset, {}); target && target->frame.width > 0)
        return {target->frame.width, target->frame.height};
    return {sequence.format.width, sequence.format.height};
}

std::vector<ResultSize> smallerSizes(const Preset& preset, ResultSize whole) {
    std::vector<ResultSize> out;
    if (preset.canvas.fit == FitMode::exact || !preset.video.enabled) return out;
    for (const int edge : {2160, 1440, 1080, 720, 540, 360}) {
        if (edge >= whole.shortEdge()) continue;
        const double scale = static_cast<double>(edge) / whole.shortEdge();
        auto even = [scale](int side) { return 2 * static_cast<int>(std::lround(side * scale / 2)); };
        out.push_back({even(whole.width), even(whole.height)});
    }
    return out;
}

double QualityScale::crf(double fraction) const { return std::round(worst + (best - worst) * fraction); }

std::optional<QualityScale> qualityScale(const Preset& preset) {
    if (!preset.video.enabled || preset.video.mode != RateMode::crf) return {};
    const std::string& codec = preset.video.codec;
    if (codec == "h264") return QualityScale{32, 12};
    if (codec == "hevc") return QualityScale{34, 14};
    if (codec == "av1") return QualityScale{50, 20};
    if (codec == "vp9") return QualityScale{46, 20};
    if (codec == "webp" || codec == "webp-anim") return QualityScale{60, 0};
    if (codec == "mjpeg" || codec == "jpeg") return QualityScale{14, 2};
    return {};
}

QString qualityWord(double fraction) {
    return fraction >= 0.8   ? trWord(QT_TRANSLATE_NOOP("ExportChoice", "Very high"))
           : fraction >= 0.6 ? trWord(QT_TRANSLATE_NOOP("ExportChoice", "High"))
           : fraction >= 0.4 ? trWord(QT_TRANSLATE_NOOP("ExportChoice", "Good"))
           : fraction >= 0.2 ? trWord(QT_TRANSLATE_NOOP("ExportChoice", "Small file"))
                             : trWord(QT_TRANSLATE_NOOP("ExportChoice", "Very small file"));
}

static QString codecWord(const Preset& preset) {
    const std::string& codec = preset.video.codec;
    const QString profile = toQt(preset.video.profile);
    if (codec == "h264") return QStringLiteral("H.264");
    if (codec == "hevc") return QStringLiteral("H.265");
    if (codec == "prores")
        return QStringLiteral("ProRes ") + (profile == QStringLiteral("4444")     ? profile
                                            : profile == QStringLiteral("4444xq") ? QStringLiteral("4444 XQ")
                                            : profile == QStringLiteral("hq")     ? QStringLiteral("422 HQ")
                                            : profile == QStringLiteral("lt")     ? QStringLiteral("422 LT")
                                            : profile == QStringLiteral("proxy")  ? QStringLiteral("422 Proxy")
                                                                                  : QStringLiteral("422"));
    if (codec == "dnxhr") return QStringLiteral("DNxHR ") + profile.toUpper();
    if (codec == "mjpeg") return QStringLiteral("Motion JPEG");
    if (codec == "webp" || codec == "webp-anim") return QStringLiteral("WebP");
    return toQt(codec).toUpper();
}

static QString soundWord(const std::string& codec) {
    if (codec == "pcm_s16") return trWord(QT_TRANSLATE_NOOP("ExportChoice", "16-bit PCM"));
    if (codec == "pcm_s24") return trWord(QT_TRANSLATE_NOOP("ExportChoice", "24-bit PCM"));
    if (codec == "pcm_f32") return trWord(QT_TRANSLATE_NOOP("ExportChoice", "32-bit float PCM"));
    if (codec == "opus") return QStringLiteral("Opus");
    return toQt(codec).toUpper();
}

static bool lossySound(const std::string& codec) { return codec == "aac" || codec == "opus" || codec == "mp3"; }

static const AudioSettings* firstSound(const Preset& preset) {
    return preset.audio.empty() || preset.audio[0].codec == "none" ? nullptr : &preset.audio[0];
}

QString presetFacts(const Preset& preset, const Project* project, const Sequence* sequence) {
    QStringList out;
    if (preset.video.enabled) {
        out.push_back(codecWord(preset));
        if (project && sequence) {
            const ResultSize size = resultSize(preset, *project, *sequence);
            out.push_back(preset.canvas.fit == FitMode::exact
                              ? QStringLiteral("%1 × %2").arg(size.width).arg(size.height)
                              : QStringLiteral("%1p").arg(size.shortEdge()));
        }
    }
    if (const AudioSettings* a = firstSound(preset)) {
        QString word = soundWord(a->codec);
        if (lossySound(a->codec) && a->kbps > 0) word += QStringLiteral(" %1k").arg(a->kbps);
        out.push_back(word);
        if (!preset.video.enabled && sequence)
            out.push_back(QStringLiteral("%1 kHz").arg((a->rate ? a->rate : sequence->format.audio_rate) / 1000.0));
    }
    return out.join(QStringLiteral(" · "));
}

QString pictureFacts(const Preset& preset) {
    QStringList out{codecWord(preset)};
    if (preset.video.pixfmt.empty()) {
        out.push_back(trWord(QT_TRANSLATE_NOOP("ExportChoice", "samples as in the media")));
    } else if (const auto format = pixel_format_by_name(preset.video.pixfmt)) {
        const auto& layout = info(*format);
        QString depth = trWord(QT_TRANSLATE_NOOP("ExportChoice", "%1-bit")).arg(layout.depth());
        if (layout.model == ColourModel::yuv)
            depth += layout.chroma_shift_y   ? QStringLiteral(" 4:2:0")
                     : layout.chroma_shift_x ? QStringLiteral(" 4:2:2")
                                             : QStringLiteral(" 4:4:4");
        out.push_back(depth);
    }
    if (preset.video.kbps > 0) out.push_back(QStringLiteral("%1 kb/s").arg(preset.video.kbps));
    if (preset.container.mux != "images") out.push_back(toQt(preset.container.mux).toUpper());
    return out.join(QStringLiteral(" · "));
}

QString soundFacts(const Preset& preset) {
    const AudioSettings* a = firstSound(preset);
    if (!a) return trWord(QT_TRANSLATE_NOOP("ExportChoice", "None"));
    QStringList out{soundWord(a->codec)};
    if (lossySound(a->codec))
        out.push_back(a->kbps > 0 ? QStringLiteral("%1 kb/s").arg(a->kbps)
                                  : trWord(QT_TRANSLATE_NOOP("ExportChoice", "rate by its channels")));
    if (a->rate > 0) out.push_back(QStringLiteral("%1 kHz").arg(a->rate / 1000.0));
    if (!preset.video.enabled) out.push_back(toQt(preset.container.mux).toUpper());
    return out.join(QStringLiteral(" · "));
}

static void countOffline(const Studio& studio, const Project& project, const Sequence& sequence, TimeRange range,
                         std::set<uint64_t>& inside, std::optional<Time> outer, OfflineClips& out) {
    if (!inside.insert(sequence.id.value).second) return;
    for (const Ref<Track>& track : sequence.tracks) {
        if (!track->enabled || track->kind == TrackKind::subtitle) continue;
        for (const Placement& p : track->items) {
            if (!range.empty() && (p.end() <= range.start || p.start >= range.end())) continue;
            const Time at = outer.value_or(p.start);
            if (const auto media = std::get_if<MediaContent>(&p.clip->content)) {
                if (!p.clip->enabled || !studio.mediaOffline(media->media)) continue;
                if (out.count++ == 0 || at < out.first) out.first = at;
            } else if (const auto nested = std::get_if<SequenceContent>(&p.clip->content)) {
                if (const Ref<Sequence> s = project.find_sequence(nested->sequence))
                    countOffline(studio, project, *s, {}, inside, at, out);
            }
        }
    }
    inside.erase(sequence.id.value);
}

OfflineClips offlineClips(const Studio& studio, const Project& project, const Sequence& sequence, TimeRange range) {
    OfflineClips out;
    std::set<uint64_t> inside;
    countOffline(studio, project, sequence, range, inside, {}, out);
    return out;
}

static QString quoted(const QString& text) {
    static const QString kPlain = QStringLiteral("_-./=,:@%+");
    bool plain = !text.isEmpty();
    for (QChar c : text) plain = plain && ((c.isLetterOrNumber() && c.unicode() < 128) || kPlain.contains(c));
    if (plain) return text;
    return u'\'' + QString(text).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

QString exportCommand(const QString& projectPath, const Project& project, const Sequence& sequence,
                      const QString& preset, const PresetKeys& keys, TimeRange range, const QString& output,
                      bool offline) {
    QString line = QStringLiteral("tandem render ") + quoted(projectPath) + QStringLiteral(" -p ") + quoted(preset);
    for (const auto& [key, value] : keys) line += QStringLiteral(" --set ") + quoted(toQt(key + "=" + value));
    if (const Ref<Sequence> active = project.active_sequence(); !active || active->id != sequence.id)
        line += QStringLiteral(" --sequence ") + quoted(toQt(sequence.name));
    if (!range.empty())
        line += QStringLiteral(" --range ") + quoted(timecodeText(sequence, range.start) + QStringLiteral("..") +
                                                     timecodeText(sequence, range.end()));
    if (offline) line += QStringLiteral(" --on-missing slate");
    return line + QStringLiteral(" -o ") + quoted(output);
}

QString shortLength(Time length) {
    const auto s = static_cast<int64_t>(std::llround(length.seconds()));
    const QChar zero(u'0');
    if (s >= 3600)
        return QStringLiteral("%1:%2:%3").arg(s / 3600).arg(s / 60 % 60, 2, 10, zero).arg(s % 60, 2, 10, zero);
    return QStringLiteral("%1:%2").arg(s / 60).arg(s % 60, 2, 10, zero);
}

} // namespace tandem::ui
