// name.tandem: the native project file. UTF-8 JSON, OpenTimelineIO's nouns, integer ticks, stable key order, one item a
// line, relative media paths, unknown keys kept. Any thread; saving takes a snapshot.
#pragma once

#include <string>

#include "engine/model/project.h"

namespace tandem {

// Reads and upgrades any schema version ever released. JSON depth, size and counts are checked before parsing; numbers
// are finite; the result is valid (validate). Media paths come back absolute. Errors: no_input, bad_data (with line or
// key path), denied (limits).
Result<Project> load_project(const std::string& path);
Result<Project> parse_project(std::string_view text, const std::string& base_dir);

// Canonical text: the same project gives the same bytes. Media under or beside base_dir are stored relative.
std::string project_text(const Project& project, const std::string& base_dir);

// A new file in the same folder, without a name until it is whole where the file system knows such, then fsync, the
// name, fsync of the folder. The old file stays whole on any error (cant_create, io); a kill leaves nothing but the
// moment of a rename.
Result<void> save_project(const Project& project, const std::string& path);
// The same for any text or bytes; shared by every writer of small files.
Result<void> write_file_atomic(const std::string& path, std::string_view bytes);
// Error cant_create where something stands under that name that is no file: a folder, a device, a pipe. Links are
// followed.
Result<void> check_replaceable(const std::string& path);
Result<std::string> read_file_limited(const std::string& path, size_t max_bytes);

} // namespace tandem
