// Checks every rule of the document. Called after load, recovery and, in tests, every edit. Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "engine/model/project.h"

namespace tandem {

struct Problem {
    enum class Severity { warning, error } severity = Severity::error;
    std::string what;  // one sentence
    std::string where; // "sequence Main, track V1, clip Interview (00:00:04:12)"
};

// Limits of the document (hard, not changeable by a project file).
inline constexpr size_t kMaxClips = 200'000, kMaxTracks = 1'000;
inline constexpr int kMaxNesting = 32;
inline constexpr int64_t kMaxTicks = int64_t{1} << 60; // about 51 years; beyond it time arithmetic could overflow

// Errors first. Empty = valid.
std::vector<Problem> validate(const Project& project);
// The first error as a Result.
Result<void> check_valid(const Project& project);

} // namespace tandem
