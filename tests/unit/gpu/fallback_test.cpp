// What follows when a device fails: opened again once, then the next of the list; the frame comes out, the user is
// told.
#include "gpu/device/fallback_renderer.h"

#include <doctest/doctest.h>

#include <deque>

#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// Fails as often as its plan says, counting over all renderers that one factory makes.
struct Plan {
    int failures = 0; // renders that fail from now on
    ErrorCode code = ErrorCode::temporary;
    int opened = 0, renders = 0, alive = 0;
    int opens_until = 1000; // opening fails from then on
    size_t depth = 1;       // frames in flight
};

class Fake : public FrameRenderer {
  public:
    Fake(Plan& plan, std::string name) : plan_(plan), name_(std::move(name)) { ++plan_.alive; }
    ~Fake() override { --plan_.alive; }
    std::string name() const override { return name_; }
    Result<PictureRef> render(const FrameProgram& p, std::span<const PictureRef>) override {
        ++plan_.renders;
        if (plan_.failures > 0) {
            --plan_.failures;
            return fail(plan_.code, "the device was lost while rendering; use --device cpu", "Device " + name_);
        }
        return make_picture(p.target.format, p.target.width, p.target.height, p.target.colour, 1);
    }
    Result<PictureRef> render_float(const FrameProgram& p, std::span<const PictureRef> s) override {
        return render(p, s);
    }
    size_t max_in_flight() const override { return plan_.depth; }
    void submit(const FrameProgram& p, std::span<const PictureRef> s) override {
        flights_.push_back({p, {s.begin(), s.end()}});
        CHECK(flights_.size() <= plan_.depth);
    }
    Result<PictureRef> collect() override {
        auto [p, s] = std::move(flights_.front());
        flights_.pop_front();
        return render(p, s);
    }

  private:
    std::deque<std::pair<FrameProgram, std::vector<PictureRef>>> flights_;
    Plan& plan_;
    std::string name_;
};

DeviceFactory factory(const std::string& id, Plan& plan) {
    return {id, [id, &plan]() -> Result<std::unique_ptr<FrameRenderer>> {
                if (plan.opened >= plan.opens_until) return fail(ErrorCode::unavailable, "cannot be opened", id);
                CHECK(plan.alive == 0); // the failed one is gone before it is opened again
                ++plan.opened;
                return std::unique_ptr<FrameRenderer>(std::make_unique<Fake>(plan, id + " fake"));
            }};
}

const FrameProgram& program() {
    static const BuildProgram b(16, 8, PixelFormat::rgb24);
    return b.program;
}

} // namespace

TEST_CASE("nothing is said and nothing else is opened while the device works") {
    Plan gpu, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("cpu", cpu)}).value();
    for (int i = 0; i < 5; ++i) CHECK(r->render(program(), {}));
    CHECK(gpu.opened == 1);
    CHECK(cpu.opened == 0);
    CHECK(r->take_warnings().empty());
    CHECK(r->name() == "gpu fake");
}

TEST_CASE("a lost device is opened again once, then the next takes over, each told once") {
    Plan gpu{.failures = 1}, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("cpu", cpu)}).value();
    CHECK(r->render(program(), {}));
    CHECK(gpu.opened == 2);
    auto said = r->take_warnings();
    REQUIRE(said.size() == 1);
    CHECK(said[0] == "gpu, Device gpu fake: the device was lost while rendering; the device was opened again and "
                     "rendering goes on");
    CHECK(r->take_warnings().empty());
    gpu.failures = 1;
    CHECK(r->render_float(program(), {}));
    CHECK(gpu.opened == 2);
    CHECK(gpu.alive == 0);
    CHECK(r->name() == "cpu fake");
    said = r->take_warnings();
    REQUIRE(said.size() == 1);
    CHECK(said[0].find("rendering goes on with cpu fake") != std::string::npos);
}

TEST_CASE("frames in flight when a device is lost come out in order, by the device that takes over") {
    // Widths tell frames apart.
    std::vector<FrameProgram> frames(5, program());
    for (size_t i = 0; i < frames.size(); ++i) frames[i].target.width = 16 + 2 * static_cast<int>(i);
    int failures = 0;
    SUBCASE("not lost") { failures = 0; }
    SUBCASE("once") { failures = 1; }
    SUBCASE("for good") { failures = 2; }
    Plan gpu{.failures = failures, .depth = 2}, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("cpu", cpu)}).value();
    std::vector<int> got;
    size_t flying = 0;
    auto land = [&] {
        got.push_back(r->collect().value()->width);
        --flying;
    };
    for (const FrameProgram& p : frames) {
        while (flying > 0 && flying >= r->max_in_flight()) land();
        r->submit(p, {});
        ++flying;
    }
    while (flying > 0) land();
    CHECK(got == std::vector<int>{16, 18, 20, 22, 24});
    CHECK(r->name() == (failures < 2 ? "gpu fake" : "cpu fake"));
    CHECK(r->take_warnings().size() == static_cast<size_t>(failures));
    CHECK(gpu.alive == (failures < 2 ? 1 : 0));
}

TEST_CASE("a device that cannot be opened again, and one that is not there, are passed over") {
    Plan gpu{.failures = 1, .opens_until = 1}, second{.opens_until = 0}, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("second", second), factory("cpu", cpu)}).value();
    CHECK(r->render(program(), {}));
    CHECK(r->name() == "cpu fake");
    CHECK(r->take_warnings().size() == 1);
}

TEST_CASE("a kernel that does not compile goes to the next device at once") {
    Plan gpu{.failures = 1, .code = ErrorCode::internal}, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("cpu", cpu)}).value();
    CHECK(r->render(program(), {}));
    CHECK(gpu.opened == 1);
    CHECK(r->name() == "cpu fake");
}

TEST_CASE("errors of the frame are no reason to change the device; with no device left the last error stays") {
    Plan gpu{.failures = 1, .code = ErrorCode::bad_data}, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("cpu", cpu)}).value();
    CHECK(r->render(program(), {}).error().code == ErrorCode::bad_data);
    CHECK(cpu.opened == 0);
    gpu.code = cpu.code = ErrorCode::temporary, gpu.failures = 2, cpu.failures = 1000;
    for (int i = 0; i < 2; ++i) CHECK(r->render(program(), {}).error().where == "Device cpu fake");
    CHECK(cpu.opened == 2);
    cpu.failures = 0;
    CHECK(r->render(program(), {})); // it is still there when it works again
    Plan last{.failures = 1, .opens_until = 1};
    auto alone = FallbackRenderer::open({factory("only", last)}).value();
    CHECK(alone->render(program(), {}).error().code == ErrorCode::temporary);
    CHECK(alone->render(program(), {}).error().code == ErrorCode::unavailable);
    CHECK(alone->name() == "only");
}

TEST_CASE("the device asked for is not replaced when it cannot be opened at all") {
    Plan gpu{.opens_until = 0}, cpu;
    auto r = FallbackRenderer::open({factory("gpu", gpu), factory("cpu", cpu)});
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::unavailable);
}
