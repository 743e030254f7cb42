// The keyboard on the lanes: the focused clip, keys of lines; and what the menu has beside a clip's actions.
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <algorithm>

#include "engine/model/lookup.h"
#include "ui/edits.h"
#include "ui/panels/catalog_list.h"
#include "ui/timeline/lanes.h"

namespace tandem::ui {

bool Lanes::takesKey(const QKeyEvent* event) const {
    const Qt::KeyboardModifiers m = event->modifiers() & ~Qt::KeypadModifier;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        return m == Qt::ControlModifier;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return focused_ && (m == Qt::NoModifier || m == Qt::ShiftModifier);
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return key_ && m == Qt::NoModifier;
    case Qt::Key_Menu:
        return true;
    case Qt::Key_F10:
        return m == Qt::ShiftModifier;
    default:
        return false;
    }
}

// Keys that mean something on the lanes go before those of the window.
bool Lanes::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && takesKey(static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void Lanes::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        if (drag_ != Drag::none) return endDrag(false);
        selectKey({});
        studio_.selectTransition({});
        return studio_.select({});
    }
    if (!takesKey(event)) return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() & Qt::ShiftModifier) {
            auto now = studio_.selection();
            if (!now.erase(focused_)) now.insert(focused_);
            studio_.select(std::move(now));
        } else {
            studio_.select({focused_});
        }
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return removeKey(key_->first, key_->second);
    case Qt::Key_Menu:
    case Qt::Key_F10:
        if (focused_ && !studio_.selection().count(focused_)) studio_.select({focused_});
        Q_EMIT menuAsked(mapToGlobal(menuPlace()));
        return;
    default:
        moveFocus(event->key());
    }
}

void Lanes::focusClip(ClipId clip) {
    if (focused_ == clip) return;
    focused_ = clip;
    update();
    Q_EMIT focusedClipChanged();
}

// Left and right: the next clip of the track; up and down: of the next row that has clips, the one at the same time.
void Lanes::moveFocus(int key) {
    if (!model_.sequence()) return;
    const Sequence& s = *model_.sequence();
    std::vector<const Track*> rows; // from the top
    for (const TrackRow& row : model_.rows())
        if (!s.tracks[row.track]->items.empty()) rows.push_back(s.tracks[row.track].get());
    if (rows.empty()) return;
    auto nearest = [](const Track& track, Time t) {
        size_t i = std::min(first_ending_after(track, t), track.items.size() - 1);
        if (i > 0 && track.items[i].start > t && t - track.items[i - 1].end() < track.items[i].start - t) --i;
        return i;
    };
    const auto place = find_clip(s, focused_);
    size_t row = 0, item = 0;
    if (!place) {
        // Begins on the lowest picture track, at the playhead.
        for (size_t i = 0; i < rows.size(); ++i)
            if (rows[i]->kind == TrackKind::picture) row = i;
        item = nearest(*rows[row], studio_.playhead());
    } else {
        for (size_t i = 0; i < rows.size(); ++i)
            if (rows[i] == s.tracks[place->track].get()) row = i;
        item = place->index;
        const Time middle = place->placement->start + Time{place->placement->clip->length.ticks / 2};
        if (key == Qt::Key_Left && item > 0) --item;
        if (key == Qt::Key_Right && item + 1 < rows[row]->items.size()) ++item;
        if (key == Qt::Key_Up && row > 0) item = nearest(*rows[--row], middle);
        if (key == Qt::Key_Down && row + 1 < rows.size()) item = nearest(*rows[++row], middle);
    }
    const Placement& p = rows[row]->items[item];
    focusClip(p.clip->id);
    // What has the focus is in view.
    const double left = model_.x(p.start), right = model_.x(p.end());
    if (right < 24 || left > width() - 24)
        model_.setOrigin(p.start - Time::from_double(width() * 0.2 / model_.pxPerSecond()));
    for (const TrackRow& r : model_.rows())
        if (s.tracks[r.track].get() == rows[row]) {
            if (r.y < model_.scrollY()) model_.setScrollY(r.y - 4);
            if (r.y + r.height > model_.scrollY() + height()) model_.setScrollY(r.y + r.height - height() + 4);
        }
    Q_EMIT hint(tr("Enter: select   Shift+Enter: add to selection   Menu: what can be done with the clip"));
}

