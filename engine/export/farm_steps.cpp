// Sound, join and encode.
#include "engine/export/farm_steps.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include "engine/base/thread.h"
#include "engine/export/chunk_packets.h"
#include "engine/export/chunk_reader.h"
#include "engine/export/delivery_report.h"
#include "engine/export/farm_parts.h"
#include "engine/export/file_digest.h"
#include "engine/export/sound_part.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

// Whether the .ok is there with these files, each with its size.
bool done(const std::string& ok, const std::string& plan, int64_t frames, const std::vector<std::string>& paths) {
    const auto facts = read_facts(ok, plan);
    if (!facts || facts->frames != frames || facts->files.size() != paths.size()) return false;
    for (size_t i = 0; i < paths.size(); ++i) {
        std::error_code ec;
        if (facts->files[i].name != fs::path(paths[i]).filename().string()) return false;
        if (static_cast<int64_t>(fs::file_size(paths[i], ec)) != facts->files[i].bytes || ec) return false;
    }
    return true;
}

std::vector<std::string> files_of_chunk(const FarmJob& job, size_t chunk) {
    std::vector<std::string> out;
    for (const size_t c : job.canvases_of(chunk)) out.push_back(job.chunk_file(chunk, c));
    return out;
}

// How a file stands: a change of it changes this.
std::string standing(const std::string& path) {
    struct stat s {};
    if (stat(path.c_str(), &s) != 0) return {};
    return std::to_string(s.st_ino) + " " + std::to_string(s.st_size) + " " +
           std::to_string(int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec);
}

// joined.json: files that were read and found whole, and how they stood then.
class JoinRecord {
  public:
    explicit JoinRecord(const FarmJob& job) : path_(job.folder + "/joined.json"), plan_(job.hash) {
        const auto text = read_file_limited(path_, size_t{64} << 20);
        if (!text) return;
        const auto value = parse_value(*text);
        const Value* plan = value ? value->find("plan") : nullptr;
        const Value* files = value ? value->find("files") : nullptr;
        if (!plan || !plan->as_string() || *plan->as_string() != plan_ || !files || !files->as_object()) return;
        known_ = *files->as_object();
    }
    // The file has the bytes its step wrote.
    Result<bool> whole(const std::string& path, const FileFacts& facts) {
        const std::string key = fs::path(path).filename().string(), now = standing(path);
        if (const auto at = known_.find(key); at != known_.end() && at->second == Value(now + " " + facts.sha256))
            return true;
        if (TRY(sha256_files({&path, 1})) != facts.sha256) return false;
        known_[key] = now + " " + facts.sha256, changed_ = true;
        return true;
    }
    Result<void> save() {
        if (!changed_) return {};
        return write_file_atomic(path_, value_text(ValueObject{{"plan", plan_}, {"files", known_}}) + "\n");
    }

  private:
    const std::string path_, plan_;
    ValueObject known_;
    bool changed_ = false;
};

std::string ranges_text(const std::vector<size_t>& numbers) {
    std::string out;
    for (size_t i = 0; i < numbers.size();) {
        size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        out += (out.empty() ? "" : ", ") + std::to_string(numbers[i]);
        if (last > i) out += "-" + std::to_string(numbers[last]);
        i = last + 1;
    }
    return out;
}

// The chunks of one canvas.
struct CanvasChunks {
    std::vector<size_t> numbers;
    std::vector<ChunkFile> files;
};
CanvasChunks chunks_of(const FarmJob& job, size_t canvas) {
    CanvasChunks out;
    for (size_t i = 0; i < job.chunks.size(); ++i) {
        const FarmChunk& chunk = job.chunks[i];
        if (chunk.pass != job.canvases[canvas].pass) continue;
        out.numbers.push_back(i);
        out.files.push_back({job.chunk_file(i, canvas), chunk.first, chunk.frames});
    }
    return out;
}

// What became known of them, once they stand.
FramesMade made_of(const FarmJob& job, size_t canvas) {
    FramesMade all;
    for (const size_t i : chunks_of(job, canvas).numbers) {
        const auto facts = read_facts(job.chunk_ok(i), job.hash);
        if (!facts) continue;
        const std::string name = fs::path(job.chunk_file(i, canvas)).filename().string();
        for (size_t k = 0; k < facts->files.size(); ++k) {
            if (facts->files[k].name != name) continue;
            const FramesMade& made = facts->made[k];
            all.passthrough += made.passthrough;
            all.notes.insert(all.notes.end(), made.notes.begin(), made.notes.end());
            all.warnings.insert(all.warnings.end(), made.warnings.begin(), made.warnings.end());
        }
    }
    return all;
}

