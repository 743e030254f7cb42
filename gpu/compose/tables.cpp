// An entry is four floats: of the filter its weight at this step and at the next, of a table one colour.
#include "gpu/compose/tables.h"

#include <algorithm>

#include "gpu/device/sampling.h"

namespace tandem::compose {

static constexpr uint64_t kLanczosEntries = 3 * 256 + 1; // as frame.kernel reads them

size_t Tables::find(const Ref<ColourTable>& table) const {
    return static_cast<size_t>(std::find(tables_.begin(), tables_.end(), table) - tables_.begin());
}

Tables::Change Tables::place(std::span<const Ref<ColourTable>> wanted) {
    bool all = std::all_of(wanted.begin(), wanted.end(), [&](const auto& t) { return find(t) < tables_.size(); });
    if (all && entries_) return Change::none;
    tables_.clear(), first_.clear();
    entries_ = kLanczosEntries;
    for (const auto& t : wanted) {
        if (find(t) < tables_.size()) continue;
        tables_.push_back(t);
        first_.push_back(static_cast<int>(entries_));
        entries_ += t->rgb.size() / 3;
    }
    return Change::refill;
}

void Tables::fill(float* to) const {
    for (size_t i = 0; i < kLanczosEntries; ++i, to += 4) {
        for (size_t next = 0; next < 2; ++next)
            to[next] = static_cast<float>(kernel_weight(SampleFilter::lanczos, static_cast<double>(i + next) / 256, 1));
        to[2] = to[3] = 0;
    }
    for (const auto& t : tables_)
        for (size_t i = 0; i < t->rgb.size(); i += 3, to += 4)
            to[0] = t->rgb[i], to[1] = t->rgb[i + 1], to[2] = t->rgb[i + 2], to[3] = 0;
}

std::vector<int> Tables::first_of(std::span<const Ref<ColourTable>> wanted) const {
    std::vector<int> out;
    for (const auto& t : wanted) out.push_back(first_[find(t)]);
    return out;
}

void Tables::forget() {
    tables_.clear(), first_.clear();
    entries_ = 0;
}

} // namespace tandem::compose
