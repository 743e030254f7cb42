// compile_frame: document + time -> FrameProgram. Pure but for the services it is given; under 50 us for usual frames.
// Any thread.
#pragma once

#include <optional>
#include <string>

#include "engine/model/project.h"
#include "engine/video/frame_program.h"

namespace tandem {

// Slow things a program may refer to, made once and cached: rastered titles and subtitles, LUT tables. Thread-safe.
// Implemented by engine/video/assets.h (libass, own .cube reader); tests give their own.
class FrameAssets {
  public:
    virtual ~FrameAssets() = default;
    // Title generator at `local` time, rastered for a frame of width x height. The rect is where the raster stands.
    virtual Result<PictureRef> title(const Effect& generator, Time local, int width, int height, IntRect& place) = 0;
    // One or more cues shown together at the bottom of the frame.
    virtual Result<PictureRef> subtitle(const std::vector<std::string>& cues, int width, int height,
                                        IntRect& place) = 0;
    virtual Result<Ref<ColourTable>> lut(const std::string& path) = 0;
    // Table of a `curves` or `hue_curves` effect (engine/video/curve_table.h), the same one for the same texts.
    virtual Result<Ref<ColourTable>> curves(const Effect& effect) = 0;
};

// What the compiler must know of a medium before it is decoded; from the media pool, or fresh from a probe.
enum class OnMissing : uint8_t { fail, hold, slate };

// A target that the sequence's frame covers instead of lying in it whole: at zoom 1 it just does. x and y (0..1) say
// which part is seen, 0 the left or upper end; zoom is above 0.
struct FrameView {
    double x = 0.5, y = 0.5, zoom = 1;
    friend bool operator==(const FrameView&, const FrameView&) = default;
};

struct RenderSpec {
    FrameTarget target; // its colour must be complete; a size other than the sequence's scales everything
    OnMissing on_missing = OnMissing::fail;
    bool burn_subtitles = true;      // subtitle tracks are drawn
    std::string subtitle_track{};    // name or language of those, enabled or not; "" = the enabled ones
    std::string locale{};            // of titles that have texts for it; "" = the plain ones
    std::optional<FrameView> view{}; // none = the whole frame, with bars
};

// A degraded part of a frame: what was left out or replaced, for the report.
struct FrameNote {
    ClipId clip;
    std::string what;   // names the clip
    std::string at{};   // timecode of the first frame; "" where `what` says all
    int64_t frames = 1; // that it holds for
};
// "what (75 frames from 00:00:00:00)".
std::string note_text(const FrameNote& note);

// Errors: a medium missing from the pool with OnMissing::fail, nesting deeper than kMaxNesting, an asset that cannot be
// made and OnMissing::fail. Otherwise the effect or clip is left out and noted.
Result<FrameProgram> compile_frame(const Project& project, const Sequence& sequence, Time t, const RenderSpec& spec,
                                   FrameAssets& assets, std::vector<FrameNote>* notes = nullptr);

// Target of a sequence's own format, for `format`.
FrameTarget target_of(const Sequence& sequence, PixelFormat format);

} // namespace tandem
