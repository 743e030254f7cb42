// Plan, parts, films, and away with the parts.
#include "engine/export/resumable_delivery.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/export/farm_steps.h"
#include "engine/export/program_identity.h"
#include "engine/io/disk_space.h"
#include "engine/io/file_lock.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
constexpr int kRounds = 3; // of making again what was damaged

// Films by canvas that chunks are for.
bool in_chunks(const PlannedDeliverable& film) {
    return film.standing == Standing::wanted && film.target.frames > 0 && film.job.preset.video.smart == SmartMode::off;
}

// Bytes of a film's chunks: hardly more than its samples, where these are kept without loss; H.264 and HEVC at a
// quality that anybody wants need far less than an eighth.
int64_t bytes_of_chunks(const PlannedDeliverable& film) {
    const FrameTarget& t = film.target.frame;
    int64_t bytes = 0;
    for (int p = 0; p < info(t.format).planes; ++p)
        bytes += static_cast<int64_t>(plane_row_bytes(t.format, p, t.width)) * plane_rows(t.format, p, t.height);
    const bool small = segment_frames(film.job.preset.video, film.target) > 0;
    return bytes * film.target.frames / (small && copies_packets(film) ? 8 : 1);
}

// Makes what is missing, in order; tells of it as progress of the pass's first film.
Result<void> make_parts(const FarmJob& farm, const DeliveryJob& job) {
    FarmOptions options{.renderers = job.renderers, .threads = job.threads, .cancel = job.cancel, .warn = job.warn};
    const std::vector<size_t> films = films_to_make(farm);
    std::vector<std::string> first(static_cast<size_t>(farm.planned.passes));
    std::vector<int64_t> frames(first.size(), 0);
    for (const auto& film : farm.planned.files)
        if (auto& id = first[static_cast<size_t>(film.pass)]; id.empty() && film.target.frames > 0)
            id = film.id, frames[static_cast<size_t>(film.pass)] = film.target.frames;
    for (int round = 0;; ++round) {
        const Joined joined = TRY(join_farm(farm, films, options));
        if (joined.whole()) return {};
        if (round == kRounds)
            return fail(ErrorCode::io, "made again and damaged again: " + missing_text(joined) + "; check the disk",
                        farm.folder);
        for (const size_t sound : joined.sounds) {
            options.progress = {};
            if (job.progress)
                options.progress = [&](const ExportProgress& p) { job.progress(farm.planned.files[0].id, p); };
            TRY(make_sound(farm, sound, options));
        }
        for (const size_t chunk : joined.chunks) {
            if (job.cancel && *job.cancel) return fail(ErrorCode::cancelled, "interrupted; it goes on from here");
            const FarmChunk& c = farm.chunks[chunk];
            const auto pass = static_cast<size_t>(c.pass);
            if (job.progress)
                options.progress = [&, pass](ExportProgress p) {
                    p.frame += c.first, p.frames = frames[pass];
                    if (p.fps > 0) p.eta_s = static_cast<double>(p.frames - p.frame) / p.fps;
                    job.progress(first[pass], p);
                };
            TRY(make_chunk(farm, chunk, options));
        }
    }
}

} // namespace

std::string device_class(std::span<FrameRenderer* const> renderers) {
    std::set<std::string> kinds;
    for (const FrameRenderer* r : renderers) {
        std::string name = r->name();
        // "cpu (AVX2, 8 threads)": any number gives the same pictures.
        const size_t comma = name.rfind(", "), end = name.rfind(" thread");
        if (comma != std::string::npos && end != std::string::npos && end > comma) name = name.substr(0, comma) + ")";
        kinds.insert(name);
    }
    std::string out;
    for (const auto& k : kinds) out += (out.empty() ? "" : " + ") + k;
    return out;
}

bool keeps_parts(const DeliveryPlan& plan, const PartsOptions& options) {
    bool several = false;
    int64_t bytes = 0;
    std::set<int> canvases;
    for (const PlannedDeliverable& film : plan.files) {
        if (!in_chunks(film)) continue;
        const bool shared = !canvases.insert(film.canvas).second;
        if (!options.lossless && (shared || !copies_packets(film))) return false;
        several =
            several || film.target.frames > chunk_length(options.chunk_seconds, film.target.rate, chunk_unit(film));
        if (!shared) bytes += bytes_of_chunks(film);
    }
    std::error_code ec;
    if (fs::exists(options.folder + "/plan.json", ec)) return several; // some of it is there already
    const int64_t free = disk_free(fs::path(options.folder).parent_path().string());
    return several && (free < 0 || free > 2 * bytes);
}

Result<DeliveryReport> run_resumable(const DeliveryJob& job, const DeliveryPlan& plan, const std::string& version,
                                     const PartsOptions& options) {
    const std::string& folder = options.folder;
    if (!keeps_parts(plan, options)) {
        remove_farm(folder);
        return run_delivery(job, plan);
    }
    FarmSpec spec{job, options.chunk_seconds, {version + "+" + program_build(), device_class(job.renderers)}};
    const FarmDraft draft = TRY(draft_farm(spec));
    if (!options.lossless && !draft.direct) return run_delivery(job, plan); // with films that stand already
    auto taken = [&]() -> Result<FileLock> {
        auto lock = TRY(FileLock::attempt(folder + "/lock"));
        if (!lock.held()) return fail(ErrorCode::temporary, "another tandem works on these parts; stop it", folder);
        return lock;
    };
    if (!write_farm(draft, folder)) { // parts of something else
        const auto lock = TRY(taken());
        remove_farm(folder);
        TRY_VOID(write_farm(draft, folder));
    }
    const auto lock = TRY(taken());
    const FarmJob farm = TRY(open_farm(folder + "/plan.json", spec.machine));
    if (!films_to_make(farm).empty()) TRY_VOID(make_parts(farm, job));
    const FarmOptions rest{
        .renderers = job.renderers, .threads = job.threads, .cancel = job.cancel, .progress = {}, .warn = job.warn};
    DeliveryReport report = TRY(encode_films(farm, {}, rest, job.progress));
    for (size_t i = 0; i < report.files.size(); ++i)
        if (report.files[i].state == Delivered::State::kept && plan.files[i].standing == Standing::wanted)
            report.files[i].state = Delivered::State::made;
    if (std::none_of(report.files.begin(), report.files.end(), [](const auto& f) { return f.error.has_value(); }))
        remove_farm(folder);
    return report;
}

} // namespace tandem
