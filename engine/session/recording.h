// From armed tracks to clips: where takes are written, and how finished ones get into the project. Owner thread of the
// Session.
#pragma once

#include <string>
#include <vector>

#include "engine/audio/recorder.h"
#include "engine/session/session.h"

namespace tandem {

struct ArmedTrack {
    TrackId track;
    int first_channel = 0, channels = 1; // of the device's inputs
};

// The folder takes are written to: "recordings" beside the project's file; "Tandem" in the user's music folder for a
// project that was never saved. Error `config`: the user has no home.
Result<std::string> recordings_folder(const Session& session);

// What Recorder::start() needs, at the active sequence's rate; format, punch and latency are the caller's to add. Files
// are called "PROJECT TRACK take N.wav". Errors `usage`: no such sound track, or it is locked.
Result<audio::RecordSpec> record_spec(const Session& session, const std::vector<ArmedTrack>& tracks,
                                      int input_channels);

struct PlacedTakes {
    std::vector<ClipId> clips;
    std::vector<std::string> notes; // what was lost in a take, and takes that could not be placed
};
// Takes become media and, over whatever is there, clips on their tracks, to the sample, as one undo step. Passes of a
// loop are takes of one clip (Clip::takes), of which the last whole one plays; where the first pass began outside the
// loop there is a clip of its own. A track that is gone or locked meanwhile leaves its takes in the pool
// only. Reads the files. Errors: of the edits; then nothing is changed.
Result<PlacedTakes> place_takes(Session& session, const std::vector<audio::Take>& takes);

// While something is recorded, a note beside the journal says where its takes go. That of a program that was killed
// stays, and lost_takes() finds by it what no clip shows yet.
class RecordingNote {
  public:
    // Before Recorder::start(), and kept until the takes are placed. Nothing where nothing is journalled. Errors: io,
    // cant_create; recording can go on without a note.
    static Result<RecordingNote> begin(const Session& session, const audio::RecordSpec& spec);
    RecordingNote(RecordingNote&& other) noexcept;
    RecordingNote& operator=(RecordingNote&& other) noexcept;
    // As if killed: the note stays.
    ~RecordingNote();
    // The takes are in the project, whose journal is on disk.
    void end();

  private:
    RecordingNote(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_; // empty = none
    int lock_ = -1;    // held, so that others know that the recording goes on
};

// Takes of a recording of this project that was cut off, by track and number; those already in the pool are left out.
// Files that were made ahead and are empty go away. Empty while another program records into the project.
std::vector<audio::Take> lost_takes(const Session& session);
// They are placed, or not wanted: the note goes away, their files stay.
void forget_lost_takes(const Session& session);

} // namespace tandem
