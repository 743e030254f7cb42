// The picture of `tandem frame --scope`: scopes of one stored frame, one below the other, and their numbers. Main
// thread.
#pragma once

#include <string>
#include <vector>

#include "engine/base/value.h"
#include "engine/video/scopes.h"

namespace tandem::app {

struct ScopeSheet {
    PictureRef picture; // rgba
    ValueArray json;    // one object a scope
    std::string text;   // "waveform, zebra (12.5 %)"
};

// Names of --scope; error usage for others.
Result<std::vector<ScopeKind>> scopes_named(const std::vector<std::string>& names);
// `picture` is the frame in its target's codes.
Result<ScopeSheet> draw_scopes(const Picture& picture, const std::vector<ScopeKind>& kinds, ScopeEngine& engine);

} // namespace tandem::app
