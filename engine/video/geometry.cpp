// The mapping is built forward (source to target) and inverted once at the end; near-integers are snapped there, so
// that a picture that is not meant to move is exactly not moved.
#include "engine/video/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tandem {

Point apply(const Affine& m, Point p) { return {m.a * p.x + m.b * p.y + m.c, m.d * p.x + m.e * p.y + m.f}; }

Affine compose(const Affine& o, const Affine& i) {
    return {o.a * i.a + o.b * i.d, o.a * i.b + o.b * i.e, o.a * i.c + o.b * i.f + o.c,
            o.d * i.a + o.e * i.d, o.d * i.b + o.e * i.e, o.d * i.c + o.e * i.f + o.f};
}

double determinant(const Affine& m) { return m.a * m.e - m.b * m.d; }

Affine inverse(const Affine& m) {
    double k = 1 / determinant(m);
    Affine r{m.e * k, -m.b * k, 0, -m.d * k, m.a * k, 0};
    r.c = -(r.a * m.c + r.b * m.f);
    r.f = -(r.d * m.c + r.e * m.f);
    return r;
}

Affine rotation_degrees(double degrees) {
    double turn = std::fmod(degrees, 360.0);
    if (turn < 0) turn += 360;
    double c = 0, s = 0;
    if (turn == 0)
        c = 1;
    else if (turn == 90)
        s = 1;
    else if (turn == 180)
        c = -1;
    else if (turn == 270)
        s = -1;
    else
        c = std::cos(turn * std::numbers::pi / 180), s = std::sin(turn * std::numbers::pi / 180);
    return {c, -s, 0, s, c, 0};
}

