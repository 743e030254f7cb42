// Procedural pictures of the demo; see demo_pictures.h. Colours are display-referred; u and v run from 0 to 1 over the
// frame, t is in seconds.
#include "app/demo_pictures.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tandem::demo {

static constexpr int kNoise = 512, kRidges = 4;
static constexpr float kHorizon = 0.60f;

static uint32_t hash(uint32_t x) {
    x ^= x >> 16, x *= 0x7feb352du, x ^= x >> 15, x *= 0x846ca68bu;
    return x ^ (x >> 16);
}
static float unit(uint32_t x) { return static_cast<float>(hash(x) >> 8) / 16777216.0f; }
static float unit2(int x, int y) { return unit(static_cast<uint32_t>(x) * 7919u + static_cast<uint32_t>(y) * 104729u); }
static float mix(float a, float b, float t) { return a + (b - a) * t; }
// e^x for x <= 0, to about 0.2 %: enough for glows, and several times faster.
static float fade(float x) {
    const float scaled = std::max(-80.0f, x) * 1.44269504f, whole = std::floor(scaled), f = scaled - whole;
    const int32_t bits = (static_cast<int32_t>(whole) + 127) << 23;
    float power;
    std::memcpy(&power, &bits, sizeof power);
    return power * (1 + f * (0.6565f + f * 0.3435f));
}
static float ramp(float lo, float hi, float x) {
    const float t = std::clamp((x - lo) / (hi - lo), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
}

Painter::Painter(int width, int height, WorkerPool& pool)
    : width_(width), height_(height), pool_(pool), noise_(kNoise * kNoise),
      ridges_(static_cast<size_t>(width * kRidges)), rgb_(static_cast<size_t>(width * height * 3)) {
    pool_.run(kNoise, [&](int y) {
        for (int x = 0; x < kNoise; ++x) {
            float sum = 0, weight = 0.5f;
            for (int cells = 8; cells <= 256; cells *= 2, weight *= 0.5f) {
                const float fx = static_cast<float>(x * cells) / kNoise, fy = static_cast<float>(y * cells) / kNoise;
                const int ix = static_cast<int>(fx), iy = static_cast<int>(fy);
                const float tx = ramp(0, 1, fx - static_cast<float>(ix)), ty = ramp(0, 1, fy - static_cast<float>(iy));
                auto at = [&](int dx, int dy) { return unit2((ix + dx) % cells + cells * 31, (iy + dy) % cells); };
                sum += weight * mix(mix(at(0, 0), at(1, 0), tx), mix(at(0, 1), at(1, 1), tx), ty);
            }
            noise_[static_cast<size_t>(y * kNoise + x)] = sum;
        }
    });
}

float Painter::cloud(float x, float y) const {
    x *= kNoise, y *= kNoise;
    const float fx = std::floor(x), fy = std::floor(y);
    const int ix = static_cast<int>(fx) & (kNoise - 1), iy = static_cast<int>(fy) & (kNoise - 1);
    const int jx = (ix + 1) & (kNoise - 1), jy = (iy + 1) & (kNoise - 1);
    auto at = [&](int cx, int cy) { return noise_[static_cast<size_t>(cy * kNoise + cx)]; };
    return mix(mix(at(ix, iy), at(jx, iy), x - fx), mix(at(ix, jy), at(jx, jy), x - fx), y - fy);
}

Painter::Rgb Painter::sky(float u, float v, float t) const {
    const float aspect = static_cast<float>(width_) / static_cast<float>(height_);
    const float up = std::clamp((kHorizon - v) / kHorizon, 0.0f, 1.0f);
    const float warm = 0.75f + 0.025f * t; // the sun comes up
    const float root = std::sqrt(up);
    Rgb c{mix(0.98f * warm, 0.16f, root), mix(0.62f * warm, 0.26f, mix(root, up, 0.2f)),
          mix(0.42f * warm, 0.52f, mix(root, up, 0.5f))};
    const float sx = (u - 0.62f) * aspect, sy = v - (kHorizon - 0.05f - 0.012f * t);
    const float d = std::sqrt(sx * sx + sy * sy);
    const float glow = 0.55f * fade(-d * 5.5f) + 1.2f * ramp(0.055f, 0.047f, d);
    c.r += glow, c.g += glow * 0.78f, c.b += glow * 0.45f;
    // Clouds on a plane far above: they run together towards the horizon.
    const float depth = 0.16f / (kHorizon - v + 0.10f);
    const float n = cloud((u - 0.5f) * depth * 0.9f + t * 0.006f, depth * 1.3f + t * 0.004f);
    const float cover = ramp(0.46f, 0.72f, n) * ramp(0.0f, 0.10f, up) * 0.85f;
    const float lit = fade(-d * 2.2f);
    c.r = mix(c.r, 0.50f + 0.62f * lit, cover), c.g = mix(c.g, 0.38f + 0.40f * lit, cover);
    c.b = mix(c.b, 0.48f + 0.10f * lit, cover);
    return c;
}

void Painter::prepare_ridges(float t) {
    for (int layer = 0; layer < kRidges; ++layer)
        for (int x = 0; x < width_; ++x) {
            const float depth = static_cast<float>(layer);
            const float u = static_cast<float>(x) / static_cast<float>(width_) * (0.14f + 0.05f * depth) +
                            t * (0.0016f + 0.0022f * depth) + depth * 0.31f;
            const float n = cloud(u, 0.13f + 0.17f * depth);
            ridges_[static_cast<size_t>(layer * width_ + x)] =
                std::max(0.0f, (n - 0.30f) * (0.62f - 0.10f * depth)) + 0.012f * (3 - depth);
        }
}

Painter::Rgb Painter::coast(int x, int y, float t) const {
    const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(width_);
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(height_);
    float above = v, ru = u, ripple = 0;
    if (v > kHorizon) {
        const float depth = 0.05f / (v - kHorizon + 0.012f);
        ripple = cloud(u * depth * 5.0f + t * 0.02f, depth * 3.0f - t * 0.11f) +
                 cloud(u * depth * 11.0f - t * 0.03f, depth * 7.0f + t * 0.07f) - 1.0f;
        above = kHorizon - (v - kHorizon) * (0.85f + 0.5f * ripple);
        ru = u + ripple * 0.035f;
    }
    const float rx = std::clamp(ru, 0.0f, 0.9999f) * static_cast<float>(width_);
    Rgb c = sky(ru, std::min(above, kHorizon), t);
    for (int layer = 0; layer < kRidges; ++layer) {
        const float top = kHorizon - ridges_[static_cast<size_t>(layer * width_ + static_cast<int>(rx))];
        const float inside = ramp(-0.0012f, 0.0012f, above - top);
        if (inside <= 0) continue;
        const float fog = fade(-static_cast<float>(layer) * 0.75f);
        const float shade = 0.75f + 0.5f * cloud(ru * 2.2f + static_cast<float>(layer) * 0.37f, above * 2.6f);
        const float haze = 0.65f + 0.35f * ramp(kHorizon - 0.2f, kHorizon, above);
        c.r = mix(c.r, mix(0.07f * shade, 0.72f * haze, fog), inside);
        c.g = mix(c.g, mix(0.11f * shade, 0.50f * haze, fog), inside);
        c.b = mix(c.b, mix(0.15f * shade, 0.50f * haze, fog), inside);
    }
    if (v > kHorizon) {
        const float deep = ramp(kHorizon, 1.0f, v);
        c.r *= mix(0.86f, 0.45f, deep), c.g *= mix(0.90f, 0.55f, deep), c.b *= mix(0.98f, 0.72f, deep);
        const float path = fade(-std::fabs(u - 0.62f) * mix(26.0f, 7.0f, deep));
        const float glint = path * ramp(0.10f, 0.34f, ripple) * (0.5f + 0.05f * t);
        c.r += glint, c.g += glint * 0.75f, c.b += glint * 0.45f;
    }
    return c;
}

// Sky and houses above the street.
Painter::Rgb Painter::buildings(float u, float v, float t) const {
    const float aspect = static_cast<float>(width_) / static_cast<float>(height_);
    Rgb c{mix(0.02f, 0.16f, v), mix(0.03f, 0.10f, v), mix(0.10f, 0.24f, v)};
    const int star_x = static_cast<int>(u * 260), star_y = static_cast<int>(v * 150);
    const float star = unit2(star_x, star_y + 900);
    if (star > 0.992f) {
        const float s = (star - 0.992f) * 60.0f * (0.7f + 0.3f * std::sin(t * 3 + star * 4000)) * (1 - v);
        c.r += s, c.g += s, c.b += s;
    }
    const float mx = (u - 0.2f) * aspect, my = v - 0.17f, md = std::sqrt(mx * mx + my * my);
    const float moon =
        0.9f * ramp(0.062f, 0.057f, md) * (0.75f + 0.35f * cloud(u * 1.5f, v * 1.5f)) + 0.22f * fade(-md * 7);
    c.r += moon, c.g += moon * 0.96f, c.b += moon * 0.84f;
    for (int layer = 0; layer < 3; ++layer) {
        const float depth = static_cast<float>(layer);
        const float across = u * (9.0f - 2.0f * depth) + t * (0.10f + 0.16f * depth) + depth * 57.0f;
        const int house = static_cast<int>(std::floor(across));
        const float in = across - static_cast<float>(house);
        const float height = (0.20f + 0.40f * unit2(house, layer * 11)) * (0.75f + 0.16f * depth);
        const float top = 0.78f - height;
        if (v < top || in < 0.03f) continue;
        const float body = 0.030f + 0.022f * (2 - depth);
        c = {body, body * 1.1f, body * 1.9f};
        const int columns = 5 + static_cast<int>(unit2(house, layer + 40) * 5);
        const float wx = in * static_cast<float>(columns), wy = (v - top) * (64.0f - 10 * depth);
        const int cx = static_cast<int>(wx), cy = static_cast<int>(wy);
        const float fx = wx - static_cast<float>(cx), fy = wy - static_cast<float>(cy);
        const float lit = unit2(house * 131 + cx, cy * 17 + layer * 5);
        // A few windows go on and off.
        const bool blinking = unit2(house * 7 + cx, cy + 300) > 0.93f && std::sin(t * 1.3f + lit * 60) > 0;
        if (fx > 0.22f && fx < 0.80f && fy > 0.25f && fy < 0.75f && cy > 0 && (lit > 0.62f) != blinking) {
            const float tone = unit2(house + cx * 3, cy),
                        power = (0.45f + 0.55f * unit2(cx, house + cy)) * (0.6f + 0.2f * depth);
            c.r += power * mix(1.0f, 0.55f, tone), c.g += power * mix(0.72f, 0.70f, tone),
                c.b += power * mix(0.34f, 1.0f, tone);
        }
    }
    return c;
}

Painter::Rgb Painter::city(int x, int y, float t) const {
    constexpr float kStreet = 0.78f;
    const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(width_);
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(height_);
    Rgb c;
    if (v < kStreet) {
        c = buildings(u, v, t);
    } else {
        // A wet street: what stands above, stretched and broken by ripples.
        const float d = v - kStreet;
        const float wave = cloud(u * 3.0f, v * 14.0f - t * 0.05f) - 0.5f;
        c = buildings(u + wave * 0.05f * (0.3f + d * 4), kStreet - d * 1.9f - std::fabs(wave) * 0.06f, t);
        const float dim = 0.62f - d;
        c.r *= dim, c.g *= dim, c.b *= dim * 1.15f;
    }
    // Cars: white ones come, red ones go; each with its streak on the street.
    for (int lane = 0; lane < 2 && v > kStreet - 0.12f; ++lane)
        for (int car = 0; car < 6; ++car) {
            const float speed = lane == 0 ? 0.23f : -0.17f;
            float at =
                unit2(car, lane + 70) + static_cast<float>(car) / 6 + t * speed * (0.85f + 0.3f * unit2(car, lane));
            at = (at - std::floor(at)) * 1.3f - 0.15f;
            const float road = kStreet + 0.035f + 0.055f * static_cast<float>(lane);
            const float dx = (u - at) * 1.78f, dy = v - road;
            if (std::fabs(dx) > 0.28f) continue;
            const float core =
                fade(-(dx * dx + dy * dy) * 9000) * 1.6f + fade(-std::sqrt(dx * dx + dy * dy) * 26) * 0.5f;
            const float streak = dy > 0 ? fade(-std::fabs(dx) * 60 - dy * 9) * 0.35f : 0;
            const float beam = fade(-std::fabs(dy) * 120) * ramp(0.25f, 0.0f, dx * (speed > 0 ? 1 : -1)) *
                               (dx * speed > 0 ? 0.22f : 0);
            const float power = core + streak + beam;
            if (lane == 0)
                c.r += power, c.g += power * 0.93f, c.b += power * 0.78f;
            else
                c.r += power, c.g += power * 0.16f, c.b += power * 0.10f;
        }
    return c;
}

// Stars in two spiral arms around a bright core, seen from a camera that sinks and turns.
void Painter::galaxy(float t) {
    const size_t pixels = static_cast<size_t>(width_ * height_);
    light_.assign(pixels, {});
    constexpr int kStars = 46'000;
    const float tilt = 0.95f - 0.035f * t, zoom = 0.50f + 0.028f * t;
    const float sin_tilt = std::sin(tilt), cos_tilt = std::cos(tilt), half_w = 0.5f * static_cast<float>(width_);
    for (int i = 0; i < kStars; ++i) {
        const uint32_t seed = static_cast<uint32_t>(i) * 4u + 17u;
        const float r = 0.03f + 1.15f * std::pow(unit(seed), 1.5f);
        const float arm =
            (unit(seed + 1) > 0.5f ? 0.0f : 3.14159f) + (unit(seed + 2) + unit(seed + 3) - 1) * (0.9f - 0.35f * r);
        const float angle = arm - 3.1f * std::log(r + 0.08f) + t * 0.22f / (r + 0.25f);
        const float px = r * std::cos(angle), pz = r * std::sin(angle);
        const float py = (unit(seed ^ 0x9e37u) - 0.5f) * 0.14f * fade(-r * 1.4f);
        const float view_y = py * cos_tilt - pz * sin_tilt, depth = 2.0f + pz * cos_tilt + py * sin_tilt;
        const float scale = zoom * static_cast<float>(height_) * 2.0f / depth;
        const float sx = half_w + px * scale, sy = 0.5f * static_cast<float>(height_) + view_y * scale;
        const int ix = static_cast<int>(std::floor(sx)), iy = static_cast<int>(std::floor(sy));
        if (ix < 0 || iy < 0 || ix + 1 >= width_ || iy + 1 >= height_) continue;
        const float big = unit(seed + 9) > 0.985f ? 3.2f : 0.34f;
        const float power = big * (0.6f + 0.4f * std::sin(t * 2 + static_cast<float>(i))) / depth;
        const float hot = fade(-r * 3.2f), young = unit(seed + 5);
        const Rgb colour{power * (hot * 1.2f + 0.45f + 0.35f * young), power * (hot * 0.95f + 0.50f),
                         power * (hot * 0.6f + 1.05f - 0.4f * young)};
        const float fx = sx - static_cast<float>(ix), fy = sy - static_cast<float>(iy);
        for (int dy = 0; dy < 2; ++dy)
            for (int dx = 0; dx < 2; ++dx) {
                const float w = (dx ? fx : 1 - fx) * (dy ? fy : 1 - fy);
                Rgb& p = light_[static_cast<size_t>((iy + dy) * width_ + ix + dx)];
                p.r += colour.r * w, p.g += colour.g * w, p.b += colour.b * w;
            }
    }
    // Bloom: a quarter of the size, blurred by two running means each way.
    const int bw = width_ / 4, bh = height_ / 4;
    bloom_.assign(static_cast<size_t>(bw * bh), {});
    for (int y = 0; y < bh * 4; ++y)
        for (int x = 0; x < bw * 4; ++x) {
            const Rgb& p = light_[static_cast<size_t>(y * width_ + x)];
            Rgb& b = bloom_[static_cast<size_t>((y / 4) * bw + x / 4)];
            b.r += p.r / 16, b.g += p.g / 16, b.b += p.b / 16;
        }
    for (int pass = 0; pass < 2; ++pass)
        for (const bool across : {true, false}) {
            blur_ = bloom_;
            const int lines = across ? bh : bw, length = across ? bw : bh, radius = pass == 0 ? 3 : 9;
            for (int line = 0; line < lines; ++line) {
                auto at = [&](int i) { return static_cast<size_t>(across ? line * bw + i : i * bw + line); };
                Rgb sum;
                const float inverse = 1.0f / static_cast<float>(2 * radius + 1);
                for (int i = -radius; i < length; ++i) {
                    if (i + radius < length) {
                        const Rgb& in = blur_[at(i + radius)];
                        sum.r += in.r, sum.g += in.g, sum.b += in.b;
                    }
                    if (i - radius - 1 >= 0) {
                        const Rgb& out = blur_[at(i - radius - 1)];
                        sum.r -= out.r, sum.g -= out.g, sum.b -= out.b;
                    }
                    if (i >= 0) bloom_[at(i)] = {sum.r * inverse, sum.g * inverse, sum.b * inverse};
                }
            }
        }
    pool_.run(height_, [&](int y) {
        for (int x = 0; x < width_; ++x) {
            const float u = static_cast<float>(x) / static_cast<float>(width_),
                        v = static_cast<float>(y) / static_cast<float>(height_);
            const float n = cloud(u * 0.55f + t * 0.004f, v * 0.4f - t * 0.003f),
                        m = cloud(u * 0.8f - t * 0.005f + 0.4f, v * 0.6f + 0.7f);
            const Rgb& p = light_[static_cast<size_t>(y * width_ + x)];
            // Bloom read between its coarse pixels.
            const float bx = std::clamp(static_cast<float>(x) / 4 - 0.375f, 0.0f, static_cast<float>(bw) - 1.001f);
            const float by = std::clamp(static_cast<float>(y) / 4 - 0.375f, 0.0f, static_cast<float>(bh) - 1.001f);
            const int jx = static_cast<int>(bx), jy = static_cast<int>(by);
            const float fx = bx - static_cast<float>(jx), fy = by - static_cast<float>(jy);
            const Rgb *b0 = &bloom_[static_cast<size_t>(jy * bw + jx)], *b1 = b0 + bw;
            auto bloom = [&](float Rgb::*c) {
                return mix(mix(b0[0].*c, b0[1].*c, fx), mix(b1[0].*c, b1[1].*c, fx), fy);
            };
            const float veil = 0.30f * ramp(0.45f, 0.85f, n), veil2 = 0.24f * ramp(0.48f, 0.85f, m);
            const Rgb c{0.012f + veil * 0.75f + veil2 * 0.12f + p.r * 0.8f + 1.9f * bloom(&Rgb::r),
                        0.014f + veil * 0.18f + veil2 * 0.42f + p.g * 0.8f + 1.9f * bloom(&Rgb::g),
                        0.040f + veil * 0.62f + veil2 * 0.80f + p.b * 0.8f + 1.9f * bloom(&Rgb::b)};
            store(x, y, {1 - fade(-1.5f * c.r), 1 - fade(-1.5f * c.g), 1 - fade(-1.5f * c.b)},
                  static_cast<uint32_t>(t * 30));
        }
    });
}

// A soft shoulder and a grain of about one code value, so that gradients do not band.
void Painter::store(int x, int y, Rgb c, uint32_t frame) {
    uint8_t* p = &rgb_[static_cast<size_t>((y * width_ + x) * 3)];
    const uint32_t h = hash(static_cast<uint32_t>(y * width_ + x) + frame * 2654435761u);
    const float grain = static_cast<float>(h & 1023) / 1023 * 3.0f - 1.5f;
    auto code = [&](float value) {
        if (value > 0.8f) value = 1 - 0.2f * fade(-(value - 0.8f) * 5);
        return static_cast<uint8_t>(std::clamp(value * 255 + 0.5f + grain, 0.0f, 255.0f));
    };
    p[0] = code(c.r), p[1] = code(c.g), p[2] = code(c.b);
}

const std::vector<uint8_t>& Painter::draw(Scene scene, double seconds) {
    const float t = static_cast<float>(seconds);
    const uint32_t frame = static_cast<uint32_t>(seconds * 30 + 0.5);
    if (scene == Scene::galaxy) {
        galaxy(t);
        return rgb_;
    }
    if (scene == Scene::coast) prepare_ridges(t);
    pool_.run(height_, [&](int y) {
        for (int x = 0; x < width_; ++x) store(x, y, scene == Scene::coast ? coast(x, y, t) : city(x, y, t), frame);
    });
    return rgb_;
}

} // namespace tandem::demo
