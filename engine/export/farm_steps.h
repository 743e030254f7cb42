// The steps of a farm's job. Each may be done by any process, at the same time as others and more than once: files are
// written under a name of their own, synced and renamed, the .ok last; a step that is done already costs a look at its
// files. Called on a worker; blocking.
#pragma once

#include "engine/export/farm_plan.h"

namespace tandem {

struct FarmOptions {
    std::vector<FrameRenderer*> renderers; // borrowed; chunks, and encodes that render anything, need them
    int threads = 0;                       // 0 = all cores
    std::atomic<bool>* cancel = nullptr;
    std::function<void(const ExportProgress&)> progress; // of the step
    std::function<void(const std::string&)> warn;
};

enum class StepDone : uint8_t { made, kept }; // kept: was done before

Result<StepDone> make_chunk(const FarmJob& job, size_t chunk, const FarmOptions& options);
// A whole mix. Errors: as AudioRenderer.
Result<StepDone> make_sound(const FarmJob& job, size_t sound, const FarmOptions& options);

// Cheap: whether the .ok is there and its files have the sizes it says.
bool chunk_done(const FarmJob& job, size_t chunk);
bool sound_done(const FarmJob& job, size_t sound);

struct Joined {
    std::vector<size_t> chunks, sounds; // that are missing or were damaged; their .ok is gone
    std::vector<std::string> damaged;   // files that did not have the bytes they were written with
    bool whole() const { return chunks.empty() && sounds.empty(); }
};
// Reads every file that these films (indices of job.films) need and no earlier join has read as it stands, and compares
// its SHA-256.
Result<Joined> join_farm(const FarmJob& job, const std::vector<size_t>& films, const FarmOptions& options);
// Films that do not stand yet; reads those that do.
std::vector<size_t> films_to_make(const FarmJob& job);
// "chunks 3, 5-9 and sound 0"
std::string missing_text(const Joined& joined);

// Makes, verifies and publishes films (indices of job.films; none = all) from the parts, with their sidecars and
// reports. One that stands already by this plan is kept. Error: temporary where parts are missing; which.
Result<DeliveryReport> encode_films(const FarmJob& job, std::vector<size_t> films, const FarmOptions& options,
                                    std::function<void(const std::string&, const ExportProgress&)> progress);
// Whether rendering devices are needed for them: for thumbnails and films made from their sources.
bool encode_renders(const FarmJob& job, std::span<const size_t> films);

// Removes the job's own files and its folder; other files in it are left.
void remove_farm(const std::string& folder);

} // namespace tandem
