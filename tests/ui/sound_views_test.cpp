// Stereo image and spectrum of the master, the picture on a second screen, and the stronger colours.
#include <cmath>

#include "tests/ui/editor.h"
#include "ui/panels/eq_graph.h"
#include "ui/panels/second_screen.h"
#include "ui/panels/sound_views.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::vector<float> sine(size_t n, double hertz, double size) {
    std::vector<float> out(n);
    for (size_t i = 0; i < n; ++i)
        out[i] = static_cast<float>(size * std::sin(2 * M_PI * hertz * static_cast<double>(i) / 48000));
    return out;
}

// WCAG 2: relative luminance and contrast.
double luminance(QColor c) {
    auto part = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}
double contrast(QColor a, QColor b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// A new project whose pool holds a film, selected.
void select_film(Editor& e) {
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
}

} // namespace

TEST_CASE("the spectrum tells the level of a tone, the stereo image how the sides belong together") {
    Editor e;
    ui::SpectrumView spectrum(e.studio(), nullptr);
    for (const double hz : {100.0, 1000.0, 8000.0}) {
        spectrum.setSound(sine(4096, hz, 0.5), sine(4096, hz, 0.5), 48000);
        CHECK(spectrum.levelAt(hz) == doctest::Approx(-6).epsilon(0.25));
        CHECK(spectrum.levelAt(hz * 4 > 20000 ? hz / 4 : hz * 4) < -50);
    }
    ui::StereoView stereo(e.studio(), nullptr);
    const auto tone = sine(2048, 440, 0.5);
    auto other = tone;
    stereo.setSound(tone, tone, 48000);
    CHECK(stereo.correlation() == doctest::Approx(1));
    for (float& v : other) v = -v;
    stereo.setSound(tone, other, 48000);
    CHECK(stereo.correlation() == doctest::Approx(-1));
    stereo.setSound(tone, std::vector<float>(2048), 48000);
    CHECK(stereo.correlation() == 0);
    CHECK_FALSE(stereo.grab().isNull());
}

TEST_CASE("what plays reaches the stereo image and the spectrum") {
    Editor e;
    select_film(e);
    REQUIRE(e.trigger("append"));
    REQUIRE(e.trigger("workspace_sound"));
    std::vector<float> left(2048), right(2048);
    double peak = 0;
    e.studio().locate({});
    e.studio().play();
    REQUIRE(Editor::until([&] {
        e.studio().playback()->sound().engine.recent_master(left, right);
        for (const float v : left) peak = std::max(peak, std::abs(static_cast<double>(v)));
        return peak > 0.01;
    }));
    e.studio().stop();
}

TEST_CASE("behind the equaliser's curve stands the sound of its strip as it plays, and it falls when that ends") {
    Editor e;
    select_film(e);
    for (int i = 0; i < 3; ++i) REQUIRE(e.trigger("append"));
    REQUIRE(e.trigger("workspace_sound"));
    TrackId sound;
    for (const Ref<Track>& t : e.studio().sequence()->tracks)
        if (t->kind == TrackKind::sound && !t->items.empty()) sound = t->id;
    e.studio().focusStrip({.track = sound});
    auto graph = e.window().findChild<ui::EqGraph*>();
    REQUIRE(graph);
    REQUIRE(graph->isVisible());
    auto loudest = [&] {
        double most = audio::Spectrum::kFloorDb;
        for (double hz = 25; hz < 18000; hz *= 1.03) most = std::max(most, graph->soundAt(hz));
        return most;
    };
    CHECK(loudest() == audio::Spectrum::kFloorDb);
    e.studio().locate({});
    e.studio().play();
    REQUIRE(Editor::until([&] { return loudest() > -60; }));
    e.studio().focusStrip({}); // the master
    CHECK(loudest() == audio::Spectrum::kFloorDb);
    REQUIRE(Editor::until([&] { return loudest() > -60; }));
    e.studio().stop();
    REQUIRE(Editor::until([&] { return loudest() == audio::Spectrum::kFloorDb; }));
}

TEST_CASE("another sample rate of the sequence while it plays: it plays on at that rate") {
    Editor e;
    select_film(e);
    for (int i = 0; i < 3; ++i) REQUIRE(e.trigger("append"));
    const int rate = e.studio().sequence()->format.audio_rate, other = rate == 48000 ? 44100 : 48000;
    e.studio().locate({});
    e.studio().play();
    REQUIRE(Editor::until([&] { return e.studio().playhead() > Time::from_double(0.2); }));
    CHECK(e.studio().playback()->sound().rate == rate);
    const Time before = e.studio().playhead();
    REQUIRE(e.studio().run("set_sequence", {{"audio_rate", int64_t{other}}}));
    CHECK(e.studio().playing());
    CHECK(e.studio().playback()->sound().rate == other);
    CHECK(Editor::until([&] { return e.studio().playhead() > before + Time::from_double(0.5); }));
    CHECK(e.studio().playing());
    e.studio().stop();
    REQUIRE(e.trigger("undo"));
    CHECK(e.studio().playback()->sound().rate == rate);
}

TEST_CASE("the picture is shown on a second screen, follows the playhead, and the window closes again") {
    Editor e;
    select_film(e);
    REQUIRE(e.trigger("append"));
    REQUIRE(Editor::until([&] { return !e.window().viewer()->picture()->image().isNull(); }));
    REQUIRE(e.trigger("second_screen"));
    auto second = e.window().findChild<ui::SecondScreen*>();
    REQUIRE(second);
    CHECK(second->isVisible());
    const QImage before = second->image().copy();
    CHECK_FALSE(before.isNull());
    e.studio().locate(Time::from_seconds(2));
    CHECK(Editor::until([&] { return second->image() != before; }));
    QTest::keyClick(second, Qt::Key_Escape);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    CHECK_FALSE(e.window().findChild<ui::SecondScreen*>());
}

TEST_CASE("high contrast: quiet words and lines stand out on every ground") {
    using namespace ui;
    CHECK(contrast(colour(token::text3), colour(token::control)) < 4.5);
    setHighContrast(true);
    for (const QRgb ground : {token::well, token::canvas, token::panel, token::raised, token::control}) {
        CHECK(contrast(colour(token::text3), colour(ground)) >= 4.5);
        CHECK(contrast(colour(token::line), colour(ground)) >= 2.5);
    }
    {
        Editor e; // paints with them
        e.studio().newProject();
        CHECK_FALSE(e.window().grab().isNull());
    }
    setHighContrast(false);
}
