// What every kernel of a frame shares: the buffers, decoding of source samples, filtered reading of textures. Stands
// after the kernel dialect's files. All numbers come from the dispatch's params (frame_plan.cpp writes them) at places
// that are constants of the text, so the text of a kernel depends on structure only.
layout(local_size_x = 8, local_size_y = 8) in;
layout(std430, binding = 0) readonly buffer ParamFloats { vec4 params_f[]; };
layout(std430, binding = 0) readonly buffer ParamInts { ivec4 params_i[]; };
layout(std430, binding = 1) readonly buffer Sources { uint sources[]; };
layout(std430, binding = 2) buffer Textures { uvec2 textures[]; };
layout(std430, binding = 3) buffer Values { vec4 values[]; };
layout(std430, binding = 4) readonly buffer Luts { vec4 luts[]; };
layout(std430, binding = 5) writeonly buffer Outputs { uint outputs[]; };
layout(push_constant) uniform Push { int base; };
#define F(i) params_f[base + (i)]
#define I(i) params_i[base + (i)]

bool inside(ivec4 r, int x, int y) { return x >= r.x && y >= r.y && x < r.z && y < r.w; }

// Sample code at byte `at` of the sources: a word of up to 16 bits, or a float where the mask is 0.
float code_at(int at, int shift, uint mask) {
    uint word = sources[at >> 2];
    if (mask == 0u) return uintBitsToFloat(word);
    return float((word >> uint((at & 3) * 8 + shift)) & mask);
}

// R'G'B' of the source's own transfer, straight alpha. s = the source's description: {size, chroma size}, a channel each
// {byte of (0, 0), bytes a row, bytes a sample, bits below it}, masks, {chroma shifts, has alpha}, {position of the first
// chroma sample, alpha scale}, decode matrix, primaries.
vec4 decoded(int s, int x, int y) {
    ivec4 mask = I(s + 5);
    ivec4 kind = I(s + 6);
    vec4 sited = F(s + 7);
    ivec4 c0 = I(s + 1);
    ivec4 c1 = I(s + 2);
    ivec4 c2 = I(s + 3);
    ivec4 size = I(s);
    vec4 c = vec4(code_at(c0.x + y * c0.y + x * c0.z, c0.w, uint(mask.x)), 0.0, 0.0, 1.0);
    // Chroma, linear between the samples' true positions; a loop, as the number of samples is not structure.
    float u = (float(x) - sited.x) / float(1 << kind.x);
    float v = (float(y) - sited.y) / float(1 << kind.y);
    float u0 = floor(u);
    float v0 = floor(v);
    int across = kind.x > 0 ? 2 : 1;
    int taps = kind.y > 0 ? 2 * across : across;
    for (int i = 0; i < taps; ++i) {
        int right = i % across;
        int down = i / across;
        int cx = clamp(int(u0) + right, 0, size.z - 1);
        int cy = clamp(int(v0) + down, 0, size.w - 1);
        float w = (right != 0 ? u - u0 : u0 + 1.0 - u) * (down != 0 ? v - v0 : v0 + 1.0 - v);
        c.y += code_at(c1.x + cy * c1.y + cx * c1.z, c1.w, uint(mask.y)) * w;
        c.z += code_at(c2.x + cy * c2.y + cx * c2.z, c2.w, uint(mask.z)) * w;
    }
    if (kind.z != 0) {
        ivec4 c3 = I(s + 4);
        c.w = code_at(c3.x + y * c3.y + x * c3.z, c3.w, uint(mask.w)) * sited.z;
    }
    return op_matrix(c, F(s + 8), F(s + 9), F(s + 10));
}
vec4 to_primaries(int s, vec4 c) { return op_matrix(c, F(s + 11), F(s + 12), F(s + 13)); }

// A position as whole pixels and a fraction: 32.32 fixed point, so every device finds the same taps.
struct Spot {
    int whole;
    float part;
};
void add_times(inout int high, inout uint low, ivec2 factor, int n) {
    uint product_high, product_low, carry;
    umulExtended(uint(factor.y), uint(n), product_high, product_low);
    if (n < 0) product_high -= uint(factor.y);
    low = uaddCarry(low, product_low, carry);
    high += int(product_high) + factor.x * n + int(carry);
}
Spot spot(ivec4 factors, ivec2 offset, int x, int y) {
    int high = offset.x;
    uint low = uint(offset.y);
    add_times(high, low, factors.xy, x);
    add_times(high, low, factors.zw, y);
    return Spot(high, float(low >> 8) * (1.0 / 16777216.0));
}

