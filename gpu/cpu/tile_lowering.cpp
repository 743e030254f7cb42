// Lowering of the ops of a tile to steps: what is hidden or absent is left out, and colour stays in the form it is in
// (linear or display, straight or premultiplied) until an op needs another, so inverse conversions never meet.
#include <algorithm>
#include <cmath>
#include <string_view>

#include "gpu/cpu/frame_plan.h"

namespace tandem {

namespace {

enum class Light : uint8_t { linear, display };

struct Node {       // what an op comes to in this tile
    int alias = -1; // the op that really gives the value
    bool zero = false, opaque = false;
    int uses = 0;
};
struct Form {
    int value = -1;
    Light light = Light::linear;
    bool premultiplied = true, opaque = false;
};

class Lowering {
  public:
    Lowering(const FramePlan& plan, std::string_view relation)
        : plan_(plan), ops_(plan.program.ops), relation_(relation), nodes_(ops_.size()), forms_(ops_.size()) {
        working_ = plan.space.linear ? Light::linear : Light::display;
        transfer_ = static_cast<int16_t>(plan.space.transfer);
    }

    TileProgram run(int result, Finish finish) {
        for (size_t i = 0; i <= static_cast<size_t>(result); ++i) resolve(i);
        const Node& node = nodes_[static_cast<size_t>(result)];
        if (node.zero) return out_;
        auto root = static_cast<size_t>(node.alias);
        // The codes of an ICtCp picture are what its light becomes again.
        const bool cones = ops_[root].code == OpCode::gamut && ops_[root].variant == 1;
        const auto seen = cones ? static_cast<size_t>(nodes_[static_cast<size_t>(ops_[root].a)].alias) : root;
        const SampleUse& use = plan_.uses[seen];
        if (finish == Finish::target && ops_[seen].code == OpCode::sample && use.direct && !use.halved &&
            relation_[seen] == 2)
            out_.copy_op = static_cast<int>(seen);
        count_uses(root);
        for (size_t i = 0; i <= root; ++i)
            if (nodes_[i].uses > 0 && nodes_[i].alias == static_cast<int>(i)) emit(i);
        Form& f = forms_[root];
        if (finish == Finish::working) {
            want(f, working_, true);
        } else {
            bool alpha = info(plan_.program.target.format).has_alpha;
            if (!f.opaque && !alpha) { // over black: from here on premultiplied colour is the colour
                want(f, working_, true);
                f.opaque = true;
            }
            const auto target = static_cast<int16_t>(canonical(plan_.program.target.colour.transfer));
            if (target == transfer_) {
                want(f, Light::display, false);
            } else {
                want(f, Light::linear, false);
                step(StepKind::coded, f.value, 0, -1, target);
            }
        }
        out_.result = f.value;
        join_steps(finish);
        return std::move(out_);
    }

