// Faults of drivers: every fallible call of a renderer's life fails once or from then on, with every code; limits are
// lies. No crash, no object left behind, and a clear error or the right frame.
#include <cstdlib>
#include <functional>
#include <type_traits>

#include "gpu/cpu/cpu_renderer.h"
#include "gpu/device/fallback_renderer.h"
#include "gpu/vulkan/api.h"
#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;
using vulkan::Api;

namespace {

// The layer between the renderer and the driver. One at a time; the renderer calls it on the test's thread and on the
// one that submits, never on both at once while one frame is in flight.
struct Layer {
    Api real;
    int calls = 0;   // of fallible entries
    int fail_at = 0; // the call that fails, from 1; 0 = none
    bool from_then_on = false;
    VkResult code = VK_SUCCESS;
    int alive = 0; // objects made and not destroyed
    int failed_waits = 0;
};
Layer layer;

bool fails() {
    ++layer.calls;
    return layer.fail_at > 0 && (layer.calls == layer.fail_at || (layer.from_then_on && layer.calls > layer.fail_at));
}

template<auto Entry, class F>
struct Fallible;
template<auto Entry, class... Args>
struct Fallible<Entry, VkResult(VKAPI_PTR*)(Args...)> {
    static VKAPI_ATTR VkResult VKAPI_CALL call(Args... args) {
        return fails() ? layer.code : (layer.real.*Entry)(args...);
    }
    static VKAPI_ATTR VkResult VKAPI_CALL make(Args... args) {
        const VkResult r = call(args...);
        if (r == VK_SUCCESS) ++layer.alive;
        return r;
    }
};
template<auto Entry, class F>
struct Destroying;
template<auto Entry, class... Args>
struct Destroying<Entry, void(VKAPI_PTR*)(Args...)> {
    static VKAPI_ATTR void VKAPI_CALL call(Args... args) {
        --layer.alive;
        (layer.real.*Entry)(args...);
    }
};

// The frame is done before the wait fails, so that nothing is in use afterwards, as after a real loss.
VKAPI_ATTR VkResult VKAPI_CALL wait_semaphores(VkDevice device, const VkSemaphoreWaitInfo* info, uint64_t timeout) {
    const VkResult r = layer.real.WaitSemaphores(device, info, timeout);
    if (!fails()) return r;
    ++layer.failed_waits;
    return layer.code;
}

void put_between(Api& api) {
    layer.real = api;
    api.WaitSemaphores = wait_semaphores;
#define FALLIBLE(name) api.name = Fallible<&Api::name, PFN_vk##name>::call;
    FALLIBLE(EnumeratePhysicalDevices)
    FALLIBLE(MapMemory)
    FALLIBLE(BindBufferMemory)
    FALLIBLE(AllocateDescriptorSets)
    FALLIBLE(AllocateCommandBuffers)
    FALLIBLE(ResetCommandPool)
    FALLIBLE(BeginCommandBuffer)
    FALLIBLE(EndCommandBuffer)
    FALLIBLE(QueueSubmit)
#undef FALLIBLE
#define PAIR(make_name, destroy_name)                                                                                  \
    api.make_name = Fallible<&Api::make_name, PFN_vk##make_name>::make;                                                \
    api.destroy_name = Destroying<&Api::destroy_name, PFN_vk##destroy_name>::call;
    PAIR(CreateDevice, DestroyDevice)
    PAIR(AllocateMemory, FreeMemory)
    PAIR(CreateBuffer, DestroyBuffer)
    PAIR(CreateDescriptorSetLayout, DestroyDescriptorSetLayout)
    PAIR(CreatePipelineLayout, DestroyPipelineLayout)
    PAIR(CreateDescriptorPool, DestroyDescriptorPool)
    PAIR(CreateShaderModule, DestroyShaderModule)
    PAIR(CreatePipelineCache, DestroyPipelineCache)
    PAIR(CreateComputePipelines, DestroyPipeline)
    PAIR(CreateCommandPool, DestroyCommandPool)
    PAIR(CreateSemaphore, DestroySemaphore)
    PAIR(CreateQueryPool, DestroyQueryPool)
#undef PAIR
}

// A small frame whose kernel compiles quickly.
BuildProgram small_frame() {
    BuildProgram b(64, 32, PixelFormat::rgb24);
    int16_t v = b.op({.code = OpCode::solid, .opaque = true}, {{0.5f, 0.25f, 0.125f, 1}});
    b.unary(OpCode::exposure, v, {{1.5f, 0, 0, 0}});
    return b;
}

DeviceFactory faulty_vulkan(VulkanOptions::Memory memory) {
    return {"vulkan", [memory]() -> Result<std::unique_ptr<FrameRenderer>> {
                VulkanOptions options;
                options.memory = memory;
                options.inject = put_between;
                return std::unique_ptr<FrameRenderer>(TRY(make_vulkan_renderer(options)));
            }};
}
DeviceFactory cpu() {
    return {"cpu", []() -> Result<std::unique_ptr<FrameRenderer>> { return make_cpu_renderer(1); }};
}

constexpr VkResult kCodes[] = {VK_ERROR_DEVICE_LOST,
                               VK_ERROR_OUT_OF_DEVICE_MEMORY,
                               VK_ERROR_OUT_OF_HOST_MEMORY,
                               VK_ERROR_INITIALIZATION_FAILED,
                               VK_TIMEOUT,
                               VK_ERROR_TOO_MANY_OBJECTS,
                               VK_ERROR_UNKNOWN};

// A driver whose properties say less than is true.
void (*lie)(VkPhysicalDeviceProperties2&) = nullptr;
VKAPI_ATTR void VKAPI_CALL lying_properties(VkPhysicalDevice d, VkPhysicalDeviceProperties2* p) {
    layer.real.GetPhysicalDeviceProperties2(d, p);
    lie(*p);
}
VkDeviceSize heap_bytes = 0;
VKAPI_ATTR void VKAPI_CALL small_heaps(VkPhysicalDevice d, VkPhysicalDeviceMemoryProperties* m) {
    layer.real.GetPhysicalDeviceMemoryProperties(d, m);
    for (uint32_t i = 0; i < m->memoryHeapCount; ++i) m->memoryHeaps[i].size = heap_bytes;
}

// A driver that tells of its memory, where other programs have taken the rest.
VKAPI_ATTR VkResult VKAPI_CALL budget_alone(VkPhysicalDevice, const char*, uint32_t* count,
                                            VkExtensionProperties* out) {
    if (out) out[0] = {VK_EXT_MEMORY_BUDGET_EXTENSION_NAME, VK_EXT_MEMORY_BUDGET_SPEC_VERSION};
    *count = 1;
    return VK_SUCCESS;
}
VkDeviceSize room_bytes = 0;
VKAPI_ATTR void VKAPI_CALL crowded(VkPhysicalDevice d, VkPhysicalDeviceMemoryProperties2* m) {
    layer.real.GetPhysicalDeviceMemoryProperties2(d, m);
    for (auto* next = static_cast<VkBaseOutStructure*>(m->pNext); next; next = next->pNext)
        if (next->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT) {
            auto& budget = *reinterpret_cast<VkPhysicalDeviceMemoryBudgetPropertiesEXT*>(next);
            for (uint32_t i = 0; i < m->memoryProperties.memoryHeapCount; ++i)
                budget.heapUsage[i] = 8u << 20, budget.heapBudget[i] = budget.heapUsage[i] + room_bytes;
        }
}

} // namespace

