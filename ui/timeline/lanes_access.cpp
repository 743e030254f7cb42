// Interfaces of the lanes, their tracks, clips and the playhead.
#include "ui/timeline/lanes_access.h"

#include <QAccessibleWidget>
#include <map>

#include "engine/model/lookup.h"
#include "ui/timeline/lanes.h"

namespace tandem::ui {

namespace {

class LanesAccess;

// What tracks, clips and the playhead have in common: a place on the lanes.
class Node : public QAccessibleInterface {
  public:
    explicit Node(Lanes* lanes) : lanes_(lanes) {}
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return lanes_->window()->windowHandle(); }
    void setText(QAccessible::Text, const QString&) override {}
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QRect rect() const override {
        const QRect box = place().toAlignedRect().intersected(lanes_->rect());
        return box.isEmpty() ? QRect() : QRect(lanes_->mapToGlobal(box.topLeft()), box.size());
    }
    QAccessible::State state() const override {
        QAccessible::State s;
        s.focusable = s.selectable = true;
        s.offscreen = !place().intersects(QRectF(lanes_->rect()));
        s.invisible = !lanes_->isVisible();
        return s;
    }

  protected:
    virtual QRectF place() const = 0; // on the lanes
    const Sequence* sequence() const { return lanes_->model().sequence().get(); }
    Studio& studio() const { return lanes_->model().studio(); }
    Lanes* lanes_;
};

class ClipNode : public Node, public QAccessibleActionInterface {
  public:
    ClipNode(Lanes* lanes, ClipId id) : Node(lanes), id_(id) {}
    bool isValid() const override { return find().has_value(); }
    QAccessibleInterface* parent() const override;
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text what) const override {
        const auto p = find();
        if (!p || (what != QAccessible::Name && what != QAccessible::Description)) return {};
        const Sequence& s = *sequence();
        const Placement& item = *p->placement;
        const Clip& c = *item.clip;
        const TrackKind kind = s.tracks[p->track]->kind;
        QStringList said{toQt(c.name), kind == TrackKind::picture ? Lanes::tr("picture")
                                       : kind == TrackKind::sound ? Lanes::tr("sound")
                                                                  : Lanes::tr("subtitle")};
        if (what == QAccessible::Description) said.clear();
        if (what == QAccessible::Name) {
            said << Studio::trackBadge(s, p->track)
                 << Lanes::tr("from %1 to %2").arg(timecodeText(s, item.start), timecodeText(s, item.end()));
            if (studio().selection().count(id_)) said << Lanes::tr("selected");
            return said.join(QStringLiteral(", "));
        }
        if (!c.enabled) said << Lanes::tr("disabled");
        if (c.link) said << Lanes::tr("linked");
        if (c.transition_in && transition_shown(*s.tracks[p->track], p->index))
            said << Lanes::tr("begins with a transition");
        if (c.effects && !c.effects->effects.empty())
            said << Lanes::tr("%n effect(s)", nullptr, static_cast<int>(c.effects->effects.size()));
        return said.join(QStringLiteral(", "));
    }
    QAccessible::State state() const override {
        QAccessible::State s = Node::state();
        const auto p = find();
        if (!p) {
            s.invalid = true;
            return s;
        }
        s.selected = studio().selection().count(id_) > 0;
        s.focused = lanes_->hasFocus() && lanes_->focusedClip() == id_;
        s.multiSelectable = true;
        s.readOnly = sequence()->tracks[p->track]->locked;
        return s;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), setFocusAction(), showMenuAction()}; }
    QStringList keyBindingsForAction(const QString& action) const override {
        if (action == pressAction()) return {QStringLiteral("Enter")};
        if (action == showMenuAction()) return {QStringLiteral("Shift+F10")};
        return {};
    }
    void doAction(const QString& action) override {
        if (!find()) return;
        lanes_->focusClip(id_);
        if (action == pressAction()) studio().select({id_});
        if (action == setFocusAction()) lanes_->setFocus(Qt::OtherFocusReason);
        if (action == showMenuAction()) {
            studio().select({id_});
            Q_EMIT lanes_->menuAsked(lanes_->mapToGlobal(place().topLeft().toPoint()));
        }
    }

  protected:
    QRectF place() const override {
        const auto p = find();
        const TrackRow* row = p ? lanes_->model().rowOf(p->track) : nullptr;
        return row ? lanes_->model().clipBox(*row, *p->placement) : QRectF();
    }

  private:
    std::optional<ClipPlace> find() const { return sequence() ? find_clip(*sequence(), id_) : std::nullopt; }
    ClipId id_;
};

