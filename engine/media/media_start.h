// Media time 0 and the streams of a file. Rule: time 0 is the start of the earliest of the first presented pictures and
// sounds of all streams, as players start a file; all other streams keep their offset to it. First presented means
// after edit lists (packets marked as discarded do not count) and encoder priming. Private to engine/media.
#pragma once

#include "engine/media/frame_rate.h"
#include "engine/media/input.h"

namespace tandem {

struct StreamStart {
    bool has_packets = false;
    Time first; // presentation time in the container's own clock
    // Whether every packet seen carries a pts; where not, pictures are numbered in order (PictureIndex).
    bool has_pts = true;
    PictureRate rate; // of pictures
    // By how much the container's durations of pictures, and so its end, fall short of the rate: Matroska without
    // a duration of frames.
    Time cut_off;
    // Sound: samples to drop from the first packet's decoded samples.
    int priming = 0;
};

struct MediaStart {
    Time zero; // container time of media time 0
    std::vector<StreamStart> streams;
};

bool is_picture(const AVStream& stream); // without cover art
bool is_sound(const AVStream& stream);

// Reads the first packets of each stream through an Input of its own. Remembered for the session by file identity.
Result<MediaStart> find_media_start(const InputSpec& spec);

// Samples to drop at the ends of a packet's decoded samples; whole = do not present it at all.
struct PacketTrim {
    int front = 0, back = 0;
    bool whole = false;
};
PacketTrim packet_trim(const AVPacket& packet);
// Vorbis: the first packet only primes the decoder.
bool first_packet_is_silent(const AVStream& stream);
// Encoder delay a stream declares outside its packets (Opus, Matroska).
int declared_priming(const AVStream& stream);

} // namespace tandem
