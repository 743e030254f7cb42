// FrameCompiler: one run of compile_frame. Private to engine/video; its parts lie in compile_frame.cpp (tracks and
// layers), compile_clip.cpp (contents), compile_effects.cpp (geometry parameters and grades), compile_filters.cpp
// (neighbourhood effects), compile_mask.cpp and compile_transition.cpp. Lives on the stack of one call.
#pragma once

#include "engine/video/compile_frame.h"
#include "engine/video/geometry.h"
#include "engine/video/source_time.h"

namespace tandem {

// One clip at one instant.
struct ClipAt {
    const Sequence& sequence;
    const Clip& clip;
    Time time;     // in the sequence, for messages
    Time local;    // since the clip's start; outside [0, length) in the handles of a transition
    Time key_time; // for curves
    int depth;     // of nesting
};

// A value to composite and how. kNoValue = nothing to show.
struct Layer {
    int16_t value = kNoValue;
    BlendMode mode = BlendMode::normal;
};

// What a clip of media shows.
struct MediaPicture {
    const Media* media = nullptr;
    const PictureStream* stream = nullptr; // null where there is none
    ColourTags colour, user;               // how it is to be read; what of that the user said
};

// Geometry and compositing of a clip at one instant, read from its effect stack; and its medium, found once.
struct ClipLook {
    MediaPicture picture;
    Placing placing;
    double crop_feather = 0; // of the picture's height
    double opacity = 1;
    BlendMode mode = BlendMode::normal;
};

enum class Opacity : uint8_t { opaque, has_alpha };

// A tone curve between two ranges of light, in cd/m2; nothing where they are equal.
enum class ToneWay : uint8_t { compress, expand };
struct ToneRange {
    double wide_nits = 0, narrow_nits = 0;
    ToneWay way = ToneWay::compress;
};

class FrameCompiler {
  public:
    FrameCompiler(const Project& project, const RenderSpec& spec, FrameAssets& assets, std::vector<FrameNote>* notes,
                  FrameProgram& out);
    Result<void> run(const Sequence& sequence, Time t);

  private:
    // compile_colour.cpp
    void choose_working(const Sequence& sequence);
    int16_t to_display(int16_t value, Transfer from, Primaries primaries);
    int16_t from_display(int16_t value, Transfer to, Primaries primaries, double hlg_peak_nits = kHlgPeakNits);
    int16_t to_primaries(int16_t value, Primaries from, Primaries to);
    // The cone signals' light, where the target codes ICtCp.
    void to_cones(int16_t value);
    // Light of one transfer into that of another, where SDR meets HDR or HLG another curve.
    int16_t change_light(int16_t value, Transfer from, Transfer to, Primaries primaries);
    int16_t tone_mapped(int16_t value, const ToneRange& range);
    // What a clip's medium holds and the target cannot show.
    ToneRange tone_range_of(const MediaPicture& picture) const;
    // From values to the target's primaries and light.
    void finish_colour();

    // compile_frame.cpp
    Result<int16_t> sequence_value(const Sequence& sequence, Time t, const Canvas& canvas, int depth);
    Result<Layer> subtitles(const Sequence& sequence, Time t, const Canvas& canvas);
    struct Block {
        size_t begin, end;
        Layer layer;
    };
    // Puts the blocks compiled from the top down into painting order behind `base` and blends them.
    int16_t stack_layers(size_t base, const std::vector<Block>& top_down);
    // Sizes of the program's arrays, to take back what was compiled since.
    struct Mark {
        size_t ops, sources, geometry, args;
    };
    Mark mark() const;
    void drop_since(const Mark& mark);

    // compile_transition.cpp
    Result<Layer> track_layer(const Sequence& sequence, const Track& track, Time t, const Canvas& canvas, int depth);
    Result<Layer> placement_layer(const Sequence& sequence, const Placement& placement, Time t, const Canvas& canvas,
                                  int depth);
    Result<Layer> transition_layer(const Sequence& sequence, const Track& track, const struct ActiveTransition& active,
                                   Time t, const Canvas& canvas, int depth);

