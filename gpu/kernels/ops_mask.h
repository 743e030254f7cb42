// Mattes: shapes by frame position and colours by qualifier; meaning as OpCode::mask of engine/video/frame_program.h.
// Kernel dialect (portable.h).

// A coordinate of the shape's space at a frame position.
KFN F32 mask_axis(F32 px, F32 py, arg4 row) { return px * row.x + py * row.y + row.z; }
// Distances to the outline, negative inside; size = half width, half height.
KFN F32 rectangle_distance(F32 x, F32 y, arg4 size) {
    F32 dx = kabs(x) - size.x;
    F32 dy = kabs(y) - size.y;
    F32 ox = kmax(dx, kf(0.0f));
    F32 oy = kmax(dy, kf(0.0f));
    return kmin(kmax(dx, dy), kf(0.0f)) + ksqrt(ox * ox + oy * oy);
}
// To first order in the distance: f / |grad f| of f = |p / r| - 1, with |p / r| / |p / r^2| for 1 / |grad f|.
KFN F32 ellipse_distance(F32 x, F32 y, arg4 size) {
    float kx = 1.0f / size.x;
    float ky = 1.0f / size.y;
    F32 u = kmax(kabs(x), kf(size.x * 1e-4f)) * kx;
    F32 v = y * ky;
    F32 k = ksqrt(u * u + v * v);
    F32 gx = u * kx;
    F32 gy = v * ky;
    return (k - 1.0f) * k / ksqrt(gx * gx + gy * gy);
}
// Squared distance to an edge x0 y0 x1 y1.
KFN F32 edge_distance2(F32 x, F32 y, arg4 e) {
    float ex = e.z - e.x;
    float ey = e.w - e.y;
    float k = 1.0f / (ex * ex + ey * ey + 1e-12f);
    F32 px = x - e.x;
    F32 py = y - e.y;
    F32 t = kclamp((px * ex + py * ey) * k, 0.0f, 1.0f);
    F32 dx = px - t * ex;
    F32 dy = py - t * ey;
    return dx * dx + dy * dy;
}
// 1 where the edge crosses the ray from the position to the right, else 0.
KFN F32 edge_crossing(F32 x, F32 y, arg4 e) {
    float h = e.w - e.y;
    float slope = h == 0.0f ? 0.0f : (e.z - e.x) / h;
    F32 a = ksel(y < e.y, kf(1.0f), kf(0.0f));
    F32 b = ksel(y < e.w, kf(1.0f), kf(0.0f));
    return ksel(x < (y - e.y) * slope + e.x, kabs(a - b), kf(0.0f));
}
KFN F32 path_distance_of(F32 distance2, F32 crossings) {
    F32 odd = crossings - kfloor(crossings * 0.5f) * 2.0f;
    F32 d = ksqrt(distance2);
    return ksel(odd > 0.5f, kf(0.0f) - d, d);
}
// size.z = 1 / (2 falloff).
KFN F32 mask_cover(F32 distance, arg4 size) { return smooth_step(0.5f - distance * size.z); }

// Matte of a display colour; arguments as OpCode::mask's args[4..7].
KFN F32 op_qualify(vec4 c, arg4 hue, arg4 saturation, arg4 luma, arg4 weights) {
    F32 chroma = chroma_of(c);
    F32 apart = kabs(hue_of(c) - hue.x);
    F32 h = smooth_step((hue.y - kmin(apart, 1.0f - apart)) * hue.z) * kclamp(chroma * 16.0f + hue.w, 0.0f, 1.0f);
    F32 s = smooth_step((chroma - saturation.x) * saturation.y) * smooth_step((saturation.z - chroma) * saturation.w);
    F32 y = kdot3(c, weights);
    F32 l = smooth_step((y - luma.x) * luma.y) * smooth_step((luma.z - y) * luma.w);
    F32 matte = h * s * l;
    return matte + (1.0f - matte * 2.0f) * weights.w;
}
// amount = opacity, inverted (0 or 1).
KFN F32 mask_amount(F32 matte, arg4 amount) { return (matte + (1.0f - matte * 2.0f) * amount.y) * amount.x; }
