// The dialect's values as SIMD lanes: F32 = TANDEM_LANES floats in a GCC vector, comparisons give lane masks. Included
// only by portable.h, inside the namespace of one instruction set. Pure functions, any thread.
typedef float F32 __attribute__((vector_size(4 * TANDEM_LANES)));
typedef int I32 __attribute__((vector_size(4 * TANDEM_LANES)));
typedef float F32u __attribute__((vector_size(4 * TANDEM_LANES), aligned(4), may_alias));
typedef int I32u __attribute__((vector_size(4 * TANDEM_LANES), aligned(4), may_alias));

KFN F32 kf(float x) { return F32{} + x; }
KFN F32 kf(F32 x) { return x; }
KFN I32 kbits(F32 x) { return (I32)x; }
KFN F32 kfloats(I32 x) { return (F32)x; }
KFN I32 kint(F32 x) { return __builtin_convertvector(x, I32); } // towards zero
KFN F32 kfloat(I32 x) { return __builtin_convertvector(x, F32); }
KFN F32 kload(const float* p) { return *(const F32u*)p; }
KFN void kstore(float* p, F32 v) { *(F32u*)p = v; }

template<class A, class B>
KFN F32 ksel(I32 c, A a, B b) {
    return c ? kf(a) : kf(b);
}
// GCC turns the ternary into min/max instructions only under fast-math rules, so they are named where there are some.
KFN F32 kmin_lanes(F32 a, F32 b) {
#if TANDEM_LANES == 8
    return (F32)_mm256_min_ps((__m256)a, (__m256)b);
#elif TANDEM_LANES == 16
    return (F32)_mm512_min_ps((__m512)a, (__m512)b);
#else
    return (F32)_mm_min_ps((__m128)a, (__m128)b);
#endif
}
KFN F32 kmax_lanes(F32 a, F32 b) {
#if TANDEM_LANES == 8
    return (F32)_mm256_max_ps((__m256)a, (__m256)b);
#elif TANDEM_LANES == 16
    return (F32)_mm512_max_ps((__m512)a, (__m512)b);
#else
    return (F32)_mm_max_ps((__m128)a, (__m128)b);
#endif
}
KFN F32 kfloor(F32 a) {
#if TANDEM_LANES == 8
    return (F32)_mm256_floor_ps((__m256)a);
#elif TANDEM_LANES == 16
    return (F32)_mm512_roundscale_ps((__m512)a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
#elif defined(__SSE4_1__)
    return (F32)_mm_floor_ps((__m128)a);
#else
    F32 t = kfloat(kint(a));
    return t - (F32)((I32)(t > a) & (I32)kf(1.0f));
#endif
}
KFN F32 ksqrt(F32 a) {
#if TANDEM_LANES == 8
    return (F32)_mm256_sqrt_ps((__m256)a);
#elif TANDEM_LANES == 16
    return (F32)_mm512_sqrt_ps((__m512)a);
#else
    return (F32)_mm_sqrt_ps((__m128)a);
#endif
}
// Is the mask set in any lane?
KFN bool kany(I32 m) {
#if TANDEM_LANES == 8
    return _mm256_movemask_ps((__m256)m) != 0;
#elif TANDEM_LANES == 16
    return _mm512_test_epi32_mask((__m512i)m, (__m512i)m) != 0;
#else
    return _mm_movemask_ps((__m128)m) != 0;
#endif
}
template<class A, class B>
KFN F32 kmin(A a, B b) {
    return kmin_lanes(kf(a), kf(b));
}
template<class A, class B>
KFN F32 kmax(A a, B b) {
    return kmax_lanes(kf(a), kf(b));
}
KFN F32 kabs(F32 a) { return (F32)((I32)a & 0x7fffffff); }

// log2 for normal x > 0: exponent + degree-5 minimax polynomial of log2(1 + t) / t, t + 1 in [sqrt(1/2), sqrt(2));
// error < 2.5e-6. x <= 0 and denormals give about -127.
KFN F32 klog2(F32 x) {
    I32 i = (I32)x - 0x3f3504f3;
    F32 e = kfloat(i >> 23);
    F32 t = (F32)((i & 0x007fffff) + 0x3f3504f3) - 1.0f;
    F32 p = t * -0.20684693f + 0.32193262f;
    p = p * t - 0.36737254f;
    p = p * t + 0.47937910f;
    p = p * t - 0.72113953f;
    p = p * t + 1.44271236f;
    return p * t + e;
}
// 2^x for x in [-126, 127], clamped outside; degree-4 minimax polynomial, relative error < 3e-6.
KFN F32 kexp2(F32 x) {
    x = kmin(kmax(x, -126.0f), 127.0f);
    F32 n = kfloor(x + 0.5f);
    F32 t = x - n;
    F32 p = t * 0.0096857114f + 0.055922026f;
    p = p * t + 0.24021865f;
    p = p * t + 0.69312104f;
    p = p * t + 1.0000002f;
    return p * (F32)((kint(n) << 23) + 0x3f800000);
}

// Bytes and 16-bit words to lanes and back (values already in range).
KFN I32 kwiden8(const uint8_t* p) {
#if TANDEM_LANES == 8
    return (I32)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)p));
#elif TANDEM_LANES == 16
    return (I32)_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)p));
#else
    int w;
    __builtin_memcpy(&w, p, 4);
    __m128i zero = _mm_setzero_si128();
    return (I32)_mm_unpacklo_epi16(_mm_unpacklo_epi8(_mm_cvtsi32_si128(w), zero), zero);
#endif
}
KFN I32 kwiden16(const uint8_t* p) {
#if TANDEM_LANES == 8
    return (I32)_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i*)p));
#elif TANDEM_LANES == 16
    return (I32)_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)p));
#else
    return (I32)_mm_unpacklo_epi16(_mm_loadl_epi64((const __m128i*)p), _mm_setzero_si128());
#endif
}
KFN void knarrow16(uint8_t* p, I32 v) {
#if TANDEM_LANES == 8
    __m128i r = _mm_packus_epi32(_mm256_castsi256_si128((__m256i)v), _mm256_extracti128_si256((__m256i)v, 1));
    _mm_storeu_si128((__m128i*)p, r);
#elif TANDEM_LANES == 16
    _mm256_storeu_si256((__m256i*)p, _mm512_cvtepi32_epi16((__m512i)v));
#else
    for (int k = 0; k < TANDEM_LANES; ++k) {
        uint16_t w = (uint16_t)v[k];
        __builtin_memcpy(p + 2 * k, &w, 2);
    }
#endif
}
KFN void knarrow8(uint8_t* p, I32 v) {
#if TANDEM_LANES == 8
    __m128i r = _mm_packus_epi32(_mm256_castsi256_si128((__m256i)v), _mm256_extracti128_si256((__m256i)v, 1));
    _mm_storel_epi64((__m128i*)p, _mm_packus_epi16(r, r));
#elif TANDEM_LANES == 16
    _mm_storeu_si128((__m128i*)p, _mm512_cvtepi32_epi8((__m512i)v));
#else
    __m128i r = _mm_packs_epi32((__m128i)v, (__m128i)v);
    int w = _mm_cvtsi128_si32(_mm_packus_epi16(r, r));
    __builtin_memcpy(p, &w, 4);
#endif
}
