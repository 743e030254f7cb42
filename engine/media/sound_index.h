// SoundIndex: where the samples of one sound stream lie, as segments of some seconds that are decoded independently.
// The sound of a stream is defined as the segments' samples one after the other, each segment decoded by a fresh
// decoder from a fixed lead-in before it; so samples are the same in any order of reading, for every codec. Private to
// engine/media. Grows as it is read; confined to one thread at a time.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "engine/media/media_start.h"

namespace tandem {

struct PacketMark { // finds a packet again
    int64_t pts = 0, dts = 0, position = 0, ordinal = 0;
};

struct SoundSegment {
    PacketMark lead;      // first packet to decode
    int64_t first = 0;    // ordinal of the first packet whose samples count
    int64_t position = 0; // sample of media time where they begin, before its trim
    int64_t packets = 0;  // how many
    int64_t end = 0;      // sample where they end by the container's word; the next segment begins at or after it
};

// Turns time stamps of packets into sample positions: counts samples, follows the stamps where they leave a gap.
class SampleClock {
  public:
    SampleClock() = default;
    SampleClock(AVRational base, int rate, Time zero, bool counts_only, int jitter_samples);
    // Position for samples stamped `pts`; `expected` where nothing speaks against it.
    int64_t place(int64_t pts, int64_t expected) const;
    // The same for estimated counts: also steps back, by less than a second.
    int64_t anchor(int64_t pts, int64_t expected) const;
    int64_t at(int64_t pts) const; // of the stamp alone

  private:
    AVRational base_{1, 1};
    int rate_ = 48000;
    Time zero_;
    bool counts_only_ = false;
    int64_t tolerance_ = 0;
};

// Where the sound of a MOV/MP4 stream with packets of fixed size ends, in its time base: edit lists round it to the
// movie's time scale (often 1 ms), the sample table does not. Empty where an edit list ends it elsewhere, and for
// others.
std::optional<int64_t> exact_end(const Input& input, int stream);

class SoundIndex {
  public:
    static Result<std::unique_ptr<SoundIndex>> open(const InputSpec& spec, int stream, int rate, Time zero,
                                                    int priming);

    // The segment that holds sample n, reading on as far as needed; null before the first sample and after the last.
    const SoundSegment* segment_at(int64_t n);
    // The segment after this one if it is known already.
    int64_t limit(const SoundSegment& segment) const;
    bool complete() const { return complete_; }
    bool independent() const { return independent_; }  // each packet decodes by itself, without loss (PCM, FLAC)
    bool was_cut() const { return input_->was_cut(); } // see Input
    int64_t end() const { return end_; }               // so far
    // The container counts in samples, so end() is where the sound ends, though the last packet may decode to more.
    bool end_is_exact() const { return end_is_exact_; }
    // The last segment was decoded: this is where it really ends.
    void correct_end(int64_t end) { end_ = end; }
    // Trims by packet ordinal; none for most.
    PacketTrim trim(int64_t ordinal) const;
    const SampleClock& clock() const { return clock_; }

  private:
    void read_on();

    std::unique_ptr<Input> input_;
    int stream_ = 0, rate_ = 48000, priming_ = 0;
    SampleClock clock_;
    int64_t segment_samples_ = 0, lead_samples_ = 0;
    std::deque<SoundSegment> segments_;                 // stable addresses
    std::deque<std::pair<PacketMark, int64_t>> recent_; // with their positions: candidates for a lead
    std::map<int64_t, PacketTrim> trims_;
    int64_t ordinal_ = 0, end_ = 0;
    bool complete_ = false, started_ = false, end_is_exact_ = false, independent_ = false;
    av::PacketPtr packet_ = av::make_packet();
    av::ParserPtr parser_;
    av::CodecPtr parser_context_;
};

} // namespace tandem
