// The kernel of a segment as text: its ops in a row on one pixel, composed from structure only, and where in the params
// each op finds its numbers. Called by the frame plan. Pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "gpu/device/segments.h"

namespace tandem::compose {

// The working space of a frame.
struct WorkingSpace {
    Primaries primaries = Primaries::bt709;
    Transfer transfer = Transfer::bt709; // canonical
    bool linear = true;
};
WorkingSpace working_space(const FrameProgram& program);

// What the segment leaves in its value: working colour, premultiplied; or sample codes of the target with straight
// alpha 0..1 (over black where the target has none), before chroma is subsampled.
enum class Finish : uint8_t { working, codes };

// Params of a segment: {region}, {value, stride, 0, 0}, then the blocks. The first slot of an op's block is the
// rectangle outside which it gives nothing; then its arguments. Blocks of sampling ops are read by filtered() of
// frame.kernel, blocks of curves end with {first entry}, those of mask
// with {first edge, count}, blocks of lut3d hold args[0] and then what table_colour() reads, blocks of inputs {region},
// {value, stride, 0, 0}, the finish three rows of the encode matrix.
struct SegmentText {
    std::string text;             // after the prelude
    std::vector<int> op_block;    // by index in Segment::ops
    std::vector<int> input_block; // by index in Segment::inputs; -1 where only a resample reads it
    int finish_block = -1;
    int slots = 0;
};
SegmentText segment_text(const FrameProgram& program, const Segment& segment, Finish finish);

// Slots of a sampling op; a sample's source is described in the slots that follow.
inline constexpr int kSamplingBlock = 10, kSourceBlock = 14;

// Slots of a blur, read by blurred() of frame.kernel.
inline constexpr int kBlurBlock = 5;

// The function `name`(place of its description, x, y) -> premultiplied working colour of a source with these tags.
std::string source_function(const std::string& name, const ColourTags& tags, const WorkingSpace& space);
std::string decode_text(const ColourTags& tags, const WorkingSpace& space);
std::string halve_text();
std::string store_text();

} // namespace tandem::compose
