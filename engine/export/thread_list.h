// ThreadList: threads that work side by side, each with what its owner must know of it, joined when they have ended. Of
// one thread; `body` runs on the list's threads.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <thread>
#include <utility>

namespace tandem {

template<class About>
class ThreadList {
  public:
    // `ended` is called on a thread when reap() will find it ended; for who waits for that.
    explicit ThreadList(std::function<void()> ended = {}) : ended_(std::move(ended)) {}
    ~ThreadList() { join(); }
    // The reference that `body` gets is valid while it runs.
    void start(About about, std::function<void(About&)> body) {
        Entry& e = entries_.emplace_back(std::move(about));
        e.thread = std::thread([this, &e, body = std::move(body)]() mutable {
            body(e.about);
            body = {}; // what it held goes before it counts as ended
            e.ended = true;
            if (ended_) ended_();
        });
    }
    // Joins those that have ended.
    void reap() {
        std::erase_if(entries_, [](Entry& e) {
            if (!e.ended) return false;
            e.thread.join();
            return true;
        });
    }
    void join() {
        for (Entry& e : entries_) e.thread.join();
        entries_.clear();
    }
    bool empty() const { return entries_.empty(); }
    int size() const { return static_cast<int>(entries_.size()); }
    template<class F>
    void each(F&& f) const {
        for (const Entry& e : entries_) f(e.about);
    }

  private:
    struct Entry {
        explicit Entry(About a) : about(std::move(a)) {}
        About about;
        std::thread thread;
        std::atomic<bool> ended{false};
    };
    const std::function<void()> ended_;
    std::list<Entry> entries_;
};

} // namespace tandem
