// Opening whatever a command is given as PROJECT: a .tandem or any readable timeline, its media probed and found. Main
// thread, blocking.
#pragma once

#include <string>

#include "app/cli.h"
#include "engine/io/interchange.h"
#include "engine/model/timeline_text.h"
#include "engine/session/import_media.h"

namespace tandem::app {

struct Loaded {
    std::string path, folder; // absolute
    Ref<Project> project;
    ProbedProject probed; // probed.project == project
    LossReport report;
};

Result<Loaded> load_timeline(const std::string& path, Context& context);

// The sequence of --sequence NAME, or the active one.
Result<Ref<Sequence>> pick_sequence(const Project& project, const std::string& name);
// The first used medium that cannot be read, unless missing media are held or slated.
Result<void> refuse_missing(const Loaded& loaded, const Sequence& sequence, TimeRange range, OnMissing on_missing,
                            Context& context);
std::string absolute_path(const std::string& path);

} // namespace tandem::app
