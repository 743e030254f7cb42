// What stands in a track's head.
#include "ui/timeline/track_head.h"

#include <QContextMenuEvent>
#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <cmath>

#include "ui/controls/own_keys.h"

namespace tandem::ui {

// The slider of a head covers what is used while cutting; the mixer has the whole run.
static constexpr double kLow = 0, kHigh = 1;

TrackHead::TrackHead(TimelineModel& model, size_t track, QWidget* parent)
    : QWidget(parent), model_(model), studio_(model.studio()), index_(track), id_(track_().id),
      sound_(track_().kind == TrackKind::sound) {
    const QString badge = Studio::trackBadge(*model_.sequence(), track);
    setAccessibleName(tr("Track %1").arg(badge));
    if (!sound_) {
        lock_ = new IconButton(QStringLiteral("unlock"), tr("Lock track %1").arg(badge), this, 22);
        lock_->setCheckable(true);
        eye_ = new IconButton(QStringLiteral("eye"), tr("Show track %1").arg(badge), this, 22);
        eye_->setCheckable(true);
        connect(eye_, &QAbstractButton::clicked, this, [this] {
            studio_.run("set_track", {{"track", arg(id_)}, {"enabled", !track_().enabled}});
        });
        connect(lock_, &QAbstractButton::clicked, this, [this] {
            studio_.run("set_track", {{"track", arg(id_)}, {"locked", !track_().locked}});
        });
    } else {
        mute_ = new LetterButton(u'M', token::mute, tr("Mute %1").arg(badge), this);
        solo_ = new LetterButton(u'S', token::solo, tr("Solo %1").arg(badge), this);
        record_ = new LetterButton(u'R', token::rec, tr("Arm %1 for recording").arg(badge), this);
        connect(record_, &QAbstractButton::clicked, this, [this] { studio_.setArmed(id_, !studio_.armed(id_)); });
        connect(mute_, &QAbstractButton::clicked, this, [this] {
            studio_.run("set_strip", strip({{"mute", !track_().strip->mute}}));
        });
        connect(solo_, &QAbstractButton::clicked, this, [this] {
            studio_.run("set_strip", strip({{"solo", !track_().strip->solo}}));
        });
        gain_ = new Slider(kLow, kHigh, Fader::fraction(0), tr("Volume of %1").arg(badge), this);
        connect(gain_, &DragControl::changing, this, [this](double f) {
            (void)studio_.preview("set_strip", strip({{"gain_db", Fader::decibel(f)}}));
        });
        connect(gain_, &DragControl::committed, this, [this](double f) {
            studio_.run("set_strip", strip({{"gain_db", Fader::decibel(f)}}));
        });
        connect(gain_, &DragControl::cancelled, this, [this] { studio_.cancelPreview(); });
        meter_ = new Meter(Meter::Look::thin, tr("Level of %1").arg(badge), this);
    }
    if (const TrackRow* row = model_.rowOf(index_))
        for (const StripLine line : row->lines) {
            auto close = new IconButton(QStringLiteral("close"),
                                        tr("Hide the automation lane %1 of %2").arg(lineWord(line), badge), this, 22);
            connect(close, &QAbstractButton::clicked, this, [this, line] { model_.showAutomation(id_, line, false); });
            closers_.push_back(close);
        }
    setFocusPolicy(Qt::TabFocus);
    setOwnKeys(this, kOwnUpDown | kOwnEnter | kOwnTyping);
    setToolTip(tr("Click or Enter: insert here. F2: rename"));
    setEnabled(studio_.session() != nullptr);
    refresh();
}

ValueObject TrackHead::strip(ValueObject more) const {
    more["track"] = arg(id_);
    return more;
}

int TrackHead::own() const {
    const TrackRow* row = model_.rowOf(index_);
    return row ? row->height : height();
}

QString TrackHead::lineWord(StripLine line) { return line == StripLine::gain ? tr("Volume") : tr("Pan"); }

void TrackHead::refresh() {
    const Track& t = track_();
    const RoleColours c = role(Studio::trackRole(*model_.sequence(), index_));
    if (sound_) {
        mute_->setChecked(t.strip->mute);
        solo_->setChecked(t.strip->solo);
        record_->setChecked(studio_.armed(id_));
        gain_->setTint(colour(c.chip));
        gain_->setValue(Fader::fraction(t.strip->gain_db.at(studio_.playhead())));
    } else {
        lock_->setChecked(t.locked);
        lock_->setIconName(t.locked ? QStringLiteral("lock") : QStringLiteral("unlock"));
        eye_->setIconName(t.enabled ? QStringLiteral("eye") : QStringLiteral("eye_off"));
        eye_->setTint(t.enabled ? QColor() : colour(token::mute));
    }
    update();
}

void TrackHead::readLevels() {
    if (!meter_) return;
    const auto [left, right] = studio_.level({.track = id_});
    meter_->feed(left, right);
}

void TrackHead::resizeEvent(QResizeEvent*) {
    const int w = width(), y = 5, high = own();
    if (sound_) {
        meter_->setGeometry(w - 9, 3, 8, high - 6);
        record_->move(w - 34, y);
        solo_->move(w - 56, y);
        mute_->move(w - 78, y);
        gain_->setGeometry(8, 28, w - 92, 20);
        gain_->setVisible(high >= 50);
        for (size_t i = 0; i < closers_.size(); ++i)
            closers_[i]->move(w - 30, high + static_cast<int>(i) * TrackRow::kLineHeight + 9);
    } else {
        eye_->move(w - 32, std::min(y, (high - 22) / 2));
        lock_->move(w - 56, std::min(y, (high - 22) / 2));
    }
}

void TrackHead::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Sequence& s = *model_.sequence();
    const Track& t = track_();
    const RoleColours c = role(Studio::trackRole(s, index_));
    const bool focused = sound_ && studio_.focusedStrip().track == id_;
    p.fillRect(rect(), colour(focused ? token::raised : token::panel));
    p.fillRect(QRect(0, 0, 3, height()), colour(c.chip));
    const QString badge = Studio::trackBadge(s, index_);
    const bool target = studio_.targetTrack(t.kind) == id_;
    p.setFont(textFont(10.5, QFont::DemiBold));
    const double wide = QFontMetricsF(p.font()).horizontalAdvance(badge) + 10;
    const QRectF chip(11, 6, std::max(24.0, wide), 16);
    p.setPen(Qt::NoPen);
    p.setBrush(target ? colour(c.head) : colour(c.body));
    p.drawRoundedRect(chip, 3, 3);
    p.setPen(target ? QColor(Qt::white) : colour(c.wave));
    p.drawText(chip, Qt::AlignCenter, badge);
    const TrackRow* row = model_.rowOf(index_);
    const bool strip = row && row->strip;
    p.setFont(textFont(12, QFont::Medium));
    p.setPen(colour(t.locked || (!sound_ && !t.enabled) ? token::text3 : token::text));
    const int right = width() - (sound_ ? 82 : 60);
    const QRectF name(chip.right() + 7, 5, right - chip.right() - 9, 18);
    const QString shown = strip ? tr("Picture") : toQt(t.name) == badge ? QString() : toQt(t.name);
    p.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(shown, Qt::ElideRight, name.width()));
    if (sound_ && own() >= 50) {
        p.setFont(textFont(11));
        p.setPen(colour(token::text2));
        const double db = t.strip->gain_db.at(studio_.playhead());
        p.drawText(QRectF(width() - 84, 28, 40, 20), Qt::AlignRight | Qt::AlignVCenter,
                   decibelText(db <= -100 ? -200 : db));
        p.setPen(colour(token::text3));
        p.drawText(QRectF(width() - 42, 28, 30, 20), Qt::AlignRight | Qt::AlignVCenter,
                   PanBar::word(t.strip->pan.at(studio_.playhead())));
    } else if (!sound_ && own() >= 50) {
        p.setFont(textFont(11));
        p.setPen(colour(token::text3));
        const int clips = static_cast<int>(t.items.size());
        p.drawText(QPointF(11, 42), clips == 0 ? tr("Empty") : tr("%n clip(s)", nullptr, clips));
    }
    if (hasFocus()) drawFocus(p, QRectF(rect()).adjusted(2, 2, -2, -2), 3);
    if (!row) return;
    // Heads of the automation lanes: the parameter and its value at the playhead.
    for (size_t i = 0; i < row->lines.size(); ++i) {
        const QRectF box(0, own() + static_cast<double>(i) * TrackRow::kLineHeight, width(), TrackRow::kLineHeight);
        p.fillRect(QRectF(3, box.top(), width() - 3, 1), colour(token::line));
        const auto line = ValueLine::find(s, {.clip = {}, .of = {}, .track = id_, .strip = row->lines[i]});
        if (!line) continue;
        p.setFont(textFont(11));
        p.setPen(colour(token::text2));
        p.drawText(box.adjusted(22, 0, -90, 0), Qt::AlignVCenter | Qt::AlignLeft, lineWord(row->lines[i]));
        p.setPen(colour(token::text));
        p.drawText(box.adjusted(0, 0, -38, 0), Qt::AlignVCenter | Qt::AlignRight,
                   line->text(line->at(studio_.playhead())));
    }
}

