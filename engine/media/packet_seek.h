// Getting a demuxer to a packet of the index. Private to engine/media.
#pragma once

#include "engine/media/picture_index.h"

namespace tandem {

// The input continues at packet `target` of the stream's index: true = that packet was read and lies in `packet`, false
// = it is the next of the stream to be read (the file's start). Pre: only this stream is selected. Errors: bad_data
// (the file is no longer what was indexed).
Result<bool> seek_packet(Input& input, int stream, const PictureIndex& index, size_t target, AVPacket* packet);

} // namespace tandem
