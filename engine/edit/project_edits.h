// Edits of the project outside one timeline: media pool, bins, sequences; and markers. Pure, any thread.
#pragma once

#include <optional>

#include "engine/edit/sequence_edit.h"

namespace tandem {

struct MadeMedia {
    Project project;
    MediaId media;
};
// The medium's id is given here.
Result<MadeMedia> add_media(const Project& project, Media media);
// Refuses media that a clip uses.
Result<Project> remove_media(const Project& project, MediaId media);
// Another file for the same medium: clips stay. `found` = the facts of the new file, as probed.
Result<Project> relink_media(const Project& project, MediaId media, const Media& found);
Result<Project> set_media_bin(const Project& project, MediaId media, BinId bin);

struct MadeBin {
    Project project;
    BinId bin;
};
Result<MadeBin> add_bin(const Project& project, std::string name, BinId parent);
// What lies in it moves to its parent.
Result<Project> remove_bin(const Project& project, BinId bin);

struct MadeSequence {
    Project project;
    SequenceId sequence;
};
Result<MadeSequence> add_sequence(const Project& project, std::string name, const Format& format);
// Refuses one that is nested somewhere, and the last one.
Result<Project> remove_sequence(const Project& project, SequenceId sequence);
// The clips (with partners) become a sequence of their own, shown where they stood.
Result<MadeSequence> nest_clips(const Project& project, SequenceId sequence, const std::vector<ClipId>& clips,
                                std::string name);
// Puts a changed sequence in the place of the one with its id.
Project with_sequence(const Project& project, Sequence sequence, uint64_t next_id);

struct MadeMarker {
    Sequence sequence;
    MarkerId marker;
};
Result<MadeMarker> add_marker(const Sequence& sequence, Marker marker, IdSource& ids);
struct MarkerFields {
    std::optional<Time> start = {}, length = {};
    std::optional<std::string> name = {}, note = {}, colour = {};
};
Result<Sequence> set_marker(const Sequence& sequence, MarkerId marker, const MarkerFields& fields);
Result<Sequence> remove_marker(const Sequence& sequence, MarkerId marker);

} // namespace tandem
