// Project: the root of the document. Immutable; every edit makes a new root that shares what did not change. Any
// thread.
#pragma once

#include <string>
#include <vector>

#include "engine/model/sequence.h"

namespace tandem {

struct Project {
    std::string uuid; // 32 lower-case hex digits, made once
    std::string name;
    uint64_t next_id = 1;      // see IdSource
    Chunked<Ref<Media>> media; // by rising id
    std::vector<Bin> bins;
    std::vector<Ref<Sequence>> sequences;
    SequenceId active; // the one that render and the window open by default
    Extra extra;

    const Media* find_media(MediaId id) const; // null where missing
    Ref<Sequence> find_sequence(SequenceId id) const;
    Ref<Sequence> active_sequence() const; // first one where `active` is unset; null in an empty project
    Ref<Sequence> sequence_named(const std::string& name) const;
};

// An empty project with one empty sequence (V1, A1, default mixer).
Project make_project(const std::string& name, const Format& format);
Ref<Mixer> default_mixer(int channels);
Track make_track(TrackKind kind, TrackId id, const std::string& name);

} // namespace tandem
