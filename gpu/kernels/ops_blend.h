// Compositing of two values: W3C Compositing and Blending Level 1 on unpremultiplied colour; add and subtract besides.
// Kernel dialect (portable.h). `mode` = BlendMode of engine/model/catalog.h.
KFN F32 soft_light_channel(F32 cb, F32 cs) {
    F32 d = ksel(cb <= 0.25f, ((cb * 16.0f - 12.0f) * cb + 4.0f) * cb, ksqrt(kmax(cb, kf(0.0f))));
    return ksel(cs <= 0.5f, cb - (1.0f - cs * 2.0f) * cb * (1.0f - cb), cb + (cs * 2.0f - 1.0f) * (d - cb));
}
KFN F32 hard_light_channel(F32 cb, F32 cs) {
    F32 s = cs * 2.0f - 1.0f;
    return ksel(cs <= 0.5f, cb * cs * 2.0f, cb + s - cb * s);
}
KFN F32 dodge_channel(F32 cb, F32 cs) {
    F32 d = kmin(kf(1.0f), cb / kmax(1.0f - cs, kf(1e-6f)));
    return ksel(cb <= 0.0f, kf(0.0f), ksel(cs >= 1.0f, kf(1.0f), d));
}
KFN F32 burn_channel(F32 cb, F32 cs) {
    F32 d = 1.0f - kmin(kf(1.0f), (1.0f - cb) / kmax(cs, kf(1e-6f)));
    return ksel(cb >= 1.0f, kf(1.0f), ksel(cs <= 0.0f, kf(0.0f), d));
}
KFN F32 blend_channel(int mode, F32 cb, F32 cs) {
    if (mode == 1) return cb + cs;
    if (mode == 2) return kmax(cb - cs, kf(0.0f));
    if (mode == 3) return cb * cs;
    if (mode == 4) return cb + cs - cb * cs;
    if (mode == 5) return hard_light_channel(cs, cb);
    if (mode == 6) return kmin(cb, cs);
    if (mode == 7) return kmax(cb, cs);
    if (mode == 8) return dodge_channel(cb, cs);
    if (mode == 9) return burn_channel(cb, cs);
    if (mode == 10) return hard_light_channel(cb, cs);
    if (mode == 11) return soft_light_channel(cb, cs);
    if (mode == 12) return kabs(cb - cs);
    if (mode == 13) return cb + cs - cb * cs * 2.0f;
    return cs;
}
KFN F32 blend_luma(vec4 c) { return c.x * 0.3f + c.y * 0.59f + c.z * 0.11f; }
KFN F32 blend_saturation(vec4 c) { return kmax(kmax(c.x, c.y), c.z) - kmin(kmin(c.x, c.y), c.z); }
KFN F32 clip_channel(F32 c, F32 l, F32 n, F32 x) {
    F32 up = ksel(n < 0.0f, l + (c - l) * l / kmax(l - n, kf(1e-6f)), c);
    return ksel(x > 1.0f, l + (up - l) * (1.0f - l) / kmax(x - l, kf(1e-6f)), up);
}
KFN vec4 set_luma(vec4 c, F32 luma) {
    F32 d = luma - blend_luma(c);
    vec4 s = vec4(c.x + d, c.y + d, c.z + d, c.w);
    F32 l = blend_luma(s);
    F32 n = kmin(kmin(s.x, s.y), s.z);
    F32 x = kmax(kmax(s.x, s.y), s.z);
    return vec4(clip_channel(s.x, l, n, x), clip_channel(s.y, l, n, x), clip_channel(s.z, l, n, x), c.w);
}
KFN vec4 set_saturation(vec4 c, F32 s) {
    F32 n = kmin(kmin(c.x, c.y), c.z);
    F32 range = blend_saturation(c);
    F32 k = ksel(range > 1e-9f, s / kmax(range, kf(1e-9f)), kf(0.0f));
    return vec4((c.x - n) * k, (c.y - n) * k, (c.z - n) * k, c.w);
}
KFN vec4 blend_colour(int mode, vec4 cb, vec4 cs) {
    if (mode == 14) return set_luma(set_saturation(cs, blend_saturation(cb)), blend_luma(cb));
    if (mode == 15) return set_luma(set_saturation(cb, blend_saturation(cs)), blend_luma(cb));
    if (mode == 16) return set_luma(cs, blend_luma(cb));
    if (mode == 17) return set_luma(cb, blend_luma(cs));
    return vec4(blend_channel(mode, cb.x, cs.x), blend_channel(mode, cb.y, cs.y), blend_channel(mode, cb.z, cs.z),
                cs.w);
}
// b over a; both premultiplied.
KFN vec4 op_over(vec4 a, vec4 b) {
    F32 k = 1.0f - b.w;
    return vec4(a.x * k + b.x, a.y * k + b.y, a.z * k + b.z, a.w * k + b.w);
}
KFN vec4 op_blend(vec4 a, vec4 b, int mode) {
    if (mode == 0) return op_over(a, b);
    vec4 m = blend_colour(mode, op_unpremultiply(a), op_unpremultiply(b));
    F32 both = a.w * b.w;
    F32 ka = 1.0f - b.w;
    F32 kb = 1.0f - a.w;
    return vec4(a.x * ka + b.x * kb + m.x * both, a.y * ka + b.y * kb + m.y * both, a.z * ka + b.z * kb + m.z * both,
                a.w * ka + b.w);
}
KFN vec4 op_opacity(vec4 a, float k) { return a * k; }
KFN vec4 op_mix(vec4 a, vec4 b, F32 t) {
    return vec4(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t, a.w + (b.w - a.w) * t);
}
