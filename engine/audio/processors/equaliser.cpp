// Eight bands in series. While a parameter moves, coefficients go along a line from the run's start to its end.
#include <algorithm>
#include <array>
#include <utility>

#include "engine/audio/processors/kernels.h"
#include "engine/audio/processors/processor.h"

namespace tandem::audio {

namespace {

constexpr int kSections = 2 * slot::kEqBands, kPairs = kMaxChannels / 2;
static_assert(kSections == FilterPair::kMostSections);

struct Section {
    int state = 0; // slot that it keeps whatever other bands do
    FilterCoefficients c;
};
struct Sections {
    std::array<Section, kSections> at;
    int count = 0;
};

Sections sections(const double* values, int rate) {
    Sections out;
    for (int b = 0; b < slot::kEqBands; ++b) {
        const double* p = values + b * slot::eq_band_params;
        const auto type = static_cast<slot::BandType>(static_cast<int>(p[slot::eq_type]));
        const bool flat = p[slot::eq_gain] == 0;
        const bool needs_gain =
            type == slot::BandType::bell || type == slot::BandType::low_shelf || type == slot::BandType::high_shelf;
        if (type == slot::BandType::off || (needs_gain && flat)) continue;
        const bool steep = type == slot::BandType::low_cut_24 || type == slot::BandType::high_cut_24;
        const double q = p[slot::eq_q] * (steep ? kButterworthScale : 1);
        auto add = [&](int half, double with_q) {
            out.at[static_cast<size_t>(out.count++)] = {
                2 * b + half, filter_coefficients(type, p[slot::eq_frequency], p[slot::eq_gain], with_q, rate)};
        };
        add(0, q);
        if (steep) add(1, kButterworthLow);
    }
    return out;
}

void run_section(const Section& section, FilterState* states, Pair* x, int frames) {
    const FilterStep step(section.c);
    FilterState state = states[section.state];
    for (int i = 0; i < frames; ++i) x[i] = filter_step(step, state, x[i]);
    states[section.state] = state;
}

void run_moving(const Section& a, const Section& b, FilterState* states, Pair* x, int frames) {
    FilterState& s = states[a.state];
    for (int i = 0; i < frames; ++i) {
        const double t = static_cast<double>(i) / frames;
        auto mix = [&](double from, double to) { return from + (to - from) * t; };
        const FilterCoefficients c{mix(a.c.a1, b.c.a1), mix(a.c.a2, b.c.a2), mix(a.c.a3, b.c.a3),
                                   mix(a.c.m0, b.c.m0), mix(a.c.m1, b.c.m1), mix(a.c.m2, b.c.m2)};
        x[i] = filter_step(FilterStep(c), s, x[i]);
    }
}

class Equaliser final : public ProcessorWith<Equaliser> {
  public:
    explicit Equaliser(const ProcessorSpec& spec) : spec_(spec) { reset(); }
    void reset() override { states_ = {}; }

    void run(const ProcessorRun& r) override {
        set(r.from);
        Sections end;
        bool moves = r.moves() && !std::equal(r.from, r.from + kParams, r.to);
        if (moves) end = sections(r.to, spec_.rate);
        // Sections that come or go on the way (a gain through 0) are left out at the end where they do nothing.
        const double gain0 = db_ratio(r.from[slot::eq_output]), gain1 = db_ratio(r.to[slot::eq_output]);
        for (int p = 0; 2 * p < spec_.channels; ++p) {
            float* left = r.io[2 * p];
            float* right = 2 * p + 1 < spec_.channels ? r.io[2 * p + 1] : left;
            Pair x[kQuantum];
            for (int i = 0; i < r.frames; ++i) x[i] = Pair{left[i], right[i]};
            FilterState* states = states_[static_cast<size_t>(p)].data();
            if (!moves)
                run_steady(states, x, r.frames);
            else
                run_between(end, states, x, r.frames);
            if (gain0 != 1 || gain1 != 1)
                for (int i = 0; i < r.frames; ++i) x[i] *= gain0 + (gain1 - gain0) * i / r.frames;
            for (int i = 0; i < r.frames; ++i)
                left[i] = static_cast<float>(x[i][0]), right[i] = static_cast<float>(x[i][right == left ? 0 : 1]);
        }
    }

