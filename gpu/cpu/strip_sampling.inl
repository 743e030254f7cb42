// Texture sampling, half floats and 3D tables: loops that work on whole pixels (four floats side by side). Included by
// strip_kernels.inl inside the namespace of an instruction set.
typedef float V4 __attribute__((vector_size(16)));
typedef float V8 __attribute__((vector_size(32)));
typedef int I8 __attribute__((vector_size(32)));
typedef float V4u __attribute__((vector_size(16), aligned(4), may_alias));
typedef float V8u __attribute__((vector_size(32), aligned(4), may_alias));

#ifndef __F16C__
KFN V4 half_to_float4(const uint16_t* p) {
    typedef unsigned U4 __attribute__((vector_size(16)));
    U4 h = {p[0], p[1], p[2], p[3]};
    V4 v = (V4)((h & 0x7fffu) << 13) * 0x1p112f;
    return (V4)((U4)v | ((h & 0x8000u) << 16));
}
KFN uint16_t half_of(float f) {
    uint32_t u;
    f = f > 65504.0f ? 65504.0f : f < -65504.0f ? -65504.0f : f;
    memcpy(&u, &f, 4);
    uint32_t sign = u >> 16 & 0x8000u;
    u &= 0x7fffffffu;
    if (u < 0x38800000u) { // denormal half: let the adder round
        float m;
        memcpy(&m, &u, 4);
        m += 0.5f;
        memcpy(&u, &m, 4);
        return (uint16_t)(sign | (u - 0x3f000000u));
    }
    u += 0xfffu + (u >> 13 & 1u);
    return (uint16_t)(sign | ((u - 0x38000000u) >> 13));
}
#endif
KFN V8 load_two(const uint16_t* p) { // two texels
#ifdef __F16C__
    return (V8)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i*)p));
#else
    V4 a = half_to_float4(p), b = half_to_float4(p + 4);
    return (V8){a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]};
#endif
}
KFN V4 load_one(const uint16_t* p) {
#ifdef __F16C__
    return (V4)_mm_cvtph_ps(_mm_loadl_epi64((const __m128i*)p));
#else
    return half_to_float4(p);
#endif
}
KFN V4 fold(V8 v) { // sum of the two pixels
#if TANDEM_LANES >= 8
    return (V4)_mm_add_ps(_mm256_castps256_ps128((__m256)v), _mm256_extractf128_ps((__m256)v, 1));
#else
    return (V4){v[0], v[1], v[2], v[3]} + (V4){v[4], v[5], v[6], v[7]};
#endif
}
KFN V8 pair_weights(float a, float b) { return (V8){a, a, a, a, b, b, b, b}; }
// Four pixels side by side -> planes.
KFN void transpose_to(const Value& v, int i, const float* px) {
    __m128 a = _mm_loadu_ps(px), b = _mm_loadu_ps(px + 4), c = _mm_loadu_ps(px + 8), d = _mm_loadu_ps(px + 12);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    _mm_storeu_ps(v.c[0] + i, a), _mm_storeu_ps(v.c[1] + i, b);
    _mm_storeu_ps(v.c[2] + i, c), _mm_storeu_ps(v.c[3] + i, d);
}
static void planes_of(const float* px, int n, Value v) {
    for (int i = 0; i < n; i += 4) transpose_to(v, i, px + 4 * i);
}

