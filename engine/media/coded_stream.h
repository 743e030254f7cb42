// CodedStream: the packets of one picture stream as they lie in the file, for exports that copy instead of encoding.
// Blocking; confined to one thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/colour.h"
#include "engine/model/media.h"

namespace tandem {

struct CodedFacts {
    std::string codec;   // FFmpeg's name
    std::string profile; // FFmpeg's name for it, "" = none
    int profile_number = 0, level = 0;
    uint32_t tag = 0; // the container's four characters
    int width = 0, height = 0;
    std::string format; // FFmpeg's pixel format
    ColourTags colour;  // as the stream says; unspecified where it says nothing
    int sar_num = 1, sar_den = 1;
    std::vector<uint8_t> header;    // what the container keeps outside the packets
    std::vector<int64_t> frame_of;  // packet in decoding order -> the frame it makes; -1 = none that is shown
    std::vector<bool> key;          // of each packet, as the container says
    std::vector<int64_t> packet_of; // frame in order of presentation -> packet
};

// Whether H.264 and HEVC packets hold units behind start codes (Annex B) or behind lengths of 1 to 4 bytes.
struct UnitLayout {
    bool start_codes = false;
    int length_bytes = 4;
};
UnitLayout unit_layout(const CodedFacts& facts);
// The units of a packet without their prefixes; empty where it is damaged.
std::vector<std::span<const uint8_t>> split_units(std::span<const uint8_t> packet, UnitLayout layout);
// The parameter sets of a header (avcC, hvcC or start codes); empty where it holds none.
std::vector<std::span<const uint8_t>> parameter_sets(const CodedFacts& facts);
// Whether decoding can begin with a picture of these units and nothing after it needs what came before: IDR.
bool begins_anew(const std::string& codec, const std::vector<std::span<const uint8_t>>& units);

class CodedStream {
  public:
    // `stream` as VideoReaderOptions::stream. Errors: as VideoReader::open.
    static Result<std::unique_ptr<CodedStream>> open(const Media& media, int stream);
    virtual ~CodedStream() = default;

    virtual const CodedFacts& facts() const = 0;
    // The frame that a VideoReader shows at media time t.
    virtual int64_t frame_at(Time t) const = 0;
    // Whether a decoder can begin at the packet and needs none before it, for it and for those behind it in decoding
    // order, as far as the packet itself says. False where it cannot be read.
    virtual bool clean_entry(int64_t packet) = 0;
    // Packet n in decoding order; quick in sequence. Valid until the next call. Errors: io, bad_data.
    virtual Result<std::span<const uint8_t>> packet(int64_t n) = 0;
};

} // namespace tandem
