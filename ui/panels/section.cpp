// The head of a section and what it remembers.
#include "ui/panels/section.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <map>

namespace tandem::ui {

// Folded or not is kept for the run, so it stays from clip to clip.
static std::map<QString, bool>& foldedSections() {
    static std::map<QString, bool> kept;
    return kept;
}

class SectionHead : public QAbstractButton {
  public:
    SectionHead(const QString& icon, QColor tint, const QString& title, QWidget* parent)
        : QAbstractButton(parent), icon_(icon), tint_(tint) {
        setText(title);
        setAccessibleName(title);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(30);
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override { return {200, 30}; }
    bool folded = false;
    QString note;

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.fillRect(rect(), colour(underMouse() ? token::control : token::raised));
        p.setPen(colour(token::line));
        p.drawLine(0, 0, width(), 0);
        const QString chevron = folded ? QStringLiteral("chevron_right") : QStringLiteral("chevron_down");
        drawIcon(p, chevron, QRectF(9, 8.5, 13, 13), colour(token::text2));
        drawIcon(p, icon_, QRectF(28, 7, 16, 16), tint_);
        p.setFont(textFont(12, QFont::DemiBold));
        p.setPen(colour(token::text));
        // The buttons at the right lie over the head.
        const int room = width() - 51 - (note.isEmpty() ? 92 : 120);
        const QFontMetrics metrics(p.font());
        const QString name = metrics.elidedText(text(), Qt::ElideRight, room);
        p.drawText(QRect(51, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft, name);
        if (!note.isEmpty()) {
            p.setFont(textFont(11));
            p.setPen(colour(token::text3));
            const int x = 51 + metrics.horizontalAdvance(name) + 8;
            p.drawText(QRect(x, 0, std::max(0, width() - 92 - x), height()), Qt::AlignVCenter | Qt::AlignLeft, note);
        }
        if (hasFocus()) drawFocus(p, QRectF(rect()), 2);
    }

  private:
    QString icon_;
    QColor tint_;
};

Section::Section(const QString& icon, QColor tint, const QString& title, const QString& key, QWidget* parent,
                 bool folded)
    : QWidget(parent), key_(key), head_(new SectionHead(icon, tint, title, this)), inside_(new QWidget(this)) {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(head_);
    all->addWidget(inside_);
    body_ = new QVBoxLayout(inside_);
    body_->setContentsMargins(0, 4, 0, 6);
    body_->setSpacing(0);
    auto line = new QHBoxLayout(head_);
    line->setContentsMargins(0, 0, 8, 0);
    line->setSpacing(4);
    line->addStretch(1);
    reset_ = new IconButton(QStringLiteral("reset"), tr("Reset %1").arg(title), head_, 22);
    more_ = new IconButton(QStringLiteral("more"), tr("Menu of %1").arg(title), head_, 22);
    toggle_ = new Toggle(tr("%1 on or off").arg(title), head_);
    line->addWidget(more_);
    line->addWidget(reset_);
    line->addWidget(toggle_);
    more_->hide();
    connect(head_, &QAbstractButton::clicked, this, [this] {
        setFolded(!folded_);
        foldedSections()[key_] = folded_;
    });
    connect(more_, &QAbstractButton::clicked, this,
            [this] { openMenu(more_->mapToGlobal(QPoint(0, more_->height()))); });
    const auto kept = foldedSections().find(key_);
    setFolded(kept == foldedSections().end() ? folded : kept->second);
}

void Section::setFolded(bool folded) {
    folded_ = head_->folded = folded;
    inside_->setVisible(!folded);
    head_->setAccessibleDescription(folded ? tr("closed") : tr("open"));
    head_->update();
}

void Section::setNote(const QString& note) {
    if (head_->note == note) return;
    head_->note = note;
    head_->update();
}

void Section::setMenu(std::function<void(QMenu&)> fill) {
    menu_ = std::move(fill);
    more_->setVisible(menu_ != nullptr);
}

void Section::openMenu(QPoint at) {
    if (!menu_) return;
    // Not run in place: what is chosen may remove this section.
    auto menu = new QMenu(window());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu_(*menu);
    menu->popup(at);
}

void Section::contextMenuEvent(QContextMenuEvent* event) {
    if (!menu_) return QWidget::contextMenuEvent(event);
    openMenu(event->globalPos());
}

} // namespace tandem::ui
