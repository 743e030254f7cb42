// Geometry, snapping and hits of the timeline.
#include "ui/timeline/timeline_model.h"

#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/timeline/beat_lines.h"

namespace tandem::ui {

static constexpr double kMinScale = 0.02, kMaxScale = 48000.0 * 12; // 12 pixels a sample at most
static constexpr double kSnapPx = 8, kEdgePx = 6, kFadePx = 7;
static constexpr int kDivider = 6;

TimelineModel::TimelineModel(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    connect(&studio, &Studio::sessionChanged, this, [this] {
        origin_ = {}, scrollY_ = 0, left_.clear();
        refresh();
        zoomToFit();
    });
    connect(&studio, &Studio::projectChanged, this, [this] {
        const SequenceId was = sequence_->id;
        const Left left{scale_, origin_, scrollY_};
        refresh();
        if (sequence_->id == was) return;
        left_[was] = left;
        enterSequence();
    });
    refresh();
}

static int rowHeight(TrackHeight height, const Track& track, bool first) {
    if (track.kind == TrackKind::subtitle) return 28;
    switch (height) {
    case TrackHeight::compact:
        return 28;
    case TrackHeight::tall:
        return 96;
    case TrackHeight::comfortable:
        break;
    }
    return track.kind == TrackKind::picture && first ? 76 : 54;
}

// As a new project has them.
static Ref<Sequence> placeholder() {
    static const Ref<Sequence> kept = [] {
        Sequence s = *make_project("", {}).active_sequence();
        std::vector<Ref<Track>> tracks;
        uint64_t id = 1;
        for (const char* name : {"V1", "V2", "A1", "A2", "A3"})
            tracks.push_back(std::make_shared<const Track>(
                make_track(name[0] == 'V' ? TrackKind::picture : TrackKind::sound, TrackId{id++}, name)));
        s.tracks = std::move(tracks);
        return std::make_shared<const Sequence>(std::move(s));
    }();
    return kept;
}

void TimelineModel::refresh() {
    sequence_ = studio_.sequence();
    if (!sequence_) sequence_ = placeholder();
    std::vector<TrackRow> rows;
    std::vector<TrackId> tracks;
    dividerY_ = -1;
    int y = 4;
    if (sequence_) {
        const auto& all = sequence_->tracks;
        auto add = [&](size_t i, bool first) {
            rows.push_back({i, y, rowHeight(height_, *all[i], first)});
            if (const auto lines = automation_.find(all[i]->id); lines != automation_.end())
                rows.back().lines = lines->second;
            tracks.push_back(all[i]->id);
            y += rows.back().whole() + 2;
        };
        for (size_t i = all.size(); i-- > 0 && !soundView_;)
            if (all[i]->kind == TrackKind::subtitle) add(i, false);
        size_t lowest = all.size();
        for (size_t i = 0; i < all.size() && lowest == all.size(); ++i)
            if (all[i]->kind == TrackKind::picture) lowest = i;
        for (size_t i = all.size(); i-- > 0;)
            if (all[i]->kind == TrackKind::picture && (!soundView_ || i == lowest)) {
                add(i, i == lowest);
                if (!soundView_) continue;
                TrackRow& row = rows.back();
                y += 36 - row.height;
                row.height = 36, row.strip = true;
            }
        dividerY_ = y;
        y += kDivider;
        for (size_t i = 0; i < all.size(); ++i)
            if (all[i]->kind == TrackKind::sound) add(i, false);
    }
    contentHeight_ = y + 8;
    if (tracks == rowTracks_ && rows == rows_) return;
    rows_ = std::move(rows), rowTracks_ = std::move(tracks);
    Q_EMIT rowsChanged();
    Q_EMIT viewChanged();
}

double TimelineModel::x(Time t) const {
    return static_cast<double>((t - origin_).ticks) / static_cast<double>(kTicksPerSecond) * scale_;
}

Time TimelineModel::timeAt(double x) const {
    return Time{origin_.ticks + std::llround(x / scale_ * static_cast<double>(kTicksPerSecond))};
}

Time TimelineModel::frameAt(double x) const {
    const Time t = std::max(Time{}, timeAt(x));
    return sequence_ ? sequence_->format.rate.snap(t) : t;
}

Time TimelineModel::contentEnd() const {
    const Time end = sequence_ ? sequence_->duration() : Time{};
    return end + Time::from_double(laneWidth_ / scale_ * 0.6);
}

void TimelineModel::zoom(double factor, double anchor) {
    const Time under = timeAt(anchor);
    scale_ = std::clamp(scale_ * factor, kMinScale, kMaxScale);
    setOrigin(under - Time::from_double(anchor / scale_));
}

void TimelineModel::zoomTo(TimeRange range) {
    if (range.empty()) return;
    scale_ = std::clamp((laneWidth_ - 48) / range.length.seconds(), kMinScale, kMaxScale);
    setOrigin(range.start - Time::from_double(12 / scale_));
}

void TimelineModel::zoomToFit() {
    const Time end = sequence_ ? sequence_->duration() : Time{};
    zoomTo({Time{}, end > Time{} ? end : Time::from_seconds(30)});
}

void TimelineModel::enterSequence() {
    const auto left = left_.find(sequence_->id);
    if (left == left_.end()) {
        scrollY_ = 0;
        return zoomToFit();
    }
    scale_ = left->second.scale;
    setScrollY(left->second.scrollY);
    setOrigin(left->second.origin);
}

double TimelineModel::zoomFraction() const { return std::log(scale_ / kMinScale) / std::log(kMaxScale / kMinScale); }

void TimelineModel::setZoomFraction(double fraction, double anchor) {
    zoom(kMinScale * std::pow(kMaxScale / kMinScale, fraction) / scale_, anchor);
}

void TimelineModel::setOrigin(Time origin) {
    // A little room before zero, so that the first clip's edge can be taken.
    const Time least = -Time::from_double(12 / scale_);
    origin_ = std::clamp(origin, least, std::max(least, contentEnd()));
    Q_EMIT viewChanged();
}

void TimelineModel::setLaneSize(int width, int height) {
    laneWidth_ = std::max(1, width), laneHeight_ = height;
    setScrollY(scrollY_);
}

void TimelineModel::setScrollY(int y) {
    scrollY_ = std::clamp(y, 0, std::max(0, contentHeight_ - laneHeight_));
    Q_EMIT viewChanged();
}

void TimelineModel::setTrackHeight(TrackHeight height) {
    height_ = height;
    refresh();
    setScrollY(scrollY_);
}

void TimelineModel::setSoundView(bool on) {
    soundView_ = on;
    refresh();
    setScrollY(scrollY_);
}

const TrackRow* TimelineModel::rowAt(int contentY) const {
    for (const TrackRow& r : rows_)
        if (contentY >= r.y && contentY < r.y + r.height + (r.lines.empty() ? 2 : 0)) return &r;
    return nullptr;
}

const TrackRow* TimelineModel::rowOf(size_t track) const {
    for (const TrackRow& r : rows_)
        if (r.track == track) return &r;
    return nullptr;
}

QRectF TimelineModel::clipBox(const TrackRow& row, const Placement& p) const {
    const double left = x(p.start), right = x(p.end());
    return QRectF(left, row.y - scrollY_, right - left, row.height);
}

std::optional<ClipHit> TimelineModel::hit(QPointF at) const {
    if (!sequence_) return {};
    const TrackRow* row = rowAt(static_cast<int>(at.y()) + scrollY_);
    if (!row) return {};
    const Track& track = *sequence_->tracks[row->track];
    // An edge may be taken from a little outside too, but a neighbour's inside goes first.
    size_t i = first_ending_after(track, timeAt(at.x() - kEdgePx));
    std::optional<ClipHit> near;
    for (; i < track.items.size(); ++i) {
        const Placement& p = track.items[i];
        const QRectF box = clipBox(*row, p);
        if (box.left() - kEdgePx > at.x()) break;
        ClipHit h{row->track, i, &p, ClipPart::body};
        const bool inside = at.x() >= box.left() && at.x() < box.right();
        const double edge = std::min(kEdgePx, box.width() / 4);
        const bool onFades = box.height() >= 40 && at.y() > box.top() + 16 && at.y() < box.top() + 16 + 2 * kFadePx;
        if (inside && onFades) {
            const double in = box.left() + p.clip->fade_in.length.seconds() * scale_;
            const double out = box.right() - p.clip->fade_out.length.seconds() * scale_;
            if (std::abs(at.x() - in - kFadePx) <= kFadePx && box.width() > 40) return h.part = ClipPart::fade_in, h;
            if (std::abs(at.x() - out + kFadePx) <= kFadePx && box.width() > 40) return h.part = ClipPart::fade_out, h;
        }
        if (inside) {
            if (at.x() - box.left() < edge) return h.part = ClipPart::head_edge, h;
            if (box.right() - at.x() < edge) return h.part = ClipPart::tail_edge, h;
            return h;
        }
        if (!near && std::abs(at.x() - box.left()) <= kEdgePx) near = h, near->part = ClipPart::head_edge;
        if (!near && std::abs(at.x() - box.right()) <= kEdgePx) near = h, near->part = ClipPart::tail_edge;
    }
    return near;
}

std::optional<SnapHit> TimelineModel::snap(Time t, const std::set<ClipId>& without, bool toPlayhead) const {
    if (!sequence_ || !studio_.snapping()) return {};
    std::optional<SnapHit> best;
    double distance = kSnapPx;
    auto offer = [&](Time at, auto what) {
        const double d = std::abs(x(at) - x(t));
        if (d < distance) distance = d, best = SnapHit{at, what()};
    };
    offer(Time{}, [] { return tr("start"); });
    if (toPlayhead) offer(studio_.playhead(), [] { return tr("playhead"); });
    if (studio_.markIn()) offer(*studio_.markIn(), [] { return tr("in point"); });
    if (studio_.markOut()) offer(*studio_.markOut(), [] { return tr("out point"); });
    for (const auto& m : sequence_->markers)
        offer(m->start, [&] { return m->name.empty() ? tr("marker") : toQt(m->name); });
    const Time reach = Time::from_double(kSnapPx / scale_);
    for (const auto& track : sequence_->tracks)
        for (size_t i = first_ending_after(*track, t - reach - Time{1}); i < track->items.size(); ++i) {
            const Placement& p = track->items[i];
            if (p.start > t + reach) break;
            if (without.count(p.clip->id)) continue;
            offer(p.start, [] { return tr("clip start"); });
            offer(p.end(), [] { return tr("clip end"); });
        }
    if (best || !studio_.snapsToBeats()) return best;
    // There are so many of them that they only count where nothing else is near, and on their own frame.
    for (const auto& track : sequence_->tracks)
        for (size_t i = first_ending_after(*track, t - reach - Time{1});
             track->kind == TrackKind::sound && i < track->items.size(); ++i) {
            const Placement& p = track->items[i];
            if (p.start > t + reach) break;
            if (without.count(p.clip->id)) continue;
            for (const Time beat : clipBeats(studio_, p, t - reach, t + reach))
                offer(sequence_->format.rate.snap(beat), [] { return tr("beat"); });
        }
    return best;
}

std::optional<TimelineModel::Shift> TimelineModel::snapShift(const std::vector<Time>& at,
                                                             const std::set<ClipId>& without) const {
    std::optional<Shift> best;
    for (const Time t : at)
        if (auto hit = snap(t, without)) {
            const Time by = hit->at - t;
            if (!best || std::abs(by.ticks) < std::abs(best->by.ticks)) best = Shift{by, *hit};
        }
    return best;
}

void TimelineModel::setOverlay(Overlay overlay) {
    overlay_ = std::move(overlay);
    Q_EMIT overlayChanged();
}

} // namespace tandem::ui
