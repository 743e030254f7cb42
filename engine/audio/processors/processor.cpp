// Which kind is made by what.
#include "engine/audio/processors/processor.h"

#include "engine/base/result.h"

namespace tandem::audio {

static std::unique_ptr<Processor> (*maker(EffectKind kind))(const ProcessorSpec&) {
    switch (kind) {
    case EffectKind::eq:
        return make_equaliser;
    case EffectKind::compressor:
        return make_compressor;
    case EffectKind::limiter:
        return make_limiter;
    case EffectKind::gate:
        return make_gate;
    case EffectKind::de_esser:
        return make_de_esser;
    case EffectKind::denoiser:
        return make_denoiser;
    case EffectKind::ducker:
        return make_ducker;
    case EffectKind::delay:
        return make_delay;
    case EffectKind::reverb:
        return make_reverb;
    case EffectKind::saturator:
        return make_saturator;
    case EffectKind::utility:
        return make_utility;
    case EffectKind::tone:
        return make_tone;
    default:
        return nullptr;
    }
}

bool has_processor(EffectKind kind) { return maker(kind) != nullptr; }

bool reduces_gain(EffectKind kind) {
    switch (kind) {
    case EffectKind::compressor:
    case EffectKind::limiter:
    case EffectKind::gate:
    case EffectKind::de_esser:
    case EffectKind::denoiser:
    case EffectKind::ducker:
        return true;
    default:
        return false;
    }
}

std::unique_ptr<Processor> make_processor(const ProcessorSpec& spec) {
    auto make = maker(spec.kind);
    VERIFY(make && spec.rate > 0 && spec.channels >= 1 && spec.channels <= kMaxChannels);
    return make(spec);
}

int processor_latency(EffectKind kind, int rate) {
    if (kind == EffectKind::denoiser) return denoiser_latency(rate);
    if (kind == EffectKind::limiter) return limiter_latency(rate);
    if (kind == EffectKind::saturator) return saturator_latency();
    return 0;
}

} // namespace tandem::audio
