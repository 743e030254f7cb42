// Result<T>: a value or an Error. Every fallible function in the program returns one; no exception crosses a folder.
// Used on every thread; plain values, no locks.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tandem {

// What went wrong, as a user must act on it. Each code maps to one exit code of the command line (`exit_code`).
enum class ErrorCode {
    usage,       // 64: the command or an argument is wrong
    bad_data,    // 65: input is corrupt or invalid, or an output failed verification
    no_input,    // 66: a project, preset or medium is missing
    unavailable, // 69: the device or encoder asked for is not there
    internal,    // 70: a bug of ours
    cant_create, // 73: the output cannot be created
    io,          // 74: reading or writing failed, disk full included
    temporary,   // 75: a retry is sane
    denied,      // 77: refused by policy (sandbox, limits, a path outside)
    config,      // 78: a preset or setting is wrong
    cancelled,   // 130: interrupted by the user
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string
        what; // what happened and, where there is something to do, what to do; one sentence, no trailing full stop
    std::string where; // the file, clip or object, and the time in it where known; may be empty

    // "where: what", as a user reads it.
    std::string text() const { return where.empty() ? what : where + ": " + what; }
};

// The sysexits.h number for a code.
int exit_code(ErrorCode code);
// The stable lower-case word for a code, used in JSON ("bad_data").
const char* error_word(ErrorCode code);

template<class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

  private:
    std::variant<T, Error> state_;
};

template<>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool has_value() const { return !error_; }
    explicit operator bool() const { return has_value(); }
    const Error& error() const& { return *error_; }
    Error&& error() && { return std::move(*error_); }

  private:
    std::optional<Error> error_;
};

inline Error fail(ErrorCode code, std::string what, std::string where = {}) {
    return Error{code, std::move(what), std::move(where)};
}

} // namespace tandem

// Evaluates a Result expression; returns its error from the enclosing function, else yields the value; may be nested.
// Never inside a braced initialiser: on the early return g++ 12 destroys members that are not built yet.
#define TRY(...) TANDEM_TRY_NAMED(TANDEM_TRY_NAME(__COUNTER__), __VA_ARGS__)
#define TANDEM_TRY_NAME(number) TANDEM_TRY_JOIN(try_result_, number)
#define TANDEM_TRY_JOIN(a, b) a##b
#define TANDEM_TRY_NAMED(name, ...)                                                                                    \
    ({                                                                                                                 \
        auto name = (__VA_ARGS__);                                                                                     \
        if (!name.has_value()) return std::move(name).error();                                                         \
        std::move(name).value();                                                                                       \
    })

// The same for Result<void>.
#define TRY_VOID(...) TANDEM_TRY_VOID_NAMED(TANDEM_TRY_NAME(__COUNTER__), __VA_ARGS__)
#define TANDEM_TRY_VOID_NAMED(name, ...)                                                                               \
    do {                                                                                                               \
        auto name = (__VA_ARGS__);                                                                                     \
        if (!name.has_value()) return std::move(name).error();                                                         \
    } while (false)

// A programmer's error: aborts in every build, with the place. For cheap invariants only.
#define VERIFY(cond)                                                                                                   \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            std::fprintf(stderr, "%s:%d: VERIFY(%s) failed\n", __FILE__, __LINE__, #cond);                             \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)
