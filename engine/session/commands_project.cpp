// Commands on tracks, markers, the media pool, bins and sequences.
#include <filesystem>

#include "engine/base/colour_words.h"
#include "engine/edit/project_edits.h"
#include "engine/edit/tracks.h"
#include "engine/media/probe.h"
#include "engine/model/validate.h"
#include "engine/session/command_args.h"
#include "engine/session/media_value.h"

namespace tandem {

namespace {

using Outcome = Result<CommandOutcome>;

constexpr std::string_view kKinds[] = {"picture", "sound", "subtitle"};

constexpr ArgSpec kAddTrack[] = {
    {"kind", ArgType::text, true, "picture, sound or subtitle"},
    {"name", ArgType::text, false, "the next free one (V2, A2, S1) if not given"},
    {"index", ArgType::integer, false, "among its kind; 0 = lowest picture or first sound track"},
    kSequenceArg};
Outcome run_add_track(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add track", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        AddTrackArgs x;
        x.kind = static_cast<TrackKind>(TRY(word_index("kind of track", a.text("kind"), kKinds)));
        x.name = a.text("name");
        if (a.has("index")) x.index = static_cast<size_t>(std::max<int64_t>(0, a.integer("index", 0)));
        MadeTrack t = TRY(add_track(s, x, ids));
        return SequenceOutcome{std::move(t.sequence), id_value(t.track)};
    });
}
constexpr ArgSpec kTrack[] = {{"track", ArgType::id, true, "id or name"}, kSequenceArg};
Outcome run_remove_track(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove track", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_track(s, TRY(a.track("track"))));
    });
}
constexpr ArgSpec kMoveTrack[] = {
    {"track", ArgType::id, true, "id or name"}, {"index", ArgType::integer, true, "among its kind"}, kSequenceArg};
Outcome run_move_track(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Move track", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        auto index = static_cast<size_t>(std::max<int64_t>(0, a.integer("index", 0)));
        return done(move_track(s, TRY(a.track("track")), index));
    });
}
constexpr ArgSpec kSetTrack[] = {{"track", ArgType::id, true, "id or name"},
                                 {"name", ArgType::text, false, ""},
                                 {"enabled", ArgType::boolean, false, "shown"},
                                 {"locked", ArgType::boolean, false, "refuses edits"},
                                 {"sync_lock", ArgType::boolean, false, "follows ripples of other tracks"},
                                 {"language", ArgType::text, false, "of subtitles"},
                                 kSequenceArg};
Outcome run_set_track(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Change track", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        TrackFlags f;
        f.enabled = a.maybe_flag("enabled"), f.locked = a.maybe_flag("locked");
        f.sync_lock = a.maybe_flag("sync_lock");
        f.name = a.maybe_text("name"), f.language = a.maybe_text("language");
        return done(set_track(s, TRY(a.track("track")), f));
    });
}

constexpr ArgSpec kSetInput[] = {
    {"track", ArgType::id, true, "id or name of a sound track"},
    {"first", ArgType::integer, false, "input of the sound device, counted from 1"},
    {"channels", ArgType::integer, false, "1 = mono, 2 = the pair from `first` on"},
    {"monitoring", ArgType::text, false,
     "whether the armed track's input is heard through its strip: off, auto (while it stands or is recorded), on"},
    kSequenceArg};
Outcome run_set_input(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Choose input", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        const TrackId track = TRY(a.track("track"));
        TrackInput input = s.tracks[*find_track(s, track)]->input;
        const int64_t first = a.integer("first", input.first + 1), channels = a.integer("channels", input.channels);
        if (channels != 1 && channels != 2) return fail(ErrorCode::usage, "a track records 1 or 2 channels");
        if (first < 1 || first > kMaxInputs) return fail(ErrorCode::usage, "inputs are counted from 1");
        input.first = static_cast<int>(first) - 1, input.channels = static_cast<int>(channels);
        if (a.has("monitoring"))
            input.monitoring =
                static_cast<Monitoring>(TRY(word_index("monitoring", a.text("monitoring"), kMonitoringWords)));
        return done(set_track(s, track, {.input = input}));
    });
}

