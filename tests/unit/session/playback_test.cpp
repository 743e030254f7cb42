// Playback on the null device, in real time: loops, their change, shuttle with sound and scrubbing.
#include "engine/session/playback.h"

#include <doctest/doctest.h>

#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;
using namespace std::chrono_literals;

namespace {

class SameDevice final : public FrameRenderer {
  public:
    std::string name() const override { return "same"; }
    Result<PictureRef> render(const FrameProgram&, std::span<const PictureRef>) override {
        auto made = TRY(MutablePicture::make(PixelFormat::yuv420p, 64, 36, kRec709));
        return std::move(made).publish();
    }
    Result<PictureRef> render_float(const FrameProgram&, std::span<const PictureRef>) override {
        return fail(ErrorCode::internal, "not used");
    }
};

struct Stage {
    FakeAssets assets;
    DecodePool pool;
    SameDevice device;
    Ref<Project> project;
    std::unique_ptr<Playback> playback;

    Stage() {
        BuildProject b(Format{.width = 64, .height = 36, .rate = {25, 1}});
        b.clip(b.v1(), b.film("gone.mp4", seconds(10)), {}, {}, seconds(4));
        project = b.done();
        const Format& format = project->sequences[0]->format;
        playback = std::move(*Playback::open(format, {.device = "null"}, assets, pool, device));
        playback->show({.project = project, .sequence = project->sequences[0]});
    }
    // Calls see(position) about every 2 ms of `length` of rolling.
    template<class F>
    void roll(std::chrono::milliseconds length, F see) {
        auto begun = std::chrono::steady_clock::now();
        const auto limit = begun + 20s;
        bool rolls = false;
        while (std::chrono::steady_clock::now() < (rolls ? begun + length : limit)) {
            playback->poll();
            const bool now = playback->sound().transport.point().state == TransportState::rolling;
            if (now && !rolls) rolls = true, begun = std::chrono::steady_clock::now();
            if (rolls) see(playback->position());
            std::this_thread::sleep_for(2ms);
        }
        REQUIRE(rolls);
    }
};

} // namespace

TEST_CASE("a loop is played again and again, changed and left while it rolls") {
    Stage s;
    const TimeRange loop = TimeRange::between(millis(400), millis(800));
    s.playback->set_loop(loop);
    s.playback->locate(millis(200));
    s.playback->play();
    int wraps = 0;
    Time last;
    s.roll(1500ms, [&](Time t) {
        CHECK(t < loop.end());
        wraps += t < last;
        if (wraps > 0) CHECK(t >= loop.start);
        last = t;
    });
    CHECK(wraps >= 2);
    CHECK(wraps <= 3);
    CHECK(s.playback->playing());
    const TimeRange wider = TimeRange::between(millis(400), millis(1200));
    s.playback->set_loop(wider);
    Time furthest;
    s.roll(1200ms, [&](Time t) {
        CHECK(t < wider.end());
        furthest = std::max(furthest, t);
    });
    CHECK(furthest > millis(1100));
    s.playback->set_loop({});
    s.roll(1300ms, [&](Time t) { furthest = std::max(furthest, t); });
    CHECK(furthest > millis(1250));
    // Up to the end of the sequence, clipped, it does not stop there.
    s.playback->set_loop(TimeRange::between(millis(3600), seconds(60)));
    s.playback->locate(millis(3500));
    s.roll(1000ms, [](Time) {});
    CHECK(s.playback->playing());
    s.playback->set_loop({});
    s.roll(600ms, [](Time) {});
    CHECK_FALSE(s.playback->playing());
    CHECK(s.playback->sound().engine.report().starved == 0);
}

TEST_CASE("shuttle waits for its sound and moves at its speed; a scrub stands") {
    Stage s;
    for (Speed speed : {Speed{2, 1}, Speed{-2, 1}}) {
        s.playback->locate(seconds(2));
        s.playback->play(speed);
        s.roll(500ms, [](Time) {});
        const double at = s.playback->position().seconds();
        CHECK(std::abs(at - (speed.num > 0 ? 3 : 1)) < 0.3);
        s.playback->stop();
    }
    s.playback->scrub(seconds(1));
    for (int i = 0; i < 50; ++i) s.playback->poll(), std::this_thread::sleep_for(2ms);
    CHECK(s.playback->position() == seconds(1));
    CHECK_FALSE(s.playback->playing());
    CHECK(s.playback->sound().engine.report().starved == 0);
}
