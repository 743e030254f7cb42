// Painting and dragging of the equaliser's curve.
#include "ui/panels/eq_graph.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "engine/model/routing.h"
#include "ui/controls/own_keys.h"
#include "ui/panels/catalog_words.h"

namespace tandem::ui {

using slot::BandType;

static constexpr double kRange = 18;
static constexpr double kGrab = 13; // pixels around a handle
static constexpr int kFrames = 4096, kBands = 180;
static constexpr double kFall = 1.2; // dB a reading, of the spectrum
static_assert(kFrames <= audio::SoundTap::kMost);

static int slotOf(int band, int param) { return band * slot::eq_band_params + param; }
static const ParamSpec& bandParam(int param) { return spec(EffectKind::eq).params[static_cast<size_t>(param)]; }

EqGraph::EqGraph(Studio& studio, const QString& name, QWidget* parent)
    : QWidget(parent), studio_(studio), spectrum_(kFrames, kBands, eqHz({0, 0, 1, 1}, 0), eqHz({0, 0, 1, 1}, 1)),
      levels_(kBands, audio::Spectrum::kFloorDb) {
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnPages | kOwnRemove | kOwnShifted);
    setMouseTracking(true);
    ink_ = colour(role(Role::bus).wave);
    connect(&studio_, &Studio::projectChanged, this, &EqGraph::refresh);
    connect(&studio_, &Studio::playheadMoved, this, &EqGraph::refresh);
    connect(&studio_, &Studio::playbackOpened, this, &EqGraph::listen);
    connect(&studio_, &Studio::levelsRead, this, &EqGraph::readSound);
}

void EqGraph::setTarget(const EffectTarget& target, QColor ink) {
    const bool other = target != target_;
    if (other || ink != ink_) update();
    const bool otherOwner = target.owner != target_.owner;
    target_ = target, ink_ = ink;
    if (otherOwner) std::fill(levels_.begin(), levels_.end(), audio::Spectrum::kFloorDb), listen();
    if (other) effect_ = nullptr, response_.reset(), selected_ = -1, dragged_ = -1;
    refresh();
}

void EqGraph::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    Ref<Effect> now = s && target_.effect ? target_.find(*s) : nullptr;
    if (now && now->kind != EffectKind::eq) now = nullptr;
    const bool moving =
        now && std::any_of(now->params.begin(), now->params.end(), [](const Param& p) { return p.curve != nullptr; });
    const Time at = moving ? target_.keyTime(*s, studio_.playhead()) : Time{};
    if (now == effect_ && at == at_) return;
    effect_ = now, at_ = at;
    response_.reset();
    if (now) response_.emplace(*now, at, s->format.audio_rate);
    if (!now) select(-1);
    shape();
}

void EqGraph::listen() {
    if (!studio_.playback()) return;
    const StripRef* strip = std::get_if<StripRef>(&target_.owner);
    studio_.playback()->sound().engine.tap_strip(strip && isVisible() ? std::optional(*strip) : std::nullopt);
}

void EqGraph::readSound() {
    if (!isVisible() || !studio_.playback()) return;
    std::array<float, kFrames> sound{};
    if (studio_.viewedSequence() == studio_.sequence()) // a source has strips of its own
        studio_.playback()->sound().engine.recent_of_tapped(sound);
    spectrum_.measure(sound, studio_.playback()->sound().rate);
    bool moved = false;
    for (int b = 0; b < kBands; ++b) {
        double& level = levels_[static_cast<size_t>(b)];
        const double now = std::max(spectrum_.level(b), level - kFall);
        moved = moved || now != level;
        level = now;
    }
    if (moved) update();
}

void EqGraph::shape() {
    path_ = response_ ? eqPath(*response_, plot(), kRange) : QPainterPath();
    update();
}

void EqGraph::select(int band) {
    if (band == selected_) return;
    selected_ = band;
    update();
    Q_EMIT selectedChanged(band);
}

QRectF EqGraph::plot() const { return QRectF(rect()).adjusted(1, 1, -1, -1); }

double EqGraph::dbAt(double y) const {
    const QRectF box = plot();
    return (box.center().y() - y) / (box.height() / 2) * kRange;
}

QPointF EqGraph::handle(const EqBand& band) const {
    const QRectF box = plot();
    double db = 0;
    if (band.hasGain())
        db = band.gain;
    else if (band.hasResonance())
        db = 20 * std::log10(std::max(band.q, 0.01)); // what such a cut has at its frequency
    db = std::clamp(db, -kRange, kRange);
    return {std::clamp(eqX(box, band.hz), box.left(), box.right()), box.center().y() - db / kRange * box.height() / 2};
}

