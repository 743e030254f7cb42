// RunState: what the threads that make one file share: the stop flag, the first error and the counters that progress
// reads. Files that are made together have a state each, one for their common stages, and one signal. All members are
// thread-safe.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "engine/export/light_meter.h"
#include "engine/video/compile_frame.h"

namespace tandem {

// Seconds of work, added up by the threads of a stage and read by others.
class BusyTime {
  public:
    class Scope {
      public:
        explicit Scope(BusyTime& busy) : busy_(busy), start_(std::chrono::steady_clock::now()) {}
        ~Scope() {
            auto spent = std::chrono::steady_clock::now() - start_;
            busy_.ns_ += std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count();
        }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        BusyTime& busy_;
        std::chrono::steady_clock::time_point start_;
    };
    double seconds() const { return static_cast<double>(ns_.load()) * 1e-9; }

  private:
    std::atomic<int64_t> ns_ = 0;
};

// Wakes those who wait for frames_encoded of any file, for the end of a thread or for an error.
struct RunSignal {
    std::mutex mutex;
    std::condition_variable changed;
    std::mutex remake; // the sound of one file at a time is made again: files share mixes
    // The one thread that makes the sound of all files is held up by the pictures of one: the others go on.
    std::atomic<bool> sound_waits = false;
    // Through the mutex: none may be between its look at the counters and its sleep.
    void wake() {
        { std::lock_guard lock(mutex); }
        changed.notify_all();
    }
};

class RunState {
  public:
    // The signal outlives the state.
    explicit RunState(RunSignal& signal) : signal_(signal) {}
    bool stopped() const { return stop_; }
    // The first error wins; every waiting thread is released.
    void fail(Error error) {
        std::vector<std::function<void()>> hooks;
        {
            std::lock_guard lock(mutex_);
            if (!error_) error_ = std::move(error);
            stop_ = true;
            hooks = on_stop_;
        }
        for (auto& hook : hooks) hook();
        wake();
    }
    void wake() { signal_.wake(); }
    bool sound_waits() const { return signal_.sound_waits; }
    void set_sound_waits(bool waits) {
        signal_.sound_waits = waits;
        if (waits) wake();
    }
    template<class Condition>
    void wait(Condition condition) {
        std::unique_lock lock(signal_.mutex);
        signal_.changed.wait(lock, condition);
    }
    template<class Condition>
    void wait_for(std::chrono::milliseconds most, Condition condition) {
        std::unique_lock lock(signal_.mutex);
        signal_.changed.wait_for(lock, most, condition);
    }
    void on_stop(std::function<void()> hook) {
        std::lock_guard lock(mutex_);
        on_stop_.push_back(std::move(hook));
    }
    std::optional<Error> error() const {
        std::lock_guard lock(mutex_);
        return error_;
    }
    // Notes repeat from frame to frame; each is kept once with its first frame and their number, a thousand at most.
    void note(const FrameNote& n) {
        std::lock_guard lock(mutex_);
        const auto [known, fresh] = seen_.try_emplace({n.clip.value, n.what}, notes_.size());
        if (fresh && notes_.size() == 1000) return void(seen_.erase(known));
        if (fresh) return notes_.push_back(n);
        FrameNote& first = notes_[known->second];
        first.frames += n.frames;
        first.at = std::min(first.at, n.at);
    }
    // With texts that say all.
    std::vector<FrameNote> notes() const {
        std::lock_guard lock(mutex_);
        std::vector<FrameNote> out;
        for (const FrameNote& n : notes_) out.push_back({n.clip, note_text(n)});
        return out;
    }

    // What happened to devices; each text once.
    void warn(const std::string& text) {
        std::lock_guard lock(mutex_);
        if (std::find(warnings_.begin(), warnings_.end(), text) == warnings_.end()) warnings_.push_back(text);
    }
    std::vector<std::string> warnings() const {
        std::lock_guard lock(mutex_);
        return warnings_;
    }

    std::atomic<int64_t> frames_encoded = 0, passthrough = 0, samples_encoded = 0;
    std::atomic<int> running = 0; // threads at work
    BusyTime decode, compute, encode, audio;
    std::optional<LightMeter> light; // results in PQ; of the encode thread while it runs

  private:
    RunSignal& signal_;
    mutable std::mutex mutex_;
    std::atomic<bool> stop_ = false;
    std::optional<Error> error_;
    std::vector<std::function<void()>> on_stop_;
    std::vector<FrameNote> notes_;
    std::vector<std::string> warnings_;
    std::map<std::pair<uint64_t, std::string>, size_t> seen_; // numbers in notes_
};

} // namespace tandem
