// Tabs of open sequences, what each keeps, and the viewer's guides.
#include <QMenu>

#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("a nested sequence opens in a tab at the picture that was shown; each tab keeps its place") {
    Editor e;
    e.twoFilms();
    ui::SequenceTabs* tabs = e.window().timeline()->tabs();
    CHECK_FALSE(tabs->isVisibleTo(&e.window()));
    e.click(e.at(frames(100), "V1"));
    REQUIRE(e.trigger("nest"));
    REQUIRE(std::holds_alternative<SequenceContent>(e.track("V1").items[1].clip->content));
    const SequenceId outer = e.studio().sequence()->id;
    e.studio().locate(frames(77));
    e.studio().setMarks(frames(10), frames(20));
    e.model().zoom(2, e.model().x(frames(77)));
    const double scale = e.model().pxPerSecond();
    const Time origin = e.model().origin();
    QTest::mouseDClick(e.lanes(), Qt::LeftButton, {}, e.at(frames(100), "V1"));
    REQUIRE(e.studio().sequence()->id != outer);
    CHECK(e.studio().playhead() == frames(2));
    CHECK_FALSE(e.studio().markIn());
    REQUIRE(tabs->isVisibleTo(&e.window()));
    REQUIRE(tabs->partCount() == 2);
    CHECK(tabs->current() == 1);
    CHECK(tabs->part(1).name == ui::toQt(e.studio().sequence()->name));

    tabs->pressPart(0);
    CHECK(e.studio().sequence()->id == outer);
    CHECK(e.studio().playhead() == frames(77));
    CHECK(e.studio().markIn() == frames(10));
    CHECK(e.model().pxPerSecond() == scale);
    CHECK(e.model().origin() == origin);
    REQUIRE(e.trigger("sequence_next"));
    CHECK(e.studio().playhead() == frames(2));
    // The tab that is shown is closed: its neighbour is shown, the sequence stays.
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Delete);
    CHECK(e.studio().sequence()->id == outer);
    CHECK_FALSE(tabs->isVisibleTo(&e.window()));
    CHECK(e.studio().project()->sequences.size() == 2);
    // The picture goes along: of the outer sequence at its frame.
    CHECK(Editor::until(
        [&] { return e.studio().playback() && !e.window().findChild<ui::PictureView*>()->image().isNull(); }));
    CHECK(e.messages().empty());
}

TEST_CASE("guides over the picture are chosen from a menu, switched by a key and kept") {
    Editor e;
    e.twoFilms();
    auto* view = e.window().findChild<ui::PictureView*>();
    // What is not black at the left, where an upright frame does not reach.
    const auto lit = [](const QImage& image, QRect in) {
        std::vector<QPoint> out;
        for (int y = in.top(); y < in.bottom(); y += 5)
            for (int x = in.left(); x < in.right(); x += 5)
                if (qGray(image.pixel(x, y)) > 16) out.emplace_back(x, y);
        return out;
    };
    REQUIRE(Editor::until([&] {
        const QImage& image = view->image();
        return !image.isNull() && !lit(image, {0, 0, image.width() / 4, image.height()}).empty();
    }));
    const QImage plain = view->grab().toImage();
    CHECK_FALSE(view->guides().any());
    REQUIRE(e.trigger("guides"));
    CHECK(view->guides().safe);
    CHECK(view->grab().toImage() != plain);
    REQUIRE(e.trigger("guides"));
    CHECK(view->grab().toImage() == plain);

    QMenu menu;
    view->guides().fill(menu, [&](const ui::ViewerGuides& g) { view->setGuides(g), g.keep(); });
    QAction* shapes = menu.actions().last();
    REQUIRE(shapes->menu());
    for (QAction* a : shapes->menu()->actions())
        if (a->text() == QStringLiteral("9:16")) a->trigger();
    CHECK(view->guides().shape == QStringLiteral("9:16"));
    // Outside the upright frame it is darker, inside as it was.
    const QImage upright = view->grab().toImage();
    const QRectF box = view->pictureBox();
    CHECK(upright.pixel(box.center().toPoint()) == plain.pixel(box.center().toPoint()));
    const QRect left = QRectF(box.left(), box.top(), box.width() / 4, box.height()).toRect().adjusted(2, 2, -2, -2);
    const auto seen = lit(plain, left);
    CHECK_FALSE(seen.empty());
    for (const QPoint& p : seen) CHECK(qGray(upright.pixel(p)) < qGray(plain.pixel(p)));
    e.restart();
    CHECK(e.window().findChild<ui::PictureView*>()->guides().shape == QStringLiteral("9:16"));
}

TEST_CASE("keys go to the first and the last frame of the marked range, and nowhere without one") {
    Editor e;
    e.twoFilms();
    e.lanes()->setFocus();
    e.studio().locate(frames(50));
    e.key(Qt::Key_I, Qt::ShiftModifier);
    CHECK(e.studio().playhead() == frames(50));
    e.studio().setMarks(frames(10), frames(21));
    e.key(Qt::Key_O, Qt::ShiftModifier);
    CHECK(e.studio().playhead() == frames(20));
    e.key(Qt::Key_I, Qt::ShiftModifier);
    CHECK(e.studio().playhead() == frames(10));
}
