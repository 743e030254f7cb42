// One message, and the stack of them.
#include "ui/controls/toasts.h"

#include <QAccessible>
#include <QEvent>
#include <QTextLayout>
#include <QTimer>

#include "ui/controls/buttons.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

static constexpr int kWidth = 430, kGap = 8, kStatusBar = 24, kMost = 4, kSeconds = 6;
static constexpr int kLeft = 42; // of the words
static constexpr int kMostLines = 4;

Toast::Toast(const Message& message, QWidget* window) : QWidget(window), message_(message) {
    setAccessibleName(message.title + QStringLiteral(". ") + message.text);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_Hover);
    int right = kWidth - 10;
    auto close = new IconButton(QStringLiteral("close"), tr("Close the message"), this, 22);
    close->setFocusPolicy(Qt::NoFocus);
    connect(close, &QAbstractButton::clicked, this, &Toast::gone);
    right -= 22;
    close->move(right, 9);
    if (!message.action.isEmpty() && message.run) {
        auto action = new TextButton(message.action, TextButton::Look::link, this);
        action->setFont(textFont(12.5, QFont::Medium));
        action->setFocusPolicy(Qt::NoFocus);
        action->resize(action->sizeHint());
        right -= action->width() + 8;
        action->move(right, 10);
        // What it runs may close the window's things: the message goes first.
        connect(action, &QAbstractButton::clicked, this, [this, run = message.run] {
            Q_EMIT gone();
            run();
        });
    }
    titleRight_ = right - 8;
    resize(kWidth, layOut());
    const bool stays = message.kind == MessageKind::error ||
                       (!message.action.isEmpty() && message.kind == MessageKind::warning);
    timer_.setSingleShot(true);
    timer_.setInterval(kSeconds * 1000);
    connect(&timer_, &QTimer::timeout, this, &Toast::gone);
    if (!stays) timer_.start();
    stays_ = stays;
}

void Toast::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath shape;
    shape.addRoundedRect(box, 6, 6);
    p.fillPath(shape, colour(token::control));
    p.setPen(QPen(colour(token::controlActive), 1));
    p.drawPath(shape);
    const QColor ink = tint();
    p.save();
    p.setClipPath(shape);
    p.fillRect(QRectF(0, 0, 3, height()), ink);
    p.restore();
    drawIcon(p, iconName(), QRectF(14, 11, 18, 18), ink);
    p.setFont(textFont(12.5, QFont::DemiBold));
    p.setPen(colour(token::text));
    p.drawText(QRectF(kLeft, 9, titleRight_ - kLeft, 20), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(message_.title, Qt::ElideRight, titleRight_ - kLeft));
    p.setFont(textFont(12));
    p.setPen(colour(token::text2));
    double y = 29;
    for (const QString& line : lines_) {
        p.drawText(QRectF(kLeft, y, kWidth - kLeft - 12, 16), Qt::AlignVCenter | Qt::AlignLeft, line);
        y += 16;
    }
}

QColor Toast::tint() const {
    switch (message_.kind) {
    case MessageKind::ok:
        return colour(token::ok);
    case MessageKind::warning:
        return colour(token::warn);
    case MessageKind::error:
        return colour(token::error);
    case MessageKind::info:
        break;
    }
    return colour(token::info);
}

QString Toast::iconName() const {
    switch (message_.kind) {
    case MessageKind::ok:
        return QStringLiteral("check");
    case MessageKind::warning:
        return QStringLiteral("warning");
    case MessageKind::error:
        return QStringLiteral("error");
    case MessageKind::info:
        break;
    }
    return QStringLiteral("info");
}

int Toast::layOut() {
    const QFont font = textFont(12);
    const QFontMetricsF metrics(font);
    const double width = kWidth - kLeft - 12;
    for (const QString& part : message_.text.split(u'\n', Qt::SkipEmptyParts)) {
        QTextLayout layout(part, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            if (lines_.size() == kMostLines - 1) {
                lines_.push_back(metrics.elidedText(part.mid(line.textStart()), Qt::ElideRight, width));
                break;
            }
            lines_.push_back(part.mid(line.textStart(), line.textLength()).trimmed());
        }
        layout.endLayout();
        if (lines_.size() >= kMostLines) break;
    }
    // The whole text where some of it is not shown.
    setToolTip(lines_.size() >= kMostLines ? message_.text : QString());
    return std::max(40, 29 + static_cast<int>(lines_.size()) * 16 + 10);
}

Toasts::Toasts(QWidget* window) : QObject(window), window_(window) { window->installEventFilter(this); }

void Toasts::show(const Message& message) {
    auto toast = new Toast(message, window_);
    connect(toast, &Toast::gone, this, [this, toast] {
        if (std::erase(toasts_, toast) == 0) return;
        toast->hide();
        toast->deleteLater();
        place();
    });
    toasts_.push_back(toast);
    while (toasts_.size() > kMost) {
        toasts_.front()->hide();
        toasts_.front()->deleteLater();
        toasts_.erase(toasts_.begin());
    }
    place();
    toast->show();
    QAccessibleEvent event(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

bool Toasts::eventFilter(QObject* target, QEvent* event) {
    if (target == window_ && event->type() == QEvent::Resize) place();
    return QObject::eventFilter(target, event);
}

void Toasts::place() {
    int y = window_->height() - kStatusBar - 12;
    for (auto it = toasts_.rbegin(); it != toasts_.rend(); ++it) {
        y -= (*it)->height();
        (*it)->move(window_->width() - (*it)->width() - 12, y);
        (*it)->raise();
        y -= kGap;
    }
}

} // namespace tandem::ui
