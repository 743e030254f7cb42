// BoundedQueue: hands frames from one stage of an export to the next, in order, holding back the faster one. Writers:
// one stage; readers: the next, which may be several threads; abort() from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace tandem {

template<class T>
class BoundedQueue {
  public:
    BoundedQueue(size_t max_items, size_t max_bytes) : max_items_(max_items), max_bytes_(max_bytes) {}

    // Waits for room; one item always fits. False after abort().
    bool push(T item, size_t bytes) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] {
            return aborted_ || items_.empty() || (items_.size() < max_items_ && bytes_ + bytes <= max_bytes_);
        });
        if (aborted_) return false;
        items_.push_back({std::move(item), bytes});
        bytes_ += bytes;
        ready_.notify_one();
        return true;
    }
    // None once the queue is closed and empty, or aborted.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return aborted_ || closed_ || !items_.empty(); });
        if (aborted_ || items_.empty()) return {};
        auto entry = std::move(items_.front());
        items_.pop_front();
        bytes_ -= entry.bytes;
        room_.notify_one();
        return std::move(entry.item);
    }
    // No more items will come.
    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
        ready_.notify_all();
    }
    void abort() {
        std::lock_guard lock(mutex_);
        aborted_ = true;
        items_.clear();
        ready_.notify_all(), room_.notify_all();
    }

  private:
    struct Entry {
        T item;
        size_t bytes;
    };
    std::mutex mutex_;
    std::condition_variable room_, ready_;
    std::deque<Entry> items_;
    size_t max_items_, max_bytes_, bytes_ = 0;
    bool closed_ = false, aborted_ = false;
};

} // namespace tandem
