// Colour stays in the form it is in (linear or display, straight or premultiplied) until an op needs another, and a
// form once made is kept, so inverse conversions never meet.
#include "gpu/compose/segment_text.h"

#include <algorithm>
#include <array>

#include "gpu/compose/kernel_source.h"
#include "gpu/compose/kernel_text.h"
#include "gpu/device/colour_matrices.h"

namespace tandem::compose {

WorkingSpace working_space(const FrameProgram& p) {
    return {p.value_primaries(), canonical(p.value_transfer()), p.space == BlendSpace::linear};
}

static std::string number(int n) { return std::to_string(n); }
static std::string ints(int slot) { return "I(" + number(slot) + ")"; }
static std::string floats(int slot) { return "F(" + number(slot) + ")"; }

std::string source_function(const std::string& name, const ColourTags& tags, const WorkingSpace& space) {
    std::string text =
        "KFN vec4 " + name + "(int s, int x, int y FRAME) {\n    vec4 c = decoded(s, x, y WITH_FRAME);\n";
    bool same_light =
        canonical(tags.transfer) == space.transfer && tags.primaries == space.primaries && tags.matrix != Matrix::ictcp;
    if (space.linear || !same_light) {
        text += "    c = to_primaries(s, " + fixed("op_linear", static_cast<int>(canonical(tags.transfer))) +
                "(c) WITH_FRAME);\n";
        if (!space.linear) text += "    c = " + fixed("op_coded", static_cast<int>(space.transfer)) + "(c);\n";
    }
    return text + "    return op_premultiply(c);\n}\n";
}

std::string decode_text(const ColourTags& tags, const WorkingSpace& space) {
    return source_function("source_working", tags, space) + kDecodeText;
}
std::string halve_text() { return kHalveText; }
std::string store_text() { return kStoreText; }

namespace {

enum class Light : uint8_t { linear, display };
enum class Alpha : uint8_t { premultiplied, straight };

// Names of the variables that hold a value in each form; empty where it was not made.
struct Forms {
    std::array<std::string, 4> name;
    std::string& at(Light l, Alpha a) { return name[2 * static_cast<size_t>(l) + static_cast<size_t>(a)]; }
};

class Composer {
  public:
    Composer(const FrameProgram& p, const Segment& s) : p_(p), s_(s), space_(working_space(p)), forms_(p.ops.size()) {
        working_ = space_.linear ? Light::linear : Light::display;
        linear_ = fixed("op_linear", static_cast<int>(space_.transfer));
        coded_ = fixed("op_coded", static_cast<int>(space_.transfer));
        out_.input_block.assign(s.inputs.size(), -1);
        out_.slots = 2;
    }

    SegmentText run(Finish finish) {
        for (int16_t op : s_.ops) emit(op);
        std::string result = "vec4(0.0f)";
        if (!s_.ops.empty() || !s_.inputs.empty()) {
            Forms& f = s_.ops.empty() ? input(s_.inputs.front()) : forms_[static_cast<size_t>(s_.ops.back())];
            bool straight = finish == Finish::codes && info(p_.target.format).has_alpha;
            result = want(f, working_, straight ? Alpha::straight : Alpha::premultiplied);
            // Over black, premultiplied colour is the colour.
            const Transfer target = canonical(p_.target.colour.transfer);
            if (finish == Finish::codes && !space_.linear && target != space_.transfer)
                result = fresh(linear_ + "(" + result + ")");
            if (finish == Finish::codes && (space_.linear || target != space_.transfer))
                result = fresh(fixed("op_coded", static_cast<int>(target)) + "(" + result + ")");
        }
        if (finish == Finish::codes) {
            int e = out_.finish_block = block(3);
            result = "op_matrix(" + result + ", " + floats(e) + ", " + floats(e + 1) + ", " + floats(e + 2) + ")";
        }
        out_.text = functions_ +
                    "KFN void pixel(int gx, int gy FRAME) {\n    ivec4 region = I(0);\n    ivec4 to = I(1);\n"
                    "    int x = region.x + gx;\n"
                    "    int y = region.y + gy;\n"
                    "    if (x >= region.z || y >= region.w) return;\n"
                    "    float px = float(x) + 0.5f;\n    float py = float(y) + 0.5f;\n" +
                    body_ + "    values[to.x + (y - region.y) * to.y + x - region.x] = " + result + ";\n}\n";
        return std::move(out_);
    }