static void to_half(Value v, int n, uint16_t* out) {
    int i = 0;
    for (; i < n; i += 4) {
        __m128 a = _mm_loadu_ps(v.c[0] + i), b = _mm_loadu_ps(v.c[1] + i), c = _mm_loadu_ps(v.c[2] + i),
               d = _mm_loadu_ps(v.c[3] + i);
        _MM_TRANSPOSE4_PS(a, b, c, d);
#ifdef __F16C__
        __m128i h[4] = {_mm_cvtps_ph(a, 0), _mm_cvtps_ph(b, 0), _mm_cvtps_ph(c, 0), _mm_cvtps_ph(d, 0)};
        for (int k = 0; k < 4 && i + k < n; ++k) _mm_storel_epi64((__m128i*)(out + 4 * (i + k)), h[k]);
#else
        float px[16];
        _mm_storeu_ps(px, a), _mm_storeu_ps(px + 4, b), _mm_storeu_ps(px + 8, c), _mm_storeu_ps(px + 12, d);
        for (int k = 0; k < 16 && i + k / 4 < n; ++k) out[4 * i + k] = half_of(px[k]);
#endif
    }
}
KFN void store_texel(uint16_t* out, V4 v) {
#ifdef __F16C__
    _mm_storel_epi64((__m128i*)out, _mm_cvtps_ph((__m128)v, 0));
#else
    for (int k = 0; k < 4; ++k) out[k] = half_of(v[k]);
#endif
}
static void halve(Value upper, Value lower, int n, uint16_t* out) {
    float tmp[4][TANDEM_LANES];
    Value t = {{tmp[0], tmp[1], tmp[2], tmp[3]}};
    for (int i = 0; i < n; i += TANDEM_LANES) {
        for (int k = 0; k < 4; ++k) {
            F32 a, b, c, d;
            split_pair(upper.c[k] + 2 * i, a, b);
            split_pair(lower.c[k] + 2 * i, c, d);
            kstore(tmp[k], ((a + b) + (c + d)) * 0.25f);
        }
        to_half(t, n - i < TANDEM_LANES ? n - i : TANDEM_LANES, out + 4 * i);
    }
}
static void halve_planes(Value upper, Value lower, int n, Value out) {
    for (int k = 0; k < 4; ++k)
        for (int i = 0; i < n; i += TANDEM_LANES) {
            F32 a, b, c, d;
            split_pair(upper.c[k] + 2 * i, a, b);
            split_pair(lower.c[k] + 2 * i, c, d);
            kstore(out.c[k] + i, ((a + b) + (c + d)) * 0.25f);
        }
}
static void halve_texels(const uint16_t* row0, const uint16_t* row1, int n, uint16_t* out) {
    for (int i = 0; i < n; ++i) store_texel(out + 4 * i, fold(load_two(row0 + 8 * i) + load_two(row1 + 8 * i)) * 0.25f);
}

// Coverage of the pixels of a row by the outline, multiplied in.
static void cover(const Sampling* s, float u, float v, int n, Value out) {
    F32 lane = lane_numbers();
    float hx = s->footprint_x * 0.5f, hy = s->footprint_y * 0.5f;
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 k = lane + (float)i, pu = k * (float)s->a + u, pv = k * (float)s->d + v;
        F32 cx = (kmin(pu + hx, s->right) - kmax(pu - hx, s->left)) * (1.0f / s->footprint_x);
        F32 cy = (kmin(pv + hy, s->bottom) - kmax(pv - hy, s->top)) * (1.0f / s->footprint_y);
        put(out, i, get(out, i) * (kclamp(cx, 0.0f, 1.0f) * kclamp(cy, 0.0f, 1.0f)));
    }
}

