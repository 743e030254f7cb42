// Changes of light between SDR and HDR, tone mapping and gamut mapping, on straight colour in linear light; meaning as
// in engine/video/frame_program.h. Kernel dialect (portable.h).
// mode 0: camera light (BT.709 item 1.2 undone) -> light of a BT.1886 display; 1: back.
KFN F32 rendered(int mode, F32 x) {
    if (mode == 0) return kpow(coded_of_power(x, 0.018f, 4.5f, 0.099f, 0.45f), 2.4f);
    return linear_of_power(kpow(x, 1.0f / 2.4f), 0.081f, 4.5f, 0.099f, 1.0f / 0.45f);
}
KFN vec4 op_rendering(vec4 c, int mode) {
    return vec4(ksigned(rendered(mode, kabs(c.x)), c.x), ksigned(rendered(mode, kabs(c.y)), c.y),
                ksigned(rendered(mode, kabs(c.z)), c.z), c.w);
}
// w = luma weights and exponent, k.x = factor: c * k * luma^exponent.
KFN vec4 op_luma_power(vec4 c, arg4 w, arg4 k) {
    F32 s = kpow(kmax(c.x * w.x + c.y * w.y + c.z * w.z, kf(1e-6f)), w.w) * k.x;
    return vec4(c.x * s, c.y * s, c.z * s, c.w);
}
KFN F32 tone_bent(int mode, F32 t, float bend) {
    if (mode == 1) return t / (kf(1.0f) - t * bend);
    return t / (kf(1.0f) + t * bend);
}
// Scales a colour so that its largest channel goes through the curve; mode 1 = through its inverse.
// a = PQ signal of the range's peak, knee, end of the curve, bend; b = 1 / (1 - knee), 1 - knee, furthest point.
KFN vec4 op_tone_map(vec4 c, arg4 a, arg4 b, int mode) {
    F32 most = kmax(kmax(c.x, c.y), kmax(c.z, kf(1e-6f)));
    F32 e = coded_of_pq(most) * (1.0f / a.x);
    F32 bent = tone_bent(mode, kmin((e - a.y) * b.x, kf(b.z)), a.w);
    F32 k = ksel(e > a.y, linear_of_pq((bent * b.y + a.y) * a.x) / most, kf(1.0f));
    return vec4(c.x * k, c.y * k, c.z * k, c.w);
}
// x y z = rows of the matrix; w = luma weights of the new primaries, w.w = 1 to bring colours outside them to the edge.
KFN vec4 op_gamut(vec4 c, arg4 x, arg4 y, arg4 z, arg4 w) {
    vec4 d = vec4(kdot3(c, x), kdot3(c, y), kdot3(c, z), c.w);
    F32 luma = kmax(kdot3(d, w), kf(0.0f));
    F32 least = kmin(kmin(d.x, d.y), kmin(d.z, kf(0.0f))) * w.w;
    // A mix with grey of the same luma that brings the least channel to 0.
    F32 keep = ksel(least < 0.0f, luma / kmax(luma - least, kf(1e-9f)), kf(1.0f));
    F32 grey = luma * (kf(1.0f) - keep);
    return vec4(d.x * keep + grey, d.y * keep + grey, d.z * keep + grey, c.w);
}
