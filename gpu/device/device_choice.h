// Which devices --device auto and all mean: measured speed of devices, a text that keeps it, and the choice. Pure but
// for the measuring itself; called by app on the main thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/video/frame_renderer.h"

namespace tandem {

enum class DeviceClass : uint8_t {
    processor, // the SIMD backend
    gpu,       // a graphics processor, discrete, integrated or of a virtual machine
    software,  // a Vulkan or OpenCL driver that computes on the processor
};

struct KnownDevice {
    std::string id;           // "cpu", "vulkan:0", as --device takes it
    std::string name, driver; // driver with its version
    std::string type;         // "discrete", as listed
    uint64_t memory_bytes = 0;
    DeviceClass device_class = DeviceClass::processor;
    std::optional<double> frames_per_second; // by measure_speed
    std::string not_measured;                // why there is none
};

// Frames/s of a fixed program of two layers with grades at 1280x720: the median of five frames after two of warm-up
// (kernels compile in those). A second at most on a device worth having. Errors are the renderer's.
Result<double> measure_speed(FrameRenderer& renderer);

// Index of the device that auto takes: the fastest GPU where it is measured faster than the processor, else the
// processor. Never a software device. `devices` holds the processor.
struct DeviceChoice {
    size_t index = 0;
    std::string why; // "the fastest measured", one phrase
};
DeviceChoice choose_auto(std::span<const KnownDevice> devices);
// Indices of the devices that all means: every GPU by Vulkan; those of OpenCL where Vulkan has none (one GPU is seen by
// both); the processor where there is no GPU.
std::vector<size_t> choose_all(std::span<const KnownDevice> devices);

// Speeds kept as lines of text, one a device: frames/s, Tandem's version, driver, name, with tabs between. A device
// that changed its driver, or another Tandem, is measured anew; lines that cannot be read are passed over and not kept.
std::optional<double> kept_speed(std::string_view text, const KnownDevice& device, std::string_view version);
std::string with_kept_speed(std::string_view text, const KnownDevice& device, std::string_view version, double speed);

} // namespace tandem
