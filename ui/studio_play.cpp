// Studio's side of playback: the viewer's picture, the playhead, shuttle, loop and levels.
#include <QSettings>
#include <QTimer>
#include <algorithm>
#include <cmath>

#include "engine/session/new_project.h"
#include "engine/session/proxies.h"
#include "ui/studio.h"
#include "ui/studio_levels.h"

namespace tandem::ui {

bool Studio::openPlayback() {
    const Ref<Sequence> s = viewedSequence();
    const bool fits = playback_ && s && playbackFormat_.audio_rate == s->format.audio_rate &&
                      playbackFormat_.channels == s->format.channels && inputs_ == wantedInputs();
    outputWaits_ = !fits && playback_ && (recorder_ || playback_->hands_write());
    if (fits || outputWaits_ || !s || !services_.viewerRenderer) return false;
    const bool first = !playback_;
    auto open = [&]() -> Result<void> {
        const SoundOutputSpec spec{
            .device = services_.audioDevice, .input_channels = wantedInputs(), .link = jackTransport_};
        if (!first) return playback_->set_output(s->format, spec);
        playback_ = TRY(Playback::open(s->format, spec, *assets_, *pool_, *services_.viewerRenderer, [this] {
            QMetaObject::invokeMethod(this, &Studio::poll, Qt::QueuedConnection);
        }));
        return {};
    };
    auto opened = open();
    if (!opened && !armed_.empty()) {
        fail(opened.error(), tr("There is no input to record from"));
        armed_.clear();
        Q_EMIT recordingChanged();
        opened = open();
    }
    inputs_ = wantedInputs();
    playbackFormat_ = s->format;
    if (!opened) fail(opened.error(), tr("Sound cannot be played"));
    if (!playback_) return false;
    askDeviceInputs();
    soundLosses_ = linkLosses_ = 0, soundGone_ = false, soundRate_ = s->format.audio_rate;
    for (const auto& [strip, mode] : automationModes_) playback_->automation().set_mode(strip, mode);
    hear();
    applyMonitor();
    if (const std::string& why = playback_->sound().warning; !why.empty() && !toldNoSound_) {
        toldNoSound_ = true; // once a run is enough
        say({MessageKind::warning, tr("No sound output"),
             tr("Playback goes on by the computer's clock; the mix is unchanged. %1").arg(toQt(why))});
    }
    Q_EMIT playbackOpened();
    return first;
}

void Studio::setJackTransport(TransportLink link) {
    jackTransport_ = link;
    QSettings().setValue(QStringLiteral("jack_transport"), static_cast<int>(link));
    if (!playback_) return;
    playback_->set_link(link);
    if (link != TransportLink::off && !playback_->sound().output->linked())
        say({MessageKind::info, tr("The sound is not played through JACK"),
             tr("Its transport is joined when JACK's server runs and the editor was started with --audio JACK.")});
    schedulePoll();
}

void Studio::setView(int width, int height, ViewQuality quality) {
    if (width == viewWidth_ && height == viewHeight_ && quality == quality_) return;
    viewWidth_ = width, viewHeight_ = height, quality_ = quality;
    showPicture();
}

void Studio::showPicture() {
    const Ref<Sequence> s = viewedSequence();
    if (!s || viewWidth_ < 2 || viewHeight_ < 2) return;
    const bool another = openPlayback();
    if (!playback_) return;
    View view;
    view.project = viewingSource_ ? sourceProject_ : project();
    view.sequence = s;
    view.width = viewWidth_, view.height = viewHeight_, view.quality = quality_;
    view.format = PixelFormat::bgr0;
    const Ref<Project> pictures = showProxies_ ? with_proxies(view.project, *proxies_) : view.project;
    const int before = std::exchange(shownProxies_, differentMedia(pictures, view.project));
    playback_->show(view, pictures);
    if (another) playback_->locate(viewPlayhead());
    schedulePoll();
    if ((before > 0) != (shownProxies_ > 0)) Q_EMIT viewedChanged();
}

void Studio::setShowProxies(bool on) {
    showProxies_ = on;
    QSettings().setValue(QStringLiteral("proxies"), on);
    showPicture();
    Q_EMIT viewedChanged();
}

void Studio::viewSource(MediaId id) {
    if (!session_) return;
    if (!id) id = sourceMedia_;
    const Media* media = id ? project()->find_media(id) : nullptr;
    if (!media || (viewingSource_ && id == sourceMedia_)) return;
    if (id != sourceMedia_) {
        auto made = tandem::new_project({.name = media->name, .media = {}}, {*media});
        if (!made) return fail(made.error(), tr("This medium cannot be shown"));
        sourceProject_ = std::make_shared<const Project>(std::move(*made));
        sourceSequence_ = sourceProject_->active_sequence();
        sourceMedia_ = id, sourcePlayhead_ = sourceMarks(id).in.value_or(Time{});
    }
    stop();
    viewingSource_ = true;
    showPicture();
    if (playback_) playback_->locate(sourcePlayhead_);
    schedulePoll();
    Q_EMIT viewedChanged();
}

void Studio::viewProgram() {
    if (!viewingSource_) return;
    stop();
    viewingSource_ = false;
    showPicture();
    if (playback_) playback_->locate(playhead_);
    schedulePoll();
    Q_EMIT viewedChanged();
}

void Studio::schedulePoll() {
    const int ms = playback_ ? playback_->idle_ms() : -1;
    if (ms >= 0)
        pollTimer_->start(ms);
    else
        pollTimer_->stop();
}

void Studio::poll() {
    if (!playback_) return;
    const auto frame = playback_->poll();
    if (frame && frame->picture != shown_) {
        shown_ = frame->picture, shownQuality_ = frame->quality;
        Q_EMIT pictureReady(*frame);
    }
    const bool outerMove = playback_->take_outer_move();
    if (playback_->playing() != wasPlaying_) {
        wasPlaying_ = playback_->playing();
        if (outerMove && wasPlaying_) meterTimer_->start();
        if (outerMove && !wasPlaying_ && recorder_) endRecording();
        Q_EMIT playingChanged();
    }
    if (wasPlaying_) {
        setLoopOfPlayback();
        setViewedPlayhead(playback_->position());
    } else if (std::exchange(stoppedNow_, false) || outerMove) {
        setViewedPlayhead(playback_->position());
    }
    takeWritten();
    if (outputWaits_) openPlayback();
    tellWarnings();
    schedulePoll();
}

void Studio::setViewedPlayhead(Time t) {
    Time& playhead = viewingSource_ ? sourcePlayhead_ : playhead_;
    if (t == playhead) return;
    playhead = t;
    Q_EMIT playheadMoved();
}

void Studio::locate(Time t) {
    viewProgram();
    viewLocate(t);
}

void Studio::setViewMarks(std::optional<Time> in, std::optional<Time> out) {
    if (!viewingSource_) return setMarks(in, out);
    Marks& marks = sourceMarks_[sourceMedia_];
    if (in && out && *out <= *in) {
        if (in != marks.in)
            out.reset();
        else
            in.reset();
    }
    marks = {in, out};
    Q_EMIT marksChanged();
}

Studio::Marks Studio::sourceMarks(MediaId media) const {
    const auto at = sourceMarks_.find(media);
    return at == sourceMarks_.end() ? Marks{} : at->second;
}

void Studio::viewLocate(Time t) {
    const Ref<Sequence> s = viewedSequence();
    if (!s) return;
    const FrameRate rate = s->format.rate;
    // Up to a minute past the end one may stand and put things.
    const Time limit = s->duration() + Time::from_seconds(3600);
    const Time to = rate.time_of(rate.frame_at(std::clamp(t, Time{}, limit)));
    (viewingSource_ ? sourcePlayhead_ : playhead_) = to;
    if (playback_) {
        playback_->locate(to);
        schedulePoll();
    }
    Q_EMIT playheadMoved();
}

void Studio::step(int frames) {
    const Ref<Sequence> s = viewedSequence();
    if (!s) return;
    stop();
    const FrameRate rate = s->format.rate;
    viewLocate(rate.time_of(std::max<int64_t>(0, rate.frame_at(viewPlayhead()) + frames)));
}

bool Studio::playing() const { return playback_ && playback_->playing(); }
Speed Studio::speed() const { return playing() ? playback_->speed() : Speed{0, 1}; }

void Studio::play(Speed speed) {
    if (!playback_) return;
    const auto in = viewIn(), out = viewOut();
    if (looping_ && in && out && (viewPlayhead() < *in || viewPlayhead() >= *out) && speed.num > 0) viewLocate(*in);
    setLoopOfPlayback();
    playback_->play(speed);
    meterTimer_->start();
    wasPlaying_ = playback_->playing();
    Q_EMIT playingChanged();
    schedulePoll();
}

void Studio::setLoopOfPlayback() {
    const auto in = viewIn(), out = viewOut();
    playback_->set_loop(looping_ && in && out && *out > *in ? std::optional(TimeRange::between(*in, *out))
                                                            : std::nullopt);
}

void Studio::scrub(Time t) {
    if (playing() || viewingSource_ || !playback_) return locate(t);
    const Ref<Sequence> s = sequence();
    const FrameRate rate = s->format.rate;
    const Time to = rate.time_of(rate.frame_at(std::max(Time{}, t)));
    if (to == playhead_) return;
    playhead_ = to;
    playback_->scrub(to);
    schedulePoll();
    Q_EMIT playheadMoved();
}

void Studio::endScrub() {
    if (!playback_ || playing()) return;
    playback_->rest();
    schedulePoll();
}

void Studio::stop() {
    if (!playing()) return;
    playback_->stop();
    if (recorder_) endRecording();
    wasPlaying_ = false, stoppedNow_ = true;
    setViewedPlayhead(playback_->position());
    Q_EMIT playingChanged();
    schedulePoll();
}

void Studio::shuttle(int direction) {
    const Speed now = speed();
    const double current = static_cast<double>(now.num) / static_cast<double>(now.den);
    double next = direction;
    if (current * direction > 0) next = std::clamp(current * 2, -8.0, 8.0);
    if (next == current) return;
    play(Speed{static_cast<int64_t>(next), 1});
}

void Studio::setMarks(std::optional<Time> in, std::optional<Time> out) {
    if (in && out && *out <= *in) {
        // The newer mark wins; the other one goes.
        if (in != in_)
            out.reset();
        else
            in.reset();
    }
    in_ = in, out_ = out;
    Q_EMIT marksChanged();
}

void Studio::setLooping(bool on) {
    looping_ = on;
    Q_EMIT marksChanged();
}

void Studio::readLevels() {
    levels_->peak.clear(), levels_->reduction.clear();
    bool any = false;
    for (auto& [id, r] : levels_->readings) r.values = r.rest; // those that are off now
    if (playback_)
        for (audio::PluginReadings& r : playback_->sound().engine.readings()) {
            const uint64_t id = r.effect.value;
            levels_->readings[id] = std::move(r);
        }
    if (playback_)
        for (const audio::EffectReduction& r : playback_->sound().engine.reductions())
            levels_->reduction[r.effect.value] = -static_cast<double>(r.db);
    if (playback_)
        for (const audio::StripLevel& l : playback_->sound().engine.levels()) {
            const double left = l.peak[0], right = l.channels > 1 ? l.peak[1] : l.peak[0];
            any = any || left > 1e-6 || right > 1e-6;
            levels_->peak[{l.strip.track.value, l.strip.bus.value}] = {left, right};
        }
    tellWarnings();
    Q_EMIT levelsRead();
    // The bars fall for some seconds after the last sound.
    levels_->silentReads = any || playing() || !armed_.empty() ? 0 : levels_->silentReads + 1;
    if (levels_->silentReads > 150) meterTimer_->stop();
}

std::optional<audio::LoudnessReading> Studio::loudness() const {
    if (!playback_ || viewingSource_) return {};
    return playback_->sound().engine.loudness();
}

void Studio::resetLoudness() {
    if (playback_) playback_->sound().engine.reset_loudness();
}

std::pair<double, double> Studio::level(StripRef strip) const {
    if (strip.group) return {0.0, 0.0};
    const auto at = levels_->peak.find({strip.track.value, strip.bus.value});
    return at == levels_->peak.end() ? std::pair(0.0, 0.0) : at->second;
}

double Studio::reduction(EffectId effect) const {
    const auto at = levels_->reduction.find(effect.value);
    return at == levels_->reduction.end() ? 0 : at->second;
}

const audio::PluginReadings* Studio::readings(EffectId effect) const {
    const auto at = levels_->readings.find(effect.value);
    return at == levels_->readings.end() ? nullptr : &at->second;
}

double Studio::reduction(const Strip& strip) const {
    double sum = 0, gates = 0;
    bool others = false;
    for (const Ref<Effect>& e : strip.inserts) {
        if (!audio::reduces_gain(e->kind)) continue;
        const bool gate = e->kind == EffectKind::gate || e->kind == EffectKind::denoiser;
        (gate ? gates : sum) += reduction(e->id);
        others |= !gate && e->enabled;
    }
    return others ? sum : gates;
}

} // namespace tandem::ui
