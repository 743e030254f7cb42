// What befell devices, plug-ins and the journal and was overcome, told once each.
#include "ui/studio.h"

namespace tandem::ui {

static constexpr qint64 kEveryMs = 500; // between looks at the sound's reports

// The sequence has a rate, the sound device may have another one, from the start or from some moment on.
void Studio::tellSoundRate() {
    const int rate = playback_->sound().rate, own = playbackFormat_.audio_rate;
    if (rate == std::exchange(soundRate_, rate)) return;
    auto kiloHertz = [](int hertz) { return QStringLiteral("%1 kHz").arg(hertz / 1000.0); };
    if (rate == own)
        say({MessageKind::ok, tr("The sound device plays at %1").arg(kiloHertz(rate)),
             tr("This is the rate of the sequence again.")});
    else
        say({MessageKind::warning, tr("The sound device plays at %1").arg(kiloHertz(rate)),
             tr("The mix is heard at this rate from the same place on. The sequence and exports keep %1.")
                 .arg(kiloHertz(own))});
    Q_EMIT playbackOpened();
}

void Studio::watchJournal() {
    if (journalTrouble_) session_->retry_journal();
    const QString why = toQt(session_->trouble());
    if (journalTrouble_ == !why.isEmpty()) return;
    journalTrouble_ = !why.isEmpty();
    Q_EMIT savedChanged();
    if (journalTrouble_)
        say({MessageKind::error, tr("Edits cannot be kept safe"), sentence(why)});
    else
        say({MessageKind::ok, tr("Edits are kept safe again"), tr("All of them are on the disk.")});
}

void Studio::tellWarnings() {
    if (!playback_) return;
    auto tell = [this](const std::string& what, const QString& title, const QString& meaning) {
        if (!told_.insert(what).second) return;
        say({MessageKind::warning, title, meaning + u' ' + toQt(what)});
    };
    for (const std::string& w : playback_->take_warnings())
        tell(w, tr("The graphics device had trouble"), tr("The picture goes on and no edit is lost."));
    if (warningsRead_.isValid() && warningsRead_.elapsed() < kEveryMs) return;
    warningsRead_.start();
    const audio::OutputReport output = playback_->sound().output->report();
    if (output.link_losses > linkLosses_)
        say({MessageKind::warning, tr("JACK's transport is gone"),
             tr("Tandem's own transport goes on from the same place.")});
    linkLosses_ = output.link_losses;
    if (output.losses > soundLosses_) {
        say({MessageKind::warning, tr("The sound output is gone"),
             tr("Playback goes on without sound and tries to have it back. The mix and exports are unchanged.")});
        soundGone_ = true;
    } else if (soundGone_ && output.device != "null") {
        say({MessageKind::ok, tr("The sound output is back"), toQt(output.device)});
        soundGone_ = false;
    }
    soundLosses_ = output.losses;
    tellSoundRate();
    const audio::SoundReport heard = playback_->sound().engine.report();
    for (const std::string& w : heard.warnings)
        tell(w, tr("A plug-in is not heard as it should be"),
             tr("Playback goes on. Another place on the timeline tries it again; the insert can be switched off."));
    for (const std::string& e : heard.errors)
        tell(e, tr("A clip is silent"), tr("Its sound cannot be read; the rest is heard."));
}

} // namespace tandem::ui
