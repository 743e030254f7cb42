// FrameServer with a clock by hand, self-made media and a device that works when the test says so: order, reverse,
// shuttle, late and dropped frames, generations, loops and undo, budgets, missing media, several threads.
#include "engine/video/frame_server.h"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "engine/media/probe.h"
#include "engine/video/rendered_cache.h"
#include "tests/support/self_media.h"
#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;
using namespace std::chrono_literals;

namespace {

constexpr FrameRate kRate{25, 1};
constexpr int kFrames = 100;
constexpr auto kLong = 20s; // a limit that is only met when something hangs

// Shows the first source as it is. allow() says how many frames may be rendered from now on; -1 = all.
class FakeDevice final : public FrameRenderer {
  public:
    std::string name() const override { return "fake"; }
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) override {
        std::unique_lock lock(mutex_);
        width_ = program.target.width;
        ++waiting_;
        wake_.notify_all();
        wake_.wait(lock, [&] { return allowed_ != 0; });
        --waiting_;
        if (allowed_ > 0) --allowed_;
        ++rendered_;
        if (sources.empty()) return fail(ErrorCode::unavailable, "nothing to show");
        return sources[0];
    }
    Result<PictureRef> render_float(const FrameProgram&, std::span<const PictureRef>) override {
        return fail(ErrorCode::internal, "not used");
    }
    // What befell the device is told with the next frame.
    void befall(const std::string& what) {
        std::lock_guard lock(mutex_);
        warnings_.push_back(what);
    }
    std::vector<std::string> take_warnings() override {
        std::lock_guard lock(mutex_);
        return std::exchange(warnings_, {});
    }
    void allow(int frames) {
        std::lock_guard lock(mutex_);
        allowed_ = frames;
        wake_.notify_all();
    }
    void await_caller() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return waiting_ > 0; });
    }
    int width() { // of the target, last
        std::lock_guard lock(mutex_);
        return width_;
    }
    int rendered() {
        std::lock_guard lock(mutex_);
        return rendered_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable wake_;
    int allowed_ = -1, waiting_ = 0, rendered_ = 0, width_ = 0;
    std::vector<std::string> warnings_;
};

// One film on V1, made once for all cases.
struct Film {
    TempFolder folder;
    Media media;
    Film() {
        SelfClip clip{.clip = 7, .frames = kFrames, .width = 320, .height = 180, .rate = kRate};
        clip.sound = "", clip.video = "-c:v libx264 -preset veryfast -crf 18 -g 20 -bf 2 -pix_fmt yuv420p";
        REQUIRE(make_self_clip(folder.file("film.mp4"), clip));
        auto probed = probe_media(folder.file("film.mp4"));
        REQUIRE(probed);
        media = std::move(probed).value();
    }
};
Film& film() {
    static Film one;
    return one;
}

struct Stage {
    explicit Stage(const FrameServerOptions& options = {}) {
        BuildProject b(Format{.width = 320, .height = 180, .rate = kRate});
        const MediaId id = b.add_media(film().media);
        b.clip(b.v1(), id, {}, {}, kRate.time_of(kFrames));
        project = b.done();
        server.emplace(assets, pool, device, options);
    }
    // Opens the gate first: the server waits for the frame in hand.
    ~Stage() { device.allow(-1); }
    View view() const { return {.project = project, .sequence = project->sequences[0]}; }
    // What the film's picture says, with the server's own word checked against it.
    int shown_at(Time t) {
        auto got = server->frame_at(t);
        if (!got) return -1;
        auto mark = read_mark(*got->picture);
        REQUIRE(mark);
        CHECK(mark->clip == 7);
        CHECK(mark->frame == got->frame);
        last = *got;
        return mark->frame;
    }
    FakeAssets assets;
    DecodePool pool;
    FakeDevice device;
    Ref<Project> project;
    ServedFrame last;
    std::optional<FrameServer> server; // ends first
};

Time inside(int64_t frame) { return kRate.time_of(frame) + Time{kRate.time_of(1).ticks / 2}; }

} // namespace

