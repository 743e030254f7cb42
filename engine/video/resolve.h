// FrameResolver: turns the sources of a FrameProgram into Pictures: decodes media, draws slates, hands on rasters, and
// corrects the program where the decoded picture is not what the media pool said. One resolver for each thread that
// renders; the decode pool is shared.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/media/decode_pool.h"
#include "engine/video/compile_frame.h"

namespace tandem {

class TextRaster;

class FrameResolver {
  public:
    // `cancel` outlives the resolver (see CancelFlag): resolve() then ends with an error `cancelled`.
    FrameResolver(Ref<Project> project, DecodePool& pool, OnMissing on_missing, CancelFlag cancel = nullptr);
    ~FrameResolver();

    // Pictures in the order of program.sources, never null; each one's `colour` equals its FrameSource's and is
    // complete. `sequence` and `t` are what the program was compiled from, for messages. Errors (OnMissing::fail only):
    // what the reader said, with file, clip and timecode.
    Result<std::vector<PictureRef>> resolve(FrameProgram& program, const Sequence& sequence, Time t,
                                            std::vector<FrameNote>* notes = nullptr);

  private:
    Result<PictureRef> media_picture(FrameSource& source, const Sequence& sequence, Time t,
                                     std::vector<FrameNote>* notes);
    Result<PictureRef> slate(const std::string& name, int width, int height);

    Ref<Project> project_;
    DecodePool& pool_;
    OnMissing on_missing_;
    CancelFlag cancel_;
    std::unique_ptr<TextRaster> raster_;              // made on the first slate
    std::unordered_map<uint64_t, PictureRef> slates_; // by name and size
    std::unordered_map<ClipId, PictureRef> last_;     // OnMissing::hold: newest good frame of a clip
    std::unordered_map<MediaId, Ref<Media>> media_;   // shared handles of the snapshot, found once
};

// Makes a program right for the sizes and tags its sources turned out to have: geometry and crops scale from the size
// known at compile time to the picture's; ops lose `opaque` where a picture has alpha that nobody knew of.
void refit(FrameProgram& program, size_t source, const Picture& picture);

// The picture with other tags; planes are shared.
PictureRef with_colour(const PictureRef& picture, const ColourTags& colour);

} // namespace tandem
