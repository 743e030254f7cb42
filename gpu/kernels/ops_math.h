// Small arithmetic that other ops share. Kernel dialect (portable.h).
KFN F32 kclamp(F32 x, float lo, float hi) { return kmin(kmax(x, kf(lo)), kf(hi)); }
KFN F32 kmixf(F32 a, F32 b, float t) { return a + (b - a) * t; }
// x^p for x >= 0; 0 gives 0 for p > 0.
KFN F32 kpow(F32 x, float p) { return ksel(x > 0.0f, kexp2(klog2(kmax(x, kf(1e-30f))) * p), kf(0.0f)); }
// The same with the sign of x kept: x^p mirrored at 0.
KFN F32 ksigned(F32 magnitude, F32 sign) { return ksel(sign < 0.0f, kf(0.0f) - magnitude, magnitude); }
KFN F32 kdot3(vec4 c, arg4 w) { return c.x * w.x + c.y * w.y + c.z * w.z; }
// rgb = row . (r, g, b) + row.w: three rows of a 3x4 matrix.
KFN vec4 op_matrix(vec4 c, arg4 row_x, arg4 row_y, arg4 row_z) {
    return vec4(kdot3(c, row_x) + row_x.w, kdot3(c, row_y) + row_y.w, kdot3(c, row_z) + row_z.w, c.w);
}
// A filter's negative lobes carry alpha outside 0..1: below 0 there is nothing, above 1 it is opaque.
KFN vec4 op_bound_alpha(vec4 c) {
    F32 keep = ksel(c.w > 0.0f, kf(1.0f), kf(0.0f));
    return vec4(c.x * keep, c.y * keep, c.z * keep, kclamp(c.w, 0.0f, 1.0f));
}
KFN vec4 op_premultiply(vec4 c) { return vec4(c.x * c.w, c.y * c.w, c.z * c.w, c.w); }
KFN vec4 op_unpremultiply(vec4 c) {
    F32 k = ksel(c.w > 1e-6f, 1.0f / kmax(c.w, kf(1e-6f)), kf(0.0f));
    return vec4(c.x * k, c.y * k, c.z * k, c.w);
}
