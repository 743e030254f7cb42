// Versions: states of a project that the user keeps by name, in the user's state folder beside the journals
// (<state>/versions/<project uuid>/). Each is a project file and a note of a few lines; a version is there as soon as
// its project file has its name, so a crash at any instant leaves either the whole version or none. Blocking I/O; any
// thread, one writer a project.
#pragma once

#include <string>
#include <vector>

#include "engine/session/journal.h"

namespace tandem {

struct Version {
    std::string id;   // names its file; rises with time
    std::string name; // as the user typed it, may be empty
    double unix_time = 0;
    Time duration; // of the active sequence
    FrameRate rate{25, 1};
    size_t clips = 0; // of the active sequence, on all tracks
};

// Empty where there is no state folder.
std::string versions_folder(const std::string& uuid, const JournalOptions& options = {});

// Errors: cant_create or io of the file; usage where there is no state folder. Line breaks in `name` become spaces.
Result<Version> keep_version(const Project& project, const std::string& name, const JournalOptions& options = {});
// Newest first. One whose note is missing or damaged is listed without name and figures.
std::vector<Version> kept_versions(const std::string& uuid, const JournalOptions& options = {});
Result<Project> load_version(const std::string& uuid, const std::string& id, const JournalOptions& options = {});
Result<void> drop_version(const std::string& uuid, const std::string& id, const JournalOptions& options = {});

} // namespace tandem
