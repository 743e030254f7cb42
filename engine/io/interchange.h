// Timelines of other programs: one entry for every readable format, with a report of what was kept, approximated and
// dropped.
#pragma once

#include <string>
#include <vector>

#include "engine/base/value.h"
#include "engine/model/project.h"

namespace tandem {

struct LossItem {
    enum class Fate { kept, approximated, dropped } fate = Fate::kept;
    std::string what;  // "effect Blur"
    std::string where; // "track V1, clip Interview (00:00:04:12)"
};
struct LossReport {
    std::vector<LossItem> items;
};

enum class OtioDialect { spec, resolve, premiere, nuke };

struct Imported {
    Project project;
    LossReport report;
};

// By content and extension: .tandem (native), .otio; subtitles .srt, .vtt as a project with one subtitle track.
// Media facts of imported references are probed lazily by the caller (engine/session/import_media.h); paths are
// resolved as in EXPORT 3.3. Error unavailable, naming the format, where we cannot read it.
Result<Imported> load_any(const std::string& path);

Result<Imported> read_otio(std::string_view text, const std::string& base_dir);
// Exact data of ours goes to metadata.tandem; `report` says what other programs will not see.
std::string write_otio(const Project& project, SequenceId sequence, OtioDialect dialect, const std::string& base_dir,
                       LossReport* report);

// CMX3600 edit list of the part of one picture track that lies in `range`: cuts, dissolves, wipes, fades from and to
// black, M2 lines for speeds, markers. Record timecode is the sequence's, source timecode the medium's, both counted in
// frames of the sequence. Reels are the first letters of file names. Switched-off clips are gaps. `report` may be null.
std::string write_edl(const Project& project, const Sequence& sequence, const Track& track, TimeRange range,
                      LossReport* report);

// Cues as clips of a subtitle track (ids from `ids`). UTF-8 (BOM allowed), UTF-16 with BOM, else Latin-1. Limits: 64
// MiB, 200 000 cues.
Result<Track> read_subtitles(std::string_view text, const std::string& name, IdSource& ids);
std::string write_srt(const Track& track);
std::string write_vtt(const Track& track);

} // namespace tandem
