// Renders small samples, finds the shots, lays a path through each; see follow.h.
#include "engine/export/follow.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/export/target.h"
#include "engine/video/assets.h"
#include "engine/video/render_frame.h"

namespace tandem {
namespace {

constexpr int kSmallWidth = 160;
constexpr double kSamplesPerSecond = 10;
// Change of luma from one sample to the next that is a cut: this much, and so many times the change before it. Where
// the lowest track is cut a trace is enough.
constexpr double kCut = 0.07, kCutRise = 3, kEditCut = 0.004;
constexpr double kStraight = 0.002; // a point this near to the line between its neighbours is left out

struct Sample {
    int64_t frame = 0;
    std::vector<float> bands;   // interest along the axis that is cut off
    std::optional<double> held; // where a tracked point stands on it, 0..1
};

// Whether two clips show one take without a break.
bool runs_on(const Placement& a, const Placement& b) {
    return a.end() == b.start && a.clip->content == b.clip->content && a.clip->speed == b.clip->speed &&
           same_ramp(a.clip->speed_ramp, b.clip->speed_ramp) && a.clip->source_at(a.clip->length) == b.clip->in;
}

class Follower {
  public:
    Follower(const ExportJob& job, int width, int height, std::span<const FollowPoint> points)
        : job_(job), points_(points), rate_(job.sequence->format.rate), assets_(make_frame_assets()),
          pool_({.max_readers = 8, .decoder_threads = job.threads}) {
        const Format& f = job.sequence->format;
        const double have = static_cast<double>(f.width) / f.height, want = static_cast<double>(width) / height;
        across_ = want < have;
        window_ = across_ ? want / have : have / want;
        spec_.target = target_of(*job.sequence, PixelFormat::rgb24);
        spec_.target.width = kSmallWidth;
        spec_.target.height = std::max(2, kSmallWidth * f.height / f.width);
        spec_.target.colour.matrix = Matrix::rgb, spec_.target.colour.range = ColourRange::full;
        spec_.target.colour.siting = ChromaSiting::unspecified;
        spec_.on_missing = job.on_missing;
        spec_.burn_subtitles = false;
        TimeRange range = job.range;
        if (range.empty()) range = {Time{}, job.sequence->duration()};
        first_ = rate_.frame_nearest(range.start);
        end_ = std::max(first_ + 1, rate_.frames_covering(std::min(range.end(), job.sequence->duration())));
        step_ = std::max<int64_t>(1, std::llround(rate_.hz() / kSamplesPerSecond));
        for (const auto& t : job.sequence->tracks) {
            if (t->kind != TrackKind::picture || !t->enabled || t->items.empty()) continue;
            const Placement* before = nullptr;
            for (const Placement& p : t->items) {
                if (!p.clip->transition_in && !(before && runs_on(*before, p)))
                    edits_.push_back(rate_.frame_nearest(p.start));
                before = &p;
            }
            break;
        }
    }

    Result<FollowResult> run() {
        if (window_ > 0.999) {
            result_.points.push_back({rate_.time_of(first_), {}});
            return std::move(result_);
        }
        const auto started = std::chrono::steady_clock::now();
        std::optional<SmallPicture> before;
        double change_before = 1;
        for (int64_t n = first_; n < end_; n += step_) {
            if (job_.cancel && *job_.cancel) return fail(ErrorCode::cancelled, "cancelled");
            SmallPicture now = TRY(look(n));
            const double change = before ? luma_change(*before, now) : 1;
            if (before && is_cut(n, change, change_before)) {
                const int64_t cut = TRY(exact_cut(n - step_, n, *before));
                end_shot(cut);
                before.reset();
            }
            change_before = before ? change : 1;
            sample(n, now, before ? &*before : nullptr);
            before = std::move(now);
            if (job_.progress) {
                ExportProgress p{.frame = n - first_, .frames = end_ - first_, .phase = "reframe"};
                const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
                p.fps = s > 0 ? static_cast<double>(p.frame) / s : 0, p.x_realtime = p.fps / rate_.hz();
                job_.progress(p);
            }
        }
        end_shot(end_);
        thin();
        return std::move(result_);
    }

  private:
    Result<SmallPicture> look(int64_t frame) {
        const PictureRef picture = TRY(render_sequence_frame(job_.project, *job_.sequence, rate_.time_of(frame), spec_,
                                                             *assets_, pool_, *job_.renderers[0]));
        return small_picture(*picture);
    }

    // The first cut of the lowest track in (from, to]; -1 = none.
    int64_t edit_between(int64_t from, int64_t to) const {
        auto it = std::upper_bound(edits_.begin(), edits_.end(), from);
        return it != edits_.end() && *it <= to ? *it : -1;
    }

    bool is_cut(int64_t frame, double change, double change_before) const {
        if (edit_between(frame - step_, frame) >= 0) return change > kEditCut;
        return change > kCut && change > kCutRise * change_before;
    }

    // The first frame of the new shot, in (from, to].
    Result<int64_t> exact_cut(int64_t from, int64_t to, const SmallPicture& first) {
        if (const int64_t edit = edit_between(from, to); edit >= 0) return edit;
        int64_t cut = to;
        double most = 0;
        SmallPicture last = first;
        for (int64_t n = from + 1; n <= to; ++n) {
            SmallPicture now = TRY(look(n));
            if (const double change = luma_change(last, now); change > most) most = change, cut = n;
            last = std::move(now);
        }
        return cut;
    }

