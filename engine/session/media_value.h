// A medium's probed facts as a Value, for the journal: a replay must not need the file. Any thread.
#pragma once

#include "engine/base/value.h"
#include "engine/model/media.h"

namespace tandem {

Value media_value(const Media& media);
Result<Media> value_media(const Value& value);

} // namespace tandem