TEST_CASE("every call that can fail fails with every code: the frame comes out, or an error says what is wrong") {
    if (!vulkan_or_skip()) return;
    const BuildProgram b = small_frame();
    const auto want = make_cpu_renderer(1)->render(b.program, b.pictures).value();
    int points = 0, by_vulkan = 0, by_cpu = 0, refused = 0;
    for (auto memory : {VulkanOptions::Memory::as_it_is, VulkanOptions::Memory::separate}) {
        layer = {};
        {
            auto device = faulty_vulkan(memory).make().value();
            REQUIRE(worst_difference(*want, *device->render(b.program, b.pictures).value()) <= 1);
        }
        REQUIRE(layer.alive == 0);
        const int calls = layer.calls;
        REQUIRE(calls > 30);
        for (int at = 1; at <= calls; ++at)
            for (VkResult code : kCodes) {
                layer = {};
                layer.fail_at = at, layer.code = code, layer.from_then_on = points++ % 2 != 0;
                CAPTURE(at);
                CAPTURE(static_cast<int>(code));
                CAPTURE(layer.from_then_on);
                {
                    auto device = FallbackRenderer::open({faulty_vulkan(memory), cpu()});
                    if (!device) {
                        ++refused;
                        const Error& e = device.error();
                        CHECK((e.code == ErrorCode::temporary || e.code == ErrorCode::unavailable));
                        CHECK(e.text().find("Vulkan") != std::string::npos);
                        CHECK(e.text().find("--device cpu") != std::string::npos);
                    } else {
                        auto got = (*device)->render(b.program, b.pictures);
                        if (!got) FAIL(got.error().text());
                        const bool cpu_made_it = (*device)->name().starts_with("cpu");
                        CHECK(worst_difference(*want, **got) <= (cpu_made_it ? 0 : 1));
                        CHECK((*device)->take_warnings().size() == 1);
                        ++(cpu_made_it ? by_cpu : by_vulkan);
                    }
                }
                // Only what a device that hangs for good may still write to is left.
                const bool hangs = layer.from_then_on && layer.failed_waits > 1 && code != VK_ERROR_DEVICE_LOST;
                CHECK((layer.alive == 0) != hangs);
            }
    }
    MESSAGE(points << " points: " << by_vulkan << " frames by Vulkan opened again, " << by_cpu << " by the processor, "
                   << refused << " refused at the start");
    CHECK(points >= 500);
    CHECK(by_vulkan > 0);
    CHECK(by_cpu > 0);
}

