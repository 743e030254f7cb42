// Lua's string patterns with a bound on the work: the same language and results as Lua 5.4's own matcher, which has
// none and can run for years on a few hundred bytes. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::lua_helper {

class PatternMatch {
  public:
    static constexpr int kMaxCaptures = 32;
    static constexpr ptrdiff_t kPosition = -2; // length of a capture "()"

    // `steps` counts down with every item tried; below 0 matching ends with `too_much`.
    PatternMatch(std::string_view subject, std::string_view pattern, int64_t& steps);

    // Matches the pattern (without a leading '^') at a place of the subject. The end of the match, or -1: no match, or
    // a problem.
    ptrdiff_t match_at(size_t start);

    // "" or what is wrong with the pattern, in Lua's words.
    const std::string& problem() const { return problem_; }
    bool too_much() const { return steps_ < 0; }

    struct Capture {
        const char* begin;
        ptrdiff_t length; // or kPosition
    };
    int captures() const { return count_; }
    // Pre: a match was found. A capture that was never closed is a problem ("unfinished capture").
    const Capture& capture(int i) const { return list_[i]; }
    bool unfinished(int i) const { return list_[i].length == kOpen; }

  private:
    static constexpr ptrdiff_t kOpen = -1;
    static constexpr int kMaxDepth = 200;

    const char* fail(std::string text);
    const char* match(const char* s, const char* p);
    const char* item_end(const char* p);
    bool one(const char* s, const char* p, const char* item_end) const;
    const char* most(const char* s, const char* p, const char* after);
    const char* fewest(const char* s, const char* p, const char* after);
    const char* open(const char* s, const char* p, ptrdiff_t length);
    const char* close(const char* s, const char* p);
    const char* balance(const char* s, const char* p);
    const char* again(const char* s, const char* p);
    bool spend();

    const char *subject_, *subject_end_, *pattern_end_;
    const char* pattern_;
    int64_t& steps_;
    int depth_ = 0, count_ = 0;
    Capture list_[kMaxCaptures];
    std::string problem_;
};

} // namespace tandem::lua_helper
