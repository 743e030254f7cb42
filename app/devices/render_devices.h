// The render devices of this machine: listed, measured, chosen by --device and opened, each with what takes over when
// it fails. Main thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/video/frame_renderer.h"
#include "engine/video/picture_presenter.h"
#include "engine/video/scopes.h"
#include "gpu/device/device_choice.h"
#include "gpu/vulkan/vulkan_renderer.h"

namespace tandem::app {

struct DeviceList {
    std::vector<KnownDevice> devices; // the processor, then those of Vulkan, then of OpenCL
    std::vector<std::string> absent;  // "vulkan: why there is none"
};
// `threads` of the processor's device; 0 = all cores.
DeviceList list_devices(int threads);
// Speeds of the processor and of GPUs: those kept in the user's cache folder, the others measured and kept there where
// it can be written. Software devices are left out, as they are never chosen.
void measure_devices(DeviceList& list, int threads);

// Error `usage` for a wrong word of --device; opens nothing.
Result<void> check_device_words(const std::string& asked);
// What --device asks for, opened: "auto", "all", or ids with commas between; a device named twice renders two frames at
// a time. `one`: the first alone. Error `usage` for a wrong word, `unavailable` where a device named is not there.
// Warns where auto or all finds a GPU that cannot be used.
enum class OpenDevices : uint8_t { one, every };
struct DeviceRequest {
    std::string device = "auto";
    int threads = 0; // of the processor's device; 0 = all cores
    std::function<void(const std::string&)> warn;
    // Gets what shows pictures in windows on a device of Vulkan, whenever one is opened that can; none = not wanted.
    std::function<void(std::shared_ptr<PicturePresenter>)> presents = {};
};
Result<std::vector<std::unique_ptr<FrameRenderer>>> open_devices(const DeviceRequest& request, OpenDevices how_many,
                                                                 KernelWait wait);
// The scopes of the device that --device asks for, the first where it asks for several, and the processor's where that
// one fails (the engine's take_warnings() says so). Never an error: --device was checked when the renderer was opened.
std::unique_ptr<ScopeEngine> open_scopes(const DeviceRequest& request);

} // namespace tandem::app
