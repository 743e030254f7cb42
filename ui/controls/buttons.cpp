// Painting of the buttons.
#include "ui/controls/buttons.h"

#include "ui/controls/own_keys.h"
#include <QKeyEvent>
#include <QMouseEvent>
#include <numeric>

namespace tandem::ui {

// Keyboard focus only: a ring after a click would follow the pointer around.
static bool showsFocus(const QWidget* w) { return w->hasFocus() && w->property("keyboardFocus").toBool(); }

class FocusWatcher : public QObject {
  public:
    using QObject::QObject;
    bool eventFilter(QObject* target, QEvent* event) override {
        if (event->type() == QEvent::FocusIn) {
            const auto reason = static_cast<QFocusEvent*>(event)->reason();
            target->setProperty("keyboardFocus", reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                                                     reason == Qt::ShortcutFocusReason);
            static_cast<QWidget*>(target)->update();
        }
        if (event->type() == QEvent::FocusOut) static_cast<QWidget*>(target)->update();
        return false;
    }
};

static void prepare(QWidget* w, const QString& name) {
    w->setAccessibleName(name);
    w->setFocusPolicy(Qt::TabFocus);
    w->setAttribute(Qt::WA_Hover);
    w->installEventFilter(new FocusWatcher(w));
}

IconButton::IconButton(const QString& icon, const QString& name, QWidget* parent, int size)
    : QAbstractButton(parent), icon_(icon), size_(size) {
    prepare(this, name);
    setToolTip(name);
    setFixedSize(size, size);
}

void IconButton::setIconName(const QString& icon) {
    if (icon == icon_) return;
    icon_ = icon;
    update();
}

void IconButton::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = rect();
    QColor ground = Qt::transparent, ink = tint_.isValid() ? tint_ : colour(token::text2);
    if (isChecked())
        ground = colour(token::toggleOn), ink = colour(token::toggleOnText);
    else if (isDown())
        ground = colour(token::controlActive), ink = colour(token::text);
    else if (underMouse() && isEnabled())
        ground = colour(token::controlHover), ink = tint_.isValid() ? tint_ : colour(token::text);
    if (fill_.isValid()) {
        ground = isDown() ? fill_.darker(125) : underMouse() ? fill_.lighter(108) : fill_;
        ink = QColor(0x11, 0x11, 0x11);
    }
    if (!isEnabled()) ground = fill_.isValid() ? colour(token::control) : Qt::transparent, ink = colour(token::textDis);
    p.setPen(Qt::NoPen);
    p.setBrush(ground);
    const double round = fill_.isValid() ? 6 : 4;
    p.drawRoundedRect(box, round, round);
    const double side = std::min(18.0, size_ * 0.66);
    drawIcon(p, icon_, QRectF((width() - side) / 2.0, (height() - side) / 2.0, side, side), ink);
    if (showsFocus(this)) drawFocus(p, box, 4);
}

TextButton::TextButton(const QString& text, Look look, QWidget* parent, const QString& icon)
    : QAbstractButton(parent), look_(look), icon_(icon) {
    setText(text);
    prepare(this, text);
    setFont(textFont(12.5, QFont::Medium));
    setCursor(look == Look::link ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

QSize TextButton::sizeHint() const {
    const int text = QFontMetrics(font()).horizontalAdvance(this->text());
    const int pad = look_ == Look::link ? 0 : 24;
    return {text + pad + (icon_.isEmpty() ? 0 : 22), look_ == Look::link ? 20 : 28};
}

void TextButton::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const bool hover = underMouse() && isEnabled();
    QColor ground = Qt::transparent, ink = colour(token::text);
    if (look_ == Look::filled) {
        ground = colour(isDown() ? token::accentFillPressed : hover ? token::accentFillHover : token::accentFill);
        ink = Qt::white;
    } else if (look_ == Look::normal) {
        ground = colour(isDown() ? token::controlActive : hover ? token::controlHover : token::control);
    } else {
        ink = colour(token::accent);
    }
    if (!isEnabled()) {
        ink = colour(token::textDis);
        if (look_ != Look::link) ground = colour(token::raised);
    }
    p.setPen(Qt::NoPen);
    p.setBrush(ground);
    p.drawRoundedRect(QRectF(rect()), 4, 4);
    p.setFont(font());
    p.setPen(ink);
    const int text = QFontMetrics(font()).horizontalAdvance(this->text());
    int x = (width() - text - (icon_.isEmpty() ? 0 : 22)) / 2;
    if (!icon_.isEmpty()) {
        drawIcon(p, icon_, QRectF(x, (height() - 16) / 2.0, 16, 16), ink);
        x += 22;
    }
    p.drawText(QRect(x, 0, text + 2, height()), Qt::AlignVCenter | Qt::AlignLeft, this->text());
    if (showsFocus(this)) drawFocus(p, QRectF(rect()), 4);
}

LetterButton::LetterButton(QChar letter, QRgb on, const QString& name, QWidget* parent)
    : QAbstractButton(parent), letter_(letter), on_(on) {
    prepare(this, name);
    setToolTip(name);
    setCheckable(true);
    setFixedSize(sizeHint());
}

void LetterButton::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(isChecked() ? colour(on_) : colour(underMouse() ? token::controlHover : token::control));
    p.drawRoundedRect(QRectF(rect()), 3, 3);
    p.setFont(textFont(10.5, QFont::DemiBold));
    p.setPen(!isEnabled() ? colour(token::textDis) : isChecked() ? QColor(0x11, 0x11, 0x11) : colour(token::text2));
    p.drawText(rect(), Qt::AlignCenter, QString(letter_));
    if (showsFocus(this)) drawFocus(p, QRectF(rect()), 3);
}

