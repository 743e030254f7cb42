// Colour of a program: which space its values have, and the changes of light between sources, values and target.
//
// Values have the sequence's transfer and its working primaries, so that a grade looks alike in every deliverable. SDR
// sources among themselves keep their camera light. Where SDR meets HDR, light is what a display shows: a BT.1886
// display for the television curves, HLG through its OOTF at 1000 cd/m2 (a target may name another peak), PQ as it
// stands, all with 1.0 = 203 cd/m2 (BT.2408). A clip that is brighter than the target can show goes through a tone
// curve after its own effects, so that titles and SDR clips beside it stay as they are.
#include <algorithm>
#include <cmath>

#include "engine/base/primaries.h"
#include "engine/base/transfer.h"
#include "engine/video/colour_rules.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

namespace {

constexpr double kSdrPeakNits = kReferenceWhiteNits, kUsualHdrPeakNits = 1000;

std::array<float, 4> floats(double a, double b, double c, double d) {
    return {static_cast<float>(a), static_cast<float>(b), static_cast<float>(c), static_cast<float>(d)};
}

bool narrower(const Matrix33& m) {
    return std::any_of(m.begin(), m.end(), [](const auto& row) {
        return std::any_of(row.begin(), row.end(), [](double v) { return v < -1e-6; });
    });
}

} // namespace

void FrameCompiler::choose_working(const Sequence& sequence) {
    const Format& f = sequence.format;
    ColourTags own = complete_tags(f.colour, {}, f.width, f.height, program_.target.format);
    const Primaries primaries = f.working == Primaries::unspecified ? own.primaries : f.working;
    const ColourTags& target = program_.target.colour;
    if (primaries != target.primaries) program_.working_primaries = primaries;
    if (own.transfer != target.transfer && !keep_codes(own.transfer, target.transfer))
        program_.working_transfer = own.transfer;
}

int16_t FrameCompiler::to_display(int16_t value, Transfer from, Primaries primaries) {
    if (light_kind(from) == LightKind::camera) {
        // Nothing came since display light was left: it is still there.
        const bool last = value + 1 == static_cast<int>(program_.ops.size());
        if (last && op(value).code == OpCode::rendering && op(value).variant == 1) {
            value = op(value).a;
            program_.ops.pop_back();
            return value;
        }
        value = emit_on(OpCode::rendering, value, {});
    } else if (light_kind(from) == LightKind::hlg_scene) {
        auto w = luma_weights(primaries);
        value = emit_on(OpCode::luma_power, value,
                        {floats(w[0], w[1], w[2], hlg_gamma() - 1), floats(hlg_display_factor(), 0, 0, 0)});
    }
    return value;
}

int16_t FrameCompiler::from_display(int16_t value, Transfer to, Primaries primaries, double hlg_peak_nits) {
    if (light_kind(to) == LightKind::camera) {
        value = emit_on(OpCode::rendering, value, {});
        program_.ops.back().variant = 1;
    } else if (light_kind(to) == LightKind::hlg_scene) {
        // luma(display) = k luma(scene)^gamma, solved for the scene.
        auto w = luma_weights(primaries);
        const double gamma = hlg_gamma(hlg_peak_nits), k = std::pow(hlg_display_factor(hlg_peak_nits), -1 / gamma);
        value = emit_on(OpCode::luma_power, value, {floats(w[0], w[1], w[2], 1 / gamma - 1), floats(k, 0, 0, 0)});
    }
    return value;
}

int16_t FrameCompiler::to_primaries(int16_t value, Primaries from, Primaries to) {
    if (from == to) return value;
    const Matrix33 m = primaries_matrix(from, to);
    const auto w = luma_weights(to);
    auto row = [&](size_t i) { return floats(m[i][0], m[i][1], m[i][2], 0); };
    return emit_on(OpCode::gamut, value, {row(0), row(1), row(2), floats(w[0], w[1], w[2], narrower(m) ? 1 : 0)});
}

