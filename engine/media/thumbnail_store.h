// ThumbnailStore: small pictures of media at instants, for the timeline and the media pool, made in the background and
// kept in memory and in the user's cache folder. The window asks from its own thread; one worker of low priority with
// readers and a decoder thread of its own makes them, so playback's decode pool is not touched. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "engine/media/cache_file.h"
#include "engine/media/thumbnail.h"

namespace tandem {

struct ThumbnailStoreOptions {
    std::string folder = default_cache_folder("thumbnails"); // "" = nothing is kept across runs
    int64_t folder_bytes = int64_t{1} << 30;                 // the oldest files go
    size_t memory_bytes = size_t{128} << 20;                 // the least recently shown go
    size_t max_requests = 512;                               // the least recently asked for are dropped
};

struct ThumbnailAnswer {
    std::shared_ptr<const Thumbnail> picture; // null while there is none of the stream
    bool exact = false;                       // of that instant and height, else the nearest in time
};

class ThumbnailStore {
  public:
    explicit ThumbnailStore(ThumbnailStoreOptions options = {});
    ~ThumbnailStore(); // returns after the frame in hand

    // The picture on screen at media time `at` (as VideoReader means it: ask inside a frame, not at its border),
    // `height` high (1 to kMaxThumbnailHeight). What is not there is asked for: those asked for last are made first,
    // what was asked for in one go in order of time. The caller quantises `at`. Never waits for decoding or the disk.
    // `stream` is FFmpeg's index, -1 = the first picture. A picture that cannot be decoded is not tried again; a file
    // that cannot be opened is after some seconds.
    ThumbnailAnswer get(const Media& media, int stream, Time at, int height);
    // The last reason why one could not be made; empty after one that could.
    std::optional<Error> error(const Media& media, int stream) const;

    // Called on the worker when there is a new one, or an error. Set once, before the first get().
    std::function<void(MediaId)> on_change;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace tandem