struct Taps {
    float px[4 * (kTilePixels + 16)];
    int at[kTilePixels + 16];   // texel of the first tap
    float fu[kTilePixels + 16]; // fraction along x and y
    float fv[kTilePixels + 16];
};
KFN void weights_of(const float* table, float fraction, float* w, int taps) {
    float p = fraction * kPhases;
    int k = (int)p;
    float f = p - (float)k;
    const float* row = table + k * kTableRow;
    for (int i = 0; i < (taps + 7) / 8; ++i) {
        V8 a = *(const V8u*)(row + 8 * i), b = *(const V8u*)(row + kTableRow + 8 * i);
        *(V8u*)(w + 8 * i) = a + (b - a) * f;
    }
}
template<int N>
static void sample_any(const Sampling* s, const Taps* t, int n, float* px) {
    int64_t stride = s->texture.stride * 4;
    for (int i = 0; i < n; ++i) {
        float wx[16], wy[16];
        weights_of(s->table_x, t->fu[i], wx, N);
        weights_of(s->table_y, t->fv[i], wy, N);
        const uint16_t* p = s->texture.data + (int64_t)t->at[i] * 4;
        V8 acc[N / 2];
        for (int k = 0; k < N / 2; ++k) acc[k] = load_two(p + 8 * k) * wy[0];
        for (int j = 1; j < N; ++j) {
            p += stride;
            for (int k = 0; k < N / 2; ++k) acc[k] += load_two(p + 8 * k) * wy[j];
        }
        V8 sum = acc[0] * pair_weights(wx[0], wx[1]);
        for (int k = 1; k < N / 2; ++k) sum += acc[k] * pair_weights(wx[2 * k], wx[2 * k + 1]);
        *(V4u*)(px + 4 * i) = fold(sum);
    }
}
static void sample_linear(const Sampling* s, const Taps* t, int n, float* px) {
    int64_t stride = s->texture.stride * 4;
    for (int i = 0; i < n; ++i) {
        const uint16_t* p = s->texture.data + (int64_t)t->at[i] * 4;
        V8 a = load_two(p), b = load_two(p + stride);
        float f = t->fu[i];
        a += (b - a) * t->fv[i];
        *(V4u*)(px + 4 * i) = fold(a * pair_weights(1.0f - f, f));
    }
}
// Rows stay rows: filter down the columns once a row, then along it.
template<int N>
static void sample_rows(const Sampling* s, const Taps* t, int n, float* px, float* column) {
    int64_t stride = s->texture.stride * 4;
    int first = t->at[0], last = t->at[n - 1];
    if (last < first) {
        int k = first;
        first = last, last = k;
    }
    float wy[16];
    if (N == 2 && s->linear)
        wy[0] = 1.0f - t->fv[0], wy[1] = t->fv[0];
    else
        weights_of(s->table_y, t->fv[0], wy, N);
    const uint16_t* p = s->texture.data + (int64_t)first * 4;
    int count = last - first + N;
    for (int k = 0; k < count; k += 2) {
        V8 acc = load_two(p + 4 * k) * wy[0];
        for (int j = 1; j < N; ++j) acc += load_two(p + 4 * k + j * stride) * wy[j];
        *(V8u*)(column + 4 * k) = acc;
    }
    for (int i = 0; i < n; ++i) {
        float wx[16];
        if (N == 2 && s->linear)
            wx[0] = 1.0f - t->fu[i], wx[1] = t->fu[i];
        else
            weights_of(s->table_x, t->fu[i], wx, N);
        const float* c = column + 4 * (t->at[i] - first);
        V8 sum = *(const V8u*)c * pair_weights(wx[0], wx[1]);
        for (int k = 1; k < N / 2; ++k) sum += *(const V8u*)(c + 8 * k) * pair_weights(wx[2 * k], wx[2 * k + 1]);
        *(V4u*)(px + 4 * i) = fold(sum);
    }
}
template<int N>
static void sample_taps(const Sampling* s, const Taps* t, int n, float* px) {
    int span = t->at[n - 1] - t->at[0];
    if (span < 0) span = -span;
    constexpr int kColumn = 2048;
    if (s->b == 0 && s->d == 0 && span + N + 2 < kColumn) {
        float column[4 * kColumn];
        return sample_rows<N>(s, t, n, px, column);
    }
    if (N == 2 && s->linear) return sample_linear(s, t, n, px);
    sample_any<N>(s, t, n, px);
}
static void sample(const Sampling* s, double x, double y, int n, int covered, Value out) {
    // The row's start relative to a whole texel, so that float steps stay exact in wide pictures.
    double u = s->a * x + s->b * y + s->c, v = s->d * x + s->e * y + s->f;
    double shift = s->taps == 1 ? 0.0 : 0.5;
    double bu = floor(u), bv = floor(v);
    float su = (float)(u - shift - bu), sv = (float)(v - shift - bv);
    float lo_u = (float)(s->u0 - bu), hi_u = (float)(s->u1 - bu), lo_v = (float)(s->v0 - bv),
          hi_v = (float)(s->v1 - bv);
    int before = s->taps / 2 - (s->taps > 1 ? 1 : 0);
    int ox = (int)bu - s->texture.x0 - before, oy = (int)bv - s->texture.y0 - before;
    int stride = (int)s->texture.stride;
    Taps t;
    F32 lane = lane_numbers();
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 k = lane + (float)i;
        F32 pu = kmin(kmax(k * (float)s->a + su, lo_u), hi_u), pv = kmin(kmax(k * (float)s->d + sv, lo_v), hi_v);
        F32 iu = kfloor(pu), iv = kfloor(pv);
        kstore(t.fu + i, pu - iu), kstore(t.fv + i, pv - iv);
        *(I32u*)(t.at + i) = (kint(iv) + oy) * stride + (kint(iu) + ox);
    }
    // A turned row crosses texel rows too fast for the processor to foresee them: ask for those of the rows below.
    if (s->d != 0) {
        int64_t ahead = (int64_t)(s->e >= 0 ? s->taps + 3 : -4) * stride;
        for (int i = 0; i < n; i += 8) __builtin_prefetch(s->texture.data + (t.at[i] + ahead) * 4);
    }
    switch (s->taps) {
    case 1:
        for (int i = 0; i < n; ++i) *(V4u*)(t.px + 4 * i) = load_one(s->texture.data + (int64_t)t.at[i] * 4);
        break;
    case 2:
        sample_taps<2>(s, &t, n, t.px);
        break;
    case 4:
        sample_taps<4>(s, &t, n, t.px);
        break;
    case 6:
        sample_taps<6>(s, &t, n, t.px);
        break;
    case 8:
        sample_taps<8>(s, &t, n, t.px);
        break;
    case 10:
        sample_taps<10>(s, &t, n, t.px);
        break;
    default:
        sample_taps<12>(s, &t, n, t.px);
        break;
    }
    planes_of(t.px, n, out);
    if (s->taps > 2)
        for (int i = 0; i < n; i += TANDEM_LANES) put(out, i, op_bound_alpha(get(out, i)));
    if (!covered) cover(s, (float)u, (float)v, n, out);
}

