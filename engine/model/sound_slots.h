// Slot numbers of the sound effects' parameters, equal to the order of the rows in catalog_sound.h (checked by a unit
// test).
#pragma once

namespace tandem::slot {

// Eight bands of four, then the output gain.
enum Eq { eq_type, eq_frequency, eq_gain, eq_q, eq_band_params, eq_output = 32 };
inline constexpr int kEqBands = 8;
enum class BandType {
    off,
    bell,
    low_shelf,
    high_shelf,
    low_cut, // 12 dB per octave
    high_cut,
    low_cut_24, // 24 dB per octave; Q is of the resonant one of two sections
    high_cut_24,
    notch,
    band_pass, // 0 dB at its centre
    count_
};
enum Compressor {
    comp_threshold,
    comp_ratio,
    comp_knee,
    comp_attack,
    comp_release,
    comp_makeup,
    comp_mix,
    comp_detector,
    comp_key_cut
};
enum Limiter { limit_ceiling, limit_release, limit_drive };
enum Gate { gate_mode, gate_threshold, gate_hysteresis, gate_ratio, gate_range, gate_attack, gate_hold, gate_release };
enum DeEsser { ess_frequency, ess_threshold, ess_range, ess_listen };
enum Denoiser { noise_reduction, noise_sensitivity, noise_listen };
enum Ducker { duck_threshold, duck_depth, duck_attack, duck_hold, duck_release };
enum Delay { delay_time, delay_feedback, delay_low_cut, delay_high_cut, delay_ping_pong, delay_mix };
enum Reverb { verb_pre_delay, verb_decay, verb_size, verb_damping, verb_low_cut, verb_width, verb_mix };
enum Saturator { sat_drive, sat_bias, sat_output, sat_mix };
enum Utility { util_gain, util_width, util_invert_left, util_invert_right, util_swap };
enum Tone { tone_wave, tone_frequency, tone_level, tone_add };

} // namespace tandem::slot
