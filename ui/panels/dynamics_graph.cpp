// The curves, as engine/audio/processors/dynamics.cpp and limiter.cpp have them for a level that lasts.
#include "ui/panels/dynamics_graph.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/audio/processors/float_math.h"
#include "engine/model/sound_slots.h"

namespace tandem::ui {

static constexpr double kLowest = -60;

// In dB >= 0; of kinds with such a curve.
static std::optional<double> reductionAt(const Effect& effect, Time at, double in) {
    auto value = [&](int slot) { return effect.params[static_cast<size_t>(slot)].at(at); };
    switch (effect.kind) {
    case EffectKind::compressor: {
        const double over = in - value(slot::comp_threshold), knee = value(slot::comp_knee);
        const double slope = 1 / value(slot::comp_ratio) - 1, above = over + knee / 2;
        if (knee > 0 && std::abs(over) < knee / 2) return -slope / (2 * knee) * above * above;
        return over <= -knee / 2 ? 0 : -slope * over;
    }
    case EffectKind::limiter:
        return std::max(0.0, in + value(slot::limit_drive) - value(slot::limit_ceiling));
    case EffectKind::gate: {
        const double over = in - value(slot::gate_threshold), range = value(slot::gate_range);
        if (over >= 0) return 0;
        const bool expands = value(slot::gate_mode) > 0.5;
        return expands ? std::min(-over * (value(slot::gate_ratio) - 1), range) : range;
    }
    default:
        return {};
    }
}

std::optional<double> dynamicsOut(const Effect& effect, Time at, double in) {
    auto value = [&](int slot) { return effect.params[static_cast<size_t>(slot)].at(at); };
    const auto reduction = reductionAt(effect, at, in);
    if (!reduction) return {};
    if (effect.kind == EffectKind::limiter) return in + value(slot::limit_drive) - *reduction;
    if (effect.kind != EffectKind::compressor) return in - *reduction;
    const double wet = audio::db_ratio(value(slot::comp_makeup) - *reduction), mix = value(slot::comp_mix);
    return in + 20 * std::log10(std::max(1e-6, 1 + (wet - 1) * mix));
}

std::optional<double> dynamicsIn(const Effect& effect, Time at, double reduction) {
    if (effect.kind == EffectKind::gate || !reductionAt(effect, at, 0)) return {};
    double low = kLowest, high = 24; // more level, more reduction
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        (*reductionAt(effect, at, middle) < reduction ? low : high) = middle;
    }
    return high;
}

DynamicsGraph::DynamicsGraph(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Level out over level in"));
    ink_ = colour(role(Role::bus).wave);
    connect(&studio_, &Studio::projectChanged, this, &DynamicsGraph::refresh);
    connect(&studio_, &Studio::playheadMoved, this, &DynamicsGraph::refresh);
}

void DynamicsGraph::setTarget(const EffectTarget& target, QColor ink) {
    if (target != target_ || ink != ink_) update();
    target_ = target, ink_ = ink;
    refresh();
}

void DynamicsGraph::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    Ref<Effect> now = s && target_.effect ? target_.find(*s) : nullptr;
    const Time at = now ? target_.keyTime(*s, studio_.playhead()) : Time{};
    const bool moving =
        now && std::any_of(now->params.begin(), now->params.end(), [](const Param& p) { return p.curve != nullptr; });
    if (now != effect_ || (moving && at != at_)) update();
    effect_ = std::move(now), at_ = at;
}

void DynamicsGraph::setReduction(double db) {
    if (std::abs(std::exchange(reduction_, db) - db) > 0.02) update();
}

void DynamicsGraph::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const double side = std::min(width(), height());
    const QRectF box((width() - side) / 2 + 0.5, (height() - side) / 2 + 0.5, side - 1, side - 1);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(colour(token::line), 1));
    p.setBrush(colour(token::canvas));
    p.drawRoundedRect(box, 4, 4);
    auto x = [&](double db) { return box.left() + (db - kLowest) / -kLowest * box.width(); };
    auto y = [&](double db) { return box.bottom() - (db - kLowest) / -kLowest * box.height(); };
    QFont small = textFont(9.5);
    small.setPixelSize(9);
    p.setFont(small);
    for (int db : {-48, -36, -24, -12}) {
        p.setPen(colour(token::line));
        p.drawLine(QPointF(x(db), box.top()), QPointF(x(db), box.bottom()));
        p.drawLine(QPointF(box.left(), y(db)), QPointF(box.right(), y(db)));
        p.setPen(colour(token::text3));
        p.drawText(QRectF(box.left() + 4, y(db) - 12, 30, 11), Qt::AlignLeft | Qt::AlignBottom,
                   QString::number(db).replace(u'-', QChar(0x2212)));
    }
    p.setPen(QPen(colour(token::controlActive), 1, Qt::DashLine));
    p.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.top()));
    if (!effect_) return;
    const Effect& e = *effect_;
    QPainterPath curve;
    for (double in = kLowest; in <= 0; in += 0.25) {
        const auto out = dynamicsOut(e, at_, in);
        if (!out) return;
        const QPointF point(x(in), std::min(y(*out), box.bottom() + 4));
        in == kLowest ? curve.moveTo(point) : curve.lineTo(point);
    }
    p.setClipRect(box);
    QPainterPath area = curve;
    area.lineTo(box.bottomRight());
    area.lineTo(box.bottomLeft());
    area.closeSubpath();
    QColor fill = ink_;
    fill.setAlpha(e.enabled ? 36 : 12);
    p.fillPath(area, fill);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(e.enabled ? ink_ : colour(token::textDis), 1.8));
    p.drawPath(curve);
    const auto in = reduction_ > 0.05 && e.enabled ? dynamicsIn(e, at_, reduction_) : std::nullopt;
    if (!in) return;
    p.setPen(QPen(colour(token::canvas), 1.5));
    p.setBrush(colour(token::info));
    p.drawEllipse(QPointF(x(std::min(0.0, *in)), y(*dynamicsOut(e, at_, *in))), 4.5, 4.5);
}

} // namespace tandem::ui
