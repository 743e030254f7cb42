// What a screen reader is told of the timeline.
#include <QAccessible>

#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("tracks, clips and the playhead have names, places, states and actions for screen readers") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    for (const size_t i : {0, 1}) {
        e.studio().selectMedia(e.studio().project()->media[i]->id);
        REQUIRE(e.trigger("append"));
    }
    e.studio().select({});
    e.model().zoomToFit();
    QAccessibleInterface* lanes = QAccessible::queryAccessibleInterface(e.lanes());
    REQUIRE(lanes);
    CHECK(lanes->text(QAccessible::Name) == QStringLiteral("Timeline"));
    REQUIRE(lanes->childCount() == static_cast<int>(e.model().rows().size()) + 1);
    QAccessibleInterface* track = nullptr;
    for (int i = 0; i + 1 < lanes->childCount(); ++i) {
        QAccessibleInterface* t = lanes->child(i);
        REQUIRE(t);
        CHECK(t->parent() == lanes);
        CHECK_FALSE(t->text(QAccessible::Name).isEmpty());
        CHECK(lanes->indexOfChild(t) == i);
        if (t->text(QAccessible::Name).startsWith(QStringLiteral("Track V1"))) track = t;
    }
    REQUIRE(track);
    CHECK(track->text(QAccessible::Name).contains(QStringLiteral("2 clip")));
    REQUIRE(track->childCount() == 2);
    QAccessibleInterface* clip = track->child(1);
    REQUIRE(clip);
    CHECK(clip == track->child(1)); // the same one each time
    CHECK(clip->parent() == track);
    CHECK(track->indexOfChild(clip) == 1);
    CHECK(clip->role() == QAccessible::ListItem);
    CHECK(clip->text(QAccessible::Name) == QStringLiteral("film2.mp4, picture, V1, from 00:00:03:00 to 00:00:06:00"));
    CHECK(clip->text(QAccessible::Description).contains(QStringLiteral("linked")));
    // Where it is on the screen.
    const QPoint middle = e.lanes()->mapToGlobal(e.at(Time::from_seconds(4), "V1"));
    CHECK(clip->rect().contains(middle));
    CHECK(lanes->childAt(middle.x(), middle.y()) == track);
    CHECK(track->childAt(middle.x(), middle.y()) == clip);
    CHECK_FALSE(clip->state().selected);
    // Pressing selects; the name says so.
    REQUIRE(clip->actionInterface());
    CHECK(clip->actionInterface()->actionNames().contains(QAccessibleActionInterface::pressAction()));
    clip->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    CHECK(e.studio().selection().size() == 2);
    CHECK(clip->state().selected);
    CHECK(clip->text(QAccessible::Name).endsWith(QStringLiteral("selected")));
    clip->actionInterface()->doAction(QAccessibleActionInterface::setFocusAction());
    CHECK(e.lanes()->focusedClip() == e.track("V1").items[1].clip->id);

    QAccessibleInterface* playhead = lanes->child(lanes->childCount() - 1);
    REQUIRE(playhead);
    CHECK(playhead->role() == QAccessible::Slider);
    e.studio().locate(Time::from_seconds(2));
    CHECK(playhead->text(QAccessible::Value) == QStringLiteral("00:00:02:00"));
    REQUIRE(playhead->valueInterface());
    CHECK(playhead->valueInterface()->currentValue().toLongLong() == 50);
    CHECK(playhead->valueInterface()->maximumValue().toLongLong() == 150);
    playhead->valueInterface()->setCurrentValue(10);
    CHECK(e.studio().playhead() == FrameRate{25, 1}.time_of(10));
    playhead->actionInterface()->doAction(QAccessibleActionInterface::increaseAction());
    CHECK(e.studio().playhead() == FrameRate{25, 1}.time_of(11));

    // A clip that is gone is no child any more, and asking it does no harm.
    e.studio().setEditMode(ui::EditMode::ripple);
    REQUIRE(e.trigger("delete"));
    CHECK_FALSE(clip->isValid());
    CHECK(clip->text(QAccessible::Name).isEmpty());
    CHECK(clip->rect().isEmpty());
    CHECK(track->childCount() == 1);
    REQUIRE(e.trigger("undo"));
    CHECK(clip->isValid());
}
