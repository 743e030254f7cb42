// What the form says of the chosen encoder, loudness and subtitles, and how large the film will be and how long it
// takes.
#include <QComboBox>
#include <QLabel>
#include <QSettings>
#include <QTimer>
#include <future>

#include "engine/export/hardware_encoder.h"
#include "engine/export/size_estimate.h"
#include "ui/dialogs/export_form.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

namespace {

// Asked once for the program, on a thread: it opens devices. Null until it answers.
const std::vector<HardwareEncoder>* hardwareEncoders() {
    static std::future<const std::vector<HardwareEncoder>*> asked =
        std::async(std::launch::async, [] { return &hardware_encoders(); });
    static const std::vector<HardwareEncoder>* answer = nullptr;
    if (!answer && asked.valid() && asked.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
        answer = asked.get();
    return answer;
}

} // namespace

void ExportForm::refreshEncoder(const Preset& whole) {
    const std::string& codec = whole.video.codec;
    const bool some = whole.video.enabled && (codec == "h264" || codec == "hevc" || codec == "av1");
    const std::pair<const char*, QString> words[] = {{"software", tr("Software")},
                                                     {"auto", tr("Hardware where it works")},
                                                     {"hardware", tr("Hardware, and say if it fails")}};
    encoder_->clear();
    encoder_->addItem(tr("As the preset: %1").arg(words[static_cast<size_t>(whole.video.encoder)].second), QString());
    for (const auto& [id, word] : words) encoder_->addItem(word, QString::fromLatin1(id));
    encoder_->setCurrentIndex(std::max(0, encoder_->findData(choice_.encoder)));
    for (QWidget* w : {static_cast<QWidget*>(encoderName_), encoder_->parentWidget()}) w->setVisible(some);
    encoderWords_->clear();
    probe_->stop();
    if (!some || !preset_ || preset_->video.encoder == EncoderChoice::software) return;
    const auto* known = hardwareEncoders();
    if (!known) {
        encoderWords_->setText(tr("looking at the hardware…"));
        if (isVisible()) probe_->start();
        return;
    }
    QString found;
    for (const HardwareEncoder& e : *known)
        if (e.codec == codec && e.works && found.isEmpty()) found = toQt(e.encoder);
    encoderWords_->setText(found.isEmpty() ? tr("none works here: software") : found);
}

void ExportForm::refreshLoudness(const Preset& whole) {
    bool some = false;
    const LoudnessSettings* asked = nullptr;
    for (const AudioSettings& a : whole.audio) {
        some = some || a.codec != "none";
        if (a.loudness.active() && a.loudness.lufs) asked = &a.loudness;
    }
    auto lufs = [](double v) { return QString::number(v).replace(u'-', QChar(0x2212)) + QStringLiteral(" LUFS"); };
    loudness_->clear();
    loudness_->addItem(asked ? tr("As the preset: %1").arg(lufs(*asked->lufs)) : tr("As the preset: as mixed"),
                       QString());
    loudness_->addItem(tr("As mixed"), QStringLiteral("off"));
    const std::pair<double, QString> targets[] = {{-14, tr("Web")},
                                                  {-16, tr("Podcast")},
                                                  {-18, tr("Music, quiet")},
                                                  {-23, QStringLiteral("EBU R 128")},
                                                  {-24, QStringLiteral("ATSC A/85")},
                                                  {-27, tr("Cinema trailers")}};
    for (const auto& [value, name] : targets)
        loudness_->addItem(QStringLiteral("%1 · %2").arg(lufs(value), name), QString::number(value));
    loudness_->setCurrentIndex(std::max(0, loudness_->findData(choice_.loudness)));
    for (QWidget* w : {static_cast<QWidget*>(loudnessName_), loudness_->parentWidget()}) w->setVisible(some);
    bool changed = false;
    if (preset_)
        for (const AudioSettings& a : preset_->audio) changed = changed || (a.loudness.active() && a.loudness.lufs);
    // The gain is known once the whole mix is measured; what has been heard tells already.
    const auto heard = studio_.loudness();
    const double now = heard ? heard->integrated : -200;
    loudnessWords_->clear();
    if (changed && now > -70)
        for (const AudioSettings& a : preset_->audio)
            if (a.loudness.active() && a.loudness.lufs)
                loudnessWords_->setText(
                    tr("%1 dB by what was played").arg(QString::asprintf("%+.1f", *a.loudness.lufs - now)));
}

void ExportForm::refreshSubtitles() {
    const Ref<Sequence> s = studio_.sequence();
    subtitles_->clear();
    subtitles_->addItem(tr("As on the timeline"), QString());
    subtitles_->addItem(tr("None"), QStringLiteral("none"));
    if (s)
        for (size_t i = 0; i < s->tracks.size(); ++i) {
            const Track& t = *s->tracks[i];
            if (t.kind == TrackKind::subtitle)
                subtitles_->addItem(tr("Burn in %1").arg(t.name.empty() ? Studio::trackBadge(*s, i) : toQt(t.name)),
                                    QString::number(t.id.value));
        }
    const int chosen = subtitles_->findData(choice_.subtitles);
    if (chosen < 0) choice_.subtitles.clear();
    subtitles_->setCurrentIndex(std::max(0, chosen));
    const bool some = subtitles_->count() > 2 && preset_ && preset_->video.enabled;
    for (QWidget* w : {static_cast<QWidget*>(subtitlesName_), subtitles_->parentWidget()}) w->setVisible(some);
}

void ExportForm::refreshEstimate() {
    QStringList out;
    const Ref<Sequence> s = studio_.sequence();
    if (s && preset_ && s->duration() > Time{})
        if (auto target = decide_target(*studio_.project(), *s, *preset_, range())) {
            QSettings settings;
            settings.beginGroup(QStringLiteral("export"));
            if (const auto size = estimate_size(*preset_, *target, channelsOf(*s))) {
                // What earlier films of the preset were against their rule of thumb.
                const double learnt =
                    size->close ? 1 : settings.value(QStringLiteral("ratio/") + choice_.preset, 1.0).toDouble();
                out.push_back(tr("about %1").arg(sizeText(std::llround(static_cast<double>(size->bytes) * learnt))));
            }
            const double speed = settings.value(QStringLiteral("speed/") + speedKey(*preset_)).toDouble();
            if (speed > 0) out.push_back(tr("about %1 here").arg(lengthText(workOf(*preset_, *target) / speed)));
        }
    estimate_->setText(out.isEmpty() ? tr("known after the first film") : out.join(QStringLiteral(" · ")));
}

void ExportForm::learnSpeed() {
    for (const ExportEntry& job : queue_.jobs()) {
        const auto begun = std::find_if(begun_.begin(), begun_.end(), [&](const Begun& b) { return b.id == job.id; });
        if (begun == begun_.end() || job.state != ExportState::done) continue;
        QSettings settings; // a file: not for each step of an export
        settings.beginGroup(QStringLiteral("export"));
        if (job.seconds > 0.5 && begun->work > 0)
            settings.setValue(QStringLiteral("speed/") + begun->speedKey, begun->work / job.seconds);
        if (job.bytes > 0 && begun->estimate > 0)
            settings.setValue(
                QStringLiteral("ratio/") + begun->preset,
                std::clamp(static_cast<double>(job.bytes) / static_cast<double>(begun->estimate), 0.1, 10.0));
        begun_.erase(begun);
        if (isVisible()) refreshEstimate();
        return learnSpeed();
    }
}

} // namespace tandem::ui
