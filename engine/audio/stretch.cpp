// Constant speed without change of pitch: Rubber Band R3, offline, in pieces of at most 30 s from the clip's first
// sample.
#include <algorithm>
#include <cmath>

#include "engine/audio/stretch_pieces.h"

namespace tandem::audio {

namespace {

class Stretch final : public PieceStream {
  public:
    Stretch(std::unique_ptr<PcmStream> input, const StreamSpec& spec)
        : PieceStream(input->channels(), input->channel_mask(), spec.first, piece_frames(spec)),
          input_(std::move(input)), spec_(spec) {}

  private:
    static int piece_frames(const StreamSpec& spec) {
        double fastest = std::max(1.0, static_cast<double>(spec.speed.num) / static_cast<double>(spec.speed.den));
        int64_t most = static_cast<int64_t>(spec.rate * kPieceSeconds / fastest);
        return static_cast<int>(std::clamp<int64_t>(spec.frames, 1, std::max<int64_t>(most, 4 * kJoinFrames)));
    }
    bool joins(int64_t block) const override { return block > 0; }

    Result<void> piece(int64_t block, Planes& made) override {
        const auto width = static_cast<size_t>(channels());
        const double ratio = static_cast<double>(spec_.speed.den) / static_cast<double>(spec_.speed.num);
        const int64_t out_first = spec_.first + block * block_frames(), wanted = block_frames() + kJoinFrames;
        const int64_t in_first = mul_div_round(out_first, spec_.speed.num, spec_.speed.den);
        const int64_t run_in = spec_.rate / 4;
        const int64_t in_frames = 2 * run_in + static_cast<int64_t>(std::ceil(static_cast<double>(wanted) / ratio));
        Planes in(width, std::vector<float>(static_cast<size_t>(in_frames)));
        std::vector<float*> planes;
        for (auto& plane : in) planes.push_back(plane.data());
        TRY_VOID(input_->read(in_first - run_in, static_cast<int>(in_frames), planes.data()));
        made.assign(width, std::vector<float>(static_cast<size_t>(wanted)));
        return run_band(
            {.rate = spec_.rate, .ratio = ratio, .keys = {}, .skip = std::llround(static_cast<double>(run_in) * ratio)},
            in, made);
    }

    std::unique_ptr<PcmStream> input_;
    StreamSpec spec_;
};

} // namespace

std::unique_ptr<PcmStream> make_stretch(std::unique_ptr<PcmStream> input, const StreamSpec& spec) {
    return std::make_unique<Stretch>(std::move(input), spec);
}

} // namespace tandem::audio
