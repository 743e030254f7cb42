// Studio's hands on the mixer: parameters that are moved while it plays, and what is written from it.
#include <QTimer>

#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kTouchOfKeyMs = 400; // what the wheel or a key does is held so long in touch and trim

void Studio::moveParam(const HeldParam& param, double value, const Command& command, bool final) {
    const bool live = playback_ && !viewingSource_;
    if (!final) {
        if (!live || !playback_->hold(param, value)) (void)preview(command.name.c_str(), command.args);
        return;
    }
    const bool dragged = live && playback_->held(param).has_value();
    const AutomationMode mode = automationMode(param.strip);
    if (live && (dragged || mode != AutomationMode::read) && playback_->hold(param, value)) {
        const bool returns = mode == AutomationMode::touch || mode == AutomationMode::trim;
        if (!dragged && returns) {
            QTimer::singleShot(kTouchOfKeyMs, this, [this, param] {
                if (playback_) playback_->let_go(param);
            });
            return;
        }
        if (playback_->let_go(param)) return;
    }
    if (!run(command.name.c_str(), command.args) && live) playback_->drop(param);
}

void Studio::dropParam(const HeldParam& param) {
    cancelPreview();
    if (playback_ && playback_->held(param)) playback_->drop(param);
}

std::optional<double> Studio::heldValue(const HeldParam& param) const {
    return playback_ && !viewingSource_ ? playback_->held(param) : std::nullopt;
}

AutomationMode Studio::automationMode(StripRef strip) const {
    for (const auto& [s, mode] : automationModes_)
        if (s == strip) return mode;
    return AutomationMode::read;
}

void Studio::setAutomationMode(StripRef strip, AutomationMode mode) {
    std::erase_if(automationModes_, [&](const auto& m) { return m.first == strip; });
    if (mode != AutomationMode::read) automationModes_.emplace_back(strip, mode);
    if (playback_) playback_->automation().set_mode(strip, mode);
    Q_EMIT automationChanged();
}

// After each poll: what a playback that ended has left becomes one step.
void Studio::takeWritten() {
    const std::vector<Command> written = playback_->take_written();
    if (written.empty() || !session_ || viewingSource_) return;
    runAll(tr("Write automation"), written);
}

} // namespace tandem::ui
