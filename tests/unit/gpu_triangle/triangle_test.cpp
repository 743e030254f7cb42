// The oracle triangle: random programs on the scalar reference, the SIMD renderer, Vulkan and OpenCL, kernels fused and
// one op each. TANDEM_RANDOM_PROGRAMS sets how many programs (1000 before a release), TANDEM_RANDOM_FIRST the first.
#include <cstdlib>

#include "gpu/opencl/opencl_renderer.h"
#include "gpu/vulkan/vulkan_renderer.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu/random_program.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Side {
    std::string name;
    std::unique_ptr<FrameRenderer> renderer;
    double worst_float = 0, worst_code = 0;
};

int number_from(const char* variable, int otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::atoi(text) : otherwise;
}

template<class Made>
void add(std::vector<Side>& to, const std::string& name, Made made) {
    if (made)
        to.push_back({name, std::move(made).value()});
    else
        MESSAGE("without " << name << ": " << made.error().text());
}

} // namespace

TEST_CASE("every device gives what the reference gives, fused and one op a kernel") {
    std::vector<Side> sides;
    sides.push_back({"cpu", make_cpu_renderer(1)});
    VulkanOptions vulkan;
    OpenClOptions opencl;
    add(sides, "vulkan fused", make_vulkan_renderer(vulkan));
    add(sides, "opencl fused", make_opencl_renderer(opencl));
    vulkan.kernels = opencl.kernels = KernelSplit::one_op;
    add(sides, "vulkan one op", make_vulkan_renderer(vulkan));
    add(sides, "opencl one op", make_opencl_renderer(opencl));
    auto reference = make_reference_renderer();

    const int count = number_from("TANDEM_RANDOM_PROGRAMS", 10), first = number_from("TANDEM_RANDOM_FIRST", 0);
    const int sharing = std::max(5, count / 40); // programs of one structure
    for (int i = first; i < first + count; ++i) {
        BuildProgram b = random_program(static_cast<uint32_t>(i / sharing), static_cast<uint32_t>(i));
        const auto& target = b.program.target;
        INFO("program " << i << ", structure " << i / sharing << "\n" << dump(b.program));
        auto want_float = reference->render_float(b.program, b.pictures).value();
        auto want = reference->render(b.program, b.pictures).value();
        for (Side& side : sides) {
            INFO(side.name);
            auto got_float = side.renderer->render_float(b.program, b.pictures);
            if (!got_float) FAIL(got_float.error().text());
            double d = worst_difference(*want_float, **got_float);
            CHECK(d <= kOracleLimit);
            side.worst_float = std::max(side.worst_float, d);
            d = worst_visible_difference(*want, *side.renderer->render(b.program, b.pictures).value());
            CHECK(d <= code_limit(target.format));
            side.worst_code = std::max(side.worst_code, d);
        }
    }
    for (const Side& side : sides)
        MESSAGE(side.name << ": " << count << " programs, largest difference " << side.worst_float * 1024
                          << "/1024 in float, " << side.worst_code << " codes");
}
