// Planning and making of deliveries.
#include "engine/export/deliver.h"

#include <fnmatch.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

#include "engine/export/delivery_report.h"
#include "engine/export/follow.h"
#include "engine/export/output_name.h"
#include "engine/export/output_place.h"
#include "engine/export/sidecars.h"
#include "engine/export/size_estimate.h"
#include "engine/export/smart_match.h"
#include "engine/io/disk_space.h"
#include "engine/io/output_folder.h"
#include "engine/io/project_file.h"
#include "engine/model/timeline_text.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

Error at(const Deliverable& wish, Error error) {
    error.where = "deliverable " + wish.id + (error.where.empty() ? "" : ", " + error.where);
    return error;
}

Result<Preset> preset_of(const Deliverable& wish, const std::map<std::string, Preset>& given) {
    const auto known = given.find(wish.preset);
    Preset preset = known != given.end() ? known->second : TRY(load_preset(wish.preset));
    for (const auto& [key, value] : wish.sets) TRY_VOID(set_preset_key(preset, key, value));
    if (wish.size)
        preset.canvas.fit = FitMode::exact, preset.canvas.width = (*wish.size)[0],
        preset.canvas.height = (*wish.size)[1];
    if (!wish.bus.empty()) {
        if (preset.audio.empty()) return fail(ErrorCode::config, "audio.bus: the preset has no sound", preset.id);
        for (auto& a : preset.audio) a.bus = wish.bus;
    }
    const std::pair<const char*, std::optional<double>> loudness[] = {{"lufs", wish.lufs}, {"tp", wish.true_peak}};
    for (const auto& [key, value] : loudness) {
        if (!value) continue;
        if (preset.audio.empty())
            return fail(ErrorCode::config, std::string("audio.") + key + ": the preset has no sound", preset.id);
        for (size_t i = 0; i < preset.audio.size(); ++i)
            TRY_VOID(set_preset_key(preset, "audio." + std::to_string(i) + ".loudness." + key, std::to_string(*value)));
    }
    return preset;
}

Result<Ref<Sequence>> sequence_of(const Project& project, const std::string& name) {
    Ref<Sequence> s = name.empty() ? project.active_sequence() : project.sequence_named(name);
    if (s) return s;
    std::string names;
    for (const auto& other : project.sequences) names += (names.empty() ? "" : ", ") + other->name;
    return fail(ErrorCode::config, "no sequence has the name \"" + name + "\"; there are: " + names);
}

Result<std::vector<FollowPoint>> followed_points(const ReframeSettings& r, const Sequence& sequence) {
    std::vector<FollowPoint> points;
    for (const ReframeKey& k : r.keys) {
        const Time time = TRY(parse_at(k.at, sequence));
        if (!points.empty() && time <= points.back().at)
            return fail(ErrorCode::config, "the keys of a reframe must rise in time", k.at);
        points.push_back({time, {k.x, k.y}});
    }
    return points;
}

Result<std::vector<ReframePoint>> points_of(const ReframeSettings& r, const Sequence& sequence) {
    std::vector<ReframePoint> points;
    if (r.mode == ReframeMode::fill || r.mode == ReframeMode::automatic) points.push_back({Time{}, {r.x, r.y, 1}});
    if (r.mode == ReframeMode::automatic) return TRY(followed_points(r, sequence)), points;
    for (const ReframeKey& k : r.keys) {
        const Time time = TRY(parse_at(k.at, sequence));
        if (!points.empty() && time <= points.back().at)
            return fail(ErrorCode::config, "the keys of a reframe must rise in time", k.at);
        points.push_back({time, {k.x, k.y, k.zoom}});
    }
    return points;
}

bool has_local_texts(const Project& project) {
    for (const auto& s : project.sequences)
        for (const auto& t : s->tracks)
            for (const Placement& p : t->items)
                if (auto g = std::get_if<GeneratorContent>(&p.clip->content);
                    g && g->generator && !g->generator->local.empty())
                    return true;
    return false;
}

Result<void> captions_into(ExportJob& job, const Deliverable& wish) {
    job.burn_captions = wish.burn.value_or(true);
    const bool named = wish.captions_track != "*";
    const std::string wanted = named ? wish.captions_track : wish.burn.value_or(false) ? wish.locale : "";
    bool found = false;
    for (const auto& t : job.sequence->tracks)
        found = found || (t->kind == TrackKind::subtitle && (t->name == wanted || t->language == wanted));
    if (named && !found)
        return fail(ErrorCode::config, "no subtitle track has the name or language \"" + wanted + "\"");
    if (found && !wanted.empty() && wish.burn.value_or(false)) job.captions_track = wanted;
    return {};
}

