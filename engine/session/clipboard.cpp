// Clips to text and back, and subtitle files onto a track.
#include "engine/session/clipboard.h"

#include <filesystem>
#include <functional>
#include <map>

#include "engine/edit/move.h"
#include "engine/edit/project_edits.h"
#include "engine/edit/tracks.h"
#include "engine/io/interchange.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "engine/session/command_args.h"

namespace tandem {

static constexpr size_t kMaxSubtitleBytes = size_t{64} << 20;

// Media and sequences that a clip shows.
static void for_content(const Clip& clip, const std::function<void(MediaId)>& media,
                        const std::function<void(SequenceId)>& nested) {
    if (auto m = std::get_if<MediaContent>(&clip.content)) media(m->media);
    if (auto n = std::get_if<SequenceContent>(&clip.content)) nested(n->sequence);
    if (clip.takes)
        for (const Take& t : clip.takes->all) media(t.content.media);
}

std::string clips_text(const Project& project, const Sequence& sequence, const std::set<ClipId>& clips) {
    Project out;
    out.uuid = project.uuid, out.name = project.name, out.next_id = project.next_id;
    Sequence chosen;
    chosen.id = sequence.id, chosen.name = sequence.name, chosen.format = sequence.format;
    chosen.mixer = default_mixer(sequence.format.channels);
    std::set<MediaId> media;
    std::set<SequenceId> nests;
    std::function<void(const Clip&)> note = [&](const Clip& c) {
        for_content(
            c, [&](MediaId id) { media.insert(id); },
            [&](SequenceId id) {
                const Ref<Sequence> s = project.find_sequence(id);
                if (!s || id == sequence.id || !nests.insert(id).second) return;
                for (const auto& track : s->tracks)
                    for (const Placement& p : track->items) note(*p.clip);
            });
    };
    bool any = false;
    for (const auto& track : sequence.tracks) {
        Track copy = make_track(track->kind, track->id, track->name);
        copy.language = track->language;
        std::vector<Placement> items;
        for (const Placement& p : track->items)
            if (clips.count(p.clip->id)) items.push_back(p), note(*p.clip);
        any = any || !items.empty();
        copy.items = Chunked<Placement>(items);
        chosen.tracks.push_back(ref(std::move(copy)));
    }
    if (!any) return {};
    out.active = chosen.id;
    std::vector<Ref<Media>> pool;
    for (const Ref<Media>& m : project.media)
        if (media.count(m->id)) {
            Media copy = *m;
            copy.bin = {};
            pool.push_back(ref(std::move(copy)));
        }
    out.media = Chunked<Ref<Media>>(pool);
    out.sequences.push_back(ref(std::move(chosen)));
    for (const auto& s : project.sequences)
        if (nests.count(s->id)) out.sequences.push_back(s);
    return project_text(out, "");
}

namespace {

using Outcome = Result<CommandOutcome>;

constexpr ArgSpec kPaste[] = {
    {"clips", ArgType::text, true, "a project with the clips in its active sequence, as text"},
    {"at", ArgType::time, true, "where the first of them starts"},
    {"ripple", ArgType::boolean, false, "make room where clips stand that carry the sequence's time"},
    kSequenceArg};
Outcome run_paste(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    const Project from = TRY(parse_project(a.text("clips"), ""));
    const Ref<Sequence> source = from.active_sequence(), into = TRY(a.sequence());
    if (!source) return fail(ErrorCode::usage, "there is nothing to paste");
    // The pool's own medium of the same file, or a new one.
    Project pool = *project;
    std::map<MediaId, MediaId> media;
    for (const Ref<Media>& m : from.media) {
        for (const Ref<Media>& have : pool.media)
            if (have->path == m->path && (!media.count(m->id) || have->id == m->id)) media[m->id] = have->id;
        if (media.count(m->id)) continue;
        Media copy = *m;
        copy.bin = {};
        MadeMedia made = TRY(add_media(pool, std::move(copy)));
        pool = std::move(made.project), media[m->id] = made.media;
    }
    const Ref<Project> with_media = ref(std::move(pool));
    const FrameRate rate = into->format.rate;
    PasteArgs paste;
    paste.ripple = a.ripple();
    std::map<TrackKind, size_t> ranks;
    Time first{INT64_MAX};
    for (const auto& track : source->tracks)
        if (!track->items.empty()) first = std::min(first, track->items[0].start);
    for (const auto& track : source->tracks) {
        const size_t rank = ranks[track->kind]++;
        for (const Placement& p : track->items) {
            Clip c = *p.clip;
            if (auto m = std::get_if<MediaContent>(&c.content)) m->media = media[m->media];
            if (auto n = std::get_if<SequenceContent>(&c.content);
                n && (from.uuid != project->uuid || !project->find_sequence(n->sequence)))
                return fail(ErrorCode::usage, "a nested sequence can be pasted in its own project only",
                            "clip " + c.name);
            if (c.takes) {
                Takes takes = *c.takes;
                for (Take& t : takes.all) t.content.media = media[t.content.media];
                c.takes = ref(std::move(takes));
            }
            Time start = p.start - first;
            if (source->format.rate != rate && track->kind == TrackKind::picture) {
                const Time end = rate.snap(start + c.length);
                start = rate.snap(start);
                c.length = std::max(end - start, rate.time_of(1));
                fit_fades(c);
            }
            paste.clips.push_back({track->kind, rank, start, std::move(c)});
        }
    }
    Args with(with_media, values);
    auto out = TRY(edit_sequence(with, "Paste clips", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        paste.at = TRY(a.time("at", Grid::frames));
        Edited e = TRY(paste_clips(s, paste, ids));
        return SequenceOutcome{std::move(e.sequence), id_values(e.made)};
    }));
    TRY_VOID(check_valid(*out.project)); // the text came from outside; a nest may lie inside itself
    return out;
}

constexpr ArgSpec kSubtitles[] = {{"path", ArgType::text, false, "an .srt or .vtt file"},
                                  {"text", ArgType::text, false, "instead of `path`: what is in it"},
                                  {"name", ArgType::text, false, "of the track; the file's if not given"},
                                  {"language", ArgType::text, false, "of the track, as \"ko\" or \"pt-BR\""},
                                  kSequenceArg};
Outcome run_subtitles(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    if (a.has("path") == a.has("text")) return fail(ErrorCode::usage, "give one of \"path\" and \"text\"");
    const std::string path = a.text("path");
    const std::string text = a.has("path") ? TRY(read_file_limited(path, kMaxSubtitleBytes)) : a.text("text");
    std::string name = a.text("name");
    if (name.empty()) name = path.empty() ? "Subtitles" : std::filesystem::path(path).stem().string();
    auto out =
        TRY(edit_sequence(a, "Import subtitles", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
            auto cues = read_subtitles(text, path.empty() ? name : path, ids);
            if (!cues) return cues.error();
            if (cues->items.empty()) return fail(ErrorCode::bad_data, "there is no subtitle in it", path);
            AddTrackArgs add;
            add.kind = TrackKind::subtitle, add.name = name;
            MadeTrack made = TRY(add_track(s, add, ids));
            for (auto& track : made.sequence.tracks)
                if (track->id == made.track) {
                    Track copy = *track;
                    copy.items = cues->items, copy.language = a.text("language");
                    track = ref(std::move(copy));
                }
            return SequenceOutcome{std::move(made.sequence), id_value(made.track)};
        }));
    TRY_VOID(check_valid(*out.project));
    ValueObject intent = values;
    intent.erase("path");
    intent["op"] = "import_subtitles", intent["text"] = text, intent["name"] = name;
    out.intent = std::move(intent);
    return out;
}

const CommandSpec kTable[] = {
    {"paste_clips", "puts clips that were copied as text, on tracks of the same places", kPaste, run_paste},
    {"import_subtitles", "puts the subtitles of a file on a new track", kSubtitles, run_subtitles},
};

} // namespace

std::span<const CommandSpec> clipboard_commands() { return kTable; }

} // namespace tandem
