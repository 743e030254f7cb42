// Curves of grades as users write them: the text slots of `curves` and `hue_curves`. Read by validation, the edit verbs
// and the frame compiler. Pure, any thread.
//
// Syntax: points "x,y" parted by spaces, x rising, for example "0,0 0.25,0.2 1,1". Empty = the curve changes nothing.
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/effect.h"

namespace tandem {

struct CurvePoint {
    double x = 0, y = 0;
    friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

enum class CurveAxis : uint8_t { line, circle }; // circle: x = 1 is x = 0 again (hues, in turns from red)

// What a text slot's curve maps: x is always 0..1.
struct CurveSlot {
    CurveAxis axis = CurveAxis::line;
    double low = 0, high = 1; // of y
    double neutral = 0;       // y of an empty text; unused where `identity`
    bool identity = true;     // an empty text is y = x
};
// Null where the slot is no curve. curves: 0..1 to 0..1 of the display signal. hue_hue: turns added, -0.5..0.5; the
// others: factors 0..4.
const CurveSlot* curve_slot(EffectKind kind, size_t text_slot);

inline constexpr size_t kMaxCurvePoints = 64;

// Errors: bad_data that says which point is wrong.
Result<std::vector<CurvePoint>> parse_curve(std::string_view text, const CurveSlot& slot);

// Reading of point texts, here and in mask_path.h: numbers are finite; both move `text` on.
void skip_spaces(std::string_view& text);
bool starts_with_space(std::string_view text);
bool read_number(std::string_view& text, double& v);

// The first text of the effect or its mask that cannot be read, as an error that names it; nothing where all can.
Result<void> check_texts(const Effect& effect);

} // namespace tandem
