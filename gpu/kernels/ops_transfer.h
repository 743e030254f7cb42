// Transfer characteristics by the code points of ITU-T H.273: coded value <-> light. Kernel dialect (portable.h).
// Camera curves (BT.709, 601, 240M, 2020) are undone by their own inverse OETF: scene light, 1.0 = nominal white, so a
// round trip is exact; the display's rendering gamma is applied by code 24 (BT.1886) alone. PQ: light / 203 cd/m2, HLG: scene light / its
// value at 75 % signal, so that 1.0 is the reference white of Report BT.2408 in both. All curves are mirrored at 0.
KFN F32 linear_of_power(F32 v, float cut, float slope, float offset, float power) {
    return ksel(v < cut, v * (1.0f / slope), kpow((v + offset) * (1.0f / (1.0f + offset)), power));
}
KFN F32 coded_of_power(F32 l, float cut, float slope, float offset, float power) {
    return ksel(l < cut, l * slope, kpow(l, power) * (1.0f + offset) - offset);
}
KFN F32 linear_of_pq(F32 v) {
    F32 p = kpow(kmin(v, kf(1.0f)), 1.0f / 78.84375f);
    F32 l = kmax(p - 0.8359375f, kf(0.0f)) / (18.8515625f - p * 18.6875f);
    return kpow(l, 1.0f / 0.1593017578125f) * (10000.0f / 203.0f);
}
KFN F32 coded_of_pq(F32 l) {
    F32 p = kpow(kmin(l * (203.0f / 10000.0f), kf(1.0f)), 0.1593017578125f);
    return kpow((p * 18.8515625f + 0.8359375f) / (p * 18.6875f + 1.0f), 78.84375f);
}
KFN F32 linear_of_hlg(F32 v) {
    F32 high = (kexp2((v - 0.55991073f) * (1.44269504f / 0.17883277f)) + 0.28466892f) * (1.0f / 12.0f);
    return ksel(v < 0.5f, v * v * (1.0f / 3.0f), high) * (1.0f / 0.26496256f);
}
KFN F32 coded_of_hlg(F32 l) {
    F32 e = l * 0.26496256f;
    F32 high = klog2(kmax(e * 12.0f - 0.28466892f, kf(1e-6f))) * (0.17883277f / 1.44269504f) + 0.55991073f;
    return ksel(e < 1.0f / 12.0f, ksqrt(e * 3.0f), high);
}

// Light of a coded magnitude v >= 0. `t` = code point, equal for all pixels.
KFN F32 linear_of(int t, F32 v) {
    if (t == 4) return kpow(v, 2.2f);
    if (t == 5) return kpow(v, 2.8f);
    if (t == 7) return linear_of_power(v, 0.0912f, 4.0f, 0.1115f, 1.0f / 0.45f);
    if (t == 8) return v;
    if (t == 9) return ksel(v > 0.0f, kexp2((v - 1.0f) * (2.0f * 3.32192809f)), kf(0.0f));
    if (t == 10) return ksel(v > 0.0f, kexp2((v - 1.0f) * (2.5f * 3.32192809f)), kf(0.0f));
    if (t == 13) return linear_of_power(v, 0.04045f, 12.92f, 0.055f, 2.4f);
    if (t == 16) return linear_of_pq(v);
    if (t == 17) return kpow(v, 2.6f) * (52.37f / 48.0f);
    if (t == 18) return linear_of_hlg(v);
    if (t == 24) return kpow(v, 2.4f);
    return linear_of_power(v, 0.081f, 4.5f, 0.099f, 1.0f / 0.45f);
}
KFN F32 coded_of(int t, F32 l) {
    if (t == 4) return kpow(l, 1.0f / 2.2f);
    if (t == 5) return kpow(l, 1.0f / 2.8f);
    if (t == 7) return coded_of_power(l, 0.0228f, 4.0f, 0.1115f, 0.45f);
    if (t == 8) return l;
    if (t == 9) return kmax(klog2(kmax(l, kf(0.01f))) * (1.0f / (2.0f * 3.32192809f)) + 1.0f, kf(0.0f));
    if (t == 10) return kmax(klog2(kmax(l, kf(0.0031622777f))) * (1.0f / (2.5f * 3.32192809f)) + 1.0f, kf(0.0f));
    if (t == 13) return coded_of_power(l, 0.0031308f, 12.92f, 0.055f, 1.0f / 2.4f);
    if (t == 16) return coded_of_pq(l);
    if (t == 17) return kpow(l * (48.0f / 52.37f), 1.0f / 2.6f);
    if (t == 18) return coded_of_hlg(l);
    if (t == 24) return kpow(l, 1.0f / 2.4f);
    return coded_of_power(l, 0.018f, 4.5f, 0.099f, 0.45f);
}
KFN vec4 op_linear(vec4 c, int t) {
    return vec4(ksigned(linear_of(t, kabs(c.x)), c.x), ksigned(linear_of(t, kabs(c.y)), c.y),
                ksigned(linear_of(t, kabs(c.z)), c.z), c.w);
}
KFN vec4 op_coded(vec4 c, int t) {
    return vec4(ksigned(coded_of(t, kabs(c.x)), c.x), ksigned(coded_of(t, kabs(c.y)), c.y),
                ksigned(coded_of(t, kabs(c.z)), c.z), c.w);
}
