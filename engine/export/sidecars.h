// Files beside a film: captions, chapters, pictures, timelines. Used by the delivery on its own thread; blocking.
#pragma once

#include "engine/export/deliver.h"

namespace tandem {

// The sidecars of one deliverable, with places and names chosen. Errors: config (a marker or track that is not there),
// unavailable (a kind that cannot be written), usage (a time outside the range).
Result<std::vector<PlannedSidecar>> plan_sidecars(const Deliverable& wish, const PlannedDeliverable& film,
                                                  std::vector<std::string>& warnings);
// Writes one; the whole file or none. Errors: io, cant_create, config (a picture that stays above its bytes).
Result<void> write_sidecar(const PlannedSidecar& sidecar, const PlannedDeliverable& film,
                           const std::vector<FrameRenderer*>& renderers);

// Chapter list as video sites read it ("0:00 Name" a line), of the markers in the range. `warnings` says which of the
// sites' rules it breaks: the first at 0:00, three or more, each 10 s or longer.
std::string chapters_text(const Sequence& sequence, TimeRange range, std::vector<std::string>& warnings);
// The cues of the range, counted from its start.
Track captions_of(const Track& track, TimeRange range);

} // namespace tandem
