// The owner's side of a playback: requests to both engines, and the start when both are ready.
#include "engine/session/playback.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/compile_plan.h"
#include "engine/base/thread.h"

namespace tandem {

// Playback starts all the same when media are too slow for so long: late frames are then seen as late.
static constexpr auto kFillLimit = std::chrono::seconds(5);
static constexpr int kReadyFrames = 4;          // ahead of a start
static constexpr int64_t kLookNs = 250'000'000; // between looks at the device's rate

Result<std::unique_ptr<Playback>> Playback::open(const Format& format, const SoundOutputSpec& spec, FrameAssets& assets,
                                                 DecodePool& pool, FrameRenderer& renderer,
                                                 std::function<void()> on_picture) {
    SoundOutputSpec wanted = spec;
    wanted.rate = format.audio_rate, wanted.channels = format.channels;
    auto sound = TRY(open_sound_output(wanted));
    return std::unique_ptr<Playback>(
        new Playback(std::move(sound), wanted, assets, pool, renderer, std::move(on_picture)));
}

Playback::Playback(std::unique_ptr<SoundOutput> sound, const SoundOutputSpec& spec, FrameAssets& assets,
                   DecodePool& pool, FrameRenderer& renderer, std::function<void()> on_picture)
    : sound_(std::move(sound)), sound_spec_(spec), server_(assets, pool, renderer, {.on_first = std::move(on_picture)}),
      automation_(sound_->engine.rate()), planner_([this] { plan_sound(); }) {}

Playback::~Playback() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    planner_.join();
    sound_->output.reset(); // no device calls any more
}

void Playback::plan_sound() {
    set_thread_name("sound plans");
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [&] { return stop_ || to_plan_; });
        if (stop_) return;
        const Ref<Project> project = std::exchange(to_plan_, nullptr);
        const Ref<Sequence> sequence = std::exchange(to_plan_sequence_, nullptr);
        auto released = std::exchange(to_release_, {});
        const Hearing hearing = hearing_;
        const uint64_t planned_for = sound_number_;
        const AudioSpec spec{.rate = sound_->rate, .channels = sound_->channels};
        lock.unlock();
        auto plan = audio::compile_plan(*project, *sequence, spec, hearing.listen);
        auto monitor = audio::compile_monitor_plan(*project, *sequence, spec, hearing.armed, hearing.listen);
        lock.lock();
        if (planned_for != sound_number_) continue; // the device has another rate now, and to_plan_ is set again
        silent_ = plan ? "" : plan.error().text();
        // A plan that an edit has passed already would only cost the workers time.
        if (plan && !to_plan_)
            sound_->engine.set_plan(*plan, released, monitor ? *monitor : nullptr);
        else if (to_plan_)
            to_release_.insert(to_release_.end(), released.begin(), released.end());
        else // no plan, no sound
            for (const auto& grip : released) sound_->engine.cells().release_with(grip, 0);
        plan_pending_ = to_plan_ != nullptr;
    }
}

std::string Playback::silent() const {
    std::lock_guard lock(mutex_);
    return silent_;
}

void Playback::show(const View& view, const Ref<Project>& pictures) {
    const Time at = position();
    view_ = view;
    clip_loop();
    {
        std::lock_guard lock(mutex_);
        to_plan_ = view.project, to_plan_sequence_ = view.sequence;
        to_release_.insert(to_release_.end(), let_go_.begin(), let_go_.end());
        let_go_.clear();
        plan_pending_ = true;
    }
    wake_.notify_all();
    View shown = view_;
    if (pictures) shown.project = pictures;
    moving_ = false;
    pictures_ = server_.show(shown, at, playing_ ? speed_ : Speed{0, 1}, loop_);
    waiting_for_picture_ = true;
    asked_ = std::chrono::steady_clock::now();
}

void Playback::hear(Hearing hearing) {
    std::lock_guard lock(mutex_);
    if (hearing == hearing_) return;
    hearing_ = std::move(hearing);
    if (!view_.sequence) return;
    to_plan_ = view_.project, to_plan_sequence_ = view_.sequence;
    plan_pending_ = true;
    wake_.notify_all();
}

void Playback::set_monitor_db(double db) {
    sound_spec_.monitor_db = db; // also of a device that comes back
    sound_->output->set_monitor_db(db);
}

void Playback::request(Time position) {
    pictures_ =
        server_.locate(position, playing_ ? speed_ : Speed{0, 1}, loop_, moving_ ? kMovingQuality : ViewQuality::full);
    waiting_for_picture_ = true;
    asked_ = std::chrono::steady_clock::now();
}

