// The Vulkan device against the scalar reference: every format in and out, every op, random programs from seeds.
#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/oracle_programs.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;

// Differences to the reference: stored codes within 1 up to 10 bits (half floats of textures cost more codes above).
static Compare compare_with(VulkanRenderer& device) {
    return [&](const BuildProgram& b, const std::string& what, double float_limit) {
        static auto reference = make_reference_renderer();
        INFO(what);
        const auto& f = info(b.program.target.format);
        double limit = f.is_float ? 1.5 / 1024 : f.depth() > 10 ? std::ldexp(1.0, f.depth() - 10) : 1;
        auto got_float = device.render_float(b.program, b.pictures);
        if (!got_float) FAIL(got_float.error().text());
        CHECK(worst_difference(*reference->render_float(b.program, b.pictures).value(), **got_float) <= float_limit);
        auto got = device.render(b.program, b.pictures).value();
        CHECK(worst_difference(*reference->render(b.program, b.pictures).value(), *got) <= limit);
    };
}

// Modes side by side in strips of one program, cut by the ops' bounds: a kernel a mode would take long to compile here.
static void blend_strips(const Compare& compare, const std::vector<int>& modes, BlendSpace space, double limit) {
    constexpr int kStrip = 24;
    int width = kStrip * static_cast<int>(modes.size());
    BuildProgram b(width, 40, PixelFormat::yuv444p, kRec709);
    b.program.space = space;
    int16_t a = b.sample(b.source(make_picture(PixelFormat::yuva444p10le, width, 40, kRec709, 1), kRec709), {}, kPlain);
    int16_t c = b.sample(b.source(make_picture(PixelFormat::rgba, width, 40, kSrgbFull, 2), kSrgbFull), {}, kPlain);
    int16_t all = kNoValue;
    std::string names;
    for (size_t i = 0; i < modes.size(); ++i) {
        int16_t strip = b.binary(OpCode::blend, modes[i], a, c);
        b.program.ops.back().bounds = {static_cast<int>(i) * kStrip, 0, static_cast<int>(i + 1) * kStrip, 40};
        all = all == kNoValue ? strip : b.binary(OpCode::blend, 0, all, strip);
        names += " " + std::to_string(modes[i]);
    }
    compare(b, "blend modes" + names, limit);
}

static void blends_and_wipes_in_strips(const Compare& compare) {
    std::vector<int> linear, display;
    for (int mode = 0; mode < static_cast<int>(BlendMode::count_); ++mode)
        if (mode != 8 && mode != 9) (mode & 1 ? display : linear).push_back(mode);
    blend_strips(compare, linear, BlendSpace::linear, kOracleLimit);
    blend_strips(compare, display, BlendSpace::display, kOracleLimit);
    // Dodge and burn divide by what may be nearly nothing.
    blend_strips(compare, {8, 9}, BlendSpace::linear, 0.02);

    BuildProgram b(7 * 48, 40, PixelFormat::yuv444p, kRec709);
    int16_t a = b.sample(b.source(make_picture(PixelFormat::yuv420p, 7 * 48, 40, kRec709, 1), kRec709), {}, kPlain);
    int16_t all = kNoValue;
    for (int kind = 1; kind <= 7; ++kind) {
        int16_t c = b.op(
            {.code = OpCode::gradient, .opaque = true},
            {{0.1f, 0.2f, 0.9f, 1.0f}, {0.9f, 0.6f, 0.1f, 0.5f}, {5, 5, 0.01f, 0.006f}, {float(kind & 1), 0, 0, 0}});
        b.program.ops.back().opaque = false;
        int x = (kind - 1) * 48;
        int16_t strip =
            b.binary(OpCode::wipe, kind, a, c, {{0.4f, 0.3f, 0, 0}, {static_cast<float>(x) + 6, 4, 38, 30}});
        b.program.ops.back().bounds = {x, 0, x + 48, 40};
        all = all == kNoValue ? strip : b.binary(OpCode::blend, 0, all, strip);
    }
    compare(b, "wipes", 2.0 / 1024);
}

#define TANDEM_VULKAN_CASE(title, ...)                                                                                 \
    TEST_CASE(title) {                                                                                                 \
        if (auto device = vulkan_or_skip()) __VA_ARGS__;                                                               \
    }

TANDEM_VULKAN_CASE("every input format decodes like the reference", input_formats(compare_with(*device)))
TANDEM_VULKAN_CASE("every output format is stored like the reference", output_formats(compare_with(*device)))
TANDEM_VULKAN_CASE("chroma sitings in and out", sitings(compare_with(*device)))
TANDEM_VULKAN_CASE("transfers, primaries and matrices convert like the reference", colours(compare_with(*device)))
TANDEM_VULKAN_CASE("filters, scales and turns sample like the reference", filters(compare_with(*device)))
TANDEM_VULKAN_CASE("blend modes and wipes like the reference", blends_and_wipes_in_strips(compare_with(*device)))
TANDEM_VULKAN_CASE("random programs from seeds", random_programs(compare_with(*device), 1, 10))
