// The frame rate of a picture stream: what a project of this medium should run at, so that every picture has a frame of
// its own. Pure, any thread. Private to engine/media.
//
// The rule, from the times of the first pictures, which do not lie, and the container's words, which often do:
//  - The step is the smallest usual distance between two pictures: shared by a tenth of them and by two at least, or,
//    in a short stream, one of which all distances are whole multiples. Distances within 20 % or one unit of the
//    stream's time base are one step, and its length is their mean. Distances below 4 ms are faults of stamps, where
//    most are not that short.
//  - The rate is the container's average, else its base rate, if that is the rate of the step; else the step's own.
//  - It becomes a usual rate of film, television, phones and screens (kUsualRates) that lies at most 0.5 % above or
//    0.2 % below it: clocks of devices and averages of rounded stamps err by some 0.1 %, and 29.97 and 30 lie 0.1 %
//    apart, so the nearer wins. The room above is wider because a rate too high repeats one picture in 200, while one
//    too low loses them. Rounded stamps of a short stream, and jittery ones, widen both by their own error.
//  - A constant rate beside all of these (90, 600, 1/5) stays exact.
//  - The rate is variable where more than 2 % of the steps are missing, at the head (three gaps at least) or in the
//    average of a whole film. The rate of such a stream is that of its step, not its average, raised to the next usual
//    one and at most 120; a film that goes on faster than its head gets a rate for its average.
//  - Film in television's fields by 2:3 pulldown flags has the rate of the film.
//  - With no two times to compare, the container is believed up to 240, else 25 is taken.
#pragma once

#include <cstdint>
#include <span>

#include "engine/media/av.h"

namespace tandem {

// What the container says; 0/0 = nothing.
struct DeclaredRate {
    AVRational average{0, 0}, base{0, 0}; // avg_frame_rate, r_frame_rate
    int64_t pictures = 0;                 // of the whole film, which the average is then of; 0 = not said
};

struct PictureRate {
    FrameRate rate{25, 1};
    bool variable = false;
    friend bool operator==(const PictureRate&, const PictureRate&) = default;
};

// `times`: presentation times of the first pictures, strictly rising, none left out.
PictureRate picture_rate(std::span<const int64_t> times, AVRational time_base, const DeclaredRate& declared);

} // namespace tandem
