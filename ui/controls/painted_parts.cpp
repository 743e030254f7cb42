// Interfaces of the painted parts, made when they are asked for.
#include "ui/controls/painted_parts.h"

#include <QAccessibleWidget>
#include <QWindow>
#include <vector>

namespace tandem::ui {

namespace {

class PartNode : public QAccessibleInterface, public QAccessibleActionInterface {
  public:
    PartNode(QWidget* whole, PaintedParts& parts, int index) : whole_(whole), parts_(parts), index_(index) {}
    bool isValid() const override { return index_ < parts_.partCount(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return whole_->window()->windowHandle(); }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(whole_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return parts_.partRole(); }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text what) const override {
        return what == QAccessible::Name && isValid() ? parts_.part(index_).name : QString();
    }
    QRect rect() const override {
        if (!isValid()) return {};
        const QRect box = parts_.part(index_).box & whole_->visibleRegion().boundingRect();
        return box.isEmpty() ? QRect() : QRect(whole_->mapToGlobal(box.topLeft()), box.size());
    }
    QAccessible::State state() const override {
        QAccessible::State s;
        s.invalid = !isValid();
        s.invisible = !whole_->isVisible();
        s.offscreen = rect().isEmpty();
        s.disabled = !whole_->isEnabled();
        s.selectable = true;
        s.selected = isValid() && parts_.part(index_).selected;
        return s;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }
    void doAction(const QString& action) override {
        if (action == pressAction() && isValid() && whole_->isEnabled()) parts_.pressPart(index_);
    }

  private:
    QWidget* whole_;
    PaintedParts& parts_;
    int index_;
};

class WholeNode : public QAccessibleWidget {
  public:
    WholeNode(QWidget* whole, PaintedParts& parts) : QAccessibleWidget(whole, parts.partsRole(), {}), parts_(parts) {}
    ~WholeNode() override {
        for (const QAccessible::Id id : made_) QAccessible::deleteAccessibleInterface(id);
    }
    // Its own children come first.
    int childCount() const override { return QAccessibleWidget::childCount() + parts_.partCount(); }
    QAccessibleInterface* child(int n) const override {
        const int own = QAccessibleWidget::childCount();
        if (n < own) return QAccessibleWidget::child(n);
        return n - own < parts_.partCount() ? node(n - own) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        const int own = QAccessibleWidget::childCount();
        for (size_t i = 0; i < made_.size(); ++i)
            if (QAccessible::accessibleInterface(made_[i]) == child) return own + static_cast<int>(i);
        return QAccessibleWidget::indexOfChild(child);
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (int i = 0; i < parts_.partCount(); ++i)
            if (node(i)->rect().contains(x, y)) return node(i);
        return QAccessibleWidget::childAt(x, y);
    }

  private:
    QAccessibleInterface* node(int index) const {
        while (static_cast<int>(made_.size()) <= index)
            made_.push_back(QAccessible::registerAccessibleInterface(
                new PartNode(widget(), parts_, static_cast<int>(made_.size()))));
        return QAccessible::accessibleInterface(made_[static_cast<size_t>(index)]);
    }
    PaintedParts& parts_;
    mutable std::vector<QAccessible::Id> made_;
};

QAccessibleInterface* makeParts(const QString&, QObject* object) {
    auto parts = dynamic_cast<PaintedParts*>(object);
    return parts ? new WholeNode(static_cast<QWidget*>(object), *parts) : nullptr;
}

} // namespace

void installPaintedParts() {
    static const bool once = [] {
        QAccessible::installFactory(makeParts);
        return true;
    }();
    (void)once;
}

} // namespace tandem::ui
