// Names of files by a preset's or a matrix's pattern, and what a name may be. Pure; any thread.
#pragma once

#include <string>

#include "engine/export/preset.h"
#include "engine/export/target.h"
#include "engine/model/project.h"

namespace tandem {

// What the words of a pattern stand for: {project} {sequence} {timeline} {preset} {id} {locale} {width} {height} {fps}
// {index} {ext} {date}.
struct NameWords {
    std::string project, sequence, preset, id, locale, ext, date; // date as 2026-01-31
    int width = 0, height = 0, index = 1;                         // 0 = no picture
    FrameRate rate;
};
// Other words stay as they are. A value's slashes and control characters become "_".
std::string expand_name(const std::string& pattern, const NameWords& words);

// The pattern with .{ext} behind it, where it names no kind of file itself.
std::string with_ending(const std::string& pattern);

// {project} is the stem of `project_path`, or the project's own name where that is empty. id is the preset's.
NameWords name_words(const Preset& preset, const Project& project, const Sequence& sequence,
                     const std::string& project_path);
// The preset's own pattern with these words.
std::string output_name(const Preset& preset, const Project& project, const Sequence& sequence,
                        const std::string& project_path);

// Whether a name can only mean a file of the folder it is put into: not empty, valid UTF-8 without slashes, control
// characters and marks that turn the reading direction, not "." or "..", no ".part" at its end, at most 200 bytes.
// Error: denied.
Result<void> check_file_name(const std::string& name);

// A film named after another container gets that one, where its codecs may lie in it. Where not, what to tell the user,
// who finds another kind of file than its name says; else empty.
std::string follow_name(Preset& preset, const std::string& path);

} // namespace tandem
