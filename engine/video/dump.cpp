// Stable text of a FrameProgram for golden tests and `tandem dump`. One line a thing; numbers in the shortest form that
// is the same on every machine. Pure, any thread.
#include <cinttypes>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "engine/video/frame_program.h"

namespace tandem {

namespace {

constexpr const char* kOpNames[] = {
    "sample",     "solid",         "gradient",        "resample",   "exposure",   "contrast",
    "saturation", "white_balance", "lift_gamma_gain", "lut3d",      "rendering",  "luma_power",
    "tone_map",   "gamut",         "curves",          "hue_curves", "log_wheels", "channel_mixer",
    "opacity",    "blend",         "dissolve",        "mask",       "wipe",       "blur",
    "unsharp",    "bright",        "add_light",       "key",        "matte"};
constexpr const char* kShapeNames[] = {"everywhere", "rectangle", "ellipse", "path"};
constexpr const char* kFilterNames[] = {"nearest", "bilinear", "bicubic", "lanczos"};
constexpr const char* kSourceNames[] = {"media", "raster", "slate"};

[[gnu::format(printf, 2, 3)]] void append(std::string& out, const char* format, ...) {
    char buffer[512];
    va_list list;
    va_start(list, format);
    int n = std::vsnprintf(buffer, sizeof buffer, format, list);
    va_end(list);
    out.append(buffer, static_cast<size_t>(std::min<int>(n, sizeof buffer - 1)));
}

void number(std::string& out, double v) {
    // Six decimals hide differences of maths libraries; -0 is 0.
    double r = std::round(v * 1e6) / 1e6;
    append(out, " %.10g", r == 0 ? 0.0 : r);
}

// H.273 code points: primaries/transfer/matrix/range/siting.
void colour(std::string& out, const ColourTags& c) {
    append(out, " colour %d/%d/%d/%d/%d", static_cast<int>(c.primaries), static_cast<int>(c.transfer),
           static_cast<int>(c.matrix), static_cast<int>(c.range), static_cast<int>(c.siting));
}

void dump_source(std::string& out, size_t i, const FrameSource& s) {
    append(out, "source %zu %s", i, kSourceNames[static_cast<size_t>(s.kind)]);
    if (s.kind == SourceKind::media)
        append(out, " m%" PRIu64 " stream %d at %" PRId64 " (%.6f s)", s.media.value, s.stream, s.time.ticks,
               s.time.seconds());
    if (s.kind == SourceKind::slate) out += " \"" + s.name + "\"";
    append(out, " %dx%d", s.width, s.height);
    colour(out, s.colour);
    if (s.clip) append(out, " for clip %" PRIu64, s.clip.value);
    out += '\n';
}

void dump_geometry(std::string& out, size_t i, const Geometry& g) {
    const Affine& m = g.to_source;
    append(out, "geometry %zu x", i);
    for (double v : {m.a, m.b, m.c}) number(out, v);
    out += " y";
    for (double v : {m.d, m.e, m.f}) number(out, v);
    out += " crop";
    for (double v : g.crop) number(out, v);
    if (g.rotation) append(out, " rotation %d", g.rotation);
    out += '\n';
}

void dump_op(std::string& out, const FrameProgram& p, size_t i) {
    const Op& op = p.ops[i];
    append(out, "%%%zu = %s", i, op_name(op.code));
    if (op.code == OpCode::blend)
        append(out, " %s", std::string(blend_word(static_cast<BlendMode>(op.variant))).c_str());
    if (op.code == OpCode::wipe)
        append(out, " %s", std::string(transition_word(static_cast<TransitionKind>(op.variant))).c_str());
    if (op.a != kNoValue) append(out, " %%%d", op.a);
    if (op.b != kNoValue) append(out, " %%%d", op.b);
    if (op.source >= 0) append(out, " source %d", op.source);
    if (op.lut >= 0) append(out, " lut %d", op.lut);
    if (op.geometry >= 0) append(out, " geometry %d %s", op.geometry, kFilterNames[static_cast<size_t>(op.filter)]);
    if (op.code == OpCode::mask) {
        append(out, " %s", kShapeNames[op.variant % kMaskQualifies]);
        if (op.variant & kMaskQualifies) out += " qualified";
    }
    for (int k = 0; k < op.arg_count + op.point_count; ++k) {
        out += " (";
        const char* comma = "";
        for (float v : p.args[static_cast<size_t>(k < op.arg_count ? op.args + k : op.points + k - op.arg_count)]) {
            out += comma;
            std::string text;
            number(text, static_cast<double>(v));
            out += text.substr(1);
            comma = " ";
        }
        out += ')';
    }
    append(out, " in %d %d %d %d%s\n", op.bounds.x0, op.bounds.y0, op.bounds.x1, op.bounds.y1,
           op.opaque ? " opaque" : "");
}

} // namespace

const char* op_name(OpCode code) { return kOpNames[static_cast<size_t>(code)]; }

std::string dump(const FrameProgram& p) {
    std::string out;
    append(out, "target %s %dx%d", info(p.target.format).name, p.target.width, p.target.height);
    colour(out, p.target.colour);
    append(out, "%s %s", p.target.dither ? " dither" : "", p.space == BlendSpace::linear ? "linear" : "display");
    if (p.value_primaries() != p.target.colour.primaries || p.value_transfer() != p.target.colour.transfer)
        append(out, " working %d/%d", static_cast<int>(p.value_primaries()), static_cast<int>(p.value_transfer()));
    out += '\n';
    for (size_t i = 0; i < p.sources.size(); ++i) dump_source(out, i, p.sources[i]);
    for (size_t i = 0; i < p.geometry.size(); ++i) dump_geometry(out, i, p.geometry[i]);
    for (size_t i = 0; i < p.luts.size(); ++i) {
        append(out, "lut %zu ", i);
        out += "\"" + p.luts[i]->name + "\"";
        append(out, " %d\n", p.luts[i]->size);
    }
    for (size_t i = 0; i < p.ops.size(); ++i) dump_op(out, p, i);
    if (p.ops.empty()) out += "black\n";
    if (int s = p.passthrough_source(); s >= 0) append(out, "passthrough %d\n", s);
    return out;
}

} // namespace tandem
