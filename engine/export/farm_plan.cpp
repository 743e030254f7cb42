// Writing and reading plans. What follows from the delivery (films, canvases, sounds) is not stored but planned again
// and compared by the films' digests.
#include "engine/export/farm_plan.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "engine/export/audio_stage.h"
#include "engine/export/farm_parts.h"
#include "engine/export/file_digest.h"
#include "engine/export/output_name.h"
#include "engine/export/program_identity.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"
#include "engine/media/probe.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
constexpr size_t kMaxPlan = size_t{256} << 20;
constexpr size_t kMaxChunks = 100'000;
constexpr const char* kAnew = "; make a new plan";

std::string hex(uint64_t n) {
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(n));
    return text;
}

// Size and time of a file; "" where there is none.
std::string stamp(const std::string& path) {
    struct stat s {};
    if (stat(path.c_str(), &s) != 0) return {};
    return std::to_string(s.st_size) + " " +
           std::to_string(int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec);
}

// What a file is now. Missing ones have a stamp too: they may come back.
std::string file_facts(const std::string& path) {
    const std::string basic = stamp(path);
    const auto print = fingerprint(path);
    if (basic.empty() || !print) return "missing";
    return basic + " " + hex(print->head) + hex(print->middle) + hex(print->tail);
}

std::string media_facts(const Media& media) {
    if (!media.image_sequence) return file_facts(media.path);
    std::string all;
    for (int i = 0; i < media.sequence_count; ++i) {
        char path[4096];
        std::snprintf(path, sizeof path, media.path.c_str(), media.sequence_first + i);
        all += stamp(path) + "\n";
    }
    return sha256_text(all);
}

// Path and facts of every file that frames and sound are made of.
ValueObject files_of(const Project& project) {
    ValueObject out;
    for (const auto& m : project.media) out[m->path] = media_facts(*m);
    for (const auto& s : project.sequences)
        for (const auto& t : s->tracks)
            for (size_t i = 0; i < t->items.size(); ++i) {
                const auto& stack = t->items[i].clip->effects;
                if (!stack) continue;
                for (const auto& e : stack->effects)
                    if (e->kind == EffectKind::lut3d && !e->texts.empty() && !e->texts[0].empty())
                        out[e->texts[0]] = file_facts(e->texts[0]);
            }
    return out;
}

// {date} says the day on which the job was planned.
void freeze_date(std::string& name, const std::string& date) {
    constexpr std::string_view kWord = "{date}";
    for (size_t at; (at = name.find(kWord)) != std::string::npos;) name.replace(at, kWord.size(), date);
}

bool chunked(const PlannedDeliverable& film) {
    return film.target.frames > 0 && film.job.preset.video.smart == SmartMode::off;
}

// Canvases, sounds and chunks of what is planned; `lengths` are the frames of a chunk for each pass (0 = none of its).
Result<void> lay_out(FarmJob& job, const std::vector<int64_t>& lengths) {
    std::vector<int> compact(static_cast<size_t>(job.planned.canvases), -1);
    std::vector<int64_t> frames(lengths.size(), 0);
    for (size_t i = 0; i < job.planned.files.size(); ++i) {
        const PlannedDeliverable& film = job.planned.files[i];
        FarmFilm out{.index = i, .canvas = -1, .sounds = {}};
        if (chunked(film)) {
            int& canvas = compact[static_cast<size_t>(film.canvas)];
            if (canvas < 0) {
                canvas = static_cast<int>(job.canvases.size());
                // Films in segments of different lengths may share a pass; chunks suit one of them.
                const int64_t segment = segment_frames(film.job.preset.video, film.target);
                const bool whole = segment == 0 || lengths[static_cast<size_t>(film.pass)] % segment == 0;
                job.canvases.push_back({film.pass, i, whole && copies_packets(film)});
                frames[static_cast<size_t>(film.pass)] = film.target.frames;
            } else {
                job.canvases[static_cast<size_t>(canvas)].direct = false; // pictures for several films
            }
            out.canvas = canvas;
        }
        for (const auto& [settings, wish] : TRY(AudioStage::wanted(film.job, film.target))) {
            auto same = [&, &w = wish](const FarmSound& s) {
                return s.wish == w && job.planned.files[s.film].job.sequence == film.job.sequence;
            };
            auto found = std::find_if(job.sounds.begin(), job.sounds.end(), same);
            if (found == job.sounds.end()) found = job.sounds.insert(found, {i, wish});
            out.sounds.push_back(static_cast<int>(found - job.sounds.begin()));
        }
        job.films.push_back(std::move(out));
    }
    for (size_t pass = 0; pass < lengths.size(); ++pass)
        for (const FarmChunk& c : cut_chunks(static_cast<int>(pass), frames[pass], lengths[pass]))
            job.chunks.push_back(c);
    if (job.chunks.size() > kMaxChunks)
        return fail(ErrorCode::config, "more than 100000 chunks; choose a larger --chunk-seconds");
    return {};
}

