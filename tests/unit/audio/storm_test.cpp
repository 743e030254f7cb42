// A storm of edits while it plays: nothing runs dry, and what is heard in the end is what a fresh render gives.
#include <random>

#include "engine/edit/effects.h"
#include "engine/edit/slice.h"
#include "engine/io/project_file.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

namespace {
constexpr int kEdits = 1000;

// Edits of the kinds that change the plan, by a seed. What is refused changes nothing.
struct Storm : Mix {
    std::mt19937 random;
    std::vector<TrackId> tracks;
    BusId room;
    FaderGroupId group;
    std::vector<std::pair<StripRef, EffectId>> inserts;

    explicit Storm(unsigned seed) : random(seed) {
        room = bus("Room");
        for (int i = 0; i < 4; ++i) {
            const MediaId sound =
                add("noise" + std::to_string(i), noise_signal(static_cast<uint64_t>(i) + 1), seconds(30));
            tracks.push_back(build.add_track(TrackKind::sound, "T" + std::to_string(i)));
            build.clip(tracks.back(), sound, Time{}, seconds(i), seconds(20));
            strip(tracks.back(), [](Strip& s) { s.gain_db.value = -12; });
        }
        auto made = add_fader_group(build.sequence(), "", build.ids()).value();
        build.sequence() = std::move(made.sequence), group = made.group;
    }
    int below(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }
    StripRef any_strip() {
        const int i = below(6);
        if (i < 4) return {.track = tracks[static_cast<size_t>(i)]};
        return i == 4 ? StripRef{.bus = room} : StripRef{};
    }
    void take(Result<Sequence> edited) {
        if (edited) build.sequence() = std::move(*edited);
    }
    template<class F>
    void change(const StripRef& strip, F f) {
        take(change_strip(build.sequence(), strip, [&](Strip& s) -> Result<void> {
            f(s);
            return {};
        }));
    }
    void edit() {
        const Sequence& s = build.sequence();
        const StripRef strip = any_strip();
        const Time at = samples(below(48000 * 20));
        switch (below(10)) {
        case 0:
            return change(strip, [&](Strip& x) { x.gain_db = {-30.0 + below(30)}; });
        case 1:
            return change(strip, [&](Strip& x) { x.pan = {below(3) - 1.0}; });
        case 2:
            return change(strip, [&](Strip& x) {
                x.gain_db = curve({{.time = at, .value = -20}, {.time = at + seconds(1), .value = -6.0 - below(6)}});
            });
        case 3:
            return change({.track = tracks[static_cast<size_t>(below(4))]}, [&](Strip& x) { x.mute = !x.mute; });
        case 4:
            return take(set_fader_group(s, {.track = tracks[static_cast<size_t>(below(4))]},
                                        below(2) ? group : FaderGroupId{}));
        case 5:
            return change({.group = group}, [&](Strip& x) { x.gain_db = {-6.0 + below(12)}; });
        case 6: {
            static constexpr EffectKind kKinds[] = {EffectKind::eq, EffectKind::compressor, EffectKind::limiter,
                                                    EffectKind::delay};
            if (inserts.size() > 8) break;
            auto made = add_effect(s, strip, make_effect(kKinds[below(4)], {}), {}, build.ids());
            if (!made) return;
            inserts.emplace_back(strip, made->effect);
            return take(std::move(made->sequence));
        }
        case 7: {
            auto cut = slice(s, {.at = at, .tracks = {tracks[static_cast<size_t>(below(4))]}}, build.ids());
            if (cut) build.sequence() = std::move(cut->sequence);
            return;
        }
        case 8:
            return take(
                lift(s, {.range = {at, samples(1 + below(24000))}, .tracks = {tracks[static_cast<size_t>(below(4))]}},
                     build.ids()));
        default:
            if (strip.track)
                return take(set_send(s, strip,
                                     {.bus = room,
                                      .gain_db = {-18.0 + below(12)},
                                      .point = below(2) ? SendPoint::pre_fader : SendPoint::post_fader}));
        }
        if (inserts.empty()) return;
        const auto [owner, effect] = inserts[static_cast<size_t>(below(static_cast<int>(inserts.size())))];
        std::erase(inserts, std::pair(owner, effect));
        take(remove_effect(build.sequence(), owner, effect));
    }
};
} // namespace

TEST_CASE("a thousand edits while it plays: nothing runs dry, and the end is what a fresh render gives") {
    for (unsigned seed : {1u, 2u}) {
        CAPTURE(seed);
        Storm m(seed);
        Live live(m, 2);
        live.start(Time{});
        for (int i = 0; i < kEdits; ++i) {
            m.edit();
            live.engine.set_plan(m.plan());
            live.roll(128, 128);
        }
        CHECK(live.transport.point().state == TransportState::rolling);
        while (!live.engine.plan_taken()) live.roll(64, 64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
        CHECK(live.engine.report().starved == 0);
        CHECK(live.engine.report().errors.empty());
        for (auto& plane : live.heard)
            for (float x : plane) REQUIRE(std::abs(x) < 16);
        live.start(seconds(5));
        live.roll(24000, 100);
        // As another program would read and render it.
        const auto read = parse_project(project_text(*m.build.done(), ""), "");
        REQUIRE(read);
        auto project = std::make_shared<const Project>(std::move(*read));
        auto fresh = audio::make_freewheel(project, project->active_sequence(), {}, {.sources = m.factory()});
        REQUIRE(fresh);
        (*fresh)->locate(5 * 48000);
        Planes want(2, std::vector<float>(24000));
        float* to[] = {want[0].data(), want[1].data()};
        REQUIRE((*fresh)->render(24000, to));
        // Over the first frames what was heard before the jump falls.
        const size_t from = kFade;
        size_t wrong = 0;
        for (size_t c = 0; c < 2; ++c)
            for (size_t i = from; i < 24000; ++i) wrong += live.heard[c][i] != want[c][i];
        CHECK(wrong == 0);
    }
}
