// Matrix: a list of deliverables of one project, as data (*.tandemmatrix.json). Strict JSON: an unknown key is an error
// that names file and key, keys that start with "x-" are free. A script gives the same text. Pure, any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace tandem {

// One key of a moving frame; eased linearly between keys, held before the first and behind the last.
struct ReframeKey {
    std::string at;          // time of the sequence, in the command line's syntax
    double x = 0.5, y = 0.5; // as in ReframeSettings
    double zoom = 1;         // 0.1..20
    friend bool operator==(const ReframeKey&, const ReframeKey&) = default;
};

enum class ReframeMode : uint8_t { fit, fill, keyframed, automatic }; // "auto"

// How the sequence's frame lies in a canvas of another shape. fit: whole, with bars. fill: covers the canvas; x and y
// (0..1) say which part is kept, 0 the left or upper end, 1 the right or lower end. keyframed: fill that moves and
// zooms. auto: fill that follows the picture (engine/export/follow.h); its keys, if any, are points of the sequence's
// frame (0..1, no zoom) that are tracked through their shot.
struct ReframeSettings {
    ReframeMode mode = ReframeMode::fit;
    double x = 0.5, y = 0.5;
    std::vector<ReframeKey> keys; // keyframed: at least one; auto: any number
    friend bool operator==(const ReframeSettings&, const ReframeSettings&) = default;
};

enum class SidecarKind : uint8_t { srt, vtt, chapters, thumbnail, poster, edl, otio, report };

// A file beside the film. thumbnail is a JPEG, poster a PNG.
struct SidecarSettings {
    SidecarKind kind = SidecarKind::report;
    std::string at = "25%";                 // pictures: "25%", "marker:NAME" or a time of the sequence; "|" between
                                            // several, the first that exists is taken
    std::optional<std::array<int, 2>> size; // pictures; none = the deliverable's
    int64_t max_bytes = 0;                  // pictures; 0 = any
    friend bool operator==(const SidecarSettings&, const SidecarSettings&) = default;
};

struct Deliverable {
    std::string id;                                        // unique in the matrix; "1", "2", ... where left out
    std::string preset;                                    // id or file
    std::vector<std::pair<std::string, std::string>> sets; // preset keys and values, as of --set
    std::string sequence, range;                           // "" = the active one, all of it; range is IN..OUT
    std::optional<std::array<int, 2>> size;                // of the canvas; none = the preset's
    ReframeSettings reframe;
    std::string bus; // "" = the preset's
    std::optional<double> lufs, true_peak;
    std::string locale;               // BCP 47 or ""
    std::optional<bool> burn;         // of captions; none = the subtitle tracks that the sequence shows are drawn
    std::string captions_track = "*"; // "*", name or language of a subtitle track
    std::vector<SidecarSettings> sidecars;
    std::string name; // template, "" = the preset's; words are listed in output_name.h
    friend bool operator==(const Deliverable&, const Deliverable&) = default;
};

struct DeliveryMatrix {
    std::vector<Deliverable> deliverables; // 1..1000
    friend bool operator==(const DeliveryMatrix&, const DeliveryMatrix&) = default;
};

// `where` names the source in errors. Errors: config (key and what is expected), denied (limits of JSON).
Result<DeliveryMatrix> parse_matrix(std::string_view json, const std::string& where);
// The same of what a user or a script wrote: names that say no kind of file get the preset's ending.
Result<DeliveryMatrix> parse_spec(std::string_view json, const std::string& where);
// parse_matrix of it gives an equal matrix.
std::string matrix_text(const DeliveryMatrix& matrix);
const char* sidecar_word(SidecarKind kind);

} // namespace tandem