// Frames of a chunk for each pass: whole segments or groups of pictures of the longest kind in it.
std::vector<int64_t> lengths_of(const DeliveryPlan& plan, double seconds) {
    std::vector<int64_t> units(static_cast<size_t>(plan.passes), 1), out(units.size(), 0);
    for (const auto& film : plan.files) {
        if (!chunked(film)) continue;
        const auto pass = static_cast<size_t>(film.pass);
        units[pass] = std::max(units[pass], chunk_unit(film));
        out[pass] = chunk_length(seconds, film.target.rate, units[pass]);
    }
    return out;
}

ValueArray texts(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

// Members of a plan, each asked for by its type.
class PlanReader {
  public:
    PlanReader(const Value& plan, const std::string& path) : plan_(plan), path_(path) {}
    Error wrong(const std::string& key) const {
        return fail(ErrorCode::bad_data, "the plan is damaged at \"" + key + "\"" + kAnew, path_);
    }
    Result<std::string> text(const std::string& key) const {
        const Value* v = plan_.find(key);
        if (!v || !v->as_string()) return wrong(key);
        return *v->as_string();
    }
    Result<int64_t> number(const std::string& key, int64_t low, int64_t high) const {
        const Value* v = plan_.find(key);
        if (!v || !v->as_int() || *v->as_int() < low || *v->as_int() > high) return wrong(key);
        return *v->as_int();
    }
    Result<bool> flag(const std::string& key) const {
        const Value* v = plan_.find(key);
        if (!v || !v->as_bool()) return wrong(key);
        return *v->as_bool();
    }
    Result<std::vector<Value>> list(const std::string& key) const {
        const Value* v = plan_.find(key);
        if (!v || !v->as_array()) return wrong(key);
        return *v->as_array();
    }
    Result<ValueObject> object(const std::string& key) const {
        const Value* v = plan_.find(key);
        if (!v || !v->as_object()) return wrong(key);
        return *v->as_object();
    }

  private:
    const Value& plan_;
    const std::string& path_;
};

// {"ID":[[ticks,x,y,zoom],...]}
ValueObject paths_value(const std::map<std::string, std::vector<ReframePoint>>& paths) {
    ValueObject out;
    for (const auto& [id, points] : paths) {
        ValueArray list;
        for (const ReframePoint& p : points) {
            ValueArray row;
            row.emplace_back(p.at.ticks);
            for (const double part : {p.view.x, p.view.y, p.view.zoom}) row.emplace_back(part);
            list.emplace_back(std::move(row));
        }
        out[id] = std::move(list);
    }
    return out;
}
Result<std::map<std::string, std::vector<ReframePoint>>> read_paths(const PlanReader& plan) {
    std::map<std::string, std::vector<ReframePoint>> out;
    for (const auto& [id, list] : TRY(plan.object("paths"))) {
        if (!list.as_array() || list.as_array()->empty()) return plan.wrong("paths");
        for (const Value& v : *list.as_array()) {
            const ValueArray* p = v.as_array();
            if (!p || p->size() != 4 || !(*p)[0].as_int()) return plan.wrong("paths");
            ReframePoint point{Time{*(*p)[0].as_int()}, {}};
            double* const parts[] = {&point.view.x, &point.view.y, &point.view.zoom};
            for (size_t i = 0; i < 3; ++i) {
                if (!(*p)[i + 1].number(*parts[i])) return plan.wrong("paths");
            }
            out[id].push_back(point);
        }
    }
    return out;
}

std::string hash_of(ValueObject plan) {
    plan.erase("hash");
    return sha256_text(value_text(plan));
}

Result<void> same_program(const PlanReader& plan, const FarmMachine& machine, const std::string& path) {
    if (TRY(plan.text("build")) != machine.build)
        return fail(ErrorCode::config, std::string("the plan was made by another build of tandem") + kAnew, path);
    if (TRY(plan.list("libraries")) != texts(codec_libraries()))
        return fail(ErrorCode::config,
                    std::string("the plan was made with other versions of the codec libraries") + kAnew +
                        " or use the same packages on every machine",
                    path);
    const std::string device = TRY(plan.text("device"));
    if (!machine.device.empty() && !device.empty() && machine.device != device)
        return fail(ErrorCode::config,
                    "the plan was made for the device " + device + " and this is " + machine.device +
                        "; choose the same with --device",
                    path);
    return {};
}

} // namespace

