// The viewer's wipe: before and after the effects, and against a still.
#include "tests/ui/editor.h"
#include "ui/panels/picture_compare.h"

using namespace tandem;
using namespace tandem::test;
using With = ui::PictureCompare::With;

namespace {

// Mean of the picture's green in a part of it.
double green(const QImage& image, double x0, double x1) {
    double sum = 0;
    int n = 0;
    for (int y = image.height() / 4; y < image.height() * 3 / 4; ++y)
        for (int x = static_cast<int>(x0 * image.width()); x < static_cast<int>(x1 * image.width()); ++x, ++n)
            sum += qGreen(image.pixel(x, y));
    return sum / n;
}

// A project of one film, seen at its first second.
void openFilm(Editor& e) {
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    e.studio().locate(Time::from_seconds(1));
}

} // namespace

TEST_CASE("the wipe shows the picture without effects on one side; its line is dragged; playing hides it") {
    Editor e;
    openFilm(e);
    ui::PictureView* view = e.window().viewer()->picture();
    ui::PictureCompare& compare = view->compare();
    const ClipId clip = e.track("V1").items[0].clip->id;
    // The empty sequence of before was black.
    REQUIRE(Editor::until([&] { return !view->image().isNull() && green(view->image(), 0, 1) > 8; }));
    const double plain = green(view->image(), 0, 1), atLeft = green(view->image(), 0.1, 0.2);
    REQUIRE(e.studio().run(
        "add_effect", {{"clip", ui::arg(clip)}, {"effect", "exposure"}, {"params", ValueObject{{"stops", -3.0}}}}));
    REQUIRE(Editor::until([&] { return green(view->image(), 0, 1) < plain * 0.7; }));

    REQUIRE(e.trigger("compare"));
    CHECK(compare.with() == With::bare);
    REQUIRE(Editor::until([&] { return compare.showing(); }));
    const QRectF box = view->pictureBox();
    auto shown = [&] {
        const QImage all = view->grab().toImage().convertToFormat(QImage::Format_RGB32);
        const double ratio = all.devicePixelRatio();
        return all.copy(QRectF(box.topLeft() * ratio, box.size() * ratio).toRect());
    };
    e.studio().select({}); // no handles in the way
    QImage both = shown();
    CHECK(green(both, 0.3, 0.45) > green(both, 0.55, 0.7) * 1.3);
    // The line is pulled to a quarter.
    QTest::mousePress(view, Qt::LeftButton, {}, box.center().toPoint());
    QMouseEvent move(QEvent::MouseMove, QPointF(box.left() + box.width() / 4, box.center().y()), QPointF(),
                     Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(view, &move);
    QTest::mouseRelease(view, Qt::LeftButton, {},
                        QPoint(qRound(box.left() + box.width() / 4), qRound(box.center().y())));
    both = shown();
    CHECK(green(both, 0.3, 0.45) < plain * 0.7);
    CHECK(e.studio().selection().empty()); // the line was taken, not the clip
    // An edit is followed.
    REQUIRE(e.studio().run("set_clip", {{"clip", ui::arg(clip)}, {"enabled", false}}));
    CHECK(Editor::until([&] { return green(shown(), 0.1, 0.2) < atLeft * 0.3; }));
    e.trigger("undo");
    CHECK(Editor::until([&] { return green(shown(), 0.1, 0.2) > atLeft * 0.8; }));
    e.studio().play();
    CHECK_FALSE(compare.showing());
    e.studio().stop();
    REQUIRE(e.trigger("compare"));
    CHECK(compare.with() == With::nothing);
}

TEST_CASE("stills are taken, listed for their project, compared with and deleted") {
    Editor e;
    openFilm(e);
    ui::PictureView* view = e.window().viewer()->picture();
    ui::PictureCompare& compare = view->compare();
    REQUIRE(Editor::until([&] { return !view->image().isNull(); }));
    const size_t before = compare.stills().size();
    REQUIRE(e.trigger("still"));
    REQUIRE(compare.stills().size() == before + 1);
    CHECK(compare.stills()[0].name == QStringLiteral("00:00:01:00"));
    compare.compareStill(compare.stills()[0].path);
    CHECK(compare.with() == With::still);
    CHECK(compare.showing());
    compare.dropStill(compare.stills()[0].path);
    CHECK(compare.with() == With::nothing);
    CHECK(compare.stills().size() == before);
    CHECK_FALSE(compare.showing());
}

TEST_CASE("without effects: what places and blends a clip stays, only clips at the time change") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    for (int i = 0; i < 2; ++i) {
        e.studio().selectMedia(e.studio().project()->media[static_cast<size_t>(i)]->id);
        REQUIRE(e.trigger("append"));
    }
    for (size_t i = 0; i < 2; ++i)
        for (const char* kind : {"transform", "exposure", "blur"})
            REQUIRE(
                e.studio().run("add_effect", {{"clip", ui::arg(e.track("V1").items[i].clip->id)}, {"effect", kind}}));
    const Ref<Sequence> bare = ui::withoutEffects(e.studio().sequence(), Time::from_seconds(1));
    auto on = [&](size_t item) {
        std::string out;
        for (const auto& t : bare->tracks)
            if (t->kind == TrackKind::picture && item < t->items.size())
                for (const auto& x : t->items[item].clip->effects->effects)
                    out += std::string(spec(x->kind).id) + (x->enabled ? "+ " : "- ");
        return out;
    };
    CHECK(on(0) == "transform+ exposure- blur- ");
    CHECK(on(1) == "transform+ exposure+ blur+ ");
}
