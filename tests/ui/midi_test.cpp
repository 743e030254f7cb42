// A MIDI clip on the timeline: bars where its notes sound, high ones above.
#include "tests/support/midi_bytes.h"
#include "tests/ui/desk.h"
#include "tests/ui/editor.h"
#include "ui/timeline/clip_paint.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("a MIDI clip shows its notes where they sound, cut as the clip is") {
    Desk desk;
    ui::Studio& studio = *desk.studio;
    MidiTrackBytes track;
    track.note(0, 24000, 60).note(48000, 96000, 72).end = 96000;
    const std::string path = (desk.folder.path() / "tune.mid").string();
    write_bytes(path, midi_bytes({track}));
    REQUIRE(studio.run("import_media", {{"path", path}}));
    REQUIRE(
        studio.run("overwrite",
                   {{"media", "tune.mid"}, {"at", "0s"}, {"sound_track", static_cast<int64_t>(desk.tracks[0].value)}}));
    const Sequence s = *studio.sequence();
    const auto t =
        std::find_if(s.tracks.begin(), s.tracks.end(), [&](const auto& x) { return x->id == desk.tracks[0]; });
    REQUIRE((*t)->items.size() == 1);
    Placement place = (*t)->items[0];
    // Which columns of the clip have ink in the upper and lower half of its body, of 200 over two seconds.
    auto ink = [&](double from, double to, bool upper) {
        QImage image(200, 116, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter p(&image);
        ui::paintClip(p, studio, s, **t, place, QRectF(0, 0, 200, 116), QRectF(0, 0, 200, 116),
                      {.role = ui::Role::music});
        p.end();
        const int top = upper ? 18 : 68, bottom = upper ? 64 : 114;
        const QRgb ground = image.pixel(150, 66); // between the keys
        int columns = 0;
        for (int x = static_cast<int>(from); x < static_cast<int>(to); ++x) {
            bool any = false;
            for (int y = top; y < bottom; ++y) any |= image.pixel(x, y) != ground;
            columns += any;
        }
        return columns;
    };
    REQUIRE(Editor::until([&] {
        return studio.notes(studio.project()->media[0]->id) &&
               studio.notes(studio.project()->media[0]->id)->all.size() == 2;
    }));
    CHECK(ink(4, 45, false) == 41);
    CHECK(ink(55, 195, false) == 0);
    CHECK(ink(4, 95, true) == 0);
    CHECK(ink(105, 195, true) == 90);
    // Slipped by half a second: the high note begins a quarter of the clip earlier, and the low one is gone.
    auto slipped = std::make_shared<Clip>(*place.clip);
    slipped->in = Time::from_ratio(1, 2);
    place.clip = slipped;
    CHECK(ink(4, 195, false) == 0);
    CHECK(ink(55, 145, true) == 90);
    CHECK(ink(4, 45, true) == 0);
    CHECK(ink(155, 195, true) == 0);
}
