// Beats of a piece of music: where one would tap a foot. For snapping cuts to them; a guess, never part of a render.
//
// How: the energy of six bands in steps of 5 ms (Scheirer, "Tempo and beat analysis of acoustic musical signals",
// 1998), its rises on a logarithmic scale summed into one onset strength; the tempo is the lag at which that resembles
// itself most, with a preference for about two beats a second; the beats are the path of best onsets whose distances
// stay near that tempo (Ellis, "Beat tracking by dynamic programming", 2007), so a tempo that drifts is followed.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "engine/model/media.h"

namespace tandem {

struct Beats {
    double tempo = 0;        // beats a minute; 0 = nothing steady is heard: speech, noise, free music
    std::vector<Time> times; // media times, rising; within some 10 ms of the attacks
};

// Samples as they come, of one channel.
class BeatFinder {
  public:
    explicit BeatFinder(int rate); // Hz
    void feed(std::span<const float> samples);
    Beats finish() const;

  private:
    static constexpr int kBands = 6;
    struct Band { // a band-pass of second order
        double b0 = 0, a1 = 0, a2 = 0, x1 = 0, x2 = 0, y1 = 0, y2 = 0, energy = 0;
    };
    int hop_;
    double step_; // seconds a hop lasts
    int filled_ = 0;
    std::array<Band, kBands> bands_{};
    std::vector<std::array<float, kBands>> energies_; // by hop
};

// Reads a sound stream from end to end (-1 = the first), its channels as one; some thousandths of its duration on one
// core. `stopped` is asked often; no beats then. Errors: as of AudioReader.
Result<Beats> read_beats(const Media& media, int stream, const std::function<bool()>& stopped);

} // namespace tandem
