// How fast the timeline paints: skipped as a test, run by `test_ui --no-skip -tc="bench:*"`. Prints milliseconds of
// whole repaints of the lanes, of the strip that a moving playhead needs, and of opening.
#include <QElapsedTimer>
#include <algorithm>

#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

static void report(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%-44s %7.2f ms median, %7.2f at 95 %%\n", what, ms[ms.size() / 2], ms[ms.size() * 95 / 100]);
}

TEST_CASE("bench: timeline of 10 000 clips" * doctest::skip()) {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    const MediaId a = e.studio().project()->media[0]->id;
    for (int t = 0; t < 6; ++t) e.studio().run("add_track", {{"kind", t % 2 ? "sound" : "picture"}});
    std::vector<TrackId> pictures, sounds;
    for (const auto& t : e.sequence().tracks) (t->kind == TrackKind::picture ? pictures : sounds).push_back(t->id);
    std::vector<Command> commands{{"set_sequence", {{"width", 320}, {"height", 180}, {"rate", "25"}}}};
    for (int i = 0; i < 5000; ++i)
        commands.push_back({"overwrite",
                            {{"media", ui::arg(a)},
                             {"at", std::to_string(i / 5 * 50) + "f"},
                             {"length", "50f"},
                             {"track", ui::arg(pictures[static_cast<size_t>(i) % pictures.size()])},
                             {"sound_track", ui::arg(sounds[static_cast<size_t>(i) % sounds.size()])}}});
    REQUIRE(e.studio().runAll(QStringLiteral("Many"), commands));
    size_t clips = 0;
    for (const auto& t : e.sequence().tracks) clips += t->items.size();
    std::printf("%zu clips on %zu tracks, lanes %d x %d\n", clips, e.sequence().tracks.size(), e.lanes()->width(),
                e.lanes()->height());
    QImage target(e.lanes()->size(), QImage::Format_RGB32);
    auto measure = [&](const char* what, const QRegion& region) {
        e.lanes()->render(&target, {}, region); // what is missing is asked for
        QTest::qWait(1500);
        std::vector<double> ms;
        for (int i = 0; i < 40; ++i) {
            QElapsedTimer clock;
            clock.start();
            e.lanes()->render(&target, region.boundingRect().topLeft(), region, {});
            ms.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        report(what, ms);
    };
    const QRegion all(e.lanes()->rect());
    e.model().zoomToFit();
    measure("all in view", all);
    e.model().zoomTo({Time{}, Time::from_seconds(120)});
    measure("2 minutes in view", all);
    e.model().zoomTo({Time{}, Time::from_seconds(20)});
    measure("20 seconds in view", all);
    measure("strip of 8 pixels (playhead)", QRegion(e.lanes()->width() / 2, 0, 8, e.lanes()->height()));
}
