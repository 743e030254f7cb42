// Captions and chapters as text, pictures as exports of one frame.
#include "engine/export/sidecars.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "engine/io/interchange.h"
#include "engine/io/project_file.h"
#include "engine/model/timeline_text.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

TimeRange range_of(const PlannedDeliverable& film) { return {film.target.start, film.target.length}; }

// STEM.ENDING beside the film.
std::string beside(const PlannedDeliverable& film, const std::string& ending) {
    const fs::path out = film.job.output;
    return (out.parent_path() / (out.stem().string() + "." + ending)).string();
}

// A language or track name as part of a file name.
std::string tag_of(const Track& track) {
    std::string tag;
    for (char c : track.language.empty() ? track.name : track.language)
        tag += c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '_' : c;
    return tag;
}

// "25%", "marker:NAME" or a time; the first of those between "|" that exists.
Result<Time> picture_time(const std::string& text, const PlannedDeliverable& film) {
    const Sequence& sequence = *film.job.sequence;
    const TimeRange range = range_of(film);
    std::string rest = text;
    while (!rest.empty()) {
        const size_t bar = rest.find('|');
        const std::string word = rest.substr(0, bar);
        rest = bar == std::string::npos ? "" : rest.substr(bar + 1);
        Time at;
        if (word.starts_with("marker:")) {
            auto found = std::find_if(sequence.markers.begin(), sequence.markers.end(),
                                      [&](const auto& m) { return m->name == word.substr(7); });
            if (found == sequence.markers.end()) continue;
            at = (*found)->start;
        } else if (word.ends_with("%")) {
            char* end = nullptr;
            const double part = std::strtod(word.c_str(), &end);
            if (end != word.c_str() + word.size() - 1 || !(part >= 0 && part <= 100))
                return fail(ErrorCode::config, "\"" + word + "\" is no share of the film; it is one of 0% to 100%",
                            film.id);
            at = range.start + Time{static_cast<int64_t>(static_cast<double>(range.length.ticks) * part / 100)};
        } else {
            at = TRY(parse_at(word, sequence));
        }
        const FrameRate rate = sequence.format.rate;
        const Time last = rate.time_of(std::max<int64_t>(0, rate.frames_covering(range.end()) - 1));
        at = rate.time_of(rate.frame_at(at));
        if (word.ends_with("%")) at = std::min(at, last);
        if (at >= range.start && at < range.end()) return at;
        return fail(ErrorCode::usage, "\"" + word + "\" lies outside the range that is delivered", film.id);
    }
    return fail(ErrorCode::config, "the sequence has none of the markers in \"" + text + "\"", film.id);
}

Result<void> write_picture(const PlannedSidecar& s, const PlannedDeliverable& film,
                           const std::vector<FrameRenderer*>& renderers) {
    const bool jpeg = s.settings.kind == SidecarKind::thumbnail;
    ExportJob job = film.job;
    job.pictures_from = nullptr; // it has another size
    job.preset = TRY(load_preset(jpeg ? "images.jpeg" : "images.png"));
    job.preset.canvas = film.job.preset.canvas;
    job.preset.canvas.fps = "native";
    if (s.settings.size)
        job.preset.canvas = {.fit = FitMode::exact, .width = (*s.settings.size)[0], .height = (*s.settings.size)[1]};
    job.range = {s.at, film.job.sequence->format.rate.time_of(1)};
    job.output = s.path;
    job.overwrite = Overwrite::yes; // the plan has looked
    job.progress = nullptr;
    job.renderers = renderers;
    int64_t bytes = 0;
    job.before_publish = [&](const ExportReport&, const std::string& part) -> Result<void> {
        std::error_code ec;
        bytes = static_cast<int64_t>(fs::file_size(part, ec));
        if (s.settings.max_bytes == 0 || bytes <= s.settings.max_bytes) return {};
        return fail(ErrorCode::config,
                    "the picture has " + std::to_string(bytes) + " bytes, more than maxBytes of " +
                        std::to_string(s.settings.max_bytes) + "; give it a smaller size",
                    s.path);
    };
    // Quality goes down until the picture fits; 31 is the least that JPEG encoders offer.
    for (double quality : {2, 3, 5, 8, 12, 18, 25, 31}) {
        if (jpeg) job.preset.video.crf = quality;
        auto done = run_export(job);
        if (done) return {};
        const bool large = s.settings.max_bytes > 0 && bytes > s.settings.max_bytes;
        if (!jpeg || !large || quality == 31) return std::move(done).error();
    }
    return {};
}

} // namespace

Track captions_of(const Track& track, TimeRange range) {
    Track out = track;
    std::vector<Placement> items;
    for (const Placement& p : track.items) {
        const Time start = std::max(p.start, range.start), end = std::min(p.end(), range.end());
        if (start >= end) continue;
        Clip clip = *p.clip;
        clip.length = end - start;
        items.push_back({start - range.start, std::make_shared<const Clip>(std::move(clip))});
    }
    out.items = Chunked<Placement>(std::span<const Placement>(items));
    return out;
}

