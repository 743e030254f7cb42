// CacheFiles: what can be made anew from media, kept across runs: one file an entry in a folder, with a sum that is
// checked, written aside and renamed. Several processes may share the folder. PeakStore and ThumbnailStore call it on
// their workers; everything but the folder's name blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/media.h"

namespace tandem {

// "NAME" in the user's cache folder ($XDG_CACHE_HOME/tandem or ~/.cache/tandem); "" where there is none.
std::string default_cache_folder(const std::string& name);

// The same for the same content wherever it lies. Pre: the fingerprint is known.
uint64_t content_key(const Fingerprint& fingerprint, int stream);
bool is_known(const Fingerprint& fingerprint);

class CacheFiles {
  public:
    // `kind` names content and version of the entries; others are not read. Folder "": nothing is kept. The oldest
    // files go where the folder grows above `max_bytes`; 0 = no limit.
    CacheFiles(std::string folder, std::string kind, int64_t max_bytes = 0);

    // Empty where there is none; a damaged one or one of another kind is deleted.
    std::optional<std::string> load(uint64_t key) const;
    // False where it could not be kept, which is no error: it will be made anew.
    bool save(uint64_t key, std::string_view payload);

  private:
    std::string path_of(uint64_t key) const;
    void trim();

    std::string folder_, kind_;
    int64_t max_bytes_ = 0, saved_bytes_ = 0; // since the last trim
    bool trimmed_ = false;
};

} // namespace tandem