IntRect intersect(IntRect a, IntRect b) {
    IntRect r{std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
    return r.empty() ? IntRect{} : r;
}
IntRect unite(IntRect a, IntRect b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}
bool contains(IntRect o, IntRect i) { return o.x0 <= i.x0 && o.y0 <= i.y0 && o.x1 >= i.x1 && o.y1 >= i.y1; }
int64_t area(IntRect r) { return r.empty() ? 0 : static_cast<int64_t>(r.x1 - r.x0) * (r.y1 - r.y0); }

Canvas fit_canvas(int width, int height, int tw, int th) {
    Canvas canvas;
    canvas.clip = {0, 0, tw, th};
    double s = std::min(static_cast<double>(tw) / width, static_cast<double>(th) / height);
    int w = static_cast<int>(std::lround(width * s)), h = static_cast<int>(std::lround(height * s));
    if (tw - w <= 1) w = tw;
    if (th - h <= 1) h = th;
    w = std::max(w, 1), h = std::max(h, 1);
    int x = (tw - w) / 2, y = (th - h) / 2;
    canvas.scale_x = static_cast<double>(w) / width, canvas.scale_y = static_cast<double>(h) / height;
    canvas.x = x, canvas.y = y;
    canvas.clip = {x, y, x + w, y + h};
    return canvas;
}

Canvas view_canvas(int width, int height, int tw, int th, const FrameView& view) {
    const double s = std::max(static_cast<double>(tw) / width, static_cast<double>(th) / height) * view.zoom;
    Canvas canvas;
    canvas.scale_x = canvas.scale_y = s;
    canvas.x = (tw - width * s) * view.x, canvas.y = (th - height * s) * view.y;
    auto whole = [](double v) { return static_cast<int>(std::lround(std::clamp(v, -1e6, 1e6))); };
    canvas.clip = intersect(
        {0, 0, tw, th}, {whole(canvas.x), whole(canvas.y), whole(canvas.x + width * s), whole(canvas.y + height * s)});
    return canvas;
}

SourceShape shape_of(const PictureStream& p) {
    SourceShape s;
    double w = p.width, h = p.height;
    double sar = p.sar_num > 0 && p.sar_den > 0 ? static_cast<double>(p.sar_num) / p.sar_den : 1;
    double wide = w * sar;
    Affine m = p.mirror ? Affine{-sar, 0, wide, 0, 1, 0} : Affine{sar, 0, 0, 0, 1, 0};
    switch (((p.rotation % 360) + 360) % 360) {
    case 90:
        m = compose({0, -1, h, 1, 0, 0}, m);
        break;
    case 180:
        m = compose({-1, 0, wide, 0, -1, h}, m);
        break;
    case 270:
        m = compose({0, 1, 0, -1, 0, wide}, m);
        break;
    default:
        break;
    }
    bool lying = p.rotation == 90 || p.rotation == 270;
    s.to_upright = m, s.upright_width = lying ? h : wide, s.upright_height = lying ? wide : h;
    s.outline = {0, 0, w, h}, s.rotation = p.rotation, s.opaque = !p.has_alpha;
    return s;
}

SourceShape shape_of_frame(const Canvas& c, int width, int height) {
    SourceShape s;
    s.to_upright = inverse(c.affine());
    s.upright_width = width, s.upright_height = height;
    s.outline = {c.x, c.y, c.x + width * c.scale_x, c.y + height * c.scale_y};
    return s;
}

namespace {

double snapped(double v, double tolerance) {
    double r = std::round(v);
    return std::abs(v - r) <= tolerance ? r + 0.0 : v; // + 0.0 turns -0 into 0
}

Affine snap(Affine m) {
    for (double* v : {&m.a, &m.b, &m.d, &m.e}) *v = snapped(*v, 1e-12);
    for (double* v : {&m.c, &m.f}) *v = snapped(*v, 1e-7);
    return m;
}

// Pixel centres land on pixel centres: copying is exact, filtering would change nothing.
bool pixel_exact(const Affine& m) {
    auto unit = [](double v) { return v == 1 || v == -1; };
    bool grid = (unit(m.a) && unit(m.e) && m.b == 0 && m.d == 0) || (unit(m.b) && unit(m.d) && m.a == 0 && m.e == 0);
    return grid && m.c == std::round(m.c) && m.f == std::round(m.f);
}

struct Fitted {
    Affine affine; // upright pixels -> frame
    double x, y, width, height;
};
Fitted fit_picture(const SourceShape& shape, Fit fit, int frame_width, int frame_height) {
    double w = shape.upright_width, h = shape.upright_height;
    double kx = frame_width / w, ky = frame_height / h;
    switch (fit) {
    case Fit::contain:
        kx = ky = std::min(kx, ky);
        break;
    case Fit::cover:
        kx = ky = std::max(kx, ky);
        break;
    case Fit::stretch:
        break;
    case Fit::none:
        kx = ky = 1;
        break;
    }
    Fitted f{.affine = {}, .x = 0, .y = 0, .width = w * kx, .height = h * ky};
    f.x = (frame_width - f.width) / 2, f.y = (frame_height - f.height) / 2;
    // At its own size an odd difference would stand on half pixels and blur everything for nothing.
    if (kx == 1 && ky == 1) f.x = std::floor(f.x), f.y = std::floor(f.y);
    f.affine = {kx, 0, f.x, 0, ky, f.y};
    return f;
}

// target = centre + (x, y) + R S (p - anchor), for a picture at (px, py, w, h).
Affine transform_affine(const Transform& t, double px, double py, double w, double h) {
    Affine to_anchor{1, 0, -(px + t.anchor_x * w), 0, 1, -(py + t.anchor_y * h)};
    Affine scale{t.scale_x, 0, 0, 0, t.scale_y, 0};
    Affine back{1, 0, px + w / 2 + t.x, 0, 1, py + h / 2 + t.y};
    return compose(back, compose(rotation_degrees(t.rotation), compose(scale, to_anchor)));
}

} // namespace

IntRect outline_bounds(const Affine& m, const std::array<double, 4>& crop, IntRect clip) {
    double x0 = 1e30, y0 = 1e30, x1 = -1e30, y1 = -1e30;
    for (int i = 0; i < 4; ++i) {
        Point p = apply(m, {crop[i & 1 ? 2 : 0], crop[i & 2 ? 3 : 1]});
        x0 = std::min(x0, p.x), x1 = std::max(x1, p.x), y0 = std::min(y0, p.y), y1 = std::max(y1, p.y);
    }
    auto down = [&](double v, int lo, int hi) {
        return static_cast<int>(std::floor(std::clamp<double>(v + 1e-6, lo, hi)));
    };
    auto up = [&](double v, int lo, int hi) {
        return static_cast<int>(std::ceil(std::clamp<double>(v - 1e-6, lo, hi)));
    };
    IntRect r{down(x0, clip.x0, clip.x1), down(y0, clip.y0, clip.y1), up(x1, clip.x0, clip.x1),
              up(y1, clip.y0, clip.y1)};
    return r.empty() ? IntRect{} : r;
}

bool covers(const Geometry& g, IntRect b) {
    // Tolerance in source pixels: what 1e-5 of a target pixel amounts to there.
    double slack =
        1e-5 * std::max({1.0, std::hypot(g.to_source.a, g.to_source.d), std::hypot(g.to_source.b, g.to_source.e)});
    for (int i = 0; i < 4; ++i) {
        Point p =
            apply(g.to_source, {static_cast<double>(i & 1 ? b.x1 : b.x0), static_cast<double>(i & 2 ? b.y1 : b.y0)});
        if (p.x < g.crop[0] - slack || p.x > g.crop[2] + slack || p.y < g.crop[1] - slack || p.y > g.crop[3] + slack)
            return false;
    }
    return true;
}

std::optional<Placed> place(const SourceShape& shape, const Placing& placing, int frame_width, int frame_height,
                            const Canvas& canvas) {
    if (shape.upright_width <= 0 || shape.upright_height <= 0) return std::nullopt;
    Fitted fitted = fit_picture(shape, placing.fit, frame_width, frame_height);
    Affine m = compose(fitted.affine, shape.to_upright);
    for (int i = 0; i < placing.transform_count; ++i) {
        const Transform& t = placing.transforms[static_cast<size_t>(i)];
        m = compose(i == 0 ? transform_affine(t, fitted.x, fitted.y, fitted.width, fitted.height)
                           : transform_affine(t, 0, 0, frame_width, frame_height),
                    m);
    }
    m = compose(canvas.affine(), m);
    double det = determinant(m);
    if (!std::isfinite(det) || std::abs(det) < 1e-12) return std::nullopt;

    Placed p;
    p.to_target = m;
    p.geometry.to_source = snap(inverse(m));
    p.geometry.rotation = shape.rotation;
    // The crop rectangle stays a rectangle: orientation is quarter turns and stretches only.
    const auto& c = placing.crop;
    Affine to_stored = inverse(shape.to_upright);
    Point a = apply(to_stored, {c[0] * shape.upright_width, c[2] * shape.upright_height});
    Point b = apply(to_stored, {(1 - c[1]) * shape.upright_width, (1 - c[3]) * shape.upright_height});
    if (c[0] + c[1] >= 1 || c[2] + c[3] >= 1) return std::nullopt;
    const auto& o = shape.outline;
    p.geometry.crop = {
        std::max(o[0], snapped(std::min(a.x, b.x), 1e-6)), std::max(o[1], snapped(std::min(a.y, b.y), 1e-6)),
        std::min(o[2], snapped(std::max(a.x, b.x), 1e-6)), std::min(o[3], snapped(std::max(a.y, b.y), 1e-6))};
    if (p.geometry.crop[0] >= p.geometry.crop[2] || p.geometry.crop[1] >= p.geometry.crop[3]) return std::nullopt;
    p.bounds = outline_bounds(m, p.geometry.crop, canvas.clip);
    if (p.bounds.empty()) return std::nullopt;
    p.covers = covers(p.geometry, p.bounds);
    p.filter = pixel_exact(p.geometry.to_source) ? SampleFilter::nearest : placing.filter;
    return p;
}

} // namespace tandem