void Playback::clip_loop() {
    const Time end = view_.sequence ? view_.sequence->duration() : Time{};
    TimeRange loop = TimeRange::between(std::max(Time{}, wanted_loop_.start), std::min(end, wanted_loop_.end()));
    if (loop.length < kShortestLoop) loop = {};
    if (loop == loop_) return;
    loop_ = loop;
    sound_->transport.set_loop(loop_);
}

void Playback::set_loop(std::optional<TimeRange> range) {
    wanted_loop_ = range.value_or(TimeRange{});
    const TimeRange before = loop_;
    clip_loop();
    if (loop_ != before && playing_) request(position());
}

void Playback::locate(Time position) { go_to(position, Heard::when_rolling); }
void Playback::scrub(Time position) { go_to(position, Heard::standing_too); }

void Playback::rest() {
    if (!std::exchange(moving_, false) || !view_.sequence || view_.quality >= kMovingQuality) return;
    request(stands_at_);
}

void Playback::go_to(Time position, Heard heard) {
    if (!view_.sequence || outer_rules()) return;
    moving_ = heard == Heard::standing_too && !playing_;
    stands_at_ = std::clamp(position, Time{}, std::max(Time{}, view_.sequence->duration()));
    place_ = heard == Heard::standing_too ? sound_->transport.scrub(stands_at_) : sound_->transport.locate(stands_at_);
    if (!playing_) {
        // Nothing has to be ready to stand.
        sound_->transport.filled(place_);
        place_ = 0;
    }
    request(stands_at_);
}

void Playback::play(Speed speed, AtEnd at_end) {
    if (!view_.sequence || speed.num == 0) return stop();
    if (outer_rules()) return;
    Time at = position();
    const Time end = view_.sequence->duration();
    if (end <= Time{} && at_end == AtEnd::stop) return;
    at_end_ = at_end;
    const FrameRate rate = view_.sequence->format.rate;
    if (at_end == AtEnd::stop && speed.num > 0 && at >= rate.time_of(rate.frames_covering(end) - 1))
        at = Time{}; // from the end: once more
    speed_ = speed, playing_ = true, moving_ = false;
    stands_at_ = at;
    hold_lanes(at);
    sound_->transport.set_speed(speed);
    place_ = sound_->transport.locate(at);
    sound_->transport.play();
    request(at);
}

void Playback::stop() {
    if (!playing_ || outer_rules()) return;
    const Time at = position();
    playing_ = false, place_ = 0;
    sound_->transport.stop();
    if (!view_.sequence) return;
    // Back onto the frame that is on screen, so that edits and the viewer mean the same instant.
    const FrameRate rate = view_.sequence->format.rate;
    locate(rate.time_of(rate.frame_at(std::max(Time{}, at))));
}

Time Playback::position() const {
    if (!playing_ || place_ != 0) return stands_at_;
    const ClockPoint point = sound_->transport.point();
    if (point.state != TransportState::rolling) return stands_at_;
    const Time end = view_.sequence ? view_.sequence->duration() : Time{};
    const Time now = std::max(Time{}, audible_at(point, monotonic_ns()));
    return at_end_ == AtEnd::go_on ? now : std::min(now, std::max(Time{}, end));
}

// What was made for the old rate is void, the place is not. The picture stands until the new sound is there.
void Playback::follow_device_rate() {
    const int64_t now_ns = monotonic_ns();
    if (now_ns - rate_looked_ns_ < kLookNs) return;
    rate_looked_ns_ = now_ns;
    const int rate = sound_->output->report().other_rate;
    if (rate == 0 || hands_write()) return;
    SoundOutputSpec spec = sound_spec_;
    spec.rate = rate;
    auto made = open_sound_output(spec);
    if (!made || (*made)->output->report().device == "null") return; // it is gone again; the null device goes on
    go_on_with(std::move(*made));
}

Result<void> Playback::set_output(const Format& format, const SoundOutputSpec& spec) {
    const auto [monitor_db, link] = std::pair(sound_spec_.monitor_db, sound_spec_.link); // go on
    sound_spec_ = spec;
    sound_spec_.monitor_db = monitor_db, sound_spec_.link = link;
    sound_spec_.rate = format.audio_rate, sound_spec_.channels = format.channels;
    SoundOutputSpec meanwhile = sound_spec_;
    meanwhile.device = "null", meanwhile.input_channels = 0;
    go_on_with(TRY(open_sound_output(meanwhile)));
    go_on_with(TRY(open_sound_output(sound_spec_)));
    return {};
}

void Playback::set_link(TransportLink link) {
    sound_spec_.link = link; // also of a server that comes back
    sound_->output->set_link(link);
}