  private:
    // Neighbouring steps on one value that a single pass can do: reading and linearising, and the last curve with the
    // target's matrix.
    void join_steps(Finish finish) {
        std::vector<Step> joined;
        for (const Step& s : out_.steps) {
            Step* last = joined.empty() || joined.back().dst != s.dst ? nullptr : &joined.back();
            if (last && last->kind == StepKind::load && last->number == 0 && s.kind == StepKind::linear) {
                last->number = 1;
            } else {
                joined.push_back(s);
            }
        }
        if (finish == Finish::target && !joined.empty() && joined.back().kind == StepKind::coded &&
            joined.back().dst == out_.result) {
            out_.finish = joined.back().number;
            joined.pop_back();
        }
        out_.steps = std::move(joined);
    }
    // Exposure, contrast, saturation, white balance; channel mixers: joins the run of grades that ends the steps, or
    // begins one. Runs are of one light: its change is a step between.
    void grade(int value, int op) {
        bool runs = !out_.steps.empty() && out_.steps.back().kind == StepKind::tone && out_.steps.back().dst == value;
        if (runs && add_to(out_.tones.back(), op)) return;
        step(StepKind::tone, value, 0, -1, static_cast<int>(out_.tones.size()));
        out_.tones.push_back({{1, 1, 1}, 0, 1, 0, 0, {{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}}});
        add_to(out_.tones.back(), op);
    }
    // Appends a grade to a run of them; false where its curve comes after another.
    bool add_to(strip::Tone& t, int op) const {
        const strip::Vec a = plan_.args[static_cast<size_t>(op)][0];
        auto scale = [&](float r, float g, float b) {
            if (t.curved || t.mixed) {
                float k[3] = {r, g, b};
                for (size_t i = 0; i < 3; ++i) {
                    auto& row = t.mix.row[i];
                    row = {row.x * k[i], row.y * k[i], row.z * k[i], 0};
                }
                t.mixed = 1;
            } else {
                t.gain[0] *= r, t.gain[1] *= g, t.gain[2] *= b;
            }
        };
        switch (ops_[static_cast<size_t>(op)].code) {
        case OpCode::exposure:
            scale(a.x, a.x, a.x);
            return true;
        case OpCode::white_balance:
            scale(a.x, a.y, a.z);
            return true;
        case OpCode::saturation: { // c amount + luma (1 - amount)
            strip::Matrix m = t.mix;
            float w[3] = {a.y, a.z, a.w}, keep = 1 - a.x;
            auto column = [&](float x, float y, float z) { return (x * w[0] + y * w[1] + z * w[2]) * keep; };
            strip::Vec luma{column(m.row[0].x, m.row[1].x, m.row[2].x), column(m.row[0].y, m.row[1].y, m.row[2].y),
                            column(m.row[0].z, m.row[1].z, m.row[2].z), 0};
            for (auto& row : t.mix.row) row = {row.x * a.x + luma.x, row.y * a.x + luma.y, row.z * a.x + luma.z, 0};
            t.mixed = 1;
            return true;
        }
        case OpCode::channel_mixer: {
            const auto& rows = plan_.args[static_cast<size_t>(op)];
            strip::Matrix m = t.mix;
            for (size_t i = 0; i < 3; ++i) {
                const strip::Vec& r = rows[i];
                auto column = [&](float x, float y, float z) { return r.x * x + r.y * y + r.z * z; };
                t.mix.row[i] = {column(m.row[0].x, m.row[1].x, m.row[2].x), column(m.row[0].y, m.row[1].y, m.row[2].y),
                                column(m.row[0].z, m.row[1].z, m.row[2].z),
                                column(m.row[0].w, m.row[1].w, m.row[2].w) + r.w};
            }
            t.mixed = 1;
            return true;
        }
        default: // contrast
            if (t.curved || t.mixed) return false;
            if (a.x == 1.0f) return true;
            t.curved = 1, t.power = a.x, t.shift = std::log2(a.z);
            return true;
        }
    }

    size_t real(int op) const { return static_cast<size_t>(nodes_[static_cast<size_t>(op)].alias); }
    bool is_zero(int op) const { return op < 0 || nodes_[static_cast<size_t>(op)].zero; }

    void resolve(size_t i) {
        const Op& op = ops_[i];
        Node& n = nodes_[i];
        n.alias = static_cast<int>(i);
        char r = relation_[i];
        auto same_as = [&](int other) {
            n = nodes_[static_cast<size_t>(other)];
            n.uses = 0;
        };
        auto nothing = [&] { n.zero = true; };
        if (r == 0) return nothing();
        n.opaque = op.opaque && r == 2;
        float amount = plan_.args[i][0].x;
        switch (op.code) {
        case OpCode::sample:
        case OpCode::solid:
        case OpCode::gradient:
        case OpCode::resample:
        case OpCode::blur:
            return;
        case OpCode::opacity:
            if (is_zero(op.a) || amount <= 0) return nothing();
            if (amount == 1) return same_as(op.a);
            return;
        case OpCode::blend:
            if (is_zero(op.b)) return is_zero(op.a) ? nothing() : same_as(op.a);
            if (is_zero(op.a) || (op.variant == 0 && nodes_[static_cast<size_t>(op.b)].opaque)) return same_as(op.b);
            n.opaque = nodes_[static_cast<size_t>(op.a)].opaque || nodes_[static_cast<size_t>(op.b)].opaque;
            return;
        case OpCode::mask: // b ends where the mask is 0
            if (is_zero(op.b)) return is_zero(op.a) ? nothing() : same_as(op.a);
            n.opaque =
                !is_zero(op.a) && nodes_[static_cast<size_t>(op.a)].opaque && nodes_[static_cast<size_t>(op.b)].opaque;
            return;
        case OpCode::add_light:
            if (is_zero(op.b)) return is_zero(op.a) ? nothing() : same_as(op.a);
            n.opaque = !is_zero(op.a) && nodes_[static_cast<size_t>(op.a)].opaque;
            return;
        case OpCode::matte:
            if (is_zero(op.a) || is_zero(op.b)) return nothing();
            n.opaque = false;
            return;
        case OpCode::bright:
        case OpCode::key:
            if (is_zero(op.a)) return nothing();
            n.opaque = false;
            return;
        case OpCode::dissolve:
        case OpCode::wipe:
            if (amount <= 0) return is_zero(op.a) ? nothing() : same_as(op.a);
            if (amount >= 1) return is_zero(op.b) ? nothing() : same_as(op.b);
            if (is_zero(op.a) && is_zero(op.b)) return nothing();
            n.opaque = !is_zero(op.a) && !is_zero(op.b) && nodes_[static_cast<size_t>(op.a)].opaque &&
                       nodes_[static_cast<size_t>(op.b)].opaque;
            return;
        default:
            if (is_zero(op.a)) return nothing();
            n.opaque = nodes_[static_cast<size_t>(op.a)].opaque;
        }
    }