constexpr ArgSpec kAddMarker[] = {{"at", ArgType::time, true, ""},
                                  {"length", ArgType::time, false, "0 = a point"},
                                  {"kind", ArgType::text, false, "comment, chapter or todo"},
                                  {"name", ArgType::text, false, ""},
                                  {"note", ArgType::text, false, ""},
                                  {"colour", ArgType::text, false, ""},
                                  kSequenceArg};
Outcome run_add_marker(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add marker", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        static constexpr std::string_view kWords[] = {"comment", "chapter", "todo"};
        Marker m;
        m.start = TRY(a.time("at", Grid::frames)), m.length = TRY(a.time("length", Grid::frames, Time{}));
        m.kind = static_cast<MarkerKind>(TRY(word_index("kind of marker", a.text("kind", "comment"), kWords)));
        m.name = a.text("name"), m.note = a.text("note"), m.colour = a.text("colour");
        MadeMarker made = TRY(add_marker(s, std::move(m), ids));
        return SequenceOutcome{std::move(made.sequence), id_value(made.marker)};
    });
}
constexpr ArgSpec kSetMarker[] = {{"marker", ArgType::integer, true, "its id"},
                                  {"at", ArgType::time, false, ""},
                                  {"length", ArgType::time, false, ""},
                                  {"name", ArgType::text, false, ""},
                                  {"note", ArgType::text, false, ""},
                                  {"colour", ArgType::text, false, ""},
                                  kSequenceArg};
Outcome run_set_marker(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Change marker", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        MarkerFields f;
        if (a.has("at")) f.start = TRY(a.time("at", Grid::frames));
        if (a.has("length")) f.length = TRY(a.time("length", Grid::frames));
        f.name = a.maybe_text("name"), f.note = a.maybe_text("note"), f.colour = a.maybe_text("colour");
        return done(set_marker(s, MarkerId{a.raw_id("marker")}, f));
    });
}
constexpr ArgSpec kMarker[] = {{"marker", ArgType::integer, true, "its id"}, kSequenceArg};
Outcome run_remove_marker(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove marker", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_marker(s, MarkerId{a.raw_id("marker")}));
    });
}

// ---- media pool ----
Result<CommandOutcome> pool_with(const Ref<Project>& project, Media m) {
    Value facts = media_value(m);
    MadeMedia made = TRY(add_media(*project, std::move(m)));
    auto out = whole(std::move(made.project), "Import media", id_value(made.media));
    out.intent = ValueObject{{"op", "add_media"}, {"facts", std::move(facts)}};
    return out;
}
constexpr ArgSpec kImport[] = {{"path", ArgType::text, true, "a file, or a printf pattern of numbered images"},
                               {"name", ArgType::text, false, "the file's name if not given"},
                               {"bin", ArgType::id, false, "id or name"}};
Result<Media> probe_arg(const Args& a) {
    std::error_code ignored;
    auto path = std::filesystem::absolute(a.text("path"), ignored).lexically_normal();
    Media m = TRY(probe_media(path.string()));
    if (m.name.empty()) m.name = path.filename().string();
    if (a.has("name")) m.name = a.text("name");
    return m;
}
Outcome run_import(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    Media m = TRY(probe_arg(a));
    m.bin = TRY(a.bin("bin"));
    return pool_with(project, std::move(m));
}
constexpr ArgSpec kAddMedia[] = {{"facts", ArgType::object, true, "as a probe gave them"}};
Outcome run_add_media(const Ref<Project>& project, const ValueObject& values) {
    Media m = TRY(value_media(values.at("facts")));
    auto out = TRY(pool_with(project, std::move(m)));
    TRY_VOID(check_valid(*out.project));
    return out;
}
constexpr ArgSpec kMedia[] = {{"media", ArgType::id, true, "id, name or path"}};
Outcome run_remove_media(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return whole(TRY(remove_media(*project, TRY(a.media()))), "Remove media");
}
constexpr ArgSpec kRelink[] = {{"media", ArgType::id, true, "id, name or path"},
                               {"path", ArgType::text, false, "the file"},
                               {"facts", ArgType::object, false, "instead of `path`: as a probe gave them"}};
