// VideoReader: exact frames of one picture stream by presentation time. Confined to one thread at a time; decoding
// itself may use more (FFmpeg frame threads). Frames are handed out without a copy where the decoder's layout is one of
// ours.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "engine/base/picture.h"
#include "engine/model/media.h"

namespace tandem {

struct VideoReaderOptions {
    int stream = -1;         // FFmpeg index; -1 = best picture stream
    int decoder_threads = 0; // 0 = available cores
    bool deinterlace = true; // interlaced frames pass through bwdif at frame rate
    // Playing backwards: frames of a group of pictures kept so that the group is decoded once, not for each frame.
    size_t backward_bytes = size_t{192} << 20;
};

// Set by whoever no longer wants what is being decoded: the call ends after the frame in hand with an error
// `cancelled`, and the next call goes on as if it had not been. Null = never.
using CancelFlag = const std::atomic<bool>*;

class VideoReader {
  public:
    static Result<std::unique_ptr<VideoReader>> open(const Media& media, const VideoReaderOptions& options = {});
    virtual ~VideoReader() = default;

    // The frame on screen at media time t (0 = the earliest first presented picture or sound of the file, as players
    // start it): the last with pts <= t; before the first, the first; after the last, the last. Sequential calls decode
    // forward; others seek to the key frame by the PTS index and decode up to the frame. Short steps back keep what was
    // decoded on the way (see backward_bytes), so that playing backwards decodes about as much as forward. Errors name
    // the file and the time: bad_data where nothing can be decoded there. A damaged frame inside is skipped over and
    // the one before it holds (see damaged()); where all from here to the end is missing that is bad_data.
    virtual Result<PictureRef> frame_at(Time t, CancelFlag cancel = nullptr) = 0;
    // Start of the frame shown at t and of the one after it; from the index, decodes nothing.
    virtual Result<TimeRange> frame_range(Time t) = 0;
    virtual int64_t frame_count() = 0; // exact, from the index
    virtual Time duration() = 0;
    virtual const PictureStream& stream() const = 0;
    // Frames so far that could not be decoded, or only in part: those are shown as the decoder leaves them.
    virtual int64_t damaged() const = 0;
    // Frames that came out of the decoder so far, those on the way to what was asked for included.
    virtual int64_t decoded() const = 0;
};

} // namespace tandem
