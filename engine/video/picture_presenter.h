// PicturePresenter: shows pictures in a native window from a graphics device, past the window's own painting. The
// interface that gpu/vulkan implements; made by app, used by the viewer. It knows no windowing toolkit: whoever has the
// window makes the surface.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/picture.h"

namespace tandem {

// What lies over the picture: 8 bits each of blue, green, red and alpha, premultiplied. Immutable once shared.
struct PictureOverlay {
    int width = 0, height = 0; // pixels
    const uint8_t* data = nullptr;
    int64_t stride = 0;                // bytes of a row
    std::shared_ptr<const void> owner; // keeps `data`
};
using OverlayRef = std::shared_ptr<const PictureOverlay>;

// All that a window shows. Positions are in its pixels, from its upper left corner.
struct PresentedFrame {
    int window_width = 0, window_height = 0; // as the toolkit knows it
    std::array<uint8_t, 3> ground{};         // red, green, blue around the picture
    PictureRef picture;                      // bgr0; none = black in its place
    int x = 0, y = 0, width = 0, height = 0; // where it lies, whole or in part; without a size there is no picture
    enum class Scaling : uint8_t { smooth, pixels } scaling = Scaling::smooth; // where sizes differ
    OverlayRef over; // of the window's size, from its corner; none = nothing
};

// One window. Used on the thread of whoever owns the window.
class PictureSurface {
  public:
    // Waits for the frame in hand. Before the window's surface goes.
    virtual ~PictureSurface() = default;
    // Shows a frame as soon as the display takes it; returns at once. Of frames that come faster the newest is shown.
    // What is the same object as before (picture, overlay) is not sent to the device again.
    virtual void show(PresentedFrame frame) = 0;
    // Frames that the display has been given so far.
    virtual uint64_t shown() const = 0;
};

class PicturePresenter {
  public:
    virtual ~PicturePresenter() = default;
    virtual std::string name() const = 0; // of the device
    virtual bool software() const = 0;    // a driver that draws on the processor
    // The VkInstance that the toolkit makes the window's surface of. Valid while this object lives.
    virtual void* instance() const = 0;
    // `surface`: the VkSurfaceKHR; outlives the object that is given back. Error `unavailable` where this device cannot
    // show pictures there. `failed` is called at most once, on another thread, when it cannot go on; nothing is shown
    // from then on.
    virtual Result<std::unique_ptr<PictureSurface>> open(uint64_t surface,
                                                         std::function<void(const Error&)> failed) = 0;
};

} // namespace tandem
