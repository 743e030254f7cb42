// FramePlan: one rectangle of a frame made ready for the device: which samples of which source are uploaded where, the
// params, and the kernels to run in order. It says what it takes of each buffer, so that the renderer can choose a
// smaller rectangle. Pure; built on the renderer's thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "engine/base/picture.h"
#include "gpu/compose/kernel_split.h"
#include "gpu/compose/segment_text.h"
#include "gpu/device/sampling.h"

namespace tandem::compose {

// One value of params: four floats or four whole numbers.
using Slot = std::array<uint32_t, 4>;

struct Dispatch {
    std::string text;          // of the kernel
    std::string what;          // it does, for reports: "decode", "sample exposure blend", "store"
    int base = 0;              // its params
    int width = 0, height = 0; // invocations
    bool after = false;        // reads what earlier dispatches wrote
};

// Rows of a plane: `rows` times `bytes` from the picture to the sources buffer.
struct Upload {
    const uint8_t* from = nullptr;
    int64_t from_stride = 0;
    uint64_t to = 0, to_stride = 0, bytes = 0;
    int rows = 0;
};

// Rows of the output buffer, back to the host. A frame's plan names plane, row and `to`, bytes into each row; aim()
// says where that is before the plan runs.
struct Download {
    int plane = 0, first_row = 0, rows = 0;
    uint64_t from = 0, from_stride = 0, to = 0, bytes = 0;
    uint8_t* into = nullptr;
    int64_t into_stride = 0; // at least `bytes`
};

struct Takes { // bytes of each buffer
    uint64_t sources = 0, textures = 0, values = 0, output = 0;
};

// What a program is stored as, and which part of it.
struct FrameRequest {
    FrameTarget target; // format, size, colour of the stored picture
    Finish finish = Finish::codes;
    IntRect rect; // even multiples of 32 across and 4 down, or the frame's edge
    KernelSplit kernels = KernelSplit::fused;
    std::vector<int> lut_first; // where each of the program's tables stands in the tables' buffer
};

struct FramePlan {
    std::vector<Slot> params;
    std::vector<Upload> uploads;
    std::vector<Dispatch> dispatches;
    std::vector<Download> downloads;
    Takes takes;
};

// Downloads of a frame's plan go to this picture.
void aim(FramePlan& plan, MutablePicture& out);

FramePlan plan_frame(const FrameProgram& program, std::span<const PictureRef> sources, const FrameRequest& request);

// The op of a sample that alone is seen in `rect`, opaque and at a whole-pixel shift, or -1: its samples may be copied
// where the picture is as the target. Gives the shift.
struct Untouched {
    int op = -1, shift_x = 0, shift_y = 0;
};
Untouched untouched_in(const FrameProgram& program, std::span<const PictureRef> sources, IntRect rect);

} // namespace tandem::compose
