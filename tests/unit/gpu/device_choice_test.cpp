// What auto and all mean: rules on measured devices, and speeds kept as text.
#include "gpu/device/device_choice.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "gpu/cpu/cpu_renderer.h"

using namespace tandem;

namespace {

KnownDevice device(const std::string& id, DeviceClass c, std::optional<double> speed) {
    KnownDevice d;
    d.id = id, d.name = "Device of " + id, d.driver = "driver 1", d.device_class = c, d.frames_per_second = speed;
    return d;
}
const auto kCpu = device("cpu", DeviceClass::processor, 100);

} // namespace

TEST_CASE("auto takes the fastest GPU that beats the processor, never a software device") {
    using enum DeviceClass;
    auto chosen = [](std::vector<KnownDevice> list) { return list[choose_auto(list).index].id; };
    CHECK(chosen({kCpu}) == "cpu");
    CHECK(chosen({kCpu, device("vulkan:0", software, 1000), device("opencl:0", software, 2000)}) == "cpu");
    CHECK(chosen({kCpu, device("vulkan:0", gpu, 90)}) == "cpu");
    CHECK(chosen({kCpu, device("vulkan:0", gpu, 150), device("vulkan:1", gpu, 300), device("opencl:0", gpu, 200)}) ==
          "vulkan:1");
    CHECK(chosen({kCpu, device("vulkan:0", gpu, {})}) == "cpu");
    CHECK(chosen({device("cpu", processor, {}), device("vulkan:0", gpu, 500)}) == "cpu");
    CHECK(choose_auto(std::vector{kCpu}).why == "there is no GPU");
    CHECK(choose_auto(std::vector{kCpu, device("vulkan:0", gpu, 90)}).why == "no GPU was measured faster");
}

TEST_CASE("all takes every GPU once, the processor where there is none") {
    using enum DeviceClass;
    auto chosen = [](std::vector<KnownDevice> list) {
        std::string out;
        for (size_t i : choose_all(list)) out += list[i].id + " ";
        return out;
    };
    CHECK(chosen({kCpu}) == "cpu ");
    CHECK(chosen({kCpu, device("vulkan:0", software, {}), device("opencl:0", software, {})}) == "cpu ");
    CHECK(chosen({kCpu, device("vulkan:0", gpu, 5), device("vulkan:1", software, {}), device("vulkan:2", gpu, {}),
                  device("opencl:0", gpu, 5)}) == "vulkan:0 vulkan:2 ");
    CHECK(chosen({kCpu, device("vulkan:0", software, {}), device("opencl:0", gpu, 5)}) == "opencl:0 ");
}

TEST_CASE("speeds are kept by device, driver and version") {
    auto gpu = device("vulkan:0", DeviceClass::gpu, {});
    std::string text = with_kept_speed("", kCpu, "1.0", 120.5);
    text = with_kept_speed(text, gpu, "1.0", 900);
    CHECK(kept_speed(text, kCpu, "1.0") == 120.5);
    CHECK(kept_speed(text, gpu, "1.0") == 900);
    CHECK_FALSE(kept_speed(text, gpu, "1.1"));
    gpu.id = "vulkan:3"; // the order of devices may change
    CHECK(kept_speed(text, gpu, "1.0") == 900);
    gpu.driver = "driver\t2\n";
    CHECK_FALSE(kept_speed(text, gpu, "1.0"));
    text = with_kept_speed(with_kept_speed(text, gpu, "1.0", 1), gpu, "1.0", 950);
    CHECK(kept_speed(text, gpu, "1.0") == 950);
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    for (int i = 0; i < 200; ++i)
        text = with_kept_speed(text, device("vulkan:0", DeviceClass::gpu, {}), std::to_string(i), 7);
    CHECK(std::count(text.begin(), text.end(), '\n') == 64);
}

TEST_CASE("a damaged text of speeds gives no wrong speed and goes away") {
    const std::string good = with_kept_speed("", kCpu, "1.0", 120.5);
    for (const char* bad : {"nan\t", "-5\t", "inf\t", "12x\t", "\t", "1e300\t", "0\t"}) {
        const std::string text = bad + good.substr(good.find('\t') + 1);
        CHECK_FALSE(kept_speed(text, kCpu, "1.0"));
    }
    for (size_t i = 0; i < good.size(); ++i) { // any one byte
        std::string text = good;
        text[i] = static_cast<char>(text[i] ^ 0x55);
        auto speed = kept_speed(text, kCpu, "1.0");
        if (i > good.find('\t')) CHECK_FALSE(speed);
    }
    CHECK(with_kept_speed("rubbish\n\xff\xfe\n", kCpu, "1.0", 120.5) == good);
}

TEST_CASE("the measured program is one that devices render") {
    auto renderer = make_cpu_renderer(1);
    auto speed = measure_speed(*renderer);
    REQUIRE_MESSAGE(speed, speed.error().text());
    CHECK(*speed > 0);
}
