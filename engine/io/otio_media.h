// Media references of OpenTimelineIO as entries of the pool, one for each distinct target. Private to engine/io.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "engine/base/hash.h"
#include "engine/io/interchange.h"
#include "engine/io/json.h"

namespace tandem::otio {

// The object text of an object's foreign metadata as an Extra of ours; null where it has none. `other` is a further
// object that is kept under its key beside it.
Extra foreign_metadata(const JsonDocument& document, const Json& object, std::string_view key = {},
                       const Json* other = nullptr);

// Start of an object's schema without its version: "Clip" of "Clip.2".
std::string_view schema_name(const Json& object);

class MediaPool {
  public:
    MediaPool(const JsonDocument& document, const std::string& base_dir, const Project* native, IdSource& ids)
        : document_(document), base_(base_dir), native_(native), ids_(ids) {}

    // The entry for a reference; a missing one is named after the clip and looked for beside the timeline.
    // `available` is the reference's range, where it has one.
    MediaId add(const Json* reference, const std::string& clip_name, const TimeRange* available, FrameRate rate,
                Hasher& visible, const std::function<void(std::string)>& approximated);
    std::vector<Ref<Media>> take();

  private:
    const JsonDocument& document_;
    const std::string& base_;
    const Project* native_;
    IdSource& ids_;
    std::map<std::string, MediaId> by_path_;
    std::vector<Media> media_;
};

} // namespace tandem::otio