    // compile_clip.cpp
    Result<Layer> clip_layer(const ClipAt& at, const Canvas& canvas);
    MediaPicture picture_of(const MediaContent& content) const;
    Result<int16_t> media_value(const ClipAt& at, const MediaContent& content, const ClipLook& look, const Canvas&);
    Result<int16_t> nested_value(const ClipAt& at, const SequenceContent& content, const ClipLook& look, const Canvas&);
    Result<int16_t> title_value(const ClipAt& at, const Effect& generator, const ClipLook& look, const Canvas&);
    int16_t solid_value(const ClipAt& at, const Effect& generator, const ClipLook& look, const Canvas&);
    int16_t gradient_value(const ClipAt& at, const Effect& generator, const ClipLook& look, const Canvas&);
    Result<int16_t> missing(const ClipAt& at, const std::string& name, std::string what, const ClipLook& look,
                            const Canvas&);
    // A raster that stands at `place` of a frame of raster_width x raster_height, which shows the whole `sequence`
    // frame.
    struct RasterFrame {
        int raster_width, raster_height, width, height;
    };
    int16_t raster_value(ClipId clip, PictureRef raster, IntRect place, const RasterFrame& frame,
                         const Placing& placing, const Canvas& canvas);
    int16_t placed_sample(FrameSource source, const Placed& placed, Opacity source_alpha);
    // A full-frame value moved as one picture. `shape` says where in the target it stands.
    int16_t placed_resample(int16_t value, const SourceShape& shape, const Placing& placing, const Sequence& sequence,
                            const Canvas& canvas);

    // compile_effects.cpp
    ClipLook look_of(const ClipAt& at) const;
    Result<int16_t> graded(const ClipAt& at, int16_t value, const ClipLook& look, const Canvas& canvas);
    Result<int16_t> with_effect(const ClipAt& at, const Effect& effect, int16_t value, const ClipLook& look,
                                const Canvas& canvas);
    // Index of the table in the program; kNoValue where there is none and the frame goes on without.
    Result<int16_t> add_table(const ClipAt& at, std::string_view what, Result<Ref<ColourTable>> table);

    // compile_mask.cpp
    // Where the upright picture that a clip shows stands in the target.
    struct PictureSpace {
        Affine to_target;
        double width, height;
    };
    std::optional<PictureSpace> picture_space(const ClipAt& at, const ClipLook& look, const Canvas& canvas) const;
    // The value with the soft edges of its crop.
    int16_t feathered(int16_t value, const ClipLook& look, const PictureSpace& picture);
    // The effect's input and its result (the last op), mixed by the mask.
    int16_t masked(const ClipAt& at, const Effect& mask, int16_t before, int16_t after, const PictureSpace& picture);

    // compile_filters.cpp
    int16_t filtered(const ClipAt& at, const Effect& e, int16_t value, const Canvas& canvas);
    // Sigmas in pixels of the target.
    int16_t blurred(int16_t value, double sigma_x, double sigma_y, EdgeMode edge, const Canvas& canvas);
    enum class Axis : uint8_t { across, down };
    struct BlurAxis {
        Axis axis;
        double sigma;
        EdgeMode edge;
        IntRect room;  // a result that grows stays inside
        double lo, hi; // the picture's ends on the axis; a transparent edge takes the value's bounds
    };
    int16_t keyed(const ClipAt& at, const Effect& e, int16_t value, const Canvas& canvas);
    int16_t shadowed(const ClipAt& at, const Effect& e, int16_t value, const Canvas& canvas);
    int16_t blur_axis(int16_t value, const BlurAxis& blur);

    // Emitting. `like` gives bounds and opacity of the result.
    using Args = std::array<float, 4>;
    int16_t emit(Op op);
    int16_t emit_on(OpCode code, int16_t a, std::initializer_list<Args> args);
    int16_t emit_solid(const std::array<double, 4>& premultiplied, IntRect bounds);
    int16_t emit_mix(OpCode code, uint8_t variant, int16_t a, int16_t b, std::initializer_list<Args> args);
    int32_t add_args(std::initializer_list<Args> args);
    Args luma_args() const; // of the values' primaries
    int16_t add_geometry(const Geometry& geometry);
    const Op& op(int16_t value) const { return program_.ops[static_cast<size_t>(value)]; }

    void note(const ClipAt& at, std::string what);
    std::string where(const ClipAt& at) const;

    const Project& project_;
    const RenderSpec& spec_;
    FrameAssets& assets_;
    std::vector<FrameNote>* notes_;
    FrameProgram& program_;
    std::vector<Op> scratch_;
};

// Value of a parameter at an instant, inside its catalog range.
double param(const Effect& effect, int slot, Time key_time);

} // namespace tandem