class TrackNode : public Node {
  public:
    TrackNode(Lanes* lanes, TrackId id) : Node(lanes), id_(id) {}
    bool isValid() const override { return index().has_value(); }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(lanes_); }
    QAccessible::Role role() const override { return QAccessible::List; }
    QString text(QAccessible::Text what) const override {
        const auto i = index();
        if (!i || what != QAccessible::Name) return {};
        const Track& t = *sequence()->tracks[*i];
        const QString badge = Studio::trackBadge(*sequence(), *i);
        QStringList said{Lanes::tr("Track %1").arg(badge)};
        if (toQt(t.name) != badge) said << toQt(t.name);
        said << Lanes::tr("%n clip(s)", nullptr, static_cast<int>(t.items.size()));
        if (t.locked) said << Lanes::tr("locked");
        if (t.strip && t.strip->mute) said << Lanes::tr("muted");
        return said.join(QStringLiteral(", "));
    }
    int childCount() const override {
        const auto i = index();
        return i ? static_cast<int>(sequence()->tracks[*i]->items.size()) : 0;
    }
    QAccessibleInterface* child(int n) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (int i = 0; i < childCount(); ++i)
            if (this->child(i) == child) return i;
        return -1;
    }

  protected:
    QRectF place() const override {
        const auto i = index();
        const TrackRow* row = i ? lanes_->model().rowOf(*i) : nullptr;
        return row ? QRectF(0, row->y - lanes_->model().scrollY(), lanes_->width(), row->whole()) : QRectF();
    }

  private:
    std::optional<size_t> index() const { return sequence() ? find_track(*sequence(), id_) : std::nullopt; }
    TrackId id_;
};

class PlayheadNode : public Node, public QAccessibleValueInterface, public QAccessibleActionInterface {
  public:
    explicit PlayheadNode(Lanes* lanes) : Node(lanes) {}
    bool isValid() const override { return sequence() != nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(lanes_); }
    QAccessible::Role role() const override { return QAccessible::Slider; }
    QString text(QAccessible::Text what) const override {
        if (what == QAccessible::Name) return Lanes::tr("Playhead");
        if (what == QAccessible::Value && sequence()) return timecodeText(*sequence(), studio().playhead());
        return {};
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
        if (type == QAccessible::ActionInterface) return static_cast<QAccessibleActionInterface*>(this);
        return nullptr;
    }
    // In frames.
    QVariant currentValue() const override { return frame(studio().playhead()); }
    void setCurrentValue(const QVariant& value) override {
        if (sequence()) studio().locate(sequence()->format.rate.time_of(std::max(0LL, value.toLongLong())));
    }
    QVariant maximumValue() const override { return sequence() ? frame(sequence()->duration()) : 0; }
    QVariant minimumValue() const override { return 0LL; }
    QVariant minimumStepSize() const override { return 1LL; }
    QStringList actionNames() const override { return {increaseAction(), decreaseAction()}; }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }
    void doAction(const QString& action) override {
        if (action == increaseAction()) setCurrentValue(frame(studio().playhead()) + 1);
        if (action == decreaseAction()) setCurrentValue(frame(studio().playhead()) - 1);
    }

  protected:
    QRectF place() const override { return QRectF(lanes_->model().x(studio().playhead()) - 4, 0, 9, lanes_->height()); }

  private:
    qlonglong frame(Time t) const { return sequence() ? sequence()->format.rate.frame_nearest(t) : 0; }
};

class LanesAccess : public QAccessibleWidget {
  public:
    explicit LanesAccess(Lanes* lanes) : QAccessibleWidget(lanes, QAccessible::List, {}), lanes_(lanes) {}
    ~LanesAccess() override {
        for (auto* made : {&tracks_, &clips_})
            for (const auto& [key, id] : *made) QAccessible::deleteAccessibleInterface(id);
        if (playhead_) QAccessible::deleteAccessibleInterface(playhead_);
    }
    int childCount() const override { return rows() + 1; }
    QAccessibleInterface* child(int n) const override {
        if (n == rows()) return playhead();
        if (n < 0 || n > rows()) return nullptr;
        const TimelineModel& model = lanes_->model();
        return track(model.sequence()->tracks[model.rows()[static_cast<size_t>(n)].track]->id);
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (int i = 0; i < childCount(); ++i)
            if (this->child(i) == child) return i;
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (int i = 0; i < rows(); ++i)
            if (QAccessibleInterface* t = child(i); t && t->rect().contains(x, y)) return t;
        return nullptr;
    }
    QAccessibleInterface* focusChild() const override {
        if (lanes_->hasFocus() && lanes_->focusedClip()) return clip(lanes_->focusedClip());
        return QAccessibleWidget::focusChild();
    }