bool wanted(const DeliveryJob& job, const PlannedDeliverable& film) {
    const auto& ids = job.among;
    if (!ids.empty() && std::find(ids.begin(), ids.end(), film.id) == ids.end()) return false;
    const std::string& pattern = job.only;
    return pattern.empty() || fnmatch(pattern.c_str(), film.id.c_str(), 0) == 0 ||
           fnmatch(pattern.c_str(), film.name.c_str(), 0) == 0;
}

class Planner {
  public:
    explicit Planner(const DeliveryJob& job) : job_(job) {}

    Result<DeliveryPlan> plan() {
        std::error_code ec;
        folder_ = fs::absolute(job_.folder, ec);
        if (fs::exists(folder_, ec) && !fs::is_directory(folder_, ec))
            return fail(ErrorCode::cant_create, "it is a file; name the folder to deliver to", job_.folder);
        if (!fs::is_directory(folder_, ec))
            return fail(ErrorCode::cant_create, "the folder does not exist; make it first", job_.folder);
        for (size_t i = 0; i < job_.matrix.deliverables.size(); ++i) {
            const Deliverable& wish = job_.matrix.deliverables[i];
            auto film = one(wish, static_cast<int>(i) + 1);
            if (!film) return at(wish, std::move(film).error());
            auto named = claim(*film);
            if (!named) return at(wish, std::move(named).error());
            if (!wanted(job_, *film)) continue;
            if (const std::string text = range_warning(film->job.range, *film->job.sequence); !text.empty())
                plan_.warnings.push_back("deliverable " + wish.id + ": " + text);
            plan_.files.push_back(std::move(*film));
        }
        if (plan_.files.empty())
            return fail(ErrorCode::usage, "no deliverable has an id or a name that matches", "--only " + job_.only);
        const std::string project = project_digest(job_);
        for (PlannedDeliverable& film : plan_.files) {
            film.plan = plan_digest(project, film);
            if (!job_.look) continue;
            if (auto ready = take_place(job_, film); !ready) {
                Error error = std::move(ready).error();
                error.what += " (deliverable " + film.id + ")";
                return error;
            }
        }
        // Where nothing is left to make, nothing is written.
        if (job_.look && std::any_of(plan_.files.begin(), plan_.files.end(),
                                     [](const auto& film) { return film.standing == Standing::wanted; }))
            TRY_VOID(check_folder(job_.folder));
        group();
        plan_.disk_free = disk_free(folder_.string());
        int64_t need = 0;
        for (const auto& film : plan_.files)
            if (film.standing == Standing::wanted) need += film.estimate.value_or(0);
        if (plan_.disk_free >= 0 && need > plan_.disk_free)
            plan_.warnings.push_back("the disk has " + bytes_text(plan_.disk_free) + " free; about " +
                                     bytes_text(need) + " are needed");
        return std::move(plan_);
    }

  private:
    Result<PlannedDeliverable> one(const Deliverable& wish, int index) {
        PlannedDeliverable film;
        film.id = wish.id;
        ExportJob& e = film.job;
        e.project = job_.project;
        e.preset = TRY(preset_of(wish, job_.presets));
        TRY_VOID(check_preset(e.preset));
        e.sequence = TRY(sequence_of(*job_.project, wish.sequence));
        e.preset = TRY(match_source(*job_.project, *e.sequence, e.preset));
        e.range = TRY(parse_range(wish.range, *e.sequence));
        e.reframe = TRY(points_of(wish.reframe, *e.sequence));
        film.reframe = wish.reframe;
        if (wish.reframe.mode == ReframeMode::automatic) {
            const auto known = job_.paths.find(wish.id);
            film.follows = known == job_.paths.end();
            if (!film.follows) e.reframe = known->second;
        }
        if (has_local_texts(*job_.project)) e.locale = wish.locale; // else canvases of all locales are one
        TRY_VOID(captions_into(e, wish));
        e.on_missing = job_.on_missing, e.overwrite = job_.overwrite, e.deterministic = job_.deterministic;
        e.threads = job_.threads, e.cancel = job_.cancel, e.warn = job_.warn;
        film.target = TRY(decide_target(*job_.project, *e.sequence, e.preset, e.range));
        if (const auto size = estimate_size(e.preset, film.target, e.sequence->format.channels))
            film.estimate = size->bytes;

        NameWords words = name_words(e.preset, *job_.project, *e.sequence, job_.project_path);
        words.id = wish.id, words.locale = wish.locale, words.index = index;
        words.width = film.target.frame.width, words.height = film.target.frame.height, words.rate = film.target.rate;
        if (!e.preset.video.enabled) words.width = words.height = 0;
        film.name = expand_name(wish.name.empty() ? e.preset.name : wish.name, words);
        TRY_VOID(check_file_name(film.name));
        e.output = (folder_ / film.name).string();
        film.report = e.output + ".report.json";
        film.sidecars = TRY(plan_sidecars(wish, film, plan_.warnings));
        return film;
    }

