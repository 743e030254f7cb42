// Faster forms of the common curves for SIMD lanes: polynomials inside the usual range, the plain op for the lanes
// that leave it. What a lane gets never depends on its neighbours: behind the end of a row they are whatever was there.
// Within 1e-5 of ops_transfer.h. Included by strip_kernels.inl inside the namespace of an instruction set.
// The forms take K values at once and go through them term by term: constants are fetched once for all, and the chains
// of multiply-adds run beside each other.
#define EACH _Pragma("GCC unroll 8") for (int k = 0; k < K; ++k)

template<int K>
KFN void polynomial(const F32 (&x)[K], F32 (&p)[K], float c0) {
    EACH p[k] = p[k] * x[k] + c0;
}
template<int K, class... Rest>
KFN void polynomial(const F32 (&x)[K], F32 (&p)[K], float c, Rest... rest) {
    EACH p[k] = p[k] * x[k] + c;
    polynomial(x, p, rest...);
}
template<int K>
KFN bool any_above(const F32 (&v)[K], float limit) {
    F32 most = v[0];
    EACH most = kmax(most, v[k]);
    return kany(most > limit);
}
// Out of line: the plain curve for the lanes of c whose size v is beyond the usual range; the others get `fast`.
template<int T, int K>
static __attribute__((noinline, cold)) void linear_beyond(const F32* v, const F32* fast, float limit, F32* c) {
    EACH c[k] = ksel(v[k] > limit, ksigned(linear_of(T, v[k]), c[k]), fast[k]);
}
template<int T, int K>
static __attribute__((noinline, cold)) void coded_beyond(const F32* v, const F32* fast, const I32* beyond, F32* c) {
    EACH c[k] = ksel(beyond[k], ksigned(coded_of(T, v[k]), c[k]), fast[k]);
}
template<int T, int K>
KFN void linear_fast(F32 (&c)[K]) {
    if constexpr (T == 1 || T == 13) {
        F32 v[K], r[K];
        EACH v[k] = kabs(c[k]);
        if constexpr (T == 1) {
            EACH r[k] = v[k] * -0.01745187051f + 0.08294938198f;
            polynomial(v, r, -0.1828513151f, 0.3226669227f, 0.6856054439f, 0.1042411943f, 0.004841322641f);
            EACH r[k] = ksel(v[k] < 0.081f, v[k] * (1.0f / 4.5f), r[k]);
        } else {
            EACH r[k] = v[k] * -0.04251260879f + 0.1914665447f;
            polynomial(v, r, -0.3961735065f, 0.6975605110f, 0.5160386210f, 0.03269882583f, 0.0009262809002f);
            EACH r[k] = ksel(v[k] < 0.04045f, v[k] * (1.0f / 12.92f), r[k]);
        }
        EACH r[k] = kfloats(kbits(r[k]) | (kbits(c[k]) & (int)0x80000000));
        constexpr float limit = 1.1f;
        if (__builtin_expect(any_above(v, limit), 0)) return linear_beyond<T, K>(v, r, limit, c);
        EACH c[k] = r[k];
    } else {
        EACH c[k] = ksigned(linear_of(T, kabs(c[k])), c[k]);
    }
}
// x^p for x in [2^-7, 2): the exponent picks a power of two from a table, the mantissa goes through a polynomial
// that holds the factor 1.099 or 1.055.
template<int T, int K>
KFN void coded_fast(F32 (&c)[K]) {
    if constexpr (T == 1 || T == 13) {
        F32 l[K], m[K], r[K];
        EACH l[k] = kabs(c[k]);
        EACH m[k] = kfloats((kbits(l[k]) & 0x007fffff) | 0x3f800000);
        if constexpr (T == 1) {
            EACH r[k] = m[k] * 0.005780398806f - 0.05501340184f;
            polynomial(m, r, 0.2248926022f, -0.5368677814f, 1.0846420355f, 0.3755676161f);
        } else {
            EACH r[k] = m[k] * 0.005626453081f - 0.05343926276f;
            polynomial(m, r, 0.2176655798f, -0.5153303685f, 1.002756989f, 0.3977221021f);
        }
#if TANDEM_LANES == 8
        static const float kTable1[8] = {0.112656308f, 0.153893052f, 0.210224104f, 0.287174589f,
                                         0.392292049f, 0.535886731f, 0.732042848f, 1.000000000f};
        static const float kTable13[8] = {0.132432887f, 0.176776695f, 0.235968578f, 0.314980262f,
                                          0.420448208f, 0.561231024f, 0.749153538f, 1.000000000f};
        // The lookup takes the exponent's low three bits: 120 (2^-7) is 0.
        __m256 table = _mm256_loadu_ps(T == 1 ? kTable1 : kTable13);
        EACH r[k] *= (F32)_mm256_permutevar8x32_ps(table, (__m256i)(kbits(l[k]) >> 23));
#else
        constexpr float power = T == 1 ? 0.45f : 1.0f / 2.4f;
        EACH r[k] *= kexp2(kfloat((kbits(l[k]) >> 23) - 127) * power);
#endif
        constexpr float cut = T == 1 ? 0.018f : 0.0031308f, slope = T == 1 ? 4.5f : 12.92f;
        constexpr float offset = T == 1 ? 0.099f : 0.055f;
        EACH r[k] = ksel(l[k] < cut, l[k] * slope, r[k] - offset);
        EACH r[k] = kfloats(kbits(r[k]) | (kbits(c[k]) & (int)0x80000000));
        I32 beyond[K], any = kbits(kf(0.0f));
        EACH beyond[k] = l[k] > 1.9999999f;
        if constexpr (T == 13 && TANDEM_LANES == 8) // the table begins at 2^-7: only sRGB's power reaches below it
            EACH beyond[k] |= (l[k] < 0.0078125f) & (l[k] >= cut);
        EACH any |= beyond[k];
        if (__builtin_expect(kany(any), 0)) return coded_beyond<T, K>(l, r, beyond, c);
        EACH c[k] = r[k];
    } else {
        EACH c[k] = ksigned(coded_of(T, kabs(c[k])), c[k]);
    }
}
// x^p 2^q for x > 0, x * below elsewhere; as kpow, but with the rounding to the exponent by the adder.
template<int K>
KFN void power_fast(F32 (&c)[K], float p, float q, float below) {
    F32 t[K], e[K], r[K];
    I32 i[K];
    EACH i[k] = kbits(kmax(c[k], 1e-30f)) - 0x3f3504f3;
    EACH t[k] = kfloats((i[k] & 0x007fffff) + 0x3f3504f3) - 1.0f;
    EACH r[k] = t[k] * -0.20684693f + 0.32193262f;
    polynomial(t, r, -0.36737254f, 0.47937910f, -0.72113953f, 1.44271236f);
    EACH e[k] = r[k] * t[k] + kfloat(i[k] >> 23);
    EACH e[k] = kmin(kmax(e[k] * p + q, -126.0f), 127.0f);
    EACH t[k] = e[k] + 12582912.0f; // 1.5 * 2^23: the sum's low bits are the integer
    EACH i[k] = kbits(t[k]) << 23;
    EACH t[k] = e[k] - (t[k] - 12582912.0f);
    EACH r[k] = t[k] * 0.0096857114f + 0.055922026f;
    polynomial(t, r, 0.24021865f, 0.69312104f, 1.0000002f);
    EACH c[k] = ksel(c[k] > 0.0f, kfloats(kbits(r[k]) + i[k]), c[k] * below);
}
#undef EACH
