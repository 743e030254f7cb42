// Fader groups: what they do to the faders, mutes and solos of their members.
#include "engine/edit/effects.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

namespace {
struct Grouped : Mix {
    TrackId a1 = build.add_track(TrackKind::sound, "A1"), a2 = build.add_track(TrackKind::sound, "A2");
    FaderGroupId inner, outer;
    Grouped() {
        build.clip(a1, add("one", noise_signal(1), Time::from_seconds(20)), Time{}, Time{}, Time::from_seconds(10));
        build.clip(a2, add("two", noise_signal(2), Time::from_seconds(20)), Time{}, Time{}, Time::from_seconds(10));
        inner = group(), outer = group();
    }
    FaderGroupId group() {
        MadeFaderGroup made = add_fader_group(build.sequence(), "", build.ids()).value();
        build.sequence() = std::move(made.sequence);
        return made.group;
    }
    void member(const StripRef& strip, FaderGroupId to) {
        build.sequence() = set_fader_group(build.sequence(), strip, to).value();
    }
    template<class F>
    void change(const StripRef& strip, F f) {
        build.sequence() = change_strip(build.sequence(), strip, [&](Strip& s) -> Result<void> {
                               f(s);
                               return {};
                           }).value();
    }
};
constexpr int kFrames = 9600;
} // namespace

TEST_CASE("a group's fader adds to its members' faders, nested ones too, as if they were moved") {
    Grouped m;
    m.strip(m.a1, [](Strip& s) { s.gain_db.value = -9.5; });
    const Planes want = m.render(0, kFrames);
    m.strip(m.a1, [](Strip& s) { s.gain_db.value = -2; });
    m.member({.track = m.a1}, m.inner), m.member({.group = m.inner}, m.outer);
    m.change({.group = m.inner}, [](Strip& s) { s.gain_db.value = -4; });
    m.change({.group = m.outer}, [](Strip& s) { s.gain_db.value = -3.5; });
    CHECK(check_valid(*m.build.done()));
    CHECK(m.render(0, kFrames) == want);
    // Its automation is theirs, to the sample, with or without one of the member's own.
    const Param ramp = curve({{.time = Time{}, .value = 0, .interpolation = Interpolation::linear},
                              {.time = samples(kFrames), .value = -12, .interpolation = Interpolation::linear}});
    const Planes level = m.render(0, kFrames);
    m.change({.group = m.outer}, [&](Strip& s) { s.gain_db = ramp; });
    const Planes by_group = m.render(0, kFrames);
    m.change({.group = m.outer}, [](Strip& s) { s.gain_db = {}; });
    m.strip(m.a1, [&](Strip& s) { s.gain_db = ramp, s.gain_db.value = 0; });
    m.change({.group = m.inner}, [](Strip& s) { s.gain_db.value = -6; }); // -2 and -4
    const Planes by_member = m.render(0, kFrames);
    double worst = 0;
    for (size_t c = 0; c < 2; ++c)
        for (size_t i = 0; i < kFrames; ++i)
            worst =
                std::max(worst, std::abs(static_cast<double>(by_group[c][i]) - static_cast<double>(by_member[c][i])));
    CHECK(worst < 2e-7);
    CHECK(by_group != level);
    check_live_is_render(m, kFrames, {{1, 100}, {2, 512}});
}

TEST_CASE("mute and solo of a group are its members'") {
    Grouped m;
    m.strip(m.a1, [](Strip& s) { s.mute = true; });
    const Planes second = m.render(0, kFrames);
    m.strip(m.a1, [](Strip& s) { s.mute = false; });
    m.member({.track = m.a1}, m.inner), m.member({.group = m.inner}, m.outer);
    m.change({.group = m.outer}, [](Strip& s) { s.mute = true; });
    CHECK(m.render(0, kFrames) == second);
    m.change({.group = m.outer}, [](Strip& s) { s.mute = false; });
    m.member({.track = m.a2}, m.inner), m.member({.track = m.a1}, {});
    m.change({.group = m.outer}, [](Strip& s) { s.solo = true; });
    CHECK(m.render(0, kFrames) == second);
}

TEST_CASE("groups: circles and what has no sound are refused; removed, members go to the group around it") {
    Grouped m;
    m.member({.group = m.inner}, m.outer), m.member({.track = m.a1}, m.inner);
    const Sequence& s = m.build.sequence();
    CHECK_FALSE(set_fader_group(s, {.group = m.outer}, m.inner));
    CHECK_FALSE(set_fader_group(s, {.group = m.outer}, m.outer));
    CHECK_FALSE(set_fader_group(s, {}, m.outer));
    CHECK_FALSE(set_fader_group(s, {.track = m.a1}, FaderGroupId{4711}));
    CHECK_FALSE(set_output(s, {.group = m.inner}, {}));
    CHECK_FALSE(add_effect(s, StripRef{.group = m.inner}, make_effect(EffectKind::gain, {}), {}, m.build.ids()));
    const std::string text = project_text(*m.build.done(), "");
    const auto read = parse_project(text, "");
    REQUIRE(read);
    CHECK(project_text(*read, "") == text);
    const Sequence without = remove_fader_group(s, m.inner).value();
    CHECK(find_strip(without, {.track = m.a1}).value()->group == m.outer);
    CHECK(without.mixer->groups.size() == 1);
    // What a file may hold and no edit makes.
    m.change({.group = m.outer}, [&](Strip& x) { x.group = m.inner; });
    CHECK_FALSE(check_valid(*m.build.done()));
    CHECK(m.plan()); // ends all the same
}
