// Follow: the path of a frame of another shape that keeps what matters in sight. The sequence is rendered small, shot
// by shot; points that the user named are tracked through their shot, other shots follow the interest of the picture
// (engine/video/interest.h). Called on a worker; blocking.
#pragma once

#include "engine/export/export.h"
#include "engine/video/interest.h"

namespace tandem {

// A place in the picture, 0..1 of the sequence's frame, that is to be kept in sight from there to the ends of its shot
// or to the next point in it.
struct FollowPoint {
    Time at;
    TrackedPoint place;
};

struct FollowResult {
    std::vector<ReframePoint> points; // by rising time, for ExportJob::reframe; zoom 1
    int shots = 0;
    std::vector<std::string> warnings; // where a point was lost
};

// Looks at job.range (empty = all) of job.sequence for a canvas of `width` x `height`; canvases of the sequence's own
// shape give one point. `points` by rising time. Uses project, sequence, range, on_missing, renderers[0], threads,
// cancel, progress (phase "reframe"). The same points for any number of threads. Errors: cancelled, those of rendering.
Result<FollowResult> follow(const ExportJob& job, int width, int height, std::span<const FollowPoint> points);

} // namespace tandem
