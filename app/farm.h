// Deliveries on a farm: the options of `--farm`, and what runs the steps as processes of this machine or through Slurm.
// Main thread; child processes end with it.
#pragma once

#include "app/cli.h"
#include "engine/export/farm_steps.h"

namespace tandem::app {

struct FarmArgs {
    std::string farm;            // "", local[:N], slurm[:PARTITION]
    std::string resume = "auto"; // auto, force, never
    double chunk_seconds = 30;
    int retries = 2;                 // of each step
    bool no_wait = false;            // slurm
    std::vector<std::string> sbatch; // more arguments of sbatch
};
void add_farm_options(CLI::App& sub, FarmArgs& args);

// What renders, without what changes nothing in a picture: "cpu (AVX2)".
std::string device_class(const std::vector<std::unique_ptr<FrameRenderer>>& renderers);
// `device` "" = the step renders nothing.
FarmMachine this_machine(const std::string& device);

// Plans, makes and joins in the folder .tandem-job-ID beside the films, which goes when all of them stand.
Result<Outcome> run_on_farm(const FarmArgs& args, const DeliveryJob& job, Context& context);

// One line more in JOB/log.ndjson; failing to write it is no failure.
void farm_log(const std::string& folder, const std::string& step, int64_t index, const std::string& what);

struct FarmRun {
    const FarmArgs& args;
    const FarmJob& job;
    std::string plan;   // path
    std::string device; // of --device
    Context& context;
};
// Makes every part that is missing, by processes of this machine, and opens the gate to each that stands; ends early
// where it was left. Error: of the step that failed for good.
Result<void> make_parts_here(const FarmRun& run, int processes, PartsGate& gate);
// The whole rest of the job by Slurm, films included. With no_wait it returns when the jobs are queued; their ids are
// in `ids`.
Result<void> run_by_slurm(const FarmRun& run, const std::string& partition, std::vector<std::string>& ids);

} // namespace tandem::app
