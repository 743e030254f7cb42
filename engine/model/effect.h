// An effect instance on a clip, a strip or a generator. Immutable value; any thread.
#pragma once

#include <string>
#include <vector>

#include "engine/model/catalog.h"
#include "engine/model/param.h"

namespace tandem {

struct Effect {
    EffectId id;
    EffectKind kind = EffectKind::transform;
    bool enabled = true;
    std::vector<Param> params;      // one per catalog row, in its order
    std::vector<std::string> texts; // one per text slot
    // Where the effect acts: of kind `mask`, id 0; null = everywhere. Result = mix of the effect's input and the effect
    // by the mask. Only where takes_mask(kind).
    std::shared_ptr<const Effect> mask;
    Extra extra;
};

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
