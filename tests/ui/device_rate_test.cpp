// A sound device whose sample rate is not the sequence's.
#include <doctest/doctest.h>

#include <QTest>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/support/self_media.h"
#include "tests/unit/audio/card.h"
#include "ui/studio.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

TEST_CASE("a device of another rate plays the sequence and says so") {
    const Card card;
    const TempFolder folder;
    card.only_rate(44100);
    StudioServices services;
    services.viewerRenderer = make_cpu_renderer(1);
    services.audioDevice = "clocked";
    services.journal.folder = folder.path().string();
    Studio studio(std::move(services));
    std::vector<QString> said;
    QObject::connect(&studio, &Studio::messageSaid, &studio, [&](const Message& m) { said.push_back(m.title); });
    const auto told = [&](const QString& title) { return std::find(said.begin(), said.end(), title) != said.end(); };
    studio.newProject();
    studio.setView(64, 36, ViewQuality::full);
    REQUIRE(studio.run("overwrite", {{"generator", "solid"}, {"at", "0s"}, {"length", "60s"}}));
    REQUIRE(studio.sequence()->format.audio_rate == 48000);
    studio.play();
    const auto past = [&](double seconds) { return studio.playback()->position().seconds() > seconds; };
    REQUIRE(QTest::qWaitFor([&] { return past(0.3); }, 20000));
    CHECK(studio.playback()->sound().rate == 44100);
    CHECK(QTest::qWaitFor([&] { return told(QStringLiteral("The sound device plays at 44.1 kHz")); }, 5000));
    studio.stop();
}
