// OrderedQueue: hands frames from one stage of an export to the next, in the order of their indices, holding back the
// faster stage. Writers and readers may be several threads; abort() from any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

namespace tandem {

template<class T>
class OrderedQueue {
  public:
    OrderedQueue(size_t max_items, size_t max_bytes) : max_items_(max_items), max_bytes_(max_bytes) {}

    // Indices are 0, 1, 2, ..., each given once, in any order. Waits for room; the one that the reader waits for always
    // fits, so writers that take indices in order cannot block each other for good. False after abort().
    bool push(int64_t index, T item, size_t bytes) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] {
            return aborted_ || index == next_ || (items_.size() < max_items_ && bytes_ + bytes <= max_bytes_);
        });
        if (aborted_) return false;
        items_.emplace(index, Entry{std::move(item), bytes});
        bytes_ += bytes;
        if (index == next_) ready_.notify_one();
        return true;
    }
    // The item of the next index. None once the queue is closed and that one is not there, or aborted.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return aborted_ || closed_ || items_.contains(next_); });
        return take();
    }
    // The same without waiting: none also where the next one may still come.
    std::optional<T> try_pop() {
        std::lock_guard lock(mutex_);
        return take();
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
    // With the mutex held.
    std::optional<T> take() {
        auto at = items_.find(next_);
        if (aborted_ || at == items_.end()) return {};
        auto entry = std::move(at->second);
        items_.erase(at);
        bytes_ -= entry.bytes;
        ++next_;
        room_.notify_all();
        if (items_.contains(next_)) ready_.notify_one(); // for another reader
        return std::move(entry.item);
    }
    std::mutex mutex_;
    std::condition_variable room_, ready_;
    std::map<int64_t, Entry> items_;
    size_t max_items_, max_bytes_, bytes_ = 0;
    int64_t next_ = 0;
    bool closed_ = false, aborted_ = false;
};

} // namespace tandem