    // Two files of one name are found before anything is rendered.
    Result<void> claim(const PlannedDeliverable& film) {
        std::vector<std::string> paths{film.job.output, film.report};
        for (const auto& s : film.sidecars) {
            TRY_VOID(check_file_name(fs::path(s.path).filename().string()));
            paths.push_back(s.path);
        }
        for (const std::string& path : paths) {
            const auto [owner, fresh] = names_.emplace(path, film.id);
            if (!fresh)
                return fail(ErrorCode::config,
                            "deliverable " + owner->second +
                                " makes a file of the same name; put {id}, {locale} or {height} into a name",
                            path);
        }
        return {};
    }

    // Numbers of passes and canvases, as run_exports will find them.
    void group() {
        std::vector<const PlannedDeliverable*> leads;
        // A film that must fit a size, or whose copied parts do not join, is made more than once.
        auto alone = [](const PlannedDeliverable& film) {
            const VideoSettings& v = film.job.preset.video;
            return film.target.frames > 0 && (v.mode == RateMode::size || v.smart != SmartMode::off);
        };
        auto pass_of = [&](const PlannedDeliverable& film) {
            for (size_t i = 0; i < leads.size(); ++i) {
                const PlannedDeliverable& lead = *leads[i];
                if (lead.job.sequence != film.job.sequence || alone(lead) || alone(film)) continue;
                const ExportTarget &a = lead.target, &b = film.target;
                // Sound alone goes along with any pictures of its sequence.
                if (a.frames == 0 || b.frames == 0 || (a.rate == b.rate && a.start == b.start && a.frames == b.frames))
                    return static_cast<int>(i);
            }
            leads.push_back(&film);
            return static_cast<int>(leads.size()) - 1;
        };
        // Pictures first, so that a pass is led by one where it has any.
        for (const bool pictures : {true, false})
            for (auto& film : plan_.files)
                if ((film.target.frames > 0) == pictures && film.standing == Standing::wanted)
                    film.pass = pass_of(film);
        plan_.passes = static_cast<int>(leads.size());
        std::vector<const PlannedDeliverable*> canvases;
        for (auto& film : plan_.files) {
            if (film.target.frames == 0 || film.standing == Standing::kept) continue;
            auto same = [&](const auto* other) {
                const ExportJob &a = other->job, &b = film.job;
                return other->pass == film.pass && same_frame(other->target.frame, film.target.frame) &&
                       a.reframe == b.reframe && other->reframe == film.reframe && a.burn_captions == b.burn_captions &&
                       a.captions_track == b.captions_track && a.locale == b.locale;
            };
            auto found = std::find_if(canvases.begin(), canvases.end(), same);
            film.canvas = static_cast<int>(found - canvases.begin());
            if (found == canvases.end()) canvases.push_back(&film);
        }
        plan_.canvases = static_cast<int>(canvases.size());
    }

    const DeliveryJob& job_;
    fs::path folder_;
    DeliveryPlan plan_;
    std::map<std::string, std::string> names_; // path -> id
};

// One deliverable's sidecars; those of a film that was kept only where they are missing.
Result<void> write_sidecars(const PlannedDeliverable& film, const DeliveryJob& job, Delivered& out) {
    for (const PlannedSidecar& s : film.sidecars) {
        std::error_code ec;
        if (film.standing == Standing::wanted || !fs::exists(s.path, ec))
            TRY_VOID(write_sidecar(s, film, job.renderers));
        out.sidecars.push_back(s.path);
    }
    return {};
}

// The paths of automatic reframes, once for each canvas.
void find_paths(const DeliveryJob& job, DeliveryPlan& plan, DeliveryReport& report) {
    std::map<int, size_t> of_canvas;
    for (size_t i = 0; i < plan.files.size(); ++i) {
        PlannedDeliverable& film = plan.files[i];
        if (!film.follows || film.standing == Standing::kept || film.canvas < 0) continue;
        const auto [first, fresh] = of_canvas.emplace(film.canvas, i);
        if (!fresh) {
            film.job.reframe = plan.files[first->second].job.reframe;
            report.files[i].error = report.files[first->second].error;
        } else if (auto warnings = follow_picture(job, film); !warnings) {
            report.files[i].error = std::move(warnings).error();
        } else {
            for (const auto& text : *warnings)
                if (job.warn) job.warn(film.id + ": " + text);
        }
        report.files[i].reframe = film.job.reframe;
    }
}

} // namespace