void FrameCompiler::to_cones(int16_t value) {
    const ColourTags& target = program_.target.colour;
    if (target.matrix != Matrix::ictcp || info(program_.target.format).model == ColourModel::rgb) return;
    const Matrix33 m = multiply(invert(lms_to_bt2020()), primaries_matrix(target.primaries, Primaries::bt2020));
    auto row = [&](size_t i) { return floats(m[i][0], m[i][1], m[i][2], 0); };
    emit_on(OpCode::gamut, value, {row(0), row(1), row(2), floats(0, 0, 0, 0)});
    program_.ops.back().variant = 1;
}

int16_t FrameCompiler::change_light(int16_t value, Transfer from, Transfer to, Primaries primaries) {
    if (from == to || (!is_hdr(from) && !is_hdr(to))) return value;
    return from_display(to_display(value, from, primaries), to, primaries);
}

int16_t FrameCompiler::tone_mapped(int16_t value, const ToneRange& range) {
    if (!(range.wide_nits > range.narrow_nits)) return value;
    const Transfer values = program_.value_transfer();
    const double peak = from_linear(Transfer::pq, range.wide_nits / kReferenceWhiteNits);
    const double end = from_linear(Transfer::pq, range.narrow_nits / kReferenceWhiteNits) / peak;
    // BT.2390's knee; above it, instead of its spline, a hyperbola that leaves the knee with slope 1 and meets the end:
    // it keeps a slope there, so that its inverse is of use.
    const double knee = std::max(0.0, 1.5 * end - 0.5);
    const double bend = (1 - knee) / (end - knee) - 1;
    const double furthest = range.way == ToneWay::compress ? 1 : (end - knee) / (1 - knee);
    // The largest channel is looked for in one set of primaries, so that a clip looks alike in every sequence.
    const Primaries own = program_.value_primaries(), common = Primaries::bt2020;
    value = to_primaries(to_display(value, values, own), own, common);
    value = emit_on(OpCode::tone_map, value,
                    {floats(peak, knee, end, bend), floats(1 / (1 - knee), 1 - knee, furthest, 0)});
    program_.ops.back().variant = range.way == ToneWay::expand ? 1 : 0;
    return from_display(to_primaries(value, common, own), values, own);
}

ToneRange FrameCompiler::tone_range_of(const MediaPicture& picture) const {
    const Transfer target = program_.target.colour.transfer;
    if (!picture.stream || !is_hdr(picture.colour.transfer)) return {};
    ToneRange range;
    range.wide_nits = picture.stream->peak_nits > 0 ? picture.stream->peak_nits : kUsualHdrPeakNits;
    if (picture.colour.transfer == Transfer::hlg) range.wide_nits = kHlgPeakNits;
    // Values in HLG go into an HLG target as they are.
    const double hlg_peak = program_.value_transfer() == Transfer::hlg ? kHlgPeakNits : program_.target.hlg_peak_nits;
    range.narrow_nits = !is_hdr(target) ? kSdrPeakNits : target == Transfer::hlg ? hlg_peak : range.wide_nits;
    return range;
}

void FrameCompiler::finish_colour() {
    const ColourTags& target = program_.target.colour;
    if (program_.ops.empty()) return;
    if (int s = program_.passthrough_source(); s >= 0) {
        const ColourTags& c = program_.sources[static_cast<size_t>(s)].colour;
        if (c.primaries == target.primaries && c.transfer == target.transfer) {
            // Read as the target and never changed: no need for another space.
            program_.working_primaries = Primaries::unspecified, program_.working_transfer = Transfer::unspecified;
            return to_cones(0);
        }
    }
    auto value = static_cast<int16_t>(program_.ops.size() - 1);
    const Primaries from = program_.value_primaries();
    const bool same_light = program_.value_transfer() == target.transfer;
    const bool crosses = !same_light && (is_hdr(program_.value_transfer()) || is_hdr(target.transfer));
    if (crosses) value = to_display(value, program_.value_transfer(), from);
    value = to_primaries(value, from, target.primaries);
    if (crosses) value = from_display(value, target.transfer, target.primaries, program_.target.hlg_peak_nits);
    to_cones(value);
}

} // namespace tandem
