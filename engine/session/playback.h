// Playback: picture and sound of one sequence on one clock, for a window. Plans of sound are compiled on a worker,
// frames by the frame server; the owner asks for the picture that is due and never waits. Owner thread only.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/session/sound_output.h"
#include "engine/transport/sync_meter.h"
#include "engine/video/frame_server.h"

namespace tandem {

class Playback {
  public:
    // References outlive it. The sound has the format's rate and channels.
    static Result<std::unique_ptr<Playback>> open(const Format& format, const SoundOutputSpec& spec,
                                                  FrameAssets& assets, DecodePool& pool, FrameRenderer& renderer);
    ~Playback();
    Playback(const Playback&) = delete;
    Playback& operator=(const Playback&) = delete;

    // A new snapshot, size or quality; the playhead stays. Sound follows as soon as its plan is made.
    // Pre: the sequence has the rate and channels given to open().
    void show(const View& view);
    // At the end of the sequence it stops, or goes on over empty time while something is recorded.
    enum class AtEnd : uint8_t { stop, go_on };
    void play(Speed speed = {}, AtEnd at_end = AtEnd::stop);
    void stop();
    // Keeps playing or standing as before.
    void locate(Time position);
    // The same; standing, a moment of the sound there is heard.
    void scrub(Time position);

    // Forwards, the range's end is followed by its start, sound and picture without a gap, from whatever place before
    // the end; clipped to the sequence, none where less than kShortestLoop is left. Also while playing; the same one
    // again does nothing.
    void set_loop(std::optional<TimeRange> range);

    bool playing() const { return playing_; } // as asked for; it rolls as soon as picture and sound are ready
    Speed speed() const { return speed_; }
    // The instant that is heard now, or the place where it stands or will start. Within [0, end of the sequence].
    Time position() const;
    // The newest picture due now, and lets waiting playback start when all is ready. Call it every few milliseconds
    // while playing or while a located frame is still missing. Stops at the end of the sequence.
    std::optional<ServedFrame> poll();
    // How long nothing needs to be polled, in milliseconds; -1 = until the next request.
    int idle_ms() const;

    FrameServerReport frames() const { return server_.report(); }
    SyncReport sync() const { return meter_.report(); }
    SoundOutput& sound() { return *sound_; }
    const SoundOutput& sound() const { return *sound_; }
    // Why the sound could not be planned; empty where it could. Any thread.
    std::string silent() const;

  private:
    Playback(std::unique_ptr<SoundOutput> sound, FrameAssets& assets, DecodePool& pool, FrameRenderer& renderer);
    enum class Heard : uint8_t { when_rolling, standing_too };
    void go_to(Time position, Heard heard);
    void plan_sound();
    void request(Time position);
    void clip_loop();

    std::unique_ptr<SoundOutput> sound_;
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
    bool waiting_for_picture_ = false; // standing, the frame is not there yet
    std::chrono::steady_clock::time_point asked_;

    // The compiler of sound plans: the newest snapshot wins.
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Ref<Project> to_plan_;
    Ref<Sequence> to_plan_sequence_;
    std::string silent_;
    bool stop_ = false, plan_pending_ = false;
    std::thread planner_;
};

} // namespace tandem
