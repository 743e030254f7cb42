// Memory that lies together in pages of 2 MiB where the system gives such. What a realtime thread walks through once
// and no cache holds would else cost it a walk of the page tables for every few kilobytes (a quarter of a large mix's
// device call). Pieces that are given back serve later ones of the same size; pages go back with the pool. Any thread,
// under a lock; std::bad_alloc where there is no memory.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace tandem {

class HugePagePool final : public std::pmr::memory_resource {
    static constexpr size_t kPage = size_t{2} << 20, kLine = 64; // bytes; pieces begin at lines
    static size_t whole(size_t bytes, size_t of) { return (bytes + of - 1) / of * of; }

    void* do_allocate(size_t bytes, size_t align) override {
        if (align > kLine) throw std::bad_alloc();
        const size_t size = whole(bytes, kLine);
        std::lock_guard lock(mutex_);
        if (auto& free = free_[size]; !free.empty()) {
            void* piece = free.back();
            free.pop_back();
            return piece;
        }
        if (size > left_) {
            left_ = whole(size, kPage);
            pages_.emplace_back(std::aligned_alloc(kPage, left_));
            next_ = static_cast<char*>(pages_.back().get());
            if (!next_) left_ = 0, throw std::bad_alloc();
            madvise(next_, left_, MADV_HUGEPAGE); // a wish: small pages serve as well
        }
        left_ -= size;
        return std::exchange(next_, next_ + size);
    }
    void do_deallocate(void* piece, size_t bytes, size_t) override {
        std::lock_guard lock(mutex_);
        free_[whole(bytes, kLine)].push_back(piece);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    struct Free {
        void operator()(void* p) const { std::free(p); }
    };
    std::mutex mutex_;
    std::vector<std::unique_ptr<void, Free>> pages_;
    std::map<size_t, std::vector<void*>> free_; // by size
    char* next_ = nullptr;
    size_t left_ = 0;
};

} // namespace tandem