Result<DeliveryPlan> plan_delivery(const DeliveryJob& job) { return Planner(job).plan(); }

std::vector<std::string> part_paths(const PlannedDeliverable& film) {
    ExportJob look = film.job;
    look.overwrite = Overwrite::yes;
    const auto place = OutputPlace::plan(look, film.target.frames);
    return place ? place->temporaries() : std::vector<std::string>{};
}

Result<void> take_place(const DeliveryJob& job, PlannedDeliverable& film) {
    if (job.overwrite != Overwrite::yes && already_delivered(film)) {
        film.standing = Standing::kept;
        return {};
    }
    if (auto place = OutputPlace::plan(film.job, film.target.frames); !place) return std::move(place).error();
    if (job.overwrite == Overwrite::yes) return {};
    std::error_code ec;
    auto taken = [&](const std::string& path) { return fs::exists(fs::symlink_status(path, ec)); };
    std::vector<std::string> paths;
    for (const auto& s : film.sidecars) paths.push_back(s.path);
    if (taken(film.report) && !is_delivery_report(film.report)) paths.push_back(film.report);
    for (const std::string& path : paths)
        if (taken(path)) return fail(ErrorCode::cant_create, "it exists already; only -y overwrites it", path);
    return {};
}

Result<std::vector<std::string>> follow_picture(const DeliveryJob& job, PlannedDeliverable& film) {
    ExportJob e = film.job;
    e.range = {film.target.start, film.target.length};
    e.renderers = job.renderers;
    if (job.progress) e.progress = [&](const ExportProgress& p) { job.progress(film.id, p); };
    const auto points = TRY(followed_points(film.reframe, *e.sequence));
    FollowResult found = TRY(follow(e, film.target.frame.width, film.target.frame.height, points));
    film.job.reframe = std::move(found.points);
    film.follows = false;
    return std::move(found.warnings);
}

DeliveryReport run_delivery(const DeliveryJob& job, const DeliveryPlan& given) {
    const auto start = std::chrono::steady_clock::now();
    DeliveryReport report;
    DeliveryPlan plan = given;
    for (const auto& film : plan.files)
        report.files.push_back({film.id, film.job.output, Delivered::State::failed, {}, {}, {}, {}});
    find_paths(job, plan, report);
    for (int pass = 0; pass < plan.passes; ++pass) {
        std::vector<size_t> members;
        std::vector<ExportJob> jobs;
        for (size_t i = 0; i < plan.files.size(); ++i) {
            const PlannedDeliverable& film = plan.files[i];
            if (film.standing == Standing::kept || film.pass != pass || report.files[i].error) continue;
            members.push_back(i);
            ExportJob e = film.job;
            e.renderers = job.renderers;
            if (job.progress) e.progress = [&job, &film](const ExportProgress& p) { job.progress(film.id, p); };
            // The report stands before the film does: a film under its final name can always be known again.
            e.before_publish = [&film](const ExportReport& made, const std::string& part) -> Result<void> {
                const auto files = film_files(film, part);
                return write_file_atomic(film.report, TRY(delivery_report_text(film, made, files)));
            };
            jobs.push_back(std::move(e));
        }
        PassReport shared;
        auto results = run_exports(jobs, &shared);
        report.canvases += shared.canvases, report.mixes += shared.mixes;
        report.composited_frames += shared.composited_frames;
        for (size_t k = 0; k < members.size(); ++k) {
            Delivered& out = report.files[members[k]];
            if (results[k])
                out.state = Delivered::State::made, out.report = std::move(*results[k]);
            else
                out.error = results[k].error();
        }
    }
    for (size_t i = 0; i < plan.files.size(); ++i) {
        const PlannedDeliverable& film = plan.files[i];
        Delivered& out = report.files[i];
        if (film.standing == Standing::kept) out.state = Delivered::State::kept;
        std::error_code ec;
        if (out.error) {
            // A report that went ahead of a film that then could not be renamed.
            if (!fs::exists(film.job.output, ec)) fs::remove(film.report, ec);
            continue;
        }
        if (auto done = write_sidecars(film, job, out); !done)
            out.state = Delivered::State::failed, out.error = done.error();
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace tandem
