// Grades that read tables: loops on planes. Included by strip_kernels.inl inside the namespace of an instruction set.

// p[4 * at] of every lane.
KFN F32 gather4(const float* p, I32 at) {
#if TANDEM_LANES == 8
    return (F32)_mm256_i32gather_ps(p, (__m256i)(at << 2), 4);
#elif TANDEM_LANES == 16
    return (F32)_mm512_i32gather_ps((__m512i)(at << 2), p, 4);
#else
    F32 r;
    for (int k = 0; k < TANDEM_LANES; ++k) r[k] = p[4 * at[k]];
    return r;
#endif
}
// A channel of a table's curve (p = its first entry's channel) at v.
KFN F32 curve_at(const float* p, F32 v) {
    F32 cell = curve_cell(v);
    I32 at = kint(cell);
    return curve_value(gather4(p, at), gather4(p + 4, at), v, cell);
}
static void curves(Value v, int n, const Lut* lut) {
    for (int k = 0; k < 3; ++k)
        for (int i = 0; i < n; i += TANDEM_LANES) kstore(v.c[k] + i, curve_at(lut->texels + k, kload(v.c[k] + i)));
}
static void hue_curves(Value v, int n, const Lut* lut, const Vec* args) {
    arg4 weights = arg(args[0]);
    const float* levels = lut->texels + 2 * lut->size; // the second half of the entries
    for (int i = 0; i < n; i += TANDEM_LANES) {
        vec4 c = get(v, i);
        F32 hue = hue_of(c), luma = kclamp(kdot3(c, weights), 0.0f, 1.0f), chroma = kclamp(chroma_of(c), 0.0f, 1.0f);
        vec4 by_hue(curve_at(lut->texels, hue), curve_at(lut->texels + 1, hue), curve_at(lut->texels + 2, hue), 0.0f);
        F32 factor = curve_at(levels, luma) * curve_at(levels + 1, chroma);
        put_rgb(v, i, op_hue_curves(c, weights, by_hue, factor));
    }
}
static void log_wheels(Value v, int n, const Vec* a) {
    arg4 shadow = arg(a[0]), midtone = arg(a[1]), highlight = arg(a[2]), offset = arg(a[3]), range = arg(a[4]);
    for (int i = 0; i < n; i += TANDEM_LANES)
        put_rgb(v, i, op_log_wheels(get(v, i), shadow, midtone, highlight, offset, range));
}
