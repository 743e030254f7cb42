// Cuts that snap to the beats of the music.
#include "engine/media/beats.h"

#include <cmath>

#include "tests/support/wav.h"
#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("with snapping to beats a clip's edge finds the beat of the music below, shown as ticks") {
    Editor e;
    e.twoFilms();
    // A stroke every half second from 0.25 s on.
    std::vector<float> music(48000 * 12);
    for (double t = 0.25; t < 11.8; t += 0.5)
        for (int i = 0; i < 4800; ++i)
            music[static_cast<size_t>(t * 48000) + static_cast<size_t>(i)] =
                static_cast<float>(0.8 * std::exp(-i / 1500.0) * std::sin(i * 0.012));
    write_wav(e.file("music.wav"), {music}, 48000, WavFormat::pcm16);
    e.drop({QString::fromStdString(e.file("music.wav"))}, frames(5), "A2");
    REQUIRE(Editor::until([&] { return e.track("A2").items.size() == 1; }));
    e.model().zoomTo({Time{}, Time::from_seconds(8)});
    const MediaContent music_of = std::get<MediaContent>(e.track("A2").items[0].clip->content);

    // The fifth beat; nothing else is near.
    const Time beat = e.track("A2").items[0].start + Time::from_double(2.25);
    const Time near = FrameRate{25, 1}.snap(beat) + frames(1);
    CHECK_FALSE(e.model().snap(near + Time{1}, {}));
    const QImage before = e.lanes()->grab().toImage();
    REQUIRE(e.trigger("snap_beats"));
    REQUIRE(Editor::until([&] {
        const auto beats = e.studio().beats(music_of.media, music_of.stream);
        return beats && beats->times.size() > 18;
    }));
    CHECK(e.studio().beats(music_of.media, music_of.stream)->tempo == doctest::Approx(120).epsilon(0.01));
    const auto hit = e.model().snap(near + Time{1}, {});
    REQUIRE(hit);
    CHECK(hit->what == QStringLiteral("beat"));
    CHECK(std::abs((hit->at - beat).seconds()) < 0.04); // within a frame, found within some 10 ms
    CHECK(hit->at == FrameRate{25, 1}.snap(hit->at));
    CHECK(e.lanes()->grab().toImage() != before);
    // The music itself moves freely, and what is near counts more than a beat.
    CHECK_FALSE(e.model().snap(near + Time{1}, {e.track("A2").items[0].clip->id}));
    e.studio().locate(near + frames(1));
    CHECK(e.model().snap(near, {})->what == QStringLiteral("playhead"));

    e.restart(); // it is the user's
    CHECK(e.studio().snapsToBeats());
    e.studio().setSnapsToBeats(false);
    e.restart();
    CHECK_FALSE(e.studio().snapsToBeats());
}
