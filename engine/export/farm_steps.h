// The steps of a farm's job. Each may be done by any process, at the same time as others and more than once: files are
// written under a name of their own, synced and renamed, the .ok last; a step that is done already costs a look at its
// files. Called on a worker; blocking.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

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

// Whether a chunk stands with the bytes it was written with; as join_farm, of one.
Result<bool> chunk_stands(const FarmJob& job, size_t chunk);

// Parts as they come to stand, for who encodes films while chunks are still being made: the encoding of the sound is
// one long run on one core, and takes place beside them. Thread-safe.
class PartsGate {
  public:
    void open_sounds();
    void open(size_t chunk);
    void open_all();
    void give_up(Error why); // nothing more comes
    // Who waits has ended, well or not: more parts are of no use now.
    void leave() { left_ = true; }
    bool left() const { return left_; }
    // Until it is open, or `stopped`. Error: of give_up.
    Result<void> wait_sounds();
    Result<void> wait(size_t chunk, const std::function<bool()>& stopped);

  private:
    void change(const std::function<void()>& what);
    Result<void> wait_for(const std::function<bool()>& done);
    std::mutex mutex_;
    std::condition_variable changed_;
    bool sounds_ = false, all_ = false;
    std::set<size_t> chunks_;
    std::optional<Error> over_;
    std::atomic<bool> left_ = false;
};

// Makes, verifies and publishes films (indices of job.films; none = all) from the parts, with their sidecars and
// reports. One that stands already by this plan is kept. Error: temporary where parts are missing; which.
// With a gate (pre: all canvases are direct, it lives until this returns) chunks need not be there yet, but sounds.
Result<DeliveryReport> encode_films(const FarmJob& job, std::vector<size_t> films, const FarmOptions& options,
                                    std::function<void(const std::string&, const ExportProgress&)> progress,
                                    PartsGate* gate = nullptr);
// Whether rendering devices are needed for them: for thumbnails and films made from their sources.
bool encode_renders(const FarmJob& job, std::span<const size_t> films);

// Parts by `make_parts`, on this thread, and all films of them. Beside::yes (pre: all canvases are direct, and
// `make_parts` uses no renderer that encode_films would): on another thread meanwhile, without progress until all parts
// are there. Errors: of both; parts first.
enum class Beside : uint8_t { no, yes };
Result<DeliveryReport> encode_beside(const FarmJob& job, Beside beside, const FarmOptions& options,
                                     std::function<void(const std::string&, const ExportProgress&)> progress,
                                     const std::function<Result<void>(PartsGate&)>& make_parts);

// Removes the job's own files and its folder; other files in it are left.
void remove_farm(const std::string& folder);

} // namespace tandem