  private:
    int block(int slots) {
        int at = out_.slots;
        out_.slots += slots;
        return at;
    }
    void line(const std::string& text) { body_ += "    " + text + "\n"; }
    std::string fresh(const std::string& expression) {
        std::string name = "c" + number(names_++);
        line("vec4 " + name + " = " + expression + ";");
        return name;
    }

    std::string want(Forms& f, Light light, Alpha alpha) {
        std::string& slot = f.at(light, alpha);
        if (!slot.empty()) return slot;
        Alpha other_alpha = alpha == Alpha::straight ? Alpha::premultiplied : Alpha::straight;
        Light other_light = light == Light::linear ? Light::display : Light::linear;
        if (f.at(light, other_alpha).empty()) {
            std::string from = want(f, other_light, Alpha::straight);
            f.at(light, Alpha::straight) = fresh((light == Light::linear ? linear_ : coded_) + "(" + from + ")");
            if (alpha == Alpha::straight) return slot;
        }
        const char* convert = alpha == Alpha::straight ? "op_unpremultiply(" : "op_premultiply(";
        return slot = fresh(convert + f.at(light, other_alpha) + ")");
    }

    // A form that is there already.
    std::string any_form(Forms& f) {
        for (Light light : {Light::linear, Light::display})
            for (Alpha alpha : {Alpha::premultiplied, Alpha::straight})
                if (!f.at(light, alpha).empty()) return f.at(light, alpha);
        return "vec4(0.0f)";
    }

    // The value `op` as it comes into this segment.
    Forms& input(int16_t op) {
        if (op == kNoValue) {
            none_ = Forms{};
            none_.at(working_, Alpha::premultiplied) = "vec4(0.0f)";
            return none_;
        }
        Forms& f = forms_[static_cast<size_t>(op)];
        auto at = std::find(s_.inputs.begin(), s_.inputs.end(), op);
        if (at == s_.inputs.end()) return f;
        int& p = out_.input_block[static_cast<size_t>(at - s_.inputs.begin())];
        if (p >= 0) return f;
        p = block(2);
        std::string r = ints(p), v = ints(p + 1);
        f.at(working_, Alpha::premultiplied) = fresh("vec4(0.0f)");
        const std::string& name = f.at(working_, Alpha::premultiplied);
        line("if (inside(" + r + ", x, y)) " + name + " = values[" + v + ".x + (y - " + r + ".y) * " + v + ".y + x - " +
             r + ".x];");
        return f;
    }

    std::string source_name(int16_t source) {
        const ColourTags& tags = p_.sources[static_cast<size_t>(source)].colour;
        for (size_t i = 0; i < tags_.size(); ++i)
            if (tags_[i] == tags) return "source_" + number(static_cast<int>(i));
        std::string name = "source_" + number(static_cast<int>(tags_.size()));
        tags_.push_back(tags);
        functions_ += source_function(name, tags, space_);
        return name;
    }

    // A new value that is `expression` inside the op's bounds (block p) and nothing outside.
    std::string bounded(int p, const std::string& expression) {
        std::string name = fresh("vec4(0.0f)");
        line("if (inside(" + ints(p) + ", x, y)) " + name + " = " + expression + ";");
        return name;
    }