std::string chapters_text(const Sequence& sequence, TimeRange range, std::vector<std::string>& warnings) {
    std::vector<std::pair<Time, std::string>> list;
    for (const auto& m : sequence.markers)
        if (m->kind == MarkerKind::chapter && m->start >= range.start && m->start < range.end())
            list.emplace_back(m->start - range.start, m->name);
    auto whole = [](Time t) { return static_cast<int64_t>(t.seconds()); };
    if (list.size() < 3)
        warnings.push_back("chapters: video sites want three or more, there are " + std::to_string(list.size()));
    if (!list.empty() && whole(list[0].first) != 0) warnings.push_back("chapters: the first must stand at 0:00");
    for (size_t i = 0; i < list.size(); ++i) {
        const Time end = i + 1 < list.size() ? list[i + 1].first : range.length;
        if ((end - list[i].first).seconds() < 10)
            warnings.push_back("chapters: \"" + list[i].second + "\" is shorter than 10 s");
    }
    std::string out;
    const bool hours = range.length.seconds() >= 3600;
    for (const auto& [at, name] : list) {
        const int64_t s = whole(at);
        char stamp[40];
        if (hours)
            std::snprintf(stamp, sizeof stamp, "%d:%02d:%02d", static_cast<int>(s / 3600),
                          static_cast<int>(s / 60 % 60), static_cast<int>(s % 60));
        else
            std::snprintf(stamp, sizeof stamp, "%d:%02d", static_cast<int>(s / 60), static_cast<int>(s % 60));
        std::string line = name;
        std::replace_if(
            line.begin(), line.end(), [](unsigned char c) { return c < 0x20; }, ' ');
        out += std::string(stamp) + " " + line + "\n";
    }
    return out;
}

Result<std::vector<PlannedSidecar>> plan_sidecars(const Deliverable& wish, const PlannedDeliverable& film,
                                                  std::vector<std::string>& warnings) {
    std::vector<PlannedSidecar> out;
    const Sequence& sequence = *film.job.sequence;
    for (const SidecarSettings& s : wish.sidecars) {
        switch (s.kind) {
        case SidecarKind::srt:
        case SidecarKind::vtt: {
            // The track that was named, else those of the locale, else all.
            std::vector<Ref<Track>> tracks, of_locale;
            for (const auto& t : sequence.tracks) {
                if (t->kind != TrackKind::subtitle) continue;
                const std::string& wanted = wish.captions_track;
                if (wanted != "*" && t->name != wanted && t->language != wanted) continue;
                tracks.push_back(t);
                if (!wish.locale.empty() && t->language == wish.locale) of_locale.push_back(t);
            }
            if (wish.captions_track == "*" && !of_locale.empty()) tracks = of_locale;
            if (tracks.empty())
                warnings.push_back(film.id + ": the sequence has no subtitle track for a file of captions");
            for (const auto& t : tracks)
                out.push_back({s, beside(film, tag_of(*t) + "." + sidecar_word(s.kind)), {}, t});
            break;
        }
        case SidecarKind::chapters: {
            std::vector<std::string> said;
            if (chapters_text(sequence, range_of(film), said).empty())
                said = {"chapters: the range has no chapter markers; no file is written"};
            else
                out.push_back({s, beside(film, "chapters.txt"), {}, {}});
            for (const auto& text : said) warnings.push_back(film.id + ": " + text);
            break;
        }
        case SidecarKind::thumbnail:
        case SidecarKind::poster:
            out.push_back({s,
                           beside(film, s.kind == SidecarKind::thumbnail ? "thumbnail.jpg" : "poster.png"),
                           TRY(picture_time(s.at, film)),
                           {}});
            break;
        case SidecarKind::edl: // a list holds one track
            for (const auto& t : sequence.tracks)
                if (t->kind == TrackKind::picture && t->enabled && !t->items.empty())
                    out.push_back({s, beside(film, tag_of(*t) + ".edl"), {}, t});
            break;
        case SidecarKind::otio:
            out.push_back({s, beside(film, "otio"), {}, {}});
            break;
        case SidecarKind::report:
            break; // every film has one
        }
    }
    return out;
}

Result<void> write_sidecar(const PlannedSidecar& s, const PlannedDeliverable& film,
                           const std::vector<FrameRenderer*>& renderers) {
    switch (s.settings.kind) {
    case SidecarKind::srt:
        return write_file_atomic(s.path, write_srt(captions_of(*s.track, range_of(film))));
    case SidecarKind::vtt:
        return write_file_atomic(s.path, write_vtt(captions_of(*s.track, range_of(film))));
    case SidecarKind::chapters: {
        std::vector<std::string> said_by_the_plan;
        return write_file_atomic(s.path, chapters_text(*film.job.sequence, range_of(film), said_by_the_plan));
    }
    case SidecarKind::thumbnail:
    case SidecarKind::poster:
        return write_picture(s, film, renderers);
    case SidecarKind::otio:
        return write_file_atomic(s.path, write_otio(*film.job.project, film.job.sequence->id, OtioDialect::spec,
                                                    fs::path(s.path).parent_path().string(), nullptr));
    case SidecarKind::edl:
        return write_file_atomic(s.path,
                                 write_edl(*film.job.project, *film.job.sequence, *s.track, range_of(film), nullptr));
    case SidecarKind::report:
        break;
    }
    return fail(ErrorCode::internal, "a kind that was not planned", s.path);
}

} // namespace tandem
