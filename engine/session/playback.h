// Playback: picture and sound of one sequence on one clock, for a window. Plans of sound are compiled on a worker,
// frames by the frame server; the owner asks for the picture that is due and never waits. Owner thread only.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/session/automation.h"
#include "engine/session/sound_output.h"
#include "engine/transport/sync_meter.h"
#include "engine/video/frame_server.h"

namespace tandem {

class Playback {
  public:
    // References outlive it. The sound has the format's rate and channels, or what the device plays of them.
    // `on_picture` is called on some thread when a picture that was waited for is there: poll() has it. Must not block.
    static Result<std::unique_ptr<Playback>> open(const Format& format, const SoundOutputSpec& spec,
                                                  FrameAssets& assets, DecodePool& pool, FrameRenderer& renderer,
                                                  std::function<void()> on_picture = {});
    ~Playback();
    Playback(const Playback&) = delete;
    Playback& operator=(const Playback&) = delete;

    // A new snapshot, size or quality; the playhead stays. Sound follows as soon as its plan is made.
    // A sequence of another rate or other channels than open() was given is heard at the device's until set_output().
    // `pictures`: the project that pictures are taken from where that is another one (proxies); null = the view's.
    void show(const View& view, const Ref<Project>& pictures = nullptr);
    // Another output (rate and channels of a sequence, inputs) from the same place on, playing or standing; pictures,
    // hands and hearing stay. The old device is closed first, as a card may allow one stream only. Pre: !hands_write(),
    // nothing is recorded. Errors as of open(): then the null device goes on.
    Result<void> set_output(const Format& format, const SoundOutputSpec& spec);
    // Automation is being written, or parameters are held, which another output would cut off.
    bool hands_write() const { return run_open_ || run_ended_ || !held_.empty(); }
    // What is heard here besides the mix or in its place; no document and no render has any of it.
    struct Hearing {
        std::vector<TrackId> armed;   // their inputs are heard as Track::input says
        std::vector<StripRef> listen; // before their faders, in place of the mix (PFL); empty = the mix
        friend bool operator==(const Hearing&, const Hearing&) = default;
    };
    // Follows as soon as a plan is made; the same one again does nothing.
    void hear(Hearing hearing);
    // How loud the device plays it all; 0 dB leaves it as it is. No meter, mix or render has any of it.
    void set_monitor_db(double db);
    // Goes together with JACK's transport where the sound is played through JACK, and plays no loop then; anything else
    // changes nothing. What others do with it is seen by poll(). While it is followed only and others let it roll,
    // play(), stop() and locate() do nothing.
    void set_link(TransportLink link);
    // Whether others started, stopped or moved it since the last call.
    bool take_outer_move() { return std::exchange(outer_move_, false); }
    // At the end of the sequence it stops, or goes on over empty time while something is recorded.
    enum class AtEnd : uint8_t { stop, go_on };
    void play(Speed speed = {}, AtEnd at_end = AtEnd::stop);
    void stop();
    // Keeps playing or standing as before.
    void locate(Time position);
    // The same; standing, a moment of the sound there is heard, and the picture is made at kMovingQuality or the view's
    // lower one until that was shown and the place rests for kRest: a hand that moves sees more places so.
    void scrub(Time position);
    static constexpr ViewQuality kMovingQuality = ViewQuality::half;
    static constexpr std::chrono::milliseconds kRest{120};
    // The hand let go: no more waiting for that.
    void rest();

    // Forwards, the range's end is followed by its start, sound and picture without a gap, from whatever place before
    // the end; clipped to the sequence, none where less than kShortestLoop is left. Also while playing; the same one
    // again does nothing.
    void set_loop(std::optional<TimeRange> range);

