// Where the shared media corpus lies, if it is there. Suites that need it skip with a message when it is absent.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace tandem::test {

// TANDEM_CORPUS, else ../shared/corpus beside the source tree.
inline std::optional<std::filesystem::path> corpus() {
    std::filesystem::path p;
    if (const char* env = std::getenv("TANDEM_CORPUS"))
        p = env;
    else
        p = std::filesystem::path(TANDEM_SOURCE_DIR) / ".." / "shared" / "corpus";
    std::error_code ignored;
    if (!std::filesystem::exists(p / "MANIFEST.md", ignored)) return std::nullopt;
    return std::filesystem::weakly_canonical(p);
}

} // namespace tandem::test

// First line of a corpus test: gives `name`, or says that it is skipped and returns.
#define NEED_CORPUS(name)                                                                                              \
    auto name##_found = tandem::test::corpus();                                                                        \
    if (!name##_found) {                                                                                               \
        MESSAGE("skipped: no corpus");                                                                                 \
        return;                                                                                                        \
    }                                                                                                                  \
    const std::filesystem::path& name = *name##_found