Outcome run_relink(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    if (a.has("path") == a.has("facts")) return fail(ErrorCode::usage, "give one of \"path\" and \"facts\"");
    Media m = a.has("path") ? TRY(probe_arg(a)) : TRY(value_media(*a.find("facts")));
    const MediaId id = TRY(a.media());
    auto out = whole(TRY(relink_media(*project, id, m)), "Relink media");
    out.intent = ValueObject{{"op", "relink_media"}, {"media", id.value}, {"facts", media_value(m)}};
    return out;
}
constexpr ArgSpec kSetBin[] = {{"media", ArgType::id, true, ""}, {"bin", ArgType::id, false, "top level if not given"}};
Outcome run_set_bin(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    const MediaId id = TRY(a.media());
    return whole(TRY(set_media_bin(*project, id, TRY(a.bin("bin")))), "Move media");
}
constexpr ArgSpec kAddBin[] = {{"name", ArgType::text, true, ""}, {"parent", ArgType::id, false, ""}};
Outcome run_add_bin(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    MadeBin b = TRY(add_bin(*project, a.text("name"), TRY(a.bin("parent"))));
    return whole(std::move(b.project), "Add bin", id_value(b.bin));
}
constexpr ArgSpec kBin[] = {{"bin", ArgType::id, true, "id or name"}};
Outcome run_remove_bin(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return whole(TRY(remove_bin(*project, TRY(a.bin("bin")))), "Remove bin");
}

// ---- sequences ----
constexpr ArgSpec kFormatArgs[] = {{"name", ArgType::text, false, "of the sequence"},
                                   {"width", ArgType::integer, false, "pixels"},
                                   {"height", ArgType::integer, false, "pixels"},
                                   {"rate", ArgType::text, false, "frames a second: 25, 29.97, 30000/1001"},
                                   {"audio_rate", ArgType::integer, false, "Hz"},
                                   {"channels", ArgType::integer, false, "of the master"},
                                   {"blend_space", ArgType::text, false, "linear or display"},
                                   {"primaries", ArgType::text, false, "of the result: bt709, bt2020, display-p3"},
                                   {"transfer", ArgType::text, false, "of the result: bt709, pq, hlg"},
                                   {"matrix", ArgType::text, false, "of the result: bt709, bt2020nc"},
                                   {"range", ArgType::text, false, "of the result: limited or full"},
                                   {"siting", ArgType::text, false, "of the result's chroma: left, topleft"},
                                   {"working", ArgType::text, false, "primaries of grading and blending"},
                                   {"drop_frame", ArgType::boolean, false, "timecode display"},
                                   {"start", ArgType::text, false, "timecode of the first frame"},
                                   kSequenceArg};
