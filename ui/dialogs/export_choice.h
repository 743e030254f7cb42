// What the user chose for an export, and what follows from it: the preset with its changed keys, words for people, the
// command line. Main thread.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "engine/export/preset.h"
#include "engine/export/target.h"
#include "engine/model/project.h"

namespace tandem::ui {

class Studio;

struct ExportChoice {
    QString preset = QStringLiteral("h264");
    QString folder;      // absolute
    bool marked = false; // in to out
    int shortEdge = 0;   // of the result; 0 = as the preset makes it
    // Kept for each preset; empty = as the preset says.
    std::optional<double> crf;
    QString encoder;  // "software", "auto" or "hardware"
    QString loudness; // LUFS, or "off"
    // Of the timeline: "" = those that it shows, "none", or the id of a subtitle track.
    QString subtitles;
    // Last choices, those that fit nothing any more replaced.
    static ExportChoice load();
    void loadOfPreset();
    void save() const;
};

using PresetKeys = std::vector<std::pair<std::string, std::string>>;
// The preset with the choice's changes; `keys` gets them as --set takes them. `sequence` is never null.
Result<Preset> composePreset(const ExportChoice& choice, const Project& project, const Sequence& sequence,
                             PresetKeys* keys = nullptr);

// A copy of the edit that draws the chosen subtitles; the edit itself where nothing was chosen.
struct Snapshot {
    Ref<Project> project;
    Ref<Sequence> sequence;
};
Snapshot withSubtitles(const Ref<Project>& project, const Ref<Sequence>& sequence, const QString& choice);

// What an export's time depends on: films of one key take time by their work.
QString speedKey(const Preset& preset);
double workOf(const Preset& preset, const ExportTarget& target); // pixels of all frames, or samples
int channelsOf(const Sequence& sequence);

struct ResultSize {
    int width = 0, height = 0;
    friend bool operator==(ResultSize, ResultSize) = default;
    int shortEdge() const { return std::min(width, height); }
};
// Size that the preset makes of this sequence, and the smaller ones to offer.
ResultSize resultSize(const Preset& preset, const Project& project, const Sequence& sequence);
std::vector<ResultSize> smallerSizes(const Preset& preset, ResultSize whole);

// Constant-quality presets: the ends of the slider.
struct QualityScale {
    double worst, best;
    double fraction(double crf) const { return (crf - worst) / (best - worst); }
    double crf(double fraction) const;
};
std::optional<QualityScale> qualityScale(const Preset& preset);
QString qualityWord(double fraction);

// "H.264 · 1080p25 · AAC 192k"
QString presetFacts(const Preset& preset, const Project* project, const Sequence* sequence);
QString pictureFacts(const Preset& preset); // "H.264 high, 8-bit 4:2:0, MP4"
QString soundFacts(const Preset& preset);   // "AAC, 192 kb/s"; "none"

// Clips of the range whose media are not there; nested sequences are looked into.
struct OfflineClips {
    int count = 0;
    Time first; // on the timeline
};
OfflineClips offlineClips(const Studio& studio, const Project& project, const Sequence& sequence, TimeRange range);

// The line that does the same in a terminal.
QString exportCommand(const QString& projectPath, const Project& project, const Sequence& sequence,
                      const QString& preset, const PresetKeys& keys, TimeRange range, const QString& output,
                      bool offline);

QString shortLength(Time length); // "3:42"

} // namespace tandem::ui
