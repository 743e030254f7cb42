// RenderedCache: finished frames by what decides their pixels, within a budget of bytes, the least recently used first
// to go. Nothing is ever invalidated: after an undo or around a loop the same key is asked for again. Owned by
// FrameServer, called under its lock.
#pragma once

#include <list>
#include <unordered_map>

#include "engine/base/picture.h"

namespace tandem {

class RenderedCache {
  public:
    explicit RenderedCache(size_t budget_bytes) : budget_(budget_bytes) {}
    // Null where it is not kept.
    PictureRef find(uint64_t key);
    void keep(uint64_t key, const PictureRef& picture);
    size_t bytes() const { return bytes_; }
    size_t size() const { return recent_.size(); }

  private:
    struct Kept {
        uint64_t key;
        PictureRef picture;
    };
    size_t budget_, bytes_ = 0;
    std::list<Kept> recent_; // most recently used first
    std::unordered_map<uint64_t, std::list<Kept>::iterator> by_key_;
};

} // namespace tandem