TEST_CASE("slots of every speed: ends, steps, times") {
    struct Case {
        int64_t from;
        Speed speed;
        int64_t step, slots;
    };
    for (Case c : {Case{0, {1, 1}, 1, 100}, Case{10, {1, 1}, 1, 90}, Case{10, {-1, 1}, -1, 11}, Case{0, {2, 1}, 1, 100},
                   Case{0, {5, 2}, 2, 50}, Case{1, {4, 1}, 2, 50}, Case{0, {8, 1}, 4, 25}, Case{99, {-8, 1}, -4, 25},
                   Case{50, {1, 4}, 1, 50}, Case{50, {0, 1}, 1, 1}, Case{99, {1, 1}, 1, 1}}) {
        CAPTURE(c.from);
        CAPTURE(c.speed.num);
        PlaybackOrder order(kRate, 100, kRate.time_of(c.from), c.speed);
        REQUIRE(order.slots() == c.slots);
        for (int64_t slot = 0; slot < c.slots; ++slot) {
            const int64_t frame = order.frame_of(slot);
            CHECK(frame == c.from + slot * c.step);
            CHECK(frame >= 0);
            CHECK(frame < 100);
            if (c.speed.num == 0) continue;
            CHECK(order.slot_at(inside(frame)) == slot);
            // A slot begins at its due time: forwards with it, backwards below it.
            CHECK(order.slot_at(order.due(slot) - Time{c.step < 0 ? 1 : 0}) == slot);
            if (slot > 0) CHECK(order.slot_at(order.due(slot) + Time{c.step < 0 ? 0 : -1}) == slot - 1);
        }
        CHECK(order.slot_at(kRate.time_of(c.step < 0 ? -50 : 1000)) == c.slots - 1);
    }
    CHECK(PlaybackOrder(kRate, 0, {}, {1, 1}).slot_at({}) == -1);
    CHECK(PlaybackOrder(kRate, 100, kRate.time_of(10), {1, 1}).slot_at({}) < 0);
    CHECK(PlaybackOrder(kRate, 100, {}, {4, 1}).slot_seconds() == doctest::Approx(0.02));
}

TEST_CASE("slots of a loop: the start follows the end, at every speed and from every place") {
    struct Case {
        int64_t from, in, out;
        Speed speed;
        int64_t step;
    };
    for (Case c : {Case{0, 10, 20, {1, 1}, 1}, Case{15, 10, 20, {1, 1}, 1}, Case{12, 12, 13, {1, 1}, 1},
                   Case{3, 10, 12, {1, 1}, 1}, Case{1, 10, 31, {4, 1}, 2}, Case{30, 10, 31, {8, 1}, 4},
                   Case{50, 40, 100, {1, 2}, 1}}) {
        CAPTURE(c.from);
        CAPTURE(c.out);
        const TimeRange loop = TimeRange::between(kRate.time_of(c.in), kRate.time_of(c.out));
        PlaybackOrder order(kRate, 100, kRate.time_of(c.from), c.speed, loop);
        REQUIRE(order.loops());
        int64_t want = c.from;
        for (int64_t slot = 0; slot < 200; ++slot) {
            CAPTURE(slot);
            REQUIRE(order.frame_of(slot) == want);
            // Known by its time and the slot before or after it, where the loop is not too short to tell.
            if (c.out - c.in > 2 * c.step)
                for (int64_t near : {slot - 1, slot, slot + 1}) REQUIRE(order.slot_at(inside(want), near) == slot);
            REQUIRE(order.frame_of(order.slot_at(inside(want), slot)) == want);
            CHECK(order.due(slot) == kRate.time_of(want));
            want += c.step;
            if (want >= c.out) want = c.in;
        }
    }
    const TimeRange loop = TimeRange::between(kRate.time_of(10), kRate.time_of(20));
    CHECK_FALSE(PlaybackOrder(kRate, 100, kRate.time_of(20), {1, 1}, loop).loops());
    CHECK_FALSE(PlaybackOrder(kRate, 100, kRate.time_of(15), {-1, 1}, loop).loops());
    CHECK_FALSE(PlaybackOrder(kRate, 100, kRate.time_of(15), {0, 1}, loop).loops());
}

TEST_CASE("a loop's start is ready before its end is shown") {
    Stage s;
    const TimeRange loop = TimeRange::between(kRate.time_of(30), kRate.time_of(50));
    s.server->show(s.view(), kRate.time_of(45), {1, 1}, loop);
    REQUIRE(s.server->wait_ready(20, kLong)); // five to the end, fifteen behind it
    s.device.allow(0);
    for (int i = 0; i < 20; ++i) {
        const int n = i < 5 ? 45 + i : 25 + i;
        REQUIRE(s.shown_at(inside(n)) == n);
        CHECK(s.last.fresh);
        CHECK_FALSE(s.last.late);
        CHECK(s.server->next_due(inside(n)) == kRate.time_of(n == 49 ? 30 : n + 1));
    }
    s.device.allow(-1);
    for (int i = 20; i < 85; ++i) {
        REQUIRE(s.server->wait_ready(2, kLong));
        const int n = 30 + (i - 5) % 20;
        REQUIRE(s.shown_at(inside(n)) == n);
        CHECK(s.last.fresh);
    }
    const FrameServerReport r = s.server->report();
    CHECK(r.shown == 85);
    CHECK(r.dropped == 0);
    CHECK(r.repeated == 0);
    CHECK(r.rendered == 20); // later passes find what was kept
}

