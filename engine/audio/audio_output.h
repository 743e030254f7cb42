// AudioOutput: a device that plays: each of its blocks is stamped by a delay-locked loop, runs the transport and then
// the sound engine. Owns the device and opens it again when it is lost; meanwhile the null device keeps the clock going
// from where it was. A device that goes over to another rate is lost for this output: it says so, and its owner makes
// another one at that rate. On a JACK device the transport may be linked with the server's, for as long as that is
// there. Control thread, but for what it says.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/audio/device/audio_device.h"
#include "engine/audio/device/jack_transport.h"
#include "engine/audio/monitor_level.h"
#include "engine/audio/recorder.h"
#include "engine/audio/sound_engine.h"
#include "engine/transport/delay_locked_loop.h"

namespace tandem::audio {

struct OutputReport {
    std::string device;     // the one that plays now
    int64_t underflows = 0; // times the device lost frames
    int losses = 0;         // times the device went away
    int other_rate = 0;     // the device is there, but only at this rate; 0 = no, or a take goes on
    bool linked = false;    // with JACK's transport
    int link_losses = 0;    // times that the server went away from it; the transport goes on by itself
};

class AudioOutput final : private AudioProcess {
  public:
    // Starts at once; `transport` and `engine` outlive it, spec.rate and channels are theirs.
    // Errors: as open_audio_device().
    // `link`: as set_link().
    static Result<std::unique_ptr<AudioOutput>> open(const DeviceSpec& spec, Transport& transport, SoundEngine& engine,
                                                     TransportLink link = TransportLink::off);
    ~AudioOutput() override;
    AudioOutput(const AudioOutput&) = delete;
    AudioOutput& operator=(const AudioOutput&) = delete;

    // What comes in goes to it too, from the next block on; null = to none. Returns when the one before is not called
    // any more. Its rate is the device's. Control thread.
    void set_recorder(Recorder* recorder);
    // Whether a take that began now might lie a sample off, as too few blocks told yet how late inputs come. Any
    // thread.
    bool finds_round_trip() const { return recorder_ && finding_round_trip_; }
    // How loud it is heard; 0 at first. Any thread.
    void set_monitor_db(double db) { monitor_.set_db(db); }
    // Follows or leads JACK's transport from the next block on where the device is a JACK server's, also one that comes
    // back; nothing on others. Control thread.
    void set_link(TransportLink link);
    // With JACK's transport now; any thread.
    bool linked() const { return outer_.load() != nullptr; }
    OutputReport report() const;
    // Any block handed out later has been seen by the transport; any thread.
    int64_t frames() const { return frames_; }

  private:
    AudioOutput(const DeviceSpec& spec, Transport& transport, SoundEngine& engine)
        : spec_(spec), transport_(transport), engine_(engine), loop_(spec.rate),
          finding_round_trip_(spec.input_channels > 0) {}
    void process(const DeviceBlock& block) override;
    void watch();
    void go_on_without();
    void open_again();
    void join_outer();
    std::shared_ptr<JackTransport> leave_outer();

    const DeviceSpec spec_;
    Transport& transport_;
    SoundEngine& engine_;
    // Device's thread.
    DelayLockedLoop loop_;
    MonitorLevel monitor_;
    std::atomic<int64_t> frames_{0}, underflows_{0}, last_block_ns_{0};
    std::atomic<Recorder*> recorder_{nullptr};
    std::atomic<OuterTransport*> outer_{nullptr};
    std::atomic<bool> in_block_{false}, recorder_new_{false}, finding_round_trip_;
    RoundTrip round_trip_; // device's thread
    // Watcher.
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    bool lost_ = false;
    int losses_ = 0, other_rate_ = 0, link_losses_ = 0;
    TransportLink link_ = TransportLink::off;
    std::shared_ptr<JackTransport> jack_;
    std::unique_ptr<AudioDevice> device_;
    std::thread watcher_;
};

} // namespace tandem::audio