TEST_CASE("a device that says it can do little gives the same frames, or says that it cannot") {
    if (!vulkan_or_skip()) return;
    const BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    auto limits = [](const std::function<void(Api&)>& put) {
        VulkanOptions options;
        options.inject = [put](Api& api) {
            layer = {};
            layer.real = api;
            put(api);
        };
        return options;
    };
    auto whole = make_vulkan_renderer().value();
    const auto want = whole->render(b.program, b.pictures).value();
    SUBCASE("small buffers") {
        lie = [](VkPhysicalDeviceProperties2& p) { p.properties.limits.maxStorageBufferRange = 48 << 10; };
    }
    SUBCASE("few work groups") {
        lie = [](VkPhysicalDeviceProperties2& p) {
            p.properties.limits.maxComputeWorkGroupCount[0] = 9, p.properties.limits.maxComputeWorkGroupCount[1] = 3;
        };
    }
    if (lie) {
        auto device =
            make_vulkan_renderer(limits([](Api& api) { api.GetPhysicalDeviceProperties2 = lying_properties; }));
        if (!device) FAIL(device.error().text());
        auto got = (*device)->render(b.program, b.pictures);
        if (!got) FAIL(got.error().text());
        CHECK(worst_difference(*want, **got) == 0);
        CHECK((*device)->stats().bands > whole->stats().bands);
        lie = nullptr;
        return;
    }
    for (VkDeviceSize bytes :
         {VkDeviceSize{1}, VkDeviceSize{64} << 10, VkDeviceSize{2} << 20, VkDeviceSize{64} << 20}) {
        heap_bytes = bytes;
        auto device =
            make_vulkan_renderer(limits([](Api& api) { api.GetPhysicalDeviceMemoryProperties = small_heaps; }));
        auto got = device ? (*device)->render(b.program, b.pictures) : Result<PictureRef>(device.error());
        if (got)
            CHECK(worst_difference(*want, **got) == 0);
        else
            CHECK(got.error().text().find("memory is full") != std::string::npos);
        CHECK((got || bytes < VkDeviceSize{2} << 20));
    }
}

TEST_CASE("a device whose memory others have taken renders in bands, or says that it is full") {
    if (!vulkan_or_skip()) return;
    const BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    auto whole = make_vulkan_renderer().value();
    const auto want = whole->render(b.program, b.pictures).value();
    for (VkDeviceSize room : {VkDeviceSize{4} << 30, VkDeviceSize{1100} << 10, VkDeviceSize{0}}) {
        CAPTURE(room);
        room_bytes = room;
        VulkanOptions options;
        options.inject = [](Api& api) {
            layer = {};
            layer.real = api;
            api.GetPhysicalDeviceMemoryProperties2 = crowded;
            api.EnumerateDeviceExtensionProperties = budget_alone;
        };
        auto device = make_vulkan_renderer(options);
        auto got = device ? (*device)->render(b.program, b.pictures) : Result<PictureRef>(device.error());
        if (room == 0) {
            REQUIRE(!got);
            CHECK(got.error().text().find("memory is full") != std::string::npos);
            continue;
        }
        if (!got) FAIL(got.error().text());
        CHECK(worst_difference(*want, **got) == 0);
        CHECK(((*device)->stats().bands > whole->stats().bands) == (room < VkDeviceSize{4} << 30));
    }
}
