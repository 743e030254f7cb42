// X11Window: a top-level window that holds one child made by somebody else, a plug-in's UI, and follows its size. One
// thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"

struct xcb_connection_t;

namespace tandem::app {

struct PixelSize {
    int width = 0, height = 0;
    friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

class X11Window {
  public:
    // On the display of DISPLAY, not yet visible. `owner`: window of the program that it stays above; 0 = none.
    // unavailable where no display answers.
    static Result<std::unique_ptr<X11Window>> open(const std::string& title, uint32_t owner);
    ~X11Window();
    X11Window(const X11Window&) = delete;
    X11Window& operator=(const X11Window&) = delete;

    uint32_t id() const { return window_; }
    int fd() const; // readable where events wait
    void set_title(const std::string& utf8);
    // The child to hold; 0 = the first that appears. `fixed`: the user may not change its size.
    void hold(uint32_t child, bool fixed);
    // Makes the window as large as the child asked for, and the child too.
    void resize(PixelSize size);
    void show();
    void raise();

    // What came since the last call.
    struct News {
        bool close = false; // asked for by the user
        bool lost = false;  // the display is gone
        bool sized = false; // by the user; the child has been made so large already
        PixelSize size;
    };
    News read();

  private:
    explicit X11Window(xcb_connection_t* connection) : connection_(connection) {}
    uint32_t atom(const char* name) const;
    void find_child();
    void fit(PixelSize size); // to the child's size
    void tell_sizes();        // to the window manager
    void flush();

    xcb_connection_t* const connection_;
    uint32_t root_ = 0, window_ = 0, child_ = 0;
    uint32_t protocols_ = 0, delete_ = 0;
    bool holds_ = false, fixed_ = false;
    PixelSize size_{640, 400}; // of window and child
};

} // namespace tandem::app
