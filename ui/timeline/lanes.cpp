// Pointer and keys on the lanes.
#include "ui/timeline/lanes.h"

#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "ui/edits.h"
#include "ui/timeline/clip_paint.h"
#include "ui/timeline/lanes_access.h"

namespace tandem::ui {

static constexpr double kDragStart = 4; // pixels

Lanes::Lanes(TimelineModel& model, QWidget* parent) : QWidget(parent), model_(model), studio_(model.studio()) {
    installLanesAccess();
    loadClipFonts();
    setAccessibleName(tr("Timeline"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&model, &TimelineModel::viewChanged, this, qOverload<>(&QWidget::update));
    connect(&model, &TimelineModel::overlayChanged, this, &Lanes::updateOverlay);
    connect(&studio_, &Studio::projectChanged, this, [this] {
        const Ref<Sequence> s = studio_.sequence();
        if (focused_ && (!s || !find_clip(*s, focused_))) focusClip({});
        if (key_ && drag_ == Drag::none) {
            const auto line = s ? ValueLine::find(*s, key_->first) : std::nullopt;
            const std::vector<Key> keys = line ? line->keys() : std::vector<Key>();
            if (std::none_of(keys.begin(), keys.end(), [&](const Key& k) { return k.time == key_->second; }))
                key_.reset();
        }
        updateChanged();
    });
    connect(&studio_, &Studio::selectionChanged, this, qOverload<>(&QWidget::update));
    connect(&studio_, &Studio::marksChanged, this, qOverload<>(&QWidget::update));
    connect(&studio_, &Studio::mediaDrawn, this, qOverload<>(&QWidget::update));
    connect(&studio_, &Studio::playheadMoved, this, &Lanes::movePlayheadStrip);
    connect(&studio_, &Studio::toolChanged, this, [this] { updateCursor(mapFromGlobal(QCursor::pos()), {}); });
    announce(this);
}

void Lanes::resizeEvent(QResizeEvent*) { model_.setLaneSize(width(), height()); }

// The playhead moves at the rate of the picture: only its strip is painted anew.
void Lanes::movePlayheadStrip() {
    const double x = model_.x(studio_.playhead());
    if (studio_.playing() && (x > width() - 24 || x < 0)) {
        // A page on, the playhead a little in from the left.
        model_.setOrigin(studio_.playhead() - Time::from_double(width() * 0.08 / model_.pxPerSecond()));
        return;
    }
    if (studio_.recording()) return update();
    if (!studio_.playing() && (x > width() || x < 0) && drag_ == Drag::none) {
        // Keys led it out of sight.
        playheadX_ = x;
        return model_.setOrigin(studio_.playhead() - Time::from_double(width() * 0.4 / model_.pxPerSecond()));
    }
    update(QRect(static_cast<int>(playheadX_) - 2, 0, 5, height()));
    update(QRect(static_cast<int>(x) - 2, 0, 5, height()));
    playheadX_ = x;
}

void Lanes::mousePressEvent(QMouseEvent* event) {
    if (!model_.sequence()) return;
    setFocus(Qt::MouseFocusReason);
    pressed_ = event->position();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && studio_.tool() == Tool::hand)) {
        drag_ = Drag::pan;
        pressedOrigin_ = model_.origin(), pressedScroll_ = model_.scrollY();
        setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() == Qt::LeftButton && studio_.tool() == Tool::zoom) {
        drag_ = Drag::zoom;
        return;
    }
    const auto hit = model_.hit(event->position());
    if (event->button() == Qt::RightButton) {
        if (const auto line = model_.lineHit(pressed_); line && line->key) return selectKey({{line->ref, *line->key}});
        selectKey({});
        if (const auto transition = model_.transitionHit(pressed_)) return studio_.selectTransition(transition->clip);
        if (hit && !studio_.selection().count(hit->placement->clip->id)) studio_.select({hit->placement->clip->id});
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    if (studio_.tool() == Tool::blade) {
        Time at = model_.frameAt(pressed_.x());
        if (auto snap = model_.snap(at, {})) at = snap->at;
        if (event->modifiers() & Qt::ShiftModifier)
            studio_.run("slice", {{"at", arg(at)}});
        else if (hit)
            studio_.run("slice", {{"at", arg(at)},
                                  {"clip", arg(hit->placement->clip->id)},
                                  {"alone", !studio_.linkedSelection() || bool(event->modifiers() & Qt::AltModifier)}});
        return;
    }
    selectKey({});
    if (const auto line = model_.lineHit(pressed_); line && pressLine(*line, event)) return;
    if (const auto transition = model_.transitionHit(pressed_);
        transition && !model_.sequence()->tracks[transition->track]->locked && studio_.tool() != Tool::trim)
        return pressTransition(*transition);
    if (hit && !model_.sequence()->tracks[hit->track]->locked) return beginDrag(*hit, event);
    before_ = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? studio_.selection() : std::set<ClipId>{};
    drag_ = Drag::box;
    if (before_.empty()) studio_.select({});
    if (const TrackRow* row = model_.rowAt(static_cast<int>(pressed_.y()) + model_.scrollY()))
        if (model_.sequence()->tracks[row->track]->kind == TrackKind::sound)
            studio_.focusStrip({.track = model_.sequence()->tracks[row->track]->id});
}

void Lanes::beginDrag(const ClipHit& hit, QMouseEvent* event) {
    base_ = model_.sequence();
    grabbed_ = hit.placement->clip->id;
    grabbedTrack_ = hit.track;
    grabbedStart_ = hit.placement->start, grabbedLength_ = hit.placement->clip->length;
    part_ = hit.part;
    command_.clear();
    drag_ = Drag::pressed;
    focusClip(grabbed_);
    const bool edge = part_ == ClipPart::head_edge || part_ == ClipPart::tail_edge;
    stretching_ = edge && event->modifiers() & Qt::ControlModifier;
    const bool adding = !stretching_ && event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier);
    const bool selected = studio_.selection().count(grabbed_) > 0;
    clickSelects_ = selected && !adding;
    if (adding) {
        auto now = studio_.selection();
        if (selected)
            now.erase(grabbed_);
        else
            now.insert(grabbed_);
        studio_.select(std::move(now));
    } else if (!selected) {
        studio_.select({grabbed_});
    }
    if (base_->tracks[hit.track]->kind == TrackKind::sound) studio_.focusStrip({.track = base_->tracks[hit.track]->id});
}

