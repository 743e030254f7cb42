// Writing and reading the lines.
#include "engine/audio/lv2/window_line.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "engine/audio/lv2/host_process.h"

namespace tandem::lv2 {

using Kind = WindowLine::Kind;

namespace {
enum class Shape : uint8_t { word, text, number };
struct Form {
    Kind kind;
    std::string_view word;
    Shape shape;
};
constexpr Form kForms[] = {
    {Kind::title, "title", Shape::text},   {Kind::value, "value", Shape::number}, {Kind::show, "show", Shape::word},
    {Kind::shown, "shown", Shape::word},   {Kind::touch, "touch", Shape::number}, {Kind::closed, "closed", Shape::word},
    {Kind::failed, "failed", Shape::text}, {Kind::unread, "unread", Shape::text},
};
} // namespace

static bool is_symbol(std::string_view s) {
    for (const char c : s)
        if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
    return !s.empty();
}

std::string to_text(const WindowLine& line) {
    const Form& form = kForms[static_cast<size_t>(line.kind)];
    std::string out(form.word);
    if (form.shape == Shape::number) {
        // Not printf's: a plug-in may have set a locale with commas.
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, line.value).ptr;
        out += ' ' + line.port + ' ' + std::string(digits, end);
    } else if (form.shape == Shape::text) {
        out += ' ';
        for (const char c : line.text) out += static_cast<unsigned char>(c) < ' ' || c == 127 ? ' ' : c;
    }
    if (out.size() > kMaxWindowLine) {
        size_t end = kMaxWindowLine;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end; // whole characters
        out.resize(end);
    }
    return out + '\n';
}

Result<WindowLine> parse_window_line(std::string_view text) {
    auto wrong = [&] {
        return fail(ErrorCode::bad_data, "not a line of a plug-in's window: " + std::string(text.substr(0, 80)));
    };
    if (text.size() > kMaxWindowLine) return fail(ErrorCode::bad_data, "a line of a plug-in's window is too long");
    const size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    for (const Form& form : kForms) {
        if (form.word != word) continue;
        WindowLine out{.kind = form.kind};
        if (form.shape == Shape::word) return space == text.size() ? Result<WindowLine>(out) : wrong();
        if (space == text.size()) return wrong();
        const std::string_view rest = text.substr(space + 1);
        if (form.shape == Shape::text) {
            out.text = rest;
            return out;
        }
        const size_t gap = rest.find(' ');
        if (gap == rest.npos || !is_symbol(rest.substr(0, gap))) return wrong();
        out.port = rest.substr(0, gap);
        const char *begin = rest.data() + gap + 1, *end = rest.data() + rest.size();
        const auto read = std::from_chars(begin, end, out.value);
        if (read.ec != std::errc() || read.ptr != end || !std::isfinite(out.value)) return wrong();
        if (form.kind == Kind::touch && out.value != 0 && out.value != 1) return wrong();
        return out;
    }
    return wrong();
}

std::optional<Result<WindowLine>> WindowLineReader::next() {
    const size_t end = waiting_.find('\n');
    if (end == waiting_.npos) {
        if (waiting_.size() <= kMaxWindowLine) return {};
        waiting_.clear();
        if (std::exchange(skipping_, true)) return {};
        return fail(ErrorCode::bad_data, "a line of a plug-in's window is too long");
    }
    const std::string line = waiting_.substr(0, end);
    waiting_.erase(0, end + 1);
    if (std::exchange(skipping_, false)) return next();
    return parse_window_line(line);
}

std::string window_program() {
    static constexpr const char* kVariable = "TANDEM_PLUGIN_WINDOW";
    if (const char* named = std::getenv(kVariable)) return named;
    static const std::string beside = program_beside(kVariable, "tandem-plugin-window");
    return beside;
}

} // namespace tandem::lv2
