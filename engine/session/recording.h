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
// Takes become media and, over whatever is there, clips on their tracks, to the sample, as one undo step. A later take
// covers an earlier one; all are in the pool. A track that is gone or locked meanwhile leaves its takes in the pool
// only. Reads the files. Errors: of the edits; then nothing is changed.
Result<PlacedTakes> place_takes(Session& session, const std::vector<audio::Take>& takes);

} // namespace tandem
