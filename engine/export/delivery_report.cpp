// Reports and the digest of a plan.
#include "engine/export/delivery_report.h"

#include <cstdio>
#include <filesystem>

#include "engine/export/file_digest.h"
#include "engine/export/output_place.h"
#include "engine/export/verify.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
constexpr size_t kMaxReport = size_t{1} << 20;

std::string media_stamp(const Media& media) {
    std::error_code ec;
    const auto size = fs::file_size(media.path, ec);
    if (ec) return media.path + " not a file";
    const auto time = fs::last_write_time(media.path, ec).time_since_epoch().count();
    return media.path + " " + std::to_string(size) + " " + std::to_string(time);
}

ValueObject verify_facts(const VerifyReport& v) {
    ValueObject out{{"depth", v.depth == VerifyDepth::full ? "full" : "quick"},
                    {"frames", v.frames},
                    {"frames_decoded", v.frames_decoded},
                    {"decode_errors", v.decode_errors},
                    {"audio_samples", v.audio_samples},
                    {"start_skew_ms", v.start_skew_ms},
                    {"end_skew_ms", v.end_skew_ms}};
    if (v.loudness_lufs) out["loudness_lufs"] = *v.loudness_lufs;
    if (v.loudness_range_lu) out["loudness_range_lu"] = *v.loudness_range_lu;
    if (v.true_peak_dbtp) out["true_peak_dbtp"] = *v.true_peak_dbtp;
    return out;
}

} // namespace

std::vector<std::string> film_files(const PlannedDeliverable& film, const std::string& name) {
    const int64_t frames = film.target.frames;
    if (film.job.preset.container.mux != "images" || frames == 1) return {name};
    std::vector<std::string> out;
    for (int64_t n = 1; n <= frames; ++n) {
        char path[4096];
        std::snprintf(path, sizeof path, name.c_str(), static_cast<int>(n));
        out.push_back(path);
    }
    return out;
}

std::string project_digest(const DeliveryJob& job) {
    std::string text = "tandem " + job.build + "\n" +
                       project_text(*job.project, fs::path(job.project_path).parent_path().string()) + "\n";
    for (const auto& media : job.project->media) text += media_stamp(*media) + "\n";
    return sha256_text(text);
}

std::string plan_digest(const std::string& project, const PlannedDeliverable& film) {
    const ExportJob& e = film.job;
    std::string text = project + "\n";
    text += preset_text(e.preset) + "\n";
    text += std::to_string(e.sequence->id.value) + " " + std::to_string(film.target.start.ticks) + " " +
            std::to_string(film.target.length.ticks) + "\n";
    char line[200];
    // Of an automatic reframe the wish counts, not the path that it leads to.
    const bool automatic = film.reframe.mode == ReframeMode::automatic;
    for (const ReframePoint& p : automatic ? std::vector<ReframePoint>{} : e.reframe) {
        std::snprintf(line, sizeof line, "%lld %.17g %.17g %.17g\n", static_cast<long long>(p.at.ticks), p.view.x,
                      p.view.y, p.view.zoom);
        text += line;
    }
    if (automatic) text += "auto\n";
    for (const ReframeKey& k : automatic ? film.reframe.keys : std::vector<ReframeKey>{}) {
        std::snprintf(line, sizeof line, "%.40s %.17g %.17g\n", k.at.c_str(), k.x, k.y);
        text += line;
    }
    std::snprintf(line, sizeof line, "%d %d %d ", e.burn_captions, e.deterministic, static_cast<int>(e.on_missing));
    if (!e.locale.empty()) text += "locale " + e.locale + "\n";
    return sha256_text(text + line + e.captions_track);
}

// The path that was found, as the keys of a matrix that asks for the same by hand.
static Value reframe_value(const PlannedDeliverable& film) {
    ValueArray keys;
    const FrameRate rate = film.job.sequence->format.rate;
    for (const ReframePoint& p : film.job.reframe)
        keys.push_back(
            ValueObject{{"at", std::to_string(rate.frame_nearest(p.at)) + "f"}, {"x", p.view.x}, {"y", p.view.y}});
    return ValueObject{{"mode", "keyframed"}, {"keys", keys}};
}

Result<std::string> delivery_report_text(const PlannedDeliverable& film, const ExportReport& report,
                                         std::span<const std::string> files) {
    int64_t bytes = 0;
    for (const auto& f : files) {
        std::error_code ec;
        bytes += static_cast<int64_t>(fs::file_size(f, ec));
        if (ec) return fail(ErrorCode::io, "its size cannot be read: " + ec.message(), f);
    }
    const std::string sha = TRY(sha256_files(files));
    ValueArray beside, notes, warnings(report.warnings.begin(), report.warnings.end());
    for (const auto& s : film.sidecars)
        beside.push_back(
            ValueObject{{"kind", sidecar_word(s.settings.kind)}, {"file", fs::path(s.path).filename().string()}});
    for (const auto& n : report.notes) notes.push_back(ValueObject{{"clip", n.clip.value}, {"what", n.what}});
    ValueObject out{{"tandemReport", 1},
                    {"id", film.id},
                    {"file", film.name},
                    {"plan", film.plan},
                    {"sha256", sha},
                    {"bytes", bytes},
                    {"preset", film.job.preset.id},
                    {"sequence", film.job.sequence->name},
                    {"start_s", film.target.start.seconds()},
                    {"duration_s", film.target.length.seconds()},
                    {"frames", film.target.frames},
                    {"sidecars", beside},
                    {"notes", notes},
                    {"warnings", warnings}};
    if (film.target.frames > 0) {
        out["width"] = film.target.frame.width, out["height"] = film.target.frame.height;
        out["fps"] = film.target.rate.hz();
        out["passthrough_frames"] = report.passthrough_frames;
    }
    if (film.reframe.mode == ReframeMode::automatic) out["reframe"] = reframe_value(film);
    if (report.verify) {
        const VerifyReport& v = *report.verify;
        out["container"] = v.container;
        if (!v.video_codec.empty()) out["video_codec"] = v.video_codec, out["pixel_format"] = v.pixel_format;
        if (!v.audio_codec.empty())
            out["audio_codec"] = v.audio_codec, out["audio_rate"] = v.audio_rate, out["channels"] = v.channels;
        out["verify"] = verify_facts(v);
    }
    return value_text(out) + "\n";
}

static std::optional<Value> read_report(const std::string& path) {
    auto text = read_file_limited(path, kMaxReport);
    if (!text) return std::nullopt;
    auto value = parse_value(*text);
    if (!value) return std::nullopt;
    const Value* version = value->find("tandemReport");
    if (!version || !version->as_int() || *version->as_int() != 1) return std::nullopt;
    return std::move(*value);
}

bool is_delivery_report(const std::string& path) { return read_report(path).has_value(); }

bool already_delivered(const PlannedDeliverable& film) {
    const auto report = read_report(film.report);
    if (!report) return false;
    auto says = [&](const char* key, const std::string& what) {
        const Value* v = report->find(key);
        return v && v->as_string() && *v->as_string() == what;
    };
    if (!says("plan", film.plan)) return false;
    ExportJob look = film.job;
    look.overwrite = Overwrite::yes;
    auto place = OutputPlace::plan(look, film.target.frames);
    if (!place) return false;
    auto sha = sha256_files(film_files(film, place->final_name()));
    return sha && says("sha256", *sha);
}

} // namespace tandem