void Lanes::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    switch (drag_) {
    case Drag::none:
        return updateCursor(at, event->modifiers());
    case Drag::pan:
        model_.setOrigin(pressedOrigin_ - Time::from_double((at.x() - pressed_.x()) / model_.pxPerSecond()));
        model_.setScrollY(pressedScroll_ - static_cast<int>(at.y() - pressed_.y()));
        return;
    case Drag::pressed:
        if ((at - pressed_).manhattanLength() < kDragStart) return;
        clickSelects_ = false;
        if (part_ == ClipPart::fade_in || part_ == ClipPart::fade_out)
            drag_ = Drag::fade;
        else if (studio_.tool() == Tool::stretch || stretching_)
            drag_ = Drag::stretch;
        else if (part_ != ClipPart::body)
            drag_ = Drag::trim;
        else
            drag_ = studio_.tool() == Tool::slip    ? Drag::slip
                    : studio_.tool() == Tool::slide ? Drag::slide
                                                    : Drag::move;
        moving_ = {grabbed_};
        for (const ClipId id : studio_.selection())
            if (id != grabbed_) moving_.push_back(id);
        break;
    default:
        break;
    }
    dragTo(at, event->modifiers());
}

void Lanes::dragTo(QPointF at, Qt::KeyboardModifiers modifiers) {
    // Near an edge the view follows.
    if (drag_ != Drag::box && drag_ != Drag::zoom && (at.x() < 8 || at.x() > width() - 8)) {
        const double by = (at.x() < 8 ? -12 : 12) / model_.pxPerSecond();
        pressed_.rx() -= by * model_.pxPerSecond();
        model_.setOrigin(model_.origin() + Time::from_double(by));
    }
    switch (drag_) {
    case Drag::move:
        return dragMove(at, modifiers & Qt::AltModifier);
    case Drag::trim:
        return dragTrim(at);
    case Drag::fade:
        return dragFade(at);
    case Drag::slip:
        return dragSlip(at, modifiers & Qt::ShiftModifier);
    case Drag::slide:
        return dragSlide(at);
    case Drag::stretch:
        return dragStretch(at);
    case Drag::line:
        return dragLine(at, modifiers & Qt::ShiftModifier);
    case Drag::transition:
        return dragTransition(at, modifiers & Qt::AltModifier);
    case Drag::box:
        return dragBox(at);
    default:
        return;
    }
}

