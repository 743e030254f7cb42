// Splitting a program into segments: runs of per-pixel ops that a device may fuse into one dispatch. Used by devices
// that compose kernels. Pure functions, any thread.
#pragma once

#include <vector>

#include "engine/video/frame_program.h"

namespace tandem {

inline constexpr int kMaxSegmentSources = 12;

struct Segment {
    std::vector<int16_t> ops;     // in program order; the last one is the segment's result
    std::vector<int16_t> inputs;  // results of earlier segments that are read: around a pixel, else as values
    std::vector<int16_t> sources; // program sources that are sampled
};

// A segment closes at a value that an op reads around each pixel (`resample`, `blur`) and where one more source would
// pass kMaxSegmentSources. Ops that do not reach the result are left out. Segments are in execution order; the last one
// gives the frame.
std::vector<Segment> split_segments(const FrameProgram& program);
// Hash of what decides a segment's code: op codes, variants, wiring, filters; never arguments.
uint64_t structure_key(const FrameProgram& program, const Segment& segment);

} // namespace tandem
