// The catalog's rows. Order of params = the enums in `slot`.
#include "engine/model/catalog.h"

#include <iterator>

#include "engine/model/catalog_sound.h"

namespace tandem {

static constexpr double kBig = 1e5; // pixels: far outside any frame

static constexpr ParamSpec kTransform[] = {
    {"x", "Position X", Unit::pixels, -kBig, kBig,
     0}, // offset of the anchor from the frame's centre, sequence pixels, right
    {"y", "Position Y", Unit::pixels, -kBig, kBig, 0}, // down
    {"scale_x", "Scale X", Unit::fraction, 0, 100, 1}, // of the fitted size
    {"scale_y", "Scale Y", Unit::fraction, 0, 100, 1},
    {"rotation", "Rotation", Unit::degrees, -36000, 36000, 0}, // clockwise
    {"anchor_x", "Anchor X", Unit::fraction, -10, 10, 0.5},    // of the source picture
    {"anchor_y", "Anchor Y", Unit::fraction, -10, 10, 0.5},
    {"filter", "Filter", Unit::choice, 0, 3, 2, "nearest|bilinear|bicubic|lanczos"},
    {"fit", "Fit", Unit::choice, 0, 3, 0, "contain|cover|stretch|none"},
};
static constexpr ParamSpec kCrop[] = {
    {"left", "Left", Unit::fraction, 0, 1, 0}, // of the source's width
    {"right", "Right", Unit::fraction, 0, 1, 0},
    {"top", "Top", Unit::fraction, 0, 1, 0},
    {"bottom", "Bottom", Unit::fraction, 0, 1, 0},
    {"feather", "Feather", Unit::fraction, 0, 1, 0}, // of the source's height, inwards from the sides that are cropped
};
static constexpr ParamSpec kComposite[] = {
    {"opacity", "Opacity", Unit::fraction, 0, 1, 1},
    {"blend", "Blend mode", Unit::choice, 0, static_cast<double>(BlendMode::count_) - 1, 0,
     "normal|add|subtract|multiply|screen|overlay|darken|lighten|color_dodge|color_burn|hard_light|soft_light|"
     "difference|"
     "exclusion|hue|saturation|color|luminosity"},
};
static constexpr ParamSpec kExposure[] = {{"stops", "Exposure", Unit::stops, -10, 10, 0}};
static constexpr ParamSpec kContrast[] = {
    {"amount", "Contrast", Unit::fraction, 0, 4, 1}, {"pivot", "Pivot", Unit::fraction, 0.001, 1, 0.18}, // linear light
};
static constexpr ParamSpec kSaturation[] = {{"amount", "Saturation", Unit::fraction, 0, 4, 1}};
static constexpr ParamSpec kWhiteBalance[] = {
    {"temperature", "Temperature", Unit::fraction, -1, 1, 0}, // + warmer
    {"tint", "Tint", Unit::fraction, -1, 1, 0},               // + magenta
};
static constexpr ParamSpec kLiftGammaGain[] = {
    {"lift_r", "Lift red", Unit::fraction, -1, 1, 0},       {"lift_g", "Lift green", Unit::fraction, -1, 1, 0},
    {"lift_b", "Lift blue", Unit::fraction, -1, 1, 0},      {"gamma_r", "Gamma red", Unit::fraction, 0.1, 10, 1},
    {"gamma_g", "Gamma green", Unit::fraction, 0.1, 10, 1}, {"gamma_b", "Gamma blue", Unit::fraction, 0.1, 10, 1},
    {"gain_r", "Gain red", Unit::fraction, 0, 10, 1},       {"gain_g", "Gain green", Unit::fraction, 0, 10, 1},
    {"gain_b", "Gain blue", Unit::fraction, 0, 10, 1},
};
static constexpr ParamSpec kLut3d[] = {
    {"mix", "Mix", Unit::fraction, 0, 1, 1},
    {"input", "Input", Unit::choice, 0, 1, 0, "display|linear"}, // what the table's numbers mean
};
static constexpr ParamSpec kToneMap[] = {
    {"mode", "Mode", Unit::choice, 0, 2, 0, "compress|expand|off"},
    {"source_peak", "Source peak", Unit::nits, 0, 10000, 0}, // 0 = as the medium says
    {"target_peak", "Target peak", Unit::nits, 0, 10000, 0}, // 0 = what the target shows
};
static constexpr ParamSpec kLogWheels[] = {
    {"shadow_r", "Shadow red", Unit::fraction, -1, 1, 0}, // added to the display signal, weighted by range
    {"shadow_g", "Shadow green", Unit::fraction, -1, 1, 0},
    {"shadow_b", "Shadow blue", Unit::fraction, -1, 1, 0},
    {"midtone_r", "Midtone red", Unit::fraction, -1, 1, 0},
    {"midtone_g", "Midtone green", Unit::fraction, -1, 1, 0},
    {"midtone_b", "Midtone blue", Unit::fraction, -1, 1, 0},
    {"highlight_r", "Highlight red", Unit::fraction, -1, 1, 0},
    {"highlight_g", "Highlight green", Unit::fraction, -1, 1, 0},
    {"highlight_b", "Highlight blue", Unit::fraction, -1, 1, 0},
    {"offset_r", "Offset red", Unit::fraction, -1, 1, 0},
    {"offset_g", "Offset green", Unit::fraction, -1, 1, 0},
    {"offset_b", "Offset blue", Unit::fraction, -1, 1, 0},
    {"low_range", "Low range", Unit::fraction, 0.01, 0.99, 0.333}, // where the shadows' weight is one half
    {"high_range", "High range", Unit::fraction, 0.01, 0.99, 0.55},
};
static constexpr ParamSpec kChannelMixer[] = {
    {"red_red", "Red from red", Unit::fraction, -4, 4, 1},
    {"red_green", "Red from green", Unit::fraction, -4, 4, 0},
    {"red_blue", "Red from blue", Unit::fraction, -4, 4, 0},
    {"red_constant", "Red constant", Unit::fraction, -1, 1, 0},
    {"green_red", "Green from red", Unit::fraction, -4, 4, 0},
    {"green_green", "Green from green", Unit::fraction, -4, 4, 1},
    {"green_blue", "Green from blue", Unit::fraction, -4, 4, 0},
    {"green_constant", "Green constant", Unit::fraction, -1, 1, 0},
    {"blue_red", "Blue from red", Unit::fraction, -4, 4, 0},
    {"blue_green", "Blue from green", Unit::fraction, -4, 4, 0},
    {"blue_blue", "Blue from blue", Unit::fraction, -4, 4, 1},
    {"blue_constant", "Blue constant", Unit::fraction, -1, 1, 0},
    // The luma of every colour stays: what it lost or gained is added to all channels. Monochrome: of white only.
    {"preserve_luminance", "Preserve luminance", Unit::toggle, 0, 1, 0},
    {"monochrome", "Monochrome", Unit::toggle, 0, 1, 0}, // the red row for all three
};
static constexpr ParamSpec kBlur[] = {
    {"sigma_x", "Blur across", Unit::fraction, 0, 1, 0}, // standard deviation, of the sequence's height
    {"sigma_y", "Blur down", Unit::fraction, 0, 1, 0},
    {"edge", "Edge", Unit::choice, 0, 2, 0, "transparent|repeat|mirror"},
};
static constexpr ParamSpec kSharpen[] = {
    {"amount", "Sharpen", Unit::fraction, 0, 10, 0},
    {"radius", "Radius", Unit::fraction, 0, 0.1, 0.001}, // standard deviation, of the sequence's height
    {"threshold", "Threshold", Unit::fraction, 0, 1, 0}, // display luma
};
static constexpr ParamSpec kGlow[] = {
    {"intensity", "Glow", Unit::fraction, 0, 10, 0},
    {"radius", "Radius", Unit::fraction, 0, 1, 0.02},       // standard deviation, of the sequence's height
    {"threshold", "Threshold", Unit::fraction, 0, 10, 0.6}, // linear light, 1 = reference white
};
static constexpr ParamSpec kChromaKey[] = {
    {"red", "Key red", Unit::fraction, 0, 1, 0},
    {"green", "Key green", Unit::fraction, 0, 1, 0.7},
    {"blue", "Key blue", Unit::fraction, 0, 1, 0.25},
    {"tolerance", "Tolerance", Unit::fraction, 0, 1, 0.5}, // transparent within it; 1 reaches the greys
    {"softness", "Softness", Unit::fraction, 0, 1, 0.3},   // from there to opaque
    {"spill", "Spill suppression", Unit::fraction, 0, 1, 1},
    {"shrink", "Shrink", Unit::fraction, -0.05, 0.05, 0}, // of the matte's edge, of the sequence's height
    {"blur", "Matte blur", Unit::fraction, 0, 0.1, 0},    // standard deviation, of the sequence's height
    {"black", "Matte black", Unit::fraction, 0, 1, 0},    // matte values that become 0 and 1
    {"white", "Matte white", Unit::fraction, 0, 1, 1},
    {"show_matte", "Show matte", Unit::toggle, 0, 1, 0},
};
static constexpr ParamSpec kDropShadow[] = {
    {"red", "Red", Unit::fraction, 0, 1, 0},
    {"green", "Green", Unit::fraction, 0, 1, 0},
    {"blue", "Blue", Unit::fraction, 0, 1, 0},
    {"opacity", "Opacity", Unit::fraction, 0, 1, 0.5},
    {"angle", "Angle", Unit::degrees, -3600, 3600, 45},   // where it falls: 0 = right, clockwise
    {"distance", "Distance", Unit::fraction, 0, 1, 0.01}, // of the sequence's height
    {"blur", "Blur", Unit::fraction, 0, 1, 0.01},         // standard deviation, of the sequence's height
    {"spread", "Spread", Unit::fraction, 0, 0.99, 0},     // alpha from 1 - spread on is full
};
static constexpr ParamSpec kSolid[] = {
    {"red", "Red", Unit::fraction, 0, 1, 0}, // display-referred, straight alpha
    {"green", "Green", Unit::fraction, 0, 1, 0},
    {"blue", "Blue", Unit::fraction, 0, 1, 0},
    {"alpha", "Alpha", Unit::fraction, 0, 1, 1},
};
static constexpr ParamSpec kGradient[] = {
    {"shape", "Shape", Unit::choice, 0, 1, 0, "linear|radial"},
    {"angle", "Angle", Unit::degrees, -36000, 36000, 90}, // 0 = left to right, clockwise
    {"red_0", "Start red", Unit::fraction, 0, 1, 0},
    {"green_0", "Start green", Unit::fraction, 0, 1, 0},
    {"blue_0", "Start blue", Unit::fraction, 0, 1, 0},
    {"alpha_0", "Start alpha", Unit::fraction, 0, 1, 1},
    {"red_1", "End red", Unit::fraction, 0, 1, 1},
    {"green_1", "End green", Unit::fraction, 0, 1, 1},
    {"blue_1", "End blue", Unit::fraction, 0, 1, 1},
    {"alpha_1", "End alpha", Unit::fraction, 0, 1, 1},
};
static constexpr ParamSpec kTitle[] = {
    {"x", "Position X", Unit::fraction, -2, 3, 0.5}, // of the frame, where the text block's anchor stands
    {"y", "Position Y", Unit::fraction, -2, 3, 0.5},
    {"size", "Size", Unit::fraction, 0.001, 2, 0.08}, // font size as a fraction of the frame's height
    {"align", "Alignment", Unit::choice, 0, 8, 4,
     "bottom_left|bottom|bottom_right|left|center|right|top_left|top|top_right"},
    {"fill_r", "Fill red", Unit::fraction, 0, 1, 1},
    {"fill_g", "Fill green", Unit::fraction, 0, 1, 1},
    {"fill_b", "Fill blue", Unit::fraction, 0, 1, 1},
    {"fill_a", "Fill alpha", Unit::fraction, 0, 1, 1},
    {"outline_width", "Outline", Unit::fraction, 0, 0.5, 0}, // of the font size
    {"outline_r", "Outline red", Unit::fraction, 0, 1, 0},
    {"outline_g", "Outline green", Unit::fraction, 0, 1, 0},
    {"outline_b", "Outline blue", Unit::fraction, 0, 1, 0},
    {"outline_a", "Outline alpha", Unit::fraction, 0, 1, 1},
    {"shadow", "Shadow", Unit::fraction, 0, 0.5, 0}, // distance, of the font size
    {"bold", "Bold", Unit::toggle, 0, 1, 0},
    {"italic", "Italic", Unit::toggle, 0, 1, 0},
};
static constexpr ParamSpec kMask[] = {
    {"shape", "Shape", Unit::choice, 0, 3, 0, "none|rectangle|ellipse|path"}, // none = everywhere
    {"invert", "Invert", Unit::toggle, 0, 1, 0},
    {"opacity", "Opacity", Unit::fraction, 0, 1, 1},
    // The shape's box, in the clip's picture before it is placed: of its width and height.
    {"x", "Centre X", Unit::fraction, -10, 10, 0.5},
    {"y", "Centre Y", Unit::fraction, -10, 10, 0.5},
    {"width", "Width", Unit::fraction, 0, 10, 0.5},
    {"height", "Height", Unit::fraction, 0, 10, 0.5},
    {"rotation", "Rotation", Unit::degrees, -36000, 36000, 0}, // clockwise about the centre
    {"feather", "Feather", Unit::fraction, 0, 1, 0},           // to each side of the outline, of the picture's height
    // The qualifier: colours that are selected, of the display signal. Saturation here is chroma, max - min.
    {"qualify", "Qualifier", Unit::toggle, 0, 1, 0},
    {"hue", "Hue", Unit::degrees, 0, 360, 0}, // 0 red, 120 green, 240 blue
    {"hue_width", "Hue width", Unit::degrees, 0, 360, 360},
    {"hue_softness", "Hue softness", Unit::degrees, 0, 180, 0},
    {"saturation_low", "Saturation low", Unit::fraction, 0, 1, 0},
    {"saturation_high", "Saturation high", Unit::fraction, 0, 1, 1},
    {"saturation_softness", "Saturation softness", Unit::fraction, 0, 1, 0},
    {"luma_low", "Luma low", Unit::fraction, 0, 1, 0},
    {"luma_high", "Luma high", Unit::fraction, 0, 1, 1},
    {"luma_softness", "Luma softness", Unit::fraction, 0, 1, 0},
    {"qualify_invert", "Invert qualifier", Unit::toggle, 0, 1, 0},
};
static constexpr std::string_view kMaskTexts[] = {"path"};
static constexpr std::string_view kLutTexts[] = {"path"};
static constexpr std::string_view kCurvesTexts[] = {"master", "red", "green", "blue"};
static constexpr std::string_view kHueCurvesTexts[] = {"hue_hue", "hue_sat", "hue_luma", "luma_sat", "sat_sat"};
static constexpr std::string_view kTitleTexts[] = {"text", "font"};

static constexpr EffectSpec kEffects[] = {
    {EffectKind::transform, "transform", "Transform", Domain::picture, kTransform, {}},
    {EffectKind::crop, "crop", "Crop", Domain::picture, kCrop, {}},
    {EffectKind::composite, "composite", "Composite", Domain::picture, kComposite, {}},
    {EffectKind::exposure, "exposure", "Exposure", Domain::picture, kExposure, {}},
    {EffectKind::contrast, "contrast", "Contrast", Domain::picture, kContrast, {}},
    {EffectKind::saturation, "saturation", "Saturation", Domain::picture, kSaturation, {}},
    {EffectKind::white_balance, "white_balance", "White balance", Domain::picture, kWhiteBalance, {}},
    {EffectKind::lift_gamma_gain, "lift_gamma_gain", "Lift gamma gain", Domain::picture, kLiftGammaGain, {}},
    {EffectKind::lut3d, "lut3d", "3D LUT", Domain::picture, kLut3d, kLutTexts},
    {EffectKind::tone_map, "tone_map", "Tone mapping", Domain::picture, kToneMap, {}},
    {EffectKind::curves, "curves", "Curves", Domain::picture, {}, kCurvesTexts},
    {EffectKind::hue_curves, "hue_curves", "Hue curves", Domain::picture, {}, kHueCurvesTexts},
    {EffectKind::log_wheels, "log_wheels", "Log wheels", Domain::picture, kLogWheels, {}},
    {EffectKind::channel_mixer, "channel_mixer", "Channel mixer", Domain::picture, kChannelMixer, {}},
    {EffectKind::blur, "blur", "Gaussian blur", Domain::picture, kBlur, {}},
    {EffectKind::sharpen, "sharpen", "Sharpen", Domain::picture, kSharpen, {}},
    {EffectKind::glow, "glow", "Glow", Domain::picture, kGlow, {}},
    {EffectKind::chroma_key, "chroma_key", "Chroma key", Domain::picture, kChromaKey, {}},
    {EffectKind::drop_shadow, "drop_shadow", "Drop shadow", Domain::picture, kDropShadow, {}},
    {EffectKind::gain, "gain", "Gain", Domain::sound, kGain, {}},
    {EffectKind::pan, "pan", "Pan", Domain::sound, kPan, {}},
    {EffectKind::eq, "eq", "Equaliser", Domain::sound, kEq, {}},
    {EffectKind::compressor, "compressor", "Compressor", Domain::sound, kCompressor, {}},
    {EffectKind::limiter, "limiter", "Limiter", Domain::sound, kLimiter, {}},
    {EffectKind::gate, "gate", "Gate", Domain::sound, kGate, {}},
    {EffectKind::de_esser, "de_esser", "De-esser", Domain::sound, kDeEsser, {}},
    {EffectKind::denoiser, "denoiser", "Denoiser", Domain::sound, kDenoiser, {}},
    {EffectKind::ducker, "ducker", "Ducker", Domain::sound, kDucker, {}},
    {EffectKind::delay, "delay", "Delay", Domain::sound, kDelay, {}},
    {EffectKind::reverb, "reverb", "Reverb", Domain::sound, kReverb, {}},
    {EffectKind::saturator, "saturator", "Saturator", Domain::sound, kSaturator, {}},
    {EffectKind::utility, "utility", "Utility", Domain::sound, kUtility, {}},
    {EffectKind::tone, "tone", "Tone and noise", Domain::sound, kTone, {}},
    {EffectKind::lv2, "lv2", "LV2 plug-in", Domain::sound, {}, {}},
    {EffectKind::solid, "solid", "Solid", Domain::generator, kSolid, {}},
    {EffectKind::gradient, "gradient", "Gradient", Domain::generator, kGradient, {}},
    {EffectKind::title, "title", "Title", Domain::generator, kTitle, kTitleTexts},
    {EffectKind::mask, "mask", "Mask", Domain::mask, kMask, kMaskTexts},
};
static_assert(std::size(kEffects) == static_cast<size_t>(EffectKind::count_));

const EffectSpec& spec(EffectKind kind) { return kEffects[static_cast<size_t>(kind)]; }
bool takes_mask(EffectKind kind) {
    return spec(kind).domain == Domain::picture && kind != EffectKind::transform && kind != EffectKind::crop &&
           kind != EffectKind::composite;
}
bool is_grade(EffectKind kind) { return kind >= EffectKind::exposure && kind <= EffectKind::channel_mixer; }
bool takes_key(EffectKind kind) {
    return kind == EffectKind::compressor || kind == EffectKind::gate || kind == EffectKind::ducker ||
           kind == EffectKind::lv2;
}
std::span<const EffectSpec> all_effects() { return kEffects; }

const EffectSpec* find_effect(std::string_view id) {
    for (const auto& e : kEffects)
        if (e.id == id) return &e;
    return nullptr;
}

int param_slot(const EffectSpec& s, std::string_view id) {
    for (size_t i = 0; i < s.params.size(); ++i)
        if (s.params[i].id == id) return static_cast<int>(i);
    return -1;
}

int text_slot(const EffectSpec& s, std::string_view id) {
    for (size_t i = 0; i < s.texts.size(); ++i)
        if (s.texts[i] == id) return static_cast<int>(i);
    return -1;
}

// Walks the words of "a|b|c".
template<class F>
static void each_word(std::string_view words, F f) {
    for (int i = 0; !words.empty(); ++i) {
        auto bar = words.find('|');
        if (f(i, words.substr(0, bar))) return;
        if (bar == std::string_view::npos) return;
        words.remove_prefix(bar + 1);
    }
}

int choice_index(const ParamSpec& p, std::string_view word) {
    int found = -1;
    each_word(p.choices, [&](int i, std::string_view w) { return w == word ? found = i, true : false; });
    return found;
}

std::string_view choice_word(const ParamSpec& p, int index) {
    std::string_view found;
    each_word(p.choices, [&](int i, std::string_view w) { return i == index ? found = w, true : false; });
    return found;
}

static constexpr std::string_view kTransitions[] = {
    "dissolve",      "wipe_left",  "wipe_right", "wipe_up",          "wipe_down",
    "wipe_diagonal", "wipe_clock", "wipe_iris",  "slide_left",       "slide_right",
    "slide_up",      "slide_down", "dip",        "crossfade_linear", "crossfade_equal_power",
};
static_assert(std::size(kTransitions) == static_cast<size_t>(TransitionKind::count_));

std::string_view transition_word(TransitionKind kind) { return kTransitions[static_cast<size_t>(kind)]; }

TransitionKind find_transition(std::string_view word) {
    for (size_t i = 0; i < std::size(kTransitions); ++i)
        if (kTransitions[i] == word) return static_cast<TransitionKind>(i);
    return TransitionKind::count_;
}

bool is_sound(TransitionKind kind) {
    return kind == TransitionKind::crossfade_linear || kind == TransitionKind::crossfade_equal_power;
}

std::string_view blend_word(BlendMode mode) { return choice_word(kComposite[1], static_cast<int>(mode)); }

} // namespace tandem
