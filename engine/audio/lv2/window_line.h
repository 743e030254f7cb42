// What Tandem and the process of a plug-in's own window (tandem-plugin-window) tell each other: lines of UTF-8 text
// over that process's standard input and output. Plain values; any thread.
//
//   to the window     title TEXT         what its title bar says
//                     value SYMBOL X     of a control port, in its unit: of an output, what the plug-in measures of
//                                        the sound that is heard
//                     show               opens it with what was said so far; later: brings it to the front
//   from the window   shown              it is on the screen
//                     value SYMBOL X     the user changed it; of an output it means nothing
//                     touch SYMBOL 0|1   the user let go of it, or takes hold of it
//                     closed             the user closed it; the process ends
//                     failed TEXT        it cannot be shown; the process ends
//                     unread TEXT        a line of Tandem's was no such line
//
// The end of the window's standard input ends it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tandem::lv2 {

inline constexpr size_t kMaxWindowLine = 1024; // bytes, without the line's end

struct WindowLine {
    enum class Kind : uint8_t { title, value, show, shown, touch, closed, failed, unread };
    Kind kind = Kind::show;
    std::string port; // value, touch: its symbol
    float value = 0;  // value: finite; touch: 1 or 0
    std::string text; // title, failed, unread
};

// With its end. Control characters in a text become spaces; what is too long is cut.
std::string to_text(const WindowLine& line);
// Of a line without its end. bad_data where it is none.
Result<WindowLine> parse_window_line(std::string_view text);

// Bytes as they come, into lines.
class WindowLineReader {
  public:
    void feed(std::string_view bytes) { waiting_ += bytes; }
    // The next whole line; none where more bytes are needed. bad_data once for a line that is none or is too long; what
    // follows its end can be read again.
    std::optional<Result<WindowLine>> next();

  private:
    std::string waiting_;
    bool skipping_ = false; // the rest of a line that is too long
};

// tandem-plugin-window: TANDEM_PLUGIN_WINDOW, or beside this program, looked for once; "" where there is none.
std::string window_program();

} // namespace tandem::lv2
