// Loudness of decoded sound by EBU R128 / BS.1770-4 (libebur128). One instance, one thread at a time.
#pragma once

#include <memory>
#include <optional>

#include "engine/export/av_glue.h"

namespace tandem {

class Loudness {
  public:
    static std::unique_ptr<Loudness> make(int channels, int rate); // null where the format cannot be measured
    ~Loudness();
    void add(const AVFrame& frame);
    std::optional<double> integrated_lufs() const; // none for silence
    std::optional<double> range_lu() const;
    std::optional<double> true_peak_dbtp() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tandem
