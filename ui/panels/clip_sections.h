// Sections of the inspector that are no effect: rows of fades; and those made of several things: level with
// fades, opacity with fades, titles. Main thread.
#pragma once

#include "ui/panels/effect_section.h"

class QFontComboBox;
class QPlainTextEdit;

namespace tandem::ui {

// Lengths of the fades at both ends, in frames.
class FadeRow : public QWidget {
    Q_OBJECT
  public:
    FadeRow(Studio& studio, std::vector<ClipId> clips, bool sound, QWidget* parent);
    void refresh(const Sequence& sequence);
    void setClips(const std::vector<ClipId>& clips) { clips_ = clips; }
    bool none(const Sequence& sequence) const;
    void reset(EditPlan& plan) const;

  private:
    void put(EditPlan& plan, bool out, double frames) const;
    void wire(NumberField* field, bool out);
    Studio& studio_;
    std::vector<ClipId> clips_;
    bool sound_;
    NumberField *in_, *out_;
};

// An effect's section with the clips' fades at its end.
class FadedSection : public EffectSection {
    Q_OBJECT
  public:
    FadedSection(Studio& studio, const ClipEffects& effects, const Look& look, bool sound, QWidget* parent);
    void addFades(); // after the rows
    void refresh(const Sequence& sequence, Time playhead) override;
    void setClips(const std::vector<ClipId>& clips) override;

  protected:
    void resetAll(EditPlan& plan) override;
    bool untouched(const Sequence& sequence) const override;

  private:
    std::vector<ClipId> clips_;
    bool sound_;
    FadeRow* fades_ = nullptr;
};

// Text and font of a title, above its rows.
class TitleSection : public EffectSection {
    Q_OBJECT
  public:
    TitleSection(Studio& studio, const ClipEffects& effects, const Look& look, QWidget* parent);
    void refresh(const Sequence& sequence, Time playhead) override;
    void setClips(const std::vector<ClipId>& clips) override;

  private:
    void putText();
    ClipEffects effects_;
    QPlainTextEdit* text_;
    QFontComboBox* font_;
    QTimer* typed_;
    int typings_ = 0; // one undo step for what is typed in one go
    bool filling_ = false;
};

// The text of subtitle cues.
class CueSection : public Section {
    Q_OBJECT
  public:
    CueSection(Studio& studio, ClipId cue, QColor tint, QWidget* parent);
    void refresh(const Sequence& sequence);

  private:
    Studio& studio_;
    ClipId cue_;
    QPlainTextEdit* text_;
    bool filling_ = false;
    int typings_ = 0;
};

} // namespace tandem::ui