// Plays the part of the mix that is asked for.
Result<std::unique_ptr<AudioRenderer>> sound_of(const FarmJob& job, const FarmFilm& film, const SoundWish& wish) {
    for (const int s : film.sounds) {
        const auto number = static_cast<size_t>(s);
        if (job.sounds[number].wish != wish) continue;
        const auto facts = read_facts(job.sound_ok(number), job.hash);
        std::vector<std::string> warnings;
        if (facts && !facts->made.empty()) warnings = facts->made[0].warnings;
        return open_sound(job.sound_file(number), wish, std::move(warnings));
    }
    return fail(ErrorCode::internal, "the plan has no such sound", job.folder);
}

} // namespace

bool chunk_done(const FarmJob& job, size_t chunk) {
    return done(job.chunk_ok(chunk), job.hash, job.chunks[chunk].frames, files_of_chunk(job, chunk));
}

bool sound_done(const FarmJob& job, size_t sound) {
    return done(job.sound_ok(sound), job.hash, job.sounds[sound].wish.samples, {job.sound_file(sound)});
}

Result<StepDone> make_sound(const FarmJob& job, size_t sound, const FarmOptions& options) {
    if (sound >= job.sounds.size())
        return fail(ErrorCode::usage, "the plan has " + std::to_string(job.sounds.size()) + " sounds, from 0",
                    "sound " + std::to_string(sound));
    if (sound_done(job, sound)) return StepDone::kept;
    const FarmSound& s = job.sounds[sound];
    const PlannedDeliverable& film = job.planned.files[s.film];
    AudioSpec spec{.rate = s.wish.rate,
                   .channels = s.wish.channels,
                   .threads = options.threads > 0 ? options.threads : available_cores(),
                   .bus = s.wish.bus};
    auto renderer =
        TRY(AudioRenderer::make(film.job.project, film.job.sequence, spec, film.job.on_missing != OnMissing::fail));
    auto part = TRY(PartFile::create(job.sound_file(sound)));
    auto progress = [&](double at) {
        if (!options.progress) return;
        options.progress({.frame = static_cast<int64_t>(at * 1000), .frames = 1000, .phase = "sound"});
    };
    TRY_VOID(write_sound(*renderer, s.wish, part.path(), options.cancel, progress));
    PartFacts facts{.plan = job.hash, .frames = s.wish.samples, .files = {}, .made = {{0, {}, renderer->warnings()}}};
    facts.files.push_back(TRY(part.publish()));
    TRY_VOID(write_facts(job.sound_ok(sound), facts));
    return StepDone::made;
}

std::vector<size_t> films_to_make(const FarmJob& job) {
    std::vector<size_t> out;
    for (size_t i = 0; i < job.films.size(); ++i)
        if (!already_delivered(job.planned.files[i])) out.push_back(i);
    return out;
}

Result<bool> chunk_stands(const FarmJob& job, size_t chunk) {
    const auto facts = chunk_done(job, chunk) ? read_facts(job.chunk_ok(chunk), job.hash) : std::nullopt;
    if (!facts) return false;
    JoinRecord record(job);
    for (const FileFacts& file : facts->files)
        if (!TRY(record.whole(folder_of(job.chunk_ok(chunk)) + "/" + file.name, file))) return false;
    TRY_VOID(record.save());
    return true;
}

void PartsGate::change(const std::function<void()>& what) {
    std::lock_guard lock(mutex_);
    what();
    changed_.notify_all();
}

void PartsGate::open_sounds() {
    change([&] { sounds_ = true; });
}
void PartsGate::open(size_t chunk) {
    change([&] { chunks_.insert(chunk); });
}
void PartsGate::open_all() {
    change([&] { all_ = true; });
}
void PartsGate::give_up(Error why) {
    change([&] { over_ = std::move(why); });
}

Result<void> PartsGate::wait_for(const std::function<bool()>& done) {
    std::unique_lock lock(mutex_);
    while (!done()) {
        if (over_) return *over_;
        // Whoever stops does not know of this place.
        changed_.wait_for(lock, std::chrono::milliseconds(50));
    }
    return {};
}

