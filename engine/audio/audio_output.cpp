// What a block does, and the watch over the device.
#include "engine/audio/audio_output.h"

#include "engine/base/log.h"
#include "engine/base/thread.h"

namespace tandem::audio {

static constexpr auto kLook = std::chrono::milliseconds(100);
static constexpr int64_t kSilenceNs = 300'000'000; // a device that asks for nothing so long is lost
static constexpr int kLooksToRetry = 20;           // between attempts to open a lost device again

Result<std::unique_ptr<AudioOutput>> AudioOutput::open(const DeviceSpec& spec, Transport& transport,
                                                       SoundEngine& engine, TransportLink link) {
    std::unique_ptr<AudioOutput> out(new AudioOutput(spec, transport, engine));
    out->device_ = TRY(open_audio_device(spec, *out));
    out->set_link(link);
    out->watcher_ = std::thread([o = out.get()] { o->watch(); });
    return out;
}

AudioOutput::~AudioOutput() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    if (watcher_.joinable()) watcher_.join();
    leave_outer();
}

void AudioOutput::process(const DeviceBlock& block) {
    const int64_t at = loop_.update(block.now_ns, block.frames);
    if (block.underflow) ++underflows_;
    in_block_ = true; // before the looks at outer_ and recorder_, as who sets them does it the other way round
    const TransportBlock b =
        transport_.process(block.frames, at, block.latency_frames, loop_.ns_per_frame(), outer_.load());
    Recorder* recorder = recorder_;
    engine_.process(b, block.frames, block.out,
                    {.planes = block.in, .channels = block.input_channels, .recorded = recorder != nullptr});
    monitor_.apply(block.out, block.channels, block.frames);
    if (recorder && recorder_new_.exchange(false)) recorder->start_from(round_trip_);
    if (recorder) recorder->process(b, block);
    if (block.in)
        round_trip_.add(block.latency_frames + block.input_latency_frames, block.underflow || block.overflow, false);
    else
        round_trip_.forget();
    finding_round_trip_ = block.in && !round_trip_.known();
    in_block_ = false;
    frames_ += block.frames;
    last_block_ns_ = block.now_ns;
}

void AudioOutput::set_recorder(Recorder* recorder) {
    recorder_new_ = true;
    recorder_ = recorder;
    while (in_block_) std::this_thread::sleep_for(std::chrono::microseconds(100));
}

OutputReport AudioOutput::report() const {
    std::lock_guard lock(mutex_);
    return {.device = device_ ? device_->name() : "null",
            .underflows = underflows_,
            .losses = losses_,
            .other_rate = recorder_ ? 0 : other_rate_,
            .linked = jack_ != nullptr,
            .link_losses = link_losses_};
}

void AudioOutput::set_link(TransportLink link) {
    std::lock_guard lock(mutex_);
    if (link == link_) return;
    link_ = link;
    leave_outer();
    join_outer();
}

// Pre: mutex_ is held.
void AudioOutput::join_outer() {
    if (link_ == TransportLink::off || !device_->of_jack()) return;
    jack_ = open_jack_transport(link_, transport_);
    outer_ = jack_.get();
}

// Gives what may be closed now. Pre: mutex_ is held.
std::shared_ptr<JackTransport> AudioOutput::leave_outer() {
    outer_ = nullptr;
    while (in_block_) std::this_thread::sleep_for(std::chrono::microseconds(100));
    return std::exchange(jack_, nullptr);
}

// Pre: mutex_ is held.
void AudioOutput::go_on_without() {
    DeviceSpec spec = spec_;
    spec.name = "null";
    spec.input_channels = 0; // a take ends here rather than going on in silence
    device_ = std::move(open_audio_device(spec, *this)).value();
}

// Pre: mutex_ is held.
void AudioOutput::open_again() {
    // Drivers take their time to answer; meanwhile the null device keeps the clock going.
    const auto rate = rate_that_plays(spec_);
    other_rate_ = rate && *rate != spec_.rate ? *rate : 0;
    if (!rate || other_rate_ != 0) return;
    device_->retire(); // one device at a time calls process()
    if (auto again = open_audio_device(spec_, *this); again && (*again)->rate() == spec_.rate) {
        device_ = std::move(*again);
        join_outer();
        lost_ = false;
        last_block_ns_ = monotonic_ns();
        log(LogLevel::info, "sound device " + device_->name() + " is back");
    } else {
        go_on_without();
    }
}

void AudioOutput::watch() {
    set_thread_name("sound watch");
    std::unique_lock lock(mutex_);
    last_block_ns_ = monotonic_ns();
    int looks = 0;
    while (!wake_.wait_for(lock, kLook, [&] { return stop_; })) {
        if (jack_ && !jack_->alive()) {
            log(LogLevel::warning, "JACK's transport is gone; the transport goes on by itself from the same place");
            ++link_losses_;
            std::thread([gone = leave_outer()] {}).detach(); // as below
        }
        if (!lost_) {
            const int rate = device_->rate();
            if (device_->alive() && rate == spec_.rate && monotonic_ns() - last_block_ns_ <= kSilenceNs) continue;
            log(LogLevel::warning, "sound device " + device_->name() +
                                       (rate == spec_.rate ? " is gone; playing on without sound"
                                                           : " goes on at " + std::to_string(rate) + " Hz"));
            lost_ = true, looks = 0, ++losses_;
            if (jack_) ++link_losses_, std::thread([gone = leave_outer()] {}).detach();
            if (rate != spec_.rate) other_rate_ = rate;
            device_->retire();
            // The driver may never return from closing a device that is gone.
            std::thread([gone = std::shared_ptr(std::move(device_))] {}).detach();
            go_on_without();
        } else if (++looks % kLooksToRetry == 0) {
            open_again();
        }
    }
}

} // namespace tandem::audio
