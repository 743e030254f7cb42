// Faster forms of the common curves for SIMD lanes: polynomials inside the usual range, the plain op where a lane
// leaves it. Within 1e-5 of ops_transfer.h. Included by strip_kernels.inl inside the namespace of an instruction set.
KFN F32 poly6(F32 v, float c0, float c1, float c2, float c3, float c4, float c5, float c6) {
    F32 p = v * c6 + c5;
    p = p * v + c4;
    p = p * v + c3;
    p = p * v + c2;
    p = p * v + c1;
    return p * v + c0;
}
template<int T>
KFN F32 linear_fast(F32 c) {
    if constexpr (T == 1 || T == 13) {
        F32 v = kabs(c), r;
        if (__builtin_expect(kany(v > 1.1f), 0)) return ksigned(linear_of(T, v), c);
        if constexpr (T == 1)
            r = ksel(v < 0.081f, v * (1.0f / 4.5f),
                     poly6(v, 0.004841322641f, 0.1042411943f, 0.6856054439f, 0.3226669227f, -0.1828513151f,
                           0.08294938198f, -0.01745187051f));
        else
            r = ksel(v < 0.04045f, v * (1.0f / 12.92f),
                     poly6(v, 0.0009262809002f, 0.03269882583f, 0.5160386210f, 0.6975605110f, -0.3961735065f,
                           0.1914665447f, -0.04251260879f));
        return kfloats(kbits(r) | (kbits(c) & (int)0x80000000));
    } else {
        return ksigned(linear_of(T, kabs(c)), c);
    }
}
// x^p for x in [2^-7, 2): the exponent picks a power of two from a table, the mantissa goes through a polynomial
// that holds the factor 1.099 or 1.055.
template<int T>
KFN F32 coded_fast(F32 c) {
    if constexpr (T == 1 || T == 13) {
        F32 l = kabs(c);
        if (__builtin_expect(kany(l >= 2.0f), 0)) return ksigned(coded_of(T, l), c);
        I32 i = kbits(l);
        F32 m = kfloats((i & 0x007fffff) | 0x3f800000), p, r;
        I32 e = (i >> 23) - 120; // 2^-7 -> 0
        if constexpr (T == 1) {
            p = m * 0.005780398806f - 0.05501340184f;
            p = p * m + 0.2248926022f;
            p = p * m - 0.5368677814f;
            p = p * m + 1.0846420355f;
            p = p * m + 0.3755676161f;
        } else {
            p = m * 0.005626453081f - 0.05343926276f;
            p = p * m + 0.2176655798f;
            p = p * m - 0.5153303685f;
            p = p * m + 1.002756989f;
            p = p * m + 0.3977221021f;
        }
#if TANDEM_LANES == 8
        static const float kTable1[8] = {0.112656308f, 0.153893052f, 0.210224104f, 0.287174589f,
                                         0.392292049f, 0.535886731f, 0.732042848f, 1.000000000f};
        static const float kTable13[8] = {0.132432887f, 0.176776695f, 0.235968578f, 0.314980262f,
                                          0.420448208f, 0.561231024f, 0.749153538f, 1.000000000f};
        __m256 scale = _mm256_permutevar8x32_ps(_mm256_loadu_ps(T == 1 ? kTable1 : kTable13), (__m256i)e);
        r = (F32)scale * p;
        constexpr float floor_of_table = 0.0078125f; // smaller values need the other branch: only sRGB has some
        if constexpr (T == 13) {
            if (__builtin_expect(kany((l < floor_of_table) & (l >= 0.0031308f)), 0)) {
                F32 plain = coded_of(T, l);
                return ksigned(plain, c);
            }
        }
#else
        constexpr float power = T == 1 ? 0.45f : 1.0f / 2.4f;
        r = kexp2(kfloat(e - 7) * power) * p;
#endif
        if constexpr (T == 1)
            r = ksel(l < 0.018f, l * 4.5f, r - 0.099f);
        else
            r = ksel(l < 0.0031308f, l * 12.92f, r - 0.055f);
        return kfloats(kbits(r) | (kbits(c) & (int)0x80000000));
    } else {
        return ksigned(coded_of(T, kabs(c)), c);
    }
}
// x^p * 2^q for x > 0 whose result is a normal float or clamped to one: as kpow, with the rounding to the exponent by
// the adder.
KFN F32 power_fast(F32 x, float p, float q) {
    F32 e = kmin(kmax(klog2(kmax(x, 1e-30f)) * p + q, -126.0f), 127.0f);
    F32 rounded = e + 12582912.0f; // 1.5 * 2^23: the sum's low bits are the integer
    F32 t = e - (rounded - 12582912.0f);
    F32 r = t * 0.0096857114f + 0.055922026f;
    r = r * t + 0.24021865f;
    r = r * t + 0.69312104f;
    r = r * t + 1.0000002f;
    return kfloats(kbits(r) + (kbits(rounded) << 23));
}
