// OutputPlace: where an export writes and how it becomes visible: a file as NAME.part, or a set of numbered images in a
// folder NAME.part; synced and renamed when verified, removed otherwise. Used by run_export on its caller's thread.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/export/export.h"
#include "engine/io/file_lock.h"

namespace tandem {

class OutputPlace {
  public:
    // Checks the place without creating anything. `frames` tells a single image from a set. Errors: cant_create
    // (exists, no such folder, is one of the project's media, a device, or has the name of a project, preset or
    // script).
    static Result<OutputPlace> plan(const ExportJob& job, int64_t frames);

    bool images() const { return images_; }
    // The file being written; for images a printf pattern that counts from 1.
    const std::string& part() const { return part_; }
    // Where it will be; for images a pattern as well.
    const std::string& final_name() const { return final_; }
    // Creates the folder of images, or makes way for the file. Error temporary where another export of any process is
    // writing there.
    Result<void> create();
    Result<void> publish(int64_t frames);
    // Of a film, not of images: a second file that may take the place of the first before it gets its name.
    std::string second_part() const { return final_ + ".sound.part"; }
    Result<void> take_second();
    // Keeps a film that failed a check as NAME.unverified.EXT, in the place of an earlier one; its path.
    Result<std::string> keep_unverified();
    // What create() has made, if it was called.
    void discard();
    // All that discard() removes: what a killed export may leave.
    std::vector<std::string> temporaries() const;

  private:
    void release();
    Result<void> still_free(); // what another export finished before this one had the lock is kept
    bool images_ = false;
    bool single_ = false; // one image: an ordinary file
    std::string part_, final_;
    std::string part_folder_, final_folder_;
    std::string kept_; // what is not overwritten if it is there; empty = anything may be
    bool created_ = false;
    FileLock lock_; // of what is being written; not held on a file system without locks
};

// fsync of a file or folder by path.
Result<void> sync_path(const std::string& path);

} // namespace tandem