int EqGraph::bandAt(QPointF at) const {
    int best = -1;
    double nearest = kGrab;
    for (int i = 0; response_ && i < slot::kEqBands; ++i) {
        if (response_->band(i).type == BandType::off) continue;
        const QPointF d = handle(response_->band(i)) - at;
        const double away = std::hypot(d.x(), d.y());
        if (away < nearest) nearest = away, best = i;
    }
    return best;
}

// ---- edits ----

std::vector<Command> EqGraph::moveCommands(const Sequence& sequence, int band, double hz, double db) const {
    const EqBand& b = response_->band(band);
    const ParamSpec &f = bandParam(slot::eq_frequency), &g = bandParam(slot::eq_gain), &q = bandParam(slot::eq_q);
    const Time now = studio_.playhead();
    std::vector<Command> out{target_.setCommand(sequence, now, slotOf(band, slot::eq_frequency),
                                                std::clamp(std::round(hz * 10) / 10, f.min, f.max))};
    if (b.hasGain())
        out.push_back(target_.setCommand(sequence, now, slotOf(band, slot::eq_gain),
                                         std::clamp(std::round(db * 10) / 10, g.min, g.max)));
    else if (b.hasResonance())
        out.push_back(target_.setCommand(sequence, now, slotOf(band, slot::eq_q),
                                         std::clamp(std::pow(10, db / 20), q.min, q.max)));
    return out;
}

void EqGraph::setOne(int band, int param, double value, const QString& mergeKey) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || !effect_) return;
    const ParamSpec& p = bandParam(param);
    const Command c = target_.setCommand(*s, studio_.playhead(), slotOf(band, param), std::clamp(value, p.min, p.max));
    studio_.run(c.name.c_str(), c.args, mergeKey);
}

void EqGraph::setBandType(int band, BandType type) {
    setOne(band, slot::eq_type, static_cast<double>(type), {});
    select(type == BandType::off ? -1 : band);
}

QPointF EqGraph::hzDb(QPointF at) const {
    return {std::round(eqHz(plot(), at.x()) * 10) / 10,
            std::round(std::clamp(dbAt(at.y()), -kRange, kRange) * 10) / 10};
}

Command EqGraph::addCommand(std::optional<QPointF> hz_db) const {
    ValueObject args = target_.args();
    args["effect"] = Value("eq");
    ValueObject params;
    if (hz_db) {
        params["band1_type"] = Value("bell");
        params["band1_frequency"] = Value(hz_db->x()), params["band1_gain_db"] = Value(hz_db->y());
    } else {
        // Where one begins: what is below is cut, voice and air are ready to be moved.
        params["band1_type"] = Value("low_cut"), params["band1_frequency"] = Value(60.0);
        params["band3_type"] = Value("bell"), params["band6_type"] = Value("bell");
        params["band8_type"] = Value("high_shelf"), params["band8_frequency"] = Value(10000.0);
    }
    args["params"] = Value(params);
    // What the limiter holds must not be lifted behind it.
    const Ref<Sequence> s = studio_.sequence();
    const auto* of = std::get_if<StripRef>(&target_.owner);
    if (const Strip* strip = s && of ? find_strip_of(*s, *of) : nullptr) {
        const auto limiter = std::find_if(strip->inserts.begin(), strip->inserts.end(),
                                          [](const Ref<Effect>& e) { return e->kind == EffectKind::limiter; });
        if (limiter != strip->inserts.end())
            args["index"] = Value(static_cast<int64_t>(limiter - strip->inserts.begin()));
    }
    return {"add_effect", args};
}

void EqGraph::addEqualiser(std::optional<QPointF> hz_db) { studio_.runAll(tr("Add equaliser"), {addCommand(hz_db)}); }

void EqGraph::addBand(double hz, double db) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return;
    hz = std::round(hz * 10) / 10, db = std::round(db * 10) / 10;
    if (!effect_) return addEqualiser(QPointF(hz, db));
    for (int i = 0; i < slot::kEqBands; ++i) {
        if (response_->band(i).type != BandType::off) continue;
        const Time now = studio_.playhead();
        const bool done = studio_.runAll(
            tr("Add band"), {target_.setCommand(*s, now, slotOf(i, slot::eq_type), static_cast<double>(BandType::bell)),
                             target_.setCommand(*s, now, slotOf(i, slot::eq_frequency), hz),
                             target_.setCommand(*s, now, slotOf(i, slot::eq_gain), db),
                             target_.setCommand(*s, now, slotOf(i, slot::eq_q), 1.0)});
        if (done) select(i);
        return;
    }
    studio_.say({MessageKind::info, tr("All eight bands are in use"), tr("Switch one off to place another.")});
}

// ---- pointer and keys ----