static QString signedTime(const Sequence& s, Time by) {
    const QString text = toQt(time_text(Time{std::abs(by.ticks)}, s.format.rate));
    return (by.ticks < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
}

void Lanes::show(const Result<void>& result, const QString& badge, std::optional<SnapHit> snap, QPointF at) {
    TimelineModel::Overlay o;
    o.badge = badge, o.badgeAt = at + QPointF(14, -10);
    o.snap = std::move(snap);
    if (!result) {
        o.limit = true;
        o.badge = toQt(result.error().what);
        if (o.badge.size() > 80) o.badge = o.badge.left(78) + QStringLiteral("…");
    }
    model_.setOverlay(std::move(o));
}

void Lanes::dragMove(QPointF at, bool copy) {
    const FrameRate rate = base_->format.rate;
    Time by = Time::from_double((at.x() - pressed_.x()) / model_.pxPerSecond());
    const std::set<ClipId> without(moving_.begin(), moving_.end());
    std::vector<Time> edges;
    for (const ClipId id : moving_)
        if (auto p = find_clip(*base_, id))
            edges.push_back(p->placement->start + by), edges.push_back(p->placement->end() + by);
    std::optional<SnapHit> snapped;
    if (edges.size() <= 200)
        if (auto shift = model_.snapShift(edges, without)) by += shift->by, snapped = shift->hit;
    Time to = std::max(Time{}, grabbedStart_ + by);
    to = rate.snap(to);
    ValueObject args{{"clips", idArray(moving_)}, {"to", arg(to)}, {"alone", !studio_.linkedSelection()}};
    if (const TrackRow* row = model_.rowAt(static_cast<int>(at.y()) + model_.scrollY());
        row && row->track != grabbedTrack_ && base_->tracks[row->track]->kind == base_->tracks[grabbedTrack_]->kind)
        args["track"] = arg(base_->tracks[row->track]->id);
    const char* command = copy                                     ? "copy_clips"
                          : studio_.editMode() == EditMode::ripple ? "rearrange_clips"
                                                                   : "move_clips";
    auto result = studio_.preview(command, args);
    if (result) command_ = command, args_ = std::move(args);
    // Where it went: past a neighbour that is not where the pointer is.
    if (const auto now = result ? find_clip(*studio_.sequence(), grabbed_) : std::nullopt; now && !copy)
        to = now->placement->start;
    show(result, signedTime(*base_, to - grabbedStart_), snapped, at);
}

void Lanes::dragTrim(QPointF at) {
    const bool head = part_ == ClipPart::head_edge;
    const Time edge = head ? grabbedStart_ : grabbedStart_ + grabbedLength_;
    Time to = edge + Time::from_double((at.x() - pressed_.x()) / model_.pxPerSecond());
    const std::set<ClipId> without(moving_.begin(), moving_.end());
    std::optional<SnapHit> snapped = model_.snap(to, without);
    to = base_->format.rate.snap(snapped ? snapped->at : to);
    const char* command = studio_.editMode() == EditMode::ripple ? "ripple_trim" : "trim";
    if (studio_.tool() == Tool::trim) {
        // On a cut between two clips the trim tool rolls it.
        const Track& track = *base_->tracks[grabbedTrack_];
        for (size_t i = 0; i < track.items.size(); ++i)
            if (track.items[i].clip->id == grabbed_) {
                const bool joined = head ? i > 0 && track.items[i - 1].end() == edge
                                         : i + 1 < track.items.size() && track.items[i + 1].start == edge;
                if (joined) command = "roll";
            }
    }
    ValueObject args{{"clip", arg(grabbed_)},
                     {"edge", head ? "head" : "tail"},
                     {"by", arg(to - edge)},
                     {"alone", !studio_.linkedSelection()}};
    auto result = to == edge ? (studio_.cancelPreview(), Result<void>{}) : studio_.preview(command, args);
    if (result) command_ = to == edge ? "" : command, args_ = std::move(args);
    show(result, signedTime(*base_, to - edge), snapped, at);
}

void Lanes::dragFade(QPointF at) {
    const bool in = part_ == ClipPart::fade_in;
    const double perSecond = model_.pxPerSecond();
    const double start = model_.x(grabbedStart_), end = model_.x(grabbedStart_ + grabbedLength_);
    double seconds = (in ? at.x() - start - 7 : end - at.x() - 7) / perSecond;
    seconds = std::clamp(seconds, 0.0, grabbedLength_.seconds());
    const bool sound = base_->tracks[grabbedTrack_]->kind == TrackKind::sound;
    Time length = Time::from_double(seconds);
    length = sound ? Time::from_samples(length.samples_round(base_->format.audio_rate), base_->format.audio_rate)
                   : base_->format.rate.snap(length);
    ValueObject args{{"clip", arg(grabbed_)},
                     {in ? "fade_in" : "fade_out", arg(length)},
                     {"shape", sound ? "equal_power" : "linear"}};
    auto result = studio_.preview("set_fades", args);
    if (result) command_ = "set_fades", args_ = std::move(args);
    show(result, tr("Fade %1 s").arg(length.seconds(), 0, 'f', 2), {}, at);
}

// A sound that is slipped finely moves by samples and alone: its picture stays on its frames.
void Lanes::dragSlip(QPointF at, bool fine) {
    fine = fine && base_->tracks[grabbedTrack_]->kind == TrackKind::sound;
    const int rate = base_->format.audio_rate;
    Time by = Time::from_double((pressed_.x() - at.x()) / model_.pxPerSecond() * (fine ? 0.05 : 1));
    by = fine ? Time::from_samples(by.samples_round(rate), rate) : base_->format.rate.snap(by);
    ValueObject args{{"clip", arg(grabbed_)}, {"by", arg(by)}, {"alone", fine || !studio_.linkedSelection()}};
    auto result = by == Time{} ? (studio_.cancelPreview(), Result<void>{}) : studio_.preview("slip", args);
    if (result) command_ = by == Time{} ? "" : "slip", args_ = std::move(args);
    const QString badge =
        fine ? tr("Slip %1 ms").arg(by.seconds() * 1000, 0, 'f', 2) : tr("Slip %1").arg(signedTime(*base_, by));
    show(result, badge, {}, at);
}

void Lanes::dragSlide(QPointF at) {
    Time by = Time::from_double((at.x() - pressed_.x()) / model_.pxPerSecond());
    std::optional<SnapHit> snapped;
    std::set<ClipId> without(moving_.begin(), moving_.end());
    // The neighbours' edges move with it.
    for (const ClipId id : moving_)
        if (const auto p = find_clip(*base_, id)) {
            const auto& items = base_->tracks[p->track]->items;
            if (p->index > 0) without.insert(items[p->index - 1].clip->id);
            if (p->index + 1 < items.size()) without.insert(items[p->index + 1].clip->id);
        }
    if (auto shift = model_.snapShift({grabbedStart_ + by, grabbedStart_ + grabbedLength_ + by}, without))
        by += shift->by, snapped = shift->hit;
    by = base_->format.rate.snap(by);
    ValueObject args{{"clip", arg(grabbed_)}, {"by", arg(by)}, {"alone", !studio_.linkedSelection()}};
    auto result = by == Time{} ? (studio_.cancelPreview(), Result<void>{}) : studio_.preview("slide", args);
    if (result) command_ = by == Time{} ? "" : "slide", args_ = std::move(args);
    show(result, tr("Slide %1").arg(signedTime(*base_, by)), snapped, at);
}

void Lanes::dragStretch(QPointF at) {
    // With the tool the nearer edge is taken from anywhere on the clip.
    const double middle = model_.x(grabbedStart_ + Time{grabbedLength_.ticks / 2});
    const bool head = part_ == ClipPart::head_edge || (part_ == ClipPart::body && pressed_.x() < middle);
    const Time edge = head ? grabbedStart_ : grabbedStart_ + grabbedLength_;
    Time to = edge + Time::from_double((at.x() - pressed_.x()) / model_.pxPerSecond());
    const std::set<ClipId> without(moving_.begin(), moving_.end());
    const std::optional<SnapHit> snapped = model_.snap(to, without);
    to = base_->format.rate.snap(snapped ? snapped->at : to);
    const Time by = to - edge;
    ValueObject args{{"clip", arg(grabbed_)},
                     {"edge", head ? "head" : "tail"},
                     {"by", arg(by)},
                     {"ripple", studio_.editMode() == EditMode::ripple},
                     {"alone", !studio_.linkedSelection()}};
    auto result = by == Time{} ? (studio_.cancelPreview(), Result<void>{}) : studio_.preview("stretch", args);
    if (result) command_ = by == Time{} ? "" : "stretch", args_ = std::move(args);
    QString badge = signedTime(*base_, by);
    if (const auto place = find_clip(*model_.sequence(), grabbed_)) {
        const Clip& clip = *place->placement->clip;
        const double mean = (clip.source_at(clip.length) - clip.in).seconds() / clip.length.seconds();
        badge = tr("Speed %1 %").arg(100.0 * mean, 0, 'f', 1);
    }
    show(result, badge, snapped, at);
}

void Lanes::dragBox(QPointF at) {
    const QRectF box = QRectF(pressed_, at).normalized();
    if (box.width() < 3 && box.height() < 3) return;
    std::set<ClipId> in = before_;
    for (const TrackRow& row : model_.rows()) {
        const Track& track = *model_.sequence()->tracks[row.track];
        if (track.locked || row.y - model_.scrollY() > box.bottom() ||
            row.y + row.height - model_.scrollY() < box.top())
            continue;
        for (size_t i = first_ending_after(track, model_.timeAt(box.left())); i < track.items.size(); ++i) {
            if (model_.x(track.items[i].start) > box.right()) break;
            in.insert(track.items[i].clip->id);
        }
    }
    studio_.select(std::move(in));
    TimelineModel::Overlay o;
    o.box = box;
    model_.setOverlay(std::move(o));
}

void Lanes::endDrag(bool commit) {
    const Drag was = std::exchange(drag_, Drag::none);
    model_.setOverlay({});
    base_.reset();
    if (was == Drag::none || was == Drag::pressed || was == Drag::box || was == Drag::pan || was == Drag::zoom) {
        args_.clear(), plan_ = {};
        return;
    }
    const std::string command = std::exchange(command_, {});
    const auto planned = std::exchange(plan_, {});
    const auto key = key_; // it is where it goes to only once that is committed
    studio_.cancelPreview();
    if (commit && planned) {
        EditPlan plan(studio_);
        planned(plan);
        if (plan.commit(planLabel_)) key_ = key;
    } else if (commit && !command.empty()) {
        studio_.run(command.c_str(), std::move(args_));
    } else if (key_ && lineHit_ && lineHit_->key) {
        key_ = {{lineHit_->ref, *lineHit_->key}}; // where it was
    } else if (lineHit_) {
        key_.reset();
    }
    args_.clear();
    lineHit_.reset(), line_.reset();
    update();
}

void Lanes::mouseReleaseEvent(QMouseEvent* event) {
    if (drag_ == Drag::none) return;
    if (drag_ == Drag::pressed && clickSelects_) studio_.select({grabbed_});
    if (drag_ == Drag::zoom) {
        const auto [left, right] = std::minmax(pressed_.x(), event->position().x());
        drag_ = Drag::none;
        if (right - left >= kDragStart && !(event->modifiers() & Qt::AltModifier))
            model_.zoomTo(TimeRange::between(model_.timeAt(left), model_.timeAt(right)));
        else
            model_.zoom(event->modifiers() & Qt::AltModifier ? 0.5 : 2.0, event->position().x());
        return;
    }
    endDrag(true);
    updateCursor(event->position(), event->modifiers());
}

void Lanes::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto hit = model_.hit(event->position());
    if (!hit) return;
    if (const auto* nested = std::get_if<SequenceContent>(&hit->placement->clip->content)) {
        endDrag(false);
        // To the picture that the playhead is on, where it is on this clip.
        const Placement p = *hit->placement;
        const Time now = studio_.playhead();
        studio_.openSequence(nested->sequence);
        const Ref<Sequence> s = studio_.sequence();
        if (s && s->id == nested->sequence && now >= p.start && now < p.end())
            studio_.locate(s->format.rate.snap(p.clip->source_at(now - p.start)));
    } else if (event->button() == Qt::LeftButton) {
        studio_.locate(model_.frameAt(event->position().x()));
    }
}

