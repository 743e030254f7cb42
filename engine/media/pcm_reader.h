// The reader of sound files that are nothing but samples behind a header (WAV, RF64, Wave64, AIFF): a sample's place
// follows from its number, so nothing is indexed, decoded or kept. Private to engine/media.
#pragma once

#include <memory>

#include "engine/media/audio_reader.h"
#include "engine/media/input.h"

namespace tandem {

// Takes `input`, of which only sound stream `stream` is selected, where that is such a file and its header tells the
// truth about its length. Else gives null and leaves the input at its start.
Result<std::unique_ptr<AudioReader>> open_pcm(std::unique_ptr<Input>& input, int stream);

} // namespace tandem
