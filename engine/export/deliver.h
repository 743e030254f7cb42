// Delivery: a matrix of deliverables of one project. Planned first, so that whatever can be refused is refused before
// anything is rendered; then made in passes (run_exports): what has one sequence and run of frames is decoded once.
// Each film gets a report beside it, by which a later call knows it and does not make it again. Called on a worker;
// blocking.
#pragma once

#include <map>

#include "engine/export/export.h"
#include "engine/export/matrix.h"
#include "engine/export/target.h"

namespace tandem {

struct DeliveryJob {
    Ref<Project> project;
    std::string project_path; // for names and for media paths in snapshots
    DeliveryMatrix matrix;
    std::string folder;                      // an existing one; nothing is written outside
    std::string only;                        // shell pattern of ids or names; "" = all
    std::vector<std::string> among{};        // ids; empty = all
    std::map<std::string, Preset> presets{}; // by the matrix's words for them; what is not here is loaded
    std::map<std::string, std::vector<ReframePoint>> paths{}; // of automatic reframes, by id; else they are looked for
    bool look = true;  // at what stands in the folder; false: every film is wanted, see take_place
    std::string build; // version of the program; another one makes everything again
    OnMissing on_missing = OnMissing::fail;
    Overwrite overwrite = Overwrite::never;
    bool deterministic = false;
    int threads = 0;
    std::vector<FrameRenderer*> renderers; // borrowed; only run_delivery needs them
    std::atomic<bool>* cancel = nullptr;
    std::function<void(const std::string& deliverable, const ExportProgress&)> progress;
    std::function<void(const std::string&)> warn;
};

struct PlannedSidecar {
    SidecarSettings settings;
    std::string path;
    Time at;          // pictures: of the sequence
    Ref<Track> track; // captions, edit lists
};

enum class Standing : uint8_t { wanted, kept }; // kept: there already, by the same plan and whole

struct PlannedDeliverable {
    std::string id, name;
    ExportJob job;           // its output is the final path
    ReframeSettings reframe; // as wished
    bool follows = false;    // an automatic reframe whose path is not known: job.reframe is a stand-in
    ExportTarget target;
    std::vector<PlannedSidecar> sidecars;
    std::string report; // path
    std::string plan;   // digest of everything that the film depends on
    Standing standing = Standing::wanted;
    int pass = 0, canvas = -1;       // numbers of what is shared; canvas -1 = no picture
    std::optional<int64_t> estimate; // bytes, as estimate_size() has them
};

struct DeliveryPlan {
    std::vector<PlannedDeliverable> files;
    int passes = 0, canvases = 0;
    int64_t disk_free = -1; // bytes; -1 = not known
    std::vector<std::string> warnings;
};

// Errors: config (a preset, key, sequence, bus or track that is not there; a name twice), denied (a name that could
// leave the folder), cant_create (an output exists), usage (nothing matches `only`, an empty range).
Result<DeliveryPlan> plan_delivery(const DeliveryJob& job);

// Looks for the path of a film whose reframe is auto, at the cost of decoding it, and puts it into film.job.reframe.
// Returns what could not be followed, for the user.
Result<std::vector<std::string>> follow_picture(const DeliveryJob& job, PlannedDeliverable& film);

struct Delivered {
    std::string id, output;
    enum class State : uint8_t { made, kept, failed } state = State::failed;
    std::optional<Error> error;         // failed
    std::optional<ExportReport> report; // made
    std::vector<std::string> sidecars;  // paths
    std::vector<ReframePoint> reframe;  // the path that auto found
};

struct DeliveryReport {
    std::vector<Delivered> files; // in the plan's order
    int canvases = 0, mixes = 0;
    int64_t composited_frames = 0;
    double seconds = 0;
};

// Where a film is written before it has its name: what is left of it by a kill.
std::vector<std::string> part_paths(const PlannedDeliverable& film);

// What plan_delivery asks where it looks: whether the film is there already and else whether its files may be written.
// Errors: cant_create.
Result<void> take_place(const DeliveryJob& job, PlannedDeliverable& film);

// Never fails as a whole: each deliverable carries its error. After a cancel those that were not finished have the
// error `cancelled`, and nothing of them is left.
DeliveryReport run_delivery(const DeliveryJob& job, const DeliveryPlan& plan);

} // namespace tandem
