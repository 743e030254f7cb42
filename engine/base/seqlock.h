// Seqlock: one writer publishes a small plain value, any number of readers copy it without ever holding the writer up.
// Written by: one thread (a clock's device thread; never waits). Read by: any (retries while a write is under way).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace tandem {

template<class T>
class Seqlock {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    explicit Seqlock(const T& value = {}) { store(value); }

    // One writer at a time.
    void store(const T& value) {
        std::array<uint64_t, kWords> words{};
        std::memcpy(words.data(), &value, sizeof value);
        const uint64_t turn = turn_.load(std::memory_order_relaxed);
        turn_.store(turn + 1, std::memory_order_relaxed);
        // Release on each word: a reader that sees a new word also sees the odd turn before it.
        for (size_t i = 0; i < kWords; ++i) words_[i].store(words[i], std::memory_order_release);
        turn_.store(turn + 2, std::memory_order_release);
    }
    T load() const {
        std::array<uint64_t, kWords> words;
        for (;;) {
            const uint64_t before = turn_.load(std::memory_order_acquire);
            for (size_t i = 0; i < kWords; ++i) words[i] = words_[i].load(std::memory_order_acquire);
            if (before % 2 == 0 && turn_.load(std::memory_order_relaxed) == before) break;
        }
        T value;
        std::memcpy(static_cast<void*>(&value), words.data(), sizeof value);
        return value;
    }

  private:
    static constexpr size_t kWords = (sizeof(T) + 7) / 8;
    std::atomic<uint64_t> turn_{0}; // odd while a write is under way
    std::array<std::atomic<uint64_t>, kWords> words_{};
};

} // namespace tandem
