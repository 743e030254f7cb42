// Gives objects that came back from another program what OpenTimelineIO cannot say, found by the ids in their
// metadata.tandem. What OpenTimelineIO says stays as it came. Private to engine/io; one thread.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "engine/io/json.h"
#include "engine/model/project.h"

namespace tandem::otio {

class Attach {
  public:
    // Null: everything gets fresh ids and nothing is added.
    explicit Attach(const Project* native);

    // The id in metadata.tandem where the native project has handed it out and it is not used yet; else a fresh one.
    template<class I>
    I id(const Json& json, IdSource& ids) {
        uint64_t v = stored(json, "id");
        return v && native_ && v < native_->next_id && used_.insert(v).second ? I{v} : ids.make<I>();
    }
    // The same for the clip of a nested composition, whose own id is the sequence's.
    ClipId clip_id(const Json& json, IdSource& ids);

    void clip(Clip& clip, TrackKind kind) const;
    void track(Track& track) const;
    void sequence(Sequence& sequence) const;
    void marker(Marker& marker) const;
    void project(Project& project) const;

  private:
    static uint64_t stored(const Json& json, std::string_view key);

    const Project* native_;
    std::unordered_map<uint64_t, const Clip*> clips_;
    std::unordered_map<uint64_t, const Track*> tracks_;
    std::unordered_map<uint64_t, const Sequence*> sequences_;
    std::unordered_map<uint64_t, const Marker*> markers_;
    std::unordered_set<uint64_t> used_;
};

} // namespace tandem::otio