float share(Spot s, int lo, float lo_part, int hi, float hi_part, float size) {
    float from_lo = float(s.whole - lo) + (s.part - lo_part);
    float to_hi = float(hi - s.whole) + (hi_part - s.part);
    return clamp((min(from_lo, size * 0.5) + min(to_hi, size * 0.5)) / size, 0.0, 1.0);
}

vec4 texel_at(int at) {
    uvec2 t = textures[at];
    return vec4(unpackHalf2x16(t.x), unpackHalf2x16(t.y));
}
vec4 texel(ivec4 texture_, ivec4 region, int u, int v) {
    u = clamp(u, region.x, region.z - 1);
    v = clamp(v, region.y, region.w - 1);
    return texel_at(texture_.y + (v - region.y) * texture_.z + u - region.x);
}

// kind = SampleFilter; d = distance in texels; the tables begin with Lanczos at steps of 1/256.
float filter_weight(int kind, float d, float widen) {
    d = abs(d) / widen;
    if (kind == 1) return max(0.0, 1.0 - d);
    if (kind == 2) {
        if (d < 1.0) return (1.5 * d - 2.5) * d * d + 1.0;
        return d < 2.0 ? ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0 : 0.0;
    }
    float at = min(d, 3.0) * 256.0;
    int i = int(at);
    vec4 w = luts[i]; // at this step, at the next
    return mix(w.x, w.y, at - float(i));
}

// The texture of a sampling op under its geometry at frame pixel (x, y); p = the op's block in params, +1 and on:
// {mode, texture, stride, taps}, region, {a, b}, {d, e}, {c, f}, outline, its fractions, {widen, footprint},
// {shift x, shift y}.
vec4 filtered(int p, int kind, int x, int y) {
    ivec4 offset = I(p + 5);
    Spot u = spot(I(p + 3), offset.xy, x, y);
    Spot v = spot(I(p + 4), offset.zw, x, y);
    ivec4 edge = I(p + 6);
    vec4 part = F(p + 7);
    vec4 size = F(p + 8);
    float cover = share(u, edge.x, part.x, edge.z, part.z, size.z) * share(v, edge.y, part.y, edge.w, part.w, size.w);
    if (cover <= 0.0) return vec4(0.0);
    ivec4 texture_ = I(p + 1);
    ivec4 region = I(p + 2);
    if (kind == 0) return texel(texture_, region, u.whole, v.whole) * cover;
    float fu = u.part - 0.5;
    float fv = v.part - 0.5;
    int u0 = u.whole;
    int v0 = v.whole;
    if (fu < 0.0) {
        fu += 1.0;
        u0 -= 1;
    }
    if (fv < 0.0) {
        fv += 1.0;
        v0 -= 1;
    }
    if (kind == 1) {
        vec4 top = mix(texel(texture_, region, u0, v0), texel(texture_, region, u0 + 1, v0), fu);
        vec4 bottom = mix(texel(texture_, region, u0, v0 + 1), texel(texture_, region, u0 + 1, v0 + 1), fu);
        return mix(top, bottom, fv) * cover;
    }
    int taps = texture_.w;
    int before = taps / 2 - 1;
    vec4 sum = vec4(0.0);
    float total = 0.0;
    for (int j = 0; j < taps; ++j) {
        float wy = filter_weight(kind, float(j - before) - fv, size.y);
        for (int i = 0; i < taps; ++i) {
            float w = wy * filter_weight(kind, float(i - before) - fu, size.x);
            sum += texel(texture_, region, u0 + i - before, v0 + j - before) * w;
            total += w;
        }
    }
    return sum * (cover / total);
}

// 3D table; p: {first entry, size}, domain minimum, 1 / domain size.
vec4 table_colour(int p, vec4 c) {
    ivec4 table = I(p);
    vec4 lo = F(p + 1);
    vec4 scale = F(p + 2);
    float last = float(table.y - 1);
    vec4 at = vec4(lut_coordinate(c.x, lo.x, scale.x, last), lut_coordinate(c.y, lo.y, scale.y, last),
                   lut_coordinate(c.z, lo.z, scale.z, last), 0.0);
    ivec3 cell = min(ivec3(at.xyz), ivec3(table.y - 2));
    vec4 f = vec4(at.xyz - vec3(cell), 0.0);
    vec4 w = lut_weights(f);
    int n = table.y;
    float sy = float(n);
    float sz = sy * sy;
    int first = table.x + cell.x + n * (cell.y + n * cell.z);
    vec4 sum = luts[first] * w.x + luts[first + int(lut_first_step(f, 1.0, sy, sz))] * w.y +
               luts[first + int(lut_second_step(f, 1.0, sy, sz))] * w.z + luts[first + 1 + n + n * n] * w.w;
    return vec4(sum.x, sum.y, sum.z, c.w);
}
