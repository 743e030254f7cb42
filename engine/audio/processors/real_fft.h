// RealFft: the discrete Fourier transform of a real signal and back, with the same bits on every x86-64: plain float
// arithmetic in one order. Radix 2 over half the size, the even samples as real and the odd ones as imaginary parts
// (Numerical Recipes, 12.3). Immutable after construction: one may serve many threads.
#pragma once

#include <cstdint>
#include <vector>

namespace tandem::audio {

class RealFft {
  public:
    // Pre: a power of two, >= 4.
    explicit RealFft(int size);
    int size() const { return size_; }
    int bins() const { return size_ / 2 + 1; }
    // X[k] = sum x[n] e^(-2 pi i k n / size), k = 0 .. size / 2. `re` and `im` hold bins() values; `x` is not changed.
    void forward(const float* x, float* re, float* im) const;
    // The inverse of forward(), unscaled: size / 2 times the signal. Destroys `re` and `im`.
    void inverse(float* re, float* im, float* x) const;

  private:
    void transform(float* re, float* im) const; // of size / 2 complex values, in place, forward
    int size_;
    std::vector<uint32_t> reversed_;   // place of each value of the half-size transform
    std::vector<float> cosine_, sine_; // of 2 pi k / size, k < size / 2
};

} // namespace tandem::audio
