// What the OpenCL device promises besides pixels: no compile when a number changes, untouched samples bit for bit,
// bands where a frame does not fit, small work groups, errors that name the device.
#include <cstring>

#include "gpu/opencl/api.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_opencl/device.h"

using namespace tandem;
using namespace tandem::test;

// Read by the address sanitizer: drivers leak, and are unloaded before they could be named in a suppression.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

TEST_CASE("a number that changes compiles nothing") {
    if (auto device = opencl_or_skip()) numbers_compile_nothing(*device);
}
TEST_CASE("one op a kernel gives what a fused kernel gives") {
    OpenClOptions one_op;
    one_op.kernels = KernelSplit::one_op;
    auto fused = opencl_or_skip(), single = opencl_or_skip(one_op);
    if (fused && single) one_op_gives_what_fused_gives(*fused, *single);
}
TEST_CASE("untouched samples come out bit for bit, the rest alone is computed") {
    if (auto device = opencl_or_skip()) untouched_samples_pass(*device);
}
TEST_CASE("a frame that does not fit is rendered in bands, with the same result") {
    OpenClOptions tight;
    tight.memory_limit_bytes = 2u << 20;
    auto whole = opencl_or_skip(), bands = opencl_or_skip(tight);
    if (whole && bands) bands_give_the_same(*whole, *bands, tight.memory_limit_bytes);
}
TEST_CASE("numbers out of range give a picture all the same") {
    if (auto device = opencl_or_skip()) numbers_out_of_range_give_a_picture(*device);
}

namespace {

opencl::Api real; // what the injected entries call

// Limits of a small device.
cl_int small_device(cl_device_id id, cl_device_info what, size_t size, void* to, size_t* needed) {
    cl_int r = real.GetDeviceInfo(id, what, size, to, needed);
    if (what == CL_DEVICE_MAX_MEM_ALLOC_SIZE && to) *static_cast<cl_ulong*>(to) = 512 << 10;
    if (what == CL_DEVICE_MAX_WORK_ITEM_SIZES && to) static_cast<size_t*>(to)[1] = 2;
    return r;
}
cl_int small_groups(cl_kernel k, cl_device_id id, cl_kernel_work_group_info what, size_t size, void* to, size_t* need) {
    cl_int r = real.GetKernelWorkGroupInfo(k, id, what, size, to, need);
    if (what == CL_KERNEL_WORK_GROUP_SIZE && to) *static_cast<size_t*>(to) = 8;
    return r;
}
size_t widest_group = 0, tallest_group = 0;
cl_int watch_groups(cl_command_queue q, cl_kernel k, cl_uint n, const size_t* offset, const size_t* size,
                    const size_t* group, cl_uint waits, const cl_event* list, cl_event* event) {
    widest_group = std::max(widest_group, group[0] * group[1]), tallest_group = std::max(tallest_group, group[1]);
    return real.EnqueueNDRangeKernel(q, k, n, offset, size, group, waits, list, event);
}

// Entries that fail after `calls_left` calls, each with its own code.
int calls_left = 0;
bool fails_now() { return calls_left-- == 0; }
cl_mem buffer_fails(cl_context c, cl_mem_flags f, size_t n, void* at, cl_int* r) {
    if (!fails_now()) return real.CreateBuffer(c, f, n, at, r);
    *r = CL_MEM_OBJECT_ALLOCATION_FAILURE;
    return nullptr;
}
cl_program program_fails(cl_context c, cl_uint n, const char** text, const size_t* size, cl_int* r) {
    if (!fails_now()) return real.CreateProgramWithSource(c, n, text, size, r);
    *r = CL_OUT_OF_HOST_MEMORY;
    return nullptr;
}
cl_program nonsense(cl_context c, cl_uint n, const char** text, const size_t* size, cl_int* r) {
    if (!fails_now()) return real.CreateProgramWithSource(c, n, text, size, r);
    const char* wrong = "this is no kernel";
    const size_t length = std::strlen(wrong);
    return real.CreateProgramWithSource(c, 1, &wrong, &length, r);
}
cl_int start_fails(cl_command_queue q, cl_kernel k, cl_uint n, const size_t* offset, const size_t* size,
                   const size_t* group, cl_uint waits, const cl_event* list, cl_event* event) {
    return fails_now() ? CL_OUT_OF_RESOURCES
                       : real.EnqueueNDRangeKernel(q, k, n, offset, size, group, waits, list, event);
}
cl_int upload_fails(cl_command_queue q, cl_mem m, cl_bool wait, const size_t* to, const size_t* from,
                    const size_t* size, size_t a, size_t b, size_t c, size_t d, const void* at, cl_uint n,
                    const cl_event* list, cl_event* event) {
    return fails_now() ? CL_DEVICE_NOT_AVAILABLE
                       : real.EnqueueWriteBufferRect(q, m, wait, to, from, size, a, b, c, d, at, n, list, event);
}
cl_int read_fails(cl_command_queue q, cl_mem m, cl_bool wait, const size_t* from, const size_t* to, const size_t* size,
                  size_t a, size_t b, size_t c, size_t d, void* at, cl_uint n, const cl_event* list, cl_event* event) {
    return fails_now() ? CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST
                       : real.EnqueueReadBufferRect(q, m, wait, from, to, size, a, b, c, d, at, n, list, event);
}
cl_int finish_fails(cl_command_queue q) {
    cl_int r = real.Finish(q);
    return fails_now() ? CL_OUT_OF_RESOURCES : r;
}
cl_int no_platforms(cl_uint, cl_platform_id*, cl_uint*) { return -1001; } // CL_PLATFORM_NOT_FOUND_KHR
cl_context no_context(const cl_context_properties*, cl_uint, const cl_device_id*,
                      void(CL_CALLBACK*)(const char*, const void*, size_t, void*), void*, cl_int* r) {
    *r = CL_DEVICE_NOT_AVAILABLE;
    return nullptr;
}

OpenClOptions with(void (*change)(opencl::Api&)) {
    OpenClOptions options;
    options.inject = [change](opencl::Api& api) {
        real = api;
        change(api);
    };
    return options;
}

} // namespace

