// Which strip feeds which: outputs, sends and side chains of a sequence's mixer. Pure, any thread.
#pragma once

#include "engine/model/sequence.h"

namespace tandem {

// Null where the strip is not there.
const Strip* find_strip_of(const Sequence& sequence, const StripRef& strip);
// The groups that act on a strip, from its own outwards; those that are not there and circles end it.
std::vector<const FaderGroup*> groups_of(const Sequence& sequence, const Strip& strip);
// Whether sound that enters `from` reaches `to` or rules an insert there; true for one and the same strip. Ends in
// cycles too.
bool feeds(const Sequence& sequence, const StripRef& from, const StripRef& to);

} // namespace tandem