    void count_uses(size_t i) {
        if (nodes_[i].uses++ > 0) return;
        const Op& op = ops_[i];
        if (reads_neighbours(op.code)) return;
        for (int in : {op.a, op.b})
            if (!is_zero(in)) count_uses(real(in));
    }

    int fresh() {
        if (!free_.empty()) {
            int v = free_.back();
            free_.pop_back();
            return v;
        }
        return out_.values++;
    }
    void step(StepKind kind, int dst, int src = 0, int op = -1, int number = 0) {
        out_.steps.push_back({kind, static_cast<uint8_t>(dst), static_cast<uint8_t>(src), static_cast<int16_t>(op),
                              static_cast<int16_t>(number)});
    }
    // The input's value to write into: itself at its last use, else a copy.
    Form take(int op) {
        if (is_zero(op)) {
            Form f{fresh(), working_, true, false};
            step(StepKind::zero, f.value);
            return f;
        }
        size_t i = real(op);
        if (--nodes_[i].uses == 0) return forms_[i];
        Form f = forms_[i];
        f.value = fresh();
        step(StepKind::copy, f.value, forms_[i].value);
        return f;
    }

    void want(Form& f, Light light, bool premultiplied) {
        if (f.light != light) {
            straight(f);
            step(light == Light::linear ? StepKind::linear : StepKind::coded, f.value, 0, -1, transfer_);
            f.light = light;
        }
        if (f.opaque) return;
        if (premultiplied && !f.premultiplied) {
            step(StepKind::premultiply, f.value);
            f.premultiplied = true;
        } else if (!premultiplied) {
            straight(f);
        }
    }
    void straight(Form& f) {
        if (!f.opaque && f.premultiplied) step(StepKind::unpremultiply, f.value);
        f.premultiplied = false;
        if (f.opaque) f.premultiplied = true; // both at once
    }

