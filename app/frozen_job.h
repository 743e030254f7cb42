// A project and what is to be made of it, frozen for the queue. Shared by `tandem queue add` and `tandem watch`. Main
// thread unless said otherwise.
#pragma once

#include <string>
#include <vector>

#include "app/cli.h"
#include "engine/export/queue.h"

namespace tandem::app {

struct FreezeArgs {
    std::string project, spec, preset, out, sequence, range;
    std::vector<std::string> sets, allow;
    bool deterministic = false, lossless_parts = false;
};

// PROJECT, SPEC, --preset and what goes with them; `range` also --sequence and --range.
void add_freeze_options(CLI::App& parser, FreezeArgs& args, bool one_project);

// Reads the project and resolves everything: the matrix of the specification (a script is run now) or of the preset,
// with OUT a folder for the first and a file for the second. Errors as of deliver and render.
Result<NewJob> freeze_job(const FreezeArgs& args, Context& context);

// "auto" = 0, else a number of jobs.
Result<int> parse_jobs(const std::string& word);
// Path of this program.
Result<std::string> own_program();

} // namespace tandem::app