    QAccessibleInterface* track(TrackId id) const {
        return kept(tracks_, id.value, [&] { return new TrackNode(lanes_, id); });
    }
    QAccessibleInterface* clip(ClipId id) const {
        // Those that are gone go when there are many.
        if (clips_.size() > 4000) {
            for (const auto& [key, interface] : clips_) QAccessible::deleteAccessibleInterface(interface);
            clips_.clear();
        }
        return kept(clips_, id.value, [&] { return new ClipNode(lanes_, id); });
    }
    QAccessibleInterface* playhead() const {
        if (!playhead_) playhead_ = QAccessible::registerAccessibleInterface(new PlayheadNode(lanes_));
        return QAccessible::accessibleInterface(playhead_);
    }

  private:
    // The model is not there yet while the lanes are being made.
    int rows() const {
        return lanes_->isEnabled() && lanes_->parentWidget() ? static_cast<int>(lanes_->model().rows().size()) : 0;
    }
    template<class Make>
    static QAccessibleInterface* kept(std::map<uint64_t, QAccessible::Id>& in, uint64_t key, Make make) {
        auto at = in.find(key);
        if (at == in.end()) at = in.emplace(key, QAccessible::registerAccessibleInterface(make())).first;
        return QAccessible::accessibleInterface(at->second);
    }
    Lanes* lanes_;
    mutable std::map<uint64_t, QAccessible::Id> tracks_, clips_;
    mutable QAccessible::Id playhead_ = 0;
};

LanesAccess* accessOf(Lanes* lanes) { return static_cast<LanesAccess*>(QAccessible::queryAccessibleInterface(lanes)); }

QAccessibleInterface* ClipNode::parent() const {
    const auto p = find();
    return p ? accessOf(lanes_)->track(sequence()->tracks[p->track]->id) : nullptr;
}

QAccessibleInterface* TrackNode::child(int n) const {
    if (n < 0 || n >= childCount()) return nullptr;
    return accessOf(lanes_)->clip(sequence()->tracks[*index()]->items[static_cast<size_t>(n)].clip->id);
}

QAccessibleInterface* TrackNode::childAt(int x, int y) const {
    const auto hit = lanes_->model().hit(lanes_->mapFromGlobal(QPoint(x, y)));
    if (!hit || sequence()->tracks[hit->track]->id != id_) return nullptr;
    return accessOf(lanes_)->clip(hit->placement->clip->id);
}

QAccessibleInterface* makeAccess(const QString& name, QObject* object) {
    if (name != QLatin1String(Lanes::staticMetaObject.className())) return nullptr;
    auto lanes = qobject_cast<Lanes*>(object);
    return lanes ? new LanesAccess(lanes) : nullptr;
}

} // namespace

void installLanesAccess() {
    static const bool once = [] {
        QAccessible::installFactory(makeAccess);
        return true;
    }();
    (void)once;
}

void announce(Lanes* lanes) {
    QObject::connect(lanes, &Lanes::focusedClipChanged, lanes, [lanes] {
        if (!QAccessible::isActive() || !lanes->focusedClip() || !lanes->hasFocus()) return;
        QAccessibleEvent event(accessOf(lanes)->clip(lanes->focusedClip()), QAccessible::Focus);
        QAccessible::updateAccessibility(&event);
    });
    Studio& studio = lanes->model().studio();
    QObject::connect(&studio, &Studio::selectionChanged, lanes, [lanes] {
        if (!QAccessible::isActive()) return;
        QAccessibleEvent event(lanes, QAccessible::SelectionWithin);
        QAccessible::updateAccessibility(&event);
    });
    // A moving playhead would never stop talking.
    QObject::connect(&studio, &Studio::playheadMoved, lanes, [lanes, &studio] {
        if (!QAccessible::isActive() || studio.playing()) return;
        QAccessibleInterface* playhead = accessOf(lanes)->playhead();
        QAccessibleValueChangeEvent event(playhead, playhead->text(QAccessible::Value));
        QAccessible::updateAccessibility(&event);
    });
}

} // namespace tandem::ui
