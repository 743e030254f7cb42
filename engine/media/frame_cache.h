// FrameCache: decoded pictures kept by stream and time within a budget of bytes, the least recently used first to go.
// Private to engine/media; DecodePool calls it under its lock.
#pragma once

#include <list>
#include <map>
#include <string>

#include "engine/base/picture.h"
#include "engine/model/media.h"

namespace tandem {

// Same medium, same key: the document's media are immutable, but an edit may copy one.
struct StreamKey {
    std::string path;
    int first = 0, count = 0, rate_num = 0, rate_den = 0, stream = 0;
    friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};
StreamKey stream_key(const Media& media, int stream);

class FrameCache {
  public:
    explicit FrameCache(size_t budget_bytes) : budget_(budget_bytes) {}

    // The picture shown at t where that is certain (t was asked before, or lies between instants that were), else null.
    // O(log n) in streams and pictures.
    PictureRef find(const StreamKey& stream, Time t);
    // Keeps what a reader answered for t. The newest picture stays whatever its size: its reader holds it as well.
    void keep(const StreamKey& stream, const PictureRef& picture, Time t);
    // Of the pictures kept; above the budget only where that is one picture.
    size_t bytes() const { return bytes_; }
    size_t size() const { return recent_.size(); }

  private:
    struct Kept;
    using Recent = std::list<Kept>; // most recently used first
    using Frames = std::map<Time, Recent::iterator>;
    using Streams = std::map<StreamKey, Frames>;
    struct Kept {
        Streams::iterator stream;
        PictureRef picture;
        Time from, until; // instants it is known to be shown at: both ends and all between
        size_t bytes = 0;
    };
    void drop(Recent::iterator kept);

    size_t budget_, bytes_ = 0;
    Recent recent_;
    Streams streams_; // by the picture's own time
};

} // namespace tandem