bool TrackHead::event(QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return QWidget::event(event);
}

void TrackHead::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return studio_.setTargetTrack(id_);
    case Qt::Key_F2:
        return rename();
    case Qt::Key_Up:
    case Qt::Key_Down:
        return static_cast<TrackHeads*>(parentWidget())->step(this, event->key() == Qt::Key_Up ? -1 : 1);
    default:
        return QWidget::keyPressEvent(event);
    }
}

void TrackHead::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) studio_.setTargetTrack(id_);
}

void TrackHead::mouseDoubleClickEvent(QMouseEvent*) { rename(); }

void TrackHead::rename() {
    bool ok = false;
    const QString name =
        QInputDialog::getText(this, tr("Rename track"), tr("Name"), QLineEdit::Normal, toQt(track_().name), &ok);
    if (ok && !name.trimmed().isEmpty())
        studio_.run("set_track", {{"track", arg(id_)}, {"name", fromQt(name.trimmed())}});
}

void TrackHead::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    const char* kind = sound_ ? "sound" : "picture";
    const Track& t = track_();
    menu.addAction(tr("Rename…"), this, &TrackHead::rename);
    menu.addAction(t.locked ? tr("Unlock") : tr("Lock"), this, [this] {
        studio_.run("set_track", {{"track", arg(id_)}, {"locked", !track_().locked}});
    });
    if (sound_) {
        QMenu* automation = menu.addMenu(tr("Automation"));
        for (const StripLine line : {StripLine::gain, StripLine::pan}) {
            QAction* a = automation->addAction(lineWord(line), this,
                                               [this, line](bool on) { model_.showAutomation(id_, line, on); });
            a->setCheckable(true), a->setChecked(model_.automationShown(id_, line));
        }
    }
    QAction* sync = menu.addAction(tr("Moves with ripples of other tracks"), this, [this] {
        studio_.run("set_track", {{"track", arg(id_)}, {"sync_lock", !track_().sync_lock}});
    });
    sync->setCheckable(true), sync->setChecked(t.sync_lock);
    menu.addSeparator();
    menu.addAction(sound_ ? tr("Add sound track") : tr("Add picture track"), this, [this, kind] {
        studio_.run("add_track", {{"kind", kind}});
    });
    menu.addAction(tr("Delete track"), this, [this] { studio_.run("remove_track", {{"track", arg(id_)}}); });
    menu.exec(event->globalPos());
}

