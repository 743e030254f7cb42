// Time of whole 1080p frames in linear light on every kind of device, kernels fused and one op each. On a machine
// without a GPU, Vulkan and OpenCL run on the processor (lavapipe, PoCL) with as many threads as the SIMD renderer:
// compare the columns of one run. Run by tests/bench; no assertion.
#include <benchmark/benchmark.h>

#include "gpu/cpu/cpu_renderer.h"
#include "gpu/opencl/opencl_renderer.h"
#include "gpu/vulkan/vulkan_renderer.h"
#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

enum class Device : int { cpu, vulkan, vulkan_one_op, opencl, opencl_one_op };
constexpr const char* kDevices[] = {"cpu", "vulkan", "vulkan one-op", "opencl", "opencl one-op"};

template<class Options>
Options of(KernelSplit kernels) {
    Options options;
    options.kernels = kernels;
    return options;
}
Result<std::unique_ptr<FrameRenderer>> make(Device device) {
    if (device == Device::cpu) return make_cpu_renderer(2);
    if (device == Device::vulkan || device == Device::vulkan_one_op)
        return std::unique_ptr<FrameRenderer>(TRY(make_vulkan_renderer(
            of<VulkanOptions>(device == Device::vulkan ? KernelSplit::fused : KernelSplit::one_op))));
    return std::unique_ptr<FrameRenderer>(TRY(
        make_opencl_renderer(of<OpenClOptions>(device == Device::opencl ? KernelSplit::fused : KernelSplit::one_op))));
}

// Layers that fill the frame, scaled a little so that they are filtered; each graded by `grades` ops and half seen.
BuildProgram layers(int count, int grades) {
    BuildProgram b(1920, 1080, PixelFormat::yuv420p);
    int16_t all = kNoValue;
    for (int i = 0; i < count; ++i) {
        int16_t s =
            b.source(make_picture(PixelFormat::yuv420p, 1920, 1080, kRec709, static_cast<uint32_t>(i + 1)), kRec709);
        double k = 0.97 - 0.01 * i;
        int16_t v = b.sample(s, {k, 0, 11.3, 0, k, 7.7}, SampleFilter::bilinear, {}, true);
        if (grades > 0) v = b.unary(OpCode::exposure, v, {{1.1f, 0, 0, 0}});
        if (grades > 1) v = b.unary(OpCode::contrast, v, {{1.1f, 0.18f, 0, 0}});
        if (grades > 2) v = b.unary(OpCode::saturation, v, {{1.1f, 0.2126f, 0.7152f, 0.0722f}});
        if (grades > 3)
            v = b.unary(OpCode::lift_gamma_gain, v, {{0.01f, 0, 0, 0}, {1.1f, 1, 0.95f, 0}, {1, 0.98f, 1.02f, 0}});
        all = i == 0 ? v : b.binary(OpCode::blend, 0, all, b.unary(OpCode::opacity, v, {{0.5f, 0, 0, 0}}));
    }
    return b;
}

// Arguments: device, layers, grades a layer.
void device_frame(benchmark::State& state) {
    auto renderer = make(static_cast<Device>(state.range(0)));
    if (!renderer) return state.SkipWithError(renderer.error().text().c_str());
    state.SetLabel(kDevices[state.range(0)]);
    BuildProgram b = layers(static_cast<int>(state.range(1)), static_cast<int>(state.range(2)));
    if (auto first = (*renderer)->render(b.program, b.pictures); !first)
        return state.SkipWithError(first.error().text().c_str());
    for (auto _ : state) benchmark::DoNotOptimize((*renderer)->render(b.program, b.pictures).value());
}
BENCHMARK(device_frame)
    ->ArgNames({"device", "layers", "grades"})
    ->ArgsProduct({{0, 1, 2, 3, 4}, {1, 3}, {0, 4}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
