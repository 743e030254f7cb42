// Studio's recording: arming, starting, and what becomes of takes.
#include <cmath>

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
    Q_EMIT recordingChanged();
}

void Studio::record() {
    if (recording()) return stop();
    const Ref<Sequence> s = sequence();
    if (!s) return;
    viewProgram();
    stop();
    std::vector<ArmedTrack> tracks;
    for (const TrackId id : armed_) tracks.push_back({.track = id});
    if (tracks.empty())
        return say({MessageKind::info, tr("No track is armed"),
                    tr("Press R on a sound track: it says what is recorded where.")});
    if (!playback_) return;
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
