// An effect instance on a clip, a strip or a generator. Immutable value; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/model/catalog.h"
#include "engine/model/param.h"
#include "engine/model/plugin.h"

namespace tandem {

// A mixer strip: of a sound track, of a bus, of a fader group, or (none of them) the master.
struct StripRef {
    TrackId track = {};
    BusId bus = {};
    FaderGroupId group = {};
    friend bool operator==(const StripRef&, const StripRef&) = default;
};

// A text of a title in another language.
struct LocalText {
    std::string locale; // BCP 47
    int slot = 0;       // of Effect::texts
    std::string text;
    friend bool operator==(const LocalText&, const LocalText&) = default;
};

struct Effect {
    EffectId id;
    EffectKind kind = EffectKind::transform;
    bool enabled = true;
    std::vector<Param> params;      // one per catalog row, in its order
    std::vector<std::string> texts; // one per text slot
    std::vector<LocalText> local;   // titles only; one a locale and slot, by rising locale, then slot
    // Where the effect acts: of kind `mask`, id 0; null = everywhere. Result = mix of the effect's input and the effect
    // by the mask. Only where takes_mask(kind).
    std::shared_ptr<const Effect> mask;
    // Whose sound, after its fader, rules the effect instead of what goes through it (side chain); only where
    // takes_key(kind), never the master. A strip that is muted or not there is silence.
    std::optional<StripRef> key;
    Ref<Plugin> plugin; // of kind `lv2`, inserts of strips only; null for the others
    Extra extra;
};

// The text for a locale: of it, of its language alone ("pt" for "pt-BR"), else the plain one. "" = the plain one.
const std::string& text_for(const Effect& effect, int slot, std::string_view locale);
// All parameters at their defaults.
Effect make_effect(EffectKind kind, EffectId id);

// What an unknown effect of another program or a newer version is kept as: nothing is rendered, nothing is lost.
struct ForeignEffect {
    std::string name; // as the file names it
    Extra extra;      // its whole JSON
};

struct EffectStack {
    std::vector<Ref<Effect>> effects; // top of the list is applied first
    std::vector<ForeignEffect> foreign;
};

} // namespace tandem