bool copies_packets(const PlannedDeliverable& film) {
    static constexpr const char* kAlone[] = {"prores", "dnxhr", "ffv1", "mjpeg", "png", "jpeg", "tiff", "exr"};
    const VideoSettings& v = film.job.preset.video;
    return v.encoder == EncoderChoice::software && film.target.frame.colour.transfer != Transfer::pq &&
           (segment_frames(v, film.target) > 0 ||
            std::any_of(std::begin(kAlone), std::end(kAlone), [&](const char* c) { return v.codec == c; }));
}

int64_t chunk_unit(const PlannedDeliverable& film) {
    const VideoSettings& v = film.job.preset.video;
    const int64_t segment = segment_frames(v, film.target);
    return segment > 0 ? segment : std::max<int64_t>(1, std::llround(v.gop_seconds * film.target.rate.hz()));
}

int64_t chunk_length(double seconds, FrameRate rate, int64_t gop) {
    gop = std::max<int64_t>(1, gop);
    const auto least = static_cast<int64_t>(std::ceil(std::clamp(seconds, 1e-3, 1e6) * rate.hz() - 1e-6));
    return (std::max<int64_t>(1, least) + gop - 1) / gop * gop;
}

std::vector<FarmChunk> cut_chunks(int pass, int64_t frames, int64_t length) {
    std::vector<FarmChunk> out;
    for (int64_t first = 0; first < frames && length > 0; first += length)
        out.push_back({pass, first, std::min(length, frames - first)});
    return out;
}

static std::string part_path(const std::string& folder, const char* format, size_t a, size_t b = 0) {
    char name[64];
    std::snprintf(name, sizeof name, format, a, b);
    return folder + "/" + name;
}
std::string FarmJob::chunk_ok(size_t chunk) const { return part_path(folder, "chunks/%05zu.ok", chunk); }
std::string FarmJob::chunk_file(size_t chunk, size_t canvas) const {
    return part_path(folder, "chunks/%05zu-%zu.mkv", chunk, canvas);
}
std::string FarmJob::sound_ok(size_t sound) const { return part_path(folder, "sound/%zu.ok", sound); }
std::string FarmJob::sound_file(size_t sound) const { return part_path(folder, "sound/%zu.f32", sound); }

std::vector<size_t> FarmJob::canvases_of(size_t chunk) const {
    std::vector<size_t> out;
    for (size_t c = 0; c < canvases.size(); ++c)
        if (canvases[c].pass == chunks[chunk].pass) out.push_back(c);
    return out;
}

