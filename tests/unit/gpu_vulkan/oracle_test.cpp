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

#define TANDEM_VULKAN_CASE(title, ...)                                                                                 \
    TEST_CASE(title) {                                                                                                 \
        if (auto device = vulkan_or_skip()) __VA_ARGS__;                                                               \
    }

TANDEM_VULKAN_CASE("every input format decodes like the reference", input_formats(compare_with(*device)))
TANDEM_VULKAN_CASE("every output format is stored like the reference", output_formats(compare_with(*device)))
TANDEM_VULKAN_CASE("chroma sitings in and out", sitings(compare_with(*device)))
TANDEM_VULKAN_CASE("transfers, primaries and matrices convert like the reference", colours(compare_with(*device)))
TANDEM_VULKAN_CASE("filters, scales and turns sample like the reference", filters(compare_with(*device)))
TANDEM_VULKAN_CASE("blend modes and wipes like the reference", blends_and_wipes(compare_with(*device)))
TANDEM_VULKAN_CASE("random programs from seeds", random_programs(compare_with(*device), 1, 40))