void EqGraph::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    dragged_ = bandAt(event->position()), moved_ = false;
    select(dragged_);
    last_ = event->position();
    making_ = !effect_ && studio_.sequence();
    if (dragged_ >= 0) place_ = handle(response_->band(dragged_));
}

void EqGraph::mouseMoveEvent(QMouseEvent* event) {
    if (making_) {
        if (!moved_ && (event->position() - last_).manhattanLength() < 3) return;
        moved_ = true;
        const Command c = addCommand(hzDb(event->position()));
        return (void)studio_.preview(c.name.c_str(), c.args);
    }
    if (dragged_ < 0 || !response_) {
        const int over = bandAt(event->position());
        setCursor(over >= 0 || !effect_ ? Qt::SizeAllCursor : Qt::ArrowCursor);
        if (over != hover_) hover_ = over, update();
        return;
    }
    const Ref<Sequence> s = studio_.sequence();
    if (!s) return;
    if (!moved_ && (event->position() - last_).manhattanLength() < 3) return;
    moved_ = true;
    place_ += (event->position() - last_) * (event->modifiers() & Qt::ShiftModifier ? 0.15 : 1);
    last_ = event->position();
    (void)previewAll(studio_, moveCommands(*s, dragged_, eqHz(plot(), place_.x()), dbAt(place_.y())));
}

void EqGraph::mouseReleaseEvent(QMouseEvent* event) {
    if (std::exchange(making_, false)) {
        if (!std::exchange(moved_, false)) return;
        addEqualiser(hzDb(event->position()));
        return select(effect_ ? 0 : -1);
    }
    const int band = std::exchange(dragged_, -1);
    const Ref<Sequence> s = studio_.sequence();
    if (band < 0 || !std::exchange(moved_, false) || !s || !response_) return;
    studio_.runAll(tr("Equaliser"), moveCommands(*s, band, eqHz(plot(), place_.x()), dbAt(place_.y())));
}

void EqGraph::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const int band = bandAt(event->position());
    dragged_ = -1, making_ = false;
    if (band < 0) return addBand(eqHz(plot(), event->position().x()), dbAt(event->position().y()));
    if (response_->band(band).hasGain()) setOne(band, slot::eq_gain, 0, {});
}

void EqGraph::contextMenuEvent(QContextMenuEvent* event) {
    const int band = bandAt(event->pos());
    QMenu menu;
    if (band < 0) {
        const QPointF at = event->pos();
        menu.addAction(tr("Add band here"), this, [this, at] { addBand(eqHz(plot(), at.x()), dbAt(at.y())); });
    } else {
        select(band);
        const QStringList words = choiceNames(bandParam(slot::eq_type));
        for (int i = 1; i < words.size(); ++i) {
            QAction* a =
                menu.addAction(words[i], this, [this, band, i] { setBandType(band, static_cast<BandType>(i)); });
            a->setCheckable(true);
            a->setChecked(static_cast<int>(response_->band(band).type) == i);
        }
        menu.addSeparator();
        menu.addAction(tr("Remove band"), this, [this, band] { setBandType(band, BandType::off); });
    }
    menu.exec(event->globalPos());
}

void EqGraph::wheelEvent(QWheelEvent* event) {
    const int over = bandAt(event->position());
    const int band = over >= 0 ? over : hasFocus() ? selected_ : -1;
    if (band < 0 || !response_) return event->ignore();
    select(band);
    const double by = std::pow(1.12, event->angleDelta().y() / 120.0);
    setOne(band, slot::eq_q, response_->band(band).q * by, QStringLiteral("eq-q-%1").arg(band));
    event->accept();
}

void EqGraph::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key == Qt::Key_Escape && (dragged_ >= 0 || (making_ && moved_))) {
        dragged_ = -1, moved_ = making_ = false;
        return studio_.cancelPreview();
    }
    if (key >= Qt::Key_1 && key <= Qt::Key_8 && response_ && response_->band(key - Qt::Key_1).type != BandType::off)
        return select(key - Qt::Key_1);
    if (selected_ < 0 || !response_) return QWidget::keyPressEvent(event);
    const EqBand b = response_->band(selected_);
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    const double ratio = fine ? 1.01 : 1.06, step = fine ? 0.1 : 0.5;
    const QString merge = QStringLiteral("eq-key-%1-%2").arg(selected_).arg(key);
    if (key == Qt::Key_Left || key == Qt::Key_Right)
        return setOne(selected_, slot::eq_frequency, b.hz * (key == Qt::Key_Right ? ratio : 1 / ratio), merge);
    if ((key == Qt::Key_Up || key == Qt::Key_Down) && b.hasGain())
        return setOne(selected_, slot::eq_gain, b.gain + (key == Qt::Key_Up ? step : -step), merge);
    if (key == Qt::Key_PageUp || key == Qt::Key_PageDown)
        return setOne(selected_, slot::eq_q, b.q * (key == Qt::Key_PageUp ? 1.12 : 1 / 1.12), merge);
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace) return setBandType(selected_, BandType::off);
    QWidget::keyPressEvent(event);
}