TrackHeads::TrackHeads(TimelineModel& model, QWidget* parent) : QWidget(parent), model_(model) {
    setAccessibleName(tr("Track heads"));
    setFixedWidth(208);
    connect(&model, &TimelineModel::rowsChanged, this, &TrackHeads::rebuild);
    connect(&model, &TimelineModel::viewChanged, this, &TrackHeads::place);
    Studio& studio = model.studio();
    connect(&studio, &Studio::sessionChanged, this, &TrackHeads::rebuild); // enabled, or not
    auto refresh = [this] {
        for (TrackHead* h : heads_)
            if (model_.sequence() && h->track() < model_.sequence()->tracks.size()) h->refresh();
    };
    // The model rebuilds heads first where tracks came or went: it was connected before.
    connect(&studio, &Studio::projectChanged, this, refresh);
    connect(&studio, &Studio::toolChanged, this, refresh);
    connect(&studio, &Studio::recordingChanged, this, refresh);
    connect(&studio, &Studio::stripFocusChanged, this, refresh);
    connect(&studio, &Studio::playheadMoved, this, [this] {
        const Ref<Sequence>& sequence = model_.sequence();
        for (TrackHead* h : heads_)
            if (sequence && h->track() < sequence->tracks.size())
                if (const auto& strip = sequence->tracks[h->track()]->strip;
                    strip && (strip->gain_db.curve || strip->pan.curve))
                    h->refresh();
    });
    connect(&studio, &Studio::levelsRead, this, [this] {
        for (TrackHead* h : heads_) h->readLevels();
    });
    rebuild();
}