    bool joins() const override { return true; }
    void run_together(std::span<const ProcessorJob> jobs) override {
        std::array<FilterPair, kMostJobs> pairs;
        size_t count = 0;
        const int frames = jobs[0].run.frames;
        for (const ProcessorJob& job : jobs) {
            auto& eq = static_cast<Equaliser&>(*job.processor);
            eq.set(job.run.from);
            for (int p = 0; 2 * p < eq.spec_.channels; ++p) {
                eq.part(p, job.run, pairs[count++]);
                if (count == pairs.size()) kernels_->filter_pairs({pairs.data(), std::exchange(count, 0)}, frames);
            }
        }
        kernels_->filter_pairs({pairs.data(), count}, frames);
    }

  private:
    static constexpr int kParams = slot::eq_output + 1;

    void set(const double* values) {
        if (std::equal(values, values + kParams, values_.begin())) return;
        std::copy_n(values, kParams, values_.begin());
        now_ = sections(values, spec_.rate), gain_ = db_ratio(values[slot::eq_output]);
        for (int k = 0; k < now_.count; ++k)
            steps_[static_cast<size_t>(k)] = FilterStep(now_.at[static_cast<size_t>(k)].c);
        for (int k = 0; k < now_.count; k += FilterBank::kSections)
            banks_[static_cast<size_t>(k / FilterBank::kSections)] = bank(k);
    }

    void part(int p, const ProcessorRun& r, FilterPair& out) {
        out.sections = now_.count, out.gain = gain_;
        out.left = r.io[2 * p], out.right = r.io[2 * p + 1 < spec_.channels ? 2 * p + 1 : 2 * p];
        for (size_t k = 0; k < static_cast<size_t>(now_.count); ++k) {
            out.steps[k] = &steps_[k];
            out.states[k] = &states_[static_cast<size_t>(p)][static_cast<size_t>(now_.at[k].state)];
        }
        // Banks have a section that passes behind three of them, which makes -0 to 0.
        if (now_.count % FilterBank::kSections == 3) {
            static constexpr FilterStep pass;
            out.steps[static_cast<size_t>(out.sections)] = &pass;
            out.states[static_cast<size_t>(out.sections++)] = nullptr;
        }
    }

    FilterBank bank(int first) const {
        FilterCoefficients c[FilterBank::kSections];
        const int count = std::min(now_.count - first, FilterBank::kSections);
        for (int k = 0; k < count; ++k) c[k] = now_.at[static_cast<size_t>(first + k)].c;
        return FilterBank({c, static_cast<size_t>(count)});
    }

    void run_steady(FilterState* states, Pair* x, int frames) const {
        for (int first = 0; first < now_.count; first += FilterBank::kSections) {
            const Section* s = &now_.at[static_cast<size_t>(first)];
            const int count = std::min(now_.count - first, FilterBank::kSections);
            if (count > 2) {
                FilterState* of[FilterBank::kSections] = {};
                for (int k = 0; k < count; ++k) of[k] = states + s[k].state;
                kernels_->filter(banks_[static_cast<size_t>(first / FilterBank::kSections)], of, x, frames);
            } else {
                for (int k = 0; k < count; ++k) run_section(s[k], states, x, frames);
            }
        }
    }

    void run_between(const Sections& end, FilterState* states, Pair* x, int frames) {
        int k = 0, e = 0;
        while (k < now_.count || e < end.count) {
            const Section* a = k < now_.count ? &now_.at[static_cast<size_t>(k)] : nullptr;
            const Section* b = e < end.count ? &end.at[static_cast<size_t>(e)] : nullptr;
            const bool both = a && b && a->state == b->state;
            if (both) {
                run_moving(*a, *b, states, x, frames), ++k, ++e;
            } else if (a && (!b || a->state < b->state)) {
                run_moving(*a, {a->state, flat(a->c)}, states, x, frames), ++k;
            } else {
                run_moving({b->state, flat(b->c)}, *b, states, x, frames), ++e;
            }
        }
    }
    // The same poles, nothing added.
    static FilterCoefficients flat(FilterCoefficients c) { return c.m0 = 1, c.m1 = c.m2 = 0, c; }

    const Kernels* kernels_ = &kernels();
    ProcessorSpec spec_;
    std::array<std::array<FilterState, kSections>, kPairs> states_;
    std::array<double, kParams> values_{};
    Sections now_;
    std::array<FilterBank, kSections / FilterBank::kSections> banks_; // of now_
    std::array<FilterStep, kSections> steps_;                         // of now_
    double gain_ = 1;                                                 // at values_
};

} // namespace

std::unique_ptr<Processor> make_equaliser(const ProcessorSpec& spec) { return std::make_unique<Equaliser>(spec); }

} // namespace tandem::audio