// ---- painting ----

void EqGraph::paintSound(QPainter& p) const {
    constexpr double kFloor = audio::Spectrum::kFloorDb;
    if (std::all_of(levels_.begin(), levels_.end(), [](double db) { return db <= kFloor; })) return;
    const QRectF box = plot();
    QPolygonF line;
    for (int b = 0; b < kBands; ++b)
        line << QPointF(eqX(box, spectrum_.band_centre(b)),
                        box.bottom() - (levels_[static_cast<size_t>(b)] - kFloor) / -kFloor * box.height());
    QColor fill = ink_, edge = ink_;
    fill.setAlpha(30), edge.setAlpha(80);
    p.setPen(QPen(edge, 1));
    p.setBrush(Qt::NoBrush);
    p.drawPolyline(line);
    line << QPointF(line.last().x(), box.bottom()) << QPointF(line.first().x(), box.bottom());
    p.setPen(Qt::NoPen);
    p.setBrush(fill);
    p.drawPolygon(line);
}

void EqGraph::paintGrid(QPainter& p) const {
    const QRectF box = plot();
    auto y = [&](double db) { return box.center().y() - db / kRange * box.height() / 2; };
    for (double decade : {10.0, 100.0, 1000.0, 10000.0})
        for (int k = 1; k < 10; ++k) {
            const double hz = decade * k;
            if (hz < 21 || hz > 19999) continue;
            p.setPen(colour(token::line, k == 1 ? 255 : 110));
            const double x = std::round(eqX(box, hz)) + 0.5;
            p.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
        }
    QFont small = textFont(9.5);
    small.setPixelSize(9);
    p.setFont(small);
    const bool tight = box.height() < 110;
    for (int db : {12, 6, 0, -6, -12}) {
        const double at = std::round(y(db)) + 0.5;
        p.setPen(colour(db == 0 ? token::controlActive : token::line));
        p.drawLine(QPointF(box.left(), at), QPointF(box.right(), at));
        if (tight && db % 12 != 0) continue;
        p.setPen(colour(token::text3));
        p.drawText(QRectF(box.right() - 34, at - 13, 30, 12), Qt::AlignRight | Qt::AlignBottom,
                   (db > 0 ? QStringLiteral("+") : QString()) + QString::number(db).replace(u'-', QChar(0x2212)));
    }
    p.setPen(colour(token::text3));
    for (auto [hz, word] : {std::pair(100.0, "100"), {1000.0, "1k"}, {10000.0, "10k"}})
        p.drawText(QRectF(eqX(box, hz) + 3, box.bottom() - 14, 30, 12), Qt::AlignLeft | Qt::AlignVCenter,
                   QString::fromLatin1(word));
}

void EqGraph::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(colour(token::line), 1));
    p.setBrush(colour(token::canvas));
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    p.setRenderHint(QPainter::Antialiasing, false);
    paintGrid(p);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = plot();
    p.setClipRect(box);
    paintSound(p);
    if (!response_ && isEnabled()) {
        p.setPen(QPen(ink_, 1.6));
        p.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()));
    }
    if (response_) {
        const bool on = effect_->enabled;
        QPainterPath area = path_;
        area.lineTo(box.right(), box.center().y());
        area.lineTo(box.left(), box.center().y());
        area.closeSubpath();
        QColor fill = ink_;
        fill.setAlpha(on ? 40 : 14);
        p.fillPath(area, fill);
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(on ? ink_ : colour(token::textDis), 1.6));
        p.drawPath(path_);
        p.setFont(textFont(10.5, QFont::DemiBold));
        for (int i = 0; i < slot::kEqBands; ++i) {
            const EqBand& b = response_->band(i);
            if (b.type == BandType::off) continue;
            const QPointF at = handle(b);
            if (i == selected_ || i == hover_) {
                p.setBrush(Qt::NoBrush);
                p.setPen(QPen(i == selected_ ? colour(token::select) : colour(token::text2), 1.6));
                p.drawEllipse(at, 12, 12);
            }
            p.setPen(QPen(colour(token::canvas), 1.5));
            p.setBrush(on ? ink_.darker(135) : colour(token::controlActive));
            p.drawEllipse(at, 9, 9);
            p.setPen(Qt::white);
            p.drawText(QRectF(at.x() - 9, at.y() - 9, 18, 18), Qt::AlignCenter, QString::number(i + 1));
        }
    }
    p.setClipping(false);
    if (hasFocus() && selected_ < 0) drawFocus(p, QRectF(rect()), 4);
}

} // namespace tandem::ui
