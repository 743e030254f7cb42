// The Vulkan device against the scalar reference: every format in and out, every op, random programs from seeds.
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("the oracle's programs on Vulkan like the reference") {
    if (auto device = vulkan_or_skip()) run_oracle_suites(*device);
}
TEST_CASE("random programs from seeds on Vulkan") {
    if (auto device = vulkan_or_skip()) random_programs(like_reference(*device), 1, 10);
}
TEST_CASE("a flat grey between two codes keeps its mean") {
    if (auto device = vulkan_or_skip()) dither_keeps_means(*device);
}
