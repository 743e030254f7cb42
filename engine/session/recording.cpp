// Names of takes, and their way into the document.
#include "engine/session/recording.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include "engine/base/format.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"
#include "engine/media/probe.h"
#include "engine/model/lookup.h"
#include "engine/session/media_value.h"

namespace tandem {

namespace fs = std::filesystem;

// As xdg-user-dirs says it; "Music" in the home where it does not.
static Result<fs::path> music_folder() {
    const char* home = std::getenv("HOME");
    if (!home || home[0] != '/')
        return fail(ErrorCode::config, "there is no home folder to record into; save the project first");
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const fs::path folder = config && config[0] == '/' ? fs::path(config) : fs::path(home) / ".config";
    std::ifstream lines(folder / "user-dirs.dirs");
    const std::string key = "XDG_MUSIC_DIR=\"", at_home = "$HOME/";
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key) || !line.ends_with('"') || line.size() <= key.size() + 1) continue;
        std::string value = line.substr(key.size(), line.size() - key.size() - 1);
        if (value.starts_with(at_home)) return fs::path(home) / value.substr(at_home.size());
        if (value.starts_with('/')) return fs::path(value);
    }
    return fs::path(home) / "Music";
}

Result<std::string> recordings_folder(const Session& session) {
    if (session.untitled()) return (TRY(music_folder()) / "Tandem").string();
    return (fs::path(session.path()).parent_path() / "recordings").string();
}

// Any text as a part of a file's name: no folders, not hidden, and short enough for what follows it.
static std::string file_word(std::string text, const std::string& otherwise) {
    for (char& c : text)
        if (c == '/' || static_cast<unsigned char>(c) < 0x20) c = '-';
    while (text.starts_with('.') || text.starts_with(' ')) text.erase(0, 1);
    while (text.ends_with(' ')) text.pop_back();
    if (text.size() > 80) {
        size_t end = 80;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end; // not within a UTF-8 character
        text.resize(end);
    }
    return text.empty() ? otherwise : text;
}

static const Track* sound_track(const Sequence& sequence, uint64_t id) {
    const auto at = find_track(sequence, TrackId{id});
    return at && sequence.tracks[*at]->kind == TrackKind::sound ? sequence.tracks[*at].get() : nullptr;
}

Result<audio::RecordSpec> record_spec(const Session& session, const std::vector<ArmedTrack>& tracks,
                                      int input_channels) {
    const Ref<Sequence> sequence = session.sequence();
    if (!sequence) return fail(ErrorCode::usage, "the project has no sequence to record into");
    const fs::path folder = TRY(recordings_folder(session));
    const std::string project =
        file_word(session.untitled() ? session.project()->name : fs::path(session.path()).stem().string(), "Untitled");
    audio::RecordSpec spec{.rate = sequence->format.audio_rate, .input_channels = input_channels};
    for (const ArmedTrack& armed : tracks) {
        const Track* track = sound_track(*sequence, armed.track.value);
        if (!track) return fail(ErrorCode::usage, "only a sound track of the sequence can record");
        if (track->locked) return fail(ErrorCode::usage, "it is locked; unlock it to record", "track " + track->name);
        spec.inputs.push_back({.track = armed.track.value,
                               .path_stem = (folder / (project + " " + file_word(track->name, "track"))).string(),
                               .first_channel = armed.first_channel,
                               .channels = armed.channels});
    }
    return spec;
}

