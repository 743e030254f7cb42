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
Result<Ref<AudioPlan>> compile_plan(const Project& project, const Sequence& sequence, const AudioSpec& spec);

// Stable text of a plan, for golden tests and `tandem dump --what plan`.
std::string dump(const AudioPlan& plan);

// The insert's plug-in as an entry of the plan, ready to run, or -1 with a warning in it where it cannot be. Blocks
// while the plug-in is tried for the first time.
int add_plugin(AudioPlan& plan, const Effect& insert, int label);

// State of one compilation, shared by nested sequences.
struct PlanCompiler {
    const Project& project;
    AudioSpec spec;
    int depth = 0;
    std::map<SequenceId, Ref<AudioPlan>> done;

    Result<Ref<AudioPlan>> sequence(const Sequence& s, int channels, BusId bus);
    // The clips of a track appended to the plan; gives their channel count, 0 where the track is silent.
    Result<int> clips(const Track& track, AudioPlan& plan, int64_t& weight);
};

} // namespace tandem::audio
