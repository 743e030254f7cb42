// Kernels of the edits ahead: a frame server on a Vulkan device asks for them when a view is shown, and playing over a
// cut to new effects then waits for no compile and shows no stand-in. Counted, never timed.
#include <memory>
#include <thread>

#include "engine/video/assets.h"
#include "engine/video/frame_server.h"
#include "tests/support/build_project.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;
using namespace std::chrono_literals;

namespace {

template<class Condition>
bool comes(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + 120s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > give_up) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

} // namespace

TEST_CASE("a program that was asked for ahead compiles nothing when it is rendered, whatever its pictures are") {
    VulkanOptions options;
    options.wait = KernelWait::stand_in;
    auto device = vulkan_or_skip(options);
    if (!device) return;
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    CHECK(device->prepare(b.program));
    REQUIRE(comes([&] { return device->stats().pending == 0; }));
    const uint64_t compiles = device->stats().compiles;
    CHECK(compiles > 0);
    for (PixelFormat format : {PixelFormat::yuv444p, PixelFormat::yuv444p10le}) {
        BuildProgram other = layers(1.25, 0.8, 0.7f, 0.4f, format);
        other.program.target.format = b.program.target.format;
        REQUIRE(device->render(other.program, other.pictures));
    }
    CHECK(device->stats().compiles == compiles);
    CHECK(device->stats().stand_ins == 0);
}

TEST_CASE("playing over a cut to new effects waits for no compile") {
    VulkanOptions options;
    options.wait = KernelWait::stand_in;
    auto device = vulkan_or_skip(options);
    if (!device) return;
    BuildProject b(Format{.width = 96, .height = 64});
    b.generator(b.v1(), EffectKind::gradient, {}, seconds(1));
    const ClipId second = b.generator(b.v1(), EffectKind::gradient, seconds(1), seconds(1));
    for (auto [kind, slot, value] : {std::tuple{EffectKind::saturation, 0, 1.4}, {EffectKind::blur, 0, 0.05}})
        b.effect(second, kind, [&, at = static_cast<size_t>(slot), v = value](Effect& e) { e.params[at].value = v; });
    b.transition(second, TransitionKind::dissolve, millis(200), millis(200));
    const auto project = b.done();
    auto assets = make_frame_assets();
    DecodePool pool({.decoder_threads = 1});
    auto server = std::make_unique<FrameServer>(*assets, pool, *device, FrameServerOptions{.look_ahead = 2});
    const View view{.project = project, .sequence = project->sequences[0]};
    server->show(view, {}, {1, 1});
    REQUIRE(server->wait_ready(2, 120s));
    // Starts and ends, each with the frame behind it: the dissolve's two and the cut.
    REQUIRE(comes([&] { return server->report().prepared >= 6; }));
    REQUIRE(comes([&] { return device->stats().pending == 0; }));
    const auto before = device->stats();
    const int64_t made = server->report().rendered;
    CHECK(before.compiles > 0);
    for (int64_t frame : {19, 20, 21, 24, 25, 26, 30, 31, 40}) {
        CAPTURE(frame);
        server->locate(project->sequences[0]->format.rate.time_of(frame), {0, 1});
        REQUIRE(server->wait_ready(1, 120s));
        CHECK_FALSE(server->report().error);
    }
    // Frames of one gradient are one frame; those of the dissolve and behind it are new.
    CHECK(server->report().rendered >= made + 4);
    server.reset(); // before its device's counts are read
    CHECK(device->stats().stand_ins == before.stand_ins);
    CHECK(device->stats().compiles == before.compiles);
}