    void emit(size_t i) {
        const Op& op = ops_[i];
        const auto index = static_cast<int>(i);
        Form& f = forms_[i];
        switch (op.code) {
        case OpCode::sample:
            if (!plan_.uses[i].direct) {
                emit_texture(index);
                break;
            }
            if (plan_.uses[i].halved) {
                f = {fresh(), working_, true, nodes_[i].opaque};
                step(StepKind::load_halved, f.value, 0, index);
            } else {
                const SourceView& s = plan_.views[static_cast<size_t>(op.source)];
                f = {fresh(), Light::display, !s.has_alpha(), nodes_[i].opaque};
                step(StepKind::load, f.value, 0, index, s.is_display ? 0 : 1);
                if (!s.is_display) f.light = Light::linear;
            }
            break;
        case OpCode::resample:
            emit_texture(index);
            break;
        case OpCode::blur:
            f = {fresh(), working_, true, nodes_[i].opaque};
            step(StepKind::texels, f.value, 0, index);
            break;
        case OpCode::solid:
            f = {fresh(), working_, true, nodes_[i].opaque};
            step(StepKind::solid, f.value, 0, index);
            break;
        case OpCode::gradient:
            f = {fresh(), Light::display, false, nodes_[i].opaque};
            step(StepKind::gradient, f.value, 0, index);
            break;
        case OpCode::exposure:
        case OpCode::saturation:
        case OpCode::white_balance: // homogeneous: premultiplied colour may stay so
            f = take(op.a);
            if (f.light != Light::linear) want(f, Light::linear, false);
            grade(f.value, index);
            break;
        case OpCode::contrast:
        case OpCode::lift_gamma_gain:
            f = take(op.a);
            want(f, op.code == OpCode::contrast ? Light::linear : Light::display, false);
            if (op.code == OpCode::contrast)
                grade(f.value, index);
            else
                step(StepKind::lift_gamma_gain, f.value, 0, index);
            break;
        case OpCode::rendering:
        case OpCode::luma_power:
        case OpCode::tone_map:
        case OpCode::gamut:
            f = take(op.a);
            want(f, Light::linear, false);
            step(StepKind::light, f.value, 0, index, op.variant);
            break;
        case OpCode::lut3d:
            f = take(op.a);
            want(f, plan_.args[i][0].y > 0.5f ? Light::linear : Light::display, false);
            step(StepKind::lut, f.value, 0, index);
            break;
        case OpCode::curves:
        case OpCode::hue_curves:
        case OpCode::log_wheels:
            f = take(op.a);
            want(f, Light::display, false);
            step(op.code == OpCode::curves       ? StepKind::curves
                 : op.code == OpCode::hue_curves ? StepKind::hue_curves
                                                 : StepKind::log_wheels,
                 f.value, 0, index);
            break;
        case OpCode::channel_mixer:
            f = take(op.a);
            want(f, Light::display, false);
            grade(f.value, index);
            break;
        case OpCode::opacity:
            f = take(op.a);
            want(f, f.light, true);
            f.opaque = false;
            if (f.light != working_) want(f, working_, true);
            step(StepKind::opacity, f.value, 0, index);
            f.premultiplied = true;
            break;
        case OpCode::mask: {
            f = take(op.a);
            Form selected{};
            if (op.variant & kMaskQualifies) {
                selected = f, selected.value = fresh();
                step(StepKind::copy, selected.value, f.value);
                want(selected, Light::display, false);
                step(StepKind::qualify, selected.value, 0, index);
            }
            want(f, working_, true);
            Form b = take(op.b);
            want(b, working_, true);
            step(StepKind::mask, f.value, b.value, index, selected.value);
            free_.push_back(b.value);
            if (selected.value >= 0) free_.push_back(selected.value);
            f.premultiplied = true;
            break;
        }
        case OpCode::bright:
            f = take(op.a);
            want(f, Light::linear, false);
            f.opaque = false, f.premultiplied = false;
            step(StepKind::bright, f.value, 0, index);
            break;
        case OpCode::key:
            f = take(op.a);
            want(f, Light::display, false);
            f.opaque = false, f.premultiplied = false;
            step(StepKind::key, f.value, 0, index, relation_[i] == 2 ? 1 : 0);
            break;
        case OpCode::matte: {
            f = take(op.a);
            if (op.variant == 1) {
                want(f, Light::display, false);
                step(StepKind::despill, f.value, 0, index);
            }
            want(f, op.variant == 1 ? Light::display : working_, true);
            Form b = take(op.b); // its alpha, the same in every form
            f.opaque = false;
            step(StepKind::matte, f.value, b.value, index);
            free_.push_back(b.value);
            f.premultiplied = true;
            break;
        }
        case OpCode::unsharp:
        case OpCode::add_light: {
            bool sharp = op.code == OpCode::unsharp;
            f = take(op.a);
            want(f, sharp ? Light::display : Light::linear, !sharp);
            Form b = take(op.b);
            want(b, f.light, !sharp);
            step(sharp ? StepKind::unsharp : StepKind::add_light, f.value, b.value, index);
            free_.push_back(b.value);
            f.premultiplied = !sharp;
            break;
        }
        case OpCode::blend:
        case OpCode::dissolve:
        case OpCode::wipe: {
            f = take(op.a);
            want(f, working_, true);
            Form b = take(op.b);
            want(b, working_, true);
            step(op.code == OpCode::blend      ? StepKind::blend
                 : op.code == OpCode::dissolve ? StepKind::mix
                                               : StepKind::wipe,
                 f.value, b.value, index, op.variant);
            free_.push_back(b.value);
            f.premultiplied = true;
            break;
        }
        }
        f.opaque = nodes_[i].opaque;
        if (f.opaque) f.premultiplied = true;
    }
    void emit_texture(int index) {
        auto i = static_cast<size_t>(index);
        forms_[i] = {fresh(), working_, true, nodes_[i].opaque};
        step(StepKind::sample, forms_[i].value, 0, index, relation_[i] == 2 ? 1 : 0);
    }

    const FramePlan& plan_;
    const std::vector<Op>& ops_;
    std::string_view relation_;
    std::vector<Node> nodes_;
    std::vector<Form> forms_;
    std::vector<int> free_;
    Light working_ = Light::linear;
    int16_t transfer_ = 1;
    TileProgram out_;
};

} // namespace

TileProgram lower_tile(const FramePlan& plan, std::string_view relation, int result, Finish finish) {
    return Lowering(plan, relation).run(result, finish);
}

} // namespace tandem
