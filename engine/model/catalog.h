// The catalog of effects, generators and transitions: every parameter's name, unit, range and default, once. Project
// files, the edit commands, the inspector and the docs page read it; frame and audio compilers index slots by the enums
// below. Static data, any thread. A new effect = one row in catalog.cpp + its op.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tandem {

enum class EffectKind : uint8_t {
    // picture: geometry and composite
    transform, // place, scale, rotate about an anchor; sampling filter
    crop,      // pixels cut off each side of the source
    composite, // opacity and blend mode
    // picture: per-pixel grades, in this order of the stack as the user put them
    exposure, // stops
    contrast, // about a pivot
    saturation,
    white_balance,
    lift_gamma_gain,
    lut3d,         // text slot 0 = path of a .cube file
    tone_map,      // range of light; without one, HDR clips are fitted to what the target shows
    curves,        // texts master, red, green, blue: see curve_points.h
    hue_curves,    // texts hue_hue, hue_sat, hue_luma, luma_sat, sat_sat: see curve_points.h
    log_wheels,    // shadows, midtones, highlights and offset per channel
    channel_mixer, // each channel from all three
    // picture: neighbourhoods, in the frame (after transform and crop), in stack order with the grades
    blur,        // Gaussian
    sharpen,     // unsharp mask of display luma
    glow,        // light above a threshold, blurred and added
    chroma_key,  // alpha from the distance to a colour
    drop_shadow, // below the clip
    // sound
    gain,       // dB
    pan,        // -1..1
    eq,         // 8 bands
    compressor, // also keyed, see takes_key()
    limiter,    // true peak, looks ahead
    gate,       // or expander
    de_esser,
    denoiser, // noise that stays, found by itself
    ducker, // turned down while its key speaks
    delay,
    reverb,
    saturator,
    utility, // gain, polarity, sides, width
    tone,    // test tones and noise
    lv2,     // a plug-in: Effect::plugin says which; its parameters are not of the catalog
    // generators' own parameter blocks
    solid,
    gradient,
    title, // text slots: text, font family, style JSON is not needed: size, colours and place are params
    // where another effect acts: Effect::mask; text slot 0 = path, see mask_path.h
    mask,
    count_,
};

enum class Domain : uint8_t { picture, sound, generator, mask };

enum class Unit : uint8_t {
    none,
    fraction,
    percent,
    stops,
    kelvin,
    degrees,
    pixels,
    decibel,
    hertz,
    seconds,
    choice,
    toggle,
    nits // cd/m2
};

struct ParamSpec {
    std::string_view id;    // stable, snake_case, in files and scripts
    std::string_view label; // English; translated by the window
    Unit unit;
    double min, max, initial;
    std::string_view choices = {}; // for Unit::choice: "nearest|bilinear|bicubic|lanczos"
};

struct EffectSpec {
    EffectKind kind;
    std::string_view id; // "transform"
    std::string_view label;
    Domain domain;
    std::span<const ParamSpec> params;
    std::span<const std::string_view> texts; // ids of the text slots
};

// Any value of a plug-in's parameter: its range is the plug-in's own, which may not be here.
inline constexpr ParamSpec kPluginValue{"value", "Value", Unit::none, -1e12, 1e12, 0};

const EffectSpec& spec(EffectKind kind);
// Whether the effect may have a mask: picture effects but those of geometry and compositing.
bool takes_mask(EffectKind kind);
// Whether the effect is part of a picture clip's grade: those that change each pixel's colour by itself.
bool is_grade(EffectKind kind);
// Whether the effect may listen to another strip: Effect::key.
bool takes_key(EffectKind kind);
// Null where unknown.
const EffectSpec* find_effect(std::string_view id);
std::span<const EffectSpec> all_effects();
// Slot of a parameter or text by id, or -1.
int param_slot(const EffectSpec& s, std::string_view id);
int text_slot(const EffectSpec& s, std::string_view id);
// Index of a choice word in ParamSpec::choices, or -1; and the word of an index.
int choice_index(const ParamSpec& p, std::string_view word);
std::string_view choice_word(const ParamSpec& p, int index);

