// Cells and what follows them.
#include "engine/audio/param_cells.h"

#include <cmath>
#include <utility>

namespace tandem::audio {

static constexpr double kThere = 1e-4; // of a unit (dB, Hz, a fraction): nearer is there

// Pre: mutex_ is held.
int ParamCells::find(const ParamAddress& address) const {
    for (int i = 0; i < count_.load(std::memory_order_relaxed); ++i)
        if (cells_[static_cast<size_t>(i)].address == address) return i;
    return -1;
}

void ParamCells::changed(Cell& cell) {
    cell.changes.fetch_add(1, std::memory_order_release);
    changes_.fetch_add(1, std::memory_order_release);
}

ParamCells::Grip ParamCells::hold(const ParamAddress& address, double value, Motion motion) {
    std::lock_guard lock(mutex_);
    int at = find(address);
    const bool fresh = at < 0;
    if (fresh) {
        at = count_.load(std::memory_order_relaxed);
        if (at == kCells) return {};
        cells_[static_cast<size_t>(at)].address = address;
    }
    Cell& c = cells_[static_cast<size_t>(at)];
    c.motion.store(motion, std::memory_order_relaxed);
    c.value.store(value, std::memory_order_relaxed);
    c.until.store(UINT64_MAX, std::memory_order_release);
    if (fresh) count_.store(at + 1, std::memory_order_release);
    changed(c);
    return {at, ++c.turn};
}

void ParamCells::release(const ParamAddress& address, int glide_frames) {
    std::lock_guard lock(mutex_);
    const int at = find(address);
    if (at < 0) return;
    Cell& c = cells_[static_cast<size_t>(at)];
    ++c.turn;
    c.glide.store(glide_frames, std::memory_order_relaxed);
    c.until.store(0, std::memory_order_release);
    changed(c);
}

ParamCells::Grip ParamCells::grip(const ParamAddress& address) const {
    std::lock_guard lock(mutex_);
    const int at = find(address);
    return at < 0 ? Grip{} : Grip{at, cells_[static_cast<size_t>(at)].turn};
}

void ParamCells::release_with(Grip grip, uint64_t plan) {
    if (!grip) return;
    std::lock_guard lock(mutex_);
    Cell& c = cells_[static_cast<size_t>(grip.cell)];
    if (c.turn != grip.turn) return; // held again meanwhile
    c.glide.store(0, std::memory_order_relaxed);
    c.until.store(plan, std::memory_order_release);
    changed(c);
}

bool ParamCells::held(const ParamAddress& address) const {
    std::lock_guard lock(mutex_);
    const int at = find(address);
    return at >= 0 && cells_[static_cast<size_t>(at)].until.load(std::memory_order_relaxed) == UINT64_MAX;
}

std::optional<double> ParamCells::value(const ParamAddress& address) const {
    std::lock_guard lock(mutex_);
    const int at = find(address);
    if (at < 0 || cells_[static_cast<size_t>(at)].until.load(std::memory_order_relaxed) != UINT64_MAX) return {};
    return cells_[static_cast<size_t>(at)].value.load(std::memory_order_relaxed);
}

bool LiveParam::follow(const ParamCells& cells, uint64_t plan_number, EnvelopeLine plan, int frames, int rate,
                       EnvelopeLine& line) {
    const bool settled = std::exchange(settled_, false);
    if (cells.rules(cell_, plan_number)) {
        motion_ = cells.motion(cell_);
        const bool adds = motion_ == Motion::offset;
        const double target = cells.value(cell_);
        double from = target, to = target;
        if (motion_ != Motion::steps && (moves_ || !settled)) {
            from = moves_ ? value_ - (adds ? plan.from : 0) : adds ? 0 : plan.from;
            to = target + (from - target) * std::exp(-frames / (rate * ParamCells::kSmoothSeconds));
            if (std::abs(to - target) < kThere) to = target;
        }
        line = adds ? EnvelopeLine{plan.from + from, plan.to + to} : EnvelopeLine{from, to};
        moves_ = true, left_ = glide_ = -1;
        value_ = line.to;
        return true;
    }
    if (!moves_) return false;
    if (left_ < 0) { // let go just now
        away_ = value_ - plan.from;
        left_ = glide_ = motion_ == Motion::steps ? 0 : cells.glide(cell_);
        // Released with a plan that says the same, or nearly: the rest goes the way of any move.
        if (glide_ == 0 && std::abs(away_) >= kThere)
            left_ = glide_ = motion_ == Motion::steps ? 0 : static_cast<int>(rate * ParamCells::kSmoothSeconds);
    }
    if (left_ <= 0 || std::abs(away_) < kThere) return moves_ = false;
    const double was = static_cast<double>(left_) / glide_;
    left_ = left_ > frames ? left_ - frames : 0;
    line = {plan.from + away_ * was, plan.to + away_ * (static_cast<double>(left_) / glide_)};
    value_ = line.to;
    if (left_ == 0) moves_ = false;
    return true;
}

} // namespace tandem::audio
