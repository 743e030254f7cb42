// AudioRenderer: blocks of any size cut from chunks of the quantum grid.
#include "engine/audio/render.h"

#include <algorithm>
#include <set>

#include "engine/audio/compile_plan.h"
#include "engine/audio/plan_runner.h"

namespace tandem {
namespace audio {

namespace {
class Freewheel final : public AudioRenderer {
  public:
    Freewheel(Ref<AudioPlan> plan, const AudioSpec& spec, FreewheelOptions options)
        : pool_(std::move(options.sources)), workers_(spec.threads > 1 ? spec.threads : 1),
          runner_(std::move(plan), pool_, options.on_missing, spec.threads > 1 ? &workers_ : nullptr,
                  options.chunk_frames),
          chunk_(options.chunk_frames) {
        const int channels = runner_.plan().channels;
        samples_.resize(static_cast<size_t>(channels * chunk_));
        for (int c = 0; c < channels; ++c) planes_.push_back(&samples_[static_cast<size_t>(c * chunk_)]);
    }
    void locate(int64_t sample) override { position_ = sample; }
    int64_t position() const override { return position_; }
    std::vector<std::string> warnings() const override { return plan_warnings(runner_.plan()); }
    Result<void> render(int frames, float* const* out) override {
        for (int done = 0; done < frames;) {
            const int64_t at = position_ + done;
            if (at < held_ || at >= held_ + chunk_) {
                // On, or from rest at the quantum of the new place, as playback does.
                const int64_t first = at == held_ + chunk_ ? at : mul_div_floor(at, 1, kQuantum) * kQuantum;
                held_ = kNowhere;
                TRY_VOID(runner_.process(first, chunk_, planes_.data()));
                held_ = first;
            }
            const int run = static_cast<int>(std::min<int64_t>(frames - done, held_ + chunk_ - at));
            for (size_t c = 0; c < planes_.size(); ++c) std::copy_n(planes_[c] + (at - held_), run, out[c] + done);
            done += run;
        }
        position_ += frames;
        return {};
    }

  private:
    SourcePool pool_;
    WorkerPool workers_;
    PlanRunner runner_;
    int chunk_;
    static constexpr int64_t kNowhere = INT64_MIN / 2;
    int64_t position_ = 0, held_ = kNowhere; // first sample in planes_
    std::vector<float> samples_;
    std::vector<float*> planes_;
};
} // namespace

// Opens every medium once, so that a film does not fail after an hour. `seen` holds plans already looked at.
static Result<void> check_media(const AudioPlan& plan, const SourceFactory& sources,
                                std::set<std::pair<uint64_t, int>>& seen, std::set<const AudioPlan*>& plans) {
    if (!plans.insert(&plan).second) return {};
    if (!plan.unread.empty()) return plan.unread.front();
    for (const PlanClip& c : plan.clips) {
        const PlanSource& s = plan.sources[static_cast<size_t>(c.source)];
        if (s.nested >= 0 || !seen.insert({s.media_id.value, s.stream}).second) continue;
        const ClipLabel& label = plan.clip_labels[static_cast<size_t>(c.label)];
        std::string where = "clip " + label.name + " at " + time_text(label.start, plan.frame_rate, plan.drop_frame);
        if (!s.media)
            return fail(ErrorCode::no_input, "its medium is not in the project; import it again or remove the clip",
                        where);
        if (auto opened = sources(*s.media, s.stream); !opened) {
            Error e = std::move(opened).error();
            if (e.where.find(s.media->path) == std::string::npos) where += ", " + s.media->path;
            e.where = e.where.empty() ? where : where + ": " + e.where;
            return e;
        }
    }
    for (const auto& nested : plan.nested) TRY_VOID(check_media(*nested, sources, seen, plans));
    return {};
}

Result<std::unique_ptr<AudioRenderer>> make_freewheel(const Ref<Project>& project, const Ref<Sequence>& sequence,
                                                      const AudioSpec& spec, FreewheelOptions options) {
    VERIFY(options.chunk_frames > 0 && options.chunk_frames <= kLongChunk && options.chunk_frames % kQuantum == 0);
    auto plan = TRY(compile_plan(*project, *sequence, spec));
    if (options.on_missing == OnMissing::fail) {
        std::set<std::pair<uint64_t, int>> seen;
        std::set<const AudioPlan*> plans;
        TRY_VOID(check_media(*plan, options.sources, seen, plans));
    }
    return std::unique_ptr<AudioRenderer>(std::make_unique<Freewheel>(std::move(plan), spec, std::move(options)));
}

} // namespace audio

Result<std::unique_ptr<AudioRenderer>> AudioRenderer::make(const Ref<Project>& project, const Ref<Sequence>& sequence,
                                                           const AudioSpec& spec, bool hold_missing) {
    return audio::make_freewheel(project, sequence, spec,
                                 {.on_missing = hold_missing ? audio::OnMissing::silence : audio::OnMissing::fail});
}

} // namespace tandem