Result<void> PartsGate::wait_sounds() {
    return wait_for([this] { return sounds_ || all_; });
}

Result<void> PartsGate::wait(size_t chunk, const std::function<bool()>& stopped) {
    return wait_for([&] { return all_ || chunks_.contains(chunk) || stopped(); });
}

namespace {

// Chunks that are being made meanwhile must be left alone.
enum class Look : uint8_t { all, sounds };
Result<Joined> join_parts(const FarmJob& job, const std::vector<size_t>& films, const FarmOptions& options, Look what) {
    Joined joined;
    std::set<int> passes, sounds;
    for (const size_t i : films) {
        if (job.films[i].canvas >= 0) passes.insert(job.planned.files[i].pass);
        sounds.insert(job.films[i].sounds.begin(), job.films[i].sounds.end());
    }
    JoinRecord record(job);
    auto look = [&](bool there, const std::string& ok, std::vector<size_t>& missing, size_t number) -> Result<void> {
        if (options.cancel && options.cancel->load()) return fail(ErrorCode::cancelled, "interrupted", job.folder);
        const auto facts = there ? read_facts(ok, job.hash) : std::nullopt;
        bool whole = facts.has_value();
        for (size_t i = 0; whole && i < facts->files.size(); ++i) {
            const std::string path = folder_of(ok) + "/" + facts->files[i].name;
            auto same = record.whole(path, facts->files[i]);
            whole = same && *same;
            if (!whole) joined.damaged.push_back(path);
        }
        if (whole) return {};
        missing.push_back(number);
        std::error_code ec;
        fs::remove(ok, ec);
        return {};
    };
    for (size_t i = 0; i < job.chunks.size() && what == Look::all; ++i)
        if (passes.contains(job.chunks[i].pass)) TRY_VOID(look(chunk_done(job, i), job.chunk_ok(i), joined.chunks, i));
    for (const int sound : sounds) {
        const auto i = static_cast<size_t>(sound);
        TRY_VOID(look(sound_done(job, i), job.sound_ok(i), joined.sounds, i));
    }
    TRY_VOID(record.save());
    return joined;
}

} // namespace

Result<Joined> join_farm(const FarmJob& job, const std::vector<size_t>& films, const FarmOptions& options) {
    return join_parts(job, films, options, Look::all);
}

std::string missing_text(const Joined& joined) {
    std::string out;
    if (!joined.chunks.empty()) out = "chunks " + ranges_text(joined.chunks);
    if (!joined.sounds.empty()) out += (out.empty() ? "sounds " : " and sounds ") + ranges_text(joined.sounds);
    return out;
}

bool encode_renders(const FarmJob& job, std::span<const size_t> films) {
    return std::any_of(films.begin(), films.end(), [&](size_t i) {
        const PlannedDeliverable& film = job.planned.files[i];
        if (film.target.frames > 0 && job.films[i].canvas < 0) return true;
        return std::any_of(film.sidecars.begin(), film.sidecars.end(), [](const PlannedSidecar& s) {
            return s.settings.kind == SidecarKind::thumbnail || s.settings.kind == SidecarKind::poster;
        });
    });
}

