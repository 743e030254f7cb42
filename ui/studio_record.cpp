// Studio's recording: arming, starting, and what becomes of takes.
#include <QSettings>
#include <algorithm>
#include <cmath>

#include "engine/audio/decibel.h"
#include "engine/model/lookup.h"
#include "engine/session/recording.h"
#include "ui/studio.h"

namespace tandem::ui {

void Studio::setArmed(TrackId track, bool on) {
    if (recording() || on == armed(track)) return;
    stop();
    if (on)
        armed_.insert(track);
    else
        armed_.erase(track);
    showPicture(); // opens the device anew where its inputs are other ones
    hear();
    Q_EMIT recordingChanged();
}

int Studio::wantedInputs() const {
    int inputs = 0;
    if (const Ref<Sequence> s = sequence())
        for (const auto& t : s->tracks)
            if (armed(t->id)) inputs = std::max(inputs, t->input.first + t->input.channels);
    return inputs;
}

void Studio::askDeviceInputs() {
    inBackground(
        [this, spec = audio::DeviceSpec{.name = services_.audioDevice}]() -> std::function<void()> {
            return [this, inputs = audio::most_input_channels(spec)] { deviceInputs_ = inputs; };
        },
        {});
}

bool Studio::listened(StripRef strip) const {
    return std::find(listened_.begin(), listened_.end(), strip) != listened_.end();
}

void Studio::setListened(StripRef strip, bool on) {
    if (on == listened(strip)) return;
    if (on)
        listened_.push_back(strip);
    else
        std::erase(listened_, strip);
    hear();
    Q_EMIT listeningChanged();
}

void Studio::listenToMix() {
    if (listened_.empty()) return;
    listened_.clear();
    hear();
    Q_EMIT listeningChanged();
}

void Studio::setMonitorDb(double db) {
    monitorDb_ = std::clamp(db, kMonitorBottom, 0.0);
    QSettings().setValue(QStringLiteral("monitor_db"), monitorDb_);
    applyMonitor();
}

void Studio::setMonitorDimmed(bool on) {
    monitorDimmed_ = on;
    applyMonitor();
}

void Studio::applyMonitor() {
    const double db = monitorDb_ <= kMonitorBottom ? audio::kSilentDb : monitorDb_ - (monitorDimmed_ ? 20 : 0);
    if (playback_) playback_->set_monitor_db(db);
    Q_EMIT monitorChanged();
}

QString Studio::listenStatus() const {
    const Ref<Sequence> s = sequence();
    QStringList names;
    for (const StripRef strip : listened_) {
        if (s && strip.track)
            if (const auto i = find_track(*s, strip.track)) names.push_back(trackBadge(*s, *i));
        if (s && strip.bus)
            for (const auto& b : s->mixer->buses)
                if (b->id == strip.bus) names.push_back(toQt(b->name));
    }
    return names.isEmpty() ? QString() : tr("Heard before the fader: %1").arg(names.join(QStringLiteral(", ")));
}

void Studio::hear() {
    if (!playback_) return;
    playback_->hear({.armed = {armed_.begin(), armed_.end()}, .listen = listened_});
    if (!armed_.empty()) meterTimer_->start();
}

void Studio::record() {
    if (recording()) return stop();
    const Ref<Sequence> s = sequence();
    if (!s) return;
    viewProgram();
    stop();
    std::vector<ArmedTrack> tracks;
    for (const auto& t : s->tracks)
        if (armed(t->id))
            tracks.push_back({.track = t->id, .first_channel = t->input.first, .channels = t->input.channels});
    if (tracks.empty())
        return say({MessageKind::info, tr("No track is armed"),
                    tr("Press R on a sound track: it says what is recorded where.")});
    if (!playback_) return;
    if (playback_->sound().rate != s->format.audio_rate)
        return say(
            {MessageKind::warning, tr("This cannot be recorded"),
             tr("The sound device does not run at the sequence's sample rate. Choose another device, or give the "
                "sequence its rate.")});
    auto spec = record_spec(*session_, tracks, inputs_);
    if (!spec) return fail(spec.error(), tr("This cannot be recorded"));
    // Marks that are not a loop are where it punches in and out.
    if (in_ && out_ && !looping_) spec->in = in_, spec->out = out_;
    const bool punch = spec->in.has_value();
    auto note = RecordingNote::begin(*session_, *spec);
    if (!note)
        say({MessageKind::warning, tr("After a crash this recording would not be found by itself"),
             toQt(note.error().text())});
    auto started = audio::Recorder::start(std::move(*spec));
    if (!started) {
        if (note) note->end();
        return fail(started.error(), tr("This cannot be recorded"));
    }
    recorder_ = std::move(*started);
    if (note) recordingNote_.emplace(std::move(*note));
    recordedFrom_ = punch ? std::max(*in_, playhead_) : playhead_;
    playback_->sound().output->set_recorder(recorder_.get());
    playback_->play({1, 1}, Playback::AtEnd::go_on);
    meterTimer_->start();
    wasPlaying_ = playback_->playing();
    schedulePoll();
    Q_EMIT playingChanged();
    Q_EMIT recordingChanged();
}

void Studio::endRecording() {
    playback_->sound().output->set_recorder(nullptr);
    recorder_->finish();
    const audio::RecordReport report = recorder_->report();
    const std::vector<audio::Take> takes = recorder_->take_finished();
    recorder_.reset();
    Q_EMIT recordingChanged();
    if (!report.error.empty()) say({MessageKind::error, tr("Recording stopped"), toQt(report.error)});
    auto placed = place_takes(*session_, takes);
    if (placed && recordingNote_ && session_->wait_journalled()) recordingNote_->end();
    recordingNote_.reset();
    if (!placed) return fail(placed.error(), tr("The takes could not be placed; their files are kept"));
    if (!placed->notes.empty()) say({MessageKind::warning, tr("A take has gaps"), toQt(placed->notes.front())});
    select({placed->clips.begin(), placed->clips.end()});
}

void Studio::findLostTakes() {
    const std::vector<audio::Take> takes = lost_takes(*session_);
    if (takes.empty()) return forget_lost_takes(*session_);
    auto placed = place_takes(*session_, takes);
    if (!placed) return fail(placed.error(), tr("The takes of a recording that was cut off could not be placed"));
    if (session_->wait_journalled()) forget_lost_takes(*session_);
    say({MessageKind::info, tr("Recovered a recording"),
         tr("%n take(s) of a recording that was cut off are on their tracks. Undo takes them off again.", nullptr,
            static_cast<int>(takes.size()))});
}

QString Studio::recordStatus() const {
    if (!recorder_) return {};
    QStringList names;
    if (const Ref<Sequence> s = sequence())
        for (size_t i = 0; i < s->tracks.size(); ++i)
            if (armed(s->tracks[i]->id)) names.push_back(trackBadge(*s, i));
    const audio::RecordReport report = recorder_->report();
    const int minutes = static_cast<int>(std::min(report.minutes_left, 1e6));
    QString text =
        tr("Recording %1 · %2 h %3 min left").arg(names.join(QStringLiteral(", "))).arg(minutes / 60).arg(minutes % 60);
    if (report.lost_frames > 0)
        text += tr(" · %n sample(s) lost", nullptr, static_cast<int>(std::min<int64_t>(report.lost_frames, 1 << 30)));
    if (!report.warning.empty()) text += QStringLiteral(" · ") + toQt(report.warning);
    return text;
}

} // namespace tandem::ui
