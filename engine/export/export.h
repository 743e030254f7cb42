// One export: sequence + preset -> a verified file. Decode, compute and encode run side by side with bounded queues;
// the file is written as NAME.part, verified, synced and renamed. Called on a worker; progress comes back through a
// callback on that thread.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/export/light_meter.h"
#include "engine/export/normalise.h"
#include "engine/export/preset.h"
#include "engine/media/decode_pool.h"
#include "engine/video/compile_frame.h"
#include "engine/video/frame_renderer.h"

namespace tandem {

enum class Overwrite : uint8_t { never, yes };
enum class Bound : uint8_t { decode, compute, encode, disk };

struct ExportProgress {
    int64_t frame = 0, frames = 0;
    double fps = 0, x_realtime = 0, eta_s = 0;
    Bound bound_by = Bound::decode;
    std::string phase; // "loudness", "render", "verify"; "disk" while writing waits for room
};

// Where a moving view of the frame stands at a time of the sequence.
struct ReframePoint {
    Time at;
    FrameView view;
    friend bool operator==(const ReframePoint&, const ReframePoint&) = default;
};

struct ExportReport;
class PictureSource; // engine/export/picture_source.h
class PacketSource;  // likewise

// One sound of a sequence: what is heard on a bus between two samples of the timeline.
struct SoundWish {
    int rate = 48000, channels = 2;
    BusId bus;                      // none = master
    int64_t first = 0, samples = 0; // of the timeline, at `rate`
    friend bool operator==(const SoundWish&, const SoundWish&) = default;
};

struct ExportJob {
    Ref<Project> project;
    Ref<Sequence> sequence;
    Preset preset;      // resolved
    std::string output; // final path
    TimeRange range;    // empty = whole sequence; snapped to frames
    // How the frame lies in a canvas of another shape: empty = whole, with bars; else by rising time, eased linearly.
    std::vector<ReframePoint> reframe{};
    bool burn_captions = true;
    std::string captions_track{}; // as RenderSpec::subtitle_track
    std::string locale{};         // as RenderSpec::locale
    OnMissing on_missing = OnMissing::fail;
    Overwrite overwrite = Overwrite::never;
    bool deterministic = false; // one encoder thread where the encoder needs it for equal bytes
    int threads = 0;            // 0 = all cores
    // Borrowed; frames are dealt to all, each used by a thread of its own. By one kind: the same film for any number.
    std::vector<FrameRenderer*> renderers;
    std::atomic<bool>* cancel = nullptr;                 // set from a signal handler or another thread
    std::function<void(const ExportProgress&)> progress; // at least once a second
    std::function<void(const std::string&)> warn;
    // The file is verified and stands at `part` (of numbered images the first); last chance to refuse it.
    std::function<Result<void>(const ExportReport&, const std::string& part)> before_publish{};
    // Pictures and sound that were rendered before (by a farm) take the place of rendering them; null = rendered. The
    // rest is the same, and so are the packets.
    std::shared_ptr<PictureSource> pictures_from{};
    std::shared_ptr<PacketSource> packets_from{}; // pictures that were encoded before too, by this job's encoder
    std::function<Result<std::unique_ptr<AudioRenderer>>(const SoundWish&)> sound_from{};
    int64_t sound_memory = int64_t{512} << 20; // of a mix kept while its loudness is made; 46 minutes of stereo
};

struct VerifyReport; // engine/export/verify.h
struct SmartPlan;    // engine/export/smart_plan.h

struct ExportReport {
    std::string output;
    int64_t frames = 0;                               // 0 where it is sound alone
    Time length;                                      // of the film or sound
    double seconds = 0;                               // wall time
    double decode_s = 0, compute_s = 0, encode_s = 0; // busy time of each stage's thread; mean of the renderers
    int tries = 1;                                    // more where the film had to fit a size
    int sound_remakes = 0;                            // after which the finished film had its loudness
    int64_t passthrough_frames = 0;                   // that never met the compositor
    int canvas = 0;                                   // those of one number were composited once, together
    Bound bound_by = Bound::decode;
    std::vector<FrameNote> notes;
    std::optional<ContentLight> light;   // measured, results in PQ
    std::vector<TrackLoudness> loudness; // of the tracks that a loudness was asked for
    std::string video_encoder;           // as FFmpeg names it; "" without picture
    std::vector<std::string> warnings;   // of devices, encoders and loudness; each was given to ExportJob::warn too
    std::shared_ptr<const VerifyReport> verify;
    std::shared_ptr<const SmartPlan> smart; // what was copied and what not, and why; null with video.smart off
};

// Errors as the command line's exit codes ask; nothing is left under the final name unless verified, and no .part after
// an error or cancel. A film that is whole but for its loudness gets its sound made again, its picture packets copied,
// at most twice; where that does not help it stands as NAME.unverified.EXT and the error (bad_data) says so.
Result<ExportReport> run_export(const ExportJob& job);

// What a pass did for all its files.
struct PassReport {
    int canvases = 0;
    int64_t composited_frames = 0; // of all canvases; frames that pass untouched are not counted
    int mixes = 0;                 // sounds that were rendered
};

// Several files of one sequence and run of frames in one pass: frames are decoded once, composited once for each
// distinct canvas (size, format, colour, view, captions) and sound is rendered once for each distinct mix. Pre: the
// jobs have project, sequence, range, on_missing, renderers, threads and cancel in common, and pictures one frame rate.
// A file that fails ends alone. Results in the order of the jobs.
std::vector<Result<ExportReport>> run_exports(std::span<const ExportJob> jobs, PassReport* pass = nullptr);

} // namespace tandem
