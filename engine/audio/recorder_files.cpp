// The recorder's files: one thread takes the ring out into them, another makes the disk have them, closes them and
// watches the room that is left. What is written survives the program at once; the disk's own time is not in its way.
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "engine/audio/recorder.h"
#include "engine/base/format.h"
#include "engine/base/log.h"
#include "engine/base/thread.h"

namespace tandem::audio {

namespace fs = std::filesystem;

// The device's thread cannot wake the writer without a system call. A program that is killed loses what came since the
// last look: 5 ms, and what the scheduler adds.
static constexpr auto kLook = std::chrono::milliseconds(5);
// Between syncs; a slow disk takes longer and sets its own pace. A power cut loses what came since the last one.
static constexpr auto kSync = std::chrono::milliseconds(50);
static constexpr int kSyncsToLook = 10; // between looks at the room left
static constexpr size_t kMostFaults = 100;

static double ms_since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

static int64_t free_bytes(const std::string& folder) {
    struct statvfs s {};
    if (::statvfs(folder.c_str(), &s) != 0) return INT64_MAX; // writing will tell
    return static_cast<int64_t>(s.f_bavail) * static_cast<int64_t>(s.f_frsize);
}

static std::string folder_of(const ArmedInput& input) { return fs::path(input.path_stem).parent_path().string(); }

static Error no_room(const std::string& folder, int64_t free) {
    return fail(
        ErrorCode::io,
        format_text("the disk is full: %lld MiB are left; make room to record", static_cast<long long>(free >> 20)),
        folder);
}

Recorder::Recorder(RecordSpec spec)
    : spec_(std::move(spec)),
      ring_frames_(std::max<int64_t>(1024, static_cast<int64_t>(spec_.ring_seconds * spec_.rate))),
      // Far from the ends of int64, as places are added to it.
      in_sample_(spec_.in ? spec_.in->samples_round(spec_.rate) : INT64_MIN / 4),
      out_sample_(spec_.out ? spec_.out->samples_round(spec_.rate) : INT64_MAX),
      ring_(static_cast<size_t>(ring_frames_ * spec_.input_channels)) {
    next_.resize(spec_.inputs.size());
}

Recorder::~Recorder() { finish(); }

Result<std::unique_ptr<Recorder>> Recorder::start(RecordSpec spec) {
    VERIFY(spec.rate > 0 && spec.input_channels > 0 && spec.ring_seconds > 0);
    if (spec.inputs.empty()) return fail(ErrorCode::usage, "no track is armed");
    for (const ArmedInput& input : spec.inputs) {
        if (input.channels < 1 || input.first_channel < 0 || input.first_channel + input.channels > spec.input_channels)
            return fail(ErrorCode::usage,
                        format_text("there are no inputs %d to %d; the device gives %d", input.first_channel + 1,
                                    input.first_channel + input.channels, spec.input_channels),
                        fs::path(input.path_stem).filename().string());
        const std::string folder = folder_of(input);
        std::error_code error;
        fs::create_directories(folder, error);
        if (error) return fail(ErrorCode::cant_create, "cannot be created: " + error.message(), folder);
        if (::access(folder.c_str(), W_OK) != 0)
            return fail(ErrorCode::cant_create, std::string("cannot be written to: ") + std::strerror(errno), folder);
        if (const int64_t free = free_bytes(folder); free <= spec.reserve_bytes) return no_room(folder, free);
    }
    std::unique_ptr<Recorder> recorder(new Recorder(std::move(spec)));
    TRY_VOID(recorder->make_next_files());
    recorder->look_at_space();
    recorder->writer_ = std::thread([r = recorder.get()] { r->write(); });
    recorder->syncer_ = std::thread([r = recorder.get()] { r->sync(); });
    return recorder;
}

void Recorder::finish() {
    auto end = [&](bool& flag, std::condition_variable& wakes, std::thread& thread) {
        {
            std::lock_guard lock(mutex_);
            flag = true;
        }
        wakes.notify_all();
        if (thread.joinable()) thread.join();
    };
    end(stop_writing_, writer_wakes_, writer_); // gives its files to the other
    end(stop_syncing_, sync_wakes_, syncer_);
    for (NextFile& next : next_) {
        if (next.file) ::unlink(next.file->path().c_str());
        next.file.reset();
    }
}

std::vector<Take> Recorder::take_finished() {
    std::lock_guard lock(mutex_);
    return std::exchange(finished_, {});
}

RecordReport Recorder::report() const {
    std::lock_guard lock(mutex_);
    RecordReport r = report_;
    r.frames = stopped_ ? 0 : taken_frames_.load();
    r.lost_frames = lost_frames_, r.device_losses = device_losses_;
    return r;
}

// ---- the writer ----

void Recorder::write() {
    set_thread_name("record write");
    // Ahead of the program's other work where the user may; it needs little time, but that soon.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), -10);
    std::unique_lock lock(mutex_);
    for (bool last = false; !last;) {
        writer_wakes_.wait_for(lock, kLook, [&] { return stop_writing_; });
        last = stop_writing_;
        lock.unlock();
        const auto begun = std::chrono::steady_clock::now();
        drain();
        const double took = ms_since(begun);
        if (last) close_takes();
        lock.lock();
        report_.longest_write_ms = std::max(report_.longest_write_ms, took);
    }
}

void Recorder::drain() {
    while (auto piece = pieces_.pop()) write_piece(*piece);
    for (OpenTake& t : open_)
        if (auto r = t.file->publish(); !r) return fail_takes(r.error());
    if (!stopped_ || open_.empty()) return;
    {
        std::lock_guard lock(mutex_);
        for (OpenTake& t : open_) t.take.error = report_.error;
    }
    close_takes();
}

// Pre: next_mutex_ is held, and the input has none.
Result<void> Recorder::make_next(size_t i) {
    std::error_code ignored;
    std::string path;
    do path = spec_.inputs[i].path_stem + " take " + std::to_string(++next_[i].number) + ".wav";
    while (fs::exists(path, ignored));
    next_[i].file = TRY(TakeFile::create(path, {.rate = spec_.rate,
                                                .channels = spec_.inputs[i].channels,
                                                .format = spec_.format,
                                                .description = fs::path(path).stem().string()}));
    return {};
}

Result<void> Recorder::make_next_files() {
    for (size_t i = 0; i < next_.size(); ++i) {
        std::lock_guard lock(next_mutex_);
        if (!next_[i].file) TRY_VOID(make_next(i));
    }
    return {};
}

void Recorder::open_takes(const Piece& piece) {
    for (size_t i = 0; i < spec_.inputs.size(); ++i) {
        const ArmedInput& input = spec_.inputs[i];
        OpenTake t;
        t.input = &input;
        t.end_sample = piece.take_start;
        int number = 0;
        {
            std::lock_guard lock(next_mutex_);
            if (!next_[i].file)
                if (auto r = make_next(i); !r) return fail_takes(r.error());
            t.file = std::move(next_[i].file), number = next_[i].number;
            next_[i].file = nullptr;
        }
        t.file->set_start(piece.take_start);
        t.take = {.track = input.track,
                  .path = t.file->path(),
                  .number = number,
                  .start = Time::from_samples(piece.take_start, spec_.rate),
                  .start_sample = piece.take_start,
                  .channels = input.channels,
                  .rate = spec_.rate,
                  .format = spec_.format};
        std::lock_guard lock(mutex_);
        syncing_.push_back(t.file);
        open_.push_back(std::move(t));
    }
}

void Recorder::close_takes() {
    written_take_ = 0;
    if (open_.empty()) return;
    {
        std::lock_guard lock(mutex_);
        for (OpenTake& t : open_) {
            std::erase(syncing_, t.file);
            closing_.push_back(std::move(t));
        }
    }
    open_.clear();
    sync_wakes_.notify_all();
}

// The disk does not take it any more: what is there is kept, and nothing more is recorded.
void Recorder::fail_takes(const Error& error) {
    {
        std::lock_guard lock(mutex_);
        if (report_.error.empty()) report_.error = error.text();
    }
    stopped_ = true;
    log(LogLevel::error, error.text());
    for (OpenTake& t : open_)
        if (t.take.error.empty()) t.take.error = error.text();
    close_takes();
}

void Recorder::write_piece(const Piece& piece) {
    const int64_t head = ring_head_.load(std::memory_order_relaxed);
    auto read = [&] { ring_head_.store(head + piece.frames, std::memory_order_release); };
    if (written_take_ != 0 && written_take_ != piece.take) close_takes();
    if (!stopped_ && written_take_ == 0 && !piece.ends) {
        open_takes(piece);
        if (!stopped_) written_take_ = piece.take;
    }
    if (stopped_ || written_take_ == 0) return read();
    for (OpenTake& t : open_) {
        int64_t gap = piece.position - t.end_sample;
        if ((gap > 0 || piece.after_loss) && t.take.faults.size() < kMostFaults)
            t.take.faults.push_back({.frame = t.end_sample - t.take.start_sample, .frames = std::max<int64_t>(0, gap)});
        if (gap > 0) {
            t.take.lost_frames += gap;
            if (auto r = t.file->append_silence(gap); !r) return read(), fail_takes(r.error());
            t.end_sample += gap, gap = 0;
        }
        // Below 0, after a loss that made the round trip longer, the first frames are there already.
        for (int64_t done = std::min<int64_t>(-gap, piece.frames); done < piece.frames;) {
            const auto at = static_cast<size_t>((head + done) % ring_frames_);
            const int64_t run = std::min(piece.frames - done, ring_frames_ - static_cast<int64_t>(at));
            const float* samples = &ring_[at * static_cast<size_t>(spec_.input_channels)];
            if (auto r = t.file->append(samples + t.input->first_channel, run, spec_.input_channels); !r)
                return read(), fail_takes(r.error());
            done += run, t.end_sample += run;
        }
    }
    read();
    if (piece.ends) close_takes();
}

// ---- the thread that syncs ----

void Recorder::look_at_space() {
    double minutes = 1e9;
    int64_t least = INT64_MAX;
    std::string tight;
    double bytes_per_minute = 0;
    for (const ArmedInput& input : spec_.inputs)
        bytes_per_minute += 60.0 * spec_.rate * input.channels * (spec_.format == TakeFormat::float32 ? 4 : 3);
    for (const ArmedInput& input : spec_.inputs) {
        const int64_t free = free_bytes(folder_of(input));
        if (free == INT64_MAX || free >= least) continue;
        least = free, tight = folder_of(input);
        minutes = std::max(0.0, static_cast<double>(free - spec_.reserve_bytes) / bytes_per_minute);
    }
    std::lock_guard lock(mutex_);
    report_.minutes_left = minutes;
    report_.warning.clear();
    if (least < spec_.low_space_bytes || minutes < spec_.low_space_minutes)
        report_.warning = tight + format_text(": there is room for %.0f more minutes of recording", minutes);
    if (least > spec_.reserve_bytes || stopped_) return;
    report_.error = no_room(tight, least).text();
    stopped_ = true;
}

void Recorder::sync() {
    set_thread_name("record sync");
    std::unique_lock lock(mutex_);
    for (int turn = 1;; ++turn) {
        sync_wakes_.wait_for(lock, kSync, [&] { return stop_syncing_ || !closing_.empty(); });
        const bool last = stop_syncing_;
        auto files = syncing_;
        std::deque<OpenTake> closing = std::exchange(closing_, {});
        lock.unlock();
        const auto begun = std::chrono::steady_clock::now();
        std::string error;
        for (const auto& file : files)
            if (auto r = file->sync(); !r && error.empty()) error = r.error().text();
        const double took = ms_since(begun);
        for (OpenTake& t : closing) {
            if (auto r = t.file->finish(); !r && t.take.error.empty()) t.take.error = r.error().text();
            t.take.frames = t.file->frames(), t.take.clipped = t.file->clipped();
            t.file.reset();
        }
        // An error will be met again, and told, if a take begins.
        if (!last && !stopped_) (void)make_next_files();
        if (turn % kSyncsToLook == 0) look_at_space();
        lock.lock();
        report_.longest_sync_ms = std::max(report_.longest_sync_ms, took);
        // What a failed sync left is unknown, and asking again would hide it.
        if (!error.empty() && !stopped_) report_.error = error, stopped_ = true;
        for (OpenTake& t : closing) finished_.push_back(std::move(t.take));
        if (last && closing_.empty()) return;
    }
}

} // namespace tandem::audio
