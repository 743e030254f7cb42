// Look-up by time and eviction by last use.
#include "engine/media/frame_cache.h"

#include <algorithm>

namespace tandem {

StreamKey stream_key(const Media& m, int stream) {
    return {m.path, m.sequence_first, m.image_sequence ? m.sequence_count : 0, m.sequence_rate.num, m.sequence_rate.den,
            stream};
}

PictureRef FrameCache::find(const StreamKey& stream, Time t) {
    auto frames = streams_.find(stream);
    if (frames == streams_.end()) return nullptr;
    // The last one that starts by t, or, before the stream's first picture, the one after it.
    auto after = frames->second.upper_bound(t);
    auto found = recent_.end();
    if (after != frames->second.begin() && std::prev(after)->second->until >= t)
        found = std::prev(after)->second;
    else if (after != frames->second.end() && after->second->from <= t)
        found = after->second;
    if (found == recent_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, found);
    return found->picture;
}

void FrameCache::keep(const StreamKey& stream, const PictureRef& picture, Time t) {
    auto frames = streams_.try_emplace(stream).first;
    if (auto same = frames->second.find(picture->pts); same != frames->second.end()) {
        Kept& kept = *same->second;
        if (kept.picture->identity == picture->identity) {
            kept.from = std::min(kept.from, t), kept.until = std::max(kept.until, t);
            return;
        }
        drop(same->second); // the file was replaced
        frames = streams_.try_emplace(stream).first;
    }
    const size_t bytes = picture->bytes();
    recent_.push_front({.stream = frames,
                        .picture = picture,
                        .from = std::min(picture->pts, t),
                        .until = std::max(picture->pts, t),
                        .bytes = bytes});
    frames->second[picture->pts] = recent_.begin();
    bytes_ += bytes;
    while (bytes_ > budget_ && recent_.size() > 1) drop(std::prev(recent_.end()));
}

void FrameCache::drop(Recent::iterator kept) {
    bytes_ -= kept->bytes;
    auto stream = kept->stream;
    stream->second.erase(kept->picture->pts);
    if (stream->second.empty()) streams_.erase(stream);
    recent_.erase(kept);
}

} // namespace tandem