void Lanes::leaveEvent(QEvent*) {
    updateRowOf(std::exchange(hovered_, {}));
    if (model_.overlay().skim) model_.setOverlay({});
    Q_EMIT hint({});
}

void Lanes::wheelEvent(QWheelEvent* event) {
    const QPoint d = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        model_.zoom(std::pow(1.0015, d.y()), event->position().x());
    } else if (event->modifiers() & Qt::AltModifier || d.x() != 0) {
        const int x = d.x() != 0 ? d.x() : d.y();
        model_.setOrigin(model_.origin() - Time::from_double(x * 0.8 / model_.pxPerSecond()));
    } else if (event->modifiers() & Qt::ShiftModifier || model_.contentHeight() > height()) {
        model_.setScrollY(model_.scrollY() - d.y() / 2);
    } else {
        model_.setOrigin(model_.origin() - Time::from_double(d.y() * 0.8 / model_.pxPerSecond()));
    }
    event->accept();
}

void Lanes::updateCursor(QPointF at, Qt::KeyboardModifiers) {
    const auto hit = model_.hit(at);
    const ClipId now = hit ? hit->placement->clip->id : ClipId{};
    if (now != hovered_) {
        updateRowOf(std::exchange(hovered_, now));
        updateRowOf(now);
    }
    const bool locked = hit && model_.sequence()->tracks[hit->track]->locked;
    const bool picks = studio_.tool() != Tool::hand && studio_.tool() != Tool::blade && studio_.tool() != Tool::zoom;
    const auto line = picks ? model_.lineHit(at) : std::nullopt;
    const auto transition = picks && studio_.tool() != Tool::trim && !line ? model_.transitionHit(at) : std::nullopt;
    if (const ClipId over = transition ? transition->clip : ClipId{}; over != hoveredTransition_) {
        updateRowOf(std::exchange(hoveredTransition_, over));
        updateRowOf(over);
    }
    Qt::CursorShape shape = Qt::ArrowCursor;
    QString text;
    if (studio_.tool() == Tool::hand) {
        shape = Qt::OpenHandCursor;
    } else if (studio_.tool() == Tool::zoom) {
        shape = Qt::PointingHandCursor;
        text = tr("Click: zoom in   Alt: zoom out   Drag: show that part");
    } else if (studio_.tool() == Tool::blade) {
        shape = Qt::CrossCursor;
        TimelineModel::Overlay o;
        Time t = model_.frameAt(at.x());
        if (auto snap = model_.snap(t, {})) t = snap->at;
        o.skim = t;
        model_.setOverlay(std::move(o));
        text = tr("Click: cut here   Shift: all tracks   Alt: without the linked clip");
    } else if (locked) {
        shape = Qt::ForbiddenCursor;
        text = tr("This track is locked");
    } else if (line && line->key) {
        shape = Qt::SizeAllCursor;
        text = tr("Drag: move the key   Shift: finer   Ctrl+click: how it leads on   Del: remove");
    } else if (line && (line->near && (!line->ref.clip || !hit || hit->part == ClipPart::body))) {
        shape = Qt::SizeVerCursor;
        text = tr("Drag: the value   Shift: finer   Ctrl+click: add a key");
    } else if (transition) {
        shape = transition->part == TransitionHit::Part::body ? Qt::PointingHandCursor : Qt::SizeHorCursor;
        text = transition->part == TransitionHit::Part::body
                   ? tr("Drag: over the cut   Del: remove the transition")
                   : tr("Drag: length of the transition   Alt: this side only");
    } else if (hit && (hit->part == ClipPart::head_edge || hit->part == ClipPart::tail_edge)) {
        shape = Qt::SizeHorCursor;
        text = studio_.tool() == Tool::trim             ? tr("Drag: roll the cut, or trim a free edge")
               : studio_.tool() == Tool::stretch        ? tr("Drag: the same source in another time")
               : studio_.editMode() == EditMode::ripple ? tr("Drag: trim, later clips follow")
                                                        : tr("Drag: trim into empty time");
    } else if (hit && (hit->part == ClipPart::fade_in || hit->part == ClipPart::fade_out)) {
        shape = Qt::PointingHandCursor;
        text = tr("Drag: length of the fade");
    } else if (hit) {
        const Tool tool = studio_.tool();
        const bool sideways = tool == Tool::slip || tool == Tool::slide || tool == Tool::stretch;
        shape = sideways ? Qt::SizeHorCursor : Qt::ArrowCursor;
        text = tool == Tool::slip      ? tr("Drag: show another part of the source   Shift on sound: by samples")
               : tool == Tool::slide   ? tr("Drag: move between the neighbours, which give and take")
               : tool == Tool::stretch ? tr("Drag: the same source in another time")
                                       : tr("Drag: move   Alt: copy   Ctrl: add to selection");
    }
    if (studio_.tool() != Tool::blade && model_.overlay().skim) model_.setOverlay({});
    setCursor(shape);
    Q_EMIT hint(text);
}

} // namespace tandem::ui
