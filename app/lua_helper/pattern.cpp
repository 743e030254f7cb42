// The matcher: backtracking over the pattern's items; see pattern.h.
#include "app/lua_helper/pattern.h"

#include <cctype>
#include <cstring>

namespace tandem::lua_helper {

static unsigned char byte(const char* p) { return static_cast<unsigned char>(*p); }

static bool in_class(unsigned char c, unsigned char letter) {
    bool in = false;
    switch (std::tolower(letter)) {
    case 'a':
        in = std::isalpha(c);
        break;
    case 'c':
        in = std::iscntrl(c);
        break;
    case 'd':
        in = std::isdigit(c);
        break;
    case 'g':
        in = std::isgraph(c);
        break;
    case 'l':
        in = std::islower(c);
        break;
    case 'p':
        in = std::ispunct(c);
        break;
    case 's':
        in = std::isspace(c);
        break;
    case 'u':
        in = std::isupper(c);
        break;
    case 'w':
        in = std::isalnum(c);
        break;
    case 'x':
        in = std::isxdigit(c);
        break;
    case 'z': // of old Lua, still taken
        in = c == 0;
        break;
    default:
        return letter == c; // "%." is the dot itself
    }
    return std::isupper(letter) ? !in : in;
}

// `p` stands on '[', `last` on the closing ']'.
static bool in_set(unsigned char c, const char* p, const char* last) {
    bool inside = true;
    ++p;
    if (*p == '^') inside = false, ++p;
    for (; p < last; ++p) {
        if (*p == '%') {
            if (in_class(c, byte(++p))) return inside;
        } else if (p + 2 < last && p[1] == '-') {
            if (byte(p) <= c && c <= byte(p + 2)) return inside;
            p += 2;
        } else if (byte(p) == c) {
            return inside;
        }
    }
    return !inside;
}

PatternMatch::PatternMatch(std::string_view subject, std::string_view pattern, int64_t& steps)
    : subject_(subject.data()), subject_end_(subject.data() + subject.size()),
      pattern_end_(pattern.data() + pattern.size()), pattern_(pattern.data()), steps_(steps) {}

ptrdiff_t PatternMatch::match_at(size_t start) {
    count_ = depth_ = 0;
    const char* end = match(subject_ + start, pattern_);
    return end && problem_.empty() ? end - subject_ : -1;
}

const char* PatternMatch::fail(std::string text) {
    if (problem_.empty()) problem_ = std::move(text);
    return nullptr;
}

bool PatternMatch::spend() { return --steps_ >= 0 && problem_.empty(); }

// Behind the single-character item at p, before its quantifier.
const char* PatternMatch::item_end(const char* p) {
    const char first = *p++;
    if (first == '%') {
        if (p == pattern_end_) return fail("malformed pattern (ends with '%')");
        return p + 1;
    }
    if (first != '[') return p;
    if (p < pattern_end_ && *p == '^') ++p;
    bool at_start = true; // a ']' here stands for itself
    while (at_start || p == pattern_end_ || *p != ']') {
        at_start = false;
        if (p == pattern_end_) return fail("malformed pattern (missing ']')");
        if (*p++ == '%' && p < pattern_end_) ++p;
    }
    return p + 1;
}

bool PatternMatch::one(const char* s, const char* p, const char* end) const {
    if (s >= subject_end_) return false;
    switch (*p) {
    case '.':
        return true;
    case '%':
        return in_class(byte(s), byte(p + 1));
    case '[':
        return in_set(byte(s), p, end - 1);
    default:
        return *p == *s;
    }
}

const char* PatternMatch::match(const char* s, const char* p) {
    if (++depth_ > kMaxDepth) return --depth_, fail("pattern too complex");
    const char* result = nullptr;
    for (;;) {
        if (!spend()) break;
        if (p == pattern_end_) {
            result = s;
            break;
        }
        if (*p == '(') {
            result = p + 1 < pattern_end_ && p[1] == ')' ? open(s, p + 2, kPosition) : open(s, p + 1, kOpen);
            break;
        }
        if (*p == ')') {
            result = close(s, p + 1);
            break;
        }
        if (*p == '$' && p + 1 == pattern_end_) {
            result = s == subject_end_ ? s : nullptr;
            break;
        }
        if (*p == '%' && p + 1 < pattern_end_) {
            if (p[1] == 'b') {
                s = balance(s, p + 2);
                if (!s) break;
                p += 4;
                continue;
            }
            if (p[1] == 'f') {
                p += 2;
                if (p == pattern_end_ || *p != '[') {
                    fail("missing '[' after '%f' in pattern");
                    break;
                }
                const char* end = item_end(p);
                if (!end) break;
                const unsigned char before = s == subject_ ? '\0' : byte(s - 1);
                const unsigned char here = s == subject_end_ ? '\0' : byte(s);
                if (in_set(before, p, end - 1) || !in_set(here, p, end - 1)) break;
                p = end;
                continue;
            }
            if (std::isdigit(byte(p + 1))) {
                s = again(s, p + 1);
                if (!s) break;
                p += 2;
                continue;
            }
        }
        const char* end = item_end(p);
        if (!end) break;
        const char quantifier = end < pattern_end_ ? *end : '\0';
        if (quantifier == '*') {
            result = most(s, p, end);
            break;
        }
        if (quantifier == '-') {
            result = fewest(s, p, end);
            break;
        }
        const bool hit = one(s, p, end);
        if (quantifier == '+') {
            result = hit ? most(s + 1, p, end) : nullptr;
            break;
        }
        if (quantifier == '?') {
            if (hit) {
                result = match(s + 1, end + 1);
                if (result || !problem_.empty()) break;
            }
            p = end + 1;
            continue;
        }
        if (!hit) break;
        ++s;
        p = end;
    }
    --depth_;
    return result;
}

const char* PatternMatch::most(const char* s, const char* p, const char* after) {
    ptrdiff_t count = 0;
    while (one(s + count, p, after)) {
        if (!spend()) return nullptr;
        ++count;
    }
    for (; count >= 0; --count) {
        if (const char* end = match(s + count, after + 1)) return end;
        if (!spend()) return nullptr;
    }
    return nullptr;
}

const char* PatternMatch::fewest(const char* s, const char* p, const char* after) {
    for (;;) {
        if (const char* end = match(s, after + 1)) return end;
        if (!spend() || !one(s, p, after)) return nullptr;
        ++s;
    }
}

const char* PatternMatch::open(const char* s, const char* p, ptrdiff_t length) {
    if (count_ >= kMaxCaptures) return fail("too many captures");
    list_[count_++] = {s, length};
    const char* end = match(s, p);
    if (!end) --count_;
    return end;
}

const char* PatternMatch::close(const char* s, const char* p) {
    int i = count_ - 1;
    while (i >= 0 && list_[i].length != kOpen) --i;
    if (i < 0) return fail("invalid pattern capture");
    list_[i].length = s - list_[i].begin;
    const char* end = match(s, p);
    if (!end) list_[i].length = kOpen;
    return end;
}

const char* PatternMatch::balance(const char* s, const char* p) {
    if (pattern_end_ - p < 2) return fail("malformed pattern (missing arguments to '%b')");
    if (s >= subject_end_ || *s != *p) return nullptr;
    const char opening = p[0], closing = p[1];
    int64_t level = 1;
    while (++s < subject_end_) {
        if (!spend()) return nullptr;
        if (*s == closing) {
            if (--level == 0) return s + 1;
        } else if (*s == opening) {
            ++level;
        }
    }
    return nullptr;
}

const char* PatternMatch::again(const char* s, const char* p) {
    const int i = *p - '1';
    if (i < 0 || i >= count_ || list_[i].length == kOpen)
        return fail("invalid capture index %" + std::to_string(i + 1));
    const ptrdiff_t length = list_[i].length;
    if (length == kPosition) return nullptr;
    steps_ -= length / 16; // a comparison of bytes is cheap, but not free
    if (!spend()) return nullptr;
    if (subject_end_ - s < length || std::memcmp(list_[i].begin, s, static_cast<size_t>(length)) != 0) return nullptr;
    return s + length;
}

} // namespace tandem::lua_helper
