// SpscQueue: a fixed ring of plain values from one thread to another without locks or allocation.
// Written by: one thread. Read by: one other thread (may be realtime).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <type_traits>

namespace tandem {

template<class T, size_t kCapacity>
class SpscQueue {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    // False when full; the value is not taken.
    bool push(const T& value) {
        const size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - head_.load(std::memory_order_acquire) == kCapacity) return false;
        items_[tail % kCapacity] = value;
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }
    std::optional<T> pop() {
        const size_t head = head_.load(std::memory_order_relaxed);
        if (head == tail_.load(std::memory_order_acquire)) return {};
        T value = items_[head % kCapacity];
        head_.store(head + 1, std::memory_order_release);
        return value;
    }

  private:
    std::array<T, kCapacity> items_{};
    alignas(64) std::atomic<size_t> head_{0}; // next to read
    alignas(64) std::atomic<size_t> tail_{0}; // next to write
};

} // namespace tandem