namespace {
std::string take_name(const audio::Take& take) { return fs::path(take.path).stem().string(); }

// Takes of one track over one stretch of it.
struct Passage {
    Time start, end;
    std::vector<const audio::Take*> takes; // that sound at its start, in the order they were recorded in
};
Time end_of(const audio::Take& take) { return take.start + Time::from_samples(take.frames, take.rate); }

// Passes of a loop begin at two places at most: where it was entered and at its start. So the stretches are cut where
// takes begin, never where they end.
std::vector<Passage> passages_of(const std::vector<const audio::Take*>& takes) {
    std::set<Time> starts;
    for (const audio::Take* take : takes) starts.insert(take->start);
    std::vector<Passage> out;
    for (auto at = starts.begin(); at != starts.end(); ++at) {
        Passage p{.start = *at, .end = *at, .takes = {}};
        for (const audio::Take* take : takes)
            if (take->start <= *at && end_of(*take) > *at)
                p.takes.push_back(take), p.end = std::max(p.end, end_of(*take));
        if (const auto next = std::next(at); next != starts.end()) p.end = std::min(p.end, *next);
        out.push_back(std::move(p));
    }
    return out;
}

// Commands that put a passage on its track; the first gives the clip. The last take that was not broken off is chosen.
// `number` of the passage, for a name by which the commands know the clip.
std::vector<Command> put_passage(const Passage& p, size_t number) {
    const audio::Take* chosen = p.takes.back();
    for (const audio::Take* take : p.takes)
        if (end_of(*take) >= p.end) chosen = take;
    const std::string name = take_name(*chosen);
    const std::string known = p.takes.size() > 1 ? name + " / " + std::to_string(number) : name;
    std::vector<Command> out{{"overwrite",
                              {{"media", chosen->path},
                               {"what", "sound"},
                               {"track", chosen->track},
                               {"at", p.start.ticks},
                               {"in", (p.start - chosen->start).ticks},
                               {"length", (p.end - p.start).ticks},
                               {"name", known}}}};
    if (p.takes.size() == 1) return out;
    for (size_t i = 0; i < p.takes.size(); ++i) {
        const audio::Take& take = *p.takes[i];
        if (&take == chosen) continue; // the clip's own
        out.push_back({"add_take",
                       {{"clip", known},
                        {"media", take.path},
                        {"at", take.start.ticks},
                        {"name", take_name(take)},
                        {"take", static_cast<int64_t>(i + 1)}}});
    }
    out.push_back({"set_clip", {{"clip", known}, {"name", name}}});
    return out;
}
} // namespace

Result<PlacedTakes> place_takes(Session& session, const std::vector<audio::Take>& takes) {
    PlacedTakes out;
    const Ref<Sequence> sequence = session.sequence();
    std::vector<Command> commands;
    std::vector<size_t> puts; // commands that give clips
    std::map<uint64_t, std::vector<const audio::Take*>> by_track;
    for (const audio::Take& take : takes) {
        const std::string name = take_name(take);
        if (!take.error.empty()) out.notes.push_back(name + ": recording stopped: " + take.error);
        if (take.lost_frames > 0)
            out.notes.push_back(
                name +
                format_text(": %.1f ms were lost and are silent, the first of them %.3f s from its start",
                            static_cast<double>(take.lost_frames) * 1000 / take.rate,
                            take.faults.empty() ? 0.0 : static_cast<double>(take.faults.front().frame) / take.rate));
        if (take.frames <= 0) continue;
        auto media = probe_media(take.path);
        if (!media) {
            out.notes.push_back(media.error().text());
            continue;
        }
        media->name = fs::path(take.path).filename().string();
        commands.push_back({"add_media", {{"facts", media_value(*media)}}});
        const Track* track = sequence ? sound_track(*sequence, take.track) : nullptr;
        if (!track || track->locked) {
            out.notes.push_back(name + ": its track is " + (track ? "locked" : "gone") + "; the take is in the pool");
            continue;
        }
        by_track[take.track].push_back(&take);
    }
    size_t number = 0;
    for (const auto& [track, all] : by_track)
        for (const Passage& p : passages_of(all)) {
            puts.push_back(commands.size());
            for (Command& c : put_passage(p, ++number)) commands.push_back(std::move(c));
        }
    const auto results = TRY(session.run_all(takes.size() == 1 ? "Record a take" : "Record takes", commands));
    for (size_t i : puts)
        if (const ValueArray* made = results[i].as_array())
            for (const Value& id : *made)
                if (const int64_t* v = id.as_int()) out.clips.push_back(ClipId{static_cast<uint64_t>(*v)});
    return out;
}

// ---- the note of a recording ----

static std::string note_file(const Session& session) {
    const std::string journal = journal_file(session.project()->uuid, session.journal_options());
    return journal.empty() ? journal : fs::path(journal).replace_extension(".recording").string();
}