// As in ops_lut.h, with the steps chosen by masks in integer lanes. Where fractions are equal the vertex between has no
// weight, so that any order of them will do.
static void lut3d(Value v, int n, const Lut* lut, float mix_amount) {
    float last = (float)(lut->size - 1);
    int sx = 4, sy = 4 * lut->size, sz = sy * lut->size, corner = sx + sy + sz;
    float px[4 * TANDEM_LANES];
    int at[TANDEM_LANES], first[TANDEM_LANES], second[TANDEM_LANES];
    float w[4][TANDEM_LANES];
    for (int i = 0; i < n; i += TANDEM_LANES) {
        vec4 c = get(v, i);
        F32 x = lut_coordinate(c.x, lut->lo[0], lut->scale[0], last);
        F32 y = lut_coordinate(c.y, lut->lo[1], lut->scale[1], last);
        F32 z = lut_coordinate(c.z, lut->lo[2], lut->scale[2], last);
        F32 cx = kmin(kfloor(x), last - 1.0f), cy = kmin(kfloor(y), last - 1.0f), cz = kmin(kfloor(z), last - 1.0f);
        vec4 f(x - cx, y - cy, z - cz, 0.0f);
        vec4 k = lut_weights(f);
        I32 xy = f.x >= f.y, yz = f.y >= f.z, xz = f.x >= f.z;
        I32 x_first = xy & xz, y_first = ~xy & yz, x_last = ~xy & ~xz, y_last = xy & ~yz;
        I32 base = kint(cx) * sx + kint(cy) * sy + kint(cz) * sz;
        *(I32u*)at = base;
        *(I32u*)first = base + (x_first & sx) + (y_first & sy) + (~(x_first | y_first) & sz);
        *(I32u*)second = base + corner - (x_last & sx) - (y_last & sy) - (~(x_last | y_last) & sz);
        kstore(w[0], k.x), kstore(w[1], k.y), kstore(w[2], k.z), kstore(w[3], k.w);
        for (int j = 0; j < TANDEM_LANES; ++j) {
            const float* p = lut->texels + at[j];
            V4 sum = *(const V4u*)p * w[0][j] + *(const V4u*)(lut->texels + first[j]) * w[1][j];
            sum += *(const V4u*)(lut->texels + second[j]) * w[2][j] + *(const V4u*)(p + corner) * w[3][j];
            *(V4u*)(px + 4 * j) = sum;
        }
        for (int j = 0; j < TANDEM_LANES; j += 4) {
            __m128 a = _mm_loadu_ps(px + 4 * j), b = _mm_loadu_ps(px + 4 * j + 4), d = _mm_loadu_ps(px + 4 * j + 8),
                   e = _mm_loadu_ps(px + 4 * j + 12);
            _MM_TRANSPOSE4_PS(a, b, d, e);
            _mm_storeu_ps(v.c[0] + i + j, a), _mm_storeu_ps(v.c[1] + i + j, b), _mm_storeu_ps(v.c[2] + i + j, d);
        }
        if (mix_amount != 1.0f) {
            vec4 r = get(v, i);
            put_rgb(v, i, op_mix(c, r, kf(mix_amount)));
        }
    }
}
