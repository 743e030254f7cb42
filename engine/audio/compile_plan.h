// compile_plan: project and sequence to AudioPlan. Pure, any thread; called when a render starts and, later, after
// every edit.
#pragma once

#include <map>

#include "engine/audio/plan.h"
#include "engine/audio/render.h"

namespace tandem::audio {

// Fade at hard cuts inside a sound, in frames at any rate: 2.7 ms at 48 kHz.
inline constexpr int kDeclickFrames = 128;

// Errors: a bus that is not there, buses in a circle, nesting too deep or multiplying too far.
// With strips to listen to, a device hears these before their faders in place of the mix, muted ones too; strips that
// are not there are passed over. The mix is made all the same.
Result<Ref<AudioPlan>> compile_plan(const Project& project, const Sequence& sequence, const AudioSpec& spec,
                                    const std::vector<StripRef>& listen = {});
// The strips that the inputs of armed tracks are heard through (Track::input), from the tracks' first inserts to the
// output, without any clips. Null where none of them is.
Result<Ref<AudioPlan>> compile_monitor_plan(const Project& project, const Sequence& sequence, const AudioSpec& spec,
                                            const std::vector<TrackId>& armed,
                                            const std::vector<StripRef>& listen = {});

// Stable text of a plan, for golden tests and `tandem dump --what plan`.
std::string dump(const AudioPlan& plan);

// The insert's plug-in as an entry of the plan, ready to run, or -1 with a warning in it where it cannot be. Blocks
// while the plug-in is tried for the first time.
int add_plugin(AudioPlan& plan, const Effect& insert, int label);

// State of one compilation, shared by nested sequences.
struct PlanCompiler {
    const Project& project;
    AudioSpec spec;
    std::vector<StripRef> listen = {}; // of the outermost sequence
    // Tracks that sound, by the device's inputs; null = all, by their clips.
    const std::vector<TrackId>* inputs = nullptr;
    int depth = 0;
    std::map<SequenceId, Ref<AudioPlan>> done;

    Result<Ref<AudioPlan>> sequence(const Sequence& s, int channels, BusId bus);
    // The clips of a track appended to the plan; gives their channel count, 0 where the track is silent.
    Result<int> clips(const Track& track, AudioPlan& plan, int64_t& weight);
    // The MIDI clips of a track as an entry of plan.midi; -1 = there are none.
    int midi(const Track& track, AudioPlan& plan);
};

} // namespace tandem::audio
