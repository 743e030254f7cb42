// A project from a list of media, laid one after the other on V1 and A1 with picture and sound linked. Used by
// `tandem new` and the window. Probes the files: blocking, any thread but the realtime ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/model/project.h"

namespace tandem {

struct NewProject {
    std::string name;
    std::vector<std::string> media; // paths
    // What is unset follows the first clip's picture and sound; without a picture 1920x1080 at 25, without sound 48
    // kHz.
    std::optional<int> width = {}, height = {}, audio_rate = {};
    std::optional<FrameRate> rate = {};
};
Result<Project> new_project(const NewProject& args);
// The same from media that are probed already.
Result<Project> new_project(const NewProject& args, const std::vector<Media>& media);

inline constexpr Time kStillLength = Time::from_seconds(5);

// The format of a sequence that shows this medium untouched: rotation and pixel aspect applied, even sizes.
Format format_for(const Media& media);
// How long a medium is on a timeline of this rate: whole frames where it has a picture, samples where it has only
// sound.
Time natural_length(const Media& media, FrameRate rate, int audio_rate);
// Source time at which a medium is laid down when nobody says otherwise. A first picture that comes less than a frame
// after the medium's zero is put on the frame grid, and the sound with it, so that picture and sound keep their
// distance exactly instead of the picture waiting for the next frame of the grid.
Time natural_start(const Media& media, FrameRate rate);

} // namespace tandem
