// Which engine follows on which error, and what is said of it.
#include "gpu/device/fallback_scopes.h"

#include <doctest/doctest.h>

#include <utility>

#include "gpu/device/scope_codes.h"
#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Plan {
    int failures = 0; // calls that fail from now on
    ErrorCode code = ErrorCode::temporary;
    bool opens = true;
    int opened = 0, calls = 0, alive = 0;
};

class Fake final : public ScopeEngine {
  public:
    explicit Fake(Plan& plan) : plan_(plan) { ++plan_.alive; }
    ~Fake() override { --plan_.alive; }
    Result<ScopeCounts> measure(const Picture& picture, const ScopeSpec& spec) override {
        ++plan_.calls;
        if (plan_.failures > 0) {
            --plan_.failures;
            return fail(plan_.code, "the device was lost; use --device cpu", "Device");
        }
        return empty_counts(picture, spec);
    }
    Result<PictureRef> overlay(const Picture& picture, ScopeKind, const ScopeSpec& spec, int64_t*) override {
        TRY(measure(picture, spec));
        return make_picture(PixelFormat::rgba, picture.width, picture.height, kRec709, 1);
    }
    std::vector<std::string> take_warnings() override { return std::exchange(said_, {}); }

  private:
    std::vector<std::string> said_{"fake said"};
    Plan& plan_;
};

ScopeFactory factory(const std::string& id, Plan& plan) {
    return {id, [&plan]() -> Result<std::unique_ptr<ScopeEngine>> {
                CHECK(plan.alive == 0); // the failed one is gone before it is opened again
                if (!plan.opens) return fail(ErrorCode::unavailable, "there is no driver; install one");
                ++plan.opened;
                return std::unique_ptr<ScopeEngine>(std::make_unique<Fake>(plan));
            }};
}

const PictureRef& picture() {
    static const PictureRef p = make_picture(PixelFormat::yuv420p, 8, 4, kRec709, 1);
    return p;
}

} // namespace

TEST_CASE("scopes: engines open when they are needed, the second only after the first failed") {
    Plan gpu, cpu;
    FallbackScopes scopes({factory("gpu", gpu), factory("cpu", cpu)});
    CHECK(gpu.opened == 0);
    CHECK(scopes.take_warnings().empty());
    for (int i = 0; i < 3; ++i) CHECK(scopes.measure(*picture(), {}));
    CHECK(scopes.overlay(*picture(), ScopeKind::zebra, {}));
    CHECK(gpu.opened == 1);
    CHECK(cpu.opened == 0);
    CHECK(scopes.take_warnings() == std::vector<std::string>{"fake said"});

    gpu.failures = 1; // lost once: opened again
    CHECK(scopes.measure(*picture(), {}));
    CHECK(gpu.opened == 2);
    CHECK(scopes.take_warnings().front() == "gpu, Device: the device was lost; the device is opened again for scopes");
    gpu.failures = 1; // and again: given up
    CHECK(scopes.overlay(*picture(), ScopeKind::peaking, {}));
    CHECK(gpu.alive == 0);
    CHECK(cpu.opened == 1);
    CHECK(scopes.take_warnings().front() == "gpu, Device: the device was lost; scopes are made with cpu");
    for (int i = 0; i < 3; ++i) CHECK(scopes.measure(*picture(), {}));
    CHECK(gpu.opened == 2);
}

TEST_CASE("scopes: a driver that does not compile is not asked twice, one that is absent is passed by") {
    Plan broken, absent, cpu;
    broken.failures = 5, broken.code = ErrorCode::internal, absent.opens = false;
    FallbackScopes scopes({factory("broken", broken), factory("absent", absent), factory("cpu", cpu)});
    CHECK(scopes.measure(*picture(), {}));
    CHECK(broken.calls == 1);
    CHECK(cpu.calls == 1);
    const auto warnings = scopes.take_warnings();
    REQUIRE(warnings.size() == 4);
    CHECK(warnings[2] == "absent, there is no driver; scopes are made with cpu");
}

TEST_CASE("scopes: errors of the picture pass, and the last engine's when nothing is left") {
    Plan gpu, cpu;
    gpu.failures = 1, gpu.code = ErrorCode::usage;
    FallbackScopes scopes({factory("gpu", gpu), factory("cpu", cpu)});
    CHECK(scopes.measure(*picture(), {}).error().code == ErrorCode::usage);
    CHECK(gpu.opened == 1);
    CHECK(cpu.opened == 0);
    gpu.failures = 100, gpu.code = ErrorCode::internal;
    cpu.failures = 2;
    CHECK(scopes.measure(*picture(), {}).error().code == ErrorCode::temporary); // opened again once, failed again
    CHECK(cpu.opened == 2);
    CHECK(scopes.measure(*picture(), {})); // what failed for lack of memory may work later
}
