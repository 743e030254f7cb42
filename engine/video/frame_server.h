// FrameServer: rendered frames of a playback, ready before they are due. A decode thread compiles and decodes frame
// after frame ahead of the playhead, a render thread runs the device, a ring keeps what is ready. Every request starts
// a generation; work of an older one is dropped where it stands and its decoding ends after the frame in hand, so a
// locate never waits for a group of pictures. Where the device compiles kernels, those of the edits ahead are asked for
// as soon as a view is shown, so that playing over a cut waits for none. Thread-safe; the caller that presents (a
// window, `tandem play`) never waits on decoding or rendering. The renderer is used by the render thread only.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "engine/video/frame_renderer.h"
#include "engine/video/playback_order.h"
#include "engine/video/resolve.h"

namespace tandem {

enum class ViewQuality : uint8_t { full = 1, half = 2, quarter = 4 };

// What is looked at, and how.
struct View {
    Ref<Project> project;
    Ref<Sequence> sequence;
    int width = 0, height = 0; // of the viewer in pixels; the picture is fitted into it; 0 = the sequence's size
    ViewQuality quality = ViewQuality::full;
    PixelFormat format = PixelFormat::yuv420p;
    OnMissing on_missing = OnMissing::slate;
};
// The sequence's target fitted into the viewer (never enlarged), divided by the quality, sides even and at least 2.
FrameTarget view_target(const View& view);

struct FrameServerOptions {
    int look_ahead = 12; // frames made before they are due, where the budget allows
    // The same backwards and in a loop, where decoders go from one group of pictures to the one before: a group must
    // fit into it to be decoded before it is due.
    int look_behind = 36;
    size_t ring_bytes = size_t{192} << 20;  // of ready frames; at least two are made ahead all the same
    size_t cache_bytes = size_t{256} << 20; // of frames kept for undo and loops
    // Called on a thread of the server when the first frame of a generation is ready, for who would rather not look
    // again and again. Must not block or call back.
    std::function<void()> on_first = {};
};

struct ServedFrame {
    PictureRef picture;
    int64_t frame = 0; // of the sequence
    Time due;          // the timeline's instant from which it should be seen
    uint64_t generation = 0;
    ViewQuality quality = ViewQuality::full; // that it was made at
    bool fresh = false;                      // first time it is handed out
    bool late = false;                       // a newer one is due and not ready
};

enum class ViewBound : uint8_t { none, decode, compute, caller };

// Sums over all generations. A slot is a frame that playback means to show: shown + dropped = slots that were due.
struct FrameServerReport {
    int64_t shown = 0;    // slots handed out in time or late
    int64_t dropped = 0;  // slots never handed out
    int64_t repeated = 0; // slots at which the frame before was still the newest ready
    int64_t skipped = 0;  // frames left out on purpose, above 2 x
    // Of the dropped: was ready, but nobody asked while it was due.
    int64_t unasked = 0;
    int64_t late_decode = 0, late_compute = 0; // repeated slots by where their frame was stuck
    int64_t rendered = 0, cache_hits = 0;
    int64_t cancelled = 0;              // frames whose generation passed while they were made
    double decode_s = 0, compute_s = 0; // busy time
    int64_t prepared = 0;               // instants ahead whose kernels the device was asked to compile
    int64_t noted = 0;                  // frames with something left out or replaced
    std::optional<Error> error;         // the last frame that could not be made; its slot is dropped
    ViewBound bound = ViewBound::none;  // of most of what went wrong
};

class FrameServer {
  public:
    // References outlive the server.
    FrameServer(FrameAssets& assets, DecodePool& pool, FrameRenderer& renderer, const FrameServerOptions& options = {});
    // Waits for the frame in hand.
    ~FrameServer();

    // A new snapshot, sequence, size or quality. Both return the new generation, at once. Pre: den > 0, |speed| <= 8.
    // Forwards before the end of `loop`, frames of its start follow that end, made ahead like all others.
    uint64_t show(const View& view, Time position, Speed speed, TimeRange loop = {});
    // Another place or speed of the view shown. Pre: show() was called. `at_most`: a lower quality than the view's, of
    // this generation alone.
    uint64_t locate(Time position, Speed speed, TimeRange loop = {}, ViewQuality at_most = ViewQuality::full);

    // The newest ready frame that is due by `audible` in the order of playing; none while the first of the generation
    // is not ready. Moves the playhead: frames before it are given up, room for new ones is made.
    std::optional<ServedFrame> frame_at(Time audible);
    // When the slot after the one due at `audible` is due; none at the end or standing.
    std::optional<Time> next_due(Time audible) const;
    // Waits until `slots` from the playhead on are ready, or all that may be made ahead. False when time is up first.
    bool wait_ready(int slots, std::chrono::milliseconds limit);

    FrameServerReport report() const;
    // What befell the render device since the last call and was overcome, as a user reads it.
    std::vector<std::string> take_warnings();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace tandem