Result<Format> read_format(const Args& a, Format f) {
    auto number = [&](const char* name, int old) {
        return static_cast<int>(std::clamp<int64_t>(a.integer(name, old), -1, 1'000'000));
    };
    f.width = number("width", f.width), f.height = number("height", f.height);
    f.audio_rate = number("audio_rate", f.audio_rate), f.channels = number("channels", f.channels);
    if (a.has("rate")) {
        f.rate = TRY(FrameRate::parse(a.text("rate")));
        if (!drop_frame_allowed(f.rate)) f.drop_frame = DropFrame::no;
    }
    if (auto drop = a.maybe_flag("drop_frame")) f.drop_frame = *drop ? DropFrame::yes : DropFrame::no;
    static constexpr std::string_view kSpaces[] = {"linear", "display"};
    if (a.has("blend_space"))
        f.blend_space = static_cast<BlendSpace>(TRY(word_index("blend space", a.text("blend_space"), kSpaces)));
    f.colour = TRY(read_colour(a, f.colour));
    if (a.has("working")) {
        auto working = colour_by_word<Primaries>(a.text("working"));
        if (!working)
            return fail(ErrorCode::usage, "there are no primaries \"" + a.text("working") +
                                              "\"; the working space may have bt709, bt2020, display-p3 or native");
        f.working = *working;
    }
    if (a.has("start")) f.start_frame = TRY(parse_timecode(a.text("start"), f.rate));
    return f;
}
Outcome run_new_sequence(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    Format base;
    if (auto s = a.sequence()) base = (*s)->format;
    const Format format = TRY(read_format(a, base));
    std::string name = a.text("name", "Sequence " + std::to_string(project->sequences.size() + 1));
    MadeSequence made = TRY(add_sequence(*project, name, format));
    TRY_VOID(check_valid(made.project));
    return whole(std::move(made.project), "New sequence", id_value(made.sequence));
}
Outcome run_set_format(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    auto out = TRY(edit_sequence(a, "Sequence format", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        Sequence copy = s;
        copy.format = TRY(read_format(a, s.format));
        if (a.has("name")) copy.name = a.text("name");
        if (copy.format.channels != s.mixer->channels) {
            Mixer mixer = *s.mixer;
            mixer.channels = copy.format.channels;
            copy.mixer = ref(std::move(mixer));
        }
        return done(std::move(copy));
    }));
    TRY_VOID(check_valid(*out.project));
    return out;
}
constexpr ArgSpec kSequenceOnly[] = {{"sequence", ArgType::id, true, "id or name"}};
Outcome run_remove_sequence(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return whole(TRY(remove_sequence(*project, TRY(a.sequence())->id)), "Remove sequence");
}
Outcome run_activate(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    Project out = *project;
    out.active = TRY(a.sequence())->id;
    return whole(std::move(out), "Open sequence");
}
constexpr ArgSpec kNest[] = {{"clips", ArgType::array, true, "with their partners"},
                             {"name", ArgType::text, false, "of the new sequence"},
                             kSequenceArg};
Outcome run_nest(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    auto s = TRY(a.sequence());
    auto clips = TRY(a.clips());
    MadeSequence made = TRY(nest_clips(*project, s->id, clips, a.text("name")));
    TRY_VOID(check_valid(made.project));
    return whole(std::move(made.project), "Nest clips", id_value(made.sequence));
}

const CommandSpec kTable[] = {
    {"add_track", "adds a track", kAddTrack, run_add_track},
    {"remove_track", "removes a track with all that is on it", kTrack, run_remove_track},
    {"move_track", "reorders the tracks of one kind", kMoveTrack, run_move_track},
    {"set_track", "renames, locks, shows a track", kSetTrack, run_set_track},
    {"set_input", "what of the sound device a track records, and when that is heard", kSetInput, run_set_input},
    {"add_marker", "adds a marker", kAddMarker, run_add_marker},
    {"set_marker", "moves or changes a marker", kSetMarker, run_set_marker},
    {"remove_marker", "removes a marker", kMarker, run_remove_marker},
    {"import_media", "probes a file and adds it to the media pool", kImport, run_import},
    {"add_media", "adds media by their known facts", kAddMedia, run_add_media},
    {"remove_media", "removes media that no clip uses", kMedia, run_remove_media},
    {"relink_media", "points media to another file", kRelink, run_relink},
    {"set_media_bin", "moves media to a bin", kSetBin, run_set_bin},
    {"add_bin", "adds a bin", kAddBin, run_add_bin},
    {"remove_bin", "removes a bin; what lies in it moves up", kBin, run_remove_bin},
    {"new_sequence", "adds an empty sequence", kFormatArgs, run_new_sequence},
    {"set_sequence", "changes a sequence's format or name", kFormatArgs, run_set_format},
    {"remove_sequence", "removes a sequence", kSequenceOnly, run_remove_sequence},
    {"activate_sequence", "makes a sequence the one that opens and renders", kSequenceOnly, run_activate},
    {"nest_clips", "makes a sequence of clips and shows it in their place", kNest, run_nest},
};

} // namespace

std::span<const CommandSpec> project_commands() { return kTable; }

} // namespace tandem
