// Loudness of whole sounds, mixed or decoded, by EBU R128 / BS.1770-4 (libebur128). One instance, one thread at a time.
#pragma once

#include <memory>
#include <optional>

#include "engine/export/av_glue.h"

namespace tandem {

// What is known of one sound. Integrated loudness needs 0.4 s above the absolute gate of -70 LUFS; without it, none.
struct SoundMeasure {
    std::optional<double> lufs, range_lu, true_peak_dbtp;
    friend bool operator==(const SoundMeasure&, const SoundMeasure&) = default;
};

class Loudness {
  public:
    static std::unique_ptr<Loudness> make(int channels, int rate); // null where the format cannot be measured
    ~Loudness();
    void add(const AVFrame& frame);
    void add(int frames, const float* const* planes);
    SoundMeasure measure() const;

  private:
    void add_block(size_t frames);
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tandem
