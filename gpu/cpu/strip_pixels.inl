// Pixel loops on planes: the kernel ops over rows of lanes. Included by strip_kernels.inl inside the namespace of an
// instruction set. Counts are rounded up to lanes: values have room and padding pixels are ignored.
KFN vec4 get(const Value& v, int i) {
    vec4 c;
    c.x = kload(v.c[0] + i), c.y = kload(v.c[1] + i), c.z = kload(v.c[2] + i), c.w = kload(v.c[3] + i);
    return c;
}
KFN void put(const Value& v, int i, vec4 c) {
    kstore(v.c[0] + i, c.x), kstore(v.c[1] + i, c.y), kstore(v.c[2] + i, c.z), kstore(v.c[3] + i, c.w);
}
KFN void put_rgb(const Value& v, int i, vec4 c) {
    kstore(v.c[0] + i, c.x), kstore(v.c[1] + i, c.y), kstore(v.c[2] + i, c.z);
}
KFN arg4 arg(const Vec& v) { return arg4{v.x, v.y, v.z, v.w}; }

static void matrix(Value v, int n, const Matrix* m) {
    arg4 x = arg(m->row[0]), y = arg(m->row[1]), z = arg(m->row[2]);
    for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_matrix(get(v, i), x, y, z));
}
static void fill(float* p, int n, float value) {
    F32 x = kf(value);
    for (int i = 0; i < n; i += TANDEM_LANES) kstore(p + i, x);
}
// The transfer is fixed outside the loops so that each curve gets a loop of its own.
template<int T>
static void linear_loop(Value v, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 c[3] = {kload(v.c[0] + i), kload(v.c[1] + i), kload(v.c[2] + i)};
        linear_fast<T>(c);
        for (int k = 0; k < 3; ++k) kstore(v.c[k] + i, c[k]);
    }
}
template<int T>
static void coded_loop(Value v, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 c[3] = {kload(v.c[0] + i), kload(v.c[1] + i), kload(v.c[2] + i)};
        coded_fast<T>(c);
        for (int k = 0; k < 3; ++k) kstore(v.c[k] + i, c[k]);
    }
}
static void to_linear(Value v, int n, int transfer) {
    switch (transfer) {
    case 4:
        return linear_loop<4>(v, n);
    case 5:
        return linear_loop<5>(v, n);
    case 7:
        return linear_loop<7>(v, n);
    case 8:
        return;
    case 9:
        return linear_loop<9>(v, n);
    case 10:
        return linear_loop<10>(v, n);
    case 13:
        return linear_loop<13>(v, n);
    case 16:
        return linear_loop<16>(v, n);
    case 17:
        return linear_loop<17>(v, n);
    case 18:
        return linear_loop<18>(v, n);
    case 24:
        return linear_loop<24>(v, n);
    default:
        return linear_loop<1>(v, n);
    }
}
static void to_coded(Value v, int n, int transfer) {
    switch (transfer) {
    case 4:
        return coded_loop<4>(v, n);
    case 5:
        return coded_loop<5>(v, n);
    case 7:
        return coded_loop<7>(v, n);
    case 8:
        return;
    case 9:
        return coded_loop<9>(v, n);
    case 10:
        return coded_loop<10>(v, n);
    case 13:
        return coded_loop<13>(v, n);
    case 16:
        return coded_loop<16>(v, n);
    case 17:
        return coded_loop<17>(v, n);
    case 18:
        return coded_loop<18>(v, n);
    case 24:
        return coded_loop<24>(v, n);
    default:
        return coded_loop<1>(v, n);
    }
}
template<int T>
static void coded_matrix_loop(Value v, int n, const Matrix* m) {
    arg4 x = arg(m->row[0]), y = arg(m->row[1]), z = arg(m->row[2]);
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 c[3] = {kload(v.c[0] + i), kload(v.c[1] + i), kload(v.c[2] + i)};
        coded_fast<T>(c);
        put_rgb(v, i, op_matrix(vec4(c[0], c[1], c[2], 0.0f), x, y, z));
    }
}
static void coded_matrix(Value v, int n, int transfer, const Matrix* m) {
    if (transfer == 1) return coded_matrix_loop<1>(v, n, m);
    if (transfer == 13) return coded_matrix_loop<13>(v, n, m);
    to_coded(v, n, transfer);
    matrix(v, n, m);
}
static void premultiply(Value v, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_premultiply(get(v, i)));
}
static void unpremultiply(Value v, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_unpremultiply(get(v, i)));
}
static void level(float* p, int n, float lift, float gamma, float gain) {
    float slope = gain - lift, power = 1.0f / gamma;
    if (gamma == 1.0f && lift == 0.0f && gain == 1.0f) { // negative light still goes
        for (int i = 0; i < n; i += TANDEM_LANES) kstore(p + i, kmax(kload(p + i), 0.0f));
    } else if (gamma == 1.0f) {
        for (int i = 0; i < n; i += TANDEM_LANES) kstore(p + i, kmax(kload(p + i) * slope + lift, 0.0f));
    } else {
        for (int i = 0; i < n; i += TANDEM_LANES) {
            F32 x[1] = {kload(p + i) * slope + lift};
            power_fast(x, power, 0.0f, 0.0f);
            kstore(p + i, x[0]);
        }
    }
}
static void lift_gamma_gain(Value v, int n, const Vec* args) {
    level(v.c[0], n, args[0].x, args[1].x, args[2].x);
    level(v.c[1], n, args[0].y, args[1].y, args[2].y);
    level(v.c[2], n, args[0].z, args[1].z, args[2].z);
}
template<bool Curved, bool Mixed>
static void tone_loop(Value v, int n, const Tone* t) {
    arg4 x = arg(t->mix.row[0]), y = arg(t->mix.row[1]), z = arg(t->mix.row[2]);
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 c[3] = {kload(v.c[0] + i) * t->gain[0], kload(v.c[1] + i) * t->gain[1], kload(v.c[2] + i) * t->gain[2]};
        if constexpr (Curved) power_fast(c, t->power, t->shift, t->power);
        vec4 out(c[0], c[1], c[2], 0.0f);
        put_rgb(v, i, Mixed ? op_matrix(out, x, y, z) : out);
    }
}
static void tone(Value v, int n, const Tone* t) {
    if (t->curved)
        t->mixed ? tone_loop<true, true>(v, n, t) : tone_loop<true, false>(v, n, t);
    else
        t->mixed ? tone_loop<false, true>(v, n, t) : tone_loop<false, false>(v, n, t);
}
template<int Mode>
static void tone_map_loop(Value v, int n, const Vec* args) {
    arg4 a = arg(args[0]), b = arg(args[1]);
    for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_tone_map(get(v, i), a, b, Mode));
}
static void light(Value v, int n, LightOp op, int mode, const Vec* args) {
    arg4 a = arg(args[0]), b = arg(args[1]), c = arg(args[2]), d = arg(args[3]);
    switch (op) {
    case LightOp::rendering:
        for (int i = 0; i < n; i += TANDEM_LANES)
            put_rgb(v, i, mode ? op_rendering(get(v, i), 1) : op_rendering(get(v, i), 0));
        return;
    case LightOp::luma_power:
        for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_luma_power(get(v, i), a, b));
        return;
    case LightOp::tone_map:
        return mode ? tone_map_loop<1>(v, n, args) : tone_map_loop<0>(v, n, args);
    case LightOp::gamut:
        for (int i = 0; i < n; i += TANDEM_LANES) put_rgb(v, i, op_gamut(get(v, i), a, b, c, d));
        return;
    }
}
static void opacity(Value v, int n, float k) {
    for (int i = 0; i < n; i += TANDEM_LANES) put(v, i, op_opacity(get(v, i), k));
}
template<int M>
static void blend_loop(Value a, Value b, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) put(a, i, op_blend(get(a, i), get(b, i), M));
}
static void blend(Value a, Value b, int n, int mode) {
    static void (*const loops[])(Value, Value, int) = {
        blend_loop<0>,  blend_loop<1>,  blend_loop<2>,  blend_loop<3>,  blend_loop<4>,  blend_loop<5>,
        blend_loop<6>,  blend_loop<7>,  blend_loop<8>,  blend_loop<9>,  blend_loop<10>, blend_loop<11>,
        blend_loop<12>, blend_loop<13>, blend_loop<14>, blend_loop<15>, blend_loop<16>, blend_loop<17>};
    loops[mode >= 0 && mode < 18 ? mode : 0](a, b, n);
}
static void mix(Value a, Value b, int n, float t) {
    F32 k = kf(t);
    for (int i = 0; i < n; i += TANDEM_LANES) put(a, i, op_mix(get(a, i), get(b, i), k));
}
KFN F32 lane_numbers() {
    F32 r;
    for (int k = 0; k < TANDEM_LANES; ++k) r[k] = (float)k;
    return r;
}
static void wipe(Value a, Value b, int n, int kind, const Vec* args, float x, float y) {
    arg4 p = arg(args[0]), frame = arg(args[1]);
    F32 px = lane_numbers() + x;
    for (int i = 0; i < n; i += TANDEM_LANES, px += (float)TANDEM_LANES)
        put(a, i, op_mix(get(a, i), get(b, i), wipe_mask(kind, px, kf(y), p, frame)));
}
static void gradient(Value v, int n, const Vec* args, float x, float y) {
    arg4 a = arg(args[0]), b = arg(args[1]), c = arg(args[2]), d = arg(args[3]);
    F32 px = lane_numbers() + x;
    for (int i = 0; i < n; i += TANDEM_LANES, px += (float)TANDEM_LANES) put(v, i, op_gradient(px, kf(y), a, b, c, d));
}
static void mix_rows(const float* a, const float* b, float t, float* out, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) kstore(out + i, kmixf(kload(a + i), kload(b + i), t));
}
// even[0] odd[0] even[1] odd[1] ..: two vectors.
KFN void interleave(F32 even, F32 odd, F32& a, F32& b) {
#if TANDEM_LANES == 8
    __m256 lo = _mm256_unpacklo_ps((__m256)even, (__m256)odd), hi = _mm256_unpackhi_ps((__m256)even, (__m256)odd);
    a = (F32)_mm256_permute2f128_ps(lo, hi, 0x20), b = (F32)_mm256_permute2f128_ps(lo, hi, 0x31);
#elif TANDEM_LANES == 4
    a = (F32)_mm_unpacklo_ps((__m128)even, (__m128)odd), b = (F32)_mm_unpackhi_ps((__m128)even, (__m128)odd);
#else
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    a = (F32)_mm512_permutex2var_ps((__m512)even, low, (__m512)odd);
    b = (F32)_mm512_permutex2var_ps((__m512)even, _mm512_add_epi32(low, _mm512_set1_epi32(8)), (__m512)odd);
#endif
}
static void double_row(const float* in, const float w[4], float* out, int n) {
    for (int i = 0; 2 * i < n; i += TANDEM_LANES) {
        F32 before = kload(in + i - 1), here = kload(in + i), after = kload(in + i + 1);
        F32 a, b;
        interleave(before * w[0] + here * w[1], here * w[2] + after * w[3], a, b);
        kstore(out + 2 * i, a), kstore(out + 2 * i + TANDEM_LANES, b);
    }
}
KFN void split_pair(const float* in, F32& even, F32& odd) {
#if TANDEM_LANES == 8
    __m256 a = _mm256_loadu_ps(in), b = _mm256_loadu_ps(in + 8);
    __m256 lo = _mm256_permute2f128_ps(a, b, 0x20), hi = _mm256_permute2f128_ps(a, b, 0x31);
    even = (F32)_mm256_shuffle_ps(lo, hi, 0x88), odd = (F32)_mm256_shuffle_ps(lo, hi, 0xdd);
#elif TANDEM_LANES == 4
    __m128 a = _mm_loadu_ps(in), b = _mm_loadu_ps(in + 4);
    even = (F32)_mm_shuffle_ps(a, b, 0x88), odd = (F32)_mm_shuffle_ps(a, b, 0xdd);
#else
    for (int k = 0; k < TANDEM_LANES; ++k) even[k] = in[2 * k], odd[k] = in[2 * k + 1];
#endif
}
static void narrow_row(const float* in, const float w[3], float* out, int n) {
    for (int i = 0; i < n; i += TANDEM_LANES) {
        F32 even, odd, before, unused;
        split_pair(in + 2 * i, even, odd);
        split_pair(in + 2 * i - 1, before, unused);
        kstore(out + i, before * w[0] + even * w[1] + odd * w[2]);
    }
}