    void emit(int16_t index) {
        const Op& op = p_.ops[static_cast<size_t>(index)];
        Forms out;
        auto args = [&](int p, int count) {
            std::string text;
            for (int i = 0; i < count; ++i) text += ", " + floats(p + 1 + i);
            return text;
        };
        int p = -1;
        auto grade = [&](const char* function, int count, Light light, Alpha alpha) {
            std::string in = want(input(op.a), light, alpha);
            p = block(1 + count);
            out.at(light, alpha) = bounded(p, function + ("(" + in) + args(p, count) + ")");
        };
        // Homogeneous grades may work on premultiplied colour.
        Alpha any = working_ == Light::linear ? Alpha::premultiplied : Alpha::straight;
        std::string& plain = out.at(working_, Alpha::premultiplied);
        switch (op.code) {
        case OpCode::sample:
        case OpCode::resample: {
            std::string source = op.code == OpCode::sample ? source_name(op.source) : "";
            p = block(kSamplingBlock + (source.empty() ? 0 : kSourceBlock));
            plain = fresh("vec4(0.0f)");
            line("if (inside(" + ints(p) + ", x, y)) {");
            if (!source.empty()) {
                std::string d = ints(p + 9);
                line("    if (" + ints(p + 1) + ".x == 1) " + plain + " = " + source + "(" +
                     number(p + kSamplingBlock) + ", x + " + d + ".x, y + " + d + ".y WITH_FRAME);");
            }
            line("    if (" + ints(p + 1) + ".x == 2) " + plain + " = " +
                 fixed("filtered", static_cast<int>(op.filter)) + "(" + number(p) + ", x, y WITH_FRAME);");
            line("}");
            break;
        }
        case OpCode::blur:
            p = block(kBlurBlock);
            plain = bounded(p, "blurred(" + number(p) + ", x, y WITH_FRAME)");
            break;
        case OpCode::solid:
            p = block(2);
            plain = bounded(p, floats(p + 1));
            break;
        case OpCode::gradient:
            p = block(5);
            out.at(Light::display, Alpha::straight) = bounded(p, "op_gradient(px, py" + args(p, 4) + ")");
            break;
        case OpCode::exposure:
            grade("op_exposure", 1, Light::linear, any);
            break;
        case OpCode::saturation:
            grade("op_saturation", 1, Light::linear, any);
            break;
        case OpCode::white_balance:
            grade("op_white_balance", 1, Light::linear, any);
            break;
        case OpCode::contrast:
            grade("op_contrast", 1, Light::linear, Alpha::straight);
            break;
        case OpCode::lift_gamma_gain:
            grade("op_lift_gamma_gain", 3, Light::display, Alpha::straight);
            break;
        case OpCode::rendering:
            grade(fixed("op_rendering", op.variant).c_str(), 0, Light::linear, Alpha::straight);
            break;
        case OpCode::luma_power:
            grade("op_luma_power", 2, Light::linear, Alpha::straight);
            break;
        case OpCode::tone_map:
            grade(fixed("op_tone_map", op.variant).c_str(), 2, Light::linear, Alpha::straight);
            break;
        case OpCode::gamut:
            grade("op_gamut", 4, Light::linear, Alpha::straight);
            break;
        case OpCode::lut3d: {
            std::string in = want(input(op.a), working_, Alpha::straight);
            p = block(5);
            std::string mix = floats(p + 1), name = fresh("vec4(0.0f)");
            // Which light the table takes is a number, so both ways are here.
            std::string linear = "t = " + linear_ + "(t);", coded = "t = " + coded_ + "(t);";
            std::string there =
                space_.linear ? "if (" + mix + ".y <= 0.5f) " + coded : "if (" + mix + ".y > 0.5f) " + linear;
            std::string back =
                space_.linear ? "if (" + mix + ".y <= 0.5f) " + linear : "if (" + mix + ".y > 0.5f) " + coded;
            line("if (inside(" + ints(p) + ", x, y)) {");
            line("    vec4 t = " + in + ";");
            line("    " + there);
            line("    t = op_mix(t, table_colour(" + number(p + 2) + ", t WITH_FRAME), " + mix + ".x);");
            line("    " + back);
            line("    " + name + " = t;");
            line("}");
            out.at(working_, Alpha::straight) = name;
            break;
        }
        case OpCode::curves:
        case OpCode::hue_curves: { // {first entry} after the arguments
            std::string in = want(input(op.a), Light::display, Alpha::straight);
            p = block(2 + op.arg_count);
            std::string rest = ", " + number(p + 1) + " WITH_FRAME)";
            out.at(Light::display, Alpha::straight) =
                bounded(p, (op.code == OpCode::curves ? "curve_colour(" : "hue_curve_colour(") + in + rest);
            break;
        }
        case OpCode::log_wheels:
            grade("op_log_wheels", 5, Light::display, Alpha::straight);
            break;
        case OpCode::channel_mixer:
            grade("op_matrix", 3, Light::display, Alpha::straight);
            break;
        case OpCode::bright:
            grade("op_bright", 1, Light::linear, Alpha::straight);
            break;
        case OpCode::unsharp: {
            std::string a = want(input(op.a), Light::display, Alpha::straight);
            std::string b = want(input(op.b), Light::display, Alpha::straight);
            p = block(3);
            out.at(Light::display, Alpha::straight) = bounded(p, "op_unsharp(" + a + ", " + b + args(p, 2) + ")");
            break;
        }
        case OpCode::add_light: {
            std::string a = want(input(op.a), Light::linear, Alpha::premultiplied);
            std::string b = want(input(op.b), Light::linear, Alpha::premultiplied);
            p = block(2);
            out.at(Light::linear, Alpha::premultiplied) =
                bounded(p, "op_add_light(" + a + ", " + b + ", " + floats(p + 1) + ".x)");
            break;
        }
        case OpCode::key:
            grade("op_key", 3, Light::display, Alpha::straight);
            break;
        case OpCode::matte: {
            // Of b only the alpha is read, which is the same in every form.
            std::string b = any_form(input(op.b)), a;
            p = block(4);
            if (op.variant == 1) {
                a = want(input(op.a), Light::display, Alpha::straight);
                a = "op_premultiply(op_despill(" + a + ", " + floats(p + 1) + ".z, " + floats(p + 2) + ", " +
                    floats(p + 3) + "))";
                out.at(Light::display, Alpha::premultiplied) =
                    bounded(p, "op_matte(" + a + ", " + b + ", " + floats(p + 1) + ")");
            } else {
                a = want(input(op.a), working_, Alpha::premultiplied);
                plain = bounded(p, "op_matte(" + a + ", " + b + ", " + floats(p + 1) + ")");
            }
            break;
        }
        case OpCode::opacity: {
            std::string in = want(input(op.a), working_, Alpha::premultiplied);
            p = block(2);
            plain = bounded(p, "op_opacity(" + in + ", " + floats(p + 1) + ".x)");
            break;
        }
        case OpCode::mask: { // {first edge from the params' base on, count} after the arguments
            std::string a = want(input(op.a), working_, Alpha::premultiplied);
            std::string b = want(input(op.b), working_, Alpha::premultiplied);
            bool qualifies = op.variant & kMaskQualifies;
            std::string display = qualifies ? want(input(op.a), Light::display, Alpha::straight) : "";
            p = block(2 + kMaskArgs);
            std::string place = "mask_axis(px, py, " + floats(p + 1) + "), mask_axis(px, py, " + floats(p + 2) + "), ";
            std::string size = floats(p + 3), matte = "1.0f";
            auto shape = static_cast<MaskShape>(op.variant % kMaskQualifies);
            if (shape == MaskShape::path)
                matte = "mask_cover(path_distance(" + place + number(p + 1 + kMaskArgs) + " WITH_FRAME), " + size + ")";
            else if (shape != MaskShape::none)
                matte = std::string("mask_cover(") +
                        (shape == MaskShape::ellipse ? "ellipse_distance(" : "rectangle_distance(") + place + size +
                        "), " + size + ")";
            if (qualifies) {
                matte += " * op_qualify(" + display;
                for (int i = 4; i < kMaskArgs; ++i) matte += ", " + floats(p + 1 + i);
                matte += ")";
            }
            plain = fresh(a);
            line("if (inside(" + ints(p) + ", x, y)) " + plain + " = op_mix(" + a + ", " + b + ", mask_amount(" +
                 matte + ", " + floats(p + 4) + "));");
            break;
        }
        case OpCode::blend:
        case OpCode::dissolve:
        case OpCode::wipe: {
            std::string a = want(input(op.a), working_, Alpha::premultiplied);
            std::string b = want(input(op.b), working_, Alpha::premultiplied);
            p = block(3);
            std::string two = "(" + a + ", " + b;
            if (op.code == OpCode::blend)
                plain = bounded(p, fixed("op_blend", op.variant) + two + ")");
            else if (op.code == OpCode::dissolve)
                plain = bounded(p, "op_mix" + two + ", " + floats(p + 1) + ".x)");
            else
                plain =
                    bounded(p, "op_mix" + two + ", " + fixed("wipe_mask", op.variant) + "(px, py" + args(p, 2) + "))");
            break;
        }
        }
        out_.op_block.push_back(p);
        forms_[static_cast<size_t>(index)] = out;
    }

    const FrameProgram& p_;
    const Segment& s_;
    WorkingSpace space_;
    std::vector<Forms> forms_;
    Forms none_;                   // of a missing input
    std::vector<ColourTags> tags_; // of source_N
    Light working_ = Light::linear;
    std::string linear_, coded_, body_, functions_; // conversions of the target's transfer; text
    int names_ = 0;
    SegmentText out_;
};

} // namespace

SegmentText segment_text(const FrameProgram& p, const Segment& s, Finish finish) { return Composer(p, s).run(finish); }

} // namespace tandem::compose
