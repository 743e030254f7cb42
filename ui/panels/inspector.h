// Inspector: the selected clips' picture and sound in one scroll: transform, opacity, crop, speed, level and fades,
// titles, and every other effect as a section; a second page has their facts. Main thread.
#pragma once

#include <QTimer>
#include <functional>
#include <memory>

#include "ui/panels/clip_effects.h"
#include "ui/panels/panel.h"

class QScrollArea;
class QStackedWidget;

namespace tandem::ui {

class ChoiceRow;
class ClipHead;
class ClipInfo;
class CueSection;
class EffectSection;
class SpeedSection;
class TextButton;
class TransitionSection;

class Inspector : public Panel {
    Q_OBJECT
  public:
    explicit Inspector(Studio& studio, QWidget* parent = nullptr);
    // Opens the list of effects to add, at the button.
    void openEffectMenu();
    // The name of a panel that stands in its place when its head is asked for it; empty = none.
    void setOther(const QString& name);

  Q_SIGNALS:
    void otherAsked();

  protected:
    void showEvent(QShowEvent*) override;

  private:
    // What the sections are made for; another one means other widgets, the same one only other values.
    struct Shape {
        std::vector<ClipId> pictures, sounds;
        ClipId cue;
        std::optional<EffectKind> generator;
        bool media = false; // has speed
        ClipId transition;
        std::vector<ClipEffects> added; // beyond those that every clip has
        std::vector<bool> masked;       // of `added`
        QColor tint;                    // of the sounds
        bool operator==(const Shape& o) const;
        // Of other clips, but with the same sections and rows.
        bool alike(const Shape& o) const;
    };
    Shape shapeNow() const;
    void addedEffects(Shape& shape, const std::vector<ClipId>& clips) const;
    void refresh();
    void refreshValues();
    struct Sections {
        std::vector<EffectSection*> effects;
        SpeedSection* speed = nullptr;
        CueSection* cue = nullptr;
        TransitionSection* transition = nullptr;
        TextButton* add = nullptr;
    };
    // Sections on their way: making them all takes longer than a frame, so each is a step in a turn of its own, and the
    // page shows the old ones until then.
    struct Making {
        Shape shape;
        QWidget* content = nullptr;
        QVBoxLayout* into = nullptr;
        Sections sections;
        std::vector<std::function<void()>> steps;
        size_t done = 0;
    };
    void make(const Shape& shape);
    void step();
    void drop();
    void retarget();                                      // the sections that are there get the clips of shape_
    static std::vector<ClipId> timed(const Shape& shape); // picture and sound clips
    void makePicture(Making& m);
    void makeSound(Making& m);
    void makeAdded(Making& m, Domain domain);
    void makeRest(Making& m);
    void menu(QPoint at);

    Studio& studio_;
    Shape shape_;
    ChoiceRow* tabs_;
    TextButton* other_;
    QStackedWidget* pages_;
    ClipHead* clipHead_;
    EmptyNote* empty_;
    QWidget* page_;
    QScrollArea *scroll_, *infoScroll_;
    ClipInfo* info_;
    Sections sections_;
    std::unique_ptr<Making> making_;
    QTimer nextStep_;
    bool animated_ = false, built_ = false;
};

} // namespace tandem::ui