Result<DeliveryReport> encode_films(const FarmJob& job, std::vector<size_t> films, const FarmOptions& options,
                                    std::function<void(const std::string&, const ExportProgress&)> progress,
                                    PartsGate* gate) {
    if (films.empty())
        for (size_t i = 0; i < job.films.size(); ++i) films.push_back(i);
    for (const size_t i : films)
        if (i >= job.films.size())
            return fail(ErrorCode::usage, "the plan has " + std::to_string(job.films.size()) + " deliverables, from 0",
                        "deliverable " + std::to_string(i));
    DeliveryJob delivery = job.delivery;
    delivery.renderers = options.renderers;
    delivery.cancel = options.cancel, delivery.warn = options.warn, delivery.progress = std::move(progress);
    DeliveryPlan plan = job.planned;
    plan.files.clear();
    std::vector<size_t> wanted;
    for (const size_t i : films) {
        PlannedDeliverable film = job.planned.files[i];
        if (already_delivered(film))
            film.standing = Standing::kept;
        else
            TRY_VOID(take_place(delivery, film));
        if (film.standing == Standing::wanted) wanted.push_back(i);
        plan.files.push_back(std::move(film));
    }
    if (!wanted.empty()) {
        const Joined joined = TRY(join_parts(job, wanted, options, gate ? Look::sounds : Look::all));
        if (!joined.whole())
            return fail(ErrorCode::temporary,
                        "parts of the job are missing: " + missing_text(joined) + "; make them and try again",
                        job.folder);
    }
    std::map<int, std::shared_ptr<PictureSource>> pictures;
    for (size_t k = 0; k < films.size(); ++k) {
        const FarmFilm& film = job.films[films[k]];
        ExportJob& e = plan.files[k].job;
        e.cancel = options.cancel, e.warn = options.warn;
        e.sound_from = [&job, &film](const SoundWish& wish) { return sound_of(job, film, wish); };
        if (film.canvas < 0 || plan.files[k].standing == Standing::kept) continue;
        const auto canvas = static_cast<size_t>(film.canvas);
        if (auto& source = pictures[film.canvas]; source) {
            e.pictures_from = source;
            continue;
        }
        CanvasChunks chunks = chunks_of(job, canvas);
        if (job.canvases[canvas].direct) {
            ChunkPackets::Ready ready;
            if (gate)
                ready = [gate, numbers = std::move(chunks.numbers)](size_t file, const auto& stopped) {
                    return gate->wait(numbers[file], stopped);
                };
            e.packets_from = std::make_shared<ChunkPackets>(
                std::move(chunks.files), plan.files[k].target.rate, [&job, canvas] { return made_of(job, canvas); },
                ready);
        } else {
            e.pictures_from = pictures[film.canvas] = std::make_shared<ChunkReader>(
                std::move(chunks.files), plan.files[k].target.frame, made_of(job, canvas), options.threads);
        }
    }
    return run_delivery(delivery, plan);
}

Result<DeliveryReport> encode_beside(const FarmJob& job, Beside beside, const FarmOptions& options,
                                     std::function<void(const std::string&, const ExportProgress&)> progress,
                                     const std::function<Result<void>(PartsGate&)>& make_parts) {
    PartsGate gate;
    if (beside == Beside::no) {
        TRY_VOID(make_parts(gate));
        return encode_films(job, {}, options, std::move(progress));
    }
    std::atomic<bool> made = false;
    std::optional<Result<DeliveryReport>> report;
    std::thread writer([&] {
        set_thread_name("farm-films");
        auto tell = [&](const std::string& id, const ExportProgress& p) {
            if (made && progress) progress(id, p);
        };
        auto begun = gate.wait_sounds();
        report = begun ? encode_films(job, {}, options, tell, &gate) : Result<DeliveryReport>(begun.error());
        gate.leave();
    });
    auto parts = make_parts(gate);
    if (parts)
        gate.open_all();
    else
        gate.give_up(parts.error());
    made = true;
    writer.join();
    if (!parts) return std::move(parts).error();
    return std::move(*report);
}

void remove_farm(const std::string& folder) {
    std::error_code ec;
    auto remove_files = [&](const std::string& in, auto mine) {
        for (const auto& entry : fs::directory_iterator(in, ec)) {
            const std::string name = entry.path().filename().string();
            // The second: of write_file_atomic, where a kill came before the name.
            if (mine(name) || name.starts_with(".tandem-save-")) fs::remove(entry.path(), ec);
        }
    };
    if (!fs::exists(folder + "/plan.json", ec) && !fs::exists(folder + "/project.tandem", ec)) {
        if (only_begun(folder)) fs::remove_all(folder, ec);
        return;
    }
    // The plan goes last: what is left of an interrupted removal is still known as a job.
    for (const char* part : {"/chunks", "/sound"})
        remove_files(folder + part, [](const std::string& name) {
            return name.ends_with(".mkv") || name.ends_with(".f32") || name.ends_with(".ok") || name.ends_with(".part");
        });
    remove_files(folder, [](const std::string& name) { return name.starts_with("slurm-") && name.ends_with(".out"); });
    for (const char* name : {"/chunks", "/sound", "/joined.json", "/log.ndjson", "/slurm.json", "/lock",
                             "/project.tandem", "/plan.json", ""})
        fs::remove(folder + name, ec);
}

} // namespace tandem
