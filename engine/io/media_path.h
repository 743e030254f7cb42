// Paths of media in files: relative in project files, and the many forms of target_url in OpenTimelineIO (EXPORT 3.3).
// Any thread. Only resolve_url looks at the file system (whether a file exists, never into it).
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// Absolute for us: "/a", "C:/a", "//server/share", "scheme://...".
bool is_absolute_path(std::string_view path);
// How a project file stores an absolute path: relative where it lies under base_dir or its parent, else as it is.
std::string stored_path(const std::string& path, const std::string& base_dir);
// The inverse: relative paths are joined to base_dir and normalised.
std::string loaded_path(std::string_view stored, const std::string& base_dir);
// Folder of a file, absolute.
std::string folder_of_file(const std::string& path);
// "mov" of "a/B.MOV": without the dot, in lower case; empty where there is none.
std::string lower_extension(const std::string& path);

struct ResolvedUrl {
    std::string path;
    bool by_name = false; // found beside the timeline by its file name only
};
// The file that a target_url means. Tried in this order, the first that exists wins: as written, percent-decoded, and
// the bare file name beside the timeline; where none exists, what the URL says by its rules.
ResolvedUrl resolve_url(std::string_view url, const std::string& base_dir);
// "file:///a%20b" of an absolute path (RFC 3986).
std::string file_url(const std::string& path);

} // namespace tandem
