// The viewer while the playhead is dragged on the ruler.
#include "tests/ui/editor.h"
#include "ui/controls/menu_word.h"
#include "ui/timeline/ruler.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("dragging the playhead shows half the quality and says so; let go, or resting, it is full again") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    e.studio().setSnapping(false);
    e.model().zoomToFit();
    const FrameRate rate{25, 1};
    e.studio().locate({});
    auto picture = e.window().viewer()->picture();
    REQUIRE(Editor::until([&] { return picture->image().width() == 320; }));
    ui::MenuWord* word = nullptr;
    for (auto w : e.window().viewer()->findChildren<ui::MenuWord*>())
        if (w->accessibleName() == QStringLiteral("Quality of playback")) word = w;
    auto ruler = e.window().findChild<ui::Ruler*>();
    REQUIRE((word && ruler));

    struct Seen {
        int64_t frame;
        int width;
        QString said;
    };
    std::vector<Seen> seen;
    QObject::connect(&e.studio(), &ui::Studio::pictureReady, ruler, [&](const ServedFrame& f) {
        seen.push_back({f.frame, picture->image().width(), word->text()});
    });
    auto at = [&](int64_t frame) { return QPoint(static_cast<int>(std::lround(e.model().x(rate.time_of(frame)))), 8); };
    auto came = [&](int64_t frame, int width) {
        return Editor::until([&] { return !seen.empty() && seen.back().frame == frame && seen.back().width == width; });
    };
    QTest::mousePress(ruler, Qt::LeftButton, {}, at(20));
    QMouseEvent move(QEvent::MouseMove, at(40), ruler->mapToGlobal(at(40)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(ruler, &move);
    const int64_t frame = rate.frame_at(e.studio().playhead());
    REQUIRE(came(frame, 320)); // it rests there
    QTest::mouseRelease(ruler, Qt::LeftButton, {}, at(40));
    bool low = false;
    for (const Seen& s : seen) {
        CHECK(s.said == (s.width == 160 ? QStringLiteral("Half quality") : QStringLiteral("Full quality")));
        low |= s.frame == frame && s.width == 160;
    }
    CHECK(low);

    seen.clear();
    QTest::mousePress(ruler, Qt::LeftButton, {}, at(60));
    QTest::mouseRelease(ruler, Qt::LeftButton, {}, at(60));
    CHECK(came(rate.frame_at(e.studio().playhead()), 320));
    // A key's step is not a drag.
    seen.clear();
    REQUIRE(e.trigger("home"));
    CHECK(came(0, 320));
    CHECK(seen.size() == 1);
}
