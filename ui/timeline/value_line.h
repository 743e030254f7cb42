// ValueLine: a parameter drawn as a line over time, on a clip or in an automation lane under a sound track: where its
// values lie, what they say, and the commands that change its keys. Plain value, made anew from a sequence; times are
// of the sequence. Main thread.
#pragma once

#include <QRectF>
#include <QString>
#include <functional>

#include "engine/model/catalog.h"
#include "ui/panels/clip_effects.h"
#include "ui/panels/edit_plan.h"
#include "ui/panels/speed_keys.h"

class QPainter;

namespace tandem::ui {

// What clips of one kind of track show as a line.
struct ClipLine {
    EffectKind kind = EffectKind::gain;
    int slot = 0;
    friend bool operator==(const ClipLine&, const ClipLine&) = default;
};

// The clip's speed, which is no effect's.
inline constexpr ClipLine kSpeedLine{EffectKind::count_, 0};

// What an automation lane shows of a track's strip.
enum class StripLine : uint8_t { gain, pan };

struct LineRef {
    ClipId clip; // none = of the track's strip
    ClipLine of;
    TrackId track;
    StripLine strip = StripLine::gain;
    friend bool operator==(const LineRef&, const LineRef&) = default;
};

// How a key leads to the next one.
enum class Ease : uint8_t { linear, smooth, hold };

class ValueLine {
  public:
    // None where the clip or track is gone.
    static std::optional<ValueLine> find(const Sequence& sequence, const LineRef& ref);

    const LineRef& ref() const { return ref_; }
    const Param& param() const { return param_; }
    bool animated() const { return param_.curve != nullptr; }
    double at(Time t) const { return param_.at(t - zero_); }
    std::vector<Key> keys() const; // in sequence time
    TimeRange span() const { return span_; }
    const ParamSpec& spec() const { return *spec_; }
    QString name() const;
    QString text(double value) const;

    // Between foot and top of a box.
    double y(double value, QRectF box) const;
    double valueAt(double y, QRectF box) const;

    // A key as given; the one at `was` goes where it is another's time.
    void putKey(EditPlan& plan, const Key& key, std::optional<Time> was = {}) const;
    void removeKey(EditPlan& plan, Time at) const;
    // Without keys: the constant.
    void setValue(EditPlan& plan, double value) const;
    void ease(EditPlan& plan, Time at, Ease how) const;
    static Ease easeOf(const Key& key);

  private:
    // Of a speed line: changes the keys of the clip's ramp, which keeps its length.
    void changeSpeed(EditPlan& plan, const std::function<void(SpeedKeys&)>& change) const;
    bool ofSpeed() const { return ref_.clip && ref_.of == kSpeedLine; }
    ValueObject args(const Sequence& sequence) const;
    double fraction(double value) const;
    double value(double fraction) const;

    LineRef ref_;
    Param param_;
    const ParamSpec* spec_ = nullptr;
    Time zero_; // of the key's time
    TimeRange span_;
    double low_ = 0, high_ = 1; // what the box shows
};

// Lines that a clip can show: those of what stands always, then of its own effects.
std::vector<ClipLine> clipLines(TrackKind kind, const Clip* clip);
QString lineName(const ClipLine& line);

} // namespace tandem::ui
