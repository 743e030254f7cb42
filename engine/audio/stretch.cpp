// Speed without change of pitch: Rubber Band R3, offline, in pieces of at most 30 s from the clip's first sample.
// Pieces after the first are cross-faded into; each is a pure function of its place, so any locate gives the same
// samples.
#include <rubberband/RubberBandStretcher.h>

#include <algorithm>
#include <cmath>
#include <exception>

#include "engine/audio/stream.h"

namespace tandem::audio {

static constexpr int kPieceSeconds = 30, kJoinFrames = 2048;

namespace {

int piece_frames(const StreamSpec& spec) {
    double fastest = std::max(1.0, static_cast<double>(spec.speed.num) / static_cast<double>(spec.speed.den));
    int64_t most = static_cast<int64_t>(spec.rate * kPieceSeconds / fastest);
    return static_cast<int>(std::clamp<int64_t>(spec.frames, 1, std::max<int64_t>(most, 4 * kJoinFrames)));
}

class Stretch final : public BlockStream {
  public:
    Stretch(std::unique_ptr<PcmStream> input, const StreamSpec& spec)
        : BlockStream(input->channels(), input->channel_mask(), spec.first, piece_frames(spec)),
          input_(std::move(input)), spec_(spec) {}

  private:
    Result<void> fill(int64_t block, float* const* out) override {
        const auto width = static_cast<size_t>(channels());
        std::vector<std::vector<float>> made;
        TRY_VOID(piece(block, made));
        if (block > 0 && tail_of_ != block - 1) {
            std::vector<std::vector<float>> before;
            TRY_VOID(piece(block - 1, before));
            keep_tail(block - 1, before);
        }
        for (size_t c = 0; c < width; ++c) {
            std::copy_n(made[c].begin(), block_frames(), out[c]);
            for (int i = 0; block > 0 && i < kJoinFrames; ++i) {
                float x = (static_cast<float>(i) + 0.5f) / kJoinFrames;
                out[c][i] = tail_[c][static_cast<size_t>(i)] * (1 - x) + out[c][i] * x;
            }
        }
        keep_tail(block, made);
        return {};
    }

    void keep_tail(int64_t block, const std::vector<std::vector<float>>& made) {
        tail_.clear();
        for (const auto& plane : made) tail_.emplace_back(plane.end() - kJoinFrames, plane.end());
        tail_of_ = block;
    }

    // Block `block` and kJoinFrames more.
    Result<void> piece(int64_t block, std::vector<std::vector<float>>& made) {
        const auto width = static_cast<size_t>(channels());
        const double ratio = static_cast<double>(spec_.speed.den) / static_cast<double>(spec_.speed.num);
        const int64_t out_first = spec_.first + block * block_frames(), wanted = block_frames() + kJoinFrames;
        const int64_t in_first = mul_div_round(out_first, spec_.speed.num, spec_.speed.den);
        const int64_t run_in = spec_.rate / 4;
        const int64_t in_frames = 2 * run_in + static_cast<int64_t>(std::ceil(static_cast<double>(wanted) / ratio));
        std::vector<std::vector<float>> in(width, std::vector<float>(static_cast<size_t>(in_frames)));
        std::vector<float*> planes;
        for (auto& plane : in) planes.push_back(plane.data());
        TRY_VOID(input_->read(in_first - run_in, static_cast<int>(in_frames), planes.data()));
        made.assign(width, std::vector<float>(static_cast<size_t>(wanted)));
        try {
            using RubberBand::RubberBandStretcher;
            RubberBandStretcher stretcher(
                static_cast<size_t>(spec_.rate), width,
                RubberBandStretcher::OptionProcessOffline | RubberBandStretcher::OptionEngineFiner |
                    RubberBandStretcher::OptionThreadingNever | RubberBandStretcher::OptionChannelsTogether,
                ratio);
            constexpr int64_t kFeed = 4096;
            stretcher.setExpectedInputDuration(static_cast<size_t>(in_frames));
            stretcher.setMaxProcessSize(kFeed);
            std::vector<const float*> from(planes.begin(), planes.end());
            stretcher.study(from.data(), static_cast<size_t>(in_frames), true);
            std::vector<float> scratch(width * kFeed);
            std::vector<float*> got;
            for (size_t c = 0; c < width; ++c) got.push_back(&scratch[c * kFeed]);
            int64_t skip = std::llround(static_cast<double>(run_in) * ratio), have = 0;
            for (int64_t at = 0; at < in_frames && have < wanted; at += kFeed) {
                int64_t n = std::min(kFeed, in_frames - at);
                for (size_t c = 0; c < width; ++c) from[c] = planes[c] + at;
                stretcher.process(from.data(), static_cast<size_t>(n), at + n == in_frames);
                while (stretcher.available() > 0) {
                    auto r = static_cast<int64_t>(stretcher.retrieve(
                        got.data(), static_cast<size_t>(std::min<int64_t>(kFeed, stretcher.available()))));
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

    std::unique_ptr<PcmStream> input_;
    StreamSpec spec_;
    int64_t tail_of_ = INT64_MIN; // the block whose end tail_ holds
    std::vector<std::vector<float>> tail_;
};

} // namespace

std::unique_ptr<PcmStream> make_stretch(std::unique_ptr<PcmStream> input, const StreamSpec& spec) {
    return std::make_unique<Stretch>(std::move(input), spec);
}

} // namespace tandem::audio
