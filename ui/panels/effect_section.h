// EffectSection: a section of the inspector for one effect of the selected clips, or for several that belong together:
// rows from the catalog, reset, switch, and for those that were added a menu to move, copy, mask and remove them. Main
// thread.
#pragma once

#include "ui/panels/param_row.h"
#include "ui/panels/section.h"

namespace tandem::ui {

class CurveEditor;
class EqGraph;

class EffectSection : public Section {
    Q_OBJECT
  public:
    struct Look {
        QColor tint;
        bool added = false;  // not one of those that every clip has: it may be moved and removed
        bool folded = false; // at first
        QString key = {};    // what is remembered as folded; the effect's id if empty
        QString icon = {}, title = {};
    };
    EffectSection(Studio& studio, const ClipEffects& effects, const Look& look, QWidget* parent);
    // Rows of another effect too. `pick` leaves rows out.
    void addRows(const ClipEffects& effects, const std::function<bool(const RowPlan&)>& pick = {});
    virtual void refresh(const Sequence& sequence, Time playhead);
    // The same section of other clips, which saves making all its widgets anew. Pre: not of an equaliser.
    virtual void setClips(const std::vector<ClipId>& clips);
    bool animated(const Sequence& sequence) const;

  protected:
    Studio& studio() { return studio_; }
    const std::vector<ClipEffects>& parts() const { return parts_; }
    virtual void resetAll(EditPlan& plan); // to what a new clip has
    virtual bool untouched(const Sequence& sequence) const;

  private:
    void addGraph(const ClipEffects& effects); // of an equaliser; its rows are those of the band chosen in it
    void addTexts(const ClipEffects& effects);
    void addPath();
    void addOnPicture(const ClipEffects& effects); // a switch for its handles on the picture
    OnPicture onPicture() const;
    void showOnPicture();
    void fillMenu(QMenu& menu);
    void addMask(const char* shape);
    void run(const QString& label, const std::function<void(EditPlan&)>& fill);

    Studio& studio_;
    QColor tint_;
    std::vector<ClipEffects> parts_;
    std::vector<ParamRow*> rows_;
    std::vector<CurveEditor*> curves_;
    QLineEdit* path_ = nullptr;
    Toggle* onPicture_ = nullptr;
    EqGraph* graph_ = nullptr;
};

} // namespace tandem::ui
