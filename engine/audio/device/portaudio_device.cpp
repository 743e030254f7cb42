// Streams through PortAudio 19.6. Its stamps differ in epoch from host to host (monotonic, wall clock, zero at the
// start), so blocks are stamped here and only differences within one callback are used; some hosts give a latency of
// years, which counts as none.
#include <alsa/asoundlib.h>
#include <dlfcn.h>
#include <pa_jack.h>
#include <pa_linux_alsa.h>
#include <portaudio.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

#include "engine/audio/device/null_device.h"
#include "engine/transport/clock_point.h"

namespace tandem::audio {

static constexpr double kLongestLatency = 2; // seconds; more is a driver's mistake
static constexpr int kRealtimePriority = 70; // above JACK's clients (65), below the kernel's interrupts

// Libraries that PortAudio asks print to the terminal what they do not find; errors are ours to tell.
static void ignore(const char*, int, const char*, int, const char*, ...) {}
static void say_nothing() {
    snd_lib_error_set_handler(&ignore);
    setenv("JACK_NO_START_SERVER", "1", 0);
    using Quiet = void (*)(void (*)(const char*));
    for (const char* name : {"jack_set_error_function", "jack_set_info_function"})
        if (auto set = reinterpret_cast<Quiet>(dlsym(RTLD_DEFAULT, name))) set([](const char*) {});
    PaJack_SetClientName("tandem");
}

namespace {

// PortAudio as long as somebody uses it; a new start asks for the devices anew.
class Session {
  public:
    static Result<std::shared_ptr<Session>> open() {
        static std::weak_ptr<Session> running;
        std::lock_guard lock(mutex());
        if (auto session = running.lock()) return session;
        say_nothing();
        if (PaError e = Pa_Initialize(); e != paNoError)
            return fail(ErrorCode::unavailable, std::string("sound cannot be started: ") + Pa_GetErrorText(e));
        std::shared_ptr<Session> session(new Session);
        running = session;
        return session;
    }
    // Locked too: devices are listed on one thread while another opens one.
    ~Session() {
        std::lock_guard lock(mutex());
        Pa_Terminate();
    }

  private:
    Session() = default;
    static std::mutex& mutex() {
        static std::mutex mutex;
        return mutex;
    }
};

std::string name_of(const PaDeviceInfo& d) { return std::string(Pa_GetHostApiInfo(d.hostApi)->name) + ": " + d.name; }

bool contains_ignoring_case(const std::string& text, const std::string& part) {
    auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

// The device whose name is `name`, ends with it, or holds it, in this order of preference; -1 = none.
PaDeviceIndex find(const std::string& name) {
    if (name == "default") return Pa_GetDefaultOutputDevice();
    PaDeviceIndex best = -1;
    int best_rank = 0;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo& d = *Pa_GetDeviceInfo(i);
        if (d.maxOutputChannels <= 0) continue;
        const std::string full = name_of(d);
        const int rank = full == name ? 3 : d.name == name ? 2 : contains_ignoring_case(full, name) ? 1 : 0;
        if (rank > best_rank) best = i, best_rank = rank;
    }
    return best;
}

class PortAudioDevice final : public AudioDevice {
  public:
    static Result<std::unique_ptr<AudioDevice>> open(const DeviceSpec& spec, AudioProcess& process) {
        std::unique_ptr<PortAudioDevice> d(new PortAudioDevice(process));
        d->session_ = TRY(Session::open());
        d->rate_ = spec.rate, d->channels_ = spec.channels;
        const PaDeviceIndex index = find(spec.name);
        if (index < 0)
            return fail(ErrorCode::unavailable,
                        spec.name == "default" ? "there is no sound device; --audio null plays without one"
                                               : "there is no such sound device; `tandem devices` lists them",
                        "sound device " + spec.name);
        const PaDeviceInfo& info = *Pa_GetDeviceInfo(index);
        d->name_ = name_of(info);
        PaStreamParameters out{};
        out.device = index;
        out.channelCount = spec.channels;
        out.sampleFormat = paFloat32 | paNonInterleaved;
        // Two blocks: the host's period becomes ours, and a period of slack remains.
        out.suggestedLatency = 2.0 * spec.block_frames / spec.rate;
        PaError e = Pa_OpenStream(&d->stream_, nullptr, &out, spec.rate, static_cast<unsigned long>(spec.block_frames),
                                  paClipOff | paDitherOff, &PortAudioDevice::callback, d.get());
        if (e == paNoError) {
            if (Pa_GetHostApiInfo(info.hostApi)->type == paALSA) PaAlsa_EnableRealtimeScheduling(d->stream_, 1);
            e = Pa_StartStream(d->stream_);
        }
        if (e != paNoError)
            return fail(ErrorCode::unavailable,
                        "it does not play " + std::to_string(spec.channels) + " channels at " +
                            std::to_string(spec.rate) + " Hz: " + Pa_GetErrorText(e),
                        "sound device " + d->name_);
        return std::unique_ptr<AudioDevice>(std::move(d));
    }
    ~PortAudioDevice() override {
        retire();
        if (!stream_) return;
        Pa_AbortStream(stream_);
        Pa_CloseStream(stream_);
    }
    std::string name() const override { return name_; }
    bool alive() const override { return Pa_IsStreamActive(stream_) == 1; }
    void retire() override {
        retired_ = true;
        while (busy_) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }

