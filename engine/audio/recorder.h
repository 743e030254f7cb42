// Recorder: records a device's inputs while the transport rolls. The device's thread hands each block over through a
// ring with its place on the timeline; one thread writes files, another makes the disk have them. Every run of the
// transport through the range to record (a start, a jump, a pass of a loop) is a take of its own.
//
// Where a sample belongs: the musician plays to what is heard. The block whose first frame the device hands out as its
// frame d is heard latency_frames later; what comes in with that block sounded input_latency_frames earlier. So input
// frame d sounded while output frame d - (latency_frames + input_latency_frames) was heard, and it is put where the
// timeline stood in that frame. The sum is constant while the stream runs without a loss, though a single measure may
// be off: PortAudio looks at ALSA's input first, and what the card's clock counts on until it looks at the output is
// missing, most often on a busy machine. So the upper quartile of the last 31 blocks is taken, and held through a take.
// After a stop so many frames more are taken, so that a take ends where playback did.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/audio/device/audio_device.h"
#include "engine/audio/round_trip.h"
#include "engine/audio/take_file.h"
#include "engine/base/spsc.h"
#include "engine/transport/transport.h"

namespace tandem::audio {

// What one armed track records.
struct ArmedInput {
    uint64_t track = 0;    // for the owner; comes back in Take
    std::string path_stem; // absolute, without " take N.wav"
    int first_channel = 0, channels = 1;
};

struct RecordSpec {
    int rate = 48000, input_channels = 1; // of the device
    std::vector<ArmedInput> inputs;
    TakeFormat format = TakeFormat::float32;
    // Of the timeline; none = from where it starts to where it stops. A pre-roll is a start before `in`.
    std::optional<Time> in, out;
    // Of the device beyond what it says itself, as a measured round trip tells; positive moves takes earlier.
    int64_t extra_latency_frames = 0;
    double ring_seconds = 4;                    // of sound that a held-up disk does not lose
    int64_t reserve_bytes = int64_t{256} << 20; // recording stops when so little is free
    int64_t low_space_bytes = int64_t{2} << 30; // below this, or
    double low_space_minutes = 10;              // this, there is a warning
};

// Where a take is not what came in.
struct TakeFault {
    int64_t frame = 0;  // of the take
    int64_t frames = 0; // silence in place of what the ring had no room for; 0 = the device lost something here
};

struct Take {
    uint64_t track = 0;
    std::string path;
    int number = 1; // as in its file's name
    Time start;     // of its first sample, on the timeline
    int64_t start_sample = 0, frames = 0;
    int channels = 1, rate = 48000;
    TakeFormat format = TakeFormat::float32;
    int64_t lost_frames = 0, clipped = 0;
    std::vector<TakeFault> faults; // the first 100
    std::string error;             // why it ended before its time; empty where it did not
};

struct RecordReport {
    int64_t frames = 0;        // in the take that is being recorded; 0 = none is
    int64_t lost_frames = 0;   // no room in the ring
    int64_t device_losses = 0; // blocks before which the device had lost something, while recording
    double minutes_left = 0;   // on the disk
    std::string warning;       // little room is left
    std::string error;         // recording has stopped: the disk is full or failed
    double longest_write_ms = 0, longest_sync_ms = 0;
};

class Recorder {
  public:
    // Makes the folders, and the files of the first takes. Errors: cant_create, io (the disk is full already), usage
    // (channels that are not there).
    static Result<std::unique_ptr<Recorder>> start(RecordSpec spec);
    // finish().
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // Device's thread: neither locks, allocates nor calls the system. After the block was played. A block without input
    // (the device is lost) ends the take.
    void process(const TransportBlock& block, const DeviceBlock& device);
    // What the stream has told so far, before the first process(). Device's thread.
    void start_from(const RoundTrip& known) { round_trip_ = known; }

    // Control thread. Takes that ended since the last call; their files are complete.
    std::vector<Take> take_finished();
    RecordReport report() const;
    // Control thread. Ends the take in hand; its files are complete. Pre: process() is not called any more.
    void finish();

  private:
    // A run of the timeline: the device's output frames [begin, end) were handed out as timeline samples from `first`.
    struct Span {
        uint64_t number = 0; // counts from 1; 0 = none
        int64_t begin = 0, end = 0, first = 0;
        bool open = false; // goes on with the next block
    };
    // What the device's thread tells the writer, in order. Its samples are the next ones of the ring.
    struct Piece {
        uint64_t take = 0; // a new one ends the one before
        int64_t take_start = 0, position = 0;
        int32_t frames = 0;
        bool after_loss = false; // of the device
        bool ends = false;       // at `position`; without samples
    };
    // The file of an input's next take. Made ahead, as a disk may take its time over a new name; removed unused.
    struct NextFile {
        int number = 0;
        std::shared_ptr<TakeFile> file;
    };
    struct OpenTake {
        Take take;
        const ArmedInput* input = nullptr;
        std::shared_ptr<TakeFile> file;
        int64_t end_sample = 0; // where its next frame belongs
    };

    explicit Recorder(RecordSpec spec);
    // Device's thread.
    void follow(const TransportBlock& block, int frames);
    void handed_out(int64_t begin, int64_t sample, int frames);
    Span& newest() { return spans_[newest_span_ % spans_.size()]; }
    void measure(const DeviceBlock& device);
    void take_in(const Span& span, const DeviceBlock& device, int64_t first_output);
    void push(const Piece& piece, const DeviceBlock& device, int offset);
    void end_take(int64_t position);
    // Writer.
    void write();
    void drain();
    void write_piece(const Piece& piece);
    Result<void> make_next(size_t input);
    Result<void> make_next_files();
    void open_takes(const Piece& piece);
    void close_takes();
    void fail_takes(const Error& error);
    // The thread that syncs.
    void sync();
    void look_at_space();

    const RecordSpec spec_;
    const int64_t ring_frames_;
    const int64_t in_sample_, out_sample_; // INT64_MAX = open

    std::vector<float> ring_;           // interleaved
    std::atomic<int64_t> ring_head_{0}; // frames read
    SpscQueue<Piece, 8192> pieces_;

    // Device's thread.
    std::array<Span, 64> spans_; // passes of a short loop within a long round trip
    uint64_t newest_span_ = 0, generation_ = 0;
    int64_t ring_tail_ = 0; // frames written
    int64_t device_frames_ = 0;
    RoundTrip round_trip_;
    uint64_t taking_ = 0; // span that is being recorded; 0 = none
    uint64_t over_ = 0;   // spans up to this one are through, whatever the latency is found to be later
    int64_t take_start_ = 0, take_position_ = 0;
    std::optional<Piece> end_due_; // had no room
    bool loss_due_ = false;

    // Writer.
    std::vector<OpenTake> open_;
    uint64_t written_take_ = 0;

    std::mutex next_mutex_;
    std::vector<NextFile> next_; // by input; under next_mutex_

    mutable std::mutex mutex_;
    std::condition_variable writer_wakes_, sync_wakes_;
    bool stop_writing_ = false, stop_syncing_ = false;
    std::vector<std::shared_ptr<TakeFile>> syncing_;
    std::deque<OpenTake> closing_;
    std::vector<Take> finished_;
    RecordReport report_;
    std::atomic<bool> stopped_{false}; // by an error
    std::atomic<int64_t> lost_frames_{0}, device_losses_{0}, taken_frames_{0};
    std::thread writer_, syncer_;
};

} // namespace tandem::audio
