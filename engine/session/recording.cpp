// Names of takes, and their way into the document.
#include "engine/session/recording.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/base/format.h"
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

Result<PlacedTakes> place_takes(Session& session, const std::vector<audio::Take>& takes) {
    PlacedTakes out;
    const Ref<Sequence> sequence = session.sequence();
    std::vector<Command> commands;
    std::vector<size_t> puts; // commands that give clips
    for (const audio::Take& take : takes) {
        const std::string name = fs::path(take.path).stem().string();
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
        puts.push_back(commands.size());
        commands.push_back({"overwrite",
                            {{"media", take.path},
                             {"what", "sound"},
                             {"track", take.track},
                             {"at", take.start.ticks},
                             {"in", int64_t{0}},
                             {"length", Time::from_samples(take.frames, take.rate).ticks},
                             {"name", name}}});
    }
    const auto results = TRY(session.run_all(takes.size() == 1 ? "Record a take" : "Record takes", commands));
    for (size_t i : puts)
        if (const ValueArray* made = results[i].as_array())
            for (const Value& id : *made)
                if (const int64_t* v = id.as_int()) out.clips.push_back(ClipId{static_cast<uint64_t>(*v)});
    // A take that a later one covers whole is no clip any more.
    std::erase_if(out.clips, [&](ClipId id) { return !find_clip(*session.sequence(), id); });
    return out;
}

} // namespace tandem
