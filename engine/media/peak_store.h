// PeakStore: the Peaks of all media on show, made in the background and kept in memory and in the user's cache folder.
// The window asks from its own thread; one worker of low priority reads the files, the latest asked for first.
// Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "engine/media/cache_file.h"
#include "engine/media/peaks.h"
#include "engine/model/media.h"

namespace tandem {

struct PeakStoreOptions {
    std::string folder = default_cache_folder("peaks"); // "" = nothing is kept across runs
    // Of peaks that the folder has too; the least recently asked for is let go of and read again when wanted.
    size_t memory_bytes = size_t{256} << 20;
};

class PeakStore {
  public:
    explicit PeakStore(PeakStoreOptions options = {});
    ~PeakStore(); // returns within the time of one read

    // What is there, null at first; asks for the rest to be made. `stream` is FFmpeg's index, -1 = the first sound.
    // Never waits for decoding or the disk. After an error the file is looked at again when it is asked for later, at
    // most every few seconds, and read again if it changed.
    std::shared_ptr<const Peaks> peaks(const Media& media, int stream);
    // 0..1, by the duration that the medium states.
    double progress(const Media& media, int stream) const;
    // Why there are no peaks, or not all: the medium is missing (peaks of its fingerprint that are kept are shown all
    // the same), has no sound, cannot be read to its end, or is shorter than when it was imported.
    std::optional<Error> error(const Media& media, int stream) const;

    // Called on the worker when there is something new, an error included; about ten times a second at most. Set once,
    // before the first peaks().
    std::function<void(MediaId)> on_change;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace tandem