// Slot numbers, equal to the order of the rows in catalog.cpp (checked by a unit test).
namespace slot {
enum Transform { tx, ty, scale_x, scale_y, rotation, anchor_x, anchor_y, filter, fit };
enum Crop { left, right, top, bottom, feather };
enum Composite { opacity, blend };
enum Exposure { stops };
enum Contrast { amount, pivot };
enum Saturation { saturation };
enum WhiteBalance { temperature, tint };
enum LiftGammaGain { lift_r, lift_g, lift_b, gamma_r, gamma_g, gamma_b, gain_r, gain_g, gain_b };
enum Lut3d { mix, input };
enum ToneMap { mode, source_peak, target_peak };
enum CurvesText { curve_master, curve_red, curve_green, curve_blue };
enum HueCurvesText { hue_hue, hue_sat, hue_luma, luma_sat, sat_sat };
// Four wheels of three channels each, then where shadows end and highlights begin.
enum LogWheels { wheel_shadow, wheel_midtone = 3, wheel_highlight = 6, wheel_offset = 9, wheel_low = 12, wheel_high };
// Three rows of r, g, b, constant.
enum ChannelMixer { mixer_red, mixer_green = 4, mixer_blue = 8, mixer_preserve = 12, mixer_monochrome };
enum Blur { sigma_x, sigma_y, edge };
enum Sharpen { sharpen_amount, sharpen_radius, sharpen_threshold };
enum Glow { glow_intensity, glow_radius, glow_threshold };
enum ChromaKey {
    key_red,
    key_green,
    key_blue,
    key_tolerance,
    key_softness,
    key_spill,
    key_shrink,
    key_blur,
    key_black,
    key_white,
    key_show_matte
};
enum DropShadow {
    shadow_red,
    shadow_green,
    shadow_blue,
    shadow_opacity,
    shadow_angle,
    shadow_distance,
    shadow_blur,
    shadow_spread
};
enum Gain { db };
enum Pan { pan }; // the other sound effects: sound_slots.h
enum Solid { red, green, blue, alpha };
enum Gradient { shape, angle, r0, g0, b0, a0, r1, g1, b1, a1 };
enum Title {
    x,
    y,
    size,
    align,
    fill_r,
    fill_g,
    fill_b,
    fill_a,
    outline_width,
    outline_r,
    outline_g,
    outline_b,
    outline_a,
    shadow,
    bold,
    italic
};
enum TitleText { text, font };
enum Mask {
    mask_shape,
    mask_invert,
    mask_opacity,
    mask_x,
    mask_y,
    mask_width,
    mask_height,
    mask_rotation,
    mask_feather,
    mask_qualify,
    mask_hue,
    mask_hue_width,
    mask_hue_softness,
    mask_saturation_low,
    mask_saturation_high,
    mask_saturation_softness,
    mask_luma_low,
    mask_luma_high,
    mask_luma_softness,
    mask_qualify_invert
};
} // namespace slot

enum class BlendMode : uint8_t {
    normal,
    add,
    subtract,
    multiply,
    screen,
    overlay,
    darken,
    lighten,
    color_dodge,
    color_burn,
    hard_light,
    soft_light,
    difference,
    exclusion,
    hue,
    saturation,
    color,
    luminosity,
    count_,
};
enum class MaskShape : uint8_t { none, rectangle, ellipse, path };
// What a neighbourhood filter finds beside the picture: nothing, its edge pixels again, or the picture mirrored.
enum class EdgeMode : uint8_t { transparent, repeat, mirror };
enum class SampleFilter : uint8_t { nearest, bilinear, bicubic, lanczos };
// How a source fills the frame before the transform applies: letterboxed, cropped, stretched, or at its own pixel size.
enum class Fit : uint8_t { contain, cover, stretch, none };

// wipe_* move the edge in the named direction; slide pushes the incoming picture over; dip goes through a colour.
enum class TransitionKind : uint8_t {
    dissolve,
    wipe_left,
    wipe_right,
    wipe_up,
    wipe_down,
    wipe_diagonal,
    wipe_clock,
    wipe_iris,
    slide_left,
    slide_right,
    slide_up,
    slide_down,
    dip,
    crossfade_linear,
    crossfade_equal_power,
    count_,
};
std::string_view transition_word(TransitionKind kind);
// TransitionKind::count_ where unknown.
TransitionKind find_transition(std::string_view word);
bool is_sound(TransitionKind kind);
std::string_view blend_word(BlendMode mode);

} // namespace tandem
