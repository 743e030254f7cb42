// OutputPlace: where an export writes and how it becomes visible: a file as NAME.part, or a set of numbered images in a
// folder NAME.part; synced and renamed when verified, removed otherwise. Used by run_export on its caller's thread.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/export/export.h"

namespace tandem {

class OutputPlace {
  public:
    // Checks the place without creating anything. `frames` tells a single image from a set. Errors: cant_create
    // (exists, no such folder, is one of the project's media).
    static Result<OutputPlace> plan(const ExportJob& job, int64_t frames);

    bool images() const { return images_; }
    // The file being written; for images a printf pattern that counts from 1.
    const std::string& part() const { return part_; }
    // Where it will be; for images a pattern as well.
    const std::string& final_name() const { return final_; }
    // Creates the folder of images, or makes way for the file.
    Result<void> create() const;
    Result<void> publish(int64_t frames) const;
    // Of a film, not of images: a second file that may take the place of the first before it gets its name.
    std::string second_part() const { return final_ + ".sound.part"; }
    Result<void> take_second() const;
    // Keeps a film that failed a check as NAME.unverified.EXT, in the place of an earlier one; its path.
    Result<std::string> keep_unverified() const;
    void discard() const;
    // All that discard() removes: what a killed export may leave.
    std::vector<std::string> temporaries() const;

  private:
    bool images_ = false;
    bool single_ = false; // one image: an ordinary file
    std::string part_, final_;
    std::string part_folder_, final_folder_;
};

// fsync of a file or folder by path.
Result<void> sync_path(const std::string& path);

} // namespace tandem
