// Deinterlacer: bwdif at frame rate over decoded frames; progressive frames pass unchanged, time stamps are kept. Gives
// each frame one later than it was sent. Private to engine/media; confined to one thread.
#pragma once

#include "engine/media/av.h"

struct AVFilterGraph;
struct AVFilterContext;

namespace tandem {

class Deinterlacer {
  public:
    // Null where the layout cannot be filtered.
    static std::unique_ptr<Deinterlacer> make(const AVFrame& like, AVRational time_base, int threads);
    ~Deinterlacer();

    // Null = end. False where the frame does not fit the graph (size or layout changed).
    bool send(AVFrame* frame);
    // 0, AVERROR(EAGAIN) or AVERROR_EOF.
    int receive(AVFrame* frame);

  private:
    Deinterlacer() = default;
    AVFilterGraph* graph_ = nullptr;
    AVFilterContext* in_ = nullptr;
    AVFilterContext* out_ = nullptr;
    AVRational time_base_{1, 1};
    int width_ = 0, height_ = 0, format_ = -1;
};

} // namespace tandem
