// FarmPlan: a delivery cut into steps that any machine can do and repeat: chunks of composited pictures, whole sounds,
// and one encode for each film. It freezes the project, the presets and the names; plan.json in the job's folder holds
// it with a hash of everything that the result depends on. Any thread; blocking.
//
//   JOB/plan.json, project.tandem   the plan and the frozen project; media stay where they are
//   JOB/chunks/NNNNN-C.mkv          pictures of chunk N for canvas C: encoded as in the film where packets can be
//                                   copied (intra codecs, segments), else lossless, in the sample format of its films
//   JOB/sound/N.f32                 a mix: float samples, interleaved, little-endian
//   JOB/chunks/NNNNN.ok, sound/N.ok written last; sizes and SHA-256 of the files, and what became known of them
//   JOB/joined.json                 which files were found whole by join
//   JOB/log.ndjson                  one line for each step that ended
#pragma once

#include "engine/export/deliver.h"

namespace tandem {

// What results depend on beside the plan's own text.
struct FarmMachine {
    std::string build;  // identity of the program's code
    std::string device; // what renders: "cpu (AVX2)"; "" = not asked for
};

// Frames of a film that are made together, for every canvas of their pass.
struct FarmChunk {
    int pass = 0;
    int64_t first = 0, frames = 0; // of the pass's films
    friend bool operator==(const FarmChunk&, const FarmChunk&) = default;
};

struct FarmCanvas {
    int pass = 0;
    size_t film = 0; // one that shows it; the others are equal in all that matters here
    // Its chunks hold the packets of its one film, which are copied: of a codec that encodes each frame by itself, or
    // whole segments (segment_frames).
    bool direct = false;
};

struct FarmSound {
    size_t film = 0; // one that wants it: its sequence
    SoundWish wish;
};

struct FarmFilm {
    size_t index = 0; // in the delivery's films
    int canvas = -1;  // -1: no pictures, or made from its sources (a smart render)
    std::vector<int> sounds;
};

// A plan that stands in a folder and fits this program, and the delivery that it says.
struct FarmJob {
    std::string folder; // absolute
    std::string hash;   // 64 hex digits
    std::string device;
    DeliveryJob delivery; // `look` is false
    DeliveryPlan planned; // the films to make
    std::vector<FarmCanvas> canvases;
    std::vector<FarmChunk> chunks;
    std::vector<FarmSound> sounds;
    std::vector<FarmFilm> films; // of planned.files, in their order

    std::string chunk_ok(size_t chunk) const;
    std::string chunk_file(size_t chunk, size_t canvas) const;
    std::string sound_ok(size_t sound) const;
    std::string sound_file(size_t sound) const;
    // Numbers of the canvases of a chunk.
    std::vector<size_t> canvases_of(size_t chunk) const;
    std::string id() const { return hash.substr(0, 16); }
};

struct FarmSpec {
    DeliveryJob delivery;      // folder is absolute
    double chunk_seconds = 30; // least length of a chunk on the timeline, > 0
    FarmMachine machine;
};

// Length of a chunk in frames: `seconds` or more, a multiple of `gop` frames.
int64_t chunk_length(double seconds, FrameRate rate, int64_t gop);
// [0, frames) in runs of `length`, the last may be shorter.
std::vector<FarmChunk> cut_chunks(int pass, int64_t frames, int64_t length);

// The plan as text. Errors: as plan_delivery; io.
struct FarmDraft {
    std::string plan, project; // texts of plan.json and project.tandem
    std::string hash;
    DeliveryPlan films; // as plan_delivery, which says what stands already
    size_t chunks = 0, sounds = 0;
    bool direct = false; // all chunks hold packets that are copied
};
// Whether packets of chunks are those of a serial export: software codecs whose frames do not know of each other, and
// films in segments. Results in PQ are not: their light is measured on pictures.
bool copies_packets(const PlannedDeliverable& film);
// Frames that a chunk of the film holds a multiple of: of a segment, else of a group of pictures.
int64_t chunk_unit(const PlannedDeliverable& film);
Result<FarmDraft> draft_farm(const FarmSpec& spec);
// Writes a draft into `folder`, which is made where it is missing. A folder with the same plan is left as it is.
// Errors: cant_create (another plan or other files are there), io.
Result<void> write_farm(const FarmDraft& draft, const std::string& folder);

// Reads JOB/plan.json and checks that everything is as it was planned. Errors: no_input (no plan), bad_data (a file of
// the job is damaged), config (the program, a medium or the device is another: which, and to plan anew).
Result<FarmJob> open_farm(const std::string& plan_path, const FarmMachine& machine);

} // namespace tandem
