// The SIMD renderer: prepares sources, textures and tables, then deals strips of rows to its threads.
#include "gpu/cpu/cpu_renderer.h"

#include <algorithm>

#include "gpu/cpu/blur.h"
#include "gpu/cpu/tile_engine.h"

namespace tandem {

namespace {

const strip::Functions* functions_for(std::string_view set) {
    if (set == "AVX-512" && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &strip::functions_avx512();
    if (set == "AVX2" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &strip::functions_avx2();
    if (set == "SSE4" && __builtin_cpu_supports("sse4.1")) return &strip::functions_sse4();
    if (set == "SSE2") return &strip::functions_base();
    return nullptr;
}

std::shared_ptr<LutImage> make_lut_image(const Ref<ColourTable>& table) {
    auto image = std::make_shared<LutImage>();
    image->table = table;
    size_t texels = table->rgb.size() / 3;
    image->texels.resize(texels * 4);
    for (size_t i = 0; i < texels; ++i)
        for (size_t k = 0; k < 3; ++k) image->texels[4 * i + k] = table->rgb[3 * i + k];
    image->lut.texels = image->texels.data();
    image->lut.size = table->size;
    for (size_t k = 0; k < 3; ++k) {
        image->lut.lo[k] = table->domain_min[k];
        image->lut.scale[k] = 1.0f / (table->domain_max[k] - table->domain_min[k]);
    }
    return image;
}

class CpuRenderer : public FrameRenderer {
  public:
    CpuRenderer(const strip::Functions& f, int threads)
        : f_(f), pool_(std::max(1, threads)), textures_(f, pool_), engine_(f) {}

    std::string name() const override {
        int n = pool_.threads();
        return std::string("cpu (") + f_.name + ", " + std::to_string(n) + (n == 1 ? " thread)" : " threads)");
    }

    Result<PictureRef> render(const FrameProgram& p, std::span<const PictureRef> sources) override {
        if (sources.size() != p.sources.size())
            return fail(ErrorCode::internal, "a frame came with " + std::to_string(sources.size()) + " pictures for " +
                                                 std::to_string(p.sources.size()) + " sources");
        FramePlan plan(p, sources);
        plan_direct(plan);
        if (PictureRef through = whole_source(plan)) return through;
        auto out = TRY(MutablePicture::make(p.target.format, p.target.width, p.target.height, p.target.colour));
        prepare(plan);
        strips(p.target.height, [&](int y0, int y1) { engine_.render_strip(plan, out, y0, y1); });
        textures_.next_frame();
        return std::move(out).publish();
    }

    Result<PictureRef> render_float(const FrameProgram& p, std::span<const PictureRef> sources) override {
        if (sources.size() != p.sources.size())
            return fail(ErrorCode::internal, "a frame came without a picture for each of its sources");
        FramePlan plan(p, sources);
        plan_direct(plan);
        ColourTags tags{p.target.colour.primaries, plan.space.linear ? Transfer::linear : p.target.colour.transfer,
                        Matrix::rgb, ColourRange::full, ChromaSiting::unspecified};
        auto out = TRY(MutablePicture::make(PixelFormat::gbrapf32le, p.target.width, p.target.height, tags));
        prepare(plan);
        strips(p.target.height, [&](int y0, int y1) { engine_.render_float_strip(plan, out, y0, y1); });
        textures_.next_frame();
        return std::move(out).publish();
    }

  private:
    template<class F>
    void strips(int height, F f) {
        constexpr int kRows = TileEngine::kStripRows;
        pool_.run((height + kRows - 1) / kRows, [&](int i) { f(i * kRows, std::min(height, (i + 1) * kRows)); });
    }

    static void plan_direct(FramePlan& plan) {
        const auto& ops = plan.program.ops;
        for (size_t i = 0; i < ops.size(); ++i) {
            if (ops[i].code == OpCode::sample) {
                const Picture& p = *plan.views[static_cast<size_t>(ops[i].source)].picture;
                plan.plan_use(i, p.width, p.height);
            } else if (ops[i].code == OpCode::resample) {
                plan.plan_use(i, plan.program.target.width, plan.program.target.height);
            }
        }
    }

    // The picture that is the whole result as it stands, or null.
    PictureRef whole_source(FramePlan& plan) {
        const FrameTarget& t = plan.program.target;
        if (plan.program.ops.empty()) return nullptr;
        IntRect frame{0, 0, t.width, t.height};
        const TileProgram& whole = plan.steps_for(frame, static_cast<int>(plan.program.ops.size()) - 1, Finish::target);
        if (whole.copy_op < 0) return nullptr;
        auto op = static_cast<size_t>(whole.copy_op);
        const SourceView& view = plan.views[static_cast<size_t>(plan.program.ops[op].source)];
        const SampleUse& use = plan.uses[op];
        bool same = same_samples(*view.picture, view.colour, t) && view.picture->width == t.width &&
                    view.picture->height == t.height && use.shift_x == 0 && use.shift_y == 0;
        return same ? view.picture : nullptr;
    }

    // Textures of the ops that filter, in program order (a resample reads earlier ops), and tables.
    void prepare(FramePlan& plan) {
        const auto& ops = plan.program.ops;
        std::vector<char> live(ops.size());
        if (!ops.empty()) live.back() = 1;
        for (size_t i = ops.size(); i-- > 0;)
            for (int in : {ops[i].a, ops[i].b})
                if (live[i] && in >= 0) live[static_cast<size_t>(in)] = 1;
        for (const auto& table : plan.program.luts) plan.luts.push_back(lut_image(table));
        for (size_t i = 0; i < ops.size(); ++i) {
            SampleUse& u = plan.uses[i];
            if (!live[i] || u.direct || u.empty) continue;
            if (ops[i].code == OpCode::sample) {
                const SourceView& view = plan.views[static_cast<size_t>(ops[i].source)];
                plan.set_texture(i, textures_.of_source(view, plan.space, u.plan, plan.needed_texels(i)));
            } else if (ops[i].code == OpCode::resample) {
                auto regions = level_regions(u.plan, plan.needed_texels(i));
                plan.set_texture(i, textures_.finish(texels_of(plan, ops[i].a, regions[0]), regions));
            } else if (ops[i].code == OpCode::blur && !ops[i].bounds.empty()) {
                BlurTaps taps = blur_taps(plan.program, ops[i]);
                const auto input = static_cast<size_t>(ops[i].a);
                IntRect needed = taps.needed(ops[i].bounds, ops[input].bounds);
                TextureRef from = plan.filtered[input] ? plan.filtered[input] : texels_of(plan, ops[i].a, needed);
                plan.filtered[i] = textures_.blank(ops[i].bounds);
                blur_texture(f_, pool_, taps, *from, *plan.filtered[i]);
            }
        }
    }

    // The value `op` in a region as a texture.
    TextureRef texels_of(FramePlan& plan, int op, IntRect region) {
        TextureRef t = textures_.blank(region);
        strips(region.y1 - region.y0,
               [&](int y0, int y1) { engine_.render_texels(plan, op, *t, region.y0 + y0, region.y0 + y1); });
        return t;
    }

    std::shared_ptr<LutImage> lut_image(const Ref<ColourTable>& table) {
        for (const auto& l : luts_)
            if (l->table == table) return l;
        if (luts_.size() >= 8) luts_.erase(luts_.begin());
        luts_.push_back(make_lut_image(table));
        return luts_.back();
    }

    const strip::Functions& f_;
    WorkerPool pool_;
    Textures textures_;
    TileEngine engine_;
    std::vector<std::shared_ptr<LutImage>> luts_;
};

} // namespace

std::unique_ptr<FrameRenderer> make_cpu_renderer_for(std::string_view set, int threads) {
    const strip::Functions* f = functions_for(set);
    return f ? std::make_unique<CpuRenderer>(*f, threads) : nullptr;
}

std::unique_ptr<FrameRenderer> make_cpu_renderer(int threads) {
    for (std::string_view set : {"AVX-512", "AVX2", "SSE4"})
        if (auto r = make_cpu_renderer_for(set, threads)) return r;
    return make_cpu_renderer_for("SSE2", threads);
}

} // namespace tandem