    void sample(int64_t frame, const SmallPicture& now, const SmallPicture* before) {
        InterestBands bands = interest_bands(now, before);
        shot_.push_back({frame, std::move(across_ ? bands.columns : bands.rows), {}});
        if (!points_.empty()) pictures_.push_back(now);
    }

    // Points of the shot that ends before `end`: each is tracked to the next one and the first one back to the start.
    void track(int64_t end) {
        std::vector<std::pair<size_t, TrackedPoint>> starts;
        for (const FollowPoint& p : points_) {
            const int64_t frame = rate_.frame_at(p.at);
            if (frame < shot_start_ || frame >= end) continue;
            size_t nearest = 0;
            for (size_t i = 0; i < shot_.size(); ++i)
                if (std::abs(shot_[i].frame - frame) < std::abs(shot_[nearest].frame - frame)) nearest = i;
            if (!starts.empty() && starts.back().first == nearest) starts.pop_back();
            starts.emplace_back(nearest, p.place);
        }
        auto hold = [&](size_t i, TrackedPoint p) { shot_[i].held = across_ ? p.x : p.y; };
        for (size_t k = 0; k < starts.size(); ++k) {
            const auto [at, place] = starts[k];
            hold(at, place);
            const size_t stop = k + 1 < starts.size() ? starts[k + 1].first : shot_.size();
            walk(at, place, stop - at - 1, 1, hold);
            if (k == 0) walk(at, place, at, -1, hold);
        }
    }

    template<class Hold>
    void walk(size_t at, TrackedPoint place, size_t steps, int direction, Hold hold) {
        PointTracker tracker(pictures_[at], place);
        bool lost = false;
        for (size_t s = 0, i = at; s < steps; ++s) {
            i = direction > 0 ? i + 1 : i - 1;
            const auto found = tracker.follow(pictures_[i]);
            if (found) place = *found;
            if (!found && !lost)
                result_.warnings.push_back("reframe: the point was lost at " +
                                           time_text(rate_.time_of(shot_[i].frame), rate_) +
                                           "; the frame stays until it is found again");
            lost = !found;
            hold(i, place);
        }
    }

    void end_shot(int64_t end) {
        if (shot_.empty()) return;
        track(end);
        const double per_second = rate_.hz() / static_cast<double>(step_);
        std::vector<double> path;
        if (std::any_of(shot_.begin(), shot_.end(), [](const Sample& s) { return s.held.has_value(); })) {
            for (const Sample& s : shot_)
                path.push_back(std::clamp(s.held.value_or(0.5) - window_ / 2, 0.0, 1 - window_));
            path = smoothed(path, static_cast<int>(0.4 * per_second));
        } else {
            std::vector<std::vector<float>> bands;
            for (Sample& s : shot_) bands.push_back(std::move(s.bands));
            path = window_path(bands, window_, per_second);
        }
        const size_t begin = result_.points.size();
        for (size_t i = 0; i < shot_.size(); ++i) {
            const double part = path[i] / (1 - window_);
            const int64_t frame = i == 0 ? shot_start() : shot_[i].frame;
            // A sample of the last shot may stand on the cut's frame or behind it.
            if (frame < end) result_.points.push_back({rate_.time_of(frame), view(part)});
        }
        // Held to the last frame of the shot, so that it does not glide into the next one.
        if (result_.points.size() > begin && end < end_) {
            const Time last = rate_.time_of(end - 1);
            if (result_.points.back().at < last) result_.points.push_back({last, result_.points.back().view});
        }
        ++result_.shots;
        shot_start_ = end;
        shot_.clear(), pictures_.clear();
    }
    int64_t shot_start() const { return result_.shots == 0 ? first_ : shot_start_; }
    FrameView view(double part) const { return across_ ? FrameView{part, 0.5, 1} : FrameView{0.5, part, 1}; }

    // Points on a straight line of their neighbours say nothing.
    void thin() {
        std::vector<ReframePoint> kept;
        auto part = [&](const ReframePoint& p) { return across_ ? p.view.x : p.view.y; };
        const auto& all = result_.points;
        for (size_t i = 0; i < all.size(); ++i) {
            bool needed = kept.empty() || i + 1 == all.size();
            if (!needed) {
                // Every point passed over since the last kept one stays near the line to the next one.
                const ReframePoint &a = kept.back(), &b = all[i + 1];
                for (size_t k = i; !needed && all[k].at > a.at; --k) {
                    const double t = (all[k].at - a.at).seconds() / (b.at - a.at).seconds();
                    needed = std::abs(part(all[k]) - (part(a) + t * (part(b) - part(a)))) > kStraight;
                }
            }
            if (needed) kept.push_back(all[i]);
        }
        result_.points = std::move(kept);
    }

    const ExportJob& job_;
    std::span<const FollowPoint> points_;
    FrameRate rate_;
    std::unique_ptr<FrameAssets> assets_;
    DecodePool pool_;
    RenderSpec spec_;
    bool across_ = true; // the window moves left and right
    double window_ = 1;  // its share of that axis
    int64_t first_ = 0, end_ = 0, step_ = 1, shot_start_ = 0;
    std::vector<int64_t> edits_;
    std::vector<Sample> shot_;
    std::vector<SmallPicture> pictures_; // of the shot; kept only where there are points to track
    FollowResult result_;
};

} // namespace

Result<FollowResult> follow(const ExportJob& job, int width, int height, std::span<const FollowPoint> points) {
    return Follower(job, width, height, points).run();
}

} // namespace tandem
