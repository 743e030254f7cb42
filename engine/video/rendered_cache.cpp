// Look-up and eviction.
#include "engine/video/rendered_cache.h"

namespace tandem {

PictureRef RenderedCache::find(uint64_t key) {
    auto it = by_key_.find(key);
    if (it == by_key_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, it->second);
    return it->second->picture;
}

void RenderedCache::keep(uint64_t key, const PictureRef& picture) {
    const size_t bytes = picture->bytes();
    if (bytes > budget_ || find(key)) return;
    recent_.push_front({key, picture});
    by_key_[key] = recent_.begin();
    bytes_ += bytes;
    while (bytes_ > budget_) {
        bytes_ -= recent_.back().picture->bytes();
        by_key_.erase(recent_.back().key);
        recent_.pop_back();
    }
}

} // namespace tandem
