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
#include <cstring>
#include <mutex>
#include <thread>

#include "engine/audio/device/null_device.h"
#include "engine/base/realtime.h"
#include "engine/transport/clock_point.h"

namespace tandem::audio {

static constexpr double kLongestLatency = 2; // seconds; more is a driver's mistake
static constexpr int kNullInputs = 2;        // that are offered; it takes in silence on any number
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

// PortAudio 19.6 aborts the program where ALSA names neither a default device nor a mixer (no or broken configuration).
bool alsa_is_set_up() {
    snd_config_t* devices = nullptr;
    if (snd_config_update() < 0 || !snd_config || snd_config_search(snd_config, "pcm", &devices) < 0) return false;
    snd_config_iterator_t at, next;
    snd_config_for_each(at, next, devices) {
        const char* name = nullptr;
        if (snd_config_get_id(snd_config_iterator_entry(at), &name) < 0 || !name) continue;
        if (std::strncmp(name, "default", 7) == 0 || std::strncmp(name, "dmix", 4) == 0) return true;
    }
    return false;
}

// PortAudio as long as somebody uses it; a new start asks for the devices anew.
class Session {
  public:
    static Result<std::shared_ptr<Session>> open() {
        static std::weak_ptr<Session> running;
        std::lock_guard lock(mutex());
        if (auto session = running.lock()) return session;
        say_nothing();
        if (!alsa_is_set_up())
            return fail(ErrorCode::unavailable, "sound cannot be started: ALSA's configuration names no default device "
                                                "(is libasound2-data installed, is ALSA_CONFIG_PATH right?)");
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

enum class Direction { output, input };

// The device whose name is `name`, ends with it, or holds it, in this order of preference; -1 = none.
PaDeviceIndex find(const std::string& name, Direction direction) {
    const bool input = direction == Direction::input;
    if (name == "default") return input ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
    PaDeviceIndex best = -1;
    int best_rank = 0;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo& d = *Pa_GetDeviceInfo(i);
        if ((input ? d.maxInputChannels : d.maxOutputChannels) <= 0) continue;
        const std::string full = name_of(d);
        const int rank = full == name ? 3 : d.name == name ? 2 : contains_ignoring_case(full, name) ? 1 : 0;
        if (rank > best_rank) best = i, best_rank = rank;
    }
    return best;
}

// Where an output's input comes from. PortAudio joins two devices to one stream within a host only.
Result<PaDeviceIndex> find_input(const DeviceSpec& spec, PaDeviceIndex output) {
    const PaDeviceInfo& out = *Pa_GetDeviceInfo(output);
    PaDeviceIndex index = output;
    if (!spec.input.empty()) {
        index = find(spec.input, Direction::input);
        if (index < 0)
            return fail(ErrorCode::unavailable,
                        spec.input == "default" ? "there is no device to record from"
                                                : "there is no such device to record from; `tandem devices` lists them",
                        "sound device " + spec.input);
    } else if (out.maxInputChannels < spec.input_channels) {
        const PaDeviceIndex own = Pa_GetHostApiInfo(out.hostApi)->defaultInputDevice;
        if (own >= 0 && Pa_GetDeviceInfo(own)->maxInputChannels >= spec.input_channels) index = own;
    }
    const PaDeviceInfo& in = *Pa_GetDeviceInfo(index);
    if (in.maxInputChannels < spec.input_channels)
        return fail(ErrorCode::unavailable,
                    in.maxInputChannels <= 0
                        ? "it has no inputs to record from"
                        : "it has " + std::to_string(in.maxInputChannels) + " input channels, not the " +
                              std::to_string(spec.input_channels) + " asked for",
                    "sound device " + name_of(in));
    if (in.hostApi != out.hostApi)
        return fail(ErrorCode::unavailable, "it belongs to another sound system than the output " + name_of(out),
                    "sound device " + name_of(in));
    return index;
}

// The latency that a difference of two of PortAudio's stamps says, in frames.
int64_t frames_of(double seconds, int rate) {
    return seconds >= 0 && seconds <= kLongestLatency ? std::lround(seconds * rate) : 0;
}

// What PortAudio is asked for. Pre: a Session.
struct Streams {
    PaStreamParameters out{}, in{};
    std::string name;
    bool records = false;
    const PaStreamParameters* input() const { return records ? &in : nullptr; }
};
Result<Streams> streams_of(const DeviceSpec& spec) {
    Streams s;
    const PaDeviceIndex index = find(spec.name, Direction::output);
    if (index < 0)
        return fail(ErrorCode::unavailable,
                    spec.name == "default" ? "there is no sound device; --audio null plays without one"
                                           : "there is no such sound device; `tandem devices` lists them",
                    "sound device " + spec.name);
    s.name = name_of(*Pa_GetDeviceInfo(index));
    s.out.device = index;
    s.out.channelCount = spec.channels;
    s.out.sampleFormat = paFloat32 | paNonInterleaved;
    // Two blocks: the host's period becomes ours, and a period of slack remains.
    s.out.suggestedLatency = 2.0 * spec.block_frames / spec.rate;
    if (spec.input_channels <= 0) return s;
    s.records = true, s.in = s.out;
    s.in.device = TRY(find_input(spec, index));
    s.in.channelCount = spec.input_channels;
    if (s.in.device != index) s.name += " with " + name_of(*Pa_GetDeviceInfo(s.in.device));
    return s;
}

class PortAudioDevice final : public AudioDevice {
  public:
    static Result<std::unique_ptr<AudioDevice>> open(const DeviceSpec& spec, AudioProcess& process) {
        std::unique_ptr<PortAudioDevice> d(new PortAudioDevice(process));
        d->session_ = TRY(Session::open());
        d->rate_ = spec.rate, d->channels_ = spec.channels, d->input_channels_ = spec.input_channels;
        const Streams s = TRY(streams_of(spec));
        const PaDeviceInfo& info = *Pa_GetDeviceInfo(s.out.device);
        d->name_ = s.name;
        d->of_jack_ = Pa_GetHostApiInfo(info.hostApi)->type == paJACK;
        // With other blocks than the cycles of the server sound would lie a part of a cycle off its transport.
        const auto frames = d->of_jack_ ? paFramesPerBufferUnspecified : static_cast<unsigned long>(spec.block_frames);
        PaError e = Pa_OpenStream(&d->stream_, s.input(), &s.out, spec.rate, frames, paClipOff | paDitherOff,
                                  &PortAudioDevice::callback, d.get());
        if (e == paNoError) {
            if (Pa_GetHostApiInfo(info.hostApi)->type == paALSA) PaAlsa_EnableRealtimeScheduling(d->stream_, 1);
            e = Pa_StartStream(d->stream_);
        }
        if (e != paNoError)
            return fail(ErrorCode::unavailable,
                        "it does not play " + std::to_string(spec.channels) + " channels " +
                            (spec.input_channels > 0 ? "and record " + std::to_string(spec.input_channels) + " " : "") +
                            "at " + std::to_string(spec.rate) + " Hz: " + Pa_GetErrorText(e),
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
    int rate() const override {
        const PaStreamInfo* info = Pa_GetStreamInfo(stream_);
        return info ? static_cast<int>(std::lround(info->sampleRate)) : rate_;
    }
    bool of_jack() const override { return of_jack_; }
    bool alive() const override { return Pa_IsStreamActive(stream_) == 1; }
    void retire() override {
        retired_ = true;
        while (busy_) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }

  private:
    explicit PortAudioDevice(AudioProcess& process) : process_(process) {}

    static int callback(const void* in, void* out, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags flags, void* self) {
        return static_cast<PortAudioDevice*>(self)->block(static_cast<const float* const*>(in),
                                                          static_cast<float* const*>(out), static_cast<int>(frames),
                                                          *time, flags);
    }
    int block(const float* const* in, float* const* out, int frames, const PaStreamCallbackTimeInfo& time,
              PaStreamCallbackFlags flags) {
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
            touch_stack();
            sched_param p{};
            int policy = 0;
            if (pthread_getschedparam(pthread_self(), &policy, &p) == 0 && policy == SCHED_FIFO) {
                p.sched_priority = std::max(p.sched_priority, kRealtimePriority);
                pthread_setschedparam(pthread_self(), SCHED_FIFO, &p);
            }
        }
        process_.process({.out = out,
                          .channels = channels_,
                          .frames = frames,
                          .now_ns = now,
                          .latency_frames = frames_of(time.outputBufferDacTime - time.currentTime, rate_),
                          .underflow = (flags & paOutputUnderflow) != 0,
                          .in = in,
                          .input_channels = in ? input_channels_ : 0,
                          .input_latency_frames = in ? frames_of(time.currentTime - time.inputBufferAdcTime, rate_) : 0,
                          .overflow = in && (flags & (paInputOverflow | paInputUnderflow)) != 0});
        busy_ = false;
        return paContinue;
    }

    AudioProcess& process_;
    std::shared_ptr<Session> session_;
    PaStream* stream_ = nullptr;
    std::string name_;
    int rate_ = 0, channels_ = 0, input_channels_ = 0;
    bool of_jack_ = false;
    bool raised_ = false; // device's thread
    std::atomic<bool> retired_{false}, busy_{false};
};

} // namespace

Result<std::unique_ptr<AudioDevice>> open_audio_device(const DeviceSpec& spec, AudioProcess& process) {
    VERIFY(spec.rate > 0 && spec.channels > 0 && spec.block_frames > 0 && spec.input_channels >= 0);
    if (spec.name == "null") return std::unique_ptr<AudioDevice>(std::make_unique<NullDevice>(spec, process));
    return PortAudioDevice::open(spec, process);
}

Result<int> rate_that_plays(const DeviceSpec& spec) {
    if (spec.name == "null") return spec.rate;
    const auto session = TRY(Session::open());
    const Streams s = TRY(streams_of(spec));
    const int own = static_cast<int>(std::lround(Pa_GetDeviceInfo(s.out.device)->defaultSampleRate));
    PaError e = paNoError;
    for (const int rate : {spec.rate, own, 48000, 44100, 96000, 88200, 192000, 176400, 32000}) {
        e = Pa_IsFormatSupported(s.input(), &s.out, rate);
        if (e == paFormatIsSupported) return rate;
    }
    return fail(ErrorCode::unavailable, std::string("it plays at no usual rate: ") + Pa_GetErrorText(e),
                "sound device " + s.name);
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
                       .is_default = i == Pa_GetDefaultOutputDevice(),
                       .is_default_input = i == Pa_GetDefaultInputDevice()});
    }
    return out;
}

int most_input_channels(const DeviceSpec& spec) {
    if (spec.name == "null") return kNullInputs;
    auto session = Session::open();
    if (!session) return 0;
    auto inputs = [](PaDeviceIndex i) { return i < 0 ? 0 : Pa_GetDeviceInfo(i)->maxInputChannels; };
    if (!spec.input.empty()) return inputs(find(spec.input, Direction::input));
    const PaDeviceIndex output = find(spec.name, Direction::output);
    if (output < 0) return 0;
    return std::max(inputs(output), inputs(Pa_GetHostApiInfo(Pa_GetDeviceInfo(output)->hostApi)->defaultInputDevice));
}

} // namespace tandem::audio
