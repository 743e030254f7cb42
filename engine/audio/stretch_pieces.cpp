// Joins of pieces, and the runs of Rubber Band.
#include "engine/audio/stretch_pieces.h"

#include <rubberband/RubberBandStretcher.h>

#include <algorithm>
#include <exception>

namespace tandem::audio {

Result<void> PieceStream::fill(int64_t block, float* const* out) {
    const auto width = static_cast<size_t>(channels());
    Planes made;
    TRY_VOID(piece(block, made));
    const bool joined = joins(block);
    if (joined && tail_of_ != block - 1) {
        Planes before;
        TRY_VOID(piece(block - 1, before));
        keep_tail(block - 1, before);
    }
    for (size_t c = 0; c < width; ++c) {
        std::copy_n(made[c].begin(), block_frames(), out[c]);
        for (int i = 0; joined && i < kJoinFrames; ++i) {
            float x = (static_cast<float>(i) + 0.5f) / kJoinFrames;
            out[c][i] = tail_[c][static_cast<size_t>(i)] * (1 - x) + out[c][i] * x;
        }
    }
    keep_tail(block, made);
    return {};
}

void PieceStream::keep_tail(int64_t block, const Planes& made) {
    tail_.clear();
    for (const auto& plane : made) tail_.emplace_back(plane.end() - kJoinFrames, plane.end());
    tail_of_ = block;
}

Result<void> run_band(const BandRun& run, const Planes& in, Planes& made) {
    const size_t width = in.size();
    const auto in_frames = static_cast<int64_t>(in[0].size()), wanted = static_cast<int64_t>(made[0].size());
    std::vector<const float*> planes;
    for (const auto& plane : in) planes.push_back(plane.data());
    try {
        using RubberBand::RubberBandStretcher;
        RubberBandStretcher stretcher(
            static_cast<size_t>(run.rate), width,
            RubberBandStretcher::OptionProcessOffline | RubberBandStretcher::OptionEngineFiner |
                RubberBandStretcher::OptionThreadingNever | RubberBandStretcher::OptionChannelsTogether,
            run.ratio);
        // It looks at its map once a call: by short calls it is within 3 ms of it, by long ones off by 0.3 s.
        const int64_t feed = run.keys.empty() ? 4096 : 128;
        stretcher.setExpectedInputDuration(static_cast<size_t>(in_frames));
        stretcher.setMaxProcessSize(static_cast<size_t>(feed));
        if (!run.keys.empty()) stretcher.setKeyFrameMap(run.keys);
        std::vector<const float*> from = planes;
        stretcher.study(from.data(), static_cast<size_t>(in_frames), true);
        std::vector<float> scratch(width * static_cast<size_t>(feed));
        std::vector<float*> got;
        for (size_t c = 0; c < width; ++c) got.push_back(&scratch[c * static_cast<size_t>(feed)]);
        int64_t skip = run.skip, have = 0;
        for (int64_t at = 0; at < in_frames && have < wanted; at += feed) {
            int64_t n = std::min(feed, in_frames - at);
            for (size_t c = 0; c < width; ++c) from[c] = planes[c] + at;
            stretcher.process(from.data(), static_cast<size_t>(n), at + n == in_frames);
            while (stretcher.available() > 0) {
                auto r = static_cast<int64_t>(stretcher.retrieve(
                    got.data(), static_cast<size_t>(std::min<int64_t>(feed, stretcher.available()))));
                if (r <= 0) break;
                int64_t drop = std::min(skip, r), keep = std::min(r - drop, wanted - have);
                skip -= drop;
                for (size_t c = 0; c < width; ++c)
                    std::copy_n(got[c] + drop, keep, made[c].begin() + static_cast<std::ptrdiff_t>(have));
                have += keep;
            }
        }
    } catch (const std::exception& e) {
        return fail(ErrorCode::internal, std::string("the time stretch failed: ") + e.what());
    }
    return {};
}

} // namespace tandem::audio