// The number of a take whose file Recorder names "STEM take N.wav"; 0 for other files.
static int take_number(const std::string& file, const std::string& stem) {
    const std::string head = stem + " take ", tail = ".wav";
    if (!file.starts_with(head) || !file.ends_with(tail)) return 0;
    const char* first = file.data() + head.size();
    const char* last = file.data() + file.size() - tail.size();
    int number = 0;
    const auto [end, error] = std::from_chars(first, last, number);
    return error == std::errc{} && end == last ? number : 0;
}

static std::vector<std::string> files_of_stem(const fs::path& stem) {
    std::vector<std::string> out;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(stem.parent_path(), ignored))
        if (take_number(entry.path().string(), stem.string()) > 0) out.push_back(entry.path().string());
    return out;
}

Result<RecordingNote> RecordingNote::begin(const Session& session, const audio::RecordSpec& spec) {
    const std::string path = note_file(session);
    if (path.empty()) return RecordingNote({}, -1);
    ValueArray inputs;
    for (const audio::ArmedInput& input : spec.inputs) {
        const auto before = files_of_stem(input.path_stem);
        inputs.push_back(ValueObject{{"track", static_cast<int64_t>(input.track)},
                                     {"stem", input.path_stem},
                                     {"before", ValueArray(before.begin(), before.end())}});
    }
    TRY_VOID(write_file_atomic(path, value_text(ValueObject{{"inputs", inputs}})));
    const int lock = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (lock >= 0) ::flock(lock, LOCK_EX | LOCK_NB);
    return RecordingNote(path, lock);
}

RecordingNote::RecordingNote(RecordingNote&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

RecordingNote& RecordingNote::operator=(RecordingNote&& other) noexcept {
    std::swap(path_, other.path_), std::swap(lock_, other.lock_);
    return *this;
}

RecordingNote::~RecordingNote() {
    if (lock_ >= 0) ::close(lock_);
}

void RecordingNote::end() {
    if (!path_.empty()) ::unlink(path_.c_str());
    path_.clear();
}

// There is a note, and no program records under it.
static bool is_over(const std::string& note) {
    const int lock = ::open(note.c_str(), O_RDONLY | O_CLOEXEC);
    if (lock < 0) return false;
    const bool over = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
    ::close(lock);
    return over;
}

std::vector<audio::Take> lost_takes(const Session& session) {
    std::vector<audio::Take> out;
    const std::string path = note_file(session);
    if (path.empty() || !is_over(path)) return out;
    const auto text = read_file_limited(path, size_t{1} << 24);
    if (!text) return out;
    const auto note = parse_value(*text);
    const ValueObject* object = note ? note->as_object() : nullptr;
    const ValueArray* inputs = object && object->contains("inputs") ? object->at("inputs").as_array() : nullptr;
    if (!inputs) return out;
    std::set<std::string> known;
    for (const auto& media : session.project()->media) known.insert(media->path);
    for (const Value& value : *inputs) {
        const ValueObject* input = value.as_object();
        if (!input || !input->contains("track") || !input->contains("stem") || !input->contains("before")) continue;
        const int64_t* track = input->at("track").as_int();
        const std::string* stem = input->at("stem").as_string();
        const ValueArray* before = input->at("before").as_array();
        if (!track || !stem || !before) continue;
        std::set<std::string> old;
        for (const Value& file : *before)
            if (const std::string* name = file.as_string()) old.insert(*name);
        std::vector<audio::Take> found;
        for (const std::string& file : files_of_stem(*stem)) {
            if (old.contains(file) || known.contains(file)) continue;
            const auto facts = audio::read_take_facts(file);
            if (!facts) continue;
            if (facts->frames == 0) {
                ::unlink(file.c_str());
                continue;
            }
            found.push_back({.track = static_cast<uint64_t>(*track),
                             .path = file,
                             .number = take_number(file, *stem),
                             .start = Time::from_samples(facts->start_sample, facts->rate),
                             .start_sample = facts->start_sample,
                             .frames = facts->frames,
                             .channels = facts->channels,
                             .rate = facts->rate,
                             .format = facts->format});
        }
        std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

void forget_lost_takes(const Session& session) {
    const std::string path = note_file(session);
    if (!path.empty() && is_over(path)) ::unlink(path.c_str());
}

} // namespace tandem