Result<FarmDraft> draft_farm(const FarmSpec& spec) {
    FarmDraft draft;
    draft.films = TRY(plan_delivery(spec.delivery));

    FarmJob job;
    job.delivery = spec.delivery;
    // Paths of automatic reframes are found once, here, for all machines.
    if (!spec.delivery.renderers.empty())
        for (PlannedDeliverable& film : draft.films.files)
            if (film.follows && film.standing == Standing::wanted) {
                for (const auto& text : TRY(follow_picture(spec.delivery, film)))
                    draft.films.warnings.push_back(film.id + ": " + text);
                job.delivery.paths[film.id] = film.job.reframe;
            }
    job.delivery.look = false, job.delivery.only.clear();
    // Those too that stand already: the plan is the same whatever of it is done.
    for (const auto& film : draft.films.files) job.delivery.among.push_back(film.id);
    for (const Deliverable& wish : spec.delivery.matrix.deliverables)
        if (!job.delivery.presets.contains(wish.preset))
            job.delivery.presets[wish.preset] = TRY(load_preset(wish.preset));
    const std::string date = name_words({}, *spec.delivery.project, *spec.delivery.project->active_sequence(), "").date;
    for (Deliverable& wish : job.delivery.matrix.deliverables) {
        if (wish.name.empty()) wish.name = job.delivery.presets[wish.preset].name;
        freeze_date(wish.name, date);
    }
    draft.project = project_text(*spec.delivery.project, "");
    // As it will be read, so that its digests are those that the steps will find.
    job.delivery.project = std::make_shared<const Project>(TRY(parse_project(draft.project, "")));
    job.planned = TRY(plan_delivery(job.delivery));
    const auto chunk_frames = lengths_of(job.planned, spec.chunk_seconds);
    TRY_VOID(lay_out(job, chunk_frames));
    ValueArray films, presets, lengths(chunk_frames.begin(), chunk_frames.end());
    for (const auto& film : job.planned.files)
        films.push_back(ValueObject{{"id", film.id}, {"name", film.name}, {"plan", film.plan}});
    for (const auto& [word, preset] : job.delivery.presets)
        presets.push_back(ValueObject{{"word", word}, {"preset", preset_text(preset)}});
    draft.chunks = job.chunks.size(), draft.sounds = job.sounds.size();
    draft.direct = std::all_of(job.canvases.begin(), job.canvases.end(), [](const auto& c) { return c.direct; });
    ValueObject plan{{"tandemPlan", 1},
                     {"build", spec.machine.build},
                     {"libraries", texts(codec_libraries())},
                     {"device", spec.machine.device},
                     {"version", spec.delivery.build},
                     {"project", spec.delivery.project_path},
                     {"projectSha256", sha256_text(draft.project)},
                     {"files", files_of(*job.delivery.project)},
                     {"folder", spec.delivery.folder},
                     {"matrix", matrix_text(job.delivery.matrix)},
                     {"paths", paths_value(job.delivery.paths)},
                     {"presets", presets},
                     {"films", films},
                     {"chunkFrames", lengths},
                     {"onMissing", static_cast<int>(spec.delivery.on_missing)},
                     {"overwrite", spec.delivery.overwrite == Overwrite::yes},
                     {"deterministic", spec.delivery.deterministic},
                     {"threads", spec.delivery.threads}};
    draft.hash = hash_of(plan);
    plan["hash"] = draft.hash;
    draft.plan = value_text(plan) + "\n";
    return draft;
}

Result<void> write_farm(const FarmDraft& draft, const std::string& folder) {
    std::error_code ec;
    const std::string plan = folder + "/plan.json";
    if (fs::exists(plan, ec)) {
        auto there = read_file_limited(plan, kMaxPlan);
        if (there && *there == draft.plan) return {};
        return fail(ErrorCode::cant_create, "the folder holds another plan; remove it or choose another folder",
                    folder);
    }
    if (fs::exists(folder, ec) && !only_begun(folder) && !fs::exists(folder + "/project.tandem", ec))
        return fail(ErrorCode::cant_create, "it is there and holds no plan; choose a new or an empty folder", folder);
    for (const char* part : {"", "/chunks", "/sound"}) {
        fs::create_directories(folder + part, ec);
        if (ec) return fail(ErrorCode::cant_create, "the folder cannot be created: " + ec.message(), folder + part);
    }
    TRY_VOID(write_file_atomic(folder + "/project.tandem", draft.project));
    return write_file_atomic(plan, draft.plan);
}