    bool playing() const { return playing_; } // as asked for; it rolls as soon as picture and sound are ready
    Speed speed() const { return speed_; }
    // The instant that is heard now, or the place where it stands or will start. Within [0, end of the sequence].
    Time position() const;
    // The newest picture due now, and lets waiting playback start when all is ready. Call it every few milliseconds
    // while playing or while a located frame is still missing. Stops at the end of the sequence. Where the sound device
    // goes over to another rate the sound is made anew at that rate from the same place on; only while automation is
    // written that waits for its end.
    std::optional<ServedFrame> poll();
    // How long nothing needs to be polled, in milliseconds; -1 = until the next request.
    int idle_ms() const;

    // ---- hands on the mixer; see engine/session/automation.h ----
    AutomationWriter& automation() { return automation_; }
    // Holds a parameter at a value, or moves it there, heard at once without a new plan. False where playback does not
    // roll at speed 1: then a preview of the document is the way.
    bool hold(const HeldParam& param, double value);
    // Lets go. True where it is written as automation; else the gesture's own command is to follow, and the snapshot
    // shown next takes the parameter over without a click.
    bool let_go(const HeldParam& param);
    // Lets go of what is not wanted after all: it goes back to what it was.
    void drop(const HeldParam& param);
    // Of a held parameter.
    std::optional<double> held(const HeldParam& param) const;
    // What hands wrote in the playback that ended, to be run as one step of the session.
    std::vector<Command> take_written();

    FrameServerReport frames() const { return server_.report(); }
    // What befell the render device since the last call and was overcome, for the user to read.
    std::vector<std::string> take_warnings() { return server_.take_warnings(); }
    SyncReport sync() const { return meter_.report(); }
    SoundOutput& sound() { return *sound_; }
    const SoundOutput& sound() const { return *sound_; }
    // Why the sound could not be planned; empty where it could. Any thread.
    std::string silent() const;

  private:
    Playback(std::unique_ptr<SoundOutput> sound, const SoundOutputSpec& spec, FrameAssets& assets, DecodePool& pool,
             FrameRenderer& renderer, std::function<void()> on_picture);
    void follow_device_rate();
    void go_on_with(std::unique_ptr<SoundOutput> made);
    enum class Heard : uint8_t { when_rolling, standing_too };
    void go_to(Time position, Heard heard);
    void follow_outer();
    int own_idle_ms() const;
    bool outer_rules() const { return sound_->transport.point().outer_rules; }
    void plan_sound();
    void request(Time position);
    void clip_loop();
    void hold_lanes(Time at);
    void hear_hands();

    std::unique_ptr<SoundOutput> sound_; // exchanged under mutex_
    uint64_t sound_number_ = 0;          // counts that; as well
    SoundOutputSpec sound_spec_;
    int64_t rate_looked_ns_ = 0;
    FrameServer server_;
    SyncMeter meter_;
    View view_;
    bool playing_ = false;
    Speed speed_{};
    AtEnd at_end_ = AtEnd::stop;
    TimeRange wanted_loop_, loop_;     // as given, and clipped; empty = none
    Time stands_at_;                   // while not rolling
    uint64_t place_ = 0;               // transport's generation that waits to be filled; 0 = none
    uint64_t pictures_ = 0;            // frame server's generation
    ClockPoint outer_seen_;            // the last move of an outer transport that was followed
    bool outer_move_ = false;          // that the owner does not know of
    bool waiting_for_picture_ = false; // standing, the frame is not there yet
    std::chrono::steady_clock::time_point asked_;
    bool moving_ = false; // by scrub(), until it rests

    AutomationWriter automation_;
    struct Held {
        HeldParam param;
        double base = 0;     // of the lane when it was taken, where the hand adds to it
        bool in_hand = true; // else it stays until playback ends
    };
    std::vector<Held> held_;
    bool run_open_ = false, run_ended_ = false;   // as the engine tells
    std::vector<audio::ParamCells::Grip> let_go_; // released with the plan of the next snapshot

    // The compiler of sound plans: the newest snapshot wins.
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Ref<Project> to_plan_;
    Ref<Sequence> to_plan_sequence_;
    Hearing hearing_;
    std::vector<audio::ParamCells::Grip> to_release_;
    std::string silent_;
    bool stop_ = false, plan_pending_ = false;
    std::thread planner_;
};

} // namespace tandem