  private:
    explicit PortAudioDevice(AudioProcess& process) : process_(process) {}

    static int callback(const void*, void* out, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags flags, void* self) {
        return static_cast<PortAudioDevice*>(self)->block(static_cast<float* const*>(out), static_cast<int>(frames),
                                                          *time, flags);
    }
    int block(float* const* out, int frames, const PaStreamCallbackTimeInfo& time, PaStreamCallbackFlags flags) {
        const int64_t now = monotonic_ns();
        busy_ = true; // before the look at retired_, as retire() does it the other way round
        if (retired_) {
            busy_ = false;
            for (int c = 0; c < channels_; ++c) std::fill_n(out[c], frames, 0.0f);
            return paAbort; // a card that is gone keeps PortAudio's thread turning until the callback says so
        }
        if (!raised_) {
            // ALSA's threads come with priority 1. Without the right to it playback goes on as it is.
            raised_ = true;
            sched_param p{};
            int policy = 0;
            if (pthread_getschedparam(pthread_self(), &policy, &p) == 0 && policy == SCHED_FIFO) {
                p.sched_priority = std::max(p.sched_priority, kRealtimePriority);
                pthread_setschedparam(pthread_self(), SCHED_FIFO, &p);
            }
        }
        const double latency = time.outputBufferDacTime - time.currentTime;
        const bool sane = latency >= 0 && latency <= kLongestLatency;
        process_.process({.out = out,
                          .channels = channels_,
                          .frames = frames,
                          .now_ns = now,
                          .latency_frames = sane ? std::lround(latency * rate_) : 0,
                          .underflow = (flags & paOutputUnderflow) != 0});
        busy_ = false;
        return paContinue;
    }

    AudioProcess& process_;
    std::shared_ptr<Session> session_;
    PaStream* stream_ = nullptr;
    std::string name_;
    int rate_ = 0, channels_ = 0;
    bool raised_ = false; // device's thread
    std::atomic<bool> retired_{false}, busy_{false};
};

} // namespace

Result<std::unique_ptr<AudioDevice>> open_audio_device(const DeviceSpec& spec, AudioProcess& process) {
    VERIFY(spec.rate > 0 && spec.channels > 0 && spec.block_frames > 0);
    if (spec.name == "null") return std::unique_ptr<AudioDevice>(std::make_unique<NullDevice>(spec, process));
    return PortAudioDevice::open(spec, process);
}

Result<std::vector<AudioDeviceInfo>> list_audio_devices() {
    auto session = TRY(Session::open());
    std::vector<AudioDeviceInfo> out;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo& d = *Pa_GetDeviceInfo(i);
        out.push_back({.name = name_of(d),
                       .outputs = d.maxOutputChannels,
                       .inputs = d.maxInputChannels,
                       .rate = d.defaultSampleRate,
                       .is_default = i == Pa_GetDefaultOutputDevice()});
    }
    return out;
}

} // namespace tandem::audio