QPoint Lanes::menuPlace() const {
    if (const auto place = find_clip(*model_.sequence(), focused_))
        if (const TrackRow* row = model_.rowOf(place->track)) {
            const QRectF box = model_.clipBox(*row, *place->placement).intersected(QRectF(rect()));
            if (!box.isEmpty()) return QPoint(static_cast<int>(box.left()) + 8, static_cast<int>(box.top()) + 18);
        }
    return rect().center();
}

void Lanes::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuAsked(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(menuPlace()) : event->globalPos());
}

void Lanes::fillMenu(QMenu& menu, QPoint at) {
    if (!studio_.session()) return;
    const Sequence& s = *model_.sequence();
    if (key_) {
        const auto line = ValueLine::find(s, key_->first);
        const std::vector<Key> keys = line ? line->keys() : std::vector<Key>();
        const auto k = std::find_if(keys.begin(), keys.end(), [&](const Key& x) { return x.time == key_->second; });
        if (k != keys.end()) {
            const std::pair<Ease, QString> eases[] = {
                {Ease::linear, tr("Linear")}, {Ease::smooth, tr("Smooth")}, {Ease::hold, tr("Hold")}};
            for (const auto& [how, name] : eases) {
                QAction* a = menu.addAction(
                    name, this, [this, ref = key_->first, t = key_->second, how = how] { easeKey(ref, t, how); });
                a->setCheckable(true), a->setChecked(ValueLine::easeOf(*k) == how);
            }
            menu.addAction(tr("Remove key"), this, [this, key = *key_] { removeKey(key.first, key.second); });
            menu.addSeparator();
        }
    }
    if (const auto place = find_clip(s, studio_.selectedTransition()); place && place->placement->clip->transition_in) {
        const ClipId clip = place->placement->clip->id;
        const Transition t = *place->placement->clip->transition_in;
        QMenu* kinds = menu.addMenu(tr("Kind of transition"));
        for (int i = 0; i < static_cast<int>(TransitionKind::count_); ++i) {
            const auto kind = static_cast<TransitionKind>(i);
            if (is_sound(kind) != is_sound(t.kind)) continue;
            QAction* a = kinds->addAction(transitionName(kind), this, [this, clip, t, kind] {
                Transition other = t;
                other.kind = kind;
                studio_.run("set_transition", transitionArgs(clip, other));
            });
            a->setCheckable(true), a->setChecked(kind == t.kind);
        }
        menu.addAction(tr("Remove transition"), this, [this, clip] {
            studio_.run("remove_transition", {{"clip", arg(clip)}});
        });
        menu.addSeparator();
    }
    const int y = at.y() + model_.scrollY();
    for (const TrackRow& row : model_.rows()) {
        if (y < row.y || y >= row.y + row.whole()) continue;
        const Track& track = *s.tracks[row.track];
        if (track.kind == TrackKind::subtitle) continue;
        const auto item = item_at(track, model_.timeAt(at.x()));
        if (y < row.y + row.height && item) {
            QMenu* lines = menu.addMenu(tr("Line on clips"));
            for (const ClipLine& line : clipLines(track.kind, track.items[*item].clip.get())) {
                QAction* a = lines->addAction(lineName(line), this,
                                              [this, kind = track.kind, line] { model_.setClipLine(kind, line); });
                a->setCheckable(true), a->setChecked(line == model_.clipLine(track.kind));
            }
        }
        if (y < row.y + row.height && item && track.items[*item].clip->takes) {
            const Clip& clip = *track.items[*item].clip;
            QMenu* takes = menu.addMenu(tr("Take %1 of %2").arg(clip.takes->chosen + 1).arg(clip.takes->all.size()));
            for (size_t i = 0; i < clip.takes->all.size(); ++i) {
                QAction* a = takes->addAction(toQt(clip.takes->all[i].name), this, [this, id = clip.id, i] {
                    studio_.run("choose_take", {{"clip", arg(id)}, {"take", Value(static_cast<int64_t>(i + 1))}});
                });
                a->setCheckable(true), a->setChecked(i == clip.takes->chosen);
            }
        }
        if (track.kind != TrackKind::sound) continue;
        QMenu* automation = menu.addMenu(tr("Automation"));
        for (const auto& [line, name] : {std::pair{StripLine::gain, tr("Volume")}, {StripLine::pan, tr("Pan")}}) {
            QAction* a = automation->addAction(
                name, this, [this, id = track.id, line = line](bool on) { model_.showAutomation(id, line, on); });
            a->setCheckable(true), a->setChecked(model_.automationShown(track.id, line));
        }
    }
}

} // namespace tandem::ui