TEST_CASE("every frame in order, forwards, backwards and in shuttle; what is left out is counted") {
    struct Case {
        Speed speed;
        int64_t from, step;
    };
    for (Case c : {Case{{1, 1}, 0, 1}, Case{{-1, 1}, kFrames - 1, -1}, Case{{4, 1}, 0, 2}, Case{{-8, 1}, 99, -4}}) {
        CAPTURE(c.speed.num);
        Stage s;
        s.server->show(s.view(), kRate.time_of(c.from), c.speed);
        int64_t slots = 0;
        for (int64_t n = c.from; n >= 0 && n < kFrames; n += c.step, ++slots) {
            // The playhead asks for the frame before first, so that the server knows what may be made.
            if (slots > 0) REQUIRE(s.server->wait_ready(2, kLong));
            if (slots == 0) REQUIRE(s.server->wait_ready(1, kLong));
            REQUIRE(s.shown_at(inside(n)) == n);
            CHECK(s.last.fresh);
            CHECK(s.last.due == kRate.time_of(c.step < 0 ? n + 1 : n));
            CHECK(s.shown_at(inside(n)) == n);
            CHECK_FALSE(s.last.fresh);
        }
        const FrameServerReport r = s.server->report();
        CHECK(r.shown == slots);
        CHECK(r.dropped == 0);
        CHECK(r.repeated == 0);
        CHECK(r.skipped == (slots - 1) * (std::abs(c.step) - 1));
        CHECK(r.rendered == slots);
        CHECK(r.bound == ViewBound::none);
    }
}

TEST_CASE("a slow device: the frame before is repeated, the late ones are dropped, and the device is named") {
    Stage s;
    s.device.allow(3);
    s.server->show(s.view(), {}, {1, 1});
    REQUIRE(s.server->wait_ready(3, kLong));
    for (int n = 0; n < 3; ++n) CHECK(s.shown_at(inside(n)) == n);
    s.device.await_caller(); // frame 3 is in hand
    // Frames 4 and 5 are decoded meanwhile: what is not when it becomes late would be passed over.
    for (int still = 0; still < 8;) {
        const double before = s.server->report().decode_s;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        still = s.server->report().decode_s == before ? still + 1 : 0;
    }
    CHECK_FALSE(s.last.late);
    CHECK(s.shown_at(inside(3)) == 2);
    CHECK(s.last.late);
    CHECK(s.shown_at(inside(3)) == 2); // asked twice, late once
    CHECK(s.shown_at(inside(5)) == 2);
    s.device.allow(-1);
    REQUIRE(s.server->wait_ready(1, kLong));
    CHECK(s.shown_at(inside(5)) == 5);
    const FrameServerReport r = s.server->report();
    CHECK(r.shown == 4);
    CHECK(r.dropped == 2);
    CHECK(r.repeated == 3);
    CHECK(r.late_compute == 3);
    CHECK(r.late_decode == 0);
    CHECK(r.bound == ViewBound::compute);
    CHECK(r.shown + r.dropped == 6);
}

TEST_CASE("a caller that asks too seldom drops frames that were ready, and is named") {
    Stage s;
    s.server->show(s.view(), {}, {1, 1});
    REQUIRE(s.server->wait_ready(12, kLong));
    CHECK(s.shown_at(inside(0)) == 0);
    CHECK(s.shown_at(inside(6)) == 6);
    const FrameServerReport r = s.server->report();
    CHECK(r.dropped == 5);
    CHECK(r.unasked == 5);
    CHECK(r.repeated == 0);
    CHECK(r.bound == ViewBound::caller);
}

