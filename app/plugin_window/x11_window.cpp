// The window's properties and its events.
#include "app/plugin_window/x11_window.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <xcb/xcb.h>

namespace tandem::app {

namespace {
struct Free {
    void operator()(void* p) const { std::free(p); }
};
template<class T>
using Owned = std::unique_ptr<T, Free>;

// WM_SIZE_HINTS of ICCCM 4.1.2.3.
struct SizeHints {
    uint32_t flags = 0;
    int32_t x = 0, y = 0, width = 0, height = 0;
    int32_t min_width = 0, min_height = 0, max_width = 0, max_height = 0, width_step = 0, height_step = 0;
    int32_t min_aspect[2] = {}, max_aspect[2] = {};
    int32_t base_width = 0, base_height = 0;
    uint32_t gravity = 0;
};
static_assert(sizeof(SizeHints) == 18 * 4);
constexpr uint32_t kMinSize = 16, kMaxSize = 32, kAspect = 128;
} // namespace

Result<std::unique_ptr<X11Window>> X11Window::open(const std::string& title, uint32_t owner) {
    int number = 0;
    std::unique_ptr<X11Window> out(new X11Window(xcb_connect(nullptr, &number)));
    xcb_connection_t* const c = out->connection_;
    if (xcb_connection_has_error(c)) {
        const char* display = std::getenv("DISPLAY");
        return fail(ErrorCode::unavailable, display && *display ? "no X11 display answers at " + std::string(display)
                                                                : "there is no X11 display (DISPLAY is not set)");
    }
    auto screens = xcb_setup_roots_iterator(xcb_get_setup(c));
    for (; number > 0 && screens.rem > 1; --number) xcb_screen_next(&screens);
    const xcb_screen_t& screen = *screens.data;
    out->root_ = screen.root;
    out->window_ = xcb_generate_id(c);
    const uint32_t values[] = {screen.black_pixel,
                               XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY};
    xcb_create_window(c, XCB_COPY_FROM_PARENT, out->window_, screen.root, 0, 0, static_cast<uint16_t>(out->size_.width),
                      static_cast<uint16_t>(out->size_.height), 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, screen.root_visual,
                      XCB_CW_BACK_PIXEL | XCB_CW_EVENT_MASK, values);
    out->protocols_ = out->atom("WM_PROTOCOLS"), out->delete_ = out->atom("WM_DELETE_WINDOW");
    auto set = [&](uint32_t property, uint32_t type, uint8_t bits, size_t count, const void* data) {
        xcb_change_property(c, XCB_PROP_MODE_REPLACE, out->window_, property, type, bits, static_cast<uint32_t>(count),
                            data);
    };
    set(out->protocols_, XCB_ATOM_ATOM, 32, 1, &out->delete_);
    static constexpr char kClass[] = "tandem-plugin-window\0tandem-studio"; // grouped with the editor
    set(XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8, sizeof kClass, kClass);
    const uint32_t dialog = out->atom("_NET_WM_WINDOW_TYPE_DIALOG");
    set(out->atom("_NET_WM_WINDOW_TYPE"), XCB_ATOM_ATOM, 32, 1, &dialog);
    if (owner) set(XCB_ATOM_WM_TRANSIENT_FOR, XCB_ATOM_WINDOW, 32, 1, &owner);
    out->set_title(title);
    // The UI has a connection of its own, which must find the window there.
    Owned<xcb_get_input_focus_reply_t>(xcb_get_input_focus_reply(c, xcb_get_input_focus(c), nullptr));
    return out;
}

X11Window::~X11Window() { xcb_disconnect(connection_); }

int X11Window::fd() const { return xcb_get_file_descriptor(connection_); }

void X11Window::flush() { xcb_flush(connection_); }

uint32_t X11Window::atom(const char* name) const {
    const Owned<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(
        connection_, xcb_intern_atom(connection_, 0, static_cast<uint16_t>(std::strlen(name)), name), nullptr));
    return reply ? reply->atom : 0;
}

void X11Window::set_title(const std::string& utf8) {
    const auto size = static_cast<uint32_t>(utf8.size());
    for (const char* name : {"_NET_WM_NAME", "WM_NAME"})
        xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, atom(name), atom("UTF8_STRING"), 8, size,
                            utf8.data());
    flush();
}

void X11Window::hold(uint32_t child, bool fixed) {
    child_ = child, fixed_ = fixed, holds_ = true;
    find_child();
}

