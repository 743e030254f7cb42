// Speed ramps with kept pitch. A piece is cut where the source stands (almost) still; each run of movement goes through
// Rubber Band with a map of where its frames are to be.
#include <algorithm>
#include <cmath>

#include "engine/audio/compile_plan.h"
#include "engine/audio/pan.h"
#include "engine/audio/ramp_stream.h"
#include "engine/audio/stretch_pieces.h"

namespace tandem::audio {

namespace {

class RampStretch final : public PieceStream {
  public:
    RampStretch(std::unique_ptr<PcmStream> input, const RampPlace& place, int rate)
        : PieceStream(input->channels(), input->channel_mask(), 0, piece_frames(place, rate)), input_(std::move(input)),
          map_(place, rate, rate), rate_(rate) {}

  private:
    static constexpr int kCell = 256;             // frames, the grid on which movement is looked at
    static constexpr int kCellsAKey = 4;          // of Rubber Band's map
    static constexpr double kSlowest = 1.0 / 100; // as for constant speeds
    static constexpr int kRampPieceSeconds = 5;   // all of a piece is made even where a clip shows little of it

    static int piece_frames(const RampPlace& place, int rate) {
        const double most = rate * kRampPieceSeconds / std::max(1.0, fastest(*place.ramp));
        return std::max(static_cast<int>(most), 4 * kJoinFrames);
    }
    bool joins(int64_t) const override { return true; }

    Result<void> piece(int64_t block, Planes& made) override {
        const int64_t first = block * block_frames(), end = first + block_frames() + kJoinFrames;
        const int64_t lead = rate_ / 4; // before and after, for Rubber Band to settle
        const int64_t grid = mul_div_floor(first - lead, 1, kCell) * kCell;
        const auto cells = static_cast<size_t>((end + lead - grid) / kCell + 1);
        const int64_t base = map_.sample(grid);
        std::vector<double> places(cells + 1);
        for (size_t i = 0; i <= cells; ++i) places[i] = map_.at(grid + static_cast<int64_t>(i) * kCell, base);
        auto moves = [&](size_t i) { return places[i + 1] - places[i] >= kSlowest * kCell; };
        made.assign(static_cast<size_t>(channels()), std::vector<float>(static_cast<size_t>(end - first)));
        for (size_t i = 0; i < cells; ++i) {
            if (!moves(i)) continue;
            size_t stop = i;
            while (stop < cells && moves(stop)) ++stop;
            const int64_t from = grid + static_cast<int64_t>(i) * kCell, to = grid + static_cast<int64_t>(stop) * kCell;
            if (from < end && to > first) {
                Planes run;
                TRY_VOID(moving(std::span(places).subspan(i, stop - i + 1), base, run));
                fade_ends(run, i > 0, stop < cells);
                const int64_t a = std::max(from, first), b = std::min(to, end);
                for (size_t c = 0; c < made.size(); ++c)
                    std::copy_n(run[c].begin() + (a - from), b - a, made[c].begin() + (a - first));
            }
            i = stop;
        }
        return {};
    }

    // A run of cells whose edges lie at these places of the source.
    Result<void> moving(std::span<const double> places, int64_t base, Planes& made) {
        const auto in_first = static_cast<int64_t>(std::floor(places.front()));
        const auto in_frames = static_cast<int64_t>(std::ceil(places.back())) - in_first;
        const auto frames = static_cast<int64_t>(places.size() - 1) * kCell;
        Planes in(static_cast<size_t>(channels()), std::vector<float>(static_cast<size_t>(in_frames)));
        std::vector<float*> planes;
        for (auto& plane : in) planes.push_back(plane.data());
        TRY_VOID(input_->read(base + in_first, static_cast<int>(in_frames), planes.data()));
        made.assign(in.size(), std::vector<float>(static_cast<size_t>(frames)));
        BandRun run{.rate = rate_,
                    .ratio = static_cast<double>(frames) / static_cast<double>(in_frames),
                    .keys = {},
                    .skip = 0};
        for (size_t i = kCellsAKey; i < places.size(); i += kCellsAKey) {
            const auto at = static_cast<size_t>(std::llround(places[i]) - in_first);
            if (at > 0 && at < static_cast<size_t>(in_frames)) run.keys.emplace(at, i * kCell);
        }
        return run_band(run, in, made);
    }

    static void fade_ends(Planes& run, bool in, bool out) {
        for (auto& plane : run) {
            const size_t n = std::min<size_t>(kDeclickFrames, plane.size() / 2);
            for (size_t i = 0; i < n; ++i) {
                const auto g = static_cast<float>(
                    ramp_gain(RampShape::smooth, (static_cast<double>(i) + 0.5) / static_cast<double>(n)));
                if (in) plane[i] *= g;
                if (out) plane[plane.size() - 1 - i] *= g;
            }
        }
    }

    std::unique_ptr<PcmStream> input_;
    RampMap map_;
    int rate_;
};

} // namespace

std::unique_ptr<PcmStream> make_ramp_stretch(std::unique_ptr<PcmStream> input, const RampPlace& place, int rate) {
    return std::make_unique<RampStretch>(std::move(input), place, rate);
}

} // namespace tandem::audio
