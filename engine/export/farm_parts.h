// Files of a farm's job: how they appear (under a name of their own, synced, renamed) and the .ok that says what they
// are. Private to the farm's steps. Any thread; blocking.
#pragma once

#include "engine/export/farm_steps.h"
#include "engine/export/picture_source.h"

namespace tandem {

// One file of a step, as its .ok says it.
struct FileFacts {
    std::string name; // in the folder of the .ok
    int64_t bytes = 0;
    std::string sha256;
};

struct PartFacts {
    std::string plan;   // hash
    int64_t frames = 0; // or samples
    std::vector<FileFacts> files;
    std::vector<FramesMade> made; // for each file
};

// A file being written beside its final name, under a name that no other process has; removed unless published.
class PartFile {
  public:
    PartFile() = default;
    // Chooses the name and removes what dead processes of this machine left for the same file.
    static Result<PartFile> create(const std::string& final_path);
    ~PartFile();
    PartFile(PartFile&& other) noexcept { *this = std::move(other); }
    PartFile& operator=(PartFile&& other) noexcept {
        std::swap(path_, other.path_), std::swap(final_, other.final_);
        return *this;
    }
    const std::string& path() const { return path_; }
    // Hashes, syncs and renames. Error: io.
    Result<FileFacts> publish();

  private:
    std::string path_, final_;
};

Result<void> write_facts(const std::string& ok, const PartFacts& facts);
// None where there is no .ok, or it is of another plan or unreadable.
std::optional<PartFacts> read_facts(const std::string& ok, const std::string& plan);

// Whether the folder of a job holds at most what a start or a removal that was killed leaves in it, none of which is
// anybody's work: empty folders for parts, the lock, files that have no name yet.
bool only_begun(const std::string& folder);

} // namespace tandem