// Loading and storing of samples.
KFN F32 load_lanes(const uint8_t* p, Words words, int shift, int mask) {
    if (words == Words::w8) return kfloat(kwiden8(p));
    I32 w;
    if (words == Words::w16)
        w = kwiden16(p);
    else
        memcpy(&w, p, sizeof w);
    return kfloat((w >> shift) & mask);
}
static void load(const uint8_t* row, Channel ch, float* out, int n) {
    int shift = ch.shift, mask = (int)ch.mask;
    switch (ch.words) {
    case Words::w8:
    case Words::w16:
    case Words::w32: {
        int i = 0, bytes = ch.words == Words::w8 ? 1 : ch.words == Words::w16 ? 2 : 4;
        if (ch.words == Words::w8)
            for (; i + TANDEM_LANES <= n; i += TANDEM_LANES) kstore(out + i, kfloat(kwiden8(row + i)));
        for (; i + TANDEM_LANES <= n; i += TANDEM_LANES)
            kstore(out + i, load_lanes(row + i * bytes, ch.words, shift, mask));
        if (i < n) { // no byte behind the row's end is touched
            uint8_t tail[4 * TANDEM_LANES] = {};
            memcpy(tail, row + i * bytes, (size_t)((n - i) * bytes));
            kstore(out + i, load_lanes(tail, ch.words, shift, mask));
        }
        return;
    }
    case Words::f32:
        memcpy(out, row, (size_t)n * 4);
        return;
    case Words::any8:
        for (int i = 0; i < n; ++i) out[i] = (float)((row[i * ch.step] >> shift) & mask);
        return;
    case Words::any16:
        for (int i = 0; i < n; ++i) {
            uint16_t s;
            memcpy(&s, row + i * ch.step, 2);
            out[i] = (float)((s >> shift) & mask);
        }
        return;
    }
}
template<Words W>
static void load_mixed_loop(const uint8_t* a, const uint8_t* b, Channel ch, float t, float* out, int n) {
    constexpr int bytes = W == Words::w8 ? 1 : W == Words::w16 ? 2 : 4;
    int shift = ch.shift, mask = (int)ch.mask, i = 0;
    for (; i + TANDEM_LANES <= n; i += TANDEM_LANES)
        kstore(out + i, kmixf(load_lanes(a + i * bytes, W, shift, mask), load_lanes(b + i * bytes, W, shift, mask), t));
    if (i < n) {
        uint8_t tail[2][4 * TANDEM_LANES] = {};
        memcpy(tail[0], a + i * bytes, (size_t)((n - i) * bytes));
        memcpy(tail[1], b + i * bytes, (size_t)((n - i) * bytes));
        kstore(out + i, kmixf(load_lanes(tail[0], W, shift, mask), load_lanes(tail[1], W, shift, mask), t));
    }
}
static void load_mixed(const uint8_t* a, const uint8_t* b, Channel ch, float t, float* out, int n) {
    if (ch.words == Words::w8) return load_mixed_loop<Words::w8>(a, b, ch, t, out, n);
    if (ch.words == Words::w16) return load_mixed_loop<Words::w16>(a, b, ch, t, out, n);
    load_mixed_loop<Words::w32>(a, b, ch, t, out, n);
}
template<Words W, int T>
static void decode_loop(const ChromaRow* s, int n, Value out) {
    constexpr int bytes = W == Words::w8 ? 1 : 2, L = TANDEM_LANES;
    arg4 x = arg(s->matrix->row[0]), y = arg(s->matrix->row[1]), z = arg(s->matrix->row[2]);
    int shift = s->channel.shift, mask = (int)s->channel.mask;
    for (int i = 0; i < n; i += 2 * L) {
        const uint8_t* p = s->luma + i * bytes;
        uint8_t tail[4 * L];
        if (i + 2 * L > n) { // no byte behind the row's end is touched
            memset(tail, 0, sizeof tail);
            memcpy(tail, p, (size_t)((n - i) * bytes));
            p = tail;
        }
        const float *cu = s->u + i / 2, *cv = s->v + i / 2;
        F32 u = kload(cu), v = kload(cv), ua, ub, va, vb;
        interleave(kload(cu - 1) * s->w[0] + u * s->w[1], u * s->w[2] + kload(cu + 1) * s->w[3], ua, ub);
        interleave(kload(cv - 1) * s->w[0] + v * s->w[1], v * s->w[2] + kload(cv + 1) * s->w[3], va, vb);
        vec4 a = op_matrix(vec4(load_lanes(p, W, shift, mask), ua, va, 1.0f), x, y, z);
        vec4 b = op_matrix(vec4(load_lanes(p + L * bytes, W, shift, mask), ub, vb, 1.0f), x, y, z);
        if constexpr (T != 8) {
            F32 c[6] = {a.x, a.y, a.z, b.x, b.y, b.z};
            linear_fast<T>(c);
            a = vec4(c[0], c[1], c[2], 1.0f), b = vec4(c[3], c[4], c[5], 1.0f);
        }
        put(out, i, a), put(out, i + L, b);
    }
}
template<Words W>
static void decode_words(const ChromaRow* s, int n, Value out) {
    if (s->transfer == 1) return decode_loop<W, 1>(s, n, out);
    if (s->transfer == 13) return decode_loop<W, 13>(s, n, out);
    decode_loop<W, 8>(s, n, out);
    to_linear(out, n, s->transfer);
}
static void decode(const ChromaRow* s, int n, Value out) {
    s->channel.words == Words::w8 ? decode_words<Words::w8>(s, n, out) : decode_words<Words::w16>(s, n, out);
}
static void store(const float* in, int n, uint8_t* row, Channel ch, const float* dither, float last) {
    if (ch.words == Words::f32) {
        memcpy(row, in, (size_t)n * 4);
        return;
    }
    F32 d8[2] = {kload(dither), kload(dither + (TANDEM_LANES & 7))};
    int i = 0;
    if (ch.words == Words::w8)
        for (; i + TANDEM_LANES <= n; i += TANDEM_LANES) {
            I32 q = kint(op_quantise(kload(in + i), d8[(i / TANDEM_LANES) & 1], last));
            knarrow8(row + i, q);
        }
    else if (ch.words == Words::w16 && ch.step == 2 && ch.mask > 255)
        for (; i + TANDEM_LANES <= n; i += TANDEM_LANES) {
            I32 q = kint(op_quantise(kload(in + i), d8[(i / TANDEM_LANES) & 1], last)) << ch.shift;
            knarrow16(row + 2 * i, q);
        }
    else if (ch.words == Words::w32)
        for (; i + TANDEM_LANES <= n; i += TANDEM_LANES) {
            I32 q = kint(op_quantise(kload(in + i), d8[(i / TANDEM_LANES) & 1], last)) << ch.shift, old;
            memcpy(&old, row + 4 * i, sizeof old);
            old |= q;
            memcpy(row + 4 * i, &old, sizeof old);
        }
    else if (ch.words == Words::w16)
        for (; i + TANDEM_LANES <= n; i += TANDEM_LANES) {
            I32 q = kint(op_quantise(kload(in + i), d8[(i / TANDEM_LANES) & 1], last)) << ch.shift;
            knarrow16(row + 2 * i, q | kwiden16(row + 2 * i));
        }
    for (; i < n; ++i) {
        float v = in[i] + dither[i & 7];
        v = v < 0 ? 0 : v > last ? last : v;
        unsigned q = (unsigned)v << ch.shift;
        uint8_t* p = row + i * ch.step;
        if (ch.words == Words::w8 || ch.words == Words::any8) {
            *p = (uint8_t)q;
        } else if (ch.words == Words::w32) {
            uint32_t w;
            memcpy(&w, p, 4), w |= q, memcpy(p, &w, 4);
        } else {
            uint16_t w = (uint16_t)q;
            if (ch.words == Words::w16 && ch.mask <= 255) {
                uint16_t old;
                memcpy(&old, p, 2), w |= old;
            }
            memcpy(p, &w, 2);
        }
    }
}
