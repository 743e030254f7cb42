// The demo's three moving scenes, computed: a coast at sunrise, a city at night, a galaxy. Used by demo_media.cpp only;
// rows are drawn on a worker pool.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/thread.h"

namespace tandem::demo {

enum class Scene { coast, city, galaxy };

class Painter {
  public:
    Painter(int width, int height, WorkerPool& pool);
    // The picture at `seconds` as rows of r g b bytes.
    const std::vector<uint8_t>& draw(Scene scene, double seconds);

  private:
    struct Rgb {
        float r = 0, g = 0, b = 0;
    };
    float cloud(float x, float y) const; // 0..1, wraps
    Rgb sky(float u, float v, float t) const;
    Rgb coast(int x, int y, float t) const;
    Rgb city(int x, int y, float t) const;
    Rgb buildings(float u, float v, float t) const;
    void galaxy(float t);
    void prepare_ridges(float t);
    void store(int x, int y, Rgb c, uint32_t frame);

    int width_, height_;
    WorkerPool& pool_;
    std::vector<float> noise_; // kNoise x kNoise sums of octaves
    std::vector<float> ridges_;
    std::vector<Rgb> light_, bloom_, blur_;
    std::vector<uint8_t> rgb_;
};

} // namespace tandem::demo