Result<FarmJob> open_farm(const std::string& plan_path, const FarmMachine& machine) {
    std::error_code ec;
    const std::string path = fs::absolute(plan_path, ec).lexically_normal().string();
    const std::string text = TRY(read_file_limited(path, kMaxPlan));
    auto value = parse_value(text);
    if (!value || !value->as_object())
        return fail(ErrorCode::bad_data, std::string("this is no plan of tandem") + kAnew, path);
    const PlanReader plan(*value, path);
    if (TRY(plan.number("tandemPlan", 1, INT64_MAX)) != 1)
        return fail(ErrorCode::config, "the plan was made by a newer tandem; use that one", path);
    FarmJob job;
    job.folder = fs::path(path).parent_path().string();
    job.hash = TRY(plan.text("hash"));
    if (hash_of(*value->as_object()) != job.hash) return plan.wrong("hash");
    TRY_VOID(same_program(plan, machine, path));
    job.device = TRY(plan.text("device"));

    const std::string frozen = job.folder + "/project.tandem";
    const std::string project = TRY(read_file_limited(frozen, kMaxPlan));
    if (sha256_text(project) != TRY(plan.text("projectSha256")))
        return fail(ErrorCode::bad_data, std::string("the frozen project is not as it was planned") + kAnew, frozen);
    DeliveryJob& d = job.delivery;
    d.project = std::make_shared<const Project>(TRY(parse_project(project, "")));
    const auto now = files_of(*d.project);
    for (const auto& [file, facts] : TRY(plan.object("files"))) {
        const auto found = now.find(file);
        if (found == now.end()) return plan.wrong("files");
        if (found->second != facts)
            return fail(ErrorCode::config, std::string("the file is not as it was when the job was planned") + kAnew,
                        file);
    }
    d.project_path = TRY(plan.text("project"));
    d.matrix = TRY(parse_matrix(TRY(plan.text("matrix")), path));
    d.paths = TRY(read_paths(plan));
    d.folder = TRY(plan.text("folder"));
    d.build = TRY(plan.text("version"));
    d.on_missing = static_cast<OnMissing>(TRY(plan.number("onMissing", 0, 2)));
    d.overwrite = TRY(plan.flag("overwrite")) ? Overwrite::yes : Overwrite::never;
    d.deterministic = TRY(plan.flag("deterministic"));
    d.threads = static_cast<int>(TRY(plan.number("threads", 0, 1024)));
    d.look = false;
    for (const Value& v : TRY(plan.list("presets"))) {
        const PlanReader row(v, path);
        d.presets[TRY(row.text("word"))] = TRY(parse_preset(TRY(row.text("preset")), path));
    }
    const auto films = TRY(plan.list("films"));
    if (films.empty()) return plan.wrong("films");
    for (const Value& v : films) d.among.push_back(TRY(PlanReader(v, path).text("id")));
    job.planned = TRY(plan_delivery(d));
    if (job.planned.files.size() != films.size()) return plan.wrong("films");
    for (size_t i = 0; i < films.size(); ++i) {
        const PlanReader row(films[i], path);
        const PlannedDeliverable& film = job.planned.files[i];
        if (film.id != TRY(row.text("id")) || film.name != TRY(row.text("name")) || film.plan != TRY(row.text("plan")))
            return fail(ErrorCode::config, "deliverable " + film.id + " is not as it was planned" + kAnew, path);
    }
    std::vector<int64_t> lengths;
    for (const Value& v : TRY(plan.list("chunkFrames"))) {
        if (!v.as_int() || *v.as_int() < 0) return plan.wrong("chunkFrames");
        lengths.push_back(*v.as_int());
    }
    if (lengths.size() != static_cast<size_t>(job.planned.passes)) return plan.wrong("chunkFrames");
    TRY_VOID(lay_out(job, lengths));
    return job;
}

} // namespace tandem
