// Look, size and ends of the editor on the picture.
#include "ui/panels/title_edit.h"

#include <QKeyEvent>
#include <QTextBlock>
#include <cmath>

namespace tandem::ui {

TitleEdit::TitleEdit(Studio& studio, ClipId title, QRectF text, QRectF frame, QWidget* view)
    : QPlainTextEdit(view), studio_(studio), title_{.kind = EffectKind::title, .generator = true, .clips = {title}},
      place_(text), frame_(frame) {
    setAccessibleName(tr("Text of the title"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    document()->setDocumentMargin(6);
    const Ref<Sequence> s = studio.sequence();
    const Time t = studio.playhead();
    auto value = [&](int slot) { return title_.read(*s, t, slot).value; };
    QFont font = textFont(13);
    // The picture's own choice, not the window's font.
    const auto family = title_.text(*s, slot::font);
    font.setFamilies({toQt(family && !family->empty() ? *family : AssetOptions().default_font)});
    font.setWeight(QFont::Normal);
    font.setBold(value(slot::bold) >= 0.5);
    font.setItalic(value(slot::italic) >= 0.5);
    // The raster counts a size as ascent and descent.
    const double wanted = std::clamp(value(slot::size) * frame.height(), 12.0, 240.0);
    inset_ = wanted * kTitlePadding - document()->documentMargin();
    font.setPixelSize(100);
    font.setPixelSize(std::max(10, static_cast<int>(std::lround(100 * wanted / QFontMetricsF(font).height()))));
    setFont(font);
    align_ = static_cast<int>(std::lround(value(slot::align))) % 3;
    static constexpr Qt::Alignment kAligns[] = {Qt::AlignLeft, Qt::AlignHCenter, Qt::AlignRight};
    QTextOption option(kAligns[align_]);
    option.setWrapMode(QTextOption::NoWrap);
    document()->setDefaultTextOption(option);
    // Opaque: the same words lie below it.
    QPalette p = palette();
    p.setColor(QPalette::Base, colour(token::raised));
    p.setColor(QPalette::Text, QColor(Qt::white));
    setPalette(p);
    setPlainText(toQt(title_.text(*s, slot::text).value_or(std::string())));
    selectAll();
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fit();
        EditPlan plan(studio_);
        title_.setText(plan, slot::text, fromQt(toPlainText()));
        plan.preview();
    });
    connect(&studio, &Studio::sessionChanged, this, [this] { end(false); });
    fit();
    show();
    setFocus();
}

void TitleEdit::fit() {
    const QFontMetricsF metrics(font());
    double widest = metrics.averageCharWidth() * 4;
    const QStringList lines = toPlainText().split(u'\n');
    for (const QString& line : lines) widest = std::max(widest, metrics.horizontalAdvance(line));
    // Lines with letters of other fonts are higher than this one's.
    double high = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        high += std::max(metrics.lineSpacing(), blockBoundingRect(block).height());
    const QSizeF size(widest + 2 * document()->documentMargin() + 24, high + 2 * document()->documentMargin() + 4);
    const QPointF middle = place_.center();
    double x = middle.x() - size.width() / 2;
    if (align_ == 0) x = place_.left() + inset_;
    if (align_ == 2) x = place_.right() - inset_ - size.width();
    QRectF box(QPointF(x, middle.y() - size.height() / 2), size);
    const QRectF inside = QRectF(parentWidget()->rect());
    box.setSize(box.size().boundedTo(inside.size()));
    box.moveLeft(std::clamp(box.left(), inside.left(), inside.right() - box.width()));
    box.moveTop(std::clamp(box.top(), inside.top(), inside.bottom() - box.height()));
    setGeometry(box.toRect());
}

// Single keys are its own, not shortcuts of the window.
bool TitleEdit::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void TitleEdit::keyPressEvent(QKeyEvent* event) {
    // Typed words are not thrown away; undo takes them back.
    if (event->key() == Qt::Key_Escape) return end(true);
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() & Qt::ControlModifier) return end(true);
    QPlainTextEdit::keyPressEvent(event);
}

void TitleEdit::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    // Its own menu takes the keyboard for a moment.
    if (event->reason() != Qt::PopupFocusReason) end(true);
}

void TitleEdit::end(bool keep) {
    if (std::exchange(ended_, true)) return;
    deleteLater();
    hide();
    studio_.cancelPreview();
    const Ref<Sequence> s = studio_.sequence();
    const std::string text = fromQt(toPlainText());
    if (!keep || !s || title_.text(*s, slot::text) == text) return;
    EditPlan plan(studio_);
    title_.setText(plan, slot::text, text);
    plan.commit(tr("Change text"));
}

} // namespace tandem::ui