// Picture, place and what is asked for, after what others did with the outer transport.
void Playback::follow_outer() {
    const ClockPoint p = sound_->transport.point();
    if (!p.outer_moved || p.generation < place_) {
        outer_seen_ = {};
        return;
    }
    const bool elsewhere = p.generation != outer_seen_.generation || p.reference != outer_seen_.reference;
    // A locate that was on its way when others moved it is the newest place after all.
    if (playing_ && place_ == 0 && p.state == TransportState::locating) place_ = p.generation;
    if (!elsewhere && p.state == outer_seen_.state) return;
    const bool starts_as_seen = !elsewhere && p.state == TransportState::rolling;
    outer_seen_ = p, outer_move_ = true;
    if (starts_as_seen) return;
    const bool plays = p.state != TransportState::stopped;
    if (plays && !playing_) hold_lanes(p.reference);
    if (plays) speed_ = {}, at_end_ = AtEnd::go_on;
    playing_ = plays, moving_ = false;
    stands_at_ = p.reference;
    place_ = p.state == TransportState::locating ? p.generation : 0;
    request(position());
}

void Playback::go_on_with(std::unique_ptr<SoundOutput> made) {
    const int rate = made->rate;
    const Time at = position();
    std::unique_ptr<SoundOutput> old;
    {
        std::lock_guard lock(mutex_);
        old = std::exchange(sound_, std::move(made));
        ++sound_number_;
        to_plan_ = view_.project, to_plan_sequence_ = view_.sequence;
        to_release_.clear(), let_go_.clear(); // of cells that are no more
        plan_pending_ = to_plan_ != nullptr;
    }
    wake_.notify_all();
    old->output.reset();
    automation_.go_over_to(rate);
    sound_->transport.set_loop(loop_);
    sound_->transport.set_speed(speed_);
    if (playing_) hold_lanes(at);
    go_to(at, Heard::when_rolling);
    if (playing_) sound_->transport.play();
}

std::optional<ServedFrame> Playback::poll() {
    if (!view_.sequence) return {};
    hear_hands();
    follow_device_rate();
    follow_outer();
    if (place_ != 0) {
        bool plan_pending = false, planned = false;
        {
            std::lock_guard lock(mutex_);
            plan_pending = plan_pending_, planned = silent_.empty();
        }
        const bool late = std::chrono::steady_clock::now() - asked_ > kFillLimit;
        const bool heard =
            !plan_pending && !sound_->output->finds_round_trip() && (!planned || sound_->engine.filled(place_));
        if (late || (heard && server_.wait_ready(kReadyFrames, std::chrono::milliseconds(0)))) {
            sound_->transport.filled(place_);
            // Until the device takes it the place is where it starts.
            if (sound_->transport.point().generation >= place_ &&
                sound_->transport.point().state == TransportState::rolling)
                place_ = 0;
        }
    }
    if (moving_ && !waiting_for_picture_ && std::chrono::steady_clock::now() - asked_ >= kRest) rest();
    const Time now = position();
    if (playing_ && place_ == 0 && at_end_ == AtEnd::stop && sound_->transport.point().loop.empty()) {
        const Time end = view_.sequence->duration();
        if (speed_.num > 0 ? now >= end : now <= Time{}) {
            playing_ = false;
            sound_->transport.stop();
            const FrameRate rate = view_.sequence->format.rate;
            locate(speed_.num > 0 ? rate.time_of(std::max<int64_t>(0, rate.frames_covering(end) - 1)) : Time{});
            return poll();
        }
    }
    auto frame = server_.frame_at(now);
    if (frame && frame->generation == pictures_) {
        waiting_for_picture_ = false;
        if (frame->fresh && playing_ && place_ == 0) {
            const double pace = std::abs(static_cast<double>(speed_.num) / static_cast<double>(speed_.den));
            Time late = speed_.num > 0 ? now - frame->due : frame->due - now;
            if (late < Time{}) late += loop_.length; // of the pass before
            meter_.add(late.seconds() * 1000 / pace);
        }
    }
    return frame;
}

int Playback::idle_ms() const {
    const int ms = own_idle_ms();
    if (!follows(sound_spec_.link)) return ms;
    const int look_out = sound_->output->linked() ? 10 : 500; // for what others do, for a server that comes back
    return ms < 0 ? look_out : std::min(ms, look_out);
}

int Playback::own_idle_ms() const {
    if (place_ != 0) return 2;
    if (waiting_for_picture_ || run_open_) return 4;
    if (moving_) {
        const auto left = kRest - (std::chrono::steady_clock::now() - asked_);
        return std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
    }
    if (!playing_) return -1;
    const Time now = position();
    const auto next = server_.next_due(now);
    if (!next) return 4;
    const int64_t wait = (audible_ns(sound_->transport.point(), *next) - monotonic_ns()) / 1'000'000;
    return static_cast<int>(std::clamp<int64_t>(wait, 1, 20));
}

} // namespace tandem