TEST_CASE("a locate returns at once, and nothing of the older generation is shown") {
    Stage s;
    s.device.allow(0);
    const uint64_t first = s.server->show(s.view(), {}, {1, 1});
    s.device.await_caller();
    // The device holds frame 0 and will not let go; neither call waits for it.
    const uint64_t second = s.server->locate(kRate.time_of(30), {1, 1});
    const uint64_t third = s.server->locate(kRate.time_of(60), {1, 1});
    CHECK(second == first + 1);
    CHECK(third == second + 1);
    CHECK_FALSE(s.server->frame_at(inside(60)));
    s.device.allow(-1);
    REQUIRE(s.server->wait_ready(12, kLong));
    CHECK(s.shown_at(inside(60)) == 60);
    CHECK(s.last.generation == third);
    CHECK(s.server->report().cancelled >= 1);
    CHECK(s.server->report().dropped == 0);
    // Of the 100 frames only those of the last place and what was in hand were made.
    CHECK(s.device.rendered() <= 12 + 4);
}

TEST_CASE("loops, undo and a return to a quality make no frame twice") {
    Stage s;
    View original = s.view();
    auto play = [&](const View& view, int first, int last) {
        s.server->show(view, kRate.time_of(first), {1, 1});
        for (int n = first; n < last; ++n) {
            REQUIRE(s.server->wait_ready(1, kLong));
            REQUIRE(s.server->frame_at(inside(n)));
            if (n + 1 < last) REQUIRE(s.server->wait_ready(2, kLong));
        }
        REQUIRE(s.server->wait_ready(12, kLong));
    };
    play(original, 10, 20);
    const int made = s.device.rendered();
    CHECK(made == 10 - 1 + 12);
    s.server->locate(kRate.time_of(10), {1, 1}); // the loop
    REQUIRE(s.server->wait_ready(12, kLong));
    CHECK(s.shown_at(inside(10)) == 10);
    CHECK(s.device.rendered() == made);

    // An edit changes all pixels; undoing it finds them again.
    BuildProject b(Format{.width = 320, .height = 180, .rate = kRate});
    const MediaId id = b.add_media(film().media);
    const ClipId clip = b.clip(b.v1(), id, {}, {}, kRate.time_of(kFrames));
    b.effect(clip, EffectKind::exposure, [](Effect& e) { set(e, 0, 1.0); });
    auto edited = b.done();
    const int before = s.device.rendered();
    play({.project = edited, .sequence = edited->sequences[0]}, 10, 12);
    CHECK(s.device.rendered() > before);
    const int after = s.device.rendered();
    play(original, 10, 12);
    CHECK(s.device.rendered() == after);
    CHECK(s.server->report().cache_hits >= 12 + 13);
}

TEST_CASE("the ring's budget holds the makers back") {
    const size_t frame = 320 * 180 * 3 / 2;
    Stage s({.look_ahead = 12, .ring_bytes = 3 * frame + 100, .cache_bytes = 0});
    s.server->show(s.view(), {}, {1, 1});
    REQUIRE(s.server->wait_ready(12, kLong));
    std::this_thread::sleep_for(30ms); // whoever did not hold back would render on
    CHECK(s.device.rendered() == 3);
    CHECK(s.shown_at(inside(0)) == 0);
    CHECK(s.shown_at(inside(2)) == 2);
    REQUIRE(s.server->wait_ready(3, kLong));
    CHECK(s.device.rendered() == 5);

    RenderedCache cache(2 * frame);
    auto picture = [&] {
        auto made = MutablePicture::make(PixelFormat::yuv420p, 320, 180, kRec709);
        return std::move(*made).publish();
    };
    for (uint64_t key : {1, 2}) cache.keep(key, picture());
    CHECK(cache.find(1));
    cache.keep(3, picture());
    CHECK(cache.bytes() == 2 * frame);
    CHECK_FALSE(cache.find(2));
    CHECK(cache.find(1));
    CHECK(cache.find(3));
}

TEST_CASE("the picture fits the viewer, halves and quarters with the quality") {
    BuildProject b(Format{.width = 1920, .height = 1080, .rate = kRate});
    auto project = b.done();
    View v{.project = project, .sequence = project->sequences[0]};
    auto size = [&] { return std::pair(view_target(v).width, view_target(v).height); };
    CHECK(size() == std::pair(1920, 1080));
    v.quality = ViewQuality::half;
    CHECK(size() == std::pair(960, 540));
    v.quality = ViewQuality::quarter;
    CHECK(size() == std::pair(480, 270));
    v.width = 960, v.height = 960, v.quality = ViewQuality::full;
    CHECK(size() == std::pair(960, 540));
    v.width = 4000, v.height = 3000;
    CHECK(size() == std::pair(1920, 1080));
    v.width = 3, v.height = 3;
    CHECK(size() == std::pair(4, 2));
}