TEST_CASE("a device of small buffers and work groups renders all the same") {
    auto device = opencl_or_skip(with([](opencl::Api& api) {
        api.GetDeviceInfo = small_device, api.GetKernelWorkGroupInfo = small_groups;
        api.EnqueueNDRangeKernel = watch_groups;
    }));
    if (!device) return;
    widest_group = tallest_group = 0;
    check_like_reference(*device, layers(2.5, 0.9, 1.2f, 0.5f));
    BuildProgram wide(640, 360, PixelFormat::yuv420p, kRec709);
    int16_t s = wide.source(make_picture(PixelFormat::yuv420p, 600, 300, kRec709, 2), kRec709);
    wide.sample(s, {0.9, 0.1, 5, -0.1, 0.9, 20}, SampleFilter::bilinear);
    check_like_reference(*device, wide);
    CHECK(device->stats().bands > 2);
    CHECK(widest_group == 8);
    CHECK(tallest_group <= 2);
}

TEST_CASE("every call that fails is an error that names the device, never a crash") {
    if (!opencl_or_skip()) return;
    const std::string name = list_opencl_devices().value().at(0).name;
    struct Fault {
        const char* word;
        void (*change)(opencl::Api&);
        ErrorCode code;
        bool lost; // every later frame fails too
    };
    const Fault faults[] = {
        {"memory", [](opencl::Api& api) { api.CreateBuffer = buffer_fails; }, ErrorCode::temporary, false},
        {"memory", [](opencl::Api& api) { api.CreateProgramWithSource = program_fails; }, ErrorCode::temporary, false},
        {"compile", [](opencl::Api& api) { api.CreateProgramWithSource = nonsense; }, ErrorCode::internal, false},
        {"lost", [](opencl::Api& api) { api.EnqueueNDRangeKernel = start_fails; }, ErrorCode::temporary, true},
        {"lost", [](opencl::Api& api) { api.EnqueueWriteBufferRect = upload_fails; }, ErrorCode::temporary, true},
        {"lost", [](opencl::Api& api) { api.EnqueueReadBufferRect = read_fails; }, ErrorCode::temporary, true},
        {"lost", [](opencl::Api& api) { api.Finish = finish_fails; }, ErrorCode::temporary, true},
    };
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    b.program.luts.push_back(make_lut(9));
    b.unary(OpCode::lut3d, static_cast<int16_t>(b.program.ops.size() - 1), {{0.5f, 0, 0, 0}});
    b.program.ops.back().lut = 0;
    for (const Fault& fault : faults) {
        int points = 0;
        for (int at = 0; at < 40; ++at, ++points) {
            INFO(std::string(fault.word) << " at call " << at);
            calls_left = at;
            auto device = make_opencl_renderer(with(fault.change));
            auto r = device ? (*device)->render(b.program, b.pictures) : Result<PictureRef>(device.error());
            if (r) break; // fewer calls than that in a frame
            CHECK(r.error().code == fault.code);
            CHECK(r.error().text().find(name) != std::string::npos);
            CHECK(r.error().what.find(fault.word) != std::string::npos);
            // The fault is over: what was not lost works again.
            if (device) CHECK((*device)->render(b.program, b.pictures).has_value() == !fault.lost);
        }
        CHECK(points > 0);
        CHECK(points < 40);
    }
}

TEST_CASE("no driver, no such device and one that does not open are unavailable") {
    if (!opencl_or_skip()) return;
    OpenClOptions options = with([](opencl::Api& api) { api.GetPlatformIDs = no_platforms; });
    CHECK(make_opencl_renderer(options).error().code == ErrorCode::unavailable);
    options = with([](opencl::Api& api) { api.CreateContext = no_context; });
    auto closed = make_opencl_renderer(options);
    REQUIRE(!closed);
    CHECK(closed.error().code == ErrorCode::unavailable);
    CHECK(closed.error().where.find("OpenCL device") != std::string::npos);
    options = {};
    options.device = 1000;
    CHECK(make_opencl_renderer(options).error().code == ErrorCode::unavailable);
}