// What a UI has asked its own connection for may come later than its answer, so this is tried until a size is there.
void X11Window::find_child() {
    if (!child_) {
        const Owned<xcb_query_tree_reply_t> tree(
            xcb_query_tree_reply(connection_, xcb_query_tree(connection_, window_), nullptr));
        if (!tree || xcb_query_tree_children_length(tree.get()) == 0) return;
        child_ = xcb_query_tree_children(tree.get())[0];
    }
    const Owned<xcb_get_geometry_reply_t> box(
        xcb_get_geometry_reply(connection_, xcb_get_geometry(connection_, child_), nullptr));
    if (!box) return;
    holds_ = false; // found
    if (box->width > 1 && box->height > 1) fit({box->width, box->height});
    xcb_map_window(connection_, child_);
    tell_sizes();
}

void X11Window::fit(PixelSize size) {
    if (size != size_) {
        size_ = size;
        const uint32_t values[] = {static_cast<uint32_t>(size.width), static_cast<uint32_t>(size.height)};
        tell_sizes(); // first: managers keep windows within them
        xcb_configure_window(connection_, window_, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, values);
    }
    flush();
}

void X11Window::resize(PixelSize size) {
    const uint32_t values[] = {static_cast<uint32_t>(size.width), static_cast<uint32_t>(size.height)};
    if (child_) xcb_configure_window(connection_, child_, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, values);
    fit(size);
}

void X11Window::tell_sizes() {
    SizeHints out;
    if (fixed_) {
        out.flags = kMinSize | kMaxSize;
        out.min_width = out.max_width = size_.width, out.min_height = out.max_height = size_.height;
    } else if (child_) {
        // What the child would like as a window of its own.
        const Owned<xcb_get_property_reply_t> theirs(xcb_get_property_reply(
            connection_,
            xcb_get_property(connection_, 0, child_, XCB_ATOM_WM_NORMAL_HINTS, XCB_ATOM_WM_SIZE_HINTS, 0, 18),
            nullptr));
        const int bytes = theirs ? xcb_get_property_value_length(theirs.get()) : 0;
        if (bytes >= 15 * 4) { // before ICCCM it was shorter
            std::memcpy(&out, xcb_get_property_value(theirs.get()), std::min(static_cast<size_t>(bytes), sizeof out));
            out.flags &= kMinSize | kMaxSize | kAspect;
        }
    }
    xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, XCB_ATOM_WM_NORMAL_HINTS, XCB_ATOM_WM_SIZE_HINTS,
                        32, 18, &out);
    flush();
}

void X11Window::show() {
    xcb_map_window(connection_, window_);
    flush();
}

void X11Window::raise() {
    show();
    const uint32_t above[] = {XCB_STACK_MODE_ABOVE};
    xcb_configure_window(connection_, window_, XCB_CONFIG_WINDOW_STACK_MODE, above);
    xcb_client_message_event_t ask{};
    ask.response_type = XCB_CLIENT_MESSAGE, ask.format = 32, ask.window = window_,
    ask.type = atom("_NET_ACTIVE_WINDOW");
    ask.data.data32[0] = 2; // as the user's wish
    xcb_send_event(connection_, 0, root_, XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY,
                   reinterpret_cast<const char*>(&ask));
    flush();
}

X11Window::News X11Window::read() {
    News news;
    if (holds_) find_child();
    while (Owned<xcb_generic_event_t> event{xcb_poll_for_event(connection_)}) {
        switch (event->response_type & 0x7F) {
        case XCB_CLIENT_MESSAGE: {
            const auto& m = *reinterpret_cast<xcb_client_message_event_t*>(event.get());
            news.close = news.close || (m.type == protocols_ && m.data.data32[0] == delete_);
            break;
        }
        case XCB_CONFIGURE_NOTIFY: {
            const auto& e = *reinterpret_cast<xcb_configure_notify_event_t*>(event.get());
            const PixelSize now{e.width, e.height};
            if (e.window == child_ && now.width > 1 && now.height > 1) {
                fit(now); // it changed itself
            } else if (e.window == window_ && now != size_ && child_ && !fixed_) {
                size_ = now;
                const uint32_t values[] = {e.width, e.height};
                xcb_configure_window(connection_, child_, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, values);
                news.sized = true, news.size = now;
            }
            break;
        }
        default:
            break; // errors too: the child may go at any time
        }
    }
    news.lost = xcb_connection_has_error(connection_) != 0;
    flush();
    return news;
}

} // namespace tandem::app