void TrackHeads::focusHead() {
    const Ref<Sequence>& s = model_.sequence();
    if (!s || heads_.empty()) return;
    TrackHead* wanted = heads_.front();
    for (TrackHead* h : heads_)
        if (s->tracks[h->track()]->id == model_.studio().targetTrack(TrackKind::picture)) wanted = h;
    wanted->setFocus(Qt::ShortcutFocusReason);
}

void TrackHeads::step(const TrackHead* from, int by) {
    const auto at = std::find(heads_.begin(), heads_.end(), from);
    const auto next = at - heads_.begin() + by;
    if (next >= 0 && next < static_cast<std::ptrdiff_t>(heads_.size()))
        heads_[static_cast<size_t>(next)]->setFocus(Qt::ShortcutFocusReason);
}

void TrackHeads::rebuild() {
    // The keyboard stays with the track whose head it had.
    std::optional<size_t> held;
    for (const TrackHead* h : heads_)
        if (h->hasFocus()) held = h->track();
    for (TrackHead* h : heads_) h->deleteLater(), h->hide();
    heads_.clear();
    if (model_.sequence())
        for (const TrackRow& row : model_.rows()) {
            heads_.push_back(new TrackHead(model_, row.track, this));
            heads_.back()->show();
        }
    place();
    for (TrackHead* h : heads_)
        if (held && h->track() == *held) h->setFocus(Qt::OtherFocusReason);
}

void TrackHeads::place() {
    if (heads_.size() != model_.rows().size()) return;
    for (size_t i = 0; i < heads_.size(); ++i) {
        const TrackRow& row = model_.rows()[i];
        const QRect box(0, row.y - model_.scrollY(), width(), row.whole());
        if (heads_[i]->geometry() != box) heads_[i]->setGeometry(box);
    }
}

void TrackHeads::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), colour(token::canvas));
}

void TrackHeads::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        const int step = event->angleDelta().y() > 0 ? 1 : -1;
        const int now = std::clamp(static_cast<int>(model_.trackHeight()) + step, 0, 2);
        model_.setTrackHeight(static_cast<TrackHeight>(now));
    } else {
        model_.setScrollY(model_.scrollY() - event->angleDelta().y() / 2);
    }
}

} // namespace tandem::ui