Toggle::Toggle(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    prepare(this, name);
    setToolTip(name);
    setCheckable(true);
    setFixedSize(sizeHint());
}

void Toggle::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(colour(isChecked() ? token::accentFill : token::controlActive));
    p.drawRoundedRect(QRectF(rect()), 8, 8);
    p.setBrush(colour(isEnabled() ? token::text : token::text3));
    p.drawEllipse(QRectF(isChecked() ? width() - 14 : 2, 2, 12, 12));
    if (showsFocus(this)) drawFocus(p, QRectF(rect()), 8);
}

ChoiceRow::ChoiceRow(const QStringList& words, Look look, const QString& name, QWidget* parent,
                     const QStringList& icons)
    : QWidget(parent), words_(words), icons_(icons), look_(look) {
    installPaintedParts();
    prepare(this, name);
    setOwnKeys(this, kOwnAcross);
    setFont(textFont(12.5, QFont::Medium));
    setMouseTracking(true);
    setFixedHeight(look == Look::tabs ? 34 : 28);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ChoiceRow::setCurrent(int index) {
    current_ = index;
    update();
}

void ChoiceRow::setWords(const QStringList& words) {
    words_ = words;
    updateGeometry();
    update();
}

std::vector<int> ChoiceRow::widths() const {
    std::vector<int> out;
    const QFontMetrics metrics(font());
    for (int i = 0; i < words_.size(); ++i)
        out.push_back(metrics.horizontalAdvance(words_[i]) + (look_ == Look::tabs ? 22 : 24) +
                      (i < icons_.size() ? 22 : 0));
    return out;
}

// Where there is too little room all words give way, the longer ones more.
std::vector<QRect> ChoiceRow::boxes() const {
    std::vector<QRect> out;
    const std::vector<int> wanted = widths();
    const int whole = std::accumulate(wanted.begin(), wanted.end(), 0);
    const double part = whole > width() && whole > 0 ? static_cast<double>(width()) / whole : 1;
    int x = 0;
    for (const int w : wanted) {
        out.emplace_back(x, 0, static_cast<int>(w * part), height());
        x += out.back().width();
    }
    return out;
}

QSize ChoiceRow::sizeHint() const {
    const std::vector<int> all = widths();
    return {std::accumulate(all.begin(), all.end(), 0), look_ == Look::tabs ? 34 : 28};
}

void ChoiceRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setFont(font());
    const auto all = boxes();
    if (look_ == Look::segments && !all.empty()) {
        p.setPen(QPen(colour(token::line), 1));
        p.setBrush(colour(token::panel));
        p.drawRoundedRect(QRectF(0.5, 0.5, all.back().right(), height() - 1), 5, 5);
    }
    for (size_t i = 0; i < all.size(); ++i) {
        const QRect& box = all[i];
        const bool on = static_cast<int>(i) == current_;
        if (look_ == Look::segments && (on || static_cast<int>(i) == hover_)) {
            p.setPen(Qt::NoPen);
            p.setBrush(colour(on ? token::controlHover : token::raised));
            p.drawRoundedRect(QRectF(box).adjusted(1, 1, 0, -1), 4, 4);
        }
        const QColor ink = colour(on ? token::text : static_cast<int>(i) == hover_ ? token::text : token::text2);
        p.setPen(ink);
        QRect text = box;
        if (static_cast<int>(i) < icons_.size()) {
            drawIcon(p, icons_[static_cast<int>(i)], QRectF(box.x() + 11, box.y() + (box.height() - 16) / 2.0, 16, 16),
                     ink);
            text.setLeft(box.x() + 22);
        }
        const QString& word = words_[static_cast<int>(i)];
        const QFontMetrics metrics(font());
        p.drawText(text, Qt::AlignCenter,
                   metrics.horizontalAdvance(word) <= text.width()
                       ? word
                       : metrics.elidedText(word, Qt::ElideRight, text.width() - 8));
        if (look_ == Look::tabs && on) {
            p.setPen(Qt::NoPen);
            p.setBrush(colour(token::accent));
            p.drawRect(QRectF(box.x() + 11, height() - 2, box.width() - 22, 2));
        }
    }
    if (showsFocus(this)) drawFocus(p, QRectF(rect()), 4);
}

PaintedPart ChoiceRow::part(int index) const {
    return {words_[index], boxes()[static_cast<size_t>(index)], index == current_};
}

void ChoiceRow::pressPart(int index) {
    if (index == current_) return;
    setCurrent(index);
    Q_EMIT chosen(current_);
}

void ChoiceRow::mousePressEvent(QMouseEvent* event) {
    const auto all = boxes();
    for (size_t i = 0; i < all.size(); ++i)
        if (all[i].contains(event->pos())) return pressPart(static_cast<int>(i));
}

void ChoiceRow::mouseMoveEvent(QMouseEvent* event) {
    const auto all = boxes();
    hover_ = -1;
    for (size_t i = 0; i < all.size(); ++i)
        if (all[i].contains(event->pos())) hover_ = static_cast<int>(i);
    update();
}

void ChoiceRow::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0) return QWidget::keyPressEvent(event);
    const int next = std::clamp(current_ + step, 0, static_cast<int>(words_.size()) - 1);
    if (next == current_) return;
    setCurrent(next);
    Q_EMIT chosen(current_);
}

} // namespace tandem::ui
