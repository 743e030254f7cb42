// Loops of neighbourhood filters on texels as floats side by side. Included by strip_kernels.inl inside the namespace
// of an instruction set, after strip_sampling.inl.
static void texels_to_floats(const uint16_t* in, int n, float* out) {
    int i = 0;
    for (; i + 1 < n; i += 2) *(V8u*)(out + 4 * i) = load_two(in + 4 * i);
    if (i < n) *(V4u*)(out + 4 * i) = load_one(in + 4 * i);
}
static void floats_to_texels(const float* in, int n, uint16_t* out) {
    int i = 0;
#ifdef __F16C__
    for (; i + 1 < n; i += 2)
        _mm_storeu_si128((__m128i*)(out + 4 * i), _mm256_cvtps_ph(_mm256_loadu_ps(in + 4 * i), 0));
#endif
    for (; i < n; ++i) store_texel(out + 4 * i, *(const V4u*)(in + 4 * i));
}
static void texels_to_planes(const uint16_t* in, int n, Value out) {
    for (int i = 0; i < n; i += 4) {
        float px[16];
        *(V8u*)px = load_two(in + 4 * i), *(V8u*)(px + 8) = load_two(in + 4 * i + 8);
        transpose_to(out, i, px);
    }
}
static void convolve(const float* in, int64_t step, const float* w, int radius, float* out, int n) {
    constexpr int L = TANDEM_LANES;
    for (int i = 0; i < n; i += 4 * L) {
        const float *lo = in + i, *hi = in + i;
        F32 c = kf(w[0]);
        F32 s0 = kload(lo) * c, s1 = kload(lo + L) * c, s2 = kload(lo + 2 * L) * c, s3 = kload(lo + 3 * L) * c;
        for (int k = 1; k <= radius; ++k) {
            lo -= step, hi += step;
            c = kf(w[k]);
            s0 += (kload(lo) + kload(hi)) * c;
            s1 += (kload(lo + L) + kload(hi + L)) * c;
            s2 += (kload(lo + 2 * L) + kload(hi + 2 * L)) * c;
            s3 += (kload(lo + 3 * L) + kload(hi + 3 * L)) * c;
        }
        kstore(out + i, s0), kstore(out + i + L, s1), kstore(out + i + 2 * L, s2), kstore(out + i + 3 * L, s3);
    }
}
static void unsharp(Value a, Value b, int n, const Vec* args) {
    arg4 how = arg(args[0]), weights = arg(args[1]);
    for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(a, i, op_unsharp(get(a, i), get(b, i), how, weights));
}
static void bright(Value v, int n, const Vec* args) {
    arg4 how = arg(args[0]);
    for (int i = 0; i < n; i += TANDEM_LANES) kstore(v.c[3] + i, op_bright(get(v, i), how).w);
}
static void add_light(Value a, Value b, int n, float k) {
    for (int i = 0; i < n; i += TANDEM_LANES) put(a, i, op_add_light(get(a, i), get(b, i), k));
}
static void key(Value v, int n, const Vec* args) {
    arg4 how = arg(args[0]), range = arg(args[1]), weights = arg(args[2]);
    for (int i = 0; i < n; i += TANDEM_LANES) put(v, i, op_key(get(v, i), how, range, weights));
}
static void matte(Value a, const float* alpha, int n, const Vec* args) {
    arg4 levels = arg(args[0]);
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 m = matte_level(kload(alpha + i), levels);
        for (int c = 0; c < 4; ++c) kstore(a.c[c] + i, kload(a.c[c] + i) * m);
    }
}
static void despill(Value v, int n, const Vec* args) {
    float amount = args[0].z;
    arg4 how = arg(args[1]), weights = arg(args[2]);
    for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_despill(get(v, i), amount, how, weights));
}
