// Facts of a project's media: probes what was never probed (a timeline of another program names paths only) or has
// changed since, and finds moved files again by their fingerprint. Called after load by the command line and the
// window. Any thread; blocking I/O.
#pragma once

#include <string>
#include <vector>

#include "engine/model/project.h"

namespace tandem {

// A medium that cannot be used as it is.
struct MediaIssue {
    MediaId media;
    std::string path;
    Error error; // no_input: missing; bad_data, denied, unavailable: there, but not readable
};
struct MediaRelink {
    MediaId media;
    std::string from, to;
};

struct ProbedProject {
    Ref<Project> project; // the same root where nothing was learnt
    std::vector<MediaIssue> issues;
    std::vector<MediaRelink> relinked;
    std::vector<MediaIssue> changed; // files that are others than when they were imported, and can stand in for them
};

// Media with facts and the file of their fingerprint are left as they are. Where that is missing or another one now, it
// is looked for by name and fingerprint in `folder` and below (bounded in depth and number of files); a found one is a
// relink. Else a changed file is probed anew: it is an issue where it lacks a stream, or time, that clips use.
ProbedProject probe_project_media(const Ref<Project>& project, const std::string& folder);

// Where media whose files are missing lie in `folder` and below: by fingerprint whatever their names, those without one
// by their name alone where it is the only one. In the pool's order.
std::vector<MediaRelink> find_missing_media(const Project& project, const std::string& folder);

// The first use of each medium with an issue in `sequence` (nested sequences included) within `range` (empty = all), as
// an error that names file, clip and time; none where every used medium is there.
struct UsedIssue {
    Error error;
    ClipId clip;
    Time at;
};
std::vector<UsedIssue> used_issues(const ProbedProject& probed, const Sequence& sequence, TimeRange range = {});

} // namespace tandem