TEST_CASE("a frame that cannot be made is dropped and said; a missing medium is a slate, not kept") {
    Stage s;
    BuildProject b(Format{.width = 320, .height = 180, .rate = kRate});
    b.clip(b.v1(), b.film("gone.mp4", seconds(10)), {}, {}, seconds(4));
    auto project = b.done();
    View v{.project = project, .sequence = project->sequences[0]};
    s.server->show(v, {}, {1, 1});
    REQUIRE(s.server->wait_ready(2, kLong));
    auto slate = s.server->frame_at({});
    REQUIRE(slate);
    CHECK(slate->picture->format == PixelFormat::rgb24);
    CHECK(s.server->report().noted >= 1);
    s.server->show(v, {}, {1, 1});
    REQUIRE(s.server->wait_ready(2, kLong));
    CHECK(s.server->report().cache_hits == 0);
    v.on_missing = OnMissing::fail;
    s.server->show(v, {}, {1, 1});
    REQUIRE(s.server->wait_ready(2, kLong));
    CHECK_FALSE(s.server->frame_at({}));
    REQUIRE(s.server->report().error);
    CHECK(s.server->report().error->code == ErrorCode::no_input);
}

TEST_CASE("locates, edits and readers at once: every picture is the one it says") {
    Stage s({.look_ahead = 4, .look_behind = 6});
    s.server->show(s.view(), {}, {1, 1});
    std::atomic<bool> done = false;
    std::atomic<int> seen = 0, wrong = 0;
    std::thread presenter([&] {
        uint64_t newest = 0;
        std::mt19937 random(5);
        while (!done) {
            auto got = s.server->frame_at(inside(static_cast<int64_t>(random() % kFrames)));
            s.server->next_due(inside(1));
            if (!got) continue;
            auto mark = read_mark(*got->picture);
            wrong += !mark || mark->frame != got->frame || got->generation < newest;
            newest = got->generation;
            seen += got->fresh;
        }
    });
    std::mt19937 random(4);
    for (int i = 0; i < 150; ++i) {
        const Speed speeds[] = {{1, 1}, {-1, 1}, {4, 1}, {0, 1}, {-8, 1}};
        const Speed speed = speeds[random() % 5];
        const Time at = kRate.time_of(static_cast<int64_t>(random() % kFrames));
        if (i % 10 == 0)
            s.server->show(s.view(), at, speed);
        else
            s.server->locate(at, speed);
        if (i % 3 == 0) CHECK(s.server->wait_ready(1, kLong));
        s.server->report();
    }
    // On a busy machine the presenter may not have had a turn at the right time yet.
    for (int i = 0; i < 2000 && seen == 0; ++i) {
        s.server->locate(inside(i % kFrames), {0, 1});
        CHECK(s.server->wait_ready(1, kLong));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    done = true;
    presenter.join();
    CHECK(wrong == 0);
    CHECK(seen > 0);
}

TEST_CASE("what befell the device is handed on once") {
    Stage stage;
    stage.device.befall("the device was opened again");
    stage.server->show(stage.view(), {}, {0, 1});
    REQUIRE(stage.server->wait_ready(1, kLong));
    CHECK(stage.server->take_warnings() == std::vector<std::string>{"the device was opened again"});
    CHECK(stage.server->take_warnings().empty());
}

TEST_CASE("a place at a lower quality is smaller and says so; the next one has the view's again") {
    int first = 0;
    std::mutex mutex;
    Stage s({.on_first = [&] {
        const std::lock_guard lock(mutex);
        ++first;
    }});
    auto told = [&] {
        const std::lock_guard lock(mutex);
        return first;
    };
    struct Step {
        ViewQuality at_most, made;
        int width;
    };
    using enum ViewQuality;
    for (const ViewQuality of_view : {full, quarter}) {
        View view = s.view();
        view.quality = of_view;
        s.server->show(view, {}, {0, 1});
        const Step low = of_view == full ? Step{half, half, 160} : Step{half, quarter, 80};
        const Step usual{full, of_view, of_view == full ? 320 : 80};
        for (const Step& step : {low, usual}) {
            const int before = told();
            s.server->locate(kRate.time_of(30), {0, 1}, {}, step.at_most);
            REQUIRE(s.server->wait_ready(1, std::chrono::milliseconds(20000)));
            const auto frame = s.server->frame_at(inside(30));
            REQUIRE(frame);
            CHECK(frame->quality == step.made);
            CHECK(s.device.width() == step.width);
            CHECK(frame->frame == 30);
            CHECK(told() == before + 1);
        }
    }
}
