// What the commands that deliver share: specifications, reports as outcomes. Main thread.
#pragma once

#include "app/cli.h"
#include "app/load.h"
#include "engine/export/deliver.h"

namespace tandem::app {

// The matrix of a specification for this project: read from a .tandemmatrix.json, or what a script answers; `allow` is
// what that script may ask for.
Result<DeliveryMatrix> load_spec(const std::string& path, const std::vector<std::string>& allow, const Loaded& loaded,
                                 Context& context);
// A matrix of one film that gets the name of `out`. Error: usage (a name with braces, which are words there).
Result<DeliveryMatrix> single_film(const std::string& preset, const std::vector<std::string>& sets,
                                   const std::string& sequence, const std::string& range, const std::string& out);
// Of --dry-run.
Result<Outcome> planned_outcome(const DeliveryPlan& plan);
// Exit 2 where some failed; an error where the user interrupted. `report.files` are those of `plan`. Warns of what was
// left out or replaced in frames.
Result<Outcome> delivered_outcome(const DeliveryReport& report, const DeliveryPlan& plan, Context& context);
// Refuses missing media and tells Progress what comes.
Result<void> announce(const DeliveryPlan& plan, const Loaded& loaded, OnMissing on_missing, Context& context);

} // namespace tandem::app
