// FramePlan: a program made ready for one frame on the CPU: decoded views of its sources, textures, tables, and, for
// each way a tile can lie to the ops' bounds, the short list of steps that computes it. Built by CpuRenderer on its
// caller's thread; steps_for is called by the workers.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>

#include "gpu/cpu/picture_io.h"
#include "gpu/cpu/textures.h"

namespace tandem {

enum class StepKind : uint8_t {
    zero,
    load,
    load_halved,
    sample,
    texels, // of FramePlan::filtered
    solid,
    gradient,
    linear,
    coded,
    premultiply,
    unpremultiply,
    lift_gamma_gain,
    tone,  // TileProgram::tones[number]
    light, // the op's strip::LightOp
    lut,
    curves,
    hue_curves,
    log_wheels,
    qualify,
    mask, // number = value of the selection, -1 = none
    opacity,
    unsharp,
    bright,
    add_light,
    key,
    matte,
    despill,
    blend,
    mix,
    wipe,
    copy
};
struct Step {
    StepKind kind;
    uint8_t dst = 0, src = 0; // values
    int16_t op = -1;          // its arguments
    int16_t number = 0;       // transfer code, blend mode
};

// The steps of one kind of tile. copy_op: the tile is that sample's picture, bit for bit.
struct TileProgram {
    std::vector<Step> steps;
    int result = -1; // value; -1 = black
    int values = 0;
    int copy_op = -1;
    std::vector<strip::Tone> tones;
    int finish = static_cast<int>(Transfer::linear); // curve that the result still has to go through to be display
};

// How an op that samples gets its pixels.
struct SampleUse {
    bool direct = false; // whole-pixel shift: straight from the picture
    bool halved = false; // and direct: whole-pixel shift of the picture at half its size, the mean of 2x2
    int shift_x = 0, shift_y = 0;
    IntRect present; // direct: frame pixels that the source covers
    bool empty = false;
    SamplingPlan plan;
    TextureRef texture;
    strip::Sampling sampling{};
    std::vector<float> tables;
};

struct LutImage {
    Ref<ColourTable> table;
    std::vector<float> texels; // r, g, b, 0
    strip::Lut lut{};
};

enum class Finish : uint8_t { target, working }; // what a tile ends as: target display colour, or working colour

class FramePlan {
  public:
    FramePlan(const FrameProgram& p, std::span<const PictureRef> sources);

    const FrameProgram& program;
    WorkingSpace space;
    std::vector<SourceView> views;
    std::vector<SampleUse> uses;                 // per op
    std::vector<std::shared_ptr<LutImage>> luts; // per program LUT
    std::vector<std::vector<strip::Vec>> args;   // per op, made ready for the kernels; edges of a path behind them
    std::vector<TextureRef> filtered;            // per op that reads neighbours: its result, over its bounds

    // Plans the sampling of an op (source size in pixels); leaves the texture to the caller. False: nothing to see.
    bool plan_use(size_t op, int width, int height);
    IntRect needed_texels(size_t op) const;
    void set_texture(size_t op, TextureRef texture);

    // Steps for the tile `rect` (in the frame) with `result` as the value wanted. Thread-safe.
    const TileProgram& steps_for(IntRect rect, int result, Finish finish);
    // Is the op's outline wholly over the rect (1), beside it (0) or neither (-1)?
    int coverage(size_t op, IntRect rect) const;

  private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::unique_ptr<TileProgram>> programs_;
};

// Lowers the live ops of a tile to steps (tile_lowering.cpp). relation: per op 0 outside, 1 partly, 2 wholly inside.
TileProgram lower_tile(const FramePlan& plan, std::string_view relation, int result, Finish finish);

} // namespace tandem
