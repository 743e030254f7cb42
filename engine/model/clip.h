// Clips, their fades and transitions, and the placements that put them on tracks. Immutable values; any thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/model/effect.h"
#include "engine/model/media.h"
#include "engine/model/speed_ramp.h"

namespace tandem {

// What a clip shows or plays.
struct MediaContent {
    MediaId media;
    int stream = -1;   // FFmpeg stream index of the picture or sound; -1 = the first of the track's kind
    ColourTags colour; // how this clip's picture is to be read; unspecified fields: as its medium
    friend bool operator==(const MediaContent&, const MediaContent&) = default;
};
struct SequenceContent { // nested sequence
    SequenceId sequence;
    friend bool operator==(const SequenceContent&, const SequenceContent&) = default;
};
struct GeneratorContent { // solid, gradient or title: an effect of Domain::generator
    Ref<Effect> generator;
    friend bool operator==(const GeneratorContent&, const GeneratorContent&) = default;
};
struct SubtitleContent { // one cue of a subtitle track; text may hold \n, <i>, <b>, <u>
    std::string text;
    friend bool operator==(const SubtitleContent&, const SubtitleContent&) = default;
};
using Content = std::variant<MediaContent, SequenceContent, GeneratorContent, SubtitleContent>;

enum class FadeShape : uint8_t { linear, equal_power, smooth };
struct Fade {
    Time length; // 0 = none
    FadeShape shape = FadeShape::linear;
    friend bool operator==(const Fade&, const Fade&) = default;
};

// Across the cut at the start of the clip that carries it: begins `before` the cut, ends `after` it. The clip that ends
// at the cut plays on into its handle meanwhile, this one starts early into its own; where media ends the last frame or
// silence holds. Without a clip that ends at the cut there is nothing to come from and the transition is not shown.
struct Transition {
    TransitionId id;
    TransitionKind kind = TransitionKind::dissolve;
    Time before, after;                  // each >= 0, sum > 0
    double softness = 0;                 // wipes: width of the edge as a fraction of the frame, 0..1
    double red = 0, green = 0, blue = 0; // dip colour, display-referred 0..1
    Extra extra;
    Time length() const { return before + after; }
};

// One of several recordings of the same passage.
struct Take {
    MediaContent content;
    Time offset; // its source time that sounds where that of a take of offset 0 is 0
    std::string name;
    friend bool operator==(const Take&, const Take&) = default;
};
// What a clip may play in place of what it plays: all lie where they were recorded, whatever is trimmed.
struct Takes {
    std::vector<Take> all;
    size_t chosen = 0; // the clip's content is that of all[chosen]
};

// A grade is those of a picture clip's effects that is_grade(); a version is one grade of several to choose from.
struct GradeVersion {
    std::string name;
    // Those of the chosen version are the clip's own, so this is null there.
    Ref<EffectStack> effects;
    std::vector<int> at; // for each of them, its place among all effects of the clip when another was chosen; rising
};
struct GradeVersions {
    std::vector<GradeVersion> all; // at least one
    size_t chosen = 0;
};

struct Clip {
    ClipId id;
    std::string name;
    Content content;
    Time in;     // source time shown at the clip's first instant; with reverse speed the source runs down from here
    Time length; // on the timeline, > 0
    Speed speed; // source time at local time t = in + speed * t
    // A speed that changes along the clip's key time (see key_origin), in place of `speed`, which is 1 then: source
    // time at local time t = in + what passes on the ramp from key_origin to key_origin + t. null = constant.
    Ref<Curve> speed_ramp;
    bool preserve_pitch = true; // sound under speed change
    bool enabled = true;
    // Key times of the clip's effects count from `placement start - key_origin`: trimming or slicing the head moves
    // this, never the keys. Those of its speed ramp count so too.
    Time key_origin;
    Ref<EffectStack> effects;  // null = none
    Ref<Takes> takes;          // of sound; null = none
    Ref<GradeVersions> grades; // of picture; null = one only, without a name
    Fade fade_in, fade_out;    // picture: opacity; sound: gain
    Ref<Transition> transition_in;
    LinkId link; // equal links move and trim together (picture with its sound)
    GroupId group;
    std::string colour_label;
    Extra extra;

    Time source_at(Time local) const {
        if (!speed_ramp) return in + speed.source(local);
        return in + ramp_source(*speed_ramp, key_origin + local) - ramp_source(*speed_ramp, key_origin);
    }
    bool normal_speed() const { return !speed_ramp && speed.normal(); }
    // The speed at a local time, source seconds per second.
    double speed_at(Time local) const {
        return speed_ramp ? evaluate(*speed_ramp, key_origin + local)
                          : static_cast<double>(speed.num) / static_cast<double>(speed.den);
    }
    // Source range covered, in rising order.
    TimeRange source_range() const {
        Time a = in, b = source_at(length);
        return a <= b ? TimeRange::between(a, b) : TimeRange::between(b, a);
    }
};

struct Placement {
    Time start;
    Ref<Clip> clip;
    Time end() const { return start + clip->length; }
    friend bool operator==(const Placement&, const Placement&) = default;
};

} // namespace tandem
