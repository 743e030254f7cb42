// Normalising of clips: what is measured afterwards, by which gain, and what is refused.
#include "engine/session/normalise_clip.h"

#include <doctest/doctest.h>

#include <numbers>

#include "engine/model/lookup.h"
#include "engine/session/session.h"
#include "tests/support/build_project.h"
#include "tests/support/self_media.h"
#include "tests/support/wav.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Loud {
    TempFolder folder;
    std::unique_ptr<Session> session =
        Session::create(make_project("Loud", Format{}), JournalOptions{folder.file("state")});
    TrackId track;
    ClipId clip;

    // A 997 Hz tone at `peak`, whose amplitude steps to twice that for a moment in the middle.
    explicit Loud(double peak, int channels = 1, double length = 3) {
        std::vector<std::vector<float>> planes(static_cast<size_t>(channels));
        const auto frames = static_cast<size_t>(length * 48000);
        for (auto& plane : planes)
            for (size_t i = 0; i < frames; ++i) {
                const double level = i > frames / 2 && i < frames / 2 + 4800 ? 2 * peak : peak;
                plane.push_back(
                    static_cast<float>(level * std::sin(2 * std::numbers::pi * 997 * static_cast<double>(i) / 48000)));
            }
        const std::string path = folder.file("tone.wav");
        write_wav(path, planes, 48000);
        for (const auto& t : session->sequence()->tracks)
            if (t->kind == TrackKind::sound) track = t->id;
        REQUIRE(session->run("import_media", {{"path", path}}));
        REQUIRE(session->run("overwrite",
                             {{"media", path}, {"what", "sound"}, {"track", Value(track.value)}, {"at", "1s"}}));
        clip = placed().clip->id;
    }
    const Placement& placed() {
        kept = session->sequence();
        return kept->tracks[*find_track(*kept, track)]->items[0];
    }
    audio::LoudnessReading measured() {
        auto r = measure_clip(session->project(), *session->sequence(), clip);
        REQUIRE_MESSAGE(r, r.error().text());
        return *r;
    }
    Result<Value> run(ValueObject args) {
        args["clip"] = Value(clip.value);
        return session->run("normalize_clip", args);
    }
    Ref<Sequence> kept;
};

} // namespace

TEST_CASE("a clip is normalised to a true peak and to a loudness, by one gain at its end") {
    for (int channels : {1, 2}) {
        Loud l(0.1, channels);
        CHECK(l.measured().true_peak_db == doctest::Approx(-13.98).epsilon(0.01));
        auto by = l.run({{"peak_db", -3.0}});
        REQUIRE(by);
        CHECK(l.measured().true_peak_db == doctest::Approx(-3).epsilon(0.01));
        REQUIRE(l.placed().clip->effects);
        CHECK(l.placed().clip->effects->effects.size() == 1);
        REQUIRE(l.run({{"loudness", -23.0}}));
        CHECK(l.measured().integrated == doctest::Approx(-23).epsilon(0.005));
        CHECK(l.placed().clip->effects->effects.size() == 1); // the same gain moved
        l.session->undo();
        CHECK(l.measured().true_peak_db == doctest::Approx(-3).epsilon(0.01));
    }
}

TEST_CASE("fades and the strip do not count; an automated gain is left alone") {
    Loud l(0.1);
    const ValueObject clip{{"clip", Value(l.clip.value)}};
    ValueObject fades = clip;
    fades["fade_in"] = "3s";
    REQUIRE(l.session->run("set_fades", fades));
    REQUIRE(l.session->run("set_strip", {{"track", Value(l.track.value)}, {"gain_db", -40.0}}));
    CHECK(l.measured().true_peak_db == doctest::Approx(-13.98).epsilon(0.01));
    ValueObject gain = clip;
    gain["effect"] = "gain";
    const auto made = l.session->run("add_effect", gain);
    REQUIRE(made);
    ValueObject key = clip;
    key["effect"] = *made, key["param"] = "gain_db", key["at"] = "0s", key["value"] = -6.0;
    REQUIRE(l.session->run("set_key", key));
    REQUIRE(l.run({{"peak_db", -1.0}}));
    CHECK(l.placed().clip->effects->effects.size() == 2);
    CHECK(l.measured().true_peak_db == doctest::Approx(-1).epsilon(0.01));
}

TEST_CASE("what the journal keeps is the gain, so a replay needs no file") {
    Loud l(0.1);
    REQUIRE(l.run({{"peak_db", -3.0}}));
    const auto& history = l.session->document().history();
    const ValueObject* intent = history.back().intent.as_object();
    REQUIRE(intent);
    CHECK(intent->contains("by_db"));
    CHECK_FALSE(intent->contains("peak_db"));
}

TEST_CASE("silence and what is too short for a loudness are refused, with nothing changed") {
    Loud silent(0);
    CHECK_FALSE(silent.run({{"peak_db", -1.0}}));
    Loud blip(0.1, 1, 0.2);
    const auto before = blip.session->project();
    const auto refused = blip.run({{"loudness", -23.0}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text().find("peak") != std::string::npos);
    CHECK(blip.session->project() == before);
    CHECK_FALSE(blip.run({{"loudness", -23.0}, {"peak_db", -1.0}}));
    CHECK_FALSE(blip.run({{"peak_db", 60.0}})); // more than a gain can give
    CHECK(blip.run({{"peak_db", -1.0}}));
}
