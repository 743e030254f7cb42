// Numbers are read by from_chars, so that the locale does not matter.
#include "engine/model/curve_points.h"

#include <charconv>
#include <cmath>

#include "engine/model/mask_path.h"

namespace tandem {

const CurveSlot* curve_slot(EffectKind kind, size_t text) {
    static constexpr CurveSlot kTone{};
    static constexpr CurveSlot kHueShift{CurveAxis::circle, -0.5, 0.5, 0, false};
    static constexpr CurveSlot kByHue{CurveAxis::circle, 0, 4, 1, false}, kByLevel{CurveAxis::line, 0, 4, 1, false};
    if (kind == EffectKind::curves) return &kTone;
    if (kind != EffectKind::hue_curves) return nullptr;
    if (text == slot::hue_hue) return &kHueShift;
    return text == slot::hue_sat || text == slot::hue_luma ? &kByHue : &kByLevel;
}

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string short_text(double v) {
    char buffer[32];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
    return {buffer, end};
}

} // namespace

bool read_number(std::string_view& text, double& v) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
    if (error != std::errc{} || !std::isfinite(v)) return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return true;
}
bool starts_with_space(std::string_view text) { return !text.empty() && is_space(text.front()); }
void skip_spaces(std::string_view& text) {
    while (starts_with_space(text)) text.remove_prefix(1);
}

Result<std::vector<CurvePoint>> parse_curve(std::string_view text, const CurveSlot& slot) {
    std::vector<CurvePoint> out;
    auto wrong = [&](const std::string& what) {
        return fail(ErrorCode::bad_data, "point " + std::to_string(out.size() + 1) + " of the curve " + what +
                                             "; write points as \"0,0 0.25,0.2 1,1\"");
    };
    for (;;) {
        skip_spaces(text);
        if (text.empty()) return out;
        if (out.size() == kMaxCurvePoints)
            return wrong("is one too many: at most " + std::to_string(kMaxCurvePoints) + " are allowed");
        CurvePoint p;
        bool comma = read_number(text, p.x) && !text.empty() && text.front() == ',';
        if (comma) text.remove_prefix(1);
        if (!comma || !read_number(text, p.y) || (!text.empty() && !starts_with_space(text)))
            return wrong("is not two numbers with a comma");
        if (p.x < 0 || p.x > 1 || p.y < slot.low || p.y > slot.high)
            return wrong("lies outside 0..1 by " + short_text(slot.low) + ".." + short_text(slot.high));
        if (!out.empty() && p.x <= out.back().x) return wrong("does not lie to the right of the one before");
        if (slot.axis == CurveAxis::circle && !out.empty() && p.x - out.front().x >= 1)
            return wrong("is the first one again, a turn later");
        out.push_back(p);
    }
}

Result<void> check_texts(const Effect& e) {
    for (size_t i = 0; i < e.texts.size(); ++i) {
        auto wrong = [&](const Error& error) {
            return fail(error.code, error.what,
                        std::string(spec(e.kind).label) + ", " + std::string(spec(e.kind).texts[i]));
        };
        if (const CurveSlot* slot = curve_slot(e.kind, i))
            if (auto points = parse_curve(e.texts[i], *slot); !points) return wrong(points.error());
        if (e.kind == EffectKind::mask)
            if (auto path = parse_path(e.texts[i]); !path) return wrong(path.error());
    }
    if (e.mask) return check_texts(*e.mask);
    return {};
}

} // namespace tandem
