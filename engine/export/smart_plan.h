// The plan of a smart export: which frames of the result are packets of a source, copied as they are, and which are
// encoded, with the reason for each. Pure, any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/export/target.h"
#include "engine/media/coded_stream.h"

namespace tandem {

// What one frame of the result shows: frame `frame` of source `source` untouched, or why not.
struct SmartFrame {
    int source = -1; // index in the caller's list; -1 = the frame must be rendered
    int64_t frame = 0;
    std::string reason; // where source is -1
};

// One coded source, as the plan needs it.
struct SmartSource {
    std::string refusal; // why nothing of it can be copied; "" = it can
    const CodedFacts* facts = nullptr;
    std::function<bool(int64_t packet)> clean_entry; // CodedStream::clean_entry
};

struct SmartSpan {
    int64_t first = 0, count = 0; // frames of the result
    int source = -1;              // copied from it; -1 = encoded
    int64_t packet = 0;           // first packet copied; `count` follow each other in decoding order
    int64_t source_frame = 0;     // first frame copied
    std::string reason;           // of an encoded span; reasons of joined ones are separated by "; "
};

struct SmartPlan {
    std::vector<SmartSpan> spans; // cover 0 .. frames - 1 in order
    int64_t copied = 0, encoded = 0;
    int64_t delay = 0; // frames by which copied packets are decoded before they are shown, the most
};

// Copies every run of frames of one source that follow each other, from the first clean entry of the run to the last
// packet whose predecessors in decoding order make no frame behind the run's end.
SmartPlan plan_smart(const std::vector<SmartFrame>& frames, const std::vector<SmartSource>& sources);

// Why a program is not one untouched source: the effect, layer, transition, title ... that is in the way. For programs
// whose passthrough_source() is -1.
std::string why_rendered(const FrameProgram& program);

// Why a stream cannot be copied into a result of this target and preset: codec, profile, size, format, colour, shape
// of pixels. "" = it can.
std::string why_not_copied(const CodedFacts& facts, const PictureStream& stream, const ExportTarget& target,
                           const VideoSettings& video);

// FFmpeg's name of a preset's codec word, "" where packets of it are not copied.
std::string copied_codec(const std::string& preset_word);
// The preset's profile word for a stream's profile, "" where it has none.
std::string profile_word(const CodedFacts& facts);

} // namespace tandem
