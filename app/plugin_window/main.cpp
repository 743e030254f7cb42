// `tandem-plugin-window URI RATE SCALE [OWNER]`: shows the plug-in's own window and talks with the editor in lines
// (window_line.h). RATE in Hz, SCALE of the display, OWNER the editor's X11 window. Started by the editor only.
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/plugin_window/x11_window.h"
#include "engine/audio/lv2/ui_instance.h"
#include "engine/audio/lv2/window_line.h"
#include "engine/audio/lv2/world.h"

using namespace tandem;
using lv2::to_text;
using lv2::UiEvent;
using lv2::WindowLine;
using Kind = WindowLine::Kind;
using Clock = std::chrono::steady_clock;

namespace {

class Show {
  public:
    Show(int in, int out, lv2::UiSpec spec, uint32_t owner)
        : in_(in), out_(out), owner_(owner), spec_(std::move(spec)) {}

    int run() {
        auto next = Clock::now();
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now()).count();
            pollfd fds[] = {{in_, POLLIN, 0}, {window_ ? window_->fd() : -1, POLLIN, 0}};
            if (poll(fds, 2, ui_ ? static_cast<int>(std::max<int64_t>(0, left)) : -1) < 0 && errno != EINTR) return 71;
            if (fds[0].revents && !hear()) return end();
            if (failed_) return 1;
            if (!ui_) continue;
            const app::X11Window::News news = window_->read();
            if (news.lost) return say_failed("the X11 display is gone");
            if (news.sized) ui_->resized(news.size.width, news.size.height);
            bool wanted = !news.close;
            if (Clock::now() >= next) {
                next = Clock::now() + std::chrono::microseconds(1000000 / lv2::UiInstance::kRate);
                wanted = ui_->idle() && wanted;
            }
            tell_events();
            if (wanted) continue;
            say({.kind = Kind::closed}); // before what a UI may get wrong at its end
            return end();
        }
    }

  private:
    int end() {
        ui_.reset();
        return 0;
    }
    void say(const WindowLine& line) { say(to_text(line)); }
    void say(const std::string& text) {
        for (size_t at = 0; at < text.size();) {
            const ssize_t n = write(out_, text.data() + at, text.size() - at);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return; // nobody listens; the end of the input follows
            at += static_cast<size_t>(n);
        }
    }
    int say_failed(const std::string& why) {
        failed_ = true;
        say({.kind = Kind::failed, .text = why});
        return 1;
    }

    // False at the input's end.
    bool hear() {
        char bytes[4096];
        const ssize_t n = read(in_, bytes, sizeof bytes);
        if (n < 0) return errno == EINTR || errno == EAGAIN;
        if (n == 0) return false;
        reader_.feed({bytes, static_cast<size_t>(n)});
        while (!failed_) {
            const auto line = reader_.next();
            if (!line) break;
            if (!*line)
                say({.kind = Kind::unread, .text = line->error().what});
            else
                follow(**line);
        }
        return true;
    }

    void follow(const WindowLine& line) {
        switch (line.kind) {
        case Kind::title:
            spec_.title = line.text;
            if (window_) window_->set_title(line.text);
            return;
        case Kind::value: {
            const int port = spec_.info->find(line.port);
            if (port < 0 || spec_.info->ports[static_cast<size_t>(port)].kind != lv2::PortKind::control)
                return say({.kind = Kind::unread, .text = "no control port: " + line.port});
            if (ui_)
                ui_->set(port, line.value);
            else
                first_.emplace_back(port, line.value);
            return;
        }
        case Kind::show:
            if (ui_)
                window_->raise();
            else
                open();
            return;
        default:
            say({.kind = Kind::unread, .text = "not for the window"});
        }
    }

    void open() {
        auto window = app::X11Window::open(spec_.title, owner_);
        if (!window) return void(say_failed(window.error().what));
        window_ = std::move(*window);
        spec_.parent = window_->id();
        auto ui = lv2::UiInstance::open(spec_);
        if (!ui) return void(say_failed(ui.error().what));
        ui_ = std::move(*ui);
        for (const UiEvent& e : ui_->take_events())
            if (e.kind == UiEvent::Kind::resize) window_->resize({e.width, e.height});
        for (const auto& [port, value] : first_) ui_->set(port, value);
        window_->hold(static_cast<uint32_t>(ui_->window()), ui_->fixed_size());
        window_->show();
        say({.kind = Kind::shown});
    }

    void tell_events() {
        std::string lines; // one write, so that the editor shows them as one change
        for (const UiEvent& e : ui_->take_events()) {
            if (e.kind == UiEvent::Kind::resize) {
                window_->resize({e.width, e.height});
                continue;
            }
            const std::string& symbol = spec_.info->ports[static_cast<size_t>(e.port)].symbol;
            if (e.kind == UiEvent::Kind::value)
                lines += to_text({.kind = Kind::value, .port = symbol, .value = e.value});
            else
                lines += to_text(
                    {.kind = Kind::touch, .port = symbol, .value = e.kind == UiEvent::Kind::held ? 1.0f : 0.0f});
        }
        say(lines);
    }

    const int in_, out_;
    const uint32_t owner_;
    lv2::UiSpec spec_;
    lv2::WindowLineReader reader_;
    std::vector<std::pair<int, float>> first_; // before it is shown
    std::unique_ptr<app::X11Window> window_;   // outlives ui_
    std::unique_ptr<lv2::UiInstance> ui_;
    bool failed_ = false;
};

template<class T>
bool read_number(const char* text, T& out) {
    const char* end = text + std::strlen(text);
    return std::from_chars(text, end, out).ptr == end;
}

} // namespace

int main(int argc, char** argv) {
    lv2::UiSpec spec;
    uint32_t owner = 0;
    if (argc < 4 || argc > 5 || !read_number(argv[2], spec.rate) || !read_number(argv[3], spec.scale) ||
        (argc == 5 && !read_number(argv[4], owner))) {
        std::fprintf(stderr, "tandem-plugin-window: shows plug-ins' windows for Tandem; not to be started by hand\n");
        return 64;
    }
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    // A UI that hangs does not see the input's end. The editor starts it from its main thread, which ends last.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // What a plug-in prints must not come between the lines.
    const int in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10), out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (in < 0 || out < 0 || nothing < 0) return 71;
    dup2(nothing, STDIN_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    signal(SIGPIPE, SIG_IGN);

    spec.info = lv2::find(argv[1]);
    if (!spec.info) {
        const std::string text = to_text({.kind = Kind::failed, .text = "the plug-in is not installed"});
        return write(out, text.data(), text.size()) < 0 ? 74 : 1;
    }
    return Show(in, out, std::move(spec), owner).run();
}
