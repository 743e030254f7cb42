// UiInstance: a plug-in's own window (LV2 UI for X11), loaded into this process, which it may take down: the one of
// tandem-plugin-window. It never meets the plug-in that sounds; values go back and forth through the document. One
// thread, X11 known to it as numbers only.
#pragma once

#include <memory>
#include <vector>

#include "engine/audio/lv2/plugin_info.h"
#include "engine/base/result.h"

namespace tandem::lv2 {

// Whether windows get what they may require by this URI.
bool has_ui_feature(const std::string& uri);

struct UiSpec {
    std::shared_ptr<const PluginInfo> info; // its `window` is shown
    float rate = 48000;                     // Hz
    float scale = 1;                        // pixels of the display for one of a plain one
    std::string title;
    uintptr_t parent = 0; // the X11 window to draw in; outlives the instance
};

// What the window did, in the order of it.
struct UiEvent {
    enum class Kind : uint8_t { value, held, let_go, resize };
    Kind kind = Kind::value;
    int port = 0;              // value: a control input; held, let_go: any
    float value = 0;           // value: finite, within the port's range
    int width = 0, height = 0; // resize: pixels, > 0, that it wants its parent to have
};

class UiInstance {
  public:
    // unavailable where the plug-in has no window, its library cannot be loaded or the UI refuses.
    static Result<std::unique_ptr<UiInstance>> open(const UiSpec& spec);
    virtual ~UiInstance() = default;
    // Its X11 window inside the parent; 0 = not told.
    virtual uintptr_t window() const = 0;
    // Whether it says that its size is not the user's to change.
    virtual bool fixed_size() const = 0;
    // Shows the value of a control port, input or output. What the UI writes back while it is told is an echo and no
    // event.
    virtual void set(int port, float value) = 0;
    // About `kRate` times a second. False where it wants to be closed.
    virtual bool idle() = 0;
    static constexpr int kRate = 30; // Hz
    // Tells it the size of its parent, pixels.
    virtual void resized(int width, int height) = 0;
    // Since the last call. What it wrote while it was opened is none: the document's values rule.
    virtual std::vector<UiEvent> take_events() = 0;
};

} // namespace tandem::lv2
