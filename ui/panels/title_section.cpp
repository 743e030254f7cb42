// Text editors of titles and subtitles.
#include <QFontComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTimer>

#include "engine/model/lookup.h"
#include "ui/panels/clip_sections.h"

namespace tandem::ui {

static QPlainTextEdit* textEditor(const QString& name, QWidget* parent) {
    auto out = new QPlainTextEdit(parent);
    out->setAccessibleName(name);
    out->setTabChangesFocus(true);
    out->setFont(textFont(13));
    out->setFixedHeight(74);
    out->setFrameShape(QFrame::NoFrame);
    return out;
}

static QWidget* framed(QWidget* inside, QWidget* parent) {
    auto box = new QWidget(parent);
    auto line = new QHBoxLayout(box);
    line->setContentsMargins(grid::kLeft, 4, grid::kLeft, 4);
    line->addWidget(inside);
    return box;
}

TitleSection::TitleSection(Studio& studio, const ClipEffects& effects, const Look& look, QWidget* parent)
    : EffectSection(studio, effects, look, parent), effects_(effects), text_(textEditor(tr("Text of the title"), this)),
      font_(new QFontComboBox(this)), typed_(new QTimer(this)) {
    body()->addWidget(framed(text_, this));
    auto row = new QWidget(this);
    row->setFixedHeight(grid::kRow);
    auto line = new QHBoxLayout(row);
    line->setContentsMargins(grid::kLeft, 0, grid::kRight + 20 + grid::kGap, 0);
    line->setSpacing(grid::kGap);
    line->addWidget(new RowLabel(tr("Font"), row));
    font_->setAccessibleName(tr("Font"));
    font_->setStyleSheet(QStringLiteral("QComboBox { min-height: 16px; padding: 2px 8px; }"));
    font_->setFixedHeight(24);
    font_->setMinimumWidth(60);
    font_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    font_->setFocusPolicy(Qt::ClickFocus);
    font_->lineEdit()->setAccessibleName(tr("Font"));
    font_->lineEdit()->setPlaceholderText(tr("As the program"));
    line->addWidget(font_, 1);
    body()->addWidget(row);
    addRows(effects);
    typed_->setSingleShot(true);
    typed_->setInterval(150);
    connect(text_, &QPlainTextEdit::textChanged, this, [this] {
        if (!filling_) typed_->start();
    });
    connect(typed_, &QTimer::timeout, this, &TitleSection::putText);
    connect(font_, &QFontComboBox::activated, this, [this] {
        EditPlan plan(this->studio());
        effects_.setText(plan, slot::font, fromQt(font_->currentText()));
        plan.commit(tr("Change font"));
    });
}

void TitleSection::setClips(const std::vector<ClipId>& clips) {
    // What was typed last belongs to the clips before.
    if (typed_->isActive()) typed_->stop(), putText();
    EffectSection::setClips(clips);
    effects_.clips = clips;
}

void TitleSection::putText() {
    const Ref<Sequence> s = studio().sequence();
    const std::string text = fromQt(text_->toPlainText());
    if (!s || effects_.text(*s, slot::text) == text) return;
    EditPlan plan(studio());
    effects_.setText(plan, slot::text, text);
    plan.commit(tr("Change text"), QStringLiteral("title-text-%1-%2").arg(effects_.clips.front().value).arg(typings_));
}

void TitleSection::refresh(const Sequence& sequence, Time playhead) {
    EffectSection::refresh(sequence, playhead);
    filling_ = true;
    const auto text = effects_.text(sequence, slot::text);
    text_->setReadOnly(!text);
    text_->setPlaceholderText(text ? tr("Text") : tr("The selected titles have different texts."));
    // While it is typed the editor is ahead of the document.
    const QString shown = toQt(text.value_or(std::string()));
    if (!typed_->isActive() && text_->toPlainText() != shown) {
        text_->setPlainText(shown);
        ++typings_;
    }
    const auto font = effects_.text(sequence, slot::font);
    if (!font_->lineEdit()->hasFocus()) {
        if (font && !font->empty())
            font_->setCurrentFont(QFont(toQt(*font)));
        else
            font_->setCurrentIndex(-1);
        font_->setEditText(toQt(font.value_or(std::string("—"))));
    }
    filling_ = false;
}

CueSection::CueSection(Studio& studio, ClipId cue, QColor tint, QWidget* parent)
    : Section(QStringLiteral("title"), tint, tr("Subtitle"), QStringLiteral("cue"), parent), studio_(studio), cue_(cue),
      text_(textEditor(tr("Text of the subtitle"), this)) {
    toggle()->hide();
    reset()->hide();
    body()->addWidget(framed(text_, this));
    connect(text_, &QPlainTextEdit::textChanged, this, [this] {
        if (filling_) return;
        studio_.run("set_clip", {{"clip", arg(cue_)}, {"text", fromQt(text_->toPlainText())}},
                    QStringLiteral("cue-text-%1-%2").arg(cue_.value).arg(typings_));
    });
}

void CueSection::refresh(const Sequence& sequence) {
    const auto place = find_clip(sequence, cue_);
    const auto* content = place ? std::get_if<SubtitleContent>(&place->placement->clip->content) : nullptr;
    if (!content) return;
    const QString shown = toQt(content->text);
    if (text_->toPlainText() == shown) return;
    filling_ = true;
    text_->setPlainText(shown);
    ++typings_;
    filling_ = false;
}

} // namespace tandem::ui
